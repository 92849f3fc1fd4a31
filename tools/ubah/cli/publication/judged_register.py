"""The register of main with its audit: what the site shows, and what an export hands out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ubah.cli.session import progress_bar
from ubah.core.diagnostics import CannotRun, msg
from ubah.core.judge.contents import judge_contents
from ubah.core.paths import split_register
from ubah.core.register.views import AuditSummary, Register, build_register
from ubah.core.rules import RULES
from ubah.edge.clone.archive_files import archive_at, archive_there
from ubah.edge.clone.work_files import work_files
from ubah.edge.clone.workspace import authority_on_disk, object_reader
from ubah.edge.git import WorkingRepository
from ubah.edge.history.asset_versions import asset_versions
from ubah.edge.history.audit import audit


def load_judged_register(root: Path, lang: str | None) -> Register:
    """Return the register of main with what the audit of its history came to.

    What is not committed is left out: the site shows what has landed. The sample office has no
    history to audit, so there the work tree is shown.
    """
    with WorkingRepository(root) as repository:
        tip = repository.find(f"refs/heads/{repository.main}") or repository.find("HEAD")
        if tip is None:
            raise CannotRun(
                msg("this repository has no commits yet"), msg("make an office: ubah init DIR")
            )
        reader = object_reader(repository)
        with reader.store, progress_bar(msg("Auditing"), lang) as progress:
            result = audit(reader, tip, progress=progress)
            summary = AuditSummary(
                result.findings,
                result.trust_root,
                tip,
                result.landings,
                result.commits,
                len(result.steps),
            )
            if result.authority is not None:
                files = reader.register_files(reader.commit(tip).tree)
                versions = asset_versions(reader, result.steps)
                register = build_register(
                    files, result.authority, result.steps, summary, versions, RULES
                )
                return replace(register, archive=archive_at(reader, tip, result.authority))
    authority = authority_on_disk(root)
    files = work_files(root).register()
    judged = judge_contents(*split_register(files), authority)
    summary = AuditSummary((*summary.findings, *judged.findings), tip=tip)
    register = build_register(files, authority, judged.steps, summary, rules=RULES)
    return replace(register, archive=archive_there(root, authority))

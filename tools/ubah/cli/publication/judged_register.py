"""The register of main with its audit: what the site shows, and what an export hands out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ubah.cli.session import progress_bar
from ubah.core.attachments import kept_file
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
from ubah.edge.history.tree_files import attachments_in_tree
from ubah.publish.addresses.attachments import attachments_of


def shown_attachments(
    root: Path, register: Register, internal: bool
) -> Iterator[tuple[str, bytes]]:
    """Yield the attachments that an edition of the site may show, by path, one after another.

    They are those of the commit that the register is of; of the sample office those of the work tree.
    """
    wanted = set(attachments_of(register, internal).shown.values())
    if not wanted:
        return
    if register.authority.office.sample:
        yield from ((path, data) for path, data in work_files(root).attachments() if path in wanted)
        return
    with WorkingRepository(root) as repository:
        reader = object_reader(repository)
        with reader.store:
            tree = reader.commit(register.audit.tip).tree
            for path in sorted(wanted):
                blob = reader.store.lookup(tree, path)
                if blob is not None:
                    yield path, reader.store.read_whole(blob.oid)


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
                tree = reader.commit(tip).tree
                files = reader.register_files(tree)
                versions = asset_versions(reader, result.steps)
                register = build_register(
                    files, result.authority, result.steps, summary, versions, RULES
                )
                return replace(
                    register,
                    kept=attachments_in_tree(reader.store, tree),
                    archive=archive_at(reader, tip, result.authority),
                )
    authority = authority_on_disk(root)
    work = work_files(root)
    files, kept = work.register(), {path: kept_file(data) for path, data in work.attachments()}
    judged = judge_contents(*split_register(files), authority, attachments=kept)
    summary = AuditSummary((*summary.findings, *judged.findings), tip=tip)
    register = build_register(files, authority, judged.steps, summary, rules=RULES)
    return replace(register, kept=kept, archive=archive_there(root, authority))

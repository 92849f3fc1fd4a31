"""`ubah check`: the work tree, or what a pull request would land."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ubah.cli.contents import CONTENT_ONLY, SAMPLE, contents_at
from ubah.cli.session import finish, progress_bar, report_options
from ubah.core.attachments import kept_file
from ubah.core.diagnostics import CannotRun, Finding, Message, msg
from ubah.core.judge.contents import judge_contents
from ubah.core.office.authority import build_authority
from ubah.core.paths import split_register
from ubah.edge.clone.archive_files import archive_of_work_tree
from ubah.edge.clone.office_folder import office_root
from ubah.edge.clone.work_files import WorkFiles, work_files
from ubah.edge.clone.work_tree import work_tree_findings
from ubah.edge.clone.workspace import landed_files, object_reader
from ubah.edge.git import MissingObject, WorkingRepository
from ubah.edge.system import clock, disk

if TYPE_CHECKING:
    from ubah.edge.history.landings import LandingReader

FEW = 300
"""As many records or assets are checked before anybody asks how far it is."""


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--base", default="", metavar="REV", help="What the branch would be merged into.")
@click.option("--head", default="", metavar="REV", help="The branch.")
@report_options
def check(paths: tuple[Path, ...], base: str, head: str, format_: str, lang: str | None) -> None:
    """Check the work tree, or with --base and --head what a pull request would land."""
    if bool(base) != bool(head):
        raise CannotRun(
            msg("--base and --head belong together"),
            msg("type: ubah check --base main --head BRANCH"),
        )
    if base and paths:
        raise CannotRun(msg("PATH and --base do not go together"))
    if base:
        _check_proposed(base, head, format_, lang)
    else:
        _check_work_tree(paths, format_, lang)


def _check_proposed(base: str, head: str, format_: str, lang: str | None) -> None:
    from ubah.edge.history.proposals import judge_proposed  # only here: it is slow to load

    notes: tuple[Message, ...] = ()
    with WorkingRepository(Path.cwd()) as repository:
        reader = object_reader(repository)
        with reader.store:
            base_commit, head_commit = repository.resolve(base), repository.resolve(head)
            if _has_office(reader, base_commit):
                result = judge_proposed(reader, base_commit, head_commit, clock.now())
                findings, steps = result.findings, result.steps
            else:
                findings, steps = contents_at(reader, head_commit)
                notes = (CONTENT_ONLY, SAMPLE)
    finish(
        "check", findings, format_, lang, counts={"steps": len(steps)}, tip=head_commit, notes=notes
    )


def _has_office(reader: LandingReader, base: str) -> bool:
    """Whether there is anybody whose proof could be asked; what is cut off is told by the judge."""
    try:
        return reader.has_office(base)
    except MissingObject:
        return True


def _check_work_tree(paths: tuple[Path, ...], format_: str, lang: str | None) -> None:
    root = office_root(Path.cwd())
    work = work_files(root)
    authority, findings = build_authority(work.authority())
    notes: tuple[Message, ...] = (CONTENT_ONLY,)
    records, assets = split_register(work.register())
    counts = {"records": len(records), "assets": len(assets)}
    found: list[Finding] = [*findings, *work_tree_findings(work, authority)]
    if authority is not None:
        if authority.office.sample:
            notes = (CONTENT_ONLY, SAMPLE)
        found += archive_of_work_tree(root, authority)
        landed = landed_files(root)
        kept = {path: kept_file(data) for path, data in work.attachments()}
        long = len(records) > FEW or len(assets) > FEW
        with progress_bar(msg("Checking"), lang) if long else nullcontext():
            judged = judge_contents(records, assets, authority, landed.files, landed.source, kept)
        found += judged.findings
    finish("check", tuple(_below(found, paths, work)), format_, lang, counts=counts, notes=notes)


def _below(findings: list[Finding], paths: tuple[Path, ...], work: WorkFiles) -> list[Finding]:
    if not paths:
        return findings
    wanted = tuple(_inside(path, work.root) for path in paths)
    for path, inside in zip(paths, wanted, strict=True):
        gone = any(_is_below(finding, (inside,)) for finding in findings)
        gone = gone or any(f"{left}/".startswith(f"{inside}/") for left in work.left_out)
        if not disk.is_there(path) and not gone:
            raise CannotRun(
                msg("{path} does not exist", path=str(path)),
                msg("type: ubah check, for all that is here"),
            )
    return [finding for finding in findings if _is_below(finding, wanted)]


def _inside(path: Path, root: Path) -> str:
    """Return a path as the findings have it; a symbolic link as itself, not as where it leads."""
    whole = path.resolve() if path.name in ("", "..") else path.parent.resolve() / path.name
    if not whole.is_relative_to(root):
        raise CannotRun(
            msg("{path} is not part of this office's repository", path=str(path)),
            msg("name a path below {root}", root=str(root)),
        )
    return whole.relative_to(root).as_posix()


def _is_below(finding: Finding, folders: tuple[str, ...]) -> bool:
    path = finding.place.path
    return any(path == each or each == "." or path.startswith(f"{each}/") for each in folders)

"""`ubah check` and `ubah audit`."""

from __future__ import annotations

from pathlib import Path

import click

from ubah.cli.session import finish, progress_bar, report_options
from ubah.core.diagnostics import CannotRun, Finding, Message, msg
from ubah.core.explain.conformance import RecordConformance, conformance
from ubah.core.judge.contents import judge_contents
from ubah.core.model import JudgedStep
from ubah.core.office.settings import build_authority
from ubah.core.paths import split_register
from ubah.core.register.views import AuditSummary, build_register
from ubah.edge.clone.work_files import WorkFiles, work_files
from ubah.edge.clone.work_tree import work_tree_findings
from ubah.edge.clone.workspace import landed_files, object_reader, office_root, uncommitted
from ubah.edge.git import WorkingRepository
from ubah.edge.history.audit import HistoryResult
from ubah.edge.history.audit import audit as audit_history
from ubah.edge.history.landings import LandingReader
from ubah.edge.history.proposals import judge_proposed
from ubah.edge.system import clock, disk
from ubah.edge.system.rulebook import load_rules

CONTENT_ONLY = msg(
    "only content and transitions are judged here, not who took the steps (for that: ubah audit)"
)
NAMED = 5
SAMPLE = msg(
    "this is the sample office, which has no keys; for one that proves its steps, type: ubah demo DIR"
)


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
    notes: tuple[Message, ...] = ()
    with WorkingRepository(Path.cwd()) as repository:
        reader = object_reader(repository)
        with reader.store:
            base_commit, head_commit = repository.resolve(base), repository.resolve(head)
            if reader.is_office(reader.commit(base_commit).tree):
                result = judge_proposed(reader, base_commit, head_commit, clock.now())
                findings, steps = result.findings, result.steps
            else:
                findings, steps = contents_at(reader, head_commit)
                notes = (CONTENT_ONLY, SAMPLE)
    finish(
        "check", findings, format_, lang, counts={"steps": len(steps)}, tip=head_commit, notes=notes
    )


def contents_at(
    reader: LandingReader, commit: str
) -> tuple[tuple[Finding, ...], tuple[JudgedStep, ...]]:
    """Return what judging the contents of a commit alone finds."""
    tree = reader.commit(commit).tree
    authority, findings = reader.authority(tree)
    if authority is None:
        return findings, ()
    judged = judge_contents(*split_register(reader.register_files(tree)), authority)
    return (*findings, *judged.findings), judged.steps


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
        landed = landed_files(root)
        found += judge_contents(records, assets, authority, landed.files, landed.source).findings
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


@click.command()
@click.argument("revision", required=False, default="")
@click.option(
    "--trust-root",
    default=None,
    metavar="COMMIT",
    help="Judge from this commit on; default: the oldest that is an office's own.",
)
@click.option(
    "--seen", default=None, metavar="COMMIT", help="A commit that main must still go on from."
)
@click.option(
    "--conformance",
    "in_full",
    is_flag=True,
    help="Report on each record and step: rules, basis, proof, effective time, deviations.",
)
@report_options
def audit(
    revision: str,
    trust_root: str | None,
    seen: str | None,
    in_full: bool,
    format_: str,
    lang: str | None,
) -> None:
    """Judge the whole history: who took each step, and could they? Needs no network."""
    if in_full and format_ not in ("text", "json"):
        raise CannotRun(
            msg("the conformance report comes as text or json, not as {format}", format=format_),
            msg("type: ubah audit --conformance --format json"),
        )
    with WorkingRepository(Path.cwd()) as repository:
        tip = _tip(repository, revision)
        _refuse_empty("--trust-root", trust_root)
        _refuse_empty("--seen", seen)
        root = repository.resolve(trust_root) if trust_root else ""
        was = (repository.find(seen) or seen) if seen else ""
        reader = object_reader(repository)
        with reader.store, progress_bar(msg("Auditing"), lang) as progress:
            result = audit_history(reader, tip, root, was, progress)
            report = _conformance(reader, result) if in_full else None
            for_people = format_ == "text"  # what programs read depends on the commits alone
            unsaved = uncommitted(repository, reader) if for_people else ()
    office = result.authority.office if result.authority else None
    counts = {
        "landings": result.landings,
        "commits": result.commits,
        "steps": len(result.steps),
    }
    finish(
        "audit",
        result.findings,
        format_,
        lang or (office.language if office else None),
        counts=counts,
        trust_root=result.trust_root,
        tip=tip,
        notes=_notes(unsaved),
        conformance=report,
    )


def _notes(unsaved: tuple[str, ...]) -> tuple[Message, ...]:
    """Return what the audit, which judges commits, says of files that no commit holds as they are."""
    if not unsaved:
        return ()
    named = ", ".join(unsaved[:NAMED])
    note = msg(
        "{count} files of the work tree are not as the last commit has them, and are not judged here "
        "(for them: ubah check): {paths}",
        count=len(unsaved),
        paths=f"{named}, …" if len(unsaved) > NAMED else named,
    )
    return (note,)


def _conformance(reader: LandingReader, result: HistoryResult) -> tuple[RecordConformance, ...]:
    if result.authority is None:
        return ()
    files = reader.register_files(reader.commit(result.tip).tree)
    summary = AuditSummary(result.findings)
    register = build_register(files, result.authority, result.steps, summary)
    titles = {rule.id: rule.title for rule in load_rules()}
    return conformance(register, result.findings, result.trust_root, titles)


def _refuse_empty(option: str, value: str | None) -> None:
    """An option that was given must not pass as if it had not been: a variable may be unset."""
    if value == "":
        raise CannotRun(
            msg("{option} was given, but it names no commit", option=option),
            msg("write the commit behind it, or leave the option out"),
        )


def _tip(repository: WorkingRepository, revision: str) -> str:
    if revision:
        return repository.resolve(revision)
    found = repository.find(f"refs/heads/{repository.main}") or repository.find("HEAD")
    if found is None:
        raise CannotRun(
            msg("this repository has no commits yet"), msg("make an office: ubah init DIR")
        )
    return found

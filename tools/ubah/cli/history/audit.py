"""`ubah audit`: the whole history, judged from its trust root on."""

from __future__ import annotations

from pathlib import Path

import click

from ubah.cli.session import finish, progress_bar, report_options
from ubah.core.diagnostics import CannotRun, Message, msg
from ubah.core.explain.conformance import RecordConformance, conformance
from ubah.core.register.views import AuditSummary, build_register
from ubah.edge.clone.workspace import object_reader, uncommitted
from ubah.edge.git import WorkingRepository
from ubah.edge.history.audit import HistoryResult, OnProgress
from ubah.edge.history.audit import audit as audit_history
from ubah.edge.history.earlier.file import VerifiedFiles
from ubah.edge.history.earlier.going_on import audit_since, lasts
from ubah.edge.history.landings import LandingReader
from ubah.edge.history.lineage import default_root, first_parent_chain

NAMED = 5
AT_HAND = 40
"""So many landings are looked through for one that was verified before its trust root is looked for."""


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
    "--since-verified",
    "since",
    is_flag=True,
    help="Go on from what this account's last audit with this option verified; the first judges all.",
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
    since: bool,
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
    if in_full and since:
        raise CannotRun(
            msg(
                "the conformance report is about every step, and --since-verified looks at new ones"
            ),
            msg("leave one of the two out"),
        )
    with WorkingRepository(Path.cwd()) as repository:
        tip = _tip(repository, revision)
        _refuse_empty("--trust-root", trust_root)
        _refuse_empty("--seen", seen)
        root = repository.resolve(trust_root) if trust_root else ""
        was = (repository.find(seen) or seen) if seen else ""
        reader = object_reader(repository)
        with reader.store, progress_bar(msg("Auditing"), lang) as progress:
            if since:
                result = _since_verified(reader, tip, root, was, progress)
            else:
                result = audit_history(reader, tip, root, was, progress, keep_steps=in_full)
            report = _conformance(reader, result) if in_full else None
            for_people = format_ == "text"  # what programs read depends on the commits alone
            unsaved = uncommitted(repository, reader) if for_people else ()
    office = result.authority.office if result.authority else None
    counts = {
        "landings": result.landings,
        "commits": result.commits,
        "steps": result.verified.steps if result.verified else len(result.steps),
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


def _since_verified(
    reader: LandingReader, tip: str, trust_root: str, seen: str, progress: OnProgress
) -> HistoryResult:
    """Judge what has landed since this account's last audit, and keep what is verified now."""
    files = VerifiedFiles()
    newest = reader.store.first_parents(tip, AT_HAND)
    known = None if trust_root else files.of_the_oldest_office(newest)
    root = trust_root or (known.trust_root if known else "")
    if known is None:
        root = root or default_root(reader, first_parent_chain(reader, tip))
        known = files.read(root) if root else None
    if known is None:
        result = audit_history(reader, tip, root, seen, progress, keep_steps=False)
    else:
        result = audit_since(reader, tip, known, seen, progress)
    if result.verified is not None and lasts(result):
        files.write(result.verified, oldest_office=not trust_root)
    return result


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
    return conformance(register, result.findings, result.trust_root)


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

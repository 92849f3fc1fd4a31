"""`ubah new` and `ubah advance`: writing records, one signed commit at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from shlex import quote
from typing import Any

import click

from ubah.cli.inputs import (
    Given,
    Origin,
    evidence_of,
    in_evidence,
    in_request,
    read_input,
    request_as_read,
    wanted_evidence,
)
from ubah.cli.kept import drop_kept, kept_if_refused
from ubah.cli.prompts import Named, ask_evidence, ask_request
from ubah.cli.session import finish, is_interactive, key_options, language_option, say
from ubah.core.diagnostics import CannotRun, Finding, Label, Message, msg
from ubah.core.forms.answers import told_of_answers
from ubah.core.forms.fields import Choice
from ubah.core.lookalikes import plain_signs
from ubah.core.meanings import Meaning
from ubah.core.paths import asset_id, record_id, record_path
from ubah.core.reading.writing import entry_data, new_record
from ubah.core.register.appending import require_action
from ubah.core.register.refusing import against_request, against_step
from ubah.edge import clock, disk
from ubah.edge.desk import Desk, append_steps, changed_assets, errors_of, progress_of
from ubah.edge.gitrepo import WorkingRepository
from ubah.edge.work_files import work_files
from ubah.edge.workspace import (
    authority_on_disk,
    find_signer,
    next_number,
    object_reader,
    office_root,
    read_record,
)


@contextmanager
def open_desk(key: Path | None, person: str) -> Iterator[Desk]:
    """Open the repository, find out who is typing, and close everything afterwards.

    Raises:
        CannotRun: if there is no repository, no office, or no key.
    """
    with WorkingRepository(Path.cwd()) as repository:
        authority = authority_on_disk(office_root(repository.work_tree))
        reader = object_reader(repository)
        with reader.store:
            signer = find_signer(authority, repository, key, person)
            yield Desk(repository, reader, authority, signer, clock.now())


def _named(desk: Desk) -> Named:
    """Return what answers may name here."""
    roles, day = desk.authority.roles, desk.authority.office.day(desk.now)
    people: dict[bool, list[Choice]] = {True: [], False: []}
    for person in roles.persons.values():
        offices = roles.offices_of(person.id, day)
        if "recorder" not in offices:
            people[bool(offices)].append(Choice(person.id, Label(person.name, person.name)))
    files = work_files(desk.root).register()
    assets, records = (
        tuple(Choice(id_, Label(id_, id_)) for path in files if (id_ := id_of(path)))
        for id_of in (asset_id, record_id)
    )
    return Named(tuple(people[True]), tuple(people[False]), assets, records)


def _refuse(findings: tuple[Finding, ...], lang: str | None, notes: tuple[Message, ...]) -> None:
    say(msg("not recorded; nothing was changed:"), lang, error=True)
    finish("check", findings, "text", lang, notes=notes)


def _with_key(key: Path | None, person: str) -> str:
    """Return the options that say who signs, as they would be typed again."""
    words = f" --key {quote(str(key))}" if key else ""
    return f"{words} --person {quote(person)}" if person else words


@click.command()
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path),
    help="YAML file with the request part; without it you are asked.",
)
@key_options
@language_option
def new(source: Path | None, key: Path | None, person: str, lang: str | None) -> None:
    """Write and commit a new request for change with its first step."""
    with open_desk(key, person) as desk:
        me = desk.signer.person.id
        file = read_input(source) if source else None
        given: Any = file.fields if file else {}
        whole = isinstance(given.get("request"), dict)
        if whole:
            given = given["request"]  # a whole record was handed in
        given = request_as_read(desk.authority, given)
        usual = {"requester": me, "date": desk.authority.office.day(desk.now).isoformat()}
        request: dict[str, Any] = {**usual, **given}
        if is_interactive():
            refused = against_request(request, me, desk.now, desk.authority)
            if refused:
                _refuse(refused, lang, ())
        start = dict(request)

        def typed() -> dict[str, Any]:
            own = {name: value for name, value in request.items() if usual.get(name) != value}
            return {**given, **own} if request != start else {}

        def again(path: str) -> str:
            return f"ubah new{_with_key(key, person)} --from {path}"

        afresh = is_interactive() and not source
        with kept_if_refused(desk.repository, "new", typed, again, lang, afresh=afresh) as save:
            if not source or is_interactive():
                ask_request(desk.authority, request, _named(desk), lang, save)
            desk = replace(desk, now=clock.now())
            if "date" not in given:
                request["date"] = desk.authority.office.day(desk.now).isoformat()
            ordered = _in_schema_order(desk, request)
            year = desk.authority.office.day(desk.now).year
            number = next_number(desk.repository, desk.reader, year)
            at = desk.now.astimezone(desk.authority.office.zone)
            opening = desk.authority.sop.submission()
            entry = entry_data(opening.name, me, at, {})
            data = new_record(number, ordered, entry, opening.target)
            message = f"{number}: {opening.name}\n\n{ordered.get('title', '')}\n"
            origin = in_request(file, whole=whole)
            _put(desk, number, {record_path(number): data}, message, lang, origin)
        drop_kept(desk.repository, source)


def _in_schema_order(desk: Desk, request: Mapping[str, Any]) -> dict[str, Any]:
    known = desk.authority.change_schema["$defs"]["request"]["properties"]
    ordered = {key: request[key] for key in known if key in request}
    return {**ordered, **{key: value for key, value in request.items() if key not in known}}


@click.command()
@click.argument("record")
@click.argument("actions", nargs=-1, required=True, metavar="ACTION…")
@click.option(
    "--evidence",
    type=click.Path(path_type=Path),
    help="YAML file with the evidence; for several actions a mapping action → evidence.",
)
@click.option(
    "--set", "values", multiple=True, metavar="KEY=VALUE", help="One field of the evidence."
)
@click.option(
    "--request",
    "revised",
    type=click.Path(path_type=Path),
    help="YAML file with the new request part, for revise.",
)
@key_options
@language_option
def advance(
    record: str,
    actions: tuple[str, ...],
    evidence: Path | None,
    values: tuple[str, ...],
    revised: Path | None,
    key: Path | None,
    person: str,
    lang: str | None,
) -> None:
    """Append one or more steps to RECORD and commit them, signed."""
    record = plain_signs(record).strip().upper()
    with open_desk(key, person) as desk:
        path, before = read_record(desk.root, record)
        _refuse_dirty(desk, path)
        for action in actions:
            require_action(action, desk.authority.sop)
        if is_interactive():
            me = desk.signer.person.id
            refused = against_step(before, path, actions[0], me, desk.now, desk.authority)
            if refused:
                _refuse(refused, lang, ())
        file = read_input(evidence) if evidence else None
        given = evidence_of(desk.authority, actions, file, values)
        request = read_input(revised) if revised else None
        sop = desk.authority.sop
        if request is None and any(sop.means(action, Meaning.REVISES) for action in actions):
            raise CannotRun(
                msg("revise needs the new request"),
                msg("write it into a file and add: --request FILE"),
            )
        start = {action: dict(part) for action, part in given.items()}

        def typed() -> Mapping[str, Any]:
            if given == start:
                return {}
            return given if len(actions) > 1 else given[actions[0]]

        words = f"ubah advance {record} {' '.join(actions)}{_with_key(key, person)}"
        words += f" --request {quote(str(revised))}" if revised else ""

        def again(kept: str) -> str:
            return f"{words} --evidence {kept}"

        name = f"{record}-{actions[0]}"
        afresh = is_interactive() and not evidence
        with kept_if_refused(desk.repository, name, typed, again, lang, afresh=afresh) as save:
            named = _named(desk)
            for action in actions:
                ask_evidence(desk.authority, action, given[action], named, lang, save)
            desk = replace(desk, now=clock.now())
            revising = request_as_read(desk.authority, request.fields) if request else {}
            fields = _in_schema_order(desk, revising) if request else None
            data = append_steps(desk, record, actions, given, fields)
            files = {path: data}
            if any(sop.means(action, Meaning.UPDATES_ASSETS) for action in actions):
                files |= changed_assets(desk)
            known = len(progress_of(desk.authority, path, before).entries)
            handed = Given(file, evidence, values)
            origin = in_evidence(handed, actions, known, record, request)
            notes = tuple(wanted_evidence(desk.authority, words, actions, given, handed))
            message = f"{record}: {', '.join(actions)}\n"
            _put(desk, record, files, message, lang, origin, notes)
        drop_kept(desk.repository, evidence)


def _refuse_dirty(desk: Desk, path: str) -> None:
    if path in desk.repository.dirty_paths():
        raise CannotRun(
            msg("{path} has changes that are not committed", path=path),
            msg("type git diff {path} to see them, git restore {path} to drop them", path=path),
        )


def _put(
    desk: Desk,
    number: str,
    files: Mapping[str, bytes],
    message: str,
    lang: str | None,
    origin: Origin,
    notes: tuple[Message, ...] = (),
) -> None:
    """Commit on the branch, if the judge accepts it; on main, start the record's own branch."""
    repository = desk.repository
    head = repository.resolve("HEAD")
    commit = desk.commit(head, files, message)
    desk = replace(desk, now=clock.now())  # signing may have waited for a passphrase
    findings = errors_of(desk.judge(commit), number)
    if findings:
        path = record_path(number)
        known = (work_files(desk.root).record(path) or b"").count(b"\n")
        findings = told_of_answers(findings, path, files[path], known, desk.authority, origin)
        _refuse(findings, lang, notes)
    branch = repository.current_branch()
    if branch in ("", repository.main):
        branch = repository.free_branch(number)
        repository.create_branch(branch, head)
    assets = tuple(path for path in files if path.startswith("assets/"))
    if assets:
        for path in assets:
            if disk.read(desk.root / path) != files[path]:
                disk.write_atomically(desk.root / path, files[path])
        repository.stage(assets)
    repository.move_branch(branch, commit, head, f"ubah: {message.splitlines()[0]}")
    record = msg(
        "{record} recorded in commit {commit} on the branch {branch}",
        record=number,
        commit=commit[:12],
        branch=branch,
    )
    say(record, lang)
    say(
        msg(
            "next: git push -u origin {branch} and open a pull request; or, on plain git: ubah land",
            branch=branch,
        ),
        lang,
    )

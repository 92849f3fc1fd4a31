"""What `ubah new` and `ubah advance` share: the opened repository, refusing, putting in place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from shlex import quote
from types import MappingProxyType
from typing import Any

from ubah.cli.asking.inputs import Origin
from ubah.cli.asking.prompts import Named
from ubah.cli.changes.branches import say_how_to_land
from ubah.cli.language import say
from ubah.cli.session import finish
from ubah.core.diagnostics import Finding, Label, Message, msg
from ubah.core.forms.answers import told_of_answers
from ubah.core.forms.fields import Choice
from ubah.core.forms.services import services_named
from ubah.core.meanings import OfficeMeaning
from ubah.core.paths import asset_id, attachment_of, record_id, record_path
from ubah.edge.clone.drafting import Drafting
from ubah.edge.clone.office_folder import office_root
from ubah.edge.clone.work_files import work_files
from ubah.edge.clone.workspace import authority_on_disk, find_signer, object_reader
from ubah.edge.git import WorkingRepository
from ubah.edge.history.proposals import errors_of
from ubah.edge.system import clock, disk

SERVICES_SEEN_IN = 50
"""How many of the newest requests tell which services there are."""


@contextmanager
def open_drafting(key: Path | None, person: str) -> Iterator[Drafting]:
    """Open the repository, find out who is typing, and close everything afterwards.

    Raises:
        CannotRun: if there is no repository, no office, or no key.
    """
    with WorkingRepository(Path.cwd()) as repository:
        authority = authority_on_disk(office_root(repository.work_tree))
        reader = object_reader(repository)
        with reader.store:
            signer = find_signer(authority, repository, key, person)
            yield Drafting(repository, reader, authority, signer, clock.now())


def names_known(drafting: Drafting) -> Named:
    """Return what answers may name here."""
    roles, day = drafting.authority.roles, drafting.authority.office.day(drafting.now)
    people: dict[bool, list[Choice]] = {True: [], False: []}
    for person in roles.persons.values():
        offices = roles.offices_of(person.id, day)
        if "recorder" not in offices:
            people[bool(offices)].append(Choice(person.id, Label(person.name, person.name)))
    files = work_files(drafting.root).register()
    assets, records = (
        tuple(Choice(id_, Label(id_, id_)) for path in files if (id_ := id_of(path)))
        for id_of in (asset_id, record_id)
    )
    managing = drafting.authority.sop.offices(OfficeMeaning.MANAGES)
    in_office = {who for office in managing for who in roles.holders(office, day)}
    managers = tuple(choice for choice in people[True] if choice.value in in_office)
    services = services_named(files[path] for path in _newest(files))
    return Named(tuple(people[True]), tuple(people[False]), assets, records, managers, services)


def _newest(files: Mapping[str, bytes]) -> list[str]:
    """Return the paths of the newest requests, the newest first."""
    return sorted(filter(record_id, files), key=record_id, reverse=True)[:SERVICES_SEEN_IN]


def refuse(findings: tuple[Finding, ...], lang: str | None, notes: tuple[Message, ...]) -> None:
    """Print what speaks against the draft, and leave with the verdict's exit code."""
    say(msg("not recorded; nothing was changed:"), lang, error=True)
    finish("check", findings, "text", lang, notes=notes)


def with_key(key: Path | None, person: str) -> str:
    """Return the options that say who signs, as they would be typed again."""
    words = f" --key {quote(str(key))}" if key else ""
    return f"{words} --person {quote(person)}" if person else words


def in_schema_order(drafting: Drafting, request: Mapping[str, Any]) -> dict[str, Any]:
    """Return a request in the order of its schema; what the schema does not know comes last."""
    known = drafting.authority.change_schema["$defs"]["request"]["properties"]
    ordered = {key: request[key] for key in known if key in request}
    return {**ordered, **{key: value for key, value in request.items() if key not in known}}


def put(
    drafting: Drafting,
    number: str,
    files: Mapping[str, bytes],
    message: str,
    lang: str | None,
    origin: Origin,
    notes: tuple[Message, ...] = (),
    own_options: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Commit on the branch, if the judge accepts it; on main, start the record's own branch.

    ``own_options``: how the command at hand calls what the judge's hints call ``--set NAME``.
    """
    repository = drafting.repository
    head = repository.resolve("HEAD")
    commit = drafting.commit(head, files, message)
    drafting = replace(drafting, now=clock.now())  # signing may have waited for a passphrase
    findings = errors_of(drafting.judge(commit), number)
    if findings:
        path = record_path(number)
        known = (work_files(drafting.root).record(path) or b"").count(b"\n")
        findings = told_of_answers(findings, path, files[path], known, drafting.authority, origin)
        findings = tuple(_with_options(finding, own_options) for finding in findings)
        refuse(findings, lang, notes)
    with repository.own_branch(number, head) as branch:
        written = tuple(path for path in files if _is_in_place(drafting, path))
        for (
            path
        ) in written:  # git brings all others into place itself, with the branch or not at all
            if disk.read(drafting.root / path) != files[path]:
                disk.write_atomically(drafting.root / path, files[path])
        if written:
            repository.stage(written)
        repository.move_branch(branch, commit, head, f"ubah: {message.splitlines()[0]}")
    record = msg(
        "{record} recorded in commit {commit} on the branch {branch}",
        record=number,
        commit=commit[:12],
        branch=branch,
    )
    say(record, lang)
    say_how_to_land(branch, lang, drafting.authority)


def _with_options(finding: Finding, own: Mapping[str, str]) -> Finding:
    """Return a finding whose hint names the options that the command at hand has."""
    if finding.hint is None or not own:
        return finding
    values = []
    for name, value in finding.hint.values:
        if name == "options":
            for before, after in own.items():
                value = str(value).replace(before, after)
        values.append((name, value))
    return replace(finding, hint=replace(finding.hint, values=tuple(values)))


def _is_in_place(drafting: Drafting, path: str) -> bool:
    """Whether whoever types has put the file there already, to be committed with the record."""
    own = path.startswith("assets/") or attachment_of(path)[0]
    return bool(own) and (drafting.root / path).is_file()

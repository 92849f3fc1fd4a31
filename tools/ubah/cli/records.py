"""`ubah new` and `ubah advance`: writing records, one signed commit at a time."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from ubah.cli.prompts import ask_evidence, ask_request, typed
from ubah.cli.session import finish, key_options, language_option, say
from ubah.core.diagnostics import CannotRun, msg
from ubah.core.model import Progress
from ubah.core.paths import record_path
from ubah.core.settings import Authority
from ubah.core.source import Json, parse
from ubah.core.writing import entry_data, new_record
from ubah.edge import clock, disk
from ubah.edge.desk import Desk, append_steps, changed_assets, errors_of, progress_of
from ubah.edge.gitrepo import WorkingRepository
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


def read_mapping(path: Path) -> dict[str, Json]:
    """Return the mapping that a YAML file holds.

    Raises:
        CannotRun: if the file cannot be read as one.
    """
    document, findings = parse(disk.read(path), str(path))
    if document is None:
        first = findings[0]
        line = first.place.position.line
        raise CannotRun(
            msg("{path}, line {line}: {problem}", path=str(path), line=line, problem=first.message),
            first.hint,
        )
    if not isinstance(document.value, dict):
        raise CannotRun(msg("{path} holds no fields", path=str(path)))
    return document.value


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
        given = read_mapping(source) if source else {}
        if isinstance(given.get("request"), dict):
            given = given["request"]  # type: ignore[assignment] # a whole record was handed in
        today = desk.authority.office.day(desk.now).isoformat()
        request = {"requester": me, "date": today, **given}
        if not source:
            request = ask_request(desk.authority, request, lang)
        ordered = _in_schema_order(desk, request)
        number = next_number(desk.repository, desk.reader, desk.authority.office.day(desk.now).year)
        at = desk.now.astimezone(desk.authority.office.zone)
        data = new_record(number, ordered, entry_data("submit", me, at, {}))
        _put(
            desk,
            number,
            {record_path(number): data},
            f"{number}: submit\n\n{ordered.get('title', '')}\n",
            lang,
        )


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
    with open_desk(key, person) as desk:
        path, before = read_record(desk.root, record)
        if path in desk.repository.dirty_paths():
            raise CannotRun(
                msg("{path} has changes that are not committed", path=path),
                msg("type git diff {path} to see them, git restore {path} to drop them", path=path),
            )
        _refuse_before_asking(desk, record, actions[0], progress_of(desk.authority, path, before))
        given = _evidence(desk.authority, actions, evidence, values)
        request = read_mapping(revised) if revised else None
        if "revise" in actions and request is None:
            raise CannotRun(
                msg("revise needs the new request"),
                msg("write it into a file and add: --request FILE"),
            )
        data = append_steps(
            desk,
            record,
            actions,
            lambda action: ask_evidence(desk.authority, action, given.get(action, {}), lang),
            _in_schema_order(desk, request) if request else None,
        )
        files = {path: data}
        if "update_assets" in actions:
            files |= changed_assets(desk)
        _put(desk, record, files, f"{record}: {', '.join(actions)}\n", lang)


def _refuse_before_asking(desk: Desk, record: str, action: str, progress: Progress) -> None:
    """Spare a person at a terminal the questions of a step that cannot be taken."""
    sop = desk.authority.sop
    known = sop.actions.get(action)
    if not sys.stdin.isatty() or known is None or not progress.state:
        return
    if not known.leads_from(progress.state):
        raise CannotRun(
            msg(
                "{action} is not legal in the state {state}",
                action=known.label,
                state=sop.states[progress.state].label,
            ),
            msg("type: ubah show {record}", record=record),
        )


def _evidence(
    authority: Authority, actions: tuple[str, ...], source: Path | None, values: tuple[str, ...]
) -> dict[str, dict[str, Any]]:
    loaded = read_mapping(source) if source else {}
    given: dict[str, dict[str, Any]] = {action: {} for action in actions}
    if len(actions) == 1:
        given[actions[0]] = dict(loaded)
    else:
        for action, part in loaded.items():
            if action not in given or not isinstance(part, dict):
                raise CannotRun(
                    msg("for several actions the evidence file maps each action to its evidence"),
                    msg("possible here: {known}", known=", ".join(actions)),
                )
            given[action] = dict(part)
    for value in values:
        name, equals, text = value.partition("=")
        action = actions[0]
        if len(actions) > 1 and name.partition(".")[0] in given:
            action, _, name = name.partition(".")
        if not equals or not name:
            raise CannotRun(msg("--set wants KEY=VALUE, not {value}", value=value))
        _set(given[action], name, typed(authority, action, name, text))
    return given


def _set(target: dict[str, Any], name: str, value: Json) -> None:
    *groups, last = name.split(".")
    for group in groups:
        inner = target.setdefault(group, {})
        if not isinstance(inner, dict):
            raise CannotRun(msg("{name} is set twice, as a value and as a group", name=group))
        target = inner
    target[last] = value


def _put(
    desk: Desk, number: str, files: Mapping[str, bytes], message: str, lang: str | None
) -> None:
    """Commit on the branch, if the judge accepts it; on main, start the record's own branch."""
    repository = desk.repository
    head = repository.resolve("HEAD")
    commit = desk.commit(head, files, message)
    findings = errors_of(desk.judge(commit), number)
    if findings:
        say(msg("not recorded; nothing was changed:"), lang, error=True)
        finish("check", findings, "text", lang)
    branch = repository.current_branch()
    if branch in ("", repository.main):
        branch = repository.free_branch(number)
        repository.create_branch(branch, head)
    assets = tuple(path for path in files if path.startswith("assets/"))
    if assets:
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

"""`ubah advance`: one or more steps appended to a record, in one signed commit each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from shlex import quote
from typing import Any

import click

from ubah.cli.asking.inputs import (
    Given,
    Input,
    evidence_of,
    in_evidence,
    read_input,
    request_as_read,
    wanted_evidence,
)
from ubah.cli.asking.kept import drop_kept, kept_if_refused
from ubah.cli.asking.questions import ask_evidence
from ubah.cli.changes.attaching import (
    Attached,
    FilesGiven,
    ask_for_files,
    read_given,
    writing_options,
)
from ubah.cli.changes.drafting import (
    in_schema_order,
    names_known,
    open_drafting,
    put,
    refuse,
    with_key,
)
from ubah.cli.completing import complete_action, complete_record
from ubah.cli.language import is_interactive
from ubah.core.attachments import FIELD
from ubah.core.diagnostics import CannotRun, Place, msg
from ubah.core.lookalikes import plain_signs
from ubah.core.meanings import Meaning
from ubah.core.paths import record_id, record_path
from ubah.core.register.appending import require_action
from ubah.core.register.outlook import outlook_of_file
from ubah.core.sop import Sop
from ubah.edge.clone.drafting import (
    Drafting,
    append_steps,
    changed_assets,
    progress_of,
    step_to_come,
    with_landed_attachments,
)
from ubah.edge.clone.workspace import read_record
from ubah.edge.system import clock


@click.command()
@click.argument("record", shell_complete=complete_record)
@click.argument(
    "actions", nargs=-1, required=True, metavar="ACTION…", shell_complete=complete_action
)
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
@writing_options
def advance(
    record: str,
    actions: tuple[str, ...],
    evidence: Path | None,
    values: tuple[str, ...],
    revised: Path | None,
    key: Path | None,
    person: str,
    lang: str | None,
    **files: Any,
) -> None:
    """Append one or more steps to RECORD and commit them, signed."""
    record = plain_signs(record).strip().upper()
    with open_drafting(key, person) as drafting:
        path, before = read_record(drafting.root, record)
        _refuse_early(drafting, path, before, actions, lang)
        attaching = read_given(files, drafting.authority)
        takes_files = _taking_files(actions, attaching, drafting.authority.sop)
        file = read_input(evidence) if evidence else None
        given = evidence_of(drafting.authority, actions, file, values)
        request = _new_request(revised, actions, drafting.authority.sop)
        start = {action: dict(part) for action, part in given.items()}

        def typed() -> Mapping[str, Any]:
            if given == start:
                return {}
            return given if len(actions) > 1 else given[actions[0]]

        words = f"ubah advance {record} {' '.join(actions)}{with_key(key, person)}"
        words += f" --request {quote(str(revised))}" if revised else ""
        words += attaching.words()

        def again(kept: str) -> str:
            return f"{words} --evidence {kept}"

        name = f"{record}-{actions[0]}"
        afresh = is_interactive() and not evidence
        with kept_if_refused(drafting.repository, name, typed, again, lang, afresh=afresh) as save:
            named = names_known(drafting)
            step = step_to_come(drafting, path, before)
            for action in actions:
                ask_evidence(step, drafting.authority, action, given[action], named, lang, save)
            if afresh and takes_files and not any(start.values()):
                attaching = ask_for_files(attaching, drafting.authority, lang)
            drafting = replace(drafting, now=clock.now())
            steps = _Step(record, actions, given, request, takes_files)
            written = _written(drafting, steps, attaching)
            known = len(progress_of(drafting.authority, path, before).entries)
            handed = Given(file, evidence, values)
            origin = in_evidence(handed, actions, known, record, request)
            notes = tuple(wanted_evidence(drafting.authority, words, actions, given, handed))
            message = f"{record}: {', '.join(actions)}\n"
            put(drafting, record, written, message, lang, origin, notes)
        drop_kept(drafting.repository, evidence)


@dataclass(frozen=True)
class _Step:
    """What is to be recorded; ``takes_files`` is the action that attached files belong to."""

    record: str
    actions: tuple[str, ...]
    given: Mapping[str, Mapping[str, Any]]
    request: Input | None
    takes_files: str


def _refuse_early(
    drafting: Drafting, path: str, before: bytes, actions: tuple[str, ...], lang: str | None
) -> None:
    """Say what speaks against the steps before anything is asked."""
    _refuse_dirty(drafting, path)
    for action in actions:
        require_action(action, drafting.authority.sop)
    if is_interactive():
        me = drafting.signer.person.id
        outlook = outlook_of_file(before, path, drafting.authority, drafting.now)
        place = Place(path, record=record_id(path))
        refused = outlook.against(actions[0], me, place) if outlook else ()
        if refused:
            refuse(refused, lang, ())


def _new_request(revised: Path | None, actions: tuple[str, ...], sop: Sop) -> Input | None:
    if revised is None and any(sop.means(action, Meaning.REVISES) for action in actions):
        raise CannotRun(
            msg("revise needs the new request"),
            msg("write it into a file and add: --request FILE"),
        )
    return read_input(revised) if revised else None


def _taking_files(actions: tuple[str, ...], attaching: FilesGiven, sop: Sop) -> str:
    """Return the action that takes attached files: the last of several that can.

    Raises:
        CannotRun: if files are given, but none takes any.
    """
    able = [
        action
        for action in actions
        if FIELD in sop.actions[action].evidence or sop.means(action, Meaning.REVISES)
    ]
    if attaching.files and not able:
        raise CannotRun(
            msg("{action} takes no attachments", action=sop.actions[actions[-1]].label),
            msg("attach the file to another step, or to the request"),
        )
    return able[-1] if able else ""


def _written(drafting: Drafting, step: _Step, attaching: FilesGiven) -> dict[str, bytes]:
    """Return the record with its new steps, and the files that come with them."""
    authority, sop = drafting.authority, drafting.authority.sop
    given, fields = dict(step.given), None
    revised: Mapping[str, Any] = {}
    if step.request:
        revised = with_landed_attachments(
            request_as_read(authority, step.request.fields), drafting.root, step.record
        )
    if step.takes_files and sop.means(step.takes_files, Meaning.REVISES):
        attached = attaching.named_in(revised, step.record, drafting.root)
        revised = attached.part
    elif step.takes_files:
        attached = attaching.named_in(given[step.takes_files], step.record, drafting.root)
        given[step.takes_files] = attached.part
    else:
        attached = Attached({}, {})
    if step.request:
        fields = in_schema_order(drafting, revised)
    data = append_steps(drafting, step.record, step.actions, given, fields)
    written = {record_path(step.record): data, **attached.contents}
    if any(sop.means(action, Meaning.UPDATES_ASSETS) for action in step.actions):
        written |= changed_assets(drafting)
    return written


def _refuse_dirty(drafting: Drafting, path: str) -> None:
    if path in drafting.repository.dirty_paths():
        raise CannotRun(
            msg("{path} has changes that are not committed", path=path),
            msg("type git diff {path} to see them, git restore {path} to drop them", path=path),
        )

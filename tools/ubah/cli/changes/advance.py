"""`ubah advance`: one or more steps appended to a record, in one signed commit each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from shlex import quote
from typing import Any

import click

from ubah.cli.asking.inputs import (
    Given,
    evidence_of,
    in_evidence,
    read_input,
    request_as_read,
    wanted_evidence,
)
from ubah.cli.asking.kept import drop_kept, kept_if_refused
from ubah.cli.asking.prompts import ask_evidence
from ubah.cli.changes.drafting import (
    in_schema_order,
    names_known,
    open_drafting,
    put,
    refuse,
    with_key,
)
from ubah.cli.language import is_interactive, language_option
from ubah.cli.session import key_options
from ubah.core.diagnostics import CannotRun, Place, msg
from ubah.core.lookalikes import plain_signs
from ubah.core.meanings import Meaning
from ubah.core.register.appending import require_action
from ubah.core.register.outlook import outlook_of_file
from ubah.edge.clone.drafting import Drafting, append_steps, changed_assets, progress_of
from ubah.edge.clone.workspace import read_record
from ubah.edge.system import clock


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
    with open_drafting(key, person) as drafting:
        path, before = read_record(drafting.root, record)
        _refuse_dirty(drafting, path)
        for action in actions:
            require_action(action, drafting.authority.sop)
        if is_interactive():
            me = drafting.signer.person.id
            outlook = outlook_of_file(before, path, drafting.authority, drafting.now)
            place = Place(path, record=record)
            refused = outlook.against(actions[0], me, place) if outlook else ()
            if refused:
                refuse(refused, lang, ())
        file = read_input(evidence) if evidence else None
        given = evidence_of(drafting.authority, actions, file, values)
        request = read_input(revised) if revised else None
        sop = drafting.authority.sop
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

        words = f"ubah advance {record} {' '.join(actions)}{with_key(key, person)}"
        words += f" --request {quote(str(revised))}" if revised else ""

        def again(kept: str) -> str:
            return f"{words} --evidence {kept}"

        name = f"{record}-{actions[0]}"
        afresh = is_interactive() and not evidence
        with kept_if_refused(drafting.repository, name, typed, again, lang, afresh=afresh) as save:
            named = names_known(drafting)
            for action in actions:
                ask_evidence(drafting.authority, action, given[action], named, lang, save)
            drafting = replace(drafting, now=clock.now())
            revising = request_as_read(drafting.authority, request.fields) if request else {}
            fields = in_schema_order(drafting, revising) if request else None
            data = append_steps(drafting, record, actions, given, fields)
            files = {path: data}
            if any(sop.means(action, Meaning.UPDATES_ASSETS) for action in actions):
                files |= changed_assets(drafting)
            known = len(progress_of(drafting.authority, path, before).entries)
            handed = Given(file, evidence, values)
            origin = in_evidence(handed, actions, known, record, request)
            notes = tuple(wanted_evidence(drafting.authority, words, actions, given, handed))
            message = f"{record}: {', '.join(actions)}\n"
            put(drafting, record, files, message, lang, origin, notes)
        drop_kept(drafting.repository, evidence)


def _refuse_dirty(drafting: Drafting, path: str) -> None:
    if path in drafting.repository.dirty_paths():
        raise CannotRun(
            msg("{path} has changes that are not committed", path=path),
            msg("type git diff {path} to see them, git restore {path} to drop them", path=path),
        )

"""`ubah new`: a new request for change, written and committed with its first step."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from ubah.cli.asking.inputs import (
    in_request,
    read_input,
    request_as_read,
)
from ubah.cli.asking.kept import drop_kept, kept_if_refused
from ubah.cli.asking.questions import ask_request
from ubah.cli.changes.attaching import ask_for_files, read_given, writing_options
from ubah.cli.changes.drafting import (
    in_schema_order,
    names_known,
    open_drafting,
    put,
    refuse,
    with_key,
)
from ubah.cli.language import is_interactive
from ubah.core.diagnostics import Place
from ubah.core.paths import record_path
from ubah.core.reading.writing import entry_data, new_record
from ubah.core.register.outlook import outlook_of_request
from ubah.edge.clone.workspace import next_number
from ubah.edge.system import clock


@click.command()
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path),
    help="YAML file with the request part; without it you are asked.",
)
@writing_options
def new(
    source: Path | None,
    key: Path | None,
    person: str,
    lang: str | None,
    **files: Any,
) -> None:
    """Write and commit a new request for change with its first step."""
    with open_drafting(key, person) as drafting:
        attaching = read_given(files, drafting.authority)
        me = drafting.signer.person.id
        file = read_input(source) if source else None
        given: Any = file.fields if file else {}
        whole = isinstance(given.get("request"), dict)
        if whole:
            given = given["request"]  # a whole record was handed in
        given = request_as_read(drafting.authority, given)
        usual = {"requester": me, "date": drafting.authority.office.day(drafting.now).isoformat()}
        request: dict[str, Any] = {**usual, **given}
        if is_interactive():
            outlook = outlook_of_request(request, drafting.authority, drafting.now)
            opening = drafting.authority.sop.submission()
            refused = outlook.against(opening.name, me, Place())
            if refused:
                refuse(refused, lang, ())
        start = dict(request)

        def typed() -> dict[str, Any]:
            own = {name: value for name, value in request.items() if usual.get(name) != value}
            return {**given, **own} if request != start else {}

        def again(path: str) -> str:
            return f"ubah new{with_key(key, person)}{attaching.words()} --from {path}"

        afresh = is_interactive() and not source
        with kept_if_refused(drafting.repository, "new", typed, again, lang, afresh=afresh) as save:
            if not source or is_interactive():
                ask_request(drafting.authority, request, names_known(drafting), lang, save)
            if not source:
                attaching = ask_for_files(attaching, drafting.authority, lang)
            drafting = replace(drafting, now=clock.now())
            if "date" not in given:
                request["date"] = drafting.authority.office.day(drafting.now).isoformat()
            year = drafting.authority.office.day(drafting.now).year
            number = next_number(drafting.repository, drafting.reader, year)
            attached = attaching.named_in(request, number, drafting.root)
            ordered = in_schema_order(drafting, attached.part)
            at = drafting.now.astimezone(drafting.authority.office.zone)
            opening = drafting.authority.sop.submission()
            entry = entry_data(opening.name, me, at, {})
            data = new_record(number, ordered, entry, opening.target)
            message = f"{number}: {opening.name}\n\n{ordered.get('title', '')}\n"
            origin = in_request(file, whole=whole)
            written = {record_path(number): data, **attached.contents}
            put(drafting, number, written, message, lang, origin)
        drop_kept(drafting.repository, source)

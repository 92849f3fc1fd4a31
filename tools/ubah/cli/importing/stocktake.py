"""The request for a stock-take: one request for change that declares all assets of a file at its end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from ubah.cli.assets.closing import AssetChange
from ubah.cli.changes.drafting import in_schema_order, put
from ubah.cli.importing.reading import OpenTable
from ubah.cli.language import say
from ubah.core.diagnostics import CannotRun, Message, Place, msg
from ubah.core.guards.ways import way_to
from ubah.core.meanings import Meaning, OfficeMeaning
from ubah.core.paths import record_path
from ubah.core.reading.records import landed_record, read_file
from ubah.core.reading.writing import entry_data, new_record
from ubah.core.render import render
from ubah.edge.clone.drafting import Drafting
from ubah.edge.clone.workspace import next_number, read_record
from ubah.edge.system import catalogues

WANTED_WITHIN = timedelta(days=30)


def request_stocktake(
    drafting: Drafting, table: OpenTable, changes: tuple[AssetChange, ...], lang: str | None
) -> None:
    """Write and commit the request, and say how it goes on until its assets are written.

    Raises:
        CannotRun: if nobody is in office whom it could be addressed to.
    """
    sop = drafting.authority.sop
    day = drafting.authority.office.day(drafting.now)
    number = next_number(drafting.repository, drafting.reader, day.year)
    request = in_schema_order(drafting, _request(drafting, table, changes))
    opening = sop.submission()
    at = drafting.now.astimezone(drafting.authority.office.zone)
    entry = entry_data(opening.name, drafting.signer.person.id, at, {})
    data = new_record(number, request, entry, opening.target)
    message = f"{number}: {opening.name}\n\n{request['title']}\n"
    place = Place(record=number)
    put(drafting, number, {record_path(number): data}, message, lang, lambda _: place)
    way = way_to(sop, opening.target, Meaning.DECLARES_ASSETS) or ()
    say(msg("it goes its way like any request: {steps}", steps=tuple(a.label for a in way)), lang)
    say(
        msg(
            "at its end, the change manager writes all assets by: ubah import assets {file} --rfc {number} --write",
            file=str(table.path),
            number=number,
        ),
        lang,
    )


def _request(
    drafting: Drafting, table: OpenTable, changes: tuple[AssetChange, ...]
) -> dict[str, Any]:
    authority = drafting.authority
    day = authority.office.day(drafting.now)
    language = authority.office.language
    translate = catalogues.load(language)

    def words(message: Message) -> str:
        return render(message, translate, language)

    file, sheet, count = table.path.name, table.sheet.name, len(changes)
    return {
        "title": words(msg("Stock-take of the asset register: {count} assets", count=count)),
        "requester": drafting.signer.person.id,
        "addressee": _addressee(drafting),
        "date": day.isoformat(),
        "description": words(
            msg(
                "Take over {count} assets of the file {file}, sheet {sheet}, into the asset register.",
                count=count,
                file=file,
                sheet=sheet,
            )
        ),
        "reason": words(msg("The asset register is to say what the office really has.")),
        "services": [words(msg("Asset register"))],
        "proposed_urgency": "normal",
        "wanted_by": (day + WANTED_WITHIN).isoformat(),
        "impact_if_not_done": words(
            msg(
                "Changes of these assets could not be declared, as the register does not hold them."
            )
        ),
        "plan": {
            "implementation": words(msg("Compare the file with the goods, and read it in.")),
            "test": words(msg("Compare samples of the register with the file.")),
            "rollback": words(
                msg("Leave the register as it is; nothing is written before step 13.")
            ),
        },
        "attachments": [{"name": file, "sha256": table.digest, "location": file}],
    }


def _addressee(drafting: Drafting) -> str:
    """Return a change manager in office, another person than whoever asks if there is one."""
    roles, sop = drafting.authority.roles, drafting.authority.sop
    day = drafting.authority.office.day(drafting.now)
    me = drafting.signer.person.id
    managers = [
        person
        for office in sop.offices(OfficeMeaning.MANAGES)
        for person in sorted(roles.holders(office, day))
    ]
    for person in sorted(managers, key=lambda each: each == me):
        return person
    raise CannotRun(
        msg("no change manager is in office, to whom the request could be addressed"),
        msg("type: ubah appoint PERSON change_manager"),
    )


def files_named(drafting: Drafting, number: str) -> frozenset[str]:
    """Return the digests of the files that a request names as attachments."""
    path, data = read_record(drafting.root, number.strip().upper())
    record = landed_record(read_file(data, path))
    attachments = record.request.get("attachments", ()) if record else ()
    return frozenset(str(each["sha256"]) for each in attachments)

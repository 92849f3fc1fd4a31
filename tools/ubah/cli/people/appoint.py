"""`ubah appoint`: an office is given to a person, an acting head's by letter."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from ubah.cli.language import language_option
from ubah.cli.people.options import from_option, until_option, who_argument
from ubah.cli.people.rows import Asking, kinds, signatories
from ubah.cli.people.staff import StaffChange, open_staff
from ubah.cli.session import key_options
from ubah.core.diagnostics import msg
from ubah.core.names import role_label
from ubah.core.office.staffing import new_holding
from ubah.core.strict_yaml.document import Json


@click.command()
@who_argument
@click.argument("role", required=False, default="", metavar="[ROLE]")
@from_option
@until_option
@click.option("--letter", default="", help="Number of the letter of appointment.")
@click.option("--kind", default="", help="Of an acting head: plh or plt.")
@click.option("--signatory", default="", metavar="PERSON", help="Who signed the letter.")
@key_options
@language_option
def appoint(
    who: str,
    role: str,
    start: str,
    until: str,
    letter: str,
    kind: str,
    signatory: str,
    key: Path | None,
    person: str,
    lang: str | None,
) -> None:
    """Give PERSON the office ROLE; an acting head's by letter."""
    with open_staff(key, person, lang) as staff:
        asking = staff.asking
        who = asking.person(who)
        role = asking.role(role)
        given = {
            "from": start,
            "until": until,
            "letter": letter,
            "kind": kind,
            "signatory": signatory,
        }
        holding = ask_holding(asking, role, who, given, staff.today.isoformat())
        label = role_label(asking.authority.sop.roles, role)
        message = f"roles: angkat {who} / appoint {who}\n\n{role}\n"
        said = msg(
            "{person} is appointed: {office}, from {day}",
            person=staff.name(who),
            office=label,
            day=str(holding["from"]),
        )
        staff.write(StaffChange((new_holding(role, holding),), message, f"roles-{who}", (said,)))


def ask_holding(
    asking: Asking, role: str, person: str, given: Mapping[str, str], today: str
) -> dict[str, Json]:
    """Return the row of a holding; its schema says which fields the office has."""
    schema = asking.schema("roles", role)
    names = [name for name in schema["properties"] if name != "person"]
    choices = {"signatory": signatories(asking.authority), "kind": kinds(asking.authority, schema)}
    terms = asking.fields(schema, given, names, {"from": today}, choices)
    return {"person": person, **terms}

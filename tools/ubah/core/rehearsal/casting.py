"""Who is who in an office that is founded for a rehearsal, so that two accounts are enough.

An emergency takes three people: who asks, who evaluates, who decides (four eyes, UB503), and no
substitute makes it fewer. So the request stands in the founding already, asked by somebody without an account; one account
is the change manager's, the other the head's. The change manager is a requester too, so that a request can be
filed by form as well; it stays where it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from ubah.core.diagnostics import Label
from ubah.core.forms.body import Filled
from ubah.core.forms.files import files_from_form
from ubah.core.office.authority import Authority
from ubah.core.paths import record_id
from ubah.core.strict_yaml.document import Json

OFFICE_NAME = Label("Kantor gladi, bukan register sungguhan", "Rehearsal office, no real register")
REQUESTER = "pemohon-1"
CAST = {
    "head": Label("Kepala (gladi)", "Head (rehearsal)"),
    "superior": Label("Atasan (gladi)", "Superior (rehearsal)"),
    "change_manager": Label("Pengelola (gladi)", "Change manager (rehearsal)"),
    "requester": Label("Pemohon (gladi)", "Requester (rehearsal)"),
}
"""Role → what whoever holds it is called."""
PLAYERS = ("change_manager", "head")
"""Who needs an account."""
BESIDES = {"change_manager": ("requester",)}
"""Role → the further roles of whoever holds it."""


def with_cast(given: Mapping[str, Json], language: str) -> dict[str, Json]:
    """Return the answers of a founding with names for all who are not named."""
    cast: dict[str, Json] = {"name": OFFICE_NAME.in_language(language), **given}
    for role, label in CAST.items():
        name = label.in_language(language)
        said = cast.get(role)
        if role not in PLAYERS or said is not None:
            part = said if isinstance(said, dict) else {}
            cast[role] = {"name": name, "title": name, **part}
    return cast


def opening_request(authority: Authority, moment: datetime) -> dict[str, bytes]:
    """Return path → content of the request that a rehearsal office begins with."""
    day = authority.office.day(moment)
    form = Filled(authority.sop.submission().name, "", request_of(authority, moment), {}, {})
    number = f"RFC-{day.year}-0001"
    return files_from_form(form, REQUESTER, moment, authority, number, None)


def request_of(authority: Authority, moment: datetime) -> dict[str, Json]:
    """Return what the request says: an emergency, so that the head is asked."""
    language = authority.office.language
    said = Label("Gladi: tidak ada yang sungguh berubah.", "A rehearsal: nothing really changes.")
    text = said.in_language(language)
    return {
        "title": Label("Gladi", "Rehearsal").in_language(language),
        "description": text,
        "reason": text,
        "services": ["SPSE"],
        "proposed_urgency": "emergency",
        "wanted_by": (authority.office.day(moment) + timedelta(days=30)).isoformat(),
        "impact_if_not_done": text,
        "plan": {"implementation": text, "test": text, "rollback": text},
    }


def opening_number(paths: Iterable[str]) -> str:
    """Return the number of the request that was there from the start: the first one, "" for none."""
    return min(filter(None, map(record_id, paths)), default="")

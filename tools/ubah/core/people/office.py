"""An office's own settings: its name, language and time zone, its freezes and limits (office.yaml)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from types import MappingProxyType
from typing import Any

# Indonesian zones have kept their offsets since 1988: verdicts need no time zone database.
ZONES: Mapping[str, timezone] = MappingProxyType(
    {
        "Asia/Jakarta": timezone(timedelta(hours=7), "WIB"),
        "Asia/Pontianak": timezone(timedelta(hours=7), "WIB"),
        "Asia/Makassar": timezone(timedelta(hours=8), "WITA"),
        "Asia/Jayapura": timezone(timedelta(hours=9), "WIT"),
    }
)

ATTACHMENT_KILOBYTES = 5120
"""How large an attachment may be where office.yaml does not say."""
_OFFSET = re.compile(r"(?P<sign>[+-])(?P<hours>0\d|1[0-4]):(?P<minutes>[0-5]\d)")
EARLIEST, LATEST = timedelta(hours=-12), timedelta(hours=14)
"""The offsets from UTC that are in use somewhere."""


def zone_of(said: str) -> timezone | None:
    """Return the zone of a name, or of an offset from UTC such as +05:45; None for another text.

    A zone that changes with the seasons cannot be told by an offset: its days would move.
    """
    found = _OFFSET.fullmatch(said)
    if found is None:
        return ZONES.get(said)
    length = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"]))
    offset = -length if found["sign"] == "-" else length
    return timezone(offset) if EARLIEST <= offset <= LATEST else None


AUTHORITY_BY_SIGNATURE = "authority"
"""Stands in `desk.signature_for` for every change of the authority files."""
LINK_HOURS = 48
"""How long a link by mail opens the desk where office.yaml does not say."""
_OWN_PORT = re.compile(r"\A(https://.*):443\Z|\A(http://.*):80\Z")
"""What browsers leave out of an address."""


@dataclass(frozen=True)
class DeskSettings:
    """The office's own desk, where people decide without git.

    ``known_by``: how people are known there, "proxy" (the office's own log-in) or "link" (by mail).
    ``signature_for`` are the actions, and "authority", for which the desk's word is not enough.
    """

    address: str
    known_by: frozenset[str]
    link: timedelta
    signature_for: frozenset[str]

    @property
    def host(self) -> str:
        """What the desk is called in roles.yaml and in vouchers, where a forge's host stands."""
        return self.netloc.partition(":")[0]

    @property
    def netloc(self) -> str:
        """Return host and port, as a browser asks for them."""
        return self.address.partition("://")[2]


@dataclass(frozen=True)
class FreezeWindow:
    """A time in which nothing should be released."""

    start: datetime
    end: datetime
    reason: str


@dataclass(frozen=True)
class Office:
    """The content of office.yaml."""

    name: str
    government: str
    language: str
    zone: timezone
    rules: int
    sample: bool
    rehearsal: bool  # founded to be thrown away
    late_entry: timedelta
    attachment_limit: int  # bytes of one file that is kept in a record's folder
    forge: str  # kind, or "" for plain git
    forge_host: str  # as accounts in roles.yaml name it, "" for plain git
    desk: DeskSettings | None
    freeze_windows: tuple[FreezeWindow, ...]
    limits_days: Mapping[str, float]
    risk_matrix: Mapping[str, Mapping[str, str]]  # impact → likelihood → risk; {}: none

    def day(self, moment: datetime) -> date:
        """Return the calendar day of ``moment`` in office time."""
        return moment.astimezone(self.zone).date()


def build_office(data: Mapping[str, Any]) -> Office:
    """Build the office's settings from the schema-valid content of office.yaml."""
    windows = tuple(
        FreezeWindow(
            datetime.fromisoformat(window["start"]),
            datetime.fromisoformat(window["end"]),
            window["reason"],
        )
        for window in data.get("freeze_windows", ())
    )
    return Office(
        name=data["name"],
        government=data.get("government", ""),
        language=data["language"],
        zone=_zone(data["time_zone"]),
        rules=data["rules"],
        sample=data.get("sample", False),
        rehearsal=data.get("rehearsal", False),
        late_entry=timedelta(hours=data.get("late_entry_hours", 24)),
        attachment_limit=data.get("attachment_limit_kilobytes", ATTACHMENT_KILOBYTES) * 1024,
        forge=data.get("forge", {}).get("kind", ""),
        forge_host=data.get("forge", {}).get("host", ""),
        desk=_desk(data.get("desk")),
        freeze_windows=windows,
        limits_days=MappingProxyType(dict(data.get("limits_days", {}))),
        risk_matrix=MappingProxyType(dict(data.get("risk_matrix", {}))),
    )


def _desk(data: Any) -> DeskSettings | None:
    """Return the desk; None also where an office's own schema has another thing of that name."""
    match data:
        case {"address": str(address), "known_by": [*known_by]}:
            pass
        case _:
            return None
    return DeskSettings(
        address=_OWN_PORT.sub(r"\1\2", address.rstrip("/")),
        known_by=frozenset(map(str, known_by)),
        link=timedelta(hours=data.get("link_hours", LINK_HOURS)),
        signature_for=frozenset(data.get("signature_for", ())),
    )


def _zone(said: str) -> timezone:
    zone = zone_of(said)
    if zone is None:
        raise ValueError(f"{said} is no time zone")
    return zone

"""Archived requests: what an office did before it had its register, as its own papers tell it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ubah.core.diagnostics import Finding, Place, error, msg
from ubah.core.json_schema.validator import SchemaValidator
from ubah.core.paths import archived_id
from ubah.core.reading.identified import read_identified
from ubah.core.reading.relied_on import missing
from ubah.core.rules.assets import ARCHIVED_BY_ANOTHER
from ubah.core.rules.contents import SCHEMA

DATES = ("date", "decided_on", "implemented_on")
RELIED_ON = ("id", "original.title", "taken_over.by", "taken_over.date")
"""What judge and pages read of an archived request, whatever the office's own schema asks for."""


@dataclass(frozen=True)
class ArchivedChange:
    """A request that was taken over from elsewhere: nobody proved what it says."""

    id: str
    data: Mapping[str, Any]

    @property
    def original(self) -> Mapping[str, Any]:
        """What the source says of it."""
        told: Mapping[str, Any] = self.data["original"]
        return told

    @property
    def taken_over(self) -> Mapping[str, Any]:
        """From which file, by whom and when."""
        told: Mapping[str, Any] = self.data["taken_over"]
        return told

    @property
    def corrects(self) -> str:
        """The id of the archived request that this one corrects, or ""."""
        named = self.data.get("corrects")
        return str(named.get("id", "")) if isinstance(named, Mapping) else ""

    @property
    def title(self) -> str:
        """The title that the source gives it."""
        return str(self.original["title"])


def read_archived(
    data: bytes, path: str, validator: SchemaValidator
) -> tuple[ArchivedChange | None, tuple[Finding, ...]]:
    """Return the archived request at ``path`` if its file is sound, else what is wrong with it."""
    value, findings = read_identified(
        data,
        path,
        archived_id(path),
        validator,
        msg("the file holds no archived request"),
        msg("write it by: ubah import changes FILE"),
    )
    if value is None:
        return None, findings
    lacking = ", ".join(missing(RELIED_ON, value))
    if lacking:
        message = msg("the archive's schema lets in a file without {fields}", fields=lacking)
        hint = msg("add it to the file; and let the schema ask for it: ubah schemas --archive")
        return None, (error(SCHEMA, Place(path), message, hint),)
    archived = ArchivedChange(str(value["id"]), value)
    ahead = tuple(_told_ahead(archived, path))
    return (None, ahead) if ahead else (archived, ())


def _told_ahead(archived: ArchivedChange, path: str) -> Iterator[Finding]:
    """What a file tells has happened by the day on which it is taken over."""
    day = str(archived.taken_over["date"])
    for name in DATES:
        told = str(archived.original.get(name, ""))
        if told > day:
            yield error(
                ARCHIVED_BY_ANOTHER,
                Place(path),
                msg(
                    "original.{field} is {told}, after the day on which it was taken over, {day}",
                    field=name,
                    told=told,
                    day=day,
                ),
                msg("mend the date in the file that it comes from, or taken_over.date"),
            )

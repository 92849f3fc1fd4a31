"""Attachments: files that support a request or a step, named in it with their digest.

A file is kept in the record's own folder (``file``), or elsewhere (``location``: a cabinet, an archive).
What ties it to the step is its SHA-256, which stands in what is signed or vouched for.
"""

from __future__ import annotations

import hashlib
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # a landing holds attachments, so that module needs this one
    from ubah.core.model import Record

FIELD = "attachments"
"""The usual field of a request, and of a step's evidence, that names attachments."""
BEGINNING = 4096

_SIGNATURES: Mapping[str, bytes] = {
    "pdf": b"%PDF-",
    "png": b"\x89PNG\r\n\x1a\n",
    "jpg": b"\xff\xd8\xff",
    "xlsx": b"PK\x03\x04",
    "docx": b"PK\x03\x04",
    "ods": b"PK\x03\x04",
    "odt": b"PK\x03\x04",
}
"""How a file of each ending begins (PDF 1.7 § 7.5.2, PNG § 5.2, JFIF, ZIP § 4.3.7).

A table of one's own, so that a newer library never changes an old verdict (rule 13).
"""
TEXTS = ("txt", "csv")
IMAGES = ("png", "jpg")
ENDINGS = (*_SIGNATURES, *TEXTS)
ALSO_CALLED = {"jpeg": "jpg"}
LONGEST_STEM = 60
FILE_NAME = (
    r"(?!(?:con|prn|aux|nul|com[0-9]|lpt[0-9])\.)"
    rf"[a-z0-9][a-z0-9-]{{0,79}}\.(?:{'|'.join(ENDINGS)})"
)
"""Names of files that every system can keep (Windows has devices of the first names)."""
_DEVICE = re.compile("con|prn|aux|nul|com[0-9]|lpt[0-9]")


@dataclass(frozen=True)
class KeptFile:
    """A file in a record's folder, as far as judging asks for it; ``size`` in bytes."""

    size: int
    sha256: str
    beginning: bytes

    def is_what(self, ending: str) -> bool:
        """Whether it begins as a file with that ending does."""
        if ending in TEXTS:
            return b"\0" not in self.beginning
        return self.beginning.startswith(_SIGNATURES[ending])


@dataclass(frozen=True)
class Attachment:
    """What a request or a step says of one file; ``pointer`` leads to where it says so."""

    name: str
    sha256: str
    file: str
    location: str
    restricted: bool
    pointer: tuple[str | int, ...]


def kept_file(data: bytes) -> KeptFile:
    """Return what judging asks of a file's content."""
    return KeptFile(len(data), hashlib.sha256(data).hexdigest(), data[:BEGINNING])


def are_attachments(value: object) -> bool:
    """Whether a value names attachments, whatever the office's SOP calls the field.

    Judge and site go by this alone, so that nothing is shown by one name and judged by another.
    """
    return (
        isinstance(value, (list, tuple))
        and bool(value)
        and all(isinstance(row, Mapping) and isinstance(row.get("sha256"), str) for row in value)
    )


def attachments_in(
    part: Mapping[str, Any], pointer: tuple[str | int, ...] = ()
) -> Iterator[Attachment]:
    """Yield the attachments that a request or an evidence, found at ``pointer``, names."""
    for field, rows in part.items():
        for index, row in enumerate(rows if are_attachments(rows) else ()):
            yield Attachment(
                _text(row, "name"),
                row["sha256"],
                _text(row, "file"),
                _text(row, "location"),
                row.get("restricted") is True,
                (*pointer, field, index),
            )


def attachments_in_record(record: Record) -> Iterator[Attachment]:
    """Yield the attachments that a record names, in its request and step by step."""
    for part in (record.request, *(entry.evidence for entry in record.journal)):
        yield from attachments_in(part)


def _text(row: Mapping[str, Any], field: str) -> str:
    value = row.get(field)
    return value if isinstance(value, str) else ""


def name_to_keep(original: str, taken: Iterable[str] = ()) -> str:
    """Return the name under which a file called ``original`` is kept, "" if its kind is not accepted.

    Lower-case letters, digits and hyphens: every system can keep it, and tell it from any other.
    ``taken`` are names that are in use.
    """
    stem, _, ending = original.rpartition(".")
    ending = ending.casefold()
    ending = ALSO_CALLED.get(ending, ending)
    if ending not in ENDINGS:
        return ""
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_STEM].strip("-")
    if not words or _DEVICE.fullmatch(words):
        words = f"lampiran-{words}".strip("-")
    names = set(taken)
    numbered = (f"{words}-{number}.{ending}" for number in itertools.count(2))
    every = itertools.chain((f"{words}.{ending}",), numbered)
    return next(name for name in every if name not in names)


def with_earlier_attachments(
    revised: Mapping[str, Any], stood: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Return a revised request that keeps what the request that stood has in the record's folder."""
    kept = dict(revised)
    for field, rows in stood.items():
        if are_attachments(rows):
            own = revised.get(field, ())
            more = [row for row in own if row not in rows] if isinstance(own, (list, tuple)) else []
            stay = [row for row in rows if "file" in row or row in own]
            if stay or more:
                kept[field] = [*stay, *more]
    return kept

"""What is this office's own for ever, and so stands in every id that leaves it.

Calendars and feed readers take a UID (RFC 5545 3.8.4.7) and an id (RFC 4287 4.2.6) to be unique in the
world, and every office begins with RFC-2026-0001. So ids are UUIDs (RFC 9562, version 5) made of the
office's trust root, the commit that founded it, and of what they name.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID, uuid5

from ubah.core.register.views import Register

NAMESPACE = UUID("27fe1e8d-1666-4b4e-b3fb-bddd5913aad0")
"""Never changes: every id that was ever published rests on it."""

TAG = 8
"""So many hexadecimal digits tell offices apart where people read them: in file names and titles."""

_LONGEST = 40


@dataclass(frozen=True)
class Identity:
    """An office among all offices: ``seed`` is what no other has, ``name`` is for people only."""

    seed: tuple[str, ...]
    name: str

    @cached_property
    def office(self) -> UUID:
        """The office's own id."""
        return uuid5(NAMESPACE, _name(self.seed))

    @property
    def tag(self) -> str:
        """The first digits of the office's id."""
        return self.office.hex[:TAG]

    def uuid(self, *what: str) -> UUID:
        """Return the id of something of this office's, such as ``("release", "RFC-2026-0001")``."""
        return uuid5(self.office, _name(what))

    def urn(self, *what: str) -> str:
        """Return the same as a URN; of the office itself where nothing is named."""
        return (self.uuid(*what) if what else self.office).urn

    def file_name(self, name: str) -> str:
        """Return a name to save a download under, so that two offices' lie side by side.

        The office's name in it is for people, its tag stays whatever the office is called.
        """
        stem, dot, suffix = name.rpartition(".")
        parts = (stem, _slug(self.name), self.tag)
        return "-".join(part for part in parts if part) + dot + suffix


def identity_of(register: Register) -> Identity:
    """Return the identity of the register's office: its trust root.

    The sample office, and a clone whose history is not there, have none; they go by name and
    government.
    """
    office = register.authority.raw_office
    name = str(office["name"])
    root = register.audit.trust_root
    seed = ("root", root) if root else ("name", name, str(office.get("government", "")))
    return Identity(seed, name)


def _name(parts: tuple[str, ...]) -> str:
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))


def _slug(text: str) -> str:
    """Return a name in small letters, digits and hyphens, as every file system takes it."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST].rstrip("-")

"""The next free RFC number, as main has it."""

from __future__ import annotations

import re

from ubah.core.paths import record_id
from ubah.edge.history.landings import LandingReader

_RFC = re.compile(r"RFC-(\d{4})-(\d{4})\Z")


def free_number(reader: LandingReader, base: str, year: str) -> str:
    """Return the next number of ``year`` that main does not use."""
    tree = reader.commit(base).tree
    found = [_RFC.match(record_id(path)) for path, _ in reader.store.files(tree)]
    taken = [int(match[2]) for match in found if match and match[1] == year]
    return f"RFC-{year}-{max(taken, default=0) + 1:04d}"

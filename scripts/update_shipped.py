"""Writes into ubah.core.office.shipped which files of schemas/ this release comes with."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path

from ubah.core.paths import READ_AS_AUTHORITY, SCHEMAS

ROOT = Path(__file__).resolve().parents[1]
MODULE = ROOT / "tools/ubah/core/office/shipped.py"


def updated() -> str:
    """Return the module with the digests of the files as they lie there."""
    paths = sorted(path for path in READ_AS_AUTHORITY if path.startswith(SCHEMAS))
    rows = [f'    "{path}": "{sha256((ROOT / path).read_bytes()).hexdigest()}",' for path in paths]
    table = "\n".join(["SHIPPED: Mapping[str, str] = {", *rows, "}"])
    return re.sub(r"SHIPPED: .*?\n\}", table, MODULE.read_text(), flags=re.DOTALL)


if __name__ == "__main__":
    MODULE.write_text(updated())

"""Bring tools/ubah/locale/id/LC_MESSAGES/site.po up to date with the site's sentences.

New sentences are added without a translation, those that are gone are dropped, every other
translation stays.
"""

from __future__ import annotations

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parents[1] / "tools/ubah"
CATALOGUE = PACKAGE / "locale/id/LC_MESSAGES/site.po"
HEADER = b"""\
# Indonesian words of the published site (domain "site"). Update: scripts/update_site_catalogue.py
msgid ""
msgstr ""
"Project-Id-Version: ubah\\n"
"POT-Creation-Date: 2026-06-01 00:00+0000\\n"
"PO-Revision-Date: 2026-06-01 00:00+0000\\n"
"Language: id\\n"
"Language-Team: id\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def sentences() -> set[str]:
    """Return every sentence that the site's sources and templates hand to ``_`` or ``msg``."""
    found = extract_from_dir(
        PACKAGE / "publish",
        [("**.py", "python"), ("markup/templates/**.html", "jinja2")],
        {"markup/templates/**.html": {"trimmed": "true"}},
        keywords={"_": None, "msg": None},
    )
    return {str(row[2]) for row in found}


def translations() -> dict[str, str]:
    """Return sentence → translation as the catalogue has them."""
    with CATALOGUE.open("rb") as stream:
        known = read_po(stream, locale="id", domain="site")
    return {str(entry.id): str(entry.string) for entry in known if entry.id}


def write(wanted: set[str], known: dict[str, str]) -> None:
    """Write the catalogue: the sentences in order, each with its translation or none."""
    catalogue = Catalog(locale="id")
    for text in sorted(wanted):
        catalogue.add(text, known.get(text, ""))
    written = io.BytesIO()
    write_po(written, catalogue, width=100, omit_header=True)
    CATALOGUE.write_bytes(HEADER + written.getvalue().strip() + b"\n")


def main() -> None:
    """Update the file in place and say what lacks a translation."""
    wanted, known = sentences(), translations()
    write(wanted, known)
    lacking = sorted(text for text in wanted if not known.get(text))
    print(f"{CATALOGUE.name}: {len(wanted)} sentences, {len(lacking)} without a translation")
    for text in lacking:
        print(f"  {text}")


if __name__ == "__main__":
    main()

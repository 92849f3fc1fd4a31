"""Bring tools/ubah/locale/id/LC_MESSAGES/ubah.po up to date with the sentences in the sources.

The help of the commands and of their options counts as sentences, a paragraph each.

New sentences are added without a translation, those that are gone are dropped, every other
translation stays. The site's sentences (tools/ubah/publish) are site.po's.
"""

from __future__ import annotations

import datetime
import inspect
import io
import re
from collections.abc import Iterator
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from ubah.cli import COMMANDS, commands
from ubah.cli.helping import help_texts

PACKAGE = Path(__file__).resolve().parents[1] / "tools" / "ubah"
CATALOGUE = PACKAGE / "locale/id/LC_MESSAGES/ubah.po"
KEYWORDS = {"msg": None, "_": None}
HEADER = (
    "# Indonesian sentences of ubah; English is the source. Update: scripts/update_catalogue.py\n#"
)
EPOCH = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)  # a date would change with every run


def _is_source(folder: str) -> bool:
    path = Path(folder)
    hidden = path.name.startswith((".", "_"))
    return not hidden and path != PACKAGE / "publish" and path != PACKAGE / "template"


def extract() -> Catalog:
    """Return every sentence that the sources hand to ``msg`` or ``_``, without translations."""
    template = Catalog(
        project="ubah", version="0", copyright_holder="the ubah developers", creation_date=EPOCH
    )
    found = extract_from_dir(
        PACKAGE,
        method_map=[("**.py", "python")],
        keywords=KEYWORDS,
        directory_filter=_is_source,
        strip_comment_tags=True,
    )
    found = [*found, *_help()]
    for name, line, text, comments, _ in sorted(found, key=lambda item: (item[0], item[1])):
        template.add(text, locations=[(f"tools/ubah/{name}", line)], auto_comments=comments)
    return template


def _help() -> Iterator[tuple[str, int, str, list[str], None]]:
    """Yield the help of every command, as the extractor yields sentences."""
    waiting: list[click.Command] = [commands]
    waiting += [commands.get_command(click.Context(commands), name) for name in COMMANDS]
    while waiting:
        command = waiting.pop(0)
        if isinstance(command, click.Group):
            waiting += command.commands.values()
        code = inspect.unwrap(command.callback).__code__
        name = Path(code.co_filename).resolve().relative_to(PACKAGE).as_posix()
        for text in help_texts(command):
            yield name, code.co_firstlineno, text, [], None


def merge(template: Catalog, existing: bytes) -> bytes:
    """Return the catalogue for ``template`` with the translations of ``existing``."""
    catalogue = read_po(io.BytesIO(existing), locale="id", domain="ubah")
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.header_comment = HEADER
    catalogue.fuzzy = False
    catalogue.project, catalogue.version = template.project, template.version
    catalogue.creation_date = catalogue.revision_date = EPOCH
    catalogue.last_translator = catalogue.language_team = "the ubah developers"
    catalogue.msgid_bugs_address = ""
    written = io.BytesIO()
    write_po(written, catalogue, width=0, ignore_obsolete=True, include_lineno=False)
    return _steady(written.getvalue())


def _steady(written: bytes) -> bytes:
    """Settle what Babel writes into the header by its own version, and what it has wrong of id."""
    written = re.sub(rb'"Generated-By: [^"]*"\n', b"", written, count=1)
    return re.sub(
        rb'"Plural-Forms: [^"]*"', rb'"Plural-Forms: nplurals=1; plural=0;\\n"', written, count=1
    )


def main() -> None:
    """Update the file in place and say how much lacks a translation."""
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    existing = CATALOGUE.read_bytes() if CATALOGUE.is_file() else b""
    merged = merge(extract(), existing)
    CATALOGUE.write_bytes(merged)
    catalogue = read_po(io.BytesIO(merged), locale="id")
    lacking = [message for message in catalogue if message.id and not message.string]
    print(f"{CATALOGUE.name}: {len(catalogue)} sentences, {len(lacking)} without a translation")
    for message in lacking:
        print(f"  {message.id}")


if __name__ == "__main__":
    main()

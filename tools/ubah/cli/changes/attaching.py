"""Files given to `ubah new` and `ubah advance`: read, named, and put beside the record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from shlex import quote
from typing import Any, TypeVar

import click

from ubah.cli.asking.prompts import Named, Prompts
from ubah.cli.language import is_interactive, language_of, language_option
from ubah.cli.session import key_options
from ubah.core.attachments import FIELD, attachments_in, kept_file, name_to_keep
from ubah.core.diagnostics import CannotRun, msg
from ubah.core.forms.fields import label_of
from ubah.core.forms.typed import Misread, read_words
from ubah.core.json_schema.parts import dereference
from ubah.core.judge.attachments import keeping_findings
from ubah.core.office.authority import Authority
from ubah.core.paths import attachment_path
from ubah.core.strict_yaml.document import Json
from ubah.edge.clone.drafting import kept_names
from ubah.edge.system import disk

Command = TypeVar("Command", bound=Callable[..., Any])


def attach_options(command: Command) -> Command:
    """Add the options that name files."""
    attach = click.option(
        "--attach",
        "files",
        multiple=True,
        metavar="FILE",
        help="A file that supports the step; kept in the record's folder, and published.",
    )
    restricted = click.option(
        "--attach-restricted",
        "restricted",
        multiple=True,
        metavar="FILE",
        help="The same, but never published on the site.",
    )
    kept_at = click.option(
        "--kept-at",
        default="",
        metavar="PLACE",
        help="Where the attached files are kept instead; the record holds their digests.",
    )
    return attach(restricted(kept_at(command)))


def writing_options(command: Command) -> Command:
    """Add what every command that writes a record takes: files, who signs, and the language."""
    return attach_options(key_options(language_option(command)))


@dataclass(frozen=True)
class FileGiven:
    """A file as it was named at the command, and its content."""

    said: str
    name: str
    data: bytes
    restricted: bool


@dataclass(frozen=True)
class FilesGiven:
    """The files for one record; ``kept_at``: they are kept there, not in the repository."""

    files: tuple[FileGiven, ...] = ()
    kept_at: str = ""

    def words(self) -> str:
        """Return the options as they would be typed again."""
        named = (
            f" --attach{'-restricted' if file.restricted else ''} {quote(file.said)}"
            for file in self.files
        )
        place = f" --kept-at {quote(self.kept_at)}" if self.kept_at else ""
        return "".join(named) + place

    def named_in(self, part: Mapping[str, Any], record: str, root: Path) -> Attached:
        """Return a request or an evidence that names the files, and the files by path.

        A file that lies in the record's folder already keeps its name.
        """
        there = kept_names(root, record)
        rows: list[dict[str, Any]] = []
        contents: dict[str, bytes] = {}
        used = {*there, *(own.file for own in attachments_in(part))}
        for given in self.files:
            row: dict[str, Any] = {"name": given.name, "sha256": kept_file(given.data).sha256}
            if self.kept_at:
                row["location"] = self.kept_at
            else:
                own = root / attachment_path(record, given.name)
                in_place = given.name in there and Path(given.said).resolve() == own.resolve()
                row["file"] = given.name if in_place else name_to_keep(given.name, used)
                used.add(row["file"])
                contents[attachment_path(record, row["file"])] = given.data
            rows.append({**row, "restricted": True} if given.restricted else row)
        if not rows:
            return Attached(part, contents)
        earlier = part.get(FIELD)
        known = earlier if isinstance(earlier, (list, tuple)) else [earlier] if earlier else []
        return Attached({**part, FIELD: [*known, *rows]}, contents)


@dataclass(frozen=True)
class Attached:
    """What a request or an evidence says with its attachments, and their contents by path."""

    part: Mapping[str, Any]
    contents: Mapping[str, bytes]


def read_given(options: Mapping[str, Any], authority: Authority) -> FilesGiven:
    """Read the files that options name.

    Raises:
        CannotRun: if one cannot be read, is of a kind that is not accepted, or too large.
    """
    files, restricted, kept_at = (options[name] for name in ("files", "restricted", "kept_at"))
    if kept_at and not (files or restricted):
        raise CannotRun(
            msg("--kept-at says where a file is kept, but no file is named"),
            msg("add: --attach FILE; its digest goes into the record, the file stays where it is"),
        )
    found = [_read(said, kept_at, authority, restricted=False) for said in files]
    found += [_read(said, kept_at, authority, restricted=True) for said in restricted]
    return FilesGiven(tuple(found), kept_at)


def _read(said: str, kept_at: str, authority: Authority, *, restricted: bool) -> FileGiven:
    path = Path(said)
    if not path.is_file():
        raise CannotRun(
            msg("{path} is no file", path=said),
            msg("name the file as it lies on this computer, in quotes if its name has blanks"),
        )
    data = disk.read(path)
    if not kept_at:
        limit = authority.office.attachment_limit
        for finding in keeping_findings(path.name, kept_file(data), limit, said):
            raise CannotRun(finding.message, finding.hint)
    return FileGiven(said, path.name, data, restricted)


def ask_for_files(given: FilesGiven, authority: Authority, lang: str | None) -> FilesGiven:
    """Ask for files at a terminal, unless some were given."""
    if given.files or not is_interactive():
        return given
    language = language_of(lang)
    found: list[FileGiven] = []

    def read(said: str) -> Json | Misread:
        found.clear()
        try:
            found.extend(_read(word, "", authority, restricted=False) for word in read_words(said))
        except CannotRun as problem:
            return Misread(problem.message, problem.hint)
        return True

    title = dereference({"$ref": f"#/$defs/{FIELD}"}, authority.change_schema["$defs"])
    label, how = label_of(title), msg("files on this computer, separated by commas")
    prompts = Prompts(authority, Named(), language)
    prompts.ask_until_read(label.in_language(language), True, read, how)
    return replace(given, files=tuple(found))

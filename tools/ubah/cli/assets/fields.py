"""Asking for what an asset's file holds: options answer in advance, in the words that tables are read by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ubah.cli.asking.prompts import Named, Prompts
from ubah.cli.language import is_interactive, language_of
from ubah.core.diagnostics import CannotRun, Label, msg
from ubah.core.forms.fields import Choice, Field
from ubah.core.forms.reader import how_of
from ubah.core.forms.typed import YES, Misread, read_yes_no
from ubah.core.importing.asset_fields import PREFIX, asset_fields
from ubah.core.importing.table import CellValue
from ubah.core.importing.values import WORDS, ReadCell, Refusal, read_field
from ubah.core.office.authority import Authority
from ubah.core.strict_yaml.document import Json

NOT_ASKED = ("id", "status", PREFIX)
FIELD_LABEL = Label("Isian yang berubah", "Field that changes")


def read_said(asked: Field, said: str, authority: Authority) -> Json | Misread:
    """Return the value that was typed for a field of an asset."""
    cell: CellValue = said
    found = read_field(asked, [ReadCell("", "keterangan", cell)], how_of(authority))
    if isinstance(found, Refusal):
        return Misread(found.reason, found.hint)
    return Misread(msg("this answer is required")) if found is None else found


def given_fields(values: Iterable[str], authority: Authority) -> dict[str, Any]:
    """Return what ``--set FIELD=VALUE`` says, by dotted names.

    Raises:
        CannotRun: if there is no such field, or the value does not fit it.
    """
    fields = asset_fields(authority)
    found: dict[str, Any] = {}
    for each in values:
        name, equals, said = each.partition("=")
        if not equals:
            raise CannotRun(msg("--set wants KEY=VALUE, not {value}", value=each))
        if name not in fields or name in ("id", PREFIX):
            known = ", ".join(name for name in fields if name not in ("id", PREFIX))
            raise CannotRun(
                msg("there is no field {field}", field=name),
                msg("possible here: {known}", known=known),
            )
        value = read_said(fields[name], said, authority)
        if isinstance(value, Misread):
            raise CannotRun(
                msg("--set {field}: {problem}", field=name, problem=value.message), value.hint
            )
        found[name] = value
    return found


def ask_new(given: Mapping[str, Any], authority: Authority, lang: str | None) -> dict[str, Any]:
    """Return the fields of a new asset; optional ones are asked for where nothing was given.

    Raises:
        CannotRun: if a required one is lacking with nobody there to be asked.
    """
    found = dict(given)
    fields = {n: f for n, f in asset_fields(authority).items() if n not in NOT_ASKED}
    lacking = [name for name, asked in fields.items() if asked.required and name not in found]
    if not is_interactive():
        if lacking:
            labels = tuple(fields[name].label for name in lacking)
            options = " ".join(f"--set {name}=…" for name in lacking)
            raise CannotRun(
                msg("this is lacking: {fields}", fields=labels),
                msg("add: {options}", options=options),
            )
        return found
    form = Prompts(authority, Named(), language_of(lang))
    wanted = lacking if given else [name for name in fields if name not in found]
    skipped: set[str] = set()
    for name in wanted:
        group = name.partition(".")[0] if "." in name else ""
        if group in skipped:
            continue
        if group and not any(n.startswith(f"{group}.") for n in found):
            first = next(n for n in wanted if n.startswith(f"{group}."))
            if name == first and not _wants_group(form, authority, group):
                skipped.add(group)
                continue
        answer = _ask(form, fields[name], authority, optional=not fields[name].required)
        if answer is not None:
            found[name] = answer
    return found


def ask_changed(held: Mapping[str, Any], authority: Authority, lang: str | None) -> dict[str, Any]:
    """Return the fields that change of an asset: named one after the other, with what each was."""
    fields = {n: f for n, f in asset_fields(authority).items() if n not in ("id", PREFIX)}
    form = Prompts(authority, Named(), language_of(lang))
    listed = tuple(Choice(name, asked.label) for name, asked in fields.items())
    found: dict[str, Any] = {}
    while True:
        label = FIELD_LABEL.in_language(form.language)
        name = form.ask_choice(label, listed, optional=bool(found))
        if not name:
            return found
        was = str(held[name]) if name in held else "–"
        answer = _ask(form, fields[name], authority, optional=True, was=was)
        if answer is not None:
            found[name] = answer


def _ask(
    form: Prompts, asked: Field, authority: Authority, *, optional: bool, was: str = ""
) -> Any:
    label = asked.label.in_language(form.language)
    if asked.choices:
        words = ((word, str(value)) for word, value in WORDS.get(asked.id, {}).items())
        others = tuple(Choice(value, Label(word, word)) for word, value in words)
        return form.ask_choice(label, asked.choices, optional, others)
    empty = msg("empty: {value}", value=was) if was else None
    read: Callable[[str], Json | Misread] = lambda said: read_said(asked, said, authority)  # noqa: E731
    return form.ask_until_read(label, optional, read, empty=empty)


def _wants_group(form: Prompts, authority: Authority, group: str) -> bool:
    title = str(authority.asset_schema["properties"][group].get("title", group))
    indonesian, _, english = title.partition(" / ")
    label = Label(f"{indonesian}: isi sekarang?", f"{english}: fill it in now?")
    yes = YES.in_language(form.language)

    def read(said: str) -> Json | Misread:
        answer = read_yes_no(said)
        return Misread(msg("that does not fit here")) if answer is None else answer

    how = msg("{yes}, or nothing for no", yes=yes)
    return bool(form.ask_until_read(label.in_language(form.language), True, read, empty=how))

"""Asking at a terminal what a table's columns are: unknown ones, wrongly taken ones, and what none tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from ubah.cli.asking.prompts import Named, Prompts
from ubah.cli.language import language_of
from ubah.core.diagnostics import Label, msg
from ubah.core.forms.fields import Choice, Field
from ubah.core.forms.typed import Misread, read_choice
from ubah.core.importing.columns import KnownColumns, plain_name
from ubah.core.importing.header import Head
from ubah.core.importing.mapping import NOTHING, TableMapping, TakenColumns, taken_columns
from ubah.core.importing.table import column_name
from ubah.core.office.authority import Authority
from ubah.core.strict_yaml.document import Json


@dataclass(frozen=True)
class Wanted:
    """What a table is to give: the fields, those among them that every row needs, how columns are called.

    ``usual`` says what fields are of which neither column nor default tells, by the columns taken.
    """

    fields: Mapping[str, Field]
    required: tuple[str, ...]
    key: str
    known: KnownColumns
    authority: Authority
    usual: Callable[[TakenColumns], Mapping[str, str]] = field(default=lambda _: {})


def ask_unknown(
    head: Head, mapping: TableMapping, wanted: Wanted, lang: str | None
) -> TableMapping:
    """Ask what each column holds that neither its name nor an option tells; empty leaves it out."""
    form = Prompts(wanted.authority, Named(), language_of(lang))
    columns = dict(mapping.columns)
    for column in taken_columns(head, mapping, wanted.known, wanted.fields).unknown:
        name = head.names[column]
        if name not in columns:
            label = Label(f"Kolom “{name}” berisi", f"The column “{name}” holds")
            words = label.in_language(form.language)
            columns[name] = form.ask_choice(words, _listed(wanted), True) or NOTHING
    return replace(mapping, columns=columns)


def ask_correction(
    head: Head, mapping: TableMapping, wanted: Wanted, lang: str | None
) -> TableMapping | None:
    """Ask for a column that is taken wrongly, and what it holds; None where all are right."""
    form = Prompts(wanted.authority, Named(), language_of(lang))

    def read(said: str) -> Json | Misread:
        name, equals, value = said.rpartition("=")
        column = _column(head, name)
        if not equals or not column:
            known = ", ".join(column_name(each) for each in head.names)
            return Misread(
                msg("that does not fit here"),
                msg("write: COLUMN=FIELD, where COLUMN is one of {known}", known=known),
            )
        if value.strip() == NOTHING:
            return [column, NOTHING]
        chosen = read_choice(value, _listed(wanted), numbered=False)
        return chosen if isinstance(chosen, Misread) else [column, chosen]

    label = Label("Ada kolom yang salah? KOLOM=ISIAN", "Is a column taken wrongly? COLUMN=FIELD")
    how = msg("such as {example}", example="C=remarks, C=-")
    right = msg("empty: all are right")
    found = form.ask_until_read(label.in_language(form.language), True, read, how, empty=right)
    if found is None:
        return None
    name, chosen = found
    return replace(mapping, columns={**mapping.columns, name: chosen})


def _column(head: Head, said: str) -> str:
    """Return the name of the column that was named by its letters or by its name, "" if there is none."""
    for column, name in head.names.items():
        if column_name(column) == said.strip().upper() or plain_name(name) == plain_name(said):
            return name
    return ""


def ask_defaults(
    taken: TakenColumns, mapping: TableMapping, wanted: Wanted, lang: str | None
) -> TableMapping:
    """Ask what the fields are, for all rows, that no column tells."""
    form = Prompts(wanted.authority, Named(), language_of(lang))
    defaults = dict(mapping.defaults)
    for name in taken.lacking(wanted.required):
        if name not in wanted.usual(taken):
            defaults[name] = _ask_default(form, wanted.fields[name])
    return replace(mapping, defaults=defaults)


def _listed(wanted: Wanted) -> tuple[Choice, ...]:
    return tuple(Choice(name, asked.label) for name, asked in wanted.fields.items())


def _ask_default(form: Prompts, asked: Field) -> str:
    label = Label(f"{asked.label.id}, untuk semua baris", f"{asked.label.en}, for all rows")
    words = label.in_language(form.language)
    if asked.choices:
        return str(form.ask_choice(words, asked.choices, optional=False))
    return str(form.ask_until_read(words, False, str.strip))

"""`ubah settings`: what office.yaml says is shown, and changed by questions or options."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from ubah.cli.asking.prompts import Named, Prompts
from ubah.cli.columns import Cells, print_columns
from ubah.cli.language import is_interactive, language_of, language_option
from ubah.cli.loading import words_of
from ubah.cli.office.desk_settings import DESK, desk, shown_value
from ubah.cli.office.init_answers import zone_named
from ubah.cli.office.office_file import office_schema, setting_schema, write_settings
from ubah.cli.office.risk_matrix import matrix
from ubah.cli.people.staff import open_staff
from ubah.cli.session import key_options
from ubah.core.diagnostics import CannotRun, Label, msg
from ubah.core.forms.fields import Choice, label_of
from ubah.core.forms.typed import Misread
from ubah.core.json_schema.parts import Schema, dereference
from ubah.core.office.authority import Authority
from ubah.core.paths import OFFICE
from ubah.core.reading.inserting import END, Edit
from ubah.core.strict_yaml.document import Json
from ubah.edge.clone.office_folder import office_root
from ubah.edge.clone.workspace import authority_on_disk

ZONE, LIMITS, FREEZES, MATRIX = "time_zone", "limits_days", "freeze_windows", "risk_matrix"
FIXED = (LIMITS, FREEZES, MATRIX, DESK, "forge", "sample", "rehearsal")
"""Not asked for one by one: groups with ways of their own, and what is set where the office is founded."""
SETTING = Label("Pengaturan yang berubah", "Setting that changes")


@click.group()
def settings() -> None:
    """Show the office's settings, change them, or add a freeze of changes."""


settings.add_command(matrix)
settings.add_command(desk)


@settings.command("show")
@language_option
def show_settings(lang: str | None) -> None:
    """Show what office.yaml says, by the names that --set takes."""
    root = office_root(Path.cwd())
    authority = authority_on_disk(root)
    schema = office_schema(root)
    fields = _fields(schema, authority)
    language, text = words_of(lang)
    held = authority.raw_office
    rows: list[Cells] = [
        (name, label_of(part).in_language(language), str(_held(held, name)))
        for name, part in fields.items()
        if _held(held, name) is not None
    ]
    for row in held.get(FREEZES, ()):
        rows.append((FREEZES, row["reason"], f"{row['start']} – {row['end']}"))
    for impact, risks in held.get(MATRIX, {}).items():
        row = dereference(schema["properties"][MATRIX]["properties"][impact], schema["$defs"])
        levels = ", ".join(f"{likelihood}: {risk}" for likelihood, risk in risks.items())
        rows.append((f"{MATRIX}.{impact}", label_of(row).in_language(language), levels))
    for name, value in held.get(DESK, {}).items():
        part = setting_schema(root, DESK)["properties"][name]
        rows.append((f"{DESK}.{name}", label_of(part).in_language(language), shown_value(value)))
    print_columns([text(each) for each in (msg("Field"), msg("Meaning"), msg("Value"))], rows)


@settings.command()
@click.option(
    "--set", "values", multiple=True, metavar="FIELD=VALUE", help="One setting, such as name=…"
)
@key_options
@language_option
def change(values: tuple[str, ...], key: Path | None, person: str, lang: str | None) -> None:
    """Change settings; comments and order of office.yaml stay."""
    with open_staff(key, person, lang, OFFICE) as draft:
        fields = _fields(office_schema(draft.drafting.root), draft.drafting.authority)
        held = draft.drafting.authority.raw_office
        form = Prompts(draft.drafting.authority, Named(), language_of(lang))
        given = dict(_given(form, fields, each) for each in values)
        if not given and not is_interactive():
            raise CannotRun(
                msg("nothing is said that changes"), msg("add: {options}", options="--set FIELD=…")
            )
        told = given or _asked(form, fields, held)
        changed = {name: value for name, value in told.items() if value != _held(held, name)}
        if not changed:
            raise CannotRun(
                msg("{name} is so already; nothing changes", name=", ".join(told)),
                msg("type: ubah settings show"),
            )
        said = tuple(
            msg(
                "{field}: {value} instead of {was}",
                field=label_of(fields[name]),
                value=str(value),
                was=str(_held(held, name) if _held(held, name) is not None else "–"),
            )
            for name, value in changed.items()
        )
        write_settings(draft, _edits(held, changed), ", ".join(changed), said)


@settings.command()
@click.option("--from", "start", default="", metavar="TIME", help="When it begins.")
@click.option("--until", "end", default="", metavar="TIME", help="When it ends.")
@click.option("--reason", default="", help="Why nothing is released meanwhile.")
@key_options
@language_option
def freeze(
    start: str, end: str, reason: str, key: Path | None, person: str, lang: str | None
) -> None:
    """Add a time in which no release should fall; one that does is shown as a deviation."""
    with open_staff(key, person, lang, OFFICE) as draft:
        schema = office_schema(draft.drafting.root)
        definitions = schema.get("$defs", {})
        parts = dereference(schema["properties"][FREEZES], definitions)["items"]["properties"]
        form = Prompts(draft.drafting.authority, Named(), language_of(lang))
        row: dict[str, Json] = {}
        for name, said in (("start", start), ("end", end), ("reason", reason)):
            part = dereference(parts[name], definitions)
            row[name] = _value(form, part, said, {"start": "--from", "end": "--until"}.get(name))
        begins, ends = (datetime.fromisoformat(str(row[name])) for name in ("start", "end"))
        if begins >= ends:
            raise CannotRun(
                msg("it ends before it begins"), msg("write the earlier time behind --from")
            )
        told = msg("frozen from {start} to {end}", start=str(row["start"]), end=str(row["end"]))
        write_settings(draft, (Edit((FREEZES, END), row),), "freeze", (told,))


def _fields(schema: Schema, authority: Authority) -> dict[str, Schema]:
    """Return the settings by the names that --set takes: of time limits one for each state."""
    definitions = schema.get("$defs", {})
    found = {
        name: dereference(part, definitions)
        for name, part in schema["properties"].items()
        if name not in FIXED
    }
    limit = schema["properties"].get(LIMITS, {})
    number = {**dereference(limit.get("additionalProperties", {}), definitions)}
    indonesian, _, english = str(limit.get("title", "")).partition(" / ")
    for state in authority.sop.open_states() if limit else ():
        title = f"{indonesian}: {state.label.id} / {english}: {state.label.en}"
        found[f"{LIMITS}.{state.name}"] = {**number, "title": title}
    return found


def _held(held: Mapping[str, Any], name: str) -> Any:
    group, _, inner = name.partition(".")
    value = held.get(group)
    return value.get(inner) if inner and isinstance(value, Mapping) else value


def _given(form: Prompts, fields: Mapping[str, Schema], said: str) -> tuple[str, Json]:
    name, equals, value = said.partition("=")
    if not equals:
        raise CannotRun(msg("--set wants KEY=VALUE, not {value}", value=said))
    if name not in fields:
        raise CannotRun(
            msg("there is no field {field}", field=name),
            msg("possible here: {known}", known=", ".join(fields)),
        )
    return name, _read(form, name, fields[name], value)


def _read(form: Prompts, name: str, part: Schema, said: str) -> Json:
    if name == ZONE:
        return zone_named(said.strip())
    found = form.read(part, said)
    if isinstance(found, Misread):
        raise CannotRun(
            msg("--set {field}: {problem}", field=name, problem=found.message), found.hint
        )
    return found


def _value(form: Prompts, part: Schema, said: str, option: str | None) -> Json:
    """Return a value that an option gives, or that is typed."""
    if not said and is_interactive():
        answer: Json = form.ask(part)
        return answer
    name = option or "--reason"
    if not said:
        raise CannotRun(
            msg("this is lacking: {fields}", fields=label_of(part)),
            msg("add: {options}", options=f"{name} …"),
        )
    found = form.read(part, said)
    if isinstance(found, Misread):
        raise CannotRun(msg("{option}: {problem}", option=name, problem=found.message), found.hint)
    return found


def _asked(form: Prompts, fields: Mapping[str, Schema], held: Mapping[str, Any]) -> dict[str, Json]:
    """Ask which settings change, one after the other, and what each is from now on."""
    listed = tuple(Choice(name, label_of(part)) for name, part in fields.items())
    found: dict[str, Json] = {}
    while True:
        label = SETTING.in_language(form.language)
        name = form.ask_choice(label, listed, optional=bool(found))
        if not name:
            return found
        found[name] = _ask(form, name, fields[name], _held(held, name))


def _ask(form: Prompts, name: str, part: Schema, was: Any) -> Json:
    label = label_of(part).in_language(form.language)

    def read(said: str) -> Json | Misread:
        try:
            return _read(form, name, part, said)
        except CannotRun as problem:
            return Misread(problem.message, problem.hint)

    empty = msg("empty: {value}", value=str(was)) if was is not None else None
    answer = form.ask_until_read(label, was is not None, read, empty=empty)
    value: Json = was if answer is None else answer
    return value


def _edits(held: Mapping[str, Any], changed: Mapping[str, Json]) -> tuple[Edit, ...]:
    limits = {name: value for name, value in changed.items() if name.startswith(f"{LIMITS}.")}
    if limits and LIMITS not in held:
        whole: dict[str, Json] = {name.partition(".")[2]: v for name, v in limits.items()}
        rest = {name: value for name, value in changed.items() if name not in limits}
        return (*_edits(held, rest), Edit((LIMITS,), whole))
    return tuple(Edit(tuple(name.split(".")), value) for name, value in changed.items())

"""`ubah settings desk`: where people decide without git, and how they are known there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from ubah.cli.asking.prompts import Named, Prompts
from ubah.cli.language import is_interactive, language_of, language_option
from ubah.cli.office.office_file import setting_schema, write_settings
from ubah.cli.people.staff import open_staff
from ubah.cli.session import key_options
from ubah.core.diagnostics import CannotRun, msg
from ubah.core.forms.fields import label_of
from ubah.core.forms.typed import Misread
from ubah.core.json_schema.parts import Schema
from ubah.core.paths import OFFICE
from ubah.core.reading.inserting import Edit
from ubah.core.strict_yaml.document import Json

DESK = "desk"


@click.command()
@click.option("--address", default="", metavar="ADDRESS", help="Where the desk is reached.")
@click.option(
    "--known-by",
    default="",
    metavar="WAYS",
    help="How people are known there: proxy (the office's own log-in), link (a mail), or both, with a comma.",
)
@click.option("--link-hours", default="", metavar="HOURS", help="How long a link opens.")
@click.option(
    "--signature-for",
    default="",
    metavar="STEPS",
    help="Steps, with commas, and authority, for which the desk's word is not enough.",
)
@key_options
@language_option
def desk(key: Path | None, person: str, lang: str | None, **options: str) -> None:
    """Set the office's desk, where people decide without git; you are asked for what it cannot do without."""
    with open_staff(key, person, lang, OFFICE) as draft:
        known = setting_schema(draft.drafting.root, DESK)
        parts = known["properties"]
        held: Mapping[str, Any] = draft.drafting.authority.raw_office.get(DESK, {})
        form = Prompts(draft.drafting.authority, Named(), language_of(lang))
        told = {
            name: _read(form, name, parts[name], said) for name, said in options.items() if said
        }
        lacking = [name for name in known["required"] if name not in {**held, **told}]
        if lacking and not is_interactive():
            raise CannotRun(
                msg("this is lacking: {fields}", fields=", ".join(lacking)),
                msg("add: {options}", options=" ".join(f"{_option(name)} …" for name in lacking)),
            )
        told |= {name: form.ask(parts[name]) for name in lacking}
        changed = {name: value for name, value in told.items() if value != held.get(name)}
        if not changed:
            raise CannotRun(
                msg("{name} is so already; nothing changes", name=DESK),
                msg("add: {options}", options=" ".join(map(_option, parts))),
            )
        said = tuple(
            msg(
                "{field}: {value} instead of {was}",
                field=label_of(parts[name]),
                value=shown_value(value),
                was=shown_value(held[name]) if name in held else "–",
            )
            for name, value in changed.items()
        )
        whole: dict[str, Json] = {name: changed[name] for name in parts if name in changed}
        edits = [Edit((DESK, name), value) for name, value in whole.items()]
        write_settings(draft, tuple(edits) if held else (Edit((DESK,), whole),), DESK, said)


def _read(form: Prompts, name: str, part: Schema, said: str) -> Json:
    found = form.read(part, said)
    if isinstance(found, Misread):
        raise CannotRun(
            msg("{option}: {problem}", option=_option(name), problem=found.message), found.hint
        )
    return found


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def shown_value(value: Json) -> str:
    """Return a value as it is shown and typed: a list with commas."""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

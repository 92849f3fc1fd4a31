"""`ubah settings matrix`: the risk that follows from impact and likelihood, cell by cell."""

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
from ubah.core.diagnostics import CannotRun, Label, Message, msg
from ubah.core.forms.fields import Choice
from ubah.core.forms.typed import Misread, read_choice
from ubah.core.office.authority import Authority
from ubah.core.paths import OFFICE
from ubah.core.reading.inserting import Edit
from ubah.core.strict_yaml.document import Json
from ubah.edge.clone.drafting import Drafting

MATRIX = "risk_matrix"
Matrix = dict[str, dict[str, str]]


@click.command()
@click.option(
    "--row",
    "rows",
    multiple=True,
    metavar="IMPACT=RISK,RISK,RISK",
    help="One row: the risks at low, medium and high likelihood, such as high=medium,high,high.",
)
@key_options
@language_option
def matrix(rows: tuple[str, ...], key: Path | None, person: str, lang: str | None) -> None:
    """Set which risk follows from impact and likelihood; you are asked for what no option tells."""
    with open_staff(key, person, lang, OFFICE) as draft:
        authority = draft.drafting.authority
        axes = _axes(draft.drafting)
        held = {
            impact: dict(risks) for impact, risks in authority.raw_office.get(MATRIX, {}).items()
        }
        given = dict(_row(each, axes, authority) for each in rows)
        if not rows and is_interactive():
            given = _asked(axes, held, authority, lang)
        whole = {**held, **given}
        lacking = [impact for impact in axes if impact not in whole]
        if lacking or not given:
            options = " ".join(f"--row {impact}=…" for impact in lacking or axes)
            raise CannotRun(
                msg("the matrix lacks rows: {rows}", rows=", ".join(lacking or axes)),
                msg("add: {options}", options=options),
            )
        changed = {
            (impact, likelihood): risk
            for impact, risks in whole.items()
            for likelihood, risk in risks.items()
            if held.get(impact, {}).get(likelihood) != risk
        }
        if not changed:
            raise CannotRun(
                msg("{name} is so already; nothing changes", name=MATRIX),
                msg("type: ubah settings show"),
            )
        said = tuple(_told(cell, risk, held, authority) for cell, risk in changed.items())
        edits = tuple(Edit((MATRIX, *cell), risk) for cell, risk in changed.items())
        if not held:
            ordered: dict[str, Json] = {impact: {**whole[impact]} for impact in axes}
            edits = (Edit((MATRIX,), ordered),)
        write_settings(draft, edits, MATRIX, said)


def _axes(drafting: Drafting) -> Mapping[str, tuple[str, ...]]:
    """Return impact → the likelihoods of its row, as office.schema.json orders them.

    Raises:
        CannotRun: if the office's schema knows no matrix.
    """
    rows = setting_schema(drafting.root, MATRIX)["properties"]
    return {impact: tuple(row["properties"]) for impact, row in rows.items()}


def _levels(authority: Authority) -> tuple[Choice, ...]:
    return tuple(Choice(name, label) for name, label in authority.sop.levels.items())


def _level(said: str, authority: Authority, option: str) -> str:
    found = read_choice(said.strip(), _levels(authority), numbered=False)
    if isinstance(found, Misread):
        raise CannotRun(
            msg("{option}: {problem}", option=option, problem=found.message), found.hint
        )
    return str(found)


def _row(
    said: str, axes: Mapping[str, tuple[str, ...]], authority: Authority
) -> tuple[str, dict[str, str]]:
    name, equals, values = said.partition("=")
    impact = _level(name, authority, "--row")
    risks = values.split(",")
    if not equals or impact not in axes or len(risks) != len(axes[impact]):
        example = f"high={','.join(['medium', 'high', 'high'])}"
        raise CannotRun(
            msg("--row wants an impact and three risks, not {value}", value=said),
            msg("such as {example}", example=f"--row {example}"),
        )
    return impact, {
        likelihood: _level(risk, authority, "--row")
        for likelihood, risk in zip(axes[impact], risks, strict=True)
    }


def _asked(
    axes: Mapping[str, tuple[str, ...]], held: Matrix, authority: Authority, lang: str | None
) -> Matrix:
    """Ask for each cell; empty leaves it as it is."""
    form = Prompts(authority, Named(), language_of(lang))
    levels = _levels(authority)
    found: Matrix = {}
    for impact, likelihoods in axes.items():
        for likelihood in likelihoods:
            was = held.get(impact, {}).get(likelihood)
            label = _cell(impact, likelihood, authority).in_language(form.language)
            empty = msg("empty: {value}", value=authority.sop.levels[was]) if was else None
            answer = form.ask_choice(label, levels, optional=bool(was), empty=empty) or was
            found.setdefault(impact, {})[likelihood] = str(answer)
    return found


def _cell(impact: str, likelihood: str, authority: Authority) -> Label:
    one, other = (authority.sop.levels[each] for each in (impact, likelihood))
    return Label(
        f"Risiko bila dampak {one.id.lower()} dan kemungkinan {other.id.lower()}",
        f"Risk at {one.en.lower()} impact and {other.en.lower()} likelihood",
    )


def _told(cell: tuple[str, str], risk: str, held: Matrix, authority: Authority) -> Message:
    was: Any = held.get(cell[0], {}).get(cell[1])
    levels = authority.sop.levels
    return msg(
        "{field}: {value} instead of {was}",
        field=_cell(*cell, authority),
        value=levels[risk],
        was=levels[was] if was else "–",
    )

"""What a form may hold before anybody has filled it in: what was said before, and asset files as they stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ubah.core.forms.fields import Field, FieldKind
from ubah.core.forms.of_steps import Form
from ubah.core.meanings import Meaning
from ubah.core.model import Record
from ubah.core.sop import Sop

SAID_BEFORE = (FieldKind.CHOICE, FieldKind.LINE)
"""What is said in a word and stays true; a text or a time is told anew at each step."""

ReadAsset = Callable[[str], str]
"""An asset's file by its id, "" where there is none."""


def known_values(form: Form, record: Record, language: str) -> Mapping[str, str]:
    """Return field id → value of what the request or an earlier step has said under the same name.

    The newest word counts. A revision is left alone: what stays empty in it is kept.
    """
    if form.revises:
        return {}
    said = dict(record.request)
    for entry in record.journal:
        said |= entry.evidence
    found = {field.id: _shown(field, said.get(field.pointer[0]), language) for field in form.fields}
    return {name: value for name, value in found.items() if value}


def asset_files(form: Form, record: Record, sop: Sop, read_asset: ReadAsset) -> Mapping[str, str]:
    """Return the files of the assets that an update is about, as they stand, to be changed in place.

    Nothing where one of them is new, or its file is not at hand: half of them would mislead.
    """
    flagged = [e for e in record.journal if sop.means(e.action, Meaning.DECLARES_ASSETS)]
    if not form.assets or not flagged:
        return {}
    rows = flagged[-1].evidence.get("assets", ())
    files = [read_asset(str(row["id"])).strip("\n") for row in rows]
    return {form.assets[0].id: "\n---\n".join(files)} if files and all(files) else {}


def _shown(field: Field, value: object, language: str) -> str:
    plain = field.kind in SAID_BEFORE and len(field.pointer) == 1 and not field.restricted
    if not plain or not isinstance(value, str):
        return ""
    if field.kind is FieldKind.LINE:
        return value
    return next((c.option(language) for c in field.choices if c.value == value), "")

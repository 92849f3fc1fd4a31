"""The forms of a record's next steps, with its number and what is known already filled in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from ubah.core.diagnostics import Label
from ubah.core.forms.body import record_as_seen
from ubah.core.forms.fields import Field, FieldKind
from ubah.core.forms.of_steps import Form, office_forms
from ubah.core.meanings import Meaning
from ubah.core.model import Record
from ubah.core.office.authority import Authority
from ubah.core.sop import Sop
from ubah.publish.addresses.office import form_address
from ubah.publish.forges import FormToFill

SAID_BEFORE = (FieldKind.CHOICE, FieldKind.LINE)
"""What is said in a word and stays true; a text or a time is told anew at each step."""


ReadAsset = Callable[[str], str]
"""An asset's file by its id, "" where there is none."""


def unread(_asset: str) -> str:
    """Read no asset: a public page holds no file whole, since parts of it may be restricted."""
    return ""


@dataclass(frozen=True)
class FormLink:
    """A form on the office's forge. ``together``: it takes more than the one step."""

    title: Label
    address: str
    together: bool


class NextForms:
    """The forms of an office; made once, and asked for each record."""

    def __init__(self, authority: Authority) -> None:
        self._authority = authority
        self._by_first: dict[str, list[Form]] = {}
        for form in office_forms(authority.change_schema, authority.sop).values():
            self._by_first.setdefault(form.action, []).append(form)

    def links(
        self, record: Record, action: str, read_asset: ReadAsset = unread
    ) -> tuple[FormLink, ...]:
        """Return the forms that begin with ``action``, those for more than it first.

        None for what is taken by a review, which its own pull request asks for, and none where the
        office has no forge with forms. ``read_asset`` gives an asset's file as it stands, by its id.
        """
        if not self._authority.sop.actions[action].by_form:
            return ()
        forms = sorted(self._by_first.get(action, ()), key=lambda form: not form.then)
        links = (
            FormLink(form.title, self._address(form, record, read_asset), bool(form.then))
            for form in forms
        )
        return tuple(link for link in links if link.address)

    def titled(
        self, record: Record, actions: Iterable[str], read_asset: ReadAsset = unread
    ) -> tuple[tuple[Label, str], ...]:
        """Return title and address of the forms that begin with any of ``actions``, in their order."""
        return tuple(
            (link.title, link.address)
            for action in actions
            for link in self.links(record, action, read_asset)
        )

    def _address(self, form: Form, record: Record, read_asset: ReadAsset) -> str:
        authority = self._authority
        known = {
            **known_values(form, record, authority.office.language),
            **asset_files(form, record, authority.sop, read_asset),
        }
        seen = record_as_seen(record.id, len(record.journal))
        wanted = FormToFill(form, authority.sop, authority.office.language, seen, known)
        return form_address(authority.raw_office, wanted)


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

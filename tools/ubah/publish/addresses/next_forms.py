"""The forms of a record's next steps, with its number and what is known already filled in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ubah.core.desk.known import ReadAsset, asset_files, known_values
from ubah.core.diagnostics import Label
from ubah.core.forge.capabilities import by_form
from ubah.core.forms.body import record_as_seen
from ubah.core.forms.of_steps import Form, office_forms
from ubah.core.model import Record
from ubah.core.office.authority import Authority
from ubah.core.register.outlook import outlook_of
from ubah.publish.addresses.office import form_address
from ubah.publish.forges import FormToFill


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

        None for what is taken by a review, which its own pull request asks for, none that would be refused
        whatever is filled in, and none where the office has no forge with forms. ``read_asset`` gives an asset's file as it stands, by its id.
        """
        kind = self._authority.office.forge
        if not by_form(self._authority.sop.actions[action], kind):
            return ()
        forms = sorted(self._by_first.get(action, ()), key=lambda form: not form.then)
        links = (
            FormLink(form.title, self._address(form, record, read_asset), bool(form.then))
            for form in forms
            if not self._is_refused(form, record)
        )
        return tuple(link for link in links if link.address)

    def _is_refused(self, form: Form, record: Record) -> bool:
        """Whether a step that goes along with the first one is refused by the steps before both."""
        if not form.then or form.revises or not record.journal:
            return False
        outlook = outlook_of(record, self._authority, record.journal[-1].at)
        return any(outlook.is_refused(self._authority.sop.actions[one.action]) for one in form.then)

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

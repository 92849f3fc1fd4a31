"""What a list of requests shows of each, and of which ones that can never change by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass

from ubah.core.diagnostics import Label
from ubah.core.reading.journal import state_label
from ubah.core.register.outlook import Outlook
from ubah.core.register.retrospective import retrospective_of
from ubah.core.register.views import RecordView

PlainSummary = tuple[str, ...]
"""A summary as a row of texts."""


@dataclass(frozen=True)
class RecordSummary:
    """A record in one line; ``since`` is a day (ISO 8601), ``mark`` its retrospective class or empty."""

    number: str
    title: str
    requester: str
    state: str
    label: Label
    since: str
    mark: Label

    @property
    def plain(self) -> PlainSummary:
        """The summary as a row of texts, see `summary_from`."""
        return (
            *(self.number, self.title, self.requester, self.state, self.since),
            *(*astuple(self.label), *astuple(self.mark)),
        )


def summary_from(row: Iterable[str]) -> RecordSummary:
    """Return the summary that a row of texts is.

    Raises:
        ValueError: if it is none.
    """
    number, title, requester, state, since, *labels = row
    label_id, label_en, mark_id, mark_en = labels
    return RecordSummary(
        number, title, requester, state, Label(label_id, label_en), since, Label(mark_id, mark_en)
    )


def summary_of(view: RecordView, outlook: Outlook) -> RecordSummary:
    """Return a record in one line."""
    record, authority = view.record, outlook.authority
    asker = record.request["requester"]
    told = retrospective_of(record, view.progress, authority)
    return RecordSummary(
        number=record.id,
        title=record.title,
        requester=record.requester or f"{asker['name']} ({asker['organisation']})",
        state=view.progress.state,
        label=state_label(view.progress, authority.sop.states[view.progress.state]),
        since=authority.office.day(record.journal[-1].at).isoformat(),
        mark=told.label if told else Label("", ""),
    )


def is_at_rest(outlook: Outlook) -> bool:
    """Whether nothing waits for anybody there, at any time: it is finished, and has no time limit."""
    state = outlook.authority.sop.states[outlook.progress.state]
    return state.final and outlook.limit is None and not any(outlook.legal())

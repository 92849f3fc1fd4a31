"""What a list of requests shows of each, and of which ones that can never change by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass

from ubah.core.diagnostics import Label
from ubah.core.reading.journal import state_label
from ubah.core.register.classification import category_of, kind_of_change
from ubah.core.register.outlook import Outlook
from ubah.core.register.retrospective import retrospective_of
from ubah.core.register.views import RecordView

PlainSummary = tuple[str, ...]
"""A summary as a row of texts."""


@dataclass(frozen=True)
class RecordSummary:
    """A record in one line; ``mark`` is its retrospective class or empty.

    ``since`` and ``submitted`` are days (ISO 8601): of its newest step, and of its first.
    """

    number: str
    title: str
    requester: str
    state: str
    label: Label
    since: str
    mark: Label
    submitted: str
    kind: str
    category: str

    @property
    def plain(self) -> PlainSummary:
        """The summary as a row of texts, see `summary_from`."""
        return (
            *(self.number, self.title, self.requester, self.state, self.since),
            *(self.submitted, self.kind, self.category),
            *(*astuple(self.label), *astuple(self.mark)),
        )


def summary_from(row: Iterable[str]) -> RecordSummary:
    """Return the summary that a row of texts is.

    Raises:
        ValueError: if it is none.
    """
    number, title, requester, state, since, submitted, kind, category, *labels = row
    label_id, label_en, mark_id, mark_en = labels
    label, mark = Label(label_id, label_en), Label(mark_id, mark_en)
    return RecordSummary(
        number, title, requester, state, label, since, mark, submitted, kind, category
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
        submitted=authority.office.day(record.journal[0].at).isoformat(),
        kind=kind_of_change(view),
        category=category_of(view),
    )


def is_at_rest(outlook: Outlook) -> bool:
    """Whether nothing waits for anybody there, at any time: it is finished, and has no time limit."""
    state = outlook.authority.sop.states[outlook.progress.state]
    return state.final and outlook.limit is None and not any(outlook.legal())

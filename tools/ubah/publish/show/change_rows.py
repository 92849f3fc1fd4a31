"""A request as a row of a table, as the change log and the recaps have it."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

from ubah.core.figures.process import classifies
from ubah.core.register.classification import category_of
from ubah.core.register.views import RecordView
from ubah.publish.addresses.paths import record_url
from ubah.publish.gathered.context import Context
from ubah.publish.words.standings import age_words, waiting_word


def columns(ctx: Context) -> tuple[str, ...]:
    """Return the headings of the change log's table."""
    _ = ctx.words.translate
    return (
        _("Number"),
        _("Title"),
        _("Requester"),
        _("State"),
        _("Kind") if classifies(ctx.register.authority.sop) else _("Category"),
        _("Last step"),
        _("Waiting for"),
    )


def change_row(view: RecordView, ctx: Context) -> SimpleNamespace:
    """Return a record as a row of the table."""
    words, record = ctx.words, view.record
    sop = ctx.register.authority.sop
    standing = ctx.standings[record.id]
    last, asker = record.journal[-1], record.request["requester"]
    return SimpleNamespace(
        number=record.id,
        url=record_url(record.id),
        title=record.title,
        requester=ctx.person(asker) if isinstance(asker, str) else asker["name"],
        organisation="" if isinstance(asker, str) else asker["organisation"],
        standing=standing,
        deviations=len(view.deviations),
        category=_category_word(view, ctx),
        date=date.fromisoformat(record.request["date"]),
        last_action=words.label(sop.actions[last.action].done),
        last_time=last.at,
        waiting=waiting_word(standing, words),
        age=age_words(standing, words) if standing.open else "",
    )


def _category_word(view: RecordView, ctx: Context) -> str:
    label = ctx.register.authority.sop.categories.get(category_of(view))
    return ctx.words.label(label) if label else "–"

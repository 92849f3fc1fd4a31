"""The figures of the start page: how many, waiting for whom, what happened last."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from urllib.parse import urlencode

from ubah.core.reading.journal import standing_window
from ubah.core.register.assurance import texts_unaltered
from ubah.core.register.retrospective import LABELS, RetrospectiveClass
from ubah.core.register.views import RecordView
from ubah.publish.context import Context, record_url
from ubah.publish.figures.latest import latest_steps
from ubah.publish.pages.changelog import waiting_word
from ubah.publish.show.findings import all_deviations, finding_rows
from ubah.publish.show.standing import EMERGENCY
from ubah.publish.templates import render_template

START = "index.html"
LATEST = 6
SHOWN = 10
"""So many requests are shown for an office, and so many planned releases; a link leads to the rest."""

BY_LAST_STEP = "7"
"""The change log's column that comes nearest to how long a request has waited."""


def start_body(ctx: Context) -> str:
    """Return the HTML that goes into the start page, below its hand-written introduction."""
    releases = _releases(ctx)
    figures = SimpleNamespace(
        counts=_counts(ctx),
        waiting=_waiting(ctx),
        latest=_latest(ctx),
        retrospective=_retrospective(ctx),
        deviations=len(finding_rows(all_deviations(ctx), ctx)),
        releases=releases[:SHOWN],
        more_releases=max(0, len(releases) - SHOWN),
    )
    values = {
        "office": ctx.register.authority.office,
        "verdict": ctx.register.audit.verdict,
        "figures": figures,
        "promise": _promise(ctx),
    }
    return render_template("start.html", START, ctx, values)


def _promise(ctx: Context) -> str:
    """Say of what is written what the audit's outcome allows to be said."""
    _ = ctx.words.translate
    unaltered = texts_unaltered(ctx.register.audit)
    if unaltered.clean:
        return _(
            "The record can only be added to; what is written cannot be removed or replaced "
            "unnoticed."
        )
    if unaltered.cases:
        return _("The audit found places where what was written has been removed or replaced.")
    return _("Whether anything written was removed or replaced cannot be determined yet.")


def _retrospective(ctx: Context) -> list[tuple[int, str, str]]:
    """Return how many requests came after their work, class by class, and where they are listed."""
    told = [s.retrospective.kind for s in ctx.standings.values() if s.retrospective]
    places = {
        RetrospectiveClass.NONCONFORMITY: "ketidaksesuaian",
        RetrospectiveClass.LATE_DOCUMENTATION: "dokumentasi-susulan",
    }
    return [
        (told.count(kind), ctx.words.label(LABELS[kind]).lower(), place)
        for kind, place in places.items()
        if kind in told
    ]


def _counts(ctx: Context) -> list[SimpleNamespace]:
    _ = ctx.words.translate
    standings = ctx.standings.values()
    ended = [standing.state.name for standing in standings if not standing.open]
    rows = [
        (_("requests in all"), len(standings), ""),
        (_("still open"), len(standings) - len(ended), "#status=open"),
        (_("overdue"), sum(standing.overdue for standing in standings), "#status=overdue"),
        (_("emergencies"), sum(s.kind == EMERGENCY for s in standings), "#kind=emergency"),
    ]
    for state in ctx.register.authority.sop.states.values():
        if state.final:
            label = ctx.words.label(state.label).lower()
            rows.append((label, ended.count(state.name), f"#status={state.name}"))
    return [SimpleNamespace(label=label, number=n, query=query) for label, n, query in rows]


def _waiting(ctx: Context) -> list[SimpleNamespace]:
    groups: dict[str, list[RecordView]] = {}
    waiting = [view for view in ctx.register.records if ctx.standings[view.record.id].open]
    for view in sorted(waiting, key=lambda view: ctx.standings[view.record.id].since):
        label = waiting_word(ctx.standings[view.record.id], ctx)
        groups.setdefault(label, []).append(view)
    return [
        SimpleNamespace(
            label=label,
            count=len(views),
            rows=[_waiting_row(view, ctx) for view in views[:SHOWN]],
            more=max(0, len(views) - SHOWN),
            query="#" + urlencode({"waiting": label, "status": "open", "sort": BY_LAST_STEP}),
        )
        for label, views in groups.items()
    ]


def _waiting_row(view: RecordView, ctx: Context) -> SimpleNamespace:
    standing = ctx.standings[view.record.id]
    return SimpleNamespace(
        number=view.record.id,
        url=record_url(view.record.id),
        title=view.record.title,
        state=ctx.words.label(standing.label),
        age=ctx.words.span(standing.age),
        overdue=standing.overdue,
    )


def _latest(ctx: Context) -> list[SimpleNamespace]:
    sop = ctx.register.authority.sop
    return [
        SimpleNamespace(
            time=ctx.words.time(entry.at),
            number=view.record.id,
            url=f"{record_url(view.record.id)}#langkah-{entry.number}",
            title=view.record.title,
            action=ctx.words.label(sop.actions[entry.action].done),
            person=ctx.person(entry.by),
        )
        for view, entry in latest_steps(ctx.register.records, LATEST)
    ]


def _releases(ctx: Context) -> list[SimpleNamespace]:
    """Releases that are planned and whose outcome has not been told yet."""
    rows = []
    for view in ctx.register.records:
        window = standing_window(view.progress)
        if window and ctx.standings[view.record.id].state.name == "release_planned":
            start, end = (datetime.fromisoformat(window[key]) for key in ("start", "end"))
            rows.append((start, end, view))
    rows.sort(key=lambda row: row[0])
    return [
        SimpleNamespace(
            time=ctx.words.between(start, end),
            number=view.record.id,
            url=record_url(view.record.id),
            title=view.record.title,
            late=end < ctx.now,
        )
        for start, end, view in rows
    ]

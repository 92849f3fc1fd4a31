"""The start page: to find one's request, to ask for a change, then what waits, and for whom."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from urllib.parse import urlencode

from ubah.core.diagnostics import Verdict
from ubah.core.names import role_label
from ubah.core.reading.journal import PLANNING, standing_window
from ubah.core.register.classification import EMERGENCY
from ubah.core.register.latest import latest_steps
from ubah.core.register.retrospective import RetrospectiveClass
from ubah.core.register.standing import Standing
from ubah.core.register.views import RecordView
from ubah.publish.addresses.paths import record_url
from ubah.publish.gathered.context import Context
from ubah.publish.markup.rendering import render_template
from ubah.publish.show.findings import all_deviations, finding_rows
from ubah.publish.words.standings import age_words, waiting_word

START = "index.html"
LATEST = 6
SHOWN = 10
"""So many requests are shown for an office, and so many planned releases; a link leads to the rest."""

BY_LAST_STEP = "5"
"""The change log's column that comes nearest to how long a request has waited."""


def start_body(ctx: Context) -> str:
    """Return the HTML that goes into the start page, below its hand-written introduction."""
    releases = _releases(ctx)
    figures = SimpleNamespace(
        leading=_leading(ctx),
        ended=_ended(ctx),
        waiting=_waiting(ctx),
        latest=_latest(ctx),
        retrospective=_retrospective(ctx),
        releases=releases[:SHOWN],
        more_releases=max(0, len(releases) - SHOWN),
    )
    values = {
        "office": ctx.register.authority.office,
        "verdict": ctx.register.audit.verdict,
        "audited": _audit_words(ctx),
        "deviations": len(finding_rows(all_deviations(ctx), ctx)),
        "example": ctx.register.records[-1].record.id if ctx.register.records else "RFC-2026-0001",
        "figures": figures,
    }
    return render_template("start.html", START, ctx, values)


def _leading(ctx: Context) -> list[SimpleNamespace]:
    """What an officer looks for first: what is open, what of it is late, what the head has to do."""
    _ = ctx.words.translate
    running = [standing for standing in ctx.standings.values() if standing.open]
    late = sum(standing.overdue for standing in running)
    heads = sum(standing.for_head for standing in running)
    head = ctx.words.label(role_label(ctx.register.authority.sop.roles, "head"))
    rows = (
        (_("still open"), len(running), "#status=open", ""),
        (_("over their time limit"), late, "#status=overdue", "late" if late else ""),
        (
            _("waiting for the {head}").format(head=head),
            heads,
            "#status=head",
            "wait" if heads else "",
        ),
    )
    return [
        SimpleNamespace(label=label, number=n, query=query, tone=tone)
        for label, n, query, tone in rows
    ]


def _retrospective(ctx: Context) -> list[tuple[str, str]]:
    """Return how many requests came after their work, class by class, and where they are listed."""
    _ = ctx.words.translate
    told = [s.retrospective.kind for s in ctx.standings.values() if s.retrospective]
    undone, late = (
        told.count(kind)
        for kind in (RetrospectiveClass.NONCONFORMITY, RetrospectiveClass.LATE_DOCUMENTATION)
    )
    rows = [
        (
            undone,
            ctx.words.counted(undone, _("1 nonconformity"), _("{count} nonconformities")),
            "ketidaksesuaian",
        ),
        (
            late,
            ctx.words.counted(
                late, _("1 change documented late"), _("{count} changes documented late")
            ),
            "dokumentasi-susulan",
        ),
    ]
    return [(label, place) for count, label, place in rows if count]


def _ended(ctx: Context) -> list[SimpleNamespace]:
    """How the others ended, and how many there are: small, since nothing hangs on it today."""
    _ = ctx.words.translate
    standings = ctx.standings.values()
    states = [standing.state.name for standing in standings]
    rows = [(_("requests in all"), len(states), "")]
    rows += [
        (ctx.words.label(state.label).lower(), states.count(state.name), f"#status={state.name}")
        for state in ctx.register.authority.sop.states.values()
        if state.final
    ]
    urgent = sum(standing.kind == EMERGENCY for standing in standings)
    rows.append((_("emergencies"), urgent, "#kind=emergency"))
    return [SimpleNamespace(label=label, number=n, query=query) for label, n, query in rows]


def _audit_words(ctx: Context) -> str:
    _ = ctx.words.translate
    match ctx.register.audit.verdict:
        case Verdict.PASS:
            return _(
                "The whole history has been checked: every step was legal under the SOP, taken by "
                "somebody authorised, and is proved."
            )
        case Verdict.FAIL:
            return _("The check of the history found something that breaks a rule.")
        case Verdict.INDETERMINATE:
            return _(
                "The history could not be checked as a whole, so the register is not declared to "
                "conform."
            )


def _waiting(ctx: Context) -> list[SimpleNamespace]:
    """Those who are waited for; whom an emergency waits for comes first, with it at the top."""
    groups: dict[str, list[RecordView]] = {}
    waiting = [view for view in ctx.register.records if ctx.standings[view.record.id].open]
    for view in sorted(waiting, key=lambda view: _urgency(ctx.standings[view.record.id])):
        label = waiting_word(ctx.standings[view.record.id], ctx.words)
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


def _urgency(standing: Standing) -> tuple[bool, bool, datetime]:
    """The order of what waits: emergencies first, of those what the head decides; then by age."""
    emergency = standing.kind == EMERGENCY
    return (not emergency, not standing.for_head, standing.since)


def _waiting_row(view: RecordView, ctx: Context) -> SimpleNamespace:
    standing = ctx.standings[view.record.id]
    return SimpleNamespace(
        number=view.record.id,
        url=record_url(view.record.id),
        title=view.record.title,
        state=ctx.words.label(standing.label),
        emergency=standing.kind == EMERGENCY,
        age=age_words(standing, ctx.words),
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
    planned = ctx.register.authority.sop.states_after(*PLANNING)
    for view in ctx.register.records:
        window = standing_window(view.progress)
        if window and ctx.standings[view.record.id].state.name in planned:
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

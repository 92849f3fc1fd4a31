"""The release calendar as iCalendar (RFC 5545), and the latest steps as an Atom feed (RFC 4287)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from icalendar import Calendar, Event

from ubah.core.model import Entry
from ubah.core.register.views import RecordView
from ubah.publish.context import Context, record_feed_url, record_url
from ubah.publish.figures.latest import latest_steps
from ubah.publish.figures.releases import CANCELLED, PLANNED, ReleaseEvent
from ubah.publish.templates import render_template

LATEST = 50
RELEASES = 1000
"""So many of the latest releases are in the calendar: whoever subscribes fetches all of it again."""

POINT = timedelta(minutes=30)
"""What is live since a moment is shown as so long an appointment."""

STATUSES = {PLANNED: "TENTATIVE", CANCELLED: "CANCELLED"}


def to_ics(ctx: Context) -> bytes:
    """Return the latest releases and the freezes as a calendar; its content depends on no clock."""
    office = ctx.register.authority.office
    _ = ctx.words.translate
    feed = Calendar()
    feed.add("prodid", "-//ubah//release calendar//EN")
    feed.add("version", "2.0")
    feed.add("x-wr-calname", _("Release calendar – {office}").format(office=office.name))
    for event in ctx.releases[-RELEASES:]:
        feed.add_component(_release(event, ctx))
    for number, freeze in enumerate(office.freeze_windows, 1):
        shown = Event()
        shown.add("uid", f"freeze-{number}-{freeze.start:%Y%m%d}@ubah")
        shown.add("dtstamp", _utc(freeze.start))
        shown.add("dtstart", _utc(freeze.start))
        shown.add("dtend", _utc(freeze.end))
        shown.add("summary", _("Freeze: {reason}").format(reason=freeze.reason))
        shown.add("transp", "TRANSPARENT")
        feed.add_component(shown)
    return bytes(feed.to_ical())


def _release(event: ReleaseEvent, ctx: Context) -> Event:
    scheduled = event.view.progress.last("schedule_release", "reschedule")
    shown = Event()
    shown.add("uid", f"{event.view.record.id}@ubah")
    stamp = event.view.progress.effective_time(scheduled) if scheduled else event.start
    shown.add("dtstamp", _utc(stamp))
    shown.add("dtstart", _utc(event.start))
    end = event.end if event.end > event.start else event.start + POINT
    shown.add("dtend", _utc(end))
    shown.add("summary", f"{event.view.record.id} {event.view.record.title}")
    shown.add("status", STATUSES.get(event.outcome, "CONFIRMED"))
    lines = [event.release, event.notice, ", ".join(event.assets)]
    shown.add("description", "\n".join(line for line in lines if line))
    return shown


def _utc(moment: datetime) -> datetime:
    """The office's fixed offsets are no time zones that a calendar knows by name."""
    return moment.astimezone(UTC)


def to_atom(ctx: Context) -> bytes:
    """Return the latest steps of all requests, newest first."""
    _ = ctx.words.translate
    title = _("Change register – {office}").format(office=ctx.register.authority.office.name)
    steps = latest_steps(ctx.register.records, LATEST)
    return _atom("umpan.atom", "urn:ubah:steps", title, "index.html", steps, ctx)


def record_atom(view: RecordView, ctx: Context) -> bytes:
    """Return all steps of one request, newest first."""
    number = view.record.id
    steps = [(view, entry) for entry in reversed(view.record.journal)]
    title = f"{number} – {view.record.title}"
    identity = f"urn:ubah:{number.lower()}"
    return _atom(record_feed_url(number), identity, title, record_url(number), steps, ctx)


def _atom(
    path: str,
    identity: str,
    title: str,
    page: str,
    steps: list[tuple[RecordView, Entry]],
    ctx: Context,
) -> bytes:
    """Return a feed that stands at ``path`` and belongs to ``page``, both paths in the site."""
    sop, root = ctx.register.authority.sop, "../" * path.count("/")
    entries = [
        SimpleNamespace(
            id=f"urn:ubah:{view.record.id.lower()}:{entry.number}",
            title=f"{view.record.id}: {ctx.words.label(sop.actions[entry.action].done)}",
            summary=view.record.title,
            updated=entry.at.isoformat(),
            person=ctx.person(entry.by),
            link=f"{root}{record_url(view.record.id)}#langkah-{entry.number}",
        )
        for view, entry in steps
    ]
    newest = (
        entries[0].updated if entries else datetime.fromtimestamp(0, ctx.words.zone).isoformat()
    )
    values = {
        "entries": entries,
        "updated": newest,
        "identity": identity,
        "title": title,
        "page": f"{root}{page}",
        "own": path.rpartition("/")[2],
    }
    return render_template("feed.xml", path, ctx, values).encode()

"""The release calendar as iCalendar (RFC 5545), and the latest steps as an Atom feed (RFC 4287)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from icalendar import Calendar, Event

from ubah.core.model import Entry
from ubah.core.people.office import FreezeWindow
from ubah.core.register.latest import latest_steps
from ubah.core.register.releases import CANCELLED, PLANNED, ReleaseEvent
from ubah.core.register.views import RecordView
from ubah.publish.addresses.paths import CALENDAR, record_feed_url, record_url
from ubah.publish.gathered.context import Context
from ubah.publish.markup.rendering import render_template

ICS = "rilis.ics"
ATOM = "umpan.atom"
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
    feed.add("uid", str(ctx.identity.uuid("calendar")))
    if ctx.address:
        feed.add("url", f"{ctx.address}{CALENDAR}")
        feed.add("source", f"{ctx.address}{ICS}", {"VALUE": "URI"})
    for event in ctx.releases[-RELEASES:]:
        feed.add_component(_release(event, ctx))
    for freeze in dict.fromkeys(office.freeze_windows):
        feed.add_component(_freeze(freeze, ctx))
    return bytes(feed.to_ical())


def _freeze(freeze: FreezeWindow, ctx: Context) -> Event:
    """A freeze has no journal: one that was moved or reworded is another event, with another UID."""
    _ = ctx.words.translate
    told = (*(_utc(at).isoformat() for at in (freeze.start, freeze.end)), freeze.reason)
    shown = Event()
    shown.add("uid", str(ctx.identity.uuid("freeze", *told)))
    shown.add("dtstamp", _utc(freeze.start))
    shown.add("sequence", 0)
    shown.add("dtstart", _utc(freeze.start))
    shown.add("dtend", _utc(freeze.end))
    shown.add("summary", _("Freeze: {reason}").format(reason=freeze.reason))
    shown.add("transp", "TRANSPARENT")
    if ctx.address:
        shown.add("url", f"{ctx.address}{CALENDAR}")
    return shown


def _release(event: ReleaseEvent, ctx: Context) -> Event:
    """Its revision and stamps are those of the journal: they move when a step moves the event."""
    number, progress = event.view.record.id, event.view.progress
    first, last = (_utc(progress.effective_time(event.revisions[at])) for at in (0, -1))
    shown = Event()
    shown.add("uid", str(ctx.identity.uuid("release", number)))
    shown.add("dtstamp", last)
    shown.add("created", first)
    shown.add("last-modified", last)
    shown.add("sequence", len(event.revisions) - 1)
    if ctx.address:
        shown.add("url", f"{ctx.address}{record_url(number)}")
    shown.add("dtstart", _utc(event.start))
    end = event.end if event.end > event.start else event.start + POINT
    shown.add("dtend", _utc(end))
    shown.add("summary", f"{number} {event.view.record.title}")
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
    return _atom(ATOM, ctx.identity.urn("steps"), title, "index.html", steps, ctx)


def record_atom(view: RecordView, ctx: Context) -> bytes:
    """Return all steps of one request, newest first."""
    number = view.record.id
    steps = [(view, entry) for entry in reversed(view.record.journal)]
    title = f"{number} – {view.record.title}"
    identity = ctx.identity.urn("record", number)
    return _atom(record_feed_url(number), identity, title, record_url(number), steps, ctx)


def _atom(
    path: str,
    identity: str,
    title: str,
    page: str,
    steps: list[tuple[RecordView, Entry]],
    ctx: Context,
) -> bytes:
    """Return a feed that stands at ``path`` and belongs to ``page``, both paths in the site.

    Where the site's address is not told, the links are relative to the feed itself.
    """
    sop, root = ctx.register.authority.sop, ctx.address or "../" * path.count("/")
    entries = [
        SimpleNamespace(
            id=step_urn(view, entry, ctx),
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
        "own": f"{ctx.address}{path}" if ctx.address else path.rpartition("/")[2],
    }
    return render_template("feed.xml", path, ctx, values).encode()


def step_urn(view: RecordView, entry: Entry, ctx: Context) -> str:
    """Return the id of a step, in the feeds and in the JSON register alike."""
    return ctx.identity.urn("step", view.record.id, str(entry.number))

"""A record's page: the request, where it stands, its journal, its path through the SOP."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass

from markupsafe import Markup

from ubah.core.register.standing import Standing
from ubah.core.register.views import RecordView
from ubah.core.sop import Action
from ubah.publish.addresses.next_forms import FormLink
from ubah.publish.addresses.office import permanent_address
from ubah.publish.addresses.paths import asset_url, record_feed_url, record_url
from ubah.publish.drawings.qr import qr_code
from ubah.publish.gathered.context import Context
from ubah.publish.markup.html import markup
from ubah.publish.markup.rendering import render_template
from ubah.publish.show.asset_diff import event_row
from ubah.publish.show.fields import fields_of
from ubah.publish.show.findings import finding_rows
from ubah.publish.show.impact import record_impact
from ubah.publish.show.milestones import milestones
from ubah.publish.show.release import release_fields
from ubah.publish.show.signatures import signature_boxes
from ubah.publish.show.timeline import ShownField, request_corrections, said_once, timeline_of
from ubah.publish.show.verification import record_verification

FIRST_STEP, LAST_STEP = 1, 14


@dataclass(frozen=True)
class StripStep:
    """One of the SOP's steps and whether this change has come past it: done, next or open."""

    number: int
    label: str
    status: str
    words: str


@dataclass(frozen=True)
class Related:
    """A record that this one names, or that names it."""

    number: str
    url: str
    note: str


def record_body(view: RecordView, ctx: Context) -> str:
    """Return the HTML of a record's page."""
    number = view.record.id
    standing = ctx.standings[number]
    authority = ctx.register.authority
    defs = authority.change_schema["$defs"]
    request = fields_of(view.record.request, defs["request"], defs, ctx)
    corrections = request_corrections(view, ctx)
    timeline = timeline_of(view, ctx)
    headed = {"title", "supersedes"} - set(corrections)  # shown elsewhere on the page
    values = {
        "number": number,
        "title": view.record.title,
        "standing": standing,
        "sop": authority.sop,
        "strip": _strip(view, standing, ctx),
        "deviations": finding_rows(view.findings, ctx),
        "request": tuple(
            ShownField(field, corrections.get(field.name, ()))
            for field in request
            if field.name not in headed
        ),
        "release": tuple(release_fields(view, ctx)),
        "impact": record_impact(view, ctx),
        "related": tuple(_related(view, ctx)),
        "timeline": timeline,
        "said": said_once(timeline),
        "other_actions": _names([choice.action for choice in standing.others], ctx),
        "picture": ctx.picture(view),
        "way": " → ".join(ctx.words.label(step.action.done) for step in timeline),
        "assets": [event_row(event, ctx) for event in ctx.asset_events.get(number, ())],
        "asset_url": asset_url,
        "boxes": tuple(signature_boxes(view, ctx)),
        "office": authority.office,
        "milestones": milestones(view, ctx),
        "address": (address := permanent_address(authority.raw_office, number)),
        "code": qr_code(address) if address else "",
        "feed": record_feed_url(number),
        "verification": record_verification(view, ctx),
        "next_forms": _next_forms(view, standing, ctx),
    }
    return render_template("record.html", record_url(number), ctx, values)


def _next_forms(
    view: RecordView, standing: Standing, ctx: Context
) -> dict[str, tuple[FormLink, ...]]:
    """Return action → the forge's forms that begin with it; the head decides on a pull request."""
    forms = {
        choice.action.name: ctx.next_forms.links(view.record, choice.action.name)
        for choice in standing.choices
    }
    return {action: links for action, links in forms.items() if links}


def search_text(view: RecordView, ctx: Context) -> str:
    """Return what the search finds a record by."""
    request, standing = view.record.request, ctx.standings[view.record.id]
    return "\n".join(
        (
            ctx.requester(view),
            ctx.words.label(standing.label),
            ", ".join(request["services"]),
            ", ".join(request.get("affected_assets", ())),
            request["description"],
        )
    )


def _strip(view: RecordView, standing: Standing, ctx: Context) -> Markup:
    """Most records have come past the same steps as another one."""
    sop = ctx.register.authority.sop
    done = {FIRST_STEP}
    for entry in view.record.journal:
        done.update(sop.actions[entry.action].steps)
    if standing.open:
        done.discard(LAST_STEP)
    following = frozenset(min(choice.action.steps) for choice in standing.choices)
    key = (frozenset(done), following)
    if key not in ctx.strips:
        values = {
            "strip": tuple(_strip_steps(done, following, ctx)),
            "following": _named_steps(following, ctx),
        }
        ctx.strips[key] = markup(render_template("_strip.html", record_url(""), ctx, values))
    return ctx.strips[key]


def _strip_steps(done: Set[int], following: Set[int], ctx: Context) -> Iterator[StripStep]:
    _ = ctx.words.translate
    for step in ctx.register.authority.sop.steps:
        if step.number in following:
            status, words = "next", _("next")
        elif step.number in done:
            status, words = "done", _("taken")
        else:
            status, words = "open", _("not taken, or not yet")
        yield StripStep(step.number, ctx.words.label(step.label), status, words)


def _named_steps(numbers: Set[int], ctx: Context) -> str:
    _ = ctx.words.translate
    return "; ".join(
        _("step {number} – {label}").format(number=row.number, label=ctx.words.label(row.label))
        for row in ctx.register.authority.sop.steps
        if row.number in numbers
    )


def _related(view: RecordView, ctx: Context) -> Iterator[Related]:
    _ = ctx.words.translate
    own = view.record.id
    older = str(view.record.request.get("supersedes", ""))
    if older in ctx.records:
        yield Related(older, record_url(older), _("the earlier request that this one replaces"))
    for other in ctx.superseded_by.get(own, ()):
        number = other.record.id
        yield Related(number, record_url(number), _("a later request that replaces this one"))
    for other in ctx.documents_work_of.get(own, ()):
        number = other.record.id
        yield Related(number, record_url(number), _("withdrawn; this request records its work"))


def _names(actions: list[Action], ctx: Context) -> str:
    return ", ".join(ctx.words.label(action.label) for action in actions)

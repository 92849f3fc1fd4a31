"""The change log, the asset register and the assets' pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace

from ubah.core.register import AssetView, RecordView
from ubah.core.sop import State
from ubah.publish.context import Context, asset_url, record_url
from ubah.publish.show.fields import Node, describe, fields_of
from ubah.publish.templates import render_template

CHANGELOG = "perubahan/index.html"
ASSETS = "aset/index.html"


def changelog_body(ctx: Context) -> str:
    """Return the HTML of the change log: one row a record, newest first."""
    _ = ctx.words.translate
    columns = (
        _("Number"),
        _("Title"),
        _("Requester"),
        _("State"),
        _("Kind"),
        _("Category"),
        _("Date"),
        _("Last step"),
        _("Waiting for"),
    )
    rows = [_change_row(view, ctx) for view in reversed(ctx.register.records)]
    values = {
        "columns": columns,
        "rows": rows,
        "states": _states_used(ctx),
        "numbering": tuple(_numbering(ctx)),
    }
    return render_template("changelog.html", CHANGELOG, ctx, values)


def _change_row(view: RecordView, ctx: Context) -> SimpleNamespace:
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
        category=_category(view, ctx),
        date=date.fromisoformat(record.request["date"]),
        last_action=words.label(sop.actions[last.action].label),
        last_time=last.at,
        waiting=" / ".join(words.label(label) for label in standing.offices),
    )


def _category(view: RecordView, ctx: Context) -> str:
    """The change manager's judgement counts before the requester's wish."""
    accepted = view.progress.last("accept")
    name = view.record.request.get("category", "")
    if accepted:
        name = accepted.evidence["category"]
    label = ctx.register.authority.sop.categories.get(name)
    return ctx.words.label(label) if label else "–"


def _states_used(ctx: Context) -> tuple[State, ...]:
    used = {standing.state.name for standing in ctx.standings.values()}
    return tuple(s for s in ctx.register.authority.sop.states.values() if s.name in used)


def _numbering(ctx: Context) -> Iterator[str]:
    """Say for each year whether the numbers have a gap."""
    _ = ctx.words.translate
    years: dict[str, list[int]] = {}
    for number in ctx.records:
        years.setdefault(number[4:8], []).append(int(number[9:]))
    for year, numbers in sorted(years.items(), reverse=True):
        last = max(numbers)
        gaps = sorted(set(range(1, last + 1)) - set(numbers))
        if gaps:
            text = _("{year}: {count} requests up to number {last}; unused numbers: {gaps}.")
            listed = ", ".join(f"RFC-{year}-{gap:04}" for gap in gaps)
            yield text.format(
                year=year, count=len(numbers), last=f"RFC-{year}-{last:04}", gaps=listed
            )
        else:
            text = _("{year}: {count} requests up to number {last}, without a gap.")
            yield text.format(year=year, count=len(numbers), last=f"RFC-{year}-{last:04}")


def assets_body(ctx: Context) -> str:
    """Return the HTML of the asset register."""
    _ = ctx.words.translate
    columns = (
        _("Id"),
        _("Name"),
        _("Class"),
        _("Status"),
        _("Custodian"),
        _("Value"),
        _("Last change"),
    )
    rows = [_asset_row(view, ctx) for view in ctx.register.assets]
    statuses = list(dict.fromkeys((row.status_name, row.status) for row in rows))
    values = {"columns": columns, "rows": rows, "statuses": statuses}
    return render_template("assets.html", ASSETS, ctx, values)


def _asset_row(view: AssetView, ctx: Context) -> SimpleNamespace:
    data = view.asset.data
    last = view.history[-1] if view.history else None
    scores = (data["confidentiality"], data["integrity"], data["availability"])
    return SimpleNamespace(
        id=view.asset.id,
        url=asset_url(view.asset.id),
        name=data["name"],
        kind=_word(view, "class", ctx),
        status=_word(view, "status", ctx),
        status_name=data["status"],
        custodian=data["custodian"],
        value=view.asset.value,
        scores=" · ".join(str(score) for score in scores),
        last=last,
        last_url=record_url(last.record) if last else "",
    )


def _word(view: AssetView, name: str, ctx: Context) -> str:
    schema = ctx.register.authority.asset_schema
    return describe(view.asset.data[name], schema["properties"][name], schema["$defs"], ctx).text


def asset_body(view: AssetView, ctx: Context) -> str:
    """Return the HTML of an asset's page."""
    schema = ctx.register.authority.asset_schema
    fields = fields_of(view.asset.data, schema, schema.get("$defs", {}), ctx)
    own = view.asset.id
    values = {
        "id": own,
        "title": view.asset.data["name"],
        "value": view.asset.value,
        "fields": tuple(field for field in fields if field.name not in ("id", "name")),
        "history": [_event(view, number, ctx) for number in range(len(view.history))],
        "needed_by": [
            SimpleNamespace(
                id=other.asset.id, url=asset_url(other.asset.id), name=other.asset.data["name"]
            )
            for other in ctx.register.assets
            if own in other.asset.data.get("depends_on", ())
        ],
        "mentioned": [
            SimpleNamespace(
                number=record.record.id,
                url=record_url(record.record.id),
                title=record.record.title,
                state=ctx.words.label(ctx.standings[record.record.id].label),
            )
            for record in ctx.register.records
            if own in record.record.request.get("affected_assets", ())
        ],
    }
    return render_template("asset.html", asset_url(own), ctx, values)


def _event(view: AssetView, number: int, ctx: Context) -> SimpleNamespace:
    event = view.history[number]
    defs = ctx.register.authority.change_schema["$defs"]
    schema = defs["declared_assets"]["items"]["properties"]["change"]
    kind: Node = describe(event.kind, schema, defs, ctx)
    return SimpleNamespace(
        record=event.record,
        url=record_url(event.record),
        change=kind.text,
        intended=event.intended,
        at=event.at,
        landing=event.landing,
    )

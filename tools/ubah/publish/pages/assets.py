"""The asset register and a page for each asset, with every change tied to the request behind it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from ubah.core.register.assurance import assets_by_request
from ubah.core.register.views import AssetEvent, AssetView
from ubah.publish.addresses.paths import asset_url, record_url
from ubah.publish.gathered.context import Context
from ubah.publish.markup.rendering import render_template
from ubah.publish.markup.scripts import script_json
from ubah.publish.show.asset_diff import event_row
from ubah.publish.show.fields import describe, fields_of
from ubah.publish.show.impact import asset_impact

ASSETS = "aset/index.html"
ASSETS_DATA = "aset/data.js"
MENTIONED = 100
"""So many of the newest requests are named on an asset's page; a link leads to all of them."""


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
    values = {
        "columns": columns,
        "rows": rows,
        "statuses": list(dict.fromkeys((row.status_name, row.status) for row in rows)),
        "classes": list(dict.fromkeys((row.kind_name, row.kind) for row in rows)),
    }
    return render_template("assets.html", ASSETS, ctx, values)


def assets_data(ctx: Context) -> str:
    """Return the script that holds the asset table's rows."""
    rows: list[list[Any]] = []
    for view in ctx.register.assets:
        row = _asset_row(view, ctx)
        last = [row.last.record, ctx.words.time(row.last.at), row.last.at.isoformat()]
        rows.append(
            [
                row.id,
                row.name,
                row.kind_name,
                row.kind,
                row.status_name,
                row.status,
                row.custodian,
                row.value,
                f"{ctx.words.number(row.value)} ({row.scores})",
                last if row.last.record else [],
                row.origin,
            ]
        )
    data = {"rows": rows}
    return f"window.ubahRegister = {script_json(data)};\n"


def _asset_row(view: AssetView, ctx: Context) -> SimpleNamespace:
    data = view.asset.data
    last = view.history[-1] if view.history else AssetEvent("", "", "", ctx.now, "")
    scores = (data["confidentiality"], data["integrity"], data["availability"])
    return SimpleNamespace(
        id=view.asset.id,
        url=asset_url(view.asset.id),
        name=data["name"],
        kind=_word(view, "class", ctx),
        kind_name=data["class"],
        status=_word(view, "status", ctx),
        status_name=data["status"],
        custodian=data["custodian"],
        value=view.asset.value,
        scores=" · ".join(str(score) for score in scores),
        last=last,
        origin=_origin(view, ctx),
        last_url=record_url(last.record) if last.record else "",
    )


def _origin(view: AssetView, ctx: Context) -> str:
    """Say of an asset what the history tells where no request explains it."""
    _ = ctx.words.translate
    by_request = assets_by_request(ctx.register.audit)
    if any(finding.place.path == view.path for finding in by_request.cases):
        return _("Changed without a request; see the audit")
    if by_request.complete:
        return _("Starting point of the register")
    return _("No request on record")


def _word(view: AssetView, name: str, ctx: Context) -> str:
    schema = ctx.register.authority.asset_schema
    return describe(view.asset.data[name], schema["properties"][name], schema["$defs"], ctx).text


def asset_body(view: AssetView, ctx: Context) -> str:
    """Return the HTML of an asset's page."""
    schema = ctx.register.authority.asset_schema
    fields = fields_of(view.asset.data, schema, schema.get("$defs", {}), ctx)
    own = view.asset.id
    mentioned = ctx.mentioned_in.get(own, ())
    values = {
        "id": own,
        "title": view.asset.data["name"],
        "value": view.asset.value,
        "origin": _origin(view, ctx),
        "stray": any(
            finding.place.path == view.path
            for finding in assets_by_request(ctx.register.audit).cases
        ),
        "retired": view.asset.data["status"] == "retired",
        "fields": tuple(field for field in fields if field.name not in ("id", "name")),
        "history": [event_row(event, ctx) for event in view.history],
        "impact": asset_impact(own, ctx),
        "mentioned": [
            SimpleNamespace(
                number=record.record.id,
                url=record_url(record.record.id),
                title=record.record.title,
                state=ctx.words.label(ctx.standings[record.record.id].label),
            )
            for record in mentioned[-MENTIONED:]
        ],
        "more_mentioned": max(0, len(mentioned) - MENTIONED),
    }
    return render_template("asset.html", asset_url(own), ctx, values)

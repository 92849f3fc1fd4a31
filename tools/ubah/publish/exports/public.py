"""Records and assets as plain values for other programs, without what this edition must not show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ubah.core.attachments import are_attachments
from ubah.core.json_schema.parts import Schema
from ubah.core.model import Entry
from ubah.core.register.views import AssetView, RecordView
from ubah.publish.gathered.context import Context
from ubah.publish.show.fields import (
    NONE,
    branch,
    resolve,
    shown_attachment,
    visible,
)


def public_request(view: RecordView, ctx: Context) -> dict[str, Any]:
    """Return a record's request part."""
    defs: Schema = ctx.register.authority.change_schema["$defs"]
    shown: dict[str, Any] = _filtered(view.record.request, defs["request"], defs, ctx)
    return shown


def public_evidence(entry: Entry, ctx: Context) -> dict[str, Any]:
    """Return an entry's evidence."""
    defs: Schema = ctx.register.authority.change_schema["$defs"]
    known = ctx.register.authority.sop.actions[entry.action].evidence
    return {
        name: _filtered(value, known[name].schema, defs, ctx)
        for name, value in entry.evidence.items()
        if name in known
    }


def public_asset(view: AssetView, ctx: Context) -> dict[str, Any]:
    """Return an asset."""
    schema = ctx.register.authority.asset_schema
    shown: dict[str, Any] = _filtered(view.asset.data, schema, schema.get("$defs", {}), ctx)
    return shown


def _filtered(value: Any, schema: Schema, defs: Schema, ctx: Context) -> Any:
    """Keep of objects what their schema names and this edition may show."""
    resolved = branch(value, resolve(schema, defs, ctx), defs, ctx)
    if isinstance(value, Mapping):
        return {
            name: _filtered(value[name], part, defs, ctx)
            for name, part, _label in visible(resolved, defs, ctx)
            if name in value
        }
    if are_attachments(value):
        value = [shown_attachment(row, ctx) for row in value]
    if isinstance(value, (list, tuple)):
        return [_filtered(item, resolved.get("items", NONE), defs, ctx) for item in value]
    return value

"""What a request changed in an asset, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from ubah.core.register.views import AssetEvent
from ubah.publish.addresses.paths import record_url
from ubah.publish.gathered.context import Context
from ubah.publish.show.fields import DisplayedField, Node, describe, fields_of

NOTHING = Node("text", "–")


@dataclass(frozen=True)
class DiffRow:
    """A field whose value differs; a value that was or is absent is shown as a dash."""

    label: str
    before: Node
    after: Node


def diff_rows(event: AssetEvent, ctx: Context) -> tuple[DiffRow, ...]:
    """Return the fields in which an asset differs, as far as they may be shown.

    Empty for an asset that was added, and where the history does not hold both versions.
    """
    if event.before is None or event.after is None:
        return ()
    before, after = _flat(event.before, ctx), _flat(event.after, ctx)
    return tuple(
        DiffRow(
            (after.get(name) or before[name]).label,
            before[name].value if name in before else NOTHING,
            after[name].value if name in after else NOTHING,
        )
        for name in dict.fromkeys((*after, *before))
        if (name not in before or name not in after or before[name].value != after[name].value)
    )


def restricted_part_changed(event: AssetEvent, ctx: Context) -> bool:
    """Whether something changed that this edition does not show."""
    if event.before is None or event.after is None or ctx.internal:
        return False
    return event.before != event.after and not diff_rows(event, ctx)


def event_row(event: AssetEvent, ctx: Context) -> SimpleNamespace:
    """Return one change of an asset: which request, what was intended, what differs."""
    defs = ctx.register.authority.change_schema["$defs"]
    schema = defs["declared_assets"]["items"]["properties"]["change"]
    kind: Node = describe(event.kind, schema, defs, ctx)
    return SimpleNamespace(
        asset=event.asset,
        record=event.record,
        url=record_url(event.record),
        change=kind.text,
        intended=event.intended,
        at=event.at,
        landing=event.landing,
        rows=diff_rows(event, ctx),
        hidden=restricted_part_changed(event, ctx),
    )


def _flat(data: Mapping[str, Any], ctx: Context) -> dict[str, DisplayedField]:
    schema = ctx.register.authority.asset_schema
    return dict(_leaves("", fields_of(data, schema, schema.get("$defs", {}), ctx)))


def _leaves(above: str, fields: tuple[DisplayedField, ...]) -> Iterator[tuple[str, DisplayedField]]:
    for field in fields:
        name = f"{above}{field.name}"
        if field.value.kind == "group":
            yield from _leaves(f"{name}.", field.value.fields)
        else:
            yield name, field

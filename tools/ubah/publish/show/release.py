"""The release window of a change, and what came of it, as fields to show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ubah.core.reading.journal import PLANNING, SETTLING, standing_window, stated_release
from ubah.core.register.views import RecordView
from ubah.publish.gathered.context import Context
from ubah.publish.show.fields import DisplayedField, describe


def release_fields(view: RecordView, ctx: Context) -> Iterator[DisplayedField]:
    """The release window in force, or what stands in its place, and what came of it."""
    sop, defs = ctx.register.authority.sop, ctx.register.authority.change_schema["$defs"]
    planned = view.progress.last_that(*PLANNING)
    if planned is None:
        return
    shown: Mapping[str, Any] = planned.evidence
    window = standing_window(view.progress)
    values = {"window": window} if window else {k: v for k, v in shown.items() if k != "reason"}
    for name, value in values.items():
        part = sop.actions[planned.action].evidence[name]
        yield DisplayedField(
            name, ctx.words.label(part.label), describe(value, part.schema, defs, ctx)
        )
    outcome = stated_release(view.progress)
    for action in sop.taking(*SETTLING):
        if outcome is not None and "release" in action.evidence:
            part = action.evidence["release"]
            yield DisplayedField(
                "release", ctx.words.label(part.label), describe(outcome, part.schema, defs, ctx)
            )
            return

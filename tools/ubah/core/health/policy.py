"""What an office has left open in office.yaml: time limits, the edition of the rules."""

from __future__ import annotations

from collections.abc import Iterator

from ubah.core.diagnostics import msg
from ubah.core.health.symptoms import Condition, Symptom
from ubah.core.office.authority import EDITION, Authority


def policy_symptoms(authority: Authority) -> Iterator[Symptom]:
    """Yield what the office may want to settle."""
    if authority.office.rules < EDITION:
        yield Symptom(
            Condition.ADVICE,
            msg(
                "the office goes by edition {own} of the rules; this tool knows edition {newest}",
                own=authority.office.rules,
                newest=EDITION,
            ),
            msg(
                "write rules: {newest} into office.yaml, and land it with the head's proof; "
                "CHANGELOG says what becomes stricter",
                newest=EDITION,
            ),
        )
    without = tuple(
        state.label
        for state in authority.sop.open_states()
        if state.name not in authority.office.limits_days
    )
    if without:
        yield Symptom(
            Condition.ADVICE,
            msg("no limit in days for: {states}; nobody is reminded there", states=without),
            msg("add them to office.yaml under limits_days"),
        )

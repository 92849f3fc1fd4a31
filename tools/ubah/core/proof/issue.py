"""What an issue proves: the steps that its author filed with it, and nothing beside them (rules 4b, 5).

Offline nobody can read the issue; the recorder has made the record again from it, byte for byte. What
the judge holds against the voucher is all that a landing made so must be like.
"""

from __future__ import annotations

from ubah.core.diagnostics import Message, msg
from ubah.core.forge.capabilities import by_form
from ubah.core.guards import StepContext
from ubah.core.meanings import Meaning
from ubah.core.model import Landing
from ubah.core.paths import asset_id
from ubah.core.proof.binding import vouched_commit
from ubah.core.proof.judging import RecordLanding
from ubah.core.voucher import Voucher


def issue_complaint(
    voucher: Voucher, part: RecordLanding, step: StepContext, landing: Landing | None
) -> Message | None:
    """Return why an issue's voucher does not stand for a step, None if it does."""
    action = step.sop.actions[step.entry.action]
    if not by_form(action, step.office.forge):
        return msg(
            "an issue proves no step that is taken by a review: it is not bound to what was shown"
        )
    if step.entry.at != voucher.time:
        return msg("the step is not dated as the issue is")
    filed = part.record.journal[part.known :]
    if any((entry.by, entry.at) != (step.entry.by, step.entry.at) for entry in filed):
        return msg("an issue holds its author's steps only, but another one lands with it")
    if landing is None:
        return None
    updates = any(step.sop.means(entry.action, Meaning.UPDATES_ASSETS) for entry in filed)
    for change in landing.changed:
        if change.path != part.path and not (updates and asset_id(change.path)):
            return msg("an issue holds a step only, but {path} lands with it", path=change.path)
    return _base_complaint(voucher, landing) if part.before is not None else None


def _base_complaint(voucher: Voucher, landing: Landing) -> Message | None:
    """The record stood on main, when the issue was filed, as it stood before the landing.

    A commit that came in a branch may have held the record before anybody saw it on main.
    """
    facts = vouched_commit(voucher, landing)
    if not facts.base_is_main:
        return msg("main never stood at {commit}, which it names", commit=voucher.base[:12])
    if facts.base_landing is None or facts.base_landing > voucher.time:
        return msg(
            "main went on between the issue and {commit}, where main stood by its word",
            commit=voucher.base[:12],
        )
    return None

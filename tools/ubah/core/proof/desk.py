"""What the office's own desk vouches for: steps and approvals without git (rules 4b, 5).

Offline nobody can ask the desk whom it has let in. What the judge holds against its vouchers is that the
office has this desk, knows people in that way, and that all that lands is what was decided there.
"""

from __future__ import annotations

from ubah.core.diagnostics import Message, msg
from ubah.core.guards import StepContext
from ubah.core.meanings import Meaning
from ubah.core.model import Landing
from ubah.core.paths import AUTHORITY_FILES, SCHEMAS, asset_id, attachment_of
from ubah.core.people.office import AUTHORITY_BY_SIGNATURE, DeskSettings
from ubah.core.proof.judging import RecordLanding
from ubah.core.voucher import AT_DESK, Voucher, VoucherKind

NOTHING = "0" * 40
"""Stands for the record before a request was filed."""
BY_SIGNATURE = msg("office.yaml wants a signature for this (desk, signature_for)")


def not_of_the_desk(
    voucher: Voucher, desk: DeskSettings | None, *, by_recorder: bool
) -> Message | None:
    """Return why a voucher cannot come from where it says that it comes from, the desk or a forge."""
    if voucher.kind not in AT_DESK:
        if desk is not None and voucher.forge == desk.host:
            return msg("{host} is the office's desk, and no forge", host=voucher.forge)
        return None
    if desk is None or voucher.forge != desk.host:
        return msg("the office has no desk {host} (office.yaml, desk)", host=voucher.forge)
    if voucher.known not in desk.known_by:
        return msg(
            "the office's desk knows nobody by {known} (office.yaml, desk)", known=voucher.known
        )
    if not by_recorder:
        return msg("what is decided at the desk is landed by the recorder itself")
    return None


def desk_complaint(
    voucher: Voucher, part: RecordLanding, step: StepContext, landing: Landing | None
) -> Message | None:
    """Return why a voucher of the desk does not stand for a step, None if it does."""
    if voucher.kind is VoucherKind.DESK_REVIEW:
        return msg("it is for a whole branch, and for no step of a request")
    taken = part.record.journal[part.known :]
    if "+".join(entry.action for entry in taken) != voucher.action:
        return msg("what was done at the desk is not what lands")
    if any((entry.by, entry.at) != (step.entry.by, voucher.time) for entry in taken):
        return msg("the step is not dated and signed as it was taken at the desk")
    desk = step.office.desk
    if desk is not None and desk.signature_for.intersection(entry.action for entry in taken):
        return BY_SIGNATURE
    if landing is None:
        return None
    updates = any(step.sop.means(entry.action, Meaning.UPDATES_ASSETS) for entry in taken)
    for change in landing.changed:
        if change.path == part.path:
            before = change.before.oid if change.before else NOTHING
            if before != voucher.before:
                return msg("the record stood otherwise when it was shown at the desk")
        elif change.before is None and attachment_of(change.path)[0] == part.record.id:
            continue  # what lands here is named by what lands with it: attachment_findings (UB311 to UB315)
        elif not (updates and asset_id(change.path)):
            return msg(
                "only a step was taken at the desk, but {path} lands with it", path=change.path
            )
    return None


def desk_path_complaint(voucher: Voucher, path: str, desk: DeskSettings | None) -> Message | None:
    """Return why a voucher of the desk does not stand for a changed path, None if it does."""
    if voucher.kind is VoucherKind.DESK:
        return msg("it is for a step of a request only")
    authority = path in AUTHORITY_FILES or path.startswith(SCHEMAS)
    if voucher.kind is VoucherKind.DESK_REVIEW and desk is not None and authority:
        return BY_SIGNATURE if AUTHORITY_BY_SIGNATURE in desk.signature_for else None
    return None

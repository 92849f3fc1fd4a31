"""What ties a voucher to the content that lands (rule 5), and which version of it was vouched for.

The digest says what; the commit that was reviewed, and where it left main, say that this was it.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from ubah.core.blobs import Blob
from ubah.core.diagnostics import CannotRun, Message, msg
from ubah.core.model import (
    SKEW,
    BoundBy,
    Change,
    Commit,
    Landing,
    SignatureState,
    VouchedCommit,
)
from ubah.core.office.authority import Authority
from ubah.core.paths import attachment_of, attachment_path, record_path
from ubah.core.proof.desk import not_of_the_desk
from ubah.core.proof.evidence import landing_digest, trailers
from ubah.core.proof.vouchers import renumbering
from ubah.core.reading.writing import renumbered
from ubah.core.voucher import Voucher, VoucherKind

NOWHERE = VouchedCommit(here=False, base_holds=None)


def is_recorders(commit: Commit, authority: Authority) -> bool:
    """Whether the recorder in office signed ``commit``, by a key that was valid (rules 4 and 7)."""
    if commit.signature.state is not SignatureState.VALID:
        return False
    day = authority.office.day(commit.committed)
    owner = authority.roles.owner_of_key(commit.signature.key)
    return (
        owner is not None
        and owner[0].has_key(commit.signature.key, day)
        and authority.roles.holds(owner[0].id, "recorder", day)
    )


def voucher_complaint(voucher: Voucher, landing: Landing, authority: Authority) -> Message | None:
    """Return why a voucher is not about this landing, None if it is (rules 4b and 5).

    Whether its time fits is rule 7's business (`ubah.core.proof.proofs.proof_complaints`), whether it
    stands for a certain step the step's.
    """
    if authority.roles.owner_of_account(voucher.forge, voucher.account) is None:
        return msg("the account {account} is nobody's in roles.yaml", account=voucher.account)
    by_recorder = landing.proposed or is_recorders(landing.commit, authority)
    elsewhere = not_of_the_desk(voucher, authority.office.desk, by_recorder=by_recorder)
    if elsewhere is not None:
        return elsewhere
    spent = landing.spent.get((voucher.forge, voucher.evidence_id))
    if voucher.kind is VoucherKind.ISSUE and spent:
        return msg(
            "the issue {number} was vouched for in {landing} already; it proves once",
            number=voucher.evidence_id,
            landing=spent[:12],
        )
    for version in _vouched_versions(landing, authority):
        if landing_digest(version) == voucher.digest:
            facts = vouched_commit(voucher, landing)
            return _base_complaint(voucher, facts, version) or _commit_complaint(
                voucher, landing, facts, version
            )
    return msg("the approval is for other content than lands here")


def vouched_commit(voucher: Voucher, landing: Landing) -> VouchedCommit:
    """Return what the history at hand has of the commits that a voucher names."""
    return landing.vouched.get((voucher.commit, voucher.base), NOWHERE)


def bound_by(voucher: Voucher, landing: Landing) -> BoundBy:
    """Return what ties a sound voucher to the content."""
    return BoundBy.COMMIT if vouched_commit(voucher, landing).here else BoundBy.DIGEST


def newest_before(voucher: Voucher, landing: Landing) -> datetime | None:
    """Return the date of main's newest landing that what was vouched for stands on (rule 7)."""
    facts = vouched_commit(voucher, landing)
    dates = [date for date in (facts.base_landing, facts.newest_landing) if date]
    return max(dates, default=None)


def reviewed_at(voucher: Voucher, landing: Landing) -> datetime | None:
    """Return when what was reviewed was committed; None where it is no review, or the commit is gone.

    An issue is filed before the recorder makes a commit of it.
    """
    kinds = (VoucherKind.REVIEW, VoucherKind.DECISION, VoucherKind.DESK_REVIEW)
    reviewed = voucher.kind in kinds
    return vouched_commit(voucher, landing).committed if reviewed else None


def _base_complaint(
    voucher: Voucher, facts: VouchedCommit, version: tuple[Change, ...]
) -> Message | None:
    """Main was at ``base`` when it was reviewed: what the landing changes stood there as it did here."""
    base = voucher.base[:12]
    if facts.base_holds is None:
        return msg(
            "{commit}, where main stood by its word, is not in main's history before this landing",
            commit=base,
        )
    if voucher.kind is VoucherKind.AUTHORSHIP and facts.here:
        if voucher.base not in facts.own_changes:
            return msg("the commit that it names did not leave main at {commit}", commit=base)
    elif any(facts.base_holds.get(change.path) != change.before for change in version):
        return msg(
            "on {commit}, where main stood by its word, the files stood otherwise", commit=base
        )
    return None


def _commit_complaint(
    voucher: Voucher, landing: Landing, facts: VouchedCommit, version: tuple[Change, ...]
) -> Message | None:
    """The commit must hold what lands; only a squash or a decision may name one that is gone.

    What was written in the forge's editor may be a part of it (`voucher_proofs` looks which).
    """
    if voucher.kind is VoucherKind.DESK:
        late = landing.commit.committed - voucher.time > SKEW
        if late or (voucher.commit, landing.commit.parents) != (voucher.base, (voucher.base,)):
            return msg("what is done at the desk lands at once, on main as it was shown there")
        return None
    if not facts.here:
        if voucher.kind is VoucherKind.DECISION or len(landing.commit.parents) == 1:
            return None
        return msg("the commit that it names does not come with the landing")
    own_changes = facts.own_changes.values()
    match voucher.kind:
        case VoucherKind.DECISION:
            if not any(_is_draft(own, version) for own in own_changes):
                return msg("the commit that it names is no draft of this decision")
        case VoucherKind.AUTHORSHIP:
            if facts.committed != voucher.time:
                return msg("the commit that it names is dated otherwise")
        case _:
            if frozenset(version) not in map(frozenset, own_changes):
                return msg("the commit that it names holds other content than lands here")
    return None


def _is_draft(own_change: tuple[Change, ...], version: tuple[Change, ...]) -> bool:
    """Whether a commit shows a next step of the very record that is decided on, as it stood."""
    if len(own_change) != 1 or len(version) != 1:
        return False
    draft, landed = own_change[0], version[0]
    return (draft.path, draft.before) == (landed.path, landed.before) and draft.after is not None


def _vouched_versions(landing: Landing, authority: Authority) -> tuple[tuple[Change, ...], ...]:
    """Return what a voucher may be about: what the landing changes, or that before renumbering."""
    before = before_renumbering(landing, authority)
    return (landing.changed,) if before is None else (landing.changed, before)


def before_renumbering(landing: Landing, authority: Authority) -> tuple[Change, ...] | None:
    """Return what a landing that the recorder renumbered would have changed under its own number.

    That is a new record, and the attachments that come with it; None for any other landing.
    """
    commit = landing.commit
    numbers = renumbering(trailers(commit.message))
    if numbers is None or len(commit.parents) != 1 or not is_recorders(commit, authority):
        return None
    paths = [change.path for change in landing.changed]
    if record_path(numbers[1]) not in paths or record_path(numbers[0]) not in landing.paths:
        return None
    own = [_under_own_number(change, landing, *numbers) for change in landing.changed]
    found = tuple(change for change in own if change is not None)
    return found if len(found) == len(own) else None


def _under_own_number(change: Change, landing: Landing, old: str, new: str) -> Change | None:
    """Return a change of a renumbered landing under the record's own number ``old``."""
    record, file = attachment_of(change.path)
    if change.before or change.after is None:
        return None
    if record == new:
        return Change(attachment_path(old, file), None, change.after)
    path = record_path(new)
    if change.path != path or change.after.oid not in landing.contents:
        return None
    try:
        data = renumbered(landing.contents[change.after.oid], path, new, old)
    except CannotRun:
        return None
    return Change(record_path(old), None, Blob(change.after.mode, blob_id(data)))


def blob_id(data: bytes) -> str:
    """Return git's object id of a file's content."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()

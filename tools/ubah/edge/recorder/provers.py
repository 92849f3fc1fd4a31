"""Who has still to approve a change of authority, so that they are told and not only the rule (rule 6)."""

from __future__ import annotations

from collections.abc import Iterator

from ubah.core.diagnostics import Severity
from ubah.core.judge.needed_proofs import WANT_PROOF, needed_proofs
from ubah.core.model import SignatureState
from ubah.edge.git import MissingObject
from ubah.edge.history.lineage import brought_by, merged_tree
from ubah.edge.recorder.assess import Assessment
from ubah.edge.recorder.recorder import Recorder


def missing_provers(recorder: Recorder, found: Assessment) -> tuple[str, ...]:
    """Return the fewest people whose approval a change of authority lacks; none where no approval mends it.

    They are only told and asked by it: what counts is the judge's to say.
    """
    errors = [one for one in found.findings if one.severity is Severity.ERROR]
    if not any(one.rule in WANT_PROOF for one in errors):
        return ()
    tree, _ = merged_tree(recorder.reader, found.base, found.pull.head)
    after, _ = recorder.reader.authority(tree)
    if after is None:
        return ()
    day = found.authority.office.day(recorder.clock())
    needed = needed_proofs(found.authority, after, day)
    if needed.forbidden:
        return ()
    there = frozenset(_provers(recorder, found))
    lacking = [way - there for way in needed.ways]
    fewest: frozenset[str] = next(iter(sorted(lacking, key=len)), frozenset())
    return tuple(sorted(fewest))


def _provers(recorder: Recorder, found: Assessment) -> Iterator[str]:
    """Yield who has approved it by a review, or signed a commit of it."""
    roles = found.authority.roles
    for voucher in found.vouchers:
        owner = roles.owner_of_account(voucher.forge, voucher.account)
        if owner:
            yield owner[0].id
    try:
        brought = list(brought_by(recorder.reader, found.pull.head, found.base))
    except MissingObject:
        return
    for oid in brought:
        signature = recorder.reader.commit(oid).signature
        signer = roles.owner_of_key(signature.key)
        if signature.state is SignatureState.VALID and signer:
            yield signer[0].id

"""Keeping what was reviewed reachable from main, so that every clone can look at it (rule 5)."""

from __future__ import annotations

from collections.abc import Iterable

from ubah.core.office.authority import Authority
from ubah.core.voucher import Voucher, VoucherKind
from ubah.edge.recorder.recorder import Recorder, landing_message


def with_reviewed(
    recorder: Recorder, base: str, head: str, vouchers: Iterable[Voucher], authority: Authority
) -> str:
    """Return ``head`` of a branch that lands on ``base``, or the same with what was reviewed.

    After a rebase the commits that were reviewed are no longer in the branch, and the forge drops
    them in time; a landing that brings them lets an auditor see that they held what landed.
    """
    reviewed = dict.fromkeys(v.commit for v in vouchers if v.kind is VoucherKind.REVIEW)
    is_ancestor = recorder.repository.is_ancestor
    gone = tuple(o for o in reviewed if not is_ancestor(o, head) and not is_ancestor(o, base))
    if not gone:
        return head
    message = landing_message("Simpan yang telah ditinjau / Keep what was reviewed", (), authority)
    return recorder.commit(recorder.reader.commit(head).tree, (head, *gone), message, authority)

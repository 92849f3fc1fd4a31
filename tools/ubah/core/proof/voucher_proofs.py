"""Whether a recorder's vouchers hold for a landing, and whom they prove (rules 4b, 5, 8)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ubah.core.diagnostics import Finding, Message, Place, error, msg
from ubah.core.model import (
    Brought,
    Commit,
    Discarded,
    Landing,
    Proof,
    ProofKind,
)
from ubah.core.office.authority import Authority
from ubah.core.proof.binding import (
    before_renumbering,
    bound_by,
    is_recorders,
    newest_before,
    reviewed_at,
    voucher_complaint,
)
from ubah.core.proof.evidence import trailers
from ubah.core.proof.vouchers import BrokenVoucher, attested_landing, read_vouchers
from ubah.core.rules.proofs import VOUCHER_NOT_VERIFIED
from ubah.core.voucher import AT_DESK, Voucher, VoucherKind


def recorded_vouchers(
    commit: Commit, landing: Landing, authority: Authority
) -> tuple[tuple[Voucher, ...], tuple[Finding, ...]]:
    """Return the vouchers about ``landing`` in the message of ``commit``, and which do not verify.

    ``commit`` is the landing's own, or one that attests it later. Trailers in a commit that the
    recorder did not sign say nothing; one that it signed and that does not verify is an error
    (rule 10).
    """
    if not is_recorders(commit, authority):
        return (), ()
    sound: list[Voucher] = []
    findings: list[Finding] = []
    place = Place(commit=commit.oid)
    for item in read_vouchers(trailers(commit.message)):
        if isinstance(item, BrokenVoucher):
            findings.append(_broken(place, item.reason))
            continue
        voucher, person = item
        reason = voucher_complaint(voucher, landing, authority)
        owner = authority.roles.owner_of_account(voucher.forge, voucher.account)
        if reason is None and owner and owner[0].id != person:
            reason = msg(
                "it names {person}, but the account is {owner}'s", person=person, owner=owner[0].id
            )
        if reason is None:
            sound.append(voucher)
        else:
            findings.append(_broken(place, reason))
    return tuple(sound), tuple(findings)


def _broken(place: Place, reason: Message) -> Finding:
    return error(
        VOUCHER_NOT_VERIFIED,
        place,
        msg("a voucher of the recorder does not verify: {reason}", reason=reason),
        msg(
            "ask who runs the recorder; a landing that it vouched for wrongly needs a new trust root"
        ),
    )


def voucher_proofs(
    landing: Landing,
    authority: Authority,
    vouchers: Iterable[Voucher],
    introduced: Callable[[Brought], Message | bool],
    unfit: Callable[[Voucher], Message | None],
) -> Iterator[Proof | Discarded]:
    """Yield what ``vouchers`` prove, and those that prove nothing here, with the reason.

    ``introduced`` and ``unfit`` are as in `ubah.core.proof.proofs.entry_evidence`.
    """
    for voucher in vouchers:
        reason = voucher_complaint(voucher, landing, authority) or unfit(voucher)
        if reason is None and voucher.kind is VoucherKind.AUTHORSHIP:
            reason = _not_written_there(voucher, landing, authority, introduced)
        if reason is not None:
            yield Discarded(voucher.commit, reason)
            continue
        owner = authority.roles.owner_of_account(voucher.forge, voucher.account)
        if owner is not None:
            yield Proof(
                person=owner[0].id,
                kind=ProofKind.DESK if voucher.kind in AT_DESK else ProofKind.FORGE,
                time=voucher.time,
                commit=voucher.commit,
                account=f"{voucher.forge}:{voucher.account}",
                evidence=" ".join(
                    filter(None, (voucher.kind.value, voucher.evidence_id, voucher.known))
                ),
                newest_landing=newest_before(voucher, landing),
                reviewed=reviewed_at(voucher, landing),
                bound_by=bound_by(voucher, landing),
                binding=voucher.binding,
                untouched=voucher.untouched,
                follows_base=voucher.base == landing.commit.parents[0],
                authority_as_landed=_saw_the_whole(voucher, landing),
            )


def _not_written_there(
    voucher: Voucher,
    landing: Landing,
    authority: Authority,
    introduced: Callable[[Brought], Message | bool],
) -> Message | None:
    """Return why a commit made in the forge's editor does not stand behind this content."""
    written = next((b for b in landing.brought if b.commit.oid == voucher.commit), None)
    if written is None:
        if before_renumbering(landing, authority) is not None:
            return None  # the branch's own number was taken, so its commits could not come along
        return msg("the commit that it names does not come with the landing")
    if len(written.commit.parents) != 1:
        return msg("the commit that it names is a merge")
    answer = introduced(written)
    if isinstance(answer, Message):
        return answer
    return None if answer else msg("the commit that it names does not bring this")


def _saw_the_whole(voucher: Voucher, landing: Landing) -> bool:
    """Whether all authority files stood before the prover as they land (rule 6).

    A review is of the whole landing; a commit made in the forge's editor holds what it holds.
    """
    if voucher.kind is not VoucherKind.AUTHORSHIP:
        return True
    return any(b.authority_as_landed for b in landing.brought if b.commit.oid == voucher.commit)


def own_vouchers(
    landing: Landing, authority: Authority
) -> tuple[tuple[Voucher, ...], tuple[Finding, ...]]:
    """Return the vouchers that a landing carries about itself, and which do not verify."""
    if landing.proposed or attested_landing(trailers(landing.commit.message)):
        return (), ()
    return recorded_vouchers(landing.commit, landing, authority)

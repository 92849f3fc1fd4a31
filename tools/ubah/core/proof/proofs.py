"""Who stands behind a step or a changed path, and by what (rules 4, 5, 7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime

from ubah.core.diagnostics import Finding, Message, Place, Rule, deviation, msg
from ubah.core.model import (
    SKEW,
    Brought,
    Change,
    Discarded,
    Landing,
    Proof,
    ProofKind,
    SignatureState,
)
from ubah.core.office.authority import Authority
from ubah.core.people.office import Office
from ubah.core.people.roles import Roles
from ubah.core.proof.desk import desk_path_complaint
from ubah.core.proof.evidence import ASSENT, Evidence, landing_digest, trailers
from ubah.core.proof.voucher_proofs import voucher_proofs
from ubah.core.rules.proofs import CREDENTIAL_NOT_VALID
from ubah.core.rules.seen import LANDED_LATE
from ubah.core.rules.times import PROOF_AFTER_LANDING, PROOF_BEFORE_BASE
from ubah.core.voucher import Voucher, VoucherKind


def entry_evidence(
    landing: Landing,
    authority: Authority,
    vouchers: Iterable[Voucher],
    person: str,
    introduced: Callable[[Brought], Message | bool],
    unfit: Callable[[Voucher], Message | None],
) -> Evidence:
    """Return what proves a step for ``person``.

    ``introduced`` tells of a brought commit whether it introduces the entry with a record that goes
    on to the landed one; a message says why such a commit does not count after all. ``unfit`` tells
    why a voucher does not stand for this step.
    """
    return _evidence(landing, authority, vouchers, introduced, unfit, person)


def path_evidence(
    landing: Landing, authority: Authority, vouchers: Iterable[Voucher], change: Change
) -> Evidence:
    """Return what proves a changed path, for whomever (authority files, machinery, prose)."""

    def unfit(voucher: Voucher) -> Message | None:
        if voucher.kind in (VoucherKind.ISSUE, VoucherKind.DECISION):
            return msg("it is for a step of a request only")
        return desk_path_complaint(voucher, change.path, authority.office.desk)

    return _evidence(
        landing,
        authority,
        vouchers,
        lambda brought: brought.introduces(change.path, change.after),
        unfit,
    )


def _evidence(
    landing: Landing,
    authority: Authority,
    vouchers: Iterable[Voucher],
    introduced: Callable[[Brought], Message | bool],
    unfit: Callable[[Voucher], Message | None],
    person: str = "",
) -> Evidence:
    digest = landing_digest(landing.changed)
    proofs: list[Proof] = []
    discarded: list[Discarded] = []
    found = [
        *_commit_proofs(landing, authority.roles, digest, introduced),
        *voucher_proofs(landing, authority, vouchers, introduced, unfit),
    ]
    for item in found:
        if isinstance(item, Discarded):
            discarded.append(item)
        elif person and item.person != person:
            reason = msg("signed by {signer}; that only says who prepared it", signer=item.person)
            discarded.append(Discarded(item.commit, reason))
        else:
            proofs.append(item)
    return Evidence(tuple(sorted(proofs, key=lambda proof: proof.time)), tuple(discarded))


def _commit_proofs(
    landing: Landing,
    roles: Roles,
    digest: str,
    introduced: Callable[[Brought], Message | bool],
) -> Iterator[Proof | Discarded]:
    for brought in landing.brought:
        kind, complaint = _claim(landing, brought, digest, introduced)
        if complaint is not None:
            yield Discarded(brought.commit.oid, complaint)
        elif kind is not None:
            yield _signed(brought, kind, roles)


def _claim(
    landing: Landing,
    brought: Brought,
    digest: str,
    introduced: Callable[[Brought], Message | bool],
) -> tuple[ProofKind | None, Message | None]:
    assents = [value for key, value in trailers(brought.commit.message) if key == ASSENT]
    if digest in assents and (brought.empty or brought.commit.oid == landing.commit.oid):
        return ProofKind.ASSENT, None
    answer = introduced(brought)
    if isinstance(answer, Message):
        return None, answer
    if answer:
        return ProofKind.SIGNATURE, None
    if assents and brought.commit.signature.state is SignatureState.VALID:
        return None, msg("its assent is to other content than lands here")
    return None, None


def _signed(brought: Brought, kind: ProofKind, roles: Roles) -> Proof | Discarded:
    signature, oid = brought.commit.signature, brought.commit.oid
    match signature.state:
        case SignatureState.NONE:
            return Discarded(oid, msg("not signed"))
        case SignatureState.INVALID:
            return Discarded(
                oid, msg("its signature is not valid: {reason}", reason=signature.reason or "–")
            )
        case SignatureState.UNSUPPORTED:
            reason = msg(
                "its signature cannot be verified here: {reason}", reason=signature.reason or "–"
            )
            return Discarded(oid, reason, unverifiable=True)
    owner = roles.owner_of_key(signature.key)
    if owner is None:
        reason = msg(
            "signed with the key {key}, which is nobody's in roles.yaml", key=signature.fingerprint
        )
        return Discarded(oid, reason)
    return Proof(
        person=owner[0].id,
        kind=kind,
        time=brought.commit.committed,
        commit=oid,
        key=signature.fingerprint,
        follows_base=brought.follows_base,
        newest_landing=brought.newest_landing,
        authority_as_landed=kind is ProofKind.ASSENT or brought.authority_as_landed,
    )


def proof_complaints(
    proof: Proof, landing: Landing, authority: Authority
) -> Iterator[tuple[Rule, Message, Message]]:
    """Yield why ``proof`` does not hold, by key, account or time (rule 7): rule, message, hint."""
    office, landed = authority.office, landing.commit.committed
    days = [office.day(proof.time)]
    if not proof.by_recorder:
        days.append(office.day(landed))
    for day in dict.fromkeys(days):
        if not _credential_stands(proof, authority.roles, day):
            yield (
                CREDENTIAL_NOT_VALID,
                msg(
                    "{what} was not valid on {day}",
                    what=proof.key or proof.account,
                    day=day.isoformat(),
                ),
                msg("sign again with a key that is valid on that day; ubah roles lists them"),
            )
    if proof.time > landed + SKEW:
        yield (
            PROOF_AFTER_LANDING,
            msg("it is dated {time}, after its landing", time=_shown(proof.time, authority)),
            msg("set the computer's clock right, then land it again"),
        )
    if proof.newest_landing and proof.time < proof.newest_landing - SKEW:
        yield (
            PROOF_BEFORE_BASE,
            msg(
                "it is dated {time}, before the landing of {landing} that it descends from",
                time=_shown(proof.time, authority),
                landing=_shown(proof.newest_landing, authority),
            ),
            msg("set the computer's clock right, then sign again"),
        )
    if proof.reviewed and proof.time < proof.reviewed - SKEW:
        yield (
            PROOF_BEFORE_BASE,
            msg(
                "it is dated {time}, before what was reviewed was committed, {committed}",
                time=_shown(proof.time, authority),
                committed=_shown(proof.reviewed, authority),
            ),
            msg("set the clock of the computer that committed it, and have it reviewed again"),
        )


def _credential_stands(proof: Proof, roles: Roles, day: date) -> bool:
    person = roles.persons[proof.person]
    if proof.by_recorder:
        forge, _, number = proof.account.partition(":")
        return person.has_account(forge, int(number), day)
    return person.has_key(proof.key, day)


def _shown(moment: datetime, authority: Authority) -> str:
    return moment.astimezone(authority.office.zone).isoformat()


def late_proof(proof: Proof, place: Place, landing: Landing, office: Office) -> Iterator[Finding]:
    """Yield the deviation of what landed long after its proof (rule 7)."""
    landed = landing.commit.committed
    if not landing.proposed and proof.time < landed - office.late_entry - SKEW:
        hours = int((landed - proof.time).total_seconds() // 3600)
        message = msg("it landed {hours} hours after it was proved", hours=hours)
        yield deviation(LANDED_LATE, place, message)

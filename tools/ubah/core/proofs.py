"""Who stands behind a step or a changed path, and by what (rules 4, 5, 7)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from ubah.core.authority import Period, Roles
from ubah.core.diagnostics import Message, msg
from ubah.core.model import (
    SKEW,
    Blob,
    Brought,
    Change,
    Discarded,
    Landing,
    Proof,
    ProofKind,
    SignatureState,
    Voucher,
)
from ubah.core.settings import Authority

ASSENT = "Ubah-Assent"
_TRAILER = re.compile(r"([A-Za-z][A-Za-z0-9-]*): (\S.*)\Z")


@dataclass(frozen=True)
class Evidence:
    """What was found for one step or path: proofs, oldest first, and what was discarded."""

    proofs: tuple[Proof, ...]
    discarded: tuple[Discarded, ...]

    @property
    def unverifiable(self) -> bool:
        """Whether a discarded proof might be good where it can be verified (rule 10)."""
        return any(item.unverifiable for item in self.discarded)


def landing_digest(changes: Iterable[Change]) -> str:
    """Return the digest of a landing: every changed path, mode and blob before and after."""

    def side(blob: Blob | None) -> str:
        return f"{blob.mode} {blob.oid}" if blob else "absent"

    digest = hashlib.sha256()
    for change in sorted(
        changes, key=lambda change: change.path.encode("utf-8", "surrogateescape")
    ):
        line = f"{side(change.before)}\0{side(change.after)}\0{change.path}\0"
        digest.update(line.encode("utf-8", "surrogateescape"))
    return f"sha256:{digest.hexdigest()}"


def trailers(message: str) -> tuple[tuple[str, str], ...]:
    """Return the trailers of a commit message: its last paragraph, if each line of it is one."""
    paragraphs = re.split(r"\n[ \t]*\n", message.strip("\n"))
    found = [_TRAILER.match(line) for line in paragraphs[-1].split("\n")]
    if len(paragraphs) < 2 or not all(found):
        return ()
    return tuple((match[1], match[2]) for match in found if match)


def entry_evidence(
    landing: Landing,
    authority: Authority,
    vouchers: Iterable[Voucher],
    person: str,
    introduced: Callable[[Brought], Message | bool],
) -> Evidence:
    """Return what proves a step for ``person``.

    ``introduced`` tells of a brought commit whether it introduces the entry with a record that goes
    on to the landed one; a message says why such a commit does not count after all.
    """
    return _evidence(landing, authority, vouchers, introduced, person)


def path_evidence(
    landing: Landing, authority: Authority, vouchers: Iterable[Voucher], change: Change
) -> Evidence:
    """Return what proves a changed path, for whomever (authority files, machinery, prose)."""
    return _evidence(
        landing, authority, vouchers, lambda brought: brought.introduces(change.path, change.after)
    )


def _evidence(
    landing: Landing,
    authority: Authority,
    vouchers: Iterable[Voucher],
    introduced: Callable[[Brought], Message | bool],
    person: str = "",
) -> Evidence:
    digest = landing_digest(landing.changed)
    proofs: list[Proof] = []
    discarded: list[Discarded] = []
    found = [
        *_commit_proofs(landing, authority.roles, digest, introduced),
        *_voucher_proofs(landing, authority.roles, digest, vouchers),
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
    )


def _voucher_proofs(
    landing: Landing, roles: Roles, digest: str, vouchers: Iterable[Voucher]
) -> Iterator[Proof | Discarded]:
    for voucher in vouchers:
        owner = roles.owner_of_account(voucher.forge, voucher.account)
        if owner is None:
            reason = msg("the account {account} is nobody's in roles.yaml", account=voucher.account)
            yield Discarded(voucher.commit, reason)
        elif voucher.digest != digest:
            yield Discarded(
                voucher.commit, msg("the approval is for other content than lands here")
            )
        else:
            yield Proof(
                person=owner[0].id,
                kind=ProofKind.FORGE,
                time=voucher.time,
                commit=voucher.commit,
                account=f"{voucher.forge}:{voucher.account}",
                follows_base=voucher.base == landing.commit.parents[0],
            )


def proof_complaints(
    proof: Proof, landing: Landing, authority: Authority
) -> Iterator[tuple[str, Message, Message]]:
    """Yield why ``proof`` does not hold, by key, account or time (rule 7): rule, message, hint."""
    office, landed = authority.office, landing.commit.committed
    days = [office.day(proof.time)]
    if not proof.by_recorder:
        days.append(office.day(landed))
    period = _credential_period(proof, authority.roles)
    for day in dict.fromkeys(days):
        if not period.covers(day):
            yield (
                "UB506",
                msg(
                    "{what} was not valid on {day}",
                    what=proof.key or proof.account,
                    day=day.isoformat(),
                ),
                msg("sign again with a key that is valid on that day; ubah roles lists them"),
            )
    if proof.time > landed + SKEW:
        yield (
            "UB725",
            msg("it is dated {time}, after its landing", time=_shown(proof.time, authority)),
            msg("set the computer's clock right, then land it again"),
        )
    if proof.newest_landing and proof.time < proof.newest_landing - SKEW:
        yield (
            "UB724",
            msg(
                "it is dated {time}, before the landing of {landing} that it descends from",
                time=_shown(proof.time, authority),
                landing=_shown(proof.newest_landing, authority),
            ),
            msg("set the computer's clock right, then sign again"),
        )


def _credential_period(proof: Proof, roles: Roles) -> Period:
    person = roles.persons[proof.person]
    if proof.by_recorder:
        return next(a.period for a in person.accounts if f"{a.forge}:{a.id}" == proof.account)
    return next(key.period for key in person.keys if key.fingerprint == proof.key)


def _shown(moment: datetime, authority: Authority) -> str:
    return moment.astimezone(authority.office.zone).isoformat()

"""Whose proof a changed path needs, and what a change of the authority files needs (rule 6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from ubah.core.diagnostics import Finding, Message, Place, Rule, error, indeterminate, msg
from ubah.core.judge.authority_change import (
    HEAD_OR_SUPERIOR,
    Prohibition,
    Requirement,
    consequences,
    is_met,
)
from ubah.core.judge.tree_rules import kind
from ubah.core.meanings import OfficeMeaning
from ubah.core.model import Change, Landing, Proof
from ubah.core.office.authority import Authority
from ubah.core.paths import OFFICE, ROLES, PathKind, runs_recorder_or_publication
from ubah.core.proof.evidence import Evidence
from ubah.core.proof.proofs import late_proof, path_evidence, proof_complaints
from ubah.core.rules.authority import SETTINGS_ONE_WAY
from ubah.core.rules.proofs import (
    AUTHORITY_UNPROVED,
    AUTHORITY_UP_TO_DATE,
    MACHINERY_UNPROVED,
    PROOF_UNVERIFIABLE,
    PROSE_UNPROVED,
    RECORDER_MACHINERY_UNPROVED,
)
from ubah.core.sop import Sop
from ubah.core.voucher import Voucher


@dataclass(frozen=True)
class PathNeed:
    """Whose proof a changed path needs: ``offices``, any one of them, or ``rule`` is broken."""

    rule: Rule
    needed: Message
    offices: tuple[str, ...]


def path_need(change: Change, sop: Sop) -> PathNeed | None:
    """Return whose proof a changed path needs; None where its record's steps answer for it."""
    match kind(change):
        case PathKind.AUTHORITY:
            needed = msg("the head or the head's superior in person")
            return PathNeed(AUTHORITY_UNPROVED, needed, ("head", "superior"))
        case PathKind.MACHINERY if runs_recorder_or_publication(change.path):
            needed = msg(
                "the head or the head's superior, since this runs the recorder or the publication"
            )
            return PathNeed(RECORDER_MACHINERY_UNPROVED, needed, ("head", "superior"))
        case PathKind.MACHINERY | PathKind.ARCHIVED:
            needed = msg("a change manager or the head")
            return PathNeed(
                MACHINERY_UNPROVED,
                needed,
                (*sop.offices(OfficeMeaning.MANAGES), "head", "superior"),
            )
        case PathKind.PROSE:
            return PathNeed(PROSE_UNPROVED, msg("any officer"), sop.officers())
    return None


def ownership_findings(
    landing: Landing, authority: Authority, vouchers: Iterable[Voucher]
) -> Iterator[Finding]:
    """Yield what is unproved among authority files, machinery and prose."""
    vouchers = tuple(vouchers)
    saw = _saw_the_whole(landing, authority, vouchers)
    for change in landing.changed:
        place = Place(change.path, commit=landing.commit.oid)
        need = path_need(change, authority.sop)
        if need and kind(change) is PathKind.AUTHORITY:
            yield from _authority_change(change, need, place, landing, authority, vouchers, saw)
        elif need:
            yield from _needs(change, need, place, landing, authority, vouchers)


def _needs(
    change: Change,
    need: PathNeed,
    place: Place,
    landing: Landing,
    authority: Authority,
    vouchers: tuple[Voucher, ...],
) -> Iterator[Finding]:
    evidence = path_evidence(landing, authority, vouchers, change)
    sound, complaints = sound_proofs(evidence, landing, authority)
    entitled = [
        proof
        for proof in sound
        if any(in_office(proof, office, landing, authority) for office in need.offices)
    ]
    if entitled:
        yield from late_proof(entitled[-1], place, landing, authority.office)
    else:
        yield _unproved(need, place, evidence, complaints)


def sound_proofs(
    evidence: Evidence, landing: Landing, authority: Authority
) -> tuple[tuple[Proof, ...], tuple[Message, ...]]:
    """Return the proofs that hold, and what is said against the others."""
    sound, complaints = [], []
    for proof in evidence.proofs:
        problems = [message for _, message, _ in proof_complaints(proof, landing, authority)]
        if problems:
            complaints.append(
                msg("{commit}: {reason}", commit=proof.commit[:12], reason=problems[0])
            )
        else:
            sound.append(proof)
    return tuple(sound), tuple(complaints)


def in_office(proof: Proof, office: str, landing: Landing, authority: Authority) -> bool:
    """Whether the prover held the office when proving, and still (rule 7) when it landed."""
    days = {authority.office.day(proof.time)}
    if not proof.by_recorder:
        days.add(authority.office.day(landing.commit.committed))
    return all(authority.roles.holds(proof.person, office, day) for day in days)


def _unproved(
    need: PathNeed, place: Place, evidence: Evidence, complaints: tuple[Message, ...]
) -> Finding:
    reasons = (
        *complaints,
        *(
            msg("{commit}: {reason}", commit=d.commit[:12], reason=d.reason)
            for d in evidence.discarded
        ),
        *(
            msg("{commit}: signed by {person}", commit=p.commit[:12], person=p.person)
            for p in evidence.proofs
        ),
    )
    message = msg("this change is not proved by whom it needs: {needed}", needed=need.needed)
    if reasons:
        message = msg("{message}; found: {reasons}", message=message, reasons=reasons)
    hint = msg("let them sign the commit that makes the change, or type on the branch: ubah assent")
    if evidence.unverifiable:
        return indeterminate(PROOF_UNVERIFIABLE, place, message, hint)
    return error(need.rule, place, message, hint)


def _authority_change(
    change: Change,
    need: PathNeed,
    place: Place,
    landing: Landing,
    authority: Authority,
    vouchers: tuple[Voucher, ...],
    saw: frozenset[str],
) -> Iterator[Finding]:
    evidence = path_evidence(landing, authority, vouchers, change)
    sound, complaints = sound_proofs(evidence, landing, authority)
    current = tuple(proof for proof in sound if proof.follows_base)
    counted = tuple(proof for proof in current if proof.person in saw)
    required = Requirement(need.rule, need.needed, HEAD_OR_SUPERIOR)
    if is_met(required, _provers(counted, landing, authority)):
        if counted:
            yield from late_proof(counted[-1], place, landing, authority.office)
    elif is_met(required, _provers(current, landing, authority)):
        message = msg(
            "{who} never signed the authority files together as they land here",
            who=", ".join(sorted({proof.person for proof in current} - saw)),
        )
        hint = msg("land all that was signed, or let them sign what is to land: ubah assent")
        yield error(need.rule, place, message, hint)
    elif len(current) < len(sound) and (
        not _grown_on_main(landing) or is_met(required, _provers(sound, landing, authority))
    ):
        hint = msg(
            "merge main into the branch, then sign again: ubah assent; on a forge, have the pull request approved once more"
        )
        message = msg("the change of authority was signed before main's newest landing")
        yield error(AUTHORITY_UP_TO_DATE, place, message, hint)
    else:
        yield _unproved(need, place, evidence, complaints)


def _grown_on_main(landing: Landing) -> bool:
    """Whether the branch has main's newest landing in it, so that a proof of its tip would count."""
    own = landing.commit.oid
    return any(one.follows_base for one in landing.brought if one.commit.oid != own)


def _saw_the_whole(
    landing: Landing, authority: Authority, vouchers: tuple[Voucher, ...]
) -> frozenset[str]:
    """Return who proved the authority files all together, as they land: they are one unit (rule 6).

    Else somebody else could land one half of a change that makes sense only with the other.
    """
    saw = set()
    for change in landing.changed:
        if kind(change) is PathKind.AUTHORITY:
            evidence = path_evidence(landing, authority, vouchers, change)
            for proof in sound_proofs(evidence, landing, authority)[0]:
                if proof.follows_base and proof.authority_as_landed:
                    saw.add(proof.person)
    return frozenset(saw)


def _counted(
    change: Change,
    landing: Landing,
    authority: Authority,
    vouchers: tuple[Voucher, ...],
    saw: frozenset[str],
) -> tuple[Proof, ...]:
    """Return the proofs of a change of authority that count: sound, up to date, of the whole."""
    sound, _ = sound_proofs(path_evidence(landing, authority, vouchers, change), landing, authority)
    return tuple(proof for proof in sound if proof.follows_base and proof.person in saw)


def consequence_findings(
    landing: Landing, authority: Authority, after: Authority, vouchers: Iterable[Voucher]
) -> Iterator[Finding]:
    """Yield what the step to ``after``, which the landing leaves behind, needs or must not do.

    ``authority`` is what was in force. Where the first parent's files could not be used, that is not
    theirs: then what they changed takes effect here, touched or not, for whoever proves the whole.
    """
    vouchers = tuple(vouchers)
    saw = _saw_the_whole(landing, authority, vouchers)
    counted = {
        change.path: _counted(change, landing, authority, vouchers, saw)
        for change in landing.changed
        if kind(change) is PathKind.AUTHORITY
    }
    of_any = tuple(proof for proofs in counted.values() for proof in proofs)
    for path in (OFFICE, ROLES):
        proofs = counted.get(path, of_any)
        provers = _provers(proofs, landing, authority)
        day = _first_day(proofs, landing, authority)
        place = Place(path, commit=landing.commit.oid)
        yield from _consequence_findings(place, authority, after, provers, day)


def _provers(
    proofs: tuple[Proof, ...], landing: Landing, authority: Authority
) -> dict[str, frozenset[str]]:
    """Return who proves a change of authority, each with the offices held in person."""
    provers: dict[str, frozenset[str]] = {}
    for proof in proofs:
        held = _held_in_person(proof, landing, authority)
        provers[proof.person] = provers.get(proof.person, frozenset()) | held
    return provers


def _held_in_person(proof: Proof, landing: Landing, authority: Authority) -> frozenset[str]:
    return frozenset(
        office
        for office in authority.sop.officers()
        if office != "acting_head" and in_office(proof, office, landing, authority)
    )


def authority_requirements(
    change: Change,
    landing: Landing,
    authority: Authority,
    after: Authority,
    vouchers: tuple[Voucher, ...],
) -> tuple[Requirement, ...]:
    """Return whose proofs a change of roles.yaml needs beside the head's or the superior's."""
    if change.path != ROLES:
        return ()
    saw = _saw_the_whole(landing, authority, vouchers)
    counted = _counted(change, landing, authority, vouchers, saw)
    day = _first_day(counted, landing, authority)
    found = consequences(authority, after, day)
    return tuple(item for item in found if isinstance(item, Requirement))


def _first_day(proofs: tuple[Proof, ...], landing: Landing, authority: Authority) -> date:
    entitled = [
        proof.time
        for proof in proofs
        if _held_in_person(proof, landing, authority) & {"head", "superior"}
    ]
    return authority.office.day(min(entitled, default=landing.commit.committed))


def _consequence_findings(
    place: Place,
    authority: Authority,
    after: Authority,
    provers: dict[str, frozenset[str]],
    day: date,
) -> Iterator[Finding]:
    for consequence in consequences(authority, after, day):
        about_office = consequence.rule == SETTINGS_ONE_WAY
        if about_office != (place.path == OFFICE):
            continue
        if isinstance(consequence, Prohibition):
            yield error(consequence.rule, place, consequence.what, consequence.hint)
        elif not is_met(consequence, provers):
            who = ", ".join(sorted(provers)) or "–"
            message = msg("{what}; proved by: {who}", what=consequence.what, who=who)
            yield error(consequence.rule, place, message, _requirement_hint(consequence))


def _requirement_hint(requirement: Requirement) -> Message:
    if requirement.person:
        return msg("{person}, or the superior, signs too: ubah assent", person=requirement.person)
    return msg("the head and the superior both sign: each types ubah assent on the branch")

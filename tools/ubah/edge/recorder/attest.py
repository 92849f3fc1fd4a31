"""Bringing proofs afterwards for a landing that somebody made with the forge's button (rule 8)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ubah.core.diagnostics import CannotRun, Finding, Severity, msg
from ubah.core.forge.evidence import Gathered, Target, gather
from ubah.core.forge.model import PullRequest
from ubah.core.office.authority import Authority
from ubah.core.proof.evidence import landing_digest
from ubah.core.proof.vouchers import ATTESTS
from ubah.core.rules.proofs import STEP_UNPROVED
from ubah.edge.forges import ForgeUnreachable
from ubah.edge.history.audit import audit
from ubah.edge.history.lineage import brought_by, first_parent_chain
from ubah.edge.history.proposals import errors_of
from ubah.edge.recorder.assess import content_of, contents_of
from ubah.edge.recorder.keep import with_reviewed
from ubah.edge.recorder.recorder import ATTEMPTS, PULL, Recorder, landing_message
from ubah.edge.recorder.request import vouch_for_issue

LOOKED_AT = 50
"""So many of the newest landings are looked at for want of proofs."""
UNPROVED = STEP_UNPROVED


@dataclass(frozen=True)
class Attested:
    """What came of attesting a landing; ``commit`` "" if what the forge knows does not prove it."""

    landing: str
    pull: int
    gathered: Gathered
    commit: str = ""
    findings: tuple[Finding, ...] = ()
    again: bool = False  # it had been attested before


def attest(recorder: Recorder, landing: str) -> Attested:
    """Add the proofs of a landing of main in a later commit, if they prove it.

    Raises:
        ForgeUnreachable: if the forge does not tell all, or main keeps moving.
        CannotRun: if it is no landing, or came out of no pull request.
    """
    for _ in range(ATTEMPTS):
        base = recorder.fetch_main()
        authority = recorder.authority(base)
        chain = first_parent_chain(recorder.reader, base)
        if landing not in chain[:-1]:
            raise CannotRun(
                msg("{commit} is no landing on main", commit=landing[:12]),
                msg("name a commit that git log --first-parent shows"),
            )
        later = chain[: chain.index(landing)]
        if done := _attested(recorder, later, landing, authority):
            return Attested(landing, 0, Gathered((), ()), done, again=True)
        found = _attest(recorder, base, landing)
        if not found.commit or recorder.push_main(found.commit, base):
            return found
    raise ForgeUnreachable(msg("main keeps moving"))


def unattested(recorder: Recorder, tip: str) -> tuple[str, ...]:
    """Return the newest landings that still want proofs from the forge, oldest first.

    The history is audited only if somebody landed at all without being an officer or the recorder,
    as a merge button or queue does.
    """
    reader, authority = recorder.reader, recorder.authority(tip)
    newest = first_parent_chain(reader, tip)[:-1][:LOOKED_AT]
    signed = [reader.commit(oid).signature for oid in newest]
    by_hand = {
        oid
        for oid, signature in zip(newest, signed, strict=True)
        if authority.roles.owner_of_key(signature.key) is None
        and not _attested(recorder, newest, oid, authority)
    }
    if not by_hand:
        return ()
    open_still = {
        finding.place.commit
        for finding in audit(reader, tip, keep_steps=False).findings
        if finding.under == STEP_UNPROVED and finding.severity is Severity.INDETERMINATE
    }
    return tuple(oid for oid in reversed(newest) if oid in by_hand & open_still)


def _attested(recorder: Recorder, later: list[str], landing: str, authority: Authority) -> str:
    mark = (ATTESTS, landing)
    return next((oid for oid in later if mark in recorder.own_trailers(oid, authority)), "")


def _attest(recorder: Recorder, base: str, landing: str) -> Attested:
    reader = recorder.reader
    made = reader.commit(landing)
    before = reader.commit(made.parents[0])
    authority = recorder.authority(before.oid)
    pull = _pull_of(recorder, landing, made.parents[1:])
    if recorder.exchange.fetch(recorder.forge.pull_refspec(pull.number)) != pull.head:
        raise ForgeUnreachable(msg("the pull request changed while it was being read"))
    evidence = recorder.forge.evidence(pull)
    changes = tuple(reader.store.changes(before.tree, made.tree))
    digest = landing_digest(changes)
    gathered = gather(
        evidence,
        Target(recorder.forge.host, digest, made.committed),
        authority.roles,
        contents_of(recorder, before.oid, evidence),
    )
    target = content_of(recorder, before.oid, pull.head)
    filed = vouch_for_issue(
        recorder, authority, pull, changes, replace(target, digest=digest), before.oid
    )
    gathered = gathered.and_filed(filed)
    now = recorder.authority(base)
    head = with_reviewed(recorder, base, pull.head, gathered.vouchers, now)
    brings = brought_by(reader, head, base)
    parents = (base, head) if brings else (base,)
    marks = [(ATTESTS, landing), (PULL, f"{pull.number} {pull.head}")]
    where = recorder.forge.reference(pull.thread)
    subject = f"Nyatakan bukti {where} / Attest {landing[:12]}"
    message = landing_message(subject, gathered.vouchers, authority, marks)
    commit = recorder.commit(reader.commit(base).tree, parents, message, now)
    findings = _left_over(recorder, commit, landing)
    return Attested(landing, pull.number, gathered, "" if findings else commit, findings)


def _pull_of(recorder: Recorder, landing: str, merged: tuple[str, ...]) -> PullRequest:
    """Return the pull request that a landing came out of.

    Raises:
        CannotRun: if there is none, as after a push past all pull requests.
    """
    for pull in recorder.forge.pulls_of_commit(landing):
        same_base = pull.base_branch == recorder.main
        if same_base and (pull.merge_commit == landing or pull.head in merged):
            return pull
    raise CannotRun(
        msg("{commit} came out of no pull request", commit=landing[:12]),
        msg("only reviews of a pull request can be attested; see ubah explain UB501"),
    )


def _left_over(recorder: Recorder, commit: str, landing: str) -> tuple[Finding, ...]:
    """Return what the audit would still have against the landing, or against the attestation."""
    findings = errors_of(audit(recorder.reader, commit, keep_steps=False))
    return tuple(f for f in findings if f.place.commit in (landing, commit))

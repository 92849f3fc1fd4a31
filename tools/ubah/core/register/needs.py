"""What a step or a changed path needed, what was found, and by which rule: the judge's reasons.

Nothing is judged here. The needs follow from the row of the action table that the step was judged
by; whether each is met is read off the judge's own findings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ubah.core.diagnostics import (
    Basis,
    Finding,
    Label,
    Message,
    Rule,
    Severity,
    Trait,
    Value,
    Verdict,
    msg,
    verdict_of,
)
from ubah.core.guards import GUARDS
from ubah.core.model import BoundBy, JudgedStep, Proof, ProofKind
from ubah.core.office.offices import office_label
from ubah.core.rules.offices import (
    FOUR_EYES,
    OFFICE_NOT_HELD,
)
from ubah.core.rules.process import ILLEGAL_TRANSITION
from ubah.core.rules.proofs import (
    STEP_UNPROVED,
)
from ubah.core.rules.times import (
    AT_AFTER_PROOF,
)
from ubah.core.sop import ANY, Action, Sop
from ubah.core.voucher import Binding, Untouched

PROOF_KINDS: Mapping[ProofKind, Label] = {
    ProofKind.SIGNATURE: Label("tanda tangan", "signature"),
    ProofKind.ASSENT: Label("persetujuan bertanda tangan", "signed assent"),
    ProofKind.FORGE: Label("persetujuan di layanan git", "approval on the git service"),
    ProofKind.DESK: Label("dinyatakan di meja kantor", "declared at the office's desk"),
}


@dataclass(frozen=True)
class Need:
    """One thing that a rule asked for: what, on which basis, what was found, what is wrong."""

    rule: Rule
    basis: Basis
    what: Value
    found: Value = ""
    findings: tuple[Finding, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Whether it was met."""
        return verdict_of(self.findings)


def step_needs(step: JudgedStep) -> tuple[Need, ...]:
    """Return what a step needed, in the order in which the rules ask."""
    if step.sop is None or step.action is None:
        return ()
    grave = [f for f in step.findings if f.severity is not Severity.DEVIATION]
    needs = [*_row_needs(step, step.action, step.sop, grave)]
    told = {finding for need in needs for finding in need.findings}
    return (*needs, *other_needs(f for f in grave if f not in told))


def _row_needs(
    step: JudgedStep, action: Action, sop: Sop, findings: list[Finding]
) -> Iterator[Need]:
    def of(*rules: Rule) -> tuple[Finding, ...]:
        return tuple(finding for finding in findings if finding.under in rules)

    def about(trait: Trait) -> tuple[Finding, ...]:
        return tuple(finding for finding in findings if trait in finding.under.traits)

    yield Need(
        ILLEGAL_TRANSITION,
        action.basis,
        msg("the step is legal in: {states}", states=_sources(action, sop)),
        sop.states[step.before].label if step.before in sop.states else msg("nothing yet"),
        of(ILLEGAL_TRANSITION),
    )
    offices = tuple(office_label(sop, office) for office in action.by)
    yield Need(
        OFFICE_NOT_HELD,
        action.basis,
        msg("the office of one of: {offices}", offices=offices),
        _actor(step, sop),
        about(Trait.OFFICE),
    )
    if action.barred:
        groups = tuple(sop.four_eyes[group].label for group in action.barred)
        yield Need(
            FOUR_EYES,
            action.barred_basis,
            msg("four eyes: nobody who is {groups} of this change", groups=groups),
            step.entry.by,
            of(FOUR_EYES),
        )
    for guard in action.guards:
        known = GUARDS[guard.name]
        yield Need(known.rule, guard.basis, known.demands, "", of(known.rule))
    yield Need(
        STEP_UNPROVED,
        Basis.LOCAL,
        msg("a proof of {person}'s own", person=step.entry.by),
        describe_proof(step.proof) if step.proof else msg("none"),
        about(Trait.PROOF),
    )
    yield Need(
        AT_AFTER_PROOF,
        Basis.LOCAL,
        msg("times that fit: of the entry, of its proof, of the steps before it"),
        step.effective.astimezone(step.entry.at.tzinfo).isoformat(),
        about(Trait.TIME),
    )


def other_needs(findings: Iterable[Finding]) -> Iterator[Need]:
    """Yield a need for each rule that has findings, named by its title in the rule book."""
    by_rule: dict[Rule, list[Finding]] = {}
    for finding in findings:
        by_rule.setdefault(finding.under, []).append(finding)
    for rule, found in by_rule.items():
        yield Need(rule, found[0].basis, rule.title, msg("not met"), tuple(found))


def describe_proof(proof: Proof) -> Message:
    """Return a proof in words: its kind, its commit, its key or account, its number on the forge.

    What binds it less well than a commit that is there, or leaves its words to the forge's settings,
    is said too (rules 4b and 5).
    """
    if proof.evidence:
        shown = msg(
            "{kind}, commit {commit}, {by}, {evidence}",
            kind=PROOF_KINDS[proof.kind],
            commit=proof.commit[:12],
            by=proof.account,
            evidence=proof.evidence,
        )
        if proof.bound_by is BoundBy.DIGEST:
            shown = msg(
                "{proof}; that commit is not kept, so the digest alone binds it", proof=shown
            )
        for weakness in weaknesses(proof.binding, proof.untouched):
            shown = msg("{proof}; {weakness}", proof=shown, weakness=weakness)
        return shown
    return msg(
        "{kind}, commit {commit}, {by}",
        kind=PROOF_KINDS[proof.kind],
        commit=proof.commit[:12],
        by=proof.key or proof.account,
    )


def weaknesses(binding: Binding, untouched: Untouched) -> Iterator[Message]:
    """Yield what the forge proves less well of a proof than of a review of a commit (rules 4b and 5)."""
    if binding is Binding.VERSION:
        yield msg(
            "the forge keeps no commit with the approval; it was the only version, which only the recorder may push"
        )
    if untouched is Untouched.SETTINGS:
        yield msg(
            "the forge keeps no edits of texts; by its settings nobody else but the recorder could edit there"
        )


def _sources(action: Action, sop: Sop) -> Value:
    if action.opens:
        return msg("nothing yet")
    if ANY in action.sources:
        return msg("any state")
    return tuple(sop.states[name].label for name in action.sources)


def _actor(step: JudgedStep, sop: Sop) -> Value:
    entry = step.entry
    if not entry.capacity:
        return entry.by
    capacity = sop.capacities[entry.capacity]
    if not entry.appointment:
        return msg("{person} as {capacity}", person=entry.by, capacity=capacity)
    return msg(
        "{person} as {capacity}, letter {letter}",
        person=entry.by,
        capacity=capacity,
        letter=entry.appointment,
    )

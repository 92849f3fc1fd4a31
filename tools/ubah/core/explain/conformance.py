"""The conformance report: for each record and step the rules, the basis, the proof, the verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from ubah.core.diagnostics import Finding, Severity, Verdict, verdict_of
from ubah.core.model import Entry, JudgedStep, Proof, ProofKind
from ubah.core.people.roles import Roles
from ubah.core.register.needs import Need, step_needs
from ubah.core.register.views import RecordView, Register
from ubah.core.voucher import Binding, Untouched, VoucherKind


class StepVerdict(StrEnum):
    """A step's verdict; ``baseline`` stood in the trust root, ``unread`` could not be judged."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    INDETERMINATE = "indeterminate"
    BASELINE = "baseline"
    UNREAD = "unread"


@dataclass(frozen=True)
class StepConformance:
    """One entry of a journal; ``step`` is None where it could not be judged when it landed."""

    entry: Entry
    step: JudgedStep | None
    needs: tuple[Need, ...]
    verdict: StepVerdict
    deviations: tuple[Finding, ...]


@dataclass(frozen=True)
class RecordConformance:
    """One record: ``view`` is None where its newest version cannot be read.

    ``roles`` say whose name an id is.
    """

    number: str
    view: RecordView | None
    verdict: Verdict
    steps: tuple[StepConformance, ...]
    findings: tuple[Finding, ...]
    roles: Roles


@dataclass(frozen=True)
class ProofSort:
    """A way in which steps are proved. ``voucher``: what the recorder vouches for, None where it does not.

    ``known``: how the person was known at the desk, "" elsewhere.
    """

    kind: ProofKind
    voucher: VoucherKind | None
    known: str
    binding: Binding
    untouched: Untouched


def proof_counts(records: Iterable[RecordConformance]) -> tuple[tuple[ProofSort, int], ...]:
    """Return how many steps rest on each sort of proof, the stronger sorts first."""
    proofs = (each.step.proof for record in records for each in record.steps if each.step)
    counts = Counter(_sort(proof) for proof in proofs if proof is not None)
    return tuple(sorted(counts.items(), key=lambda one: _strength(one[0])))


def _sort(proof: Proof) -> ProofSort:
    kind, _, rest = proof.evidence.partition(" ")
    known = rest.rpartition(" ")[2] if proof.kind is ProofKind.DESK else ""
    voucher = VoucherKind(kind) if kind else None
    return ProofSort(proof.kind, voucher, known, proof.binding, proof.untouched)


def _strength(sort: ProofSort) -> tuple[int, ...]:
    return (
        list(ProofKind).index(sort.kind),
        sort.binding is not Binding.COMMIT,
        sort.untouched is not Untouched.TOLD,
        list(VoucherKind).index(sort.voucher) if sort.voucher else -1,
        sort.known != "proxy",
    )


def conformance(
    register: Register,
    findings: Iterable[Finding],
    trust_root: str,
) -> tuple[RecordConformance, ...]:
    """Return the report, in the order of the numbers.

    ``findings`` are the audit's.
    """
    by_record: dict[str, list[Finding]] = {}
    for finding in findings:
        by_record.setdefault(finding.place.record, []).append(finding)
    views = {view.record.id: view for view in register.records}
    numbers = sorted({*views, *by_record} - {""})
    return tuple(
        _record(
            number,
            views.get(number),
            tuple(by_record.get(number, ())),
            trust_root,
            register.authority.roles,
        )
        for number in numbers
    )


def _record(
    number: str,
    view: RecordView | None,
    findings: tuple[Finding, ...],
    trust_root: str,
    roles: Roles,
) -> RecordConformance:
    judged = {step.entry.number: step for step in view.steps} if view else {}
    journal = view.record.journal if view else ()
    steps = tuple(_step(entry, judged.get(entry.number), trust_root) for entry in journal)
    return RecordConformance(number, view, verdict_of(findings), steps, findings, roles)


def _step(
    entry: Entry,
    step: JudgedStep | None,
    trust_root: str,
) -> StepConformance:
    if step is None:
        return StepConformance(entry, None, (), StepVerdict.UNREAD, ())
    if step.landing == trust_root:
        return StepConformance(entry, step, (), StepVerdict.BASELINE, ())
    deviations = tuple(f for f in step.findings if f.severity is Severity.DEVIATION)
    verdict = StepVerdict(verdict_of(step.findings).value)
    return StepConformance(entry, step, step_needs(step), verdict, deviations)

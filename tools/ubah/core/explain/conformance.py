"""The conformance report: for each record and step the rules, the basis, the proof, the verdict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from ubah.core.diagnostics import Finding, Severity, Verdict, verdict_of
from ubah.core.model import Entry, JudgedStep
from ubah.core.people.roles import Roles
from ubah.core.register.needs import Need, step_needs
from ubah.core.register.views import RecordView, Register


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

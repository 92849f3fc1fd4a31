"""What the audit's outcome allows to be said of the history: no clean bill for what was not read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ubah.core.diagnostics import Finding, Group, Rule, Severity, Trait
from ubah.core.register.views import AuditSummary
from ubah.core.rules.offices import FOUR_EYES


@dataclass(frozen=True)
class Assurance:
    """What can be said of one kind of fault: ``cases`` were found.

    ``complete`` is whether there can be no others: the history was judged whole, and nothing that
    it failed for leaves this open. "None was found" may be said only where that is so.
    """

    cases: tuple[Finding, ...]
    complete: bool

    @property
    def clean(self) -> bool:
        """Whether it may be said that there is no case."""
        return self.complete and not self.cases


def texts_unaltered(audit: AuditSummary) -> Assurance:
    """Whether what was written once still stands (rule 2, question 12)."""
    return _assurance(audit, lambda rule: Trait.TEXT_ALTERED in rule.traits)


def assets_by_request(audit: AuditSummary) -> Assurance:
    """Whether each change of an asset came by a request (rule 6, question 16)."""
    return _assurance(audit, lambda rule: Trait.ASSET_ALTERED in rule.traits)


def people_proved(audit: AuditSummary) -> Assurance:
    """Whether everybody who is named took the step himself, within his office (question 4)."""
    return _assurance(
        audit, lambda rule: rule == FOUR_EYES, lambda rule: rule.group is Group.PEOPLE
    )


def _assurance(
    audit: AuditSummary,
    counts: Callable[[Rule], bool],
    leaves_open: Callable[[Rule], bool] = lambda _rule: False,
) -> Assurance:
    """Return what can be said of the faults under the rules that ``counts`` picks.

    What breaks the chain of landings leaves everything open: behind it anything may have come in.
    """
    errors = [f for f in audit.findings if f.severity is Severity.ERROR]
    cases: dict[tuple[Rule, str, str], Finding] = {}
    for finding in errors:
        if counts(finding.under):
            place = finding.place
            cases.setdefault((finding.under, place.path or place.record, place.commit), finding)
    others = [f.under for f in errors if not counts(f.under)]
    unsure = any(Trait.CHAIN_BROKEN in rule.traits or leaves_open(rule) for rule in others)
    return Assurance(tuple(cases.values()), audit.whole and not unsure)

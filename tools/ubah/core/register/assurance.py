"""What the audit's outcome allows to be said of the history: no clean bill for what was not read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ubah.core.diagnostics import Finding, Severity
from ubah.core.register.views import AuditSummary
from ubah.core.rules.assets import ASSET_DELETED, ASSET_WITHOUT_RFC, ASSETS_AS_DECLARED
from ubah.core.rules.history import (
    CHANGE_WITHOUT_ENTRY,
    JOURNAL_APPEND_ONLY,
    OUTSIDE_ROOT_HISTORY,
    RECORD_DELETED,
    RECORD_TEXT_ALTERED,
    REQUEST_FROZEN,
    SEEN_COMMIT_GONE,
    TOO_MANY_PARENTS,
)
from ubah.core.rules.offices import FOUR_EYES

TEXT_RULES = (
    RECORD_DELETED,
    RECORD_TEXT_ALTERED,
    JOURNAL_APPEND_ONLY,
    REQUEST_FROZEN,
    CHANGE_WITHOUT_ENTRY,
    SEEN_COMMIT_GONE,
)
ASSET_RULES = (ASSET_WITHOUT_RFC, ASSETS_AS_DECLARED, ASSET_DELETED)
CHAIN_RULES = (TOO_MANY_PARENTS, OUTSIDE_ROOT_HISTORY)
"""What breaks the chain of landings: behind it anything may have been let in."""


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
    return _assurance(audit, TEXT_RULES, lambda rule: rule in CHAIN_RULES)


def assets_by_request(audit: AuditSummary) -> Assurance:
    """Whether each change of an asset came by a request (rule 6, question 16)."""
    return _assurance(audit, ASSET_RULES, lambda rule: rule in CHAIN_RULES)


def people_proved(audit: AuditSummary) -> Assurance:
    """Whether everybody who is named took the step himself, within his office (question 4)."""
    return _assurance(audit, (FOUR_EYES,), lambda rule: rule in CHAIN_RULES or rule[:3] == "UB5")


def _assurance(
    audit: AuditSummary, rules: tuple[str, ...], leaves_open: Callable[[str], bool]
) -> Assurance:
    errors = [f for f in audit.findings if f.severity is Severity.ERROR]
    cases: dict[tuple[str, str, str], Finding] = {}
    for finding in errors:
        if finding.rule in rules:
            place = finding.place
            cases.setdefault((finding.rule, place.path or place.record, place.commit), finding)
    others = [f.rule for f in errors if f.rule not in rules]
    return Assurance(tuple(cases.values()), audit.whole and not any(map(leaves_open, others)))

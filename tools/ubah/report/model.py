"""What a report says, in whatever format: the values, and the words that all formats share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ubah import __version__
from ubah.core.diagnostics import Finding, Message, Severity, Verdict, msg


@dataclass(frozen=True)
class Report:
    """What a check or an audit came to.

    ``counts`` says how much was judged (``landings``, ``commits``, ``records``, ``steps``,
    ``assets``); ``trust_root`` and ``tip`` are commit ids, "" where there is none; ``notes`` are
    sentences about the report itself, such as that only content was judged.
    """

    command: str
    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    counts: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    trust_root: str = ""
    tip: str = ""
    notes: tuple[Message, ...] = ()
    version: str = __version__

    def of_severity(self, severity: Severity) -> int:
        """Return how many findings weigh ``severity``."""
        return sum(finding.severity is severity for finding in self.findings)


VERDICTS: Mapping[Verdict, Message] = MappingProxyType(
    {
        Verdict.PASS: msg("Conforms"),
        Verdict.FAIL: msg("Does not conform"),
        Verdict.INDETERMINATE: msg("Cannot be determined"),
    }
)

SEVERITIES: Mapping[Severity, Message] = MappingProxyType(
    {
        Severity.ERROR: msg("error"),
        Severity.INDETERMINATE: msg("indeterminate"),
        Severity.DEVIATION: msg("deviation"),
        Severity.NOTE: msg("note"),
    }
)

TOTALS: Mapping[Severity, Message] = MappingProxyType(
    {
        Severity.ERROR: msg("errors: {count}"),
        Severity.INDETERMINATE: msg("indeterminate: {count}"),
        Severity.DEVIATION: msg("deviations: {count}"),
        Severity.NOTE: msg("notes: {count}"),
    }
)

COUNTS: Mapping[str, Message] = MappingProxyType(
    {
        "landings": msg("landings: {count}"),
        "commits": msg("commits: {count}"),
        "records": msg("records: {count}"),
        "steps": msg("steps: {count}"),
        "assets": msg("assets: {count}"),
    }
)

SHORT = 12
"""How many digits of a commit id are shown to people."""

"""What a report says, in whatever format: the values, and the words that all formats share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from ubah import __version__
from ubah.core.diagnostics import Finding, Message, Severity, Verdict

if TYPE_CHECKING:
    from ubah.core.explain.conformance import RecordConformance


@dataclass(frozen=True)
class Report:
    """What a check or an audit came to.

    ``counts`` says how much was judged (``landings``, ``commits``, ``records``, ``steps``,
    ``assets``); ``trust_root`` and ``tip`` are commit ids, "" where there is none; ``notes`` are
    sentences about the report itself, such as that only content was judged; ``conformance`` is the
    report record by record, None where it was not asked for.
    """

    command: str
    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    counts: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    trust_root: str = ""
    tip: str = ""
    notes: tuple[Message, ...] = ()
    version: str = __version__
    conformance: tuple[RecordConformance, ...] | None = None

    def of_severity(self, severity: Severity) -> int:
        """Return how many findings weigh ``severity``."""
        return sum(finding.severity is severity for finding in self.findings)


SHORT = 12
"""How many digits of a commit id are shown to people."""

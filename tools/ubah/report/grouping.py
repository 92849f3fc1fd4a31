"""Many findings in an order that a person can work through: by record, then by cause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ubah.core.diagnostics import Finding, Severity

MANY = 30
"""Up to so many findings are told one by one."""


@dataclass(frozen=True)
class Cause:
    """Findings of one rule that say the same of one file; the first stands for all."""

    first: Finding
    others: tuple[Finding, ...]


@dataclass(frozen=True)
class AboutFile:
    """What was found in one file, or in none ("")."""

    path: str
    causes: tuple[Cause, ...]

    @property
    def count(self) -> int:
        """How many findings there are."""
        return sum(1 + len(cause.others) for cause in self.causes)


def by_file_and_cause(findings: Iterable[Finding]) -> tuple[AboutFile, ...]:
    """Return the findings by file, and in a file by rule and sentence, in order of appearance.

    Sentences are the same where they differ only in the commits and values that they name.
    """
    files: dict[str, dict[tuple[str, Severity, str], list[Finding]]] = {}
    for finding in findings:
        causes = files.setdefault(finding.place.path or finding.place.record, {})
        key = (finding.rule, finding.severity, finding.message.text)
        causes.setdefault(key, []).append(finding)
    return tuple(
        AboutFile(path, tuple(Cause(found[0], tuple(found[1:])) for found in causes.values()))
        for path, causes in files.items()
    )


def counts_by_rule(findings: Iterable[Finding]) -> tuple[tuple[str, int], ...]:
    """Return how many findings each rule has, the most frequent first."""
    counted = Counter(finding.rule for finding in findings)
    return tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0])))

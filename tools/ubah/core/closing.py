"""The line that a check or an audit ends with: the verdict, what was found, how much was judged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from ubah.core.diagnostics import Finding, Message, Severity, Verdict, msg
from ubah.core.names import VERDICTS
from ubah.core.render import Translate, render

Counted = Callable[[int], Message]

TOTALS: Mapping[Severity, Counted] = MappingProxyType(
    {
        Severity.ERROR: lambda count: msg("errors: {count}", count=count),
        Severity.INDETERMINATE: lambda count: msg("indeterminate: {count}", count=count),
        Severity.DEVIATION: lambda count: msg("deviations: {count}", count=count),
        Severity.NOTE: lambda count: msg("notes: {count}", count=count),
    }
)

COUNTS: Mapping[str, Counted] = MappingProxyType(
    {
        "landings": lambda count: msg("landings: {count}", count=count),
        "commits": lambda count: msg("commits: {count}", count=count),
        "records": lambda count: msg("records: {count}", count=count),
        "steps": lambda count: msg("steps: {count}", count=count),
        "assets": lambda count: msg("assets: {count}", count=count),
    }
)


def counted_parts(
    findings: Iterable[Finding], counts: Mapping[str, int], translate: Translate, language: str
) -> str:
    """Return what was found and how much was judged, in words.

    ``counts`` has the numbers of ``landings``, ``commits``, ``records``, ``steps`` or ``assets``.
    """
    weights = [finding.severity for finding in findings]
    found = [
        render(TOTALS[severity](weights.count(severity)), translate, language)
        for severity in Severity
        if severity in weights or severity is Severity.ERROR
    ]
    judged = [
        render(COUNTS[name](count), translate, language) if name in COUNTS else f"{name}: {count}"
        for name, count in counts.items()
    ]
    return "; ".join(", ".join(part) for part in (found, judged) if part)


def closing_line(
    verdict: Verdict,
    findings: Iterable[Finding],
    counts: Mapping[str, int],
    translate: Translate,
    language: str,
) -> str:
    """Return the whole line, as the text report has it."""
    said = render(VERDICTS[verdict], translate, language)
    return f"{said} – {counted_parts(findings, counts, translate, language)}"

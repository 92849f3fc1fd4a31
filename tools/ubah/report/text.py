"""The report for people, in the style of compilers: file:line:column: rule severity: message."""

from __future__ import annotations

from collections.abc import Iterator

from ubah.core.closing import counted_parts
from ubah.core.diagnostics import Finding, Message, Severity, Verdict, msg
from ubah.core.names import SEVERITIES, VERDICTS
from ubah.core.render import Translate
from ubah.core.render import render as in_words
from ubah.report.escape import line, visible
from ubah.report.grouping import MANY, Cause, by_file_and_cause, counts_by_rule
from ubah.report.model import SHORT, Report

LISTED = 8
_COLOURS = {
    Severity.ERROR: "1;31",
    Severity.INDETERMINATE: "1;33",
    Severity.DEVIATION: "36",
    Severity.NOTE: "2",
}
_VERDICT_COLOURS = {
    Verdict.PASS: "1;32",
    Verdict.FAIL: "1;31",
    Verdict.INDETERMINATE: "1;33",
}


def render(report: Report, language: str, translate: Translate, *, colour: bool = False) -> str:
    """Return the report as text; findings of one file in one commit stand together."""
    return "".join(f"{each}\n" for each in _Writer(language, translate, colour).lines(report))


def summary(report: Report, language: str, translate: Translate) -> str:
    """Return the line that ends a report: the verdict, and how much was found and judged."""
    return _Writer(language, translate, colour=False).summary(report)


def finding_lines(finding: Finding, language: str, translate: Translate) -> list[str]:
    """Return one finding as it stands in the text, its hint on a line of its own."""
    return list(_Writer(language, translate, colour=False).finding(finding))


class _Writer:
    def __init__(self, language: str, translate: Translate, colour: bool):
        self._language = language
        self._translate = translate
        self._colour = colour

    def lines(self, report: Report) -> Iterator[str]:
        if report.conformance is not None:
            from ubah.report import conformance  # only here: it reads what the register is made of

            yield from conformance.lines(
                report.conformance,
                lambda said: visible(in_words(said, self._translate, self._language)),
            )
        if len(report.findings) > MANY:
            yield from self._in_groups(report.findings)
        else:
            for finding in _grouped(report.findings):
                yield from self.finding(finding)
        if report.findings:
            yield ""
        for note in report.notes:
            yield line(self._words(note))
        if report.findings:
            yield line(self._words(msg("What a rule means and how to mend it: ubah explain RULE")))
        if report.trust_root:
            yield line(self._words(msg("Trust root: {commit}", commit=report.trust_root)))
        if report.tip:
            yield line(self._words(msg("Tip: {commit}", commit=report.tip)))
        yield self.summary(report)

    def summary(self, report: Report) -> str:
        verdict = self._painted(
            line(self._words(VERDICTS[report.verdict])), _VERDICT_COLOURS[report.verdict]
        )
        parts = counted_parts(report.findings, report.counts, self._translate, self._language)
        return f"{verdict} – {visible(parts)}"

    def _in_groups(self, findings: tuple[Finding, ...]) -> Iterator[str]:
        files = by_file_and_cause(findings)
        rules = ", ".join(f"{rule} {count}" for rule, count in counts_by_rule(findings))
        yield visible(
            self._words(
                msg(
                    "{count} findings in {files} files: {rules}",
                    count=len(findings),
                    files=len(files),
                    rules=rules,
                )
            )
        )
        for file in files:
            yield ""
            named = msg("{path}: {count} findings", path=file.path or "–", count=file.count)
            yield line(visible(self._words(named)))
            for cause in file.causes:
                yield from self.finding(cause.first)
                if cause.others:
                    yield f"    {visible(self._words(_and_others(cause)))}"

    def finding(self, finding: Finding) -> Iterator[str]:
        severity = self._painted(
            visible(self._words(SEVERITIES[finding.severity])), _COLOURS[finding.severity]
        )
        said = visible(self._words(finding.message))
        where, also = self._where(finding)
        if finding.carried_on:
            more = msg("{count} later landings carry it on", count=finding.carried_on)
            said = f"{said}; {visible(self._words(more))}"
        yield f"{line(where)}: {finding.rule} {severity}: {said}{visible(also)}"
        if finding.hint:
            yield f"    → {visible(self._words(finding.hint))}"

    def _where(self, finding: Finding) -> tuple[str, str]:
        """Return where the finding is, and in brackets what the place does not say already."""
        place = finding.place
        commit = ""
        if place.commit:
            commit = self._words(msg("commit {commit}", commit=place.commit[:SHORT]))
        if not place.path:
            known = [part for part in (place.record, commit) if part] or ["ubah"]
        else:
            position = place.position
            numbers = (position.line, position.column) if position.line else ()
            where = ":".join([place.path, *(str(number) for number in numbers if number)])
            record = "" if place.record in place.path else place.record
            known = [where, *(part for part in (record, commit) if part)]
        first, *others = known
        return first, f" [{', '.join(others)}]" if others else ""

    def _words(self, message: Message) -> str:
        return in_words(message, self._translate, self._language)

    def _painted(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._colour else text


def _and_others(cause: Cause) -> Message:
    """Return how often else the same was found, and in which commits or lines."""
    others = [other.place for other in cause.others]
    where = [place.commit[:SHORT] or str(place.position.line) for place in others]
    named = ", ".join(dict.fromkeys(where[:LISTED]))
    if len(where) > LISTED:
        named += ", …"
    return msg("and {count} times more: {where}", count=len(others), where=named)


def _grouped(findings: tuple[Finding, ...]) -> Iterator[Finding]:
    """Yield the findings, those of one file in one commit together, in order of appearance."""
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        place = finding.place
        groups.setdefault((place.commit, place.path, place.record), []).append(finding)
    for group in groups.values():
        yield from group

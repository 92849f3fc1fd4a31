"""The report as SARIF 2.1.0, which code scanners and editors read."""

from __future__ import annotations

import json
import urllib.parse
from typing import Any

from ubah.core.diagnostics import Finding, Message, Severity
from ubah.core.render import Translate
from ubah.core.render import render as in_words
from ubah.report.escape import visible
from ubah.report.model import Report

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {
    Severity.ERROR: "error",
    Severity.INDETERMINATE: "error",
    Severity.DEVIATION: "warning",
    Severity.NOTE: "note",
}


def render(report: Report, language: str, translate: Translate) -> str:
    """Return the report as one run; verdict, commits and records are in the property bags."""

    def words(message: Message) -> str:
        return visible(in_words(message, translate, language))

    rules = sorted({finding.rule for finding in report.findings})
    numbers = {rule: number for number, rule in enumerate(rules)}

    def result(finding: Finding) -> dict[str, Any]:
        said = [words(finding.message)]
        if finding.hint:
            said.append(f"→ {words(finding.hint)}")
        place = finding.place
        also = {"commit": place.commit, "record": place.record}
        return {
            "ruleId": finding.rule,
            "ruleIndex": numbers[finding.rule],
            "level": _LEVELS[finding.severity],
            "message": {"text": "\n".join(said)},
            "locations": [_location(finding)] if place.path else [],
            "properties": {
                "severity": finding.severity.value,
                "basis": finding.basis.value,
                **{name: visible(value) for name, value in also.items() if value},
            },
        }

    driver = {
        "name": "ubah",
        "version": report.version,
        "language": language,
        "rules": [{"id": rule} for rule in rules],
    }
    notes = [{"level": "note", "message": {"text": words(note)}} for note in report.notes]
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notes}],
        "results": [result(finding) for finding in report.findings],
        "properties": {
            "command": report.command,
            "verdict": report.verdict.value,
            "trust_root": report.trust_root,
            "tip": report.tip,
            "counts": dict(sorted(report.counts.items())),
        },
    }
    value = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _location(finding: Finding) -> dict[str, Any]:
    place = finding.place
    raw = place.path.encode("utf-8", "surrogateescape")
    physical: dict[str, Any] = {"artifactLocation": {"uri": urllib.parse.quote(raw)}}
    if place.position.line:
        physical["region"] = {"startLine": place.position.line}
        if place.position.column:
            physical["region"]["startColumn"] = place.position.column
    return {"physicalLocation": physical}

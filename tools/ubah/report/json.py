"""The report as one JSON object, as schemas/report.schema.json describes it."""

from __future__ import annotations

import json
from typing import Any

from ubah.core.diagnostics import Finding, Message, Severity
from ubah.core.render import Translate
from ubah.core.render import render as in_words
from ubah.report.escape import as_printed, encodable
from ubah.report.model import Report


def render(report: Report, language: str, translate: Translate) -> str:
    """Return the report as JSON; the same report gives the same bytes."""

    def words(message: Message) -> str:
        return encodable(in_words(message, translate, language))

    def finding(found: Finding) -> dict[str, Any]:
        place = found.place
        return {
            "rule": found.rule,
            "severity": found.severity.value,
            "basis": found.basis.value,
            "path": encodable(place.path) or None,
            "line": place.position.line or None,
            "column": place.position.column or None,
            "commit": place.commit or None,
            "record": place.record or None,
            "message": words(found.message),
            "hint": words(found.hint) if found.hint else None,
            "carried_on": found.carried_on,
        }

    counts = {severity.value: report.of_severity(severity) for severity in Severity}
    value: dict[str, Any] = {
        "tool": {"name": "ubah", "version": report.version},
        "command": report.command,
        "language": language,
        "verdict": report.verdict.value,
        "trust_root": report.trust_root or None,
        "tip": report.tip or None,
        "counts": {**dict(sorted(report.counts.items())), **counts},
        "notes": [words(note) for note in report.notes],
        "findings": [finding(found) for found in report.findings],
    }
    if report.conformance is not None:
        from ubah.report.conformance import count_values, values  # only here, as in text.py

        value["conformance"] = values(
            report.conformance, lambda said: encodable(in_words(said, translate, language))
        )
        value["proofs"] = count_values(report.conformance)
    return as_printed(json.dumps(value, ensure_ascii=False, indent=2))

"""The report as JUnit XML, which every CI system can list."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from ubah.core.diagnostics import Finding, Message, Severity
from ubah.core.names import SEVERITIES
from ubah.core.render import Translate
from ubah.core.render import render as in_words
from ubah.report import text
from ubah.report.escape import line, visible
from ubah.report.model import Report

_OUTCOMES = {Severity.ERROR: "failure", Severity.INDETERMINATE: "error"}


def render(report: Report, language: str, translate: Translate) -> str:
    """Return one test case a finding; deviations and notes pass, with what they say as output."""

    def words(message: Message) -> str:
        return visible(in_words(message, translate, language))

    def case(finding: Finding) -> ET.Element:
        place = finding.place
        where = place.path or place.record or place.commit or "ubah"
        element = ET.Element("testcase", {"classname": visible(where), "name": finding.rule})
        if place.path:
            element.set("file", visible(place.path))
            if place.position.line:
                element.set("line", str(place.position.line))
        said = words(finding.message)
        lines = text.finding_lines(finding, language, translate)
        if finding.severity in _OUTCOMES:
            kind = {"type": words(SEVERITIES[finding.severity]), "message": said}
            ET.SubElement(element, _OUTCOMES[finding.severity], kind).text = "\n".join(lines)
        else:
            ET.SubElement(element, "system-out").text = "\n".join(lines)
        return element

    cases = [case(finding) for finding in report.findings]
    if not cases:
        cases = [ET.Element("testcase", {"classname": "ubah", "name": report.command})]
    suite = ET.Element(
        "testsuite",
        {
            "name": f"ubah {report.command}",
            "tests": str(len(cases)),
            "failures": str(report.of_severity(Severity.ERROR)),
            "errors": str(report.of_severity(Severity.INDETERMINATE)),
        },
    )
    suite.extend(cases)
    closing = [line(words(note)) for note in report.notes]
    closing.append(line(text.summary(report, language, translate)))
    ET.SubElement(suite, "system-out").text = "\n".join(closing)
    ET.indent(suite)
    written = ET.tostring(suite, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{written}\n'

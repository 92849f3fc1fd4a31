"""The report as workflow commands, which GitHub and Forgejo show beside the lines of a change."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ubah.core.diagnostics import Finding, Message, Severity, msg
from ubah.core.names import SEVERITIES
from ubah.core.render import Translate
from ubah.core.render import render as in_words
from ubah.report import text
from ubah.report.escape import line, visible
from ubah.report.model import SHORT, Report

_COMMANDS = {
    Severity.ERROR: "error",
    Severity.INDETERMINATE: "error",
    Severity.DEVIATION: "warning",
    Severity.NOTE: "notice",
}


def render(report: Report, language: str, translate: Translate) -> str:
    """Return one annotation a finding and a note, and the summary as a plain line."""
    return "".join(f"{each}\n" for each in _lines(report, language, translate))


def _lines(report: Report, language: str, translate: Translate) -> Iterator[str]:
    def words(message: Message) -> str:
        return visible(in_words(message, translate, language))

    for finding in report.findings:
        title = f"{finding.rule} {words(SEVERITIES[finding.severity])}"
        command = _COMMANDS[finding.severity]
        said = [_located(finding, words(finding.message), words)]
        if finding.hint:
            said.append(f"→ {words(finding.hint)}")
        yield _command(command, {**_position(finding), "title": title}, "\n".join(said))
    for note in report.notes:
        yield _command("notice", {"title": "ubah"}, words(note))
    yield line(text.summary(report, language, translate))


def _position(finding: Finding) -> dict[str, str]:
    place = finding.place
    if not place.path:
        return {}
    properties = {"file": visible(place.path)}
    if place.position.line:
        properties["line"] = str(place.position.line)
        if place.position.column:
            properties["col"] = str(place.position.column)
    return properties


def _located(finding: Finding, said: str, words: Callable[[Message], str]) -> str:
    place = finding.place
    where = []
    if place.record and place.record not in place.path:
        where.append(visible(place.record))
    if place.commit:
        where.append(words(msg("commit {commit}", commit=place.commit[:SHORT])))
    return f"{said} [{', '.join(where)}]" if where else said


def _command(name: str, properties: dict[str, str], said: str) -> str:
    listed = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {listed}::{_data(said)}"


def _data(said: str) -> str:
    return said.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")

"""Findings of the judge as rows of text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ubah.core.diagnostics import Basis, Finding, Severity
from ubah.core.paths import asset_id, attachment_of, record_path
from ubah.core.rules.references import (
    ATTACHMENT_ALTERED,
    ATTACHMENT_DIFFERS,
    ATTACHMENT_KIND,
    ATTACHMENT_NOT_THERE,
    ATTACHMENT_UNNAMED,
)
from ubah.publish.addresses.paths import record_url
from ubah.publish.gathered.context import Context

OF_ATTACHMENTS = frozenset(
    {
        ATTACHMENT_ALTERED,
        ATTACHMENT_DIFFERS,
        ATTACHMENT_KIND,
        ATTACHMENT_NOT_THERE,
        ATTACHMENT_UNNAMED,
    }
)
"""Rules whose findings quote the name of a file."""
TONES = {
    Severity.ERROR: "bad",
    Severity.INDETERMINATE: "warn",
    Severity.DEVIATION: "warn",
    Severity.NOTE: "plain",
}


@dataclass(frozen=True)
class FindingRow:
    """A finding in words; ``url`` is "" where it concerns no published record."""

    rule: str
    severity: str
    tone: str
    weight: str
    basis: str
    message: str
    hint: str
    record: str
    url: str
    place: str
    commit: str


def finding_rows(findings: Iterable[Finding], ctx: Context) -> tuple[FindingRow, ...]:
    """Return the findings as rows, each once."""
    rows: dict[tuple[str, ...], FindingRow] = {}
    for finding in findings:
        row = _row(finding, ctx)
        key = (row.rule, row.severity, row.place, row.record, row.message)
        if key not in rows or row.commit:
            rows[key] = row
    return tuple(rows.values())


def all_deviations(ctx: Context) -> tuple[Finding, ...]:
    """Return the deviations that the audit and the records' steps name."""
    named = [*ctx.register.audit.findings]
    named += [finding for view in ctx.register.records for finding in view.findings]
    return tuple(finding for finding in named if finding.severity is Severity.DEVIATION)


def is_local(finding: Finding) -> bool:
    """Whether the finding is under a rule of the office's own, outside the SOP."""
    return finding.basis in (Basis.LOCAL, Basis.FORMAT)


def _row(finding: Finding, ctx: Context) -> FindingRow:
    place, words = finding.place, ctx.words
    line = f":{place.position.line}" if place.position.line else ""
    message, hint = _text(finding, ctx)
    return FindingRow(
        rule=finding.rule,
        severity=finding.severity.value,
        tone=TONES[finding.severity],
        weight=words.severity(finding.severity),
        basis=words.basis(finding.basis),
        message=message,
        hint=hint,
        record=place.record,
        url=record_url(place.record) if place.record in ctx.records else "",
        place=_shown_place(finding, ctx) + line if place.path else "",
        commit=place.commit,
    )


def _shown_place(finding: Finding, ctx: Context) -> str:
    """A file's own name may be restricted, too: in public its record stands for it."""
    path = finding.place.path
    record, _ = attachment_of(path)
    return record_path(record) if record and not ctx.internal else path


def _text(finding: Finding, ctx: Context) -> tuple[str, str]:
    """A message about an asset's content quotes it, and may quote what is restricted."""
    words = ctx.words
    if finding.under in OF_ATTACHMENTS and not ctx.internal:
        _ = words.translate
        return _("An attachment is not as it has to be; its name may be restricted."), ""
    if asset_id(finding.place.path) and finding.under.group.of_form and not ctx.internal:
        _ = words.translate
        return _("The content of this asset file is not valid; the details may be restricted."), ""
    return words.message(finding.message), words.message(finding.hint) if finding.hint else ""

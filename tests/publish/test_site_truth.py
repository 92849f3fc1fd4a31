"""No page says more than the audit's outcome, the records and the evidence allow."""

from __future__ import annotations

from dataclasses import replace

import pytest
from site_support import context, pages_of

from ubah.core.diagnostics import Finding, Place, error, indeterminate, msg
from ubah.core.register.classification import kind_of_change
from ubah.core.register.retrospective import RetrospectiveClass, retrospective_of
from ubah.core.register.views import AuditSummary, RecordView, Register
from ubah.core.rules import BY_ID
from ubah.publish.exports.json_register import to_json
from ubah.publish.exports.record_text import record_text
from ubah.publish.exports.tables import changes_table
from ubah.publish.questions.answers import answers

UNREAD = AuditSummary(())
PART = AuditSummary(
    (indeterminate(BY_ID["UB709"], Place(), msg("shallow"), msg("fetch")),),
    "0" * 40,
    "1" * 40,
    3,
    9,
)
CLEAN = (
    "The whole history has been checked",
    "cannot be altered unseen",
    "No case was found",
    "No. The judge",
    "Nobody did.",
    "Begun before that: none",
    "nothing was left unverified",
    "all could be verified",
    "since the starting point",
    "Starting point of the register",
    "Conforms",
)
"""What may be said only of a history that was judged whole."""


def _pages(register: Register, audit: AuditSummary) -> str:
    told = replace(register, audit=audit)
    return "\n".join(
        page.body for path, page in pages_of(told).items() if not path.startswith("audit/aturan")
    )


def _failed(*rules: str) -> AuditSummary:
    findings = tuple(
        error(BY_ID[rule], Place("assets/SRV-0001.yaml"), msg("x"), msg("y")) for rule in rules
    )
    return AuditSummary(findings, "0" * 40, "1" * 40, 40, 260)


def _answer(register: Register, number: int) -> str:
    return next(a.text for a in answers(context(register)) if a.number == number)


def _orderly(register: Register) -> Register:
    """Only requests that were authorised first, so that there is nothing early to count."""
    return replace(
        register,
        records=tuple(v for v in register.records if "retrospective" not in v.record.request),
    )


@pytest.mark.parametrize("audit", [UNREAD, PART])
def test_a_history_that_was_not_judged_whole_gets_no_clean_bill(
    audited: Register, audit: AuditSummary
) -> None:
    """Each sentence stands there for one that was, so that the list is of real sentences."""
    orderly = _orderly(audited)
    judged, unjudged = _pages(orderly, orderly.audit), _pages(orderly, audit)
    for sentence in CLEAN:
        assert sentence in judged, sentence
        assert sentence not in unjudged, sentence
    told = replace(audited, audit=audit)
    for number in (4, 12, 16):
        assert "annot be determined yet" in _answer(told, number)
    shares = context(told).kpis.shares
    assert (shares["register"].percent, shares["evidence"].percent) == (None, None)
    assert context(audited).kpis.shares["register"].percent == 100


def test_a_failed_audit_gives_no_clean_bill_for_what_it_touches(audited: Register) -> None:
    told = {
        rule: replace(audited, audit=_failed(rule)) for rule in ("UB601", "UB702", "UB707", "UB501")
    }
    assert "Cases found: 1." in _answer(told["UB601"], 16)
    assert "No case was found" in _answer(told["UB601"], 12)
    assert "Cases found: 1." in _answer(told["UB702"], 12)
    for number in (12, 16):
        assert "Cannot be determined yet" in _answer(told["UB707"], number)
    assert "Cannot be determined yet" in _answer(told["UB501"], 4)
    assert "whole history has been checked" not in pages_of(told["UB702"])["index.html"].body
    assert context(told["UB601"]).kpis.shares["register"].percent < 100  # type: ignore[operator]
    asset = pages_of(told["UB601"])["aset/SRV-0001/index.html"].body
    assert "Changed without a request" in asset


def test_what_one_audit_found_may_not_be_all(audited: Register) -> None:
    findings: tuple[Finding, ...] = (*_failed("UB601").findings, *PART.findings)
    told = replace(audited, audit=replace(PART, findings=findings))
    assert "whether there are others cannot be determined yet" in _answer(told, 16)
    assert "there may be more than was found" in pages_of(told)["audit/index.html"].body


# --- done before its request -------------------------------------------------------------------


def _view(register: Register, number: str) -> RecordView:
    view = register.record(number)
    assert view is not None
    return view


def _oral(view: RecordView, **changed: str) -> RecordView:
    told = view.record.request["retrospective"]
    told = {**told, "oral_approval": {**told["oral_approval"], **changed}}
    record = replace(view.record, request={**view.record.request, "retrospective": told})
    return replace(view, record=record)


def _without_confirmation(view: RecordView) -> RecordView:
    entries = tuple(
        replace(entry, evidence={k: v for k, v in entry.evidence.items() if k != "confirms_oral"})
        for entry in view.progress.entries
    )
    return replace(view, progress=replace(view.progress, entries=entries))


def test_late_documentation_is_what_the_head_had_approved_and_confirmed(
    register: Register,
) -> None:
    late, without = _view(register, "RFC-2026-0018"), _view(register, "RFC-2026-0016")

    def kind(view: RecordView) -> str:
        told = retrospective_of(view.record, view.progress, register.authority)
        return told.kind.value if told else ""

    assert kind(late) == RetrospectiveClass.LATE_DOCUMENTATION
    assert kind(without) == RetrospectiveClass.NONCONFORMITY
    assert kind(_view(register, "RFC-2026-0001")) == ""
    assert kind(_oral(late, at="2026-04-22T21:40:00+08:00")) == "late_documentation"
    for changed in (
        _oral(late, at="2026-04-22T21:41:00+08:00"),  # the work had begun
        _oral(late, by="plh-kepala"),  # confirmed by somebody else
        _oral(late, at="2025-12-31T21:28:00+08:00"),  # not in office yet
        _without_confirmation(late),
        replace(late, progress=replace(late.progress, entries=late.progress.entries[:3])),
    ):
        assert kind(changed) == "nonconformity"


def test_the_two_classes_stand_apart_everywhere(register: Register) -> None:
    ctx, pages = context(register), pages_of(register)
    rows = {
        row["number"]: row
        for row in (dict(zip(changes_table(ctx)[0], r, strict=True)) for r in changes_table(ctx)[1])
    }
    classes = {number: row["retrospective_class"] for number, row in rows.items()}
    assert {number: c for number, c in classes.items() if c} == {
        "RFC-2026-0016": "nonconformity",
        "RFC-2026-0018": "late_documentation",
    }
    assert rows["RFC-2026-0018"]["oral_approval_at"] == "2026-04-22T21:28:00+08:00"
    assert rows["RFC-2026-0018"]["oral_approval_by"] == "Elok Contoh"
    assert b'"class": "late_documentation"' in to_json(ctx)
    audit = pages["audit/index.html"].body
    section = audit.split('id="ketidaksesuaian"')[1].split('id="dokumentasi-susulan"')
    assert "RFC-2026-0016" in section[0]
    assert "RFC-2026-0018" not in section[0]
    assert "RFC-2026-0018" in section[1].split("</section>")[0]
    assert "approved orally 22 April 2026, 21:28 WITA by Elok Contoh" in section[1]
    for number, word, other in (
        ("RFC-2026-0016", "Nonconformity", "Late documentation"),
        ("RFC-2026-0018", "Late documentation", "Nonconformity"),
    ):
        badges = pages[f"rfc/{number}/index.html"].body.split("ub-now")[0]
        assert f"{word}</span>" in badges
        assert f"{other}</span>" not in badges
        told = "\n".join(record_text(ctx.records[number], ctx, {}))
        assert f"{word}: begun" in told
    assert kind_of_change(ctx.records["RFC-2026-0018"]) == "emergency"
    start = pages["index.html"].body
    assert "1 nonconformity" in start
    assert "1 change documented late" in start


# --- who did the work --------------------------------------------------------------------------


def test_suppliers_stand_in_the_exports_and_the_recorder_beside_them(register: Register) -> None:
    ctx = context(register)
    rows = {
        row["number"]: row
        for row in (dict(zip(changes_table(ctx)[0], r, strict=True)) for r in changes_table(ctx)[1])
    }
    assert (
        rows["RFC-2026-0016"]["implementers"] == "Teknisi Perawatan UPS (PT Contoh Listrik Andal)"
    )
    assert rows["RFC-2026-0016"]["recorded_by"] == "Citra Contoh"
    assert rows["RFC-2026-0012"]["implementers"] == (
        "Tim Teknisi Lapangan (CV Contoh Daya Komputindo); Danu Contoh"
    )
    assert rows["RFC-2026-0023"]["implementers"] == "Citra Contoh; Danu Contoh"
    assert rows["RFC-2026-0025"]["filed_by"] == "Ani Contoh"
    assert rows["RFC-2026-0025"]["organisation"].startswith("Badan Perencanaan")
    assert rows["RFC-2026-0011"]["approvers"] == ""
    assert rows["RFC-2026-0011"]["refused_by"] == "Elok Contoh"
    page = pages_of(register)["rfc/RFC-2026-0016/index.html"].body
    assert "Recorded by: <strong>Citra Contoh</strong>" in page
    assert (
        '<option value="Teknisi Perawatan UPS (PT Contoh Listrik Andal)">'
        in pages_of(register)["perubahan/index.html"].body
    )

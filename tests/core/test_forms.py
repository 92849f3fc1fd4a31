"""Forms as the schemas and the SOP imply them, and what comes back from them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.forms import filled_in
from ubah.core.diagnostics import Finding, Place
from ubah.core.forms.body import (
    Filled,
    completed_request,
    is_form,
    read_form,
    reading_of,
)
from ubah.core.forms.fields import FieldKind
from ubah.core.forms.of_steps import Form, office_forms
from ubah.core.meanings import Meaning
from ubah.core.office.authority import Authority, build_authority
from ubah.core.paths import AUTHORITY_FILES
from ubah.core.reading.journal import replay
from ubah.core.reading.records import build_record, read_file
from ubah.core.reading.writing import dump, entry_data, new_record
from ubah.core.sop import TakenByReview
from ubah.edge.forges.github.client import FORM_TEXT

ROOT = Path(__file__).resolve().parents[2]


def authority() -> Authority:
    built, findings = build_authority(
        {path: (ROOT / path).read_bytes() for path in AUTHORITY_FILES}
    )
    assert built is not None, findings
    return built


OFFICE = authority()
READING = reading_of(OFFICE, FORM_TEXT)
FORMS = READING.forms
PLACE = Place("issue")
REQUEST = {
    "title": "Pembaruan aplikasi SPSE",
    "description": "Memperbarui SPSE.\n\nDua paragraf.",
    "reason": "Galat unggah.",
    "services": "SPSE, LPSE",
    "proposed_urgency": "Normal (normal)",
    "wanted_by": "2026-02-20",
    "impact_if_not_done": "Unggah gagal.",
}
TEST = "Skenario: Masuk\nHasil yang Diharapkan: Berhasil\nHasil Aktual: Berhasil\nBerhasil: ya\nPenguji: Cici"


def body(action: str, record: str = "RFC-2026-0001", **values: str) -> str:
    """Return the Markdown that a forge makes of a form, as GitHub documents it."""
    return filled_in(FORMS[action], record, values)


def read(text: str) -> tuple[Filled | None, tuple[Finding, ...]]:
    return read_form(text, READING, PLACE)


def filled(text: str) -> Filled:
    found, findings = read(text)
    assert found is not None, findings
    return found


def refused(text: str) -> str:
    found, findings = read(text)
    assert found is None
    assert findings
    assert all(finding.hint for finding in findings)
    return " | ".join(
        f"{f.place.position.line} {f.message.text} {f.message.values}" for f in findings
    )


def test_a_request_asks_for_seven_things() -> None:
    required = [field.id for field in FORMS["submit"].request if field.required]
    assert required == list(REQUEST)


def test_there_is_a_form_for_every_action_and_no_label_stands_twice_in_one() -> None:
    assert [key for key in FORMS if "+" not in key] == list(OFFICE.sop.actions)
    for form in FORMS.values():
        for language in ("id", "en"):
            labels = form.headings(language)
            assert len(set(labels)) == len(labels), (form.key, labels)
            assert not any("\n" in label for label in labels)
        assert len({field.id for field in form.fields}) == len(form.fields), form.key
    assert len({form.option("id") for form in FORMS.values()}) == len(FORMS)


def test_steps_that_one_person_takes_one_after_another_have_a_form_together() -> None:
    assert [key for key in FORMS if "+" in key] == [
        "accept+classify_normal",
        "accept+escalate",
        "implement+pass_test",
        "implement+fail_test",
        "pass_test+report",
        "fail_test+roll_back",
        "roll_back+report",
        "schedule_release+keep_assets",
        "schedule_release+flag_assets",
        "flag_assets+update_assets",
    ]


@pytest.mark.parametrize(
    ("change", "gone"),
    [
        ({"by": ("head",)}, "accept+classify_normal"),  # nobody holds both offices
        ({"review": TakenByReview("approved", "rationale")}, "accept+classify_normal"),
        ({"sources": ("returned",)}, "accept+classify_normal"),
        ({"steps": (3,)}, "accept+classify_normal"),
        ({"means": frozenset({Meaning.WITHDRAWS})}, "accept+classify_normal"),
    ],
)
def test_which_steps_have_a_form_together_follows_from_the_sop(
    change: dict[str, Any], gone: str
) -> None:
    """Whatever the actions are called: offices, states, steps and marks decide."""
    actions = dict(OFFICE.sop.actions)
    actions["classify_normal"] = replace(actions["classify_normal"], **change)
    sop = replace(OFFICE.sop, actions=actions)
    assert gone not in office_forms(OFFICE.change_schema, sop)
    assert "accept+escalate" in office_forms(OFFICE.change_schema, sop)


def test_two_steps_in_one_form_are_read_apart() -> None:
    said = filled(
        body(
            "schedule_release+keep_assets",
            **{
                "nil_reason": "Tidak ada yang dirilis.",
                "keep_assets-release-outcome": "none",
                "keep_assets-reason": "Tidak ada aset.",
            },
        )
    )
    assert [step.action for step in said.steps] == ["schedule_release", "keep_assets"]
    assert [dict(step.evidence) for step in said.steps] == [
        {"nil_reason": "Tidak ada yang dirilis."},
        {"release": {"outcome": "none"}, "reason": "Tidak ada aset."},
    ]


def test_what_is_missing_in_a_second_step_is_told() -> None:
    said = {"assessment": "Layak.", "category": "application", "impact": "low", "risk": "low"}
    assert "Dasar Pertimbangan" in refused(body("accept+classify_normal", **said))


def test_every_evidence_field_of_the_sop_can_be_filled_in() -> None:
    for action in OFFICE.sop.actions.values():
        asked = {field.pointer[0] for field in FORMS[action.name].evidence}
        assert asked == set(action.evidence)


def test_choices_are_told_in_the_words_of_the_office() -> None:
    fields = {field.id: field for field in FORMS["submit"].request}
    assert [c.option("id") for c in fields["proposed_urgency"].choices] == [
        "Normal (normal)",
        "Mendesak (emergency)",
    ]
    assert fields["category"].choices[0].option("en") == "Application (application)"


def test_a_filled_in_request_becomes_a_record_that_the_judge_accepts() -> None:
    said = filled(body("submit", **REQUEST, category="Aplikasi (application)"))
    assert (said.action, said.record, dict(said.evidence)) == ("submit", "", {})
    rest = {"requester": "pemohon-1", "addressee": "pengelola-1", "date": "2026-02-02"}
    request = completed_request(said.request, OFFICE.change_schema, rest)
    assert request["services"] == ["SPSE", "LPSE"]
    assert request["description"] == "Memperbarui SPSE.\n\nDua paragraf."
    at = datetime(2026, 2, 2, 9, tzinfo=timezone(timedelta(hours=8)))
    data = new_record("RFC-2026-0001", request, entry_data("submit", "pemohon-1", at, {}))
    record, findings = build_record(
        read_file(data, "changes/2026/RFC-2026-0001.yaml"), OFFICE.records
    )
    assert record is not None, findings
    assert replay(record, [at], OFFICE.sop).state == "submitted"
    assert list(request) == [
        k for k in OFFICE.change_schema["$defs"]["request"]["properties"] if k in request
    ]


@pytest.mark.parametrize(
    ("action", "values", "evidence"),
    [
        (
            "accept",
            {
                "assessment": "Layak.",
                "category": "Data dan informasi (data)",
                "impact": "Rendah (low)",
                "risk": "high",
                "plan-implementation": "Pasang.",
                "plan-test": "Uji.",
                "plan-rollback": "Pulihkan.",
            },
            {
                "assessment": "Layak.",
                "category": "data",
                "impact": "low",
                "risk": "high",
                "plan": {"implementation": "Pasang.", "test": "Uji.", "rollback": "Pulihkan."},
            },
        ),
        (
            "implement",
            {
                "started_at": "2026-02-03 09:00",
                "ended_at": "2026-02-03T10.30",
                "completed": "Ya",
                "implementers": "pengelola-1\nCV Contoh; Penyedia Contoh",
                "work_log": "Terpasang.\n\n### Bukan judul\n- butir",
            },
            {
                "started_at": "2026-02-03T09:00:00+08:00",
                "ended_at": "2026-02-03T10:30:00+08:00",
                "completed": True,
                "implementers": [
                    "pengelola-1",
                    {"name": "CV Contoh", "organisation": "Penyedia Contoh"},
                ],
                "work_log": "Terpasang.\n\n### Bukan judul\n- butir",
            },
        ),
        (
            "pass_test",
            {"documentation": "Tersimpan.", "tests": f"{TEST}\n\n\n{TEST}\nbaris kedua"},
            {
                "documentation": "Tersimpan.",
                "tests": [
                    {
                        "scenario": "Masuk",
                        "expected": "Berhasil",
                        "result": "Berhasil",
                        "passed": True,
                        "tester": "Cici",
                    }
                ],
            },
        ),
        (
            "schedule_release",
            {"nil_reason": "Sudah dipulihkan."},
            {"nil_reason": "Sudah dipulihkan."},
        ),
        (
            "keep_assets",
            {
                "release-outcome": "Dirilis (released)",
                "release-at": "2026-03-01 08:00:00+07:00",
                "reason": "Tidak ada.",
            },
            {
                "release": {"outcome": "released", "at": "2026-03-01T08:00:00+07:00"},
                "reason": "Tidak ada.",
            },
        ),
        (
            "flag_assets",
            {
                "release-outcome": "_No response_",
                "assets": "Id aset: SRV-0001\nJenis perubahan: Ubah (update)\nPerubahan yang dimaksud: Versi baru.\nDua baris.",
            },
            {
                "assets": [
                    {"id": "SRV-0001", "change": "update", "intended": "Versi baru.\nDua baris."}
                ]
            },
        ),
        ("approve", {"confirms_oral": "Tidak"}, {"confirms_oral": False}),
        ("review", {}, {}),
        (
            "correct",
            {"entry": "2", "field": "assessment", "was": "a", "is": "b", "reason": "Salah tulis."},
            {"entry": 2, "field": "assessment", "was": "a", "is": "b", "reason": "Salah tulis."},
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_step_is_read(action: str, values: dict[str, str], evidence: dict[str, Any]) -> None:
    if action == "pass_test":  # a single line cannot go on: the tester's name would hold two
        values = {**values, "tests": TEST}
    said = filled(body(action, **values))
    assert (said.action, said.record) == (action, "RFC-2026-0001")
    assert dict(said.evidence) == evidence
    assert not said.request


def test_several_tests_are_paragraphs() -> None:
    said = filled(body("pass_test", documentation="Ada.", tests=f"{TEST}\n\n\n{TEST}"))
    assert len(said.evidence["tests"]) == 2  # type: ignore[arg-type] # a list


def test_a_revision_changes_what_is_filled_in() -> None:
    said = filled(body("revise", what="Judul.", why="Salah.", title="Judul baru"))
    assert dict(said.request) == {"title": "Judul baru"}
    assert "no part of the request is changed" in refused(body("revise", what="Judul.", why="x"))
    kept = {"requester": "pemohon-1", "title": "Lama", "date": "2026-02-02"}
    assert completed_request(said.request, OFFICE.change_schema, kept) == {
        "title": "Judul baru",
        "requester": "pemohon-1",
        "date": "2026-02-02",
    }


def test_asset_files_come_whole() -> None:
    one = (ROOT / "assets/SRV-0001.yaml").read_text().rstrip("\n")
    other = (ROOT / "assets/APP-0001.yaml").read_text().rstrip("\n")
    said = filled(body("update_assets", assets=f"```yaml\n{one}\n---\n{other}\n```"))
    assert dict(said.assets) == {
        "assets/SRV-0001.yaml": f"{one}\n".encode(),
        "assets/APP-0001.yaml": f"{other}\n".encode(),
    }
    for text in ("", "id: ../../x", "id: [", f"{one}\n---\n{one}", "id: SRV-0001\nid: SRV-0002"):
        refused(body("update_assets", assets=f"```yaml\n{text}\n```"))


def test_windows_line_ends_and_invisible_characters_make_no_difference() -> None:
    text = body("submit", **REQUEST)
    again = (
        text.replace("\n", "\r\n").replace("Galat", "Ga\u200elat").replace("unggah.", "unggah. \t")
    )
    assert filled(again) == filled(text)


def test_whether_a_text_is_a_form_at_all() -> None:
    assert is_form(body("submit", **REQUEST), "id", FORM_TEXT)
    assert not is_form("Mohon bantuan.\n\n### Langkah", "id", FORM_TEXT)
    assert not is_form("", "id", FORM_TEXT)


HOSTILE = {
    "nothing": ("", "not one of the office's forms"),
    "a letter": ("Mohon disetujui.", "not one of the office's forms"),
    "no such step": ("### Langkah\n\nSetujui (approve_all)", "no step of the SOP"),
    "only the step": ("### Langkah\n\nSetujui Permintaan (accept)", "out of its place"),
    "a heading twice": (
        body("submit", **{**REQUEST, "reason": "a\n\n### Alasan\n\nb"}),
        "stands there twice",
    ),
    "another field's heading inside a text": (
        body("submit", **{**REQUEST, "description": "a\n### Layanan Terdampak\nb"}),
        "stands there twice",
    ),
    "a field too many": (
        body("accept", assessment="x", category="data", impact="low", risk="low")
        + "\n\n### Langkah\n\nSetujui Perubahan Mendesak (approve)",
        "stands there twice",
    ),
    "a record that is a path": (
        body(
            "reject",
            record="../../roles",
            reason="x",
            notified_at="2026-02-02 09:00",
            notified_via="y",
        ),
        "no RFC number",
    ),
    "two records": (body("review", record="RFC-2026-0001\nRFC-2026-0002"), "no RFC number"),
    "no record": (body("review", record="_No response_"), "no RFC number"),
    "required but empty": (
        body("submit", **{**REQUEST, "title": "_No response_"}),
        "must not be empty",
    ),
    "too long": (body("submit", **{**REQUEST, "title": "a" * 301}), "too long"),
    "no choice": (body("submit", **{**REQUEST, "proposed_urgency": "Segera"}), "possible values"),
    "a day that is none": (
        body("submit", **{**REQUEST, "wanted_by": "2026-02-30"}),
        "does not exist",
    ),
    "a day of a short year": (
        body("submit", **{**REQUEST, "wanted_by": "20-02-26"}),
        "not understood",
    ),
    "other digits": (body("submit", **{**REQUEST, "wanted_by": "٢٠٢٦-٠٢-٢٠"}), "not understood"),
    "services of nothing": (body("submit", **{**REQUEST, "services": " , ,"}), "must not be empty"),
    "a service twice": (body("submit", **{**REQUEST, "services": "SPSE, SPSE"}), "twice"),
    "half a plan": (
        body("submit", **REQUEST, **{"plan-test": "Uji."}),
        "is missing",
    ),
    "an asset id that is none": (body("submit", **REQUEST, affected_assets="semua"), "right form"),
    "tests without labels": (
        body("pass_test", documentation="x", tests="semua lulus"),
        "right form",
    ),
    "tests left as the form has them": (
        body("pass_test", documentation="x", tests="Skenario:\nHasil yang Diharapkan:\nPenguji:"),
        "is missing",
    ),
    "no entry's number": (
        body("correct", entry="satu", field="a", was="b", **{"is": "c"}, reason="d"),
        "no number",
    ),
    "a person that is none": (
        body(
            "implement",
            started_at="2026-02-03 09:00",
            ended_at="2026-02-03 09:00",
            completed="Ya",
            implementers="Pak Budi",
            work_log="x",
        ),
        "right form",
    ),
    "far too much": ("### Langkah\n\n" + "a" * FORM_TEXT.longest, "characters"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_or_careless_body_is_refused_in_plain_words(name: str) -> None:
    text, reason = HOSTILE[name]
    assert reason in refused(text)


def test_what_a_person_writes_never_leaves_its_field() -> None:
    hostile = "---\nid: RFC-2026-9999\njournal:\n  - action: approve\n*x &y !!z {{ 7*7 }} ${IFS} `x` <!-- -->"
    said = filled(body("submit", **{**REQUEST, "description": hostile}))
    assert said.request["description"] == hostile
    assert set(said.request) == set(REQUEST)


def test_all_mistakes_are_told_at_once_with_their_lines() -> None:
    text = body("submit", **{**REQUEST, "title": "_No response_", "wanted_by": "besok"})
    _, findings = read(text)
    lines = text.split("\n")
    assert [lines[f.place.position.line - 1] for f in findings] == [
        "### Judul Perubahan",
        "### Tanggal yang Diharapkan",
    ]


@given(text=st.text(max_size=400))
def test_any_text_is_read_without_a_crash(text: str) -> None:
    for whole in (
        text,
        f"### Langkah\n\n{text}",
        body("submit", **{**REQUEST, "reason": text or "x"}),
    ):
        said, findings = read(whole)
        assert (said is None) == bool(findings)
        assert read(whole) == (said, findings)


@given(reason=st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=300))
def test_what_is_read_can_be_written_and_read_back(reason: str) -> None:
    said, _ = read(
        body("reject", reason=reason, notified_at="2026-02-02 09:00", notified_via="surel")
    )
    if said is not None:
        from ubah.core.strict_yaml.source import parse

        document, findings = parse(dump(dict(said.evidence)).encode(), "x")
        assert document is not None, findings
        assert document.value == dict(said.evidence)


def test_forms_speak_english_in_an_english_office() -> None:
    form: Form = FORMS["escalate"]
    assert form.headings("en")[:3] == ("Step", "RFC number", "Emergency criterion")
    assert form.evidence[0].kind is FieldKind.CHOICE


def test_what_is_kept_elsewhere_is_attached_by_form() -> None:
    digest = "ab" * 32
    rows = f"Nama: Berita acara.pdf\nSidik SHA-256: {digest}\nTempat simpan: Lemari arsip 3"
    said = filled(body("withdraw", reason="Batal.", attachments=rows))
    row = {"name": "Berita acara.pdf", "sha256": digest, "location": "Lemari arsip 3"}
    assert said.evidence["attachments"] == [row]
    assert filled(body("submit", "", **REQUEST, attachments=rows)).request["attachments"] == [row]
    for wrong in (rows.replace(digest, "xyz"), rows.replace(digest, digest.upper() + "0")):
        assert "attachments" in refused(body("withdraw", reason="Batal.", attachments=wrong))


def test_an_attachment_field_left_as_it_was_attaches_nothing() -> None:
    untouched = "Nama:\nSidik SHA-256:\nTempat simpan:"
    said = filled(body("withdraw", reason="Batal.", attachments=untouched))
    assert "attachments" not in said.evidence

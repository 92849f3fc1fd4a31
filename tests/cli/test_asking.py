"""Questions take what people type, offer what there is, and lose nothing that was answered."""

from __future__ import annotations

import re
import signal
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from clerk import ACCEPT, CLOSED, INTERRUPT, PLAN, REQUEST, Kantor, at_terminal, files_of, now

ANSWERED = ["Pembaruan", "", "Uraian", "Alasan", "SPSE", "2", '"2099-12-24"', "Gagal", ""]


def new_words(kantor: Kantor, by: str = "pemohon-1") -> list[str | Path]:
    return ["new", "--key", kantor.key(by)]


def kept_file(kantor: Kantor, screen: str) -> str:
    found = re.search(r"(?:--from|--evidence) (\.git/ubah/\S+)", screen)
    assert found, screen
    assert (kantor.repo / found[1]).stat().st_mode & 0o077 == 0
    return found[1]


def request_of(kantor: Kantor) -> dict[str, Any]:
    request: dict[str, Any] = kantor.record(kantor.git("branch", "--show-current"))["request"]
    return request


@pytest.mark.parametrize(
    ("urgency", "kept"),
    [
        ("mendesak", "emergency"),
        ("Mendesak (emergency)", "emergency"),
        ("emergency", "emergency"),
        ("2", "emergency"),
        ("Normal", "normal"),
        ("1", "normal"),
    ],
)
def test_a_choice_is_taken_by_number_label_or_id(kantor: Kantor, urgency: str, kept: str) -> None:
    answers = [*ANSWERED[:5], urgency, *ANSWERED[6:]]
    code, screen = at_terminal(kantor.repo, new_words(kantor), answers)
    assert code == 0, screen
    assert "2. Mendesak (emergency)" in screen
    assert "1. Cici Pengelola (pengelola-1)" in screen
    request = request_of(kantor)
    assert request["proposed_urgency"] == kept
    assert (request["wanted_by"], request["addressee"]) == ("2099-12-24", "pengelola-1")


def test_what_does_not_fit_is_told_and_asked_again(kantor: Kantor) -> None:
    answers = [
        *("", "Pembaruan"),
        *("pengelola-9", "9", "cici pengelola"),
        *ANSWERED[2:5],
        *("gawat", "normal"),
        *("24-12-2099", "2099-12-24"),
        *("Gagal", ""),
    ]
    code, screen = at_terminal(kantor.repo, new_words(kantor), answers)
    assert code == 0, screen
    assert "jawaban ini wajib diisi" in screen
    assert "pengelola-1 (Cici Pengelola)" in screen
    assert "emergency (Mendesak)" in screen
    assert "misalnya 2026-02-23" in screen
    assert request_of(kantor)["addressee"] == "pengelola-1"


def test_yes_and_no_are_read_in_indonesian(busy: tuple[Kantor, str]) -> None:
    kantor, number = busy
    kantor.step(number, "accept", by="pengelola-1", **ACCEPT)
    kantor.step(number, "classify_normal", by="pengelola-1", rationale="Biasa.")
    moment = now()
    answers = [
        *(moment, f"'{moment}'", "mungkin", "y"),
        *("pengelola-7", "Cici Pengelola, PT Maju; Penyedia"),
        *("Terpasang.", "", "", "", "", "", "", "", ""),
    ]
    words = ["advance", number, "implement", "--key", kantor.key("pengelola-1")]
    code, screen = at_terminal(kantor.repo, words, answers)
    assert code == 0, screen
    evidence = kantor.record(number)["journal"][-1]["evidence"]
    assert evidence["completed"] is True
    assert evidence["implementers"][0] == "pengelola-1"
    assert evidence["implementers"][1] == {"name": "PT Maju", "organisation": "Penyedia"}
    assert "ketik ya atau tidak" in screen


def test_set_takes_labels_and_names_what_is_possible(busy: tuple[Kantor, str]) -> None:
    kantor, number = busy
    words = ["advance", number, "accept", "--set", "assessment=Layak.", "--set", "risk=Sedang"]
    ran = kantor.ubah(*words, "--set", "impact=kecil", by="pengelola-1", code=2)
    assert "low (Rendah), medium (Sedang), high (Tinggi)" in ran.err
    words += ["--set", "category=Perangkat lunak"]
    kantor.ubah(*words, "--set", "impact=rendah", by="pengelola-1")
    evidence = kantor.record(number)["journal"][-1]["evidence"]
    assert [evidence[name] for name in ("category", "impact", "risk")] == [
        *("software", "low", "medium"),
    ]


def test_new_keeps_what_was_typed_when_the_judge_refuses(kantor: Kantor) -> None:
    source = kantor.yaml("awal", {"date": "2099-01-01"})  # dated ahead: the judge refuses
    before = files_of(kantor.repo)
    words = [*new_words(kantor), "--from", source]
    code, screen = at_terminal(kantor.repo, words, ANSWERED)
    assert code == 1, screen
    assert files_of(kantor.repo) == before
    assert "changes/" not in screen
    path = kept_file(kantor, screen)
    kept = kantor.repo / path
    typed = yaml.load(kept.read_text(), yaml.CSafeLoader)
    assert (typed["title"], typed["addressee"]) == ("Pembaruan", "pengelola-1")
    kept.write_text(kept.read_text().replace("2099-01-01", kantor.today()))
    code, screen = at_terminal(kantor.repo, [*new_words(kantor), "--from", path], [])
    assert code == 0, screen
    assert request_of(kantor)["title"] == "Pembaruan"
    assert not kept.exists()


def test_new_goes_on_where_ctrl_c_ended_it(kantor: Kantor) -> None:
    code, screen = at_terminal(kantor.repo, new_words(kantor), [*ANSWERED[:4], INTERRUPT])
    assert code == 130
    path = kept_file(kantor, screen)
    code, screen = at_terminal(kantor.repo, [*new_words(kantor), "--from", path], ANSWERED[4:])
    assert code == 0, screen
    assert request_of(kantor)["description"] == "Uraian"


@pytest.mark.parametrize(
    ("end", "code"),
    [
        (signal.SIGTERM, 143),
        (signal.SIGHUP, 129),
        (CLOSED, 129),
        (signal.SIGKILL, -signal.SIGKILL),
    ],
)
def test_no_answer_is_lost_however_the_command_ends(
    kantor: Kantor, end: str | signal.Signals, code: int
) -> None:
    ended, screen = at_terminal(kantor.repo, new_words(kantor), [*ANSWERED[:4], end])
    assert ended == code, screen
    (kept,) = (kantor.repo / ".git/ubah").iterdir()
    assert kept.stat().st_mode & 0o077 == 0
    assert yaml.load(kept.read_text(), yaml.CSafeLoader)["reason"] == "Alasan"
    if end in (signal.SIGTERM, signal.SIGHUP):
        assert kept_file(kantor, screen) == str(kept.relative_to(kantor.repo))
    code, screen = at_terminal(kantor.repo, new_words(kantor), [INTERRUPT])
    assert kept_file(kantor, screen) == str(kept.relative_to(kantor.repo))
    code, screen = at_terminal(kantor.repo, [*new_words(kantor), "--from", kept], ANSWERED[4:])
    assert code == 0, screen
    assert list(kept.parent.iterdir()) == []


def test_advance_keeps_what_was_typed(busy: tuple[Kantor, str]) -> None:
    kantor, number = busy
    words = ["advance", number, "accept", "--key", kantor.key("pengelola-1")]
    code, screen = at_terminal(kantor.repo, words, ["Layak.", "1", "rendah", INTERRUPT])
    assert code == 130
    path = kept_file(kantor, screen)
    assert f"ubah advance {number} accept" in screen
    code, screen = at_terminal(kantor.repo, [*words, "--evidence", path], ["sedang"])
    assert code == 0, screen
    evidence = kantor.record(number)["journal"][-1]["evidence"]
    assert evidence == {**ACCEPT, "risk": "medium"}


MATRIX = """\
risk_matrix:
  low: {low: low, medium: low, high: medium}
  medium: {low: low, medium: medium, high: high}
  high: {low: medium, medium: high, high: high}
"""


def test_the_offices_matrix_offers_the_risk(kantor: Kantor) -> None:
    kantor.root(files={"office.yaml": (kantor.repo / "office.yaml").read_text() + MATRIX})
    number = kantor.new()
    words = ["advance", number, "accept", "--key", kantor.key("pengelola-1")]
    answers = ["Layak.", "1", "sedang", "tinggi", "", "", ""]
    code, screen = at_terminal(kantor.repo, words, answers)
    assert code == 0, screen
    assert "kosong: Tinggi, menurut matriks kantor" in screen
    evidence = kantor.record(number)["journal"][-1]["evidence"]
    assert (evidence["impact"], evidence["likelihood"], evidence["risk"]) == (
        *("medium", "high"),
        "high",
    )
    kantor.ubah("undo", by="pengelola-1")
    words += ["--set", "assessment=Layak.", "--set", "category=data", "--set", "impact=medium"]
    code, screen = at_terminal(kantor.repo, words, ["tinggi", "rendah"])
    assert code == 0, screen
    shown = kantor.ubah("show", number).out
    assert "Kemungkinan: Tinggi" in shown
    assert (
        "Penyimpangan: Risiko dinilai Rendah; menurut matriks kantor Tinggi, untuk dampak Sedang"
        in shown
    )
    kantor.ubah("check")  # a deviation fails nothing


def test_a_finding_names_the_answer_or_its_line_in_the_file(kantor: Kantor) -> None:
    source = kantor.yaml("permintaan", {**REQUEST, "plan": PLAN, "addressee": "siapa"})
    ran = kantor.ubah("new", "--from", source, by="pemohon-1", code=1)
    assert f"{source}:2:" in ran.out
    assert "addressee (Ditujukan kepada)" in ran.out
    assert "changes/" not in ran.out


def test_whoever_lacks_the_office_is_asked_nothing(busy: tuple[Kantor, str]) -> None:
    kantor, number = busy
    code, screen = at_terminal(kantor.repo, new_words(kantor, "atasan"), [])
    assert code == 1
    assert "UB502" in screen
    assert "pemohon-1 (Dedi Pemohon)" in screen
    words = ["advance", number, "accept", "--key", kantor.key("atasan")]
    code, screen = at_terminal(kantor.repo, words, [])
    assert code == 1
    assert "UB502" in screen
    assert "pengelola-1 (Cici Pengelola)" in screen


@pytest.mark.slow
def test_the_time_is_taken_once_the_answers_are_in(busy: tuple[Kantor, str]) -> None:
    kantor, number = busy
    kantor.step(number, "accept", by="pengelola-1", **ACCEPT)
    kantor.step(number, "classify_normal", by="pengelola-1", rationale="Biasa.")
    words = ["advance", number, "implement", "--key", kantor.key("pengelola-1")]

    def just_now() -> str:
        time.sleep(1.1)
        return now()

    answers = [just_now, just_now, "ya", "pengelola-1", "Terpasang.", *[""] * 8]
    code, screen = at_terminal(kantor.repo, words, answers)
    entry = kantor.record(number)["journal"][-1]
    assert code == 0, screen
    assert entry["at"] >= entry["evidence"]["started_at"]


def test_what_is_lacking_is_told_with_an_example(busy: tuple[Kantor, str]) -> None:
    kantor, number = busy
    ran = kantor.ubah("advance", number, "accept", by="pengelola-1", code=1)
    assert "impact (Dampak)" in ran.out
    assert "--set assessment=… --set category=…" in ran.out
    assert "--evidence BERKAS" in ran.out
    empty = kantor.folder / "kosong.yaml"
    empty.write_text("\n")
    words = ("advance", number, "accept", "--evidence", empty)
    assert "kosong.yaml kosong" in kantor.ubah(*words, by="pengelola-1", code=2).err


def test_workers_are_taken_by_number_from_the_list_that_is_shown(busy: tuple[Kantor, str]) -> None:
    kantor, number = busy
    kantor.step(number, "accept", by="pengelola-1", **ACCEPT)
    kantor.step(number, "classify_normal", by="pengelola-1", rationale="Biasa.")
    moment = now()
    answers = [*(moment, moment, "ya"), "1, 9", "3, 4", "Terpasang.", *[""] * 8]
    words = ["advance", number.lower(), "implement", "--key", kantor.key("pengelola-1")]
    code, screen = at_terminal(kantor.repo, words, answers)
    assert code == 0, screen
    evidence = kantor.record(number)["journal"][-1]["evidence"]
    assert evidence["implementers"] == ["pengelola-1", "pemohon-1"]
    assert "4. Dedi Pemohon (pemohon-1)" in screen
    assert "pisahkan dengan koma" in screen
    assert "(a, b, c)" not in screen
    assert "misalnya 2026-02-23 09:00" in screen
    assert "Nomor RFC" not in kantor.ubah("show", number.lower()).err


def test_a_day_that_is_in_no_calendar_is_told_as_such(kantor: Kantor) -> None:
    answers = [*ANSWERED[:6], "2099-11-31", "2099-12-24", "Gagal", ""]
    code, screen = at_terminal(kantor.repo, new_words(kantor), answers)
    assert code == 0, screen
    assert "2099-11-31 tidak ada di kalender" in screen


@pytest.mark.slow
def test_a_time_that_is_set_is_read_as_at_a_prompt(busy: tuple[Kantor, str]) -> None:
    kantor, number = busy
    kantor.step(number, "accept", by="pengelola-1", **ACCEPT)
    kantor.step(number, "classify_normal", by="pengelola-1", rationale="Biasa.")
    said = ["implementers=pengelola-1", "work_log=Terpasang.", "completed=ya"]
    words = ["advance", number, "implement", *(w for each in said for w in ("--set", each))]
    early = [*words, "--set", "started_at=2020-01-02 21.51", "--set", "ended_at=2020-01-02 22:00"]
    ran = kantor.ubah(*early, by="pengelola-1", code=1)
    assert "2020-01-02T21:51:00+08:00" in ran.out
    assert "jika waktunya salah ketik" in ran.out
    wrong = kantor.ubah(*words, "--set", "started_at=2020-11-31 09:00", by="pengelola-1", code=2)
    assert "tidak ada di kalender" in wrong.err
    vague = [*words, "--set", "started_at=kemarin", "--set", "ended_at=2020-01-02 22:00"]
    told = kantor.ubah(
        *vague,
        "--evidence",
        kantor.yaml("bukti", {"deviations": "Tidak ada."}),
        by="pengelola-1",
        code=1,
    )
    assert "--set started_at: " in told.out
    moment = now()
    words += ["--set", f"started_at={moment}", "--set", f"ended_at={moment}"]
    kantor.ubah(*words, by="pengelola-1")


def test_what_was_given_stays_in_the_command_that_is_suggested(busy: tuple[Kantor, str]) -> None:
    kantor, number = busy
    words = ["advance", number, "accept", "--set", "assessment=Layak betul."]
    ran = kantor.ubah(*words, by="pengelola-1", code=1)
    assert f"accept --key {kantor.key('pengelola-1')} --set 'assessment=Layak betul.'" in ran.out
    assert "--set category=…" in ran.out
    ran = kantor.ubah("advance", number, "pass_test", by="pengelola-1", code=1)
    assert "--evidence FILE --set documentation=…" in ran.out
    assert "--set tests" not in ran.out
    lines = [line.removeprefix("    ") for line in ran.out.splitlines()]
    example = yaml.load("\n".join(lines[(at := lines.index("tests:")) : at + 5]), yaml.CSafeLoader)
    assert {"scenario", "passed"} <= set(example["tests"][0]), ran.out


def test_an_action_that_is_none_is_told_with_the_labels_of_all(busy: tuple[Kantor, str]) -> None:
    kantor, number = busy
    said = kantor.ubah("advance", number, "terima", by="pengelola-1", code=2).err
    assert "accept (Setujui" in said


def test_the_usual_change_manager_and_services_by_number(busy: tuple[Kantor, str]) -> None:
    kantor, _ = busy
    answers = [*ANSWERED[:4], "3", "1, Helpdesk, spse", *ANSWERED[5:]]
    code, screen = at_terminal(kantor.repo, new_words(kantor), answers)
    assert code == 0, screen
    assert "Ditujukan kepada (kosong: Cici Pengelola): " in screen
    assert "Ani Kepala (kepala)" not in screen
    assert "3 bukan nomor layanan di sini" in screen
    assert "→ SPSE, Helpdesk" in screen
    request = request_of(kantor)
    assert (request["addressee"], request["services"]) == ("pengelola-1", ["SPSE", "Helpdesk"])
    assert "git push" not in screen, "a plain git office has one way"
    assert "berikutnya: ubah land RFC-" in screen


def test_only_what_the_step_needs_here_is_asked_for(busy: tuple[Kantor, str]) -> None:
    """The request has a plan; work that is done needs no reason; what is live needs no other outcome."""
    kantor, number = busy
    by = ["--key", kantor.key("pengelola-1")]

    def taken(action: str, *answers: str) -> str:
        code, screen = at_terminal(kantor.repo, ["advance", number, action, *by], [*answers, ""])
        assert code == 0, screen
        return screen

    assert "Rencana" not in taken("accept", "Layak.", "1", "rendah", "rendah")
    kantor.step(number, "classify_normal", by="pengelola-1", rationale="Biasa.")
    done = taken("implement", "", "", "ya", "Cici Pengelola", "Terpasang.", "")
    assert "Alasan Tidak Tuntas" not in done
    kantor.land()
    test = {"scenario": "Masuk", "expected": "Ya", "result": "Ya", "passed": True, "tester": "Cici"}
    report = {"number": "L-1", "summary": "Selesai."}
    passed = {"documentation": "Ada.", "tests": [test]}
    kantor.step(number, "pass_test", "report", by="pengelola-1", pass_test=passed, report=report)
    kantor.step(number, "review", by="kepala")
    planned = taken("schedule_release", "tidak", "", "Sudah dipakai.")
    assert "Alasan Tanpa Rilis" not in planned
    kantor.land()
    assert "Hasil Rilis" not in taken("keep_assets", "Tidak ada aset yang berubah.")
    release = kantor.record(number)["journal"][-1]["evidence"]["release"]
    assert release["outcome"] == "released"


def test_a_request_without_a_plan_is_asked_for_one(kantor: Kantor) -> None:
    source = kantor.yaml("tanpa", {key: REQUEST[key] for key in REQUEST if key != "plan"})
    number = kantor.ubah("new", "--from", source, by="pemohon-1").out.split(" ", 1)[0]
    kantor.land()
    words = ["advance", number, "accept", "--key", kantor.key("pengelola-1")]
    answers = ["Layak.", "1", "rendah", "rendah", "", "Pasang.", "Masuk.", "Pulihkan.", "", "", ""]
    code, screen = at_terminal(kantor.repo, words, answers)
    assert code == 0, screen
    assert "jawaban ini wajib diisi" in screen
    assert kantor.record(number)["journal"][-1]["evidence"]["plan"]["rollback"] == "Pulihkan."

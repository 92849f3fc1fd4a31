"""office.yaml by questions: shown, changed with its comments kept, judged first, and proved by the head."""

from __future__ import annotations

import json
import re

import pytest
import yaml
from clerk import Kantor, at_terminal, state_of


def office(kantor: Kantor) -> dict[str, object]:
    data: dict[str, object] = yaml.load((kantor.repo / "office.yaml").read_text(), yaml.CSafeLoader)
    return data


def passes(kantor: Kantor) -> None:
    report = json.loads(kantor.ubah("audit", "--format", "json").out)
    assert (report["verdict"], report["findings"]) == ("pass", [])


def test_settings_are_shown_by_the_names_that_change_them(kantor: Kantor) -> None:
    shown = kantor.ubah("settings", "show").out
    for line in ("name ", "time_zone ", "Asia/Makassar", "limits_days.submitted", "LPSE Contoh"):
        assert line in shown, shown
    names = [line.split()[0] for line in shown.splitlines()[1:]]
    limits = office(kantor)["limits_days"]
    assert isinstance(limits, dict)
    assert len([name for name in names if name.startswith("limits_days.")]) == len(limits)


def test_a_setting_is_changed_and_comments_stay(kantor: Kantor) -> None:
    path = kantor.repo / "office.yaml"
    kantor.root(files={"office.yaml": path.read_text().replace("name:", "# Nama resmi\nname:")})
    before = path.read_text()
    words = [
        "--set",
        "name=LPSE Baru",
        "--set",
        "time_zone=WIB",
        "--set",
        "limits_days.submitted=5",
    ]
    said = kantor.ubah("settings", "change", *words, by="pengelola-1").out
    assert "masih perlu dibuktikan oleh Ani Kepala (kepala)" in said
    assert "Nama LPSE: LPSE Baru, sebelumnya LPSE Contoh" in said
    kantor.ubah("land", "office-settings", by="pengelola-1", code=1)
    kantor.ubah("assent", "office-settings", by="kepala")
    kantor.ubah("land", "office-settings", by="pengelola-1")
    wanted = before.replace("LPSE Contoh", '"LPSE Baru"').replace("Asia/Makassar", '"Asia/Jakarta"')
    assert path.read_text() == wanted.replace("submitted: 2", "submitted: 5")
    passes(kantor)


def test_a_freeze_is_added(kantor: Kantor) -> None:
    words = [
        "--from",
        "14 Desember 2026 00:00",
        "--until",
        "31-12-2026 23:59",
        "--reason",
        "Akhir tahun",
    ]
    kantor.ubah("settings", "freeze", *words, by="kepala")
    kantor.ubah("land", "office-settings", by="pengelola-1")
    assert office(kantor)["freeze_windows"] == [
        {
            "start": "2026-12-14T00:00:00+08:00",
            "end": "2026-12-31T23:59:00+08:00",
            "reason": "Akhir tahun",
        }
    ]
    passes(kantor)


@pytest.mark.parametrize(
    ("words", "told", "code"),
    [
        (["change"], "belum disebutkan apa yang berubah", 2),
        (["change", "--set", "nama=x"], "tidak ada isian nama", 2),
        (["change", "--set", "name=LPSE Contoh"], "sudah demikian", 2),
        (["change", "--set", "time_zone=Mars"], "zona waktu", 2),
        (["change", "--set", "late_entry_hours=0"], "late_entry_hours", 2),
        (["change", "--set", "rules=1"], "UB521", 1),
        (["change", "--set", "rules=99"], "99", 3),
        (["freeze", "--from", "2 Mei 2026 09:00"], "yang belum ada: Selesai", 2),
        (
            [
                "freeze",
                "--from",
                "2026-05-02 09:00",
                "--until",
                "2026-05-01 09:00",
                "--reason",
                "x",
            ],
            "--from",
            2,
        ),
        (["freeze", "--from", "besok", "--until", "x", "--reason", "y"], "besok", 2),
    ],
)
def test_what_cannot_be_is_refused(kantor: Kantor, words: list[str], told: str, code: int) -> None:
    before = state_of(kantor.repo)
    refused = kantor.ubah("settings", *words, by="kepala", code=code)
    assert told in refused.said, refused.said
    assert state_of(kantor.repo) == before


def test_at_a_terminal_settings_are_chosen(kantor: Kantor) -> None:
    answers = ["Nama LPSE", "LPSE Baru", "time_zone", "Mars", "WIT", ""]
    words = ["settings", "change", "--key", kantor.key("kepala")]
    code, screen = at_terminal(kantor.repo, words, answers)
    assert code == 0, screen
    assert "kosong: LPSE Contoh" in screen
    kantor.ubah("land", "office-settings", by="pengelola-1")
    assert (office(kantor)["name"], office(kantor)["time_zone"]) == ("LPSE Baru", "Asia/Jayapura")


def test_a_risk_matrix_is_shown_row_by_row(kantor: Kantor) -> None:
    settings = kantor.repo / "office.yaml"
    row = "{low: low, medium: medium, high: high}"
    matrix = "".join(f"  {impact}: {row}\n" for impact in ("low", "medium", "high"))
    settings.write_text(f"{settings.read_text()}risk_matrix:\n{matrix}")
    shown = kantor.ubah("settings", "show").out
    assert "risk_matrix.high" in shown
    assert "Dampak tinggi" in shown
    assert shown.count("low: low, medium: medium, high: high") == 3


ROWS = ("low=low,low,medium", "medium=rendah,sedang,tinggi", "high=medium,high,high")
MATRIX = {
    "low": {"low": "low", "medium": "low", "high": "medium"},
    "medium": {"low": "low", "medium": "medium", "high": "high"},
    "high": {"low": "medium", "medium": "high", "high": "high"},
}


def test_a_matrix_of_risks_is_set_row_by_row_and_then_cell_by_cell(kantor: Kantor) -> None:
    options = [word for row in ROWS for word in ("--row", row)]
    lacking = kantor.ubah("settings", "matrix", *options[:2], by="kepala", code=2).err
    assert "--row medium=… --row high=…" in lacking
    wrong = kantor.ubah("settings", "matrix", "--row", "high=low,high", by="kepala", code=2).err
    assert "--row high=medium,high,high" in wrong
    kantor.ubah("settings", "matrix", *options, by="kepala")
    kantor.ubah("land", "office-settings", by="pengelola-1")
    assert office(kantor)["risk_matrix"] == MATRIX
    answers = [*[""] * 8, "sedang"]
    code, screen = at_terminal(
        kantor.repo, ["settings", "matrix", "--key", kantor.key("kepala")], answers
    )
    assert code == 0, screen
    assert "Risiko bila dampak tinggi dan kemungkinan tinggi: Sedang, sebelumnya Tinggi" in screen
    (branch,) = re.findall(r"ubah (?:land|assent) (\S+)", screen)
    kantor.ubah("land", branch, by="pengelola-1")
    assert office(kantor)["risk_matrix"] == {**MATRIX, "high": {**MATRIX["high"], "high": "medium"}}
    passes(kantor)


def test_the_desk_is_set_and_changed_in_part(kantor: Kantor) -> None:
    said = kantor.ubah("settings", "desk", by="kepala", code=2).err
    assert "--address … --known-by …" in said
    options = ("--address", "https://meja.lpse.example", "--known-by", "proxy, link")
    wrong = kantor.ubah("settings", "desk", *options[:3], "surat", by="kepala", code=2).err
    assert "--known-by: " in wrong
    odd = ("--signature-for", "terbang")
    refused = kantor.ubah("settings", "desk", *options, *odd, by="kepala", code=1)
    assert "UB" in refused.out + refused.err
    kantor.ubah("settings", "desk", *options, by="kepala")
    kantor.ubah("land", "office-settings", by="pengelola-1")
    wanted: dict[str, object] = {"address": options[1], "known_by": ["proxy", "link"]}
    assert office(kantor)["desk"] == wanted
    again = kantor.ubah("settings", "desk", *options, by="kepala", code=2).err
    assert "desk" in again
    more = ("--link-hours", "24", "--signature-for", "authority, approve")
    code, screen = at_terminal(
        kantor.repo, ["settings", "desk", *more, "--key", kantor.key("kepala")], []
    )
    assert code == 0, screen
    (branch,) = re.findall(r"ubah (?:land|assent) (\S+)", screen)
    kantor.ubah("land", branch, by="pengelola-1")
    wanted |= {"link_hours": 24, "signature_for": ["authority", "approve"]}
    assert office(kantor)["desk"] == wanted
    shown = kantor.ubah("settings", "show").out
    assert re.search(r"desk.known_by +\S.* +proxy, link", shown), shown
    passes(kantor)

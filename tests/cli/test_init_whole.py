"""Founding an office leaves nothing half-made, asks again, and prints what works as it is typed."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from clerk import ANSWERS, END_OF_INPUT, INTERRUPT, at_terminal, environment, git, run

from support.processes import SCRIPT
from ubah.core.reading.writing import dump

GOOD = ["", "LPSE Baru", "Ani; Kepala LPSE", "Budi", "Sekda", "Cici; Pranata", "Dedi; Staf"]
INIT = ["init", "baru", "--make-keys"]


@pytest.mark.parametrize("key", [INTERRUPT, END_OF_INPUT])
@pytest.mark.parametrize("after", [1, 4, 6])
def test_whoever_stops_answering_leaves_the_answers_alone(
    tmp_path: Path, key: str, after: int
) -> None:
    code, screen = at_terminal(tmp_path, INIT, [*GOOD[:after], key])
    assert code == 130, screen
    assert "dihentikan" in screen
    (kept,) = tmp_path.iterdir()
    assert kept.stat().st_mode & 0o077 == 0
    assert f"ubah init baru --answers {kept.name} --make-keys" in screen
    words = [*INIT, "--answers", kept.name]
    code, screen = at_terminal(tmp_path, words, GOOD[after:])
    assert code == 0, screen
    assert {path.name for path in tmp_path.iterdir()} == {"baru", "baru-keys", kept.name}
    people = yaml.load((tmp_path / "baru/roles.yaml").read_text(), yaml.CSafeLoader)["persons"]
    assert (people["kepala"]["title"], people["pemohon-1"]["name"]) == ("Kepala LPSE", "Dedi")


def test_nobody_who_has_not_answered_leaves_a_file(tmp_path: Path) -> None:
    code, screen = at_terminal(tmp_path, ["init", "baru"], [INTERRUPT])
    assert code == 130, screen
    assert list(tmp_path.iterdir()) == []


def test_one_account_of_two_people_is_refused_at_once(tmp_path: Path) -> None:
    answers = [
        *("lpse/perubahan", "LPSE Baru", "Ani; Kepala", "ani; 101"),
        *("Budi; Atasan", "budi; 101", "ANI; 102", "budi; abc", "budi; 102"),
        *("Cici; Pranata", "", "Dedi; Staf", ""),
    ]
    code, screen = at_terminal(tmp_path, INIT, answers)
    assert code == 0, screen
    assert screen.count("sudah menjadi akun Ani") == 2
    assert "harus berupa angka, bukan abc" in screen
    assert "Asia/Makassar (WITA)" in screen
    assert "--time-zone WIB" in screen


def test_a_time_zone_that_is_empty_is_refused(tmp_path: Path) -> None:
    (tmp_path / "jawaban.yaml").write_text(dump(ANSWERS))
    words = (*INIT, "--answers", "jawaban.yaml", "--time-zone", "")
    assert "zona waktu" in run(tmp_path, *words, code=2).err


def test_git_signs_as_the_change_manager_and_shows_good_signatures(tmp_path: Path) -> None:
    (tmp_path / "jawaban.yaml").write_text(dump(ANSWERS))
    said = run(tmp_path, *INIT, "--answers", "jawaban.yaml").out
    office = tmp_path / "baru"
    manager = str(tmp_path / "baru-keys/pengelola-1")
    assert git(office, "config", "user.signingKey").strip() == manager
    assert str(tmp_path / "baru-keys") in said
    assert "git remote add origin" in said
    assert git(office, "log", "-1", "--format=%G? %GS").split() == ["G", "kepala@localhost"]


def test_a_poor_answer_is_asked_for_again(tmp_path: Path) -> None:
    answers = [
        *("tanpa-pemilik", "lpse/perubahan", "", "LPSE Baru", "WITA"),
        *("; Kepala LPSE", "Ani; Kepala LPSE; lebih", "Ani; Kepala LPSE", "ani", "ani; 101; 5"),
        *("ani; 101", "Budi", "", "Sekda", "", "Cici; Pranata", "", "Dedi; Staf", ""),
    ]
    words = [*INIT, "--time-zone", "Europe/Berlin"]
    code, screen = at_terminal(tmp_path, words, answers)
    assert code == 0, screen
    for told in ("wajib diisi", "terlalu banyak bagian", "belum disertai nomornya", "zona waktu"):
        assert told in screen
    assert "bukan repositori" in screen
    office = yaml.load((tmp_path / "baru/office.yaml").read_text(), yaml.CSafeLoader)
    assert office["time_zone"] == "Asia/Makassar"


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"name": None}, "name"),
        ({"name": None, "head": {"title": "x"}, "requester": None}, "name, head.name, requester.name"),
        ({"head": {"name": "Ani"}, "superior": {"name": "Budi"}}, "head.title, superior.title"),
        ({"name": 5}, "tanda kutip"),
        ({"head": {"name": 5, "title": "K"}}, "head.name"),
        ({"head": {"name": ["Ani"], "title": "K"}}, "head.name"),
        ({"head": {"name": "Ani", "title": "K", "key": 7}}, "head.key"),
        ({"head": {"name": "Ani", "title": "K", "account": [1]}}, "head.account"),
        ({"head": {"name": "Ani", "title": "K", "akun": "ani"}}, "head.akun"),
        ({"heads": {}}, "heads"),
        ({"repository": 5}, "repository"),
        ({"requester": {"name": "Dedi", "title": "Staf", "key": "jawaban.yaml"}}, "requester.key"),
        ({"requester": {"name": "Dedi", "title": "Staf", "key": "tiada.pub"}}, "tidak dapat dibaca"),
    ],
)  # fmt: skip
def test_poor_answers_in_a_file_leave_nothing(
    tmp_path: Path, answers: dict[str, Any], told: str
) -> None:
    merged = {key: value for key, value in {**ANSWERS, **answers}.items() if value is not None}
    (tmp_path / "jawaban.yaml").write_text(dump(merged))
    ran = run(tmp_path, *INIT, "--answers", "jawaban.yaml", code=2)
    assert told in ran.err, ran
    assert [path.name for path in tmp_path.iterdir()] == ["jawaban.yaml"]


def test_an_existing_folder_of_keys_is_named_with_what_to_do(tmp_path: Path) -> None:
    keys = tmp_path / "baru-keys"
    keys.mkdir()
    (keys / "kepala").write_text("kunci lama\n")
    code, screen = at_terminal(tmp_path, INIT, [])
    assert code == 2
    assert "Nama LPSE" not in screen
    assert f"rm -r {keys}" in screen
    assert (keys / "kepala").read_text() == "kunci lama\n"
    assert not (tmp_path / "baru").exists()


@pytest.mark.slow
def test_a_killed_init_leaves_all_or_nothing(tmp_path: Path) -> None:
    answers = tmp_path / "jawaban.yaml"
    answers.write_text(dump(ANSWERS))
    words = [str(SCRIPT), *INIT, "--answers", str(answers)]
    (tmp_path / "seutuhnya").mkdir()
    begun = time.monotonic()
    subprocess.run(
        words,
        cwd=tmp_path / "seutuhnya",
        env=environment(tmp_path),
        stdout=subprocess.DEVNULL,
        check=True,
    )
    whole = time.monotonic() - begun
    killed = 0
    for moment in range(8):
        home = tmp_path / f"coba-{moment}"
        home.mkdir()
        child = subprocess.Popen(
            words,
            cwd=home,
            env=environment(tmp_path),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(whole * (0.4 + 0.07 * moment))
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
            killed += 1
        else:
            whole *= 0.7  # the machine was busier when it was timed
        child.wait()
        seen = {path.name for path in home.iterdir() if not path.name.startswith(".ubah-init-")}
        assert seen in (set(), {"baru-keys"}, {"baru", "baru-keys"})
        if seen == {"baru", "baru-keys"}:
            run(home / "baru", "audit")
        elif not seen:
            run(home, *words[1:])
            assert {path.name for path in home.iterdir()} == {"baru", "baru-keys"}
        else:
            assert f"rm -r {home}/baru-keys" in run(home, *words[1:], code=2).err
    assert killed > 2


def test_an_empty_folder_may_be_founded_in(tmp_path: Path) -> None:
    (tmp_path / "jawaban.yaml").write_text(dump(ANSWERS))
    office = tmp_path / "kosong"
    office.mkdir()
    run(office, "init", ".", "--make-keys", "--answers", "../jawaban.yaml")
    run(office, "audit")
    assert (tmp_path / "kosong-keys/kepala").is_file()
    assert (tmp_path / "kosong-keys").stat().st_mode & 0o077 == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_place_that_is_not_ones_own_is_told_before_the_questions(tmp_path: Path) -> None:
    (tmp_path / "milik-lain").mkdir(mode=0o555)
    code, screen = at_terminal(tmp_path, ["init", "milik-lain/baru"], [])
    assert code == 2
    assert f"{tmp_path}/milik-lain" in screen
    assert "Nama LPSE" not in screen


def test_no_ssh_keygen_is_told_before_the_questions(tmp_path: Path) -> None:
    tools = tmp_path / "alat"
    tools.mkdir()
    (tools / "git").symlink_to("/usr/bin/git")
    code, screen = at_terminal(tmp_path, ["init", "baru"], [], PATH=str(tools))
    assert code == 2
    assert "openssh-client" in screen


@pytest.mark.slow
def test_what_init_prints_works_as_it_is_typed(tmp_path: Path) -> None:
    home = tmp_path / "tempat kerja"
    home.mkdir()
    code, screen = at_terminal(home, ["init", "kantor baru", "--make-keys"], GOOD)
    assert code == 0, screen
    lines = [line.strip() for line in screen.splitlines()]
    numbers = [line.split(".")[0] for line in lines if line[:1].isdigit() and ". " in line[:4]]
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    prose = [line for line in lines if not line.startswith(("cd ", "ubah ", "git ", "ls "))]
    assert max(map(len, prose[prose.index("yang tersisa untuk dikerjakan:") :])) < 80
    shown = lines[next(i for i, line in enumerate(lines) if line.startswith("cd ")) :]
    commands = [line for line in shown if line.startswith(("cd ", "ubah "))]
    assert [command.split()[:2] for command in commands[1:]] == [
        *(["ubah", "check"], ["ubah", "audit"], ["ubah", "hook"], ["ubah", "new"]),
        ["ubah", "doctor"],
    ]
    env = environment(home, PATH=f"{SCRIPT.parent}:{os.environ['PATH']}")
    typed = " && ".join(commands[:3])
    subprocess.run(["bash", "-c", typed], cwd=home, env=env, check=True, capture_output=True)
    office = home / "kantor baru"
    assert str(office) in commands[0]
    answers = [
        "Pembaruan SPSE",
        "1",
        "Uraian",
        "Alasan",
        "SPSE",
        "normal",
        "2099-12-31",
        "Gagal",
        "",
    ]
    code, screen = at_terminal(office, shlex.split(commands[4])[1:], answers)
    assert code == 0, screen
    assert git(office, "log", "-1", "--format=%s").startswith("RFC-")

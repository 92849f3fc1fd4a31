"""The first weeks of an office, walked from nothing: founded, filled from spreadsheets, its staff changing."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from clerk import Kantor, git
from test_import_assets import DEFAULTS, brought_to_step_12
from test_import_changes import HEAD
from walking import Walk, own_key

from support.tables import KIB_B_ROWS, kib_b, workbook

PASSPHRASE = "frasa sandi contoh"  # noqa: S105 - made up, of a key that is made here
ASSETS, REQUESTS = 50, 30


def assets_of_the_office() -> tuple[tuple[Any, ...], ...]:
    """Return the rows of a KIB B with fifty servers, each with a register number of its own."""
    sample = KIB_B_ROWS[0]
    return tuple(
        (
            number,
            sample[1],
            f"Server {number}",
            f"{number:04}",
            *sample[4:8],
            f"SN-{number}",
            *sample[9:],
        )
        for number in range(1, ASSETS + 1)
    )


def requests_of_old() -> list[tuple[Any, ...]]:
    first = date(2024, 1, 8)
    return [
        (
            *(number, f"{number:02}/RFC/2024", f"Pembaruan ke-{number}"),
            *(first + timedelta(days=9 * number), "Dedi", "Aplikasi", "Ani", "Berhasil", None),
        )
        for number in range(1, REQUESTS + 1)
    ]


def founded(folder: Path) -> Walk:
    """Found an office with keys made elsewhere; the superior signs, with a passphrase."""
    walk = Walk(Kantor(folder))
    lines = {who: own_key(walk.kantor.key(who)) for who in ("kepala", "pengelola-1")}
    own_key(walk.kantor.key("atasan"), PASSPHRASE)
    asked = walk.typed("key request atasan", cwd=folder)
    assert "ssh-keygen -t ed25519 -C atasan" in asked
    screen = walk.typed(
        "init kantor --key kantor-keys/atasan",
        [
            *("", "LPSE Contoh"),
            *("Ani Kepala; Kepala LPSE", lines["kepala"]),
            *("Budi Atasan; Sekretaris Daerah", "kantor-keys/atasan.pub"),
            *("Cici Pengelola", "Pranata Komputer", lines["pengelola-1"]),
            *("Dedi Pemohon; Staf", "", PASSPHRASE),
        ],
        cwd=folder,
    )
    assert "oleh Budi Atasan" in screen
    return walk


def served(walk: Walk) -> Path:
    """Type on the server, and in the clone, what the numbered list says."""
    folder, screen = walk.kantor.folder, walk.screens[-1]
    hook = re.search(r"ubah (hook install perubahan\.git --root \S+)", screen)
    assert hook, screen
    walk.typed(hook[1], cwd=folder)
    server = folder / "perubahan.git"
    walk.kantor.git("remote", "add", "origin", str(server))
    walk.kantor.git("push", "-q", "-u", "origin", "main")
    return server


def landed(walk: Walk, screen: str) -> None:
    """Type `ubah land` as the screen says."""
    found = re.search(r"ubah (land [\w-]+)", screen)
    assert found, screen
    walk.typed(found[1], by="pengelola-1")


def _after(screen: str, pattern: str) -> list[str]:
    """Return the words of a command that a screen shows."""
    found = re.search(pattern, screen)
    assert found, screen
    return found[1].split()


@pytest.mark.slow
def test_an_office_from_nothing_and_its_first_weeks(tmp_path: Path) -> None:
    walk = founded(tmp_path)
    kantor = walk.kantor
    server = served(walk)

    line = own_key(tmp_path / "mesin-dedi/ubah")
    landed(walk, walk.typed("key add pemohon-1", [line, "", ""], by="kepala"))
    (tmp_path / "mesin-dedi/ubah").rename(kantor.key("pemohon-1"))
    (tmp_path / "mesin-dedi/ubah.pub").rename(kantor.key("pemohon-1").with_suffix(".pub"))

    kib_b(kantor.repo / "kib-b.xlsx", assets_of_the_office())
    defaults = " ".join(f"'{word}'" for word in DEFAULTS)
    screen = walk.typed(f"import assets kib-b.xlsx {defaults}", ["", "ya"], by="pemohon-1")
    landed(walk, screen)
    (number,) = {path.stem for path in (kantor.repo / "changes").rglob("RFC-*.yaml")}
    brought_to_step_12(kantor, number)
    landed(
        walk, walk.typed(f"import assets kib-b.xlsx --rfc {number} --write", [""], by="pengelola-1")
    )
    assert len(list((kantor.repo / "assets").glob("*.yaml"))) == ASSETS
    assert kantor.record(number)["status"] == "closed"

    workbook(kantor.repo / "lama.xlsx", [HEAD, *requests_of_old()], "Register")
    landed(walk, walk.typed("import changes lama.xlsx", ["", "ya"], by="pengelola-1"))
    assert len(list((kantor.repo / "archive").rglob("*.yaml"))) == REQUESTS

    until = date.fromisoformat(kantor.today()) + timedelta(days=14)
    screen = walk.typed(
        "appoint pengelola-1 acting_head",
        ["", until.isoformat(), "800/12/2026", "plh", "2"],
        by="kepala",
    )
    landed(walk, screen)

    eka = own_key(tmp_path / "mesin-eka/ubah")
    answers = ["Eka Rekan", "Staf Helpdesk", "", "", "pemohon", "", "", "", eka]
    landed(walk, walk.typed("person add", answers, by="kepala"))

    screen = walk.typed("key lost pemohon-1", by="kepala")
    assert "masih perlu dibuktikan oleh Budi Atasan (atasan)" in screen
    kantor.git(*_after(screen, "git (push -u origin roles-\\S+)"))
    walk.typed(" ".join(_after(screen, "ubah (assent)")), [PASSPHRASE], by="atasan")
    landed(walk, screen)
    people = yaml.load((kantor.repo / "roles.yaml").read_text(), yaml.CSafeLoader)["persons"]
    assert "until" in people["pemohon-1"]["keys"][0]

    kantor.git("push", "-q", "origin", "main")
    assert git(server, "rev-parse", "main") == kantor.git("rev-parse", "main")
    walk.says_conforming()

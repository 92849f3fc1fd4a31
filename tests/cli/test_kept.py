"""What lies on a disk already is never emptied or written over."""

from __future__ import annotations

from pathlib import Path

import pytest
from clerk import ANSWERS, Kantor, files_of, run

from ubah.core.reading.writing import dump


@pytest.mark.parametrize("where", ["changes", "assets", "schemas", ".", "..", ".git"])
def test_a_site_is_not_built_over_the_office(busy: tuple[Kantor, str], where: str) -> None:
    kantor, _ = busy
    before = files_of(kantor.folder)
    ran = kantor.ubah("site", "--out", where, code=2)
    assert "build/site" in ran.said
    assert files_of(kantor.folder) == before


def test_a_site_is_not_built_over_other_files(busy: tuple[Kantor, str], tmp_path: Path) -> None:
    other = tmp_path / "lain"
    other.mkdir()
    (other / "berharga.txt").write_text("x\n")
    busy[0].ubah("site", "--out", other, code=2)
    assert (other / "berharga.txt").read_text() == "x\n"


@pytest.mark.slow
def test_a_site_is_built_over_an_earlier_one(busy: tuple[Kantor, str], tmp_path: Path) -> None:
    kantor, _ = busy
    for _ in range(2):
        kantor.ubah("site", "--lang", "id", "--out", tmp_path / "situs")
    assert (tmp_path / "situs/index.html").is_file()


def test_keys_of_an_earlier_try_are_not_written_over(tmp_path: Path) -> None:
    keys = tmp_path / "kantor-keys"
    keys.mkdir()
    (keys / "kepala").write_text("kunci lama\n")
    (tmp_path / "jawaban.yaml").write_text(dump(ANSWERS))
    run(tmp_path, "init", "kantor", "--answers", "jawaban.yaml", "--make-keys", code=2)
    assert (keys / "kepala").read_text() == "kunci lama\n"

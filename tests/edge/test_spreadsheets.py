"""Spreadsheets that are damaged, huge or hostile are refused in a sentence, never by a trace."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from support.tables import RISK_HEAD, RISK_ROWS, kib_b, open_document, workbook
from ubah.core.diagnostics import CannotRun
from ubah.core.importing.table import Formula, Sheet
from ubah.edge.system import spreadsheets
from ubah.edge.system.spreadsheets import read_sheets


def outcome(data: bytes) -> tuple[Sheet, ...] | None:
    try:
        return read_sheets(data, Path("berkas"))
    except CannotRun:
        return None


def mutated(data: bytes, rnd: random.Random) -> bytes:
    found = bytearray(data)
    for _ in range(rnd.randint(1, 12)):
        at = rnd.randrange(max(1, len(found)))
        match rnd.randrange(3):
            case 0:
                found[at : at + 1] = rnd.randbytes(1)
            case 1:
                del found[at : at + rnd.randint(1, 30)]
            case _:
                found[at:at] = rnd.randbytes(rnd.randint(1, 10))
    return bytes(found)


def with_part_mutated(data: bytes, rnd: random.Random) -> bytes:
    """Return a zip that is sound itself, with one of its parts damaged."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(written, "w") as target:
        chosen = rnd.choice([name for name in source.namelist() if name.endswith(".xml")])
        for name in source.namelist():
            part = source.read(name)
            target.writestr(name, mutated(part, rnd) if name == chosen else part)
    return written.getvalue()


def test_damaged_files_are_read_or_refused(tmp_path: Path) -> None:
    rnd = random.Random(2026)
    sources = [
        kib_b(tmp_path / "kib.xlsx").read_bytes(),
        open_document(tmp_path / "aset.ods", [RISK_HEAD, *RISK_ROWS]).read_bytes(),
    ]
    ends = []
    for _ in range(150):
        source = rnd.choice(sources)
        change = rnd.choice((mutated, with_part_mutated))
        ends.append(outcome(change(source, rnd)) is None)
    assert 0 < sum(ends) < len(ends)


def test_entities_that_grow_without_end_are_refused() -> None:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    body = f'<!DOCTYPE x [<!ENTITY a0 "{"x" * 1000}">{entities}]><x>&a9;</x>'
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as target:
        target.writestr("content.xml", f'<?xml version="1.0"?>{body}')
    assert outcome(written.getvalue()) is None


def test_what_unpacks_to_more_than_an_office_has_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(spreadsheets, "MOST_UNPACKED", 1_000_000)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("content.xml", b" " * 2_000_000)
    assert outcome(written.getvalue()) is None


def test_cells_are_what_the_program_shows(tmp_path: Path) -> None:
    """A million repeated empty rows, an error, and a register number with zeros in front."""
    source = open_document(tmp_path / "a.ods", [("Nama", "Nomor", "Harga"), ("A", "0007", "#REF!")])
    (sheet,) = read_sheets(source.read_bytes(), source)
    assert sheet.rows == (("Nama", "Nomor", "Harga"), ("A", "0007", Formula("#REF!")))


def refused(data: bytes) -> str:
    with pytest.raises(CannotRun) as caught:
        read_sheets(data, Path("berkas"))
    return repr(caught.value.message)


def test_what_stands_beyond_what_is_read_is_told_and_never_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreadsheets, "MOST_ROWS", 40)
    monkeypatch.setattr(spreadsheets, "MOST_COLUMNS", 10)
    far_below = [("Nama",), ("A",), *[()] * 60, ("B",)]
    far_right = [("Nama",), ("A", *[None] * 10, "B")]
    for rows, said in ((far_below, "'row', 63"), (far_right, "'column', 'L'")):
        for path in (workbook(tmp_path / "a.xlsx", rows), open_document(tmp_path / "a.ods", rows)):
            assert said in refused(path.read_bytes()), path
        text = "\n".join(";".join(each or "" for each in row) for row in rows)
        assert said in refused(text.encode())
    for path in (
        workbook(tmp_path / "b.xlsx", [("Nama",), ("A", *[None] * 30), *[(None,)] * 60]),
        open_document(tmp_path / "b.ods", [("Nama",), ("A", *[None] * 30), *[(None,)] * 60]),
    ):
        (sheet,) = read_sheets(path.read_bytes(), path)
        assert sheet.rows == (("Nama",), ("A",))


def test_a_hidden_sheet_is_known_as_one(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [("Nama",)], "Kerja")
    book = load_workbook(path)
    book.create_sheet("Lama").append(("Nama",))
    book["Lama"].sheet_state = "hidden"
    book.save(path)
    shown, hidden = read_sheets(path.read_bytes(), path)
    assert (shown.name, shown.hidden, hidden.name, hidden.hidden) == ("Kerja", False, "Lama", True)
    unseen = (
        '<office:automatic-styles xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0">'
        '<style:style style:name="t1" style:family="table">'
        '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
    )
    path = open_document(tmp_path / "a.ods", [("Nama",)])
    with zipfile.ZipFile(path) as packed:
        text = packed.read("content.xml").decode()
    text = text.replace("<office:body>", f"{unseen}<office:body>")
    text = text.replace("<table:table ", '<table:table table:style-name="t1" ')
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("content.xml", text)
    (sheet,) = read_sheets(path.read_bytes(), path)
    assert sheet.hidden

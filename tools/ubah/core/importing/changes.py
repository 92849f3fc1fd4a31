"""Old requests out of a table's rows, as archived requests: told as the source has them, dates read alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from ubah.core.diagnostics import CannotRun, Label, msg
from ubah.core.forms.fields import Field, FieldKind, fields_of
from ubah.core.forms.reader import how_of
from ubah.core.importing.columns import KnownColumns
from ubah.core.importing.header import Rows
from ubah.core.importing.mapping import TakenColumns
from ubah.core.importing.table import Sheet, shown
from ubah.core.importing.values import ReadCell, Refusal, read_field
from ubah.core.office.authority import Authority
from ubah.core.paths import archived_path
from ubah.core.reading.archived import ArchivedChange, read_archived
from ubah.core.reading.writing import dump

ARCHIVE_HEADER = "# yaml-language-server: $schema=../../schemas/archived-change.schema.json\n"
YEAR = "year"
MOST = 9999
_YEAR_IN_NUMBER = re.compile(r"(?<!\d)(19[89]\d|20\d\d)(?!\d)")

CHANGE_COLUMNS = KnownColumns(
    MappingProxyType(
        {
            "number": (
                *("nomor rfc", "no rfc", "nomor permintaan", "no permintaan", "nomor formulir"),
                *("nomor surat", "no surat", "rfc", "number", "nomor tiket", "no tiket", "id"),
            ),
            "title": (
                *("judul", "judul perubahan", "nama perubahan", "perubahan", "perihal", "title"),
                *("permintaan", "permintaan perubahan", "kegiatan", "nama kegiatan"),
            ),
            "date": (
                *("tanggal", "tanggal permintaan", "tgl", "tgl permintaan", "tanggal pengajuan"),
                *("tgl pengajuan", "tanggal masuk", "date", "tanggal rfc"),
            ),
            "requester": ("pemohon", "nama pemohon", "pengusul", "diajukan oleh", "requester"),
            "unit": ("unit", "unit kerja", "instansi", "bagian", "opd", "satker"),
            "description": (
                *("uraian", "uraian perubahan", "deskripsi", "deskripsi perubahan", "penjelasan"),
                *("description", "detail perubahan", "rincian perubahan"),
            ),
            "reason": ("alasan", "alasan perubahan", "latar belakang", "tujuan", "reason"),
            "category": (
                *("jenis", "jenis perubahan", "kategori", "kategori perubahan", "ruang lingkup"),
                "category",
            ),
            "urgency": (
                "keterdesakan",
                "prioritas",
                "urgensi",
                "tingkat urgensi",
                "sifat",
                "priority",
            ),
            "risk": ("dampak", "risiko", "dampak dan risiko", "tingkat risiko", "dampak risiko"),
            "decision": (
                "keputusan",
                "persetujuan",
                "hasil evaluasi",
                "hasil analisis",
                "decision",
            ),
            "decided_by": ("disetujui oleh", "diputuskan oleh", "penyetuju", "approved by"),
            "decided_on": (
                *("tanggal persetujuan", "tanggal keputusan", "tgl persetujuan", "tgl keputusan"),
                "tanggal disetujui",
            ),
            "implemented_by": ("pelaksana", "penanggung jawab", "pic", "dikerjakan oleh"),
            "implemented_on": (
                *("tanggal pelaksanaan", "tanggal implementasi", "tgl pelaksanaan"),
                *("tgl implementasi", "tanggal selesai", "tgl selesai"),
            ),
            "result": ("hasil", "hasil pelaksanaan", "hasil uji", "hasil pengujian", "result"),
            "status": ("status", "status perubahan", "status permintaan", "state"),
            "remarks": ("keterangan", "ket", "catatan", "remarks"),
        }
    ),
    apart=("no", "no urut", "nomor urut", "nomor"),
)
"""The columns of a register of changes, as the SOPs of LPSE and their forms call them."""


@dataclass(frozen=True)
class Source:
    """Whence archived requests come: the file, its digest, its sheet; who takes them over on which day."""

    file: str
    sha256: str
    sheet: str
    by: str
    date: date


@dataclass(frozen=True)
class ArchivedRow:
    """A row, counted from 1, that an archived request comes from; ``corrects`` the id of an earlier one."""

    row: int
    id: str
    data: Mapping[str, Any]
    corrects: str = ""

    @property
    def path(self) -> str:
        """Where the file belongs."""
        return archived_path(self.id)

    @property
    def file(self) -> bytes:
        """The file."""
        return (ARCHIVE_HEADER + dump(dict(self.data))).encode()


@dataclass(frozen=True)
class HeldRow:
    """A row that the archive holds as ``id``; ``differs`` are the fields that it tells otherwise."""

    row: int
    id: str
    title: str
    differs: tuple[str, ...]


@dataclass(frozen=True)
class ChangesRead:
    """What a table's rows come to."""

    new: tuple[ArchivedRow, ...]
    held: tuple[HeldRow, ...]
    refused: tuple[Refusal, ...]


def archive_fields(authority: Authority) -> Mapping[str, Field]:
    """Return the fields that a row may tell of an old request, and the year that its id bears.

    Raises:
        CannotRun: if the office has not taken up the schema of archived requests.
    """
    if authority.archived is None:
        raise CannotRun(
            msg("this office has no archive yet: schemas/ lacks archived-change.schema.json"),
            msg("type: ubah schemas --archive; it then lands like any change of the schemas"),
        )
    schema = authority.archive_schema
    original, definitions = schema["properties"]["original"], schema.get("$defs", {})
    found = {
        ".".join(each.pointer): each
        for name, part in original["properties"].items()
        for each in fields_of(
            (name,), part, name in original["required"], definitions, authority.sop
        )
    }
    label = Label("Tahun pada id arsip", "Year in the archive id")
    return MappingProxyType({**found, YEAR: Field((YEAR,), label, FieldKind.NUMBER, False)})


def read_changes(
    sheet: Sheet,
    taken: TakenColumns,
    rows: Rows,
    authority: Authority,
    archive: tuple[ArchivedChange, ...],
    taken_ids: Iterable[str],
    source: Source,
    reason: str,
) -> ChangesRead:
    """Read the rows of a table; with a ``reason``, what the archive tells otherwise is corrected."""
    fields, how = archive_fields(authority), how_of(authority)
    current = _current(archive)
    highest = _highest((*taken_ids, *(each.id for each in archive)))
    seen: dict[tuple[str, ...], int] = {}
    new: list[ArchivedRow] = []
    held: list[HeldRow] = []
    refused: list[Refusal] = []
    for row in rows.rows:
        cells = {
            name: [_cell(sheet, taken, row, column) for column in taken.of(name)]
            for name in dict.fromkeys(taken.fields.values())
        }
        told: dict[str, Any] = {}
        for name, asked in fields.items():
            value = read_field(asked, cells.get(name, []), how)
            if value is None and taken.defaults.get(name):
                value = read_field(asked, [ReadCell("", "", taken.defaults[name])], how)
            if isinstance(value, Refusal):
                refused.append(value)
                told = {}
                break
            if value is not None:
                told[name] = value
        else:
            key = next(iter(cells.get("title", ())), _cell(sheet, taken, row, 0))
            problem = _problem(told, key, seen)
            if problem:
                refused.append(problem)
                continue
            year = _year(told)
            original = {name: told[name] for name in fields if name in told and name != YEAR}
            seen[_identity(told)] = row + 1
            earlier = current.get(_identity(told))
            differs = tuple(
                name for name in original if earlier and earlier.original.get(name) != told[name]
            )
            if earlier is not None and not (differs and reason):
                held.append(HeldRow(row + 1, earlier.id, str(told["title"]), differs))
                continue
            highest[year] = highest.get(year, 0) + 1
            corrects = earlier.id if earlier else ""
            made = _row(
                row + 1, f"ARSIP-{year}-{highest[year]:04d}", original, source, corrects, reason
            )
            unfit = list(_unfit(made, authority, key, highest[year]))
            refused += unfit
            new += [made] if not unfit else []
    return ChangesRead(tuple(new), tuple(held), tuple(refused))


def _cell(sheet: Sheet, taken: TakenColumns, row: int, column: int) -> ReadCell:
    name = taken.head.names.get(column, "")
    return ReadCell(sheet.name_of(row, column), name, sheet.cell(row, column))


def _identity(told: Mapping[str, Any]) -> tuple[str, ...]:
    """Return by what an old request is known again: its number, else title, date and requester."""
    names = ("number",) if told.get("number") else ("title", "date", "requester")
    return (names[0], *(" ".join(str(told.get(name, "")).casefold().split()) for name in names))


def _current(archive: tuple[ArchivedChange, ...]) -> dict[tuple[str, ...], ArchivedChange]:
    """Return identity → archived request, corrected ones left out."""
    corrected = {each.corrects for each in archive}
    return {_identity(each.original): each for each in archive if each.id not in corrected}


def _highest(ids: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for each in ids:
        _, year, number = each.split("-")
        found[year] = max(found.get(year, 0), int(number))
    return found


def _year(told: Mapping[str, Any]) -> str:
    """Return the year that the archive id bears: of the date, as was said, or in the number."""
    if told.get("date"):
        return str(told["date"])[:4]
    if told.get(YEAR):
        return str(told[YEAR])
    found = _YEAR_IN_NUMBER.findall(str(told.get("number", "")))
    return str(found[-1]) if found else ""


def _problem(
    told: Mapping[str, Any], key: ReadCell, seen: Mapping[tuple[str, ...], int]
) -> Refusal | None:
    if "title" not in told:
        return Refusal(key.name, "", msg("the title is empty"), msg("fill in the cell"))
    twice = seen.get(_identity(told))
    if twice:
        return Refusal(
            key.name,
            shown(key.cell),
            msg("row {row} tells of the same request", row=twice),
            msg("tell the two apart by their numbers, or leave one of them out"),
        )
    if not re.fullmatch(r"\d{4}", _year(told)):
        return Refusal(
            key.name,
            shown(key.cell),
            msg("neither a date nor the number tells the year"),
            msg("fill in the date, or say the year of such rows: --default year=2024"),
        )
    return None


def _row(
    row: int,
    number: str,
    original: Mapping[str, Any],
    source: Source,
    corrects: str,
    reason: str,
) -> ArchivedRow:
    data: dict[str, Any] = {
        "id": number,
        "taken_over": {
            "file": source.file,
            "sha256": source.sha256,
            "sheet": source.sheet,
            "row": row,
            "by": source.by,
            "date": source.date.isoformat(),
        },
    }
    if corrects:
        data["corrects"] = {"id": corrects, "reason": reason}
    return ArchivedRow(row, number, {**data, "original": dict(original)}, corrects)


def _unfit(
    made: ArchivedRow, authority: Authority, key: ReadCell, number: int
) -> Iterator[Refusal]:
    if number > MOST:
        yield Refusal(
            key.name, shown(key.cell), msg("the numbers of that year are all taken"), None
        )
        return
    assert authority.archived is not None  # noqa: S101 - archive_fields has seen to it
    for finding in read_archived(made.file, made.path, authority.archived)[1]:
        yield Refusal(key.name, shown(key.cell), finding.message, finding.hint)

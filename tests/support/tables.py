"""Spreadsheets as offices have them: titles above, merged heads, numbers of columns, totals, signatures."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from openpyxl import Workbook

KIB_B_HEAD = (
    (
        *("No.", "Kode Barang", "Jenis Barang /\nNama Barang", "Nomor\nRegister", "Merk / Type"),
        *("Ukuran / CC", "Bahan", "Tahun Pembelian", "Nomor", None, None, None, None),
        *("Asal usul\nCara Perolehan", "Harga\n(Rp)", "Keterangan"),
    ),
    (*(None,) * 8, "Pabrik", "Rangka", "Mesin", "Polisi", "BPKB", None, None, None),
)
KIB_B_ROWS: tuple[tuple[Any, ...], ...] = (
    (
        *(1, "1.3.2.10.01.02.003", "Server SPSE", "0001", "Dell / R750", "2U", "Logam", 2022),
        *("SN-7781", None, None, None, None, "Pembelian", "Rp 185.000.000,00", "Baik"),
    ),
    (
        *(2, "1.3.2.10.01.02.003", "Server Cadangan", "0002", "Dell / R650", "1U", "Logam", "2023"),
        *("SN-7782", "-", "-", "-", "-", "Pembelian", 152500000, None),
    ),
    (
        *(
            3,
            "1.3.2.02.01.01.002",
            "Mobil Dinas",
            "0001",
            "Toyota / Avanza",
            "1500 CC",
            "Logam",
            2019,
        ),
        *(None, "MHK-001", "2NR-55", "KU 1234 X", "M-0042", "Hibah", "215.000.000", "Baik"),
    ),
)


def kib_b(path: Path, rows: tuple[tuple[Any, ...], ...] = KIB_B_ROWS) -> Path:
    """Write a Kartu Inventaris Barang B as the offices' own program exports it."""
    book = Workbook()
    cover = book.active
    assert cover is not None
    cover.title = "Sampul"
    cover.append(["Dinas Contoh"])
    sheet = book.create_sheet("KIB B")
    sheet.append(["KARTU INVENTARIS BARANG (KIB) B"])
    sheet.append(["PERALATAN DAN MESIN"])
    sheet.merge_cells("A1:P1")
    sheet.append([])
    sheet.append(["SKPD", None, ": LPSE Contoh"])
    sheet.append([])
    for head in KIB_B_HEAD:
        sheet.append(head)
    sheet.merge_cells("I6:M6")
    sheet.merge_cells("A6:A7")
    sheet.append(list(range(1, 17)))
    for row in rows:
        sheet.append(row)
    sheet.append([])
    sheet.append([None, None, "Jumlah", *(None,) * 11, f"=SUM(O9:O{8 + len(rows)})"])
    sheet.append([])
    sheet.append([None, None, None, None, "Tideng Pale, 31 Desember 2025"])
    sheet.append([None, None, "Mengetahui,", None, "Pengurus Barang"])
    book.save(path)
    return path


RISK_HEAD = (
    *("No", "Nama Aset", "Kategori", "Pemilik Aset", "Penanggung Jawab", "Lokasi", "Kerahasiaan"),
    *("Integritas", "Ketersediaan", "Nilai Risiko", "Masa Berlaku", "Spesifikasi"),
)
RISK_ROWS: tuple[tuple[Any, ...], ...] = (
    (
        *(
            1,
            "Aplikasi SPSE",
            "Perangkat Lunak",
            "LPSE Contoh",
            "Pengelola",
            "Ruang server",
            "Tinggi",
        ),
        *("Tinggi", 3, "Sedang (6)", None, "SPSE 4.5"),
    ),
    (
        *(2, "Sertifikat TLS", "Informasi", "LPSE Contoh", "Pengelola", "Brankas", 3, 3, "Sedang"),
        *("Rendah (2)", dt.date(2027, 2, 24), "Wildcard"),
    ),
    (
        *(3, "Helpdesk", "Layanan", "LPSE Contoh", "Pengelola", "Lantai 1", "rendah", 2, 2, None),
        *("31 Desember 2026", "Layanan telepon"),
    ),
)


def workbook(path: Path, rows: list[tuple[Any, ...]], name: str = "Sheet1") -> Path:
    """Write one sheet; a cell that begins with "#" and ends so is a formula's error."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = name
    for row in rows:
        sheet.append(row)
    for cells in sheet.iter_rows():
        for cell in cells:
            if isinstance(cell.value, str) and cell.value.startswith("#"):
                cell.data_type = "e"
    book.save(path)
    return path


def risk_list(path: Path, rows: tuple[tuple[Any, ...], ...] = RISK_ROWS) -> Path:
    """Write a list of assets with their risks."""
    return workbook(path, [("DAFTAR ASET DAN RISIKO",), (), RISK_HEAD, *rows], "Aset")


_DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
 office:version="1.3"><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>
</office:document-content>"""


def open_document(path: Path, rows: list[tuple[Any, ...]], name: str = "Lembar1") -> Path:
    """Write an .ods as LibreOffice does: repeated empty cells and rows, errors marked as such."""
    body = "".join(
        f"<table:table-row>{''.join(_cell(value) for value in row)}"
        '<table:table-cell table:number-columns-repeated="16370"/></table:table-row>'
        for row in rows
    )
    end = (
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    table = f"<table:table table:name={quoteattr(name)}>{body}{end}</table:table>"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", _DOCUMENT.format(tables=table))
    path.write_bytes(buffer.getvalue())
    return path


def _cell(value: Any) -> str:
    if value is None:
        return "<table:table-cell/>"
    said = f"<text:p>{escape(str(value))}</text:p>"
    if isinstance(value, str) and value.startswith("#"):
        kind = 'office:value-type="float" office:value="0" calcext:value-type="error"'
    elif isinstance(value, dt.date):
        kind = f'office:value-type="date" office:date-value="{value.isoformat()}"'
    elif isinstance(value, (int, float)):
        kind = f'office:value-type="float" office:value="{value}"'
    else:
        kind = 'office:value-type="string"'
    return f"<table:table-cell {kind}>{said}</table:table-cell>"

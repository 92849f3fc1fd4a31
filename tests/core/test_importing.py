"""Tables as offices keep them: the head is found, cells are read, and what cannot be is refused."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from ubah.core.forms.reader import how_of
from ubah.core.importing.asset_fields import asset_fields
from ubah.core.importing.columns import ASSET_COLUMNS
from ubah.core.importing.header import find_head, rows_below
from ubah.core.importing.mapping import mapping_from, taken_columns, typed_mapping
from ubah.core.importing.separated import separated_sheet
from ubah.core.importing.table import CellValue, Formula, Sheet, column_name
from ubah.core.importing.values import ReadCell, Refusal, money, read_field
from ubah.core.strict_yaml.source import parse
from ubah.edge.clone.workspace import authority_on_disk


def sheet(*rows: tuple[CellValue, ...]) -> Sheet:
    return Sheet("Lembar1", rows)


@pytest.mark.parametrize(
    ("column", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (701, "ZZ"), (702, "AAA")]
)
def test_columns_are_called_as_spreadsheets_do(column: int, name: str) -> None:
    assert column_name(column) == name


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("Rp 1.500.000,00", 1_500_000),
        ("Rp. 1.500.000,-", 1_500_000),
        ("1,500,000.00", 1_500_000),
        ("1.500.000", 1_500_000),
        ("1 500 000", 1_500_000),
        ("1500000", 1_500_000),
        ("1.500", 1_500),
        ("0", 0),
        (1_500_000.0, 1_500_000),
        (12, 12),
        ("1,500", None),  # fifteen hundred there, one and a half here
        ("1500,5", None),
        (1500.5, None),
        (-5, None),
        ("-1.500", None),
        ("1.5.00", None),
        ("1.500,000", None),
        ("sekitar 2 juta", None),
        ("٣٤٥", None),
        (True, None),
    ],
)
def test_money(cell: CellValue, amount: int | None) -> None:
    found = money(ReadCell("Lembar1!D7", "Harga", cell))
    assert (found if isinstance(found, int) else None) == amount
    if amount is None:
        assert isinstance(found, Refusal)
        assert found.cell == "Lembar1!D7"


def test_money_in_thousands_is_told_by_the_column() -> None:
    assert money(ReadCell("A1", "Harga (Ribuan Rp)", "1.500")) == 1_500_000
    assert money(ReadCell("A1", "Harga (Ribuan Rp)", 12.5)) == 12_500


@pytest.mark.parametrize("sign", [";", ",", "\t", "|"])
@pytest.mark.parametrize(
    ("encoding", "mark"), [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("cp1252", b"")]
)
def test_separated_values(sign: str, encoding: str, mark: bytes) -> None:
    text = f'Nama{sign}Lokasi{sign}Harga\r\n"Server{sign} ""A"""{sign}Café\r\nlantai 1{sign}5\r\n'
    text = text.replace("Café\r\nlantai 1", '"Café\nlantai 1"')
    found = separated_sheet(mark + text.encode(encoding), "aset.csv")
    assert found.rows == (
        ("Nama", "Lokasi", "Harga"),
        (f'Server{sign} "A"', "Café\nlantai 1", "5"),
    )


def test_excels_own_mark_names_the_sign() -> None:
    found = separated_sheet(b"sep=;\r\nNama;Lokasi\r\nA, B, C;D\r\n", "x.csv")
    assert found.rows == ((None,), ("Nama", "Lokasi"), ("A, B, C", "D"))


def rows_of(table: Sheet) -> tuple[list[int], list[int]]:
    head = find_head(table, ASSET_COLUMNS)
    assert head is not None
    key = next(c for c, name in head.names.items() if ASSET_COLUMNS.field_of(name) == "name")
    found = rows_below(table, head, key, ASSET_COLUMNS)
    return [row + 1 for row in found.rows], [row + 1 for row, _ in found.aside]


HEAD: tuple[CellValue, ...] = ("No", "Nama Aset", "Lokasi", "Harga")


@pytest.mark.parametrize(
    ("rows", "taken", "aside"),
    [
        ([(1, "A", "x", 1), (2, "B", "y", 2)], [2, 3], []),
        ([(1, 2, 3, 4), (1, "A", "x", 1)], [3], [2]),
        ([("(1)", "(2)", "(3)", "(4)"), (1, "A", "x", 1)], [3], [2]),
        ([(1, "A", "x", 1), (), (2, "B", "y", 2)], [2, 4], []),
        ([(1, "A", "x", 1), (None, "Jumlah", None, 1)], [2], [3]),
        ([(1, "A", "x", 1), ("TOTAL", None, None, 1)], [2], [3]),
        ([(1, "A", "x", 1), ("Sub Total", None, None, 1), (2, "B", "y", 2)], [2, 4], [3]),
        ([(1, "Total Station Topcon", "x", 1)], [2], []),
        ([(1, "A", "x", 1), HEAD, (2, "B", "y", 2)], [2, 4], [3]),
        (
            [(1, "A", "x", 1), (), (None, None, "Contoh, 1 Mei 2025"), (None, None, "ttd")],
            [2],
            [4, 5],
        ),
        ([(1, "A", "x", 1), ("Jumlah", None, None, 1), (None, "Kepala", "Pengurus")], [2], [3, 4]),
        ([(1, "A", "x", 1), (2, None, None, 7)], [2, 3], []),  # lacks its name: to be refused
        ([(1, "A", "x", 1), (None, "B", "y", None)], [2, 3], []),  # lacks its number alone
        ([(1, "A", Formula("#REF!"), 1), (2, Formula("#N/A"), None, None)], [2, 3], []),
    ],
)
def test_which_rows_are_the_tables(
    rows: list[tuple[CellValue, ...]], taken: list[int], aside: list[int]
) -> None:
    assert rows_of(sheet(HEAD, *rows)) == (taken, aside)


def test_a_head_of_two_rows_below_titles() -> None:
    table = sheet(
        ("DAFTAR BARANG",),
        (),
        ("Nama Barang", "Nomor", None, None, "Harga"),
        (None, "Pabrik", "Rangka", "Mesin", None),
        ("Server", "SN-1", None, None, 5),
    )
    head = find_head(table, ASSET_COLUMNS)
    assert head is not None
    assert (head.row, head.height) == (2, 2)
    assert list(head.names.values()) == [
        "Nama Barang",
        "Nomor Pabrik",
        "Nomor Rangka",
        "Nomor Mesin",
        "Harga",
    ]


def test_a_row_of_texts_below_a_head_is_no_second_head() -> None:
    table = sheet(("Nama Aset", "Lokasi", None), ("Server", "Lantai 1", "catatan"))
    head = find_head(table, ASSET_COLUMNS)
    assert head is not None
    assert head.height == 1


def test_what_was_said_of_a_column_comes_before_its_name() -> None:
    table = sheet(("Nama Aset", "Lokasi", "Kolom Aneh"), ("A", "B", "C"))
    head = find_head(table, ASSET_COLUMNS)
    assert head is not None
    fields = ["name", "location", "remarks"]
    said = typed_mapping("", 0, ["Kolom  Aneh=remarks", "Lokasi=-"], ["remarks=a=b"])
    taken = taken_columns(head, said, ASSET_COLUMNS, fields)
    assert dict(taken.fields) == {0: "name", 2: "remarks"}
    assert (taken.unknown, dict(taken.defaults)) == ((), {"remarks": "a=b"})
    assert taken.lacking(fields) == ("location",)


def test_a_mapping_is_read_back_as_it_was_written() -> None:

    said = typed_mapping("KIB B", 6, ["Nama = Barang=name", "No.=-"], ["integrity=2"])
    document, findings = parse(said.text(), "x.yaml")
    assert not findings
    assert document is not None
    assert mapping_from(document.value, "x.yaml") == said


def part(cell: CellValue, column: str = "X") -> ReadCell:
    return ReadCell("Lembar1!D7", column, cell)


@pytest.mark.parametrize(
    ("field", "cell", "value"),
    [
        ("confidentiality", "Tinggi", 3),
        ("confidentiality", "RENDAH ", 1),
        ("confidentiality", 2.0, 2),
        ("confidentiality", 4, None),
        ("confidentiality", "Sangat Tinggi", None),
        ("class", "Perangkat Lunak", "software"),
        ("class", "perangkat keras", "physical"),
        ("class", "SDM", "people"),
        ("class", "Tanah", None),
        ("status", "Aktif", "active"),
        ("valid_until", dt.datetime(2027, 2, 24), "2027-02-24"),
        ("valid_until", dt.date(2027, 2, 24), "2027-02-24"),
        ("valid_until", "24 Februari 2027", "2027-02-24"),
        ("valid_until", "24/02/2027", "2027-02-24"),
        ("valid_until", "31/02/2027", None),
        ("valid_until", 46077, None),
        ("valid_until", "selamanya", None),
        ("state_property.year", 2019.0, 2019),
        ("state_property.year", "2019", 2019),
        ("state_property.year", "19", None),
        ("state_property.year", dt.date(1905, 7, 11), None),
        ("state_property.register_number", 12.0, "12"),
        ("state_property.register_number", "0012", "0012"),
        ("state_property.item_code", 1.3021001020030001e17, None),
        ("name", "Server\n SPSE", "Server SPSE"),
        ("name", Formula("#REF!"), None),
        ("name", Formula("=A4*2"), None),
        ("name", "#N/A", None),
        ("name", "Err:502", None),
        ("name", "#1 di rak", "#1 di rak"),
        ("ip_addresses", "192.0.2.1, 192.0.2.2", ["192.0.2.1", "192.0.2.2"]),
    ],
)
def test_a_cell_is_read_as_its_field_wants_it(field: str, cell: CellValue, value: Any) -> None:

    authority = office_authority()
    found = read_field(asset_fields(authority)[field], [part(cell)], how_of(authority))
    if value is None:
        assert isinstance(found, Refusal)
        assert found.cell == "Lembar1!D7"
    else:
        assert found == value


def office_authority() -> Any:

    return authority_on_disk(Path(__file__).parents[2])


def test_several_columns_of_one_field_keep_their_names() -> None:

    authority = office_authority()
    fields, how = asset_fields(authority), how_of(authority)
    parts = [part("MHK-1", "Nomor Rangka"), part("-", "Nomor Mesin"), part(7, "Nomor BPKB")]
    joined = read_field(fields["state_property.serial_number"], parts, how)
    assert joined == "Nomor Rangka: MHK-1; Nomor BPKB: 7"
    twice = read_field(fields["state_property.year"], [part(2019), part(2020)], how)
    assert isinstance(twice, Refusal)
    assert read_field(fields["remarks"], [part("Tinggi", "Tingkat Risiko")], how) == (
        "Tingkat Risiko: Tinggi"
    )
    assert read_field(fields["remarks"], [part("Baik", "Keterangan")], how) == "Baik"

"""One cell, or several, read as the value of one field: days, money, scores as offices write them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from ubah.core.diagnostics import Message, msg
from ubah.core.forms.fields import Field, FieldKind
from ubah.core.forms.typed import How, Misread, read_one, unquoted
from ubah.core.importing.columns import plain_name
from ubah.core.importing.table import CellValue, Formula, shown
from ubah.core.lookalikes import plain_signs
from ubah.core.strict_yaml.document import Json

EXACT = 1e15
"""From here on a spreadsheet no longer keeps every digit of a number."""

_ERROR = re.compile(
    r"#(REF|DIV/0|N/A|NAME|NULL|NUM|VALUE|SPILL|CALC|FIELD|BLOCKED)\b[!?]?|Err:\d+\Z"
)
_CURRENCY = re.compile(r"\A(rp|idr)\.?\s*", re.IGNORECASE)
_DASHES = frozenset({"", "-", "–", "--", "n/a", "na", "nihil", "tidak ada", "."})
_GROUPED = re.compile(r"\d{1,3}([.,])\d{3}(?:\1\d{3})*\Z", re.ASCII)
_WITH_DECIMALS = re.compile(r"(\d{1,3}(?:([.,])\d{3}(?:\2\d{3})*)|\d+)([.,])(\d{1,2})\Z", re.ASCII)

WORDS: Mapping[str, Mapping[str, Json]] = MappingProxyType(
    {
        "score": {
            **dict.fromkeys(("1", "rendah", "low", "r"), 1),
            **dict.fromkeys(("2", "sedang", "medium", "s", "menengah"), 2),
            **dict.fromkeys(("3", "tinggi", "high", "t"), 3),
        },
        "class": {
            **dict.fromkeys(
                ("informasi", "data", "data dan informasi", "data informasi", "dokumen"),
                "information",
            ),
            **dict.fromkeys(
                ("sdm", "sumber daya manusia", "personel", "orang", "sdm dan pihak ketiga"),
                "people",
            ),
            **dict.fromkeys(
                (
                    *("fisik", "perangkat keras", "hardware", "jaringan", "perangkat jaringan"),
                    *(
                        "sarana pendukung",
                        "peralatan",
                        "peralatan dan mesin",
                        "server",
                        "infrastruktur",
                    ),
                ),
                "physical",
            ),
            **dict.fromkeys(
                ("perangkat lunak", "software", "aplikasi", "sistem informasi", "basis data"),
                "software",
            ),
            **dict.fromkeys(("layanan", "jasa", "service", "intangible"), "service"),
        },
        "status": {
            **dict.fromkeys(("aktif", "dipakai", "digunakan", "masih dipakai"), "active"),
            **dict.fromkeys(
                (
                    "dihentikan",
                    "tidak aktif",
                    "nonaktif",
                    "non aktif",
                    "dihapuskan",
                    "tidak dipakai",
                ),
                "retired",
            ),
        },
    }
)
"""Words for values beyond those that the schema itself gives."""


@dataclass(frozen=True)
class ReadCell:
    """A cell that a field is read from: what it is called, the name of its column, what it holds."""

    name: str
    column: str
    cell: CellValue


@dataclass(frozen=True)
class Refusal:
    """A row that is not taken: which cell, what it holds, and why not."""

    cell: str
    value: str
    reason: Message
    hint: Message | None = None


def says_nothing(cell: CellValue) -> bool:
    """Whether a cell is empty, or holds what people write where there is nothing to write."""
    return not isinstance(cell, Formula) and shown(cell).casefold() in _DASHES


def cell_problem(part: ReadCell) -> Refusal | None:
    """Return what keeps a cell from being read at all: a formula's error, or digits that are lost."""
    text = shown(part.cell)
    if isinstance(part.cell, Formula) and not _ERROR.match(text):
        return Refusal(
            part.name,
            text,
            msg("the formula has no value; it was never calculated"),
            msg("open the file in a spreadsheet program, save it, and type this once more"),
        )
    if isinstance(part.cell, Formula) or (isinstance(part.cell, str) and _ERROR.match(text)):
        return Refusal(
            part.name, text, msg("the formula is in error"), msg("mend the formula in the file")
        )
    return None


def read_field(asked: Field, parts: Sequence[ReadCell], how: How) -> Json | Refusal | None:
    """Return the value of a field out of the cells that it is read from; None where they are empty."""
    filled = [part for part in parts if not says_nothing(part.cell)]
    for part in filled:
        problem = cell_problem(part)
        if problem:
            return problem
    if not filled:
        return None
    if len(filled) == 1 and not (len(parts) > 1 or _needs_its_name(asked, filled[0])):
        return read_part(asked, filled[0], how)
    if asked.kind not in (FieldKind.LINE, FieldKind.TEXT, FieldKind.LIST):
        return Refusal(
            filled[1].name if len(filled) > 1 else filled[0].name,
            shown(filled[-1].cell),
            msg("two columns are taken for {field}, and both hold something", field=asked.label),
            msg('leave one of them out: --map "Column=-"'),
        )
    texts: list[str] = []
    for part in filled:
        text = _as_text(part)
        if isinstance(text, Refusal):
            return text
        texts.append(text if asked.kind is FieldKind.LIST else f"{part.column}: {text}")
    joined = ", ".join(texts) if asked.kind is FieldKind.LIST else "; ".join(texts)
    return _read(asked, joined, filled[0].name, how)


def _needs_its_name(asked: Field, part: ReadCell) -> bool:
    """Whether a value would say nothing without the name of its column: "Tinggi" among remarks."""
    own = {"keterangan", "ket", "catatan", "remarks"}
    return asked.id == "remarks" and plain_name(part.column) not in own


def read_part(asked: Field, part: ReadCell, how: How) -> Json | Refusal:
    """Return the value that one cell has for a field."""
    text = shown(part.cell)
    match asked.kind:
        case FieldKind.NUMBER if asked.id.endswith("year"):
            return _year(part)
        case FieldKind.NUMBER if asked.definition != "score":
            return money(part)
        case FieldKind.DAY if isinstance(part.cell, (date, datetime)):
            return part.cell.isoformat()[:10]
        case FieldKind.DAY if isinstance(part.cell, (int, float)):
            return Refusal(
                part.name,
                text,
                msg("a number stands where a date belongs"),
                msg("give the cell a date, or write it, for example, as 5 Desember 2026"),
            )
        case _:
            said = _as_text(part)
            return said if isinstance(said, Refusal) else _read(asked, said, part.name, how)


def _read(asked: Field, said: str, name: str, how: How) -> Json | Refusal:
    kind = "score" if asked.definition == "score" else asked.id if asked.choices else ""
    known = WORDS.get(kind, {}).get(plain_name(said))
    if known is not None:
        return known
    if asked.definition == "score":
        hint = msg("write 1, 2, 3, or rendah, sedang, tinggi")
        return Refusal(name, said, msg("this is no score from 1 to 3"), hint)
    found = read_one(asked.kind, said, how, asked.choices, asked.definition)
    if isinstance(found, Misread):
        return Refusal(name, said, found.message, found.hint)
    return " ".join(str(found).split()) if asked.kind is FieldKind.LINE else found


def _as_text(part: ReadCell) -> str | Refusal:
    if isinstance(part.cell, (int, float)) and abs(part.cell) >= EXACT:
        return Refusal(
            part.name,
            shown(part.cell),
            msg("a number of so many digits has lost its last ones in the spreadsheet"),
            msg("give the column the format Text, and type the number again"),
        )
    return shown(part.cell)


def _year(part: ReadCell) -> Json | Refusal:
    text = shown(part.cell)
    if not isinstance(part.cell, date) and re.fullmatch(r"\d{4}", text, re.ASCII):
        return int(text)
    return Refusal(
        part.name, text, msg("this is no year"), msg("write its four digits, such as 2024")
    )


def money(part: ReadCell) -> Json | Refusal:
    """Return an amount in whole rupiah: Rp 1.500.000,00 and 1,500,000.00 alike, thousands if the column says so."""
    factor = 1000 if "ribu" in part.column.casefold() else 1
    if isinstance(part.cell, (int, float)) and not isinstance(part.cell, bool):
        amount = round(part.cell * factor, 2)
        return int(amount) if amount >= 0 and float(amount).is_integer() else _no_amount(part)
    text = plain_signs(unquoted(shown(part.cell))).strip()
    text = _CURRENCY.sub("", text).removesuffix(",-").removesuffix(".-").replace(" ", "")
    if text.isascii() and text.isdecimal():
        return int(text) * factor
    grouped = _GROUPED.match(text)
    if grouped and not (grouped[1] == "," and text.count(",") == 1):
        return int(re.sub("[.,]", "", text)) * factor
    parts = _WITH_DECIMALS.match(text)
    if parts and parts[2] != parts[3]:
        cents = int(re.sub("[.,]", "", parts[1])) * 100 + int(parts[4].ljust(2, "0"))
        return cents * factor // 100 if cents * factor % 100 == 0 else _no_amount(part)
    return _no_amount(part)


def _no_amount(part: ReadCell) -> Refusal:
    return Refusal(
        part.name,
        shown(part.cell),
        msg("this is no amount in whole rupiah"),
        msg("write it, for example, as 1.500.000"),
    )

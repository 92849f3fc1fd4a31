"""`ubah export` and the choices that `ubah list` takes alike, as they are typed."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from clerk import CHECKOUT, MODULE, Ran, environment, run
from jsonschema import Draft202012Validator
from openpyxl import load_workbook
from pypdf import PdfReader

from ubah.cli.publication.papers import MOST, _refuse_too_many
from ubah.core.diagnostics import CannotRun

SCHEMA = CHECKOUT / "tools/ubah/publish/exports/schemas/register.schema.json"


def export(*words: str | Path, code: int = 0, **more: Any) -> Ran:
    return run(CHECKOUT, "export", *words, "--lang", "en", code=code, **more)


def records() -> list[dict[str, Any]]:
    paths = sorted((CHECKOUT / "changes").rglob("*.yaml"))
    return [yaml.load(path.read_text("utf-8"), yaml.CSafeLoader) for path in paths]


def kind(record: dict[str, Any]) -> str:
    found = "undecided"
    for entry in record["journal"]:
        known = {"escalate": "emergency", "classify_normal": "normal"}
        found = known.get(entry["action"], found)
    return found


def category(record: dict[str, Any]) -> str:
    accepted = [e["evidence"]["category"] for e in record["journal"] if e["action"] == "accept"]
    return accepted[-1] if accepted else record["request"].get("category", "")


def filed(record: dict[str, Any]) -> str:
    return str(record["journal"][0]["at"])


CHOICES: list[tuple[tuple[str, ...], Callable[[dict[str, Any]], bool]]] = [
    ((), lambda r: True),
    (("--period", "2026-03"), lambda r: filed(r).startswith("2026-03")),
    (("--period", "2026-Q2"), lambda r: filed(r)[5:7] in ("04", "05", "06")),
    (("--period", "2025"), lambda r: False),
    (("--state", "rejected"), lambda r: r["status"] == "rejected"),
    (("--kind", "emergency"), lambda r: kind(r) == "emergency"),
    (("--kind", "undecided"), lambda r: kind(r) == "undecided"),
    (("--category", "security"), lambda r: category(r) == "security"),
    (
        ("--period", "2026", "--kind", "normal", "--state", "closed"),
        lambda r: kind(r) == "normal" and r["status"] == "closed",
    ),
]


@pytest.mark.parametrize(
    ("words", "wanted"), CHOICES, ids=lambda each: "_".join(each) if isinstance(each, tuple) else ""
)
def test_lists_and_exports_choose_the_same_requests(
    words: tuple[str, ...], wanted: Callable[[dict[str, Any]], bool]
) -> None:
    chosen = [record["id"] for record in records() if wanted(record)]
    listed = run(CHECKOUT, "list", *words, "--lang", "en").out
    assert re.findall(r"^RFC-\d{4}-\d{4}", listed, re.MULTILINE) == chosen
    assert f"{len(chosen)} of 31" in listed
    rows = csv.DictReader(io.StringIO(export("csv", "--plain", *words).out))
    assert [row["number"] for row in rows] == chosen


def test_a_part_of_the_register_says_that_it_is_one(tmp_path: Path) -> None:
    words = ("--period", "2026", "--kind", "normal", "--state", "closed")
    chosen = [r["id"] for r in records() if kind(r) == "normal" and r["status"] == "closed"]
    document = json.loads(export("json", *words).out)
    assert [record["number"] for record in document["records"]] == chosen
    assert document["chosen"] == {"period": "2026", "kind": "normal", "state": "closed"}
    assert "chosen" not in json.loads(export("json").out)
    assert list(Draft202012Validator(json.loads(SCHEMA.read_text())).iter_errors(document)) == []
    out = tmp_path / "register.xlsx"
    export("xlsx", *words, "--out", out)
    sheet = load_workbook(out)["RFC"]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == chosen


def test_every_feed_takes_a_choice() -> None:
    march = export("ics", "--period", "2026-03").out
    assert set(re.findall(r"SUMMARY:(RFC-\d{4}-\d{4})", march)) <= {
        record["id"] for record in records() if filed(record).startswith("2026-03")
    }
    assert "RFC-2026-0001" not in march
    assert "RFC-2026-0001" in export("ics").out
    atom = export("atom", "--state", "awaiting_head").out
    assert set(re.findall(r"<title>(RFC-\d{4}-\d{4})", atom)) == {"RFC-2026-0029"}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("pdf", "RFC-1999-0001", "--out", "x.pdf"), "there is no record RFC-1999-0001"),
        (("pdf", "RFC-2026-0031", "--form", "release", "--out", "x.pdf"), "possible here: request"),
        (("pdf", "RFC-2026-0001", "--period", "2026", "--out", "x.pdf"), "not both"),
        (("pdf", "--period", "2020", "--out", "x.pdf"), "no request fits what was asked for"),
        (("pdf", "--form", "surat", "--out", "x.pdf"), "request, evaluation, approval, test"),
        (("pdf", "--dir", "a", "--out", "x.pdf"), "exclude each other"),
        (("pdf", "RFC-2026-0001", "--out", "roles.yaml"), "belongs to the office's register"),
        (("csv", "RFC-2026-0001"), "type: ubah export csv --help"),
        (("csv", "--assets", "--period", "2026"), "type: ubah export csv --assets"),
        (("json", "--plain"), "there is no option --plain"),
        (("docx",), "possible here: atom, csv, ics, json, pdf, recap, xlsx"),
        (("recap",), "--month 2026-03"),
        (("recap", "--month", "2026-03", "--year", "2026"), "--month 2026-03"),
        (("recap", "--month", "maret"), "write a month as 2026-03"),
        (("recap", "--year", "9998", "--out", "x.pdf"), "9998 has not begun yet"),
    ],
)  # fmt: skip
def test_what_cannot_be_written_is_refused(words: tuple[str, ...], told: str) -> None:
    ran = export(*words, code=2)
    assert told in ran.err
    assert ran.out == ""
    assert not (CHECKOUT / "x.pdf").exists()


def test_a_file_for_each_form_or_one_with_all(tmp_path: Path) -> None:
    folder, out = tmp_path / "berkas", tmp_path / "semua.pdf"
    export("pdf", "RFC-2026-0020", "--dir", folder)
    names = ("request", "evaluation", "test", "rollback", "change-report", "release")
    assert {path.name for path in folder.iterdir()} == {f"RFC-2026-0020-{n}.pdf" for n in names}
    export("pdf", "RFC-2026-0020", "--out", out)
    each = [len(PdfReader(path).pages) for path in folder.iterdir()]
    assert len(PdfReader(out).pages) == sum(each)
    assert PdfReader(out).metadata.title.startswith("RFC-2026-0020 – LPSE Kabupaten Contoh")  # type: ignore[union-attr]


def test_more_forms_than_one_file_holds_are_written_one_by_one() -> None:
    _refuse_too_many(MOST)
    with pytest.raises(CannotRun, match="too many for one file") as refused:
        _refuse_too_many(MOST + 1)
    assert refused.value.hint
    assert "--dir DIR" in refused.value.hint.text


@pytest.mark.slow
def test_a_paper_is_the_same_bytes_on_any_machine(tmp_path: Path) -> None:
    """Other time zone, language of the system, home and folder for temporary files."""
    made = []
    for number, (zone, locale) in enumerate((("UTC", "C"), ("Pacific/Kiritimati", "ar_SA.UTF-8"))):
        home = tmp_path / str(number)
        home.mkdir()
        own = environment(home, TZ=zone, LC_ALL=locale, LANG=locale, TMPDIR=str(home))
        out = home / "form.pdf"
        export("pdf", "RFC-2026-0010", "--out", out, env=own, program=MODULE)
        made.append(out.read_bytes())
        assert [path.name for path in home.iterdir()] == ["form.pdf"]
    assert made[0] == made[1]

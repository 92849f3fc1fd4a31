"""Golden files: after a wanted change, ``UBAH_WRITE_GOLDEN=1 pytest tests/report`` writes them."""

import json
import os
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ubah.core.diagnostics import (
    Basis,
    Finding,
    Label,
    Place,
    Position,
    Severity,
    Verdict,
    deviation,
    error,
    msg,
)
from ubah.core.json_schema.validator import validator_for
from ubah.core.rules import BY_ID
from ubah.edge.system.catalogues import load
from ubah.report import FORMATS, Report, render, text

GOLDEN = Path(__file__).parent / "golden"
SCHEMA = Path(__file__).resolve().parents[2] / "schemas/report.schema.json"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
ROOT = "f" * 40
RECORD = "RFC-2026-0001"
PATH = f"changes/2026/{RECORD}.yaml"
IMPLEMENT = Label("Catat Pelaksanaan", "Record the implementation")
SUBMITTED = Label("Diajukan", "Submitted")

FINDINGS = (
    error(
        BY_ID["UB401"],
        Place(PATH, Position(12, 5), RECORD, COMMIT),
        msg(
            "{action} is not legal in the state {state}",
            action=IMPLEMENT,
            state=SUBMITTED,
        ),
        msg(
            "legal now: {choices}; type: ubah advance {record} ACTION",
            choices="accept (budi)",
            record=RECORD,
        ),
        Basis.SOP,
    ),
    Finding(
        BY_ID["UB601"],
        Severity.ERROR,
        Basis.LOCAL,
        Place("assets/SRV-0001.yaml", commit=COMMIT),
        msg(
            "the asset {asset} changes, but no {updates} that lands here declares it",
            asset="SRV-0001",
            updates="update_assets",
        ),
    ),
    replace(
        deviation(
            BY_ID["UB902"],
            Place(PATH, Position(12, 5), RECORD, COMMIT),
            msg("the work deviated from the plan"),
        ),
        basis=Basis.READING,
    ),
    Finding(
        BY_ID["UB507"], Severity.INDETERMINATE, Basis.LOCAL, Place(commit=COMMIT), msg("not signed")
    ),
    Finding(
        BY_ID["UB710"], Severity.NOTE, Basis.LOCAL, Place(record=RECORD), msg("the file is empty")
    ),
)
AUDIT = Report(
    command="audit",
    verdict=Verdict.FAIL,
    findings=FINDINGS,
    counts={"landings": 3, "commits": 7, "records": 31, "marvels": 1},
    trust_root=ROOT,
    tip=COMMIT,
    version="1.2.3",
)
NOTE = msg(
    "only content and transitions are judged here, not who took the steps (for that: ubah audit)"
)
CHECK = Report("check", Verdict.PASS, counts={"records": 31}, notes=(NOTE,), version="1.2.3")


def rendered(report: Report, format: str, language: str, *, colour: bool = False) -> str:
    return render(report, format, language, load(language), colour=colour)


@pytest.mark.parametrize(
    ("report", "format", "language"),
    [
        (AUDIT, "text", "id"),
        (AUDIT, "text", "en"),
        (AUDIT, "github", "id"),
        (AUDIT, "json", "id"),
        (AUDIT, "sarif", "id"),
        (AUDIT, "junit", "id"),
        (CHECK, "text", "id"),
        (CHECK, "text", "en"),
        (CHECK, "github", "id"),
        (CHECK, "json", "id"),
        (CHECK, "sarif", "id"),
        (CHECK, "junit", "id"),
    ],
    ids=lambda value: value.command if isinstance(value, Report) else str(value),
)
def test_a_report_looks_like_its_golden_file(report: Report, format: str, language: str) -> None:
    golden = GOLDEN / f"{report.command}.{language}.{format}"
    shown = rendered(report, format, language)
    if os.environ.get("UBAH_WRITE_GOLDEN"):
        golden.write_text(shown, encoding="utf-8")
    assert shown == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("report", [AUDIT, CHECK], ids=lambda report: str(report.command))
@pytest.mark.parametrize("language", ["id", "en"])
def test_json_is_what_its_schema_says(report: Report, language: str) -> None:
    value = json.loads(rendered(report, "json", language))
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert [problem.message for problem in validator_for(schema).errors(value)] == []
    assert value["language"] == language


def test_json_counts_findings_by_severity_over_any_count_of_that_name() -> None:
    value = json.loads(rendered(replace(AUDIT, counts={"error": 99}), "json", "en"))
    assert value["counts"] == {"error": 2, "indeterminate": 1, "deviation": 1, "note": 1}


@pytest.mark.parametrize("verdict", Verdict)
@pytest.mark.parametrize("format", ["text", "github"])
def test_every_verdict_has_its_word(verdict: Verdict, format: str) -> None:
    words = {"pass": "Sesuai", "fail": "Tidak Sesuai", "indeterminate": "Belum Dapat Dipastikan"}
    last = rendered(replace(CHECK, verdict=verdict), format, "id").splitlines()[-1]
    assert last.startswith(f"{words[verdict]} – ")


def test_sarif_points_to_the_rules_that_it_lists() -> None:
    run = json.loads(rendered(AUDIT, "sarif", "en"))["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [rules[result["ruleIndex"]] for result in run["results"]] == [
        result["ruleId"] for result in run["results"]
    ]
    assert run["properties"]["verdict"] == "fail"


def test_junit_counts_what_it_lists() -> None:
    suite = ET.fromstring(rendered(AUDIT, "junit", "en").partition("\n")[2])  # noqa: S314 - our own
    assert suite.get("tests") == str(len(suite.findall("testcase"))) == "5"
    assert suite.get("failures") == str(len(suite.findall("testcase/failure"))) == "2"
    assert suite.get("errors") == str(len(suite.findall("testcase/error"))) == "1"


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="no such format: html"):
        rendered(CHECK, "html", "id")


def test_colour_only_adds_escapes() -> None:
    coloured = rendered(AUDIT, "text", "id", colour=True)
    assert "\x1b[1;31mkesalahan\x1b[0m" in coloured
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured) == rendered(AUDIT, "text", "id")


# --- what came out of a repository must not reach a terminal or a CI system as a command --------

HOSTILE = (
    "x\n::error file=a::b\r\n##[add-mask]y\x1b[2J\x9b31m\u202egnp\u2028::stop-commands::t\x85%0A:,"
)


def hostile(text: str) -> Report:
    place = Place(f"::set-env {text}", Position(1, 1), text, COMMIT)
    findings = (
        error(
            BY_ID["UB305"],
            place,
            msg("no such file belongs here {x}", x=text),
            msg("h {x}", x=text),
        ),
        deviation(BY_ID["UB902"], Place(record=f"::{text}"), msg("{x}", x=f"::{text}")),
    )
    return Report("check", Verdict.FAIL, findings, notes=(msg("{x}", x=f" ::{text}"),) * 2)


@pytest.mark.parametrize("format", sorted(FORMATS))
def test_nothing_unprintable_is_printed(format: str) -> None:
    shown = rendered(hostile(HOSTILE), format, "id")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]", shown)
    shown.encode("utf-8")


@pytest.mark.parametrize("format", ["text", "github", "junit"])
def test_no_line_is_a_command_that_the_report_did_not_mean(format: str) -> None:
    lines = rendered(hostile(HOSTILE), format, "id").splitlines()
    commands = [line for line in lines if line.lstrip().startswith("::")]
    assert "##[" not in "".join(lines)
    if format != "github":
        assert commands == []
    else:
        assert [line.split(" ")[0] for line in commands] == [
            "::error",
            "::warning",
            "::notice",
            "::notice",
        ]
        assert len(lines) == len(commands) + 1


def test_a_property_of_an_annotation_cannot_grow_another() -> None:
    first = rendered(hostile("a,line=9::x%0A"), "github", "en").splitlines()[0]
    properties, data = first.removeprefix("::error ").split("::", 1)
    assert [part.split("=")[0] for part in properties.split(",")] == [
        "file",
        "line",
        "col",
        "title",
    ]
    assert "a%2Cline=9%3A%3Ax%250A" in properties
    assert "a,line=9::x%250A" in data


@pytest.mark.parametrize("format", sorted(FORMATS))
def test_a_path_that_is_no_utf_8_can_be_written(format: str) -> None:
    path = b"changes/\xff.yaml".decode("utf-8", "surrogateescape")
    report = Report(
        "check", Verdict.FAIL, (error(BY_ID["UB305"], Place(path), msg("a text"), msg("a hint")),)
    )
    shown = rendered(report, format, "id")
    shown.encode("utf-8")
    if format == "json":
        value: Any = json.loads(shown)
        assert value["findings"][0]["path"] == r"changes/\xff.yaml"
    elif format == "sarif":
        assert '"uri": "changes/%FF.yaml"' in shown
    else:
        assert r"changes/\xff.yaml" in shown


def test_many_findings_are_told_by_record_and_cause() -> None:
    """One slip that is found forty times is one paragraph, with its count before it."""
    found = [
        error(
            BY_ID["UB702"],
            Place("changes/2026/RFC-2026-0001.yaml", record="RFC-2026-0001", commit=f"{n:040x}"),
            msg("text that stood in the journal was altered"),
            msg("old text is never edited"),
        )
        for n in range(1, 41)
    ]
    other = error(
        BY_ID["UB501"],
        Place("changes/2026/RFC-2026-0002.yaml", record="RFC-2026-0002", commit="f" * 40),
        msg("nothing proves that {by} took this step ({action})", by="kepala", action="Setujui"),
        msg("the head signs it"),
    )
    said = text.render(Report("audit", Verdict.FAIL, (*found[:20], other, *found[20:])), "en", str)
    lines = said.splitlines()
    assert lines[0] == "41 findings in 2 files: UB702 40, UB501 1"
    assert lines.count("changes/2026/RFC-2026-0001.yaml: 40 findings") == 1
    assert sum("text that stood in the journal" in row for row in lines) == 1
    assert sum("and 39 times more: 000000" in row for row in lines) == 1
    assert sum("nothing proves that kepala" in row for row in lines) == 1
    few = text.render(Report("audit", Verdict.FAIL, tuple(found[:3])), "en", str)
    assert sum("text that stood in the journal" in row for row in few.splitlines()) == 3

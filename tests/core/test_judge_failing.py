"""A fault of the tool's own is told as that: it passes nothing, and nothing is put on the office."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from sop.journals import arrived, base_files, judged
from ubah.cli.session import finish
from ubah.core.diagnostics import Finding, Severity, Verdict, verdict_of
from ubah.core.guards import GUARDS, StepContext
from ubah.core.guards.context import Complaint
from ubah.core.office.authority import build_authority
from ubah.edge.git import MissingObject

GUARD = "work_times_in_order"


def stumbles_over(problem: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a guard stumble over ``problem``."""

    def check(step: StepContext) -> Iterator[Complaint]:
        raise problem
        yield

    monkeypatch.setitem(GUARDS, GUARD, replace(GUARDS[GUARD], check=check))


def test_a_fault_of_the_tool_is_told_as_that(monkeypatch: pytest.MonkeyPatch) -> None:
    assert judged(arrived("implemented")) == ()
    stumbles_over(KeyError("began_at"), monkeypatch)
    (finding,) = judged(arrived("implemented"))
    assert finding.rule == "UB215"
    assert finding.severity is Severity.INDETERMINATE
    assert verdict_of((finding,)) is Verdict.INDETERMINATE
    assert dict(finding.message.values)["reason"] == "KeyError: 'began_at'"
    assert finding == replace(finding, cause=None), "what led to it makes no other finding of it"


def test_a_fault_in_building_the_authority_is_told_as_that(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(_raw: object) -> None:
        raise KeyError("own_bug")

    files = base_files()
    assert build_authority(files)[0] is not None
    monkeypatch.setattr("ubah.core.office.authority.build_roles", stumble)
    authority, (finding,) = build_authority(files)
    assert authority is None
    assert (finding.rule, finding.severity) == ("UB215", Severity.INDETERMINATE)


def test_authority_files_that_lack_what_the_judge_needs_are_told_as_that() -> None:
    """An office's own schema may let it in; then what is lacking is named, and no fault of the tool's."""
    files = dict(base_files())
    schema = json.loads(files["schemas/office.schema.json"])
    schema["required"].remove("language")
    files["schemas/office.schema.json"] = json.dumps(schema).encode()
    files["office.yaml"] = b"".join(
        line for line in files["office.yaml"].splitlines(True) if not line.startswith(b"language")
    )
    authority, (finding,) = build_authority(files)
    assert authority is None
    assert (finding.rule, finding.severity) == ("UB202", Severity.ERROR)
    assert dict(finding.message.values)["problem"] == "office.yaml: language"


def test_what_is_not_here_is_no_fault_of_the_tool(monkeypatch: pytest.MonkeyPatch) -> None:
    stumbles_over(MissingObject("0" * 40), monkeypatch)
    with pytest.raises(MissingObject):
        judged(arrived("implemented"))


@pytest.mark.parametrize("debug", ["", "1"])
def test_the_trace_is_for_whoever_mends_it(
    debug: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("UBAH_DEBUG", debug)
    stumbles_over(KeyError("began_at"), monkeypatch)
    findings: tuple[Finding, ...] = judged(arrived("implemented"))
    with pytest.raises(SystemExit) as left:
        finish("check", findings, "text", "en")
    assert left.value.code == 3
    out, err = capsys.readouterr()
    assert "the tool itself failed here" in out
    assert "Traceback" not in out
    assert ("Traceback" in err and "test_judge_failing.py" in err) is bool(debug)

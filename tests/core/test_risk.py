"""Risk from impact and likelihood, by an office's matrix; without one every risk stands."""

from __future__ import annotations

import json
from itertools import product

import pytest
import yaml

from sop.journals import Journal, arrived, base_authority, base_files, judged, office_with
from ubah.core.diagnostics import Severity
from ubah.core.impact.risk import risk_that_follows
from ubah.core.office.authority import Authority, build_authority

LEVELS = ("low", "medium", "high")
MATRIX = {
    "low": {"low": "low", "medium": "low", "high": "medium"},
    "medium": {"low": "low", "medium": "medium", "high": "high"},
    "high": {"low": "medium", "medium": "high", "high": "high"},
}


@pytest.mark.parametrize(
    ("evidence", "risk"),
    [
        ({"impact": "low", "likelihood": "high"}, "medium"),
        ({"impact": "high", "likelihood": "low"}, "medium"),
        ({"impact": "medium", "likelihood": "high"}, "high"),
        ({"impact": "medium"}, ""),
        ({"likelihood": "medium"}, ""),
        ({"impact": "severe", "likelihood": "low"}, ""),
        ({}, ""),
    ],
)
def test_the_risk_that_follows(evidence: dict[str, str], risk: str) -> None:
    assert risk_that_follows(MATRIX, evidence) == risk
    assert risk_that_follows({}, evidence) == ""


def _accepted(**said: str) -> Journal:
    journal = arrived("accepted")
    entry = dict(journal.entries[-1])
    entry["evidence"] = {**entry["evidence"], **said}
    return Journal(journal.request, (*journal.entries[:-1], entry), "accepted")


def _deviations(journal: Journal, authority: Authority) -> list[str]:
    found = judged(journal, authority)
    assert [finding for finding in found if finding.severity is not Severity.DEVIATION] == []
    return [finding.rule for finding in found]


def test_a_risk_is_a_deviation_exactly_where_it_is_not_the_matrixs() -> None:
    office = office_with(risk_matrix=MATRIX)
    for impact, likelihood, risk in product(LEVELS, repeat=3):
        journal = _accepted(impact=impact, likelihood=likelihood, risk=risk)
        differs = MATRIX[impact][likelihood] != risk
        assert _deviations(journal, office) == (["UB907"] if differs else [])
        assert _deviations(journal, base_authority()) == []


def test_a_record_without_likelihood_stays_as_it_was() -> None:
    office = office_with(risk_matrix=MATRIX)
    for impact, risk in product(LEVELS, repeat=2):
        assert _deviations(_accepted(impact=impact, risk=risk), office) == []


@pytest.mark.parametrize(
    "broken",
    [
        {"low": MATRIX["low"]},
        {**MATRIX, "high": {"low": "low", "medium": "low"}},
        {**MATRIX, "high": {**MATRIX["high"], "high": "severe"}},
        {**MATRIX, "severe": MATRIX["high"]},
        "tinggi",
    ],
    ids=["a row alone", "a column missing", "no such risk", "no such impact", "no matrix"],
)
def test_a_matrix_is_whole_or_refused(broken: object) -> None:
    assert _office_yaml(MATRIX) == []
    assert set(_office_yaml(broken)) <= {"UB201", "UB202"}
    assert _office_yaml(broken) != []


def _office_yaml(matrix: object) -> list[str]:
    files = dict(base_files())
    settings = yaml.load(files["office.yaml"], yaml.CSafeLoader)
    files["office.yaml"] = json.dumps({**settings, "risk_matrix": matrix}).encode()
    return [finding.rule for finding in build_authority(files)[1]]

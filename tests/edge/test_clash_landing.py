"""Clashes of release windows (UB803) on real landings: check, the hook and the audit say the same."""

from __future__ import annotations

from typing import Any

import pytest

from support.office import Office, minutes
from ubah.core.diagnostics import Severity, Verdict, verdict_of
from ubah.edge.history.audit import HistoryResult

FIRST, SECOND = "RFC-2026-0001", "RFC-2026-0002"
DAY = 24 * 60
READY = (
    ("accept", "pengelola-1"),
    ("classify_normal", "pengelola-1"),
    ("implement", "pengelola-1"),
    ("pass_test", "pengelola-1"),
    ("report", "pengelola-1"),
    ("review", "kepala"),
)


def window(start: float, release: str = "") -> dict[str, Any]:
    named = {"release": release} if release else {}
    times = {"start": minutes(start).isoformat(), "end": minutes(start + 120).isoformat()}
    return {"window": {**times, "notice": "Diumumkan.", **named}}


def clashes(result: HistoryResult) -> list[str]:
    found = [finding for finding in result.findings if finding.rule == "UB803"]
    assert all(finding.severity is Severity.DEVIATION for finding in found)
    assert verdict_of(result.findings) is Verdict.PASS
    return [finding.place.record for finding in found]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Two tested changes of one server wait for their release."""
    office = Office.found(tmp_path_factory.mktemp("clash"))
    at = 0.0
    for number in (FIRST, SECOND):
        office.step("submit", "pemohon-1", at, number, affected_assets=["SRV-0001"])
        at = office.walk(*READY, start=at + 10, number=number)
    office.step("schedule_release", "pengelola-1", at, FIRST, **window(2 * DAY, "Februari"))
    office.set_branch("scheduled", office.main)
    return office


@pytest.mark.parametrize(
    ("chosen", "meets"),
    [
        (window(2 * DAY), True),
        (window(2 * DAY + 60), True),
        (window(2 * DAY + 60, "Maret"), True),
        (window(2 * DAY, "Februari"), False),
        (window(2 * DAY + 120), False),
    ],
    ids=["same time", "in part", "another release", "the same release", "after it"],
)
def test_a_landing_that_plans_a_second_release_at_the_same_time(
    office: Office, chosen: dict[str, Any], meets: bool
) -> None:
    office.set_branch("main", "scheduled")
    before, path = office.main, f"changes/2026/{SECOND}.yaml"
    data = office.append(
        office.read(path), "schedule_release", "pengelola-2", DAY, SECOND, **chosen
    )
    head = office.commit("pengelola-2", DAY, {path: data})
    proposed = office.propose(head, DAY + 1)
    landing = office.land(head, DAY + 1, "pengelola-2")
    pushed, audited = office.push(landing, DAY + 1, before), office.audit()
    expected = [SECOND] if meets else []
    assert [clashes(result) for result in (proposed, pushed, audited)] == [expected] * 3


def test_a_release_that_was_made_is_in_nobodys_way(office: Office) -> None:
    office.set_branch("main", "scheduled")
    made = {"outcome": "released", "at": minutes(2 * DAY + 30).isoformat()}
    office.step(
        "keep_assets", "pengelola-1", 2 * DAY + 40, FIRST, release=made, reason="Tidak ada."
    )
    office.step("schedule_release", "pengelola-1", 2 * DAY + 60, SECOND, **window(2 * DAY + 70))
    assert clashes(office.audit()) == []


def test_what_lands_later_does_not_change_what_was_found(office: Office) -> None:
    office.set_branch("main", "scheduled")
    office.step("schedule_release", "pengelola-1", DAY, SECOND, **window(2 * DAY))
    found = clashes(office.audit())
    moved = {**window(4 * DAY), "reason": "Bentrok."}
    office.step("reschedule", "pengelola-1", DAY + 10, SECOND, **moved)
    assert found == clashes(office.audit()) == [SECOND]

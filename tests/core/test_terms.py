from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from support.office import CHECKOUT, HOLDINGS, roles_data
from ubah.core.people.ending_terms import EndingTerm, endings
from ubah.core.people.roles import build_roles
from ubah.core.sop_file import build_sop
from ubah.core.strict_yaml.source import parse

SOP = build_sop(parse((CHECKOUT / "schemas/sop.yaml").read_bytes(), "sop")[0].value)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return roles_data(tmp_path_factory.mktemp("roles"))


def found(data: dict[str, Any], day: str, within: int = 30) -> tuple[EndingTerm, ...]:
    return endings(build_roles(data), SOP, date.fromisoformat(day), within)


def with_until(data: dict[str, Any], person: str, until: str, **after: str) -> dict[str, Any]:
    keys = [{**data["persons"][person]["keys"][0], "until": until}]
    if after:
        other = data["persons"]["pemohon-2"]["keys"][0]
        keys.append({**other, **after})
    persons = {**data["persons"], person: {**data["persons"][person], "keys": keys}}
    return {**data, "persons": persons}


@pytest.mark.parametrize(
    ("day", "within", "listed"),
    [
        ("2026-02-09", 30, False),  # the letter has not begun
        ("2026-02-10", 30, True),
        ("2026-02-10", 2, True),
        ("2026-02-10", 1, False),
        ("2026-02-12", 0, True),  # its last day
        ("2026-02-13", 30, False),
    ],
)
def test_letter_that_ends(data: dict[str, Any], day: str, within: int, listed: bool) -> None:
    ends = found(data, day, within)
    assert bool(ends) is listed
    if listed:
        (ending,) = ends
        assert (ending.person, ending.day) == ("plh-kepala", date(2026, 2, 12))
        assert dict(ending.what.values)["letter"] == "800/1/Plh/2026"
        assert not ending.succeeded


def test_office_with_somebody_after(data: dict[str, Any]) -> None:
    rows = HOLDINGS["change_manager"]
    ended = [{**rows[0], "until": "2026-02-10"}, rows[1]]
    roles = {**data["roles"], "change_manager": ended}
    (ending,) = found({**data, "roles": roles}, "2026-02-01", 9)
    assert (ending.person, ending.succeeded) == ("pengelola-1", True)


def test_key_that_ends_with_and_without_another(data: dict[str, Any]) -> None:
    (ending,) = found(with_until(data, "kepala", "2026-02-05"), "2026-02-01", 8)
    assert (ending.person, ending.day, ending.succeeded) == ("kepala", date(2026, 2, 5), False)
    follows = with_until(data, "kepala", "2026-02-05", **{"from": "2026-02-04"})
    (ending,) = found(follows, "2026-02-01", 8)
    assert ending.succeeded
    gap = with_until(data, "kepala", "2026-02-05", **{"from": "2026-02-07"})
    (ending,) = found(gap, "2026-02-01", 8)
    assert not ending.succeeded


def test_soonest_first(data: dict[str, Any]) -> None:
    changed = with_until(with_until(data, "kepala", "2026-02-11"), "sekda", "2026-02-20")
    assert [e.day.day for e in found(changed, "2026-02-10")] == [11, 12, 20]

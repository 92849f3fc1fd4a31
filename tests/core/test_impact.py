"""What a change reaches through the asset register: by table, and against a reader of paths of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.sample import sample_register
from ubah.core.impact.meeting import meetings, planned_releases
from ubah.core.impact.reach import Dependents, dependents_of, reach, touched_by
from ubah.core.register.releases import PLANNED, ReleaseEvent, release_events
from ubah.core.register.views import AssetView, RecordView, Register

CHAIN: Dependents = {"SRV-1": ("APP-2", "DB-1"), "DB-1": ("APP-1",), "APP-1": ("WEB-1",)}
"""WEB-1 stands on APP-1, that on DB-1, that on SRV-1, as APP-2 does."""


@pytest.fixture(scope="module")
def register() -> Register:
    return sample_register()


@pytest.mark.parametrize(
    ("touched", "dependents", "paths"),
    [
        ((), CHAIN, []),
        (("WEB-1",), CHAIN, []),
        (("DB-1",), CHAIN, ["APP-1 DB-1", "WEB-1 APP-1 DB-1"]),
        (
            ("SRV-1",),
            CHAIN,
            ["APP-2 SRV-1", "DB-1 SRV-1", "APP-1 DB-1 SRV-1", "WEB-1 APP-1 DB-1 SRV-1"],
        ),
        (
            ("SRV-1", "DB-1"),
            CHAIN,
            ["APP-2 SRV-1", "APP-1 DB-1", "WEB-1 APP-1 DB-1"],
        ),
        (("A",), {"A": ("B",), "B": ("C",), "C": ("A",)}, ["B A", "C B A"]),
        (("A",), {"A": ("A",)}, []),
        (("GONE-1",), {"GONE-1": ("APP-1",)}, ["APP-1 GONE-1"]),
        (("A",), {"A": ("B", "C"), "B": ("D",), "C": ("D",)}, ["B A", "C A", "D B A"]),
    ],
    ids=[
        "nothing touched",
        "nothing stands on it",
        "two deep",
        "nearest first",
        "what is touched itself is not reached again",
        "a circle",
        "an asset that depends on itself",
        "an id that the register does not have",
        "two ways of one length: the first",
    ],
)
def test_what_is_reached(
    touched: tuple[str, ...], dependents: Dependents, paths: list[str]
) -> None:
    impact = reach(touched, dependents)
    assert impact.direct == touched
    assert [" ".join(row.path) for row in impact.through] == paths
    assert [row.depth for row in impact.through] == [path.count(" ") for path in paths]
    assert impact.more == 0


def test_the_nearest_are_named_and_the_others_counted() -> None:
    impact = reach(("SRV-1",), CHAIN, 3)
    assert [row.asset for row in impact.through] == ["APP-2", "DB-1", "APP-1"]
    assert impact.more == 1


IDS = st.sampled_from([f"A-{number}" for number in range(7)])


@given(st.dictionaries(IDS, st.lists(IDS, unique=True).map(tuple)), st.lists(IDS, unique=True))
def test_any_register_is_reached_as_matrices_would_have_it(
    dependents: dict[str, tuple[str, ...]], touched: list[str]
) -> None:
    near = set(touched)
    depth = dict.fromkeys(touched, 0)
    for distance in range(1, 8):
        near = {other for asset in near for other in dependents.get(asset, ())}
        for asset in near:
            depth.setdefault(asset, distance)
    impact = reach(touched, dependents)
    assert {row.asset: row.depth for row in impact.through} == {k: v for k, v in depth.items() if v}
    for row in impact.through:
        assert row.path[-1] in touched
        for upper, lower in zip(row.path, row.path[1:], strict=False):
            assert upper in dependents[lower]


def test_a_retired_asset_is_reached_by_nothing(register: Register) -> None:
    assert "APP-0001" in dependents_of(register.assets)["DB-0001"]
    retired = tuple(
        _with(view, status="retired") if view.asset.id == "APP-0001" else view
        for view in register.assets
    )
    assert "APP-0001" not in dependents_of(retired).get("DB-0001", ())


def _with(view: AssetView, **data: str) -> AssetView:
    return replace(view, asset=replace(view.asset, data={**view.asset.data, **data}))


def test_a_change_touches_what_it_names_and_what_it_declares(register: Register) -> None:
    first = register.record("RFC-2026-0001")
    assert first
    assert touched_by(first) == ("APP-0001", "SRV-0001")
    declaring = [
        view
        for view in register.records
        if any(entry.action == "flag_assets" for entry in view.record.journal)
    ]
    assert len(declaring) > 3
    for view in declaring:
        last = [e for e in view.record.journal if e.action == "flag_assets"][-1]
        assert {row["id"] for row in last.evidence["assets"]} <= set(touched_by(view))


TEN = datetime.fromisoformat("2026-05-04T10:00:00+08:00")
HOUR = timedelta(hours=1)
FIRST, SECOND = "RFC-2026-0901", "RFC-2026-0902"


def _release(register: Register, number: str, *assets: str) -> ReleaseEvent:
    view = next(row.view for row in release_events(register.records) if row.outcome == PLANNED)
    request = {**view.record.request, "affected_assets": list(assets)}
    own = replace(view, record=replace(view.record, id=number, request=request))
    return ReleaseEvent(own, TEN, TEN + HOUR, PLANNED, True, None, "", "", assets, (), ())


def _met(register: Register, *releases: ReleaseEvent) -> list[str]:
    planned = planned_releases(releases)
    own: RecordView = releases[0].view
    return [f"{row.record}: {' '.join(row.path)}" for row in meetings(own, planned, CHAIN)]


def test_releases_meet_where_one_touches_what_the_other_depends_on(register: Register) -> None:
    server, web = _release(register, FIRST, "SRV-1"), _release(register, SECOND, "WEB-1")
    assert _met(register, server, web) == [f"{SECOND}: WEB-1 APP-1 DB-1 SRV-1"]
    assert _met(register, web, server) == [f"{FIRST}: WEB-1 APP-1 DB-1 SRV-1"]


def test_what_does_not_meet_through_dependence(register: Register) -> None:
    server, web = _release(register, FIRST, "SRV-1"), _release(register, SECOND, "WEB-1")
    for other in (
        replace(web, start=TEN + HOUR, end=TEN + 2 * HOUR),
        replace(web, outcome="released"),
        replace(web, windowed=False),
        _release(register, SECOND, "OTHER-1"),
        _release(register, SECOND, "SRV-1", "WEB-1"),
        _release(register, SECOND),
    ):
        assert _met(register, server, other) == []
    named = [replace(event, release="Mei") for event in (server, web)]
    assert _met(register, *named) == []
    other = _release(register, SECOND, "APP-2")
    assert _met(register, _release(register, FIRST, "DB-1"), other) == []

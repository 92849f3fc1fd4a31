"""`ubah forge rehearse` on a GitLab: what the project shows of what is assumed."""

from __future__ import annotations

from pathlib import Path

from forge.filing import REQUEST, step
from forge.gitlab.fake import FakeGitLab
from forge.scene import HEAD, REQUESTER, Place, decided
from forge.test_stories import answered, asked, to_the_head
from ubah.core.forge.assumptions import Sighting
from ubah.edge.forges.gitlab.rehearsal import BY_EYE, MERGED, NOTED, ONE_VERSION, TOLD

ROOT = Path(__file__).resolve().parents[3]


def seen(place: Place) -> dict[int, Sighting]:
    with place.recorder() as recorder:
        return {one.assumption.number: one for one in recorder.forge.rehearsed(place.now())}


def test_before_anything_happened_nothing_is_said(place: Place) -> None:
    assert {one.holds for one in seen(place).values()} == {None}


def test_a_change_played_through_shows_each_assumption(place: Place) -> None:
    to_the_head(place)
    number = asked(place, 40)
    place.fake.approve(number, HEAD)
    answered(place, 42)
    place.fake.watch()
    found = seen(place)
    for one in (NOTED, ONE_VERSION, MERGED, TOLD):
        assert found[one.number].holds, one
    assert [found[one.number].holds for one in BY_EYE] == [None] * len(BY_EYE)
    text = (ROOT / "docs/assumptions.md").read_text()
    assert all(f"\n{number}. " in text for number in found)


def test_what_is_otherwise_is_marked(place: Place) -> None:
    step(place, REQUESTER, 10, "submit", **REQUEST)
    assert decided(place) == []
    fake: FakeGitLab = place.fake
    [number] = fake.pulls
    fake.versions[number] *= 2
    fake.pulls[number].merge_commit = ""
    fake.settings["/events"] = (403, {}, {})
    found = seen(place)
    assert [found[one.number].holds for one in (ONE_VERSION, MERGED, TOLD)] == [False] * 3

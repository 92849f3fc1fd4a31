"""A whole change by pull requests that people open by hand: it costs no more clicks than reviews."""

from __future__ import annotations

import pytest

from attacks.kit import RECORD
from forge.scene import HEAD, MANAGER, OTHER, REQUESTER, Place, decided, landed
from forge.standin import Account
from support.office import verdict
from ubah.core.diagnostics import Verdict

EACH = (
    (REQUESTER, "pemohon-1", ("submit",), 10),
    (MANAGER, "pengelola-1", ("accept", "classify_normal"), 20),
    (MANAGER, "pengelola-1", ("implement",), 30),
    (MANAGER, "pengelola-1", ("pass_test", "report"), 40),
)
LAST = (MANAGER, "pengelola-1", ("schedule_release", "keep_assets"), 70)
"""Who takes which steps when; those of one person together in one pull request."""


def proposed(place: Place, writer: Account, by: str, actions: tuple[str, ...], at: float) -> int:
    """Have somebody write steps in the forge's editor and open the pull request."""
    place.at = at
    place.main()
    data = b"" if actions == ("submit",) else place.office.read(RECORD)
    for action in actions:
        submits = action == "submit"
        data = place.office.submitted(at) if submits else place.office.append(data, action, by, at)
    branch = f"{writer[1]}-{actions[0]}"
    place.write(writer, RECORD, data, branch)
    return place.fake.open(branch, writer, ", ".join(actions))


def examined(place: Place, at: float) -> None:
    """Have the head press the one button that is the head's."""
    place.at = at
    [opened] = decided(place)
    assert opened.pull is not None
    place.at = at + 5
    place.fake.approve(opened.pull.number, HEAD, "Baik.")
    place.at = at + 6
    [done] = decided(place)
    assert done.commit, done


def pressed(place: Place) -> list[str]:
    """Return by whom each review was given."""
    return [one.who[1] for pull in place.fake.pulls.values() for one in pull.reviews]


def closed(place: Place) -> None:
    result = place.audit()
    assert verdict(result) is Verdict.PASS, result.findings
    assert result.steps[-1].state == "closed"
    assert place.fake.issues == {}
    for number in place.fake.pulls:
        place.fake.follow(number)
    assert [pull.branch for pull in place.fake.pulls.values() if pull.open] == []


@pytest.mark.proves("editor")
def test_whoever_writes_the_own_steps_presses_nothing(place: Place) -> None:
    """The forge says who wrote them: they land by themselves, and the head's decision is the one review."""
    for writer, by, actions, at in (*EACH, LAST):
        if actions[0] == "schedule_release":
            examined(place, 50)
        number = proposed(place, writer, by, actions, at)
        place.at = at + 1
        done = landed(place, number)
        assert done.commit, done.findings
    closed(place)
    assert pressed(place) == [HEAD[1]]
    assert len(place.fake.pulls) == 6


@pytest.mark.proves("commits")
@pytest.mark.slow
def test_what_a_colleague_prepares_takes_one_review_each(place: Place) -> None:
    """Nothing lands before it, and nothing but it has to be pressed."""
    for actor, by, actions, at in (*EACH, LAST):
        if actions[0] == "schedule_release":
            examined(place, 50)
        number = proposed(place, OTHER, by, actions, at)
        assert not landed(place, number).commit
        place.at = at + 1
        place.fake.approve(number, actor)
        place.at = at + 2
        done = landed(place, number)
        assert done.commit, done.findings
    closed(place)
    assert pressed(place) == [REQUESTER[1], *[MANAGER[1]] * 3, HEAD[1], MANAGER[1]]
    assert len(place.fake.pulls) == 6

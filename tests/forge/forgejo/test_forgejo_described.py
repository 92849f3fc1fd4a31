"""Held against Forgejo's own description of its interface: every request, every answer of the stand-in."""

from __future__ import annotations

from typing import Any

import pytest

from forge.filing import ACCEPT, REQUEST, form, step
from forge.forgejo.fake import FakeForgejo
from forge.forgejo.hosted import API, PATH
from forge.forgejo.pull_answers import pull_answer, review_answer
from forge.forgejo.swagger import Description
from forge.job import run
from forge.scene import HEAD, MANAGER, REQUESTER, Place
from forge.test_stories import asked, to_the_head
from ubah.edge.forges.forgejo.facts import ask_forgejo
from ubah.edge.forges.forgejo.http import ForgejoHttp
from ubah.edge.forges.forgejo.player import ForgejoPlayer

DESCRIPTION = Description.read()


@pytest.fixture
def held(job: Place) -> Place:
    """The office as its jobs find it; what is asked and answered is held against the description."""
    plain, fake = job.fake.answer, job.fake

    def answer(verb: str, target: str, content: Any, secret: str = "") -> Any:
        assert DESCRIPTION.asked(verb, target, content) == [], (verb, target)
        status, value, headers = plain(verb, target, content, secret)
        if status < 300:
            assert DESCRIPTION.answered(verb, target, status, value, headers) == [], (verb, target)
        return status, value, headers

    fake.answer = answer
    return job


@pytest.mark.parametrize(
    ("verb", "target", "content", "amiss"),
    [
        ("GET", "/pulls?state=open&sorted=yes", None, "?sorted"),
        ("GET", "/pulls?state=opened", None, "?state: 'opened'"),
        ("GET", "/pulls?page=one", None, "?page: 'one'"),
        ("GET", "/assignees?page=1", None, "?page"),
        ("PATCH", "/issues/1", {"state": "closed", "colour": 1}, ".colour"),
        ("PATCH", "/issues/1", {"state": True}, ".state: True"),
        ("POST", "/issues", {"body": "x"}, ".title?"),
        ("POST", "/issues", {"title": "x", "labels": ["name"]}, ".labels: 'name'"),
        ("POST", "/pulls/1/merge", {"Do": "by-hand"}, ".Do: 'by-hand'"),
        ("POST", "/issues/1/pin", {"position": 1}, "content"),
        ("DELETE", "/issues/1", None, f"DELETE {PATH}/issues/1"),
        ("GET", "/thoughts", None, f"GET {PATH}/thoughts"),
    ],
)
def test_a_request_that_is_not_described_is_seen(
    verb: str, target: str, content: Any, amiss: str
) -> None:
    assert DESCRIPTION.asked(verb, f"{PATH}{target}", content) == [amiss]


SPOILT: tuple[tuple[str, Any, str], ...] = (
    ("stalest", True, ".stalest"),
    ("stale", None, ".stale: None"),
    ("id", "7", ".id: '7'"),
    ("id", True, ".id: True"),
    ("submitted_at", "yesterday", ".submitted_at: 'yesterday'"),
    ("user", {"id": 1, "nick": "x"}, ".user.nick"),
    ("user", 7, ".user: 7"),
)


def test_an_answer_that_is_not_described_is_seen(place: Place) -> None:
    fake: FakeForgejo = place.fake
    number = fake.open("main", MANAGER)
    fake.approve(number, HEAD)
    row = review_answer(fake, number, fake.pulls[number].reviews[0])
    target, count = f"{PATH}/pulls/{number}/reviews", {"X-Total-Count": "1"}
    assert DESCRIPTION.answered("GET", target, 200, [row], count) == []
    assert DESCRIPTION.answered("GET", target, 200, [row], {}) == ["X-Total-Count"]
    assert DESCRIPTION.answered("GET", target, 201, [row], count) == ["status 201"]
    for part, value, amiss in SPOILT:
        spoilt = [{**row, part: value}]
        assert DESCRIPTION.answered("GET", target, 200, spoilt, count) == [amiss]
    whole = pull_answer(fake, number)
    assert DESCRIPTION.answered("GET", f"{PATH}/pulls/{number}", 200, whole, {}) == []


def test_a_change_from_the_form_to_the_heads_decision(held: Place) -> None:
    held.at = 10
    filed = held.fake.issue(REQUESTER, "Permintaan", form(held, "submit", **REQUEST))
    assert run(held, "request", "--issue", str(filed), key="").exit_code == 0
    for command in ("attest", "land", "decide", "board"):
        held.at += 1
        assert run(held, command).exit_code == 0
    step(held, MANAGER, 20, "accept", **ACCEPT)
    held.at = 60 * 24 * 4
    assert run(held, "remind", key="").exit_code == 0
    assert {verb for verb, _ in held.fake.requests} >= {"GET", "POST", "PUT", "PATCH"}


def test_a_decision_with_its_review(held: Place) -> None:
    to_the_head(held)
    number = asked(held, 40)
    held.fake.pulls[number].assigned = ["kepala"]
    held.at = 41
    held.fake.refuse(number, HEAD, "Bukan mendesak.\n\nNanti.")
    held.at = 42
    for command in ("decide", "land", "board"):
        assert run(held, command).exit_code == 0
    assert not held.fake.pulls[number].open


def test_what_doctor_asks(held: Place) -> None:
    fake: FakeForgejo = held.fake
    fake.team, fake.owner = (fake.robot,), (70, "lpse")
    http = ForgejoHttp("rahasia-token", f"{fake.url}{API}", sleep=lambda _seconds: None)
    facts = ask_forgejo(http, "lpse/perubahan", "main")
    assert facts.unanswered == frozenset()
    assert facts.writers is not None


def test_what_a_player_does(held: Place) -> None:
    fake: FakeForgejo = held.fake
    http = ForgejoHttp("rahasia-token", f"{fake.url}{API}", sleep=lambda _seconds: None)
    player = ForgejoPlayer(http, "/repos/lpse/perubahan")
    number = player.file("Permintaan", "Isi.")
    assert player.filed() == {"Permintaan": (number, True)}
    assert player.account() is not None
    assert not player.may_be_thrown_away()
    pull = fake.open("main", MANAGER)
    assert player.approve(pull, fake.pulls[pull].head, "Ya.")

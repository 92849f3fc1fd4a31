"""What GitHub alone tells of a filed form's fate, and how it tells it."""

from __future__ import annotations

from typing import Any

import pytest

from forge.filing import ACCEPT, ESCALATE, file, form, step
from forge.scene import MANAGER, Place, landed
from forge.test_filed_steps import asked, pull_of, reasons, still_submitted
from support.office import minutes
from ubah.edge.forges import ForgeUnreachable

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("status", [403, 404])
def test_a_server_that_does_not_tell_when_main_was_pushed(place: Place, status: int) -> None:
    """An own server may be too old: then a landing's own date has to do, as it does offline."""
    asked(place)
    place.fake.fault = lambda _verb, target: (
        (status, {"message": "no"}, {}) if "/activity" in target else None
    )
    step(place, MANAGER, 20, "accept", **ACCEPT)
    place.fake.fault = lambda _verb, target: (
        (503, {"message": "no"}, {}) if "/activity" in target else None
    )
    with pytest.raises(ForgeUnreachable):
        file(place, MANAGER, 30, "escalate", **ESCALATE)


@pytest.mark.parametrize("lag", ["body", "lastEditedAt"])
def test_53_an_edit_that_the_list_of_edits_does_not_tell_of_yet(place: Place, lag: str) -> None:
    """Somebody else's words, before the forge says whose they are: nothing is concluded."""
    asked(place)
    number, pull = pull_of(place)
    place.at = 22
    before = place.fake.issues[number].body
    place.fake.issues[number].body = form(place, "accept", **{**ACCEPT, "assessment": "Lain."})
    told = {"body": before, "lastEditedAt": minutes(21).isoformat()}
    plain = place.fake._graphql

    def lagging(content: Any) -> Any:
        answer = plain(content)
        if "IssueFate" in content["query"]:
            answer["data"]["repository"]["issue"][lag] = told[lag]
        return answer

    place.fake._graphql = lagging  # type: ignore[method-assign]
    with pytest.raises(ForgeUnreachable):
        landed(place, pull)
    still_submitted(place)


def test_an_issue_that_was_transferred_away(place: Place) -> None:
    """GitHub answers with the issue of the other repository, under its number there."""
    asked(place)
    number, pull = pull_of(place)
    for answer in ({"number": 7}, {"pull_request": {"url": "https://forge.example/p/7"}}):
        place.fake.elsewhere[number] = answer
        place.at += 1
        assert "is not there any more" in reasons(landed(place, pull))
    still_submitted(place)

"""From the editor to landed and decided: what users do on a forge, and what the recorder makes of it."""

from __future__ import annotations

import pytest

from attacks.kit import RFC
from forge.scene import HEAD, MANAGER, OTHER, Place, decided, landed
from forge.steps import step, submit
from support.office import verdict
from ubah.core.diagnostics import Verdict


def to_the_head(place: Place) -> None:
    submit(place)
    assert step(place, MANAGER, "accept", "pengelola-1", 20).commit
    assert step(place, MANAGER, "escalate", "pengelola-1", 30).commit


@pytest.mark.proves("refusals")
def test_a_change_decided_by_the_heads_review_alone(place: Place) -> None:
    to_the_head(place)
    place.at = 40
    [opened] = decided(place)
    assert opened.pull is not None
    pull = place.fake.pulls[opened.pull.number]
    assert pull.reviewers == ["kepala"]
    assert [one.commit for one in decided(place)] == [""]  # waits, and opens no second one
    place.at = 50
    place.fake.approve(pull.number, HEAD, "Segera laksanakan.\r\n")
    place.at = 51
    [done] = decided(place)
    assert done.commit, done
    assert not pull.open
    assert decided(place) == []
    result = place.audit()
    assert verdict(result) is Verdict.PASS, result.findings
    last = result.steps[-1]
    assert (last.entry.action, last.entry.by, last.state) == ("approve", "kepala", "authorised")
    assert last.entry.evidence == {"analysis": "Segera laksanakan."}
    assert last.proof is not None
    assert last.proof.account == "forge.example:301"


@pytest.mark.proves("refusals")
def test_the_same_change_refused_by_request_changes(place: Place) -> None:
    to_the_head(place)
    place.at = 40
    [opened] = decided(place)
    assert opened.pull is not None
    place.fake.review(
        opened.pull.number, HEAD, "CHANGES_REQUESTED", "Bukan mendesak.\n\nMinggu depan."
    )
    place.at = 41
    [done] = decided(place)
    assert done.commit, done
    result = place.audit()
    assert verdict(result) is Verdict.PASS, result.findings
    assert result.steps[-1].state == "returned"
    assert result.steps[-1].entry.evidence["code"] == "not_emergency"


def test_a_step_prepared_by_one_and_approved_by_the_other(place: Place) -> None:
    submit(place)
    assert not step(place, OTHER, "accept", "pengelola-1", 20).commit
    number = max(place.fake.pulls)
    place.at = 25
    place.fake.approve(number, MANAGER)
    place.at = 26
    done = landed(place, number)
    assert done.commit, done.findings
    assert landed(place, number).again
    result = place.audit()
    assert verdict(result) is Verdict.PASS, result.findings
    assert result.steps[-1].entry.by == "pengelola-1"
    assert result.steps[-1].record == RFC

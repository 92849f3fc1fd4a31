"""From the editor to landed and decided: what users do on a forge, and what the recorder makes of it."""

from __future__ import annotations

from attacks.kit import RECORD, RFC
from forge.scene import HEAD, MANAGER, OTHER, REQUESTER, Place, words
from support.office import verdict
from ubah.core.diagnostics import Verdict
from ubah.edge.decisions import Decided, decide
from ubah.edge.landing_pulls import Landed, land


def landed(place: Place, number: int) -> Landed:
    with place.recorder() as recorder:
        return land(recorder, number)


def decided(place: Place) -> list[Decided]:
    with place.recorder() as recorder:
        found = list(decide(recorder, words))
    assert all(isinstance(one, Decided) for one in found), found
    return [one for one in found if isinstance(one, Decided)]


def submit(place: Place, at: float = 10) -> int:
    """Write a request in the forge's editor, and propose it."""
    place.at = at
    place.write(REQUESTER, RECORD, place.office.submitted(at), "ani-patch-1")
    number = place.fake.open("ani-patch-1", REQUESTER, "Permintaan baru")
    place.at += 1
    done = landed(place, number)
    assert done.commit, done.findings
    return number


def step(place: Place, who: tuple[int, str], action: str, by: str, at: float) -> Landed:
    """Write the next step in the forge's editor, and propose it."""
    place.at = at
    place.main()
    data = place.office.append(place.office.read(RECORD), action, by, at)
    branch = f"{who[1]}-{action}"
    place.write(who, RECORD, data, branch)
    number = place.fake.open(branch, who, action)
    place.at += 1
    return landed(place, number)


def to_the_head(place: Place) -> None:
    submit(place)
    assert step(place, MANAGER, "accept", "pengelola-1", 20).commit
    assert step(place, MANAGER, "escalate", "pengelola-1", 30).commit


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
    assert last.proof is not None and last.proof.account == "forge.example:301"


def test_the_same_change_refused_by_request_changes(place: Place) -> None:
    to_the_head(place)
    place.at = 40
    [opened] = decided(place)
    assert opened.pull is not None
    place.fake.review(
        opened.pull.number, HEAD, "CHANGES_REQUESTED", "Bukan mendesak: minggu depan."
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
    assert result.steps[-1].entry.by == "pengelola-1" and result.steps[-1].record == RFC

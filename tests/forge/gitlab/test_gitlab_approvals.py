"""What an approval on GitLab is bound to, and when it is bound to nothing (rules 4b, 5 and 10).

GitLab keeps no commit with an approval, and a push leaves it standing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from attacks.kit import RECORD, RFC
from forge.filing import file
from forge.gitlab.fake import FakeGitLab
from forge.gitlab.shapes import deploy_key, protection
from forge.scene import (
    HEAD,
    MANAGER,
    OTHER,
    STRANGER,
    Place,
    decided,
    landed,
    words,
)
from forge.steps import prepared
from forge.test_attacks import reasons, refused
from forge.test_stories import asked, to_the_head
from support.office import load, minutes, verdict
from ubah.core.diagnostics import CannotRun, Verdict
from ubah.core.proof.evidence import trailers
from ubah.core.voucher import Binding
from ubah.edge.forges import ForgeUnreachable
from ubah.edge.recorder.assess import assess
from ubah.edge.recorder.copies import open_copy
from ubah.edge.recorder.decide import decide
from ubah.edge.recorder.land import land, land_ready
from ubah.edge.recorder.tidy import tidy

UNBOUND = "nothing on the forge says which content was approved, so it proves nothing"
EVERYBODY = {"access_level": 30, "access_level_description": "Developers + Maintainers"}
MAINTAINERS = {"access_level": 40, "access_level_description": "Maintainers"}


def copy_of(place: Place, number: int) -> int:
    """Have the recorder copy a merge request; return the copy's number."""
    with place.recorder() as recorder:
        done = land(recorder, number)
        copy = open_copy(recorder, done.assessment.pull)
    assert copy is not None
    return copy.number


@pytest.mark.state("submitted")
def test_an_approval_of_peoples_own_branch_is_never_a_voucher(place: Place) -> None:
    number = prepared(place, OTHER, "accept", "pengelola-1", 20)
    place.fake.approve(number, MANAGER)
    place.fake.wishes.clear()
    for at in (21, 22):
        place.at = at
        done = landed(place, number)
        refused(done, "UB501")
        assert reasons(done) == [UNBOUND]
        assert done.assessment.vouchers == ()


@pytest.mark.state("submitted")
def test_the_recorders_copy_is_approved_and_lands_and_ends_both(place: Place) -> None:
    number = prepared(place, OTHER, "accept", "pengelola-1", 20)
    copy = copy_of(place, number)
    shown, original = place.fake.pulls[copy], place.fake.pulls[number]
    assert (shown.head, shown.branch) == (original.head, f"review/{number}-{original.head[:12]}")
    assert f"!{number}" in shown.title
    assert copy_of(place, number) == copy, "one copy of one head"
    place.at = 21
    place.fake.pressed(copy, MANAGER)
    place.at = 22
    done = landed(place, copy)
    assert done.commit, done.findings
    for one in (number, copy):
        place.fake.follow(one)
        assert not place.fake.pulls[one].open
    assert landed(place, number).again
    place.main()
    message = place.office.git("show", "-s", "--format=%B", done.commit)
    [pull, proof] = trailers(message)
    assert pull == ("Ubah-Pull-Request", f"{number} {original.head}")
    assert proof[1].endswith(" binding=version")
    assert verdict(place.audit()) is Verdict.PASS


@pytest.mark.state("submitted")
def test_a_copy_ends_where_its_original_moves_or_is_closed(place: Place) -> None:
    number = prepared(place, OTHER, "accept", "pengelola-1", 20)
    first = copy_of(place, number)
    pull = place.fake.pulls[number]
    data = place.office.read(RECORD, pull.head).replace(b"Layak.", b"Layak!")
    place.write(OTHER, RECORD, data, pull.branch, on=pull.head)
    place.fake.pressed(first, MANAGER)
    place.at = 22
    with place.recorder() as recorder:
        assert not land(recorder, first).commit, "approved, but no longer what is proposed"
    assert not place.fake.pulls[first].open
    second = copy_of(place, number)
    assert second != first
    place.fake.close(number, OTHER)
    place.fake.pressed(second, MANAGER)
    place.at = 23
    with place.recorder() as recorder:
        assert list(land_ready(recorder)) == []
    assert not place.fake.pulls[second].open
    place.at = 200
    with place.recorder() as recorder:
        gone = set(tidy(recorder, ()))
    assert {place.fake.pulls[one].branch for one in (first, second)} <= gone


def closed_to_nobody(fake: FakeGitLab) -> None:
    fake.protected = [one for one in fake.protected if not one["name"].startswith("review")]


def developers_may_push(fake: FakeGitLab) -> None:
    fake.protected[-1]["push_access_levels"].append({"id": 1, **EVERYBODY})


def developers_may_merge(fake: FakeGitLab) -> None:
    """Who may merge into a branch of this name may also make one, on the page."""
    fake.protected[-1]["merge_access_levels"] = [{"id": 1, **EVERYBODY}]


def maintainers_may_push(fake: FakeGitLab) -> None:
    fake.protected[-1]["push_access_levels"].append({"id": 1, **MAINTAINERS})
    fake.levels[OTHER[0]] = 40


def one_person_may_push(fake: FakeGitLab) -> None:
    one = {"id": 1, "access_level": None, "user_id": OTHER[0], "group_id": None}
    fake.protected[-1]["push_access_levels"].append(one)


def another_key_may_push(fake: FakeGitLab) -> None:
    fake.keys.append(deploy_key(6, "ssh-ed25519 AAAAlain"))
    key = {"id": 1, **MAINTAINERS, "deploy_key_id": 6}
    fake.protected[-1]["push_access_levels"].append(key)


def a_wider_rule_lets_in(fake: FakeGitLab) -> None:
    wide = protection("*", 900)
    wide["push_access_levels"] = [{"id": 1, **EVERYBODY}]
    fake.protected.append(wide)


OPEN = (
    *(closed_to_nobody, developers_may_push, developers_may_merge, maintainers_may_push),
    *(one_person_may_push, another_key_may_push, a_wider_rule_lets_in),
)


@pytest.mark.state("submitted")
@pytest.mark.parametrize("opened", OPEN)
def test_where_others_can_push_no_approval_counts(
    place: Place, opened: Callable[[FakeGitLab], None]
) -> None:
    number = prepared(place, OTHER, "accept", "pengelola-1", 20)
    copy = copy_of(place, number)
    opened(place.fake)
    place.fake.pressed(copy, MANAGER)
    place.at = 21
    done = landed(place, copy)
    refused(done, "UB501")
    assert reasons(done) == [UNBOUND]


@pytest.mark.state("submitted")
def test_maintainers_may_push_where_the_recorder_is_the_only_one(place: Place) -> None:
    for one in place.fake.protected:
        one["push_access_levels"] = [{"id": 1, **MAINTAINERS}]
    number = prepared(place, OTHER, "accept", "pengelola-1", 20)
    copy = copy_of(place, number)
    place.fake.pressed(copy, MANAGER)
    place.at = 21
    assert landed(place, copy).commit


@pytest.mark.state("submitted")
@pytest.mark.parametrize("hidden", ["/protected_branches", "/deploy_keys", "/members/all"])
def test_unknown_is_indeterminate(place: Place, hidden: str) -> None:
    """A token that may not see the settings proves nothing, and disproves nothing."""
    number = prepared(place, OTHER, "accept", "pengelola-1", 20)
    copy = copy_of(place, number)
    place.fake.pressed(copy, MANAGER)
    place.fake.settings[hidden] = (403, {"message": "403 Forbidden"}, {})
    place.at = 21
    with place.recorder() as recorder:
        found = assess(recorder, copy)
    assert found.verdict is Verdict.INDETERMINATE
    assert found.vouchers == ()
    place.fake.settings.clear()
    assert landed(place, copy).commit


@pytest.mark.state("submitted")
def test_an_approval_of_a_branch_that_has_moved_stands_on_gitlab_and_counts_for_nothing(
    place: Place,
) -> None:
    """Whoever got past the rules for a moment, and put all right again, left versions behind."""
    number = prepared(place, OTHER, "accept", "pengelola-1", 20)
    copy = copy_of(place, number)
    pull = place.fake.pulls[copy]
    good = pull.head
    bad = place.write(OTHER, RECORD, place.office.read(RECORD, good), pull.branch, on=good)
    place.fake.follow(copy)
    assert pull.head == bad
    place.fake.pressed(copy, MANAGER)
    place.send(good, pull.branch)
    place.fake.follow(copy)
    place.at = 21
    done = landed(place, copy)
    refused(done, "UB501")
    assert reasons(done) == [UNBOUND]


@pytest.mark.state("submitted")
def test_an_approval_from_before_the_only_version(place: Place) -> None:
    number = prepared(place, OTHER, "accept", "pengelola-1", 20)
    copy = copy_of(place, number)
    place.fake.pressed(copy, MANAGER)
    place.fake.versions[copy][0].at = minutes(30)
    place.at = 31
    refused(landed(place, copy), "UB501")


@pytest.mark.state("submitted")
@pytest.mark.parametrize("tells_times", [False, True])
def test_an_approval_is_taken_back_and_given_again(place: Place, tells_times: bool) -> None:
    """Also where GitLab tells no time of an approval but in its own note."""
    place.fake.tells_times = tells_times
    number = prepared(place, OTHER, "accept", "pengelola-1", 20)
    copy = copy_of(place, number)
    given = place.fake.pressed(copy, MANAGER)
    place.fake.dismiss(copy, given)
    place.at = 21
    refused(landed(place, copy), "UB501")
    place.at = 25
    again = place.fake.pressed(copy, MANAGER)
    place.at = 26
    done = landed(place, copy)
    [voucher] = done.assessment.vouchers
    assert (voucher.evidence_id, voucher.binding) == (str(again), Binding.VERSION)
    assert voucher.time.minute == 25
    assert done.commit


@pytest.mark.state("submitted")
def test_an_approval_that_gitlab_has_not_noted_yet_is_read_later(place: Place) -> None:
    number = prepared(place, OTHER, "accept", "pengelola-1", 20)
    copy = copy_of(place, number)
    place.fake.pressed(copy, MANAGER)
    place.fake.lag = 1
    place.at = 21
    with pytest.raises(ForgeUnreachable):
        landed(place, copy)
    assert landed(place, copy).commit


@pytest.mark.state("submitted")
def test_a_copy_that_somebody_opened_first_is_taken_as_it_is(place: Place) -> None:
    """GitLab lets one merge request be open for a branch; whoever opened it adds nothing to it."""
    number = prepared(place, OTHER, "accept", "pengelola-1", 20)
    head = place.fake.pulls[number].head
    branch = f"review/{number}-{head[:12]}"
    place.send(head, branch)
    theirs = place.fake.open(branch, STRANGER, "Pembelian kopi")
    assert copy_of(place, number) == theirs
    place.fake.pressed(theirs, MANAGER)
    place.at = 21
    assert landed(place, theirs).commit


def test_a_decision_is_bound_to_its_only_version(place: Place) -> None:
    to_the_head(place)
    number = asked(place, 40)
    place.at = 41
    place.fake.approve(number, HEAD)
    place.at = 42
    [done] = decided(place)
    assert done.commit
    place.main()
    message = place.office.git("show", "-s", "--format=%B", done.commit)
    [proof] = [value for key, value in trailers(message) if key == "Ubah-Proof"]
    assert proof.startswith("decision ")
    assert "binding=version" in proof
    assert verdict(place.audit()) is Verdict.PASS


def test_a_decision_where_the_settings_cannot_be_seen_is_left_alone(place: Place) -> None:
    to_the_head(place)
    number = asked(place, 40)
    place.fake.approve(number, HEAD)
    place.fake.settings["/protected_branches"] = (403, {"message": "403 Forbidden"}, {})
    before = place.main()
    with place.recorder() as recorder:
        [found] = decide(recorder, words)
    assert isinstance(found, CannotRun)
    assert found.indeterminate
    assert place.main() == before


# --- refusals -------------------------------------------------------------------------------------


def refusal(place: Place, at: float, seen: str = " / 3", who: Any = HEAD) -> Any:
    told = {"reason": "Bukan mendesak.", "code": "not_emergency"}
    return file(place, who, at, "return", f"{RFC}{seen}", **told)


def test_a_refusal_says_what_its_author_has_seen(place: Place) -> None:
    to_the_head(place)
    asked(place, 40)
    _, blind = refusal(place, 41, seen="")
    assert blind.pull is None
    assert "has to say as of which entry" in repr(blind.findings)
    _, stale = refusal(place, 42, seen=" / 2")
    assert stale.pull is None
    _, done = refusal(place, 43)
    assert done.pull is not None, done.findings
    place.at = 44
    assert landed(place, done.pull.number).commit
    [moot] = decided(place)
    assert moot.moot
    assert verdict(place.audit()) is Verdict.PASS


@pytest.mark.parametrize("who", [MANAGER, OTHER])
def test_nobody_but_who_may_decides_by_a_form(place: Place, who: Any) -> None:
    to_the_head(place)
    asked(place, 40)
    _, done = refusal(place, 41, who=who)
    place.at = 42
    assert done.pull is None or not landed(place, done.pull.number).commit
    assert load(place.office.read(RECORD, place.main()))["status"] == "awaiting_head"


def test_an_approval_by_a_form_still_takes_a_review(place: Place) -> None:
    to_the_head(place)
    asked(place, 40)
    _, done = file(place, HEAD, 41, "approve", f"{RFC} / 3")
    assert done.pull is not None
    place.at = 42
    refused(landed(place, done.pull.number), "UB501")
    place.fake.pressed(done.pull.number, HEAD)
    place.at = 43
    assert landed(place, done.pull.number).commit


def test_26_a_decision_of_an_earlier_round(place: Place) -> None:
    to_the_head(place)
    old = asked(place, 40)
    _, done = refusal(place, 41)
    place.at = 42
    assert landed(place, done.pull.number).commit
    place.fake.approve(old, HEAD)
    place.at = 60
    assert [one.commit for one in decided(place)] in ([], [""])
    assert verdict(place.audit()) is Verdict.PASS

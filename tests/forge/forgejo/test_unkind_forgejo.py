"""What a Forgejo caps, counts, renames and refuses; the recorder lives with it and weakens nothing."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Any

import pytest

from attacks.kit import RECORD, RFC
from forge.filing import ACCEPT, REQUEST, file, step
from forge.forgejo.hosted import API, ROBOT
from forge.job import proposed, run
from forge.scene import HEAD, MANAGER, OTHER, REQUESTER, STRANGER, Place, decided, landed
from forge.standin import Answer
from support.office import verdict
from ubah.core.diagnostics import Verdict
from ubah.core.forge.model import Thread
from ubah.edge.forges import ForgeUnreachable
from ubah.edge.forges.forgejo.http import ForgejoHttp


def http(place: Place) -> ForgejoHttp:
    return ForgejoHttp("rahasia-token", f"{place.fake.url}{API}", sleep=lambda _seconds: None)


@pytest.mark.state("submitted")
def test_pages_that_the_server_caps_are_read_to_the_end(place: Place) -> None:
    number = proposed(place)
    place.fake.page = 2
    for _ in range(5):
        place.fake.review(number, STRANGER, "COMMENTED", "Hm.")
    place.fake.approve(number, MANAGER)
    place.at = 21
    assert landed(place, number).commit
    assert verdict(place.audit()) is Verdict.PASS


@pytest.mark.state("submitted")
def test_reviews_that_somebody_has_only_begun_hold_up_nothing(place: Place) -> None:
    """They are counted, and told to nobody else: a whole page may be empty."""
    number = proposed(place)
    place.fake.page, place.fake.pending = 2, 3
    place.fake.approve(number, MANAGER)
    place.at = 21
    assert landed(place, number).commit


@pytest.mark.state("submitted")
@pytest.mark.parametrize("length", ["", "5", "banyak"])
def test_a_list_whose_length_is_not_told_or_not_reached_is_no_answer(
    place: Place, length: str
) -> None:
    proposed(place)

    def wrong(_verb: str, target: str) -> Answer | None:
        headers = {"X-Total-Count": length} if length else {}
        return (200, [], headers) if target.split("?")[0].endswith("/pulls") else None

    place.fake.fault = wrong
    with place.recorder() as recorder, pytest.raises(ForgeUnreachable):
        recorder.forge.open_pulls("main")


def test_a_repository_that_was_renamed(place: Place) -> None:
    place.fake.fault = lambda _verb, _target: (301, None, {"Location": "https://x.example/"})
    with pytest.raises(ForgeUnreachable) as caught:
        http(place).get("/repos/lpse/perubahan")
    assert "renamed" in repr(caught.value.hint)


def test_a_list_that_grows_while_it_is_read_is_no_answer(place: Place) -> None:
    place.fake.page = 1
    for name in ("a", "b"):
        place.fake.numbers[name] = len(place.fake.numbers) + 1

    def grows(_verb: str, target: str) -> Answer | None:
        if "page=2" in target:
            place.fake.numbers["c"] = 3
        return None

    place.fake.fault = grows
    with pytest.raises(ForgeUnreachable):
        http(place).pages("/repos/lpse/perubahan/labels")


@pytest.mark.state("submitted")
@pytest.mark.parametrize("marks", [True, False])
def test_what_landed_is_marked_as_merged_or_else_closed(job: Place, marks: bool) -> None:
    """The forge does not see by itself that main has it; twice told is no harm."""
    job.fake.marks_merged = marks
    number = proposed(job)
    job.fake.approve(number, MANAGER)
    job.at = 21
    for _ in range(2):
        assert run(job, "land").exit_code == 0
    pull = job.fake.pulls[number]
    assert not pull.open
    assert bool(pull.merge_commit) is marks
    assert pull.merge_commit in ("", job.main())
    with job.recorder() as recorder:
        recorder.forge.landed(number, job.main())
        recorder.forge.close_pull(number)


@pytest.mark.state("submitted")
def test_the_recorder_is_killed_between_its_push_and_marking(job: Place) -> None:
    number = proposed(job)
    job.fake.approve(number, MANAGER)
    job.fake.fault = lambda verb, _target: (502, {"message": "x"}, {}) if verb != "GET" else None
    job.at = 21
    assert run(job, "land").exit_code == 3
    after = job.main()
    assert job.fake.pulls[number].open
    job.fake.fault = None
    assert run(job, "land").exit_code == 0
    assert job.fake.pulls[number].merge_commit == after == job.main()


@pytest.mark.state("awaiting_head")
def test_what_was_pushed_for_review_by_who_may_read_is_no_decision(place: Place) -> None:
    """It counts as of this repository, by whatever topic it was pushed; only its label tells."""
    place.at = 30
    [asked] = decided(place)
    assert asked.pull is not None
    own = place.fake.pulls[asked.pull.number]
    place.fake.close(own.number, ROBOT)
    number = place.fake.open(own.branch, STRANGER, own.title, own.body)
    plain = place.fake.answer

    def pushed(verb: str, target: str, content: Any, secret: str = "") -> Answer:
        status, value, headers = plain(verb, target, content, secret)
        for row in value if isinstance(value, list) else [value]:
            if isinstance(row, dict) and row.get("number") == number and "head" in row:
                row["head"] |= {"label": "", "ref": f"refs/pull/{number}/head"}
        return status, value, headers

    place.fake.answer = pushed
    place.fake.approve(number, HEAD, "Ya.")
    place.at = 31
    [again] = decided(place)
    assert not again.commit
    assert again.pull is not None
    assert again.pull.number != number


def test_a_label_that_is_not_there_does_not_have_a_form_written_over(job: Place) -> None:
    """The server overlooks a label that it does not know, and tells of all issues."""
    number, _ = file(job, REQUESTER, 10, "submit", **REQUEST)
    body = job.fake.issues[number].body
    assert run(job, "board", key="").exit_code == 0
    assert job.fake.issues[number].body == body
    assert sorted(job.fake.numbers) == ["ubah-papan"]


@pytest.mark.state("submitted")
def test_the_tools_own_words_are_known_by_the_account(job: Place) -> None:
    """No account is a robot there: what the token's own account wrote is the tool's."""
    number = proposed(job)
    job.fake.comment(number, OTHER, "<!-- ubah: comment on a pull request -->\npalsu")
    assert run(job, "land").exit_code == 0
    first, *others = job.fake.comments[number]
    assert first.body.endswith("palsu")
    assert {one.who for one in others} == {ROBOT}
    with job.recorder() as recorder:
        theirs, ours, *_ = recorder.forge.comments(Thread(number, is_pull=True))
    assert (theirs.author.is_robot, ours.author.is_robot) == (False, True)  # type: ignore[union-attr]


def test_a_server_that_keeps_no_list_of_what_happened(place: Place) -> None:
    """Then a landing's own date has to do, as it does offline."""
    place.fake.feed = False
    step(place, REQUESTER, 10, "submit", **REQUEST)
    step(place, MANAGER, 20, "accept", **ACCEPT)
    assert verdict(place.audit()) is Verdict.PASS


@pytest.mark.state("submitted")
@pytest.mark.parametrize("content", ["", "{}", '{"CompareURL": "x"}'])
def test_a_push_that_is_not_told_in_full_decides_nothing(place: Place, content: str) -> None:
    place.at = 20
    place.fake.watch()
    main = place.main()
    data = place.office.read(RECORD)
    place.send(place.office.commit("pengelola-1", 21, {RECORD: data}, (main,)), "main")
    place.at = 22
    place.fake.watch()
    plain = place.fake.answer

    def spoilt(verb: str, target: str, sent: Any, secret: str = "") -> Answer:
        status, value, headers = plain(verb, target, sent, secret)
        if "/activities/feeds" in target:
            value = [{**row, "content": content} for row in value]
        return status, value, headers

    place.fake.answer = spoilt
    with place.recorder() as recorder, pytest.raises(ForgeUnreachable):
        recorder.forge.moved_since("main", place.office.authority.office.zone and _at(20), _at(23))


def _at(minute: float) -> Any:
    from support.office import minutes

    return minutes(minute)


def test_three_boards_are_pinned_already(job: Place) -> None:
    for _ in range(3):
        job.fake.pinned.append(job.fake.issue(STRANGER, "x", "x"))
    result = run(job, "board", key="")
    assert result.exit_code == 0, result.output
    assert len(job.fake.pinned) == 3


def test_a_redirect_is_not_followed_with_the_token(place: Place) -> None:
    elsewhere = {"Location": "http://127.0.0.1:9/x"}
    place.fake.fault = lambda _verb, _target: (302, {"message": "moved"}, dict(elsewhere))
    with pytest.raises(ForgeUnreachable):
        http(place).get("/user")


def test_the_numbers_of_issues_and_pull_requests_are_one_row(place: Place) -> None:
    number, done = file(place, REQUESTER, 10, "submit", **REQUEST)
    assert done.pull is not None
    with place.recorder() as recorder:
        assert recorder.forge.address(done.pull.thread).endswith(f"/pulls/{done.pull.number}")
        assert recorder.forge.address(Thread(number)).endswith(f"/issues/{number}")
        assert recorder.forge.reference(Thread(number)) == f"#{number}"
    assert RFC in done.pull.title


# --- what is told of a review --------------------------------------------------------------------------


@pytest.mark.state("submitted")
def test_a_review_counts_from_when_it_was_handed_in(place: Place) -> None:
    """It tells for ever when it was begun, by a remark on a line: else one dated an approval back."""
    number = proposed(place)
    place.at = 60
    review = place.fake.approve(number, MANAGER)
    place.fake.begun[review] = place.now() - timedelta(minutes=30)
    place.at = 61
    assert landed(place, number).commit
    given = (place.now() - timedelta(minutes=1)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    assert f"time={given}" in place.office.git("show", "-s", "--format=%B", place.main())
    assert verdict(place.audit()) is Verdict.PASS


@pytest.mark.state("submitted")
def test_an_approval_that_somebody_restores_is_no_newer_than_the_refusal_after_it(
    place: Place,
) -> None:
    """Each review dismisses what the same person said before; an administrator may take that back."""
    number = proposed(place)
    approval = place.fake.approve(number, MANAGER)
    place.at = 21
    place.fake.refuse(number, MANAGER, "Belum.")
    assert approval in place.fake.dismissed
    place.at = 22
    place.fake.restore(approval)
    assert not landed(place, number).commit


@pytest.mark.state("submitted")
def test_a_server_that_does_not_choose_by_branch_is_read_through(place: Place) -> None:
    number = proposed(place)
    other = place.fake.open("main", MANAGER)
    with place.recorder() as recorder:
        for chooses, told in ((True, 1), (False, 2)):
            place.fake.chooses = chooses
            [pull] = recorder.forge.pulls_of_branch("danu")
            assert (pull.number, len(place.fake.pulls)) == (number, 2)
            rows = http(place).pages("/repos/lpse/perubahan/pulls", {"head": "danu"})
            assert len(rows) == told, other


@pytest.mark.state("submitted")
def test_who_may_only_read_is_told_by_a_comment_since_nobody_can_assign_them(job: Place) -> None:
    number = proposed(job)
    for _ in range(2):
        assert run(job, "land").exit_code == 0
    assert job.fake.pulls[number].assigned == []
    assert sum("@pengelola-1" in one.body for one in job.fake.comments[number]) == 1

"""GitLab at its least kind: what it keeps back, counts and leaves out, says late, or refuses for a while."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from forge.filing import REQUEST, file, form, requested
from forge.gitlab.fake import PROJECT, FakeGitLab
from forge.job import decides_all_the_same, run
from forge.scene import HEAD, OTHER, REQUESTER, STRANGER, Place, decided, landed
from forge.standin import Answer
from forge.steps import prepared
from forge.test_stories import answered, asked
from ubah.core.forge.model import CommitStatus, PullState, Thread
from ubah.edge.forges import ForgeRefused, ForgeUnreachable
from ubah.edge.forges.gitlab.http import GitLabHttp
from ubah.edge.forges.patience import LONGEST_WAIT

PENDING = CommitStatus(PullState.PENDING, "x")


@pytest.mark.state("awaiting_head")
def test_a_mention_from_a_hidden_project_holds_up_no_decision(place: Place) -> None:
    """GitLab counts the note and leaves it out of the list: whoever has a project there could stop the office."""
    number = asked(place, 40)
    fake: FakeGitLab = place.fake
    fake.mention(number, STRANGER)
    fake.approve(number, HEAD)
    fake.mention(number, STRANGER)
    answered(place, 42)
    assert decided(place) == []
    assert not fake.pulls[number].open


def test_where_a_note_is_kept_back_pages_are_still_read_to_the_last(place: Place) -> None:
    fake: FakeGitLab = place.fake
    issue = fake.issue(REQUESTER, "x", "y")
    fake.page = 2
    for count in range(5):
        fake.comment(issue, REQUESTER, str(count))
        fake.mention(issue, STRANGER)
    with place.recorder() as recorder:
        said = recorder.forge.comments(Thread(issue))
    assert [one.body for one in said] == list("01234")


@pytest.mark.parametrize("how", ["named", "moved"])
def test_a_form_that_a_hidden_project_names_may_come_from_there(place: Place, how: str) -> None:
    """That an issue was moved here is kept back as well, if it came from where the recorder sees nothing."""
    place.at = 10
    fake: FakeGitLab = place.fake
    issue = fake.issue(REQUESTER, "Permintaan", form(place, "submit", **REQUEST))
    if how == "named":
        fake.mention(issue, STRANGER)
    else:
        fake.transfer(issue, hidden=True)
    done = requested(place, issue)
    assert done.pull is None
    assert "may not see" in done.findings[0].message.text
    assert file(place, REQUESTER, 11, "submit", **REQUEST)[1].pull is not None


def test_a_form_that_is_moved_there_and_back_before_it_lands_does_not_land(place: Place) -> None:
    issue, done = file(place, REQUESTER, 10, "submit", **REQUEST)
    assert done.pull is not None
    place.fake.transfer(issue, hidden=True)
    assert not landed(place, done.pull.number).commit


def test_a_comment_within_a_minute_of_another_is_found(place: Place) -> None:
    """GitLab moves `updated_at` once a minute at most."""
    fake: FakeGitLab = place.fake
    at, ahead = place.now(), timedelta()
    fake.clock = lambda: at + ahead
    issue = fake.issue(REQUESTER, "x", "y")
    ahead = timedelta(seconds=20)
    fake.comment(issue, REQUESTER, "pertama")
    ahead = timedelta(seconds=50)
    fake.comment(issue, REQUESTER, "kedua")
    assert fake.touched[issue] == at
    with place.recorder() as recorder:
        told = recorder.forge.comments_since(at + timedelta(seconds=40))
        assert [one.body for one in told[Thread(issue)]] == ["kedua"]
        assert recorder.forge.comments_since(at + timedelta(minutes=2)) == {}


@pytest.mark.other_forge
@pytest.mark.state("awaiting_head")
@pytest.mark.parametrize("status", [403, 422])
def test_what_is_only_told_keeps_nothing_from_landing(job: Place, status: int) -> None:
    """A comment, a status, labels, whoever is asked or assigned: to be read, and no more."""
    told = {"labels", "reviewer_ids", "assignee_ids"}

    def refuses(verb: str, target: str) -> Answer | None:
        content = job.fake.asked[-1][2] or {}
        telling = re.search(r"/(notes|statuses)\b", target) or told & content.keys()
        return (status, {"message": "no"}, {}) if verb != "GET" and telling else None

    job.at = 30
    filed = job.fake.issue(REQUESTER, "Permintaan", form(job, "submit", **REQUEST))
    job.fake.fault = refuses
    assert run(job, "request", "--issue", str(filed), key="").exit_code == 0
    job.at = 31
    for _ in range(2):
        for command in ("land", "decide"):
            result = run(job, command)
            assert result.exit_code == 0, result.output
    assert job.fake.issues[filed].state == "closed"
    decides_all_the_same(job)


@pytest.mark.state("submitted")
def test_a_status_is_said_later_where_another_is_under_way(place: Place) -> None:
    number = prepared(place, OTHER, "accept", "pengelola-1", 20)
    busy = (409, {"message": "Another update to this commit status is in progress"}, {})
    place.fake.fault = lambda verb, _target: busy if verb == "POST" else None
    with place.recorder() as recorder:
        head = recorder.forge.pull(number).head
        recorder.forge.write_status(head, PENDING)
        place.fake.fault = lambda verb, _target: (403, {}, {}) if verb == "POST" else None
        with pytest.raises(ForgeRefused):
            recorder.forge.write_status(head, PENDING)


@pytest.mark.parametrize("status", [400, 403, 404, 405])
def test_a_branch_that_gitlab_does_not_remove_stays(place: Place, status: int) -> None:
    """A hook of the server's says no with 400, a lacking right is 405 (app/services/branches/delete_service.rb)."""
    with place.recorder() as recorder:
        place.fake.git("branch", "review/1-x", "main")
        place.fake.fault = lambda verb, _t: (status, {}, {}) if verb == "DELETE" else None
        assert not recorder.forge.remove_branch("review/1-x")
        place.fake.fault = None
        assert recorder.forge.remove_branch("review/1-x")


def asking(place: Place, *answers: Answer) -> tuple[Any, list[float]]:
    """Return what is read where GitLab first gives these answers, and how long was waited."""
    left, waits = list(answers), []
    place.fake.fault = lambda _verb, _target: left.pop(0) if left else None
    url = f"{place.fake.url}/api/v4"
    return GitLabHttp("x", url, sleep=waits.append).get("/user")["username"], waits


def test_too_many_requests_are_waited_for(place: Place) -> None:
    later: Answer = (429, b"Retry later\n", {"Retry-After": "7"})
    assert asking(place, later, later) == ("ubah-pencatat", [7.0, 7.0])
    with pytest.raises(ForgeUnreachable):
        asking(place, (429, b"Retry later\n", {"Retry-After": str(LONGEST_WAIT + 1)}))
    with pytest.raises(ForgeUnreachable):
        asking(place, later, later, later)


@pytest.mark.parametrize(("status", "part"), [(401, "--token"), (404, "forge.repository")])
def test_a_refusal_says_where_it_is_mended(place: Place, status: int, part: str) -> None:
    with pytest.raises(ForgeRefused) as problem:
        asking(place, (status, {}, {}))
    assert problem.value.hint
    assert part in problem.value.hint.text


def test_a_change_is_not_sent_again(place: Place) -> None:
    place.fake.fault = lambda verb, _t: (503, b"", {}) if verb == "POST" else None
    before = len(place.fake.requests)
    with place.recorder() as recorder, pytest.raises(ForgeUnreachable):
        recorder.forge.write_issue("x", "y", ())
    sent = [one for one in place.fake.requests[before:] if one[0] == "POST"]
    assert sent == [("POST", f"{PROJECT}/issues")]


def test_an_account_that_is_gone_has_no_name(place: Place) -> None:
    with place.recorder() as recorder:
        assert recorder.forge.login(HEAD[0]) == place.fake.logins[HEAD[0]]
        assert recorder.forge.login(999_999) == ""


@pytest.mark.state("awaiting_head")
def test_who_is_called_otherwise_now_is_the_same(place: Place) -> None:
    """A name may change hands: accounts are known by their number."""
    number = asked(place, 40)
    place.fake.rename(HEAD, "elok-baru")
    place.fake.approve(number, HEAD)
    answered(place, 42)
    assert not place.fake.pulls[number].open

"""What GitHub refuses, holds back or leaves out; the recorder lives with it and weakens nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from attacks.kit import RFC
from forge.github.fake import ROBOT
from forge.job import proposed, run
from forge.scene import MANAGER, OTHER, REQUESTER, STRANGER, Place, landed
from forge.test_issues import REQUEST, form, requested
from forge.test_shown import shown
from support.office import verdict
from ubah.core.diagnostics import Verdict
from ubah.edge.forges import ForgeUnreachable
from ubah.edge.forges.github.http import GitHubHttp
from ubah.edge.forges.github.queries import ISSUE_EDITS, PULL_EDITS

WORKFLOWS = Path(__file__).resolve().parents[3] / ".github/workflows"


def rights(workflow: str, job: str = "") -> dict[str, str]:
    """Return what the token of a job may do, as its workflow says; all else it may not."""
    jobs = yaml.load((WORKFLOWS / f"{workflow}.yml").read_text(), yaml.CSafeLoader)["jobs"]
    given: dict[str, str] = jobs[job or next(iter(jobs))]["permissions"]
    return given


# --- runs that wait for a click, and what is no failure --------------------------------------------


@pytest.mark.state("awaiting_head")
def test_a_draft_for_the_head_starts_no_run_that_waits_for_a_second_approve(job: Place) -> None:
    job.at = 30
    assert run(job, "decide").exit_code == 0
    [number] = job.fake.pulls
    assert job.fake.gated == []
    assert "Approve workflows to run" in job.fake.pulls[number].body
    assert shown(job, number)[0] == "pending"
    job.fake.open(job.fake.pulls[number].branch.replace("decision", "decision"), ROBOT)
    assert job.fake.gated == []
    job.send(job.main(), "lain")
    job.fake.open("lain", ROBOT)
    assert len(job.fake.gated) == 1, "the fake holds back what does not say [skip ci]"


def test_what_becomes_of_a_form_starts_no_run_that_waits(place: Place) -> None:
    place.at = 10
    number = place.fake.issue(REQUESTER, "Permintaan", form(place, "submit", **REQUEST))
    assert requested(place, number).pull is not None
    assert place.fake.gated == []
    place.fake.issues[number].body = form(place, "submit", **{**REQUEST, "reason": "Lain."})
    place.fake.edits[number] = [(REQUESTER[0], place.now())]
    requested(place, number)
    for pull in place.fake.pulls:
        place.fake.follow(pull)
    assert place.fake.gated == []


# --- whom the forge lets be asked ------------------------------------------------------------------


# --- what a token may not do -----------------------------------------------------------------------


@pytest.mark.state("submitted")
def test_land_says_on_a_forks_pull_request_what_its_own_run_may_not(job: Place) -> None:
    number = proposed(job)
    job.fake.pulls[number].fork = True
    job.fake.rights = dict.fromkeys(rights("check"), "read")
    assert run(job, "check", "--pull", str(number), "--patient", key="").exit_code == 0
    assert number not in job.fake.comments
    job.fake.rights = rights("land")
    for _ in range(3):
        job.at += 20
        assert run(job, "land").exit_code == 0
    [comment] = job.fake.comments[number]
    assert "Persetujuan yang belum ada" in comment.body
    assert shown(job, number)[0] == "pending"


def test_each_job_does_its_work_with_the_rights_that_its_workflow_gives(job: Place) -> None:
    """From the form to the head's decision; what a job is not given is refused."""
    job.at = 10
    filed = job.fake.issue(REQUESTER, "Permintaan", form(job, "submit", **REQUEST))
    job.fake.rights = rights("request")
    assert run(job, "request", "--issue", str(filed), key="").exit_code == 0
    [number] = job.fake.pulls
    assert run(job, "check", "--pull", str(number), "--patient", key="").exit_code == 0
    job.fake.rights = rights("land")
    job.at = 11
    result = run(job, "land")
    assert result.exit_code == 0, result.output
    assert job.fake.issues[filed].state == "closed"
    job.at = 60 * 24 * 3
    job.fake.rights = rights("nightly")
    assert run(job, "remind", key="").exit_code == 0
    job.fake.rights = {"issues": "read"}
    job.at = 60 * 24 * 9
    with pytest.raises(AssertionError):
        assert run(job, "remind", key="").exit_code == 0


# --- what GraphQL leaves out -------------------------------------------------------------------------


@pytest.mark.state("submitted")
def test_reviews_come_page_by_page(place: Place) -> None:
    number = proposed(place)
    for _ in range(3):
        place.fake.review(number, STRANGER, "COMMENTED", "Hm.")
    place.fake.approve(number, MANAGER)
    place.fake.page = place.fake.graph_page = 1
    place.at = 21
    assert landed(place, number).commit
    assert verdict(place.audit()) is Verdict.PASS


@pytest.mark.state("submitted")
def test_a_lagging_answer_decides_nothing_and_holds_up_nothing(place: Place) -> None:
    number = proposed(place)
    place.fake.approve(number, MANAGER)
    place.fake.lag, place.at = 1, 21
    before = place.main()
    with pytest.raises(ForgeUnreachable):
        landed(place, number)
    assert place.main() == before
    assert landed(place, number).commit


@pytest.mark.parametrize("edited", [False, True])
def test_edits_that_are_not_told(place: Place, edited: bool) -> None:
    """Null stands for no edits only where the text was never edited."""
    place.at = 10
    number = place.fake.issue(REQUESTER, "Permintaan", form(place, "submit", **REQUEST))
    place.fake.edits_told = False
    if edited:
        place.fake.edits[number] = [(STRANGER[0], place.now())]
        with pytest.raises(ForgeUnreachable):
            requested(place, number)
        return
    done: Any = requested(place, number)
    place.at = 11
    assert landed(place, done.pull.number).commit
    assert RFC in place.office.git("ls-tree", "-r", "--name-only", place.main())


def test_what_graphql_does_not_find_is_half_an_answer(place: Place) -> None:
    """It answers 200, with null and an error beside it (docs: graphql/guides)."""
    http = GitHubHttp("rahasia", place.fake.url, sleep=lambda _seconds: None)
    asked = {"owner": "lpse", "name": "perubahan", "number": 404, "after": None}
    for query in (ISSUE_EDITS, PULL_EDITS):
        with pytest.raises(ForgeUnreachable):
            http.graphql(query, asked)


# --- how often the forge is asked ------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.state("submitted")
def test_a_landing_run_asks_no_more_of_each_pull_request_than_it_needs(job: Place) -> None:
    """A job's token has 1,000 requests an hour, and a run comes every twenty minutes."""
    numbers = [proposed(job)]
    for index in range(9):
        branch = f"danu-{index}"
        job.send(job.fake.pulls[numbers[0]].head, branch)
        numbers.append(job.fake.open(branch, OTHER, "Setujui"))
    job.at = 21
    assert run(job, "land").exit_code == 0
    job.fake.requests.clear()
    job.at = 41
    for command in ("attest", "land", "decide", "board"):
        assert run(job, command).exit_code == 0
    asked = job.fake.requests
    reading = [one for one in asked if one[0] == "GET" or one[1] == "/graphql"]
    board = [one for one in asked if one[1].endswith("/issues")]
    assert asked[: len(reading)] == reading or len(asked) - len(reading) <= 2, "only the board"
    assert len(board) <= 2
    assert len(asked) <= 10 * 8 + 10, len(asked)
    assert len(asked) * 3 < 1000 / 2

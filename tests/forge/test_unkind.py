"""What GitHub refuses, holds back or leaves out; the recorder lives with it and weakens nothing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from attacks.kit import RECORD, RFC
from forge.fake import ROBOT, Answer
from forge.job import proposed, run
from forge.scene import HEAD, MANAGER, OTHER, REQUESTER, STRANGER, Place, decided, landed
from forge.test_issues import ACCEPT, REQUEST, form, requested
from support.office import verdict
from ubah.core.diagnostics import Verdict
from ubah.edge.forges import ForgeUnreachable
from ubah.edge.forges.github.http import GitHubHttp
from ubah.edge.forges.github.queries import ISSUE_EDITS, PULL_EDITS
from ubah.edge.recorder.pending_decisions import PendingDecision
from ubah.report.pull_request import MARKER

WORKFLOWS = Path(__file__).resolve().parents[2] / ".github/workflows"


def rights(workflow: str, job: str = "") -> dict[str, str]:
    """Return what the token of a job may do, as its workflow says; all else it may not."""
    jobs = yaml.safe_load((WORKFLOWS / f"{workflow}.yml").read_text())["jobs"]
    given: dict[str, str] = jobs[job or next(iter(jobs))]["permissions"]
    return given


def shown(place: Place, number: int) -> tuple[str, str]:
    """Return what stands beside a pull request's head in the tool's name."""
    latest = place.fake.statuses[place.fake.pulls[number].head][0]
    assert latest["context"] == "ubah"
    return latest["state"], latest["description"]


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
    place.fake.issues[number]["body"] = form(place, "submit", **{**REQUEST, "reason": "Lain."})
    place.fake.edits[number] = [(REQUESTER[0], place.now())]
    requested(place, number)
    for pull in place.fake.pulls:
        place.fake.follow(pull)
    assert place.fake.gated == []


@pytest.mark.state("submitted")
def test_a_title_does_not_keep_what_lands_from_being_published(place: Place) -> None:
    number = proposed(place)
    place.fake.pulls[number].title = "Setujui [skip ci] [CI skip] [no ci]"
    place.fake.approve(number, MANAGER)
    place.at = 21
    done = landed(place, number)
    message = place.office.git("log", "-1", "--format=%B", place.main())
    assert done.commit
    assert "(skip ci)" in message
    assert "[skip ci]" not in message
    assert "[CI skip]" not in message
    assert verdict(place.audit()) is Verdict.PASS


@pytest.mark.state("submitted")
def test_a_missing_approval_is_pending_and_no_failure(job: Place) -> None:
    number = proposed(job)
    words = ("check", "--pull", str(number), "--patient", "--format", "github")
    result = run(job, *words, key="")
    assert result.exit_code == 0, result.output
    assert "::error" not in result.output
    state, said = shown(job, number)
    assert state == "pending"
    assert "persetujuan" in said
    job.fake.approve(number, MANAGER)
    job.at = 21
    assert run(job, *words, key="").exit_code == 0
    assert shown(job, number)[0] == "success"


@pytest.mark.state("submitted")
def test_what_cannot_be_told_yet_is_pending_too(job: Place) -> None:
    """The review of a commit that the forge lists without saying which: a later look may tell."""
    number = proposed(job)
    job.fake.approve(number, MANAGER, commit=None)
    words = ("check", "--pull", str(number))
    assert run(job, *words, key="").exit_code == 3
    assert run(job, *words, "--patient", key="").exit_code == 0
    assert shown(job, number)[0] == "pending"


@pytest.mark.state("awaiting_head")
def test_a_decision_that_is_told_to_land_by_hand_gets_no_red_cross(job: Place) -> None:
    job.at = 30
    assert run(job, "decide").exit_code == 0
    [number] = job.fake.pulls
    before = job.main()
    run(job, "land", "--pull", str(number))
    assert job.main() == before
    assert shown(job, number)[0] == "pending"
    assert number not in job.fake.comments


@pytest.mark.state("submitted")
def test_what_is_wrong_is_a_failure_however_patient(job: Place) -> None:
    job.at = 20
    job.main()
    data = job.office.append(job.office.read(RECORD), "approve", "kepala", 20)
    job.write(OTHER, RECORD, data, "danu")
    number = job.fake.open("danu", OTHER, "Setujui saja")
    assert run(job, "check", "--pull", str(number), "--patient", key="").exit_code == 1
    assert shown(job, number)[0] == "failure"
    assert job.fake.comments[number][0]["body"].startswith(f"{MARKER}\n## ❌")


@pytest.mark.state("awaiting_head")
@pytest.mark.parametrize("state", ["APPROVED", "CHANGES_REQUESTED"])
def test_a_decision_is_not_judged_as_what_its_draft_says(job: Place, state: str) -> None:
    """The draft names the head's approval; what lands is what the review says."""
    job.at = 30
    assert run(job, "decide").exit_code == 0
    [number] = job.fake.pulls
    job.at = 31
    job.fake.review(number, HEAD, state, "Bukan mendesak\n\nBulan depan.")
    result = run(job, "check", "--pull", str(number), "--format", "github", key="")
    assert result.exit_code == 0, result.output
    assert "::error" not in result.output
    assert number not in job.fake.comments
    assert shown(job, number)[0] == "pending"
    job.at = 32
    assert run(job, "decide").exit_code == 0
    assert shown(job, number)[0] == "success"
    assert verdict(job.audit()) is Verdict.PASS


@pytest.mark.state("submitted")
def test_a_status_is_no_evidence_and_is_put_right(job: Place) -> None:
    """Whoever may write can say `ubah: success` as well; the recorder reads none of it."""
    number = proposed(job)
    head = job.fake.pulls[number].head
    forged = {"state": "success", "description": "Sudah disetujui", "context": "ubah"}
    job.fake.answer("POST", f"/repos/lpse/perubahan/statuses/{head}", forged)
    job.at = 21
    before = job.main()
    assert run(job, "land").exit_code == 0
    assert job.main() == before
    assert shown(job, number)[0] == "pending"
    written = len(job.fake.statuses[head])
    assert run(job, "land").exit_code == 0
    assert len(job.fake.statuses[head]) == written, "said again without anything new"


# --- whom the forge lets be asked ------------------------------------------------------------------


@pytest.mark.state("awaiting_head")
def test_one_who_is_no_collaborator_keeps_nobody_from_being_asked(
    job: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PendingDecision, "deciders", lambda *_: ("pengelola-2", "kepala"))
    job.fake.let_in = {"kepala"}
    job.at = 30
    assert run(job, "decide").exit_code == 0
    [number] = job.fake.pulls
    pull = job.fake.pulls[number]
    assert pull.reviewers == ["kepala"]
    [comment] = job.fake.comments[number]
    assert "Settings \\> Collaborators" in comment["body"]
    job.fake.let_in = {"kepala", "pengelola-2"}
    for _ in range(2):
        job.at += 20
        assert run(job, "decide").exit_code == 0
    assert pull.reviewers == ["kepala", "pengelola-2"], "asked later, and nobody twice"


@pytest.mark.state("awaiting_head")
def test_who_has_reviewed_is_not_asked_again(place: Place) -> None:
    place.at = 30
    [asked] = decided(place)
    assert asked.pull is not None
    place.fake.review(asked.pull.number, HEAD, "CHANGES_REQUESTED", "")
    place.at = 31
    decided(place)
    assert place.fake.pulls[asked.pull.number].reviewers == ["kepala"]


@pytest.mark.slow
@pytest.mark.state("awaiting_head")
@pytest.mark.parametrize("status", [403, 404, 410, 422])
def test_what_the_forge_refuses_to_have_told_keeps_nothing_from_landing(
    job: Place, status: int
) -> None:
    """A comment, a label, a status, an assignment, a request for a review: to be read, and no more."""
    job.at = 30
    job.write(STRANGER, "HALO.md", b"# Halo\n", "halo")
    prose = job.fake.open("halo", STRANGER, "Halo")
    job.fake.approve(prose, MANAGER)
    form_of = job.fake.issue(REQUESTER, "Permintaan", form(job, "submit", **REQUEST))
    assert run(job, "request", "--issue", str(form_of), key="").exit_code == 0
    filed = max(job.fake.pulls)
    main = job.main()

    def refuses(verb: str, target: str) -> Answer | None:
        telling = re.search(r"/(comments|labels|assignees|statuses|requested_reviewers)\b", target)
        return (status, {"message": "no"}, {}) if verb != "GET" and telling else None

    job.fake.fault = refuses
    job.at = 31
    for _ in range(2):
        for command in ("land", "decide"):
            result = run(job, command)
            assert result.exit_code == 0, result.output
    for number in (prose, filed):
        job.fake.follow(number)
        assert not job.fake.pulls[number].open
    assert job.fake.issues[form_of]["state"] == "closed"
    assert job.main() != main
    [decision] = [one for one in job.fake.pulls.values() if one.open]
    job.fake.approve(decision.number, HEAD, "Ya.")
    job.at = 32
    assert run(job, "decide").exit_code == 0
    assert not decision.open
    assert verdict(job.audit()) is Verdict.PASS


@pytest.mark.state("submitted")
@pytest.mark.parametrize("gone", [404, 410])
def test_a_form_that_was_deleted_after_it_landed_makes_no_run_red(job: Place, gone: int) -> None:
    job.at = 30
    filed = job.fake.issue(MANAGER, "Setujui", form(job, "accept", **ACCEPT))
    assert run(job, "request", "--issue", str(filed), key="").exit_code == 0
    main = job.main()

    def after_the_push(_verb: str, target: str) -> Answer | None:
        deleted = job.fake.git("rev-parse", "main") != main and f"/issues/{filed}" in target
        return (gone, {"message": "This issue was deleted"}, {}) if deleted else None

    job.fake.fault = after_the_push
    job.at = 31
    for _ in range(2):
        result = run(job, "land")
        assert result.exit_code == 0, result.output
    assert job.main() != main


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
    assert "Persetujuan yang belum ada" in comment["body"]
    assert shown(job, number)[0] == "pending"


@pytest.mark.state("submitted")
def test_land_says_that_a_branch_is_in_conflict(job: Place) -> None:
    number = proposed(job)
    job.fake.approve(number, MANAGER)
    job.at = 21
    job.main()
    data = job.office.append(job.office.read(RECORD), "reject", "pengelola-1", 21)
    job.write(MANAGER, RECORD, data, "citra")
    other = job.fake.open("citra", MANAGER, "Tolak")
    job.at = 22
    assert run(job, "land", "--pull", str(other)).exit_code == 0
    job.fake.rights = rights("land")
    for _ in range(2):
        assert run(job, "land").exit_code == 0
    [comment] = job.fake.comments[number]
    assert "git merge main" in comment["body"]
    assert shown(job, number)[0] == "failure"


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
    assert job.fake.issues[filed]["state"] == "closed"
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


@pytest.mark.state("submitted")
@pytest.mark.parametrize("what", ["review", "comment", "commit"])
def test_an_account_that_is_gone_counts_for_nobody_and_holds_up_nothing(
    job: Place, what: str
) -> None:
    """GitHub answers null where the account was deleted (docs: `nullable-simple-user`)."""
    number = proposed(job)
    if what == "review":
        job.fake.review(number, STRANGER, "COMMENTED", "Hm.")
        job.fake.pulls[number].reviews[-1]["user"] = None
    elif what == "comment":
        job.fake.comment(number, STRANGER, "Hm.")["user"] = None
    else:
        job.fake.written.clear()  # a commit whose mail belongs to nobody
    job.fake.approve(number, MANAGER)
    job.at = 21
    assert run(job, "land").exit_code == 0
    assert verdict(job.audit()) is Verdict.PASS
    job.fake.follow(number)
    assert job.fake.pulls[number].merge_commit


@pytest.mark.state("submitted")
def test_a_review_of_an_account_that_is_gone_proves_nothing(job: Place) -> None:
    number = proposed(job)
    job.fake.approve(number, MANAGER)
    job.fake.pulls[number].reviews[-1]["user"] = None
    job.at = 21
    before = job.main()
    assert run(job, "land").exit_code == 0
    assert job.main() == before


def test_what_graphql_does_not_find_is_half_an_answer(place: Place) -> None:
    """It answers 200, with null and an error beside it (docs: graphql/guides)."""
    http = GitHubHttp("rahasia", place.fake.url, sleep=lambda _seconds: None)
    asked = {"owner": "lpse", "name": "perubahan", "number": 404, "after": None}
    for query in (ISSUE_EDITS, PULL_EDITS):
        with pytest.raises(ForgeUnreachable):
            http.graphql(query, asked)


# --- how often the forge is asked ------------------------------------------------------------------


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

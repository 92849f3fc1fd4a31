"""What is shown beside a pull request, and what a forge refuses to have shown; none of it is evidence."""

from __future__ import annotations

import re

import pytest

from attacks.kit import RECORD
from forge.job import decides_all_the_same, proposed, run
from forge.scene import HEAD, MANAGER, OTHER, REQUESTER, STRANGER, Place, approved, decided, landed
from forge.standin import Answer, Status
from forge.test_issues import ACCEPT, REQUEST, form
from support.office import verdict
from ubah.core.diagnostics import Verdict
from ubah.edge.recorder.pending_decisions import PendingDecision
from ubah.report.pull_request import MARKER

pytestmark = pytest.mark.slow


def shown(place: Place, number: int) -> tuple[str, str]:
    """Return what stands beside a pull request's head in the tool's name."""
    latest = place.fake.statuses[place.fake.pulls[number].head][0]
    assert latest.context == "ubah"
    return latest.state, latest.description


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
    where = approved(job, number, MANAGER)
    job.at = 21
    key = (
        "" if "commits" in job.kind.proves else "pencatat"
    )  # there its own key is part of the proof
    assert run(job, *words[:2], str(where), *words[3:], key=key).exit_code == 0
    assert shown(job, where)[0] == "success"


@pytest.mark.proves("commits")
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
    assert job.fake.comments[number][0].body.startswith(f"{MARKER}\n## ❌")


@pytest.mark.proves("refusals")
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
    forged = Status("ubah", "success", "Sudah disetujui")
    job.fake.statuses.setdefault(head, []).insert(0, forged)
    job.at = 21
    before = job.main()
    assert run(job, "land").exit_code == 0
    assert job.main() == before
    assert shown(job, number)[0] == "pending"
    written = len(job.fake.statuses[head])
    assert run(job, "land").exit_code == 0
    assert len(job.fake.statuses[head]) == written, "said again without anything new"


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
    assert re.search(r"Settings \\> Collaborators|Manage \\> Members", comment.body)
    job.fake.let_in = {"kepala", "pengelola-2"}
    for _ in range(2):
        job.at += 20
        assert run(job, "decide").exit_code == 0
    assert sorted(job.fake.called(pull.number)) == ["kepala", "pengelola-2"], "asked later"


@pytest.mark.proves("refusals")
@pytest.mark.state("awaiting_head")
def test_who_has_reviewed_is_not_asked_again(place: Place) -> None:
    place.at = 30
    [asked] = decided(place)
    assert asked.pull is not None
    place.fake.review(asked.pull.number, HEAD, "CHANGES_REQUESTED", "")
    place.at = 31
    decided(place)
    assert place.fake.pulls[asked.pull.number].reviewers == ["kepala"]


@pytest.mark.proves("commits")
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
    assert job.fake.issues[form_of].state == "closed"
    assert job.main() != main
    decides_all_the_same(job)


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


@pytest.mark.state("submitted")
def test_land_says_that_a_branch_is_in_conflict(job: Place) -> None:
    number = proposed(job)
    approved(job, number, MANAGER)
    job.at = 21
    job.main()
    data = job.office.append(job.office.read(RECORD), "reject", "pengelola-1", 21)
    job.write(OTHER, RECORD, data, "citra")
    other = job.fake.open("citra", OTHER, "Tolak")
    where = approved(job, other, MANAGER)
    job.at = 22
    assert run(job, "land", "--pull", str(where)).exit_code == 0
    for _ in range(2):
        assert run(job, "land").exit_code == 0
    assert "git merge main" in job.fake.comments[number][-1].body
    assert shown(job, number)[0] == "failure"


@pytest.mark.state("submitted")
@pytest.mark.parametrize("what", ["review", "comment", "commit"])
def test_an_account_that_is_gone_counts_for_nobody_and_holds_up_nothing(
    job: Place, what: str
) -> None:
    """GitHub answers null where the account was deleted (docs: `nullable-simple-user`)."""
    number = proposed(job)
    if what == "review":
        job.fake.review(number, STRANGER, "COMMENTED", "Hm.")
        for one in job.fake.pulls[number].reviews:
            one.who = None
    elif what == "comment":
        job.fake.comment(number, STRANGER, "Hm.").who = None
    else:
        job.fake.written.clear()  # a commit whose mail belongs to nobody
    where = approved(job, number, MANAGER)
    job.at = 21
    assert run(job, "land").exit_code == 0
    assert verdict(job.audit()) is Verdict.PASS
    job.fake.follow(where)
    assert job.fake.pulls[where].merge_commit


@pytest.mark.proves("commits")
@pytest.mark.state("submitted")
def test_a_review_of_an_account_that_is_gone_proves_nothing(job: Place) -> None:
    number = proposed(job)
    job.fake.approve(number, MANAGER)
    job.fake.pulls[number].reviews[-1].who = None
    job.at = 21
    before = job.main()
    assert run(job, "land").exit_code == 0
    assert job.main() == before

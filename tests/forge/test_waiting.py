"""What waits at a glance: labels, assignments, the board, hand-overs, reminders, branches."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

from attacks.kit import RECORD, RFC, person
from forge.filing import ACCEPT, ESCALATE, REQUEST, file, form
from forge.job import proposed, run
from forge.scene import HEAD, MANAGER, OTHER, REQUESTER, STRANGER, Place, approved
from support.office import load, verdict
from ubah.core.diagnostics import Verdict
from ubah.core.forge.words import pull_called
from ubah.core.reading.writing import dump

pytestmark = pytest.mark.slow

DAY = 60 * 24


def lands(place: Place, who: Any, branch: str, action: str, by: str, at: float) -> int:
    place.at = at
    place.main()
    data = place.office.append(place.office.read(RECORD), action, by, at)
    place.write(OTHER, RECORD, data, branch)
    number = place.fake.open(branch, OTHER, action)
    where = approved(place, number, who)
    place.at = at + 1
    for _ in {number, where}:  # a copy lands first, then what it shows is seen to have landed
        result = run(place, "land")
        assert result.exit_code == 0, result.output
    place.fake.follow(number)
    assert not place.fake.pulls[number].open
    return where


@pytest.mark.proves("commits", "assigns")
@pytest.mark.state("submitted")
def test_a_pull_request_that_waits_is_labelled_and_assigned_to_who_must_act(job: Place) -> None:
    number = proposed(job)
    pull = job.fake.pulls[number]
    pull.labels = ["penting"]
    pull.assigned = ["kepala", "orang-luar"]
    job.fake.logins[STRANGER[0]] = STRANGER[1]
    for _ in range(2):
        assert run(job, "land").exit_code == 0
    assert pull.labels == [
        "penting",
        "keadaan: menunggu persetujuan",
        "menunggu: Pengelola-1 Contoh",
    ]
    assert sorted(pull.assigned) == ["orang-luar", "pengelola-1"]
    writes = [one for one in job.fake.requests if one[0] == "PUT"]
    assert len(writes) == 1, "marked once, and left alone as long as it is right"
    job.fake.approve(number, MANAGER)
    job.at = 21
    assert run(job, "land").exit_code == 0
    assert pull.labels == ["penting"]
    assert verdict(job.audit()) is Verdict.PASS


@pytest.mark.state("submitted")
def test_a_label_proves_nothing(job: Place) -> None:
    number = proposed(job)
    before = job.main()
    job.fake.pulls[number].labels = ["keadaan: sudah benar", "disetujui", "approved"]
    assert run(job, "land").exit_code == 0
    assert job.main() == before
    assert "keadaan: menunggu persetujuan" in job.fake.pulls[number].labels


@pytest.mark.state("submitted")
def test_a_change_of_authority_waits_for_the_head_and_is_no_failure(job: Place) -> None:
    """On a forge whose approvals bind to a copy alone, that is where the head is asked."""
    job.at = 20
    roles = load(job.office.read("roles.yaml", job.main()))
    person(roles, "pengelola-2")["title"] = "Pengelola Perubahan Madya"
    job.write(MANAGER, "roles.yaml", dump(roles).encode(), "jabatan")
    number = int(job.fake.open("jabatan", MANAGER, "Jabatan"))
    for _ in range(2):
        assert run(job, "land").exit_code == 0
    shown = max(job.fake.pulls)
    assert (shown == number) is ("commits" in job.kind.proves)
    pull = job.fake.pulls[shown]
    assert pull.labels == ["keadaan: menunggu persetujuan", "menunggu: Kepala Contoh"]
    assert {one.state for one in job.fake.statuses[pull.head]} == {"pending"}
    assert [one for one, *_ in job.fake.notified].count("kepala") == 1, job.fake.notified
    assert shown == number or pull.reviewers == ["kepala"]
    told = "\n".join(one.body for one in job.fake.comments[shown])
    assert "## ⏳ Menunggu Persetujuan" in told
    assert "Kepala Contoh" in told
    assert "Untuk menyetujui" in told
    assert ("ubah assent" in told) is (shown == number), "nobody can push to a copy"
    assert run(job, "board", key="").exit_code == 0
    [board] = job.fake.issues.values()
    assert board.body.count("Jabatan") == 1
    assert f"{job.kind.mark}{shown}" in board.body
    job.fake.approve(shown, HEAD)
    job.at = 21
    assert run(job, "land").exit_code == 0
    job.fake.follow(shown)
    assert not pull.open
    assert run(job, "board", key="").exit_code == 0
    assert "Jabatan" not in board.body
    assert verdict(job.audit()) is Verdict.PASS


@pytest.mark.state("awaiting_head")
def test_a_decision_is_labelled_and_its_head_is_asked_but_not_assigned(job: Place) -> None:
    job.at = 30
    assert run(job, "decide").exit_code == 0
    [pull] = job.fake.pulls.values()
    assert pull.reviewers == ["kepala"]
    assert pull.assigned == []
    assert [one[:2] for one in job.fake.notified] == [("kepala", "review requested")]
    assert [label.partition(": ")[0] for label in pull.labels] == ["keadaan", "menunggu"]
    assert "menunggu: Kepala LPSE" in pull.labels


@pytest.mark.state("awaiting_head")
def test_the_board_says_who_waits_for_whom_and_is_pinned_once(job: Place) -> None:
    job.at = 30
    assert run(job, "decide").exit_code == 0
    [number] = job.fake.pulls
    for _ in range(3):
        assert run(job, "board", key="").exit_code == 0
    [(issue, row)] = job.fake.issues.items()
    assert "Kepala" in row.body
    assert RFC.replace("-", "\\-") in row.body
    assert f"{job.kind.mark}{number}" in row.body
    assert "@" not in row.body, "an edit that mentions somebody may tell them each time"
    assert job.fake.pinned == [issue] * ("pins" in job.kind.proves)
    assert job.fake.comments.get(issue, []) == []
    job.fake.approve(number, HEAD)
    job.at = 31
    assert run(job, "decide").exit_code == 0
    assert run(job, "board", key="").exit_code == 0
    assert f"{job.kind.mark}{number}" not in row.body
    assert job.kind.leads_to("07-implement--pass-test") in row.body
    assert len(job.fake.issues) == 1


@pytest.mark.state("awaiting_head")
@pytest.mark.parametrize("code", ["not_feasible", "not_emergency"])
def test_nothing_is_offered_that_is_refused_as_things_stand(job: Place, code: str) -> None:
    """What the head found not feasible is not accepted as it is (UB413): it is revised, or rejected."""
    job.at = 31
    job.office.step("return", "kepala", 30, code=code, reason="Risikonya besar.")
    job.send(job.office.main, "main")
    assert run(job, "board", key="").exit_code == 0
    [board] = job.fake.issues.values()
    offered = "Setujui Permintaan" in board.body
    assert offered is (code == "not_emergency")
    titles = [line for line in board.body.splitlines() if "[Buka formulir" in line]
    assert any("Setujui" in line for line in titles) is offered
    emergency = [line for line in titles if "Mohon Persetujuan" in line]
    assert emergency == [], "found no emergency, and unrevised; or not accepted in the first place"
    for way in ("Perbaiki Permintaan", "Tolak"):
        assert way in board.body or offered


@pytest.mark.state("awaiting_head")
@pytest.mark.parametrize("gone", ["unpinned", "closed", "deleted"])
def test_the_board_comes_back_whoever_takes_it_away(job: Place, gone: str) -> None:
    job.at = 30
    assert run(job, "board", key="").exit_code == 0
    [old] = job.fake.issues
    if gone == "unpinned":
        job.fake.pinned.clear()
    elif gone == "closed":
        job.fake.issues[old].state = "closed"
    else:
        del job.fake.issues[old]
    for _ in range(2):
        assert run(job, "board", key="").exit_code == 0
    [shown] = [n for n, row in job.fake.issues.items() if row.state == "open"]
    assert (shown == old) is (gone == "unpinned")
    assert job.fake.pinned[-1:] == [shown] * ("pins" in job.kind.proves)
    assert job.fake.notified == []


def labels(place: Place, number: int) -> list[str]:
    return list(place.fake.issues[number].labels)


def test_the_form_of_a_request_says_how_it_stands_though_it_is_closed(job: Place) -> None:
    """A request waits mostly without a pull request: it is found by the label of who is waited for."""

    def files(who: Any, at: float, action: str, **values: str) -> int:
        job.at = at
        number = job.fake.issue(who, action, form(job, action, **values))
        assert run(job, "request", "--issue", str(number), key="").exit_code == 0
        job.at = at + 1
        assert run(job, "land").exit_code == 0
        assert job.fake.issues[number].state == "closed"
        return number

    first = files(REQUESTER, 10, "submit", **REQUEST)
    assert labels(job, first) == ["keadaan: Diajukan", "menunggu: Pengelola Perubahan"]
    job.fake.issues[first].labels.append("penting")
    second = files(MANAGER, 20, "accept", **ACCEPT)
    third = files(MANAGER, 25, "escalate", **ESCALATE)
    assert sorted(labels(job, first)) == [
        "keadaan: Menunggu Persetujuan Kepala LPSE",
        "menunggu: Kepala LPSE",
        "penting",
    ]
    assert labels(job, second) == labels(job, third) == []
    told = len(job.fake.notified)
    job.at = 30
    assert run(job, "decide").exit_code == 0
    job.fake.review(max(job.fake.pulls), HEAD, "APPROVED", "Ya.")
    job.at = 31
    assert run(job, "decide").exit_code == 0
    assert "menunggu: Pengelola Perubahan" in labels(job, first)
    assert first not in [number for _, _, number in job.fake.notified[told:]], "labels tell nobody"


@pytest.mark.state("awaiting_head")
def test_the_board_is_kept_where_three_issues_are_pinned_already(job: Place) -> None:
    full = (
        200,
        {"data": {"pinIssue": None}, "errors": [{"message": "Maximum 3 pinned issues"}]},
        {},
    )
    job.fake.fault = lambda _verb, target: full if target == "/graphql" else None
    job.at = 30
    result = run(job, "board", key="")
    assert result.exit_code == 0, result.output
    assert len(job.fake.issues) == 1


@pytest.mark.state("awaiting_head")
def test_a_strangers_issue_with_the_boards_label_is_left_alone(job: Place) -> None:
    other = job.fake.issue(STRANGER, "Papan kerja", "milik saya", ["ubah-papan"])
    assert run(job, "board", key="").exit_code == 0
    assert job.fake.issues[other].body == "milik saya"
    assert len(job.fake.issues) == 2


# --- hand-overs and reminders ------------------------------------------------------------------------


def test_a_hand_over_is_a_new_comment_and_comes_once(job: Place) -> None:
    job.at = 10
    filed = job.fake.issue(REQUESTER, "Permintaan", form(job, "submit", **REQUEST))
    assert run(job, "request", "--issue", str(filed), key="").exit_code == 0
    [number] = job.fake.pulls
    assert run(job, "check", "--pull", str(number), key="").exit_code == 0
    [before] = job.fake.comments[number]
    job.at = 11
    for _ in range(3):
        assert run(job, "land").exit_code == 0
    [edited] = job.fake.comments[number]
    assert edited.id == before.id
    assert "@" not in edited.body, "edited in place, it tells nobody"
    [written] = job.fake.comments[filed]
    assert "@pengelola-1" in written.body
    assert "@pengelola-2" in written.body
    assert "@pemohon" not in written.body
    assert Counter(job.fake.notified) == {
        ("pemohon-1", "closed", filed): 1,
        ("pemohon-1", "comment", filed): 1,
        ("pengelola-1", "comment", filed): 1,
        ("pengelola-2", "comment", filed): 1,
    }


@pytest.mark.proves("commits", "assigns")
@pytest.mark.state("submitted")
def test_who_must_act_is_told_once_and_by_a_comment_if_the_forge_lets_nobody_assign_them(
    job: Place,
) -> None:
    job.fake.let_in = {"kepala"}
    number = proposed(job)
    before = len(job.fake.notified)
    assert run(job, "check", "--pull", str(number), key="").exit_code == 1
    for _ in range(2):
        assert run(job, "land").exit_code == 0
    told = [one for one in job.fake.notified[before:] if one[0] == "pengelola-1"]
    assert told == [("pengelola-1", "comment", number)]
    job.fake.let_in = None
    job.fake.pulls[number].labels = []
    assert run(job, "land").exit_code == 0
    told = [one for one in job.fake.notified[before:] if one[0] == "pengelola-1"]
    assert told[1:] == [("pengelola-1", "assigned", number)]


@pytest.mark.state("submitted")
def test_who_goes_on_with_the_work_is_not_told_so(job: Place) -> None:
    number = lands(job, MANAGER, "citra-1", "accept", "pengelola-1", 20)
    assert all("@" not in one.body for one in job.fake.comments[number])


@pytest.mark.state("awaiting_head")
def test_after_the_heads_decision_the_manager_is_told(job: Place) -> None:
    job.at = 30
    assert run(job, "decide").exit_code == 0
    [number] = job.fake.pulls
    job.fake.approve(number, HEAD)
    job.at = 31
    for _ in range(2):
        assert run(job, "decide").exit_code == 0
        assert run(job, "land").exit_code == 0
    told = [one.body for one in job.fake.comments[number] if "@pengelola-1" in one.body]
    assert len(told) == 1


@pytest.mark.state("submitted")
def test_a_reminder_is_a_new_comment_at_most_once_a_day(job: Place) -> None:
    job.at = DAY * 3
    for _ in range(3):
        assert run(job, "remind", key="").exit_code == 0
    [(issue, row)] = job.fake.issues.items()
    [comment] = job.fake.comments[issue]
    assert "@pengelola-1" in comment.body
    assert "@" not in row.body
    job.fake.comment(issue, STRANGER, comment.body.replace("2026-", "2027-"))
    job.at = DAY * 4
    for _ in range(2):
        assert run(job, "remind", key="").exit_code == 0
    own = [one for one in job.fake.comments[issue] if one.who[0] == job.fake.robot[0]]
    assert len(own) == 2, "a stranger's comment silences nothing"


# --- branches ----------------------------------------------------------------------------------------


def test_branches_of_what_has_landed_are_removed_and_no_others(job: Place) -> None:
    job.at = 10
    filed = job.fake.issue(REQUESTER, "Permintaan", form(job, "submit", **REQUEST))
    assert run(job, "request", "--issue", str(filed), key="").exit_code == 0
    job.at = 11
    assert run(job, "land").exit_code == 0
    later = job.fake.issue(REQUESTER, "Lain", form(job, "submit", **{**REQUEST, "reason": "Lain."}))
    assert run(job, "request", "--issue", str(later), key="").exit_code == 0
    job.send(job.main(), "milik-orang")
    job.at = 12
    assert run(job, "board", key="").exit_code == 0
    assert job.fake.branch(f"issue/{filed}"), "another job may be about to open it"
    job.at = 90
    result = run(job, "board", key="")
    assert result.exit_code == 0, result.output
    assert not job.fake.branch(f"issue/{filed}")
    assert job.fake.branch(f"issue/{later}")
    assert job.fake.branch("milik-orang")
    assert verdict(job.audit()) is Verdict.PASS


@pytest.mark.proves("refusals")
@pytest.mark.state("awaiting_head")
def test_the_branch_of_a_decision_is_removed_and_asked_again_after_a_return(job: Place) -> None:
    job.at = 30
    assert run(job, "decide").exit_code == 0
    [number] = job.fake.pulls
    branch = job.fake.pulls[number].branch
    job.fake.review(number, HEAD, "CHANGES_REQUESTED", "Bukan mendesak\n\nBulan depan.")
    job.at = 31
    assert run(job, "decide").exit_code == 0
    job.at = 200
    assert run(job, "board", key="").exit_code == 0
    assert not job.fake.branch(branch)
    assert run(job, "land").exit_code == 0
    assert verdict(job.audit()) is Verdict.PASS


@pytest.mark.state("submitted")
def test_a_pull_request_is_called_as_on_the_forges_own_pages(job: Place) -> None:
    """Said on the form and in what was made of it, which a requester cannot accept."""
    issue, filed = file(job, REQUESTER, 20, "accept", **ACCEPT)
    assert filed.pull is not None
    for _ in range(2):
        assert run(job, "land").exit_code == 0
    written = "\n".join(one.body for rows in job.fake.comments.values() for one in rows)
    told = re.sub("<!--.*?-->", "", written, flags=re.DOTALL)
    assert job.fake.comments[issue]
    called = pull_called(job.kind.name)
    assert called in told
    assert {"pull request", "merge request"} - {called} == {
        one for one in ("pull request", "merge request") if one not in told
    }

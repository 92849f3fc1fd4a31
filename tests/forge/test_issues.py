"""A change by issues, reviews and comments alone: from the form to landed, decided and audited."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from attacks.kit import RECORD, RFC
from forge.filing import ACCEPT, ESCALATE, REQUEST, file, form, requested, step
from forge.scene import HEAD, MANAGER, OTHER, REQUESTER, STRANGER, Place, decided, landed
from support.office import load, minutes, verdict
from ubah.core.diagnostics import Verdict
from ubah.core.forms.of_steps import build_forms
from ubah.edge.git import ObjectStore
from ubah.edge.history.audit import audit
from ubah.edge.history.landings import LandingReader
from ubah.edge.recorder.request import Requested


def audited_offline(place: Place, folder: Path) -> Any:
    """Audit in a plain clone whose forge has gone."""
    clone = folder / "stranger"
    subprocess.run(["git", "clone", "-q", str(place.bare), str(clone)], check=True)
    place.bare.rename(folder / "gone.git")
    tip = subprocess.run(
        ["git", "-C", str(clone), "rev-parse", "HEAD"], check=True, capture_output=True
    )
    with ObjectStore(clone / ".git") as store:
        return audit(LandingReader(store), tip.stdout.decode().strip())


@pytest.mark.proves("refusals")
@pytest.mark.parametrize("refuses", [False, True])
def test_a_change_by_an_issue_a_review_and_a_comment(
    place: Place, tmp_path: Path, refuses: bool
) -> None:
    issue, done = file(place, REQUESTER, 10, "submit", **REQUEST)
    assert done.pull is not None, done.findings
    place.at = 11
    place.fake.comment(done.pull.number, STRANGER, "Setuju!")
    assert landed(place, done.pull.number).commit
    assert place.fake.issues[issue].state == "closed"
    step(place, MANAGER, 20, "accept", **ACCEPT)
    step(place, MANAGER, 30, "escalate", **ESCALATE)
    place.at = 40
    [asked] = decided(place)
    assert asked.pull is not None
    place.at = 41
    state = "CHANGES_REQUESTED" if refuses else "APPROVED"
    said = "Tidak layak.\n\nSudah dipertimbangkan." if refuses else "Sudah dipertimbangkan."
    place.fake.review(asked.pull.number, HEAD, state, said)
    place.at = 42
    [answer] = decided(place)
    assert answer.commit, answer
    result = audited_offline(place, tmp_path)
    assert verdict(result) is Verdict.PASS, result.findings
    assert [s.entry.action for s in result.steps] == [
        "submit",
        "accept",
        "escalate",
        "return" if refuses else "approve",
    ]
    assert [s.proof.evidence.split()[0] for s in result.steps] == [
        "issue",
        "issue",
        "issue",
        "decision",
    ]


def test_asking_twice_makes_one_pull_request(place: Place) -> None:
    number, done = file(place, REQUESTER, 10, "submit", **REQUEST)
    again = requested(place, number)
    assert done.pull is not None
    assert again.pull is not None
    assert done.pull.number == again.pull.number
    assert done.pull.head == again.pull.head
    assert len(place.fake.pulls) == 1


@pytest.mark.proves("edits")
def test_what_its_author_edits_is_read_again(place: Place) -> None:
    number, first = file(place, REQUESTER, 10, "submit", **REQUEST)
    place.at = 12
    body = form(place, "submit", **{**REQUEST, "reason": "Alasan lain."})
    place.fake.edit(number, REQUESTER[0], body)
    assert first.pull is not None
    stale = landed(place, first.pull.number)
    assert not stale.commit
    done = requested(place, number)
    assert done.pull is not None
    place.at = 13
    assert landed(place, done.pull.number).commit
    place.main()
    record = load(place.office.read(RECORD))
    assert record["request"]["reason"] == "Alasan lain."
    assert record["journal"][0]["at"] == minutes(12).isoformat()
    assert verdict(place.audit()) is Verdict.PASS


@pytest.mark.proves("edits")
@pytest.mark.parametrize("editor", [OTHER[0], None])
def test_27_an_issue_edited_by_somebody_else(place: Place, editor: int | None) -> None:
    """Before the pull request is made, or after."""
    number, first = file(place, REQUESTER, 10, "submit", **REQUEST)
    place.fake.edits[number] = [(editor, minutes(11)), (REQUESTER[0], minutes(12))]
    assert first.pull is not None
    place.at = 13
    assert not landed(place, first.pull.number).commit
    done = requested(place, number)
    assert done.pull is None
    assert done.findings[0].hint is not None


def test_23_a_branch_of_an_issue_altered_by_one_byte(place: Place) -> None:
    _, done = file(place, REQUESTER, 10, "submit", **REQUEST)
    assert done.pull is not None
    pull = place.fake.pulls[done.pull.number]
    place.office.git("fetch", "-q", str(place.bare), pull.branch)
    data = place.office.read(RECORD, pull.head).replace(b"Galat", b"Gagal")
    place.write(STRANGER, RECORD, data, pull.branch, on=pull.head)
    place.at = 11
    assert not landed(place, done.pull.number).commit


def test_a_form_by_nobody_of_the_office(place: Place) -> None:
    _, done = file(place, STRANGER, 10, "submit", **REQUEST)
    assert done.pull is None
    assert {f.rule for f in done.findings} == {"UB502"}


def test_an_issue_that_is_no_form(place: Place) -> None:
    number = place.fake.issue(REQUESTER, "Halo", "Apakah SPSE berjalan?")
    assert requested(place, number) == Requested()


def test_a_step_of_a_record_that_is_not_there(place: Place) -> None:
    _, done = file(place, MANAGER, 10, "accept", **ACCEPT)
    assert done.pull is None
    assert done.findings


def test_29_two_issues_that_take_the_same_number(place: Place) -> None:
    _, first = file(place, REQUESTER, 10, "submit", **REQUEST)
    _, second = file(place, MANAGER, 11, "submit", **REQUEST)
    assert first.pull is not None
    assert second.pull is not None
    place.at = 12
    assert landed(place, first.pull.number).commit
    done = landed(place, second.pull.number)
    assert done.commit, done.findings
    result = place.audit()
    assert verdict(result) is Verdict.PASS, result.findings
    assert [s.record for s in result.steps] == [RFC, "RFC-2026-0002"]
    assert result.steps[-1].entry.at == minutes(11)


def test_work_that_was_done_before_anybody_asked(place: Place) -> None:
    """A clerk without git can say so too; the mark stays, and no revision takes it off."""
    late = {
        "retrospective-performed_at": "2026-01-30 09:00",
        "retrospective-reason": "Peladen mati di luar jam kerja.",
        "retrospective-oral_approval-by": "kepala",
        "retrospective-oral_approval-at": "2026-01-30 08:30",
        "retrospective-oral_approval-channel": "Telepon",
    }
    _, broken = file(
        place, REQUESTER, 10, "submit", **REQUEST, **{k: late[k] for k in list(late)[:1]}
    )
    assert broken.pull is None
    assert "reason" in repr(broken.findings)
    number, done = file(place, REQUESTER, 11, "submit", **REQUEST, **late)
    assert done.pull is not None, done.findings
    place.at = 12
    outcome = landed(place, done.pull.number)
    assert outcome.commit, outcome.findings
    place.main()
    told = load(place.office.read(RECORD))["request"]["retrospective"]
    assert told["performed_at"].startswith("2026-01-30T09:00:00")
    assert told["oral_approval"]["by"] == "kepala"
    assert verdict(place.audit()) is Verdict.PASS
    forms = build_forms(place.office.authority.change_schema, place.office.authority.sop)
    assert not [f for f in forms["revise"].request if f.pointer[0] == "retrospective"]
    assert place.fake.issues[number].state == "closed"


@pytest.mark.parametrize("late", [False, True])
def test_a_form_whose_branch_is_brought_up_to_date(place: Place, late: bool) -> None:
    """Main goes on between filing, the recorder's run and "Update branch": the form is no newer."""
    place.at = 10
    number = place.fake.issue(REQUESTER, "submit", form(place, "submit", **REQUEST))
    done = None if late else requested(place, number)
    main = place.office.put({"docs/x.md": b"x\n"}, "pengelola-1", 58, on=place.main())
    place.send(place.office.merge(place.main(), main, "pengelola-1", 59), "main")
    place.at = 60
    done = done or requested(place, number)
    assert done.pull is not None, done.findings
    pull = place.fake.pulls[done.pull.number]
    place.office.git("fetch", "-q", str(place.bare), f"refs/heads/{pull.branch}")
    place.send(place.office.merge(pull.head, place.main(), None, 61), pull.branch)
    place.at = 62
    made = landed(place, done.pull.number)
    assert made.commit, made.findings
    assert verdict(place.audit()) is Verdict.PASS

"""Steps that their actors file as issues: they land by themselves, once, as filed, or not at all."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest

from attacks.kit import RECORD, RFC
from forge.filing import ACCEPT, ESCALATE, REQUEST, file, form, requested, step
from forge.scene import HEAD, MANAGER, OTHER, REQUESTER, STRANGER, Place, landed, two_at_once
from forge.standin import Account
from support.office import load, minutes, verdict
from ubah.core.diagnostics import Verdict
from ubah.core.register.appending import append_step
from ubah.edge.forges import ForgeUnreachable
from ubah.edge.recorder.attest import attest
from ubah.edge.recorder.land import LandingOutcome, land

BOTH = {**ACCEPT, "classify_normal-rationale": "Dapat dijadwalkan."}


def asked(place: Place) -> None:
    """Have a request filed and landed."""
    step(place, REQUESTER, 10, "submit", **REQUEST)


def pull_of(place: Place, who: Account = MANAGER, at: float = 20, **more: str) -> tuple[int, int]:
    """File an acceptance; return the issue and the pull request that it became."""
    number, done = file(place, who, at, "accept", **ACCEPT, **more)
    assert done.pull is not None, done.findings
    return number, done.pull.number


def reasons(outcome: LandingOutcome) -> str:
    """Return what an outcome says, in short."""
    assert not outcome.commit
    return repr((outcome.findings, outcome.assessment.gathered.discarded))


def still_submitted(place: Place) -> None:
    place.main()
    assert load(place.office.read(RECORD))["status"] == "submitted"
    assert verdict(place.audit()) is Verdict.PASS


# --- what lands -----------------------------------------------------------------------------------


def test_a_step_lands_dated_as_its_issue(place: Place) -> None:
    asked(place)
    number = step(place, MANAGER, 20, "accept", **ACCEPT)
    place.main()
    entry = load(place.office.read(RECORD))["journal"][-1]
    assert (entry["action"], entry["by"], entry["at"]) == (
        "accept",
        "pengelola-1",
        minutes(20).isoformat(),
    )
    assert place.fake.issues[number].state == "closed"
    result = place.audit()
    assert verdict(result) is Verdict.PASS, result.findings
    assert result.steps[-1].proof.evidence == f"issue {number}"


def test_a_request_revised_and_then_withdrawn(place: Place) -> None:
    asked(place)
    told = {"what": "Alasan.", "why": "Kurang jelas.", "reason": "Celah unggah."}
    step(place, REQUESTER, 20, "revise", **told)
    step(place, REQUESTER, 30, "withdraw", reason="Tidak jadi.")
    result = place.audit()
    assert verdict(result) is Verdict.PASS, result.findings
    assert [s.proof.evidence.split()[0] for s in result.steps] == ["issue"] * 3


def test_a_pull_request_by_hand_with_a_review_stays_as_good(place: Place) -> None:
    asked(place)
    place.at = 20
    place.main()
    data = place.office.append(place.office.read(RECORD), "accept", "pengelola-1", 20)
    commit = place.office.commit(None, 20, {RECORD: data}, parents=(place.office.main,))
    place.send(commit, "tangan")
    number = place.fake.open("tangan", STRANGER, "accept")
    assert not landed(place, number).commit
    place.at = 21
    place.fake.approve(number, MANAGER)
    place.at = 22
    assert landed(place, number).commit
    assert verdict(place.audit()) is Verdict.PASS


def test_two_recorders_at_once_land_it_once(place: Place) -> None:
    asked(place)
    _, pull = pull_of(place)
    place.at = 21
    outcomes = two_at_once(place, lambda recorder: land(recorder, pull))
    assert len({outcome.commit for outcome in outcomes}) == 1
    assert verdict(place.audit()) is Verdict.PASS


def test_two_steps_of_one_person_land_together(place: Place) -> None:
    """One form, one pull request, one landing; each step is judged by itself."""
    asked(place)
    number = step(place, MANAGER, 20, "accept+classify_normal", **BOTH)
    place.main()
    record = load(place.office.read(RECORD))
    assert record["status"] == "authorised"
    assert [entry["at"] for entry in record["journal"][1:]] == [minutes(20).isoformat()] * 2
    result = place.audit()
    assert verdict(result) is Verdict.PASS, result.findings
    assert [s.proof.evidence for s in result.steps[1:]] == [f"issue {number}"] * 2


def test_two_steps_of_which_the_second_may_not_be_taken(place: Place) -> None:
    """Neither lands: what was filed together stands or falls together."""
    asked(place)
    step(place, MANAGER, 20, "accept+classify_normal", **BOTH)
    failed = (
        "Skenario: Masuk\nHasil yang Diharapkan: x\nHasil Aktual: y\nBerhasil: tidak\nPenguji: C"
    )
    work = {
        "started_at": minutes(30).isoformat(),
        "ended_at": minutes(31).isoformat(),
        "completed": "Ya",
        "implementers": "pengelola-1",
        "work_log": "Terpasang.",
        "pass_test-documentation": "Ada.",
        "pass_test-tests": failed,
    }
    _, done = file(place, MANAGER, 40, "implement+pass_test", **work)
    assert done.pull is not None, done.findings
    place.at = 41
    assert "UB4" in reasons(landed(place, done.pull.number))
    place.main()
    assert load(place.office.read(RECORD))["status"] == "authorised"


@pytest.mark.parametrize("left_out", ["first", "second"])
def test_23_one_of_two_steps_taken_out_of_the_branch(place: Place, left_out: str) -> None:
    asked(place)
    number, done = file(place, MANAGER, 20, "accept+classify_normal", **BOTH)
    assert done.pull is not None, done.findings
    place.main()
    data = accepted_at(place, 20)
    if left_out == "first":
        authority, at = place.office.authority, minutes(20)
        words = {"rationale": BOTH["classify_normal-rationale"]}
        data = append_step(
            place.office.read(RECORD),
            RECORD,
            "classify_normal",
            "pengelola-1",
            at,
            words,
            authority,
        )
    place.write(STRANGER, RECORD, data, f"issue/{number}")
    place.at = 21
    assert "does not say what the issue says" in reasons(landed(place, done.pull.number))
    still_submitted(place)


# --- the head decides by a review -------------------------------------------------------------------


def test_the_heads_refusal_filed_as_an_issue_counts_where_no_review_refuses(place: Place) -> None:
    """Elsewhere it waits for a review, as any decision does (decision 45)."""
    asked(place)
    step(place, MANAGER, 20, "accept", **ACCEPT)
    step(place, MANAGER, 30, "escalate", **ESCALATE)
    told = {"reason": "Minggu depan.", "code": "not_emergency"}
    _, done = file(place, HEAD, 40, "return", f"{RFC} / 3", **told)
    assert done.pull is not None, done.findings
    place.at = 41
    outcome = landed(place, done.pull.number)
    assert bool(outcome.commit) == ("refusals" not in place.kind.proves), outcome.findings
    assert verdict(place.audit()) is Verdict.PASS


def test_the_heads_decision_filed_as_an_issue_waits_for_a_review(place: Place) -> None:
    asked(place)
    step(place, MANAGER, 20, "accept", **ACCEPT)
    step(place, MANAGER, 30, "escalate", **ESCALATE)
    _, done = file(place, HEAD, 40, "approve", analysis="Setuju.")
    assert done.pull is not None, done.findings
    assert len(place.fake.pulls[done.pull.number].reviewers) == 1
    place.at = 41
    assert "UB501" in reasons(landed(place, done.pull.number))
    place.fake.approve(done.pull.number, HEAD)
    place.at = 42
    assert landed(place, done.pull.number).commit
    result = place.audit()
    assert verdict(result) is Verdict.PASS
    assert result.steps[-1].proof.evidence.split()[0] == "review"


# --- attacks --------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [OTHER, REQUESTER, HEAD, STRANGER])
def test_an_issue_by_who_is_not_the_actor(place: Place, who: Account) -> None:
    """Whose account filed it takes the step; the branch can't say that somebody else did."""
    asked(place)
    number, pull = pull_of(place)
    place.fake.issues[number].who = who
    place.at = 21
    assert reasons(landed(place, pull))
    still_submitted(place)


@pytest.mark.proves("edits")
@pytest.mark.parametrize("editor", [OTHER[0], STRANGER[0], None])
@pytest.mark.parametrize("put_back", [False, True])
def test_27_edited_by_an_administrator(place: Place, editor: int | None, put_back: bool) -> None:
    """Even where the text is put back as it was, or its author edits it afterwards."""
    asked(place)
    number, pull = pull_of(place)
    place.fake.edits[number] = [(editor, minutes(21))]
    if put_back:
        place.fake.edits[number].append((MANAGER[0], minutes(22)))
    place.at = 23
    assert "somebody else than its author edited" in reasons(landed(place, pull))
    assert requested(place, number).pull is None
    still_submitted(place)


@pytest.mark.proves("edits")
def test_23_edited_by_its_author_between_judging_and_landing(place: Place) -> None:
    """What was checked lands no more; what is said now does, dated as the edit."""
    asked(place)
    number, pull = pull_of(place)
    place.at = 22
    said = form(place, "accept", **{**ACCEPT, "assessment": "Lain."})
    place.fake.edit(number, MANAGER[0], said)
    place.at = 23
    assert "does not say what the issue says" in reasons(landed(place, pull))
    still_submitted(place)
    assert requested(place, number).pull is not None
    assert landed(place, pull).commit
    place.main()
    entry = load(place.office.read(RECORD))["journal"][-1]
    assert entry["evidence"]["assessment"] == "Lain."
    assert entry["at"] == minutes(22).isoformat()
    assert verdict(place.audit()) is Verdict.PASS


def test_27_edited_after_it_has_landed(place: Place) -> None:
    """The history tells what it told, and the edit opens no second landing."""
    asked(place)
    number = step(place, MANAGER, 20, "accept", **ACCEPT)
    place.at = 30
    place.fake.issues[number].state = "open"
    place.fake.edit(number, MANAGER[0], form(place, "escalate", **ESCALATE))
    done = requested(place, number)
    assert done.landed
    assert done.pull is None
    assert verdict(place.audit()) is Verdict.PASS


@pytest.mark.parametrize("action", ["submit", "accept"])
@pytest.mark.parametrize("edited", [False, True])
def test_26_the_same_issue_landed_twice(place: Place, action: str, edited: bool) -> None:
    """Closed, reopened by its author, and filed again: it has been used."""
    asked(place)
    if action == "accept":
        number = step(place, MANAGER, 20, "accept", **ACCEPT)
    else:
        number = min(place.fake.issues)
    main = place.main()
    place.at = 40
    place.fake.reopen(number, REQUESTER if action == "submit" else MANAGER)
    if edited:
        who = REQUESTER if action == "submit" else MANAGER
        place.fake.edit(number, who[0], place.fake.issues[number].body + " ")
    done = requested(place, number)
    assert (done.pull, done.findings) == (None, ())
    assert done.landed
    assert place.main() == main


def test_26_the_branch_of_a_used_issue_proposed_again(place: Place) -> None:
    """Somebody with write access makes the branch and the pull request for the recorder."""
    asked(place)
    number = min(place.fake.issues)
    place.fake.reopen(number, REQUESTER)
    place.main()
    again = "changes/2026/RFC-2026-0002.yaml"
    data = place.office.read(RECORD).replace(RFC.encode(), b"RFC-2026-0002")
    place.at = 20
    place.write(STRANGER, again, data, f"issue/{number}")
    pull = place.fake.open(f"issue/{number}", STRANGER, "Lagi")
    assert "it proves once" in reasons(landed(place, pull))
    assert verdict(place.audit()) is Verdict.PASS


def test_26_a_number_that_was_spent_before_the_register_moved(place: Place) -> None:
    """In a new repository of the host the issues begin at 1 again: none lands what the audit refuses for good."""
    asked(place)
    number = step(place, MANAGER, 20, "accept", **ACCEPT)
    main = place.main()
    for age in (1, 400 * 24 * 60):
        place.fake.issues.clear()
        place.fake.fates.clear()
        place.at += age
        place.fake.last = number - 1
        again, done = file(place, MANAGER, place.at, "escalate", **ESCALATE)
        assert again == number
        assert (done.pull, done.findings) == (None, ())
        assert done.landed == main
    place.fake.last = 900
    step(place, MANAGER, place.at + 1, "escalate", **ESCALATE)
    assert verdict(place.audit()) is Verdict.PASS


@pytest.mark.proves("moved")
@pytest.mark.parametrize(
    "how", ["in the seconds before the push", "dated back by an administrator"]
)
def test_26_a_form_filed_before_what_it_goes_on_from_could_be_seen(place: Place, how: str) -> None:
    """By the landing's own date it was there; the forge knows when it was pushed."""
    asked(place)
    number, pull = pull_of(place, at=20)
    place.at = 21
    if how.startswith("in"):
        held: list[str] = []
        with place.recorder() as recorder:
            recorder.exchange.move = lambda _branch, new, _old: bool(held.append(new))  # type: ignore[method-assign, func-returns-value]
            recorder.exchange.tip = lambda _branch: None  # type: ignore[method-assign]
            with pytest.raises(ForgeUnreachable):
                land(recorder, pull)
        clone, landing = place.clone, held[0]
    else:
        place.main()
        data = place.office.append(place.office.read(RECORD), "accept", "pengelola-1", 21)
        clone = place.office.repo
        landing = place.office.commit("pengelola-1", 21, {RECORD: data}, parents=(place.main(),))
    place.at = 22
    early = place.fake.issue(MANAGER, "escalate", form(place, "escalate", **ESCALATE))
    place.at = 23
    words = ("push", "-q", str(place.bare), f"{landing}:refs/heads/main")
    subprocess.run(["git", "-C", str(clone), *words], check=True)
    place.fake.watch()
    place.fake.issues[number].state = "closed"
    place.at = 24
    done = requested(place, early)
    assert done.pull is None
    assert "has gone on since" in repr(done.findings)
    # Whoever may write makes the recorder's branch and pull request by hand: that is looked at again.
    place.main()
    data = place.office.append(place.office.read(RECORD), "escalate", "pengelola-1", 22)
    place.write(STRANGER, RECORD, data, f"issue/{early}")
    by_hand = place.fake.open(f"issue/{early}", STRANGER, "escalate")
    assert "has gone on since" in reasons(landed(place, by_hand))
    step(place, MANAGER, 30, "escalate", **ESCALATE)
    assert verdict(place.audit()) is Verdict.PASS


@pytest.mark.proves("transfers")
def test_an_issue_transferred_from_another_repository(place: Place) -> None:
    """What was filed in the training register is no step of this one."""
    asked(place)
    number, pull = pull_of(place)
    place.fake.transfer(number)
    place.at = 21
    assert "it was filed elsewhere" in reasons(landed(place, pull))
    done = requested(place, number)
    assert done.pull is None
    assert done.findings
    still_submitted(place)


def test_an_issue_made_from_a_discussion(place: Place) -> None:
    """Its author is who made it, and its text begins with where it was discussed."""
    asked(place)
    place.at = 20
    quoted = f"### Discussed in https://forge.example/d/1\n\n{form(place, 'accept', **ACCEPT)}"
    number = place.fake.issue(STRANGER, "accept", quoted)
    assert requested(place, number).pull is None
    place.at = 21
    place.fake.edit(number, STRANGER[0], form(place, "accept", **ACCEPT))
    done = requested(place, number)
    assert {f.rule for f in done.findings} == {"UB502"}
    still_submitted(place)


def test_an_issue_that_was_deleted(place: Place) -> None:
    asked(place)
    number, pull = pull_of(place)
    del place.fake.issues[number]
    place.at = 21
    assert "is not there any more" in reasons(landed(place, pull))
    still_submitted(place)


def test_an_issue_that_its_author_took_back(place: Place) -> None:
    """Closed by its author before it landed, and opened again by somebody else."""
    asked(place)
    number, pull = pull_of(place)
    place.fake.issues[number].state = "closed"
    place.at = 21
    assert "the issue is closed" in reasons(landed(place, pull))
    if "reopens" not in place.kind.proves:
        place.at = 30
        place.fake.reopen(number, MANAGER)
        assert "does not tell when this text" in reasons(landed(place, pull))
        return
    for who in (OTHER, None):
        place.fake.fates.clear()
        place.fake.reopen(number, who)
        assert "opened it again" in reasons(landed(place, pull))
    still_submitted(place)
    place.fake.fates.clear()
    place.at = 30
    place.fake.reopen(number, MANAGER)
    assert "does not say what the issue says" in reasons(landed(place, pull))
    again = requested(place, number).pull
    assert again is not None
    assert again.number != pull, "that one ended with the form"
    assert landed(place, again.number).commit
    place.main()
    assert load(place.office.read(RECORD))["journal"][-1]["at"] == minutes(30).isoformat()


def test_two_issues_for_one_step(place: Place) -> None:
    asked(place)
    _, first = pull_of(place)
    other, second = pull_of(place, OTHER, 21)
    place.at = 22
    assert landed(place, first).commit
    main = place.main()
    assert reasons(landed(place, second))
    done = requested(place, other)
    assert "has gone on since this form was filed" in repr(done.findings)
    assert place.main() == main
    assert verdict(place.audit()) is Verdict.PASS


def test_an_issue_older_than_the_record_as_it_stands(place: Place) -> None:
    """Accepted as it was asked for, not as it was revised meanwhile, however the branch is made."""
    asked(place)
    place.at = 20
    number = place.fake.issue(MANAGER, "accept", form(place, "accept", **ACCEPT))
    told = {"what": "Semua.", "why": "Lain.", "reason": "Hal yang lain sama sekali."}
    step(place, REQUESTER, 21, "revise", **told)
    place.at = 23
    done = requested(place, number)
    assert done.pull is None
    assert "has gone on since this form was filed" in repr(done.findings)
    place.main()
    filed = load(place.office.read(RECORD))
    assert filed["request"]["reason"] == told["reason"]
    place.write(STRANGER, RECORD, accepted_at(place, 20), f"issue/{number}")
    pull = place.fake.open(f"issue/{number}", STRANGER, "Setujui")
    if "moved" in place.kind.proves:
        assert "has gone on since this form was filed" in reasons(landed(place, pull))
    # The judge, which asks no forge, says the same.
    place.fake.fault = lambda _verb, target: (
        (404, {"message": "no"}, {}) if place.kind.ends["moved"] in target else None
    )
    assert "main went on between the issue" in reasons(landed(place, pull))
    still_submitted(place)


def accepted_at(place: Place, at: float) -> bytes:
    """Return the record on main as the recorder would write an acceptance filed at ``at`` into it."""
    data, authority = place.office.read(RECORD), place.office.authority
    return append_step(data, RECORD, "accept", "pengelola-1", minutes(at), ACCEPT, authority)


def test_a_form_that_was_opened_before_the_record_went_on(place: Place) -> None:
    """Filed after the revision, but opened from a page that did not show it yet."""
    asked(place)
    step(place, REQUESTER, 21, "revise", what="Semua.", why="Lain.", reason="Hal lain.")
    _, stale = file(place, MANAGER, 30, "accept", f"{RFC} / 1", **ACCEPT)
    assert stale.pull is None
    assert "has gone on since the page was made" in repr(stale.findings)
    _, done = file(place, MANAGER, 31, "accept", f"{RFC} / 2", **ACCEPT)
    assert done.pull is not None, done.findings
    place.at = 32
    assert landed(place, done.pull.number).commit
    assert verdict(place.audit()) is Verdict.PASS


def test_23_one_byte_of_the_branch_changed(place: Place) -> None:
    asked(place)
    _, number = pull_of(place)
    pull = place.fake.pulls[number]
    place.office.git("fetch", "-q", str(place.bare), pull.branch)
    data = place.office.read(RECORD, pull.head).replace(b"Layak.", b"Layak!")
    place.write(STRANGER, RECORD, data, pull.branch, on=pull.head)
    place.at = 21
    assert "does not say what the issue says" in reasons(landed(place, number))
    still_submitted(place)


def test_something_else_put_into_the_branch(place: Place) -> None:
    asked(place)
    _, number = pull_of(place)
    pull = place.fake.pulls[number]
    place.office.git("fetch", "-q", str(place.bare), pull.branch)
    place.write(STRANGER, "docs/x.md", b"x\n", pull.branch, on=pull.head)
    place.at = 21
    assert "does not say what the issue says" in reasons(landed(place, number))
    still_submitted(place)


def test_25_another_records_number(place: Place) -> None:
    """The branch of an issue about one record changes another one just so."""
    asked(place)
    step(place, REQUESTER, 12, "submit", **REQUEST)
    number, _ = pull_of(place)
    other = "changes/2026/RFC-2026-0002.yaml"
    place.main()
    data = place.office.append(
        place.office.read(other), "accept", "pengelola-1", 20, "RFC-2026-0002", **ACCEPT
    )
    place.write(STRANGER, other, data, f"issue/{number}")
    place.at = 21
    [pull] = [n for n, p in place.fake.pulls.items() if p.branch == f"issue/{number}"]
    assert "does not say what the issue says" in reasons(landed(place, pull))
    place.main()
    assert load(place.office.read(other))["status"] == "submitted"


def test_main_merged_in_while_it_waits(place: Place) -> None:
    """ "Update branch", after another record's landing: the issue is no newer than it was."""
    asked(place)
    _, number = pull_of(place)
    step(place, REQUESTER, 22, "submit", **REQUEST)
    pull = place.fake.pulls[number]
    place.office.git("fetch", "-q", str(place.bare), f"refs/heads/{pull.branch}")
    place.send(place.office.merge(pull.head, place.main(), None, 25), pull.branch)
    place.at = 26
    made = landed(place, number)
    assert made.commit, made.findings
    result = place.audit()
    assert verdict(result) is Verdict.PASS, result.findings
    assert result.steps[-1].effective == minutes(20)


def test_28_main_merged_in_with_another_end(place: Place) -> None:
    """The record itself went on: no merge makes the acceptance one of what it has become."""
    asked(place)
    _, number = pull_of(place)
    step(place, REQUESTER, 22, "revise", what="x", why="y", reason="Hal lain.")
    pull = place.fake.pulls[number]
    place.office.git("fetch", "-q", str(place.bare), f"refs/heads/{pull.branch}")
    main = place.main()
    tree = place.office.tree(main, {RECORD: accepted_at(place, 20)})
    place.send(place.office.merge(pull.head, main, None, 25, tree), pull.branch)
    place.at = 26
    assert reasons(landed(place, number))
    still_submitted(place)


def test_authority_changed_while_it_waits(place: Place) -> None:
    """Who was in office when the form was filed took the step, as with a review (rule 7)."""
    asked(place)
    _, number = pull_of(place)

    def end(roles: dict[str, Any]) -> None:
        roles["roles"]["change_manager"][0]["until"] = "2026-02-02"

    place.main()
    place.send(place.office.land(place.office.amend(end, "kepala", 30), 31), "main")
    place.at = 2 * 24 * 60
    assert landed(place, number).commit
    _, done = file(place, MANAGER, 3 * 24 * 60, "escalate", **ESCALATE)
    assert done.pull is not None
    place.at += 1
    assert "UB502" in reasons(landed(place, done.pull.number))


def test_55_landed_with_the_forges_own_button(place: Place) -> None:
    """The recorder brings the issue's proof afterwards, before the record goes on (rule 8)."""
    asked(place)
    _, number = pull_of(place)
    pull = place.fake.pulls[number]
    place.office.git("fetch", "-q", str(place.bare), f"refs/heads/{pull.branch}")
    place.main()
    made = place.send(place.office.land(pull.head, 25, None), "main")
    place.fake.merged(number, made)
    assert verdict(place.audit()) is not Verdict.PASS
    place.at = 30
    with place.recorder() as recorder:
        found = attest(recorder, made)
    assert found.commit, found.findings
    result = place.audit()
    assert verdict(result) is Verdict.PASS, result.findings
    step(place, MANAGER, 40, "escalate", **ESCALATE)
    assert verdict(place.audit()) is Verdict.PASS

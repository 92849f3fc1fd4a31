"""What people try on a forge, and what becomes of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from attacks.kit import RECORD, RFC, person
from forge.scene import (
    HEAD,
    MANAGER,
    OTHER,
    REQUESTER,
    STRANGER,
    Place,
    approved_in,
    decided,
    landed,
    two_at_once,
    words,
)
from forge.standin import Answer, Pull
from forge.steps import prepared, step, submit
from support.office import load, rules, verdict
from ubah.core.diagnostics import Verdict
from ubah.core.proof.evidence import trailers
from ubah.core.reading.writing import dump
from ubah.edge.forges import ForgeUnreachable
from ubah.edge.recorder.assess import assess
from ubah.edge.recorder.attest import attest
from ubah.edge.recorder.decide import decide
from ubah.edge.recorder.land import LandingOutcome, land


def reasons(done: LandingOutcome) -> list[str]:
    return [item.reason.text for item in done.assessment.gathered.discarded]


def refused(done: LandingOutcome, *rules_: str) -> None:
    assert done.commit == ""
    assert {f.rule for f in done.findings} & set(rules_), done.findings


@pytest.mark.state("submitted")
def test_18_an_old_login_taken_over_by_another_account(place: Place) -> None:
    number = prepared(place, OTHER, "accept", "pengelola-1", 20)
    place.fake.approve(number, (666, "pengelola-1"))
    place.at = 21
    done = landed(place, number)
    refused(done, "UB501")
    assert reasons(done)[0] == "this account is nobody's in roles.yaml"


@pytest.mark.proves("robots")
@pytest.mark.state("submitted")
def test_19_a_robots_review(place: Place) -> None:
    number = prepared(place, OTHER, "accept", "pengelola-1", 20)
    place.fake.approve(number, (MANAGER[0], "citra[bot]"))
    done = landed(place, number)
    refused(done, "UB501")
    assert "a robot's review proves nothing" in reasons(done)


@pytest.mark.proves("editor")
@pytest.mark.state("submitted")
def test_19_a_merge_that_the_forge_signed(place: Place) -> None:
    """The record comes in by the other parent; the update button's merge is signed by the forge."""
    number = prepared(place, OTHER, "accept", "pengelola-1", 20)
    pull = place.fake.pulls[number]
    pull.opener = MANAGER
    merge = place.office.commit(
        None,
        21,
        parents=(pull.head, place.main()),
        tree=place.office.git("rev-parse", f"{pull.head}^{{tree}}"),
    )
    place.fake.written[merge] = MANAGER
    place.send(merge, pull.branch)
    place.at = 22
    done = landed(place, number)
    refused(done, "UB501")
    assert "the forge made this commit for a button; that is no approval" in reasons(done)


@pytest.mark.proves("editor")
@pytest.mark.state("submitted")
def test_19_a_squash_by_the_button_of_another_pull_request(place: Place) -> None:
    """GitHub signs the squash in the name of that pull request's opener, whoever pressed."""
    number = prepared(place, MANAGER, "accept", "pengelola-1", 20)
    squash = place.fake.pulls[number].head
    other = place.fake.number()
    place.fake.pulls[other] = Pull(
        other, "lain", "", "lain", MANAGER, squash, open=False, merge_commit=squash
    )
    place.at = 21
    done = landed(place, number)
    refused(done, "UB501")
    assert "the forge made this commit for a button; that is no approval" in reasons(done)


@pytest.mark.proves("editor")
@pytest.mark.state("submitted")
def test_19_what_was_written_in_the_editor_by_somebody_else(place: Place) -> None:
    number = prepared(place, MANAGER, "accept", "pengelola-1", 20)
    place.fake.pulls[number].opener = OTHER
    done = landed(place, number)
    refused(done, "UB501")
    assert reasons(done) == [
        "it was written in the forge's editor, but not by who opened the pull request"
    ]


@pytest.mark.proves("refusals")
def test_22_only_an_approving_review_counts(place: Place) -> None:
    submit(place)
    assert step(place, MANAGER, "accept", "pengelola-1", 20).commit
    assert step(place, MANAGER, "escalate", "pengelola-1", 30).commit
    number = prepared(place, MANAGER, "approve", "kepala", 40)
    refused(landed(place, number), "UB501")
    place.fake.comment(number, HEAD, "Setuju!")
    place.fake.review(number, HEAD, "COMMENTED", "Setuju!")
    refused(landed(place, number), "UB501")
    place.at = 41
    place.fake.review(number, HEAD, "CHANGES_REQUESTED", "Belum.")
    done = landed(place, number)
    refused(done, "UB501")
    assert "the review asks for changes" in reasons(done)
    place.at = 42
    place.fake.approve(number, HEAD)
    place.at = 43
    assert landed(place, number).commit
    assert verdict(place.audit()) is Verdict.PASS


@pytest.mark.state("submitted")
def test_23_one_byte_after_the_review(place: Place) -> None:
    number = prepared(place, OTHER, "accept", "pengelola-1", 20)
    place.fake.approve(number, MANAGER)
    pull = place.fake.pulls[number]
    data = place.office.read(RECORD, pull.head).replace(b"Layak.", b"Layak!")
    place.write(OTHER, RECORD, data, pull.branch, on=pull.head)
    place.at = 22
    done = landed(place, number)
    refused(done, "UB501")
    because = "the content has changed since it was reviewed; review what is there now"
    unbound = "nothing on the forge says which content was approved, so it proves nothing"
    assert (because if "commits" in place.kind.proves else unbound) in reasons(done)


@pytest.mark.proves("commits")
@pytest.mark.state("submitted")
def test_24_a_rebase_with_identical_content(place: Place) -> None:
    number = prepared(place, OTHER, "accept", "pengelola-1", 20)
    pull = place.fake.pulls[number]
    place.fake.approve(number, MANAGER)
    again = place.office.commit(
        None,
        22,
        parents=(place.main(),),
        tree=place.office.git("rev-parse", f"{pull.head}^{{tree}}"),
    )
    place.send(again, pull.branch)
    place.at = 23
    done = landed(place, number)
    assert done.commit, done.findings
    assert verdict(place.audit()) is Verdict.PASS
    tip = place.main()
    place.office.git(
        "merge-base", "--is-ancestor", pull.head, tip
    )  # every clone has what was reviewed
    assert landed(place, number).again
    assert place.main() == tip


@pytest.mark.proves("commits")
@pytest.mark.state("submitted")
def test_25_a_review_of_another_commit_copied_over(place: Place) -> None:
    number = prepared(place, OTHER, "accept", "pengelola-1", 20)
    place.fake.approve(number, MANAGER, commit=place.main())
    done = landed(place, number)
    refused(done, "UB501")
    place.fake.pulls[number].reviews.clear()
    place.fake.approve(number, MANAGER, commit="ab" * 20)
    done = landed(place, number)
    refused(done, "UB501")
    assert "what was reviewed is no longer there; review what is there now" in reasons(done)


def test_26_an_approval_used_for_the_next_step(place: Place) -> None:
    """A second step pushed after the review needs another."""
    submit(place)
    number = prepared(place, OTHER, "accept", "pengelola-1", 20)
    place.fake.approve(number, MANAGER)
    pull = place.fake.pulls[number]
    data = place.office.append(place.office.read(RECORD, pull.head), "escalate", "pengelola-1", 21)
    place.write(OTHER, RECORD, data, pull.branch, on=pull.head)
    place.at = 22
    refused(landed(place, number), "UB501")


@pytest.mark.proves("refusals")
def test_26_a_decision_of_an_earlier_round(place: Place) -> None:
    submit(place)
    assert step(place, MANAGER, "accept", "pengelola-1", 20).commit
    assert step(place, MANAGER, "escalate", "pengelola-1", 30).commit
    place.at = 40
    [asked] = decided(place)
    assert asked.pull is not None
    old = place.fake.pulls[asked.pull.number]
    place.fake.review(old.number, HEAD, "CHANGES_REQUESTED", "Tidak layak\nPerjelas risikonya.")
    place.at = 41
    [returned] = decided(place)
    assert returned.commit
    assert step(place, MANAGER, "escalate", "pengelola-1", 50).commit is not None
    place.fake.approve(old.number, HEAD)
    place.at = 60
    assert [one.commit for one in decided(place)] in ([], [""])
    assert verdict(place.audit()) is Verdict.PASS


@pytest.mark.state("submitted")
def test_27_a_review_that_was_dismissed(place: Place) -> None:
    number = prepared(place, OTHER, "accept", "pengelola-1", 20)
    place.fake.dismiss(number, place.fake.approve(number, MANAGER))
    refused(landed(place, number), "UB501")
    place.at = 22
    place.fake.approve(number, MANAGER)
    place.at = 23
    assert landed(place, number).commit


@pytest.mark.proves("edits", "refusals")
@pytest.mark.state("submitted")
def test_27_a_review_that_was_edited(place: Place) -> None:
    number = prepared(place, OTHER, "accept", "pengelola-1", 20)
    place.fake.reviewed(number, place.fake.approve(number, MANAGER)).edited = True
    refused(landed(place, number), "UB501")
    place.at = 22
    place.fake.approve(number, MANAGER)
    place.at = 23
    assert landed(place, number).commit


@pytest.mark.state("submitted")
def test_29_a_number_that_was_taken_meanwhile(place: Place) -> None:
    """The recorder renumbers what nobody signed; the vouchers still say what was written."""
    place.at = 20
    letter = b"%PDF-1.7 surat"
    row = {"name": "Surat", "sha256": hashlib.sha256(letter).hexdigest(), "file": "surat.pdf"}
    folder = RECORD.removesuffix(".yaml")
    first = place.write(OTHER, f"{folder}/surat.pdf", letter, "ani", on=place.office.root)
    data = place.office.submitted(20, attachments=[row])
    place.write(OTHER, RECORD, data, "ani", on=first)
    number = place.fake.open("ani", OTHER, "Permintaan")
    place.fake.approve(number, REQUESTER)
    place.at = 21
    done = landed(place, number)
    assert done.commit, done.findings
    assert done.assessment.renumber == (RFC, "RFC-2026-0002")
    place.main()
    assert place.office.read("changes/2026/RFC-2026-0002/surat.pdf", done.commit) == letter
    assert not place.fake.pulls[number].open
    assert landed(place, number).again
    result = place.audit()
    assert verdict(result) is Verdict.PASS, result.findings
    assert result.steps[-1].record == "RFC-2026-0002"


@pytest.mark.state("submitted")
def test_29_a_number_that_was_taken_and_signed(place: Place) -> None:
    place.at = 20
    data = place.office.submitted(20)
    place.send(place.office.commit("pemohon-1", 20, {RECORD: data}, (place.office.root,)), "ani")
    number = place.fake.open("ani", REQUESTER, "Permintaan")
    refused(landed(place, number), "UB302")


@pytest.mark.state("submitted")
def test_51_a_title_that_would_be_a_trailer(place: Place) -> None:
    number = prepared(place, OTHER, "accept", "pengelola-1", 20)
    place.fake.approve(number, MANAGER)
    evil = "x\n\nUbah-Proof: review forge=forge.example\r\nUbah-Attests: " + "ab" * 20
    place.fake.pulls[number].title = evil + "\u2028`$(touch /tmp/kena)`; ::error::x"
    place.at = 21
    done = landed(place, number)
    assert done.commit, done.findings
    place.main()
    message = place.office.git("show", "-s", "--format=%B", done.commit)
    proofs = ["Ubah-Proof"] * len(done.assessment.vouchers)
    assert [key for key, _ in trailers(message)] == ["Ubah-Pull-Request", *proofs]
    assert verdict(place.audit()) is Verdict.PASS


def answering(status: int, value: Any, headers: dict[str, str] | None = None) -> Callable[..., Any]:
    return lambda _verb, _target: (status, value, dict(headers or {}))


BROKEN: dict[str, tuple[str, Callable[..., Any]]] = {
    "down": ("reviews", answering(503, {"message": "down"})),
    "limited": (
        "reviews",
        answering(
            403,
            {"message": "API rate limit exceeded"},
            {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "9999999999"},
        ),
    ),
    "secondary": ("commits", answering(429, {"message": "slow down"}, {"retry-after": "3600"})),
    "no JSON": ("reviews", answering(200, b"<html>")),
    "cut off": ("reviews", answering(200, b'[{"id": 1', {"Content-Length": "400"})),
    "no list": ("reviews", answering(200, {"reviews": []})),
    "half a page": ("commits", answering(200, [])),
    "an older list": ("reviews", answering(200, [])),
    "a part missing": ("reviews", answering(200, [{"id": 7, "state": "APPROVED"}])),
}


@pytest.mark.state("submitted")
@pytest.mark.parametrize("how", BROKEN)
def test_53_a_forge_that_does_not_answer_in_full(
    place: Place, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{place.kind.http}.TIMEOUT", 2)
    number = prepared(place, OTHER, "accept", "pengelola-1", 20)
    place.fake.approve(number, MANAGER)
    where, fault = BROKEN[how]

    def wrong(verb: str, target: str) -> Answer | None:
        path = target.split("?")[0]
        return fault(verb, target) if path.endswith(place.kind.ends[where]) else None

    before = place.main()
    place.fake.fault = wrong
    with pytest.raises(ForgeUnreachable) as caught:
        landed(place, number)
    assert caught.value.indeterminate
    assert "rahasia" not in f"{caught.value} {caught.value.message} {caught.value.__context__}"
    assert place.main() == before
    place.fake.fault = None
    place.at = 22
    assert landed(place, number).commit


@pytest.mark.proves("commits")
@pytest.mark.state("submitted")
def test_53_an_approval_listed_without_a_commit(place: Place) -> None:
    number = prepared(place, OTHER, "accept", "pengelola-1", 20)
    place.fake.approve(number, MANAGER, commit=None)
    with place.recorder() as recorder:
        found = assess(recorder, number)
    assert found.verdict is Verdict.INDETERMINATE
    assert not landed(place, number).commit
    place.fake.pulls[number].reviews[0].commit = place.fake.pulls[number].head
    assert landed(place, number).commit


@pytest.mark.state("submitted")
def test_53_more_reviews_than_a_page_holds(place: Place) -> None:
    number = prepared(place, OTHER, "accept", "pengelola-1", 20)
    place.fake.page = 3
    for _ in range(10):
        place.fake.review(number, STRANGER, "COMMENTED", "lihat")
    place.fake.approve(number, MANAGER)
    place.at = 21
    assert landed(place, number).commit


def test_54_two_authority_changes_approved_on_the_same_base(place: Place) -> None:
    def titled(who: str, branch: str) -> int:
        roles = load(place.office.read("roles.yaml", place.main()))
        person(roles, who)["title"] = "Jabatan baru"
        place.write(MANAGER, "roles.yaml", dump(roles).encode(), branch)
        return place.fake.open(branch, MANAGER, branch)

    place.at = 10
    first, second = titled("pemohon-1", "satu"), titled("pemohon-2", "dua")
    for number in (first, second):
        place.fake.approve(number, HEAD)
    place.at = 12
    done = landed(place, first)
    assert done.commit, done.findings
    refused(landed(place, second), "UB508")
    pull = place.fake.pulls[second]
    merge = place.office.merge(pull.head, place.main(), None, 13)
    place.send(merge, pull.branch)
    place.at = 14
    refused(landed(place, second), "UB508")
    place.fake.approve(second, HEAD)
    place.at = 15
    done = landed(place, second)
    assert done.commit, done.findings
    assert verdict(place.audit()) is Verdict.PASS


def pressed(place: Place, number: int, *, squash: bool = False) -> str:
    """Press the forge's own merge button."""
    place.fake.follow(number)
    pull, main = place.fake.pulls[number], place.main()
    tree = place.office.git("merge-tree", "--write-tree", main, pull.head).split("\n")[0]
    parents = (main,) if squash else (main, pull.head)
    commit = place.office.commit(None, place.at, parents=parents, tree=tree)
    place.fake.written[commit] = pull.opener
    place.send(commit, "main")
    pull.open, pull.merge_commit = False, commit
    return commit


def attested(place: Place, landing: str) -> Any:
    with place.recorder() as recorder:
        return attest(recorder, landing)


@pytest.mark.proves("commits")
@pytest.mark.state("submitted")
@pytest.mark.parametrize("squash", [False, True])
def test_55_a_merge_by_hand_until_it_is_attested(place: Place, squash: bool) -> None:
    number = prepared(place, OTHER, "accept", "pengelola-1", 20)
    place.fake.approve(number, MANAGER)
    place.at = 22
    landing = pressed(place, number, squash=squash)
    assert verdict(place.audit()) is Verdict.INDETERMINATE
    place.at = 23
    done = attested(place, landing)
    assert done.commit, done.findings
    assert attested(place, landing).again
    result = place.audit()
    assert verdict(result) is Verdict.PASS, result.findings


@pytest.mark.proves("commits")
@pytest.mark.state("submitted")
def test_31_an_approval_after_the_landing(place: Place) -> None:
    number = prepared(place, OTHER, "accept", "pengelola-1", 20)
    place.at = 22
    landing = pressed(place, number)
    place.at = 24
    place.fake.approve(number, MANAGER)
    before = place.main()
    place.at = 25
    done = attested(place, landing)
    assert done.commit == ""
    assert "UB501" in {f.rule for f in done.findings}
    assert done.gathered.discarded[0].reason.text == "it was given after the content had landed"
    assert place.main() == before
    assert verdict(place.audit()) is Verdict.INDETERMINATE


@pytest.mark.state("submitted")
def test_55_a_squash_of_a_signed_branch(place: Place) -> None:
    place.at = 20
    head = place.office.draft("accept", "pengelola-1", 20)
    place.send(head, "citra")
    number = place.fake.open("citra", MANAGER, "Setujui")
    place.at = 22
    landing = pressed(place, number, squash=True)
    assert verdict(place.audit()) is Verdict.INDETERMINATE
    place.at = 23
    assert attested(place, landing).commit
    assert verdict(place.audit()) is Verdict.PASS


@pytest.mark.state("submitted")
def test_55_two_recorders_at_once(place: Place) -> None:
    number = prepared(place, OTHER, "accept", "pengelola-1", 20)
    place.fake.approve(number, MANAGER)
    place.at = 21
    number = approved_in(place, number)
    ended = two_at_once(place, lambda recorder: land(recorder, number))
    assert len(ended) == 2
    assert {one.commit for one in ended} == {place.main()}
    chain = place.office.git(
        "rev-list", "--first-parent", f"{place.office.milestones['submitted']}..main"
    )
    assert len(chain.split()) == 1
    assert verdict(place.audit()) is Verdict.PASS


@pytest.mark.state("awaiting_head")
def test_55_the_recorder_fails_between_push_and_closing(place: Place) -> None:
    place.at = 30
    [asked] = decided(place)
    assert asked.pull is not None
    place.at = 31
    place.fake.approve(asked.pull.number, HEAD, "Ya.")
    place.fake.fault = lambda verb, _target: (
        (502, {"message": "x"}, {}) if verb in ("PATCH", "PUT") else None
    )
    with place.recorder() as recorder:
        assert [type(one) for one in decide(recorder, words)] == [ForgeUnreachable]
    after = place.main()
    assert place.fake.pulls[asked.pull.number].open
    place.fake.fault = None
    assert [one.moot for one in decided(place)] == [True]
    assert not place.fake.pulls[asked.pull.number].open
    assert place.main() == after
    assert verdict(place.audit()) is Verdict.PASS


@pytest.mark.state("awaiting_head")
def test_a_decision_branch_that_the_recorder_did_not_write(place: Place) -> None:
    place.at = 30
    data = place.office.append(place.office.read(RECORD), "approve", "kepala", 30)
    place.write(STRANGER, RECORD, data, f"decision/{RFC}-4")
    number = place.fake.open(f"decision/{RFC}-4", STRANGER, "Keputusan")
    place.fake.approve(number, HEAD)
    place.at = 31
    [asked] = decided(place)
    assert not asked.commit
    assert asked.pull is not None
    assert asked.pull.number != number
    assert not place.fake.pulls[number].open


@pytest.mark.state("awaiting_head")
def test_a_decision_by_who_may_not_decide(place: Place) -> None:
    place.at = 30
    [asked] = decided(place)
    assert asked.pull is not None
    place.fake.approve(asked.pull.number, MANAGER)
    [still] = decided(place)
    assert not still.commit
    assert {f.rule for f in still.findings} & {"UB502", "UB503"}


@pytest.mark.proves("refusals")
@pytest.mark.state("awaiting_head")
@pytest.mark.parametrize("body", ["", " \n\u200b "])
def test_a_refusal_without_a_reason(place: Place, body: str) -> None:
    place.at = 30
    [asked] = decided(place)
    assert asked.pull is not None
    place.fake.review(asked.pull.number, HEAD, "CHANGES_REQUESTED", body)
    [still] = decided(place)
    assert not still.commit
    assert "the reason is missing" in repr(still.notes)


def test_prose_that_no_officer_stands_behind(place: Place) -> None:
    place.at = 10
    place.write(STRANGER, "README.md", b"# Halo\n", "halo")
    number = place.fake.open("halo", STRANGER, "Halo")
    assert not landed(place, number).commit
    assert place.fake.robot[1] not in repr(place.fake.pulls[number].reviews)
    place.fake.approve(number, REQUESTER)
    place.at = 11
    assert landed(place, number).commit
    assert rules(place.audit()) == set()


@pytest.mark.state("submitted")
def test_55_the_recorder_fails_after_a_renumbered_landing(place: Place) -> None:
    place.at = 20
    place.write(OTHER, RECORD, place.office.submitted(20), "ani", on=place.office.root)
    number = place.fake.open("ani", OTHER, "Permintaan")
    place.fake.approve(number, REQUESTER)
    place.fake.fault = lambda verb, _target: (
        (502, {"message": "x"}, {}) if verb in ("PATCH", "PUT") else None
    )
    place.at = 21
    with pytest.raises(ForgeUnreachable):
        landed(place, number)
    after = place.main()
    place.fake.fault = None
    again = landed(place, number)
    assert again.again
    assert again.commit == after == place.main()
    assert not place.fake.pulls[number].open
    assert verdict(place.audit()) is Verdict.PASS


@pytest.mark.state("awaiting_head")
def test_a_decision_pull_request_is_never_merged(place: Place) -> None:
    place.at = 30
    [asked] = decided(place)
    assert asked.pull is not None
    place.at = 31
    place.fake.approve(asked.pull.number, HEAD)
    assert not landed(place, asked.pull.number).commit


@pytest.mark.state("awaiting_head")
def test_a_head_who_has_no_access_yet(place: Place) -> None:
    place.at = 30
    place.fake.let_in = set()
    [asked] = decided(place)
    assert asked.pull is not None
    assert asked.unasked == ("kepala",)

"""Every field of a voucher, each with another value: valid elsewhere, of another landing, or nonsense.

The recorder's key is taken to be in the wrong hands: the voucher is signed as it should be, and what
it says is held against the landing, the commit it names, and the time.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import yaml

from attacks.kit import (
    ACCOUNTS,
    ACTING,
    DAY,
    HEAD,
    MANAGER,
    RECORD,
    SUPERIOR,
    Scene,
    accepted,
    never_passed,
    rejected,
    vouched,
)
from attacks.test_vouchers import decision
from core.test_adapted_sop import clearance
from support.office import load, minutes
from ubah.core.model import BoundBy
from ubah.core.voucher import Voucher, VoucherKind
from ubah.edge.git import ObjectStore
from ubah.edge.history.audit import HistoryResult
from ubah.edge.history.landings import LandingReader
from ubah.edge.history.proposals import judge_proposed

RECORDER = "pencatat"
Change = Callable[[Scene, Voucher], Voucher]


def judged(scene: Scene, head: str, at: float, *vouchers: Voucher) -> dict[str, HistoryResult]:
    """Return what check, the hook and the audit say of a merge with vouchers."""
    with ObjectStore(scene.repo / ".git") as store:
        reader = LandingReader(store)
        check = judge_proposed(reader, scene.main, head, minutes(at), vouchers)
    before = scene.main
    try:
        landing = scene.land(head, at, RECORDER, message=vouched(*vouchers))
        return {"check": check, "hook": scene.push(landing, at, before), "audit": scene.audit()}
    finally:
        scene.set_branch("main", before)


def squashed(scene: Scene, head: str, at: float, *vouchers: Voucher) -> dict[str, HistoryResult]:
    """Return what the hook and the audit say of a squash with vouchers."""
    tree = scene.git("rev-parse", f"{head}^{{tree}}")
    message = vouched(*vouchers)
    tip = scene.commit(RECORDER, at, parents=(scene.main,), tree=tree, message=message)
    return scene.pushed(tip, at)


@pytest.fixture
def prepared(office: Scene) -> tuple[Scene, str]:
    """An emergency that waits for the head, with the approval drafted by the change manager."""
    office.back_to("awaiting_head")
    return office, office.draft("approve", HEAD, 40, signer=MANAGER)


def elsewhere(scene: Scene, _voucher: Voucher) -> str:
    """Return a commit of a branch that has nothing to do with the landing."""
    return scene.put({"docs/lain.md": b"lain\n"}, MANAGER, 41)


def other_content(scene: Scene, voucher: Voucher) -> str:
    """Return another draft of the same step, beside the one that lands."""
    return scene.draft("approve", HEAD, 41, signer=MANAGER, analysis="Lain.")


def unrelated(scene: Scene, _voucher: Voucher) -> str:
    """Return a commit whose history is another one altogether."""
    return scene.commit(MANAGER, 1, {"x.md": b"x\n"}, parents=())


COMMITS: dict[str, Callable[[Scene, Voucher], str]] = {
    "of another branch": elsewhere,
    "with another draft": other_content,
    "of another history": unrelated,
    "that does not exist": lambda _scene, _voucher: "d" * 40,
    "that is the trust root": lambda scene, _voucher: scene.root,
    "that is main": lambda scene, _voucher: scene.main,
    "that landed earlier": lambda scene, _voucher: scene.milestones["accepted"],
}


@pytest.mark.parametrize("name", COMMITS)
def test_25_a_voucher_that_names_a_commit(prepared: tuple[Scene, str], name: str) -> None:
    office, head = prepared
    voucher = office.voucher(head, HEAD, 45)
    accepted(judged(office, head, 50, voucher))
    false = replace(voucher, commit=COMMITS[name](office, voucher))
    rejected(judged(office, head, 50, false), "UB501", "UB520")


@pytest.mark.parametrize("name", COMMITS)
def test_25_a_squash_whose_voucher_names_a_commit(prepared: tuple[Scene, str], name: str) -> None:
    """Only one that is gone binds by its digest alone."""
    office, head = prepared
    voucher = office.voucher(head, HEAD, 45)
    result = squashed(office, head, 50, replace(voucher, commit=COMMITS[name](office, voucher)))
    if name == "that does not exist":
        accepted(result)
        assert result["audit"].steps[-1].proof.bound_by is BoundBy.DIGEST  # type: ignore[union-attr]
    else:
        rejected(result, "UB520")


def test_24_the_reviewed_commit_was_rebased_and_kept(prepared: tuple[Scene, str]) -> None:
    office, head = prepared
    voucher = office.voucher(head, HEAD, 45)
    tree = office.git("rev-parse", f"{head}^{{tree}}")
    again = office.commit(MANAGER, 46, parents=(office.main,), tree=tree)
    accepted(judged(office, again, 50, voucher))


def test_23_an_earlier_commit_of_the_branch_with_other_content(office: Scene) -> None:
    office.back_to("awaiting_head")
    first = office.put({"docs/x.md": b"x\n"}, None, 39)
    head = office.put({"docs/x.md": b"y\n"}, None, 40, on=first)
    accepted(judged(office, head, 50, office.voucher(head, HEAD, 45)))
    seen = office.voucher(head, HEAD, 45, commit=first)
    rejected(judged(office, head, 50, seen), "UB518", "UB520")


BASES: dict[str, Callable[[Scene, str], str]] = {
    "that does not exist": lambda _scene, _head: "d" * 40,
    "that is the branch itself": lambda _scene, head: head,
    "of another branch": lambda scene, _head: scene.put({"docs/z.md": b"z\n"}, MANAGER, 41),
    "where the record stood otherwise": lambda scene, _head: scene.milestones["accepted"],
}


@pytest.mark.parametrize("name", BASES)
@pytest.mark.parametrize("how", [judged, squashed])
def test_24_a_voucher_that_names_a_base(prepared: tuple[Scene, str], name: str, how: Any) -> None:
    office, head = prepared
    voucher = office.voucher(head, HEAD, 45, base=BASES[name](office, head))
    rejected(how(office, head, 50, voucher), "UB501", "UB520")


def test_54_an_old_approval_said_to_be_up_to_date(office: Scene) -> None:
    """The base is claimed to be main as it is, but the review is older than that."""

    def retitle(roles: dict[str, Any]) -> None:
        roles["persons"]["pemohon-1"]["title"] = "Jabatan baru"

    office.back_to("awaiting_head")
    head = office.amend(retitle, MANAGER, 35)
    old = office.voucher(head, HEAD, 36)
    accepted(judged(office, head, 60, old))
    office.land(office.put({"docs/x.md": b"x\n"}, MANAGER, 44), 45)
    rejected(judged(office, head, 60, replace(old, base=office.main)), "UB508", "UB514")
    rejected(judged(office, head, 60, old), "UB514")
    accepted(judged(office, head, 60, office.voucher(head, HEAD, 50, base=office.main)))


TIMES: dict[str, float] = {
    "before the newest landing": 20,
    "before what was reviewed": 34,
    "after the landing": 60,
    "days before": -3 * DAY,
}


@pytest.mark.parametrize("name", TIMES)
@pytest.mark.parametrize("how", [judged, squashed])
def test_32_a_review_timed(prepared: tuple[Scene, str], name: str, how: Any) -> None:
    office, head = prepared
    accepted(how(office, head, 50, office.voucher(head, HEAD, 45)))
    at = TIMES[name]
    result = how(office, head, 50, office.voucher(head, HEAD, at))
    rejected(result, "UB501", "UB506", "UB721", "UB723", "UB724", "UB725", "UB726")


@pytest.mark.parametrize("kept", [True, False])
def test_10_a_stolen_recorders_key_lets_a_removed_head_approve(office: Scene, kept: bool) -> None:
    """The review is timed before the removal; the commit that it names descends from it."""
    office.back_to("awaiting_head")

    def remove(roles: dict[str, Any]) -> None:
        roles["roles"]["head"][0]["until"] = "2026-02-02"

    office.land(office.amend(remove, SUPERIOR, 60), 61)
    head = office.draft("approve", HEAD, 40, signer=MANAGER)
    voucher = office.voucher(head, HEAD, 45)
    late = 2 * DAY
    rejected(judged(office, head, late, voucher), "UB724")
    if not kept:
        voucher = replace(voucher, commit="d" * 40)
    rejected(squashed(office, head, late, voucher), "UB724")


ACCOUNTS_TRIED: dict[str, dict[str, Any]] = {
    "nobody's": {"account": 999},
    "the change manager's": {"account": ACCOUNTS[MANAGER]},
    "an acting head's without a letter for that day": {"account": ACCOUNTS[ACTING]},
    "on another forge": {"forge": "lain.example"},
}


@pytest.mark.parametrize("name", ACCOUNTS_TRIED)
@pytest.mark.parametrize("how", [judged, squashed])
def test_18_a_voucher_for_an_account(prepared: tuple[Scene, str], name: str, how: Any) -> None:
    office, head = prepared
    voucher = office.voucher(head, HEAD, 45, **ACCOUNTS_TRIED[name])
    never_passed(how(office, head, 50, voucher))


def test_26_the_digest_of_another_landing(prepared: tuple[Scene, str]) -> None:
    office, head = prepared
    other = office.voucher(office.draft("approve", HEAD, 41, analysis="Lain."), HEAD, 45)
    for how in (judged, squashed):
        rejected(
            how(office, head, 50, office.voucher(head, HEAD, 45, digest=other.digest)),
            "UB501",
            "UB520",
        )


def test_25_the_whole_voucher_of_another_landing(office: Scene) -> None:
    office.back_to("awaiting_head")
    head = office.draft("approve", HEAD, 40, signer=MANAGER)
    voucher = office.voucher(head, HEAD, 45)
    other = office.draft("approve", HEAD, 40, signer=MANAGER, analysis="Lain.")
    for how in (judged, squashed):
        rejected(how(office, other, 50, voucher), "UB501", "UB520")


@pytest.mark.parametrize("kind", [VoucherKind.AUTHORSHIP, VoucherKind.ISSUE])
def test_26_another_kind(prepared: tuple[Scene, str], kind: VoucherKind) -> None:
    office, head = prepared
    text = "sha256:" + "0" * 64 if kind is VoucherKind.ISSUE else ""
    voucher = office.voucher(head, HEAD, 45, kind=kind, text=text)
    rejected(judged(office, head, 50, voucher), "UB501", "UB520")


def test_32_authorship_at_another_time(office: Scene) -> None:
    office.back_to("awaiting_head")
    head = office.draft("approve", HEAD, 40, signer=None)
    voucher = office.voucher(head, HEAD, 40, kind=VoucherKind.AUTHORSHIP)
    accepted(judged(office, head, 50, voucher))
    for at in (41, 39, 20):
        rejected(judged(office, head, 50, replace(voucher, time=minutes(at))), "UB501", "UB520")


DRAFTS: dict[str, Callable[[Scene], str]] = {
    "of another step's branch": lambda scene: scene.put({"docs/x.md": b"x\n"}, MANAGER, 99),
    "that is main": lambda scene: scene.main,
    "that is the trust root": lambda scene: scene.root,
    "of an earlier round": lambda scene: scene.draft(
        "escalate", MANAGER, 99, on=scene.milestones["accepted"]
    ),
}


@pytest.mark.parametrize("name", DRAFTS)
def test_26_a_decision_on_a_draft(forge_office: Scene, name: str) -> None:
    """A decision may name a draft that is gone, but none that is there and another."""
    forge_office.back_to("awaiting_head")
    gone = decision(forge_office, "approve", change={"commit": "d" * 40})
    accepted(forge_office.pushed(gone, 101))
    tip = decision(forge_office, "approve", change={"commit": DRAFTS[name](forge_office)})
    rejected(forge_office.pushed(tip, 101), "UB520")


def test_32_a_decision_older_than_the_record_that_it_is_about(forge_office: Scene) -> None:
    forge_office.back_to("awaiting_head")
    tip = decision(forge_office, "approve", at=100, change={"commit": "d" * 40})
    accepted(forge_office.pushed(tip, 101))
    early = decision(forge_office, "approve", at=10, change={"commit": "d" * 40})
    never_passed(forge_office.pushed(early, 101))


def test_the_record_is_left_as_it_was(office: Scene) -> None:
    """What the other tests share is what it was."""
    office.back_to("awaiting_head")
    assert b"status: awaiting_head\n" in office.read(RECORD)


def test_26_a_decision_on_a_step_that_the_office_has_added(forge_office: Scene) -> None:
    """A security clearance by an office of its own, given by a review, like the head's decisions."""
    forge_office.back_to("submitted")
    sop = load(forge_office.read("schemas/sop.yaml"))
    clearance(sop)
    roles = load(forge_office.read("roles.yaml"))
    roles["roles"]["security_officer"] = [{"person": SUPERIOR, "from": "2026-02-02"}]
    schema = json.loads(forge_office.read("schemas/roles.schema.json"))
    offices = schema["properties"]["roles"]["properties"]
    offices["security_officer"] = offices["requester"]
    changed = {
        "schemas/sop.yaml": yaml.safe_dump(json.loads(json.dumps(sop)), sort_keys=False).encode(),
        "schemas/roles.schema.json": json.dumps(schema).encode(),
        "roles.yaml": yaml.safe_dump(roles, sort_keys=False).encode(),
    }
    forge_office.land(forge_office.put(changed, HEAD, 12), 13)
    forge_office.step("accept", MANAGER, 20)
    forge_office.step("classify_normal", MANAGER, 30)
    given = {"account": SUPERIOR, "by": SUPERIOR, "text": "Aman.", "notes": "Aman."}
    accepted(forge_office.pushed(decision(forge_office, "clear", at=100, **given), 101))
    by_head = decision(forge_office, "clear", at=100, account=HEAD, by=HEAD)
    never_passed(forge_office.pushed(by_head, 101))
    otherwise = decision(forge_office, "clear", at=100, **{**given, "notes": "Lain."})
    never_passed(forge_office.pushed(otherwise, 101))


def test_20_a_voucher_line_that_nobody_signed_names_a_commit_that_cannot_be_read(
    office: Scene,
) -> None:
    """What it names is not even looked for."""
    office.back_to("awaiting_head")
    head = office.draft("approve", HEAD, 40)
    deep = office.git("rev-parse", "main^{tree}")
    for _ in range(70):
        deep = office.git("mktree", stdin=f"040000 tree {deep}\tx\n".encode())
    odd = office.commit(MANAGER, 41, parents=(office.main,), tree=deep)
    message = vouched(office.voucher(head, HEAD, 45, commit=odd))
    before = office.main
    try:
        office.land(head, 50, MANAGER, message=message)
        accepted(office.audit())
    finally:
        office.set_branch("main", before)


OF_A_DECISION: dict[str, dict[str, Any]] = {
    "another account": {"account": ACCOUNTS[MANAGER]},
    "nobody's account": {"account": 999},
    "another forge": {"forge": "lain.example"},
    "another time": {"time": minutes(99)},
    "a time before the record": {"time": minutes(5)},
    "another digest": {"digest": "sha256:" + "1" * 64},
    "another state": {"state": "changes_requested"},
    "another text": {"text": "sha256:" + "1" * 64},
    "another record before": {"before": "1" * 40},
    "a base that is not there": {"base": "d" * 40},
    "another kind": {"kind": VoucherKind.REVIEW},
    "an issue": {"kind": VoucherKind.ISSUE},
}


@pytest.mark.parametrize("name", OF_A_DECISION)
def test_26_a_decision_with(forge_office: Scene, name: str) -> None:
    """One field of a sound decision replaced, the landing as it is."""
    forge_office.back_to("awaiting_head")
    accepted(forge_office.pushed(decision(forge_office, "approve"), 101))
    changed = decision(forge_office, "approve", change=OF_A_DECISION[name])
    never_passed(forge_office.pushed(changed, 101))


OF_A_FORM: dict[str, dict[str, Any]] = {
    "another account": {"account": ACCOUNTS[HEAD]},
    "nobody's account": {"account": 999},
    "another forge": {"forge": "lain.example"},
    "a time before main": {"time": minutes(-60)},
    "a time after the landing": {"time": minutes(90)},
    "another digest": {"digest": "sha256:" + "1" * 64},
    "a commit that is not there": {"commit": "d" * 40},
    "a base that is not there": {"base": "d" * 40},
}


@pytest.mark.parametrize("name", OF_A_FORM)
def test_25_a_form_with(office: Scene, name: str) -> None:
    head = office.draft("submit", "pemohon-1", 10, signer=None)
    text = "sha256:" + "0" * 64
    voucher = office.voucher(head, "pemohon-1", 9, kind=VoucherKind.ISSUE, text=text)
    accepted(judged(office, head, 20, replace(voucher, time=minutes(10))))
    false = replace(voucher, time=minutes(10))
    never_passed(judged(office, head, 20, replace(false, **OF_A_FORM[name])))

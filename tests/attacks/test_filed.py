"""An issue's voucher before all judges: which steps it proves, once, and for what content alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from attacks.kit import (
    AT,
    DAY,
    HEAD,
    MANAGER,
    OTHER_MANAGER,
    RECORD,
    Scene,
    accepted,
    never_passed,
    rejected,
    vouched,
)
from attacks.test_voucher_fields import judged, squashed
from support.office import asset, minutes
from ubah.core.proof.vouchers import text_digest
from ubah.core.voucher import Voucher, VoucherKind

ISSUE: dict[str, Any] = {
    "kind": VoucherKind.ISSUE,
    "text": text_digest("isi"),
    "evidence_id": "12",
}
RECORDER = "pencatat"
SECOND = "RFC-2026-0002"


def filed(scene: Scene, head: str, who: str, at: float, **more: Any) -> Voucher:
    """Return the voucher for an issue of ``who``'s, filed at ``at``, that ``head`` was made from."""
    return scene.voucher(head, who, at, **{**ISSUE, **more})


@pytest.fixture
def asked(office: Scene) -> Iterator[tuple[Scene, str]]:
    """A request that has landed, and its acceptance as the recorder makes it of an issue."""
    office.back_to("submitted")
    yield office, office.draft("accept", MANAGER, 8, signer=None)
    office.back_to("submitted")


OWN = (
    ("submitted", "accept", MANAGER, {}),
    ("submitted", "revise", "pemohon-1", {}),
    ("submitted", "withdraw", "pemohon-1", {"reason": "Tidak jadi."}),
    ("accepted", "escalate", MANAGER, {}),
    ("implemented", "pass_test", MANAGER, {}),
    ("tested", "report", MANAGER, {}),
    ("reviewed", "schedule_release", MANAGER, {}),
)


@pytest.mark.parametrize(("state", "action", "by", "evidence"), OWN)
def test_own_steps(
    office: Scene, state: str, action: str, by: str, evidence: dict[str, Any]
) -> None:
    office.back_to(state)
    at = AT[state] + 8
    if action == "revise":
        data = office.append(office.read(RECORD), action, by, at, what="Alasan.", why="Kurang.")
        data = data.replace(b"reason: ", b"reason: Lagi, ", 1)
        head = office.put({RECORD: data}, None, at)
    else:
        head = office.draft(action, by, at, signer=None, **evidence)
    rejected(judged(office, head, at + 1), "UB501")
    accepted(judged(office, head, at + 1, filed(office, head, by, at)))
    accepted(squashed(office, head, at + 1, filed(office, head, by, at, commit="d" * 40)))


@pytest.mark.parametrize(
    ("state", "action"),
    [
        ("awaiting_head", "approve"),
        ("awaiting_head", "return"),
        ("reported", "review"),
        ("reported", "return_report"),
    ],
)
def test_a_step_of_the_heads(office: Scene, state: str, action: str) -> None:
    """His review is bound to what he was shown; a form is not."""
    office.back_to(state)
    at = AT[state] + 8
    more = {"reason": "Tidak.", "code": "not_feasible"} if action == "return" else {}
    head = office.draft(action, HEAD, at, signer=None, **more)
    accepted(judged(office, head, at + 1, office.voucher(head, HEAD, at)))
    never_passed(judged(office, head, at + 1, filed(office, head, HEAD, at)))


FALSE: dict[str, Callable[[Scene, Voucher], Voucher]] = {
    "of somebody else's": lambda s, v: replace(v, account=202),
    "of the head's": lambda s, v: replace(v, account=301),
    "of nobody's": lambda s, v: replace(v, account=999),
    "on another forge": lambda s, v: replace(v, forge="lain.example"),
    "filed a second earlier": lambda s, v: replace(v, time=minutes(8 - 1 / 60)),
    "filed a minute later": lambda s, v: replace(v, time=minutes(9)),
    "filed before the record as it stands": lambda s, v: replace(v, time=minutes(-1)),
    "filed the day before": lambda s, v: replace(v, time=minutes(8 - DAY)),
    "filed after the landing": lambda s, v: replace(v, time=minutes(90)),
    "for other content": lambda s, v: replace(v, digest="sha256:" + "1" * 64),
    "that names main": lambda s, v: replace(v, commit=s.main),
    "that names another draft": lambda s, v: replace(
        v, commit=s.draft("accept", MANAGER, 8, signer=None, assessment="Lain.")
    ),
    "that names a base where the record was not": lambda s, v: replace(v, base=s.root),
    "that names no base": lambda s, v: replace(v, base="d" * 40),
}


@pytest.mark.parametrize("name", FALSE)
def test_an_issue(asked: tuple[Scene, str], name: str) -> None:
    office, head = asked
    voucher = filed(office, head, MANAGER, 8)
    accepted(judged(office, head, 9, voucher))
    never_passed(judged(office, head, 9, FALSE[name](office, voucher)))


def test_filed_while_the_record_was_going_on(office: Scene) -> None:
    """A minute before the landing that it stands on: no skew makes it one that came after."""
    office.back_to("submitted")
    head = office.draft("accept", MANAGER, 0, signer=None)
    accepted(judged(office, head, 4, office.voucher(head, MANAGER, 3)))
    never_passed(judged(office, head, 4, filed(office, head, MANAGER, 0)))
    head = office.draft("accept", MANAGER, 1, signer=None)
    accepted(judged(office, head, 4, filed(office, head, MANAGER, 1)))


def test_filed_before_a_revision_that_was_signed_earlier(office: Scene) -> None:
    """The revision lay in a branch when the acceptance was filed: nobody accepted what it says."""
    office.back_to("submitted")
    data = office.append(office.read(RECORD), "revise", "pemohon-1", 3, what="x", why="y")
    data = data.replace(b"reason: ", b"reason: Hal lain, ", 1)
    revised = office.put({RECORD: data}, "pemohon-1", 3)
    office.land(revised, 12)
    head = office.draft("accept", MANAGER, 6, on=revised, signer=None)
    seen = office.voucher(head, MANAGER, 13)
    accepted(judged(office, head, 14, seen))  # who reviews it sees it
    never_passed(judged(office, head, 14, filed(office, head, MANAGER, 6)))
    for base in (revised, office.main, office.milestones["submitted"]):
        never_passed(judged(office, head, 14, filed(office, head, MANAGER, 6, base=base)))
    late = office.draft("accept", MANAGER, 13, signer=None)
    accepted(judged(office, late, 14, filed(office, late, MANAGER, 13)))


def test_26_an_issue_of_another_step(office: Scene) -> None:
    """The voucher for the acceptance copied to the next step's landing."""
    office.back_to("submitted")
    old = filed(office, office.draft("accept", MANAGER, 8, signer=None), MANAGER, 8)
    office.back_to("accepted")
    head = office.draft("escalate", MANAGER, 19, signer=None)
    never_passed(judged(office, head, 20, old))


# --- an issue proves who; whether they may is asked as ever ------------------------------------------


def issued(scene: Scene, action: str, by: str, at: float, **more: Any) -> dict[str, Any]:
    """Judge a step that ``by`` filed at ``at``, a minute later."""
    head = scene.draft(action, by, at, signer=None, **more)
    return judged(scene, head, at + 1, filed(scene, head, by, at))


def test_07_requester_accepts_the_own_request_by_a_form(office: Scene) -> None:
    office.back_to("root")
    office.step("submit", MANAGER, 0)
    rejected(issued(office, "accept", MANAGER, 10), "UB503")
    accepted(issued(office, "accept", OTHER_MANAGER, 10))
    rejected(issued(office, "accept", "pemohon-1", 10), "UB502")


def test_08_head_stands_in_as_evaluator_by_a_form(office: Scene) -> None:
    """Steps 3 and 4 are the head's own where four eyes bars every manager; step 5 stays a review."""
    office.back_to("root")
    office.step("submit", MANAGER, 0)
    rejected(issued(office, "accept", HEAD, 10, capacity="substitute"), "UB505")
    data = office.append(office.read(RECORD), "revise", OTHER_MANAGER, 5, what="x", why="y")
    data = data.replace(b"reason: ", b"reason: Lagi, ", 1)
    office.land(office.put({RECORD: data}, OTHER_MANAGER, 5), 6)
    accepted(issued(office, "accept", HEAD, 10, capacity="substitute"))
    rejected(issued(office, "accept", HEAD, 10), "UB502", "UB505")
    office.step("accept", HEAD, 10, capacity="substitute")
    accepted(issued(office, "escalate", HEAD, 20, capacity="substitute"))
    office.step("escalate", HEAD, 20, capacity="substitute")
    never_passed(issued(office, "approve", "sekda", 30, capacity="substitute"))


def test_a_correction_by_a_form(office: Scene) -> None:
    """By who wrote the entry, of the words that stood there; never of what a guard reads."""
    office.back_to("accepted")
    said = {
        "entry": 2,
        "field": "assessment",
        "was": "Layak.",
        "is": "Baik.",
        "reason": "Salah tik.",
    }
    accepted(issued(office, "correct", MANAGER, 18, **said))
    never_passed(issued(office, "correct", "pemohon-1", 18, **said))
    never_passed(issued(office, "correct", MANAGER, 18, **{**said, "was": "Lain."}))


@pytest.mark.parametrize("kept", [True, False])
def test_42_assets_of_a_form(office: Scene, kept: bool) -> None:
    """With the step that declares them, exactly as declared; on main as they stood when it was filed."""
    office.back_to("asset_update")
    at = AT["asset_update"] + 8
    new = asset("SRV-0001", specification="128 GB")
    files: dict[str, bytes | None] = {"assets/SRV-0001.yaml": new}
    if not kept:
        files["assets/SRV-0009.yaml"] = asset("SRV-0009")
    head = office.draft("update_assets", MANAGER, at, signer=None, files=files)
    results = judged(office, head, at + 1, filed(office, head, MANAGER, at))
    if kept:
        accepted(results)
    else:
        rejected(results, "UB601", "UB602")


# --- nothing beside it ----------------------------------------------------------------------------


def test_a_file_beside_it(asked: tuple[Scene, str]) -> None:
    """Not even one that somebody who may has signed: an issue lands what it says."""
    office, head = asked
    more = office.put({"docs/x.md": b"x\n"}, MANAGER, 8, on=head)
    never_passed(judged(office, more, 9, filed(office, more, MANAGER, 8)))


def test_an_asset_beside_it(asked: tuple[Scene, str]) -> None:
    office, head = asked
    [path, *_] = office.git("ls-tree", "-r", "--name-only", "main", "assets/").split()
    more = office.put({path: office.read(path) + b"# x\n"}, MANAGER, 8, on=head)
    never_passed(judged(office, more, 9, filed(office, more, MANAGER, 8)))


def test_somebody_elses_step_beside_it(office: Scene) -> None:
    """One manager's issue and another one's signature: that is no longer what was filed."""
    office.back_to("submitted")
    head = office.draft("accept", MANAGER, 8, signer=None)
    more = office.draft("classify_normal", OTHER_MANAGER, 8, on=head)
    accepted(judged(office, more, 9, office.voucher(more, MANAGER, 8)))
    never_passed(judged(office, more, 9, filed(office, more, MANAGER, 8)))


def test_a_later_step_beside_it(office: Scene) -> None:
    office.back_to("submitted")
    head = office.draft("accept", MANAGER, 8, signer=None)
    more = office.draft("classify_normal", MANAGER, 9, on=head, signer=None)
    never_passed(judged(office, more, 10, filed(office, more, MANAGER, 8)))
    never_passed(judged(office, more, 10, filed(office, more, MANAGER, 9)))


def test_another_record_beside_it(asked: tuple[Scene, str]) -> None:
    office, head = asked
    more = office.draft("submit", MANAGER, 8, on=head, number=SECOND, signer=None)
    never_passed(judged(office, more, 9, filed(office, more, MANAGER, 8)))


# --- once -----------------------------------------------------------------------------------------


def twice(scene: Scene, *, late: bool) -> str:
    """Land the issue that opened the first record once more, as a second one; return the tip.

    ``late``: its author edited it after it had landed, so that it is newer than its first landing.
    """
    scene.back_to("root")
    for number, at in ((RECORD[13:26], 1.0), (SECOND, 30.0 if late else 1.0)):
        on = scene.main if late else scene.root
        head = scene.draft("submit", "pemohon-1", at, number=number, signer=None, on=on)
        voucher = filed(scene, head, "pemohon-1", at)
        scene.land(head, at + 10, RECORDER, message=vouched(voucher))
    return scene.main


def test_26_an_issue_lands_a_second_record(office: Scene) -> None:
    tip = twice(office, late=False)
    before = office.git("rev-parse", f"{tip}^1")
    office.set_branch("main", before)
    rejected(office.pushed(tip, 12), "UB520")
    head = office.git("rev-parse", f"{tip}^2")
    voucher = filed(office, head, "pemohon-1", 1)
    rejected(judged(office, head, 12, voucher), "UB501", "UB520")
    accepted(judged(office, head, 12, replace(voucher, evidence_id="13")))
    accepted(judged(office, head, 12, replace(voucher, evidence_id="1")))


def test_26_an_edited_issue_lands_a_second_record(office: Scene) -> None:
    """Only who reads the whole history sees this offline; the recorder, too, before it lands."""
    tip = twice(office, late=True)
    office.set_branch("main", tip)
    rejected(office.audit(), "UB520")
    office.back_to("root")


def test_26_an_issue_used_for_two_steps_of_a_record(office: Scene) -> None:
    """However long after, and whatever it says by now: the record's own landings are known."""
    office.back_to("submitted")
    head = office.draft("accept", MANAGER, 8, signer=None)
    office.land(head, 9, RECORDER, message=vouched(filed(office, head, MANAGER, 8)))
    head = office.draft("escalate", MANAGER, 200, signer=None)
    rejected(judged(office, head, 201, filed(office, head, MANAGER, 200)), "UB501", "UB520")
    accepted(judged(office, head, 201, filed(office, head, MANAGER, 200, evidence_id="13")))


def test_26_another_forges_issue_of_that_number(office: Scene) -> None:
    """Ids are a forge's own: only a pair of both can be used up."""
    office.back_to("submitted")
    head = office.draft("accept", MANAGER, 8, signer=None)
    office.land(head, 9, RECORDER, message=vouched(filed(office, head, MANAGER, 8)))
    head = office.draft("escalate", MANAGER, 20, signer=None)
    accepted(judged(office, head, 21, office.voucher(head, MANAGER, 20, evidence_id="12")))


def test_20_an_issue_used_up_by_who_is_not_the_recorder(asked: tuple[Scene, str]) -> None:
    """Lines that nobody signed as recorder keep no issue from being landed."""
    office, head = asked
    line = vouched(filed(office, head, MANAGER, 8))
    office.land(office.put({"docs/x.md": b"x\n"}, MANAGER, 6), 7, MANAGER, message=line)
    again = office.draft("accept", MANAGER, 8, signer=None)
    accepted(judged(office, again, 9, filed(office, again, MANAGER, 8)))

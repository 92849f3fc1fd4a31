"""The desk's word in a landing: what it proves, and what a recorder that lies cannot make it prove.

The recorder's key is taken to be in the wrong hands, unless it is said otherwise: the voucher is signed
as it should be, and what it says is held against the landing and the office.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from attacks.kit import (
    ACCOUNTS,
    ACTING,
    DAY,
    HEAD,
    MANAGER,
    OTHER_MANAGER,
    RECORD,
    RFC,
    SUPERIOR,
    Scene,
    accepted,
    rejected,
    vouched,
)
from support.office import load, minutes
from ubah.core.model import ProofKind
from ubah.core.proof.evidence import landing_digest
from ubah.core.reading.writing import dump
from ubah.core.voucher import Voucher, VoucherKind
from ubah.edge.git import ObjectStore
from ubah.edge.history.audit import HistoryResult

RECORDER = "pencatat"
DESK = "meja.lpse.example"
SETTINGS: dict[str, Any] = {"address": f"https://{DESK}", "known_by": ["proxy"]}
SHOWN = f"sha256:{'d' * 64}"
Judged = dict[str, HistoryResult]


def _accounts(roles: dict[str, Any]) -> None:
    for who, number in ACCOUNTS.items():
        row = {"forge": DESK, "id": number, "login": who, "from": "2026-01-01"}
        roles["persons"][who]["accounts"] = [row]


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    scene = Scene.make(tmp_path_factory.mktemp("meja"), _accounts, {"desk": SETTINGS})
    scene.tell("reported")
    return scene


@pytest.fixture
def desk(told: Scene) -> Scene:
    """An office with a desk, whose first request waits for the head."""
    told.back_to("awaiting_head")
    return told


def digest_of(scene: Scene, tree: str) -> str:
    with ObjectStore(scene.repo / ".git") as store:
        return landing_digest(store.changes(scene.git("rev-parse", "main^{tree}"), tree))


def step_at_desk(
    scene: Scene,
    at: float,
    by: str = HEAD,
    action: str = "approve",
    *,
    files: dict[str, bytes | None] | None = None,
    signer: str | None = RECORDER,
    dated: float | None = None,
    **said: Any,
) -> Judged:
    """Return what the hook and the audit say of a step whose voucher says ``said`` instead."""
    tree, voucher = taken(scene, at, by, action, files or {}, at if dated is None else dated)
    message = vouched(replace(voucher, **said))
    tip = scene.commit(signer, at + 1, parents=(scene.main,), tree=tree, message=message)
    return scene.pushed(tip, at + 1)


def taken(
    scene: Scene, at: float, by: str, action: str, files: dict[str, bytes | None], dated: float
) -> tuple[str, Voucher]:
    """Return the tree of a step taken at the desk, and what the desk says of it."""
    data = scene.append(scene.read(RECORD, scene.main), action, by, dated, RFC)
    tree = scene.commit_tree(scene.main, {RECORD: data, **files})
    voucher = Voucher(
        forge=DESK,
        account=ACCOUNTS[by],
        kind=VoucherKind.DESK,
        evidence_id="1",
        commit=scene.main,
        base=scene.main,
        time=minutes(at),
        digest=digest_of(scene, tree),
        known="proxy",
        action=action,
        shown=SHOWN,
        before=scene.git("rev-parse", f"main:{RECORD}"),
    )
    return tree, voucher


def approval(scene: Scene, at: float, by: str, *people: str, **said: Any) -> Judged:
    """Return what is said of a branch with a new colleague, approved at the desk as a whole."""
    head = scene.amend(hired, MANAGER, at - 2)
    vouchers = [
        scene.voucher(
            head,
            who,
            at,
            forge=DESK,
            kind=VoucherKind.DESK_REVIEW,
            known="proxy",
            shown=SHOWN,
            **said,
        )
        for who in (by, *people)
    ]
    before = scene.main
    try:
        landing = scene.land(head, at + 1, RECORDER, message=vouched(*vouchers))
        return {"hook": scene.push(landing, at + 1, before), "audit": scene.audit()}
    finally:
        scene.set_branch("main", before)


def hired(roles: dict[str, Any]) -> None:
    roles["persons"]["pegawai-baru"] = {"name": "Baru Contoh", "title": "Staf"}
    roles["roles"]["requester"].append({"person": "pegawai-baru", "from": "2026-02-02"})


def with_desk(scene: Scene, **desk: Any) -> bytes:
    """Return office.yaml with another desk."""
    office = load(scene.read("office.yaml", scene.main))
    return dump({**office, "desk": {**SETTINGS, **desk}}).encode()


# --- 61: the office has this desk ---------------------------------------------------------------------


def test_61_a_step_at_the_office_s_own_desk(desk: Scene) -> None:
    results = step_at_desk(desk, 40)
    accepted(results)
    proof = results["audit"].steps[-1].proof
    assert proof is not None
    assert (proof.kind, proof.account) == (ProofKind.DESK, f"{DESK}:{ACCOUNTS[HEAD]}")


def test_61_an_office_without_a_desk(office: Scene) -> None:
    office.back_to("awaiting_head")
    for forge in (DESK, "forge.example"):
        rejected(step_at_desk(office, 40, forge=forge), "UB520")


def test_61_another_desk_or_another_way_of_knowing(desk: Scene) -> None:
    rejected(step_at_desk(desk, 40, forge="meja.lain.example"), "UB520")
    rejected(step_at_desk(desk, 40, known="link"), "UB520")


def test_61_the_desk_is_no_forge(desk: Scene) -> None:
    """A review counts for all that lands, and nobody reviews at the desk."""
    head = desk.draft("approve", HEAD, 40, signer=MANAGER)
    rejected(desk.with_vouchers(head, 50, desk.voucher(head, HEAD, 45, forge=DESK)), "UB520")


def test_61_an_office_that_demands_a_signature(desk: Scene) -> None:
    wanted = with_desk(desk, signature_for=["approve", "authority"])
    desk.land(desk.put({"office.yaml": wanted}, HEAD, 31), 32)
    rejected(step_at_desk(desk, 40), "UB501")
    accepted(step_at_desk(desk, 40, action="return"))
    rejected(approval(desk, 40, HEAD), "UB508")


def test_61_a_desk_that_is_given_in_the_landing_itself(office: Scene) -> None:
    office.back_to("awaiting_head")
    files: dict[str, bytes | None] = {"office.yaml": with_desk(office)}
    rejected(step_at_desk(office, 40, files=files), "UB520")


# --- 62: it is for this person, step, state and landing -------------------------------------------------


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        (f"changes/2026/{RFC}/selundupan.png", "UB313"),
        ("changes/2026/RFC-2026-0099/selundupan.png", "UB501"),
        (f"changes/2026/{RFC}/selundupan.html", "UB501"),
        (f"changes/2026/{RFC}/map/selundupan.png", "UB501"),
    ],
)
def test_62_a_file_that_no_step_names(desk: Scene, path: str, rule: str) -> None:
    """Attachments land with a step taken at the desk, but only those that it names."""
    rejected(step_at_desk(desk, 40, files={path: b"\x89PNG\r\n\x1a\n"}), rule)


@pytest.mark.parametrize("who", [MANAGER, ACTING, SUPERIOR])
def test_62_another_person_s_account(desk: Scene, who: str) -> None:
    rejected(step_at_desk(desk, 40, account=ACCOUNTS[who]), "UB501")


def test_62_an_account_that_is_nobody_s(desk: Scene) -> None:
    rejected(step_at_desk(desk, 40, account=999), "UB520")


def test_62_a_person_whose_account_it_is_not(desk: Scene) -> None:
    """The line names somebody else than roles.yaml."""
    tree, voucher = taken(desk, 40, HEAD, "approve", {}, 40)
    message = vouched(voucher).replace(f"person={HEAD}", f"person={SUPERIOR}")
    tip = desk.commit(RECORDER, 41, parents=(desk.main,), tree=tree, message=message)
    rejected(desk.pushed(tip, 41), "UB520")


def test_62_another_step_than_was_taken(desk: Scene) -> None:
    for said in ("return", "review", "escalate+approve"):
        tree, voucher = taken(desk, 40, HEAD, "approve", {}, 40)
        message = vouched(replace(voucher, action=said))
        tip = desk.commit(RECORDER, 41, parents=(desk.main,), tree=tree, message=message)
        rejected(desk.pushed(tip, 41), "UB501")


def test_62_the_record_stood_otherwise(desk: Scene) -> None:
    earlier = desk.git("rev-parse", f"{desk.milestones['accepted']}:{RECORD}")
    for before in (earlier, "0" * 40):
        rejected(step_at_desk(desk, 40, before=before), "UB501")


def test_62_main_stood_otherwise(desk: Scene) -> None:
    earlier = desk.milestones["accepted"]
    for said in ({"base": earlier}, {"commit": earlier}, {"commit": earlier, "base": earlier}):
        rejected(step_at_desk(desk, 40, **said), "UB520")


def test_62_other_content_by_one_byte(desk: Scene) -> None:
    rejected(step_at_desk(desk, 40, digest=f"sha256:{'e' * 64}"), "UB520")


def test_62_a_step_dated_otherwise_than_it_was_taken(desk: Scene) -> None:
    rejected(step_at_desk(desk, 40, dated=39), "UB501")


def test_62_the_same_word_in_a_later_landing(desk: Scene) -> None:
    """What was said once stands in one landing; copied into the next it is an error."""
    tree, voucher = taken(desk, 40, HEAD, "approve", {}, 40)
    first = desk.commit(RECORDER, 41, parents=(desk.main,), tree=tree, message=vouched(voucher))
    desk.set_branch("main", first)
    data = desk.append(desk.read(RECORD, first), "implement", MANAGER, 45, RFC)
    later = desk.commit_tree(first, {RECORD: data})
    tip = desk.commit(RECORDER, 46, parents=(first,), tree=later, message=vouched(voucher))
    rejected(desk.pushed(tip, 46), "UB520")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (" known=proxy", " known=password"),
        (" known=proxy", ""),
        (" shown=sha256:", " shown=sha1:"),
        (" action=approve", " action=Approve"),
        (" action=approve", " action=approve;return"),
        (" before=", " earlier="),
        ("Ubah-Proof: desk ", "Ubah-Proof: desk-review "),
        ("Ubah-Proof: desk ", "Ubah-Proof: meja "),
    ],
)
def test_62_a_line_that_is_written_otherwise(desk: Scene, old: str, new: str) -> None:
    tree, voucher = taken(desk, 40, HEAD, "approve", {}, 40)
    message = vouched(voucher)
    assert old in message
    forged = message.replace(old, new)
    tip = desk.commit(RECORDER, 41, parents=(desk.main,), tree=tree, message=forged)
    rejected(desk.pushed(tip, 41), "UB520")


# --- 63: office and account on that day ------------------------------------------------------------------


def test_63_the_office_was_lost_meanwhile(desk: Scene) -> None:
    def end(roles: dict[str, Any]) -> None:
        roles["roles"]["head"][0]["until"] = "2026-02-03"

    desk.land(desk.amend(end, SUPERIOR, 31), 32)
    accepted(step_at_desk(desk, 40))
    rejected(step_at_desk(desk, 3 * DAY), "UB502", "UB503")


def test_63_the_account_ended(desk: Scene) -> None:
    def end(roles: dict[str, Any]) -> None:
        roles["persons"][HEAD]["accounts"][0]["until"] = "2026-02-03"

    desk.land(desk.amend(end, HEAD, 31), 32)
    accepted(step_at_desk(desk, 40))
    rejected(step_at_desk(desk, 3 * DAY), "UB506")


def test_63_an_acting_head_outside_the_letter(desk: Scene) -> None:
    rejected(step_at_desk(desk, 40, ACTING), "UB502", "UB503")


def test_63_four_eyes_hold_at_the_desk(desk: Scene) -> None:
    desk.back_to("submitted")
    accepted(step_at_desk(desk, 20, MANAGER, "accept"))
    rejected(step_at_desk(desk, 20, "pemohon-1", "accept"), "UB502", "UB503", "UB504")


def test_63_dated_before_main_or_after_the_landing(desk: Scene) -> None:
    for time in (minutes(5), minutes(60)):
        rejected(step_at_desk(desk, 40, time=time), "UB501", "UB722", "UB725")


def test_63_a_step_that_lands_later_than_it_was_taken(desk: Scene) -> None:
    """A step at the desk lands at once; nobody dates it back to when somebody still held office."""
    for later in (6, 60, 3 * DAY):
        tree, voucher = taken(desk, 40, HEAD, "approve", {}, 40)
        message = vouched(voucher)
        tip = desk.commit(RECORDER, 40 + later, parents=(desk.main,), tree=tree, message=message)
        rejected(desk.pushed(tip, 40 + later), "UB520")


# --- 64: whose word it is ----------------------------------------------------------------------------------


def test_64_signed_by_anybody_else(desk: Scene) -> None:
    accepted(step_at_desk(desk, 40, signer=RECORDER))
    for signer in (MANAGER, SUPERIOR, None):
        rejected(step_at_desk(desk, 40, signer=signer), "UB501")


def test_64_a_recorder_who_has_left(desk: Scene) -> None:
    def end(roles: dict[str, Any]) -> None:
        roles["roles"]["recorder"][0]["until"] = "2026-02-02"

    desk.land(desk.amend(end, HEAD, 31, assents=(SUPERIOR,)), 32)
    accepted(step_at_desk(desk, 40))
    rejected(step_at_desk(desk, DAY), "UB501")


def test_64_brought_afterwards(desk: Scene) -> None:
    """The desk lands what was decided; nobody's landing is made good by it later."""
    tree, voucher = taken(desk, 40, HEAD, "approve", {}, 40)
    by_hand = desk.commit(MANAGER, 41, parents=(desk.main,), tree=tree, message="Gabungkan\n")
    message = vouched(voucher, more=f"Ubah-Attests: {by_hand}\n")
    tip = desk.commit(RECORDER, 42, parents=(by_hand,), tree=tree, message=message)
    rejected(desk.pushed(tip, 42), "UB501")


# --- 65: nothing rides along ---------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["assets/SRV-0001.yaml", "docs/catatan.md", "roles.yaml"])
def test_65_a_file_beside_the_step(desk: Scene, path: str) -> None:
    old = desk.read(path, desk.main) if path != "docs/catatan.md" else b""
    files: dict[str, bytes | None] = {path: old + b"# x\n"}
    rejected(step_at_desk(desk, 40, files=files), "UB501")


def test_65_another_step_in_the_same_landing(desk: Scene) -> None:
    data = desk.append(desk.read(RECORD, desk.main), "approve", HEAD, 40, RFC)
    data = desk.append(data, "implement", MANAGER, 40, RFC)
    tree = desk.commit_tree(desk.main, {RECORD: data})
    _, voucher = taken(desk, 40, HEAD, "approve", {}, 40)
    for action in ("approve", "approve+implement"):
        said = replace(voucher, action=action, digest=digest_of(desk, tree))
        tip = desk.commit(RECORDER, 41, parents=(desk.main,), tree=tree, message=vouched(said))
        rejected(desk.pushed(tip, 41), "UB501")


def test_65_a_branch_that_comes_along(desk: Scene) -> None:
    tree, voucher = taken(desk, 40, HEAD, "approve", {}, 40)
    other = desk.commit(MANAGER, 39, parents=(desk.main,), message="Lain\n")
    parents = (desk.main, other)
    tip = desk.commit(RECORDER, 41, parents=parents, tree=tree, message=vouched(voucher))
    rejected(desk.pushed(tip, 41), "UB520")


# --- 66: authority, as a whole ---------------------------------------------------------------------------------


def test_66_the_head_approves_a_branch_as_a_whole(desk: Scene) -> None:
    accepted(approval(desk, 40, HEAD))
    accepted(approval(desk, 40, SUPERIOR))
    for who in (MANAGER, OTHER_MANAGER):
        rejected(approval(desk, 40, who), "UB508")


def test_66_what_was_approved_before_main_went_on(desk: Scene) -> None:
    rejected(approval(desk, 40, HEAD, base=desk.milestones["accepted"]), "UB514")


def test_66_an_approval_of_other_content(desk: Scene) -> None:
    rejected(approval(desk, 40, HEAD, digest=f"sha256:{'e' * 64}"), "UB520")


def test_66_a_step_s_word_is_none_for_the_authority_files(desk: Scene) -> None:
    head = desk.amend(hired, MANAGER, 38)
    tree = desk.git("rev-parse", f"{head}^{{tree}}")
    _, voucher = taken(desk, 40, HEAD, "approve", {}, 40)
    said = replace(voucher, digest=digest_of(desk, tree))
    tip = desk.commit(RECORDER, 41, parents=(desk.main,), tree=tree, message=vouched(said))
    rejected(desk.pushed(tip, 41), "UB508")


def test_66_a_whole_branch_s_word_is_none_for_a_step(desk: Scene) -> None:
    head = desk.draft("approve", HEAD, 38, signer=MANAGER)
    voucher = desk.voucher(
        head, HEAD, 40, forge=DESK, kind=VoucherKind.DESK_REVIEW, known="proxy", shown=SHOWN
    )
    rejected(desk.with_vouchers(head, 50, voucher), "UB501")


def test_66_who_makes_a_superior_needs_head_and_superior(desk: Scene) -> None:
    def promoted(roles: dict[str, Any]) -> None:
        roles["roles"]["superior"].append({"person": MANAGER, "from": "2026-02-02"})

    head = desk.amend(promoted, MANAGER, 38)
    vouchers = [
        desk.voucher(
            head, who, 40, forge=DESK, kind=VoucherKind.DESK_REVIEW, known="proxy", shown=SHOWN
        )
        for who in (HEAD, SUPERIOR)
    ]
    accepted(desk.with_vouchers(head, 50, *vouchers))
    for alone in vouchers:
        rejected(desk.with_vouchers(head, 50, alone), "UB510", "UB511", "UB512")


def test_66_a_colleague_s_log_in_is_not_the_head_s_to_give(desk: Scene) -> None:
    """Whose name the log-in knows stands for whose word it is."""

    def renamed(roles: dict[str, Any]) -> None:
        roles["persons"][MANAGER]["accounts"][0]["login"] = HEAD

    head = desk.amend(renamed, HEAD, 38)
    rejected(desk.verdicts(head, 40), "UB511")
    own = desk.amend(renamed, HEAD, 38, assents=(MANAGER,))
    accepted(desk.verdicts(own, 40))

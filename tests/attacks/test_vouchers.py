"""What the recorder writes into a landing, and what anybody else would like to write there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest

from attacks.kit import (
    ACCOUNTS,
    DAY,
    HEAD,
    MANAGER,
    OTHER_MANAGER,
    RECORD,
    Scene,
    accepted,
    rejected,
    unverifiable,
    vouched,
)
from support.office import minutes, rules, verdict
from ubah.core.diagnostics import Verdict
from ubah.core.proof.evidence import landing_digest
from ubah.core.proof.vouchers import text_digest
from ubah.core.reading.writing import renumbered
from ubah.core.voucher import Voucher, VoucherKind
from ubah.edge.git import ObjectStore
from ubah.edge.history.audit import HistoryResult

RECORDER = "pencatat"
SECOND = "changes/2026/RFC-2026-0002.yaml"


# --- who signed ----------------------------------------------------------------------------------


def test_20_voucher_lines_signed_by_anybody_else(office: Scene) -> None:
    office.back_to("awaiting_head")
    head = office.draft("approve", HEAD, 40, signer=MANAGER)
    voucher = office.voucher(head, HEAD, 45)
    accepted(office.with_vouchers(head, 50, voucher))
    for signer in (MANAGER, HEAD, None):
        rejected(office.with_vouchers(head, 50, voucher, signer=signer), "UB501")


def test_20_voucher_lines_in_a_commit_of_the_branch(office: Scene) -> None:
    office.back_to("awaiting_head")
    head = office.draft("approve", HEAD, 40, signer=MANAGER)
    lines = vouched(office.voucher(head, HEAD, 45))
    head = office.commit(RECORDER, 41, parents=(head,), message=lines)
    rejected(office.verdicts(head, 50), "UB501")


def test_20_an_account_that_ended_and_began_again(office: Scene) -> None:
    """Who comes back to the office may come back with the same account; in between it proves nothing."""
    office.back_to("submitted")

    def change(roles: dict[str, Any]) -> None:
        accounts = roles["persons"][OTHER_MANAGER]["accounts"]
        accounts.append({**accounts[0], "from": "2026-02-05"})
        accounts[0]["until"] = minutes(0).date().isoformat()

    office.land(office.amend(change, HEAD, 20, (OTHER_MANAGER,)), 21)
    for at, sound in ((30, True), (DAY, False), (3 * DAY, True)):
        head = office.draft("accept", OTHER_MANAGER, at, signer=MANAGER)
        result = office.with_vouchers(head, at + 10, office.voucher(head, OTHER_MANAGER, at + 5))
        accepted(result) if sound else rejected(result, "UB501", "UB506")


def test_voucher_of_a_recorder_whose_office_has_ended(office: Scene) -> None:
    office.back_to("awaiting_head")

    def end(roles: dict[str, Any]) -> None:
        roles["roles"]["recorder"][0]["until"] = "2026-02-02"

    office.land(office.amend(end, HEAD, 31, assents=("sekda",)), 32)
    head = office.draft("approve", HEAD, 40, signer=MANAGER)
    accepted(office.with_vouchers(head, 50, office.voucher(head, HEAD, 45)))
    rejected(office.with_vouchers(head, DAY, office.voucher(head, HEAD, 45)), "UB501")


# --- a voucher that the recorder signed and that does not verify is an error ------------------------


BROKEN: dict[str, tuple[str, str]] = {
    "a kind that is unknown": ("Ubah-Proof: review ", "Ubah-Proof: comment "),
    "a field that is missing": (" id=1 ", " "),
    "a field too many": (" id=1 ", " id=1 note=x "),
    "fields in another order": (
        "forge=forge.example account=301",
        "account=301 forge=forge.example",
    ),
    "a time without a zone": ("+08:00", ""),
    "a time that is none": ("T08:", "T28:"),
    "two spaces": (" id=1 ", "  id=1 "),
    "another person's account": ("person=kepala", "person=pengelola-1"),
    "a short digest": ("digest=sha256:", "digest=sha256:0"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_voucher_that_does_not_verify_is_an_error(office: Scene, name: str) -> None:
    office.back_to("awaiting_head")
    head = office.draft("approve", HEAD, 40)  # proved by signature anyway
    message = vouched(office.voucher(head, HEAD, 45))
    broken = message.replace(*BROKEN[name])
    assert broken != message
    before = office.main
    try:
        office.land(head, 50, RECORDER, message=message)
        accepted(office.audit())
        office.set_branch("main", before)
        office.land(head, 50, RECORDER, message=broken)
        rejected(office.audit(), "UB520")
    finally:
        office.set_branch("main", before)


# --- decisions -----------------------------------------------------------------------------------


def decide(scene: Scene, action: str, **how: Any) -> HistoryResult:
    """Land a decision as the recorder does, or somewhat differently, and audit."""
    base = scene.main
    try:
        scene.set_branch("main", decision(scene, action, **how))
        return scene.audit()
    finally:
        scene.set_branch("main", base)


def decision(
    scene: Scene,
    action: str,
    *,
    text: str = "",
    said: str | None = None,
    state: str = "approved",
    at: float = 100,
    dated: float | None = None,
    account: str = HEAD,
    by: str = HEAD,
    signer: str | None = RECORDER,
    files: dict[str, bytes | None] | None = None,
    change: dict[str, Any] | None = None,
    **evidence: Any,
) -> str:
    """Return the landing of a decision, as the recorder makes it, or somewhat otherwise."""
    base = scene.main
    before = scene.git("rev-parse", f"main:{RECORD}")
    data = scene.append(scene.read(RECORD), action, by, at if dated is None else dated, **evidence)
    tree = scene.tree(base, {RECORD: data, **(files or {})})
    with ObjectStore(scene.repo / ".git") as store:
        digest = landing_digest(
            list(store.changes(scene.git("rev-parse", f"{base}^{{tree}}"), tree))
        )
    draft = scene.draft(action, by, at - 1, signer=RECORDER, **evidence)
    voucher = Voucher(
        forge="forge.example",
        account=ACCOUNTS[account],
        kind=VoucherKind.DECISION,
        evidence_id="77",
        commit=draft,
        base=base,
        time=minutes(at),
        digest=digest,
        state=state,
        text=text_digest(text if said is None else said),
        before=before,
    )
    voucher = replace(voucher, **(change or {}))
    return scene.commit(signer, at + 1, parents=(base,), tree=tree, message=vouched(voucher))


NONE: dict[str, Any] = {"analysis": None, "notes": None}


def test_decision_approved(forge_office: Scene) -> None:
    forge_office.back_to("awaiting_head")
    accepted(decide(forge_office, "approve"))
    accepted(decide(forge_office, "approve", text="Setuju.", analysis="Setuju."))
    forge_office.back_to("reported")
    accepted(decide(forge_office, "review"))
    accepted(decide(forge_office, "review", text="Baik.", notes="Baik."))


def test_decision_refused(forge_office: Scene) -> None:
    forge_office.back_to("awaiting_head")
    requested = {"state": "changes_requested"}
    text = "Bukan mendesak, jadwalkan biasa."
    accepted(
        decide(forge_office, "return", text=text, reason=text, code="not_emergency", **requested)
    )
    text = "Tidak layak sekarang."
    accepted(
        decide(forge_office, "return", text=text, reason=text, code="not_feasible", **requested)
    )
    forge_office.back_to("reported")
    text = "Lampirkan bukti uji."
    accepted(decide(forge_office, "return_report", text=text, defects=text, **requested))


REQUESTED = {"state": "changes_requested"}


@pytest.mark.parametrize(
    ("action", "how"),
    {
        "another text": ("approve", {"text": "Setuju.", "analysis": "Setuju!"}),
        "a text that nobody wrote": ("approve", {"text": "", "analysis": "Setuju."}),
        "a text left out": ("approve", {"text": "", "said": "Tidak."}),
        "more than was said": ("approve", {"text": "", "confirms_oral": True}),
        "approved, landed as refused": (
            "return",
            {"text": "x", "reason": "x", "code": "not_feasible"},
        ),
        "refused, landed as approved": ("approve", {"text": "", **REQUESTED}),
        "another code": (
            "return",
            {"text": "Tidak.", "reason": "Tidak.", "code": "not_emergency", **REQUESTED},
        ),
        "dated otherwise": ("approve", {"dated": 99}),
        "somebody else's account": ("approve", {"account": "pengelola-1"}),
        "for the record as it never stood": ("approve", {"change": {"before": "0" * 40}}),
        "other content": ("approve", {"change": {"digest": "sha256:" + "0" * 64}}),
        "signed by the change manager": ("approve", {"signer": MANAGER}),
        "with something else": ("approve", {"files": {"docs/x.md": b"x\n"}}),
    }.items(),
    ids=lambda item: item if isinstance(item, str) else "",
)
def test_decision_that_lands_as_something_else(forge_office: Scene, action: str, how: Any) -> None:
    forge_office.back_to("awaiting_head")
    name, options = how
    result = decide(forge_office, name, **options)
    assert verdict(result) is not Verdict.PASS, action
    assert rules(result) & {"UB501", "UB518", "UB520"}


def test_26_decision_on_the_request_used_for_the_report(forge_office: Scene) -> None:
    """The same review, landed where the report waits: the record stood otherwise."""
    forge_office.back_to("awaiting_head")
    before = forge_office.git("rev-parse", f"main:{RECORD}")
    forge_office.back_to("reported")
    result = decide(forge_office, "review", change={"before": before})
    unverifiable(result, "UB501")


def test_26_decision_used_twice(forge_office: Scene) -> None:
    forge_office.back_to("awaiting_head")
    result = decide(forge_office, "approve", by="sekda", capacity="substitute")
    assert verdict(result) is not Verdict.PASS


# --- issues and authorship -------------------------------------------------------------------------


def test_issue_proves_a_submission_and_no_decision(office: Scene) -> None:
    head = office.draft("submit", "pemohon-1", 5, signer=None)
    issue = {"kind": VoucherKind.ISSUE, "text": text_digest("isi")}
    voucher = office.voucher(head, "pemohon-1", 5, **issue)
    accepted(office.with_vouchers(head, 10, voucher))
    rejected(office.with_vouchers(head, 10, replace(voucher, time=minutes(6))), "UB501")
    office.back_to("awaiting_head")
    head = office.draft("approve", HEAD, 40, signer=MANAGER)
    rejected(office.with_vouchers(head, 50, office.voucher(head, HEAD, 45, **issue)), "UB501")


def test_issue_proves_no_prose(office: Scene) -> None:
    text = office.put({"docs/x.md": b"x\n"}, None, 10)
    issue = {"kind": VoucherKind.ISSUE, "text": text_digest("isi")}
    voucher = office.voucher(text, "pemohon-1", 15, **issue)
    rejected(office.with_vouchers(text, 20, voucher), "UB518")


def test_authorship_of_the_commit_that_brings_the_step(office: Scene) -> None:
    office.back_to("awaiting_head")
    head = office.draft("approve", HEAD, 40, signer=None)
    written = {"kind": VoucherKind.AUTHORSHIP}
    accepted(office.with_vouchers(head, 50, office.voucher(head, HEAD, 40, **written)))
    later = office.put({"docs/x.md": b"x\n"}, MANAGER, 41, head)
    other = office.voucher(later, HEAD, 41, **written)
    rejected(office.with_vouchers(later, 50, other), "UB501")


def test_authorship_of_a_merge(office: Scene) -> None:
    office.back_to("awaiting_head")
    head = office.draft("approve", HEAD, 40, signer=None)
    office.step("submit", "pemohon-1", 41, "RFC-2026-0002")
    merge = office.merge(head, "main", None, 45)
    voucher = office.voucher(merge, HEAD, 45, kind=VoucherKind.AUTHORSHIP)
    rejected(office.with_vouchers(merge, 50, voucher), "UB501")


def test_authorship_of_a_commit_that_does_not_come_along(office: Scene) -> None:
    office.back_to("awaiting_head")
    head = office.draft("approve", HEAD, 40, signer=None)
    voucher = office.voucher(head, HEAD, 40, kind=VoucherKind.AUTHORSHIP, commit="1" * 40)
    rejected(office.with_vouchers(head, 50, voucher), "UB501")


# --- a number that was taken -------------------------------------------------------------------------


def renumber(
    scene: Scene,
    *,
    signer: str | None = RECORDER,
    change: Any = lambda data: data,
    trailer: str = "Ubah-Renumbered: RFC-2026-0001 RFC-2026-0002\n",
    kind: VoucherKind = VoucherKind.AUTHORSHIP,
    files: dict[str, bytes | None] | None = None,
) -> HistoryResult:
    """Have two people take one number; the recorder lands the second one renumbered."""
    scene.back_to("root")
    base = scene.main
    second = scene.draft("submit", "pemohon-2", 5, signer=None, title="Hal yang lain")
    voucher = scene.voucher(second, "pemohon-1", 5, kind=kind, account=102)
    scene.step("submit", "pemohon-1", 3)
    data = change(renumbered(scene.read(RECORD, second), RECORD, RECORD[13:26], SECOND[13:26]))
    tree = scene.tree(scene.main, {SECOND: data, **(files or {})})
    message = vouched(voucher, more=trailer).replace("person=kepala", "person=pemohon-2")
    landing = scene.commit(signer, 10, parents=(scene.main,), tree=tree, message=message)
    try:
        scene.set_branch("main", landing)
        return scene.audit()
    finally:
        scene.set_branch("main", base)


@contextmanager
def two_clerks_renumbered(scene: Scene) -> Iterator[str]:
    """Have the renumbered landing on main for as long as the block runs."""
    root = scene.main
    with patch.object(Scene, "audit", lambda self: self.main):
        tip = str(renumber(scene))
    scene.set_branch("main", tip)
    try:
        yield tip
    finally:
        scene.set_branch("main", root)


@pytest.fixture(scope="module")
def two_clerks(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    def people(roles: dict[str, Any]) -> None:
        row = {"forge": "forge.example", "id": 102, "login": "dua", "from": "2026-01-01"}
        roles["persons"]["pemohon-2"]["accounts"] = [row]

    return Scene.make(tmp_path_factory.mktemp("clerks"), people)


def test_29_recorder_renumbers_what_nobody_signed(two_clerks: Scene) -> None:
    accepted(renumber(two_clerks))
    accepted(renumber(two_clerks, kind=VoucherKind.REVIEW))


def test_29_a_renumbered_record_goes_on(two_clerks: Scene) -> None:
    with two_clerks_renumbered(two_clerks) as main:
        data = two_clerks.append(two_clerks.read(SECOND), "accept", MANAGER, 30, SECOND[13:26])
        head = two_clerks.commit(MANAGER, 30, {SECOND: data})
        accepted(two_clerks.verdicts(head, 31))
        assert two_clerks.main == main


def test_29_recorder_alters_what_it_renumbers(two_clerks: Scene) -> None:
    altered = renumber(two_clerks, change=lambda data: data.replace(b"yang lain", b"yang LAIN"))
    rejected(altered, "UB520")
    rejected(renumber(two_clerks, files={"docs/x.md": b"x\n"}), "UB520")


def test_29_renumbered_by_somebody_else(two_clerks: Scene) -> None:
    rejected(renumber(two_clerks, signer=MANAGER), "UB501")


@pytest.mark.parametrize(
    "trailer",
    [
        "",
        "Ubah-Renumbered: RFC-2026-0001\n",
        "Ubah-Renumbered: RFC-2026-0009 RFC-2026-0002\n",
        "Ubah-Renumbered: RFC-2026-0001 RFC-2026-0003\n",
        "Ubah-Renumbered: ../../x RFC-2026-0002\n",
    ],
)
def test_29_renumbered_without_saying_so(two_clerks: Scene, trailer: str) -> None:
    rejected(renumber(two_clerks, trailer=trailer), "UB520")


# --- attesting a landing that was made by hand ---------------------------------------------------------


def by_hand(scene: Scene, at: float = 50) -> tuple[str, Voucher]:
    """Land the head's approval by the forge's own button; return the landing and its voucher."""
    scene.back_to("awaiting_head")
    head = scene.draft("approve", HEAD, 40, signer=MANAGER)
    voucher = scene.voucher(head, HEAD, 45)
    return scene.land(head, at, None), voucher


def attest(
    scene: Scene,
    target: str,
    at: float,
    *vouchers: Voucher,
    signer: str | None = RECORDER,
    more: str = "",
) -> str:
    message = vouched(*vouchers, more=f"Ubah-Attests: {target}\n{more}")
    landing = scene.commit(signer, at, parents=(scene.main,), message=message)
    scene.set_branch("main", landing)
    return landing


def test_55_landed_by_hand_is_unverified_until_it_is_attested(forge_office: Scene) -> None:
    landing, voucher = by_hand(forge_office)
    unverifiable(forge_office.audit(), "UB501")
    attest(forge_office, landing, 60, voucher)
    accepted(forge_office.audit())
    late = {"started_at": minutes(55).isoformat(), "ended_at": minutes(56).isoformat()}
    head = forge_office.draft("implement", MANAGER, 70, **late)
    accepted(forge_office.verdicts(head, 71))


def test_55_the_push_of_an_attestation_alone_is_accepted(forge_office: Scene) -> None:
    landing, voucher = by_hand(forge_office)
    attest(forge_office, landing, 60, voucher)
    accepted(forge_office.push(forge_office.main, 61, landing))


def test_55_the_push_of_an_attestation_of_prose_alone(forge_office: Scene) -> None:
    forge_office.back_to("awaiting_head")
    head = forge_office.put({"docs/x.md": b"x\n"}, None, 40)
    voucher = forge_office.voucher(head, MANAGER, 45)
    landing = forge_office.land(head, 50, None)
    attest(forge_office, landing, 60, voucher)
    accepted(forge_office.push(forge_office.main, 61, landing))


def test_55_attested_by_nobody_who_may(forge_office: Scene) -> None:
    landing, voucher = by_hand(forge_office)
    attest(forge_office, landing, 60, voucher, signer=MANAGER)
    unverifiable(forge_office.audit(), "UB501")


def test_31_attested_after_the_next_step_has_landed(forge_office: Scene) -> None:
    landing, voucher = by_hand(forge_office)
    forge_office.step(
        "implement",
        MANAGER,
        60,
        started_at=minutes(55).isoformat(),
        ended_at=minutes(56).isoformat(),
    )
    attest(forge_office, landing, 70, voucher)
    result = forge_office.audit()
    rejected(result, "UB519")
    assert "UB520" in rules(result)


def test_31_attested_with_a_review_given_after_the_landing(forge_office: Scene) -> None:
    landing, voucher = by_hand(forge_office)
    attest(forge_office, landing, 70, replace(voucher, time=minutes(60)))
    rejected(forge_office.audit(), "UB725")


def test_attested_in_two_commits(forge_office: Scene) -> None:
    forge_office.back_to("accepted")
    head = forge_office.draft("escalate", MANAGER, 25, signer=None)
    head = forge_office.draft("approve", HEAD, 40, on=head, signer=None)
    vouchers = [forge_office.voucher(head, who, 45) for who in (MANAGER, HEAD)]
    landing = forge_office.land(head, 50, None)
    attest(forge_office, landing, 60, vouchers[0])
    assert verdict(forge_office.audit()) is not Verdict.PASS
    attest(forge_office, landing, 61, vouchers[1])
    accepted(forge_office.audit())
    attest(forge_office, landing, 62, vouchers[1])
    rejected(forge_office.audit(), "UB520")


def test_attested_by_a_merge_that_brings_the_signed_branch(forge_office: Scene) -> None:
    """The squash button dropped the head's signature; the branch still has it."""
    forge_office.back_to("awaiting_head")
    head = forge_office.draft("approve", HEAD, 40)
    squash = forge_office.commit(None, 50, {RECORD: forge_office.read(RECORD, head)})
    forge_office.set_branch("main", squash)
    unverifiable(forge_office.audit(), "UB501")
    tree = forge_office.git("rev-parse", "main^{tree}")
    message = f"Buktikan\n\nUbah-Attests: {squash}\n"
    merge = forge_office.commit(RECORDER, 60, parents=(squash, head), tree=tree, message=message)
    forge_office.set_branch("main", merge)
    accepted(forge_office.audit())


def test_authority_landed_by_hand_cannot_be_attested(forge_office: Scene) -> None:
    forge_office.back_to("awaiting_head")

    def retitle(roles: dict[str, Any]) -> None:
        roles["persons"][MANAGER]["title"] = "Pejabat"

    head = forge_office.amend(retitle, None, 40)
    voucher = forge_office.voucher(head, HEAD, 45)
    landing = forge_office.land(head, 50, None)
    rejected(forge_office.audit(), "UB508")
    attest(forge_office, landing, 60, voucher)
    rejected(forge_office.audit(), "UB508")


def test_prose_landed_by_hand_is_attested(forge_office: Scene) -> None:
    forge_office.back_to("awaiting_head")
    head = forge_office.put({"docs/x.md": b"x\n"}, None, 40)
    voucher = forge_office.voucher(head, MANAGER, 45)
    landing = forge_office.land(head, 50, None)
    rejected(forge_office.audit(), "UB518")
    attest(forge_office, landing, 60, voucher)
    accepted(forge_office.audit())


def test_attesting_what_was_never_landed(forge_office: Scene) -> None:
    _, voucher = by_hand(forge_office)
    attest(forge_office, "1" * 40, 60, voucher)
    rejected(forge_office.audit(), "UB520")


def test_attested_with_vouchers_for_another_landing(forge_office: Scene) -> None:
    landing, voucher = by_hand(forge_office)
    attest(forge_office, landing, 60, replace(voucher, digest="sha256:" + "0" * 64))
    rejected(forge_office.audit(), "UB520")

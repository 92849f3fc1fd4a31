"""Honest everyday work, each of which every judge has to accept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from attacks.kit import (
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
    person,
    rejected,
)
from support.office import minutes, verdict
from ubah.core.diagnostics import Verdict
from ubah.core.voucher import VoucherKind
from ubah.edge.git import ObjectStore
from ubah.edge.git.keys import make_key
from ubah.edge.history.audit import audit
from ubah.edge.history.landings import LandingReader

OTHER = "RFC-2026-0002"
Roles = dict[str, Any]
LAST_DAY = 10 * DAY  # 2026-02-12 08:00, the acting head's last day


def day(number: int) -> str:
    """Return the office's calendar day that many days after the first."""
    return minutes(number * DAY).date().isoformat()


# --- branches ----------------------------------------------------------------------------------


def test_honest_parallel_pull_requests(office: Scene) -> None:
    """Two branches from the same main, each with its own record, land one after the other."""
    first = office.draft("submit", "pemohon-1", 10)
    second = office.draft("submit", "pemohon-2", 12, number=OTHER)
    office.land(first, 15)
    accepted(office.verdicts(second, 16))


def test_honest_parallel_steps_of_two_records(office: Scene) -> None:
    office.back_to("submitted")
    office.step("submit", "pemohon-2", 5, number=OTHER)
    one = office.draft("accept", MANAGER, 20)
    two = office.draft("accept", OTHER_MANAGER, 21, number=OTHER)
    office.land(one, 22)
    accepted(office.verdicts(two, 23))


def test_honest_update_branch(office: Scene) -> None:
    """Somebody brings the branch up to date by a merge that changes nothing of it."""
    office.back_to("submitted")
    head = office.draft("accept", MANAGER, 20)
    office.step("submit", "pemohon-2", 22, number=OTHER)
    updated = office.merge(head, "main", "pemohon-2", 24)
    accepted(office.verdicts(updated, 25))
    unsigned = office.merge(head, "main", None, 24)
    accepted(office.verdicts(unsigned, 25))


def test_honest_rebase_by_the_signer(office: Scene) -> None:
    office.back_to("submitted")
    head = office.draft("accept", MANAGER, 20)
    office.step("submit", "pemohon-2", 22, number=OTHER)
    data = {RECORD: office.read(RECORD, head)}
    accepted(office.verdicts(office.put(data, MANAGER, 25), 26))


def test_honest_squash_with_reviews(office: Scene) -> None:
    """A squash drops signatures; the reviews that the recorder vouches for stand in."""
    office.back_to("accepted")
    head = office.draft("escalate", MANAGER, 40)
    head = office.draft("approve", HEAD, 41, on=head)
    squash = office.put({RECORD: office.read(RECORD, head)}, None, 43)
    vouchers = [office.voucher(squash, who, 45) for who in (MANAGER, HEAD)]
    accepted(office.with_vouchers(squash, 46, *vouchers))


def test_honest_assent_to_what_another_prepared(office: Scene) -> None:
    office.back_to("awaiting_head")
    head = office.draft("approve", HEAD, 40, signer=MANAGER)
    accepted(office.verdicts(office.assent(HEAD, head, 42), 43))


def test_honest_typo_mended_in_a_branch(office: Scene) -> None:
    """What lands is judged; a draft with a typo, mended and signed again, is nobody's business."""
    office.back_to("submitted")
    typo = office.draft("accept", MANAGER, 20, assessment="Lyak.")
    mended = office.read(RECORD, typo).replace(b"Lyak.", b"Layak.")
    accepted(office.verdicts(office.put({RECORD: mended}, MANAGER, 25, typo), 26))


def test_honest_unreadable_draft_mended_in_a_branch(office: Scene) -> None:
    office.back_to("submitted")
    broken = office.put({RECORD: b"status: [\n"}, MANAGER, 18)
    data = office.append(office.read(RECORD), "accept", MANAGER, 20)
    accepted(office.verdicts(office.put({RECORD: data}, MANAGER, 25, broken), 26))


def test_honest_work_in_the_web_editor(office: Scene) -> None:
    """Written and mended in the forge's editor, whose key is nobody's here; the recorder vouches."""
    office.back_to("awaiting_head")
    written = {"kind": VoucherKind.AUTHORSHIP}
    first = office.draft("approve", HEAD, 40, signer=None, analysis="Mendesk.")
    mended = office.read(RECORD, first).replace(b"Mendesk.", b"Mendesak.")
    head = office.put({RECORD: mended}, None, 41, first)
    accepted(office.with_vouchers(head, 50, office.voucher(head, HEAD, 41, **written)))
    rejected(office.verdicts(head, 50), "UB501")  # without the recorder nobody has proved it


def test_honest_two_peoples_steps_in_one_landing(office: Scene) -> None:
    office.back_to("accepted")
    head = office.draft("escalate", MANAGER, 40)
    head = office.draft("approve", HEAD, 41, on=head)
    head = office.draft("implement", OTHER_MANAGER, 60, on=head)
    accepted(office.verdicts(head, 61))


def test_honest_one_persons_steps_in_one_commit(office: Scene) -> None:
    office.back_to("authorised")
    data = office.read(RECORD)
    for action, at in (("implement", 60), ("pass_test", 62), ("report", 64)):
        data = office.append(data, action, MANAGER, at)
    accepted(office.verdicts(office.put({RECORD: data}, MANAGER, 65), 66))


def test_honest_branch_a_year_old(office: Scene) -> None:
    """It lands; that it waited so long is a deviation for the auditor to see."""
    head = office.draft("submit", "pemohon-1", 10)
    accepted(office.verdicts(head, 365 * DAY), "UB906")


def test_honest_clone_with_a_single_branch(office: Scene, tmp_path: Path) -> None:
    office.back_to("reviewed")
    clone = tmp_path / "klon"
    source = str(office.repo)
    office.git("clone", "-q", "--no-local", "--single-branch", "-b", "main", source, str(clone))
    whole = office.audit()
    with ObjectStore(clone / ".git") as store:
        single = audit(LandingReader(store), office.main)
    assert verdict(single) is Verdict.PASS
    assert single.findings == whole.findings
    assert (single.trust_root, single.landings) == (whole.trust_root, whole.landings)


def test_honest_windows_line_endings_get_a_hint(office: Scene) -> None:
    """Refused, since bytes are what is signed; the hint mends it."""
    office.back_to("submitted")
    data = office.append(office.read(RECORD), "accept", MANAGER, 20).replace(b"\n", b"\r\n")
    results = office.verdicts(office.put({RECORD: data}, MANAGER, 20), 21)
    rejected(results, "UB102", "UB103")
    hints = [f.hint.text for f in results["check"].findings if f.rule == "UB102" and f.hint]
    assert any("line" in hint for hint in hints), hints


# --- people and keys through time --------------------------------------------------------------


def test_honest_officer_replaced_in_mid_change(office: Scene) -> None:
    """The successor goes on where the predecessor stopped; the predecessor no longer may."""
    office.back_to("authorised")

    def replace(roles: Roles) -> None:
        rows = roles["roles"]["change_manager"]
        rows[0]["until"] = day(1)
        rows.append({"person": "pemohon-2", "from": day(2)})

    office.land(office.amend(replace, HEAD, DAY), DAY + 1)
    last = office.draft("implement", MANAGER, DAY + 60)
    accepted(office.verdicts(last, DAY + 61))
    late = office.draft("implement", MANAGER, 2 * DAY)
    rejected(office.verdicts(late, 2 * DAY + 1), "UB502")
    accepted(office.verdicts(office.draft("implement", "pemohon-2", 2 * DAY), 2 * DAY + 1))


def rotate(office: Scene, who: str, ends: int) -> Any:
    key = office.key(f"{who}-berikut")
    public = key.with_name(f"{key.name}.pub").read_text() if key.exists() else make_key(key, who)

    def change(roles: Roles) -> None:
        keys = person(roles, who)["keys"]
        keys[0]["until"] = day(ends)
        keys.append({"key": public.strip(), "from": day(0)})

    return change


def test_honest_key_rotated(office: Scene) -> None:
    """Old and new key overlap for a day; steps signed with the old one stay good for ever."""
    office.back_to("submitted")
    change = rotate(office, OTHER_MANAGER, 1)
    office.land(office.amend(change, HEAD, 20, (OTHER_MANAGER,)), 21)
    with_old = office.draft("accept", OTHER_MANAGER, 30)
    with_new = office.draft("accept", OTHER_MANAGER, 30, signer=f"{OTHER_MANAGER}-berikut")
    accepted(office.verdicts(with_old, 31))
    accepted(office.verdicts(with_new, 31))
    office.land(with_old, 31)
    new_key = f"{OTHER_MANAGER}-berikut"
    later = office.draft("classify_normal", OTHER_MANAGER, 3 * DAY, signer=new_key)
    accepted(office.verdicts(later, 3 * DAY + 1))
    with_old = office.draft("classify_normal", OTHER_MANAGER, 3 * DAY)
    rejected(office.verdicts(with_old, 3 * DAY + 1), "UB506")


def test_honest_lost_key_replaced_by_the_superior(office: Scene) -> None:
    """Whoever lost the key cannot sign for the new one; the superior does, the head alone may not."""
    office.back_to("submitted")
    change = rotate(office, OTHER_MANAGER, 0)
    rejected(office.verdicts(office.amend(change, HEAD, 20), 21), "UB511")
    office.land(office.amend(change, SUPERIOR, 20), 21)
    head = office.draft("accept", OTHER_MANAGER, DAY, signer=f"{OTHER_MANAGER}-berikut")
    accepted(office.verdicts(head, DAY + 1))
    stolen = office.draft("accept", OTHER_MANAGER, DAY)
    rejected(office.verdicts(stolen, DAY + 1), "UB506")


def test_honest_the_heads_own_lost_key(office: Scene) -> None:
    office.back_to("awaiting_head")
    office.land(office.amend(rotate(office, HEAD, 0), SUPERIOR, 40), 41)
    head = office.draft("approve", HEAD, DAY, signer=f"{HEAD}-berikut")
    accepted(office.verdicts(head, DAY + 1))


def test_honest_officer_retires(office: Scene) -> None:
    """Holding and key end on the same day; what was done before stays as it was."""
    office.back_to("tested")

    def retire(roles: Roles) -> None:
        roles["roles"]["change_manager"][0]["until"] = day(1)
        person(roles, MANAGER)["keys"][0]["until"] = day(1)

    office.land(office.amend(retire, HEAD, DAY, (MANAGER,)), DAY + 1)
    assert verdict(office.audit()) is Verdict.PASS
    late = office.draft("report", MANAGER, 3 * DAY)
    rejected(office.verdicts(late, 3 * DAY + 1, OTHER_MANAGER), "UB502")
    head = office.draft("report", OTHER_MANAGER, 3 * DAY)
    accepted(office.verdicts(head, 3 * DAY + 1, OTHER_MANAGER))


def test_honest_new_head(office: Scene) -> None:
    """The old head hands over; from the next day the new one decides, the old one no longer."""
    office.back_to("awaiting_head")

    def hand_over(roles: Roles) -> None:
        roles["roles"]["head"][0]["until"] = day(1)
        roles["roles"]["head"].append({"person": ACTING, "from": day(2)})

    office.land(office.amend(hand_over, HEAD, DAY), DAY + 1)
    accepted(office.verdicts(office.draft("approve", HEAD, DAY + 30), DAY + 31))
    early = office.draft("approve", ACTING, DAY + 30)
    rejected(office.verdicts(early, DAY + 31), "UB502", "UB504")
    accepted(office.verdicts(office.draft("approve", ACTING, 2 * DAY), 2 * DAY + 1))
    old = office.draft("approve", HEAD, 2 * DAY)
    rejected(office.verdicts(old, 2 * DAY + 1), "UB502")


def test_honest_new_head_appointed_by_the_superior(office: Scene) -> None:
    """The head has left without handing over."""
    office.back_to("awaiting_head")

    def appoint(roles: Roles) -> None:
        roles["roles"]["head"][0]["until"] = day(0)
        roles["roles"]["head"].append({"person": ACTING, "from": day(1)})

    office.land(office.amend(appoint, SUPERIOR, 40), 41)
    accepted(office.verdicts(office.draft("approve", ACTING, DAY), DAY + 1))


@pytest.mark.parametrize("kind", ["plh", "plt"])
def test_honest_acting_head_decides_by_letter(office: Scene, kind: str) -> None:
    office.back_to("awaiting_head")
    letter = f"800/7/{kind}/2026"

    def appoint(roles: Roles) -> None:
        roles["roles"]["acting_head"].append(
            {
                "person": "pemohon-2",
                "from": day(1),
                "until": day(5),
                "letter": letter,
                "kind": kind,
                "signatory": HEAD,
            }
        )

    office.land(office.amend(appoint, HEAD, 40), 41)
    head = office.draft("approve", "pemohon-2", 2 * DAY, capacity=kind, appointment=letter)
    accepted(office.verdicts(head, 2 * DAY + 1))
    other = "plt" if kind == "plh" else "plh"
    head = office.draft("approve", "pemohon-2", 2 * DAY, capacity=other, appointment=letter)
    rejected(office.verdicts(head, 2 * DAY + 1), "UB504")


def test_honest_acting_heads_last_day_landed_next_morning(office: Scene) -> None:
    """With the recorder's time it counts; on plain git nothing tells when it was signed."""
    office.back_to("awaiting_head")
    letter = {"capacity": "plh", "appointment": "800/1/Plh/2026"}
    evening = LAST_DAY + 9 * 60
    head = office.draft("approve", ACTING, evening, **letter)
    same_day = office.verdicts(head, evening + 5)
    accepted(same_day)
    results = office.verdicts(head, LAST_DAY + DAY)
    rejected(results, "UB504")
    named = next(f for f in results["check"].findings if f.rule == "UB504")
    assert "who may take it" in getattr(named.hint, "text", "")
    voucher = office.voucher(head, ACTING, evening)
    assert verdict(office.with_vouchers(head, LAST_DAY + DAY, voucher)) is Verdict.PASS


def test_honest_only_change_manager_is_the_requester(office: Scene) -> None:
    """The head stands in for evaluation, then the superior for the decision (substitution)."""

    def alone(roles: Roles) -> None:
        roles["roles"]["change_manager"][1]["until"] = day(0)

    office.land(office.amend(alone, HEAD, 5), 6)
    office.step("submit", MANAGER, DAY)
    own = office.draft("accept", MANAGER, DAY + 10)
    rejected(office.verdicts(own, DAY + 11), "UB503")
    head = office.draft("accept", HEAD, DAY + 10, capacity="substitute")
    accepted(office.verdicts(head, DAY + 11))
    office.land(head, DAY + 11)
    office.step("escalate", HEAD, DAY + 20, capacity="substitute")
    rejected(office.verdicts(office.draft("approve", HEAD, DAY + 30), DAY + 31), "UB503")
    head = office.draft("approve", SUPERIOR, DAY + 30, capacity="substitute")
    accepted(office.verdicts(head, DAY + 31))


def test_honest_only_change_manager_finishes_the_own_request(office: Scene) -> None:
    """Four eyes bars the requester from evaluating, not from carrying out and reporting."""

    def alone(roles: Roles) -> None:
        roles["roles"]["change_manager"][1]["until"] = day(0)

    office.land(office.amend(alone, HEAD, 5), 6)
    office.walk(
        ("submit", MANAGER),
        ("accept", HEAD, {"capacity": "substitute"}),
        ("classify_normal", HEAD, {"capacity": "substitute"}),
        ("implement", MANAGER),
        ("pass_test", MANAGER),
        ("report", MANAGER),
        start=DAY,
    )
    review = office.draft("review", SUPERIOR, DAY + 100, capacity="substitute")
    accepted(office.verdicts(review, DAY + 101))
    assert office.audit().authority is not None
    assert RFC in {step.record for step in office.audit().steps}

"""Cases that the rules leave to their letter (docs/decisions/0016-readings-of-the-rules.md)."""

from __future__ import annotations

from typing import Any

import pytest

from attacks.kit import (
    ACTING,
    DAY,
    FLAGGED,
    HEAD,
    MANAGER,
    OTHER_MANAGER,
    RECORD,
    Scene,
    accepted,
    rejected,
)
from support.office import asset

LETTER = "800/1/Plh/2026"


# --- rule 4a: a draft that its signer took back -----------------------------------------------------


def test_a_draft_that_its_signer_took_back(office: Scene) -> None:
    """Who signed a step cannot take the signature back: the commit still introduces the entry."""
    office.back_to("awaiting_head")
    before = office.read(RECORD)
    head = office.draft("approve", HEAD, 40)
    signed = office.read(RECORD, head)
    head = office.put({RECORD: before}, HEAD, 41, head)
    head = office.put({RECORD: signed}, MANAGER, 42, head)
    accepted(office.verdicts(head, 45))


def test_a_draft_that_was_answered_otherwise(office: Scene) -> None:
    """Taken back by deciding otherwise, it does: the record that was signed does not go on."""
    office.back_to("awaiting_head")
    head = office.draft("approve", HEAD, 40)
    returned = office.append(office.read(RECORD), "return", HEAD, 41)
    head = office.put({RECORD: returned}, HEAD, 41, head)
    accepted(office.verdicts(head, 45))
    office.land(head, 45)
    again = office.append(office.read(RECORD), "approve", HEAD, 46)
    rejected(office.verdicts(office.put({RECORD: again}, MANAGER, 46), 47), "UB401")


# --- rule 2: parents --------------------------------------------------------------------------------


@pytest.mark.parametrize("signer", [HEAD, MANAGER])
def test_a_merge_of_a_commit_with_itself(office: Scene, signer: str) -> None:
    """Two parents that are one bring nothing but the landing, which proves what it holds itself."""
    office.back_to("awaiting_head")
    data = office.append(office.read(RECORD), "approve", HEAD, 40)
    tree = office.tree(office.main, {RECORD: data})
    landing = office.raw(signer, 40, tree, (office.main, office.main))
    results = office.pushed(landing, 40)
    if signer == HEAD:
        accepted(results)
    else:
        rejected(results, "UB501")


def test_an_assent_in_a_merge_of_a_commit_with_itself(office: Scene) -> None:
    """It is a merge, whatever it merges: no empty commit, so no assent."""
    office.back_to("awaiting_head")
    head = office.draft("approve", HEAD, 40, signer=MANAGER)
    message = f"Setuju\n\nUbah-Assent: {office.digest(head)}\n".encode()
    tree = office.git("rev-parse", f"{head}^{{tree}}")
    doubled = office.raw(HEAD, 41, tree, (head, head), message)
    rejected(office.verdicts(doubled, 45), "UB501")


# --- assets: what a kind of change is ---------------------------------------------------------------


def retired(office: Scene, change: str, **fields: Any) -> Any:
    """Return what the judges say of an asset that changes so, declared as ``change``."""
    office.back_to("release_planned")
    row = {"id": "SRV-0001", "change": change, "intended": "Dihapuskan"}
    first = office.draft("flag_assets", MANAGER, 100, release=FLAGGED["release"], assets=[row])
    files: dict[str, bytes | None] = {"assets/SRV-0001.yaml": asset("SRV-0001", **fields)}
    head = office.draft("update_assets", MANAGER, 110, on=first, files=files)
    return office.verdicts(head, 111)


def test_retirement_with_other_fields(office: Scene) -> None:
    """`exactly` is said of the files; a retirement also tells where the thing went and why."""
    accepted(retired(office, "retire", status="retired"))
    accepted(retired(office, "retire", status="retired", location="Gudang", remarks="BA/1/2026"))


def test_retirement_that_retires_nothing_or_an_update_that_does(office: Scene) -> None:
    rejected(retired(office, "retire", location="Gudang"), "UB602")
    rejected(retired(office, "update", status="retired"), "UB602")


# --- rule 6: letters --------------------------------------------------------------------------------


def test_one_letter_for_two_people(office: Scene) -> None:
    """A letter may appoint several; each of them decides only in the own period and name."""
    office.back_to("awaiting_head")

    def appoint(roles: dict[str, Any]) -> None:
        roles["roles"]["acting_head"].append(
            {
                "person": OTHER_MANAGER,
                "from": "2026-02-13",
                "until": "2026-02-14",
                "letter": LETTER,
                "kind": "plh",
                "signatory": "sekda",
            }
        )

    office.land(office.amend(appoint, HEAD, 31), 32)
    letter = {"capacity": "plh", "appointment": LETTER}
    first, second = 8 * DAY, 11 * DAY  # 10 and 13 February
    for person, at, sound in (
        (ACTING, first, True),
        (OTHER_MANAGER, first, False),
        (ACTING, second, False),
        (OTHER_MANAGER, second, True),
    ):
        results = office.verdicts(office.draft("approve", person, at, **letter), at + 1)
        if sound:
            accepted(results)
        else:
            rejected(results, "UB504")


# --- numbers and titles -----------------------------------------------------------------------------


@pytest.mark.parametrize("number", ["RFC-2025-0007", "RFC-2031-0001"])
def test_number_of_another_year_than_the_requests(office: Scene, number: str) -> None:
    """The year is the folder's; of which year a request is numbered, the rules leave to the office."""
    path = f"changes/{number[4:8]}/{number}.yaml"
    head = office.commit("pemohon-1", 10, {path: office.submitted(10, number)})
    accepted(office.verdicts(head, 11))


@pytest.mark.parametrize("title", ["\u200b\u200b", "\u2060", "\u00ad", "\u3164", "\u2800"])
def test_title_that_nobody_sees(office: Scene, title: str) -> None:
    request = {"title": title}
    head = office.commit("pemohon-1", 10, {RECORD: office.submitted(10, **request)})
    rejected(office.verdicts(head, 11), "UB201", "UB203")


def test_words_that_need_a_joiner_are_titles(office: Scene) -> None:
    """A joiner between letters belongs to some scripts; what is seen is what is judged all the same."""
    head = office.commit("pemohon-1", 10, {RECORD: office.submitted(10, title="ᬳ\u200dᬂ SPSE")})
    accepted(office.verdicts(head, 11))

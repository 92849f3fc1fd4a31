"""The five stories of the SOP, each told from the first form to the landing, on every kind of forge."""

from __future__ import annotations

from typing import Any

import pytest

from attacks.kit import RECORD, RFC, person
from forge.filing import ACCEPT, ESCALATE, REQUEST, file, step
from forge.scene import HEAD, MANAGER, REQUESTER, Place, decided, landed
from forge.standin import Account
from support.office import load, minutes, verdict
from ubah.core.diagnostics import Verdict
from ubah.core.reading.writing import dump

ACTING: Account = (302, "plh-kepala")
IN_PERIOD = 8 * 24 * 60
"""A moment of the acting head's first day, in minutes after the office was founded."""
BOTH = {**ACCEPT, "classify_normal-rationale": "Dapat dijadwalkan."}
WORK = {
    "completed": "Ya",
    "implementers": "pengelola-1",
    "work_log": "Terpasang.",
    "pass_test-documentation": "Ada.",
    "pass_test-tests": (
        "Skenario: Masuk\nHasil yang Diharapkan: x\nHasil Aktual: x\nBerhasil: ya\nPenguji: C"
    ),
}


def asked(place: Place, at: float) -> int:
    """Have the recorder ask for the decision that is due; return its pull request."""
    place.at = at
    [opened] = decided(place)
    assert opened.pull is not None
    return int(opened.pull.number)


def answered(place: Place, at: float) -> None:
    """Have the recorder land what was decided."""
    place.at = at
    [done] = decided(place)
    assert done.commit, done


def history(place: Place) -> list[tuple[str, str, str]]:
    """Return who took which steps by what, of a history that the judge passes."""
    result = place.audit()
    assert verdict(result) is Verdict.PASS, result.findings
    return [(s.entry.action, s.entry.by, s.proof.evidence.split()[0]) for s in result.steps]


def to_the_head(place: Place, at: float = 10) -> None:
    step(place, REQUESTER, at, "submit", **REQUEST)
    step(place, MANAGER, at + 10, "accept", **ACCEPT)
    step(place, MANAGER, at + 20, "escalate", **ESCALATE)


TO_THE_HEAD = [
    ("submit", "pemohon-1", "issue"),
    ("accept", "pengelola-1", "issue"),
    ("escalate", "pengelola-1", "issue"),
]


def test_a_normal_change_from_the_request_to_its_end(place: Place) -> None:
    step(place, REQUESTER, 10, "submit", **REQUEST)
    step(place, MANAGER, 20, "accept+classify_normal", **BOTH)
    when = {"started_at": minutes(30).isoformat(), "ended_at": minutes(31).isoformat()}
    step(place, MANAGER, 40, "implement+pass_test", **WORK, **when)
    step(place, MANAGER, 50, "report", number="LP/001/2026", summary="Selesai.")
    number = asked(place, 60)
    place.at = 61
    place.fake.approve(number, HEAD, "Baik.")
    answered(place, 62)
    assert history(place)[-2:] == [
        ("report", "pengelola-1", "issue"),
        ("review", "kepala", "decision"),
    ]
    settled = {
        "already_live-at": minutes(31).isoformat(),
        "already_live-reason": "Langsung berjalan.",
        "keep_assets-release-outcome": "released",
        "keep_assets-release-at": minutes(31).isoformat(),
        "keep_assets-reason": "Tidak ada aset.",
    }
    step(place, MANAGER, 70, "schedule_release+keep_assets", **settled)
    assert load(place.office.read(RECORD, place.main()))["status"] == "closed"
    assert verdict(place.audit()) is Verdict.PASS


def test_an_emergency_that_the_head_approves(place: Place) -> None:
    to_the_head(place)
    number = asked(place, 40)
    place.at = 41
    place.fake.approve(number, HEAD, "Segera laksanakan.")
    answered(place, 42)
    assert history(place) == [*TO_THE_HEAD, ("approve", "kepala", "decision")]


def test_an_emergency_in_the_acting_heads_period(place: Place) -> None:
    """The head is away: who acts for the head is asked, too, and decides."""
    to_the_head(place, IN_PERIOD)
    number = asked(place, IN_PERIOD + 40)
    assert "plh-kepala" in place.fake.called(number)
    place.at = IN_PERIOD + 41
    place.fake.approve(number, ACTING, "Segera laksanakan.")
    answered(place, IN_PERIOD + 42)
    assert history(place) == [*TO_THE_HEAD, ("approve", "plh-kepala", "decision")]
    entry = load(place.office.read(RECORD, place.main()))["journal"][-1]
    assert (entry["capacity"], entry["appointment"]) == ("plh", "800/1/Plh/2026")


def test_an_emergency_that_the_head_refuses(place: Place) -> None:
    """By a review with its reason, where the forge binds one to it; else by a form of the head's own."""
    to_the_head(place)
    number = asked(place, 40)
    place.at = 41
    text = "Bukan mendesak.\n\nMinggu depan."
    if "refusals" in place.kind.proves:
        place.fake.refuse(number, HEAD, text)
        answered(place, 42)
        proof = "decision"
    else:
        told = {"reason": text, "code": "not_emergency"}
        filed, done = file(place, HEAD, 42, "return", f"{RFC} / 3", **told)
        assert filed, done.findings
        assert done.pull is not None, done.findings
        place.at = 43
        assert landed(place, done.pull.number).commit
        proof = "issue"
    assert history(place) == [*TO_THE_HEAD, ("return", "kepala", proof)]
    entry = load(place.office.read(RECORD, place.main()))["journal"][-1]
    assert entry["evidence"]["code"] == "not_emergency"


def test_a_change_of_authority_that_the_head_approves(place: Place) -> None:
    """A new change manager in roles.yaml, proposed by one and approved by the head in person."""

    def proposed(change: Any, branch: str) -> int:
        roles = load(place.office.read("roles.yaml", place.main()))
        change(roles)
        place.write(MANAGER, "roles.yaml", dump(roles).encode(), branch)
        return int(place.fake.open(branch, MANAGER, "Jabatan"))

    def renamed(roles: dict[str, Any]) -> None:
        person(roles, "pengelola-2")["title"] = "Pengelola Perubahan Madya"

    place.at = 10
    number = proposed(renamed, "jabatan")
    assert not landed(place, number).commit
    place.fake.approve(number, ACTING)
    place.at = 11
    assert not landed(place, number).commit, "never by an acting head"
    place.fake.approve(number, HEAD)
    place.at = 12
    done = landed(place, number)
    assert done.commit, done.findings
    place.main()
    assert b"Madya" in place.office.read("roles.yaml", done.commit)
    assert verdict(place.audit()) is Verdict.PASS


@pytest.mark.parametrize("who", [MANAGER, REQUESTER])
def test_nobody_but_who_may_decides(place: Place, who: Account) -> None:
    to_the_head(place)
    number = asked(place, 40)
    place.fake.approve(number, who, "Segera laksanakan.")
    place.at = 42
    assert [one.commit for one in decided(place)] == [""]
    place.fake.approve(number, HEAD, "Segera laksanakan.")
    answered(place, 43)
    assert history(place)[-1] == ("approve", "kepala", "decision")

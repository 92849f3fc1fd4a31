"""What a change costs the people of an office, counted: forms, pull requests, buttons, notifications.

The stand-in plays a whole change as its users do. No more may be needed than what is counted here. A
notification is a mail, one for each event and person, as `forge.notices` counts them: who takes part in
an issue or a pull request is told of every comment and change of state but the own, and whoever is asked
for a review or assigned of that. An office of three gets at most 15 for a whole change, normal or not:
each form's closing tells whoever filed it that it has landed, one comment tells the requester the number
and the manager the turn, and of each decision the head is asked, told that it is closed, and copied on
what tells the manager to go on.
"""

from __future__ import annotations

import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from forge.github.actions import Actions
from forge.github.fake import ROBOT
from forge.github.test_story import (
    ACCEPT,
    ESCALATE,
    HEAD,
    MANAGER,
    REQUEST,
    REQUESTER,
    RFC,
    Forge,
    needs_namespaces,
    opened,
    verified_offline,
)
from forge.github.watching import Watching
from support.office import asset

pytestmark = pytest.mark.node
TEST = "Skenario: Masuk\nHasil yang Diharapkan: Berhasil\nHasil Aktual: Berhasil\nBerhasil: ya\nPenguji: Cici"
FLAG = "Id aset: SRV-0001\nJenis perubahan: Tambah (add)\nPerubahan yang dimaksud: Peladen baru."
REPORTED = {
    "documentation": "Tersimpan.",
    "tests": TEST,
    "report-number": "LP/001",
    "report-summary": "Selesai.",
}


def now() -> str:
    """Return the present second, as somebody reads it off a clock."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def files(forge: Forge, action: str, **values: str) -> None:
    """File a form of the change manager's; there is nothing else to do."""
    forge.files_issue(MANAGER, action, rfc=RFC, **values)


def works(forge: Forge) -> None:
    """Carry the change out, then record it."""
    started = now()
    time.sleep(1)
    work = {"completed": "Ya", "implementers": "pengelola-1", "work_log": "Terpasang."}
    files(forge, "implement", started_at=started, ended_at=now(), **work)
    assert forge.record()["status"] == "implemented", forge.runner.logs[-2:]


def examines(forge: Forge) -> None:
    """Have the head press the one button that is the head's."""
    assert forge.record()["status"] == "reported", forge.runner.logs[-2:]
    forge.reviews(forge.decision(), HEAD, "APPROVED", "Baik.")
    assert forge.record()["status"] == "reviewed", forge.runner.logs[-2:]


def live() -> dict[str, str]:
    return {"already_live-at": now(), "already_live-reason": "Langsung berjalan."}


def counted(forge: Forge) -> dict[str, Any]:
    """Return what it took: forms filed, pull requests, and who pressed which button on them."""
    pulls = forge.fake.pulls.values()
    assert not any(pull.open for pull in pulls)
    pressed = Counter((review.who[1], review.state) for pull in pulls for review in pull.reviews)
    asked = {login for pull in pulls for login in pull.reviewers}
    notified = Counter((login, why) for login, why, _ in forge.fake.notified)
    return {
        "issues": sum(issue.who != ROBOT for issue in forge.fake.issues.values()),
        "pulls": len(forge.fake.pulls),
        "pressed": dict(pressed),
        "asked": asked,
        "runs": forge.runner.counts,
        "notified": dict(notified),
        "mails": len(forge.fake.notified),
        "landings": int(forge.fake.git("rev-list", "--count", "--first-parent", "main")) - 1,
    }


def runs(forms: int, reviews: int, landings: int) -> dict[tuple[str, str, str], int]:
    """Return every run that a change takes, all of them green.

    Each form and each review starts one, whose end rings for the recorder, and each landing publishes.
    """
    return {
        ("request", "issues", "success"): forms,
        ("check", "pull_request_review", "success"): reviews,
        ("land", "workflow_run", "success"): forms + reviews,
        ("publish", "push", "success"): landings,
    }


def told(decisions: int, forms: int) -> dict[tuple[str, str], int]:
    """Return who is notified of what; ``forms``: the manager's."""
    return {
        (REQUESTER[1], "closed"): 1,
        (REQUESTER[1], "comment"): 1,
        (MANAGER[1], "closed"): forms,
        (MANAGER[1], "comment"): 1 + decisions,
        (HEAD[1], "review requested"): decisions,
        (HEAD[1], "closed"): decisions,
        (HEAD[1], "comment"): decisions,
    }


@needs_namespaces
def test_a_normal_change_with_a_new_asset(
    founded: Path, actions: Actions, watching: Watching, tmp_path: Path
) -> None:
    with opened(founded, tmp_path, actions, None, watching) as forge:
        forge.files_issue(REQUESTER, "submit", **REQUEST)
        rationale = {"classify_normal-rationale": "Dapat dijadwalkan."}
        files(forge, "accept+classify_normal", **ACCEPT, **rationale)
        works(forge)
        files(forge, "pass_test+report", **REPORTED)
        examines(forge)
        released = {"flag_assets-release-outcome": "released", "flag_assets-release-at": now()}
        files(
            forge,
            "schedule_release+flag_assets",
            **live(),
            **released,
            **{"flag_assets-assets": FLAG},
        )
        assert forge.record()["status"] == "asset_update", forge.runner.logs[-2:]
        files(forge, "update_assets", assets=asset("SRV-0001").decode())
        assert forge.record()["status"] == "closed", forge.runner.logs[-2:]
        assert counted(forge) == {
            "runs": runs(forms=6, reviews=1, landings=7),
            "issues": 6,
            "pulls": 7,
            "pressed": {(HEAD[1], "APPROVED"): 1},
            "asked": {HEAD[1]},
            "notified": told(decisions=1, forms=5),
            "mails": 12,
            "landings": 7,
        }
        _, report = verified_offline(forge, tmp_path)
    assert (report["verdict"], report["counts"]["steps"]) == ("pass", 10)


@needs_namespaces
def test_an_emergency_without_one(
    founded: Path, actions: Actions, watching: Watching, tmp_path: Path
) -> None:
    with opened(founded, tmp_path, actions, None, watching) as forge:
        forge.files_issue(REQUESTER, "submit", **REQUEST)
        urgent = {f"escalate-{name}": value for name, value in ESCALATE.items()}
        files(forge, "accept+escalate", **ACCEPT, **urgent)
        forge.reviews(forge.decision(), HEAD, "APPROVED", "Segera.")
        assert forge.record()["status"] == "authorised", forge.runner.logs[-2:]
        works(forge)
        files(forge, "pass_test+report", **REPORTED)
        examines(forge)
        settled = {"keep_assets-release-outcome": "released", "keep_assets-release-at": now()}
        settled["keep_assets-reason"] = "Tidak ada aset yang berubah."
        files(forge, "schedule_release+keep_assets", **live(), **settled)
        assert forge.record()["status"] == "closed", forge.runner.logs[-2:]
        assert counted(forge) == {
            "runs": runs(forms=5, reviews=2, landings=7),
            "issues": 5,
            "pulls": 7,
            "pressed": {(HEAD[1], "APPROVED"): 2},
            "asked": {HEAD[1]},
            "notified": told(decisions=2, forms=4),
            "mails": 15,
            "landings": 7,
        }
        _, report = verified_offline(forge, tmp_path)
    assert (report["verdict"], report["counts"]["steps"]) == ("pass", 10)

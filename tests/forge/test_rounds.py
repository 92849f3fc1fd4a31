"""One whole round of the recorder, as a timer on a server starts it: nothing else has to run."""

from __future__ import annotations

import fcntl
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import requests
from click.testing import CliRunner, Result

from attacks.kit import RECORD, RFC, person
from forge.filing import ACCEPT, ESCALATE, REQUEST, file, form
from forge.job import TOKEN, proposed
from forge.scene import HEAD, MANAGER, REQUESTER, STRANGER, Place, approved
from forge.standin import Token
from support.office import load, verdict
from ubah.cli import commands
from ubah.core.diagnostics import Verdict
from ubah.core.reading.writing import dump
from ubah.edge.forges import ForgeUnreachable


def round_(place: Place, at: float, *words: str) -> Result:
    """Let the timer start a round, with the secrets in files."""
    place.at = at
    folder = place.clone.parent
    (folder / "token").write_text(f"{TOKEN}\n")
    files = ("--token", str(folder / "token"), "--key", str(place.office.key("pencatat")))
    result = CliRunner().invoke(commands, ["forge", "run", *files, *words])
    assert TOKEN not in result.output
    assert "PRIVATE KEY" not in result.output
    return result


def state(place: Place) -> Any:
    return load(place.office.read(RECORD, place.main()))["status"]


def files(place: Place, who: tuple[int, str], action: str, **values: str) -> int:
    number: int = place.fake.issue(who, action, form(place, action, **values))
    return number


@pytest.mark.slow
def test_an_emergency_by_forms_a_review_and_the_clock(job: Place) -> None:
    """People file and press; all else is done by the rounds, twice each, and done once."""
    job.at = 10
    first = files(job, REQUESTER, "submit", **REQUEST)
    files(job, STRANGER, "submit", **REQUEST)
    chat = job.fake.issue(REQUESTER, "Halo", "Apakah SPSE berjalan?")
    for at in (11, 12):
        assert round_(job, at).exit_code == 0
    assert state(job) == "submitted"
    assert job.fake.issues[first].state == "closed"
    assert job.fake.issues[chat].state == "open"
    job.at = 20
    files(job, MANAGER, "accept", **ACCEPT)
    assert round_(job, 21).exit_code == 0
    job.at = 30
    files(job, MANAGER, "escalate", **ESCALATE)
    result = round_(job, 31)
    assert result.exit_code == 0, result.output
    assert state(job) == "awaiting_head"
    [asked] = [pull for pull in job.fake.pulls.values() if pull.open]
    job.at = 40
    job.fake.approve(asked.number, HEAD, "Segera laksanakan.")
    for at in (41, 42):
        assert round_(job, at).exit_code == 0
    assert not asked.open
    result = job.audit()
    assert verdict(result) is Verdict.PASS, result.findings
    assert [step.entry.action for step in result.steps] == [
        *("submit", "accept", "escalate", "approve")
    ]
    [board] = [one for one in job.fake.issues.values() if one.labels == ["ubah-papan"]]
    assert RFC.replace("-", "\\-") in board.body


SETTINGS = {
    "github": ("/user/", "/users/"),
    "forgejo": ("/user", "/settings/api", "/collaborators", "/keys", "/permission"),
    "gitlab": ("/protected_branches", "/deploy_keys", "/members/all"),
}
"""What the parts of addresses are in that a forge tells the same by all the while, and so is asked for once."""


@pytest.mark.state("awaiting_head")
def test_a_round_asks_for_the_settings_once(job: Place) -> None:
    job.at = 30
    assert round_(job, 30).exit_code == 0
    proposed(job)  # so that more than one job reads evidence
    job.at = 40
    files(job, STRANGER, "submit", **REQUEST)
    for pull in job.fake.pulls.values():
        job.fake.approve(pull.number, HEAD, "Segera laksanakan.")
    del job.fake.asked[:]
    assert round_(job, 41).exit_code == 0
    parts = SETTINGS[job.kind.name]
    asked = [target for verb, target, _ in job.fake.asked if verb == "GET"]
    asked = [one for one in asked if any(part in one.split("?")[0] for part in parts)]
    assert len(asked) == len(set(asked)), asked
    assert asked or job.kind.name == "github"


def test_two_requests_of_one_round_lead_on_to_their_own_forms(job: Place) -> None:
    """The second lands under the next number; what is next is said, and linked, by that one."""
    job.at = 10
    for title in ("Satu", "Dua"):
        files(job, REQUESTER, "submit", **{**REQUEST, "title": title})
    assert round_(job, 11).exit_code == 0
    pulls = list(job.fake.pulls.values())
    for pull, own in zip(pulls, ("RFC-2026-0001", "RFC-2026-0002"), strict=True):
        told = job.fake.comments[pull.number][0].body.replace("\\-", "-")
        next_ = told.partition("### Langkah berikutnya")[2]
        assert set(re.findall(r"RFC-\d{4}-\d{4}", next_)) == {own}


@pytest.mark.state("submitted")
def test_an_approved_change_of_authority_lands_before_a_form_of_the_same_round(job: Place) -> None:
    """The form's pull request is older: landed first, it would take the approval its force (UB514)."""
    _, filed = file(job, MANAGER, 20, "accept", **ACCEPT)
    assert filed.pull is not None
    step = filed.pull.number
    roles = load(job.office.read("roles.yaml", job.main()))
    person(roles, "pengelola-2")["title"] = "Pengelola Perubahan Madya"
    job.write(MANAGER, "roles.yaml", dump(roles).encode(), "jabatan")
    number = int(job.fake.open("jabatan", MANAGER, "Jabatan"))
    assert step < number
    approved(job, number, HEAD)
    before = job.main()
    result = round_(job, 21)
    assert result.exit_code == 0, result.output
    job.main()
    landings = job.office.git(
        "log", "--reverse", "--first-parent", "--format=%s", f"{before}..main"
    )
    named = [line.split()[1] for line in landings.splitlines()]
    assert named == [f"{job.kind.mark}{one}" for one in (number, step)]
    assert state(job) == "accepted"
    assert verdict(job.audit()) is Verdict.PASS


@pytest.mark.state("submitted")
def test_two_rounds_never_run_at_once(job: Place) -> None:
    lock = job.clone / ".git/ubah-round"
    before, job.at = job.main(), 20
    files(job, MANAGER, "accept", **ACCEPT)
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert round_(job, 21).exit_code == 0
        assert job.main() == before
        assert job.fake.requests == []
    elsewhere = job.clone.parent / "penanda"
    assert round_(job, 22, "--lock", str(elsewhere)).exit_code == 0
    assert job.main() != before
    assert elsewhere.read_text().strip()


@pytest.mark.state("submitted")
def test_what_is_overdue_is_told_in_the_first_round_of_a_day(job: Place) -> None:
    day = 24 * 60

    def told() -> int:
        return sum(
            "@pengelola-1" in one.body for rows in job.fake.comments.values() for one in rows
        )

    for at in (3 * day, 3 * day + 1):
        assert round_(job, at).exit_code == 0
    assert told() == 1
    assert round_(job, 4 * day).exit_code == 0
    assert told() == 2


@pytest.mark.state("awaiting_head")
def test_a_job_that_fails_holds_up_no_other_and_is_tried_again(job: Place) -> None:
    """Also the day's reminder is: the day is noted only by a round that did all."""
    job.fake.fault = lambda _verb, target: (
        (503, {"message": "x"}, {}) if "/statuses" in target else None
    )
    assert round_(job, 30).exit_code == 3
    assert [pull.branch for pull in job.fake.pulls.values() if pull.open] == [f"decision/{RFC}-4"]
    assert (job.clone / ".git/ubah-round").read_text() == ""
    job.fake.fault = None
    assert round_(job, 31).exit_code == 0
    assert (job.clone / ".git/ubah-round").read_text() != ""


def test_one_reason_is_told_once_in_a_round_and_as_git_tells_it(job: Place) -> None:
    nowhere = str(job.clone.parent / "nowhere.git")
    words = ["git", "-C", str(job.clone), "remote", "set-url", "origin", nowhere]
    subprocess.run(words, check=True)
    result = round_(job, 10)
    assert result.exit_code == 3
    assert result.output.count("main tidak dapat diambil: ") == 1
    assert "nowhere.git" in result.output
    assert job.fake.requests == []


@pytest.mark.parametrize("missing", ["token", "key"])
def test_a_secret_that_is_not_there_is_named(job: Place, missing: str, tmp_path: Path) -> None:
    result = round_(job, 10, f"--{missing}", str(tmp_path / "nowhere"))
    assert result.exit_code != 0
    assert "nowhere" in str(result.exception.message.values)  # type: ignore[union-attr]
    assert job.fake.requests == []


def test_a_certificate_of_an_authority_that_python_does_not_know(
    job: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To try again later would not help, so it is told at once, with what does."""
    why = "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate (_ssl.c:992)"
    asked: list[str] = []

    def refuse(*_words: Any, **_more: Any) -> None:
        asked.append(why)
        raise requests.exceptions.SSLError(why)

    monkeypatch.setattr(requests.Session, "send", refuse)
    with job.recorder() as recorder, pytest.raises(ForgeUnreachable):
        recorder.forge.open_pulls("main")
    assert len(asked) == 1
    result = round_(job, 10)
    assert result.exit_code == 3
    assert result.output.count("REQUESTS_CA_BUNDLE") == 1
    assert "unable to get local issuer certificate" in result.output


def test_the_token_of_somebody_in_office_records_nothing(job: Place) -> None:
    """What their account could alter would pass for untouched; a job's own token is nobody's."""
    job.at = 10
    files(job, REQUESTER, "submit", **REQUEST)
    job.fake.tokens[TOKEN] = Token(MANAGER)
    result = round_(job, 11)
    if job.kind.name == "github":
        assert state(job) == "submitted"
        return
    assert result.exit_code == 2
    assert job.office.authority.roles.name("pengelola-1") in result.output
    assert job.fake.comments == {}
    job.fake.tokens[TOKEN] = Token(job.fake.robot)
    assert round_(job, 12).exit_code == 0
    assert state(job) == "submitted"

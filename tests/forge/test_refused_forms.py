"""What the judge refuses is told on the form, where its author looks: once, and with what to do."""

from __future__ import annotations

import pytest

from forge.filing import ACCEPT, ESCALATE, REQUEST, form
from forge.job import run
from forge.scene import MANAGER, REQUESTER, Place
from forge.standin import Account
from forge.test_rounds import round_
from support.office import verdict
from ubah.core.diagnostics import Verdict

pytestmark = pytest.mark.slow

DAY = 24 * 60


def filed(job: Place, who: Account, at: float, action: str, **values: str) -> int:
    job.at = at
    return int(job.fake.issue(who, action, form(job, action, **values)))


def texts(job: Place, number: int) -> list[str]:
    """Return what the tool says under an issue or a pull request, as a reader sees it."""
    return [one.body.replace("\\", "") for one in job.fake.comments.get(number, [])]


def edits(job: Place) -> int:
    """Return how often a comment was put in the place of another."""
    return sum(
        verb in ("PATCH", "PUT") and job.kind.ends["comments"] in at
        for verb, at in job.fake.requests
    )


@pytest.mark.state("submitted")
def test_what_is_wrong_is_told_once_in_the_words_of_the_pull_request(job: Place) -> None:
    number = filed(job, MANAGER, 30, "escalate", **ESCALATE)
    before = len(job.fake.notified)
    for at in (31, 32, DAY * 2):
        assert round_(job, at).exit_code == 0
    [pull] = job.fake.pulls
    [told] = texts(job, number)
    assert "Formulir ini belum dapat dicatat" in told
    assert "tutup dan ajukan yang baru" in told
    assert ("dalam lima menit" in told) == ("edits" not in job.kind.proves)
    assert f"{job.kind.mark}{pull}" in told
    said = "Tetapkan Mendesak dan Mohon Persetujuan tidak sah dalam status Diajukan"
    assert said in told
    assert said in "".join(texts(job, pull))
    mine = [one for one in job.fake.notified[before:] if one[2] == number]
    assert mine == [("pengelola-1", "comment", number)]
    assert edits(job) == 0


@pytest.mark.proves("edits")
@pytest.mark.state("submitted")
def test_another_verdict_is_put_right_within_the_day_and_told_anew_on_the_next(job: Place) -> None:
    number = filed(job, MANAGER, 30, "escalate", **ESCALATE)
    assert round_(job, 31).exit_code == 0
    [first] = texts(job, number)
    for at, action, count in ((40, "classify_normal", 1), (DAY + 60, "escalate", 2)):
        job.at = at
        values = ESCALATE if action == "escalate" else {"rationale": "Dapat dijadwalkan."}
        job.fake.edit(number, MANAGER[0], form(job, action, **values))
        for later in (1, 2):
            assert round_(job, at + later).exit_code == 0
        assert len(texts(job, number)) == count
    normal, again = texts(job, number)
    assert "Tetapkan sebagai Perubahan Normal tidak sah" in normal
    assert again.partition("\n")[2] == first.partition("\n")[2]


@pytest.mark.state("submitted")
def test_a_form_that_is_mended_in_time_lands(job: Place) -> None:
    number = filed(job, MANAGER, 30, "escalate", **ESCALATE)
    assert round_(job, 31).exit_code == 0
    job.at = 32
    job.fake.edit(number, MANAGER[0], form(job, "accept", **ACCEPT))
    main = job.main()
    assert round_(job, 33).exit_code == 0
    assert job.main() != main
    assert job.fake.issues[number].state == "closed"
    assert verdict(job.audit()) is Verdict.PASS


@pytest.mark.parametrize("back", [False, True])
def test_a_form_edited_late_where_nobody_is_told_when_is_filed_anew(job: Place, back: bool) -> None:
    """It says so where its author looks, and in its pull request; elsewhere it is read again."""
    number = filed(job, REQUESTER, 10, "submit", **REQUEST)
    assert run(job, "request", "--issue", str(number), key="").exit_code == 0
    [pull] = job.fake.pulls
    job.at = 30
    changed = REQUEST if back else {**REQUEST, "reason": "Alasan lain."}
    job.fake.edit(number, REQUESTER[0], form(job, "submit", **changed))
    main, told = job.main(), len(job.fake.notified)
    for at in (31, 32, 33):
        assert round_(job, at).exit_code == 0
    if "edits" in job.kind.proves:
        assert job.main() != main
        return
    assert job.main() == main
    [answer] = texts(job, number)
    for part in ("tidak berlaku lagi", "tutup formulir ini, ajukan formulir baru"):
        assert part in answer
    assert job.fake.notified[told:].count(("pemohon-1", "comment", number)) == 1
    said = texts(job, pull)[0]
    assert "tutup formulir ini, ajukan formulir baru" in said
    assert "ubah assent" not in said
    assert "ubah advance" not in said
    assert edits(job) == 0
    job.fake.issues[number].state = "closed"
    again = filed(job, REQUESTER, 40, "submit", **REQUEST)
    assert round_(job, 41).exit_code == 0
    assert not job.fake.pulls[pull].open
    assert job.fake.issues[again].state == "closed"
    assert verdict(job.audit()) is Verdict.PASS


def test_a_form_that_cannot_be_read_says_until_when_it_may_be_mended(job: Place) -> None:
    job.at = 10
    body = form(job, "submit", **REQUEST).replace("2026-02-20", "besok")
    number = job.fake.issue(REQUESTER, "Permintaan", body)
    for at in (11, 12):
        assert round_(job, at).exit_code == 0
    [told] = texts(job, number)
    assert ("dalam lima menit" in told) == ("edits" not in job.kind.proves)

"""Pull requests of the recorder's own that land no more: closed, with the reason; people's own are left."""

from __future__ import annotations

import pytest

from attacks.kit import RECORD
from forge.filing import ACCEPT, ESCALATE, REQUEST, form
from forge.job import run
from forge.scene import MANAGER, OTHER, REQUESTER, Place, approved
from forge.standin import Account
from support.office import verdict
from ubah.core.diagnostics import Verdict


def filed(job: Place, who: Account, action: str, at: float, **values: str) -> tuple[int, int]:
    """Have a form filed and made into a pull request; return both numbers."""
    job.at = at
    number = job.fake.issue(who, action, form(job, action, **values))
    run(job, "request", "--issue", str(number), key="")
    [pull] = [one for one in job.fake.pulls.values() if one.branch == f"issue/{number}"]
    return number, pull.number


@pytest.mark.state("submitted")
def test_what_was_made_of_a_form_ends_with_the_form(job: Place) -> None:
    form_of, number = filed(job, MANAGER, "escalate", 30, **ESCALATE)
    assert run(job, "land").exit_code == 0
    pull = job.fake.pulls[number]
    assert pull.open
    assert pull.labels
    job.fake.issues[form_of].state = "closed"
    main, job.at = job.main(), 31
    for _ in range(2):
        assert run(job, "land").exit_code == 0
    assert not pull.open
    assert pull.labels == []
    [told] = job.fake.comments[number]
    assert f"formulir #{form_of} sudah ditutup" in told.body
    job.at = 120
    assert run(job, "board", key="").exit_code == 0
    assert not job.fake.branch(pull.branch)
    assert job.main() == main


@pytest.mark.state("awaiting_head")
def test_what_waits_for_a_review_ends_with_its_form_too(job: Place) -> None:
    """Its form proves nothing by itself, and is closed by whoever filed it all the same."""
    form_of, number = filed(job, (301, "elok"), "approve", 30, analysis="Segera.")
    assert run(job, "land").exit_code == 0
    assert job.fake.pulls[number].open
    job.fake.issues[form_of].state = "closed"
    assert run(job, "land").exit_code == 0
    assert not job.fake.pulls[number].open


@pytest.mark.state("submitted")
def test_people_may_call_their_own_branch_like_a_forms(job: Place) -> None:
    job.at = 20
    job.main()
    closed = job.fake.issue(MANAGER, "Catatan", "Bukan formulir.")
    job.fake.issues[closed].state = "closed"
    data = job.office.append(job.office.read(RECORD), "accept", "pengelola-1", 20)
    job.write(OTHER, RECORD, data, f"issue/{closed}")
    number = job.fake.open(f"issue/{closed}", OTHER, "Setujui")
    job.at = 21
    assert run(job, "land").exit_code == 0
    assert job.fake.pulls[number].open


@pytest.mark.state("submitted")
def test_what_main_holds_already_is_closed_if_it_is_the_recorders_and_told_if_it_is_not(
    job: Place,
) -> None:
    form_of, made = filed(job, MANAGER, "accept", 20, **ACCEPT)
    head = job.fake.pulls[made].head
    job.office.git("fetch", "-q", str(job.bare), head)
    content = job.office.read(RECORD, head)
    for job.at, name in ((20, "tangan"), (20.5, "kembar")):
        job.write(OTHER, RECORD, content, name)
    first, twin = (job.fake.open(name, OTHER, "Setujui") for name in ("tangan", "kembar"))
    where = approved(job, first, MANAGER)
    job.at = 21
    assert run(job, "land", "--pull", str(where)).exit_code == 0
    main = job.main()
    job.at = 22
    for _ in range(2):
        assert run(job, "land").exit_code == 0
    assert not job.fake.pulls[made].open
    assert "sudah ada" in job.fake.comments[made][-1].body
    assert job.fake.pulls[twin].open
    assert "tidak membawa" in job.fake.comments[twin][-1].body
    assert job.main() == main
    assert job.fake.issues[form_of].state == "open"
    assert verdict(job.audit()) is Verdict.PASS


@pytest.mark.state("root")
def test_a_form_that_lands_is_not_told_to_have_ended(job: Place) -> None:
    form_of, number = filed(job, REQUESTER, "submit", 10, **REQUEST)
    job.at = 11
    assert run(job, "land").exit_code == 0
    assert job.fake.issues[form_of].state == "closed"
    for _ in range(2):
        assert run(job, "land").exit_code == 0
    assert all("Ditutup" not in one.body for one in job.fake.comments[number])

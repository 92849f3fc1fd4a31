"""Who may edit other people's texts on a Forgejo: nobody told, nothing proved (rules 4b and 10)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner

from attacks.kit import RECORD
from forge.filing import ACCEPT, REQUEST, file, form, requested, step
from forge.forgejo.fake import FakeForgejo
from forge.forgejo.hosted import ROBOT
from forge.scene import HEAD, MANAGER, OTHER, REQUESTER, Place, decided, landed
from forge.steps import prepared
from forge.test_filed_steps import pull_of, reasons
from forge.test_stories import asked as asked_for
from forge.test_stories import to_the_head
from support.office import load, verdict
from ubah.cli import commands
from ubah.core.diagnostics import CannotRun, Verdict
from ubah.core.proof.evidence import trailers
from ubah.core.voucher import Binding, Untouched
from ubah.edge.recorder.decide import decide


def owned_by_a_person(fake: FakeForgejo) -> None:
    fake.owner = MANAGER


def a_writer(fake: FakeForgejo) -> None:
    fake.writers["pengelola-2"] = "write"


def an_administrator(fake: FakeForgejo) -> None:
    fake.writers["kepala"] = "admin"


def an_organisation_of_two(fake: FakeForgejo) -> None:
    fake.owner, fake.team = (70, "lpse"), (ROBOT, HEAD)


def a_team_that_writes_issues(fake: FakeForgejo) -> None:
    fake.owner, fake.team = (70, "lpse"), (ROBOT,)
    fake.writers["pengelola-2"] = "read"  # by itself; its team may write issues


def two_keys(fake: FakeForgejo) -> None:
    row = {"id": 1, "key_id": 1, "title": "x", "read_only": False, "fingerprint": "SHA256:x"}
    fake.keys = [{**row, "key": f"ssh-ed25519 AAAA{name}"} for name in "ab"]


def no_right_to_see(fake: FakeForgejo) -> None:
    fake.fault = lambda _verb, target: (
        (403, {"message": "no"}, {}) if "/collaborators" in target else None
    )


NOT_ALONE = (
    *(owned_by_a_person, a_writer, an_administrator, an_organisation_of_two),
    *(a_team_that_writes_issues, two_keys, no_right_to_see),
)


@pytest.mark.parametrize("spoil", NOT_ALONE)
def test_a_form_proves_nothing_where_others_may_edit_it(
    place: Place, spoil: Callable[[FakeForgejo], None]
) -> None:
    """Neither yes nor no: it is judged again once the settings are as they have to be."""
    spoil(place.fake)
    number, done = file(place, REQUESTER, 10, "submit", **REQUEST)
    assert done.pull is None
    assert "does not tell whether somebody else" in repr(done.findings)
    assert place.fake.issues[number].state == "open"
    place.fake.writers.clear()
    place.fake.keys.clear()
    place.fake.owner, place.fake.team, place.fake.fault = ROBOT, None, None
    made = requested(place, number)
    assert made.pull is not None
    place.at = 11
    assert landed(place, made.pull.number).commit
    assert verdict(place.audit()) is Verdict.PASS


def test_an_organisation_whose_only_owner_is_the_recorder_will_do(place: Place) -> None:
    place.fake.owner, place.fake.team = (70, "lpse"), (ROBOT,)
    step(place, REQUESTER, 10, "submit", **REQUEST)
    assert verdict(place.audit()) is Verdict.PASS


def test_settings_that_were_opened_before_it_landed(place: Place) -> None:
    step(place, REQUESTER, 10, "submit", **REQUEST)
    _, pull = pull_of(place)
    a_writer(place.fake)
    place.at = 21
    done = landed(place, pull)
    assert "does not tell whether somebody else" in reasons(done)
    assert done.assessment.gathered.unverifiable


def test_a_decision_is_not_read_where_others_may_edit_its_words(place: Place) -> None:
    to_the_head(place)
    number = asked_for(place, 40)
    place.fake.approve(number, HEAD, "Ya.")
    a_writer(place.fake)
    place.at = 41
    with place.recorder() as recorder:
        [problem] = list(decide(recorder, _words))
    assert isinstance(problem, CannotRun)
    assert problem.indeterminate
    place.fake.writers.clear()
    [done] = decided(place)
    assert done.commit


def _words(case: Any, people: tuple[str, ...]) -> Any:
    from forge.scene import words

    return words(case, people)


def test_the_voucher_says_by_what_it_is_known(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    to_the_head(place)
    number = asked_for(place, 40)
    place.at = 41
    place.fake.approve(number, HEAD, "Ya.")
    place.at = 42
    [done] = decided(place)
    place.main()
    for commit in place.office.git("rev-list", "--first-parent", "main").split()[:-1]:
        message = place.office.git("show", "-s", "--format=%B", commit)
        proofs = [value for key, value in trailers(message) if key == "Ubah-Proof"]
        assert all(one.endswith(f"untouched={Untouched.SETTINGS.value}") for one in proofs), proofs
        assert not any("binding=" in one for one in proofs), Binding.COMMIT
    assert done.commit
    assert verdict(place.audit()) is Verdict.PASS
    monkeypatch.chdir(place.office.repo)
    place.office.git("reset", "--quiet", "--hard", "main")
    audited = CliRunner().invoke(commands, ["audit", "--conformance", "--format", "json"])
    counted = json.loads(audited.output)["proofs"]
    assert [(one["voucher"], one["untouched"]) for one in counted] == [
        ("issue", "settings"),
        ("decision", "settings"),
    ]
    exported = CliRunner().invoke(commands, ["export", "json"])
    [record] = json.loads(exported.output)["records"]
    proofs = [step["proof"] for step in record["journal"]]
    assert {(one["binding"], one["untouched"]) for one in proofs} == {("commit", "settings")}
    assert len(proofs) == sum(one["steps"] for one in counted)
    told = CliRunner().invoke(commands, ["audit", "--conformance", "--lang", "en"]).output
    [line] = [one for one in told.splitlines() if "review of a decision" in one]
    assert "by its settings nobody else but the recorder could edit there: 1" in line


# --- when a text was said -----------------------------------------------------------------------------


def test_a_form_edited_long_after_it_was_filed_is_filed_anew(place: Place) -> None:
    """Else its author dated a decision back: filed unreadable, and mended days later."""
    step(place, REQUESTER, 10, "submit", **REQUEST)
    place.at = 20
    number = place.fake.issue(MANAGER, "accept", form(place, "accept", category="application"))
    assert requested(place, number).findings
    place.at = 3 * 24 * 60
    place.fake.edit(number, MANAGER[0], form(place, "accept", **ACCEPT))
    done = requested(place, number)
    assert done.pull is None
    assert "does not tell when this text was last edited" in repr(done.findings)
    step(place, MANAGER, 3 * 24 * 60 + 10, "accept", **ACCEPT)
    assert verdict(place.audit()) is Verdict.PASS


def test_a_slip_that_is_mended_within_minutes_is_taken(place: Place) -> None:
    place.at = 10
    number = place.fake.issue(REQUESTER, "submit", form(place, "submit", **REQUEST)[:40])
    place.at = 12
    place.fake.edit(number, REQUESTER[0], form(place, "submit", **REQUEST))
    done = requested(place, number)
    assert done.pull is not None, done.findings
    place.at = 13
    assert landed(place, done.pull.number).commit


def test_a_form_that_the_recorder_read_late_lands_all_the_same(place: Place) -> None:
    """Opening its pull request is an event of the issue's, too: it is later than what was read."""
    place.at = 10
    number = place.fake.issue(REQUESTER, "submit", form(place, "submit", **REQUEST))
    place.at = 45
    done = requested(place, number)
    assert done.pull is not None, done.findings
    place.at = 46
    assert landed(place, done.pull.number).commit
    assert verdict(place.audit()) is Verdict.PASS


def test_a_form_edited_after_the_recorder_read_it_lands_no_other_words(place: Place) -> None:
    step(place, REQUESTER, 10, "submit", **REQUEST)
    number, pull = pull_of(place)
    place.at = 60
    place.fake.edit(number, MANAGER[0], form(place, "accept", **{**ACCEPT, "assessment": "Lain."}))
    assert "does not tell when this text" in reasons(landed(place, pull))
    place.fake.edit(number, MANAGER[0], form(place, "accept", **ACCEPT))
    assert "does not tell when this text" in reasons(landed(place, pull))
    assert load(place.office.read(RECORD, place.main()))["status"] == "submitted"


# --- what its editor signs, and who it calls an officer -----------------------------------------------


def test_what_was_written_in_its_editor_is_nobodys_word(place: Place) -> None:
    """The server signs with one key what is written there and what it merges, if it signs at all."""
    step(place, REQUESTER, 10, "submit", **REQUEST)
    number = prepared(place, MANAGER, "accept", "pengelola-1", 20)
    place.at = 21
    assert not landed(place, number).commit


def test_an_approval_of_who_may_only_read_counts(place: Place) -> None:
    """The forge calls it not official: that is about its own rules."""
    step(place, REQUESTER, 10, "submit", **REQUEST)
    number = prepared(place, OTHER, "accept", "pengelola-1", 20)
    place.fake.approve(number, MANAGER)
    place.at = 21
    assert landed(place, number).commit
    assert verdict(place.audit()) is Verdict.PASS

"""What is written to GitLab and read from it: commands, labels, templates, edits, lists (rules 4b and 10)."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from attacks.kit import RFC
from forge.filing import ACCEPT, REQUEST, file, form, requested
from forge.gitlab.commands import commands_in
from forge.kinds import HOST
from forge.scene import HEAD, MANAGER, OTHER, REQUESTER, Place, landed
from forge.standin import REPOSITORY, Answer
from forge.steps import prepared
from support.office import load, minutes
from ubah.core.diagnostics import Place as Where
from ubah.core.forge.model import CommitStatus, PullState, Thread
from ubah.core.forms.body import read_form, reading_of
from ubah.core.forms.of_steps import office_forms
from ubah.core.voucher import Untouched
from ubah.edge.forges import ForgeRefused, ForgeUnreachable
from ubah.edge.forges.gitlab.client import FORM_TEXT
from ubah.edge.forges.gitlab.texts import COMMA, harmless, written
from ubah.publish.addresses.next_forms import NextForms
from ubah.publish.forges.gitlab.templates import gitlab_files, template_text

COMMANDS = (
    "/approve",
    "Halo\n/approve",
    "Halo\r\n/merge\r\nya",
    "\r/close",
    "x\n\r/title Lain\n",
    "/APPROVE",
    "a\n/label ~x\n/approve\n",
    "<b>\n\n/approve\n",
    ">>>\n/approve",
)


@pytest.mark.parametrize("text", COMMANDS)
def test_no_text_that_is_sent_is_a_command(text: str) -> None:
    assert commands_in(harmless(text))[1] == []
    assert commands_in(text)[1] or "<b>" in text or ">>>" in text
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    assert written(harmless(text)) == lines, "read back as it was meant"


@pytest.mark.state("submitted")
@pytest.mark.parametrize("where", ["comment", "issue", "pull"])
def test_what_people_typed_is_never_a_command_of_the_recorders(place: Place, where: str) -> None:
    number = prepared(place, OTHER, "accept", "pengelola-1", 20)
    with place.recorder() as recorder:
        if where == "comment":
            thread = Thread(number, is_pull=True)
            recorder.forge.write_comment(thread, "Alasan:\n/approve\n/merge")
            [said] = recorder.forge.comments(thread)
            recorder.forge.write_comment(thread, "/close", replacing=said.id)
            [said] = recorder.forge.comments(thread)
            assert said.body == "/close"
        elif where == "issue":
            issue = recorder.forge.write_issue("Papan", "x\n/close", ("ubah",))
            recorder.forge.write_issue("Papan", "/confidential", ("ubah",), issue)
        else:
            place.send(place.fake.pulls[number].head, "issue/9")
            pull = recorder.forge.open_pull("/approve", "/approve\n/merge", "issue/9", "main")
            assert pull.body == "/approve\n/merge"
    assert place.fake.acted == []


@pytest.mark.state("submitted")
def test_a_name_with_a_comma_is_one_label(place: Place) -> None:
    number = prepared(place, OTHER, "accept", "pengelola-1", 20)
    thread = Thread(number, is_pull=True)
    labels = ("keadaan: menunggu persetujuan", "menunggu: Budi, S.Kom., M.T.")
    with place.recorder() as recorder:
        recorder.forge.set_labels(thread, labels)
        assert recorder.forge.labels(thread) == labels
        assert recorder.forge.pull(number).labels == labels
        recorder.forge.set_labels(thread, ())
        assert recorder.forge.labels(thread) == ()
    assert [name for name in place.fake.labels if COMMA in name]


@pytest.mark.state("submitted")
def test_issues_and_merge_requests_are_counted_apart(place: Place) -> None:
    """One number of each: nothing that is said of the one reaches the other."""
    place.fake.last_pull = 0
    number = prepared(place, OTHER, "accept", "pengelola-1", 20)
    with place.recorder() as recorder:
        for thread in (Thread(number), Thread(number, is_pull=True)):
            with pytest.raises(ForgeRefused) if not thread.is_pull else _nothing():
                recorder.forge.write_comment(thread, "Halo")
        wanted = {f"/issues/{number}/notes", f"/merge_requests/{number}/notes"}
        asked = {
            path.partition("perubahan")[2] for verb, path in place.fake.requests if verb == "POST"
        }
        assert wanted <= asked
        assert recorder.forge.address(Thread(3)) == f"https://{HOST}/{REPOSITORY}/-/issues/3"
        merge = recorder.forge.address(Thread(3, is_pull=True))
        assert merge == f"https://{HOST}/{REPOSITORY}/-/merge_requests/3"


def _nothing() -> Any:
    from contextlib import nullcontext

    return nullcontext()


@pytest.mark.state("submitted")
def test_a_status_that_waits_is_not_made_to_wait_again(place: Place) -> None:
    number = prepared(place, OTHER, "accept", "pengelola-1", 20)
    head = place.fake.pulls[number].head
    with place.recorder() as recorder:
        for text in ("menunggu", "masih menunggu"):
            recorder.forge.write_status(head, CommitStatus(PullState.PENDING, text))
        assert recorder.forge.status(head) == CommitStatus(PullState.PENDING, "menunggu")
        recorder.forge.write_status(head, CommitStatus(PullState.FAILURE, "salah"))
        assert recorder.forge.status(head) == CommitStatus(PullState.FAILURE, "salah")


# --- reviews and assignments ------------------------------------------------------------------------


@pytest.mark.state("submitted")
def test_the_second_who_is_asked_is_mentioned_once(place: Place) -> None:
    """The free edition takes one reviewer; to ask them in turn would tell both at each run."""
    number = prepared(place, OTHER, "accept", "pengelola-1", 20)
    names = place.fake.logins
    with place.recorder() as recorder:
        for _ in range(3):
            for who in (HEAD, MANAGER):
                recorder.forge.request_review(number, names[who[0]])
        comments = recorder.forge.comments(Thread(number, is_pull=True))
        assert [one.body.partition(":")[0] for one in comments] == [f"@{names[MANAGER[0]]}"]
    assert place.fake.pulls[number].reviewers == [names[HEAD[0]]]


@pytest.mark.state("submitted")
def test_who_has_no_access_is_refused(place: Place) -> None:
    number = prepared(place, OTHER, "accept", "pengelola-1", 20)
    names = place.fake.logins
    place.fake.let_in = {names[MANAGER[0]]}
    with place.recorder() as recorder:
        with pytest.raises(ForgeRefused):
            recorder.forge.request_review(number, names[HEAD[0]])
        recorder.forge.request_review(number, names[MANAGER[0]])
        with pytest.raises(ForgeRefused):
            recorder.forge.request_review(number, names[HEAD[0]])
        left_out = recorder.forge.assign(number, (names[HEAD[0]], names[MANAGER[0]]))
        assert left_out == (names[HEAD[0]],)


# --- forms ------------------------------------------------------------------------------------------


def test_every_template_is_read_back_as_it_was_filled_in(place: Place) -> None:
    authority = place.office.authority
    reading = reading_of(authority, FORM_TEXT)
    for action, values in (("submit", REQUEST), ("accept", ACCEPT)):
        text = form(place, action, **values)
        assert "<!--" in text
        assert "- [x] " in text
        filled, findings = read_form(text, reading, Where("x"))
        assert filled is not None, findings
    assert filled.evidence["category"] == "application"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("- [ ] Aplikasi (application)", "- [x] Aplikasi (application)"),
        ("<!-- Petunjuk, yang boleh dibiarkan. -->", ""),
    ],
)
def test_what_people_leave_of_a_template(place: Place, old: str, new: str) -> None:
    """Every box may be ticked or not, and every hint left or not."""
    authority = place.office.authority
    blank = office_forms(authority.change_schema, authority.sop)["accept"]
    known = {**ACCEPT, "category": "", "impact": "Rendah (low)", "risk": "Rendah (low)"}
    text = template_text(
        blank, "id", RFC, known, lambda _message: "Petunjuk, yang boleh dibiarkan."
    )
    reading = reading_of(authority, FORM_TEXT)
    filled, findings = read_form(text, reading, Where("x"))
    assert filled is None
    assert "Ruang Lingkup" in repr(findings)
    ticked = text.replace("- [ ] Aplikasi", "- [x] Aplikasi").replace(old, new)
    filled, findings = read_form(ticked, reading, Where("x"))
    assert filled is not None, findings
    both = ticked.replace("- [ ] Perangkat keras", "- [X] Perangkat keras")
    refused, findings = read_form(both, reading, Where("x"))
    assert refused is None, "one of them, not two"
    told = " ".join(str(one.message) for one in findings)
    assert "Aplikasi (application), Perangkat keras (hardware) is not one" in told


def test_a_hint_hides_nothing_that_stands_beside_it(place: Place) -> None:
    """What GitLab shows nobody is not read; what it shows is."""
    authority = place.office.authority
    reading = reading_of(authority, FORM_TEXT)
    text = form(place, "accept", **ACCEPT)
    shown = text.replace("Layak.", "<!-- x --> Tidak layak <!-- y -->")
    filled, _ = read_form(shown, reading, Where("x"))
    assert filled is not None
    assert "Tidak layak" in filled.evidence["assessment"]


def test_the_templates_are_made_and_a_link_fills_one_in(place: Place) -> None:
    authority = place.office.authority
    files = gitlab_files(authority, authority.office.day(minutes(0)), str)
    assert len(files) == len(office_forms(authority.change_schema, authority.sop))
    assert ".gitlab/issue_templates/00-submit.md" in files
    place.office.back_to("submitted")
    place.send(place.office.main, "main")
    from ubah.core.reading.records import landed_record, read_file

    path = f"changes/2026/{RFC}.yaml"
    record = landed_record(read_file(place.office.read(path, place.main()), path))
    assert record is not None
    [link, *_] = NextForms(authority).links(record, "accept")
    wanted = parse_qs(urlsplit(link.address).query)
    assert link.address.startswith(f"https://{HOST}/{REPOSITORY}/-/issues/new?")
    assert len(link.address) <= 4_000
    assert f"{RFC} / 1" in wanted["issue[description]"][0]


# --- edits ------------------------------------------------------------------------------------------


@pytest.mark.state("submitted")
def test_an_issue_tells_who_edited_it_and_when(place: Place) -> None:
    number, done = file(place, MANAGER, 20, "accept", **ACCEPT)
    assert done.pull is not None
    with place.recorder() as recorder:
        issue = recorder.forge.issue(number)
        assert (issue.editors, issue.edited, issue.untouched) == ((), None, Untouched.TOLD)
    place.at = 22
    place.fake.edit(number, MANAGER[0], form(place, "accept", **{**ACCEPT, "assessment": "Ya."}))
    with place.recorder() as recorder:
        issue = recorder.forge.issue(number)
    assert set(issue.editors) == {MANAGER[0]}
    assert issue.edited == minutes(22)
    place.at = 23
    assert requested(place, number).pull is not None
    assert landed(place, done.pull.number).commit
    assert load(place.office.read(f"changes/2026/{RFC}.yaml", place.main()))["status"] == "accepted"


@pytest.mark.state("submitted")
def test_a_ticked_box_is_an_edit(place: Place) -> None:
    number, _ = file(place, MANAGER, 20, "accept", **ACCEPT)
    place.fake.note(
        number, OTHER, "marked the checklist item **Aplikasi (application)** as completed"
    )
    with place.recorder() as recorder:
        assert recorder.forge.issue(number).edited_by_others


@pytest.mark.state("submitted")
def test_an_edit_that_is_not_noted_yet_is_read_later(place: Place) -> None:
    number, _ = file(place, MANAGER, 20, "accept", **ACCEPT)
    place.fake.edits[number] = [(OTHER[0], minutes(21))]
    place.fake.lag = 1
    with place.recorder() as recorder:
        with pytest.raises(ForgeUnreachable):
            recorder.forge.issue(number)
        assert recorder.forge.issue(number).edited_by_others


@pytest.mark.state("submitted")
def test_an_issue_of_another_project_is_no_form(place: Place) -> None:
    number, _ = file(place, MANAGER, 20, "accept", **ACCEPT)
    place.fake.note(number, MANAGER, "cloned from lpse/lain#4")
    with place.recorder() as recorder:
        assert recorder.forge.issue(number).moved


# --- lists ------------------------------------------------------------------------------------------


@pytest.mark.state("submitted")
def test_a_list_is_read_to_its_last_page(place: Place) -> None:
    """GitLab gives fewer rows than it is asked for, and tells no length of a long list."""
    number = prepared(place, OTHER, "accept", "pengelola-1", 20)
    place.fake.page, place.fake.total = 3, 5
    for count in range(7):
        place.fake.comment(number, REQUESTER, f"{count}")
    with place.recorder() as recorder:
        comments = recorder.forge.comments(Thread(number, is_pull=True))
    assert [one.body for one in comments] == [str(count) for count in range(7)]


@pytest.mark.parametrize(
    ("headers", "where"),
    [
        ({"X-Total": "9"}, "/issues"),
        ({"X-Next-Page": "2"}, "/notes"),
        ({"Link": '<http://127.0.0.1:1/x>; rel="next"'}, "/notes"),
    ],
)
def test_a_list_that_is_cut_off_is_none(
    place: Place, headers: dict[str, str], where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only notes may be fewer than GitLab counts: it keeps some back."""
    monkeypatch.setattr("ubah.edge.forges.gitlab.http.MAX_PAGES", 3)
    number = place.fake.issue(REQUESTER, "x", "y")

    def cut(_verb: str, target: str) -> Answer | None:
        return (200, [], dict(headers)) if where in target else None

    place.fake.fault = cut
    with place.recorder() as recorder:
        asked = {"/notes": lambda: recorder.forge.comments(Thread(number))}
        with pytest.raises(ForgeUnreachable):
            asked.get(where, recorder.forge.open_issues)()

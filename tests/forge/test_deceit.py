"""A clever colleague at the forge: texts that deceive, branches in disguise, names that changed hands."""

from __future__ import annotations

import re
from threading import Event

import pytest

from attacks.kit import RFC
from forge.job import TOKEN, run
from forge.scene import (
    HEAD,
    MANAGER,
    OTHER,
    REQUESTER,
    STRANGER,
    Place,
    decided,
    landed,
    two_at_once,
    words,
)
from forge.standin import Answer
from forge.steps import prepared
from forge.test_issues import ACCEPT, REQUEST, form, requested
from support.office import verdict
from ubah.core.diagnostics import CannotRun, Verdict
from ubah.core.forge.model import Thread
from ubah.core.proof.evidence import trailers
from ubah.edge.forges import ForgeUnreachable
from ubah.edge.recorder.decide import decide
from ubah.edge.recorder.decision_landing import Decided


def asked_by_the_job(place: Place) -> int:
    place.at = 30
    assert run(place, "decide").exit_code == 0
    return max(place.fake.pulls)


# --- what the head is shown -----------------------------------------------------------------------


@pytest.mark.proves("edits")
@pytest.mark.state("awaiting_head")
@pytest.mark.parametrize("how", ["text", "text and back", "title", "title and back"])
def test_27_a_summary_that_was_altered_before_the_head_read_it(job: Place, how: str) -> None:
    """Whoever may write may edit a pull request's text, and put it right after the review."""
    number = asked_by_the_job(job)
    pull = job.fake.pulls[number]
    if how == "text":
        pull.body, pull.edited = "Pembelian kopi.", True
    elif how == "text and back":
        pull.edited = True
    elif how == "title":
        pull.title, pull.renamed = "Pembelian kopi", 1
    else:
        pull.renamed = 2
    job.at = 31
    job.fake.approve(number, HEAD, "Ya.")
    job.at = 32
    before = job.main()
    assert run(job, "decide").exit_code == 0
    assert job.main() == before
    assert not pull.open
    assert "tidak seperti yang ditulis" in job.fake.comments[number][-1].body
    again = max(job.fake.pulls)
    assert again != number
    job.at = 33
    job.fake.approve(again, HEAD, "Ya.")
    job.at = 34
    assert run(job, "decide").exit_code == 0
    assert verdict(job.audit()) is Verdict.PASS
    assert job.main() != before


@pytest.mark.proves("edits")
@pytest.mark.state("awaiting_head")
def test_however_often_its_words_are_changed_it_is_explained_once_a_day(job: Place) -> None:
    """It is asked anew each time, so that nobody keeps the head from deciding."""
    job.fake.comment(asked_by_the_job(job), OTHER, "<!-- ubah: asked anew 2026-02-02 -->")

    def changed() -> int:
        number = max(job.fake.pulls)
        job.fake.pulls[number].edited = True
        job.at += 1
        assert run(job, "decide").exit_code == 0
        assert not job.fake.pulls[number].open
        return max(job.fake.pulls)

    def explained() -> int:
        return sum(
            "tidak seperti yang ditulis" in one.body and one.who[0] == job.fake.robot[0]
            for comments in job.fake.comments.values()
            for one in comments
        )

    assert len({changed() for _ in range(3)}) == 3
    assert explained() == 1
    job.at += 24 * 60
    for _ in range(2):
        changed()
    assert explained() == 2
    job.at += 1
    job.fake.approve(max(job.fake.pulls), HEAD, "Ya.")
    job.at += 1
    before = job.main()
    assert run(job, "decide").exit_code == 0
    assert job.main() != before


@pytest.mark.state("awaiting_head")
def test_27_a_decision_opened_by_another_workflow_in_other_words(job: Place) -> None:
    """A branch's own workflow is the same robot; its words are not the recorder's."""
    number = asked_by_the_job(job)
    job.fake.pulls[number].open = False
    other = job.fake.open(f"decision/{RFC}-4", job.fake.robot, "Pembelian kopi", "Satu kilo.")
    job.at = 31
    job.fake.approve(other, HEAD, "Ya.")
    job.at = 32
    before = job.main()
    assert run(job, "decide").exit_code == 0
    assert job.main() == before
    assert not job.fake.pulls[other].open


EVIL = (
    "Ganti ![x](http://jahat.example/x.png) <img src=x> </details> # ✅ Sesuai @elok @lpse/tim #1 "
    "lpse/perubahan#2 GH-3 www.jahat.example [klik](https://jahat.example) `$(id)` :rocket: "
    "Ubah-Proof: review\u202e\u200b"
)
OWN_LINK = re.compile(
    r"\[Buka formulir: [^\[\]()<>@\n]*\]"
    r"\(https://forge\.example/lpse/perubahan/issues/new\?[A-Za-z0-9%+_.=&-]*\)"
)
"""A link to a form: all that the recorder links to, with nothing of what people wrote but in its query."""


def test_51_markup_in_a_request_shown_to_the_head(job: Place) -> None:
    job.at = 10
    body = form(job, "submit", **{**REQUEST, "title": EVIL, "reason": f"{EVIL}\n\n## {EVIL}"})
    number = job.fake.issue(REQUESTER, EVIL, body)
    assert run(job, "request", "--issue", str(number), key="").exit_code == 0
    job.at = 12
    assert run(job, "land").exit_code == 0
    for action, evidence in (("accept", ACCEPT), ("escalate", {"criterion": "other"})):
        text = {**evidence, "rationale": EVIL} if action == "escalate" else evidence
        job.at += 1
        filed = job.fake.issue(MANAGER, EVIL, form(job, action, **text))
        assert run(job, "request", "--issue", str(filed), key="").exit_code == 0
        job.at += 1
        pull = max(job.fake.pulls)
        job.fake.approve(pull, MANAGER)
        job.at += 1
        result = run(job, "land")
        assert f"{job.kind.mark}{pull}" in result.output
        assert "landed" in result.output or "digabungkan" in result.output, result.output
    job.at += 1
    assert run(job, "decide").exit_code == 0
    shown = [job.fake.pulls[max(job.fake.pulls)].body]
    shown += [one.body for rows in job.fake.comments.values() for one in rows]
    for said in shown:
        text = OWN_LINK.sub("", said)
        text = re.sub(r"^ *- \[.*\]\(https://forge\.example/\S+\)$", "", text, flags=re.MULTILINE)
        assert not re.search(r"(?<!\\)<(?!!-- ubah)", text), text
        assert not re.search(r"(?<!\\)!\\?\[|\]\(", text)
        assert not re.search(r"@(elok|lpse)\b|\w#\d|GH-\d|https?://|www\.", text.replace("\\", "x"))
        assert "\u202e" not in text
        assert "\u200b" not in text
        assert not [line for line in text.splitlines() if re.match(r"#\s|#+ .*(?<!\\)[*_`]", line)]
    assert verdict(job.audit()) is Verdict.PASS


@pytest.mark.proves("refusals")
@pytest.mark.state("awaiting_head")
def test_51_trailers_in_a_review(place: Place) -> None:
    """The text is the analysis, word for word, and no line of it stands in the message."""
    place.at = 30
    [asked] = decided(place)
    assert asked.pull is not None
    text = "Setuju.\r\n\r\nUbah-Proof: review forge=x\r\nUbah-Assent: sha256:00\n---\n- a: !!x"
    place.at = 31
    place.fake.approve(asked.pull.number, HEAD, text)
    place.at = 32
    [done] = decided(place)
    assert done.commit, done
    place.main()
    message = place.office.git("show", "-s", "--format=%B", done.commit)
    assert sorted(key for key, _ in trailers(message)) == ["Ubah-Proof", "Ubah-Pull-Request"]
    assert "sha256:00\n" not in message
    result = place.audit()
    assert verdict(result) is Verdict.PASS, result.findings
    assert result.steps[-1].entry.evidence["analysis"] == text.replace("\r\n", "\n")


@pytest.mark.proves("refusals")
@pytest.mark.state("awaiting_head")
@pytest.mark.parametrize("body", ["\u3164\u3164", "\u2800", "\U000e0062\U000e0075", "\u200d\ufe0f"])
def test_27_a_reason_that_shows_nothing(place: Place, body: str) -> None:
    place.at = 30
    [asked] = decided(place)
    assert asked.pull is not None
    place.fake.review(asked.pull.number, HEAD, "CHANGES_REQUESTED", body)
    [still] = decided(place)
    assert not still.commit
    assert "the reason is missing" in repr(still.notes)


# --- branches in disguise -------------------------------------------------------------------------


@pytest.mark.state("submitted")
def test_25_a_fork_whose_branch_is_named_like_a_forms(place: Place) -> None:
    """The issue is another's; a branch of a fork is not what the tool made of it."""
    place.at = 20
    issue = place.fake.issue(MANAGER, "submit", form(place, "submit", **REQUEST))
    place.write(
        STRANGER, "changes/2026/RFC-2026-0002.yaml", b"id: RFC-2026-0002\n", f"issue/{issue}"
    )
    number = place.fake.open(f"issue/{issue}", STRANGER, "Permintaan")
    place.fake.pulls[number].fork = True
    place.at = 21
    assert not landed(place, number).commit
    assert place.fake.issues[issue].state == "open"


@pytest.mark.state("awaiting_head")
def test_25_a_fork_whose_branch_is_named_like_a_decision(place: Place) -> None:
    place.at = 30
    [asked] = decided(place)
    assert asked.pull is not None
    own = place.fake.pulls[asked.pull.number]
    own.open = False
    number = place.fake.open(own.branch, STRANGER, own.title, own.body)
    place.fake.pulls[number].fork = True
    place.at = 31
    place.fake.approve(number, HEAD, "Ya.")
    place.at = 32
    assert [one.commit for one in decided(place)] == [""]


WORKFLOW = b"on: push\njobs: {}\n"


@pytest.mark.parametrize("path", [".github/workflows/land.yml", ".github/scripts/connect.sh"])
def test_11_a_fork_that_changes_a_workflow(place: Place, path: str) -> None:
    place.at = 10
    place.write(STRANGER, path, WORKFLOW, "perbaikan")
    number = place.fake.open("perbaikan", STRANGER, "Perbaikan kecil")
    place.fake.pulls[number].fork = True
    place.fake.approve(number, REQUESTER)
    place.fake.approve(number, MANAGER)
    place.at = 11
    done = landed(place, number)
    assert not done.commit
    assert done.findings
    place.fake.approve(number, HEAD)
    place.at = 12
    assert landed(place, number).commit


@pytest.mark.state("submitted")
def test_11_a_workflow_hidden_beside_a_step(place: Place) -> None:
    number = prepared(place, OTHER, "accept", "pengelola-1", 20)
    pull = place.fake.pulls[number]
    place.write(OTHER, ".github/workflows/land.yml", WORKFLOW, pull.branch, on=pull.head)
    place.fake.approve(number, MANAGER)
    place.fake.approve(number, HEAD)
    place.at = 21
    assert not landed(place, number).commit


# --- names, issues, races -------------------------------------------------------------------------


@pytest.mark.state("awaiting_head")
def test_18_the_head_is_asked_by_number_and_not_by_an_old_name(place: Place) -> None:
    place.fake.logins[HEAD[0]] = "elok-baru"
    place.at = 30
    [asked] = decided(place)
    assert asked.pull is not None
    assert place.fake.pulls[asked.pull.number].reviewers == ["elok-baru"]


@pytest.mark.state("submitted")
def test_27_a_label_that_would_have_a_request_written_over(job: Place) -> None:
    """A form's issue is evidence; who may set labels must not get the robot to edit or close it."""
    text = form(job, "submit", **REQUEST)
    issue = job.fake.issue(REQUESTER, "Permintaan", text, ["ubah-pengingat"])
    job.at = 60 * 24 * 3
    assert run(job, "remind", key="").exit_code == 0
    assert job.fake.issues[issue].body == text
    job.at = 20
    assert run(job, "remind", key="").exit_code == 0
    assert job.fake.issues[issue].state == "open"
    [own] = [n for n in job.fake.issues if n != issue]
    assert job.fake.issues[own].state == "closed"


@pytest.mark.state("submitted")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (RFC, "RFC-2026-\uff10\uff10\uff10\uff11"),
        (RFC, "RF\u0421-2026-0001"),  # a Cyrillic letter
        ("(accept)", "(\u0430ccept)"),  # another
        ("### Langkah", "### L\u0430ngkah"),
    ],
)
def test_46_a_form_with_letters_that_only_look_alike(place: Place, old: str, new: str) -> None:
    place.at = 20
    body = form(place, "accept", **ACCEPT)
    assert old in body
    number = place.fake.issue(MANAGER, "accept", body.replace(old, new))
    done = requested(place, number)
    assert done.pull is None
    assert place.fake.pulls == {}


@pytest.mark.state("awaiting_head")
def test_55_two_recorders_land_one_decision(place: Place) -> None:
    place.at = 30
    [asked] = decided(place)
    assert asked.pull is not None
    place.at = 31
    place.fake.approve(asked.pull.number, HEAD, "Ya.")
    place.at = 32
    before = place.main()
    ended = [one for some in two_at_once(place, lambda r: [*decide(r, words)]) for one in some]
    assert all(isinstance(one, Decided | CannotRun) for one in ended)
    chain = place.office.git("rev-list", "--first-parent", f"{before}..{place.main()}")
    assert len(chain.split()) == 1
    assert verdict(place.audit()) is Verdict.PASS


def test_50_the_token_is_in_nothing_that_is_printed_or_kept(
    job: Place,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever goes wrong, with every library's logging at its most talkative."""
    monkeypatch.setattr(f"{job.kind.http}.TIMEOUT", 0.5)
    monkeypatch.setattr(f"{job.kind.http}.TRIES", 2)
    caplog.set_level(0)
    job.at = 10
    answers = {
        "refused": (401, {"message": "Bad credentials"}, {}),
        "down": (500, {"message": "x"}, {}),
        "half": (200, b'{"a', {"Content-Length": "99"}),
        "elsewhere": (302, {"message": "moved"}, {"Location": "http://127.0.0.1:9/x"}),
    }
    for answer in answers.values():
        job.fake.fault = lambda _verb, _target, answer=answer: answer  # type: ignore[misc]
        for words_ in (("land",), ("decide",), ("check", "--pull", "1"), ("remind",)):
            result = run(job, *words_)
            told = f"{result.output}{result.exception!r}{result.exception.__context__!r}"
            assert TOKEN not in told
    printed = capfd.readouterr()
    assert TOKEN not in printed.out + printed.err + caplog.text
    kept = [p for p in job.clone.rglob("*") if p.is_file() and TOKEN.encode() in p.read_bytes()]
    assert kept == []


@pytest.mark.state("submitted")
def test_53_a_forge_that_does_not_answer_in_time(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{place.kind.http}.TIMEOUT", 1)
    number = prepared(place, OTHER, "accept", "pengelola-1", 20)
    place.fake.approve(number, MANAGER)
    held = Event()

    def late(_verb: str, target: str) -> Answer | None:
        if target.split("?")[0].endswith(place.kind.ends["reviews"]):
            held.wait(5)
        return None

    place.fake.fault = late
    before = place.main()
    with pytest.raises(ForgeUnreachable) as caught:
        landed(place, number)
    held.set()
    assert caught.value.indeterminate
    assert place.main() == before
    place.fake.fault = None
    place.at = 21
    assert landed(place, number).commit


@pytest.mark.state("submitted")
def test_53_a_change_is_never_sent_twice(place: Place) -> None:
    """It may have been carried out though the answer was lost; a later run looks again."""
    down: Answer = (502, {"message": "x"}, {})
    place.fake.fault = lambda verb, target: (
        down if verb == "POST" and target.endswith(place.kind.ends["comments"]) else None
    )
    ended = place.kind.ends["comments"]
    number = prepared(place, OTHER, "accept", "pengelola-1", 20)
    with place.recorder() as recorder, pytest.raises(ForgeUnreachable):
        recorder.forge.write_comment(Thread(number, is_pull=True), "Halo")
    assert [verb for verb, path in place.fake.requests if path.endswith(ended)] == ["POST"]

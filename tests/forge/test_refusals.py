"""What the head's refusal means is asked again where the text leaves it open, and never guessed."""

from __future__ import annotations

import pytest

from attacks.kit import RFC
from forge.job import run
from forge.scene import HEAD, STRANGER, Place
from support.office import verdict
from ubah.core.diagnostics import Verdict

pytestmark = pytest.mark.proves("refusals")


def asked(place: Place, at: float = 30) -> int:
    place.at = at
    assert run(place, "decide").exit_code == 0
    return max(place.fake.pulls)


def refused(place: Place, number: int, text: str, at: float) -> str:
    """Press *Request changes* with ``text``; return where main is after the recorder's next run."""
    place.fake.review(number, HEAD, "CHANGES_REQUESTED", text)
    place.at = at
    result = run(place, "decide")
    assert result.exit_code == 0, result.output
    return place.main()


def last(place: Place) -> tuple[str, str]:
    result = place.audit()
    assert verdict(result) is Verdict.PASS, result.findings
    step = result.steps[-1]
    return step.entry.action, str(step.entry.evidence.get("code", ""))


@pytest.mark.state("awaiting_head")
@pytest.mark.parametrize(
    "text",
    [
        "Ini bukan mendesak",
        "Yth. Pengelola,\nbukan mendesak",
        "Bukan mendesaknya yang saya ragukan, melainkan anggarannya tidak ada",
        "Risikonya terlalu besar.",
    ],
)
def test_what_is_not_understood_is_asked_again_and_lands_nothing(job: Place, text: str) -> None:
    number = asked(job)
    before, own = job.main(), len(job.fake.comments.get(number, []))
    assert refused(job, number, text, 31) == before
    assert job.fake.pulls[number].open
    comments = job.fake.comments[number][own:]
    assert len(comments) == 1, comments
    said = comments[0].body
    for words in ("**Bukan mendesak**", "**Tidak layak**", "**Not an emergency**", "@elok"):
        assert words in said.replace("@&#8203;", "@"), said
    job.at = 32
    assert run(job, "decide").exit_code == 0
    assert len(job.fake.comments[number][own:]) == 1, "asked at every run"
    assert refused(job, number, "Tidak layak\n\nAnggarannya tidak ada.", 33) != before
    assert last(job) == ("return", "not_feasible")
    assert not job.fake.pulls[number].open


@pytest.mark.state("awaiting_head")
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("**Bukan mendesak**\r\n\r\nJadwalkan.", "not_emergency"),
        ("/bukan-mendesak", "not_emergency"),
        ("Yth. Pengelola,\n- [x] Bukan mendesak\n- [ ] Tidak layak", "not_emergency"),
        ("Tidak layak.\nAnggarannya tidak ada.", "not_feasible"),
    ],
)
def test_what_is_understood_lands_as_it_says(job: Place, text: str, code: str) -> None:
    number = asked(job)
    before = job.main()
    assert refused(job, number, text, 31) != before
    assert last(job) == ("return", code)


@pytest.mark.state("awaiting_head")
def test_each_review_is_asked_about_once_and_nobody_else_can_stand_in_for_it(job: Place) -> None:
    number = asked(job)
    review = job.fake.review(number, HEAD, "CHANGES_REQUESTED", "Jangan.")
    job.fake.comment(number, STRANGER, f"<!-- ubah: review {review} -->\n\nSudah ditanyakan.")
    own = len(job.fake.comments[number])
    job.at = 31
    assert run(job, "decide").exit_code == 0
    assert len(job.fake.comments[number]) == own + 1
    refused(job, number, "Saya bilang jangan.", 32)
    assert len(job.fake.comments[number]) == own + 2
    job.at = 33
    result = run(job, "decide")
    assert RFC in result.output
    assert len(job.fake.comments[number]) == own + 2


@pytest.mark.state("awaiting_head")
def test_the_pull_request_says_which_words_tell_the_two_apart(job: Place) -> None:
    body = job.fake.pulls[asked(job)].body
    lines = [line for line in body.splitlines() if line.startswith("- **")]
    assert any(line.startswith("- **Bukan mendesak**: ") for line in lines), body
    assert any(line.startswith("- **Tidak layak**: ") for line in lines), body
    assert "baris pertama" in body
    assert "- [ ]" not in body  # a tap on it would change the recorder's text

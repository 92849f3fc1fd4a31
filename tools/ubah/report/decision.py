"""What the head sees on a phone: the title and the one-screen summary of a decision pull request."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ubah.core.authority import Roles
from ubah.core.diagnostics import Label, Message, msg
from ubah.core.model import Progress, Record
from ubah.core.proof.refusal import CODE_LINES
from ubah.core.render import Translate
from ubah.core.render import render as in_words
from ubah.core.sop import Sop
from ubah.report.escape import visible
from ubah.report.markdown import inline, quoted

TITLE = 120
ASKED_AGAIN = msg(
    "From the text of your refusal it cannot be told which of the two is meant, so nothing is recorded. Press Request changes again, with one of these on the first line, nothing else on that line, and the reason below it:"
)


def decision_title(record: Record, language: str, translate: Translate) -> str:
    """Return the title: what is asked, and of which request."""
    ask = (
        msg("Please decide: {record} {title}", record=record.id, title=record.title)
        if record.status == "awaiting_head"
        else msg(
            "Please examine the report: {record} {title}", record=record.id, title=record.title
        )
    )
    text = visible(in_words(ask, translate, language))
    return text if len(text) <= TITLE else f"{text[: TITLE - 1]}…"


def decision_body(
    record: Record,
    progress: Progress,
    roles: Roles,
    sop: Sop,
    language: str,
    translate: Translate,
) -> str:
    """Return the summary, and what Approve and Request changes will do."""

    def words(message: Message | Label) -> str:
        return inline(in_words(message, translate, language))

    urgent = record.status == "awaiting_head"
    services, requester = words(msg("Services")), words(msg("Requester"))
    parts = [
        f"## {inline(record.id)}: {inline(record.title)}",
        *(_case(record, progress, words) if urgent else _report(progress, words)),
        f"**{services}**: {inline(', '.join(record.request['services']))}",
        f"**{requester}**: {inline(_requester(record, roles))}",
        "---",
        *_buttons(urgent, language, words),
    ]
    return "\n\n".join(parts) + "\n"


def _requester(record: Record, roles: Roles) -> str:
    requester = record.request["requester"]
    return str(requester["name"]) if isinstance(requester, Mapping) else roles.name(requester)


def _case(
    record: Record, progress: Progress, words: Callable[[Message | Label], str]
) -> Iterator[str]:
    request = record.request
    yield _told(words(msg("What is to be changed")), request["description"])
    yield _told(words(msg("Why")), request["reason"])
    yield _told(words(msg("What happens if it is not done")), request["impact_if_not_done"])
    escalated = progress.last("escalate")
    if escalated:
        incident = escalated.evidence.get("incident", "")
        yield _told(words(msg("Why it is urgent")), escalated.evidence["rationale"])
        if incident:
            yield _told(words(msg("Incident")), str(incident))


def _report(progress: Progress, words: Callable[[Message | Label], str]) -> Iterator[str]:
    reported = progress.last("report")
    if reported:
        yield _told(words(msg("Report")), reported.evidence["number"])
        yield _told(words(msg("Summary")), reported.evidence["summary"])
    done = progress.last("implement")
    if done:
        yield _told(words(msg("What was done")), done.evidence["work_log"])
    tested = progress.last("pass_test", "fail_test")
    if tested:
        rows = tested.evidence["tests"]
        passed = sum(row["passed"] for row in rows)
        said = msg("Tests passed: {passed} of {count}", passed=passed, count=len(rows))
        yield f"**{words(said)}**"
    if progress.last("roll_back"):
        said = msg("The change was rolled back")
        yield f"**{words(said)}**"


def code_choice(language: str) -> str:
    """Return the words of which one must stand on a refusal's first line, and what each means."""
    rows = []
    for line in CODE_LINES.values():
        code, meaning = line.in_language(language).split(": ", 1)
        rows.append(f"- **{inline(code)}**: {inline(meaning)}")
    return "\n".join(rows)


def asked_again(who: str, review: int, translations: Mapping[str, Translate]) -> str:
    """Return the comment that asks the head once more what a refusal means, in each language."""
    parts = [asked_marker(review)]
    for language, translate in translations.items():
        said = inline(in_words(ASKED_AGAIN, translate, language))
        parts += [f"{who}: {said}", code_choice(language)]
    return "\n\n".join(parts) + "\n"


def asked_marker(review: int) -> str:
    """Return what shows nothing in a comment, and says of which review it is."""
    return f"<!-- ubah: review {review} -->"


def _told(title: str, text: str) -> str:
    return f"**{title}**\n\n{quoted(text)}"


def _buttons(urgent: bool, language: str, words: Callable[[Message | Label], str]) -> Iterator[str]:
    if urgent:
        yield "- **Approve**: " + words(
            msg("the emergency change is approved; your text, if any, stands as the analysis")
        )
        yield "- **Request changes**: " + words(
            msg("the request is returned; your text stands as the reason")
        )
        yield words(
            msg(
                "To return it, write one of these two on the first line of your text, with nothing else on that line, and the reason below it:"
            )
        )
        yield code_choice(language)
        yield words(
            msg(
                "If neither stands there, nothing is recorded, and you are asked again on this page."
            )
        )
    else:
        yield "- **Approve**: " + words(
            msg("the report is examined; your text, if any, stands as notes")
        )
        yield "- **Request changes**: " + words(
            msg("the report is returned; your text stands as what is lacking")
        )
    yield words(msg("Do not merge: the recorder lands your review and closes this by itself."))

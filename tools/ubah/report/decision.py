"""What the head sees on a phone: the title and the one-screen summary of a decision pull request."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from ubah.core.diagnostics import Label, Message, msg
from ubah.core.forge.words import ForgeWords
from ubah.core.meanings import Meaning
from ubah.core.model import Entry, Progress, Record
from ubah.core.people.roles import Roles
from ubah.core.proof.decision import APPROVED, CHANGES_REQUESTED, DecidedStep, decided_steps
from ubah.core.proof.refusal import CODE_LINES
from ubah.core.render import Translate
from ubah.core.render import render as in_words
from ubah.core.sop import REVIEWS, Sop
from ubah.report.escape import visible
from ubah.report.markdown import inline, quoted
from ubah.report.pull_request import form_rows

TITLE = 120


def decision_title(record: Record, sop: Sop, language: str, translate: Translate) -> str:
    """Return the title: what is asked, and of which request."""
    ask = (
        msg("Please examine the report: {record} {title}", record=record.id, title=record.title)
        if _is_report(record, sop)
        else msg("Please decide: {record} {title}", record=record.id, title=record.title)
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
    forge: ForgeWords,
    refusing: Iterable[tuple[Label, str]] = (),
) -> str:
    """Return the summary, and what the forge's buttons will do.

    ``refusing``: title and address of each form that refuses, where no review does.
    """

    def words(message: Message | Label) -> str:
        return inline(in_words(message, translate, language))

    about_report = _is_report(record, sop)
    services, requester = words(msg("Services")), words(msg("Requester"))
    parts = [
        f"## {inline(record.id)}: {inline(record.title)}",
        *(_report(progress, words) if about_report else _case(record, progress, words)),
        f"**{services}**: {inline(', '.join(record.request['services']))}",
        f"**{requester}**: {inline(_requester(record, roles))}",
        "---",
        *_buttons(decided_steps(sop, record.status), sop, language, words, forge, refusing),
    ]
    return "\n\n".join(parts) + "\n"


def _is_report(record: Record, sop: Sop) -> bool:
    """Whether it is a report that waits to be examined (SOP step 10)."""
    asked = decided_steps(sop, record.status).get(APPROVED)
    return asked is not None and sop.means(asked.action, Meaning.EXAMINES)


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
    escalated = progress.last_that(Meaning.ESCALATES)
    if escalated:
        incident = escalated.evidence.get("incident", "")
        yield from _field(words(msg("Why it is urgent")), escalated, "rationale")
        if incident:
            yield _told(words(msg("Incident")), str(incident))


def _report(progress: Progress, words: Callable[[Message | Label], str]) -> Iterator[str]:
    reported = progress.last_that(Meaning.REPORTS)
    if reported:
        yield from _field(words(msg("Report")), reported, "number")
        yield from _field(words(msg("Summary")), reported, "summary")
    done = progress.last_that(Meaning.CARRIES_OUT)
    if done:
        yield from _field(words(msg("What was done")), done, "work_log")
    tested = progress.last_that(Meaning.PASSES_TEST, Meaning.FAILS_TEST)
    if tested:
        rows = tested.evidence.get("tests", ())
        passed = sum(row["passed"] for row in rows)
        said = msg("Tests passed: {passed} of {count}", passed=passed, count=len(rows))
        yield f"**{words(said)}**"
    if progress.last_that(Meaning.ROLLS_BACK):
        said = msg("The change was rolled back")
        yield f"**{words(said)}**"


def code_choice(language: str) -> str:
    """Return the words of which one must stand on a refusal's first line, and what each means."""
    rows = []
    for line in CODE_LINES.values():
        code, meaning = line.in_language(language).split(": ", 1)
        rows.append(f"- **{inline(code)}**: {inline(meaning)}")
    return "\n".join(rows)


def asked_again(
    who: str, review: int, translations: Mapping[str, Translate], forge: ForgeWords
) -> str:
    """Return the comment that asks the head once more what a refusal means, in each language."""
    parts = [asked_marker(review)]
    for language, translate in translations.items():
        said = inline(in_words(forge.unclear_refusal, translate, language))
        parts += [f"{who}: {said}", code_choice(language)]
    return "\n\n".join(parts) + "\n"


def asked_marker(review: int) -> str:
    """Return what shows nothing in a comment, and says of which review it is."""
    return f"<!-- ubah: review {review} -->"


def _field(title: str, entry: Entry, name: str) -> Iterator[str]:
    """Yield a field of an entry, nothing where the office's SOP does not ask for it."""
    if name in entry.evidence:
        yield _told(title, str(entry.evidence[name]))


def _told(title: str, text: str) -> str:
    return f"**{title}**\n\n{quoted(text)}"


def _buttons(
    steps: Mapping[str, DecidedStep],
    sop: Sop,
    language: str,
    words: Callable[[Message | Label], str],
    forge: ForgeWords,
    refusing: Iterable[tuple[Label, str]],
) -> Iterator[str]:
    """Yield what each of the forge's buttons will do, and how a refusal says what it means."""
    for state, button in ((APPROVED, forge.approve), (CHANGES_REQUESTED, forge.refuse)):
        if state in steps and button:
            yield f"- **{button}**: {words(_effect(steps[state], sop))}"
    if CHANGES_REQUESTED in steps and not forge.refuse:
        yield words(msg("To return it, file this form, with the reason in it; no button does it:"))
        yield "\n".join(form_rows(refusing, words))
    elif any(step.coded for step in steps.values()):
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
    yield words(forge.buttons)
    yield words(forge.no_merging)


_EFFECTS: Mapping[Meaning, Message] = {
    Meaning.APPROVES: msg(
        "the emergency change is approved; your text, if any, stands as the analysis"
    ),
    Meaning.REFUSES: msg("the request is returned; your text stands as the reason"),
    Meaning.EXAMINES: msg("the report is examined; your text, if any, stands as notes"),
    Meaning.RETURNS_REPORT: msg("the report is returned; your text stands as what is lacking"),
}


def _effect(step: DecidedStep, sop: Sop) -> Message:
    """Return what a review does: in a sentence of its own for the head's steps, else by the labels."""
    action = sop.actions[step.action]
    told = (m for m in _EFFECTS if m in action.means and action.review == REVIEWS.get(m))
    known = next((_EFFECTS[meaning] for meaning in told), None)
    if known is not None:
        return known
    label = action.evidence[step.field].label
    if step.text_required:
        return msg("{action}; your text stands as “{field}”", action=action.done, field=label)
    return msg("{action}; your text, if any, stands as “{field}”", action=action.done, field=label)

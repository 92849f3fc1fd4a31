"""What the head sees on a phone: the title and the one-screen summary of a decision pull request."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from ubah.core.desk.case import CasePart, case_parts, case_title, effect, effect_without_text
from ubah.core.diagnostics import Label, Message, msg
from ubah.core.forge.words import ForgeWords
from ubah.core.model import Progress, Record
from ubah.core.people.roles import Roles
from ubah.core.proof.decision import APPROVED, CHANGES_REQUESTED, DecidedStep, decided_steps
from ubah.core.proof.refusal import CODE_LINES
from ubah.core.render import Translate
from ubah.core.render import render as in_words
from ubah.core.sop import Sop
from ubah.report.escape import visible
from ubah.report.markdown import inline, quoted
from ubah.report.pull_request import form_rows

TITLE = 120


def decision_title(record: Record, sop: Sop, language: str, translate: Translate) -> str:
    """Return the title: what is asked, and of which request."""
    ask = case_title(record, sop)
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

    parts = [
        f"## {inline(record.id)}: {inline(record.title)}",
        *(_told(part, words) for part in case_parts(record, progress, roles, sop)),
        "---",
        *_buttons(decided_steps(sop, record.status), sop, language, words, forge, refusing),
    ]
    return "\n\n".join(parts) + "\n"


def _told(part: CasePart, words: Callable[[Message | Label], str]) -> str:
    heading = f"**{words(part.heading)}**"
    if part.beside:
        return f"{heading}: {inline(part.text)}"
    return f"{heading}\n\n{quoted(part.text)}" if part.text else heading


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
            does = effect if forge.refuse else effect_without_text
            told = does(steps[state], sop)
            yield f"- **{button}**: {words(told)}"
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

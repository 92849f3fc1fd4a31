"""What a person is shown of a request before deciding: the same on a forge, at the desk, in a voucher.

The words are the caller's; what belongs to a case, and in which order, stands here once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ubah.core.diagnostics import Label, Message, msg
from ubah.core.meanings import Meaning
from ubah.core.model import Entry, Progress, Record
from ubah.core.people.roles import Roles
from ubah.core.proof.decision import APPROVED, DecidedStep, decided_steps
from ubah.core.sop import REVIEWS, Sop


@dataclass(frozen=True)
class CasePart:
    """A heading with a text of the record's below it; ``beside``: a short one, on the same line.

    Without a text the heading is all that is said.
    """

    heading: Message
    text: str = ""
    beside: bool = False


def case_title(record: Record, sop: Sop) -> Message:
    """Return what is asked, and of which request."""
    if is_report(record, sop):
        return msg("Please examine the report: {record} {title}", record=record.id, title=record.title)  # fmt: skip
    return msg("Please decide: {record} {title}", record=record.id, title=record.title)


def case_parts(record: Record, progress: Progress, roles: Roles, sop: Sop) -> tuple[CasePart, ...]:
    """Return what is shown of a request, or of its report where that waits to be examined."""
    about = _report(progress) if is_report(record, sop) else _case(record, progress)
    services = ", ".join(record.request["services"])
    return (
        *about,
        CasePart(msg("Services"), services, beside=True),
        CasePart(msg("Requester"), _requester(record, roles), beside=True),
    )


def is_report(record: Record, sop: Sop) -> bool:
    """Whether it is a report that waits to be examined (SOP step 10)."""
    asked = decided_steps(sop, record.status).get(APPROVED)
    return asked is not None and sop.means(asked.action, Meaning.EXAMINES)


def _requester(record: Record, roles: Roles) -> str:
    requester = record.request["requester"]
    return str(requester["name"]) if isinstance(requester, Mapping) else roles.name(requester)


def _case(record: Record, progress: Progress) -> Iterator[CasePart]:
    request = record.request
    yield CasePart(msg("What is to be changed"), request["description"])
    yield CasePart(msg("Why"), request["reason"])
    yield CasePart(msg("What happens if it is not done"), request["impact_if_not_done"])
    escalated = progress.last_that(Meaning.ESCALATES)
    if escalated:
        incident = escalated.evidence.get("incident", "")
        yield from _field(msg("Why it is urgent"), escalated, "rationale")
        if incident:
            yield CasePart(msg("Incident"), str(incident))


def _report(progress: Progress) -> Iterator[CasePart]:
    reported = progress.last_that(Meaning.REPORTS)
    if reported:
        yield from _field(msg("Report"), reported, "number")
        yield from _field(msg("Summary"), reported, "summary")
    done = progress.last_that(Meaning.CARRIES_OUT)
    if done:
        yield from _field(msg("What was done"), done, "work_log")
    tested = progress.last_that(Meaning.PASSES_TEST, Meaning.FAILS_TEST)
    if tested:
        rows = tested.evidence.get("tests", ())
        passed = sum(row["passed"] for row in rows)
        yield CasePart(msg("Tests passed: {passed} of {count}", passed=passed, count=len(rows)))
    if progress.last_that(Meaning.ROLLS_BACK):
        yield CasePart(msg("The change was rolled back"))


def _field(heading: Message, entry: Entry, name: str) -> Iterator[CasePart]:
    """Yield a field of an entry, nothing where the office's SOP does not ask for it."""
    if name in entry.evidence:
        yield CasePart(heading, str(entry.evidence[name]))


_EFFECTS: Mapping[Meaning, Message] = {
    Meaning.APPROVES: msg(
        "the emergency change is approved; your text, if any, stands as the analysis"
    ),
    Meaning.REFUSES: msg("the request is returned; your text stands as the reason"),
    Meaning.EXAMINES: msg("the report is examined; your text, if any, stands as notes"),
    Meaning.RETURNS_REPORT: msg("the report is returned; your text stands as what is lacking"),
}


_WITHOUT_TEXT: Mapping[Meaning, Message] = {
    Meaning.APPROVES: msg("the emergency change is approved"),
    Meaning.EXAMINES: msg("the report is examined"),
}


def effect_without_text(step: DecidedStep, sop: Sop) -> Message | Label:
    """Return what a decision does where whoever decides can write no text that stands with it."""
    action = sop.actions[step.action]
    told = (m for m in _WITHOUT_TEXT if m in action.means and action.review == REVIEWS.get(m))
    return next((_WITHOUT_TEXT[meaning] for meaning in told), action.done)


def effect(step: DecidedStep, sop: Sop) -> Message:
    """Return what a decision does: in a sentence of its own for the head's steps, else by the labels."""
    action = sop.actions[step.action]
    told = (m for m in _EFFECTS if m in action.means and action.review == REVIEWS.get(m))
    known = next((_EFFECTS[meaning] for meaning in told), None)
    if known is not None:
        return known
    label = action.evidence[step.field].label
    if step.text_required:
        return msg("{action}; your text stands as “{field}”", action=action.done, field=label)
    return msg("{action}; your text, if any, stands as “{field}”", action=action.done, field=label)

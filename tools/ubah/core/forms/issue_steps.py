"""From a form that was filed as an issue to what it says in a record (SOP step 2 and the next ones).

Deterministic: the same issue, authority and record give the same bytes, so that the recorder can
make them again and see that a pull request holds just what the issue says (rule 4b).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from ubah.core.diagnostics import (
    CannotRun,
    Finding,
    Message,
    Place,
    Position,
    error,
    indeterminate,
    msg,
)
from ubah.core.forge.capabilities import by_form
from ubah.core.forge.evidence import owner_of
from ubah.core.forge.model import Issue
from ubah.core.forms.body import Filled, read_form, reading_of
from ubah.core.forms.files import files_from_form
from ubah.core.forms.text import FormText
from ubah.core.meanings import Meaning
from ubah.core.office.authority import Authority
from ubah.core.paths import record_path
from ubah.core.rules.offices import OFFICE_NOT_HELD
from ubah.core.rules.proofs import STEP_UNPROVED
from ubah.core.rules.references import NUMBER_TAKEN
from ubah.core.voucher import Untouched


@dataclass(frozen=True)
class IssueStep:
    """What an issue would put into the register: files by path, whose steps these are, which.

    ``proved``: the issue itself proves them (rule 4b); else somebody has to approve what it becomes.
    """

    record: str
    actions: tuple[str, ...]
    person: str
    at: datetime
    files: Mapping[str, bytes]
    opens: bool
    proved: bool


def filed_at(issue: Issue) -> datetime:
    """Return when the issue's author last said what it says: opened, edited or reopened it."""
    moments = (issue.created, issue.edited, issue.reopened)
    return max(moment for moment in moments if moment)


def step_of_issue(
    issue: Issue,
    forge: str,
    authority: Authority,
    number: str,
    read: Callable[[str], bytes | None],
    text: FormText,
) -> tuple[IssueStep | None, tuple[Finding, ...]]:
    """Return what an issue says as a step, or what is wrong with it.

    ``number`` is for a new request; ``read`` gives a record of main by path; ``text``: how the
    forge writes a filled-in form.
    """
    place = Place(f"#{issue.number}", Position(1, 1))
    person = owner_of(issue.author, forge, authority.roles)
    if not person:
        hint = msg("ask the head to enter the account in roles.yaml, then file it again")
        reason = msg("this account is nobody's in roles.yaml")
        return None, (error(OFFICE_NOT_HELD, place, reason, hint),)
    if issue.untouched is Untouched.UNKNOWN:
        return None, (_unknown_author(place),)
    complaint = _not_its_authors(issue)
    if complaint is not None:
        hint = msg("file it again yourself: only your own words are taken for yours")
        return None, (error(STEP_UNPROVED, place, complaint, hint),)
    filled, findings = read_form(issue.body, reading_of(authority, text), place)
    if filled is None:
        return None, findings
    if _is_blind(filled, authority):
        return None, (_unseen_refusal(place),)
    at = filed_at(issue).astimezone(authority.office.zone)
    opens = authority.sop.means(filled.action, Meaning.SUBMITS)
    record = number if opens else filled.record
    current = None if opens else read(record_path(filled.record))
    try:
        files = files_from_form(filled, person, at, authority, number, current)
    except CannotRun as problem:
        hint = problem.hint or msg("file it again with what is missing")
        about = replace(place, record=record if current else "")
        return None, (error(NUMBER_TAKEN, about, problem.message, hint),)
    actions = tuple(step.action for step in filled.steps)
    taken = [authority.sop.actions[action] for action in actions]
    proved = all(by_form(action, authority.office.forge) for action in taken)
    return IssueStep(record, actions, person, at, files, opens, proved), ()


def _is_blind(filled: Filled, authority: Authority) -> bool:
    """Whether it refuses without saying as of which entry its author looked at the record (decision 45)."""
    actions = [authority.sop.actions[step.action] for step in filled.steps]
    kind = authority.office.forge
    refuses = any(by_form(action, kind) and not action.by_form for action in actions)
    return refuses and filled.seen is None


def _unseen_refusal(place: Place) -> Finding:
    return error(
        STEP_UNPROVED,
        place,
        msg("a refusal has to say as of which entry its author looked at the record"),
        msg(
            "open the form by the link in the request for the decision, and leave the number as it is"
        ),
    )


def _unknown_author(place: Place) -> Finding:
    """Whoever may write to the repository may have edited the text, and the forge does not tell (rule 10)."""
    return indeterminate(
        STEP_UNPROVED,
        place,
        msg("the forge does not tell whether somebody else than its author edited this text"),
        msg("let nobody but the recorder write to the repository; ubah doctor says who may"),
    )


def _not_its_authors(issue: Issue) -> Message | None:
    """Return why an issue is not what its author says here and now, None if it is (rule 4b)."""
    if issue.edited_by_others:
        return msg("somebody else than its author edited this text")
    if issue.moved:
        return msg("it was filed elsewhere, and brought here later")
    if issue.withheld:
        return msg(
            "another project that the recorder may not see names it, and it may have been brought here from there"
        )
    if issue.reopened_by_others:
        return msg("somebody else than its author opened it again")
    return None

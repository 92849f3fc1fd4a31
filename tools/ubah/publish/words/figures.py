"""The key figures in words: a name, and what it is counted from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ubah.core.figures.backlog import Backlog
from ubah.core.figures.counted_requests import (
    BANDS,
    OLDEST,
    Cases,
    ageing,
    ended_in,
    step_time,
)
from ubah.core.figures.kpi import Duration, Share
from ubah.core.figures.process import REJECTION, SUBMITTED, classifies
from ubah.core.register.classification import EMERGENCY, NORMAL
from ubah.core.sop import Sop
from ubah.publish.words.language import Words


def share_words(words: Words) -> Mapping[str, tuple[str, str]]:
    """Return share → its name and what it counts."""
    _ = words.translate
    return {
        "success": (_("Success rate"), _("test records that passed, of all (step 7)")),
        "back_out": (_("Back-out rate"), _("changes rolled back, of those tested (step 8)")),
        "restored": (_("Restore success"), _("roll-backs that restored the service (step 8)")),
        "emergency": (_("Emergency share"), _("emergency changes, of those classified (step 4)")),
        "criterion": (
            _("Emergencies with criterion and incident"),
            _("declarations of an emergency that name an incident beside the criterion (step 4)"),
        ),
        REJECTION: (_("Rejection rate"), _("rejected, of the requests judged (step 3)")),
        "acting": (
            _("Acting decisions"),
            _("taken by an acting head, of all decisions at steps 5 and 10"),
        ),
        "schedule": (
            _("Schedule adherence"),
            _("kept the window announced last, of the releases made that had one (step 11)"),
        ),
        "register": (_("Register integrity"), _("asset changes tied to a request")),
        "evidence": (
            _("Proved steps"),
            _("steps with proof of identity, of all that were checked"),
        ),
    }


def duration_words(words: Words) -> Mapping[str, tuple[str, str]]:
    """Return length of time → its name and from what to what it is measured."""
    _ = words.translate
    return {
        "lead_time": (
            _("Time to the end"),
            _("from the submission to the end, of changes that were completed"),
        ),
        "report_latency": (
            _("Report latency"),
            _("from test or roll-back to the report (step 9)"),
        ),
        "review_latency": (
            _("Review latency"),
            _("from the report to its examination (step 10)"),
        ),
    }


def figure_words(
    cases: Cases, backlogs: Iterable[Backlog], sop: Sop, words: Words
) -> Mapping[str, str]:
    """Return figure → its name, of those that have cases."""
    _ = words.translate
    names = {
        SUBMITTED: _("Submitted"),
        **{k: title for k, (title, _m) in share_words(words).items()},
    }
    names |= {name: title for name, (title, _meaning) in duration_words(words).items()}
    for band in (*(label for label, _days in BANDS), OLDEST):
        names[ageing(band)] = _("Open, age in days: {band}").format(band=band)
    kinds = {NORMAL: _("Normal"), EMERGENCY: _("Emergency")} if classifies(sop) else {NORMAL: ""}
    both = _("Time of the step: {action}, {kind}")
    for action in sop.actions.values():
        for kind, word in kinds.items():
            told = both if word else _("Time of the step: {action}")
            names[step_time(action.name, kind)] = told.format(
                action=words.label(action.label), kind=word.lower()
            )
    for state in sop.states.values():
        if state.final:
            names[ended_in(state.name)] = _("Ended as: {state}").format(
                state=words.label(state.label)
            )
    for backlog in backlogs:
        names[backlog.name] = _("Open on {day}").format(day=words.day(backlog.day))
    return {name: word for name, word in names.items() if cases.get(name)}


def share_told(share: Share, words: Words) -> str:
    """Return a share with what it was counted from."""
    if not share.told:
        return "–"
    whole = words.number(share.whole)
    return f"{words.percent(share.percent)} ({words.number(share.part)}/{whole})"


def length_told(length: Duration, words: Words) -> str:
    """Return a median with its n."""
    if length.median is None:
        return "–"
    return f"{words.duration(length.median)} (n = {words.number(length.count)})"

"""How a pull request stands, in one line for the forge to show beside it.

Whose turn it is to act is no failure: a missing approval is pending, and only what is wrong fails.
"""

from __future__ import annotations

from hashlib import sha256

from ubah.core.diagnostics import Message, Verdict, msg
from ubah.core.forge.model import CommitStatus, PullState
from ubah.core.render import Translate
from ubah.core.render import render as in_words
from ubah.report.escape import visible
from ubah.report.model import SHORT
from ubah.report.pull_request import PullReport

LONGEST = 140
"""So many characters GitHub takes as a commit status's description (docs: rest/commits/statuses)."""


def pull_status(report: PullReport, language: str, translate: Translate) -> CommitStatus:
    """Return the commit status of a pull request; it says no more than its comment."""
    return short_status(report.standing, _said(report), language, translate)


def short_status(
    standing: PullState, said: Message, language: str, translate: Translate
) -> CommitStatus:
    """Return a commit status of one line, no longer than the forge takes it."""
    text = visible(in_words(said, translate, language))
    return CommitStatus(standing, text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…")


def status_marker(commit: str, status: CommitStatus) -> str:
    """Return what shows nothing in a comment, and changes with the status that goes with it."""
    said = f"{commit} {status.standing.value} {status.text}"
    return f"<!-- ubah: status {sha256(said.encode()).hexdigest()[:16]} -->\n"


def _said(report: PullReport) -> Message:
    if report.landed:
        return msg("Landed as {commit}", commit=report.landed[:SHORT])
    if report.wrong:
        first = report.wrong[0]
        return msg("{rule}: {message}", rule=first.rule, message=first.message)
    if report.unapproved:
        names = ", ".join(report.roles.name(person) for person in report.unapproved)
        return msg("waits for the approval of {people}", people=names)
    if report.verdict is Verdict.FAIL:
        return msg("waits for an approval")
    if report.verdict is Verdict.INDETERMINATE:
        return msg("cannot be told yet; the recorder looks again by itself")
    return report.notes[0] if report.notes else msg("in order; the recorder lands it by itself")

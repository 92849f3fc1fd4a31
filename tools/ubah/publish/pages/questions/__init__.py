"""The twenty questions of an auditor, each answered with figures and links."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ubah.publish.context import Context
from ubah.publish.pages.questions import authorisation, decisions, works
from ubah.publish.pages.questions.common import Answer


def answers(ctx: Context) -> Iterator[Answer]:
    """Yield the twenty answers in order."""
    asked: tuple[Callable[[int, Context], Answer], ...] = (
        decisions.edition,
        decisions.all_requests,
        decisions.who,
        decisions.incompatible,
        decisions.emergencies,
        authorisation.approved_before,
        decisions.absence,
        decisions.reclassified,
        decisions.rejections,
        works.tests,
        works.failures,
        works.altered,
        works.unexamined,
        works.calendar,
        works.asset_changes,
        works.asset_edits,
        works.no_asset_change,
        works.open,
        works.deviations,
        works.verify,
    )
    for number, answer in enumerate(asked, 1):
        yield answer(number, ctx)

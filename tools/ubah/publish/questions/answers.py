"""Which questions are asked of a process, in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ubah.core.meanings import Meaning
from ubah.core.reading.journal import PLANNING
from ubah.publish.gathered.context import Context
from ubah.publish.questions import authorisation, decisions, works
from ubah.publish.questions.common import Answer

Asked = Callable[[int, Context], Answer]
NEEDED: Mapping[Asked, tuple[Meaning, ...]] = {
    decisions.emergencies: (Meaning.ESCALATES,),
    authorisation.approved_before: (Meaning.CARRIES_OUT,),
    decisions.absence: (Meaning.APPROVES, Meaning.REFUSES, Meaning.EXAMINES),
    decisions.reclassified: (Meaning.REFUSES,),
    decisions.rejections: (Meaning.REJECTS,),
    works.tests: (Meaning.PASSES_TEST, Meaning.FAILS_TEST),
    works.failures: (Meaning.FAILS_TEST,),
    works.unexamined: (Meaning.EXAMINES, Meaning.RETURNS_REPORT),
    works.calendar: PLANNING,
    works.asset_changes: (Meaning.DECLARES_ASSETS,),
    works.no_asset_change: (Meaning.SETTLES_ASSETS,),
}
"""A question → what the actions mean that it is about; without them it has no answer."""


def answers(ctx: Context) -> Iterator[Answer]:
    """Yield the answers in order, each under its number of twenty; what a process lacks is not asked."""
    sop = ctx.register.authority.sop
    asked: tuple[Asked, ...] = (
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
        if answer not in NEEDED or sop.taking(*NEEDED[answer]):
            yield answer(number, ctx)

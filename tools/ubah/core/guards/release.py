"""Guards of steps 11 to 13: release schedule and asset register."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ubah.core.diagnostics import msg
from ubah.core.guards.context import Complaint, StepContext, guard, moment
from ubah.core.meanings import Meaning
from ubah.core.reading.journal import declared_assets, standing_window, stated_release
from ubah.core.rules.assets import ASSETS_AS_DECLARED
from ubah.core.rules.guards_release import (
    ASSET_DECLARED_ONCE,
    RELEASE_OUTCOME,
    SCHEDULE_FITS_TEST,
    WINDOW_IN_ORDER,
    WINDOW_STANDS,
)

RELEASED = "--set release.outcome=released --set release.at='2026-02-23 09:00'"


@guard(
    SCHEDULE_FITS_TEST,
    demands=msg(
        "a tested change gets a release window or is live already; one rolled back gets none"
    ),
    reads=("window?", "already_live?", "nil_reason?"),
)
def schedule_fits_test_outcome(step: StepContext) -> Iterator[Complaint]:
    """Step 11: a tested change gets a window or is live; a rolled-back one has no release."""
    given = [key for key in ("window", "already_live", "nil_reason") if key in step.evidence]
    progress = step.progress
    outcome = progress.last_that(Meaning.PASSES_TEST, Meaning.FAILS_TEST)
    passed = outcome is not None and progress.means(outcome, Meaning.PASSES_TEST)
    if passed and (len(given) != 1 or given == ["nil_reason"]):
        yield (
            msg("a tested change needs either a window or already_live, and nothing else"),
            msg(
                "give evidence.window, or evidence.already_live if it runs already; at a command: --set window.start=… --set window.end=…"
            ),
        )
    if not passed and given != ["nil_reason"]:
        yield (
            msg("a change that was rolled back has no release: only nil_reason belongs here"),
            msg("give evidence.nil_reason alone; at a command: --set nil_reason=…"),
        )


@guard(
    WINDOW_IN_ORDER,
    demands=msg("the window ends after it starts"),
    reads=("window?.start", "window?.end", "already_live?.at"),
)
def window_in_order(step: StepContext) -> Iterator[Complaint]:
    """A release window starts before it ends; what is live already is not so in the future."""
    window, live = step.evidence.get("window"), step.evidence.get("already_live")
    if window and moment(window["start"]) >= moment(window["end"]):
        yield (
            msg("the release window ends before it starts"),
            msg("correct evidence.window.start or evidence.window.end"),
        )
    if live and moment(live["at"]) > step.entry.at:
        yield msg("already_live.at lies after the entry itself"), msg("give a window instead")


@guard(
    WINDOW_STANDS,
    demands=msg("only where a release window stands"),
    earlier={Meaning.PLANS_RELEASE: ("window?",), Meaning.MOVES_RELEASE: ("window?",)},
    of_record=True,
)
def window_stands(step: StepContext) -> Iterator[Complaint]:
    """Only a release that is still to come can be moved."""
    if standing_window(step.progress) is None:
        yield (
            msg("there is no release window that could be moved"),
            msg(
                "go on with step 12: {settling} or {declaring}",
                settling=step.sop.named(Meaning.SETTLES_ASSETS),
                declaring=step.sop.named(Meaning.DECLARES_ASSETS),
            ),
        )


@guard(
    RELEASE_OUTCOME,
    demands=msg("the outcome of the release fits its schedule"),
    reads=("release?.outcome", "release?.at?", "release?.reason?"),
    earlier={
        Meaning.PLANS_RELEASE: ("already_live?", "nil_reason?"),
        Meaning.SETTLES_ASSETS: ("release?",),
        Meaning.DECLARES_ASSETS: ("release?",),
    },
)
def release_outcome_fits_schedule(step: StepContext) -> Iterator[Complaint]:
    """Before step 12 the release has happened, was cancelled, or there was none."""
    release, stated = step.evidence.get("release"), stated_release(step.progress)
    if stated is not None:
        if release is not None and release != stated:
            yield (
                msg("the release outcome has been stated already, and differently"),
                msg("leave out evidence.release"),
            )
        return
    if release is None:
        yield (
            msg("the release outcome is missing"),
            msg(
                "add evidence.release with its outcome; at a command: {options}",
                options=RELEASED,
            ),
        )
        return
    yield from _release_fits(step, release)


def _release_fits(step: StepContext, release: Mapping[str, Any]) -> Iterator[Complaint]:
    outcome = release["outcome"]
    planned = step.progress.last_that(Meaning.PLANS_RELEASE)
    schedule = planned.evidence if planned else {}
    if (outcome == "none") != ("nil_reason" in schedule):
        yield (
            msg("the outcome is none exactly if step 11 recorded that there is no release"),
            msg("write in evidence.release what became of the schedule of step 11"),
        )
    if "already_live" in schedule and outcome != "released":
        yield (
            msg("step 11 recorded that this is live already, so the outcome is: released"),
            msg(
                "write outcome: released, with the time in at; at a command: {options}",
                options=RELEASED,
            ),
        )
    if outcome == "released" and "at" not in release:
        yield (
            msg("the time of the release is missing"),
            msg("add evidence.release.at; at a command: {options}", options="--set release.at=…"),
        )
    if "at" in release and moment(release["at"]) > step.entry.at:
        yield (
            msg("the time of the release lies after the entry itself"),
            msg("record the outcome once the release has happened"),
        )
    if outcome == "cancelled" and "reason" not in release:
        yield (
            msg("a cancelled release needs a reason"),
            msg(
                "add evidence.release.reason; at a command: {options}",
                options="--set release.reason=…",
            ),
        )


@guard(
    ASSET_DECLARED_ONCE,
    demands=msg("each asset is declared once"),
    reads=("assets.id",),
)
def declared_assets_distinct(step: StepContext) -> Iterator[Complaint]:
    """Each asset is declared once."""
    ids = [row["id"] for row in step.evidence["assets"]]
    for asset in sorted({asset for asset in ids if ids.count(asset) > 1}):
        yield (
            msg("the asset {asset} is declared twice", asset=asset),
            msg("keep one of the two"),
        )


@guard(
    ASSETS_AS_DECLARED,
    demands=msg("exactly the declared asset files change with it"),
    earlier={Meaning.DECLARES_ASSETS: ("assets.id", "assets.change")},
)
def assets_change_as_declared(step: StepContext) -> Iterator[Complaint]:
    """Step 13: the same landing changes the declared asset files, in the declared way."""
    if step.asset_changes is None:
        return
    for asset, declared in declared_assets(step.progress).items():
        done = step.asset_changes.get(asset, "")
        if not done:
            yield (
                msg(
                    "the asset {asset} is declared ({declared}), but does not change here",
                    asset=asset,
                    declared=declared,
                ),
                msg(
                    "change assets/{asset}.yaml in the same commit, or declare anew with {declaring}",
                    asset=asset,
                    declaring=step.sop.named(Meaning.DECLARES_ASSETS),
                ),
            )
        elif done != declared:
            yield (
                msg(
                    "the asset {asset} is declared as {declared}, but this is {done}",
                    asset=asset,
                    declared=declared,
                    done=done,
                ),
                msg(
                    "declare anew with {declaring}",
                    declaring=step.sop.named(Meaning.DECLARES_ASSETS),
                ),
            )

"""Questions 10 to 20: the work, its release, the assets, and how to verify it all."""

from __future__ import annotations

from ubah.core.diagnostics import Severity
from ubah.core.meanings import Meaning
from ubah.core.register.assurance import assets_by_request, texts_unaltered
from ubah.core.register.releases import CANCELLED, PLANNED, RELEASED
from ubah.core.register.standing import Standing
from ubah.core.rules.calendar import (
    RELEASE_IN_A_FREEZE,
    RELEASE_WINDOWS_CLASH,
    RELEASED_IN_A_FREEZE,
)
from ubah.publish.addresses.paths import CALENDAR, asset_url
from ubah.publish.gathered.context import Context
from ubah.publish.questions.common import (
    SHOWN,
    Answer,
    Item,
    entries,
    items,
    log,
    standing_in,
    told_of,
    untold,
)


def tests(number: int, ctx: Context) -> Answer:
    """Answer question 10."""
    _ = ctx.words.translate
    results = [entry for _view, entry in entries(ctx, Meaning.PASSES_TEST, Meaning.FAILS_TEST)]
    tests = [test for entry in results for test in entry.evidence.get("tests", ())]
    text = _("{count} test records hold {tests} tests, of which {passed} passed.").format(
        count=len(results), tests=len(tests), passed=sum(test["passed"] is True for test in tests)
    )
    links = (
        log(ctx, _("Tested requests"), "figure=success"),
        Item(_("Performance"), "kinerja/index.html"),
    )
    return Answer(number, _("What was tested, and with what result?"), text, links=links)


def failures(number: int, ctx: Context) -> Answer:
    """Answer question 11."""
    _ = ctx.words.translate
    rows = []
    for view in ctx.register.records:
        failed = view.progress.last_that(Meaning.FAILS_TEST)
        back = view.progress.last_that(Meaning.ROLLS_BACK)
        if failed is None:
            continue
        if back is None or back.number < failed.number:
            rows.append((view, _("not rolled back yet")))
            continue
        span = view.progress.effective_time(back) - view.progress.effective_time(failed)
        restored = (
            _("rolled back after {span}, service restored")
            if back.evidence.get("restored")
            else _("rolled back after {span}, service not restored")
        )
        rows.append((view, restored.format(span=ctx.words.duration(span))))
    text = _("Changes that failed their test: {count}.").format(count=len(rows))
    listed, more = items(rows)
    links = (log(ctx, _("Requests that failed their test"), "figure=success&counted=no"),)
    question = _(
        "Which changes failed; were they rolled back, how fast, and was the service restored?"
    )
    return Answer(number, question, text, listed, more, links)


def altered(number: int, ctx: Context) -> Answer:
    """Answer question 12."""
    _ = ctx.words.translate
    rows = [
        (view, _("corrected by {person}, original kept").format(person=ctx.person(entry.by)))
        for view, entry in entries(ctx, Meaning.CORRECTS)
    ]
    unaltered = texts_unaltered(ctx.register.audit)
    told = told_of(unaltered, _("No case was found."), ctx)
    if unaltered.clean:
        told = _("What is written cannot be altered unseen.") + " " + told
    text = _("{told} Corrections, each with its original kept beside it: {count}.").format(
        told=told, count=len(rows)
    )
    listed, more = items(rows)
    return Answer(number, _("Was an approved text altered afterwards?"), text, listed, more)


def unexamined(number: int, ctx: Context) -> Answer:
    """Answer question 13."""
    _ = ctx.words.translate
    waiting = ctx.register.authority.sop.states_after(Meaning.REPORTS)
    rows = standing_in(ctx, waiting)
    text = _("Reports that wait to be examined by the head: {count}.").format(count=len(rows))
    listed, more = items(rows)
    told = _("Reports not yet examined")
    links = tuple(log(ctx, told, f"status={state}") for state in sorted(waiting))
    question = _("Which reports are not yet examined, and how old are they?")
    return Answer(number, question, text, listed, more, links)


def calendar(number: int, ctx: Context) -> Answer:
    """Answer question 14."""
    _ = ctx.words.translate
    events = ctx.releases
    made = [event for event in events if event.windowed and event.actual]
    rules = [finding.under for event in events for finding in event.findings]
    outcomes = [event.outcome for event in events]
    text = _(
        "Releases made: {made}, cancelled: {cancelled}, planned or without a recorded outcome: "
        "{planned}. Of those made, {whole} had a window, and {part} kept it. Clashes: {clashes}; "
        "releases in a freeze: {freezes}."
    ).format(
        made=outcomes.count(RELEASED),
        cancelled=outcomes.count(CANCELLED),
        planned=outcomes.count(PLANNED),
        whole=len(made),
        part=sum(event.kept for event in made),
        clashes=rules.count(RELEASE_WINDOWS_CLASH),
        freezes=rules.count(RELEASE_IN_A_FREEZE) + rules.count(RELEASED_IN_A_FREEZE),
    )
    links = (
        Item(_("Release calendar"), CALENDAR),
        log(ctx, _("Requests whose release had a window"), "figure=schedule"),
    )
    question = _("When were changes released, as planned and in fact?")
    return Answer(number, question, text, links=links)


def asset_changes(number: int, ctx: Context) -> Answer:
    """Answer question 15."""
    _ = ctx.words.translate
    changed = [view for view in ctx.register.assets if view.history]
    changed.sort(key=lambda view: view.history[-1].at, reverse=True)
    told = (
        _("{count} of {total} assets have been changed since the starting point.")
        if ctx.register.audit.whole
        else _("Requests on record change {count} of {total} assets.")
    )
    text = told.format(count=len(changed), total=len(ctx.register.assets))
    listed = tuple(
        Item(
            f"{view.asset.id} – {view.asset.data['name']}",
            asset_url(view.asset.id),
            view.history[-1].record,
        )
        for view in changed[:SHOWN]
    )
    links = (Item(_("Asset register"), "aset/index.html"),)
    question = _("Which request explains each asset’s last change?")
    return Answer(number, question, text, listed, max(0, len(changed) - SHOWN), links)


def asset_edits(number: int, ctx: Context) -> Answer:
    """Answer question 16."""
    _ = ctx.words.translate
    by_request = assets_by_request(ctx.register.audit)
    told = told_of(by_request, _("No."), ctx)
    text = _("{told} The judge refuses every change of an asset that no request declares.")
    question = _("Was any asset changed without a request?")
    return Answer(number, question, text.format(told=told))


def no_asset_change(number: int, ctx: Context) -> Answer:
    """Answer question 17."""
    _ = ctx.words.translate
    rows = [
        (view, str(entry.evidence.get("reason", "")))
        for view, entry in entries(ctx, Meaning.SETTLES_ASSETS)
    ]
    text = _("{count} requests state that no asset is affected, and why.").format(count=len(rows))
    listed, more = items(rows)
    return Answer(number, _("Which requests claim no asset change?"), text, listed, more)


def open(number: int, ctx: Context) -> Answer:
    """Answer question 18."""
    _ = ctx.words.translate
    running = [view for view in ctx.register.records if ctx.standings[view.record.id].open]
    late = [view for view in running if ctx.standings[view.record.id].overdue]
    others = [view for view in running if not ctx.standings[view.record.id].overdue]
    rows = [(view, _where(ctx.standings[view.record.id], ctx)) for view in (*others, *late)]
    text = _("{count} requests are open, {late} of them overdue.").format(
        count=len(running), late=len(late)
    )
    listed, more = items(rows)
    links = (
        log(ctx, _("Open requests"), "status=open"),
        log(ctx, _("Overdue requests"), "status=overdue"),
    )
    question = _("What is open or overdue, at which step, with whom?")
    return Answer(number, question, text, listed, more, links)


def _where(standing: Standing, ctx: Context) -> str:
    """Say in which state a request stands and how long, which step is next, and with whom."""
    _ = ctx.words.translate
    told = [f"{ctx.words.label(standing.label)}, {ctx.words.span(standing.age)}"]
    if standing.overdue:
        told[0] += ", " + _("overdue")
    for choice in standing.choices:
        people = ", ".join(map(ctx.person, choice.people)) or _("nobody in office")
        steps = ", ".join(str(step) for step in choice.action.steps)
        told.append(
            _("step {number} – {label}").format(
                number=steps, label=f"{ctx.words.label(choice.action.label)}: {people}"
            )
        )
    return "; ".join(told)


def deviations(number: int, ctx: Context) -> Answer:
    """Answer question 19."""
    _ = ctx.words.translate
    rows = [view for view in ctx.register.records if view.deviations]
    count = sum(len(view.deviations) for view in rows)
    text = _("{count} deviations in {records} requests; they are listed below.").format(
        count=count, records=len(rows)
    )
    links = (
        Item(_("Deviations"), "audit/index.html#penyimpangan"),
        log(ctx, _("Requests with deviations"), "deviations=yes"),
    )
    return Answer(number, _("Which deviations were there?"), text, links=links)


def verify(number: int, ctx: Context) -> Answer:
    """Answer question 20."""
    _ = ctx.words.translate
    audit = ctx.register.audit
    unproved = [f for f in audit.findings if f.severity is Severity.INDETERMINATE]
    if unproved:
        told = _("What could not be verified here: {count}.").format(count=len(unproved))
    elif audit.whole:
        told = _("Here nothing was left unverified.")
    else:
        told = f"{untold(ctx)}."
    text = _("With a clone and one command, without a network. {told}").format(told=told)
    links = (Item(_("Verify it yourself"), "audit/index.html#verifikasi"),)
    return Answer(number, _("How can all of this be verified offline?"), text, links=links)

"""The SOP's page: edition, summary in our own words, diagram, and the action table."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

from ubah.core.office.offices import office_label
from ubah.core.sop import ANY, SAME, Action
from ubah.publish.drawings.diagram import diagram
from ubah.publish.gathered.context import Context
from ubah.publish.markup.rendering import render_template
from ubah.publish.words.guards import guard_words

SOP = "sop/index.html"


def sop_body(ctx: Context) -> str:
    """Return the HTML of the SOP's page."""
    _ = ctx.words.translate
    sop = ctx.register.authority.sop
    actions = list(sop.actions.values())
    values = {
        "sop": sop,
        "dated": _day(sop.edition.get("date")),
        "in_force": _day(sop.edition.get("in_force_since")),
        "summary": _summary(ctx),
        "diagram": diagram(sop, ctx.words),
        "steps": [
            SimpleNamespace(step=step, actions=[a for a in actions if step.number in a.steps])
            for step in sop.steps
        ],
        "columns": (
            _("Step"),
            _("Action"),
            _("From → to"),
            _("By"),
            _("Evidence"),
            _("Conditions"),
            _("Basis"),
        ),
        "actions": [_row(action, ctx) for action in actions],
        "substitutions": _substitutions(ctx),
        "limits": [
            (ctx.words.label(sop.states[name].label), days)
            for name, days in ctx.register.authority.office.limits_days.items()
            if name in sop.states
        ],
    }
    return render_template("sop.html", SOP, ctx, values)


def sop_title(ctx: Context) -> str:
    """Return the SOP's own title."""
    return ctx.words.label(ctx.register.authority.sop.title)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _summary(ctx: Context) -> tuple[str, ...]:
    _ = ctx.words.translate
    return (
        _(
            "Anyone who needs a change to a service asks for it in writing. The change manager "
            "judges the request and either accepts it or rejects it with reasons that the requester "
            "is told."
        ),
        _(
            "A normal change may then go ahead. An emergency, such as a major incident or a threat "
            "to security, first needs the approval of the head or, while the head is away, of an "
            "acting head appointed by letter."
        ),
        _(
            "After the work the change manager documents and tests it; what fails is rolled back. "
            "The head examines the report, the release is scheduled, and the asset register is "
            "brought up to date where the change affects it."
        ),
    )


def _row(action: Action, ctx: Context) -> SimpleNamespace:
    _ = ctx.words.translate
    words, sop = ctx.words, ctx.register.authority.sop
    if action.opens:
        sources = _("(start)")
    elif ANY in action.sources:
        sources = _("any state")
    else:
        sources = ", ".join(words.label(sop.states[name].label) for name in action.sources)
    barred = ", ".join(words.label(sop.four_eyes[group].label) for group in action.barred)
    optional = _("optional")
    return SimpleNamespace(
        action=action,
        sources=sources,
        target=_("unchanged")
        if action.target == SAME
        else words.label(sop.states[action.target].label),
        offices=" / ".join(words.label(office_label(sop, office)) for office in action.by),
        barred=_("not this change’s {groups}").format(groups=barred) if barred else "",
        evidence=[
            words.label(field.label) + ("" if field.required else f" ({optional})")
            for field in action.evidence.values()
        ],
        guards=[
            SimpleNamespace(
                text=guard_words(guard.name, words.translate), basis=words.basis(guard.basis)
            )
            for guard in action.guards
        ],
    )


def _substitutions(ctx: Context) -> list[str]:
    _ = ctx.words.translate
    words, sop = ctx.words, ctx.register.authority.sop
    text = _(
        "{office}: where this bars everybody in office, {substitute} takes the step. This holds for: {actions}."
    )
    return [
        text.format(
            office=words.label(office_label(sop, sub.office)),
            substitute=words.label(office_label(sop, sub.by)),
            actions=", ".join(words.label(sop.actions[name].label) for name in sub.actions),
        )
        for sub in sop.substitutions
    ]

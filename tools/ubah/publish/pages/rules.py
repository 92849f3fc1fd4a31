"""The rules that the audit checks, each with what it means, why it is there and how to mend it."""

from __future__ import annotations

from types import SimpleNamespace

from ubah.core.explain.rule_words import named_as_in
from ubah.publish.gathered.context import Context
from ubah.publish.markup.rendering import render_template

RULES = "audit/aturan/index.html"


def rules_body(ctx: Context) -> str:
    """Return the HTML of the rules' page; each rule can be pointed to by its id."""
    groups = [
        SimpleNamespace(
            id=f"aturan-{prefix}",
            title=title,
            rules=[
                named_as_in(ctx.register.authority.sop, rule)
                for rule in ctx.register.rules
                if rule.id.startswith(f"UB{prefix}")
            ],
        )
        for prefix, title in _groups(ctx).items()
    ]
    values = {"groups": [group for group in groups if group.rules]}
    return render_template("rules.html", RULES, ctx, values)


def _groups(ctx: Context) -> dict[str, str]:
    _ = ctx.words.translate
    return {
        "1": _("The text of a file"),
        "2": _("The content of a file"),
        "3": _("Numbers and references"),
        "4": _("The steps of the SOP"),
        "5": _("Who may, and its proof"),
        "6": _("The asset register"),
        "7": _("History and times"),
        "8": _("The release calendar"),
        "9": _("What has to be seen"),
    }

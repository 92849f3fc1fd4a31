"""The Jinja2 templates of the generated pages: everything autoescaped, links relative."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from ubah.core.figures.process import classifies, tests
from ubah.publish.gathered.context import Context
from ubah.publish.markup.html import Html
from ubah.publish.markup.journal import JournalHtml, Parts
from ubah.publish.markup.translated import templates_in
from ubah.publish.show.findings import finding_rows
from ubah.publish.words.standings import setback_words


def render_template(name: str, path: str, ctx: Context, values: Mapping[str, Any]) -> str:
    """Return the HTML of template ``name`` for the page that will stand at ``path``."""
    root = "../" * path.count("/")
    environment = ctx.environments.get(root)
    if environment is None:
        environment = ctx.environments[root] = _environment(ctx, root)
    return environment.get_template(name).render(values)


def kept_together(moment: str) -> Markup:
    """Return a moment or a window, which may then break only behind a comma."""
    part = Markup('<span class="ub-nowrap">{}</span>')
    return Markup(", ").join(part.format(text) for text in moment.split(", "))


def _environment(ctx: Context, root: str) -> Environment:
    """What all pages of one depth share are globals, so that their macros are made once."""
    environment = templates_in(ctx.words.translate)
    html = Html(ctx, root)
    environment.filters["linked"] = html.linked
    environment.filters["kept"] = kept_together
    environment.globals |= {
        "_": ctx.words.translate,
        "words": ctx.words,
        "ctx": ctx,
        "name": ctx.person,
        "internal": ctx.internal,
        "classified": classifies(ctx.register.authority.sop),
        "has_tests": tests(ctx.register.authority.sop),
        "setbacks": setback_words(ctx.words),
        "to": html.to,
        "anchor": html.anchor,
        "node": html.node,
        "field_rows": html.fields,
    }
    shared: Any = environment.get_template("_parts.html").module
    parts = Parts(
        corrections=shared.corrections,
        findings=lambda findings: shared.finding_list(finding_rows(findings, ctx)),
        state_badge=shared.state_badge,
    )
    journal = JournalHtml(ctx, html, parts)
    environment.globals |= {"journal_steps": journal.steps, "request_rows": journal.rows}
    return environment

"""The Jinja2 templates of the generated pages: everything autoescaped, links relative."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from ubah.core.figures.process import classifies, tests
from ubah.core.render import Translate
from ubah.publish.gathered.context import Context
from ubah.publish.markup.html import Html
from ubah.publish.markup.journal import JournalHtml, Parts
from ubah.publish.show.findings import finding_rows
from ubah.publish.words.standings import setback_words


class _Translator(NodeTransformer):
    """Translates ``_("…")`` once, when a template is compiled, instead of on each of its pages."""

    def __init__(self, translate: Translate) -> None:
        self._translate = translate

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        match node:
            case nodes.Call(node=nodes.Name(name="_"), args=[nodes.Const(value=str() as text)]):
                return nodes.Const(self._translate(text), lineno=node.lineno)
        return self.generic_visit(node)


class _Translated(Environment):
    """An environment for templates in one language."""

    def __init__(self, translate: Translate, **settings: Any) -> None:
        super().__init__(**settings)
        self._translator = _Translator(translate)

    def _generate(
        self,
        source: nodes.Template,
        name: str | None,
        filename: str | None,
        defer_init: bool = False,
    ) -> str:
        return super()._generate(self._translator.visit(source), name, filename, defer_init)


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
    environment = _Translated(
        ctx.words.translate,
        loader=PackageLoader("ubah.publish.markup"),
        autoescape=True,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
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

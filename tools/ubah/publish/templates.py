"""The Jinja2 templates of the generated pages: everything autoescaped, links relative."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context as TemplateContext
from markupsafe import Markup, escape

from ubah.publish.context import Context, asset_url, record_url

_NUMBER = re.compile(r"\b(?:RFC-[0-9]{4}-[0-9]{4}|[A-Z]{2,6}-[0-9]{4})(?![0-9-])")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("ubah.publish"),
        autoescape=True,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters["linked"] = _linked
    return environment


def render_template(name: str, path: str, ctx: Context, values: Mapping[str, Any]) -> str:
    """Return the HTML of template ``name`` for the page that will stand at ``path``."""
    root = "../" * path.count("/")
    common = {
        "_": ctx.words.translate,
        "words": ctx.words,
        "ctx": ctx,
        "name": ctx.person,
        "internal": ctx.internal,
        "to": lambda target: f"{root}{target}",
    }
    return _environment().get_template(name).render({**common, **values})


@pass_context
def _linked(template: TemplateContext, text: str) -> Markup:
    """Escape ``text`` and turn the numbers of known records and assets in it into links."""
    ctx: Context = template["ctx"]
    parts, end = [], 0
    for match in _NUMBER.finditer(text):
        target = _target(match[0], ctx)
        if target:
            parts.append(escape(text[end : match.start()]))
            parts.append(Markup('<a href="{}">{}</a>').format(template["to"](target), match[0]))
            end = match.end()
    parts.append(escape(text[end:]))
    return Markup("").join(parts)


def _target(number: str, ctx: Context) -> str:
    if number in ctx.records:
        return record_url(number)
    return asset_url(number) if number in ctx.assets else ""

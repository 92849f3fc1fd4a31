"""The Jinja2 templates of the generated pages: everything autoescaped, links relative."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import BytecodeCache, Environment, PackageLoader, StrictUndefined
from jinja2.bccache import Bucket

from ubah.publish.context import Context
from ubah.publish.journal_html import JournalHtml, Parts
from ubah.publish.markup import Html
from ubah.publish.show.findings import finding_rows


class _Compiled(BytecodeCache):
    """Keeps what was compiled, for the environments of the other depths and languages."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


@cache
def _compiled() -> _Compiled:
    return _Compiled()


def render_template(name: str, path: str, ctx: Context, values: Mapping[str, Any]) -> str:
    """Return the HTML of template ``name`` for the page that will stand at ``path``."""
    root = "../" * path.count("/")
    environment = ctx.environments.get(root)
    if environment is None:
        environment = ctx.environments[root] = _environment(ctx, root)
    return environment.get_template(name).render(values)


def _environment(ctx: Context, root: str) -> Environment:
    """What all pages of one depth share are globals, so that their macros are made once."""
    environment = Environment(
        loader=PackageLoader("ubah.publish"),
        autoescape=True,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        bytecode_cache=_compiled(),
    )
    html = Html(ctx, root)
    environment.filters["linked"] = html.linked
    environment.globals |= {
        "_": ctx.words.translate,
        "words": ctx.words,
        "ctx": ctx,
        "name": ctx.person,
        "internal": ctx.internal,
        "to": html.to,
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

"""Templates in one language: everything autoescaped, each sentence translated once."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, nodes
from jinja2.visitor import NodeTransformer

from ubah.core.render import Translate


def templates_in(translate: Translate) -> Environment:
    """Return the environment of the package's templates, in the language that ``translate`` is for."""
    return _Translated(
        translate,
        loader=PackageLoader("ubah.publish.markup"),
        autoescape=True,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )


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

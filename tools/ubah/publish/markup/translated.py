"""Templates in one language: everything autoescaped, each sentence translated once."""

from __future__ import annotations

from functools import lru_cache
from types import CodeType
from typing import Any

from jinja2 import BytecodeCache, Environment, PackageLoader, StrictUndefined, nodes
from jinja2.bccache import Bucket
from jinja2.visitor import NodeTransformer

from ubah.core.render import Translate


def templates_in(translate: Translate) -> Environment:
    """Return the environment of the package's templates, in the language that ``translate`` is for."""
    return _Translated(
        translate,
        bytecode_cache=_compiled_in(translate),
        loader=PackageLoader("ubah.publish.markup"),
        autoescape=True,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )


@lru_cache(maxsize=4)
def _compiled_in(translate: Translate) -> _Compiled:
    """Return what was compiled in a language: pages of each depth have an environment of their own."""
    return _Compiled()


class _Compiled(BytecodeCache):
    """Keeps templates, as compiled in one language, while the process lives."""

    def __init__(self) -> None:
        self._codes: dict[str, tuple[str, CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        checksum, code = self._codes.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._codes[bucket.key] = bucket.checksum, bucket.code


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

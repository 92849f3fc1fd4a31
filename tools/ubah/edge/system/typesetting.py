"""Typesetting to PDF by typst, which comes from PyPI with its own typefaces and needs nothing of the machine.

A document is plain data beside a template of ours. Typst takes it as data: no text in it is ever
read as markup, whatever it holds. No file is there to be read, and nothing is fetched.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from functools import lru_cache
from typing import Any, Final

import typst

STANDARDS: Final = ("a-2a", "ua-1")
"""PDF/A-2a for the archive (ISO 19005-2), PDF/UA-1 for those who have it read to them (ISO 14289-1)."""

LATIN = 0x17F
"""All of Latin-1 and Latin Extended-A is in the typefaces that typst brings."""

_PUNCTUATION = frozenset("–—‘’“”„•…‹›→−×≤≥€\u2009\u202f")  # noqa: RUF001 - signs to print
_PROBE = b'#set text(lang: "id")\n#set document(title: "-", date: datetime(year: 2000, month: 1, day: 1))\n#sys.inputs.text'


def typeset(template: bytes, document: Mapping[str, Any]) -> bytes:
    """Return the PDF of ``document`` as ``template`` sets it: PDF/A-2a, PDF/UA-1, same bytes on any day.

    A sign that no typeface has would make it no PDF/A; it is written by its number, [U+1F600].
    """
    missing = {sign for sign in _signs(document) if not _is_printable(sign)}
    try:
        return _compile(template, _replaced(document, missing))
    except typst.TypstError:
        # Signs that can be set alone but not together: all but the plainest go by their numbers.
        rare = {sign for sign in _signs(document) if not _is_plain(sign)}
        if rare == missing:
            raise
        return _compile(template, _replaced(document, rare))


def _compile(template: bytes, document: Mapping[str, Any]) -> bytes:
    return _pdf(template, {"data": json.dumps(document)})


def _pdf(source: bytes, inputs: dict[str, str]) -> bytes:
    with tempfile.TemporaryDirectory(prefix="ubah-") as nothing:
        compiler = typst.Compiler(
            source,
            root=nothing,
            font_paths=_typefaces(),
            ignore_system_fonts=True,
            sys_inputs=inputs,
            package_path=nothing,
            package_cache_path=nothing,
        )
        made = compiler.compile(format="pdf", pdf_standards=list(STANDARDS))
    assert isinstance(made, bytes)  # noqa: S101 - a list of them only for pictures
    return made


@lru_cache(maxsize=1)
def _typefaces() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def _is_plain(sign: str) -> bool:
    return sign == "\n" or " " <= sign <= "~" or 0xA0 <= ord(sign) <= LATIN or sign in _PUNCTUATION


@lru_cache(maxsize=4096)
def _is_printable(sign: str) -> bool:
    """Whether a typeface has ``sign``; typst itself is asked, in a millisecond."""
    if _is_plain(sign):
        return True
    try:
        _pdf(_PROBE, {"text": sign})
    except typst.TypstError:
        return False
    return True


def _signs(value: Any) -> Set[str]:
    return {sign for text in _texts(value) for sign in text}


def _texts(value: Any) -> Iterator[str]:
    """Yield all texts of plain data."""
    if isinstance(value, str):
        yield value
        return
    inner: Iterable[Any] = value.values() if isinstance(value, Mapping) else ()
    for each in value if isinstance(value, list | tuple) else inner:
        yield from _texts(each)


def _replaced(document: Mapping[str, Any], missing: Set[str]) -> Mapping[str, Any]:
    """Return the document with ``missing`` signs by their numbers, and whether there were any."""
    numbers = str.maketrans({sign: f"[U+{ord(sign):04X}]" for sign in missing})
    changed: Mapping[str, Any] = _each(document, lambda text: text.translate(numbers))
    return {**changed, "incomplete": bool(missing)}


def _each(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {name: _each(inner, change) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_each(inner, change) for inner in value]
    return value

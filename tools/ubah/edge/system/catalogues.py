"""The message catalogues that come with the package."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from importlib.resources import files

DOMAINS = ("ubah", "site")
"""The command line's and the judge's sentences, then the site's."""

SOURCE_LANGUAGE = "en"

_ENTRY = re.compile(
    r"""
    (?: ^\#,(?P<flags>.*)\n )?
    (?: ^\#\|.*\n )*                    # what a fuzzy entry was before
    ^msgid[ ] (?P<text>(?:".*"\n)+)
    ^msgstr[ ] (?P<translation>(?:".*"\n?)+)
    """,
    re.MULTILINE | re.VERBOSE,
)
_ESCAPED = re.compile(r"\\(.)")
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r"}


@lru_cache(maxsize=4)
def load(language: str) -> Callable[[str], str]:
    """Return the lookup from an English sentence to its translation into ``language``.

    What has no translation stays English; so does everything in a language without a catalogue. The same
    language has the same lookup, by which what was made of it can be kept.
    """
    sentences = _sentences(language)
    return lambda text: sentences.get(text, text)


def translates(language: str, text: str) -> bool:
    """Whether the catalogue of ``language`` has a translation of a sentence."""
    return text in _sentences(language)


@lru_cache(maxsize=4)
def _sentences(language: str) -> dict[str, str]:
    if language == SOURCE_LANGUAGE or not language.isalpha():
        return {}
    sentences: dict[str, str] = {}
    for domain in DOMAINS:
        for text, translation in _read(language, domain):
            sentences.setdefault(text, translation)
    return sentences


def _read(language: str, domain: str) -> Iterator[tuple[str, str]]:
    source = files("ubah").joinpath("locale", language, "LC_MESSAGES", f"{domain}.po")
    return pairs(source.read_text(encoding="utf-8")) if source.is_file() else iter(())


def pairs(catalogue: str) -> Iterator[tuple[str, str]]:
    """Yield each sentence of a ``.po`` file with its translation (decision 3).

    Left out is what lacks a translation, or has one that is marked as fuzzy. Plural forms and
    contexts are none of ours.
    """
    for entry in _ENTRY.finditer(catalogue):
        text, translation = _unquoted(entry["text"]), _unquoted(entry["translation"])
        if text and translation and "fuzzy" not in (entry["flags"] or ""):
            yield text, translation


def _unquoted(lines: str) -> str:
    text = lines.rstrip("\n")[1:-1].replace('"\n"', "")
    if "\\" not in text:
        return text
    return _ESCAPED.sub(lambda escaped: _CONTROLS.get(escaped[1], escaped[1]), text)

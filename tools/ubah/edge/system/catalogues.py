"""The message catalogues that come with the package."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from importlib.resources import files

from babel.messages.pofile import read_po

DOMAINS = ("ubah", "site")
"""The command line's and the judge's sentences, then the site's."""

SOURCE_LANGUAGE = "en"


def load(language: str) -> Callable[[str], str]:
    """Return the lookup from an English sentence to its translation into ``language``.

    What has no translation stays English; so does everything in a language without a catalogue.
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
    if not source.is_file():
        return
    with source.open("rb") as stream:
        catalogue = read_po(stream, locale=language, domain=domain)
    for entry in catalogue:
        text, translation = entry.id, entry.string
        if entry.fuzzy or not isinstance(text, str) or not isinstance(translation, str):
            continue
        if text and translation:
            yield text, translation

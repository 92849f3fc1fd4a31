"""What the tests of the site share besides fixtures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

from ubah.core.register.views import Register
from ubah.publish.gathered.context import Context, build_context
from ubah.publish.output.edition import Edition
from ubah.publish.site.assembly import render_pages
from ubah.publish.site.page import Page
from ubah.publish.words.language import Words

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "tools/ubah/locale/id/LC_MESSAGES/site.po"
NOW = datetime.fromisoformat("2026-07-03T09:00:00+08:00")
CONFIG = ROOT / "mkdocs.yml"
ENGLISH_CONFIG = ROOT / "site/mkdocs.en.yml"
Translate = Callable[[str], str]


def context(
    register: Register,
    language: str = "en",
    translate: Translate = str,
    *,
    now: datetime = NOW,
    internal: bool = False,
) -> Context:
    words = Words(language, translate, register.authority.office.zone)
    return build_context(register, now, words, internal)


def pages_of(
    register: Register,
    language: str = "en",
    translate: Translate = str,
    *,
    now: datetime = NOW,
    internal: bool = False,
) -> Mapping[str, Page]:
    pages = render_pages(context(register, language, translate, now=now, internal=internal))
    # A test looks into the same page again and again; a build writes each once.
    return {path: replace(page, render=cache(page.render)) for path, page in pages.items()}


def alone(language: str, translate: Translate = str, config: Path = CONFIG) -> tuple[Edition]:
    return (Edition(language, translate, config),)


def both(indonesian: Translate) -> tuple[Edition, Edition]:
    return (
        Edition("id", indonesian, CONFIG, "", "en/"),
        Edition("en", str, ENGLISH_CONFIG, "en", "../"),
    )

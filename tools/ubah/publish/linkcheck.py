"""Checks a finished site: every link inside it leads somewhere, and nothing is fetched outside."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

RESOURCES = {
    "audio": "src",
    "embed": "src",
    "iframe": "src",
    "image": "href",
    "img": "src",
    "input": "src",
    "link": "href",
    "object": "data",
    "script": "src",
    "source": "src",
    "track": "src",
    "use": "href",
    "video": "src",
}
"""What a browser fetches by itself; an ``<a href>`` is only followed by a reader."""

ABSOLUTE_PAGES = frozenset({"404.html"})
"""A server shows this one at any address, so its links start at the site's root."""

_CSS_URL = re.compile(r"url\(\s*['\"]?(?P<url>[^'\")]+)|@import\s+['\"](?P<imported>[^'\"]+)")


_TAG = re.compile(r"<([a-z]+)((?: [a-z-]+=\"[^\"]*\"| [a-z-]+)+)")
_ATTRIBUTE = re.compile(r" (href|src|id|name|data|srcset|style)=\"([^\"]*)\"")


@dataclass
class _Found:
    links: list[str] = field(default_factory=list)
    resources: list[str] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found = _Found()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        _note(tag, {name: value for name, value in attrs if value is not None}, self.found)


def _note(tag: str, values: Mapping[str, str], found: _Found) -> None:
    """Take from a tag what may be followed, what is fetched, and what may be pointed to."""
    found.anchors.update(values[name] for name in ("id", "name") if name in values)
    if tag == "a" and "href" in values:
        found.links.append(values["href"])
    if RESOURCES.get(tag, "") in values:
        found.resources.append(values[RESOURCES[tag]])
    if "srcset" in values:
        parts = values["srcset"].split(",")
        found.resources += [part.split()[0] for part in parts if part.strip()]
    for styled in _CSS_URL.finditer(values.get("style", "")):
        found.resources.append(styled["url"] or styled["imported"])


def check_site(root: Path, generated: Set[str] = frozenset()) -> tuple[str, ...]:
    """Return what is wrong with the links of the site below ``root``, one sentence each.

    The pages named as ``generated`` are read by a pattern instead of a parser, ten times faster:
    their attributes are all written by autoescaped templates, in double quotes.
    """
    files = frozenset(
        path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()
    )
    pages = {
        name: (_scan if name in generated else _read)((root / name).read_text("utf-8"))
        for name in sorted(files)
        if name.endswith(".html")
    }
    problems = [problem for name in pages for problem in _page_problems(name, pages, files)]
    for name in sorted(files):
        if name.endswith(".css"):
            problems += _style_problems(name, (root / name).read_text("utf-8"))
    return tuple(problems)


def _read(html: str) -> _Found:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.found


def _scan(page: str) -> _Found:
    found = _Found()
    for tag, attributes in _TAG.findall(page):
        values = {name: unescape(value) for name, value in _ATTRIBUTE.findall(attributes)}
        _note(tag, values, found)
    return found


def _page_problems(name: str, pages: Mapping[str, _Found], files: frozenset[str]) -> Iterator[str]:
    page = pages[name]
    for url in page.resources:
        if _leaves(url):
            yield f"{name}: fetches {url} from another host"
    for url in dict.fromkeys((*page.links, *page.resources)):
        parts = urlsplit(url)
        if parts.scheme or parts.netloc:
            continue
        target = _target(name, unquote(parts.path))
        if target not in files:
            yield f"{name}: {url} leads nowhere"
        elif (
            parts.fragment
            and "=" not in parts.fragment
            and target in pages
            and not _has_anchor(pages[target], parts.fragment)
        ):
            yield f"{name}: {url} names no place on that page"


def _leaves(url: str) -> bool:
    parts = urlsplit(url)
    return bool(parts.netloc) or parts.scheme in ("http", "https")


def _target(name: str, path: str) -> str:
    if not path:
        return name
    base = "" if name in ABSOLUTE_PAGES else posixpath.dirname(name)
    joined = posixpath.normpath(posixpath.join("/", base, path)).lstrip("/")
    return posixpath.join(joined, "index.html") if path.endswith("/") or not joined else joined


def _has_anchor(page: _Found, fragment: str) -> bool:
    return unquote(fragment) in page.anchors


def _style_problems(name: str, text: str) -> Iterator[str]:
    for match in _CSS_URL.finditer(text):
        url = match["url"] or match["imported"]
        if _leaves(url):
            yield f"{name}: fetches {url} from another host"

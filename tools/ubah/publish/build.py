"""Puts the generated pages into MkDocs' frame; the only module that knows MkDocs.

The theme renders one hidden page a folder (the shell), whose title and content are marks. Its HTML
is kept, not written, and filled for each generated page; the sections of the navigation are pages
of their own with the same marks. So ten thousand records cost no more than their own HTML, and
what stands beside the pages is written while MkDocs still works.
"""

from __future__ import annotations

import gc
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from markupsafe import escape
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, MkDocsException
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils.templates import TemplateContext

from ubah.core.diagnostics import CannotRun, msg
from ubah.core.register.views import Register
from ubah.core.render import Translate
from ubah.publish.addresses import site_address
from ubah.publish.context import build_context
from ubah.publish.frame import HEADING, SHELL, TITLE, Frame
from ubah.publish.linkcheck import NOT_FOUND, FoundLinks, check_site
from ubah.publish.pages.more import MORE
from ubah.publish.pages.start import START
from ubah.publish.site import (
    GROUPED,
    SECTIONS,
    TABS,
    Page,
    expected_pages,
    files_beside,
    render_pages,
)
from ubah.publish.words import Words
from ubah.publish.writing import Writer, open_writer

SUMMARY = '<div data-ubah="ringkasan"></div>'
_FRONT = "---\ntitle: {title}\nhide: [navigation, toc]\nsearch: {{exclude: true}}\n---\n"
_SEARCH_DIALOG = 'data-md-component="search" role="dialog"'
_LISTED = 5


@dataclass(frozen=True)
class Edition:
    """The site in one language: its settings file, and the folder that it goes into below ``out``.

    ``other`` leads from its root to the root of the edition in the other language, "" if none.
    """

    language: str
    translate: Translate
    config: Path
    folder: str = ""
    other: str = ""


def build_site(
    register: Register,
    now: datetime,
    internal: bool,
    editions: Sequence[Edition],
    out: Path,
    *,
    on: date | None = None,
) -> int:
    """Build the whole site into ``out`` and return the number of record pages of an edition.

    Args:
        register: What is published.
        now: The moment that ages and offices are told for.
        internal: Whether restricted fields are shown.
        editions: The languages; the first one goes into ``out`` itself.
        out: The folder to build into; what is in it is removed.
        on: The day that the pages say ``now`` belongs to, None where it is the present.

    Raises:
        CannotRun: if MkDocs refuses, a page is missing, or a link leads nowhere.
    """
    found: dict[str, FoundLinks] = {}
    gc.freeze()  # the register stays: it is not searched for waste again and again
    try:
        for edition in editions:
            found |= _build_edition(register, now, internal, edition, out, on)
    finally:
        gc.unfreeze()
    problems = check_site(out, found, urlsplit(site_address(register.authority.raw_office)).path)
    if problems:
        listed = "; ".join(problems[:_LISTED])
        raise CannotRun(
            msg("{count} links of the site are broken: {links}", count=len(problems), links=listed)
        )
    return len(register.records)


def _build_edition(
    register: Register,
    now: datetime,
    internal: bool,
    edition: Edition,
    out: Path,
    on: date | None,
) -> dict[str, FoundLinks]:
    """Build one language; return path → links of the pages that were filled into a shell."""
    _check_out(edition.config, out)
    target = out / edition.folder if edition.folder else out
    zone = register.authority.office.zone
    words = Words(edition.language, edition.translate, zone, gap="\u00a0")
    ctx = build_context(register, now, words, internal, edition.folder)
    pages = render_pages(ctx)
    if len(pages) != expected_pages(register):
        raise _wrong_count(expected_pages(register), len(pages))
    settings = _settings(register, now, internal, words, on)
    with open_writer(pages, files_beside(ctx)) as writer:
        top = urlsplit(ctx.address).path or (f"/{edition.folder}/" if edition.folder else "/")
        plugin = RegisterPages(pages, writer, edition.translate, top)
        _run_mkdocs(edition, target, settings, plugin)
    _add_to_search(target, pages)
    written = sum((target / path).is_file() for path in plugin.found)
    if written != len(pages):
        raise _wrong_count(len(pages), written)
    prefix = f"{edition.folder}/" if edition.folder else ""
    return {f"{prefix}{path}": found for path, found in plugin.found.items()}


class RegisterPages(BasePlugin):  # type: ignore[type-arg,no-untyped-call] # it has no settings of its own
    """Adds the pages of one register to a build; made for that build and handed to MkDocs."""

    def __init__(
        self, pages: Mapping[str, Page], writer: Writer, translate: Translate, top: str
    ) -> None:
        """Take what to add; ``top``: where on its host this edition stands, such as /ubah/en/."""
        self._pages = pages
        self._top = top
        self._writer = writer
        self._translate = translate
        self._frames: dict[str, Frame] = {}
        self.found: dict[str, FoundLinks] = {}

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Put a tab for each main section behind the start page, and the rest under a last one."""
        if config.nav is not None:
            tabs, grouped = (
                [{self._pages[p].title: _source(p)} for p in paths if p in self._pages]
                for paths in (TABS, GROUPED)
            )
            more = {self._pages[MORE].title: [*grouped, *config.nav[1:]]}
            config.nav = [*config.nav[:1], *tabs, more]
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the sections and one shell for each folder; MkDocs has emptied the site by now."""
        self._writer.write_files(str(config.site_dir))
        for path in (own for own in SECTIONS if own in self._pages):
            front = _FRONT.format(title=json.dumps(self._pages[path].title, ensure_ascii=False))
            files.append(File.generated(config, _source(path), content=front))
        front = _FRONT.format(title=TITLE)
        for shell in dict.fromkeys(_frame_source(path) for path in self._pages if _in_shell(path)):
            hidden = InclusionLevel.NOT_IN_NAV
            files.append(File.generated(config, shell, content=front, inclusion=hidden))
        return files

    def on_template_context(
        self, context: TemplateContext, *, template_name: str, **_: Any
    ) -> TemplateContext:
        """A server shows 404.html at an address of any depth: its links start at the site's top."""
        if template_name == NOT_FOUND:
            context["base_url"] = self._top
        return context

    def on_page_content(self, html: str, *, page: MkDocsPage, **_: Any) -> str:
        """Mark where the content goes; the mark looks like a heading to the theme."""
        if page.file.dest_uri == START:
            return html.replace(SUMMARY, HEADING) if SUMMARY in html else html + HEADING
        return HEADING if self._is_ours(page) else self._without_dead_links(html)

    def on_post_page(self, output: str, *, page: MkDocsPage, **_: Any) -> str:
        """Keep what is a frame for generated pages; MkDocs doesn't write it."""
        output = output.replace(_SEARCH_DIALOG, f'{_SEARCH_DIALOG} aria-label="{self._search()}"')
        if not self._is_ours(page):
            return output
        self._frames[page.file.src_uri] = Frame(output)
        return ""

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write the pages into their frames."""
        frames = {path: self._frames[_frame_source(path)] for path in self._pages}
        self.found = self._writer.write_pages(str(config.site_dir), frames)

    def _without_dead_links(self, html: str) -> str:
        """Leave of a link to a section that the process lacks its words alone."""
        for path in SECTIONS:
            if path not in self._pages:
                link = rf'<a href="(?:\.\./)*{re.escape(path)}(?:#[^"]*)?">(.*?)</a>'
                html = re.sub(link, r"\1", html)
        return html

    def _is_ours(self, page: MkDocsPage) -> bool:
        own = page.file.src_uri.endswith(f"/{SHELL}/index.md")
        return own or page.file.dest_uri == START or page.file.dest_uri in SECTIONS

    def _search(self) -> str:
        _ = self._translate
        return str(escape(_("Search")))


def _source(path: str) -> str:
    return path.removesuffix(".html") + ".md"


def _in_shell(path: str) -> bool:
    return path != START and path not in SECTIONS


def _frame_source(path: str) -> str:
    """Return the source of a page's frame; pages two folders deep share one a folder, a shell."""
    return f"{path.split('/', 1)[0]}/{SHELL}/index.md" if _in_shell(path) else _source(path)


def _settings(
    register: Register, now: datetime, internal: bool, words: Words, on: date | None
) -> dict[str, str]:
    _ = words.translate
    office = register.authority.office
    notices = []
    if office.sample:
        notices.append(_("Sample data: this office and its people do not exist."))
    if internal:
        notices.append(_("Internal edition: holds restricted information; do not publish."))
    if on is not None:
        told = _("This site speaks as of {day}: ages and time limits are counted to that day.")
        notices.append(told.format(day=words.day(on)))
    name = _("Change register – {office}").format(office=office.name)
    told = _("{office}, as of {time}").format(office=office.name, time=words.time(now))
    if register.audit.tip:
        told += " · " + _("commit {commit}").format(commit=register.audit.tip[:10])
    return {"site_name": name, "notice": " ".join(notices), "footer": str(escape(told))}


def _run_mkdocs(
    edition: Edition, out: Path, settings: Mapping[str, str], plugin: RegisterPages
) -> None:
    try:
        loaded = load_config(
            str(edition.config), site_dir=str(out), site_name=settings["site_name"], strict=True
        )
        loaded.theme["language"] = edition.language
        loaded.extra["ubah_other"] = edition.other
        loaded.extra["ubah_notice"] = settings["notice"]
        loaded.copyright = settings["footer"]
        plugin.load_config({})
        loaded.plugins["ubah"] = plugin
        loaded.plugins.on_startup(command="build", dirty=False)
        try:
            build(loaded)
        finally:
            loaded.plugins.on_shutdown()
    except (MkDocsException, Abort) as problem:
        reason = str(problem)
        raise CannotRun(
            msg("MkDocs could not build the site: {reason}", reason=reason)
        ) from problem


def _add_to_search(out: Path, pages: Mapping[str, Page]) -> None:
    """Add one entry a page to the index that the search plugin wrote, if it is switched on."""
    index = out / "search" / "search_index.json"
    if not index.is_file():
        return
    data = json.loads(index.read_text("utf-8"))
    data["docs"] += [
        {"location": path, "title": str(escape(page.title)), "text": str(escape(page.search_text))}
        for path, page in pages.items()
        if page.search_text
    ]
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    index.write_text(text, "utf-8")
    # From a folder, the theme looks for the index in a script.
    index.with_suffix(".js").write_text(f"var __index = {text};\n", "utf-8")


def _check_out(config: Path, out: Path) -> None:
    """A build empties its folder: it must not be one that holds the sources."""
    target, home = out.resolve(), config.resolve().parent
    if target == home or target in home.parents or target.is_relative_to(home / "site"):
        raise CannotRun(
            msg(
                "the site cannot be built into {path}: that folder holds its sources", path=str(out)
            )
        )


def _wrong_count(expected: int, found: int) -> CannotRun:
    return CannotRun(
        msg("the site has {found} pages instead of {expected}", found=found, expected=expected)
    )

"""Puts the generated pages into MkDocs' frame; the only module that knows MkDocs.

The theme renders one hidden page a folder (the shell), whose title and content are marks. Its HTML
is kept, not written, and filled for each generated page; the sections of the navigation are pages
of their own with the same marks. So ten thousand records cost no more than their own HTML, and
what stands beside the pages is written while MkDocs still works.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

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
from ubah.core.render import Translate
from ubah.publish.output.edition import Edition
from ubah.publish.output.frame import HEADING, SHELL, TITLE, Frame
from ubah.publish.output.linkcheck import NOT_FOUND, FoundLinks
from ubah.publish.output.writing import Writer
from ubah.publish.pages.more import MORE
from ubah.publish.pages.start import START
from ubah.publish.site.page import Page
from ubah.publish.site.table import GROUPED, NAVIGATION, TABS

SUMMARY = '<div data-ubah="ringkasan"></div>'
_FRONT = "---\ntitle: {title}\nhide: [navigation, toc]\nsearch: {{exclude: true}}\n---\n"
_SEARCH_DIALOG = 'data-md-component="search" role="dialog"'


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
        for path in (own for own in NAVIGATION if own in self._pages):
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
        for path in NAVIGATION:
            if path not in self._pages:
                link = rf'<a href="(?:\.\./)*{re.escape(path)}(?:#[^"]*)?">(.*?)</a>'
                html = re.sub(link, r"\1", html)
        return html

    def _is_ours(self, page: MkDocsPage) -> bool:
        own = page.file.src_uri.endswith(f"/{SHELL}/index.md")
        return own or page.file.dest_uri == START or page.file.dest_uri in NAVIGATION

    def _search(self) -> str:
        _ = self._translate
        return str(escape(_("Search")))


def _source(path: str) -> str:
    return path.removesuffix(".html") + ".md"


def _in_shell(path: str) -> bool:
    return path != START and path not in NAVIGATION


def _frame_source(path: str) -> str:
    """Return the source of a page's frame; pages two folders deep share one a folder, a shell."""
    return f"{path.split('/', 1)[0]}/{SHELL}/index.md" if _in_shell(path) else _source(path)


def run_mkdocs(
    edition: Edition, out: Path, notices: Mapping[str, str], plugin: RegisterPages
) -> None:
    """Have MkDocs build an edition into ``out``; ``notices`` are those of `notices_of`.

    Raises:
        CannotRun: if MkDocs refuses.
    """
    try:
        loaded = load_config(
            str(edition.config), site_dir=str(out), site_name=notices["site_name"], strict=True
        )
        loaded.theme["language"] = edition.language
        loaded.extra["ubah_other"] = edition.other
        loaded.extra["ubah_notice"] = notices["notice"]
        loaded.copyright = notices["footer"]
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


def add_to_search(out: Path, pages: Mapping[str, Page]) -> None:
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
    index.write_bytes(text.encode())
    # From a folder, the theme looks for the index in a script.
    index.with_suffix(".js").write_bytes(f"var __index = {text};\n".encode())

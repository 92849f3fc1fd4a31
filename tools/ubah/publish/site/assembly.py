"""The published site's pages, as plain functions from the register: no git, clock or MkDocs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import chain

from ubah.core.figures.periods import spans_of
from ubah.core.register.views import Register
from ubah.publish.addresses.paths import (
    ARCHIVE_PAGE,
    asset_url,
    recap_url,
    record_feed_url,
    record_url,
)
from ubah.publish.exports.feeds import record_atom
from ubah.publish.gathered.context import Context
from ubah.publish.pages.archive import archive_body, archive_part_body, archive_parts
from ubah.publish.pages.assets import ASSETS_DATA, asset_body, assets_data
from ubah.publish.pages.changelog import list_body, list_pages
from ubah.publish.pages.downloads import download_files
from ubah.publish.pages.recap import recap_body
from ubah.publish.pages.record import record_body, search_text
from ubah.publish.show.recap import recap_title
from ubah.publish.site.changelog_data import CASES_DATA, CHANGELOG_DATA, cases_data, changelog_data
from ubah.publish.site.page import Page
from ubah.publish.site.table import sections_of

SEARCHED_RECORDS = 2000
"""Above this the search index is too slow on a phone; the change log has its own filter."""


def render_pages(ctx: Context) -> Mapping[str, Page]:
    """Return path → page for everything that is made from the register."""
    made = (_sections, _lists, _recaps, _records, _assets, _archive)
    return dict(chain.from_iterable(make(ctx) for make in made))


def files_beside(ctx: Context) -> Mapping[str, Callable[[], bytes]]:
    """Return path → what makes the file, of all that stands beside the pages."""
    pictures = [ctx.picture(view) for view in ctx.register.records]
    return {
        **download_files(ctx),
        CHANGELOG_DATA: lambda: changelog_data(ctx).encode(),
        CASES_DATA: lambda: cases_data(ctx).encode(),
        ASSETS_DATA: lambda: assets_data(ctx).encode(),
        **{drawn.url: partial(bytes, drawn.svg) for drawn in pictures},
        **{
            record_feed_url(view.record.id): partial(record_atom, view, ctx)
            for view in ctx.register.records
        },
    }


def render_files(ctx: Context) -> Mapping[str, bytes]:
    """Return path → content of what stands beside the pages: rows, pictures, downloads."""
    return {path: make() for path, make in files_beside(ctx).items()}


def expected_pages(register: Register) -> int:
    """Return how many pages `render_pages` must give; the build fails on any other number."""
    lists = sum(1 for _ in list_pages(view.record.id for view in register.records))
    recaps = len(spans_of(register))
    sections = len(sections_of(register.authority.sop))
    archive = sum(1 for _ in archive_parts(register.archive))
    archive += 1 if archive else 0  # the page that leads to them
    return sections + lists + recaps + len(register.records) + len(register.assets) + archive


def _sections(ctx: Context) -> Iterator[tuple[str, Page]]:
    for section in sections_of(ctx.register.authority.sop):
        yield section.path, section.page(ctx)


def _lists(ctx: Context) -> Iterator[tuple[str, Page]]:
    for part in list_pages(ctx.records):
        title = part.title(ctx)
        yield part.url, Page(title, partial(list_body, part, ctx), "")


def _recaps(ctx: Context) -> Iterator[tuple[str, Page]]:
    for span in ctx.spans:
        title = recap_title(span, ctx)
        yield recap_url(span), Page(title, partial(recap_body, span, ctx), title)


def _records(ctx: Context) -> Iterator[tuple[str, Page]]:
    searched = len(ctx.register.records) <= SEARCHED_RECORDS
    for view in ctx.register.records:
        path = record_url(view.record.id)
        text = search_text(view, ctx) if searched else ""
        title = f"{view.record.id} – {view.record.title}"
        yield path, Page(title, partial(record_body, view, ctx), text)


def _assets(ctx: Context) -> Iterator[tuple[str, Page]]:
    for view in ctx.register.assets:
        path = asset_url(view.asset.id)
        text = str(view.asset.data["specification"])
        title = f"{view.asset.id} – {view.asset.data['name']}"
        yield path, Page(title, partial(asset_body, view, ctx), text)


def _archive(ctx: Context) -> Iterator[tuple[str, Page]]:
    """Yield the archive's pages, where the office has one."""
    parts = tuple(archive_parts(ctx.register.archive))
    if parts:
        title = ctx.words.translate("Archive")
        yield ARCHIVE_PAGE, Page(title, partial(archive_body, ctx), title)
    for part in parts:
        body = partial(archive_part_body, part, ctx)
        yield part.url, Page(part.title(ctx), body, part.search_text(ctx))

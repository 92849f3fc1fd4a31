"""The published site's pages, as plain functions from the register: no git, clock or MkDocs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ubah.core.register import Register
from ubah.core.render import Translate
from ubah.publish.context import Context, asset_url, build_context, record_url
from ubah.publish.pages.lists import ASSETS, CHANGELOG, asset_body, assets_body, changelog_body
from ubah.publish.pages.office import AUDIT, ROLES, audit_body, roles_body
from ubah.publish.pages.record import record_body, search_text
from ubah.publish.pages.sop import SOP, sop_body
from ubah.publish.pages.start import START, start_body
from ubah.publish.words import Words

SECTIONS = (CHANGELOG, ASSETS, SOP, ROLES, AUDIT)
"""The generated pages that stand in the site's navigation, in order."""

SEARCHED_RECORDS = 2000
"""Above this the search index is too slow on a phone; the change log has its own filter."""


@dataclass(frozen=True)
class Page:
    """A page without its frame.

    ``search_text`` is "" for what the search leaves out; ``depth`` counts the folders above it.
    """

    title: str
    body: str
    search_text: str
    depth: int


def render_pages(
    register: Register, now: datetime, language: str, internal: bool, translate: Translate
) -> Mapping[str, Page]:
    """Return path → page for everything that is made from the register.

    Args:
        register: What is published.
        now: The moment that ages and offices are told for.
        language: ``id`` or ``en``.
        internal: Whether restricted fields are shown.
        translate: The catalogue's lookup.
    """
    words = Words(language, translate, register.authority.office.zone)
    ctx = build_context(register, now, words, internal)
    pages = _sections(ctx)
    searched = len(register.records) <= SEARCHED_RECORDS
    for view in register.records:
        path = record_url(view.record.id)
        text = search_text(view, ctx) if searched else ""
        title = f"{view.record.id} – {view.record.title}"
        pages[path] = Page(title, record_body(view, ctx), text, path.count("/"))
    for asset in register.assets:
        path = asset_url(asset.asset.id)
        name = str(asset.asset.data["name"])
        text = str(asset.asset.data["specification"])
        title = f"{asset.asset.id} – {name}"
        pages[path] = Page(title, asset_body(asset, ctx), text, path.count("/"))
    return pages


def expected_pages(register: Register) -> int:
    """Return how many pages `render_pages` must give; the build fails on any other number."""
    return 1 + len(SECTIONS) + len(register.records) + len(register.assets)


def _sections(ctx: Context) -> dict[str, Page]:
    _ = ctx.words.translate
    title = ctx.words.label(ctx.register.authority.sop.title)
    return {
        START: Page(_("Home"), start_body(ctx), "", 0),
        CHANGELOG: Page(_("Change log"), changelog_body(ctx), _("All requests for change"), 1),
        ASSETS: Page(_("Asset register"), assets_body(ctx), _("All assets"), 1),
        SOP: Page(_("SOP"), sop_body(ctx), title, 1),
        ROLES: Page(_("Officers"), roles_body(ctx), _("Who holds which office"), 1),
        AUDIT: Page(_("Audit"), audit_body(ctx), ctx.words.verdict(ctx.register.audit.verdict), 1),
    }

"""The pages that a site has once, a line each, in the order of the navigation.

A new one has its module in `publish/pages`, its template, and its line here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial

from ubah.core.diagnostics import Message, msg
from ubah.core.figures.process import releases
from ubah.core.sop import Sop
from ubah.publish.addresses.paths import CALENDAR, CHANGELOG
from ubah.publish.gathered.context import Context
from ubah.publish.pages.assets import ASSETS, assets_body
from ubah.publish.pages.audit import AUDIT, audit_body, verdict_word
from ubah.publish.pages.calendar import calendar_body
from ubah.publish.pages.changelog import changelog_body
from ubah.publish.pages.dashboard import DASHBOARD, dashboard_body
from ubah.publish.pages.downloads import DOWNLOADS, downloads_body
from ubah.publish.pages.more import MORE, more_body
from ubah.publish.pages.officers import ROLES, roles_body
from ubah.publish.pages.recap import RECAP, recaps_body
from ubah.publish.pages.request import REQUEST, request_body
from ubah.publish.pages.rules import RULES, rules_body
from ubah.publish.pages.sop import SOP, sop_body, sop_title
from ubah.publish.pages.start import START, start_body
from ubah.publish.site.page import Page


class Reached(Enum):
    """How a reader gets to a page: the site begins with it, by a tab, under the last tab, by links."""

    AT_ONCE = auto()
    TAB = auto()
    LAST_TAB = auto()
    LINK = auto()


@dataclass(frozen=True)
class Section:
    """A page that the site has once.

    ``search`` is what the search finds it by, None for what is left out there; ``needed`` says
    whether a process has the page.
    """

    path: str
    title: Message
    body: Callable[[Context], str]
    reached: Reached
    search: Message | Callable[[Context], str] | None = None
    needed: Callable[[Sop], bool] = lambda _sop: True

    def page(self, ctx: Context) -> Page:
        """Return the page."""
        say, search = ctx.words.message, self.search
        found = say(search) if isinstance(search, Message) else search(ctx) if search else ""
        return Page(say(self.title), partial(self.body, ctx), found)


AT_ONCE, TAB, LAST_TAB, LINK = Reached
RULES_TITLE = msg("The rules that the audit checks")
SECTIONS = (
    Section(START, msg("Home"), start_body, AT_ONCE),
    Section(MORE, msg("More"), more_body, LAST_TAB),
    Section(
        REQUEST, msg("Submit a request"), request_body, LAST_TAB, msg("Form for a new request")
    ),
    Section(CHANGELOG, msg("Change log"), changelog_body, TAB, msg("All requests for change")),
    Section(ASSETS, msg("Asset register"), assets_body, TAB, msg("All assets")),
    Section(CALENDAR, msg("Calendar"), calendar_body, TAB, msg("Planned releases"), releases),
    Section(DASHBOARD, msg("Performance"), dashboard_body, TAB, msg("The key figures of the SOP")),
    Section(RECAP, msg("Recaps"), recaps_body, LAST_TAB),
    Section(SOP, msg("SOP"), sop_body, LAST_TAB, sop_title),
    Section(ROLES, msg("Officers"), roles_body, LAST_TAB, msg("Who holds which office")),
    Section(AUDIT, msg("Audit"), audit_body, TAB, verdict_word),
    Section(DOWNLOADS, msg("Downloads"), downloads_body, LAST_TAB, msg("Downloads")),
    Section(RULES, RULES_TITLE, rules_body, LINK, RULES_TITLE),
)

TABS, GROUPED = (
    tuple(section.path for section in SECTIONS if section.reached is way) for way in (TAB, LAST_TAB)
)
NAVIGATION = (*TABS, *GROUPED)
"""The pages that stand in the site's navigation, behind the start page."""


def sections_of(sop: Sop) -> tuple[Section, ...]:
    """Return the pages that a process has: no calendar without releases."""
    return tuple(section for section in SECTIONS if section.needed(sop))

"""Where pages stand in the site, of those that others link to."""

from __future__ import annotations

from ubah.core.figures.periods import Span

CHANGELOG = "perubahan/index.html"
CALENDAR = "kalender/index.html"
ARCHIVE_PAGE = "perubahan/arsip/index.html"


def record_url(number: str) -> str:
    """Return the path of a record's page."""
    return f"rfc/{number}/index.html"


def record_feed_url(number: str) -> str:
    """Return the path of the feed of a record's steps."""
    return f"rfc/{number}/umpan.atom"


def asset_url(asset: str) -> str:
    """Return the path of an asset's page."""
    return f"aset/{asset}/index.html"


def archive_url(year: str, part: int) -> str:
    """Return the path of a page of archived requests; ``part`` is 0 where a year has one page."""
    suffix = f"-{part}" if part else ""
    return f"perubahan/arsip-{year}{suffix}/index.html"


def recap_url(span: Span) -> str:
    """Return the path of a period's page."""
    return f"rekap/{span.key}/index.html"

"""Builds the whole site, edition by edition, and refuses what came out incomplete."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlsplit

from ubah.core.diagnostics import CannotRun, msg
from ubah.core.register.views import Register
from ubah.publish.addresses.attachments import attachment_url
from ubah.publish.addresses.office import site_address
from ubah.publish.gathered.context import build_context
from ubah.publish.output.edition import Edition, notices_of
from ubah.publish.output.linkcheck import FoundLinks, check_site
from ubah.publish.output.theme import RegisterPages, add_to_search, run_mkdocs
from ubah.publish.output.writing import SiteProgress, open_writer, write_file
from ubah.publish.site.assembly import (
    expected_pages,
    files_beside,
    render_pages,
)
from ubah.publish.words.language import Words

_LISTED = 5


def build_site(
    register: Register,
    now: datetime,
    internal: bool,
    editions: Sequence[Edition],
    out: Path,
    *,
    on: date | None = None,
    attachments: Iterable[tuple[str, bytes]] | None = None,
    progress: SiteProgress = lambda _done, _all: None,
) -> int:
    """Build the whole site into ``out`` and return the number of record pages of an edition.

    Args:
        register: What is published.
        now: The moment that ages and offices are told for.
        internal: Whether restricted fields are shown.
        editions: The languages; the first one goes into ``out`` itself.
        out: The folder to build into; what is in it is removed.
        attachments: Those that may be shown, by their path in the repository; None: show none.
        on: The day that the pages say ``now`` belongs to, None where it is the present.
        progress: Is told how many pages of how many are written, of all languages.

    Raises:
        CannotRun: if MkDocs refuses, a page is missing, or a link leads nowhere.
    """
    if attachments is None:
        register = replace(register, kept={})
    found: dict[str, FoundLinks] = {}
    gc.freeze()  # the register stays: it is not searched for waste again and again
    try:
        for number, edition in enumerate(editions):

            def written(done: int, all_: int, earlier: int = number) -> None:
                progress(earlier * all_ + done, len(editions) * all_)

            found |= _build_edition(register, now, internal, edition, out, on, written)
    finally:
        gc.unfreeze()
    for path, content in attachments or ():
        write_file(out / attachment_url(path), content)
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
    progress: SiteProgress,
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
    notices = notices_of(register, now, internal, words, on)
    with open_writer(pages, files_beside(ctx), progress) as writer:
        top = urlsplit(ctx.address).path or (f"/{edition.folder}/" if edition.folder else "/")
        plugin = RegisterPages(pages, writer, edition.translate, top)
        run_mkdocs(edition, target, notices, plugin)
    add_to_search(target, pages)
    written = sum((target / path).is_file() for path in plugin.found)
    if written != len(pages):
        raise _wrong_count(len(pages), written)
    prefix = f"{edition.folder}/" if edition.folder else ""
    return {f"{prefix}{path}": found for path, found in plugin.found.items()}


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

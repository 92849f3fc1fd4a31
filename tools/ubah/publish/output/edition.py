"""The site in one language, and what stands on each of its pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from markupsafe import escape

from ubah.core.register.views import Register
from ubah.core.render import Translate
from ubah.publish.words.language import Words


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


def notices_of(
    register: Register, now: datetime, internal: bool, words: Words, on: date | None
) -> dict[str, str]:
    """Return what all its pages say: the site's name, a notice at the top, the line at the foot."""
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

"""What is said of where a request stands: how long it has waited, for whom, how it failed."""

from __future__ import annotations

from collections.abc import Mapping

from ubah.core.register.classification import EMERGENCY, NORMAL
from ubah.core.register.releases import CANCELLED
from ubah.core.register.standing import ROLLED_BACK, Standing
from ubah.publish.words.language import Words


def age_words(standing: Standing, words: Words) -> str:
    """Return the age of an open request in its state, with the office's limit where there is one."""
    _ = words.translate
    age = words.span(standing.age)
    if standing.limit_days is None:
        return age
    told = _("{age}, over limit ({limit})") if standing.overdue else _("{age}, limit {limit}")
    return told.format(age=age, limit=words.days(standing.limit_days))


def waiting_word(standing: Standing, words: Words) -> str:
    """Return the offices that a request waits for, "" for none."""
    return " / ".join(words.label(label) for label in standing.offices)


def kind_word(kind: str, words: Words) -> str:
    """Return what a kind of change is called, a dash while step 4 has not decided."""
    _ = words.translate
    return {NORMAL: _("Normal"), EMERGENCY: _("Emergency")}.get(kind, "–")


def setback_words(words: Words) -> Mapping[str, str]:
    """Return setback → what is said of it."""
    _ = words.translate
    return {ROLLED_BACK: _("Rolled back"), CANCELLED: _("Release cancelled")}

"""How long a request has waited, beside how long the office lets it wait there."""

from __future__ import annotations

from ubah.publish.show.standing import Standing
from ubah.publish.words import Words


def age_words(standing: Standing, words: Words) -> str:
    """Return the age of an open request in its state, with the office's limit where there is one."""
    _ = words.translate
    age = words.span(standing.age)
    if standing.limit_days is None:
        return age
    told = _("{age}, over limit ({limit})") if standing.overdue else _("{age}, limit {limit}")
    return told.format(age=age, limit=words.days(standing.limit_days))

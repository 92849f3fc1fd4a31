"""What each guard of the action table demands, in a sentence for readers."""

from __future__ import annotations

from ubah.core.guards.demands import demand
from ubah.core.render import Translate, render


def guard_words(name: str, translate: Translate) -> str:
    """Return the guard's demand; a guard that is not known here stands by its name."""
    return render(demand(name), translate, "en")

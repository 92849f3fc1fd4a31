"""What each guard of the action table demands, in a sentence for readers."""

from __future__ import annotations

from ubah.core.guards import GUARDS
from ubah.core.render import Translate, render


def guard_words(name: str, translate: Translate) -> str:
    """Return the guard's demand."""
    return render(GUARDS[name].demands, translate, "en")

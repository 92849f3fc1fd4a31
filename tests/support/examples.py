"""How many examples a test of Hypothesis tries."""

from __future__ import annotations

from hypothesis import settings

USUAL = 100


def examples(many: int) -> int:
    """Return the share of ``many`` that the profile at hand tries."""
    return many * settings.default.max_examples // USUAL

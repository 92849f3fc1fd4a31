"""What all tests share: how many examples Hypothesis tries, unless told to be thorough."""

from __future__ import annotations

from hypothesis import settings

# `make test` tries a quarter; `make test-slow` asks for all: pytest --hypothesis-profile=thorough
settings.register_profile("quick", max_examples=25)
settings.register_profile("thorough", max_examples=100)
settings.load_profile("quick")

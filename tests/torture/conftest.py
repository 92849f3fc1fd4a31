from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Print a figure that was reached, whatever pytest captures."""

    def shown(sentence: str) -> None:
        with capsys.disabled():
            print(f"\n  torture: {sentence}")

    return shown

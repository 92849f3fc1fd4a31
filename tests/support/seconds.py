"""Seconds that mean the same on a machine that is slow, or has others at work on it."""

from __future__ import annotations

import time
from collections.abc import Callable

import yaml

# PyYAML's own parser reads this many events in a second on one idle core of 2026.
_EVENTS_A_SECOND = 570_000
_SAMPLE = 20_000
_ATTEMPTS = 3


def a_second() -> float:
    """How much processor time this process needs now for what takes an idle core one second.

    The work is PyYAML's alone, so that code of this project that grows slower is found out. Never
    less than a second: where C runs four times as fast, Python need not.
    """
    begun = time.process_time()
    for _ in yaml.parse("- a\n" * _SAMPLE, yaml.CLoader):
        pass
    return max(1.0, (time.process_time() - begun) * _EVENTS_A_SECOND / _SAMPLE)


def took_less_than(seconds: float, work: Callable[[], object]) -> bool:
    """Whether ``work`` is done in that many seconds of an idle core, in one of three attempts."""
    for _ in range(_ATTEMPTS):
        limit = seconds * a_second()
        begun = time.process_time()
        work()
        if time.process_time() - begun < limit:
            return True
    return False

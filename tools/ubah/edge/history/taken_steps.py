"""The steps that a walk has judged: all of them, or only how many there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ubah.core.model import JudgedStep


class TakenSteps:
    """Judged steps by the landing that brought them; without ``kept`` they are only counted.

    An audit of a province's history keeps hundreds of megabytes of them, and tells their number.
    """

    def __init__(self, *, kept: bool = True) -> None:
        self._kept = kept
        self._by_landing: dict[str, tuple[JudgedStep, ...]] = {}
        self._count = 0

    def __len__(self) -> int:
        """How many steps were taken."""
        return self._count

    def __iter__(self) -> Iterator[JudgedStep]:
        """Yield the steps that are kept, in the order of their landings."""
        for steps in self._by_landing.values():
            yield from steps

    def add(self, landing: str, steps: Iterable[JudgedStep]) -> None:
        """Add the steps of a landing."""
        more = tuple(steps)
        self._count += len(more)
        if self._kept and more:
            self._by_landing[landing] = (*self._by_landing.get(landing, ()), *more)

    def judged_again(
        self, landing: str, old: Iterable[JudgedStep], new: Iterable[JudgedStep]
    ) -> None:
        """Put ``new`` in place of what a landing's steps were taken for before."""
        self._count -= len(tuple(old))
        self._by_landing.pop(landing, None)
        self.add(landing, new)

"""What a change reaches: the assets that it touches, and those that depend on them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ubah.core.meanings import Meaning
from ubah.core.register.views import AssetView, RecordView

MOST = 50
"""So many dependent assets are named, the nearest ones; of the others only the number is told."""

Dependents = Mapping[str, tuple[str, ...]]
"""Asset → the assets that depend on it, in the order of the register."""


@dataclass(frozen=True)
class Dependence:
    """An asset that depends on one that is touched: ``path`` leads from it to that one."""

    path: tuple[str, ...]

    @property
    def asset(self) -> str:
        """The asset that depends."""
        return self.path[0]

    @property
    def depth(self) -> int:
        """How many dependences lie between: 1 for an asset that depends on the touched one itself."""
        return len(self.path) - 1


@dataclass(frozen=True)
class Impact:
    """What is touched itself, and what depends on it, nearest first; ``more`` were left out."""

    direct: tuple[str, ...]
    through: tuple[Dependence, ...]
    more: int = 0


def dependents_of(assets: Iterable[AssetView]) -> Dependents:
    """Return which assets depend on which, by the register as it stands.

    What is retired runs no more, and so is reached by nothing. An id that the register does not
    have is kept: something depends on it all the same.
    """
    found: dict[str, list[str]] = {}
    for view in assets:
        if view.asset.data["status"] != "retired":
            for other in view.asset.data.get("depends_on", ()):
                found.setdefault(other, []).append(view.asset.id)
    return {name: tuple(sorted(own)) for name, own in found.items()}


def reach(touched: Iterable[str], dependents: Dependents, most: int = MOST) -> Impact:
    """Return what ``touched`` assets reach through dependence, each by one of its shortest paths."""
    direct = tuple(dict.fromkeys(touched))
    through = tuple(path for path in paths_to(direct, dependents).values() if len(path) > 1)
    return Impact(direct, tuple(map(Dependence, through[:most])), max(0, len(through) - most))


def paths_to(direct: Iterable[str], dependents: Dependents) -> Mapping[str, tuple[str, ...]]:
    """Return each asset that is reached with its path; circles end where one was reached before."""
    paths: dict[str, tuple[str, ...]] = {asset: (asset,) for asset in direct}
    waiting = deque(direct)
    while waiting:
        asset = waiting.popleft()
        for other in dependents.get(asset, ()):
            if other not in paths:
                paths[other] = (other, *paths[asset])
                waiting.append(other)
    return paths


def touched_by(view: RecordView) -> tuple[str, ...]:
    """Return the assets that a change touches itself: those of its request, then those declared."""
    flagged = view.progress.last_that(Meaning.DECLARES_ASSETS)
    declared = flagged.evidence.get("assets", ()) if flagged else ()
    named = view.record.request.get("affected_assets", ())
    return tuple(dict.fromkeys((*named, *(row["id"] for row in declared))))

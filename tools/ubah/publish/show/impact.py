"""What a change or an asset reaches through the asset register, as rows to show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ubah.core.impact.meeting import meetings
from ubah.core.impact.reach import Impact, reach, touched_by
from ubah.core.register.views import RecordView
from ubah.publish.addresses.paths import asset_url, record_url
from ubah.publish.gathered.context import Context

ARROW = " → "


@dataclass(frozen=True)
class ReachedAsset:
    """An asset that is reached; ``url`` and ``name`` "" where the register does not have it.

    ``path`` leads from it to what is touched, "" for what is touched itself.
    """

    id: str
    url: str
    name: str
    path: str = ""


@dataclass(frozen=True)
class MetRelease:
    """Another change whose planned release meets one's own through dependence, and by which path."""

    number: str
    url: str
    path: str


@dataclass(frozen=True)
class ShownImpact:
    """What a change touches, what depends on that, and which releases it meets there."""

    direct: tuple[ReachedAsset, ...]
    through: tuple[ReachedAsset, ...]
    more: int
    met: tuple[MetRelease, ...] = ()

    @property
    def count(self) -> int:
        """How many assets are reached through dependence, those not named too."""
        return len(self.through) + self.more


def record_impact(view: RecordView, ctx: Context) -> ShownImpact:
    """Return what a change reaches by the asset register as it stands."""
    return _shown(reach(touched_by(view), ctx.dependents), ctx, met_releases(view, ctx))


def met_releases(view: RecordView, ctx: Context) -> tuple[MetRelease, ...]:
    """Return the planned releases that a change's own meets through dependence."""
    return tuple(
        MetRelease(row.record, record_url(row.record), ARROW.join(row.path))
        for row in meetings(view, ctx.planned, ctx.dependents)
    )


def asset_impact(asset: str, ctx: Context) -> ShownImpact:
    """Return what depends on an asset, directly or by way of others."""
    return _shown(reach((asset,), ctx.dependents), ctx)


def _shown(impact: Impact, ctx: Context, met: tuple[MetRelease, ...] = ()) -> ShownImpact:
    through = ((row.asset, ARROW.join(row.path)) for row in impact.through)
    direct = ((asset, "") for asset in impact.direct)
    return ShownImpact(_rows(direct, ctx), _rows(through, ctx), impact.more, met)


def _rows(found: Iterable[tuple[str, str]], ctx: Context) -> tuple[ReachedAsset, ...]:
    return tuple(
        ReachedAsset(asset, asset_url(asset), str(ctx.assets[asset].asset.data["name"]), path)
        if asset in ctx.assets
        else ReachedAsset(asset, "", "", path)
        for asset, path in found
    )

"""Assets: files that only a declared `update_assets` step may change (steps 12 and 13)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ubah.core.diagnostics import Finding, Place, error, msg
from ubah.core.json_schema.validator import SchemaValidator
from ubah.core.meanings import Meaning
from ubah.core.model import Change
from ubah.core.paths import asset_id
from ubah.core.reading.identified import read_identified
from ubah.core.rules.assets import ASSET_WITHOUT_RFC
from ubah.core.sop import Sop

RETIRED = "retired"


@dataclass(frozen=True)
class Asset:
    """A file of the asset register, valid against the schema."""

    id: str
    data: Mapping[str, Any]

    @property
    def value(self) -> float:
        """The asset's value: the mean of confidentiality, integrity and availability (1 to 3)."""
        scores: list[int] = [
            self.data[key] for key in ("confidentiality", "integrity", "availability")
        ]
        return round(sum(scores) / len(scores), 2)


def read_asset(
    data: bytes, path: str, validator: SchemaValidator
) -> tuple[Asset | None, tuple[Finding, ...]]:
    """Return the asset at ``path`` if its file is sound, else what is wrong with it."""
    value, findings = read_identified(
        data,
        path,
        asset_id(path),
        validator,
        msg("the file holds no asset"),
        msg("write it like the other files in assets/: id, name, class, …"),
    )
    if value is None:
        return None, findings
    return Asset(value["id"], value), ()


def kinds_of_change(
    changes: Iterable[Change], contents: Mapping[str, bytes], validator: SchemaValidator
) -> Mapping[str, str]:
    """Return asset id → add, update or retire for the asset files among ``changes``."""
    kinds = {}
    for change in changes:
        asset = asset_id(change.path)
        if asset and change.after:
            status = _status(change, contents, validator, after=True)
            was = _status(change, contents, validator, after=False)
            retired = status == RETIRED and was != RETIRED
            kinds[asset] = "add" if change.before is None else "retire" if retired else "update"
    return kinds


def _status(
    change: Change, contents: Mapping[str, bytes], validator: SchemaValidator, *, after: bool
) -> str:
    blob = change.after if after else change.before
    if blob is None or blob.oid not in contents:
        return ""
    asset, _ = read_asset(contents[blob.oid], change.path, validator)
    return str(asset.data["status"]) if asset else ""


def undeclared(changes: Iterable[Change], declared: Iterable[str], sop: Sop) -> Iterator[Finding]:
    """Yield a finding for each asset file that changes without a step that declares it (step 13)."""
    allowed = set(declared)
    for change in changes:
        asset = asset_id(change.path)
        if asset and asset not in allowed and change.after is not None:
            message = msg(
                "the asset {asset} changes, but no {updates} that lands here declares it",
                asset=asset,
                updates=sop.named(Meaning.UPDATES_ASSETS),
            )
            hint = msg(
                "declare it in an RFC ({declares}), then land it together with {updates}",
                declares=sop.named(Meaning.DECLARES_ASSETS),
                updates=sop.named(Meaning.UPDATES_ASSETS),
            )
            yield error(ASSET_WITHOUT_RFC, Place(change.path), message, hint)

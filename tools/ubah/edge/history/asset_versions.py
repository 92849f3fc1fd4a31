"""What landings did to the asset register, for those who read the register (step 13)."""

from __future__ import annotations

from collections.abc import Iterable

from ubah.core.blobs import REGULAR_FILE, Blob
from ubah.core.meanings import Meaning
from ubah.core.model import JudgedStep
from ubah.core.paths import asset_id
from ubah.core.register.views import Versions
from ubah.edge.history.landings import LandingReader


def asset_versions(reader: LandingReader, steps: Iterable[JudgedStep]) -> Versions:
    """Return what the landings of `update_assets` steps did to asset files (step 13)."""
    landings = {step.landing for step in steps if _updates_assets(step)}
    found: dict[tuple[str, str], tuple[bytes | None, bytes | None]] = {}
    for oid in sorted(landings - {""}):
        commit = reader.commit(oid)
        before = reader.commit(commit.parents[0]).tree if commit.parents else None
        for change in reader.store.changes(before, commit.tree):
            asset = asset_id(change.path)
            if asset:
                found[oid, asset] = (_text(reader, change.before), _text(reader, change.after))
    return found


def _updates_assets(step: JudgedStep) -> bool:
    return step.action is not None and Meaning.UPDATES_ASSETS in step.action.means


def _text(reader: LandingReader, blob: Blob | None) -> bytes | None:
    regular = blob is not None and blob.mode == REGULAR_FILE
    return reader.store.read(blob.oid, "blob") if blob and regular else None

"""The asset register of a clone: what is checked out, and which ids are taken on any branch."""

from __future__ import annotations

from pathlib import Path

from ubah.core.diagnostics import CannotRun, msg, told_at
from ubah.core.office.authority import Authority
from ubah.core.paths import asset_id
from ubah.core.reading.assets import Asset, read_asset
from ubah.edge.clone.work_files import work_files
from ubah.edge.git import WorkingRepository
from ubah.edge.history.landings import LandingReader


def assets_there(root: Path, authority: Authority) -> dict[str, Asset]:
    """Return the assets that are checked out, by id.

    Raises:
        CannotRun: if one cannot be read: what is there must be known before anything is added.
    """
    found: dict[str, Asset] = {}
    for path, data in asset_texts(root).items():
        asset, problems = read_asset(data, path, authority.assets)
        if asset is None:
            first = problems[0]
            raise CannotRun(
                told_at(first.place, first.message), msg("type: ubah check {path}", path=path)
            )
        found[asset.id] = asset
    return found


def asset_texts(root: Path) -> dict[str, bytes]:
    """Return the asset files that are checked out, by path."""
    files = work_files(root)
    return files.read({path for path in files.names() if asset_id(path)})


def taken_asset_ids(repository: WorkingRepository, reader: LandingReader) -> frozenset[str]:
    """Return the ids that assets have on any branch, here or on a remote, or in the work tree."""
    found = {asset_id(path) for path in work_files(repository.work_tree).names()}
    for tip in repository.branch_tips():
        tree = reader.commit(tip).tree
        found |= {asset_id(path) for path, _ in reader.store.files(tree)}
    return frozenset(found - {""})

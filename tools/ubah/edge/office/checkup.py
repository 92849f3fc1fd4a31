"""Looking at a clone for `ubah doctor`: its trust root, its key, its pinned tool, its forge's files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from ubah.core.diagnostics import CannotRun
from ubah.core.health.checks import Setting
from ubah.core.office.authority import Authority
from ubah.edge.clone.work_files import keeps_line_feeds
from ubah.edge.clone.workspace import find_signer, object_reader
from ubah.edge.git import WorkingRepository
from ubah.edge.history.lineage import default_root, first_parent_chain
from ubah.edge.office.pinning import read_pin, running_version
from ubah.edge.system import disk


def look_at(
    root: Path,
    authority: Authority,
    outdated: tuple[str, ...],
    restricted: Mapping[str, tuple[str, ...]],
    release: Mapping[str, bytes] = MappingProxyType({}),
    pin_path: str = "",
) -> Setting:
    """Return what the clone at ``root`` shows.

    Args:
        root: The work tree.
        authority: What it holds as authority.
        outdated: The derived files that differ from what the authority implies.
        restricted: Asset id or RFC number → restricted fields that hold something.
        release: Path → content of what stays as the tool's release has it; none without a forge.
        pin_path: The file that pins the tool, "" without a forge.
    """
    absent, changed = _against_the_release(root, release)
    pinned = pin_path and (root / pin_path).is_file()
    pin = read_pin((root / pin_path).read_text("utf-8")) if pinned else None
    with WorkingRepository(root) as repository:
        return Setting(
            trust_root=_trust_root(repository),
            sample=authority.office.sample,
            signer=_signer(authority, repository),
            running=running_version(),
            pinned=(pin.version, pin.digest) if pin else None,
            outdated=outdated,
            absent=absent,
            changed=changed,
            restricted=restricted,
            keeps_line_feeds=keeps_line_feeds(root),
        )


def _trust_root(repository: WorkingRepository) -> str:
    tip = repository.find(f"refs/heads/{repository.main}")
    if tip is None:
        return ""
    reader = object_reader(repository)
    with reader.store:
        try:
            return default_root(reader, first_parent_chain(reader, tip))
        except CannotRun:  # a shallow clone: the root can't be seen from here
            return ""


def _signer(authority: Authority, repository: WorkingRepository) -> str | None:
    if not repository.config("user.signingkey"):
        return None
    try:
        return find_signer(authority, repository, None, "").person.id
    except CannotRun:
        return ""


def _against_the_release(
    root: Path, files: Mapping[str, bytes]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return which files of the release are missing here, and which are other."""
    absent = tuple(path for path in files if not (root / path).is_file())
    changed = tuple(
        path
        for path, data in files.items()
        if path not in absent and disk.read(root / path) != data
    )
    return absent, changed

"""Looking at a clone for `ubah doctor`: its trust root, its key, its files below .github."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ubah.core.diagnostics import CannotRun
from ubah.core.health.checks import Setting
from ubah.core.office.settings import Authority
from ubah.edge.clone.work_files import keeps_line_feeds
from ubah.edge.clone.workspace import find_signer, object_reader
from ubah.edge.git import MissingObject, WorkingRepository
from ubah.edge.history.lineage import default_root, first_parent_chain
from ubah.edge.office.founding import OF_THE_PROJECT_ALONE
from ubah.edge.office.pinning import PIN, read_pin, running_version
from ubah.edge.system import disk

FROM_THE_RELEASE = (".github/workflows", ".github/scripts", ".github/rulesets")
"""What an office takes over from the tool's release as it is."""


def look_at(
    root: Path,
    authority: Authority,
    outdated: tuple[str, ...],
    restricted: Mapping[str, tuple[str, ...]],
) -> Setting:
    """Return what the clone at ``root`` shows.

    Args:
        root: The work tree.
        authority: What it holds as authority.
        outdated: The derived files that differ from what the authority implies.
        restricted: Asset id or RFC number → restricted fields that hold something.
    """
    absent, changed = _against_the_release(root)
    pin = read_pin((root / PIN).read_text("utf-8")) if (root / PIN).is_file() else None
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
        except (CannotRun, MissingObject):  # a shallow clone: the root can't be seen from here
            return ""


def _signer(authority: Authority, repository: WorkingRepository) -> str | None:
    if not repository.config("user.signingkey"):
        return None
    try:
        return find_signer(authority, repository, None, "").person.id
    except CannotRun:
        return ""


def release_files() -> dict[str, bytes]:
    """Return path → content of what an office takes over from the release that runs."""
    template = disk.template_root()
    return {
        path.relative_to(template).as_posix(): disk.read(path)
        for folder in FROM_THE_RELEASE
        for path in sorted((template / folder).rglob("*"))
        if path.is_file() and path.relative_to(template).as_posix() not in OF_THE_PROJECT_ALONE
    }


def _against_the_release(root: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return which files of the release are missing here, and which are other."""
    files = release_files()
    absent = tuple(path for path in files if not (root / path).is_file())
    changed = tuple(
        path
        for path, data in files.items()
        if path not in absent and disk.read(root / path) != data
    )
    return absent, changed

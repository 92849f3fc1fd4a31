"""The folder that is the office: where office.yaml is, at or above where somebody works."""

from __future__ import annotations

from pathlib import Path

from ubah.core.diagnostics import CannotRun, msg
from ubah.core.paths import OFFICE
from ubah.edge.system import disk


def office_root(start: Path) -> Path:
    """Return the folder with office.yaml, at or above ``start``.

    Raises:
        CannotRun: if there is none, or something else of that name.
    """
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / OFFICE).is_file():
            return folder
        if disk.is_there(folder / OFFICE):
            raise CannotRun(
                msg("{path} is no file", path=str(folder / OFFICE)),
                msg("put it back: git checkout HEAD -- {path}", path=OFFICE),
            )
    from ubah.edge.git.checkout import checkout_of  # only here: git is slow to load

    checkout = checkout_of(start, (OFFICE,)) if start.is_dir() else None
    if checkout is not None and OFFICE in checkout.tracked and checkout.tracked[OFFICE].left_out:
        return checkout.root.resolve()
    raise CannotRun(
        msg("there is no office.yaml in {path} or above it", path=str(start.resolve())),
        msg("go to the office's repository, or make one: ubah init DIR"),
    )

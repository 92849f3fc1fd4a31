"""Files of the work tree."""

from __future__ import annotations

import os
import shlex
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import ubah
from ubah.core.diagnostics import CannotRun, msg
from ubah.edge.system.problems import reason_of

MOST = 256_000_000
"""No file of an office comes near this; the parser refuses far smaller ones."""


def template_root() -> Path:
    """Return the folder of the template office: packaged, or the checkout of an editable install."""
    package = Path(ubah.__file__).parent
    packaged = package / "template"
    return packaged if packaged.is_dir() else package.parents[1]


def demo_baseline() -> Path:
    """Return the folder with what the sample register looked like before its first change."""
    return Path(ubah.__file__).parent / "demo_baseline"


def _unreadable(path: Path, problem: OSError) -> CannotRun:
    return CannotRun(
        msg("{path} cannot be read: {reason}", path=str(path), reason=reason_of(problem)),
        msg(
            "type ls -ld {path}, to see what it is and who may read it", path=shlex.quote(str(path))
        ),
    )


def _unwritable(path: Path, problem: OSError) -> CannotRun:
    return CannotRun(
        msg("{path} cannot be written: {reason}", path=str(path), reason=reason_of(problem)),
        msg(
            "type ls -ld {path}, to see who may write there, and df -h, whether the disk is full",
            path=shlex.quote(str(path.parent)),
        ),
    )


def read(path: Path) -> bytes:
    """Return a file's content.

    Raises:
        CannotRun: if it cannot be read, or does not come to an end (a device).
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST + 1)
    except OSError as problem:
        raise _unreadable(path, problem) from None
    if len(data) > MOST:
        raise CannotRun(
            msg("{path} is larger than {limit} MB", path=str(path), limit=MOST // 1_000_000),
            msg("type ls -ld {path}, to see what it is", path=shlex.quote(str(path))),
        )
    return data


def is_there(path: Path) -> bool:
    """Whether something lies at ``path``, be it a link that leads nowhere."""
    try:
        return path.is_symlink() or path.exists()
    except OSError:
        return False


def make_folder(path: Path) -> None:
    """Make a folder and those above it, where they are not there yet.

    Raises:
        CannotRun: if it cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise _unwritable(path, problem) from None


def remove_contents(path: Path, *, itself: bool) -> None:
    """Remove what lies in a folder, as far as that can be done; ``itself``: the folder too."""
    for inner in tuple(path.iterdir()) if path.is_dir() else ():
        shutil.rmtree(inner, ignore_errors=True) if inner.is_dir() else inner.unlink()
    if itself:
        shutil.rmtree(path, ignore_errors=True)


def refuse_full_folder(path: Path) -> None:
    """Make sure that a new office finds ``path`` free: absent, or an empty folder.

    Raises:
        CannotRun: if something is there, or it cannot be looked at.
    """
    try:
        full = path.exists() and (not path.is_dir() or any(path.iterdir()))
    except OSError as problem:
        raise _unreadable(path, problem) from None
    if full:
        raise CannotRun(
            msg("{path} is not empty", path=str(path)),
            msg("name a folder that does not exist yet"),
        )


def refuse_foreign_folder(path: Path, root: Path) -> None:
    """Make sure that a build, which empties its folder, empties nothing but an earlier build.

    Inside the office at ``root`` it may be below build/ only; elsewhere it must be free, or hold a
    site that was built before.

    Raises:
        CannotRun: if something else lies in ``path``, or it cannot be looked at.
    """
    target, home = path.resolve(), root.resolve()
    if target.is_relative_to(home / "build") or _is_built_site(target):
        return
    if target == home or target in home.parents or target.is_relative_to(home):
        raise CannotRun(
            msg(
                "the site cannot be built into {path}: the office's files lie there", path=str(path)
            ),
            msg("leave out --out: the site goes to build/site"),
        )
    refuse_full_folder(path)


def _is_built_site(path: Path) -> bool:
    start, feed = path / "index.html", path / "umpan.atom"
    try:
        return start.is_file() and feed.is_file()
    except OSError:
        return False


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file so that whoever is interrupted finds it as before or as after.

    A link, or what is no regular file, such as /dev/stdout, is written to and never replaced.

    Raises:
        CannotRun: if it cannot be written.
    """
    try:
        if path.is_symlink() or (path.exists() and not path.is_file()):
            path.write_bytes(data)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            _replace(path, data)
    except OSError as problem:
        raise _unwritable(path, problem) from None


def _replace(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".ubah-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_secret(path: Path, data: bytes) -> None:
    """Write a new file that nobody but this account may read; one that is there stays as it is.

    Raises:
        CannotRun: if it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
    except FileExistsError:
        return
    except OSError as problem:
        raise _unwritable(path, problem) from None


def below(root: Path, folders: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Yield all that lies below ``folders``, relative to ``root``, and whether it is a regular file.

    Links are not followed; a folder that cannot be looked into holds nothing.
    """
    for folder in folders:
        yield from _below(str(root / folder), folder)


def _below(place: str, name: str) -> Iterator[tuple[str, bool]]:
    try:
        with os.scandir(place) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        inner = f"{name}/{entry.name}"
        yield inner, entry.is_file(follow_symlinks=False)
        if entry.is_dir(follow_symlinks=False):
            yield from _below(entry.path, inner)


def register_files(root: Path) -> dict[str, bytes]:
    """Return everything below changes/ and assets/, by path relative to ``root``.

    Raises:
        CannotRun: if a file cannot be read.
    """
    found = sorted(name for name, is_file in below(root, ("changes", "assets")) if is_file)
    return {name: read(root / name) for name in found}


def misplaced(root: Path, is_meant: Callable[[str], str]) -> tuple[str, ...]:
    """Return the paths below changes/ that ``is_meant`` knows, but where no regular file lies."""
    found = below(root, ("changes",))
    return tuple(name for name, is_file in found if is_meant(name) and not is_file)

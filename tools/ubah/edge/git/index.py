"""Files put into the index by their content, without a work tree."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

import git


def add_to_index(command: git.Git, folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files as blobs and into the index, all by two processes: an import brings thousands.

    ``folder`` is a place for them meanwhile; the index is the one of the command's environment.
    """
    if not files:
        return
    sources = [folder / f"blob-{number}" for number in range(len(files))]
    for source, data in zip(sources, files.values(), strict=True):
        source.write_bytes(data)
    # What was judged is written byte for byte: no filter, no conversion of line ends.
    written = _fed(
        command,
        "\n".join(map(str, sources)),
        "hash-object",
        "-w",
        "--no-filters",
        "--stdin-paths",
    )
    rows = zip(written.split(), files, strict=True)
    lines = "".join(f"100644 {oid}\t{path}\0" for oid, path in rows)
    _fed(command, lines, "update-index", "-z", "--index-info")


def _fed(command: git.Git, given: str, *words: str) -> str:
    """Run git with ``given`` as its input, and return what it printed."""
    with tempfile.TemporaryFile() as source:
        source.write(given.encode())
        source.seek(0)
        return str(
            command.execute([str(command.GIT_PYTHON_GIT_EXECUTABLE), *words], istream=source)
        )

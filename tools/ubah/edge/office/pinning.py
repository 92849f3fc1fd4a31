"""Which release of the tool an office pins, by hash (rule 9)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path

from ubah.edge.system import disk

_PIN = re.compile(
    r"^ubah==(?P<version>[A-Za-z0-9.+!-]+)(?:[ \\\n]+--hash=sha256:(?P<digest>[0-9a-f]{64}))?\s*$",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Pin:
    """A pinned release; ``digest`` "" where the hash of its wheel is not written yet."""

    version: str
    digest: str

    @property
    def line(self) -> str:
        """The line for pip."""
        return f"ubah=={self.version}" + (f" --hash=sha256:{self.digest}" if self.digest else "")


def running_version() -> str:
    """Return the version of the tool that runs, "" where it is not installed."""
    try:
        return version("ubah")
    except PackageNotFoundError:
        return ""


def running_pin() -> Pin:
    """Return the release that runs. Its hash is known only if pip was given the wheel as a file (PEP 610)."""
    origin = distribution("ubah").read_text("direct_url.json") or "{}"
    archive = json.loads(origin).get("archive_info", {})
    digest = str(archive.get("hashes", {}).get("sha256", ""))
    return Pin(running_version(), digest)


def pinned_files(template: Path, pin: str, locks: Mapping[str, str]) -> dict[str, bytes]:
    """Return what pins the tool in an office: ``pin`` the release that runs, ``locks`` its packages.

    ``locks``: path in the office → the lock of the release, below ``template``.
    """
    files = {path: disk.read(template / lock) for path, lock in locks.items()}
    return {**files, pin: f"{running_pin().line}\n".encode()}


def read_pin(text: str) -> Pin | None:
    """Return what a ``tool.txt`` pins, None where it pins nothing that can be understood."""
    match = _PIN.search(text)
    return Pin(match["version"], match["digest"] or "") if match else None

"""Printing to PDF by a browser that the machine has: Chromium, or one made of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from ubah.core.diagnostics import CannotRun, msg

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
)
LONGEST = 1800
"""Seconds; a register of ten thousand records fills a hundred thousand sheets."""


def print_to_pdf(files: Mapping[str, bytes], document: str) -> bytes:
    """Return the PDF of ``document``, one of ``files``, which may show the other ones.

    Nothing is fetched from elsewhere: the browser gets no network and a profile of its own.

    Raises:
        CannotRun: if there is no browser, or it fails.
    """
    browser = _browser()
    with tempfile.TemporaryDirectory(prefix="ubah-") as name:
        folder = Path(name)
        for path, content in files.items():
            target = folder / "berkas" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        out = folder / "formulir.pdf"
        command = [
            browser,
            "--headless",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--host-resolver-rules=MAP * ~NOTFOUND",
            f"--user-data-dir={folder / 'profil'}",
            "--no-pdf-header-footer",
            f"--print-to-pdf={out}",
            (folder / "berkas" / document).as_uri(),
        ]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.insert(1, "--no-sandbox")  # it refuses to run as root with one
        _run(command)
        if not out.is_file():
            raise _failed(browser, "")
        return out.read_bytes()


def _browser() -> str:
    named = os.environ.get("CHROMIUM", "").strip()
    if named and not shutil.which(named):
        raise CannotRun(
            msg("CHROMIUM names no program: {value}", value=named),
            msg("take it out of the environment, or name a browser that is there"),
        )
    for name in filter(None, (named, *BROWSERS)):
        if found := shutil.which(name):
            return found
    raise CannotRun(
        msg("no browser was found that prints to PDF: {names}", names=", ".join(BROWSERS)),
        msg("install chromium, or say where one is: CHROMIUM=/path/to/chromium ubah export pdf"),
    )


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(  # noqa: S603 - a browser, by its full path
            command, capture_output=True, check=False, timeout=LONGEST, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise _failed(command[0], str(problem)) from None
    if done.returncode != 0:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise _failed(command[0], lines[-1] if lines else "")


def _failed(browser: str, reason: str) -> CannotRun:
    return CannotRun(
        msg("{browser} could not print: {reason}", browser=browser, reason=reason or "–"),
        msg("print the record's page from the site instead: ubah site"),
    )

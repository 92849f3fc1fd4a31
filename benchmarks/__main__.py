"""Measure whole processes at several sizes, in turn with what one would use instead.

Histories are made once and kept in ``build/bench``. Figures go to the screen as tables, and to
``build/bench/figures.json`` with the date and the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from benchmarks.figures import Figure, curves, ratios, table
from benchmarks.subjects import AUDIT, CHECK, FLOOR, Subject, commits_of, history_of, subjects

LARGE = 5000
"""Records from which on each command is measured once: nothing there takes less than it varies by."""


def run(subject: Subject, place: Path) -> tuple[float, float, int]:
    """Run a command once; return wall and processor seconds, and its peak of memory."""
    if subject.before:
        subprocess.run(subject.before, cwd=place, check=True)  # noqa: S603
    begun = time.monotonic()
    with subprocess.Popen(  # noqa: S603
        subject.argv, cwd=place, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 123):
        raise SystemExit(f"{subject.name}: exit code {process.returncode} in {place}")
    wall = time.monotonic() - begun
    # Linux tells kilobytes, macOS bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss * unit


def measure(place: Path, records: int, runs: int, only: str) -> Iterator[Figure]:
    """Measure the commands on one history, in turns, so that a busy machine is busy for all."""
    fitting = (s for s in subjects(place) if not s.most or records <= s.most)
    chosen = [subject for subject in fitting if subject.name.startswith(only)]
    found: dict[str, list[tuple[float, float, int]]] = {s.name: [] for s in chosen}
    for _ in range(1 if records >= LARGE else runs):
        for subject in chosen:
            found[subject.name].append(run(subject, place))
    for subject in chosen:
        walls, processors, memories = zip(*found[subject.name], strict=True)
        yield Figure(
            name=subject.name,
            records=records,
            commits=subject.commits or commits_of(place),
            wall=median(walls),
            processor=median(processors),
            memory=max(memories),
            runs=len(walls),
        )


def main() -> None:
    """Measure, print, and write the figures down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="*", default=[100, 1000, 10_000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", default="", help="commands whose name begins so")
    parser.add_argument("--folder", type=Path, default=Path("build/bench"))
    chosen = parser.parse_args()
    folder = chosen.folder.resolve()
    figures: list[Figure] = []
    for size in chosen.sizes:
        figures += measure(history_of(folder, size), size, chosen.runs, chosen.only)
        print(table(figures), end="\n\n", flush=True)
    if chosen.only:
        return
    print(ratios(figures), end="\n\n")
    print(curves(figures, ("ubah next", "ubah list", CHECK, AUDIT, FLOOR)))
    version = subprocess.run(["git", "--version"], capture_output=True, text=True, check=True)  # noqa: S607
    machine = {
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "git": version.stdout.strip(),
    }
    taken = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": machine}
    whole = {**taken, "figures": [asdict(figure) for figure in figures]}
    (folder / "figures.json").write_text(json.dumps(whole, indent=2) + "\n")


if __name__ == "__main__":
    main()

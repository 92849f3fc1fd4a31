"""Measure whole processes at several sizes, in turn with what one would use instead.

Histories are made once and kept in ``build/bench``. Figures go to the screen as a table, and to
``build/bench/figures.json`` with the date and the machine.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from benchmarks.history import STAFF, make_history, public_key

BIN = Path(sys.executable).parent
RIVALS_UP_TO = 1000
"""Beyond so many records git's own check of signatures takes hours, and is not run."""


@dataclass(frozen=True)
class Figure:
    """What one command took at one size: medians of its runs."""

    name: str
    records: int
    wall: float  # seconds
    processor: float  # seconds, of the process and its children
    memory: int  # bytes at the peak, of the process itself
    runs: int


@dataclass(frozen=True)
class Subject:
    """A command to measure; ``shell`` runs several programs as one."""

    name: str
    argv: tuple[str, ...]
    most: int = 0  # records at which it is still run; 0: any number


def history_of(folder: Path, records: int) -> Path:
    """Return a repository with so many records, made unless it is there already."""
    place = folder / str(records)
    if not (place / "made").exists():
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        made = make_history(place, records)
        subprocess.run(["git", "checkout", "-q", "-f", "main"], cwd=place, check=True)  # noqa: S607
        (place / "made").write_text(f"{made.commits} commits, {made.landings} landings\n")
    return place


def subjects(place: Path) -> list[Subject]:
    """Return what is measured on one history."""
    base, head = (_git(place, "rev-parse", f"main^{number}") for number in (1, 2))
    ubah, git = str(BIN / "ubah"), shutil.which("git") or "git"
    signers = place.parent / "allowed_signers"
    people = ["kepala", "sekda", "pengelola-1", "pengelola-2"]
    people += [f"pemohon-{number}" for number in range(1, STAFF + 500)]
    signers.write_text("".join(f"{p}@lpse.example {public_key(p)}\n" for p in people))
    floor = (
        f"{git} log --raw --format=%H main >/dev/null && {git} rev-list --objects --no-object-names main "
        f"| {git} cat-file --batch >/dev/null"
    )
    schema = [
        str(BIN / "check-jsonschema"),
        "--quiet",
        "--schemafile",
        "schemas/change.schema.json",
    ]
    records = [str(path.relative_to(place)) for path in sorted(place.glob("changes/*/*.yaml"))]
    newest = records[-1].split("/")[-1].removesuffix(".yaml")
    listed = place.parent / f"{place.name}.list"
    listed.write_text("\n".join(records))
    return [
        Subject("ubah --help", (ubah, "--help")),
        Subject("ubah check --base", (ubah, "check", "--base", base, "--head", head)),
        Subject("ubah show", (ubah, "show", newest)),
        Subject("ubah list", (ubah, "list")),
        Subject("ubah next", (ubah, "next")),
        Subject("ubah check", (ubah, "check")),
        Subject(
            "check-jsonschema, the schema alone",
            ("sh", "-c", f"xargs {' '.join(schema)} <{listed}"),
            RIVALS_UP_TO,
        ),
        Subject("ubah audit", (ubah, "audit", "--trust-root", _root(place))),
        Subject("git log --raw, git cat-file --batch", ("sh", "-c", floor)),
        Subject(
            "git log --format=%G?",
            (git, "-c", f"gpg.ssh.allowedSignersFile={signers}", "log", "--format=%G?", "main"),
            RIVALS_UP_TO,
        ),
    ]


def _git(place: Path, *words: str) -> str:
    done = subprocess.run(  # noqa: S603
        ["git", *words],  # noqa: S607
        cwd=place,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


def _root(place: Path) -> str:
    return _git(place, "rev-list", "--max-parents=0", "main")


def run(subject: Subject, place: Path) -> tuple[float, float, int]:
    """Run a command once; return wall and processor seconds, and its peak of memory."""
    begun = datetime.now(UTC)
    with subprocess.Popen(  # noqa: S603
        subject.argv, cwd=place, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 123):
        raise SystemExit(f"{subject.name}: exit code {process.returncode} in {place}")
    wall = (datetime.now(UTC) - begun).total_seconds()
    # Linux tells kilobytes, macOS bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss * unit


def measure(place: Path, records: int, runs: int) -> Iterator[Figure]:
    """Measure all commands on one history, in turns, so that a busy machine is busy for all."""
    chosen = [s for s in subjects(place) if not s.most or records <= s.most]
    found: dict[str, list[tuple[float, float, int]]] = {s.name: [] for s in chosen}
    for _ in range(runs):
        for subject in chosen:
            found[subject.name].append(run(subject, place))
    for name, taken in found.items():
        walls, processors, memories = zip(*taken, strict=True)
        yield Figure(name, records, median(walls), median(processors), max(memories), runs)


def table(figures: list[Figure], sizes: list[int]) -> str:
    """Return the figures as a Markdown table: seconds of processor time, and how they grow."""
    heads = [f"{size:,} records" for size in sizes]
    lines = [f"| | {' | '.join(heads)} | growth | memory |", f"|---|{'---|' * (len(sizes) + 2)}"]
    for name in dict.fromkeys(figure.name for figure in figures):
        own = {figure.records: figure for figure in figures if figure.name == name}
        cells = [
            f"{own[size].processor:.2f} s ({own[size].wall:.2f} s)" if size in own else "–"
            for size in sizes
        ]
        last = own[max(own)]
        lines.append(
            f"| {name} | {' | '.join(cells)} | {_growth(own)} | {last.memory / 1e6:.0f} MB |"
        )
    return "\n".join(lines)


def _growth(own: dict[int, Figure]) -> str:
    """Return the exponent between the two largest sizes: 0 is flat, 1 linear, 2 quadratic."""
    if len(own) < 2:
        return "–"
    small, large = sorted(own)[-2:]
    ratio = own[large].processor / max(own[small].processor, 1e-9)
    return f"{math.log(ratio) / math.log(large / small):.2f}"


def ratios(figures: list[Figure]) -> str:
    """Return how the audit and the check stand beside their rivals, where both were run."""
    by_name = {(figure.name, figure.records): figure.processor for figure in figures}
    lines = []
    for ours, other in (
        ("ubah audit", "git log --format=%G?"),
        ("ubah audit", "git log --raw, git cat-file --batch"),
        ("ubah check", "check-jsonschema, the schema alone"),
    ):
        for size in sorted({figure.records for figure in figures}):
            one, rival = by_name.get((ours, size)), by_name.get((other, size))
            if one and rival:
                text = f"{rival / one:.1f} × faster than" if rival > one else f"{one / rival:.1f} ×"
                lines.append(f"- {size:,} records: `{ours}` takes {text} `{other}`")
    return "\n".join(lines).replace("takes", "is").replace(" × `", " × the time of `")


def main() -> None:
    """Measure, print, and write the figures down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="*", default=[100, 1000, 10_000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=Path("build/bench"))
    chosen = parser.parse_args()
    folder = chosen.folder.resolve()
    figures: list[Figure] = []
    for size in chosen.sizes:
        figures += measure(history_of(folder, size), size, chosen.runs)
        print(table(figures, chosen.sizes), end="\n\n", flush=True)
    print(ratios(figures))
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

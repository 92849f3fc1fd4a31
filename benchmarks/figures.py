"""Figures as people read them: a table, ratios to what one would use instead, curves."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from benchmarks.subjects import (
    AUDIT,
    AUDIT_ALONE,
    CHECK,
    FLOOR,
    GIT_SIGNATURES,
    MATERIAL,
    SCHEMA_ALONE,
    SITE,
)

PAIRS = (
    (AUDIT, GIT_SIGNATURES),
    (AUDIT_ALONE, GIT_SIGNATURES),
    (AUDIT, FLOOR),
    (CHECK, SCHEMA_ALONE),
    (SITE, MATERIAL),
)


@dataclass(frozen=True)
class Figure:
    """What one command took at one size: medians of its runs."""

    name: str
    records: int
    commits: int  # that it goes through
    wall: float  # seconds
    processor: float  # seconds, of the process and its children
    memory: int  # bytes at the peak, of the largest of its processes
    runs: int


def table(figures: Iterable[Figure]) -> str:
    """Return the figures as a Markdown table: seconds of processor time (by the clock), and growth."""
    sizes = sorted({figure.records for figure in figures})
    heads = [f"{size:,} requests" for size in sizes]
    lines = [
        f"| seconds of processor time (by the clock) | {' | '.join(heads)} | growth | memory |",
        f"|---|{'---|' * (len(sizes) + 2)}",
    ]
    for name, own in _by_name(figures).items():
        cells = [
            f"{own[size].processor:.2f} ({own[size].wall:.2f})" if size in own else "–"
            for size in sizes
        ]
        memory = f"{own[max(own)].memory / 1e6:.0f} MB"
        lines.append(f"| {name} | {' | '.join(cells)} | {_growth(own)} | {memory} |")
    return "\n".join(lines)


def ratios(figures: Iterable[Figure]) -> str:
    """Return how we stand beside what one would use instead, in processor time and by the clock."""
    by_name = _by_name(figures)
    sizes = sorted({figure.records for figure in figures})
    heads = " | ".join(f"{size:,}" for size in sizes)
    lines = [
        f"| × as fast: processor time (by the clock) | {heads} |",
        f"|---|{'---|' * len(sizes)}",
    ]
    for ours, other in PAIRS:
        cells = []
        for size in sizes:
            one, rival = by_name.get(ours, {}).get(size), by_name.get(other, {}).get(size)
            cells.append(_ratio(one, rival) if one and rival else "–")
        if set(cells) != {"–"}:
            lines.append(f"| {ours} : {other} | {' | '.join(cells)} |")
    return "\n".join(lines)


def curves(figures: Iterable[Figure], names: Iterable[str]) -> str:
    """Return the seconds by size as a chart that Markdown shows (Mermaid), both axes logarithmic."""
    by_name = _by_name(figures)
    sizes = sorted({figure.records for figure in figures})
    shown = [name for name in names if set(by_name.get(name, ())) == set(sizes)]
    axis = ", ".join(f'"{size:,}"' for size in sizes)
    lines = [
        "```mermaid",
        "xychart-beta",
        '    title "Processor time by size, as a power of ten of a second"',
        f"    x-axis [{axis}]",
        '    y-axis "log10 s" -2 --> 3',
    ]
    for name in shown:
        points = (math.log10(max(by_name[name][size].processor, 0.01)) for size in sizes)
        lines.append(f'    line "{name}" [{", ".join(f"{point:.2f}" for point in points)}]')
    last = sizes[-1]
    order = sorted(shown, key=lambda name: -by_name[name][last].processor)
    return "\n".join((*lines, "```", "", f"From above, at the right: {'; '.join(order)}."))


def _by_name(figures: Iterable[Figure]) -> Mapping[str, Mapping[int, Figure]]:
    found: dict[str, dict[int, Figure]] = {}
    for figure in figures:
        found.setdefault(figure.name, {})[figure.records] = figure
    return found


def _ratio(one: Figure, rival: Figure) -> str:
    share = rival.commits / one.commits if rival.commits and one.commits else 1.0
    by_processor = _times(rival.processor / one.processor / share)
    return f"{by_processor} ({_times(rival.wall / one.wall / share)})"


def _times(factor: float) -> str:
    return f"{factor:.1f}" if factor >= 1 else f"1/{1 / factor:.1f}"


def _growth(own: Mapping[int, Figure]) -> str:
    """Return the exponent between the two largest sizes: 0 is flat, 1 linear, 2 quadratic."""
    if len(own) < 2:
        return "–"
    small, large = sorted(own)[-2:]
    ratio = own[large].processor / max(own[small].processor, 1e-9)
    return f"{math.log(ratio) / math.log(large / small):.2f}"

"""Bar charts as inline SVG: legible in print, with a description; their table stands beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

WIDTH = 450
ROW = 30
LABEL = 130
BAR = WIDTH - LABEL - 60


@dataclass(frozen=True)
class Bar:
    """One bar: what it is, how long, and the words at its end; ``value`` None draws no bar."""

    label: str
    value: float | None
    text: str


def bar_chart(name: str, title: str, bars: Sequence[Bar], top: float = 0) -> Markup:
    """Draw horizontal bars, the longest across the whole width, or ``top`` if that is more.

    Args:
        name: An id, once a page.
        title: What the chart shows; read out in place of it, with every value.
        bars: In the order in which they stand.
        top: The value of a full bar, such as 100 for percent.
    """
    longest = max([top, *(bar.value or 0 for bar in bars)]) or 1
    described = "; ".join(f"{bar.label}: {bar.text}" for bar in bars)
    parts = [
        Markup(
            '<svg class="ub-chart" viewBox="0 0 {width} {height}" role="img" '
            'aria-labelledby="{name}-title {name}-desc" xmlns="http://www.w3.org/2000/svg">'
            '<title id="{name}-title">{title}</title><desc id="{name}-desc">{desc}</desc>'
        ).format(width=WIDTH, height=ROW * len(bars) + 6, name=name, title=title, desc=described)
    ]
    parts += [_row(number, bar, longest) for number, bar in enumerate(bars)]
    return Markup("").join([*parts, Markup("</svg>")])


def _row(number: int, bar: Bar, longest: float) -> Markup:
    y = number * ROW + 4
    length = round(BAR * (bar.value or 0) / longest, 1)
    return Markup(
        '<text x="{label}" y="{text}" text-anchor="end">{name}</text>'
        '<rect class="ub-chart__track" x="{x}" y="{y}" width="{full}" height="20" rx="2"/>'
        '<rect class="ub-chart__bar" x="{x}" y="{y}" width="{length}" height="20" rx="2"/>'
        '<text class="ub-chart__value" x="{end}" y="{text}">{words}</text>'
    ).format(
        label=LABEL - 8,
        text=y + 15,
        name=bar.label,
        x=LABEL,
        y=y,
        full=BAR,
        length=length,
        end=LABEL + BAR + 8,
        words=bar.text,
    )

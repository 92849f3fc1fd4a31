"""The SOP's diagram as a picture of its own, one for each way through it that was ever taken.

A drawing weighs as much as the rest of a record's page; as a file beside the pages it is written
once for all records that took the same way. A picture does not see the page's colours: it is drawn
for light paper, and the site's style turns its brightness round in the dark.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from ubah.core.sop import Sop
from ubah.publish.charts.diagram import Path, diagram
from ubah.publish.words import Words

STYLE = (
    "svg{font:14px system-ui,-apple-system,'Segoe UI','Noto Sans','Liberation Sans',sans-serif}"
    "text{fill:#1d2730}"
    ".ub-edge{fill:#55636f;font-size:12.5px;paint-order:stroke;stroke:#fff;stroke-width:4px;"
    "stroke-linejoin:round}"
    ".ub-arrow path{fill:none;stroke:#55636f;stroke-width:1.4}"
    "marker path,.ub-start{fill:#55636f}"
    ".ub-box rect{fill:#f5f8fa;stroke:#55636f;stroke-width:1.4}"
    ".ub-final rect{stroke-width:2.6}"
    ".ub-local rect,.ub-local path,.ub-note rect{stroke-dasharray:5 4}"
    ".ub-note rect{fill:none;stroke:#55636f}"
    ".ub-box:not(.ub-seen) text,.ub-arrow text:not(.ub-on){opacity:.75}"
    ".ub-box:not(.ub-seen) rect,.ub-arrow:not(.ub-taken) path{opacity:.5}"
    ".ub-taken path{stroke:#0b6a8f;stroke-width:3}"
    ".ub-taken .ub-on{fill:#1d2730;font-size:12px;font-weight:600}"
    ".ub-seen rect{fill:#dcedf9;stroke:#0b6a8f}"
    ".ub-current rect{stroke-width:4}"
    ".ub-current text{font-size:13px;font-weight:600}"
)
_NAME = 12


@dataclass(frozen=True)
class Picture:
    """A drawing and where it stands in the site: equal drawings have one place."""

    url: str
    svg: bytes


def picture(sop: Sop, words: Words, path: Path) -> Picture:
    """Draw the SOP with a way through it."""
    svg = diagram(sop, words, path, STYLE).encode()
    return Picture(f"jalur/{sha256(svg).hexdigest()[:_NAME]}.svg", svg)

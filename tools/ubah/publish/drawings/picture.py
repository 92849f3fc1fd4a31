"""The SOP's diagram as a picture of its own, one for each way through it that was ever taken.

A drawing weighs as much as the rest of a record's page; as a file beside the pages it is written
once for all records that took the same way. A picture does not see the page's colours: it is drawn
for light paper, and the site's style turns its brightness round in the dark.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from ubah.core.register.views import RecordView
from ubah.core.sop import Sop
from ubah.publish.drawings.diagram import Path, diagram, middle_of
from ubah.publish.words.language import Words

STYLE = (
    "svg{font:14px system-ui,-apple-system,'Segoe UI','Noto Sans','Liberation Sans',sans-serif}"
    "text{fill:#1d2730}"
    ".ub-edge{fill:#4b5863;font-size:12.5px;paint-order:stroke;stroke:#fff;stroke-width:4px;"
    "stroke-linejoin:round}"
    ".ub-arrow path{fill:none;stroke:#5f6c78;stroke-width:1.5}"
    "marker path{fill:#5f6c78}"
    ".ub-start,#ub-arrow-taken path{fill:#0b6a8f}"
    ".ub-box rect{fill:#fff;stroke:#5f6c78;stroke-width:1.5}"
    ".ub-box:not(.ub-seen) text{fill:#4b5863}"
    ".ub-final rect{stroke-width:2.4}"
    ".ub-local rect,.ub-local path,.ub-note rect{stroke-dasharray:5 4}"
    ".ub-note rect{fill:none;stroke:#55636f}"
    ".ub-taken path{stroke:#0b6a8f;stroke-width:3}"
    ".ub-taken .ub-on{fill:#1d2730;font-size:12px;font-weight:600}"
    ".ub-seen rect{fill:#dcedf9;stroke:#0b6a8f;stroke-width:2.2}"
    ".ub-current rect{stroke-width:4}"
    ".ub-current text{font-size:13px;font-weight:600}"
)
_NAME = 12


@dataclass(frozen=True)
class Picture:
    """A drawing and where it stands in the site: equal drawings have one place.

    ``middle``: which part of its width lies left of the state where the record stands.
    """

    url: str
    svg: bytes
    middle: float


def picture(sop: Sop, words: Words, path: Path) -> Picture:
    """Draw the SOP with a way through it."""
    svg = diagram(sop, words, path, STYLE).encode()
    url = f"jalur/{sha256(svg).hexdigest()[:_NAME]}.svg"
    return Picture(url, svg, middle_of(sop, path))


def path_of(view: RecordView, sop: Sop) -> Path:
    """Return the way that the record took through the SOP."""
    taken, states, state = set(), {""}, ""
    for entry in view.record.journal:
        taken.add((state, entry.action))
        state = sop.actions[entry.action].leads_to(state)
        states.add(state)
    return Path(frozenset(taken), frozenset(states), state)

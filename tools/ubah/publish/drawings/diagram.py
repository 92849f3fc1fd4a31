"""The SOP as an inline SVG: states as boxes, actions as labelled arrows, all from sop.yaml's data."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass, field
from functools import lru_cache

from markupsafe import Markup

from ubah.core.diagnostics import Basis
from ubah.core.meanings import Meaning
from ubah.core.sop import ANY, Action, Sop
from ubah.publish.drawings.routes import BOX, PITCH, TOP, WIDTH, BoxPlace, Drawn, centre, route
from ubah.publish.words.language import Words

LINE = 16
APART = 6  # between the labels of two actions that lead the same way
COLUMNS = 20  # of text in a box
START = ""
Edge = tuple[str, str]


@dataclass(frozen=True)
class Path:
    """The way that one record took: (state, action) taken, states seen, and where it stands."""

    taken: Set[tuple[str, str]] = frozenset()
    states: Set[str] = frozenset()
    current: str = ""


@dataclass
class _Canvas:
    parts: list[Markup] = field(default_factory=list)

    def add(self, markup: str, **values: object) -> None:
        self.parts.append(Markup(markup).format(**values))  # noqa: S704 - literals only; values escaped


def edges_of(sop: Sop) -> dict[Edge, tuple[Action, ...]]:
    """Return (state before, state after) → the actions that lead there; "" is the start."""
    edges: dict[Edge, tuple[Action, ...]] = {}
    for action in sop.actions.values():
        if ANY in action.sources:
            continue
        for source in action.sources or (START,):
            edge = (source, action.leads_to(source))
            edges[edge] = (*edges.get(edge, ()), action)
    return edges


def diagram(sop: Sop, words: Words, path: Path | None = None, style: str = "") -> Markup:
    """Draw the SOP; with ``path`` the steps that were taken stand out.

    ``style`` is needed where the drawing stands outside a page, and so without the site's own.
    """
    _ = words.translate
    places = _places(sop)
    rows = max(place.row for place in places.values())
    notes = [action for action in sop.actions.values() if ANY in action.sources]
    height = TOP + rows * PITCH + BOX.height + 30 + 40 * len(notes)
    canvas = _Canvas()
    canvas.add(
        '<svg class="ub-diagram{taken}" viewBox="0 0 {width} {height}" role="img" '
        'aria-labelledby="ub-diagram-title ub-diagram-desc" data-ub-middle="{middle}" '
        'xmlns="http://www.w3.org/2000/svg">'
        '<title id="ub-diagram-title">{title}</title><desc id="ub-diagram-desc">{desc}</desc>',
        taken=" ub-diagram--path" if path else "",
        width=WIDTH,
        height=height,
        middle=middle_of(sop, path),
        title=_("Diagram of the SOP: {title}").format(title=words.label(sop.title)),
        desc=_description(sop, words, path),
    )
    if style:
        canvas.add("<style>{style}</style>", style=Markup(style))  # noqa: S704 - our own
    canvas.add(
        "<defs>{plain}{taken}</defs>",
        plain=_arrowhead("ub-arrow"),
        taken=_arrowhead("ub-arrow-taken"),
    )
    _draw_start(canvas, sop, words)
    _draw_edges(canvas, sop, places, words, path or Path())
    for name, place in places.items():
        if name != START:
            _draw_state(canvas, sop, name, place, words, path or Path())
    for number, action in enumerate(notes):
        _draw_note(canvas, action, words, height - 40 * (len(notes) - number))
    canvas.add("</svg>")
    return Markup("").join(canvas.parts)


def middle_of(sop: Sop, path: Path | None = None) -> float:
    """Return which part of the drawing's width lies left of what one looks for first.

    That is the box where the record stands, or the main column.
    """
    place = _places(sop).get(path.current if path else START, BoxPlace(0, 1))
    return round(centre(place)[0] / WIDTH, 3)


def _arrowhead(name: str) -> Markup:
    return Markup(
        '<marker id="{name}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="11" '
        'markerHeight="11" markerUnits="userSpaceOnUse" orient="auto-start-reverse">'
        '<path d="M0 0L10 5L0 10z"/></marker>'
    ).format(name=name)


def _places(sop: Sop) -> dict[str, BoxPlace]:
    """Return where each state stands: at a place of its own, or in rows below those that have one."""
    places = {START: BoxPlace(0, 1)}
    places |= {name: BoxPlace(*state.place) for name, state in sop.states.items() if state.place}
    below = max(place.row for place in places.values()) + 1
    unknown = [name for name in sop.states if name not in places]
    return places | {
        name: BoxPlace(below + number // 3, number % 3) for number, name in enumerate(unknown)
    }


def _draw_start(canvas: _Canvas, sop: Sop, words: Words) -> None:
    x, y = centre(BoxPlace(0, 1))
    canvas.add('<circle class="ub-start" cx="{x}" cy="{y}" r="9"/>', x=x, y=y)
    if sop.steps:
        text = f"{sop.steps[0].number} · {words.label(sop.steps[0].label)}"
        canvas.add(
            '<text class="ub-edge" x="{x}" y="{y}">{text}</text>', x=x + 18, y=y + 5, text=text
        )


def _draw_edges(
    canvas: _Canvas, sop: Sop, places: dict[str, BoxPlace], words: Words, path: Path
) -> None:
    edges = edges_of(sop)
    occupied = frozenset(places.values())
    taken = {
        edge: [(edge[0], action.name) in path.taken for action in edges[edge]] for edge in edges
    }
    # What was taken is drawn last, so that it lies on top.
    for edge in sorted(edges, key=lambda edge: any(taken[edge])):
        actions = edges[edge]
        source, target = (places[name] for name in edge)
        drawn = route(source, target, occupied, both=(edge[1], edge[0]) in edges)
        labels = [_action_label(action, words) for action in actions]
        if drawn.stub:
            labels[-1] += f" → {words.label(sop.states[edge[1]].label)}"
        names = " ".join(action.name for action in actions)
        kinds = "ub-arrow" + (" ub-local" if _all_local(actions) else "")
        kinds += " ub-taken" if any(taken[edge]) else ""
        head = "ub-arrow-taken" if any(taken[edge]) else "ub-arrow"
        canvas.add('<g class="{kinds}" data-actions="{names}">', kinds=kinds, names=names)
        canvas.add('<path d="{d}" marker-end="url(#{head})"/>', d=drawn.line, head=head)
        _draw_labels(canvas, drawn, list(zip(labels, taken[edge], strict=True)))
        canvas.add("</g>")


def _draw_labels(canvas: _Canvas, drawn: Drawn, labels: list[tuple[str, bool]]) -> None:
    if drawn.side == "above" and len(labels) > 1:
        # One above the line, the others below it: as one block they would read as one label.
        below = drawn._replace(y=drawn.y + 24, side="below")
        _draw_labels(canvas, drawn, labels[:1])
        _draw_labels(canvas, below, labels[1:])
        return
    lines = [
        (line, on, number * APART)
        for number, (text, on) in enumerate(labels)
        for line in _wrapped(text, drawn.columns)
    ]
    height = LINE * (len(lines) - 1) + APART * (len(labels) - 1)
    top = {"above": drawn.y - height, "below": drawn.y, "middle": drawn.y - height / 2}[drawn.side]
    for number, (line, on, apart) in enumerate(lines):
        canvas.add(
            '<text class="ub-edge{on}" x="{x}" y="{y}" text-anchor="{anchor}">{line}</text>',
            on=" ub-on" if on else "",
            x=_short(drawn.x),
            y=_short(top + number * LINE + apart),
            anchor=drawn.anchor,
            line=line,
        )


def _draw_state(
    canvas: _Canvas, sop: Sop, name: str, place: BoxPlace, words: Words, path: Path
) -> None:
    state = sop.states[name]
    x, y = centre(place)
    kinds = "ub-box" + (" ub-final" if state.final else "")
    kinds += " ub-local" if state.basis is Basis.LOCAL else ""
    kinds += " ub-seen" if name in path.states else ""
    kinds += " ub-current" if name == path.current else ""
    canvas.add('<g class="{kinds}" data-state="{name}">', kinds=kinds, name=name)
    canvas.add(
        '<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{radius}"/>',
        x=_short(x - BOX.width / 2),
        y=_short(y - BOX.height / 2),
        width=BOX.width,
        height=BOX.height,
        radius=BOX.height // 2 if state.final else 6,
    )
    parts = [words.label(label) for label in (state.label, state.nil_label) if label]
    lines = [line for part in " /\n".join(parts).split("\n") for line in _wrapped(part, COLUMNS)]
    for number, line in enumerate(lines):
        offset = 5 + (number - (len(lines) - 1) / 2) * LINE
        canvas.add(
            '<text x="{x}" y="{y}" text-anchor="middle">{line}</text>',
            x=x,
            y=_short(y + offset),
            line=line,
        )
    canvas.add("</g>")


def _draw_note(canvas: _Canvas, action: Action, words: Words, y: float) -> None:
    _ = words.translate
    text = _("In every state: {action}; the state stays as it is.")
    if Meaning.CORRECTS in action.means:
        text = _("A correction may be added in every state; it does not change the state.")
    canvas.add('<g class="ub-note" data-actions="{name}">', name=action.name)
    canvas.add('<rect x="10" y="{y}" width="{width}" height="30" rx="6"/>', y=y, width=WIDTH - 20)
    canvas.add(
        '<text x="24" y="{y}">{text}</text></g>',
        y=y + 20,
        text=text.format(action=words.label(action.label)),
    )


def _description(sop: Sop, words: Words, path: Path | None) -> str:
    """Say in words what the arrows show, for those who do not see them."""
    _ = words.translate
    name: Callable[[str], str] = lambda state: (  # noqa: E731 - short, and used right here
        words.label(sop.states[state].label) if state else _("Start")
    )

    def sentences() -> Iterator[str]:
        if path and path.current:
            yield _("The change stands at: {state}.").format(state=name(path.current))
        for (source, target), actions in edges_of(sop).items():
            labels = ", ".join(words.label(action.label) for action in actions)
            yield f"{name(source)} → {name(target)}: {labels}."

    return " ".join(sentences())


def _action_label(action: Action, words: Words) -> str:
    steps = ", ".join(str(step) for step in action.steps)
    return (f"{steps} · " if steps else "") + words.label(action.label)


def _all_local(actions: tuple[Action, ...]) -> bool:
    return all(action.basis is Basis.LOCAL for action in actions)


@lru_cache(maxsize=512)
def _wrapped(text: str, columns: int) -> tuple[str, ...]:
    return tuple(textwrap.wrap(text, columns, break_on_hyphens=False))


def _short(value: float) -> str:
    return f"{value:g}"

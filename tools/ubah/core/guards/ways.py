"""Which steps lead from where a record stands to a step that somebody wants to take."""

from __future__ import annotations

from collections import deque

from ubah.core.meanings import Meaning
from ubah.core.sop import ANY, Action, Sop


def way_to(sop: Sop, state: str, meaning: Meaning) -> tuple[Action, ...] | None:
    """Return the fewest steps after which an action with ``meaning`` is legal; None if none lead there.

    Nobody says that they will be taken: a test may fail. It is what a person does first.
    """
    wanted = sop.taking(meaning)
    queue: deque[tuple[str, tuple[Action, ...]]] = deque([(state, ())])
    seen = {state}
    while queue:
        here, taken = queue.popleft()
        if any(action.leads_from(here) for action in wanted):
            return taken
        for action in sop.legal_actions(here):
            there = action.leads_to(here)
            if there not in seen and ANY not in action.sources:
                seen.add(there)
                queue.append((there, (*taken, action)))
    return None

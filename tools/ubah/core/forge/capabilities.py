"""What a kind of forge can prove at its best; what it proves of one review or text stands at that."""

from __future__ import annotations

from dataclasses import dataclass

from ubah.core.sop import Action
from ubah.core.voucher import Binding, Untouched

REFUSED_BY_FORM = frozenset({"gitlab"})
"""The kinds of forges, as office.yaml names them, on which no review refuses with a reason bound to it.

There whoever decides refuses by a form (decision 45). A kind never leaves this: what landed so would
be judged otherwise (rule 13).
"""
REFUSED = "changes_requested"
"""How a review ends that refuses, as sop.yaml has it."""


def by_form(action: Action, kind: str) -> bool:
    """Whether the form that its actor filed proves an action in an office on a forge of this kind."""
    refuses = action.review is not None and action.review.state == REFUSED
    return action.by_form or (refuses and kind in REFUSED_BY_FORM)


@dataclass(frozen=True)
class Capabilities:
    """What a forge can prove (rules 4b and 5).

    ``approvals``: what ties an approval to content there. ``texts``: how it is known that nobody but
    its author edited a text. ``refusals``: whether a review can refuse, with a reason that is bound
    to it; where it cannot, the head refuses by a form. ``editor``: whether a commit of the forge's
    own editor is signed by the forge, and so tells who wrote it.
    """

    approvals: Binding
    texts: Untouched
    refusals: bool
    editor: bool

"""What a kind of forge can prove at its best; what it proves of one review or text stands at that."""

from __future__ import annotations

from dataclasses import dataclass

from ubah.core.voucher import Binding, Untouched


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

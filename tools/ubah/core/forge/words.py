"""What a forge's own pages call what people press there, for the texts that lead them to it."""

from __future__ import annotations

from dataclasses import dataclass

from ubah.core.diagnostics import Message


@dataclass(frozen=True)
class ForgeWords:
    """A kind of forge in the words of its own pages.

    ``approve`` and ``refuse`` are the names of its buttons, ``refuse`` "" where no review refuses.
    ``buttons`` says where they are, ``waits`` the same in a status's one line, ``approving`` where any
    pull request is approved. ``no_merging`` asks not
    to press the forge's own button for merging. ``unclear_refusal`` asks once more for what a refusal
    left open. ``altered`` says why a decision is asked for again, ``let_in`` how an account gets in
    that cannot be asked: it takes ``person``.
    """

    approve: str
    refuse: str
    buttons: Message
    waits: Message
    approving: Message
    no_merging: Message
    unclear_refusal: Message
    altered: Message
    let_in: Message

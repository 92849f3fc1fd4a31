"""What a forge's own pages call what people press there, for the texts that lead them to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from ubah.core.diagnostics import Message
from ubah.core.render import Translate

PULL = "pull request"
_CALLED: Mapping[str, str] = MappingProxyType({"gitlab": "merge request"})
_BY_FORK = frozenset({"forgejo"})


@dataclass(frozen=True)
class ForgeWords:
    """A kind of forge in the words of its own pages.

    ``approve`` and ``refuse`` are the names of its buttons, ``refuse`` "" where no review refuses.
    ``buttons`` says where they are, ``waits`` the same in a status's one line, ``approving`` where any
    pull request is approved. ``no_merging`` asks not
    to press the forge's own button for merging. ``unclear_refusal`` asks once more for what a refusal
    left open. ``altered`` says why a decision is asked for again, ``let_in`` how an account gets in
    that cannot be asked: it takes ``person``. ``pull`` is what a pull request is called.
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
    pull: str = PULL

    def spoken(self, translate: Translate) -> Translate:
        """Return ``translate`` so that it calls a pull request as the forge's own pages do."""
        return translate if self.pull == PULL else _spoken(self.pull, translate)


@cache
def _spoken(pull: str, translate: Translate) -> Translate:
    return lambda text: translate(text).replace(PULL, pull)


def pull_called(kind: str) -> str:
    """Return what the pages of a kind of forge call a pull request."""
    return _CALLED.get(kind, PULL)


def is_proposed_by_fork(kind: str) -> bool:
    """Whether people propose changes from a fork on a kind of forge: there nobody but the recorder may write."""
    return kind in _BY_FORK

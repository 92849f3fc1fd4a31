"""What the recorder takes for granted of a forge and no document settles, to be seen in a rehearsal."""

from __future__ import annotations

from dataclasses import dataclass

from ubah.core.diagnostics import Message
from ubah.core.forge.model import Thread


@dataclass(frozen=True)
class Assumption:
    """Something assumed of a forge, by its number in docs/assumptions.md; ``play``: how to see it.

    ``by_eye``: no program sees it; it is named, and whoever plays looks.
    """

    number: int
    text: Message
    play: Message
    by_eye: bool = False


@dataclass(frozen=True)
class Sighting:
    """What was seen of an assumption; ``holds`` None: nothing has happened yet to see it by.

    With ``seen`` and no ``holds`` it will be told by itself in a while.
    ``thread``: the issue or pull request that shows it. ``request``: by which the forge
    knows its own answer again, to be named in a question to its support.
    """

    assumption: Assumption
    holds: bool | None
    seen: Message | None = None
    thread: Thread | None = None
    request: str = ""

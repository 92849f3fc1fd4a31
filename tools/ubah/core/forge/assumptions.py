"""What the recorder takes for granted of a forge and no document settles, to be seen in a rehearsal."""

from __future__ import annotations

from dataclasses import dataclass

from ubah.core.diagnostics import Message


@dataclass(frozen=True)
class Assumption:
    """Something assumed of a forge, by its number in docs/assumptions.md; ``play``: how to see it."""

    number: int
    text: Message
    play: Message


@dataclass(frozen=True)
class Sighting:
    """What was seen of an assumption; ``holds`` None: nothing has happened yet to see it by."""

    assumption: Assumption
    holds: bool | None
    seen: Message | None = None

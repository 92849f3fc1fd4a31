"""What the recorder vouches for: evidence from a forge, as a value (rules 4b and 5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class VoucherKind(StrEnum):
    """What on a forge a voucher tells of (rule 4b)."""

    REVIEW = "review"  # an approving review of a pull request, for its content as it lands
    AUTHORSHIP = (
        "authorship"  # a commit made in the forge's own editor by the pull request's opener
    )
    ISSUE = "issue"  # an issue's body, edited by nobody but its author, for steps of his own, once
    DECISION = "decision"  # a review of a decision pull request, which is itself the step
    DESK = "desk"  # steps that somebody took at the office's own desk, without git
    DESK_REVIEW = "desk-review"  # an approval, at the desk, of a whole branch as it lands


AT_DESK = (VoucherKind.DESK, VoucherKind.DESK_REVIEW)
"""What the desk vouches for, which no forge does, and the other way round."""


class Binding(StrEnum):
    """What ties an approval on a forge to the content that was looked at (rule 5)."""

    COMMIT = "commit"  # the forge keeps which commit was approved
    VERSION = "version"  # the only version there was, on a branch that only the recorder may push
    UNBOUND = "unbound"  # nothing does; it is never vouched for


class Untouched(StrEnum):
    """By what it is known that a text on a forge is what its author wrote (rule 4b)."""

    TOLD = "told"  # the forge keeps who edited it
    SETTINGS = "settings"  # nobody else may edit there but the recorder and who runs the server
    UNKNOWN = "unknown"  # neither: nothing is concluded from it (rule 10)


@dataclass(frozen=True)
class Voucher:
    """Evidence from a forge, vouched for by the recorder (rules 4b and 5).

    ``digest`` is the landing's digest that the recorder computed; ``commit`` is what was reviewed
    or made, ``base`` the main it was reviewed on. ``text`` is the SHA-256 of an issue's or a
    decision's text; of a decision ``state`` is how the review ended and ``before`` the record's
    blob as it stood. ``binding`` and ``untouched`` say how well the forge could prove it. At the desk
    ``known`` says how the person was known there, ``shown`` is the SHA-256 of what was shown, and
    ``action`` what was done, by its name in sop.yaml.
    """

    forge: str
    account: int
    kind: VoucherKind
    evidence_id: str
    commit: str
    base: str
    time: datetime
    digest: str
    state: str = ""
    text: str = ""
    before: str = ""
    binding: Binding = Binding.COMMIT
    untouched: Untouched = Untouched.TOLD
    known: str = ""
    action: str = ""
    shown: str = ""

"""What a forge tells the recorder, as values: pull requests, reviews, commits, issues, comments.

No forge's own words are kept; an edge (`ubah.edge.forges`) translates. Names and e-mail addresses
prove nothing and are left out: people are numeric accounts (rule 4).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ubah.core.model import SKEW
from ubah.core.voucher import Binding, Untouched

BOARDS = "ubah-papan"
"""The label by which the one issue that says who waits for whom is found again."""


@dataclass(frozen=True, order=True)
class Thread:
    """Where people write on a forge: an issue or a pull request, by its number.

    A forge may count the two apart, so that the number alone does not say which of them is meant.
    """

    number: int
    is_pull: bool = False


@dataclass(frozen=True)
class ForgeAccount:
    """An account by its number, which never changes hands; ``login`` is for mentions only."""

    id: int
    login: str
    is_robot: bool = False


class ReviewState(StrEnum):
    """How a review ended."""

    APPROVED = "approved"
    CHANGES_REQUESTED = "changes_requested"
    COMMENTED = "commented"
    DISMISSED = "dismissed"
    PENDING = "pending"


DECISIVE = (ReviewState.APPROVED, ReviewState.CHANGES_REQUESTED, ReviewState.DISMISSED)
"""The states that replace a person's earlier review; a comment leaves it standing."""


@dataclass(frozen=True)
class Review:
    """A review of a pull request. ``commit`` is "" where the forge listed it without one.

    ``untouched`` is about ``body``; ``edited``: the forge tells that somebody altered it.
    """

    id: int
    author: ForgeAccount | None  # None: the account is gone
    state: ReviewState
    commit: str
    submitted: datetime | None  # None: not handed in yet
    body: str = ""
    edited: bool = False
    binding: Binding = Binding.COMMIT
    untouched: Untouched = Untouched.TOLD


@dataclass(frozen=True)
class ForgeCommit:
    """A commit of a pull request as the forge vouches for it.

    ``by_editor``: the forge signed it with its own web key and verified that itself. ``by_button``:
    it is what a merge button made of another pull request. ``author`` is then the account that was
    at the keyboard; for other commits it is a guess from an e-mail address, which proves nothing.
    """

    oid: str
    parents: int
    author: ForgeAccount | None
    committed: datetime
    by_editor: bool
    by_button: bool = False


@dataclass(frozen=True)
class PullRequest:
    """A pull request as it stands. ``merge_commit`` is "" unless it was merged."""

    number: int
    title: str
    opener: ForgeAccount | None
    head: str
    head_branch: str
    same_repository: bool  # the branch is the office's own, not a fork's
    base_branch: str
    is_open: bool
    is_draft: bool = False
    merge_commit: str = ""
    body: str = ""
    asked: frozenset[int] = frozenset()  # the accounts whose review is asked for and not given
    labels: tuple[str, ...] = ()
    assigned: tuple[ForgeAccount, ...] = ()

    @property
    def thread(self) -> Thread:
        """Where people write about it."""
        return Thread(self.number, is_pull=True)


@dataclass(frozen=True)
class Issue:
    """An issue.

    ``editors`` are the accounts that edited its body, ``reopeners`` those that opened it again; None
    stands for one unknown. ``moved``: it was not filed here, but brought here by somebody later.
    ``withheld``: the forge keeps from the recorder something that was noted about it, which may be that.
    ``touched``: when anything last happened to it, on a forge that tells no more of when its author
    edited or reopened it; None where the forge tells that.
    """

    number: int
    title: str
    author: ForgeAccount | None
    body: str
    created: datetime
    is_open: bool = True
    editors: tuple[int | None, ...] = ()
    edited: datetime | None = None  # when its body was last edited
    reopeners: tuple[int | None, ...] = ()
    reopened: datetime | None = None  # when it was last opened again
    moved: bool = False
    withheld: bool = False
    touched: datetime | None = None
    untouched: Untouched = Untouched.TOLD

    @property
    def thread(self) -> Thread:
        """Where people write about it."""
        return Thread(self.number)

    def may_be_said_after(self, moment: datetime) -> bool:
        """Whether its author may have edited or reopened it later than that, past the skew (rule 7)."""
        return self.touched is not None and self.touched > moment + SKEW

    @property
    def edited_by_others(self) -> bool:
        """Whether anybody but its author, or somebody unknown, edited the body."""
        return self._others_among(self.editors)

    @property
    def reopened_by_others(self) -> bool:
        """Whether anybody but its author opened it again, who may have closed it to take it back."""
        return self._others_among(self.reopeners)

    def _others_among(self, accounts: tuple[int | None, ...]) -> bool:
        return any(self.author is None or account != self.author.id for account in accounts)


@dataclass(frozen=True)
class Comment:
    """A comment on a pull request or an issue."""

    id: int
    author: ForgeAccount | None
    body: str


class PullState(StrEnum):
    """How a pull request stands: it waits for somebody, it may land or has, or it is wrong."""

    PENDING = "pending"
    SUCCESS = "success"
    FAILURE = "failure"


@dataclass(frozen=True)
class CommitStatus:
    """What the forge shows beside a commit in the tool's name; to be looked at, and no evidence."""

    standing: PullState
    text: str


@dataclass(frozen=True)
class PullEvidence:
    """All of a pull request that may prove something, read at one time.

    ``altered``: its title or text was edited after it was opened, whoever did it; ``untouched``: by
    what that is known. ``binding``: what would tie an approval to its content that is given now.
    """

    pull: PullRequest
    reviews: tuple[Review, ...]
    commits: tuple[ForgeCommit, ...]
    altered: bool = False
    untouched: Untouched = Untouched.TOLD
    binding: Binding = Binding.COMMIT

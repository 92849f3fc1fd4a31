"""What the recorder needs of a forge, whichever it is (design: rules 4b, 9 and 10).

A kind of forge is a package below this one and a line in `ubah.edge.forges.table`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Protocol

from ubah.core.diagnostics import CannotRun, Message, msg
from ubah.core.forge.assumptions import Sighting
from ubah.core.forge.capabilities import Capabilities
from ubah.core.forge.model import (
    Comment,
    CommitStatus,
    ForgeAccount,
    Issue,
    PullEvidence,
    PullRequest,
    Thread,
)
from ubah.core.forms.text import FormText


class ForgeUnreachable(CannotRun):
    """The forge did not answer, not now, or with half an answer: nothing is concluded (rule 10)."""

    def __init__(self, reason: Message, hint: Message | None = None):
        super().__init__(
            msg("the forge cannot be read: {reason}", reason=reason),
            hint or msg("nothing was decided by this; try again later"),
            indeterminate=True,
        )


class ForgeRefused(CannotRun):
    """The forge understood, and said no: a right that the token lacks, a thing that is not there.

    ``status`` and ``said`` are the forge's own answer, for whoever must tell one no from another;
    they are shown to nobody.
    """

    def __init__(self, message: Message, hint: Message, status: int = 0, said: str = ""):
        super().__init__(message, hint)
        self.status = status
        self.said = said


class Forge(Protocol):
    """One repository on a forge.

    Every method raises `ForgeUnreachable` where the forge does not answer in full, and
    `ForgeRefused` where it refuses. Reading is always complete: no list is ever cut off.
    """

    @property
    def host(self) -> str:
        """The forge's host, as accounts in roles.yaml name it."""
        ...

    @property
    def own_account(self) -> int | None:
        """The number of the account that the recorder speaks by, None where that is no person's: a job's own."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What this forge can prove at its best."""
        ...

    @property
    def form_text(self) -> FormText:
        """How the forge writes a filled-in form."""
        ...

    def pull_refspec(self, number: int) -> str:
        """Return the ref under which a pull request's head can be fetched."""
        ...

    def pull(self, number: int) -> PullRequest:
        """Return a pull request."""
        ...

    def open_pulls(self, base: str) -> tuple[PullRequest, ...]:
        """Return the open pull requests into the branch ``base``, oldest first."""
        ...

    def pulls_of_branch(self, branch: str) -> tuple[PullRequest, ...]:
        """Return the pull requests of one of the office's own branches, open or not."""
        ...

    def pulls_of_commit(self, oid: str) -> tuple[PullRequest, ...]:
        """Return the pull requests that a commit belongs to or came out of."""
        ...

    def evidence(self, pull: PullRequest) -> PullEvidence:
        """Return the reviews and commits of a pull request, and whether its text was altered."""
        ...

    def moved_since(self, branch: str, moment: datetime, now: datetime) -> str | None:
        """Return where a branch stood at ``moment``, by the forge's own record of what was pushed when.

        None where it has not moved since, or the forge keeps no such record.
        """
        ...

    def issue(self, number: int) -> Issue:
        """Return an issue with who edited its body."""
        ...

    def open_pull(self, title: str, body: str, branch: str, base: str) -> PullRequest:
        """Open a pull request for a branch that is there."""
        ...

    def login(self, account: int) -> str:
        """Return what an account is called now, "" if it is gone."""
        ...

    def request_review(self, number: int, login: str) -> None:
        """Ask somebody for a review; refused where they have no access, or opened it themselves."""
        ...

    def close_pull(self, number: int) -> None:
        """Close a pull request; nothing happens where it is closed."""
        ...

    def landed(self, number: int, commit: str) -> None:
        """Tell the forge that a pull request landed by ``commit``, if it does not see that by itself.

        Nothing happens where it does, or where it knows already.
        """
        ...

    def comments(self, thread: Thread) -> tuple[Comment, ...]:
        """Return the comments on a pull request or an issue, oldest first."""
        ...

    def comments_since(self, moment: datetime) -> Mapping[Thread, tuple[Comment, ...]]:
        """Return the comments that were written or edited since then, by pull request or issue."""
        ...

    def write_comment(self, thread: Thread, body: str, replacing: int | None = None) -> None:
        """Write a comment, or put ``body`` in the place of the comment ``replacing``."""
        ...

    def status(self, commit: str) -> CommitStatus | None:
        """Return what the tool last said beside a commit, None if it has said nothing."""
        ...

    def write_status(self, commit: str, status: CommitStatus) -> None:
        """Say something beside a commit, in the place of what the tool said before."""
        ...

    def open_issues(self, label: str = "") -> tuple[Issue, ...]:
        """Return the open issues that carry a label, or all, oldest first; their edits are not read."""
        ...

    def write_issue(
        self, title: str, body: str, labels: tuple[str, ...], replacing: int | None = None
    ) -> int:
        """Open an issue, or rewrite the issue ``replacing``; return its number."""
        ...

    def pin_issue(self, number: int) -> None:
        """Show an issue above all others; nothing happens where it is shown so already."""
        ...

    def labels(self, thread: Thread) -> tuple[str, ...]:
        """Return the labels of an issue or a pull request."""
        ...

    def set_labels(self, thread: Thread, labels: tuple[str, ...]) -> None:
        """Give an issue or a pull request these labels and no others."""
        ...

    def assign(self, number: int, logins: tuple[str, ...]) -> tuple[str, ...]:
        """Assign people to a pull request; return whom the forge left out, as without access."""
        ...

    def unassign(self, number: int, logins: tuple[str, ...]) -> None:
        """Take people's assignment to a pull request away."""
        ...

    def close_issue(self, number: int) -> None:
        """Close an issue; nothing happens where it is closed."""
        ...

    def address(self, thread: Thread) -> str:
        """Return where an issue or a pull request is looked at."""
        ...

    def reference(self, thread: Thread) -> str:
        """Return how texts on the forge name an issue or a pull request, so that it leads there."""
        ...

    def remove_branch(self, name: str) -> bool:
        """Remove a branch of the recorder's that git may not remove there; False where git may."""
        ...

    def rehearsed(self, now: datetime) -> Iterator[Sighting]:
        """Yield what the repository shows of each assumption about the forge, by ``now``."""
        ...


class Player(Protocol):
    """A person's own account on the forge, for a rehearsal; it raises as `Forge` does."""

    def account(self) -> ForgeAccount | None:
        """Return whose account it is."""
        ...

    def may_be_thrown_away(self) -> bool:
        """Whether the repository says of itself that it is there to be thrown away."""
        ...

    def filed(self) -> Mapping[str, tuple[int, bool]]:
        """Return the issues: title → number, and whether it is open."""
        ...

    def file(self, title: str, body: str) -> int:
        """File an issue; return its number."""
        ...

    def comment(self, thread: Thread, body: str) -> None:
        """Write a comment on an issue or a pull request."""
        ...

    def approve(self, number: int, commit: str, text: str) -> int:
        """Approve a pull request as of a commit; return the review's id."""
        ...

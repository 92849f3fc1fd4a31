"""What a project on GitLab's stand-in holds, and what people do there, as the free edition keeps it.

Issues and merge requests are counted apart; the stand-in begins the latter at 1001, so that whoever mixes
them up finds nothing. What people do in this edition leaves GitLab's own notes behind.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar

from forge.gitlab.commands import commands_in
from forge.notices import mentioned
from forge.standin import Account, Comment, StandIn

RECORDER: Account = (77, "ubah-pencatat")
TOUCHED_AGAIN = timedelta(minutes=1)
"""What happens within a minute of the last touch does not move `updated_at` (app/models/concerns/throttled_touch.rb)."""


@dataclass
class Note:
    """What GitLab itself noted; ``who`` None: the account is gone.

    ``hidden``: it names what whoever asks may not see, so that it is counted in a list, and left out of it
    (lib/api/notes.rb, app/models/system_note_metadata.rb).
    """

    id: int
    who: Account | None
    text: str
    at: datetime
    hidden: bool = False


@dataclass
class Version:
    """What a merge request showed after a push."""

    id: int
    head: str
    at: datetime


@dataclass
class Approval:
    """Whose approval stands, and since when."""

    who: Account
    at: datetime


@dataclass
class GitLabProject(StandIn):
    """A project, the people in it and its settings; how it answers programs is `FakeGitLab`'s."""

    notes: dict[int, list[Note]] = field(default_factory=dict)
    versions: dict[int, list[Version]] = field(default_factory=dict)
    approvals: dict[int, list[Approval]] = field(default_factory=dict)
    wishes: list[tuple[int, str, Account]] = field(default_factory=list)  # original, head, who
    touched: dict[int, datetime] = field(default_factory=dict)  # number → `updated_at`
    protected: list[dict[str, Any]] = field(default_factory=list)
    keys: list[dict[str, Any]] = field(default_factory=list)
    levels: dict[int, int] = field(default_factory=dict)  # account → role; else Developer
    settings: dict[str, Any] = field(default_factory=dict)  # path in the project → answer
    acted: list[tuple[str, int, str]] = field(default_factory=list)  # quick actions obeyed
    version: str = "18.5.1-ce.0"
    tells_times: bool = True  # of approvals; older versions do not
    seen: dict[int, str] = field(default_factory=dict)  # names of those who approved
    lag: int = 0  # so many answers do not hold the newest note yet
    total: int = 10_000  # above so many GitLab tells no length
    last_pull: int = 1000

    robot: ClassVar[Account] = RECORDER
    pull_ref: ClassVar[str] = "refs/merge-requests/{}/head"
    own_approvals: ClassVar[bool] = True

    def pull_number(self) -> int:
        """Return the next number of a merge request."""
        self.last_pull += 1
        return self.last_pull

    # --- what people do ---------------------------------------------------------------------------

    def moved(self, number: int, action: str) -> None:
        """Note a version: GitLab makes one for each push."""
        version = Version(self.number(), self.pulls[number].head, self.clock())
        self.versions.setdefault(number, []).append(version)
        if action == "synchronize":
            self.note(number, self.pulls[number].opener, "added 1 commit\n\n<ul>…</ul>")

    def note(self, number: int, who: Account | None, text: str, *, hidden: bool = False) -> None:
        """Have GitLab note what somebody did."""
        made = Note(self.number(), who, text, self.clock(), hidden)
        self.notes.setdefault(number, []).append(made)
        self.touch(number, often=False)

    def mention(self, number: int, who: Account) -> None:
        """Have somebody name an issue or a merge request in a project of their own that nobody else may see."""
        self.note(number, who, "mentioned in rahasia/proyek#1", hidden=True)

    def happens(self, number: int, why: str, actor: Account, text: str = "") -> None:
        super().happens(number, why, actor, text)
        self.touch(number, often=why not in ("comment", "review"))

    def touch(self, number: int, *, often: bool) -> None:
        """Move when an issue or a merge request was last updated; comments do it once a minute at most."""
        now = self.clock()
        before = self.touched.get(number)
        if often or before is None or now - before > TOUCHED_AGAIN:
            self.touched[number] = now

    def review(
        self, number: int, who: Account, state: str, body: str = "", commit: str | None = ""
    ) -> int:
        """Have somebody press *Approve*; a reason given elsewhere is a comment, and bound to nothing.

        Who is told that another merge request is approved in this one's place approves that, once it is there.
        """
        self.follow(number)
        if body:
            self.comment(number, who, body)
        if state != "APPROVED":
            return self.number()
        self.wishes.append((number, self.pulls[number].head, who))
        return self.pressed(number, who)

    def pressed(self, number: int, who: Account) -> int:
        """Have an approval stand, and noted."""
        given = self.approvals.setdefault(number, [])
        self.seen[who[0]] = who[1]
        given[:] = [one for one in given if one.who != who]
        given.append(Approval(who, self.clock()))
        self.note(number, who, "approved this merge request")
        self.happens(number, "review", who)
        return self.notes[number][-1].id

    def dismiss(self, number: int, review: int) -> None:
        """Have whoever gave an approval take it back."""
        [note] = [one for one in self.notes[number] if one.id == review]
        assert note.who is not None
        given = self.approvals[number]
        given[:] = [one for one in given if one.who != note.who]
        self.wishes = [one for one in self.wishes if one[2] != note.who]
        self.note(number, note.who, "unapproved this merge request")

    def called(self, number: int) -> set[str]:
        """Return whom the recorder asked: this edition takes one reviewer, the others are mentioned."""
        said = [one.body for one in self.comments.get(number, []) if one.who == RECORDER]
        return super().called(number).union(*map(mentioned, said))

    def follow_up(self) -> bool:
        """Approve the copies of what people approved, as of the head that they looked at."""
        done = False
        for original, head, who in list(self.wishes):
            branch = f"review/{original}-{head[:12]}"
            for number, pull in self.pulls.items():
                self.follow(number)
                if pull.open and pull.branch == branch and pull.head == head:
                    self.wishes.remove((original, head, who))
                    self.pressed(number, who)
                    done = True
        return done

    def rewrite(self, comment: Comment, body: str) -> None:
        super().rewrite(comment, body)
        self.touch(comment.under, often=False)

    def edit(self, number: int, who: int | None, body: str | None = None) -> None:
        super().edit(number, who, body)
        self.touch(number, often=True)

    def transfer(self, number: int, *, hidden: bool = False) -> None:
        """Have an issue moved here from another project, ``hidden``: one that the recorder may not see."""
        super().transfer(number)
        self.note(number, self.issues[number].who, "moved from lpse/lain#3", hidden=hidden)

    def rename(self, who: Account, login: str) -> None:
        """Have an account be called otherwise from now on, wherever it is asked or assigned as well."""
        before, self.logins[who[0]] = self.logins[who[0]], login
        for pull in self.pulls.values():
            for names in (pull.reviewers, pull.assigned):
                names[:] = [login if one == before else one for one in names]

    def obeys(self, number: int, text: str) -> str:
        """Carry out the quick actions in a text that the recorder sends; return what is left of it."""
        left, found = commands_in(text)
        self.acted += [(name, number, rest) for name, rest in found]
        return left

    # --- who is who, and what is noted --------------------------------------------------------------

    def by_login(self, login: str) -> Account | None:
        """Return who is called so now."""
        return next((one for one in self.logins.items() if one[1] == login), None)

    def may_enter(self, login: str) -> bool:
        """Whether somebody is let into the project."""
        return self.let_in is None or login in self.let_in

    def noted(self, number: int) -> list[Note]:
        """Return GitLab's own notes, oldest first; the newest comes late while there is a ``lag``."""
        own = sorted([*self.notes.get(number, []), *self._edited(number)], key=lambda one: one.at)
        if self.lag and own:
            self.lag -= 1
            own = own[:-1]
        return own

    def _edited(self, number: int) -> Iterator[Note]:
        """Yield what GitLab notes of each edit of a description or a title."""
        for at, (who, when) in enumerate(self.edits.get(number, [])):
            account = None if who is None else (who, self.logins.get(who, "tamu"))
            yield Note(900_000 + at, account, "changed the description", when)
        pull = self.pulls.get(number)
        if pull and pull.edited:
            yield Note(910_000, (9, "tamu"), "changed the description", self.clock())
        for at in range(pull.renamed if pull else 0):
            said = "changed title from **{-Lama-}** to **{+Baru+}**"
            yield Note(920_000 + at, (9, "tamu"), said, self.clock())

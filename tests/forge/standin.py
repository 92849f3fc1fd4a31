"""What all stand-ins of forges share: who said and did what there, and the server that answers.

A stand-in is a forge in the process, on loopback, over a bare repository. What a test does to it is what
people do: push, open, review, file, edit, press a button. How it answers programs is each forge's own.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

from forge.notices import Notice, Notices, mentioned
from support.plain_git import Beyond, PlainGit

REPOSITORY = "lpse/perubahan"

Account = tuple[int, str]
Answer = tuple[int, Any, dict[str, str]]
Fault = Callable[[str, str], Answer | None]


@dataclass
class Comment:
    """Something said under an issue or a pull request; ``who`` None: the account is gone."""

    id: int
    under: int
    who: Account | None
    body: str
    made: datetime
    changed: datetime
    on_pull: bool = False


@dataclass
class Issue:
    """An issue as it stands; ``state`` is "open" or "closed"."""

    number: int
    who: Account
    title: str
    body: str
    made: datetime
    state: str = "open"
    labels: list[str] = field(default_factory=list)
    assigned: list[str] = field(default_factory=list)


@dataclass
class Fate:
    """What happened to an issue: "reopened" by somebody, None for an account gone, or "transferred"."""

    what: str
    who: Account | None = None
    at: datetime | None = None


@dataclass
class Review:
    """A review; ``state`` is APPROVED, CHANGES_REQUESTED, COMMENTED or DISMISSED.

    ``commit`` None: the forge lists it without saying of which it is.
    """

    id: int
    who: Account | None
    state: str
    body: str
    commit: str | None
    at: datetime
    edited: bool = False


@dataclass
class Status:
    """What stands beside a commit in the name ``context``."""

    context: str
    state: str
    description: str
    id: int = 0


@dataclass
class Pull:
    """A pull request as it stands."""

    number: int
    title: str
    body: str
    branch: str
    opener: Account
    head: str
    open: bool = True
    draft: bool = False
    merge_commit: str = ""
    reviewers: list[str] = field(default_factory=list)  # all who were ever asked
    waiting_for: list[str] = field(default_factory=list)  # asked, and no review handed in yet
    reviews: list[Review] = field(default_factory=list)
    edited: bool = False  # its text, at any time
    renamed: int = 0
    fork: bool = False
    ended: datetime | None = None  # when it was merged or closed
    labels: list[str] = field(default_factory=list)
    assigned: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Token:
    """Whose a token is, and what it may (None: all that its owner may)."""

    account: Account
    rights: dict[str, str] | None = None


@dataclass(frozen=True)
class Happening:
    """Something that workflows may listen to; ``about`` is the number of an issue or pull request."""

    event: str
    action: str
    about: int
    actor: Account
    detail: Comment | Review | None = None


@dataclass
class StandIn(ABC):
    """``bare`` is the repository that it hosts; ``robot`` is whose token asks where none is known."""

    bare: Path
    clock: Callable[[], datetime]
    pulls: dict[int, Pull] = field(default_factory=dict)
    issues: dict[int, Issue] = field(default_factory=dict)
    fates: dict[int, list[Fate]] = field(default_factory=dict)
    comments: dict[int, list[Comment]] = field(default_factory=dict)
    written: dict[str, Account] = field(default_factory=dict)  # commits of the web editor
    edits: dict[int, list[tuple[int | None, datetime]]] = field(default_factory=dict)
    requests: list[tuple[str, str]] = field(default_factory=list)
    asked: list[tuple[str, str, Any]] = field(default_factory=list)  # the same, in full
    logins: dict[int, str] = field(default_factory=dict)  # what accounts are called now
    fault: Fault | None = None
    amiss: list[str] = field(default_factory=list)  # what contradicts the forge's description
    let_in: set[str] | None = None  # logins of collaborators; None: everybody
    tokens: dict[str, Token] = field(default_factory=dict)
    happened: list[Happening] = field(default_factory=list)  # oldest first
    statuses: dict[str, list[Status]] = field(default_factory=dict)  # newest first
    labels: dict[str, None] = field(default_factory=dict)  # that there are, oldest first
    pinned: list[int] = field(default_factory=list)
    notices: Notices = field(default_factory=Notices)
    pushes: list[tuple[datetime, str, str]] = field(
        default_factory=list
    )  # when main moved: from, to
    main_seen: str = ""
    page: int = 100
    last: int = 0
    recorder_key: str = ""  # the public one, as "type base64"
    asking: threading.local = field(default_factory=threading.local, repr=False)

    robot: ClassVar[Account]
    request_id: ClassVar[str] = "X-Request-Id"
    review_ids: ClassVar[int] = 0  # from which on reviews are numbered
    sees_merges: ClassVar[bool] = True  # of what is pushed to main, by itself
    pull_ref: ClassVar[str] = "refs/pull/{}/head"
    own_approvals: ClassVar[bool] = False  # whether one may approve what one opened

    def __enter__(self) -> Any:
        handler = type("Handler", (_Handler,), {"fake": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def url(self) -> str:
        """Return where it answers."""
        return f"http://127.0.0.1:{self.server.server_port}"

    @property
    def asker(self) -> Account:
        """Return whose token the request came with that is being answered."""
        token: Token | None = getattr(self.asking, "token", None)
        return token.account if token else self.robot

    @property
    def notified(self) -> list[Notice]:
        """What people were told; robots and who is gone read no mail."""
        people = set(self.logins.values())
        return [one for one in self.notices.sent if one[0] in people]

    def settle(self) -> None:  # noqa: B027 - most let everybody in
        """Let in whoever `logins` names, where who is let in matters."""

    # --- what each forge does in its own way --------------------------------------------------------

    @abstractmethod
    def answer(self, verb: str, target: str, content: Any, secret: str = "") -> Answer:
        """Return status, content and headers."""

    def moved(self, number: int, action: str) -> None:  # noqa: B027 - most do nothing
        """Do what the forge does when a pull request is opened, or its branch moves."""

    # --- git ----------------------------------------------------------------------------------------

    def git(self, *words: str) -> str:
        """Return what git says in the hosted repository."""
        with contextlib.suppress(Beyond):
            return PlainGit(self.bare).answer(words, None).decode().strip()
        done = subprocess.run(
            ["git", "--git-dir", str(self.bare), *words], capture_output=True, check=False
        )
        return done.stdout.decode().strip()

    def branch(self, name: str) -> str:
        """Return the commit that a branch points at, "" where there is none."""
        with contextlib.suppress(Beyond):
            return PlainGit(self.bare).branch(name)
        return self.git("rev-parse", "--verify", "--quiet", f"refs/heads/{name}")

    def watch(self) -> None:
        """Note that main was pushed; that is seen when the next thing happens on the forge, whoever did it."""
        main = self.branch("main")
        if self.main_seen and main != self.main_seen:
            self.pushes.append((self.clock(), self.main_seen, main))
        self.main_seen = main

    def commits_of(self, number: int) -> list[str]:
        """Return the commits of a pull request, oldest first."""
        pull = self.pulls[number]
        start = "refs/heads/main" if not pull.merge_commit else f"{pull.merge_commit}^1"
        return self.git("rev-list", "--reverse", pull.head, f"^{start}").split()

    # --- what people do -----------------------------------------------------------------------------

    def number(self) -> int:
        """Return the next number of an issue, a pull request or anything else."""
        self.last += 1
        return self.last

    def pull_number(self) -> int:
        """Return the next number of a pull request, which is that of anything where all are counted together."""
        return self.number()

    def follow_up(self) -> bool:
        """Have people do what the recorder's last words led them to; say whether anybody did anything."""
        return False

    def open(self, branch: str, opener: Account, title: str = "Perubahan", body: str = "") -> int:
        """Open a pull request for a branch that is there."""
        number = self.pull_number()
        head = self.git("rev-parse", f"refs/heads/{branch}")
        self.pulls[number] = Pull(number, title, body, branch, opener, head)
        self.happens(number, "mention", opener, body)
        self.moved(number, "opened")
        self.follow(number)
        return number

    def follow(self, number: int) -> None:
        """Do what a forge does when a branch moves: the pull request follows, or is merged."""
        pull = self.pulls[number]
        head = self.branch(pull.branch)
        if pull.open and head:
            moved, pull.head = head != pull.head, head
            if moved:
                self.happens(number, "push", pull.opener)
                self.moved(number, "synchronize")
            self.git("update-ref", self.pull_ref.format(number), head)
        main = self.git("rev-parse", "refs/heads/main")
        brought = self.git("merge-base", main, pull.head) == pull.head
        if pull.open and brought and self.sees_merges:
            chain = self.git("rev-list", "--first-parent", "--parents", main).splitlines()
            made = [line.split()[0] for line in chain if pull.head in line.split()[2:]]
            self.merged(number, made[-1] if made else main)

    def merged(self, number: int, commit: str) -> None:
        """Have a pull request end as merged by ``commit``."""
        pull = self.pulls[number]
        pull.open, pull.ended, pull.merge_commit = False, self.clock(), commit
        self.happens(number, "merged", self.robot)

    def review(
        self, number: int, who: Account, state: str, body: str = "", commit: str | None = ""
    ) -> int:
        """Have somebody review a pull request, as of its head if nothing else is said."""
        self.follow(number)
        own = self.pulls[number].opener == who and state != "COMMENTED"
        assert self.own_approvals or not own, "Can not approve your own pull request"
        for name in {who[1], self.logins.get(who[0], who[1])}:
            if name in self.pulls[number].waiting_for:
                self.pulls[number].waiting_for.remove(name)
        seen = self.pulls[number].head if commit == "" else commit
        review = Review(self.review_ids + self.number(), who, state, body, seen, self.clock())
        self.happens(number, "review", who, body)
        self.pulls[number].reviews.append(review)
        self.happened.append(Happening("pull_request_review", "submitted", number, who, review))
        return review.id

    def approve(self, number: int, who: Account, body: str = "", **more: Any) -> int:
        """Have somebody approve a pull request."""
        return self.review(number, who, "APPROVED", body, **more)

    def refuse(self, number: int, who: Account, body: str) -> int:
        """Have somebody refuse a pull request by a review, with the reason as its text."""
        return self.review(number, who, "CHANGES_REQUESTED", body)

    def dismiss(self, number: int, review: int) -> None:
        """Have somebody who may dismiss a review."""
        self.reviewed(number, review).state = "DISMISSED"

    def reviewed(self, number: int, review: int) -> Review:
        """Return a review of a pull request."""
        [found] = [one for one in self.pulls[number].reviews if one.id == review]
        return found

    def close(self, number: int, who: Account) -> None:
        """Have somebody close a pull request without merging it."""
        pull = self.pulls[number]
        if pull.open:
            self.happens(number, "closed", who)
            pull.open, pull.ended = False, self.clock()

    def comment(self, number: int, who: Account, body: str) -> Comment:
        """Have somebody write a comment."""
        now = self.clock()
        on_pull = number in self.pulls
        comment = Comment(self.number(), number, who, body, now, now, on_pull)
        self.comments.setdefault(number, []).append(comment)
        self.happened.append(Happening("issue_comment", "created", number, who, comment))
        self.happens(number, "comment", who, body)
        return comment

    def rewrite(self, comment: Comment, body: str) -> None:
        """Have a comment edited by the recorder; who is newly mentioned counts as told."""
        fresh = mentioned(body) - mentioned(comment.body)
        self.notices.calls(comment.under, "mention", self.robot[1], fresh)
        comment.body, comment.changed = body, self.clock()

    def issue(self, who: Account, title: str, body: str, labels: list[str] | None = None) -> int:
        """Have somebody file an issue."""
        self.watch()
        number = self.number()
        self.issues[number] = Issue(number, who, title, body, self.clock(), labels=labels or [])
        self.happened.append(Happening("issues", "opened", number, who))
        self.happens(number, "mention", who, body)
        return number

    def edit(self, number: int, who: int | None, body: str | None = None) -> None:
        """Have an account, None for one that is gone, edit an issue's text."""
        if body is not None:
            self.issues[number].body = body
        self.edits.setdefault(number, []).append((who, self.clock()))

    def transfer(self, number: int) -> None:
        """Have an issue come from another repository, with its author and its date."""
        self.fates.setdefault(number, []).append(Fate("transferred"))

    def reopen(self, number: int, who: Account | None) -> None:
        """Have somebody press *Reopen issue*; None: an account that is gone."""
        self.fates.setdefault(number, []).append(Fate("reopened", who, self.clock()))
        self.issues[number].state = "open"
        self.happens(number, "reopened", who or (0, "ghost"))

    def labels_of(self, number: int) -> list[str]:
        """Return the labels of an issue or a pull request."""
        return (self.issues.get(number) or self.pulls[number]).labels

    def assign(self, number: int, logins: list[str]) -> None:
        """Have the recorder assign whoever has access; the others are left out."""
        there = (self.issues.get(number) or self.pulls[number]).assigned
        let_in = self.let_in
        fresh = [one for one in logins if one not in there and (let_in is None or one in let_in)]
        self.notices.calls(number, "assigned", self.asker[1], fresh)
        there += fresh

    def called(self, number: int) -> set[str]:
        """Return whom the recorder has asked for a review, in whichever way."""
        return set(self.pulls[number].reviewers)

    def asks(self, number: int, logins: list[str]) -> None:
        """Have the recorder ask people for a review."""
        pull = self.pulls[number]
        self.notices.calls(number, "review requested", self.asker[1], logins)
        pull.reviewers += logins
        pull.waiting_for += [one for one in logins if one not in pull.waiting_for]

    def happens(self, number: int, why: str, actor: Account, text: str = "") -> None:
        """Notify of what somebody said or did, see `Notices`."""
        self.notices.happens(number, why, self.logins.get(*actor), text)


def stamp(moment: datetime) -> str:
    """Write a time as forges do, in whole seconds of UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class _Handler(BaseHTTPRequestHandler):
    fake: StandIn
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = (
        True  # head and body are sent apart: the body need not wait for an answer
    )
    wbufsize = -1

    def _do(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(length)
        secret = (
            self.headers.get("PRIVATE-TOKEN")
            or (self.headers.get("Authorization") or "").partition(" ")[2]
        )
        status, value, headers = self.fake.answer(
            self.command, self.path, json.loads(raw) if raw else None, secret
        )
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header(self.fake.request_id, f"CAFE:{len(self.fake.requests)}")
        self.send_header("Content-Length", headers.pop("Content-Length", str(len(body))))
        for name, text in headers.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _do

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

"""What a Forgejo's stand-in keeps beside what all stand-ins do, and how it tells of accounts, labels and texts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, ClassVar

from forge.standin import REPOSITORY, Account, Issue, Pull, StandIn, stamp

ROBOT: Account = (7, "pencatat")
OWNER, NAME = REPOSITORY.split("/")
API = "/api/v1"
PATH = f"{API}/repos/{REPOSITORY}"
SITE = "https://forge.example"
NOT_FOUND: tuple[int, Any] = (404, {"message": "The target couldn't be found.", "errors": []})


@dataclass
class Hosted(StandIn):
    """A Forgejo. ``writers``: who may write besides the owner, by login; ``owner``: whose it is."""

    owner: Account = ROBOT
    team: tuple[Account, ...] | None = None  # of an organisation that owns it: who owns that
    writers: dict[str, str] = field(default_factory=dict)  # login → permission
    readers: list[Account] = field(default_factory=list)
    keys: list[dict[str, Any]] = field(default_factory=list)
    secrets: tuple[str, ...] = ()
    rules: list[dict[str, Any]] = field(default_factory=list)
    repository: dict[str, Any] = field(default_factory=dict)  # what it says otherwise
    pending: int = 0  # reviews that somebody has begun, in every list of reviews
    marks_merged: bool = True
    numbers: dict[str, int] = field(default_factory=dict)  # of labels
    touched: dict[int, datetime] = field(default_factory=dict)  # when an issue was last
    begun: dict[int, datetime] = field(default_factory=dict)  # reviews begun before they were given
    dismissed: dict[int, datetime] = field(default_factory=dict)  # when, by the review's number
    restored: dict[int, datetime] = field(default_factory=dict)  # when that was taken back
    chooses: bool = True  # pull requests by their branches, as older servers do not
    feed: bool = True
    page: int = 50

    robot: ClassVar[Account] = ROBOT
    sees_merges: ClassVar[bool] = False

    def settle(self) -> None:
        """Let everybody of the office in to read, and nobody to write."""
        self.readers = list(self.logins.items())

    # --- what people do ---------------------------------------------------------------------------

    def happens(self, number: int, why: str, actor: Account, text: str = "") -> None:
        """Move the time on that an issue was last touched at, whatever it was."""
        self.touched[number] = self.clock()
        super().happens(number, why, actor, text)

    def edit(self, number: int, who: int | None, body: str | None = None) -> None:
        """Edit an issue's text; only the time of the last touch tells."""
        super().edit(number, who, body)
        self.touched[number] = self.clock()

    def review(
        self, number: int, who: Account, state: str, body: str = "", commit: str | None = ""
    ) -> int:
        """Have somebody review a pull request; what they said of it before is dismissed by that."""
        earlier = [one.id for one in self.pulls[number].reviews if one.who == who]
        given = super().review(number, who, state, body, commit)
        if state != "COMMENTED":
            self.dismissed |= {one: self.clock() for one in earlier if one not in self.dismissed}
        return given

    def dismiss(self, number: int, review: int) -> None:
        """Have an administrator dismiss a review; what it said stays to be seen."""
        self.dismissed[self.reviewed(number, review).id] = self.clock()

    def restore(self, review: int) -> None:
        """Have an administrator take back that a review was dismissed."""
        del self.dismissed[review]
        self.restored[review] = self.clock()

    # --- how it tells of what it keeps ----------------------------------------------------------

    def user(self, who: Account | None) -> dict[str, Any]:
        """Return an account as it is told of; one that is gone is Ghost."""
        number, login = who or (-1, "Ghost")
        texts = ("full_name", "email", "location", "website", "description", "pronouns")
        return {
            **dict.fromkeys(texts, ""),
            "id": number,
            "login": login,
            "login_name": "",
            "source_id": 0,
            "avatar_url": f"{SITE}/avatars/{number}",
            "html_url": f"{SITE}/{login}",
            "language": "",
            "is_admin": False,
            "active": False,
            "prohibit_login": False,
            "restricted": False,
            "visibility": "public",
            "created": stamp(datetime(2026, 1, 1, tzinfo=UTC)),
            "last_login": stamp(datetime(2026, 1, 1, tzinfo=UTC)),
            "followers_count": 0,
            "following_count": 0,
            "starred_repos_count": 0,
        }

    def label(self, name: str) -> dict[str, Any]:
        """Return a label by its name."""
        number = self.numbers[name]
        kept = {"exclusive": False, "is_archived": False, "color": "ededed", "description": ""}
        return {"id": number, "name": name, "url": f"{SITE}/labels/{number}", **kept}

    def people(self, logins: list[str]) -> list[dict[str, Any]]:
        """Return accounts by their logins."""
        named = {login: number for number, login in self.logins.items()}
        return [self.user((named[login], login)) for login in logins if login in named]

    def labelled(self, names: list[str]) -> list[dict[str, Any]]:
        """Return labels; one that a test has set by its name has a number from then on."""
        for name in names:
            self.numbers.setdefault(name, len(self.numbers) + 1)
        return [self.label(name) for name in names]

    def topic(self, number: int, one: Issue | Pull, who: Account, kind: str) -> dict[str, Any]:
        """Return what issues and pull requests have in common."""
        return {
            "id": 1000 + number,
            "number": number,
            "url": f"{SITE}{PATH}/{kind}/{number}",
            "html_url": f"{SITE}/{REPOSITORY}/{kind}/{number}",
            "user": self.user(who),
            "title": one.title,
            "body": one.body,
            "labels": self.labelled(one.labels),
            "milestone": None,
            "assignee": None,
            "is_locked": False,
            "comments": len(self.comments.get(number, [])),
            "due_date": None,
            "updated_at": stamp(self.touched.get(number, self.clock())),
            "pin_order": self.pinned.index(number) + 1 if number in self.pinned else 0,
        }

    def assignable(self) -> list[str]:
        """Return the logins of whoever may be assigned: of a person's repository, those who may write."""
        writing = [who[1] for who in (*(self.team or ()), self.owner)]
        writing += [name for name, right in self.writers.items() if right in ("write", "admin")]
        return [login for login in self.logins.values() if login in writing]

"""GitLab's stand-in: its REST shapes over what people did, as the free edition answers.

Issues and merge requests are counted apart; the stand-in begins the latter at 1001, so that whoever mixes
them up finds nothing. What people do in this edition leaves GitLab's own notes behind.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from forge.gitlab.commands import commands_in
from forge.notices import mentioned
from forge.standin import REPOSITORY, Account, Answer, Comment, Issue, StandIn, Status, stamp

ANSWERS = {p.stem: json.loads(p.read_text()) for p in (Path(__file__).parent / "answers").iterdir()}
PROJECT = f"/api/v4/projects/{REPOSITORY.replace('/', '%2F')}"
RECORDER: Account = (77, "ubah-pencatat")
GUEST, REPORTER, DEVELOPER, MAINTAINER = 10, 20, 30, 40
OWN_BRANCHES = ("main", "decision/*", "issue/*", "review/*")


@dataclass
class Note:
    """What GitLab itself noted; ``who`` None: the account is gone."""

    id: int
    who: Account | None
    text: str
    at: datetime


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
class FakeGitLab(StandIn):
    """A GitLab of the free edition."""

    notes: dict[int, list[Note]] = field(default_factory=dict)
    versions: dict[int, list[Version]] = field(default_factory=dict)
    approvals: dict[int, list[Approval]] = field(default_factory=dict)
    wishes: list[tuple[int, str, Account]] = field(default_factory=list)  # original, head, who
    protected: list[dict[str, Any]] = field(default_factory=list)
    keys: list[dict[str, Any]] = field(default_factory=list)
    levels: dict[int, int] = field(default_factory=dict)  # account → role; else Developer
    settings: dict[str, Any] = field(default_factory=dict)  # path in the project → answer
    acted: list[tuple[str, int, str]] = field(
        default_factory=list
    )  # quick actions that were obeyed
    version: str = "18.5.1-ce.0"
    tells_times: bool = True  # of approvals; older versions do not
    seen: dict[int, str] = field(default_factory=dict)  # names of those who approved
    lag: int = 0  # so many answers do not hold the newest note yet
    total: int = 10_000  # above so many GitLab tells no length
    last_pull: int = 1000

    robot: ClassVar[Account] = RECORDER
    pull_ref: ClassVar[str] = "refs/merge-requests/{}/head"
    own_approvals: ClassVar[bool] = True

    def __post_init__(self) -> None:
        self.logins = dict([RECORDER])
        self.keys = [self.deploy_key(5, "")]
        self.protected = [self.protection(name, 100 + n) for n, name in enumerate(OWN_BRANCHES)]

    def deploy_key(self, number: int, public: str) -> dict[str, Any]:
        """Return a deploy key as GitLab lists it; "" is the recorder's own."""
        return {**ANSWERS["deploy_key"], "id": number, "key": public, "can_push": True}

    def protection(self, name: str, number: int) -> dict[str, Any]:
        """Return a branch's protection: pushed to by the deploy key alone, merged into by no one."""
        nobody = {"access_level": 0, "access_level_description": "No one"}
        key = {"access_level": 40, "access_level_description": "Deploy key", "deploy_key_id": 5}
        return {
            "id": number,
            "name": name,
            "push_access_levels": [{"id": number * 10, **key}],
            "merge_access_levels": [{"id": number * 10, **nobody}],
            "allow_force_push": name != "main",
            "code_owner_approval_required": False,
        }

    # --- what people do ---------------------------------------------------------------------------

    def pull_number(self) -> int:
        """Return the next number of a merge request."""
        self.last_pull += 1
        return self.last_pull

    def moved(self, number: int, action: str) -> None:
        """Note a version: GitLab makes one for each push."""
        version = Version(self.number(), self.pulls[number].head, self.clock())
        self.versions.setdefault(number, []).append(version)
        if action == "synchronize":
            self.note(number, self.pulls[number].opener, "added 1 commit\n\n<ul>…</ul>")

    def note(self, number: int, who: Account | None, text: str) -> None:
        """Have GitLab note what somebody did."""
        made = Note(self.number(), who, text, self.clock())
        self.notes.setdefault(number, []).append(made)

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

    def transfer(self, number: int) -> None:
        """Have an issue moved here from another project."""
        super().transfer(number)
        self.note(number, self.issues[number].who, "moved from lpse/lain#3")

    # --- what programs ask ------------------------------------------------------------------------

    def answer(self, verb: str, target: str, content: Any, secret: str = "") -> Answer:
        token = self.tokens.get(secret)
        self.asking.token = token
        parts = urlsplit(target)
        path, wanted = parts.path, {k: v[-1] for k, v in parse_qs(parts.query).items()}
        self.watch()
        self.requests.append((verb, path))
        self.asked.append((verb, target, content))
        wrong = self.fault(verb, target) if self.fault else None
        if wrong is not None:
            return wrong
        if (verb, path) == ("POST", "/api/graphql"):
            return 200, self._graphql(content), {}
        within = path.removeprefix(PROJECT)
        if verb == "GET" and within in self.settings:
            found = self.settings[within]
            if isinstance(found, tuple):
                return found
            return self._paged(target, wanted, 200, found)
        for method, pattern, action in _ROUTES:
            match = re.fullmatch(pattern.replace("{project}", re.escape(PROJECT)), path)
            if method == verb and match:
                status, value = action(self, *match.groups(), content or wanted)
                return self._paged(target, wanted, status, value)
        return 404, {"error": "404 Not Found"}, {}

    def _paged(self, target: str, wanted: dict[str, str], status: int, value: Any) -> Answer:
        if not isinstance(value, list):
            return status, value, {}
        size = min(self.page, int(wanted.get("per_page", "20")))
        number = int(wanted.get("page", "1"))
        rows = value[(number - 1) * size : number * size]
        more = number * size < len(value)
        headers = {"X-Next-Page": str(number + 1) if more else "", "X-Page": str(number)}
        if len(value) <= self.total:
            headers["X-Total"] = str(len(value))
        if more:
            query = urlencode({**wanted, "page": number + 1})
            headers["Link"] = f'<{self.url}{urlsplit(target).path}?{query}>; rel="next"'
        return status, rows, headers

    def _graphql(self, content: Any) -> Any:
        number = int(content["variables"]["number"])
        assert content["variables"]["path"] == REPOSITORY
        issue = self.issues.get(number)
        if issue is None:
            return {"data": {"project": {"workItems": {"nodes": []}}}}
        edits = self.edits.get(number, [])
        who, when = edits[-1] if edits else (None, None)
        part = {
            "__typename": "WorkItemWidgetDescription",
            "description": issue.body,
            "lastEditedAt": stamp(when) if when else None,
            "lastEditedBy": {"id": f"gid://gitlab/User/{who}"} if who else None,
        }
        widgets = [{"__typename": "WorkItemWidgetAssignees"}, part]
        nodes = [{"iid": str(number), "widgets": widgets}]
        return {"data": {"project": {"workItems": {"nodes": nodes}}}}

    def account_of(self, who: Account | None) -> dict[str, Any] | None:
        """Return an account as GitLab shows one; what it is called now, by its number."""
        if who is None:
            return None
        return {
            **ANSWERS["user"],
            "id": who[0],
            "username": self.logins.get(*who),
            "web_url": f"https://forge.example/{who[1]}",
        }

    def by_login(self, login: str) -> Account | None:
        """Return who is called so now."""
        return next((one for one in self.logins.items() if one[1] == login), None)

    def may_enter(self, login: str) -> bool:
        """Whether somebody is let into the project."""
        return self.let_in is None or login in self.let_in

    def obeys(self, number: int, text: str) -> str:
        """Carry out the quick actions in a text that the recorder sends; return what is left of it."""
        left, found = commands_in(text)
        self.acted += [(name, number, rest) for name, rest in found]
        return left

    def pull_answer(self, number: int) -> dict[str, Any]:
        """Return a merge request as GitLab answers it."""
        self.follow(number)
        pull = self.pulls[number]
        reviewers = [self.account_of(self.by_login(one)) for one in pull.reviewers[:1]]
        assigned = [self.account_of(self.by_login(one)) for one in pull.assigned[:1]]
        state = "opened" if pull.open else "merged" if pull.merge_commit else "closed"
        return {
            **ANSWERS["merge_request"],
            "iid": number,
            "title": f"Draft: {pull.title}" if pull.draft else pull.title,
            "description": pull.body,
            "state": state,
            "author": self.account_of(pull.opener),
            "source_branch": pull.branch,
            "target_branch": "main",
            "source_project_id": 4 if pull.fork else 3,
            "target_project_id": 3,
            "sha": pull.head,
            "merge_commit_sha": pull.merge_commit or None,
            "squash_commit_sha": None,
            "draft": pull.draft,
            "labels": list(pull.labels),
            "reviewers": reviewers,
            "assignees": assigned,
            "assignee": assigned[0] if assigned else None,
            "web_url": f"https://forge.example/{REPOSITORY}/-/merge_requests/{number}",
        }

    def issue_answer(self, issue: Issue) -> dict[str, Any]:
        """Return an issue as GitLab answers it."""
        return {
            **ANSWERS["issue"],
            "iid": issue.number,
            "title": issue.title,
            "description": issue.body,
            "author": self.account_of(issue.who),
            "state": "opened" if issue.state == "open" else "closed",
            "created_at": stamp(issue.made),
            "labels": list(issue.labels),
        }

    def note_answers(self, number: int) -> list[dict[str, Any]]:
        """Return GitLab's own notes and people's comments, in the order of their making."""
        own = sorted([*self.notes.get(number, []), *self._edited(number)], key=lambda one: one.at)
        if self.lag and own:
            self.lag -= 1
            own = own[:-1]
        noted = [(one.at, one.id, self._noted(one)) for one in own]
        said = [
            (one.made, one.id, self.comment_answer(one)) for one in self.comments.get(number, [])
        ]
        return [row for _, _, row in sorted([*noted, *said], key=lambda one: one[:2])]

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

    def _noted(self, note: Note) -> dict[str, Any]:
        at = stamp(note.at)
        return {
            **ANSWERS["note"],
            "id": note.id,
            "author": self.account_of(note.who),
            "body": note.text,
            "system": True,
            **dict.fromkeys(("created_at", "updated_at"), at),
        }

    def comment_answer(self, comment: Comment) -> dict[str, Any]:
        """Return a comment as GitLab answers it."""
        return {
            **ANSWERS["note"],
            "id": comment.id,
            "author": self.account_of(comment.who),
            "body": comment.body,
            "system": False,
            "created_at": stamp(comment.made),
            "updated_at": stamp(comment.changed),
        }


Asked = Any


def _thread(kind: str, number: str, fake: FakeGitLab) -> int:
    """Return the number of an issue or merge request that is there under its own kind, 0 else."""
    there: Any = fake.pulls if kind == "merge_requests" else fake.issues
    return int(number) if int(number) in there else 0


_MISSING: tuple[int, Any] = (404, {"message": "404 Not found"})


def _version(fake: FakeGitLab, _: Asked) -> tuple[int, Any]:
    return 200, {"version": fake.version, "revision": "4e963fe"}


def _me(fake: FakeGitLab, _: Asked) -> tuple[int, Any]:
    return 200, fake.account_of(fake.asker)


def _user(fake: FakeGitLab, number: str, _: Asked) -> tuple[int, Any]:
    login = fake.logins.get(int(number), fake.seen.get(int(number)))
    if not login:
        return _MISSING
    bot = fake.seen.get(int(number), login).endswith("[bot]")
    return 200, {**(fake.account_of((int(number), login)) or {}), "bot": bot}


def _users(fake: FakeGitLab, wanted: Asked) -> tuple[int, Any]:
    found = fake.by_login(wanted["username"])
    return 200, [fake.account_of(found)] if found else []


def _pulls(fake: FakeGitLab, wanted: Asked) -> tuple[int, Any]:
    rows = [fake.pull_answer(number) for number in fake.pulls]
    state = wanted.get("state", "all")
    rows = [row for row in rows if state in ("all", row["state"])]
    for name in ("source_branch", "target_branch"):
        rows = [row for row in rows if wanted.get(name, row[name]) == row[name]]
    return 200, rows


def _pull(fake: FakeGitLab, number: str, _: Asked) -> tuple[int, Any]:
    return (200, fake.pull_answer(int(number))) if int(number) in fake.pulls else _MISSING


def _issues(fake: FakeGitLab, wanted: Asked) -> tuple[int, Any]:
    rows = [fake.issue_answer(one) for one in fake.issues.values()]
    state, label = wanted.get("state", "all"), wanted.get("labels", "")
    rows = [row for row in rows if state in ("all", row["state"])]
    return 200, [row for row in rows if not label or label in row["labels"]]


def _issue(fake: FakeGitLab, number: str, _: Asked) -> tuple[int, Any]:
    found = fake.issues.get(int(number))
    return (200, fake.issue_answer(found)) if found else _MISSING


def _open_pull(fake: FakeGitLab, content: Asked) -> tuple[int, Any]:
    branch = content["source_branch"]
    same = [p for p in fake.pulls.values() if p.open and p.branch == branch and not p.fork]
    if same:
        return 409, {
            "message": ["Another open merge request already exists for this source branch"]
        }
    if not fake.branch(branch):
        return 400, {"message": {"source_branch": ["does not exist"]}}
    number = fake.open(branch, fake.asker, content["title"], "")
    fake.pulls[number].body = fake.obeys(number, content["description"])
    return 201, fake.pull_answer(number)


def _put_pull(fake: FakeGitLab, number: str, content: Asked) -> tuple[int, Any]:
    at = int(number)
    if at not in fake.pulls:
        return _MISSING
    fake.follow(at)
    pull = fake.pulls[at]
    if content.get("state_event") == "close":
        fake.close(at, fake.asker)
    if "labels" in content:
        _label(fake, at, content["labels"])
    if "reviewer_ids" in content:
        names = [fake.logins[one] for one in content["reviewer_ids"][:1]]
        let_in = [one for one in names if fake.may_enter(one)]
        pull.reviewers.clear()
        fake.asks(at, let_in)
    if "assignee_ids" in content:
        pull.assigned.clear()
        chosen = [fake.logins[one] for one in content["assignee_ids"][:1] if one]
        fake.assign(at, [one for one in chosen if fake.may_enter(one)])
    return 200, fake.pull_answer(at)


def _label(fake: FakeGitLab, number: int, text: str) -> None:
    names = [name.strip() for name in text.split(",") if name.strip()]
    assert all(len(name) <= 255 for name in names)
    fake.labels.update(dict.fromkeys(names))
    fake.labels_of(number)[:] = names


def _new_issue(fake: FakeGitLab, content: Asked) -> tuple[int, Any]:
    number = fake.issue(fake.asker, content["title"], "")
    fake.issues[number].body = fake.obeys(number, content["description"])
    _label(fake, number, content.get("labels", ""))
    return 201, fake.issue_answer(fake.issues[number])


def _put_issue(fake: FakeGitLab, number: str, content: Asked) -> tuple[int, Any]:
    issue = fake.issues.get(int(number))
    if issue is None:
        return _MISSING
    if content.get("state_event") == "close" and issue.state == "open":
        issue.state = "closed"
        fake.happens(issue.number, "closed", fake.asker)
    if "title" in content:
        issue.title = content["title"]
    if "description" in content:
        fake.edit(issue.number, fake.asker[0], fake.obeys(issue.number, content["description"]))
    if "labels" in content:
        _label(fake, issue.number, content["labels"])
    return 200, fake.issue_answer(issue)


def _notes(fake: FakeGitLab, kind: str, number: str, _: Asked) -> tuple[int, Any]:
    at = _thread(kind, number, fake)
    return (200, fake.note_answers(at)) if at else _MISSING


def _new_note(fake: FakeGitLab, kind: str, number: str, content: Asked) -> tuple[int, Any]:
    at = _thread(kind, number, fake)
    if not at:
        return _MISSING
    left = fake.obeys(at, content["body"])
    if not left.strip():
        return 202, {"commands_changes": {}}
    return 201, fake.comment_answer(fake.comment(at, fake.asker, left))


def _put_note(
    fake: FakeGitLab, kind: str, number: str, note: str, content: Asked
) -> tuple[int, Any]:
    at = _thread(kind, number, fake)
    found = [one for one in fake.comments.get(at, []) if one.id == int(note)]
    if not found:
        return _MISSING
    if found[0].who != fake.asker:
        return 403, {"message": "403 Forbidden"}
    fake.rewrite(found[0], fake.obeys(at, content["body"]))
    return 200, fake.comment_answer(found[0])


def _approvals(fake: FakeGitLab, number: str, _: Asked) -> tuple[int, Any]:
    if int(number) not in fake.pulls:
        return _MISSING
    rows = []
    for one in fake.approvals.get(int(number), []):
        at = {"approved_at": stamp(one.at)} if fake.tells_times else {}
        rows.append({"user": fake.account_of(one.who), **at})
    mine = any(row["user"]["id"] == fake.asker[0] for row in rows)
    return 200, {"user_has_approved": mine, "user_can_approve": True, "approved": bool(rows), "approved_by": rows}  # fmt: skip


def _versions(fake: FakeGitLab, number: str, _: Asked) -> tuple[int, Any]:
    if int(number) not in fake.pulls:
        return _MISSING
    fake.follow(int(number))
    rows = [
        {
            **ANSWERS["version"],
            "id": one.id,
            "head_commit_sha": one.head,
            "created_at": stamp(one.at),
            "merge_request_id": int(number),
        }
        for one in fake.versions.get(int(number), [])
    ]
    return 200, rows[::-1]


def _states(fake: FakeGitLab, number: str, _: Asked) -> tuple[int, Any]:
    rows = [
        {
            **ANSWERS["state_event"],
            "user": fake.account_of(one.who),
            "created_at": stamp(one.at or fake.clock()),
            "state": "reopened",
        }
        for one in fake.fates.get(int(number), [])
        if one.what == "reopened"
    ]
    return (200, rows) if int(number) in fake.issues else _MISSING


def _made_of(fake: FakeGitLab, oid: str, _: Asked) -> tuple[int, Any]:
    for number in fake.pulls:
        fake.follow(number)
    mine = [
        number
        for number, pull in fake.pulls.items()
        if oid in (pull.merge_commit, pull.head) or oid in fake.commits_of(number)
    ]
    return 200, [fake.pull_answer(number) for number in mine]


def _statuses(fake: FakeGitLab, oid: str, wanted: Asked) -> tuple[int, Any]:
    assert wanted["name"] == "ubah"
    return 200, [_status(one) for one in fake.statuses.get(oid, [])]


def _status(status: Status) -> dict[str, Any]:
    return {
        **ANSWERS["status"],
        "id": status.id,
        "status": {"failure": "failed"}.get(status.state, status.state),
        "name": status.context,
        "description": status.description,
    }


def _new_status(fake: FakeGitLab, oid: str, content: Asked) -> tuple[int, Any]:
    """Take a status; one that waits is not made to wait once more."""
    assert len(content["description"]) <= 255
    own = fake.statuses.setdefault(oid, [])
    waiting = [one for one in own if one.state in ("pending", "running")]
    if waiting and content["state"] == waiting[0].state:
        said = "Cannot transition status via :enqueue from :pending"
        return 400, {"message": said}
    for one in waiting:
        own.remove(one)
    state = {"failed": "failure"}.get(content["state"], content["state"])
    new = Status(content["name"], state, content["description"], len(fake.requests))
    own.insert(0, new)
    return 201, _status(new)


def _events(fake: FakeGitLab, wanted: Asked) -> tuple[int, Any]:
    assert wanted["action"] == "pushed"
    rows = []
    for at, old, new in fake.pushes:
        push = {"ref": "main", "ref_type": "branch", "commit_from": old, "commit_to": new}
        row = {**ANSWERS["event"], "created_at": stamp(at)}
        rows.append({**row, "push_data": {**row["push_data"], **push}})
    return 200, rows[::-1]


def _protected(fake: FakeGitLab, _: Asked) -> tuple[int, Any]:
    return 200, fake.protected


def _keys(fake: FakeGitLab, _: Asked) -> tuple[int, Any]:
    own = {"key": fake.recorder_key}
    return 200, [{**one, **({} if one["key"] else own)} for one in fake.keys]


def _member(fake: FakeGitLab, who: Account) -> dict[str, Any]:
    level = fake.levels.get(who[0], MAINTAINER if who == RECORDER else DEVELOPER)
    return {**ANSWERS["member"], **(fake.account_of(who) or {}), "access_level": level}


def _members(fake: FakeGitLab, _: Asked) -> tuple[int, Any]:
    inside = [one for one in fake.logins.items() if one == RECORDER or fake.may_enter(one[1])]
    return 200, [_member(fake, one) for one in inside]


def _one_member(fake: FakeGitLab, number: str, _: Asked) -> tuple[int, Any]:
    login = fake.logins.get(int(number), "")
    inside = login and fake.may_enter(login)
    return (200, _member(fake, (int(number), login))) if inside else _MISSING


def _remove_branch(fake: FakeGitLab, name: str, _: Asked) -> tuple[int, Any]:
    ref = f"refs/heads/{unquote(name)}"
    if not fake.branch(unquote(name)):
        return 404, {"message": "404 Branch Not Found"}
    fake.git("update-ref", "-d", ref)
    return 204, b""


_OF = r"{project}/(issues|merge_requests)/(\d+)"
_MR = r"{project}/merge_requests/(\d+)"
_ROUTES: tuple[tuple[str, str, Callable[..., tuple[int, Any]]], ...] = (
    ("GET", "/api/v4/version", _version),
    ("GET", "/api/v4/user", _me),
    ("GET", r"/api/v4/users/(\d+)", _user),
    ("GET", "/api/v4/users", _users),
    ("GET", "{project}/merge_requests", _pulls),
    ("POST", "{project}/merge_requests", _open_pull),
    ("GET", _MR, _pull),
    ("PUT", _MR, _put_pull),
    ("GET", f"{_MR}/approvals", _approvals),
    ("GET", f"{_MR}/versions", _versions),
    ("GET", "{project}/issues", _issues),
    ("POST", "{project}/issues", _new_issue),
    ("GET", r"{project}/issues/(\d+)", _issue),
    ("PUT", r"{project}/issues/(\d+)", _put_issue),
    ("GET", r"{project}/issues/(\d+)/resource_state_events", _states),
    ("GET", f"{_OF}/notes", _notes),
    ("POST", f"{_OF}/notes", _new_note),
    ("PUT", rf"{_OF}/notes/(\d+)", _put_note),
    ("GET", "{project}/repository/commits/([0-9a-f]{40})/merge_requests", _made_of),
    ("GET", "{project}/repository/commits/([0-9a-f]{40})/statuses", _statuses),
    ("POST", "{project}/statuses/([0-9a-f]{40})", _new_status),
    ("DELETE", "{project}/repository/branches/([^/]+)", _remove_branch),
    ("GET", "{project}/events", _events),
    ("GET", "{project}/protected_branches", _protected),
    ("GET", "{project}/deploy_keys", _keys),
    ("GET", "{project}/members/all", _members),
    ("GET", r"{project}/members/all/(\d+)", _one_member),
)

"""Forgejo's stand-in, set up as the guide says: the repository is the recorder's own, everybody else reads.

As unkind as the real one: pages are capped, a list's length counts what one may not see, who may only
read is refused what takes a right, what is pushed counts as merged only once it is said to be, labels go by
number, one who cannot be assigned spoils the whole request, and nobody is told who edited a text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from forge.standin import (
    REPOSITORY,
    Account,
    Answer,
    Comment,
    Issue,
    Pull,
    Review,
    StandIn,
    Status,
    stamp,
)

ROBOT: Account = (7, "pencatat")
OWNER, NAME = REPOSITORY.split("/")
API = "/api/v1"
PATH = f"{API}/repos/{REPOSITORY}"
SITE = "https://forge.example"
_STATES = {
    "APPROVED": "APPROVED",
    "CHANGES_REQUESTED": "REQUEST_CHANGES",
    "COMMENTED": "COMMENT",
}


@dataclass
class FakeForgejo(StandIn):
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

    # --- what programs ask ------------------------------------------------------------------------

    def answer(self, verb: str, target: str, content: Any, secret: str = "") -> Answer:
        """Return status, content and headers."""
        self.asking.token = self.tokens.get(secret)
        parts = urlsplit(target)
        path, wanted = parts.path, {k: v[-1] for k, v in parse_qs(parts.query).items()}
        self.watch()
        self.requests.append((verb, path))
        self.asked.append((verb, target, content))
        wrong = self.fault(verb, target) if self.fault else None
        if wrong is not None:
            return wrong
        for method, pattern, action in _ROUTES:
            found = re.fullmatch(pattern, path)
            if method == verb and found:
                if verb != "GET" and not self._may(verb, path, content):
                    return 403, {"message": "user should have permission to write"}, {}
                status, value = action(self, *found.groups(), content or wanted)
                return self._paged(wanted, status, value, path)
        return 404, {"message": "The target couldn't be found.", "errors": []}, {}

    def _may(self, verb: str, path: str, content: Any) -> bool:
        """Whoever may read may file, comment and review; all else takes the right to write."""
        if self.asker in (self.owner, *(self.team or ())) or self.writers.get(self.asker[1]) in (
            "write",
            "admin",
        ):
            return True
        return verb == "POST" and bool(re.search(r"/(issues|comments|reviews|pulls)\Z", path))

    def _paged(self, wanted: dict[str, str], status: int, value: Any, path: str) -> Answer:
        if not isinstance(value, list):
            return status, value, {}
        if path.endswith(_WHOLE) and not path.endswith("/issues/comments"):
            return status, value, {"X-Total-Count": str(len(value))}
        size = min(self.page, int(wanted.get("limit", "30")))
        number = int(wanted.get("page", "1"))
        rows = value[(number - 1) * size : number * size]
        shown = [row for row in rows if row is not None]
        return status, shown, {"X-Total-Count": str(len(value))}

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


def _user(fake: FakeForgejo, _: Any) -> tuple[int, Any]:
    return 200, fake.user(fake.asker)


def _search(fake: FakeForgejo, wanted: Any) -> tuple[int, Any]:
    number = int(wanted["uid"])
    found = [fake.user((number, fake.logins[number]))] if number in fake.logins else []
    return 200, {"ok": True, "data": found}


def _settings(fake: FakeForgejo, _: Any) -> tuple[int, Any]:
    return 200, {
        "max_response_items": fake.page,
        "default_paging_num": 30,
        "default_git_trees_per_page": 1000,
        "default_max_blob_size": 10485760,
    }


def repo_answer(fake: FakeForgejo) -> dict[str, Any]:
    return {
        "id": 77,
        "owner": fake.user(fake.owner),
        "name": NAME,
        "full_name": REPOSITORY,
        "private": True,
        "default_branch": "main",
        "has_issues": True,
        "has_pull_requests": True,
        "has_actions": True,
        "topics": [],
        "permissions": {"admin": True, "push": True, "pull": True},
        **fake.repository,
    }


def _repo(fake: FakeForgejo, _: Any) -> tuple[int, Any]:
    return 200, repo_answer(fake)


def _org(fake: FakeForgejo, _name: str, _: Any) -> tuple[int, Any]:
    if fake.team is None:
        return 404, {"message": "The target couldn't be found.", "errors": []}
    return 200, {"id": 70, "name": OWNER, "username": OWNER, "visibility": "public"}


def team_answer(number: int, permission: str, units: str, *, everywhere: bool) -> dict[str, Any]:
    names = ("repo.code", "repo.issues", "repo.pulls")
    return {
        "id": number,
        "name": permission,
        "description": "",
        "organization": None,
        "permission": permission,
        "includes_all_repositories": everywhere,
        "can_create_org_repo": False,
        "units": list(names),
        "units_map": dict.fromkeys(names, units),
    }


def _teams(fake: FakeForgejo, *_: Any) -> tuple[int, Any]:
    return 200, [
        team_answer(1, "owner", "owner", everywhere=True),
        team_answer(2, "read", "read", everywhere=False),
        team_answer(3, "read", "write", everywhere=False),
    ]


def _members(fake: FakeForgejo, number: str, _: Any) -> tuple[int, Any]:
    if number == "3":
        writing = [who for who in fake.readers if who[1] in fake.writers]
        return 200, [fake.user(who) for who in writing]
    return 200, [fake.user(who) for who in fake.team or ()]


def _collaborators(fake: FakeForgejo, _: Any) -> tuple[int, Any]:
    return 200, [fake.user(who) for who in fake.readers if who != fake.owner]


def _permission(fake: FakeForgejo, login: str, _: Any) -> tuple[int, Any]:
    right = fake.writers.get(login, "read")
    [who] = [who for who in fake.readers if who[1] == login]
    return 200, {"permission": right, "role_name": right, "user": fake.user(who)}


def pull_answer(fake: FakeForgejo, number: int) -> Any:
    fake.follow(number)
    pull = fake.pulls[number]
    there = bool(fake.branch(pull.branch)) and not pull.fork
    label = {"label": pull.branch, "ref": pull.branch if there else f"refs/pull/{number}/head"}
    repo = repo_answer(fake)
    head = {**label, "sha": pull.head, "repo_id": 77, "repo": repo}
    if pull.fork:
        head |= {"repo_id": 78, "repo": {**repo, "id": 78}}
    base = {"label": "main", "ref": "main", "sha": fake.branch("main"), "repo_id": 77, "repo": repo}
    return {
        **_topic(fake, number, pull, pull.opener, "pulls"),
        "state": "open" if pull.open else "closed",
        "assignees": fake.people(pull.assigned) or None,
        "requested_reviewers": fake.people(pull.waiting_for) or None,
        "requested_reviewers_teams": None,
        "draft": pull.draft,
        "merged": bool(pull.merge_commit),
        "mergeable": True,
        "merge_base": fake.git("merge-base", "refs/heads/main", pull.head),
        "merge_commit_sha": pull.merge_commit or None,
        "merged_at": stamp(pull.ended or fake.clock()) if pull.merge_commit else None,
        "closed_at": stamp(pull.ended) if pull.ended else None,
        "head": head,
        "base": base,
        "allow_maintainer_edit": False,
        "flow": 0,
    }


def _topic(
    fake: FakeForgejo, number: int, one: Issue | Pull, who: Account, kind: str
) -> dict[str, Any]:
    return {
        "id": 1000 + number,
        "number": number,
        "url": f"{SITE}{PATH}/{kind}/{number}",
        "html_url": f"{SITE}/{REPOSITORY}/{kind}/{number}",
        "user": fake.user(who),
        "title": one.title,
        "body": one.body,
        "labels": fake.labelled(one.labels),
        "milestone": None,
        "assignee": None,
        "is_locked": False,
        "comments": len(fake.comments.get(number, [])),
        "due_date": None,
        "updated_at": stamp(fake.touched.get(number, fake.clock())),
        "pin_order": fake.pinned.index(number) + 1 if number in fake.pinned else 0,
    }


def issue_answer(fake: FakeForgejo, issue: Issue) -> dict[str, Any]:
    return {
        **_topic(fake, issue.number, issue, issue.who, "issues"),
        "original_author": "",
        "original_author_id": 0,
        "ref": "",
        "assets": [],
        "state": issue.state,
        "assignees": None,
        "created_at": stamp(issue.made),
        "closed_at": None,
        "pull_request": None,
        "repository": {"id": 77, "name": NAME, "owner": OWNER, "full_name": REPOSITORY},
    }


def _list_pulls(fake: FakeForgejo, wanted: Any) -> tuple[int, Any]:
    rows = [pull_answer(fake, number) for number in fake.pulls]
    state = wanted.get("state", "open")
    return 200, [row for row in rows if state in ("all", row["state"])]


def _get_pull(fake: FakeForgejo, number: str, _: Any) -> tuple[int, Any]:
    if int(number) not in fake.pulls:
        return 404, {"message": "The target couldn't be found.", "errors": []}
    return 200, pull_answer(fake, int(number))


def _open_pull(fake: FakeForgejo, content: Any) -> tuple[int, Any]:
    number = fake.open(content["head"], fake.asker, content["title"], content["body"])
    for mentioned in re.findall(r"#(\d+)", f"{content['title']} {content['body']}"):
        fake.touched[int(mentioned)] = fake.clock()  # a cross-reference is an event of the issue's
    return 201, pull_answer(fake, number)


def _patch_pull(fake: FakeForgejo, number: str, content: Any) -> tuple[int, Any]:
    fake.follow(int(number))
    pull = fake.pulls[int(number)]
    if "assignees" in content:
        known = {*_assignable(fake), *pull.assigned}
        unknown = [one for one in content["assignees"] if one not in known]
        if unknown:
            return 500, {"message": "UpdateAssignees: user does not have access"}
        pull.assigned = [one for one in pull.assigned if one in content["assignees"]]
        fake.assign(int(number), content["assignees"])
    if content.get("state") == "closed":
        if pull.merge_commit:
            return 412, {"message": "cannot change state of this pull request, it was merged"}
        fake.close(int(number), fake.asker)
    return 201, pull_answer(fake, int(number))


def _merge(fake: FakeForgejo, number: str, content: Any) -> tuple[int, Any]:
    pull = fake.pulls[int(number)]
    assert content["Do"] == "manually-merged", "the recorder never presses the button"
    if not fake.marks_merged or pull.merge_commit or not pull.open:
        return 405, {"message": "Please try again later"}
    inside = fake.git("merge-base", content["MergeCommitID"], "refs/heads/main")
    if inside != content["MergeCommitID"]:
        return 409, {"message": "Wrong commit ID"}
    fake.merged(int(number), content["MergeCommitID"])
    return 200, b""


def _merged_by(fake: FakeForgejo, oid: str, _: Any) -> tuple[int, Any]:
    for number, pull in fake.pulls.items():
        if pull.merge_commit == oid:
            return 200, pull_answer(fake, number)
    return 404, {"message": "The target couldn't be found.", "errors": []}


def review_answer(fake: FakeForgejo, number: int, review: Review) -> dict[str, Any]:
    pull = fake.pulls[number]
    dismissed = review.state == "DISMISSED"
    login = review.who[1] if review.who else ""
    return {
        "id": review.id,
        "user": fake.user(review.who),
        "team": None,
        "state": "APPROVED" if dismissed else _STATES[review.state],
        "body": review.body,
        "commit_id": review.commit or "",
        "stale": review.commit != pull.head,
        # Of those alone who may write: of staff who may only read it is false, and no matter.
        "official": login in fake.writers or review.who == fake.owner,
        "dismissed": dismissed,
        "comments_count": 0,
        "submitted_at": stamp(review.at),
        "updated_at": stamp(fake.clock()),
        "html_url": f"{SITE}/{REPOSITORY}/pulls/{number}#issuecomment-{review.id}",
        "pull_request_url": f"{SITE}/{REPOSITORY}/pulls/{number}",
    }


def _list_reviews(fake: FakeForgejo, number: str, _: Any) -> tuple[int, Any]:
    """List reviews, among them who was asked; what somebody has begun is counted and not told."""
    pull = fake.pulls[int(number)]
    fake.follow(int(number))
    rows: list[Any] = [None] * fake.pending
    rows += [review_answer(fake, int(number), one) for one in pull.reviews]
    for index, who in enumerate(fake.people(pull.waiting_for)):
        asked = Review(900_000 + index, None, "COMMENTED", "", pull.head, fake.clock())
        row = {**review_answer(fake, int(number), asked), "user": who, "state": "REQUEST_REVIEW"}
        rows.append(row)
    return 200, rows


def _new_review(fake: FakeForgejo, number: str, content: Any) -> tuple[int, Any]:
    states = {own: ours for ours, own in _STATES.items()}
    if fake.pulls[int(number)].opener == fake.asker and content["event"] != "COMMENT":
        return 422, {"message": "approve your own pull is not allowed"}
    state, commit = states[content["event"]], content.get("commit_id", "")
    fake.review(int(number), fake.asker, state, content["body"], commit)
    return 200, review_answer(fake, int(number), fake.pulls[int(number)].reviews[-1])


def _ask(fake: FakeForgejo, number: str, content: Any) -> tuple[int, Any]:
    pull = fake.pulls[int(number)]
    for login in content["reviewers"]:
        if login == pull.opener[1]:
            return 422, {"message": "poster of pr can't be reviewer"}
        if fake.let_in is not None and login not in fake.let_in:
            return 422, {"message": "Reviewer can't read"}
    fake.asks(int(number), content["reviewers"])
    rows = _list_reviews(fake, number, None)[1]
    return 201, [row for row in rows if row and row["state"] == "REQUEST_REVIEW"]


def _list_issues(fake: FakeForgejo, wanted: Any) -> tuple[int, Any]:
    """List issues, newest first; a label that is not there is overlooked, as are pull requests."""
    assert wanted["type"] == "issues", "else pull requests are among them"
    label = wanted.get("labels")
    known = label in fake.numbers
    return 200, [
        issue_answer(fake, issue)
        for issue in reversed(fake.issues.values())
        if wanted.get("state", "open") in ("all", issue.state)
        and (not known or label in issue.labels)
    ]


def _get_issue(fake: FakeForgejo, number: str, _: Any) -> tuple[int, Any]:
    if issue := fake.issues.get(int(number)):
        return 200, issue_answer(fake, issue)
    if int(number) in fake.pulls:
        row = pull_answer(fake, int(number))
        kept = {"original_author": "", "original_author_id": 0, "ref": "", "assets": []}
        there = Issue(int(number), ROBOT, "", "", fake.clock())
        return 200, {
            **issue_answer(fake, there),
            **kept,
            **{name: row[name] for name in ("title", "body", "labels", "state", "user")},
            "pull_request": {"merged": row["merged"], "merged_at": None, "draft": False},
        }
    return 404, {"message": "The target couldn't be found.", "errors": []}


def _new_issue(fake: FakeForgejo, content: Any) -> tuple[int, Any]:
    names = {number: name for name, number in fake.numbers.items()}
    labels = [names[number] for number in content.get("labels") or ()]
    number = fake.issue(fake.asker, content["title"], content["body"], labels)
    return 201, issue_answer(fake, fake.issues[number])


def _patch_issue(fake: FakeForgejo, number: str, content: Any) -> tuple[int, Any]:
    issue = fake.issues.get(int(number))
    if issue is None:
        return 404, {"message": "The target couldn't be found.", "errors": []}
    if issue.state == "open" and content.get("state") == "closed":
        fake.happens(int(number), "closed", fake.asker)
    for name in ("title", "body", "state"):
        setattr(issue, name, content.get(name, getattr(issue, name)))
    return 201, issue_answer(fake, issue)


def _pin(fake: FakeForgejo, number: str, _: Any) -> tuple[int, Any]:
    assert int(number) not in fake.pinned
    if len([one for one in fake.pinned if one in fake.issues]) >= 3:
        return 400, {"message": "You have reached the max number of pinned issues"}
    fake.pinned.append(int(number))
    return 204, b""


def _list_labels(fake: FakeForgejo, _: Any) -> tuple[int, Any]:
    return 200, [fake.label(name) for name in fake.numbers]


def _new_label(fake: FakeForgejo, content: Any) -> tuple[int, Any]:
    assert re.fullmatch("#[0-9a-f]{6}", content["color"])
    assert len(content["name"]) <= 50
    assert content["name"] not in fake.numbers
    fake.numbers[content["name"]] = len(fake.numbers) + 1
    return 201, fake.label(content["name"])


def _set_labels(fake: FakeForgejo, number: str, content: Any) -> tuple[int, Any]:
    names = {one: name for name, one in fake.numbers.items()}
    wanted = [names[one] for one in content["labels"]]
    fake.labels_of(int(number))[:] = wanted
    fake.touched[int(number)] = fake.clock()
    return 200, fake.labelled(wanted)


def _no_labels(fake: FakeForgejo, number: str, _: Any) -> tuple[int, Any]:
    fake.labels_of(int(number)).clear()
    return 204, b""


def _assignable(fake: FakeForgejo) -> list[str]:
    return [
        login
        for login in fake.logins.values()
        if login != "orang-luar" and (fake.let_in is None or login in fake.let_in)
    ]


def _assignees(fake: FakeForgejo, _: Any) -> tuple[int, Any]:
    return 200, fake.people(_assignable(fake))


def status_answer(fake: FakeForgejo, status: Status) -> dict[str, Any]:
    made = dict.fromkeys(("created_at", "updated_at"), stamp(fake.clock()))
    return {
        "id": status.id,
        "status": status.state,
        "description": status.description,
        "context": status.context,
        "target_url": "",
        "url": f"{SITE}{PATH}/statuses/x",
        "creator": fake.user(fake.robot),
        **made,
    }


def _statuses(fake: FakeForgejo, commit: str, _: Any) -> tuple[int, Any]:
    """List statuses, oldest first; those that a test has put there by itself get a number."""
    rows = fake.statuses.get(commit, [])
    for index, one in enumerate(reversed(rows)):
        one.id = index + 1
    return 200, [status_answer(fake, one) for one in reversed(rows)]


def _new_status(fake: FakeForgejo, commit: str, content: Any) -> tuple[int, Any]:
    status = Status(content["context"], content["state"], content["description"])
    rows = fake.statuses.setdefault(commit, [])
    rows.insert(0, status)
    status.id = len(rows)
    return 201, status_answer(fake, status)


def comment_answer(fake: FakeForgejo, comment: Comment) -> dict[str, Any]:
    kind = "pulls" if comment.on_pull else "issues"
    where = f"{SITE}/{REPOSITORY}/{kind}/{comment.under}"
    return {
        "id": comment.id,
        "html_url": f"{where}#issuecomment-{comment.id}",
        "pull_request_url": where if comment.on_pull else "",
        "issue_url": "" if comment.on_pull else where,
        "user": fake.user(comment.who),
        "original_author": "",
        "original_author_id": 0,
        "body": comment.body,
        "assets": [],
        "created_at": stamp(comment.made),
        "updated_at": stamp(comment.changed),
    }


def _comments(fake: FakeForgejo, number: str, _: Any) -> tuple[int, Any]:
    return 200, [comment_answer(fake, one) for one in fake.comments.get(int(number), [])]


def _all_comments(fake: FakeForgejo, wanted: Any) -> tuple[int, Any]:
    found = [comment_answer(fake, one) for all_ in fake.comments.values() for one in all_]
    return 200, [one for one in found if one["updated_at"] >= wanted.get("since", "")]


def _new_comment(fake: FakeForgejo, number: str, content: Any) -> tuple[int, Any]:
    if int(number) not in fake.issues and int(number) not in fake.pulls:
        return 404, {"message": "The target couldn't be found.", "errors": []}
    return 201, comment_answer(fake, fake.comment(int(number), fake.asker, content["body"]))


def _patch_comment(fake: FakeForgejo, number: str, content: Any) -> tuple[int, Any]:
    for comment in (one for all_ in fake.comments.values() for one in all_):
        if comment.id == int(number):
            fake.rewrite(comment, content["body"])
            return 200, comment_answer(fake, comment)
    return 404, {"message": "The target couldn't be found.", "errors": []}


def _feeds(fake: FakeForgejo, _: Any) -> tuple[int, Any]:
    """List what happened, newest first, once for each who watches; a push says what it compares."""
    if not fake.feed:
        return 404, {"message": "The target couldn't be found.", "errors": []}
    rows = []
    for index, (at, old, new) in enumerate(reversed(fake.pushes)):
        content = {
            "Commits": [],
            "HeadCommit": {"Sha1": new},
            "CompareURL": f"{REPOSITORY}/compare/{old}...{new}",
            "Len": 1,
        }
        row = {
            "id": 10_000 - 2 * index,
            "user_id": 7,
            "op_type": "commit_repo",
            "act_user_id": 7,
            "act_user": fake.user(fake.robot),
            "repo_id": 77,
            "repo": repo_answer(fake),
            "comment_id": 0,
            "comment": None,
            "ref_name": "refs/heads/main",
            "is_private": True,
            "content": json.dumps(content),
            "created": stamp(at),
        }
        rows += [row, {**row, "id": row["id"] - 1, "user_id": 8}]
    made = {**rows[-1], "op_type": "create_repo", "ref_name": "", "content": ""} if rows else None
    return 200, [*rows, *([{**made, "created": stamp(at - timedelta(days=1))}] if made else [])]


def _keys(fake: FakeForgejo, _: Any) -> tuple[int, Any]:
    return 200, fake.keys


def _secrets(fake: FakeForgejo, _: Any) -> tuple[int, Any]:
    made = stamp(fake.clock())
    return 200, [{"name": name, "created_at": made} for name in fake.secrets]


def _rules(fake: FakeForgejo, _: Any) -> tuple[int, Any]:
    return 200, fake.rules


_N, _OID = r"(\d+)", "([0-9a-f]{40})"
_WHOLE = ("/comments", "/branch_protections", "/teams", "/assignees", "/requested_reviewers")
"""Lists that are not told page by page."""
_ROUTES: list[tuple[str, str, Callable[..., tuple[int, Any]]]] = [
    ("GET", f"{API}/user", _user),
    ("GET", f"{API}/users/search", _search),
    ("GET", f"{API}/settings/api", _settings),
    ("GET", PATH, _repo),
    ("GET", f"{API}/orgs/([\\w-]+)", _org),
    ("GET", f"{API}/orgs/([\\w-]+)/teams", _teams),
    ("GET", f"{API}/teams/{_N}/members", _members),
    ("GET", f"{PATH}/teams", _teams),
    ("GET", f"{PATH}/collaborators", _collaborators),
    ("GET", f"{PATH}/collaborators/([\\w-]+)/permission", _permission),
    ("GET", f"{PATH}/keys", _keys),
    ("GET", f"{PATH}/branch_protections", _rules),
    ("GET", f"{PATH}/actions/secrets", _secrets),
    ("GET", f"{PATH}/activities/feeds", _feeds),
    ("GET", f"{PATH}/assignees", _assignees),
    ("GET", f"{PATH}/pulls", _list_pulls),
    ("POST", f"{PATH}/pulls", _open_pull),
    ("GET", f"{PATH}/pulls/{_N}", _get_pull),
    ("PATCH", f"{PATH}/pulls/{_N}", _patch_pull),
    ("POST", f"{PATH}/pulls/{_N}/merge", _merge),
    ("GET", f"{PATH}/pulls/{_N}/reviews", _list_reviews),
    ("POST", f"{PATH}/pulls/{_N}/reviews", _new_review),
    ("POST", f"{PATH}/pulls/{_N}/requested_reviewers", _ask),
    ("GET", f"{PATH}/commits/{_OID}/pull", _merged_by),
    ("GET", f"{PATH}/commits/{_OID}/statuses", _statuses),
    ("POST", f"{PATH}/statuses/{_OID}", _new_status),
    ("GET", f"{PATH}/issues", _list_issues),
    ("POST", f"{PATH}/issues", _new_issue),
    ("GET", f"{PATH}/issues/{_N}", _get_issue),
    ("PATCH", f"{PATH}/issues/{_N}", _patch_issue),
    ("POST", f"{PATH}/issues/{_N}/pin", _pin),
    ("GET", f"{PATH}/labels", _list_labels),
    ("POST", f"{PATH}/labels", _new_label),
    ("PUT", f"{PATH}/issues/{_N}/labels", _set_labels),
    ("DELETE", f"{PATH}/issues/{_N}/labels", _no_labels),
    ("GET", f"{PATH}/issues/{_N}/comments", _comments),
    ("GET", f"{PATH}/issues/comments", _all_comments),
    ("POST", f"{PATH}/issues/{_N}/comments", _new_comment),
    ("PATCH", f"{PATH}/issues/comments/{_N}", _patch_comment),
]

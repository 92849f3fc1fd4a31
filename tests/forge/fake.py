"""A GitHub in the process, on loopback: its REST and GraphQL shapes over a bare repository.

Answers are GitHub's own examples (answers/) with this office's values filled in. What the test does
to it is what people do: open, write in the editor, review, press a button.
"""

from __future__ import annotations

import contextlib
import copy
import json
import re
import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from forge.notices import Notice, Notices, mentioned
from forge.unkind import forbids, lacks, unaskable, waits_for_a_click
from support.plain_git import Beyond, PlainGit

REPOSITORY = "lpse/perubahan"
WEB_FLOW = (19864447, "web-flow")
ROBOT = (41898282, "github-actions[bot]")
WORKFLOWS = ".github/workflows"
ANSWERS = {p.stem: json.loads(p.read_text()) for p in (Path(__file__).parent / "answers").iterdir()}

Account = tuple[int, str]
Answer = tuple[int, Any, dict[str, str]]
Fault = Callable[[str, str], Answer | None]


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
    detail: dict[str, Any] = field(default_factory=dict)  # the comment, the review


@dataclass
class Pull:
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
    reviews: list[dict[str, Any]] = field(default_factory=list)
    edited: bool = False  # its text, at any time
    renamed: int = 0
    fork: bool = False
    ended: datetime | None = None  # when it was merged or closed
    labels: list[str] = field(default_factory=list)
    assigned: list[str] = field(default_factory=list)


@dataclass
class FakeGitHub:
    """``bare`` is the repository that it hosts; ``robot`` is whose token asks."""

    bare: Path
    clock: Callable[[], datetime]
    pulls: dict[int, Pull] = field(default_factory=dict)
    issues: dict[int, dict[str, Any]] = field(default_factory=dict)
    fates: dict[int, list[dict[str, Any]]] = field(default_factory=dict)  # events of an issue
    comments: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    written: dict[str, Account] = field(default_factory=dict)  # commits of the web editor
    edits: dict[int, list[tuple[int | None, datetime]]] = field(default_factory=dict)
    edited_reviews: set[int] = field(default_factory=set)
    requests: list[tuple[str, str]] = field(default_factory=list)
    asked: list[tuple[str, str, Any]] = field(default_factory=list)  # the same, in full
    graph: list[tuple[str, Any, Any]] = field(default_factory=list)  # query, variables, data
    settings: dict[str, Any] = field(default_factory=dict)  # path → answer (fake_settings)
    logins: dict[int, str] = field(default_factory=dict)  # what accounts are called now
    fault: Fault | None = None
    let_in: set[str] | None = None  # logins of collaborators; None: everybody
    rights: dict[str, str] | None = None  # of a token that is not in `tokens`; None: all
    tokens: dict[str, Token] = field(default_factory=dict)
    happened: list[Happening] = field(default_factory=list)  # oldest first
    statuses: dict[str, list[dict[str, Any]]] = field(default_factory=dict)  # newest first
    labels: dict[str, None] = field(default_factory=dict)  # that there are, oldest first
    pinned: list[str] = field(default_factory=list)  # node ids
    runs: list[dict[str, Any]] = field(default_factory=list)  # of workflows, oldest first
    deployments: list[dict[str, Any]] = field(default_factory=list)
    notices: Notices = field(default_factory=Notices)
    pushes: list[tuple[datetime, str, str]] = field(
        default_factory=list
    )  # when main moved: from, to
    main_seen: str = ""
    gated: list[tuple[int, str]] = field(default_factory=list)  # runs that wait for a click
    page: int = 100
    graph_page: int = 100
    lag: int = 0  # so many answers of GraphQL do not know the newest review yet
    unsigned: bool = False  # what is written in the editor carries no signature
    edits_told: bool = True  # else `userContentEdits` is null
    last: int = 0
    asking: threading.local = field(default_factory=threading.local, repr=False)

    def __enter__(self) -> FakeGitHub:
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
        return f"http://127.0.0.1:{self.server.server_port}"

    @property
    def asker(self) -> Account:
        """Return whose token the request came with that is being answered."""
        token: Token | None = getattr(self.asking, "token", None)
        return token.account if token else ROBOT

    # --- what people do ---------------------------------------------------------------------------

    def number(self) -> int:
        self.last += 1
        return self.last

    def git(self, *words: str) -> str:
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

    def open(self, branch: str, opener: Account, title: str = "Perubahan", body: str = "") -> int:
        number = self.number()
        head = self.git("rev-parse", f"refs/heads/{branch}")
        self.pulls[number] = Pull(number, title, body, branch, opener, head)
        self.happens(number, "mention", opener, body)
        self._starts_runs(number, "opened")
        self.follow(number)
        return number

    def _starts_runs(self, number: int, action: str) -> None:
        pull = self.pulls[number]
        self.happened.append(Happening("pull_request", action, number, pull.opener))
        message = self.git("show", "-s", "--format=%B", pull.head)
        if waits_for_a_click(pull.opener == ROBOT, message):
            self.gated.append((number, pull.head))

    def follow(self, number: int) -> None:
        """Do what GitHub does when a branch moves: the pull request follows, or is merged."""
        pull = self.pulls[number]
        head = self.branch(pull.branch)
        if pull.open and head:
            moved, pull.head = head != pull.head, head
            if moved:
                self.happens(number, "push", pull.opener)
                self._starts_runs(number, "synchronize")
            self.git("update-ref", f"refs/pull/{number}/head", head)
        main = self.git("rev-parse", "refs/heads/main")
        brought = self.git("merge-base", main, pull.head) == pull.head
        if pull.open and brought:
            pull.open, pull.ended = False, self.clock()
            self.happens(number, "merged", ROBOT)
            chain = self.git("rev-list", "--first-parent", "--parents", main).splitlines()
            made = [line.split()[0] for line in chain if pull.head in line.split()[2:]]
            pull.merge_commit = made[-1] if made else main

    def review(
        self, number: int, who: Account, state: str, body: str = "", commit: str | None = ""
    ) -> int:
        self.follow(number)
        own = self.pulls[number].opener == who and state != "COMMENTED"
        assert not own, "GitHub: Can not approve your own pull request"
        for name in {who[1], self.logins.get(who[0], who[1])}:
            if name in self.pulls[number].waiting_for:
                self.pulls[number].waiting_for.remove(name)
        review = copy.deepcopy(ANSWERS["review"])
        review.update(
            id=5_000_000_000 + self.number(),
            user=account(who),
            body=body,
            state=state,
            commit_id=self.pulls[number].head if commit == "" else commit,
            submitted_at=stamp(self.clock()),
        )
        self.happens(number, "review", who, body)
        self.pulls[number].reviews.append(review)
        self.happened.append(Happening("pull_request_review", "submitted", number, who, review))
        return int(review["id"])

    def approve(self, number: int, who: Account, body: str = "", **more: Any) -> int:
        return self.review(number, who, "APPROVED", body, **more)

    def comment(self, number: int, who: Account, body: str) -> dict[str, Any]:
        comment = copy.deepcopy(ANSWERS["comment"])
        url = f"{comment['issue_url'].rpartition('/')[0]}/{number}"
        page = (
            f"{REPOSITORY}/{'pull' if number in self.pulls else 'issues'}/{number}#issuecomment-1"
        )
        comment.update(id=self.number(), user=account(who), body=body, issue_url=url)
        comment.update(html_url=f"https://github.com/{page}")
        comment.update(dict.fromkeys(("created_at", "updated_at"), stamp(self.clock())))
        self.comments.setdefault(number, []).append(comment)
        self.happened.append(Happening("issue_comment", "created", number, who, comment))
        self.happens(number, "comment", who, body)
        return comment

    def issue(self, who: Account, title: str, body: str, labels: list[str] | None = None) -> int:
        self.watch()
        number = self.number()
        issue = copy.deepcopy(ANSWERS["issue"])
        issue.update(
            number=number,
            node_id=f"issue-{number}",
            title=title,
            body=body,
            user=account(who),
            state="open",
            created_at=stamp(self.clock()),
            labels=[{**issue["labels"][0], "name": name} for name in labels or []],
        )
        issue.pop("pull_request", None)
        self.issues[number] = issue
        self.happened.append(Happening("issues", "opened", number, who))
        self.happens(number, "mention", who, body)
        return number

    def transfer(self, number: int) -> None:
        """Have an issue come from another repository, with its author and its date."""
        self.fates.setdefault(number, []).append({"__typename": "TransferredEvent"})

    def reopen(self, number: int, who: Account | None) -> None:
        """Have somebody press *Reopen issue*; None: an account that is gone."""
        actor = {"__typename": "User", "databaseId": who[0]} if who else None
        at = stamp(self.clock())
        event = {"__typename": "ReopenedEvent", "createdAt": at, "actor": actor}
        self.fates.setdefault(number, []).append(event)
        self.issues[number]["state"] = "open"
        self.happens(number, "reopened", who or (0, "ghost"))

    @property
    def notified(self) -> list[Notice]:
        """What people were told; robots and who is gone read no mail."""
        people = set(self.logins.values())
        return [one for one in self.notices.sent if one[0] in people]

    def happens(self, number: int, why: str, actor: Account, text: str = "") -> None:
        """Notify of what somebody said or did, see `Notices`."""
        self.notices.happens(number, why, self.logins.get(*actor), text)

    def dismiss(self, number: int, review: int) -> None:
        for row in self.pulls[number].reviews:
            if row["id"] == review:
                row["state"] = "DISMISSED"

    # --- what programs ask ------------------------------------------------------------------------

    def answer(self, verb: str, target: str, content: Any, secret: str = "") -> Answer:
        self.asking.token = token = self.tokens.get(secret)
        rights = token.rights if token else self.rights
        parts = urlsplit(target)
        path, wanted = parts.path, {k: v[-1] for k, v in parse_qs(parts.query).items()}
        self.watch()
        self.requests.append((verb, path))
        self.asked.append((verb, target, content))
        wrong = self.fault(verb, target) if self.fault else None
        if wrong is not None:
            return wrong
        within = path.removeprefix(f"/repos/{REPOSITORY}")
        if path != "/graphql" and lacks(rights, verb, within):
            return 403, {"message": "Resource not accessible by integration"}, {}
        if (verb, path) == ("POST", "/graphql"):
            if forbids(rights, content["query"]):
                said = {"type": "FORBIDDEN", "message": "Resource not accessible by integration"}
                return 200, {"data": None, "errors": [said]}, {}
            answer = self._graphql(content)
            self.graph.append((content["query"], content["variables"], answer["data"]))
            return 200, answer, {}
        if (verb, path) == ("GET", "/user"):
            return self._user(self.asker[0])
        if verb == "GET" and (found := re.fullmatch(r"/user/(\d+)", path)):
            return self._user(int(found[1]))
        if verb == "GET" and path in self.settings:
            return self._paged(target, wanted, 200, self.settings[path])
        for method, pattern, action in _ROUTES:
            found = re.fullmatch(f"/repos/{REPOSITORY}{pattern}", path)
            if method == verb and found:
                status, value = action(self, *found.groups(), content or wanted)
                return self._paged(target, wanted, status, value)
        return 404, {"message": "Not Found", "status": "404"}, {}

    def _user(self, number: int) -> Answer:
        if number not in self.logins:
            return 404, {"message": "Not Found", "status": "404"}, {}
        names = ("name", "company", "blog", "location", "email", "hireable", "bio")
        counts = ("public_repos", "public_gists", "followers", "following")
        more = {**dict.fromkeys(names), **dict.fromkeys(counts, 0), "blog": ""}
        times = dict.fromkeys(("created_at", "updated_at"), stamp(self.clock()))
        return 200, {**account((number, self.logins[number])), **more, **times}, {}

    def _paged(self, target: str, wanted: dict[str, str], status: int, value: Any) -> Answer:
        if not isinstance(value, list):
            return status, value, {}
        size = min(self.page, int(wanted.get("per_page", "30")))
        number = int(wanted.get("page", "1"))
        rows = value[(number - 1) * size : number * size]
        headers = {}
        if number * size < len(value):
            query = urlencode({**wanted, "page": number + 1})
            headers["Link"] = f'<{self.url}{urlsplit(target).path}?{query}>; rel="next"'
        return status, rows, headers

    def _graphql(self, content: Any) -> Any:
        if "PinIssue" in content["query"]:
            assert content["variables"]["issue"] not in self.pinned
            self.pinned.append(content["variables"]["issue"])
            return {"data": {"pinIssue": {"issue": {"id": self.pinned[-1]}}}}
        if "PinnedIssues" in content["query"]:
            numbers = [int(one.removeprefix("issue-")) for one in self.pinned]
            nodes = [{"issue": {"number": number}} for number in numbers]
            return {"data": {"repository": {"pinnedIssues": {"nodes": nodes}}}}
        number, after = content["variables"]["number"], content["variables"].get("after")
        if "IssuePin" in content["query"]:
            node = self.issues[number]["node_id"]
            inner = {"issue": {"id": node, "isPinned": node in self.pinned}}
            return {"data": {"repository": inner}}
        thing, there = ("issue", self.issues)
        if "PullEdits" in content["query"]:
            thing, there = ("pullRequest", self.pulls)  # type: ignore[assignment]
        if number not in there:
            said = {"type": "NOT_FOUND", "path": ["repository", thing], "message": "not there"}
            return {"data": {"repository": {thing: None}}, "errors": [said]}
        if "PullEdits" in content["query"]:
            pull = self.pulls[number]
            at = stamp(self.clock())
            nodes: list[dict[str, Any]] = [
                {
                    "fullDatabaseId": str(row["id"]),
                    "lastEditedAt": at if row["id"] in self.edited_reviews else None,
                }
                for row in self.pulls[number].reviews
            ]
            if self.lag and nodes:
                self.lag -= 1
                nodes = nodes[:-1]
            edits = {
                "lastEditedAt": at if pull.edited else None,
                "timelineItems": {"filteredCount": pull.renamed},
            }
            inner = {"pullRequest": {**edits, "reviews": self._connection(nodes, after)}}
        elif "IssueFate" in content["query"]:
            events = self.fates.get(number, [])
            items = {"pageInfo": {"hasNextPage": False}, "nodes": events}
            edited = max((when for _, when in self.edits.get(number, [])), default=None)
            inner = {
                "issue": {
                    "body": self.issues[number]["body"],
                    "lastEditedAt": stamp(edited) if edited else None,
                    "timelineItems": items,
                }
            }
        else:
            nodes = [
                {
                    "editedAt": stamp(when),
                    "deletedAt": None,
                    "editor": {"__typename": "User", "databaseId": who} if who else None,
                }
                for who, when in self.edits.get(number, [])
            ]
            last = self.edits.get(number, [])
            told = self._connection(nodes, after) if self.edits_told else None
            edited = stamp(max(when for _, when in last)) if last else None
            inner = {"issue": {"lastEditedAt": edited, "userContentEdits": told}}
        return {"data": {"repository": inner}}

    def _connection(self, nodes: list[dict[str, Any]], after: str | None) -> dict[str, Any]:
        """Return the page of a connection that comes after a cursor, which only this understands."""
        start = int(after.removeprefix("cursor:")) if after else 0
        end = start + self.graph_page
        more = end < len(nodes)
        return {
            "totalCount": len(nodes),
            "pageInfo": {"hasNextPage": more, "endCursor": f"cursor:{end}" if more else None},
            "nodes": nodes[start:end],
        }

    def pull_answer(self, number: int, template: str = "pull") -> Any:
        self.follow(number)
        pull = self.pulls[number]
        data = copy.deepcopy(ANSWERS[template])
        for side in ("head", "base"):
            data[side]["repo"]["id"] = 77
            data[side]["user"] = account(pull.opener)
        if pull.fork:
            data["head"]["repo"]["id"] = 78
        data["head"].update(ref=pull.branch, sha=pull.head)
        data["base"].update(ref="main", sha=self.git("rev-parse", "refs/heads/main"))
        data.update(
            number=number,
            title=pull.title,
            body=pull.body,
            user=account(pull.opener),
            state="open" if pull.open else "closed",
            draft=pull.draft,
            requested_teams=[],
            labels=[{**data["labels"][0], "name": name} for name in pull.labels],
            assignees=[
                account((number, login))
                for number, login in self.logins.items()
                if login in pull.assigned
            ],
            requested_reviewers=[
                account((number, login))
                for number, login in self.logins.items()
                if login in pull.waiting_for
            ],
            merged_at=stamp(pull.ended or self.clock()) if pull.merge_commit else None,
            closed_at=stamp(pull.ended) if pull.ended else None,
            merge_commit_sha=pull.merge_commit or None,
        )
        if template == "pull":
            data.update(merged=bool(pull.merge_commit), commits=len(self.commits_of(number)))
        return data

    def commits_of(self, number: int) -> list[str]:
        pull = self.pulls[number]
        start = "refs/heads/main" if not pull.merge_commit else f"{pull.merge_commit}^1"
        return self.git("rev-list", "--reverse", pull.head, f"^{start}").split()

    def commit_answer(self, oid: str) -> Any:
        data = copy.deepcopy(ANSWERS["commit"])
        parents = self.git("rev-list", "--parents", "-1", oid).split()[1:]
        when = datetime.fromisoformat(self.git("show", "-s", "--format=%cI", oid))
        data.update(sha=oid, parents=[{**data["parents"][0], "sha": one} for one in parents])
        data["commit"]["committer"]["date"] = stamp(when)
        who = self.written.get(oid)
        data["author"], data["committer"] = account(who or (9, "tamu")), account(who or (9, "tamu"))
        if who:
            data["committer"] = account(WEB_FLOW)
            data["commit"]["verification"].update(
                verified=not self.unsigned, reason="valid", signature="-----", payload="tree"
            )
        return data


def account(who: Account) -> dict[str, Any]:
    kind = "Bot" if who[1].endswith("[bot]") else "User"
    return {**ANSWERS["comment"]["user"], "id": who[0], "login": who[1], "type": kind}


def stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _list_pulls(fake: FakeGitHub, wanted: Any) -> tuple[int, Any]:
    rows = [fake.pull_answer(number, "pull_row") for number in fake.pulls]
    rows = rows[::-1] if wanted.get("direction") == "desc" else rows
    owner, _, branch = wanted.get("head", "").partition(":")
    if branch:  # GitHub overlooks the parameter where it has no owner
        rows = [row for row in rows if (owner, branch) == ("lpse", row["head"]["ref"])]
    return 200, [row for row in rows if wanted.get("state", "open") in ("all", row["state"])]


def _list_runs(fake: FakeGitHub, workflow: str, wanted: Any) -> tuple[int, Any]:
    """List what ran, newest first; a workflow's own list is asked for by its file."""
    rows = [
        row
        for row in reversed(fake.runs)
        if workflow in ("", row["path"].rpartition("/")[2])
        and all(wanted.get(name, row[name]) == row[name] for name in ("event", "head_sha"))
    ]
    return 200, {"total_count": len(rows), "workflow_runs": rows}


def _open_pull(fake: FakeGitHub, content: Any) -> tuple[int, Any]:
    number = fake.open(content["head"], fake.asker, content["title"], content["body"])
    return 201, fake.pull_answer(number)


def _patch_pull(fake: FakeGitHub, number: str, content: Any) -> tuple[int, Any]:
    fake.follow(int(number))
    if fake.pulls[int(number)].open and content["state"] == "closed":
        fake.happens(int(number), "closed", fake.asker)
        fake.pulls[int(number)].ended = fake.clock()
    fake.pulls[int(number)].open = content["state"] == "open"
    return 200, fake.pull_answer(int(number))


def _ask(fake: FakeGitHub, number: str, content: Any) -> tuple[int, Any]:
    pull = fake.pulls[int(number)]
    refusal = unaskable(content["reviewers"], pull.opener[1], fake.let_in)
    if refusal:
        return 422, {"message": refusal, "documentation_url": "https://docs.github.com/rest"}
    fake.notices.calls(int(number), "review requested", fake.asker[1], content["reviewers"])
    pull.reviewers += content["reviewers"]
    pull.waiting_for += [one for one in content["reviewers"] if one not in pull.waiting_for]
    return 201, fake.pull_answer(int(number), "pull_row")


def _new_review(fake: FakeGitHub, number: str, content: Any) -> tuple[int, Any]:
    """Take a review; of one's own pull request nobody but comments (docs: rest/pulls/reviews, 422)."""
    states = {"APPROVE": "APPROVED", "REQUEST_CHANGES": "CHANGES_REQUESTED", "COMMENT": "COMMENTED"}
    if fake.pulls[int(number)].opener == fake.asker and content["event"] != "COMMENT":
        refusal = "Can not approve your own pull request"
        return 422, {"message": "Unprocessable Entity", "errors": [refusal]}
    state = states[content["event"]]
    fake.review(int(number), fake.asker, state, content["body"], content.get("commit_id", ""))
    return 200, fake.pulls[int(number)].reviews[-1]


def _activity(fake: FakeGitHub, wanted: Any) -> tuple[int, Any]:
    """List main's pushes, newest first, as the description has them; its example is of another form."""
    assert wanted["ref"] == "refs/heads/main"
    assert wanted["time_period"] in ("day", "week", "month", "quarter", "year")
    known = {name: ANSWERS["activity"][name] for name in ("id", "node_id", "ref")}
    more = {**known, "activity_type": "push", "actor": account(ROBOT)}
    rows = [{"before": old, "after": new, "timestamp": stamp(at)} for at, old, new in fake.pushes]
    return 200, [{**more, **row} for row in reversed(rows)]


def _new_status(fake: FakeGitHub, commit: str, content: Any) -> tuple[int, Any]:
    assert len(content["description"]) <= 140, "GitHub: description is too long"
    status = {**copy.deepcopy(ANSWERS["status"]), **content, "id": len(fake.requests)}
    fake.statuses.setdefault(commit, []).insert(0, status)
    return 201, status


def _made_of(fake: FakeGitHub, oid: str, _: Any) -> tuple[int, Any]:
    for number in fake.pulls:
        fake.follow(number)
    mine = [
        number
        for number, pull in fake.pulls.items()
        if oid in (pull.merge_commit, pull.head) or oid in fake.commits_of(number)
    ]
    return 200, [fake.pull_answer(number, "pull_row") for number in mine]


def _list_deployments(fake: FakeGitHub, wanted: Any) -> tuple[int, Any]:
    asked = wanted.get("environment")
    return 200, [one for one in fake.deployments if asked in (None, one.get("environment", asked))]


def _git_commit(fake: FakeGitHub, oid: str, _: Any) -> tuple[int, Any]:
    commit = fake.commit_answer(oid)
    inner = commit["commit"]
    parents = [{**one, "html_url": one.get("html_url", one["url"])} for one in commit["parents"]]
    return 200, {
        **{name: commit[name] for name in ("sha", "node_id", "url", "html_url")},
        **{name: inner[name] for name in ("author", "committer", "message", "tree")},
        **{"parents": parents, "verification": inner["verification"]},
    }


def _new_issue(fake: FakeGitHub, content: Any) -> tuple[int, Any]:
    number = fake.issue(fake.asker, content["title"], content["body"], content.get("labels"))
    return 201, fake.issues[number]


def _get_issue(fake: FakeGitHub, number: str, _content: Any) -> tuple[int, Any]:
    found = fake.issues.get(int(number))
    return (200, found) if found else (410, {"message": "This issue was deleted"})


def _patch_issue(fake: FakeGitHub, number: str, content: Any) -> tuple[int, Any]:
    issue = fake.issues[int(number)]
    if issue["state"] == "open" and content.get("state") == "closed":
        fake.happens(int(number), "closed", fake.asker)
    issue.update({k: v for k, v in content.items() if k in ("title", "body", "state")})
    return 200, issue


def _list_issues(fake: FakeGitHub, wanted: Any) -> tuple[int, Any]:
    found = list(fake.issues.values())
    return 200, [
        issue
        for issue in (found[::-1] if wanted.get("direction") == "desc" else found)
        if wanted.get("state", "open") in ("all", issue["state"])
        and wanted.get("labels") in [None, *(label["name"] for label in issue["labels"])]
    ]


def _set_labels(fake: FakeGitHub, number: str, content: Any) -> tuple[int, Any]:
    assert all(len(name) <= 50 for name in content["labels"]), "GitHub: name is too long"
    assert content["labels"], "GitHub: one at least, by its description"
    if issue := fake.issues.get(int(number)):
        row = ANSWERS["issue"]["labels"][0]
        issue["labels"] = [{**row, "name": name} for name in content["labels"]]
        return 200, issue["labels"]
    pull = fake.pulls[int(number)]
    pull.labels = list(content["labels"])
    fake.labels |= dict.fromkeys(pull.labels)
    return 200, fake.pull_answer(int(number))["labels"]


def _no_labels(fake: FakeGitHub, number: str, _: Any) -> tuple[int, Any]:
    if issue := fake.issues.get(int(number)):
        issue["labels"] = []
        return 204, None
    fake.pulls[int(number)].labels = []
    return 204, b""


def _assign(fake: FakeGitHub, number: str, content: Any) -> tuple[int, Any]:
    """Assign whoever has access; the others are left out, and GitHub does not say so."""
    pull = fake.pulls[int(number)]
    let_in = fake.let_in
    fresh = [
        one
        for one in content["assignees"]
        if one not in pull.assigned and (let_in is None or one in let_in)
    ]
    fake.notices.calls(int(number), "assigned", fake.asker[1], fresh)
    pull.assigned += fresh
    told = fake.pull_answer(int(number))["assignees"]
    return 201, {**copy.deepcopy(ANSWERS["issue"]), "number": int(number), "assignees": told}


def _unassign(fake: FakeGitHub, number: str, content: Any) -> tuple[int, Any]:
    pull = fake.pulls[int(number)]
    pull.assigned = [one for one in pull.assigned if one not in content["assignees"]]
    return 200, {**copy.deepcopy(ANSWERS["issue"]), "number": int(number)}


def _list_comments(fake: FakeGitHub, wanted: Any) -> tuple[int, Any]:
    found = [one for all_ in fake.comments.values() for one in all_]
    return 200, [one for one in found if one["updated_at"] >= wanted.get("since", "")]


def _new_comment(fake: FakeGitHub, number: str, content: Any) -> tuple[int, Any]:
    return 201, fake.comment(int(number), fake.asker, content["body"])


def _patch_comment(fake: FakeGitHub, number: str, content: Any) -> tuple[int, Any]:
    for under, comment in [(n, one) for n, all_ in fake.comments.items() for one in all_]:
        if comment["id"] == int(number):
            fresh = mentioned(content["body"]) - mentioned(comment["body"])
            fake.notices.calls(under, "mention", ROBOT[1], fresh)
            comment.update(body=content["body"], updated_at=stamp(fake.clock()))
            return 200, comment
    return 404, {"message": "Not Found", "status": "404"}


_ROUTES: list[tuple[str, str, Callable[..., tuple[int, Any]]]] = [
    ("GET", "/pulls", _list_pulls),
    ("POST", "/pulls", _open_pull),
    (
        "GET",
        r"/pulls/(\d+)",
        lambda fake, n, _: (
            (200, fake.pull_answer(int(n)))
            if int(n) in fake.pulls
            else (404, {"message": "Not Found", "status": "404"})
        ),
    ),
    ("PATCH", r"/pulls/(\d+)", _patch_pull),
    ("POST", r"/pulls/(\d+)/reviews", _new_review),
    ("GET", r"/pulls/(\d+)/reviews", lambda fake, n, _: (200, fake.pulls[int(n)].reviews)),
    (
        "GET",
        r"/pulls/(\d+)/commits",
        lambda fake, n, _: (200, [fake.commit_answer(oid) for oid in fake.commits_of(int(n))]),
    ),
    ("POST", r"/pulls/(\d+)/requested_reviewers", _ask),
    (
        "GET",
        r"/commits/([0-9a-f]{40})/statuses",
        lambda fake, c, _: (200, fake.statuses.get(c, [])),
    ),
    ("POST", r"/statuses/([0-9a-f]{40})", _new_status),
    ("GET", r"/commits/([0-9a-f]{40})/pulls", _made_of),
    ("GET", "/issues", _list_issues),
    ("GET", "/activity", _activity),
    ("GET", "/actions/runs", lambda fake, wanted: _list_runs(fake, "", wanted)),
    ("GET", r"/actions/workflows/([\w.]+)/runs", _list_runs),
    ("GET", r"/git/commits/([0-9a-f]{40})", _git_commit),
    ("GET", "/deployments", _list_deployments),
    ("POST", "/issues", _new_issue),
    (
        "GET",
        "/labels",
        lambda fake, _: (
            200,
            [{**ANSWERS["pull"]["labels"][0], "name": one} for one in fake.labels],
        ),
    ),
    ("GET", r"/issues/(\d+)", _get_issue),
    ("PATCH", r"/issues/(\d+)", _patch_issue),
    ("GET", r"/issues/(\d+)/comments", lambda fake, n, _: (200, fake.comments.get(int(n), []))),
    ("GET", "/issues/comments", _list_comments),
    ("POST", r"/issues/(\d+)/comments", _new_comment),
    ("PATCH", r"/issues/comments/(\d+)", _patch_comment),
    ("PUT", r"/issues/(\d+)/labels", _set_labels),
    ("DELETE", r"/issues/(\d+)/labels", _no_labels),
    ("POST", r"/issues/(\d+)/assignees", _assign),
    ("DELETE", r"/issues/(\d+)/assignees", _unassign),
]


class _Handler(BaseHTTPRequestHandler):
    fake: FakeGitHub
    protocol_version = "HTTP/1.1"

    def _do(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(length)
        secret = (self.headers.get("Authorization") or "").partition(" ")[2]
        status, value, headers = self.fake.answer(
            self.command, self.path, json.loads(raw) if raw else None, secret
        )
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("X-GitHub-Request-Id", f"CAFE:{len(self.fake.requests)}")
        self.send_header("Content-Length", headers.pop("Content-Length", str(len(body))))
        for name, text in headers.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _do

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

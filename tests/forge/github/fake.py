"""GitHub's stand-in: its REST and GraphQL shapes over what people did.

Answers are GitHub's own examples (answers/) with this office's values filled in.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlencode, urlsplit

from forge.github.unkind import forbids, lacks, unaskable, waits_for_a_click
from forge.standin import (
    REPOSITORY,
    Account,
    Answer,
    Comment,
    Happening,
    Issue,
    Review,
    StandIn,
    Status,
    stamp,
)

WEB_FLOW = (19864447, "web-flow")
ROBOT = (41898282, "github-actions[bot]")
WORKFLOWS = ".github/workflows"
ANSWERS = {p.stem: json.loads(p.read_text()) for p in (Path(__file__).parent / "answers").iterdir()}


@dataclass
class FakeGitHub(StandIn):
    """A GitHub; ``robot`` is a job's own token."""

    graph: list[tuple[str, Any, Any]] = field(default_factory=list)  # query, variables, data
    settings: dict[str, Any] = field(default_factory=dict)  # path → answer (fake_settings)
    rights: dict[str, str] | None = None  # of a token that is not in `tokens`; None: all
    runs: list[dict[str, Any]] = field(default_factory=list)  # of workflows, oldest first
    deployments: list[dict[str, Any]] = field(default_factory=list)
    gated: list[tuple[int, str]] = field(default_factory=list)  # runs that wait for a click
    elsewhere: dict[int, dict[str, Any]] = field(default_factory=dict)  # of an issue gone from here
    graph_page: int = 100
    lag: int = 0  # so many answers of GraphQL do not know the newest review yet
    unsigned: bool = False  # what is written in the editor carries no signature
    edits_told: bool = True  # else `userContentEdits` is null

    robot: ClassVar[Account] = ROBOT
    request_id: ClassVar[str] = "X-GitHub-Request-Id"
    review_ids: ClassVar[int] = 5_000_000_000  # more than GraphQL's Int can hold

    def moved(self, number: int, action: str) -> None:
        """Start the runs of a pull request."""
        pull = self.pulls[number]
        self.happened.append(Happening("pull_request", action, number, pull.opener))
        message = self.git("show", "-s", "--format=%B", pull.head)
        if waits_for_a_click(pull.opener == ROBOT, message):
            self.gated.append((number, pull.head))

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
            pinned = int(content["variables"]["issue"].removeprefix("issue-"))
            assert pinned not in self.pinned
            self.pinned.append(pinned)
            return {"data": {"pinIssue": {"issue": {"id": f"issue-{pinned}"}}}}
        if "PinnedIssues" in content["query"]:
            nodes = [{"issue": {"number": number}} for number in self.pinned]
            return {"data": {"repository": {"pinnedIssues": {"nodes": nodes}}}}
        number, after = content["variables"]["number"], content["variables"].get("after")
        if "IssuePin" in content["query"]:
            inner = {"issue": {"id": f"issue-{number}", "isPinned": number in self.pinned}}
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
                    "fullDatabaseId": str(one.id),
                    "lastEditedAt": at if one.edited else None,
                }
                for one in self.pulls[number].reviews
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
            events = [fate_answer(one) for one in self.fates.get(number, [])]
            items = {"pageInfo": {"hasNextPage": False}, "nodes": events}
            edited = max((when for _, when in self.edits.get(number, [])), default=None)
            inner = {
                "issue": {
                    "body": self.issues[number].body,
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


def review_answer(review: Review) -> dict[str, Any]:
    return {
        **copy.deepcopy(ANSWERS["review"]),
        "id": review.id,
        "user": account(review.who) if review.who else None,
        "body": review.body,
        "state": review.state,
        "commit_id": review.commit,
        "submitted_at": stamp(review.at),
    }


def issue_answer(issue: Issue) -> dict[str, Any]:
    data = copy.deepcopy(ANSWERS["issue"])
    data.pop("pull_request", None)
    label = data["labels"][0]
    return {
        **data,
        "number": issue.number,
        "node_id": f"issue-{issue.number}",
        "title": issue.title,
        "body": issue.body,
        "user": account(issue.who),
        "state": issue.state,
        "created_at": stamp(issue.made),
        "labels": [{**label, "name": name} for name in issue.labels],
    }


def comment_answer(comment: Comment) -> dict[str, Any]:
    data = copy.deepcopy(ANSWERS["comment"])
    page = f"{REPOSITORY}/{'pull' if comment.on_pull else 'issues'}/{comment.under}"
    return {
        **data,
        "id": comment.id,
        "html_url": f"https://github.com/{page}#issuecomment-1",
        "user": account(comment.who) if comment.who else None,
        "body": comment.body,
        "issue_url": f"{data['issue_url'].rpartition('/')[0]}/{comment.under}",
        "created_at": stamp(comment.made),
        "updated_at": stamp(comment.changed),
    }


def fate_answer(fate: Any) -> dict[str, Any]:
    if fate.what == "transferred":
        return {"__typename": "TransferredEvent"}
    actor = {"__typename": "User", "databaseId": fate.who[0]} if fate.who else None
    return {"__typename": "ReopenedEvent", "createdAt": stamp(fate.at), "actor": actor}


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
    assert content["state"] == "closed"
    fake.close(int(number), fake.asker)
    return 200, fake.pull_answer(int(number))


def _ask(fake: FakeGitHub, number: str, content: Any) -> tuple[int, Any]:
    pull = fake.pulls[int(number)]
    refusal = unaskable(content["reviewers"], pull.opener[1], fake.let_in)
    if refusal:
        return 422, {"message": refusal, "documentation_url": "https://docs.github.com/rest"}
    fake.asks(int(number), content["reviewers"])
    return 201, fake.pull_answer(int(number), "pull_row")


def _new_review(fake: FakeGitHub, number: str, content: Any) -> tuple[int, Any]:
    """Take a review; of one's own pull request nobody but comments (docs: rest/pulls/reviews, 422)."""
    states = {"APPROVE": "APPROVED", "REQUEST_CHANGES": "CHANGES_REQUESTED", "COMMENT": "COMMENTED"}
    if fake.pulls[int(number)].opener == fake.asker and content["event"] != "COMMENT":
        refusal = "Can not approve your own pull request"
        return 422, {"message": "Unprocessable Entity", "errors": [refusal]}
    state = states[content["event"]]
    fake.review(int(number), fake.asker, state, content["body"], content.get("commit_id", ""))
    return 200, review_answer(fake.pulls[int(number)].reviews[-1])


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
    status = Status(**content, id=len(fake.requests))
    fake.statuses.setdefault(commit, []).insert(0, status)
    return 201, status_answer(status)


def status_answer(status: Status) -> dict[str, Any]:
    return {**copy.deepcopy(ANSWERS["status"]), **vars(status)}


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
    return 201, issue_answer(fake.issues[number])


def _get_issue(fake: FakeGitHub, number: str, _content: Any) -> tuple[int, Any]:
    found = fake.issues.get(int(number))
    if not found:
        return 410, {"message": "This issue was deleted"}
    return 200, {**issue_answer(found), **fake.elsewhere.get(int(number), {})}


def _patch_issue(fake: FakeGitHub, number: str, content: Any) -> tuple[int, Any]:
    issue = fake.issues[int(number)]
    if issue.state == "open" and content.get("state") == "closed":
        fake.happens(int(number), "closed", fake.asker)
    for name in ("title", "body", "state"):
        setattr(issue, name, content.get(name, getattr(issue, name)))
    return 200, issue_answer(issue)


def _list_issues(fake: FakeGitHub, wanted: Any) -> tuple[int, Any]:
    found = list(fake.issues.values())
    return 200, [
        issue_answer(issue)
        for issue in (found[::-1] if wanted.get("direction") == "desc" else found)
        if wanted.get("state", "open") in ("all", issue.state)
        and wanted.get("labels") in [None, *issue.labels]
    ]


def _set_labels(fake: FakeGitHub, number: str, content: Any) -> tuple[int, Any]:
    assert all(len(name) <= 50 for name in content["labels"]), "GitHub: name is too long"
    assert content["labels"], "GitHub: one at least, by its description"
    if issue := fake.issues.get(int(number)):
        issue.labels = list(content["labels"])
        return 200, issue_answer(issue)["labels"]
    pull = fake.pulls[int(number)]
    pull.labels = list(content["labels"])
    fake.labels |= dict.fromkeys(pull.labels)
    return 200, fake.pull_answer(int(number))["labels"]


def _no_labels(fake: FakeGitHub, number: str, _: Any) -> tuple[int, Any]:
    if issue := fake.issues.get(int(number)):
        issue.labels = []
        return 204, None
    fake.pulls[int(number)].labels = []
    return 204, b""


def _assign(fake: FakeGitHub, number: str, content: Any) -> tuple[int, Any]:
    """Assign whoever has access; the others are left out, and GitHub does not say so."""
    fake.assign(int(number), content["assignees"])
    told = fake.pull_answer(int(number))["assignees"]
    return 201, {**copy.deepcopy(ANSWERS["issue"]), "number": int(number), "assignees": told}


def _unassign(fake: FakeGitHub, number: str, content: Any) -> tuple[int, Any]:
    pull = fake.pulls[int(number)]
    pull.assigned = [one for one in pull.assigned if one not in content["assignees"]]
    return 200, {**copy.deepcopy(ANSWERS["issue"]), "number": int(number)}


def _list_comments(fake: FakeGitHub, wanted: Any) -> tuple[int, Any]:
    found = [comment_answer(one) for all_ in fake.comments.values() for one in all_]
    return 200, [one for one in found if one["updated_at"] >= wanted.get("since", "")]


def _new_comment(fake: FakeGitHub, number: str, content: Any) -> tuple[int, Any]:
    return 201, comment_answer(fake.comment(int(number), fake.asker, content["body"]))


def _patch_comment(fake: FakeGitHub, number: str, content: Any) -> tuple[int, Any]:
    for comment in (one for all_ in fake.comments.values() for one in all_):
        if comment.id == int(number):
            fake.rewrite(comment, content["body"])
            return 200, comment_answer(comment)
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
    (
        "GET",
        r"/pulls/(\d+)/reviews",
        lambda fake, n, _: (200, [review_answer(one) for one in fake.pulls[int(n)].reviews]),
    ),
    (
        "GET",
        r"/pulls/(\d+)/commits",
        lambda fake, n, _: (200, [fake.commit_answer(oid) for oid in fake.commits_of(int(n))]),
    ),
    ("POST", r"/pulls/(\d+)/requested_reviewers", _ask),
    (
        "GET",
        r"/commits/([0-9a-f]{40})/statuses",
        lambda fake, c, _: (200, [status_answer(one) for one in fake.statuses.get(c, [])]),
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
    (
        "GET",
        r"/issues/(\d+)/comments",
        lambda fake, n, _: (200, [comment_answer(one) for one in fake.comments.get(int(n), [])]),
    ),
    ("GET", "/issues/comments", _list_comments),
    ("POST", r"/issues/(\d+)/comments", _new_comment),
    ("PATCH", r"/issues/comments/(\d+)", _patch_comment),
    ("PUT", r"/issues/(\d+)/labels", _set_labels),
    ("DELETE", r"/issues/(\d+)/labels", _no_labels),
    ("POST", r"/issues/(\d+)/assignees", _assign),
    ("DELETE", r"/issues/(\d+)/assignees", _unassign),
]

"""What GitLab's stand-in answers of merge requests, their approvals and versions, and what stands beside commits."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from forge.gitlab.lists import MISSING, Asked, Given, label, updated_since
from forge.gitlab.project import GitLabProject
from forge.gitlab.shapes import approval_answer, pull_answer, status_answer, version_answer
from forge.standin import Status

DEVELOPER = 30


def pulls(there: GitLabProject, wanted: Asked) -> Given:
    rows = [pull_answer(there, number) for number in there.pulls]
    state = wanted.get("state", "all")
    rows = [row for row in rows if state in ("all", row["state"])]
    for name in ("source_branch", "target_branch"):
        rows = [row for row in rows if wanted.get(name, row[name]) == row[name]]
    return 200, updated_since(rows, wanted)


def pull(there: GitLabProject, number: str, _: Asked) -> Given:
    return (200, pull_answer(there, int(number))) if int(number) in there.pulls else MISSING


def open_pull(there: GitLabProject, content: Asked) -> Given:
    branch = content["source_branch"]
    same = [p for p in there.pulls.values() if p.open and p.branch == branch and not p.fork]
    if same:
        said = "Another open merge request already exists for this source branch"
        return 409, {"message": [said]}
    if not there.branch(branch):
        return 400, {"message": {"source_branch": ["does not exist"]}}
    number = there.open(branch, there.asker, content["title"], "")
    there.pulls[number].body = there.obeys(number, content["description"])
    return 201, pull_answer(there, number)


def put_pull(there: GitLabProject, number: str, content: Asked) -> Given:
    at = int(number)
    if at not in there.pulls:
        return MISSING
    there.follow(at)
    found = there.pulls[at]
    if content.get("state_event") == "close":
        there.close(at, there.asker)
    if "labels" in content:
        label(there, at, content["labels"])
    if "reviewer_ids" in content:
        names = [there.logins[one] for one in content["reviewer_ids"][:1]]
        let_in = [one for one in names if there.may_enter(one)]
        found.reviewers.clear()
        there.asks(at, let_in)
    if "assignee_ids" in content:
        found.assigned.clear()
        chosen = [there.logins[one] for one in content["assignee_ids"][:1] if one]
        there.assign(at, [one for one in chosen if there.may_enter(one)])
    there.touch(at, often=True)
    return 200, pull_answer(there, at)


def approvals(there: GitLabProject, number: str, _: Asked) -> Given:
    at = int(number)
    if at not in there.pulls:
        return MISSING
    rows = [approval_answer(there, one) for one in there.approvals.get(at, [])]
    mine = any(row["user"]["id"] == there.asker[0] for row in rows)
    may = not mine and _may_approve(there, at)
    told: dict[str, Any] = {"user_has_approved": mine, "user_can_approve": may}
    return 200, {**told, "approved": bool(rows), "approved_by": rows}


def approve(there: GitLabProject, number: str, content: Asked) -> Given:
    """Take an approval, noted a moment later (app/workers/merge_requests/create_approval_note_worker.rb).

    Refused, where the head is another than was said, or whoever asks may not, or has approved already.
    """
    at = int(number)
    if at not in there.pulls:
        return MISSING
    there.follow(at)
    head = there.pulls[at].head
    if content.get("sha", head) != head:
        return 409, {"message": f"SHA does not match HEAD of source branch: {head}"}
    given = [one.who for one in there.approvals.get(at, [])]
    if there.asker in given or not _may_approve(there, at):
        return 401, {"message": "401 Unauthorized"}
    there.pressed(at, there.asker)
    there.lag = 1
    _, told = approvals(there, number, content)
    return 201, told


def _may_approve(there: GitLabProject, number: int) -> bool:
    """Whether whoever asks is a Developer, or a member who opened it or is assigned to it.

    By app/policies/merge_request_policy.rb and issuable_policy.rb.
    """
    who, found = there.asker, there.pulls[number]
    own = who == found.opener or there.logins.get(*who) in found.assigned
    inside = there.may_enter(there.logins.get(*who))
    return inside and found.open and (own or there.levels.get(who[0], DEVELOPER) >= DEVELOPER)


def versions(there: GitLabProject, number: str, _: Asked) -> Given:
    at = int(number)
    if at not in there.pulls:
        return MISSING
    there.follow(at)
    return 200, [version_answer(at, one) for one in there.versions.get(at, [])][::-1]


def made_of(there: GitLabProject, oid: str, _: Asked) -> Given:
    for number in there.pulls:
        there.follow(number)
    mine = [
        number
        for number, one in there.pulls.items()
        if oid in (one.merge_commit, one.head) or oid in there.commits_of(number)
    ]
    return 200, [pull_answer(there, number) for number in mine]


def statuses(there: GitLabProject, oid: str, wanted: Asked) -> Given:
    assert wanted["name"] == "ubah"
    return 200, [status_answer(one) for one in there.statuses.get(oid, [])]


def new_status(there: GitLabProject, oid: str, content: Asked) -> Given:
    """Take a status; one that waits is not made to wait once more."""
    assert len(content["description"]) <= 255
    own = there.statuses.setdefault(oid, [])
    waiting = [one for one in own if one.state in ("pending", "running")]
    if waiting and content["state"] == waiting[0].state:
        said = "Cannot transition status via :enqueue from :pending"
        return 400, {"message": said}
    for one in waiting:
        own.remove(one)
    state = {"failed": "failure"}.get(content["state"], content["state"])
    new = Status(content["name"], state, content["description"], len(there.requests))
    own.insert(0, new)
    return 201, status_answer(new)


def remove_branch(there: GitLabProject, name: str, _: Asked) -> Given:
    ref = f"refs/heads/{unquote(name)}"
    if not there.branch(unquote(name)):
        return 404, {"message": "404 Branch Not Found"}
    there.git("update-ref", "-d", ref)
    return 204, b""

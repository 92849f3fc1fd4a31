"""What GitLab's stand-in answers of issues, of what is said under them and under merge requests."""

from __future__ import annotations

from typing import Any

from forge.gitlab.lists import MISSING, Asked, Given, label, updated_since
from forge.gitlab.project import GitLabProject
from forge.gitlab.shapes import ANSWERS, account_answer, comment_answer, issue_answer, note_answers
from forge.standin import REPOSITORY, stamp


def issues(there: GitLabProject, wanted: Asked) -> Given:
    rows = [issue_answer(there, one) for one in there.issues.values()]
    state, name = wanted.get("state", "all"), wanted.get("labels", "")
    rows = [row for row in rows if state in ("all", row["state"])]
    rows = [row for row in rows if not name or name in row["labels"]]
    return 200, updated_since(rows, wanted)


def issue(there: GitLabProject, number: str, _: Asked) -> Given:
    found = there.issues.get(int(number))
    return (200, issue_answer(there, found)) if found else MISSING


def new_issue(there: GitLabProject, content: Asked) -> Given:
    number = there.issue(there.asker, content["title"], "")
    there.issues[number].body = there.obeys(number, content["description"])
    label(there, number, content.get("labels", ""))
    return 201, issue_answer(there, there.issues[number])


def put_issue(there: GitLabProject, number: str, content: Asked) -> Given:
    found = there.issues.get(int(number))
    if found is None:
        return MISSING
    if content.get("state_event") == "close" and found.state == "open":
        found.state = "closed"
        there.happens(found.number, "closed", there.asker)
    if "title" in content:
        found.title = content["title"]
    if "description" in content:
        there.edit(found.number, there.asker[0], there.obeys(found.number, content["description"]))
    if "labels" in content:
        label(there, found.number, content["labels"])
    return 200, issue_answer(there, found)


def states(there: GitLabProject, number: str, _: Asked) -> Given:
    rows = [
        {
            **ANSWERS["state_event"],
            "user": account_answer(there, one.who),
            "created_at": stamp(one.at or there.clock()),
            "state": "reopened",
        }
        for one in there.fates.get(int(number), [])
        if one.what == "reopened"
    ]
    return (200, rows) if int(number) in there.issues else MISSING


def thread(there: GitLabProject, kind: str, number: str) -> int:
    """Return the number of an issue or merge request that is there under its own kind, 0 else."""
    own: Any = there.pulls if kind == "merge_requests" else there.issues
    return int(number) if int(number) in own else 0


def notes(there: GitLabProject, kind: str, number: str, _: Asked) -> Given:
    at = thread(there, kind, number)
    return (200, note_answers(there, at)) if at else MISSING


def new_note(there: GitLabProject, kind: str, number: str, content: Asked) -> Given:
    at = thread(there, kind, number)
    if not at:
        return MISSING
    left = there.obeys(at, content["body"])
    if not left.strip():
        return 202, {"commands_changes": {}}
    return 201, comment_answer(there, there.comment(at, there.asker, left))


def put_note(there: GitLabProject, kind: str, number: str, note: str, content: Asked) -> Given:
    at = thread(there, kind, number)
    found = [one for one in there.comments.get(at, []) if one.id == int(note)]
    if not found:
        return MISSING
    if found[0].who != there.asker:
        return 403, {"message": "403 Forbidden"}
    there.rewrite(found[0], there.obeys(at, content["body"]))
    return 200, comment_answer(there, found[0])


def last_edit(there: GitLabProject, content: Any) -> Any:
    """Answer the query for when an issue's description was last edited (GraphQL)."""
    number = int(content["variables"]["number"])
    assert content["variables"]["path"] == REPOSITORY
    found = there.issues.get(number)
    if found is None:
        return {"data": {"project": {"workItems": {"nodes": []}}}}
    edits = there.edits.get(number, [])
    who, when = edits[-1] if edits else (None, None)
    part = {
        "__typename": "WorkItemWidgetDescription",
        "description": found.body,
        "lastEditedAt": stamp(when) if when else None,
        "lastEditedBy": {"id": f"gid://gitlab/User/{who}"} if who else None,
    }
    widgets = [{"__typename": "WorkItemWidgetAssignees"}, part]
    nodes = [{"iid": str(number), "widgets": widgets}]
    return {"data": {"project": {"workItems": {"nodes": nodes}}}}

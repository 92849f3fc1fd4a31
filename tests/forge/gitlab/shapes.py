"""How GitLab's stand-in shows what is there: the shapes of its REST answers."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from forge.gitlab.project import Approval, GitLabProject, Note, Version
from forge.standin import REPOSITORY, Account, Comment, Issue, Status, stamp

ANSWERS = {p.stem: json.loads(p.read_text()) for p in (Path(__file__).parent / "answers").iterdir()}
PROJECT_ID = 3
PULL_IDS, ISSUE_IDS = 500_000, 700_000
"""What is added to a number to get the id by which nothing is asked for: who takes one for the other finds nothing."""

Row = dict[str, Any]


def account_answer(there: GitLabProject, who: Account | None) -> Row | None:
    """Return an account as GitLab shows one; what it is called now, by its number."""
    if who is None:
        return None
    return {
        **ANSWERS["user"],
        "id": who[0],
        "username": there.logins.get(*who),
        "web_url": f"https://forge.example/{who[1]}",
    }


def named(there: GitLabProject, logins: list[str]) -> list[Row | None]:
    """Return accounts by their names: this edition takes one reviewer and one assignee."""
    return [account_answer(there, there.by_login(one)) for one in logins[:1]]


def pull_answer(there: GitLabProject, number: int) -> Row:
    """Return a merge request as GitLab answers it."""
    there.follow(number)
    pull = there.pulls[number]
    assigned = named(there, pull.assigned)
    state = "opened" if pull.open else "merged" if pull.merge_commit else "closed"
    checked = "unchecked" if pull.open else "can_be_merged"  # that is looked into after the answer
    return {
        **ANSWERS["merge_request"],
        "id": PULL_IDS + number,
        "iid": number,
        "title": f"Draft: {pull.title}" if pull.draft else pull.title,
        "description": pull.body,
        "state": state,
        "author": account_answer(there, pull.opener),
        "source_branch": pull.branch,
        "target_branch": "main",
        "source_project_id": PROJECT_ID + 1 if pull.fork else PROJECT_ID,
        "target_project_id": PROJECT_ID,
        "sha": pull.head,
        "merge_status": checked,
        "detailed_merge_status": checked if pull.open else "not_open",
        "merge_commit_sha": pull.merge_commit or None,
        "squash_commit_sha": None,
        "draft": pull.draft,
        "work_in_progress": pull.draft,
        "labels": list(pull.labels),
        "reviewers": named(there, pull.reviewers),
        "assignees": assigned,
        "assignee": assigned[0] if assigned else None,
        "updated_at": stamp(there.touched[number]),
        "web_url": f"https://forge.example/{REPOSITORY}/-/merge_requests/{number}",
    }


def issue_answer(there: GitLabProject, issue: Issue) -> Row:
    """Return an issue as GitLab answers it."""
    return {
        **ANSWERS["issue"],
        "id": ISSUE_IDS + issue.number,
        "iid": issue.number,
        "title": issue.title,
        "description": issue.body,
        "author": account_answer(there, issue.who),
        "state": "opened" if issue.state == "open" else "closed",
        "created_at": stamp(issue.made),
        "updated_at": stamp(there.touched[issue.number]),
        "labels": list(issue.labels),
    }


def note_answers(there: GitLabProject, number: int) -> list[Row | None]:
    """Return GitLab's own notes and people's comments, in the order of their making; None is hidden."""
    noted = [(one.at, one.id, note_answer(there, one)) for one in there.noted(number)]
    said = [
        (one.made, one.id, comment_answer(there, one)) for one in there.comments.get(number, [])
    ]
    return [row for _, _, row in sorted([*noted, *said], key=lambda one: one[:2])]


def note_answer(there: GitLabProject, note: Note) -> Row | None:
    """Return a note of GitLab's own, None if it is kept from whoever asks."""
    if note.hidden:
        return None
    row = _note(there, note.id, note.who, note.text, note.at, note.at)
    return {**row, "system": True}


def comment_answer(there: GitLabProject, comment: Comment) -> Row:
    """Return a comment as GitLab answers it."""
    return _note(there, comment.id, comment.who, comment.body, comment.made, comment.changed)


def _note(
    there: GitLabProject,
    number: int,
    who: Account | None,
    text: str,
    made: datetime,
    changed: datetime,
) -> Row:
    return {
        **ANSWERS["note"],
        "id": number,
        "author": account_answer(there, who),
        "body": text,
        "system": False,
        "created_at": stamp(made),
        "updated_at": stamp(changed),
    }


def version_answer(number: int, version: Version) -> Row:
    """Return what a merge request showed after a push, as GitLab answers it."""
    return {
        **ANSWERS["version"],
        "id": version.id,
        "head_commit_sha": version.head,
        "created_at": stamp(version.at),
        "merge_request_id": PULL_IDS + number,
    }


def approval_answer(there: GitLabProject, approval: Approval) -> Row:
    """Return whose approval stands; older versions do not tell since when."""
    since = {"approved_at": stamp(approval.at)} if there.tells_times else {}
    return {"user": account_answer(there, approval.who), **since}


def status_answer(status: Status) -> Row:
    """Return what stands beside a commit, as GitLab answers it."""
    return {
        **ANSWERS["status"],
        "id": status.id,
        "status": {"failure": "failed"}.get(status.state, status.state),
        "name": status.context,
        "description": status.description,
    }


def deploy_key(number: int, public: str) -> Row:
    """Return a deploy key as GitLab lists it; "" is the recorder's own."""
    return {**ANSWERS["deploy_key"], "id": number, "key": public, "can_push": True}


def protection(name: str, number: int) -> Row:
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

"""What a Forgejo tells of accounts, of the repository and its settings, and of what happened in it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from forge.forgejo.hosted import NAME, NOT_FOUND, OWNER, Hosted
from forge.standin import REPOSITORY, stamp


def user(fake: Hosted, _: Any) -> tuple[int, Any]:
    return 200, fake.user(fake.asker)


def search(fake: Hosted, wanted: Any) -> tuple[int, Any]:
    number = int(wanted["uid"])
    found = [fake.user((number, fake.logins[number]))] if number in fake.logins else []
    return 200, {"ok": True, "data": found}


def settings(fake: Hosted, _: Any) -> tuple[int, Any]:
    return 200, {
        "max_response_items": fake.page,
        "default_paging_num": 30,
        "default_git_trees_per_page": 1000,
        "default_max_blob_size": 10485760,
    }


def repo_answer(fake: Hosted) -> dict[str, Any]:
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


def repo(fake: Hosted, _: Any) -> tuple[int, Any]:
    return 200, repo_answer(fake)


def org(fake: Hosted, _name: str, _: Any) -> tuple[int, Any]:
    if fake.team is None:
        return NOT_FOUND
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


def teams(fake: Hosted, *_: Any) -> tuple[int, Any]:
    return 200, [
        team_answer(1, "owner", "owner", everywhere=True),
        team_answer(2, "read", "read", everywhere=False),
        team_answer(3, "read", "write", everywhere=False),
    ]


def members(fake: Hosted, number: str, _: Any) -> tuple[int, Any]:
    if number == "3":
        writing = [who for who in fake.readers if who[1] in fake.writers]
        return 200, [fake.user(who) for who in writing]
    return 200, [fake.user(who) for who in fake.team or ()]


def collaborators(fake: Hosted, _: Any) -> tuple[int, Any]:
    return 200, [fake.user(who) for who in fake.readers if who != fake.owner]


def permission(fake: Hosted, login: str, _: Any) -> tuple[int, Any]:
    right = fake.writers.get(login, "read")
    [who] = [who for who in fake.readers if who[1] == login]
    return 200, {"permission": right, "role_name": right, "user": fake.user(who)}


def keys(fake: Hosted, _: Any) -> tuple[int, Any]:
    return 200, fake.keys


def secrets(fake: Hosted, _: Any) -> tuple[int, Any]:
    made = stamp(fake.clock())
    return 200, [{"name": name, "created_at": made} for name in fake.secrets]


def rules(fake: Hosted, _: Any) -> tuple[int, Any]:
    return 200, fake.rules


def feeds(fake: Hosted, _: Any) -> tuple[int, Any]:
    """List what happened, newest first, once for each who watches; a push says what it compares."""
    if not fake.feed:
        return NOT_FOUND
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

"""What a Forgejo tells of comments and of commits' statuses, and what programs do to them."""

from __future__ import annotations

from typing import Any

from forge.forgejo.hosted import NOT_FOUND, PATH, SITE, Hosted
from forge.standin import REPOSITORY, Comment, Status, stamp


def status_answer(fake: Hosted, status: Status) -> dict[str, Any]:
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


def statuses(fake: Hosted, commit: str, _: Any) -> tuple[int, Any]:
    """List statuses, oldest first; those that a test has put there by itself get a number."""
    rows = fake.statuses.get(commit, [])
    for index, one in enumerate(reversed(rows)):
        one.id = index + 1
    return 200, [status_answer(fake, one) for one in reversed(rows)]


def new_status(fake: Hosted, commit: str, content: Any) -> tuple[int, Any]:
    status = Status(content["context"], content["state"], content["description"])
    rows = fake.statuses.setdefault(commit, [])
    rows.insert(0, status)
    status.id = len(rows)
    return 201, status_answer(fake, status)


def comment_answer(fake: Hosted, comment: Comment) -> dict[str, Any]:
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


def comments(fake: Hosted, number: str, _: Any) -> tuple[int, Any]:
    return 200, [comment_answer(fake, one) for one in fake.comments.get(int(number), [])]


def all_comments(fake: Hosted, wanted: Any) -> tuple[int, Any]:
    found = [comment_answer(fake, one) for all_ in fake.comments.values() for one in all_]
    return 200, [one for one in found if one["updated_at"] >= wanted.get("since", "")]


def new_comment(fake: Hosted, number: str, content: Any) -> tuple[int, Any]:
    if int(number) not in fake.issues and int(number) not in fake.pulls:
        return NOT_FOUND
    return 201, comment_answer(fake, fake.comment(int(number), fake.asker, content["body"]))


def patch_comment(fake: Hosted, number: str, content: Any) -> tuple[int, Any]:
    for comment in (one for all_ in fake.comments.values() for one in all_):
        if comment.id == int(number):
            fake.rewrite(comment, content["body"])
            return 200, comment_answer(fake, comment)
    return NOT_FOUND

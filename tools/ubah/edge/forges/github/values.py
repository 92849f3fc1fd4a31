"""From GitHub's answers to the values of `ubah.core.forge.model`; what lacks a part is half an answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar

from ubah.core.diagnostics import msg
from ubah.core.forge.model import (
    Comment,
    CommitStatus,
    ForgeAccount,
    ForgeCommit,
    Issue,
    PullRequest,
    PullState,
    Review,
    ReviewState,
    Thread,
)
from ubah.edge.forges import ForgeUnreachable

WEB_KEY = "web-flow"  # the account in whose name GitHub signs what is written on its pages
_OID = re.compile(r"[0-9a-f]{40}\Z")
Read = TypeVar("Read")
Reply = Mapping[str, Any]


def whole(read: Callable[[Reply], Read]) -> Callable[[Reply], Read]:
    """Turn a part that is missing or of another form into `ForgeUnreachable`."""

    @wraps(read)
    def reading(data: Reply) -> Read:
        try:
            return read(data)
        except (KeyError, TypeError, ValueError, AttributeError):
            raise ForgeUnreachable(msg("its answer lacks a part")) from None

    return reading


@whole
def pull_of(data: Reply) -> PullRequest:
    """Read a pull request, of a list or by itself."""
    head, base = data["head"], data["base"]
    same = head["repo"] is not None and head["repo"]["id"] == base["repo"]["id"]
    merged = data["merged_at"] is not None
    return PullRequest(
        number=_number(data["number"]),
        title=_text(data["title"]),
        opener=account_of(data["user"]),
        head=_oid(head["sha"]),
        head_branch=_text(head["ref"]),
        same_repository=same,
        base_branch=_text(base["ref"]),
        is_open=data["state"] == "open",
        is_draft=bool(data.get("draft", False)),
        # Before a merge this names a commit that GitHub made to try the merge.
        merge_commit=_oid(data["merge_commit_sha"]) if merged else "",
        body=_text(data["body"] or ""),
        asked=frozenset(_number(one["id"]) for one in data["requested_reviewers"] or ()),
        labels=labels_of(data),
        assigned=tuple(one for one in map(account_of, data["assignees"] or ()) if one is not None),
    )


@whole
def labels_of(data: Reply) -> tuple[str, ...]:
    """Read the names of the labels of an issue or a pull request."""
    return tuple(_text(one["name"]) for one in data["labels"])


@whole
def assigned_to(data: Reply) -> frozenset[str]:
    """Read the logins of who is assigned to an issue or pull request."""
    return frozenset(_text(one["login"]) for one in data["assignees"] or ())


@whole
def review_of(data: Reply) -> Review:
    """Read a review; whether it was edited only GraphQL tells."""
    # A review that is not handed in yet lacks the key.
    submitted = data.get("submitted_at")
    return Review(
        id=_number(data["id"]),
        author=account_of(data["user"]),
        state=ReviewState(_text(data["state"]).lower()),
        # null once the commit is gone from GitHub's storage.
        commit=_oid(data["commit_id"]) if data["commit_id"] else "",
        submitted=time_of(submitted) if submitted else None,
        body=_text(data["body"] or ""),
    )


@whole
def commit_of(data: Reply) -> ForgeCommit:
    """Read a commit of a pull request with what GitHub says of its signature."""
    inner = data["commit"]
    verification = inner["verification"]
    committer = account_of(data["committer"])
    valid = verification["verified"] is True and verification["reason"] == "valid"
    return ForgeCommit(
        oid=_oid(data["sha"]),
        parents=len(data["parents"]),
        author=account_of(data["author"]),
        committed=time_of(inner["committer"]["date"]),
        by_editor=valid and committer is not None and committer.login == WEB_KEY,
    )


@whole
def issue_of(data: Reply) -> Issue:
    """Read an issue; who edited it only GraphQL tells."""
    return Issue(
        number=_number(data["number"]),
        title=_text(data["title"]),
        author=account_of(data["user"]),
        body=_text(data["body"] or ""),
        created=time_of(data["created_at"]),
        is_open=data["state"] == "open",
    )


@whole
def comment_of(data: Reply) -> Comment:
    """Read a comment."""
    return Comment(_number(data["id"]), account_of(data["user"]), _text(data["body"] or ""))


@whole
def commented_of(data: Reply) -> Thread:
    """Read under which issue or pull request a comment stands; only its page's address tells which."""
    number = _number(int(_text(data["issue_url"]).rpartition("/")[2]))
    return Thread(number, is_pull="/pull/" in _text(data["html_url"]))


@whole
def status_of(data: Reply) -> CommitStatus:
    """Read a commit status; GitHub tells an error apart from a failure, the tool does not."""
    state = _text(data["state"])
    standing = PullState.FAILURE if state == "error" else PullState(state)
    return CommitStatus(standing, _text(data["description"] or ""))


@whole
def pushed_of(data: Reply) -> tuple[datetime, str]:
    """Read when a branch was moved, and where it stood before.

    GitHub's description calls the time ``timestamp``, its example ``pushed_at``.
    """
    return time_of(data.get("timestamp") or data["pushed_at"]), _oid(data["before"])


@whole
def edit_times(data: Reply) -> tuple[bool, int | None, datetime]:
    """Read one edit of a body: whether its text is still there, who made it, and when."""
    editor = data["editor"]
    number = editor.get("databaseId") if editor else None
    return data["deletedAt"] is None, number, time_of(data["editedAt"])


def account_of(data: Reply | None) -> ForgeAccount | None:
    """Read an account; None where it is gone."""
    if not data:
        return None
    return ForgeAccount(_number(data["id"]), _text(data["login"]), data["type"] != "User")


def _number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError(value)
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _oid(value: object) -> str:
    text = _text(value)
    if not _OID.match(text):
        raise ValueError(text)
    return text


def time_of(value: object) -> datetime:
    """Read a time in whole seconds."""
    moment = datetime.fromisoformat(_text(value))
    if moment.tzinfo is None:
        raise ValueError(value)
    # Committer dates and vouchers have whole seconds.
    return moment.replace(microsecond=0)

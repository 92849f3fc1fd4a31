"""From GitHub's answers to the values of `ubah.core.forge.model`; what lacks a part is half an answer."""

from __future__ import annotations

from datetime import datetime

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
from ubah.edge.forges.environment import JobVariables
from ubah.edge.forges.reading import AnswerPart, number_of, oid_of, text_of, time_of, whole

VARIABLES = JobVariables(
    token="GITHUB_TOKEN",  # noqa: S106 - the variable's name
    repository="GITHUB_REPOSITORY",
    api_url="GITHUB_API_URL",
    summary="GITHUB_STEP_SUMMARY",
    output="GITHUB_OUTPUT",
)
"""What GitHub calls the variables of its jobs."""
WEB_KEY = "web-flow"  # the account in whose name GitHub signs what is written on its pages


@whole
def pull_of(data: AnswerPart) -> PullRequest:
    """Read a pull request, of a list or by itself."""
    head, base = data["head"], data["base"]
    same = head["repo"] is not None and head["repo"]["id"] == base["repo"]["id"]
    merged = data["merged_at"] is not None
    return PullRequest(
        number=number_of(data["number"]),
        title=text_of(data["title"]),
        opener=account_of(data["user"]),
        head=oid_of(head["sha"]),
        head_branch=text_of(head["ref"]),
        same_repository=same,
        base_branch=text_of(base["ref"]),
        is_open=data["state"] == "open",
        is_draft=bool(data.get("draft", False)),
        # Before a merge this names a commit that GitHub made to try the merge.
        merge_commit=oid_of(data["merge_commit_sha"]) if merged else "",
        body=text_of(data["body"] or ""),
        asked=frozenset(number_of(one["id"]) for one in data["requested_reviewers"] or ()),
        labels=labels_of(data),
        assigned=tuple(one for one in map(account_of, data["assignees"] or ()) if one is not None),
    )


@whole
def labels_of(data: AnswerPart) -> tuple[str, ...]:
    """Read the names of the labels of an issue or a pull request."""
    return tuple(text_of(one["name"]) for one in data["labels"])


@whole
def assigned_to(data: AnswerPart) -> frozenset[str]:
    """Read the logins of who is assigned to an issue or pull request."""
    return frozenset(text_of(one["login"]) for one in data["assignees"] or ())


@whole
def review_of(data: AnswerPart) -> Review:
    """Read a review; whether it was edited only GraphQL tells."""
    # A review that is not handed in yet lacks the key.
    submitted = data.get("submitted_at")
    return Review(
        id=number_of(data["id"]),
        author=account_of(data["user"]),
        state=ReviewState(text_of(data["state"]).lower()),
        # null once the commit is gone from GitHub's storage.
        commit=oid_of(data["commit_id"]) if data["commit_id"] else "",
        submitted=time_of(submitted) if submitted else None,
        body=text_of(data["body"] or ""),
    )


@whole
def commit_of(data: AnswerPart) -> ForgeCommit:
    """Read a commit of a pull request with what GitHub says of its signature."""
    inner = data["commit"]
    verification = inner["verification"]
    committer = account_of(data["committer"])
    valid = verification["verified"] is True and verification["reason"] == "valid"
    return ForgeCommit(
        oid=oid_of(data["sha"]),
        parents=len(data["parents"]),
        author=account_of(data["author"]),
        committed=time_of(inner["committer"]["date"]),
        by_editor=valid and committer is not None and committer.login == WEB_KEY,
    )


@whole
def issue_of(data: AnswerPart) -> Issue:
    """Read an issue; who edited it only GraphQL tells."""
    return Issue(
        number=number_of(data["number"]),
        title=text_of(data["title"]),
        author=account_of(data["user"]),
        body=text_of(data["body"] or ""),
        created=time_of(data["created_at"]),
        is_open=data["state"] == "open",
    )


@whole
def comment_of(data: AnswerPart) -> Comment:
    """Read a comment."""
    return Comment(number_of(data["id"]), account_of(data["user"]), text_of(data["body"] or ""))


@whole
def commented_of(data: AnswerPart) -> Thread:
    """Read under which issue or pull request a comment stands; only its page's address tells which."""
    number = number_of(int(text_of(data["issue_url"]).rpartition("/")[2]))
    return Thread(number, is_pull="/pull/" in text_of(data["html_url"]))


@whole
def status_of(data: AnswerPart) -> CommitStatus:
    """Read a commit status; GitHub tells an error apart from a failure, the tool does not."""
    state = text_of(data["state"])
    standing = PullState.FAILURE if state == "error" else PullState(state)
    return CommitStatus(standing, text_of(data["description"] or ""))


@whole
def pushed_of(data: AnswerPart) -> tuple[datetime, str]:
    """Read when a branch was moved, and where it stood before.

    GitHub's description calls the time ``timestamp``, its example ``pushed_at``.
    """
    return time_of(data.get("timestamp") or data["pushed_at"]), oid_of(data["before"])


@whole
def edit_times(data: AnswerPart) -> tuple[bool, int | None, datetime]:
    """Read one edit of a body: whether its text is still there, who made it, and when."""
    editor = data["editor"]
    number = editor.get("databaseId") if editor else None
    return data["deletedAt"] is None, number, time_of(data["editedAt"])


def account_of(data: AnswerPart | None) -> ForgeAccount | None:
    """Read an account; None where it is gone."""
    if not data:
        return None
    return ForgeAccount(number_of(data["id"]), text_of(data["login"]), data["type"] != "User")

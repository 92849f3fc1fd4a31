"""From GitLab's answers to values; whatever is not as documented is `ForgeUnreachable`, not a guess."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from ubah.core.forge.model import (
    Comment,
    CommitStatus,
    ForgeAccount,
    Issue,
    PullRequest,
    PullState,
)
from ubah.edge.forges.environment import JobVariables
from ubah.edge.forges.gitlab.texts import shown_comma, written
from ubah.edge.forges.reading import AnswerPart, flag, number_of, oid_of, text_of, time_of, whole

VARIABLES = JobVariables(
    token="UBAH_GITLAB_TOKEN",  # noqa: S106 - the variable's name
    repository="CI_PROJECT_PATH",
    api_url="CI_API_V4_URL",
    summary="UBAH_JOB_SUMMARY",
    output="UBAH_JOB_OUTPUT",
)
"""What GitLab calls the variables of its jobs; the last two, which it has not, a job sets itself."""

_USER = re.compile(r"gid://gitlab/User/([1-9][0-9]{0,18})\Z")
_EDITED = re.compile(r"changed (the )?(description|title)\b|marked the (task|checklist item)\b")
_STATES = {
    "pending": PullState.PENDING,
    "running": PullState.PENDING,
    "success": PullState.SUCCESS,
    "failed": PullState.FAILURE,
    "canceled": PullState.FAILURE,
}


@dataclass(frozen=True)
class Approval:
    """Whose approval stands, and since when; None where this version of GitLab does not tell."""

    who: ForgeAccount
    since: datetime | None


@dataclass(frozen=True)
class PullVersion:
    """What a merge request showed after one push."""

    id: int
    head: str
    made: datetime


@dataclass(frozen=True)
class SystemNote:
    """What GitLab itself noted under an issue or a merge request: who did what, and when."""

    id: int
    who: ForgeAccount | None
    text: str
    at: datetime

    @property
    def approves(self) -> bool:
        """Whether somebody pressed *Approve*."""
        return self.text.startswith("approved this merge request")

    @property
    def edits(self) -> bool:
        """Whether somebody changed a title or a description, or ticked a box in one."""
        return bool(_EDITED.match(self.text))

    @property
    def brings(self) -> bool:
        """Whether the issue came from another project, or is a copy of one there."""
        return self.text.startswith(("moved from", "cloned from"))


@dataclass(frozen=True)
class LastEdit:
    """The last time that an issue's description was changed, as of one moment; None: never."""

    description: str
    at: datetime | None
    by: int | None


@whole
def pull_of(data: AnswerPart) -> PullRequest:
    """Read a merge request; of its reviewers those who have not approved only the approvals tell."""
    return PullRequest(
        number=number_of(data["iid"]),
        title=text_of(data["title"]),
        opener=account_of(data["author"]),
        head=oid_of(data["sha"]),
        head_branch=text_of(data["source_branch"]),
        same_repository=number_of(data["source_project_id"]) == number_of(data["target_project_id"])
        if data["source_project_id"] is not None
        else False,
        base_branch=text_of(data["target_branch"]),
        is_open=data["state"] == "opened",
        is_draft=flag(data["draft"]),
        merge_commit=_merge_commit(data),
        body=written(text_of(data["description"] or "")),
        asked=frozenset(number_of(one["id"]) for one in data["reviewers"]),
        labels=tuple(shown_comma(text_of(name)) for name in data["labels"]),
        assigned=tuple(one for row in data["assignees"] if (one := account_of(row))),
    )


def _merge_commit(data: AnswerPart) -> str:
    if data["state"] != "merged":
        return ""
    made = data["merge_commit_sha"] or data["squash_commit_sha"] or data["sha"]
    return oid_of(made)


@whole
def approvals_of(data: AnswerPart) -> tuple[Approval, ...]:
    """Read who approves a merge request (docs: api/merge_request_approvals)."""
    found = []
    for row in data["approved_by"]:
        who = account_of(row["user"])
        if who is None:
            raise ValueError(row)
        since = row.get("approved_at")
        found.append(Approval(who, time_of(since) if since else None))
    return tuple(found)


@whole
def version_of(data: AnswerPart) -> PullVersion:
    """Read a version of a merge request (docs: api/merge_requests, *diff versions*)."""
    return PullVersion(
        number_of(data["id"]), oid_of(data["head_commit_sha"]), time_of(data["created_at"])
    )


@whole
def note_of(data: AnswerPart) -> SystemNote | Comment:
    """Read a note: GitLab's own, or somebody's comment."""
    number, who = number_of(data["id"]), account_of(data["author"])
    text = text_of(data["body"] or "")
    if flag(data["system"]):
        return SystemNote(number, who, text, time_of(data["created_at"]))
    return Comment(number, who, written(text))


@whole
def changed_at(data: AnswerPart) -> datetime:
    """Read when a note was last written."""
    return time_of(data["updated_at"])


@whole
def issue_of(data: AnswerPart) -> Issue:
    """Read an issue; who edited it stands in its notes and in GraphQL."""
    return Issue(
        number=number_of(data["iid"]),
        title=text_of(data["title"]),
        author=account_of(data["author"]),
        body=text_of(data["description"] or ""),
        created=time_of(data["created_at"]),
        is_open=data["state"] == "opened",
    )


@whole
def labels_of(data: AnswerPart) -> tuple[str, ...]:
    """Read the labels of an issue or a merge request."""
    return tuple(shown_comma(text_of(name)) for name in data["labels"])


@whole
def reopened_of(data: AnswerPart) -> tuple[bool, int | None, datetime]:
    """Read a change of an issue's state: whether it was opened again, by whom, when."""
    who = account_of(data["user"])
    again = text_of(data["state"]) in ("reopened", "opened")
    return again, who.id if who else None, time_of(data["created_at"])


@whole
def edit_of(data: AnswerPart) -> LastEdit:
    """Read an issue's description and when it was last edited, both as of one moment (GraphQL)."""
    [item] = data["project"]["workItems"]["nodes"]
    [part] = [one for one in item["widgets"] if one.get("__typename") == DESCRIPTION]
    edited, editor = part["lastEditedAt"], part["lastEditedBy"]
    found = _USER.match(text_of(editor["id"])) if editor else None
    return LastEdit(
        text_of(part["description"] or ""),
        time_of(edited) if edited else None,
        int(found[1]) if found else None,
    )


DESCRIPTION = "WorkItemWidgetDescription"


@whole
def status_of(data: AnswerPart) -> tuple[int, CommitStatus]:
    """Read a commit status, and its number: the greater, the newer."""
    standing = _STATES[text_of(data["status"])]
    return number_of(data["id"]), CommitStatus(standing, text_of(data["description"] or ""))


@whole
def pushed_of(data: AnswerPart) -> tuple[datetime, str, str]:
    """Read a push: when, which branch ("" for anything else), and where it stood before."""
    push = data["push_data"]
    branch = text_of(push["ref"] or "") if push["ref_type"] == "branch" else ""
    before = push["commit_from"]
    return time_of(data["created_at"]), branch, oid_of(before) if before else ""


@whole
def is_bot(data: AnswerPart) -> bool:
    """Read whether an account is a program's; only an account's own page says so (docs: api/users)."""
    return flag(data.get("bot", False))


@whole
def name_of(data: AnswerPart) -> tuple[int, str]:
    """Read an account's number and its present name."""
    return number_of(data["id"]), text_of(data["username"])


def account_of(data: AnswerPart | None) -> ForgeAccount | None:
    """Read an account; None where it is gone."""
    if not data:
        return None
    return ForgeAccount(number_of(data["id"]), text_of(data["username"]))

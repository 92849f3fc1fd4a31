"""From the answers of a Forgejo or Gitea to the values of `ubah.core.forge.model`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from ubah.core.diagnostics import msg
from ubah.core.forge.model import (
    Comment,
    CommitStatus,
    ForgeAccount,
    Issue,
    PullRequest,
    PullState,
    Review,
    ReviewState,
    Thread,
)
from ubah.edge.forges import ForgeUnreachable
from ubah.edge.forges.environment import JobVariables
from ubah.edge.forges.reading import AnswerPart, flag, number_of, oid_of, text_of, time_of, whole

VARIABLES = JobVariables(
    token="FORGEJO_TOKEN",  # noqa: S106 - the variable's name
    repository="FORGEJO_REPOSITORY",
    api_url="FORGEJO_API_URL",
    summary="FORGEJO_STEP_SUMMARY",
    output="FORGEJO_OUTPUT",
)
"""What Forgejo calls the variables of its jobs; it sets GitHub's names besides, and Gitea those alone."""
ASKED = "REQUEST_REVIEW"
"""The state in which the list of reviews names who was asked and has not answered."""
_STATES = {
    "APPROVED": ReviewState.APPROVED,
    "REQUEST_CHANGES": ReviewState.CHANGES_REQUESTED,
    "COMMENT": ReviewState.COMMENTED,
    "PENDING": ReviewState.PENDING,
}
_WORSE = ("error", "warning")
_COMPARED = re.compile(r"/compare/([0-9a-f]{40})\.\.\.([0-9a-f]{40})\Z")
_UNDER = re.compile(r"/(?:issues|pulls)/([1-9][0-9]{0,8})\Z")


def length_of(headers: Mapping[str, str]) -> int:
    """Read how long a list is that is told page by page.

    Raises:
        ForgeUnreachable: if the forge does not say.
    """
    told = headers.get("x-total-count", "")
    if not (told.isascii() and told.isdigit()):
        raise ForgeUnreachable(msg("its answer does not say how long the list is"))
    return int(told)


@whole
def longest_page(data: AnswerPart) -> int:
    """Read how many rows the server gives at most."""
    return number_of(data["max_response_items"])


@dataclass(frozen=True)
class AnswerReading:
    """Reads answers for ``me``, the account that the token belongs to: what it says is the tool's own."""

    me: int

    def account(self, data: AnswerPart | None) -> ForgeAccount | None:
        """Read an account; None where it is gone, which is told as one with the number -1."""
        if not data or data["id"] == -1:
            return None
        if data["id"] == -2:  # a job's own token
            return ForgeAccount(-2, text_of(data["login"]), is_robot=True)
        number = number_of(data["id"])
        return ForgeAccount(number, text_of(data["login"]), is_robot=number == self.me)

    def pull(self, data: AnswerPart) -> PullRequest:
        """Read a pull request, of a list or by itself."""
        return whole(self._pull)(data)

    def _pull(self, data: AnswerPart) -> PullRequest:
        head, base = data["head"], data["base"]
        people = (self.account(one) for one in data["assignees"] or ())
        asked = (self.account(one) for one in data["requested_reviewers"] or ())
        return PullRequest(
            number=number_of(data["number"]),
            title=text_of(data["title"]),
            opener=self.account(data["user"]),
            head=oid_of(head["sha"]),
            # ``ref`` is another name once the branch is gone; of what was pushed to refs/for/, which
            # anybody may who can read, ``label`` is "".
            head_branch=text_of(head["label"]),
            same_repository=number_of(base["repo_id"]) == head["repo_id"],
            base_branch=text_of(base["ref"]),
            is_open=data["state"] == "open",
            is_draft=flag(data["draft"]),
            merge_commit=oid_of(data["merge_commit_sha"]) if flag(data["merged"]) else "",
            body=text_of(data["body"]),
            asked=frozenset(one.id for one in asked if one is not None),
            labels=labels_of(data),
            assigned=tuple(one for one in people if one is not None),
        )

    def review(self, data: AnswerPart) -> Review | None:
        """Read a review; None for who was only asked for one."""
        return whole(self._review)(data)

    def _review(self, data: AnswerPart) -> Review | None:
        state = text_of(data["state"])
        if state == ASKED:
            return None
        waits = state == "PENDING"
        dismissed = flag(data["dismissed"])
        # A review that is begun with a remark on a line keeps the time of that remark as ``submitted_at``;
        # handing it in moves ``updated_at`` on.
        handed_in = max(time_of(data["submitted_at"]), time_of(data["updated_at"]))
        return Review(
            id=number_of(data["id"]),
            author=self.account(data["user"]),
            state=ReviewState.DISMISSED if dismissed else _STATES[state],
            commit=oid_of(data["commit_id"]) if data["commit_id"] else "",
            submitted=None if waits else handed_in,
            body=text_of(data["body"]),
        )

    def issue(self, data: AnswerPart) -> Issue:
        """Read an issue; whether anybody may have edited its text is not told by it."""
        return whole(self._issue)(data)

    def _issue(self, data: AnswerPart) -> Issue:
        return Issue(
            number=number_of(data["number"]),
            title=text_of(data["title"]),
            author=self.account(data["user"]),
            body=text_of(data["body"]),
            created=time_of(data["created_at"]),
            is_open=data["state"] == "open",
            # Each comment, label and edit moves this time on, and which it was is not told.
            touched=time_of(data["updated_at"]),
        )

    def comment(self, data: AnswerPart) -> Comment:
        """Read a comment."""
        return whole(self._comment)(data)

    def _comment(self, data: AnswerPart) -> Comment:
        return Comment(number_of(data["id"]), self.account(data["user"]), text_of(data["body"]))


def in_turn(reviews: Iterable[Review]) -> tuple[Review, ...]:
    """Return reviews, none later than the same account's next one; their numbers tell the order.

    The time that is told moves on when a review is dismissed, as all but an account's newest are by
    the next one, and when somebody takes that back.
    """
    found: list[Review] = []
    next_: dict[int, datetime] = {}
    for one in sorted(reviews, key=lambda one: one.id, reverse=True):
        whose = one.author.id if one.author else 0
        if one.submitted is not None:
            next_[whose] = min(one.submitted, next_.get(whose, one.submitted))
            found.append(replace(one, submitted=next_[whose]))
        else:
            found.append(one)
    return tuple(reversed(found))


@whole
def is_pull(data: AnswerPart) -> bool:
    """Read whether an issue is a pull request: they have their numbers in common."""
    return data["pull_request"] is not None


@whole
def commented_of(data: AnswerPart) -> Thread:
    """Read under which issue or pull request a comment stands; of the two addresses one is ""."""
    pull = text_of(data["pull_request_url"])
    found = _UNDER.search(pull or text_of(data["issue_url"]))
    if found is None:
        raise ValueError(data)
    return Thread(int(found[1]), is_pull=bool(pull))


@whole
def labels_of(data: AnswerPart) -> tuple[str, ...]:
    """Read the names of the labels of an issue or a pull request."""
    return tuple(text_of(one["name"]) for one in data["labels"] or ())


@whole
def label_of(data: AnswerPart) -> tuple[str, int]:
    """Read a label of the repository: its name, and the number by which it is set."""
    return text_of(data["name"]), number_of(data["id"])


@whole
def pin_of(data: AnswerPart) -> int:
    """Read where an issue stands among those that are pinned, 0 for one that is not."""
    order = data["pin_order"]
    if isinstance(order, bool) or not isinstance(order, int):
        raise TypeError(order)
    return order


@whole
def status_of(data: AnswerPart) -> tuple[int, str, CommitStatus]:
    """Read a commit status: its number, which grows, its context, and what it says."""
    state = text_of(data["status"])
    standing = PullState.FAILURE if state in _WORSE else PullState(state)
    status = CommitStatus(standing, text_of(data["description"]))
    return number_of(data["id"]), text_of(data["context"]), status


@whole
def login_of(data: AnswerPart) -> str:
    """Read what an account is called."""
    return text_of(data["login"])


@whole
def me_of(data: AnswerPart) -> int:
    """Read the number of the account that the token belongs to."""
    return number_of(data["id"])


@whole
def found_users(data: AnswerPart) -> tuple[tuple[int, str], ...]:
    """Read what a search for accounts found."""
    return tuple((number_of(one["id"]), text_of(one["login"])) for one in data["data"])


@whole
def happened_at(data: AnswerPart) -> datetime:
    """Read when something happened in a repository."""
    return time_of(data["created"])


@whole
def pushed_from(data: AnswerPart) -> tuple[str, str]:
    """Read which ref a push moved, and where that stood before; "" for anything else than a push."""
    if data["op_type"] != "commit_repo":
        return "", ""
    content = json.loads(text_of(data["content"]))
    found = _COMPARED.search(text_of(content["CompareURL"]))
    if found is None:
        raise ValueError(content)
    return text_of(data["ref_name"]), found[1]

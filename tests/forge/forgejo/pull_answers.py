"""What a Forgejo tells of pull requests and reviews, and what programs do to them."""

from __future__ import annotations

import re
from typing import Any

from forge.forgejo.access_answers import repo_answer
from forge.forgejo.hosted import NOT_FOUND, SITE, Hosted
from forge.standin import REPOSITORY, Review, stamp

_STATES = {
    "APPROVED": "APPROVED",
    "CHANGES_REQUESTED": "REQUEST_CHANGES",
    "COMMENTED": "COMMENT",
}


def pull_answer(fake: Hosted, number: int) -> Any:
    fake.follow(number)
    pull = fake.pulls[number]
    there = bool(fake.branch(pull.branch)) and not pull.fork
    label = {"label": pull.branch, "ref": pull.branch if there else f"refs/pull/{number}/head"}
    repo = repo_answer(fake)
    head = {**label, "sha": pull.head, "repo_id": 77, "repo": repo}
    if pull.fork:
        head |= {"repo_id": 78, "repo": {**repo, "id": 78}}
    base = {"label": "main", "ref": "main", "sha": fake.branch("main"), "repo_id": 77, "repo": repo}
    return {
        **fake.topic(number, pull, pull.opener, "pulls"),
        "state": "open" if pull.open else "closed",
        "assignees": fake.people(pull.assigned) or None,
        "requested_reviewers": fake.people(pull.waiting_for) or None,
        "requested_reviewers_teams": None,
        "draft": pull.draft,
        "merged": bool(pull.merge_commit),
        "mergeable": True,
        "merge_base": fake.git("merge-base", "refs/heads/main", pull.head),
        "merge_commit_sha": pull.merge_commit or None,
        "merged_at": stamp(pull.ended or fake.clock()) if pull.merge_commit else None,
        "closed_at": stamp(pull.ended) if pull.ended else None,
        "head": head,
        "base": base,
        "allow_maintainer_edit": False,
        "flow": 0,
    }


def list_pulls(fake: Hosted, wanted: Any) -> tuple[int, Any]:
    rows = [pull_answer(fake, number) for number in fake.pulls]
    state = wanted.get("state", "open")
    rows = [row for row in rows if state in ("all", row["state"])]
    if not fake.chooses:
        return 200, rows
    return 200, [
        row
        for row in rows
        if row["base"]["label"] == wanted.get("base", row["base"]["label"])
        and row["head"]["label"] == wanted.get("head", row["head"]["label"])
    ]


def get_pull(fake: Hosted, number: str, _: Any) -> tuple[int, Any]:
    if int(number) not in fake.pulls:
        return NOT_FOUND
    return 200, pull_answer(fake, int(number))


def open_pull(fake: Hosted, content: Any) -> tuple[int, Any]:
    number = fake.open(content["head"], fake.asker, content["title"], content["body"])
    for mentioned in re.findall(r"#(\d+)", f"{content['title']} {content['body']}"):
        fake.touched[int(mentioned)] = fake.clock()  # a cross-reference is an event of the issue's
    return 201, pull_answer(fake, number)


def patch_pull(fake: Hosted, number: str, content: Any) -> tuple[int, Any]:
    fake.follow(int(number))
    pull = fake.pulls[int(number)]
    if "assignees" in content:
        known = {*fake.assignable(), *pull.assigned}
        unknown = [one for one in content["assignees"] if one not in known]
        if unknown:
            return 500, {"message": "UpdateAssignees: user does not have access"}
        pull.assigned = [one for one in pull.assigned if one in content["assignees"]]
        fake.assign(int(number), content["assignees"])
    if content.get("state") == "closed":
        if pull.merge_commit:
            return 412, {"message": "cannot change state of this pull request, it was merged"}
        fake.close(int(number), fake.asker)
    return 201, pull_answer(fake, int(number))


def merge(fake: Hosted, number: str, content: Any) -> tuple[int, Any]:
    pull = fake.pulls[int(number)]
    assert content["Do"] == "manually-merged", "the recorder never presses the button"
    if pull.merge_commit:
        return 405, {"message": "PR already merged"}
    if not pull.open:
        return NOT_FOUND
    if not fake.marks_merged:
        return 405, {"message": "manually-merged is not allowed an allowed merge style"}
    inside = fake.git("merge-base", content["MergeCommitID"], "refs/heads/main")
    if inside != content["MergeCommitID"]:
        return 409, {"message": "Wrong commit ID"}
    fake.merged(int(number), content["MergeCommitID"])
    return 200, b""


def merged_by(fake: Hosted, oid: str, _: Any) -> tuple[int, Any]:
    for number, pull in fake.pulls.items():
        if pull.merge_commit == oid:
            return 200, pull_answer(fake, number)
    return NOT_FOUND


def review_answer(fake: Hosted, number: int, review: Review) -> dict[str, Any]:
    pull = fake.pulls[number]
    login = review.who[1] if review.who else ""
    moved = {**fake.restored, **fake.dismissed}
    return {
        "id": review.id,
        "user": fake.user(review.who),
        "team": None,
        "state": _STATES[review.state],
        "body": review.body,
        "commit_id": review.commit or "",
        "stale": review.state != "COMMENTED" and review.commit != pull.head,
        # Of those alone who may write: of staff who may only read it is false, and no matter.
        "official": login in fake.writers or review.who == fake.owner,
        "dismissed": review.id in fake.dismissed,
        "comments_count": 0,
        "submitted_at": stamp(fake.begun.get(review.id, review.at)),
        "updated_at": stamp(moved.get(review.id, review.at)),
        "html_url": f"{SITE}/{REPOSITORY}/pulls/{number}#issuecomment-{review.id}",
        "pull_request_url": f"{SITE}/{REPOSITORY}/pulls/{number}",
    }


def list_reviews(fake: Hosted, number: str, _: Any) -> tuple[int, Any]:
    """List reviews, among them who was asked; what somebody has begun is counted and not told."""
    pull = fake.pulls[int(number)]
    fake.follow(int(number))
    rows: list[Any] = [None] * fake.pending
    rows += [review_answer(fake, int(number), one) for one in pull.reviews]
    for index, who in enumerate(fake.people(pull.waiting_for)):
        asked = Review(900_000 + index, None, "COMMENTED", "", pull.head, fake.clock())
        row = {**review_answer(fake, int(number), asked), "user": who, "state": "REQUEST_REVIEW"}
        rows.append(row)
    return 200, rows


def new_review(fake: Hosted, number: str, content: Any) -> tuple[int, Any]:
    states = {own: ours for ours, own in _STATES.items()}
    if fake.pulls[int(number)].opener == fake.asker and content["event"] != "COMMENT":
        return 422, {"message": "approve your own pull is not allowed"}
    state, commit = states[content["event"]], content.get("commit_id", "")
    fake.review(int(number), fake.asker, state, content["body"], commit)
    return 200, review_answer(fake, int(number), fake.pulls[int(number)].reviews[-1])


def ask(fake: Hosted, number: str, content: Any) -> tuple[int, Any]:
    pull = fake.pulls[int(number)]
    for login in content["reviewers"]:
        if login == pull.opener[1]:
            return 422, {"message": "poster of pr can't be reviewer"}
        if fake.let_in is not None and login not in fake.let_in:
            return 422, {"message": "Reviewer can't read"}
    fake.asks(int(number), content["reviewers"])
    rows = list_reviews(fake, number, None)[1]
    return 201, [row for row in rows if row and row["state"] == "REQUEST_REVIEW"]

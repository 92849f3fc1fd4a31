"""What a Forgejo tells of issues and labels, and what programs do to them."""

from __future__ import annotations

import re
from typing import Any

from forge.forgejo.hosted import NAME, NOT_FOUND, OWNER, ROBOT, Hosted
from forge.forgejo.pull_answers import pull_answer
from forge.standin import REPOSITORY, Issue, stamp


def issue_answer(fake: Hosted, issue: Issue) -> dict[str, Any]:
    return {
        **fake.topic(issue.number, issue, issue.who, "issues"),
        "original_author": "",
        "original_author_id": 0,
        "ref": "",
        "assets": [],
        "state": issue.state,
        "assignees": None,
        "created_at": stamp(issue.made),
        "closed_at": None,
        "pull_request": None,
        "repository": {"id": 77, "name": NAME, "owner": OWNER, "full_name": REPOSITORY},
    }


def list_issues(fake: Hosted, wanted: Any) -> tuple[int, Any]:
    """List issues, newest first; a label that is not there is overlooked, as are pull requests."""
    assert wanted["type"] == "issues", "else pull requests are among them"
    label = wanted.get("labels")
    known = label in fake.numbers
    return 200, [
        issue_answer(fake, issue)
        for issue in reversed(fake.issues.values())
        if wanted.get("state", "open") in ("all", issue.state)
        and (not known or label in issue.labels)
    ]


def get_issue(fake: Hosted, number: str, _: Any) -> tuple[int, Any]:
    if issue := fake.issues.get(int(number)):
        return 200, issue_answer(fake, issue)
    if int(number) in fake.pulls:
        row = pull_answer(fake, int(number))
        kept = {"original_author": "", "original_author_id": 0, "ref": "", "assets": []}
        there = Issue(int(number), ROBOT, "", "", fake.clock())
        return 200, {
            **issue_answer(fake, there),
            **kept,
            **{name: row[name] for name in ("title", "body", "labels", "state", "user")},
            "pull_request": {"merged": row["merged"], "merged_at": None, "draft": False},
        }
    return NOT_FOUND


def new_issue(fake: Hosted, content: Any) -> tuple[int, Any]:
    names = {number: name for name, number in fake.numbers.items()}
    labels = [names[number] for number in content.get("labels") or ()]
    number = fake.issue(fake.asker, content["title"], content["body"], labels)
    return 201, issue_answer(fake, fake.issues[number])


def patch_issue(fake: Hosted, number: str, content: Any) -> tuple[int, Any]:
    issue = fake.issues.get(int(number))
    if issue is None:
        return NOT_FOUND
    if issue.state == "open" and content.get("state") == "closed":
        fake.happens(int(number), "closed", fake.asker)
    for name in ("title", "body", "state"):
        setattr(issue, name, content.get(name, getattr(issue, name)))
    return 201, issue_answer(fake, issue)


def pin(fake: Hosted, number: str, _: Any) -> tuple[int, Any]:
    assert int(number) not in fake.pinned
    if len([one for one in fake.pinned if one in fake.issues]) >= 3:
        return 400, {"message": "You have reached the max number of pinned issues"}
    fake.pinned.append(int(number))
    return 204, b""


def list_labels(fake: Hosted, _: Any) -> tuple[int, Any]:
    return 200, [fake.label(name) for name in fake.numbers]


def new_label(fake: Hosted, content: Any) -> tuple[int, Any]:
    assert re.fullmatch("#[0-9a-f]{6}", content["color"])
    assert len(content["name"]) <= 50
    assert content["name"] not in fake.numbers
    fake.numbers[content["name"]] = len(fake.numbers) + 1
    return 201, fake.label(content["name"])


def set_labels(fake: Hosted, number: str, content: Any) -> tuple[int, Any]:
    names = {one: name for name, one in fake.numbers.items()}
    wanted = [names[one] for one in content["labels"]]
    fake.labels_of(int(number))[:] = wanted
    fake.touched[int(number)] = fake.clock()
    return 200, fake.labelled(wanted)


def no_labels(fake: Hosted, number: str, _: Any) -> tuple[int, Any]:
    fake.labels_of(int(number)).clear()
    return 204, b""


def assignees(fake: Hosted, _: Any) -> tuple[int, Any]:
    return 200, fake.people(fake.assignable())

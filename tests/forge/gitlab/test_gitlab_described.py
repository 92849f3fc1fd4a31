"""The client and the stand-in held against what GitLab publishes; every test on GitLab is, as it is played.

What is asked, and what the stand-in answers, is compared in `FakeGitLab.answer`; whatever contradicts the
description fails the test. Here: that this finds what is amiss, that nothing is left out of it, and that
what the client reads is described.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any
from urllib.parse import urlsplit

import pytest

from forge.gitlab.description.against import (
    amiss_in_answer,
    amiss_in_query,
    amiss_in_request,
    described,
    parts_of,
)
from forge.gitlab.fake import PROJECT
from forge.gitlab.shapes import ANSWERS, protection
from forge.scene import HEAD, Place, decided
from forge.test_stories import answered, asked, to_the_head
from ubah.core.forge.model import CommitStatus, PullState, Thread
from ubah.edge.forges.gitlab import facts, guarded, player, values
from ubah.edge.forges.gitlab.http import GitLabHttp
from ubah.edge.forges.gitlab.player import GitLabPlayer
from ubah.edge.forges.gitlab.queries import LAST_EDIT

LAST = {"query": LAST_EDIT, "variables": {"path": "lpse/perubahan", "number": "1"}}


def test_all_that_is_described_is_asked_and_what_is_asked_is_as_described(place: Place) -> None:
    """The answers are held against the description as they are given."""
    to_the_head(place)
    number = asked(place, 40)
    with place.recorder() as recorder:
        forge, thread = recorder.forge, Thread(number, is_pull=True)
        forge.write_comment(thread, "Halo")
        [said] = forge.comments(thread)
        forge.write_comment(thread, "Halo lagi", said.id)
        head = forge.pull(number).head
        forge.write_status(head, CommitStatus(PullState.PENDING, "x"))
        assert forge.status(head)
        assert forge.pulls_of_commit(head)
        issue = forge.write_issue("Papan", "x", ("ubah",))
        forge.set_labels(Thread(issue), ("ubah",))
        forge.write_comment(Thread(issue), "Halo")
        [said] = forge.comments(Thread(issue))
        forge.write_comment(Thread(issue), "Halo lagi", said.id)
        assert forge.open_issues()
        login = place.fake.logins[HEAD[0]]
        forge.assign(number, (login,))
        assert forge.assign(number, (login,)) == ()
        assert forge.comments_since(place.now())
    place.fake.reopen(issue, HEAD)
    with place.recorder() as recorder:
        assert recorder.forge.issue(issue).reopened
        assert recorder.forge.moved_since("main", place.now(), place.now()) is None
    place.fake.approve(number, HEAD)
    answered(place, 42)
    assert decided(place) == []
    well = {**ANSWERS["project"], "visibility": "private"}
    place.fake.settings |= {"": well, "/variables": [ANSWERS["variable"]]}
    http = GitLabHttp("x", f"{place.fake.url}/api/v4", sleep=lambda _seconds: None)
    assert facts.ask_gitlab(http, "lpse/perubahan").unanswered == frozenset()
    played(http)
    sent = {(verb, urlsplit(target).path) for verb, target, _ in place.fake.asked}
    assert never_sent(sent) == set()


def played(http: GitLabHttp) -> None:
    one = GitLabPlayer(http, "lpse/perubahan")
    assert not one.may_be_thrown_away()
    filed = one.file("[gladi] submit", "### x\n\ny")
    assert one.filed()["[gladi] submit"] == (filed, True)


def never_sent(sent: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return the described requests that are not among those sent; two are tested elsewhere."""
    apart = {("POST", "approve"), ("DELETE", "{branch}")}
    found = set()
    for template, verbs in described()["paths"].items():
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template))
        for verb in map(str.upper, verbs):
            was = any(verb == how and re.fullmatch(pattern, path) for how, path in sent)
            if not was and (verb, template.rpartition("/")[2]) not in apart:
                found.add((verb, template))
    return found


LIST = f"{PROJECT}/merge_requests"
REQUESTS: dict[str, tuple[str, str, Any]] = {
    "unknown path": ("GET", f"{PROJECT}/thoughts", None),
    "unknown verb": ("PATCH", f"{PROJECT}/issues/1", {"title": "x"}),
    "unknown parameter": ("GET", f"{LIST}?sorted=asc", None),
    "unknown value": ("GET", f"{LIST}?state=open", None),
    "no number": ("GET", f"{LIST}?page=satu", None),
    "no number in the path": ("GET", f"{LIST}/satu", None),
    "no time": ("GET", f"{LIST}?updated_after=kemarin", None),
    "no day": ("GET", f"{PROJECT}/events?after=kemarin", None),
    "no truth": ("GET", f"{PROJECT}/repository/commits/abc/statuses?all=ya", None),
    "unknown content": ("PUT", f"{LIST}/1", {"state": "closed"}),
    "unknown value in content": ("PUT", f"{LIST}/1", {"state_event": "closed"}),
    "of another type": ("PUT", f"{LIST}/1", {"reviewer_ids": "5301"}),
    "lacking content": ("POST", f"{PROJECT}/issues", {"description": "x"}),
    "no content": ("POST", f"{PROJECT}/issues", None),
    "content where none is taken": ("DELETE", f"{PROJECT}/repository/branches/x", {"sha": "x"}),
    "no such state": ("POST", f"{PROJECT}/statuses/abc", {"state": "failure"}),
    "no such part": ("POST", "/api/graphql", {**LAST, "query": "{ project(fullPath: 1) { iid } }"}),
}


@pytest.mark.parametrize("how", REQUESTS)
def test_a_request_that_gitlab_does_not_describe_is_found(how: str) -> None:
    assert amiss_in_request(*REQUESTS[how])


def test_the_requests_that_are_right_are_let_through() -> None:
    assert amiss_in_request("POST", "/api/graphql", LAST) == []
    assert amiss_in_request("GET", f"{LIST}?state=opened&page=2&scope=all", None) == []
    assert amiss_in_request("PUT", f"{LIST}/1", {"assignee_ids": [0], "labels": "a,b"}) == []


def row(**other: Any) -> dict[str, Any]:
    return {**ANSWERS["merge_request"], **other}


WRONG: dict[str, tuple[str, Any]] = {
    "unknown part": (LIST, [row(number=1)]),
    "of another type": (LIST, [row(iid="1")]),
    "no list": (LIST, row()),
    "no time": (LIST, [row(created_at="kemarin")]),
    "nothing where something always is": (LIST, [row(title=None)]),
    "unknown part within": (LIST, [row(author={**ANSWERS["user"], "login": "ani"})]),
    "of another type within": (LIST, [row(reviewers=[{**ANSWERS["user"], "id": "5301"}])]),
    "one where there are many": (LIST, [row(assignees=ANSWERS["user"])]),
    "no such kind": (f"{PROJECT}/issues/1", {**ANSWERS["issue"], "type": "Issue"}),
    "a list of numbers": (f"{LIST}/1", row(labels=[1])),
}


@pytest.mark.parametrize("how", WRONG)
def test_an_answer_that_gitlab_does_not_describe_is_found(how: str) -> None:
    target, value = WRONG[how]
    assert amiss_in_answer("GET", target, None, 200, value)


def test_the_answers_that_are_right_are_let_through() -> None:
    assert amiss_in_answer("GET", LIST, None, 200, [row()]) == []
    assert amiss_in_answer("GET", f"{LIST}/1", None, 404, {"message": "404 Not found"}) == []
    assert amiss_in_answer("GET", f"{LIST}/1", None, 201, row()), "it is answered with 200"


@pytest.mark.parametrize("gone", ["lastEditedAt", "description", "__typename", "iid", "nodes"])
def test_an_answer_to_a_query_is_whole(place: Place, gone: str) -> None:
    place.fake.issue(HEAD, "x", "y")
    status, answer, _ = place.fake.answer("POST", "/api/graphql", LAST)
    assert (status, amiss_in_query(LAST, answer)) == (200, [])
    wrong = deepcopy(answer)
    items = wrong["data"]["project"]["workItems"]
    inside = {"nodes": items, "iid": items["nodes"][0]}.get(gone, items["nodes"][0]["widgets"][1])
    del inside[gone]
    assert amiss_in_query(LAST, wrong)


class Noting(dict[str, Any]):
    """An answer that notes which of its parts are read."""

    def __init__(self, found: dict[str, Any], read: set[str]) -> None:
        super().__init__(found)
        self.read = read

    def __getitem__(self, name: str) -> Any:
        self.read.add(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self.read.add(name)
        return super().get(name, default)


APPROVALS = {"approved_by": [{"user": ANSWERS["user"], "approved_at": None}]}
READERS: dict[str, tuple[Any, tuple[Callable[[Any], Any], ...]]] = {
    "MergeRequest": (ANSWERS["merge_request"], (values.pull_of, values.labels_of)),
    "MergeRequestBasic": (ANSWERS["merge_request"], (values.pull_of,)),
    "Issue": (ANSWERS["issue"], (values.issue_of, values.labels_of)),
    "Note": (ANSWERS["note"], (values.note_of, values.changed_at)),
    "MergeRequestDiff": (ANSWERS["version"], (values.version_of,)),
    "ResourceStateEvent": (ANSWERS["state_event"], (values.reopened_of,)),
    "CommitStatus": (ANSWERS["status"], (values.status_of,)),
    "Event": (ANSWERS["event"], (values.pushed_of,)),
    "PushEventPayload": (
        ANSWERS["event"]["push_data"],
        (lambda part: values.pushed_of({**ANSWERS["event"], "push_data": part}),),
    ),
    "User": (ANSWERS["user"], (values.name_of, values.is_bot)),
    "UserPublic": (ANSWERS["user"], (values.name_of, values.account_of)),
    "UserBasic": (ANSWERS["user"], (values.account_of,)),
    "DeployKeysProject": (ANSWERS["deploy_key"], (guarded.deploy_key_of,)),
    "Member": (ANSWERS["member"], (guarded.member_of,)),
    "ProtectedBranch": (protection("main", 1), (guarded.protection_of,)),
    "ProtectedRefAccess": (
        protection("main", 1)["push_access_levels"][0],
        (lambda part: guarded.protection_of({**protection("x", 1), "push_access_levels": [part]}),),
    ),
    "MergeRequestApprovals": (APPROVALS, (values.approvals_of,)),
    "Approvals": (
        APPROVALS["approved_by"][0],
        (lambda part: values.approvals_of({"approved_by": [part]}),),
    ),
    "Metadata": ({"version": "18.5.1"}, (facts.version_of,)),
    "CiVariable": (ANSWERS["variable"], (facts.kept_key_of,)),
    "ProjectsWithAccessAndCatalogSetting": (
        ANSWERS["project"],
        (facts.project_facts, player._is_marked),
    ),
}


@pytest.mark.parametrize("kind_name", READERS)
def test_nothing_is_read_that_gitlab_does_not_describe(kind_name: str) -> None:
    answer, readers = READERS[kind_name]
    read: set[str] = set()
    for reader in readers:
        reader(Noting(answer, read))
    assert read
    assert read <= parts_of(f"APIEntities{kind_name}")


def test_each_example_is_as_described() -> None:
    """GitLab's own examples, which the stand-in fills in."""
    where = {
        "merge_request": "merge_requests/1",
        "issue": "issues/1",
        "version": "merge_requests/1/versions",
        "state_event": "issues/1/resource_state_events",
        "note": "issues/1/notes",
        "status": "repository/commits/abc/statuses",
        "event": "events",
        "member": "members/all/1",
        "deploy_key": "deploy_keys",
        "variable": "variables",
    }
    for name, below in where.items():
        single = name in ("merge_request", "issue", "member")
        value = ANSWERS[name] if single else [ANSWERS[name]]
        assert amiss_in_answer("GET", f"{PROJECT}/{below}", None, 200, value) == [], name
    assert amiss_in_answer("GET", "/api/v4/users/1", None, 200, ANSWERS["user"]) == []
    assert amiss_in_answer("GET", PROJECT, None, 200, ANSWERS["project"]) == []

"""What the stand-in answers, and what the client reads of it, held against the names that GitLab publishes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from forge.gitlab.fake import FakeGitLab
from forge.scene import HEAD, Place, decided
from forge.standin import Answer
from forge.test_stories import answered, asked, to_the_head
from ubah.core.forge.model import CommitStatus, PullState, Thread
from ubah.edge.forges.gitlab import guarded, values

DESCRIBED = {
    name: frozenset(names)
    for name, names in json.loads((Path(__file__).parent / "description.json").read_text()).items()
    if name != "source"
}
WHERE = {
    r"/merge_requests(/\d+)?": "merge_request",
    r"/repository/commits/\w+/merge_requests": "merge_request",
    r"/issues(/\d+)?": "issue",
    r"/(issues|merge_requests)/\d+/notes(/\d+)?": "note",
    r"/merge_requests/\d+/versions": "version",
    r"/merge_requests/\d+/approvals": "approvals",
    r"/issues/\d+/resource_state_events": "state_event",
    r"/(repository/commits/\w+/statuses|statuses/\w+)": "status",
    r"/events": "event",
    r"/protected_branches": "protected_branch",
    r"/deploy_keys": "deploy_key",
    r"/members/all(/\d+)?": "member",
}
INSIDE = {
    "author": "user",
    "user": "user",
    "assignees": "user",
    "reviewers": "user",
    "approved_by": "approval",
    "push_data": "push_data",
    "push_access_levels": "access_level",
    "merge_access_levels": "access_level",
}


def kind_of(path: str) -> str:
    if re.fullmatch(r"/api/v4/users?(/\d+)?", path):
        return "user"
    within = re.sub(r"^/api/v4/projects/[^/]+", "", path)
    return next((name for at, name in WHERE.items() if re.fullmatch(at, within)), "")


def parts(kind: str, value: Any) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the names that stand in an answer, by the kind of thing that they are of."""
    for row in value if isinstance(value, list) else [value]:
        if isinstance(row, dict):
            yield kind, frozenset(row)
            for name, inner in row.items():
                if name in INSIDE:
                    yield from parts(INSIDE[name], inner)


def test_a_story_with_every_answer_held_against_the_description(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[tuple[str, Answer]] = []
    answer = FakeGitLab.answer

    def listening(self: FakeGitLab, verb: str, target: str, *more: Any) -> Answer:
        found = answer(self, verb, target, *more)
        given.append((target.split("?")[0], found))
        return found

    monkeypatch.setattr(FakeGitLab, "answer", listening)
    to_the_head(place)
    number = asked(place, 40)
    with place.recorder() as recorder:
        thread = Thread(number, is_pull=True)
        recorder.forge.write_comment(thread, "Halo")
        [said] = recorder.forge.comments(thread)
        recorder.forge.write_comment(thread, "Halo lagi", said.id)
        head = recorder.forge.pull(number).head
        recorder.forge.write_status(head, CommitStatus(PullState.PENDING, "x"))
        assert recorder.forge.status(head)
        assert recorder.forge.pulls_of_commit(head)
        issue = recorder.forge.write_issue("Papan", "x", ("ubah",))
        recorder.forge.set_labels(Thread(issue), ("ubah",))
        assert recorder.forge.open_issues()
        recorder.forge.assign(number, (place.fake.logins[HEAD[0]],))
    place.fake.reopen(issue, HEAD)
    with place.recorder() as recorder:
        assert recorder.forge.issue(issue).reopened
    place.fake.approve(number, HEAD)
    answered(place, 42)
    assert decided(place) == []
    seen: set[str] = set()
    for path, (status, value, _) in given:
        if status < 300 and isinstance(value, dict | list) and "graphql" not in path:
            kind = kind_of(path)
            assert kind, f"{path} is described nowhere"
            for name, names in parts(kind, value):
                seen.add(name)
                assert names <= DESCRIBED[name], (path, names - DESCRIBED[name])
    assert seen == DESCRIBED.keys()


class Noting(dict[str, Any]):
    """An answer that notes which of its parts are read."""

    def __init__(self, row: dict[str, Any], read: set[str]) -> None:
        super().__init__(row)
        self.read = read

    def __getitem__(self, name: str) -> Any:
        self.read.add(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self.read.add(name)
        return super().get(name, default)


READERS: dict[str, tuple[Callable[[Any], Any], ...]] = {
    "merge_request": (values.pull_of, values.labels_of),
    "issue": (values.issue_of, values.labels_of),
    "note": (values.note_of, values.changed_at),
    "version": (values.version_of,),
    "state_event": (values.reopened_of,),
    "status": (values.status_of,),
    "event": (values.pushed_of,),
    "user": (values.name_of, values.is_bot),
    "deploy_key": (guarded.deploy_key_of,),
    "member": (guarded.member_of,),
    "protected_branch": (guarded.protection_of,),
    "approvals": (values.approvals_of,),
}


@pytest.mark.parametrize("kind_name", READERS)
def test_nothing_is_read_that_gitlab_does_not_describe(place: Place, kind_name: str) -> None:
    from forge.gitlab.shapes import ANSWERS

    rows = {
        **ANSWERS,
        "protected_branch": place.fake.protected[0],
        "approvals": {"approved_by": [{"user": ANSWERS["user"], "approved_at": None}]},
    }
    read: set[str] = set()
    for reader in READERS[kind_name]:
        reader(Noting(rows[kind_name], read))
    assert read
    assert read <= DESCRIBED[kind_name]

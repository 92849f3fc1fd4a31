"""Held against Forgejo's own description of its interface, as pyforgejo has it: every request, every answer.

The description marks no part as required, so it is asked that nothing stands in an answer that it does not
know, and that what stands there is of its kind; of a request, that path, parameters and content are known.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyforgejo
import pytest
from pydantic import TypeAdapter
from pyforgejo import types

from forge.filing import ACCEPT, REQUEST, form, step
from forge.forgejo.fake import FakeForgejo
from forge.forgejo.hosted import API
from forge.job import run
from forge.scene import HEAD, MANAGER, REQUESTER, Place
from forge.test_stories import asked, to_the_head
from ubah.edge.forges.forgejo.facts import ask_forgejo
from ubah.edge.forges.forgejo.http import ForgejoHttp

CLIENTS = ("repository", "issue", "user", "organization", "settings")
ANSWERS = (
    (r"/user", types.User),
    (r"/users/search", None),
    (r"/settings/api", types.GeneralApiSettings),
    (r"/orgs/[\w-]+", types.Organization),
    (r"/orgs/[\w-]+/teams", list[types.Team]),
    (r"/teams/\d+/members", list[types.User]),
    (r"/repos/[\w/-]+/collaborators/[\w-]+/permission", types.RepoCollaboratorPermission),
    (r"/repos/[\w/-]+/collaborators", list[types.User]),
    (r"/repos/[\w/-]+/teams", list[types.Team]),
    (r"/repos/[\w/-]+/assignees", list[types.User]),
    (r"/repos/[\w/-]+/keys", list[types.DeployKey]),
    (r"/repos/[\w/-]+/branch_protections", list[types.BranchProtection]),
    (r"/repos/[\w/-]+/actions/secrets", list[types.Secret]),
    (r"/repos/[\w/-]+/activities/feeds", list[types.Activity]),
    (r"/repos/[\w/-]+/pulls/\d+/(reviews|requested_reviewers)", list[types.PullReview]),
    (r"/repos/[\w/-]+/pulls/\d+", types.PullRequest),
    (r"/repos/[\w/-]+/commits/[0-9a-f]{40}/pull", types.PullRequest),
    (r"/repos/[\w/-]+/commits/[0-9a-f]{40}/statuses", list[types.CommitStatus]),
    (r"/repos/[\w/-]+/statuses/[0-9a-f]{40}", types.CommitStatus),
    (r"/repos/[\w/-]+/issues/\d+/labels", list[types.Label]),
    (r"/repos/[\w/-]+/issues/\d+/comments", list[types.Comment]),
    (r"/repos/[\w/-]+/issues/comments/\d+", types.Comment),
    (r"/repos/[\w/-]+/issues/comments", list[types.Comment]),
    (r"/repos/[\w/-]+/issues/\d+/pin", None),
    (r"/repos/[\w/-]+/issues/\d+", types.Issue),
    (r"/repos/[\w-]+/[\w-]+", types.Repository),
)
"""Of a list that is posted to, one is answered: see `kind_of`."""
BY_POST = {"issues": types.Issue, "pulls": types.PullRequest, "labels": types.Label}
BY_GET = {name: list[kind] for name, kind in BY_POST.items()}  # type: ignore[valid-type]


@cache
def described() -> dict[tuple[str, str], frozenset[str]]:
    """Return verb and path → what may be sent there, by parameters or content."""
    folder = Path(pyforgejo.__file__).parent
    found: dict[tuple[str, str], frozenset[str]] = {}
    for name in CLIENTS:
        text = (folder / name / "raw_client.py").read_text()
        for call in re.split(r"httpx_client\.request\(", text)[1:]:
            head = call.partition("request_options=")[0]
            template, verb = re.search(r'f?"([^"]+)",\s+method="(\w+)"', head).groups()  # type: ignore[union-attr]
            path = "/" + re.sub(r"\{[^}]+\}", "{}", template)
            sent = set(re.findall(r'^\s+"(\w+)": ', head, re.MULTILINE))
            found[verb, path] = found.get((verb, path), frozenset()) | sent
    return found


def amiss(verb: str, target: str, content: Any) -> set[str]:
    """Return what was sent and is not described."""
    parts = urlsplit(target)
    path = parts.path.removeprefix(API)
    known = [
        sent
        for (method, template), sent in described().items()
        if method == verb and re.fullmatch(re.escape(template).replace(r"\{\}", "[^/]+"), path)
    ]
    assert known, f"not described: {verb} {path}"
    sent = set(parse_qs(parts.query)) | set(content or ())
    return sent - frozenset.union(*known)


def kind_of(verb: str, path: str) -> Any:
    """Return what is answered there."""
    last = path.rpartition("/")[2]
    if re.fullmatch(r"/repos/[\w-]+/[\w-]+/(issues|pulls|labels)", path):
        return (BY_POST if verb == "POST" else BY_GET)[last]
    if verb == "POST" and path.endswith("/reviews"):
        return types.PullReview
    if verb == "POST" and re.fullmatch(r"/repos/[\w/-]+/issues/\d+/comments", path):
        return types.Comment
    return next(kind for pattern, kind in ANSWERS if re.fullmatch(pattern, path))


def unknown(value: Any, where: str = "") -> set[str]:
    """Return the parts of an answer that its description does not know."""
    if isinstance(value, list | tuple):
        return {one for row in value for one in unknown(row, where)}
    extra = getattr(value, "model_extra", None)
    if extra is None:
        return set()
    inner = {
        one
        for name in type(value).model_fields
        for one in unknown(getattr(value, name), f"{where}.{name}")
    }
    return {f"{type(value).__name__}.{name}" for name in extra} | inner


@pytest.fixture
def held(job: Place) -> Place:
    """The office as its jobs find it; what is asked and answered is held against the description."""
    plain, fake = job.fake.answer, job.fake

    def answer(verb: str, target: str, content: Any, secret: str = "") -> Any:
        assert amiss(verb, target, content) == set(), (verb, target)
        status, value, headers = plain(verb, target, content, secret)
        path = urlsplit(target).path.removeprefix(API)
        kind = kind_of(verb, path) if status < 300 and value not in (b"", None) else None
        if kind is not None:
            read = TypeAdapter(kind).validate_json(json.dumps(value))
            assert unknown(read) == set(), (verb, target)
        return status, value, headers

    fake.answer = answer
    return job


def test_the_description_is_read(held: Place) -> None:
    """The check itself finds what is amiss."""
    assert amiss("GET", f"{API}/repos/a/b/pulls?state=open&sorted=yes", None) == {"sorted"}
    assert amiss("PATCH", f"{API}/repos/a/b/issues/1", {"state": "x", "colour": 1}) == {"colour"}
    with pytest.raises(AssertionError):
        amiss("GET", f"{API}/repos/a/b/thoughts", None)
    made = TypeAdapter(types.PullReview).validate_python({"id": 1, "stalest": True})
    assert unknown(made) == {"PullReview.stalest"}


def test_a_change_from_the_form_to_the_heads_decision(held: Place) -> None:
    held.at = 10
    filed = held.fake.issue(REQUESTER, "Permintaan", form(held, "submit", **REQUEST))
    assert run(held, "request", "--issue", str(filed), key="").exit_code == 0
    for command in ("attest", "land", "decide", "board"):
        held.at += 1
        assert run(held, command).exit_code == 0
    step(held, MANAGER, 20, "accept", **ACCEPT)
    held.at = 60 * 24 * 4
    assert run(held, "remind", key="").exit_code == 0
    assert {verb for verb, _ in held.fake.requests} >= {"GET", "POST", "PUT", "PATCH"}


def test_a_decision_with_its_review(held: Place) -> None:
    to_the_head(held)
    number = asked(held, 40)
    held.fake.pulls[number].assigned = ["kepala"]
    held.at = 41
    held.fake.refuse(number, HEAD, "Bukan mendesak.\n\nNanti.")
    held.at = 42
    for command in ("decide", "land", "board"):
        assert run(held, command).exit_code == 0
    assert not held.fake.pulls[number].open


def test_what_doctor_asks(held: Place) -> None:
    fake: FakeForgejo = held.fake
    fake.team, fake.owner = (fake.robot,), (70, "lpse")
    http = ForgejoHttp("rahasia-token", f"{fake.url}{API}", sleep=lambda _seconds: None)
    facts = ask_forgejo(http, "lpse/perubahan", "main")
    assert facts.unanswered == frozenset()
    assert facts.writers is not None

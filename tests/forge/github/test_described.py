"""The client against GitHub's own published descriptions and recorded answers (make test-forge)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from attacks.kit import RECORD
from forge.github.description import MODULES
from forge.github.fake_settings import PATH as REPOSITORY_PATH
from forge.github.fake_settings import well_set_up
from forge.github.test_rehearsal import ran
from forge.github.watching import Watching, prism
from forge.kinds import HOST
from forge.scene import HEAD, MANAGER, OTHER, Place, words
from forge.standin import REPOSITORY
from ubah.core.forge.model import CommitStatus, PullState, ReviewState, Thread
from ubah.edge.forges import ForgeUnreachable
from ubah.edge.forges.github.asking import ask_github
from ubah.edge.forges.github.client import GitHub
from ubah.edge.forges.github.fate import ISSUE_FATE
from ubah.edge.forges.github.http import GitHubHttp
from ubah.edge.forges.github.queries import (
    ISSUE_EDITS,
    ISSUE_PIN,
    PIN_ISSUE,
    PINNED_ISSUES,
    PULL_EDITS,
)
from ubah.edge.forges.github.values import (
    account_of,
    comment_of,
    commit_of,
    issue_of,
    pull_of,
    review_of,
)
from ubah.edge.recorder.decide import decide
from ubah.edge.recorder.decision_landing import Decided
from ubah.edge.recorder.land import land
from ubah.edge.recorder.recorder import Recorder

pytestmark = pytest.mark.node
REPO = "/repos/{owner}/{repo}"


@pytest.fixture(scope="session")
def mock(node: str, described: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Answer each request with the description's example, and refuse what it does not allow."""
    log = tmp_path_factory.mktemp("mock") / "prism.log"
    with prism(node, log, "mock", str(described)) as url:
        yield url


@pytest.fixture
def watched(watching: Watching, place: Place, tmp_path: Path) -> Iterator[str]:
    """Pass requests on to the fake, and refuse what the description does not allow either way."""
    with watching.over(place.fake, tmp_path) as url:
        yield url


def client(url: str) -> GitHub:
    return GitHub(
        GitHubHttp("token", url, sleep=lambda _seconds: None), HOST, "octocat/Hello-World"
    )


def test_each_request_is_one_that_github_describes(mock: str) -> None:
    github = client(mock)
    assert github.pull(1347).number == 1347
    assert github.open_pull("Judul", "Isi", "cabang", "main").number == 1347
    github.request_review(7, "octocat")
    github.close_pull(7)
    github.write_comment(Thread(7), "Halo")
    github.write_comment(Thread(7), "Halo", replacing=3)
    assert github.write_issue("Judul", "Isi", ("ubah",)) > 0
    assert github.write_issue("Judul", "Isi", ("ubah",), replacing=7) == 7
    github.close_issue(7)
    github.set_labels(Thread(7), ("bug",))
    github.set_labels(Thread(7), ())
    github.assign(7, ("octocat",))
    github.unassign(7, ("octocat",))
    oid = "6dcb09b5b57875f334f61aebed695e2e4193db5e"
    github.write_status(oid, CommitStatus(PullState.PENDING, "menunggu"))


def test_the_token_goes_to_no_other_host(mock: str) -> None:
    """The description's example of a list names its next page on another host than was asked."""
    with pytest.raises(ForgeUnreachable):
        client(mock).open_pulls("main")


def test_prism_does_refuse_what_is_not_described(mock: str) -> None:
    """So that the test above can fail."""
    http = GitHubHttp("token", mock, sleep=lambda _seconds: None)
    with pytest.raises(Exception, match=r"status"):
        http.write("POST", "/repos/octocat/Hello-World/pulls", {"title": 5})
    with pytest.raises(Exception, match=r"no such"):
        http.get("/repos/octocat/Hello-World/nothing")


def asked(recorder: Recorder) -> int:
    """Have the one decision that is due asked for, and return its pull request."""
    [found] = list(decide(recorder, words))
    assert isinstance(found, Decided), found
    assert found.pull is not None
    return found.pull.number


@pytest.mark.state("awaiting_head")
def test_a_decision_with_every_answer_held_against_the_description(
    place: Place, watched: str
) -> None:
    """The fake that the other tests play with says nothing that GitHub would not say."""
    place.at = 30
    with place.recorder(url=watched) as recorder:
        number = asked(recorder)
        place.at = 31
        place.fake.approve(number, HEAD, "Ya.")
        [done] = list(decide(recorder, words))
    assert isinstance(done, Decided), done
    assert done.commit


@pytest.mark.state("submitted")
def test_a_landing_with_every_answer_held_against_the_description(
    place: Place, watched: str
) -> None:
    place.at = 20
    place.main()
    data = place.office.append(place.office.read(RECORD), "accept", "pengelola-1", 20)
    place.write(OTHER, RECORD, data, "danu")
    number = place.fake.open("danu", OTHER, "Setujui")
    place.fake.approve(number, MANAGER)
    place.at = 21
    with place.recorder(url=watched) as recorder:
        assert recorder.forge.comments(Thread(number, is_pull=True)) == ()
        recorder.forge.write_comment(Thread(number, is_pull=True), "Halo")
        [(where, [written])] = recorder.forge.comments_since(place.now()).items()
        assert (where, written.body) == (Thread(number, is_pull=True), "Halo")
        assert recorder.forge.comments_since(place.now() + timedelta(minutes=1)) == {}
        issue = recorder.forge.write_issue("Judul", "Isi", ("ubah",))
        assert recorder.forge.issue(issue).title == "Judul"
        assert recorder.forge.labels(Thread(issue)) == ("ubah",)
        recorder.forge.set_labels(Thread(issue), ("ubah", "menunggu: Kepala LPSE"))
        assert recorder.forge.labels(Thread(issue)) == ("ubah", "menunggu: Kepala LPSE")
        recorder.forge.set_labels(Thread(issue), ("ubah",))
        assert [one.number for one in recorder.forge.open_issues("ubah")] == [issue]
        head = recorder.forge.pull(number).head
        assert [one.number for one in recorder.forge.pulls_of_branch("danu")] == [number]
        assert recorder.forge.pulls_of_branch("lain") == ()
        assert recorder.forge.status(head) is None
        said = CommitStatus(PullState.PENDING, "menunggu persetujuan")
        recorder.forge.write_status(head, said)
        assert recorder.forge.status(head) == said
        recorder.forge.set_labels(Thread(number, is_pull=True), ())
        recorder.forge.set_labels(Thread(number, is_pull=True), ("keadaan: sudah benar",))
        assert recorder.forge.assign(number, ("pengelola-1", "orang-luar")) == ("orang-luar",)
        now = recorder.forge.pull(number)
        assert now.labels == ("keadaan: sudah benar",)
        assert [one.login for one in now.assigned] == ["pengelola-1"]
        recorder.forge.unassign(number, ("pengelola-1",))
        before, now = place.main(), place.now()
        assert recorder.forge.moved_since("main", now, now) is None
        assert land(recorder, number).commit
        place.at = 22
        place.fake.pushes = [(place.now(), before, place.main())]
        assert recorder.forge.moved_since("main", now, place.now()) == before
        assert recorder.forge.moved_since("main", place.now(), place.now()) is None


@pytest.mark.state("awaiting_head")
def test_a_rehearsal_with_every_answer_held_against_the_description(
    place: Place, watched: str
) -> None:
    place.at = 30
    with place.recorder(url=watched) as recorder:
        place.fake.approve(asked(recorder), HEAD)
        place.at = 31
        ran(place, "land", "workflow_run", place.main())
        assert len(list(decide(recorder, words))) == 1
        place.at = 50
        found = [one.holds for one in recorder.forge.rehearsed(place.now())]
    assert found == [True, None, True, None, True, None, True, *[None] * 10]


def test_the_queries_fit_the_published_schema(watching: Watching) -> None:
    queries = (ISSUE_EDITS, ISSUE_FATE, PULL_EDITS, ISSUE_PIN, PIN_ISSUE, PINNED_ISSUES)
    names = {"owner": "lpse", "name": "perubahan", "number": 7, "after": None, "issue": "x"}

    def problems(query: str, data: Any = None) -> list[str]:
        return watching.graph_problems([(query, names, data)])

    assert [problems(query) for query in queries] == [[]] * len(queries)
    assert problems(PULL_EDITS.replace("lastEditedAt", "editedSometime"))
    nodes: Any = [{"issue": {"number": 7}}]
    told = {"repository": {"pinnedIssues": {"nodes": nodes}}}
    assert problems(PINNED_ISSUES, told) == []
    nodes[0]["issue"]["number"] = None
    assert problems(PINNED_ISSUES, told)
    del nodes[0]["issue"]["number"]
    assert problems(PINNED_ISSUES, told)


def test_what_is_sent_and_not_described_is_seen(watching: Watching, place: Place) -> None:
    """Prism lets an unknown parameter and an unknown part of a body through."""
    place.fake.answer("GET", f"/repos/{REPOSITORY}/pulls?state=open&sorted=yes", None)
    place.fake.answer("GET", f"/repos/{REPOSITORY}/pulls?state=open&per_page=100", None)
    content = {"title": "x", "body": "y", "pinned": True}
    place.fake.answer("POST", f"/repos/{REPOSITORY}/issues", content)
    assert watching.undeclared(place.fake) == {
        ("GET", f"{REPO}/pulls", "sorted"),
        ("POST", f"{REPO}/issues", "pinned"),
    }


# --- recorded answers ------------------------------------------------------------------------------


def _events(name: str) -> list[Any]:
    index = json.loads(
        (MODULES / "@octokit/webhooks-examples/api.github.com/index.json").read_text()
    )
    return [one for event in index if event["name"] == name for one in event["examples"]]


def test_reviews_as_github_sends_them() -> None:
    events = _events("pull_request_review")
    assert events
    for event in events:
        review = review_of(event["review"])
        assert review.id == event["review"]["id"]
        assert review.author == account_of(event["review"]["user"])
        assert review.commit == event["review"]["commit_id"]
        assert review.state in ReviewState
        assert pull_of(event["pull_request"]).head == event["pull_request"]["head"]["sha"]


def test_pull_requests_as_github_sends_them() -> None:
    events = _events("pull_request")
    assert len(events) > 5
    for event in events:
        row = event["pull_request"]
        pull = pull_of(row)
        assert (pull.number, pull.title) == (row["number"], row["title"])
        assert pull.is_open == (row["state"] == "open")
        assert bool(pull.merge_commit) == (row["merged_at"] is not None)


def test_issues_and_comments_as_github_sends_them() -> None:
    issues, comments = _events("issues"), _events("issue_comment")
    assert issues
    assert comments
    for event in issues:
        if "state" not in event["issue"]:  # two examples of events leave it out; answers never do
            continue
        assert issue_of(event["issue"]).number == event["issue"]["number"]
    for event in comments:
        assert comment_of(event["comment"]).body == event["comment"]["body"]


def test_a_recorded_list_page_by_page() -> None:
    """`@octokit/fixtures` recorded the Link headers of real pages; ours are read the same way."""
    folder = MODULES / "@octokit/fixtures/scenarios/api.github.com/paginate-issues"
    recorded = json.loads((folder / "normalized-fixture.json").read_text())
    pages = [
        one
        for one in recorded
        if one["path"].startswith("/repositories/") or "issues?" in one["path"]
    ]
    rows = [row for page in pages for row in page["response"]]
    assert len(rows) > 10
    assert all(issue_of(row).number == row["number"] for row in rows)


def test_a_commit_as_github_describes_it(described: Path) -> None:
    description = json.loads(described.read_text())
    examples = description["components"]["examples"]
    row = examples["commit-items"]["value"][0]
    commit = commit_of(row)
    assert (commit.oid, commit.by_editor) == (row["sha"], False)


def test_the_settings_with_every_answer_held_against_the_description(
    place: Place, watched: str
) -> None:
    """What `ubah doctor` asks is described, and the fake's settings are what GitHub would say."""
    place.fake.settings = well_set_up("ssh-ed25519 AAAA", (HEAD,), "2026-02-02")
    place.fake.settings[f"{REPOSITORY_PATH}/actions/variables/UBAH_APP_ID"] = {
        "name": "UBAH_APP_ID",
        "value": "Iv23contoh",
        "created_at": "2026-01-01T00:00:00Z",
        "updated_at": "2026-01-01T00:00:00Z",
    }
    facts = ask_github(
        GitHubHttp("token", watched, sleep=lambda _seconds: None), REPOSITORY, "main"
    )
    unset = {field.name for field in fields(facts) if getattr(facts, field.name) is None}
    # Of a public repository nobody asks the plan, nor an organisation of one that belongs to a person.
    assert unset == {"plan", "deploy_keys_allowed", "organisation_makes_pull_requests"}
    assert facts.key_adders == {"ssh-ed25519 AAAA": HEAD[1]}
    assert facts.app == "Iv23contoh"
    assert facts.unanswered == frozenset()
    assert facts.bypass == ("DeployKey",)


def test_the_settings_of_githubs_own_examples(mock: str) -> None:
    facts = ask_github(
        GitHubHttp("token", mock, sleep=lambda _seconds: None), "octocat/Hello-World", "main"
    )
    assert facts.environment_branches == ("release/*", "main")
    assert facts.secrets == facts.repository_secrets == ("GH_TOKEN", "GIST_ID")
    assert facts.bypass == ("Team",)
    assert facts.timed

"""The stand-in for GitHub held against GitHub's documents: which runs start, wait, and may do what."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from textwrap import dedent

import pytest

from forge.github.actions import Actions
from forge.github.fake import ROBOT, FakeGitHub
from forge.github.runner import OWNER, Environment, Runner
from forge.standin import REPOSITORY, Account, Token
from support.office import minutes

pytestmark = pytest.mark.node
WRITER: Account = (101, "ani")
STRANGER: Account = (999, "orang-luar")


class Hosted:
    """A repository with made-up workflows, on the stand-in."""

    def __init__(self, folder: Path, actions: Actions) -> None:
        self.work = folder / "work"
        self.bare = folder / "forge.git"
        subprocess.run(["git", "init", "-q", "-b", "main", str(self.work)], check=True)
        self.write(**{"README.md": "x", ".github/rulesets/main.json": '{"rules": []}'})
        subprocess.run(["git", "clone", "-q", "--bare", str(self.work), str(self.bare)], check=True)
        self.fake = FakeGitHub(self.bare, lambda: minutes(0))
        self.fake.logins = dict([WRITER])
        self.environments = {"recorder": Environment(("main",), {"KEY": "rahasia"})}
        self.runner = Runner(self.bare, self.fake, folder, actions, self.environments)
        self.runner.schedule.variables.update(PYTHON=sys.executable, PROGRAM=ASKS)

    def write(self, message: str = "Tulis", **files: str) -> str:
        """Commit files; return the commit."""
        for name, text in files.items():
            path = self.work / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text))
        for words in (["add", "-A"], ["commit", "-q", "--allow-empty", "-m", message]):
            own = ["-c", "user.name=x", "-c", "user.email=x@y"]
            subprocess.run(["git", "-C", str(self.work), *own, *words], check=True)
        done = ["git", "-C", str(self.work), "rev-parse", "HEAD"]
        return subprocess.run(done, check=True, capture_output=True, text=True).stdout.strip()

    def push(self, branch: str = "main") -> None:
        words = ["push", "-q", "--force", str(self.bare), f"HEAD:refs/heads/{branch}"]
        subprocess.run(["git", "-C", str(self.work), *words], check=True)

    def workflow(self, name: str, text: str) -> None:
        """Bring a workflow to main."""
        self.write(**{f".github/workflows/{name}.yml": text})
        self.push()

    def pull(self, branch: str, who: Account, message: str = "Tulis", *, fork: bool = False) -> int:
        self.write(message, **{f"{branch}.txt": message})
        self.push(branch)
        number = self.fake.open(branch, who)
        self.fake.pulls[number].fork = fork
        self.fake.git("update-ref", f"refs/pull/{number}/head", f"refs/heads/{branch}")
        return number

    def ended(self) -> list[tuple[str, str]]:
        return [(run.name, run.conclusion) for run in self.runner.work()]


@pytest.fixture
def hosted(tmp_path: Path, actions: Actions) -> Iterator[Hosted]:
    place = Hosted(tmp_path, actions)
    with place.fake:
        yield place


ASKS = """\
import os, sys, urllib.error, urllib.request
verb, path = sys.argv[1:]
said = {"/graphql": b'{"query": "mutation PinIssue { pinIssue }", "variables": {"issue": "issue-1"}}'}
data = said.get(path, b'{"body": "x", "title": "x"}') if verb == "POST" else None
headers = {"Authorization": "token " + os.environ["TOKEN"]}
asked = urllib.request.Request(os.environ["GITHUB_API_URL"] + path, data, headers, method=verb)
try:
    print("ANSWER", urllib.request.urlopen(asked).read()[:200])
except urllib.error.HTTPError as problem:
    print("ANSWER", problem.code)
"""


def asks(verb: str, path: str) -> str:
    """Return a step that asks the forge with the job's token, and prints what it answers."""
    run = f"'$PYTHON -c \"$PROGRAM\" {verb} {path}'"
    return f"- env: {{TOKEN: '${{{{ github.token }}}}', PYTHON: '${{{{ vars.PYTHON }}}}', PROGRAM: '${{{{ vars.PROGRAM }}}}'}}\n                run: {run}"


JOB = """\
    name: {name}
    on: {on}
    {above}
    jobs:
      satu:
        runs-on: ubuntu-24.04
        {permissions}
        {environment}
        steps:
              {steps}
"""


def job(
    on: str,
    steps: str = "- run: echo halo",
    *,
    permissions: str = "permissions: {}",
    environment: str = "",
    above: str = "",
    name: str = "satu",
) -> str:
    return JOB.format(
        name=name,
        on=on,
        steps=steps,
        permissions=permissions,
        environment=environment,
        above=above,
    )


ISSUES = f"/repos/{REPOSITORY}/issues"


@pytest.mark.parametrize(
    ("permissions", "verb", "path", "answer"),
    [
        ("permissions: {contents: read}", "POST", ISSUES, "403"),
        ("permissions: {contents: read}", "GET", ISSUES, "403"),
        ("permissions: {}", "GET", f"/repos/{REPOSITORY}/pulls", "403"),
        ("", "POST", ISSUES, "403"),  # as the repository's settings say: contents, to read
        ("permissions: {issues: read}", "POST", ISSUES, "403"),
        ("permissions: {issues: read}", "GET", ISSUES, "b'["),
        ("permissions: {issues: write}", "POST", ISSUES, "b'{"),
        ("permissions: {issues: write}", "GET", f"/repos/{REPOSITORY}/pulls", "403"),
        ("permissions: {issues: read}", "POST", "/graphql", "FORBIDDEN"),
        ("permissions: {issues: write}", "POST", "/graphql", "pinIssue"),
    ],
)
def test_a_job_may_do_what_it_says_and_nothing_besides(
    hosted: Hosted, permissions: str, verb: str, path: str, answer: str
) -> None:
    """Docs: actions/reference/workflows-and-actions/workflow-syntax#permissions."""
    hosted.workflow("satu", job("workflow_dispatch", asks(verb, path), permissions=permissions))
    run = hosted.runner.starts("satu")
    assert run.conclusion == "success", run.log
    [said] = [line for line in run.log.splitlines() if line.startswith("ANSWER")]
    assert answer in said


def test_a_workflow_without_the_right_cannot_even_check_out(hosted: Hosted) -> None:
    hosted.workflow("satu", job("workflow_dispatch", "- uses: actions/checkout@v6"))
    assert hosted.runner.starts("satu").conclusion == "failure"


def test_what_a_jobs_token_does_starts_no_run(hosted: Hosted) -> None:
    """Docs: actions/concepts/security/github_token."""
    hosted.workflow("satu", job("issues"))
    hosted.fake.issue(ROBOT, "Papan", "x")
    hosted.fake.comment(1, ROBOT, "x")
    assert hosted.ended() == []
    hosted.fake.issue(WRITER, "Permintaan", "x")
    assert hosted.ended() == [("satu", "success")]


def test_a_jobs_own_pull_request_waits_unless_it_says_skip_ci(hosted: Hosted) -> None:
    hosted.workflow("satu", job("pull_request"))
    hosted.pull("satu", ROBOT)
    assert hosted.ended() == []
    [waits] = hosted.runner.schedule.gated
    assert hosted.fake.runs[-1]["conclusion"] == "action_required"
    hosted.pull("dua", ROBOT, "Keputusan [skip ci]")
    assert (hosted.ended(), hosted.runner.schedule.gated) == ([], [waits])
    hosted.runner.schedule.approve(waits)
    assert hosted.ended() == [("satu", "success")]


def test_a_first_pull_request_from_a_fork_waits_and_the_next_does_not(hosted: Hosted) -> None:
    """Docs: actions/how-tos/manage-workflow-runs/approve-runs-from-forks."""
    hosted.workflow("satu", job("pull_request"))
    hosted.pull("satu", STRANGER, fork=True)
    assert hosted.ended() == []
    assert len(hosted.runner.schedule.gated) == 1
    hosted.runner.schedule.known.add(STRANGER[0])
    hosted.pull("dua", STRANGER, fork=True)
    assert hosted.ended() == [("satu", "success")]


def test_a_run_for_a_fork_only_reads_and_has_no_secret(hosted: Hosted) -> None:
    """Docs: actions/reference/workflows-and-actions/events-that-trigger-workflows#pull_request."""
    steps = (
        f"{asks('POST', ISSUES)}\n              - env: {{KEY: '${{{{ secrets.KEY }}}}'}}\n"
        '                run: echo "KEY=$KEY."'
    )
    text = job("pull_request", steps, permissions="permissions: {issues: write}")
    hosted.workflow("satu", text)
    hosted.runner.schedule.known.add(STRANGER[0])
    hosted.pull("satu", STRANGER, fork=True)
    [run] = hosted.runner.work()
    assert "ANSWER 403" in run.log
    assert "KEY=." in run.log
    hosted.pull("dua", WRITER)
    [run] = hosted.runner.work()
    assert "ANSWER b'{" in run.log


def test_an_environments_secret_is_main_s_alone(hosted: Hosted) -> None:
    steps = "- env: {KEY: '${{ secrets.KEY }}'}\n                run: echo \"KEY=$KEY.\""
    text = job("workflow_dispatch", steps, environment="environment: recorder")
    hosted.workflow("satu", text)
    assert "KEY=rahasia." in hosted.runner.starts("satu").log
    hosted.push("lain")
    run = hosted.runner.starts("satu", ref="refs/heads/lain")
    assert (run.conclusion, "rahasia" in run.log) == ("failure", False)
    hosted.workflow("satu", job("workflow_dispatch", steps))
    assert "KEY=." in hosted.runner.starts("satu").log


@pytest.mark.parametrize(
    ("concurrency", "ends"),
    [
        ("{group: tetap}", ["cancelled", "success", "success"]),
        ("{group: tetap, cancel-in-progress: true}", ["cancelled", "cancelled", "success"]),
        ("{group: '${{ github.event.issue.body }}'}", ["cancelled", "success", "success"]),
        ("{group: '${{ github.event.issue.number }}'}", ["success", "success", "success"]),
    ],
)
def test_of_those_that_wait_for_a_group_the_newest_runs(
    hosted: Hosted, concurrency: str, ends: list[str]
) -> None:
    """Docs: actions/concepts/workflows-and-actions/concurrency: one goes on, one waits."""
    hosted.workflow("satu", job("issues", above=f"concurrency: {concurrency}"))
    for title, body in (("satu", "X"), ("dua", "x"), ("tiga", "X")):  # a group's name has no case
        hosted.fake.issue(WRITER, title, body)
    assert sorted(end for _, end in hosted.ended()) == ends
    assert hosted.runner.last.contexts["github"]["event"]["issue"]["title"] == "tiga"


def test_who_comes_while_a_run_is_under_way_takes_the_place_of_who_waits(hosted: Hosted) -> None:
    hosted.workflow("satu", job("issues", above="concurrency: Tetap"))
    hosted.fake.issue(WRITER, "satu", "x")
    hosted.runner.schedule.notice()
    [first] = hosted.runner.schedule.active
    for title in ("dua", "tiga"):
        hosted.fake.issue(WRITER, title, "x")
    hosted.runner.work()
    told = hosted.runner.schedule.ended
    titles = [run.contexts["github"]["event"]["issue"]["title"] for run in told]
    assert (titles, told[1]) == (["dua", "satu", "tiga"], first)
    assert [run.conclusion for run in told] == ["cancelled", "success", "success"]


def test_workflow_run_takes_mains_file_and_ends_after_three(hosted: Hosted) -> None:
    """Docs: events-that-trigger-workflows#workflow_run."""
    hosted.write(
        **{
            ".github/workflows/lonceng.yml": job(
                "{workflow_run: {workflows: [satu]}}", name="lonceng"
            )
        }
    )
    hosted.push("lain")
    subprocess.run(["git", "-C", str(hosted.work), "reset", "-q", "--hard", "HEAD^"], check=True)
    hosted.workflow("satu", job("workflow_dispatch"))
    hosted.runner.starts("satu")
    assert len(hosted.runner.schedule.ended) == 1
    bells = ("satu", "dua", "tiga", "empat", "lima")
    for before, name in pairwise(bells):
        text = job(f"{{workflow_run: {{workflows: [{before}]}}}}", name=name)
        hosted.workflow(name, text)
    hosted.runner.starts("satu")
    names = [run.name for run in hosted.runner.schedule.ended[1:]]
    assert names == ["satu", "dua", "tiga", "empat"]


def test_a_job_that_is_skipped_skips_who_needs_it_and_says_so(hosted: Hosted) -> None:
    text = job("workflow_dispatch", environment="if: false")
    text += "      dua:\n        needs: satu\n        runs-on: x\n        steps: [{run: echo}]\n"
    hosted.workflow("satu", text)
    assert hosted.runner.starts("satu").conclusion == "skipped"


def test_a_pull_request_in_conflict_starts_no_run(hosted: Hosted) -> None:
    hosted.workflow("satu", job("pull_request"))
    hosted.write(**{"sama.txt": "satu"})
    hosted.push("satu")
    subprocess.run(["git", "-C", str(hosted.work), "reset", "-q", "--hard", "HEAD^"], check=True)
    hosted.write(**{"sama.txt": "dua"})
    hosted.push()
    hosted.fake.open("satu", WRITER)
    assert hosted.ended() == []


def test_nobody_approves_the_own_pull_request(hosted: Hosted) -> None:
    hosted.fake.tokens["milik-ani"] = Token(WRITER)
    number = hosted.pull("satu", WRITER)
    path = f"/repos/{REPOSITORY}/pulls/{number}/reviews"
    said = {"event": "APPROVE", "body": ""}
    status, answer, _ = hosted.fake.answer("POST", path, said, "milik-ani")
    assert (status, answer["errors"]) == (422, ["Can not approve your own pull request"])
    status, _, _ = hosted.fake.answer("POST", path, {**said, "event": "COMMENT"}, "milik-ani")
    assert status == 200
    hosted.fake.tokens["milik-pemilik"] = Token(OWNER)
    assert hosted.fake.answer("POST", path, said, "milik-pemilik")[0] == 200

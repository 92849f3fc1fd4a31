"""It must show: a change from the issue form to landed, decided by the head's review alone.

The people here do only what users do: file an issue, give a review, write a comment. Everything else is
done by the workflows' own steps. What stays is then verified by a stranger, in a plain clone, in a
network namespace that has no network.
"""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from forge.github.actions import Actions
from forge.github.fake import FakeGitHub
from forge.github.runner import OWNER, Environment, Runner
from forge.github.watching import Watching
from forge.standin import REPOSITORY, Account, Answer
from support.processes import SCRIPT, program
from ubah.core.reading.writing import dump

pytestmark = pytest.mark.node
HEAD: Account = (5301, "ani")
MANAGER: Account = (5303, "cici")
REQUESTER: Account = (5304, "dedi")
STRANGER: Account = (5999, "orang-luar")
ANSWERS = {
    "name": "LPSE Contoh",
    "time_zone": "Asia/Makassar",
    "head": {"name": "Ani Kepala", "title": "Kepala LPSE"},
    "superior": {"name": "Budi Atasan", "title": "Sekretaris Daerah"},
    "change_manager": {"name": "Cici Pengelola", "title": "Pengelola Perubahan"},
    "requester": {"name": "Dedi Pemohon", "title": "Staf"},
    "repository": REPOSITORY,
}
ACCOUNTS = {"head": HEAD, "change_manager": MANAGER, "requester": REQUESTER}
REQUEST = {
    "title": "Tambal celah unggah SPSE",
    "description": "Memasang tambalan pemasok.\n\nDua peladen.",
    "reason": "Celah unggah terbuka.",
    "services": "SPSE",
    "proposed_urgency": "Mendesak (emergency)",
    "wanted_by": "2099-02-20",
    "impact_if_not_done": "Berkas asing dapat masuk.",
    "plan-implementation": "Pasang tambalan.",
    "plan-test": "Masuk dan unggah.",
    "plan-rollback": "Pulihkan cadangan.",
}
ACCEPT = {
    "assessment": "Layak.",
    "category": "security",
    "impact": "low",
    "risk": "low",
}
ESCALATE = {"criterion": "security", "rationale": "Celah sudah diumumkan."}
RFC = f"RFC-{datetime.now(UTC).year}-0001"
ANALYSIS = "Segera laksanakan; kabari penyedia."
REASON = "Bukan mendesak\n\nKerjakan bersama rilis bulan depan."


@dataclass
class Forge:
    """The forge as its users see it."""

    fake: FakeGitHub
    runner: Runner

    # --- what users do ----------------------------------------------------------------------------

    def files_issue(self, who: Account, action: str, **values: str) -> int:
        """Choose a form under *New issue*, fill it in, press *Submit*."""
        names = self.fake.git("ls-tree", "--name-only", "main:.github/ISSUE_TEMPLATE").split()
        [name] = [one for one in names if one[3:] == f"{file_name(action)}.yml"]
        form = yaml.load(
            self.fake.git("show", f"main:.github/ISSUE_TEMPLATE/{name}"), yaml.CSafeLoader
        )
        number = self.fake.issue(who, form["title"], filled_in(form, values))
        self.runner.work()
        return number

    def reviews(self, number: int, who: Account, state: str, text: str = "") -> int:
        """Press *Approve* or *Request changes* on a pull request."""
        review = self.fake.review(number, who, state, text)
        self.runner.work()
        return review

    def comments(self, number: int, who: Account, text: str) -> list[tuple[str, str]]:
        """Write a comment; return which workflows ran for it, and how they ended."""
        self.fake.comment(number, who, text)
        return [(run.name, run.conclusion) for run in self.runner.work()]

    # --- what there is ----------------------------------------------------------------------------

    @property
    def main(self) -> str:
        return self.fake.git("rev-parse", "refs/heads/main")

    def pull_of(self, issue: int) -> int:
        [number] = [n for n, pull in self.fake.pulls.items() if pull.branch == f"issue/{issue}"]
        return number

    def decision(self) -> int:
        [number] = [
            n for n, p in self.fake.pulls.items() if p.open and p.branch.startswith("decision/")
        ]
        return number

    def record(self) -> Any:
        path = f"changes/{RFC[4:8]}/{RFC}.yaml"
        return yaml.load(self.fake.git("show", f"main:{path}"), yaml.CSafeLoader)


def file_name(action: str) -> str:
    """Return what the form's file is called, without its number."""
    return action.replace("_", "-").replace("+", "--")


def filled_in(form: dict[str, Any], values: dict[str, str]) -> str:
    """Return the issue's body as GitHub makes it of a form; what is not there can't be filled in."""
    left, parts = dict(values), []
    for field in form["body"]:
        if field["type"] == "markdown":
            continue
        name, attributes = field.get("id", "").removeprefix("isi-"), field["attributes"]
        options = attributes.get("options", [])
        value = left.pop(name, options[attributes["default"]] if "default" in attributes else "")
        if options and value:
            [value] = [o for o in options if o == value or o.endswith(f"({value})")]
        assert value or not field.get("validations", {}).get("required"), name
        parts.append(f"### {attributes['label']}\n\n{value or '_No response_'}")
    assert not left, left
    return "\n\n".join(parts)


def found(folder: Path) -> Path:
    """Found an office on a forge, as `ubah init` leaves it and its owner pushes it."""
    answers = {
        role: {**value, "account": {"login": ACCOUNTS[role][1], "id": ACCOUNTS[role][0]}}
        if role in ACCOUNTS and isinstance(value, dict)
        else value
        for role, value in ANSWERS.items()
    }
    (folder / "jawaban.yaml").write_text(dump(answers))
    subprocess.run(
        [program(), "init", "kantor", "--answers", "jawaban.yaml", "--make-keys"],
        cwd=folder,
        check=True,
    )
    subprocess.run(["git", "clone", "-q", "--bare", "kantor", "forge.git"], cwd=folder, check=True)
    subprocess.run(
        ["git", "-C", "forge.git", "config", "uploadpack.allowAnySHA1InWant", "true"],
        cwd=folder,
        check=True,
    )
    return folder


@pytest.fixture(scope="module")
def at_the_head(
    founded: Path,
    actions: Actions,
    watching: Watching,
    tmp_path_factory: pytest.TempPathFactory,
) -> FakeGitHub:
    """The forge as it is when the change waits for the head."""
    with opened(founded, tmp_path_factory.mktemp("told"), actions, None, watching) as forge:
        to_the_head(forge)
        assert forge.runner.counts == TO_THE_HEAD
        return forge.fake


TO_THE_HEAD = {
    ("request", "issues", "success"): 2,
    ("land", "workflow_run", "success"): 2,
    ("publish", "push", "success"): 2,
}
"""Every run that two forms start, the second of two steps: none of them red, none that waits."""


def counts(forge: Forge) -> None:
    """Hold what the story of an emergency, from the form to the head's decision, costs its people.

    The forms, a pull request for each landing, and what is pressed; each notification is somebody's
    mail. What this states may fall, and must not rise.
    """
    fake = forge.fake
    forms = [one for one in fake.issues.values() if one.body.startswith("### ")]
    own = [
        review
        for pull in fake.pulls.values()
        if pull.branch.startswith("issue/")
        for review in pull.reviews
        if review.who[1] in (MANAGER[1], REQUESTER[1])
    ]
    people = Counter(login for login, _, _ in fake.notified)
    assert len(forms) == 2  # accepted and escalated in one
    assert len(fake.pulls) == 3
    assert own == []
    # The head: asked, told that it closed, and copied on whose turn it is then; the rest is what a stranger
    # and the manager write and press here and may not, and why that does not count.
    assert people == {HEAD[1]: 3 + 4, MANAGER[1]: 3 + 3, REQUESTER[1]: 2}, fake.notified


@contextmanager
def opened(
    founded: Path,
    folder: Path,
    actions: Actions,
    told: FakeGitHub | None = None,
    watching: Watching | None = None,
) -> Iterator[Forge]:
    """Open the forge of an office as it was founded, or as another test left it.

    With ``watching`` all that its jobs ask, and are answered, is held against GitHub's descriptions.
    """
    bare = folder / "forge.git"
    source = told.bare if told else founded / "forge.git"
    subprocess.run(["cp", "-r", str(source), str(bare)], check=True)
    key = (founded / "kantor-keys/pencatat").read_text()
    with FakeGitHub(bare, lambda: datetime.now(UTC).replace(microsecond=0)) as fake:
        fake.logins = dict([*ACCOUNTS.values(), OWNER])
        if told:
            for name in (
                "pulls",
                "issues",
                "comments",
                "statuses",
                "notices",
                "pushes",
                "main_seen",
                "last",
            ):
                setattr(fake, name, copy.deepcopy(getattr(told, name)))
        environments = {
            "recorder": Environment(("main",), {"UBAH_RECORDER_KEY": key}),
            "github-pages": Environment(("main",), {}),
        }
        runner = Runner(bare, fake, folder, actions, environments)
        with watching.over(fake, folder) if watching else nullcontext("") as runner.api:
            yield Forge(fake, runner)


def by_itself(forge: Forge, who: Account, action: str, **values: str) -> None:
    """File the next step: it is a pull request, judged and landed when the runs have ended."""
    issue = forge.files_issue(who, action, rfc=RFC, **values)
    number = forge.pull_of(issue)
    assert forge.fake.pulls[number].reviewers == []
    assert not forge.fake.pulls[number].open, forge.runner.logs[-2:]
    assert forge.fake.issues[issue].state == "closed"


def to_the_head(forge: Forge) -> int:
    """Tell the story as far as the head's desk; return the decision pull request."""
    issue = forge.files_issue(REQUESTER, "submit", **REQUEST)
    assert forge.record()["status"] == "submitted", forge.runner.logs
    assert forge.fake.issues[issue].state == "closed"
    both = {f"escalate-{name}": value for name, value in ESCALATE.items()}
    by_itself(forge, MANAGER, "accept+escalate", **ACCEPT, **both)
    return forge.decision()


def without_network(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command where there is no network at all, not even to this very computer."""
    return subprocess.run(
        ["unshare", "--map-root-user", "--net", *words],
        cwd=cwd,
        env={"PATH": "/usr/bin:/bin", "HOME": str(cwd.parent), "GIT_CONFIG_NOSYSTEM": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def verified_offline(forge: Forge, folder: Path) -> tuple[Path, dict[str, Any]]:
    """Audit what a stranger cloned; the forge is seen to be out of reach, and then is gone."""
    clone = folder / "stranger"
    subprocess.run(["git", "clone", "-q", str(forge.fake.bare), str(clone)], check=True)
    reach = (
        f"import urllib.request as r; r.urlopen({forge.fake.url!r} + '/repos/{REPOSITORY}/pulls')"
    )
    assert subprocess.run([sys.executable, "-c", reach], check=False).returncode == 0
    tried = without_network(sys.executable, "-c", reach, cwd=clone)
    assert tried.returncode != 0
    assert "unreachable" in tried.stderr, tried.stderr
    forge.fake.bare.rename(folder / "gone.git")
    done = without_network(str(SCRIPT), "audit", "--format", "json", cwd=clone)
    assert done.returncode == 0, done.stdout + done.stderr
    built = without_network(str(SCRIPT), "site", cwd=clone)
    assert built.returncode == 0, built.stdout + built.stderr
    return clone, json.loads(done.stdout)


needs_namespaces = pytest.mark.skipif(
    subprocess.run(
        ["unshare", "--map-root-user", "--net", "true"], check=False, capture_output=True
    ).returncode
    != 0,
    reason="no network namespace can be made here",
)


@needs_namespaces
@pytest.mark.parametrize("approves", [True, False])
def test_a_change_from_form_to_landed_by_the_heads_review_alone(
    founded: Path,
    actions: Actions,
    watching: Watching,
    at_the_head: FakeGitHub,
    tmp_path: Path,
    approves: bool,
) -> None:
    with opened(founded, tmp_path, actions, at_the_head, watching) as forge:
        number = forge.decision()
        asked = forge.fake.pulls[number]
        assert asked.reviewers == [HEAD[1]]
        assert RFC in asked.title
        assert "Celah sudah diumumkan" in asked.body
        assert forge.record()["status"] == "awaiting_head"
        skipped = [("command", "skipped"), ("land", "skipped")]
        assert forge.comments(number, HEAD, "Setuju") == skipped  # a comment decides nothing
        assert forge.comments(number, STRANGER, "/ubah periksa") == skipped
        heard = [("command", "success"), ("land", "success")]
        assert forge.comments(number, MANAGER, "/ubah periksa") == heard  # nor this one
        forge.reviews(number, MANAGER, "APPROVED")  # nor does who may not
        assert forge.record()["status"] == "awaiting_head"
        state, text = ("APPROVED", ANALYSIS) if approves else ("CHANGES_REQUESTED", REASON)
        review = forge.reviews(number, HEAD, state, text)
        assert not asked.open
        assert asked.merge_commit == ""  # it is closed and never merged: the review is the step
        landed = forge.main
        said = forge.fake.comments[number][-1].body
        assert landed[:12] in said, said
        nightly = forge.runner.starts("nightly", "schedule")
        assert nightly.conclusion == "success", nightly.log
        counts(forge)
        assert forge.runner.counts == {
            ("command", "issue_comment", "skipped"): 2,
            ("command", "issue_comment", "success"): 1,
            ("check", "pull_request_review", "success"): 2,  # they ring, and judge nothing
            ("nightly", "schedule", "success"): 1,
            ("land", "workflow_run", "skipped"): 2,
            ("land", "workflow_run", "success"): 4,
            ("publish", "push", "success"): 1,
        }
        assert forge.fake.gated == []
        entry = forge.record()["journal"][-1]
        page = forge.runner.pages / f"rfc/{RFC}/index.html"
        published = page.read_text()
        clone, report = verified_offline(forge, tmp_path)

    assert report["verdict"] == "pass"
    assert report["tip"] == landed
    assert report["counts"]["steps"] == 4
    message = subprocess.run(
        ["git", "-C", str(clone), "show", "-s", "--format=%B", landed],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert f"account={HEAD[0]} person=kepala id={review}" in message
    assert entry["by"] == "kepala"
    if approves:
        assert (entry["action"], entry["evidence"]) == ("approve", {"analysis": ANALYSIS})
    else:
        wanted = {"reason": REASON, "code": "not_emergency"}
        assert (entry["action"], entry["evidence"]) == ("return", wanted)
    rebuilt = (clone / f"build/site/rfc/{RFC}/index.html").read_text()
    for site in (published, rebuilt):
        assert (ANALYSIS if approves else REASON.rpartition("\n")[2]) in site
        assert f"github.com:{HEAD[0]}" in site
        assert str(review) in site
        assert landed[:12] in site


WRITES, READS = {"contents": "write"}, {"contents": "read"}
PUSHES = (
    "git -c user.name=x -c user.email=x@y commit -q --allow-empty -m x && git push origin HEAD:main"
)
BRANCHES = "git push origin HEAD:refs/heads/issue/99"


@pytest.mark.parametrize(
    ("script", "connection", "rights", "refusal"),
    [
        (PUSHES, "token", WRITES, "through a pull request"),
        (PUSHES, "key", READS, ""),
        ("git push origin :main", "key", READS, "Cannot delete"),
        (f"git reset -q --soft HEAD && {PUSHES} --force", "key", READS, ""),
        (f"git checkout -q --orphan x && {PUSHES} --force", "key", READS, "Cannot force-push"),
        (BRANCHES, "token", WRITES, ""),
        (BRANCHES, "token", READS, "denied"),
    ],
)
def test_main_takes_only_what_the_rulesets_let_through(
    founded: Path,
    actions: Actions,
    tmp_path: Path,
    script: str,
    connection: str,
    rights: dict[str, str],
    refusal: str,
) -> None:
    """The stand-in holds the office to the rulesets that it imports, in every story told here."""
    with opened(founded, tmp_path, actions) as forge:
        before = forge.main
        done = forge.runner.script(script, connection, rights)
        assert (done.conclusion == "failure") is bool(refusal), done.log
        assert refusal in done.log
        assert (forge.main == before) is (bool(refusal) or script == BRANCHES)


@needs_namespaces
def test_55_the_recorder_is_killed_between_push_and_comment(
    founded: Path, actions: Actions, tmp_path: Path
) -> None:
    """The next run closes the issue and says so, and lands nothing a second time."""
    with opened(founded, tmp_path, actions) as forge:
        forge.runner.tool = SCRIPT  # a process of the job's own, which ends with it

        def fault(verb: str, target: str) -> Answer | None:
            landing = forge.fake.git("rev-list", "--count", "main") != "1"
            if not landing or verb == "GET" or target == "/graphql":
                return None
            forge.fake.fault = None
            forge.runner.kill()
            return 502, {"message": "nobody is there any more"}, {}

        forge.fake.fault = fault
        killed = ("land", "workflow_run")
        issue = forge.files_issue(REQUESTER, "submit", **REQUEST)
        number, landed = forge.pull_of(issue), forge.main
        assert forge.fake.fault is None, "it was never killed"
        assert forge.record()["status"] == "submitted"
        assert forge.fake.issues[issue].state == "open"
        assert landed[:12] not in forge.fake.comments[number][-1].body
        for _ in range(2):
            assert forge.runner.starts("land").conclusion == "success", forge.github.runner.logs
        assert forge.main == landed
        assert forge.fake.issues[issue].state == "closed"
        [comment] = forge.fake.comments[number]
        [handed_over] = forge.fake.comments[issue]
        assert landed[:12] in comment.body
        assert f"@{MANAGER[1]}" in handed_over.body
        red = [one for one in forge.runner.schedule.ended if one.conclusion == "failure"]
        assert [(one.name, one.event_name) for one in red] == [killed]
        _, report = verified_offline(forge, tmp_path)
    assert report["verdict"] == "pass"

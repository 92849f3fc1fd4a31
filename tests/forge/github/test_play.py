"""`ubah forge rehearse --play`, from the founding to the report, on the stand-in with its workflows."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from forge.github.actions import Actions
from forge.github.fake import ROBOT, FakeGitHub
from forge.github.fake_settings import PATH, well_set_up
from forge.github.runner import Environment, Runner
from forge.github.watching import Watching
from forge.job import rehearsal_played
from forge.standin import REPOSITORY, Account, Token
from support.processes import program
from ubah.core.diagnostics import CannotRun, msg
from ubah.core.reading.writing import dump

pytestmark = pytest.mark.node
HEAD: Account = (5301, "ani")
MANAGER: Account = (5303, "cici")
SECRETS = {"ghp_pengelola0123": MANAGER, "ghp_kepala0123": HEAD}


@dataclass
class Rehearsed:
    """A rehearsal office on the stand-in; ``waits``: each pause of the player's, in seconds."""

    fake: FakeGitHub
    runner: Runner
    clone: Path
    folder: Path
    waits: list[float] = field(default_factory=list)
    stuck: bool = False  # the forge carries out no run
    enough: int = 0  # so many forms are enough: whoever plays breaks it off
    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC).replace(microsecond=0) + self.ahead

    def wait(self, length: timedelta) -> None:
        """Let the forge work while the player waits; where it has nothing to do, time passes."""
        self.waits.append(length.total_seconds())
        if self.enough and len(self.forms()) >= self.enough:
            raise CannotRun(msg("enough"))
        if self.stuck or not self.runner.work():
            self.ahead += length

    def forms(self) -> list[str]:
        """Return the titles of what people filed."""
        issues = self.fake.issues.values()
        return [one.title for one in issues if one.who != ROBOT]

    def plays(self, *words: str, tokens: tuple[str, ...] = tuple(SECRETS)) -> tuple[int, str]:
        """Return the exit code, and all that was said."""
        code, said = rehearsal_played(self.folder, tokens, *words)
        assert code, said
        return code, said


def founded(folder: Path, **more: Any) -> None:
    answers = {
        "repository": REPOSITORY,
        "head": {"account": {"login": HEAD[1], "id": HEAD[0]}},
        "change_manager": {"account": {"login": MANAGER[1], "id": MANAGER[0]}},
    }
    (folder / "jawaban.yaml").write_text(dump(answers | more))
    words = [program(), "init", "kantor", "--rehearsal", "--answers", "jawaban.yaml"]
    subprocess.run(words, cwd=folder, check=True, capture_output=True)


@pytest.fixture
def place(
    tmp_path: Path, actions: Actions, watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Rehearsed]:
    founded(tmp_path)
    for words in (
        ["clone", "-q", "--bare", "kantor", "forge.git"],
        ["-C", "forge.git", "config", "uploadpack.allowAnySHA1InWant", "true"],
        ["clone", "-q", "forge.git", "salinan"],
    ):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    bare, clone = tmp_path / "forge.git", tmp_path / "salinan"
    key = (tmp_path / "kantor-keys/pencatat").read_text()
    with FakeGitHub(bare, lambda: found.now()) as fake:
        fake.logins = dict([HEAD, MANAGER])
        fake.tokens = {secret: Token(account) for secret, account in SECRETS.items()}
        fake.settings = {
            PATH: {
                **well_set_up("", (HEAD,), "2026-02-02")[PATH],
                "name": "gladi-ubah",
                "topics": [],
            }
        }
        environments = {
            "recorder": Environment(("main",), {"UBAH_RECORDER_KEY": key}),
            "github-pages": Environment(("main",), {}),
        }
        runner = Runner(bare, fake, tmp_path, actions, environments)
        found = Rehearsed(fake, runner, clone, tmp_path)
        monkeypatch.chdir(clone)
        monkeypatch.setattr("ubah.edge.system.clock.now", found.now)
        monkeypatch.setattr("ubah.edge.system.clock.wait", found.wait)
        monkeypatch.setenv("GITHUB_REPOSITORY", REPOSITORY)
        monkeypatch.delenv("GITHUB_TOKEN", raising=False)
        # First this one, which is loaded by it and takes the other's patience as it is.
        monkeypatch.setattr("ubah.cli.forge.rehearsing.PAUSE", timedelta(minutes=5))
        monkeypatch.setattr("ubah.cli.forge.playing.PATIENCE", timedelta(minutes=2))
        with watching.over(fake, tmp_path) as url:
            monkeypatch.setenv("GITHUB_API_URL", url)
            yield found


def test_two_accounts_play_a_change_and_the_report_says_what_was_seen(place: Rehearsed) -> None:
    out = place.folder / "gladi.txt"
    code, said = place.plays("--out", str(out))
    assert code == 3, said
    text = out.read_text()
    seen = {int(n): sign for sign, n in re.findall(r"^([✓✗?]) (\d+)\.", text, re.MULTILINE)}
    assert seen == {**dict.fromkeys(range(1, 10), "✓"), 10: "?"}, text
    pulls = place.fake.pulls.values()
    [decision] = [one for one in pulls if one.branch.startswith("decision/")]
    assert [one.who[1] for one in decision.reviews] == [HEAD[1]]
    assert place.forms() == ["[gladi] submit", "[gladi] accept+escalate"]
    assert place.runner.counts == {
        ("request", "issues", "success"): 2,
        ("command", "issue_comment", "success"): 1,
        ("check", "pull_request_review", "success"): 1,
        ("land", "workflow_run", "success"): 4,
        ("publish", "push", "success"): 3,
    }
    assert f"/issues/{decision.number}" in text
    assert str(decision.reviews[0].id) in text
    before = len(place.fake.issues), len(place.fake.pulls)
    assert place.plays()[0] == 3
    assert (len(place.fake.issues), len(place.fake.pulls)) == before, "nothing is played twice"
    audit = subprocess.run([program(), "audit"], cwd=place.clone, check=False, capture_output=True)
    assert audit.returncode == 0, audit.stdout


def test_whoever_waited_in_vain_types_it_again_and_it_goes_on(place: Rehearsed) -> None:
    place.stuck = True
    out = place.folder / "gladi.txt"
    code, said = place.plays("--out", str(out))
    assert code == 2, said
    assert "/issues/1" in said
    assert sum(place.waits) == 2 * 60
    place.stuck, place.ahead, place.enough = False, timedelta(), 2
    code, said = place.plays("--out", str(out))
    assert "enough" in said
    assert [line.count("/issues/") for line in out.read_text().splitlines()[1:]] == [1, 1]
    assert place.forms() == ["[gladi] submit", "[gladi] accept+escalate"]


@pytest.mark.parametrize("why", ["name", "office", "account", "tokens"])
def test_it_refuses_to_play_elsewhere(place: Rehearsed, why: str) -> None:
    tokens = tuple(SECRETS)
    if why == "name":
        place.fake.settings[PATH]["name"] = "perubahan"
    elif why == "office":
        text = (place.clone / "office.yaml").read_text().replace("rehearsal: true\n", "")
        (place.clone / "office.yaml").write_text(text)
        own = ["-c", "user.name=x", "-c", "user.email=x@y"]
        for words in ([*own, "commit", "-qam", "x"], ["push", "-q", "origin", "HEAD:main"]):
            subprocess.run(["git", *words], cwd=place.clone, check=True)
    elif why == "account":
        tokens = tokens[::-1]
    else:
        tokens = (tokens[0], "")
    before = [one for one in place.fake.requests if one[0] != "GET"]
    code, said = place.plays(tokens=tokens)
    assert code == 2, said
    assert [one for one in place.fake.requests if one[0] != "GET"] == before
    assert place.fake.issues == {}
    if why == "name":
        place.fake.settings[PATH]["topics"] = ["ubah-rehearsal"]
        place.stuck = True
        assert "/issues/1" in place.plays()[1]


def test_the_founding_names_what_a_rehearsal_lacks(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError) as problem:
        founded(tmp_path, head={"name": "Ani"}, repository="")
    said = problem.value.stderr.decode()
    assert "head" in said
    assert "repository" in said
    assert not (tmp_path / "kantor").exists()

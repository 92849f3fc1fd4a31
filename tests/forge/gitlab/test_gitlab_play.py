"""A person's own account in a rehearsal on GitLab, and one played from the founding to the report."""

from __future__ import annotations

import contextlib
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from forge.gitlab.fake import FakeGitLab
from forge.gitlab.project import RECORDER
from forge.gitlab.shapes import ANSWERS
from forge.job import rehearsal_played
from forge.scene import HEAD as DECIDES
from forge.scene import REQUESTER, STRANGER, Place
from forge.standin import REPOSITORY, Account, Token
from forge.test_stories import asked
from support.processes import program
from ubah.cli import commands
from ubah.core.forge.model import ForgeAccount, Thread
from ubah.core.reading.writing import dump
from ubah.edge.forges import ForgeRefused, ForgeUnreachable
from ubah.edge.forges.gitlab.http import GitLabHttp
from ubah.edge.forges.gitlab.player import GitLabPlayer

HEAD: Account = (5301, "ani")
MANAGER: Account = (5303, "cici")
SECRETS = {"glpat-pengelola0123": MANAGER, "glpat-kepala0123": HEAD}


# --- what an account does ---------------------------------------------------------------------------


def plays(place: Place, who: Account) -> tuple[GitLabPlayer, list[float]]:
    """Return somebody's account, and how long was waited with it."""
    place.fake.tokens["glpat-x"] = Token(who)
    waits: list[float] = []
    http = GitLabHttp("glpat-x", f"{place.fake.url}/api/v4", sleep=waits.append)
    return GitLabPlayer(http, REPOSITORY), waits


@pytest.mark.parametrize(
    ("path", "topics", "thrown_away"),
    [
        ("perubahan", [], False),
        ("gladi-ubah", [], True),
        ("perubahan", ["ubah-rehearsal"], True),
        ("perubahan", ["ubah"], False),
    ],
)
def test_what_may_be_thrown_away_says_so(
    place: Place, path: str, topics: list[str], *, thrown_away: bool
) -> None:
    place.fake.settings[""] = {**ANSWERS["project"], "path": path, "topics": topics}
    assert plays(place, REQUESTER)[0].may_be_thrown_away() is thrown_away


def test_forms_are_filed_and_told_by_their_titles(place: Place) -> None:
    player, _ = plays(place, REQUESTER)
    assert player.account() == ForgeAccount(REQUESTER[0], place.fake.logins[REQUESTER[0]])
    first = player.file("[gladi] submit", "a")
    place.fake.issues[first].state = "closed"
    newer = player.file("[gladi] submit", "b")
    other = place.fake.issue(STRANGER, "Halo", "")
    player.comment(Thread(newer), "Halo")
    assert [one.body for one in place.fake.comments[newer]] == ["Halo"]
    assert place.fake.issues[newer].who == REQUESTER
    assert player.filed() == {"[gladi] submit": (newer, True), "Halo": (other, True)}


@pytest.mark.state("awaiting_head")
def test_the_head_approves_once_and_waits_for_the_note(place: Place) -> None:
    number = asked(place, 40)
    fake: FakeGitLab = place.fake
    player, waits = plays(place, DECIDES)
    with pytest.raises(ForgeRefused):
        player.approve(number, "0" * 40, "Setuju.")
    assert fake.approvals.get(number, []) == []
    head = fake.pulls[number].head
    review = player.approve(number, head, "Setuju.")
    assert waits == [2.0], "it is noted a moment later"
    assert review == fake.notes[number][-1].id
    before = len(fake.comments[number])
    assert player.approve(number, head, "Setuju.") == review
    assert len(fake.comments[number]) == before, "nothing is played twice"
    fake.lag = 99
    with pytest.raises(ForgeUnreachable):
        player.approve(number, head, "Setuju.")


def test_who_is_not_let_in_sees_no_project(place: Place) -> None:
    place.fake.let_in = {place.fake.logins[DECIDES[0]]}
    with pytest.raises(ForgeRefused) as refused:
        plays(place, REQUESTER)[0].filed()
    assert refused.value.status == 404
    assert plays(place, DECIDES)[0].filed() == {}


@pytest.mark.state("awaiting_head")
def test_whoever_may_not_approve_is_refused(place: Place) -> None:
    number = asked(place, 40)
    place.fake.levels[STRANGER[0]] = 20
    player, _ = plays(place, STRANGER)
    with pytest.raises(ForgeRefused):
        player.approve(number, place.fake.pulls[number].head, "Setuju.")


# --- a whole rehearsal ------------------------------------------------------------------------------


@dataclass
class Rehearsed:
    """A rehearsal office on the stand-in; its recorder's timer starts a round while the player waits."""

    fake: FakeGitLab
    folder: Path
    stuck: bool = False  # no timer runs
    ahead: timedelta = field(default_factory=timedelta)
    rounds: int = 0

    def now(self) -> datetime:
        return datetime.now(UTC).replace(microsecond=0) + self.ahead

    def wait(self, length: timedelta) -> None:
        self.ahead += length
        if self.stuck:
            return
        key = self.folder / "kantor-keys/pencatat"
        words = ["--token", str(self.folder / "pencatat.token"), "--key", str(key)]
        with contextlib.chdir(self.folder / "pencatat"):
            done = CliRunner().invoke(commands, ["forge", "run", *words])
        self.rounds += 1
        assert done.exit_code == 0, done.output

    def plays(self, *words: str) -> tuple[int, str]:
        """Return the exit code, and all that was said."""
        return rehearsal_played(self.folder, tuple(SECRETS), *words)


@pytest.fixture
def rehearsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rehearsed]:
    answers = {
        "repository": f"https://forge.example/{REPOSITORY}",
        "head": {"account": {"login": HEAD[1], "id": HEAD[0]}},
        "change_manager": {"account": {"login": MANAGER[1], "id": MANAGER[0]}},
    }
    (tmp_path / "jawaban.yaml").write_text(dump(answers))
    (tmp_path / "pencatat.token").write_text("glpat-pencatat\n")
    words = [program(), "init", "kantor", "--forge", "gitlab", "--rehearsal", "--answers"]
    subprocess.run([*words, "jawaban.yaml"], cwd=tmp_path, check=True, capture_output=True)
    for more in (
        ["clone", "-q", "--bare", "kantor", "forge.git"],
        ["-C", "forge.git", "config", "uploadpack.allowAnySHA1InWant", "true"],
        ["clone", "-q", "forge.git", "salinan"],
        ["clone", "-q", "forge.git", "pencatat"],
    ):
        subprocess.run(["git", *more], cwd=tmp_path, check=True)
    with FakeGitLab(tmp_path / "forge.git", lambda: found.now()) as fake:
        fake.logins = dict([RECORDER, HEAD, MANAGER])
        fake.tokens = {secret: Token(account) for secret, account in SECRETS.items()}
        public = (tmp_path / "kantor-keys/pencatat.pub").read_text()
        fake.recorder_key = " ".join(public.split()[:2])
        fake.settings[""] = {**ANSWERS["project"], "path": "gladi-ubah"}
        found = Rehearsed(fake, tmp_path)
        monkeypatch.chdir(tmp_path / "salinan")
        monkeypatch.setattr("ubah.edge.system.clock.now", found.now)
        monkeypatch.setattr("ubah.edge.system.clock.wait", found.wait)
        monkeypatch.setenv("CI_API_V4_URL", f"{fake.url}/api/v4")
        monkeypatch.delenv("UBAH_GITLAB_TOKEN", raising=False)
        # First this one, which is loaded by it and takes the other's patience as it is.
        monkeypatch.setattr("ubah.cli.forge.rehearsing.PAUSE", timedelta(minutes=5))
        monkeypatch.setattr("ubah.cli.forge.playing.PATIENCE", timedelta(minutes=2))
        yield found
        assert fake.amiss == []


@pytest.mark.other_forge
def test_two_accounts_play_a_change_and_the_report_says_what_was_seen(rehearsed: Rehearsed) -> None:
    fake, out = rehearsed.fake, rehearsed.folder / "gladi.txt"
    rehearsed.stuck = True
    code, said = rehearsed.plays("--out", str(out))
    assert code == 2, said
    assert "/issues/1" in said, "whoever waited in vain types it again, and it goes on"
    rehearsed.stuck = False
    code, said = rehearsed.plays("--out", str(out))
    text = out.read_text()
    assert code == 0, said
    seen = {int(n): sign for sign, n in re.findall(r"^([✓✗?–]) (\d+)\.", text, re.MULTILINE)}
    assert seen == {**dict.fromkeys(range(41, 45), "✓"), **dict.fromkeys(range(45, 48), "–")}, text
    filed = [one.title for one in fake.issues.values() if one.who != RECORDER]
    assert filed == ["[gladi] submit", "[gladi] accept+escalate"]
    [decision] = [one for one in fake.pulls.values() if one.branch.startswith("decision/")]
    assert [one.who for one in fake.approvals[decision.number]] == [HEAD]
    assert not decision.open
    before = len(fake.issues), len(fake.pulls)
    assert rehearsed.plays()[0] == code
    assert (len(fake.issues), len(fake.pulls)) == before, "nothing is played twice"
    audit = subprocess.run(
        [program(), "audit"], cwd=rehearsed.folder / "salinan", check=False, capture_output=True
    )
    assert audit.returncode == 0, audit.stdout

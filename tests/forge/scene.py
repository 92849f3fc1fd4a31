"""An office on a forge: a bare repository, a stand-in over it, and the recorder's own clone."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Barrier, Thread
from typing import Any

from attacks.kit import Scene
from forge.kinds import ON_GITHUB, Kind
from forge.standin import Account
from support.office import minutes
from support.plain_git import Beyond, PlainGit
from ubah.edge.git import Exchange, ObjectStore, WorkingRepository
from ubah.edge.history.audit import audit
from ubah.edge.history.landings import LandingReader
from ubah.edge.recorder.copies import open_copy
from ubah.edge.recorder.decide import DecisionText, decide
from ubah.edge.recorder.decision_landing import Decided
from ubah.edge.recorder.land import LandingOutcome, land
from ubah.edge.recorder.recorder import Recorder, read_key

REQUESTER: Account = (101, "ani")
MANAGER: Account = (201, "citra")
OTHER: Account = (202, "danu")
HEAD: Account = (301, "elok")
STRANGER: Account = (999, "orang-luar")


def words(case: Any, people: tuple[str, ...]) -> DecisionText:
    return DecisionText(f"Keputusan {case.record.id}", ", ".join(people))


@dataclass
class Place:
    """Where a test plays: ``office`` makes commits, ``fake`` is the forge, ``at`` its clock."""

    office: Scene
    fake: Any  # a `StandIn`; tests of one kind alone use what only that kind has
    bare: Path
    clone: Path
    at: float = 0.0
    kind: Kind = ON_GITHUB

    def now(self) -> datetime:
        return minutes(self.at)

    # --- git --------------------------------------------------------------------------------------

    def send(self, commit: str, branch: str) -> str:
        """Push a commit to the forge's branch."""
        try:
            forge = PlainGit(self.bare)
            _bring_objects(self.office, self.bare)
            forge.set_ref(f"refs/heads/{branch}", commit)
        except Beyond:
            words_ = ("push", "-q", "--force", str(self.bare), f"{commit}:refs/heads/{branch}")
            self.office.git(*words_)
        return commit

    def main(self) -> str:
        """Return the forge's main, and bring it to the people's clone."""
        try:
            self.office.set_branch("main", PlainGit(self.bare).branch("main"))
        except Beyond:
            place = ("-u", str(self.bare), "+refs/heads/main:refs/heads/main")
            self.office.git("fetch", "-q", *place)
        return self.office.main

    def write(self, who: Account, path: str, data: bytes, branch: str, on: str = "") -> str:
        """Commit a file in the forge's editor: unsigned for us; the forge may say who it was."""
        base = on or self.main()
        commit = self.office.commit(None, self.at, {path: data}, parents=(base,))
        self.fake.written[commit] = who
        return self.send(commit, branch)

    # --- the recorder -----------------------------------------------------------------------------

    @contextmanager
    def recorder(self, *, key: str = "pencatat", url: str = "") -> Iterator[Recorder]:
        with WorkingRepository(self.clone) as repository:
            store = ObjectStore(repository.git_dir)
            with store:
                yield Recorder(
                    repository,
                    Exchange(repository, "origin"),
                    LandingReader(store),
                    self.now,
                    read_key(self.office.key(key)) if key else None,
                    self.kind.connect(url or self.fake.url, self.fake.recorder_key),
                )

    def audit(self) -> Any:
        """Audit what a stranger clones: main, and what is reachable from it, but nothing else."""
        self.main()
        with TemporaryDirectory(dir=self.bare.parent) as folder:
            words_ = ["git", "clone", "-q", "--bare", "--no-local", "--single-branch"]
            subprocess.run([*words_, "-b", "main", str(self.bare), folder], check=True)
            with ObjectStore(Path(folder)) as store:
                return audit(LandingReader(store), self.office.main)


def build(folder: Path, office: Scene) -> tuple[Path, Path]:
    """Make the forge's bare repository out of an office's main, and the recorder's clone of it."""
    bare, clone = folder / "forge.git", folder / "recorder"
    for words_ in (
        ["git", "clone", "-q", "--bare", "--branch", "main", str(office.repo), str(bare)],
        ["git", "-C", str(bare), "config", "uploadpack.allowAnySHA1InWant", "true"],
        ["git", "clone", "-q", str(bare), str(clone)],
    ):
        subprocess.run(words_, check=True)
    borrow_objects(office, bare)
    return bare, clone


def borrow_objects(office: Scene, bare: Path) -> None:
    """Have people's clone find the forge's objects, so that a fetch only moves a branch."""
    alternates = office.repo / ".git/objects/info/alternates"
    alternates.parent.mkdir(exist_ok=True)
    alternates.write_text(f"{bare / 'objects'}\n")


def _bring_objects(office: Scene, bare: Path) -> None:
    """Have the forge hold what people's clone has: all of it lies in files of their own."""
    source, target = office.repo / ".git/objects", bare / "objects"
    for folder in source.iterdir():
        if len(folder.name) == 2:
            there = target / folder.name
            there.mkdir(exist_ok=True)
            known = {path.name for path in there.iterdir()}
            for path in folder.iterdir():
                if path.name not in known:
                    (there / path.name).hardlink_to(path)


def approved_in(place: Place, number: int) -> int:
    """Return where a pull request is approved: there, or in the recorder's copy, by whoever approved it."""
    if "commits" in place.kind.proves:
        return number
    with place.recorder() as recorder:
        done = land(recorder, number)
        place.fake.follow_up()
        copy = open_copy(recorder, done.assessment.pull)
    return copy.number if copy else number


def approved(place: Place, number: int, who: Account) -> int:
    """Have somebody approve a pull request where it counts on this kind of forge; return where that is."""
    place.fake.approve(number, who)
    return approved_in(place, number)


def landed(place: Place, number: int) -> LandingOutcome:
    """Have a pull request landed, or its copy, where the forge binds an approval to that alone."""
    with place.recorder() as recorder:
        done = land(recorder, number)
        if done.commit or not place.fake.follow_up():
            return done
        copy = open_copy(recorder, done.assessment.pull)
        return land(recorder, copy.number if copy else number)


def decided(place: Place) -> list[Decided]:
    with place.recorder() as recorder:
        found = list(decide(recorder, words))
    assert all(isinstance(one, Decided) for one in found), found
    return [one for one in found if isinstance(one, Decided)]


def two_at_once(place: Place, act: Callable[[Recorder], Any]) -> list[Any]:
    """Return what two recorders come to that both get to their first push to main together."""
    together, ended = Barrier(2), []

    def run() -> None:
        with place.recorder() as recorder:
            pushes, moved = recorder.exchange.move, []

            def move(branch: str, new: str, old: str) -> bool:
                if branch == "main" and not moved:
                    together.wait(timeout=60)
                moved.append(new)
                return pushes(branch, new, old)

            recorder.exchange.move = move  # type: ignore[method-assign]
            ended.append(act(recorder))

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return ended

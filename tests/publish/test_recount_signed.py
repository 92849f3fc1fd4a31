"""What the site says of proofs is what git and ssh-keygen say of the same commits."""

from __future__ import annotations

import re
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from benchmarks.history import RECORDER, STAFF, make_history, public_key
from site_support import context

from ubah.core.register.reporting import ReportingPeriod
from ubah.core.register.views import AuditSummary, Register, build_register
from ubah.edge.git import ObjectStore
from ubah.edge.history.audit import audit
from ubah.edge.history.landings import LandingReader
from ubah.publish.questions.answers import answers

REQUESTS = 3


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Register]:
    folder = tmp_path_factory.mktemp("signed")
    history = make_history(folder, REQUESTS)
    with ObjectStore(folder / ".git") as store:
        reader = LandingReader(store)
        result = audit(reader, history.tip)
        assert result.authority is not None
        summary = AuditSummary(
            result.findings,
            result.trust_root,
            history.tip,
            result.landings,
            result.commits,
            len(result.steps),
        )
        files = reader.register_files(reader.commit(history.tip).tree)
        return folder, build_register(files, result.authority, result.steps, summary)


def git(folder: Path, *words: str) -> str:
    signers = folder / "allowed"
    if not signers.exists():
        people = ["kepala", "sekda", "pengelola-1", "pengelola-2", RECORDER]
        people += [f"pemohon-{number}" for number in range(1, STAFF + 1)]
        signers.write_text("".join(f"{p}@lpse.example {public_key(p)}\n" for p in people))
    command = ["git", "-c", f"gpg.ssh.allowedSignersFile={signers}", *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


def signed_steps(folder: Path) -> tuple[int, int]:
    """Return how many steps a person's own good signature brought in, and how many there are."""
    proved = 0
    for line in git(folder, "log", "--no-merges", "--format=%H %G? %GS", "main").splitlines():
        commit, good, *signer = line.split(" ")
        paths = git(folder, "diff-tree", "--no-commit-id", "--name-only", "-r", commit).split()
        for path in (path for path in paths if path.startswith("changes/")):
            by = [entry["by"] for entry in journal(folder, f"{commit}:{path}")]
            before = git(folder, "ls-tree", f"{commit}^", path) and f"{commit}^:{path}"
            known = len(journal(folder, before)) if before else 0
            proved += sum(good == "G" and signer == [f"{p}@lpse.example"] for p in by[known:])
    files = git(folder, "ls-tree", "-r", "--name-only", "main", "changes/").split()
    return proved, sum(len(journal(folder, f"main:{path}")) for path in files)


def vouched_steps(folder: Path) -> int:
    """Return how many steps the recorder's own good signature vouches for, by their person's name."""
    proved = 0
    for landing in git(folder, "rev-list", "--merges", "main").split():
        good, signer, *lines = git(
            folder, "log", "-1", "--format=%G?%n%GS%n%(trailers:key=Ubah-Proof,valueonly)", landing
        ).splitlines()
        people = [found[1] for line in lines if (found := re.search(r" person=(\S+)", line))]
        if not people or (good, signer) != ("G", f"{RECORDER}@lpse.example"):
            continue
        paths = git(folder, "diff", "--name-only", f"{landing}^1", landing, "--", "changes").split()
        for path in paths:
            before = git(folder, "ls-tree", f"{landing}^1", path) and f"{landing}^1:{path}"
            known = len(journal(folder, before)) if before else 0
            added = journal(folder, f"{landing}:{path}")[known:]
            proved += sum(entry["by"] in people for entry in added)
    return proved


def journal(folder: Path, revision: str) -> list[Any]:
    entries: list[Any] = yaml.load(git(folder, "show", revision), yaml.CSafeLoader)["journal"]
    return entries


def test_proved_steps_are_those_that_git_finds_signed(office: tuple[Path, Register]) -> None:
    folder, register = office
    share = context(register).kpis_in(ReportingPeriod(None, None)).shares["evidence"]
    signed, steps = signed_steps(folder)
    vouched = vouched_steps(folder)
    proved = signed + vouched
    assert (share.part, share.whole) == (proved, steps)
    assert vouched >= REQUESTS, "the head examines each report"
    assert proved == steps > 8 * REQUESTS
    assert share.requests == REQUESTS


def test_commits_and_landings_are_those_that_git_lists(office: tuple[Path, Register]) -> None:
    folder, register = office
    landings = git(folder, "rev-list", "--first-parent", "--count", "main")
    assert register.audit.commits == int(git(folder, "rev-list", "--count", "main"))
    assert register.audit.landings == int(landings) - 1  # the trust root is none
    assert register.audit.steps == signed_steps(folder)[1]


def test_the_answers_say_that_nothing_was_left_unverified(office: tuple[Path, Register]) -> None:
    folder, register = office
    now = max(step.effective for view in register.records for step in view.steps)
    found = {a.number: a for a in answers(context(register, now=now + timedelta(days=1)))}
    assert "Here nothing was left unverified." in found[20].text
    sop = yaml.load(git(folder, "show", "main:schemas/sop.yaml"), yaml.CSafeLoader)["edition"]
    assert sop["number"] in found[1].text
    assert str(REQUESTS) in found[2].text

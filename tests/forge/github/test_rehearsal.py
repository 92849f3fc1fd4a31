"""`ubah forge rehearse`: what the forge shows of the assumptions that no document settles."""

from __future__ import annotations

import copy
import os
import re
from pathlib import Path
from typing import Any

import pytest

from forge.github.fake import ANSWERS
from forge.job import run
from forge.scene import HEAD, MANAGER, REQUESTER, STRANGER, Place
from forge.standin import stamp
from forge.test_issues import REQUEST, form
from ubah.core.diagnostics import CannotRun
from ubah.edge.forges.github.assumed import ASSUMPTIONS

ROOT = Path(__file__).resolve().parents[3]


def ran(place: Place, workflow: str, event: str, head: str, conclusion: str = "success") -> None:
    """Let a workflow have run, now."""
    row = copy.deepcopy(ANSWERS["run"]["workflow_runs"][0])
    row.update(path=f".github/workflows/{workflow}.yml", event=event, head_sha=head)
    row.update(created_at=stamp(place.now()), conclusion=conclusion, status="completed")
    place.fake.runs.append(row)


def signs(place: Place, *words: str) -> tuple[int, dict[int, str], str]:
    result = run(place, "rehearse", *words, key="")
    found = {
        int(n): sign for sign, n in re.findall(r"^([✓✗?]) (\d+)\.", result.output, re.MULTILINE)
    }
    return result.exit_code, found, result.output


def filed(place: Place, at: float) -> int:
    place.at = at
    number = place.fake.issue(REQUESTER, "Permintaan", form(place, "submit", **REQUEST))
    assert run(place, "request", "--issue", str(number), key="").exit_code == 0
    place.at = at + 1
    assert run(place, "land").exit_code == 0
    place.fake.follow(max(place.fake.pulls))
    ran(place, "land", "workflow_run", place.main())
    ran(place, "publish", "push", place.main())
    return number


def decided_upon(place: Place) -> int:
    place.at = 60
    assert run(place, "decide").exit_code == 0
    number = max(place.fake.pulls)
    assert run(place, "land").exit_code == 0
    place.at = 70
    place.fake.approve(number, HEAD)
    ran(place, "check", "pull_request_review", place.fake.pulls[number].head)
    place.at = 71
    ran(place, "land", "workflow_run", place.main())
    assert run(place, "decide").exit_code == 0
    assert run(place, "board", key="").exit_code == 0
    return number


def edited(place: Place) -> int:
    """Write into a page in the forge's editor, and propose it."""
    place.write(MANAGER, "README.md", b"Satu baris.\n", "citra-patch-1")
    return place.fake.open("citra-patch-1", MANAGER, "Baris")


def test_before_anything_was_played_it_says_what_to_play(job: Place) -> None:
    code, found, said = signs(job)
    assert code == 3
    assert found == dict.fromkeys(range(1, 11), "?")
    assert said.count("→") == 17
    assert re.findall(r"^– (\d+)\.", said, re.MULTILINE) == [
        str(number) for number in range(11, 18)
    ]
    assert {verb for verb, _ in job.fake.requests} == {"GET"}


@pytest.mark.state("awaiting_head")
def test_a_change_played_through_shows_each_assumption(job: Place, tmp_path: Path) -> None:
    filed(job, 40)
    decision = decided_upon(job)
    edited(job)
    job.at = 90
    code, found, said = signs(job, "--out", str(tmp_path / "terlihat.txt"))
    assert (code, found) == (0, dict.fromkeys(range(1, 11), "✓")), said
    assert f"  https://forge.example/lpse/perubahan/issues/{decision} [" in said
    assert (tmp_path / "terlihat.txt").read_text() == said


def gates(place: Place, number: int) -> None:
    ran(place, "check", "pull_request", place.fake.pulls[number].head, "action_required")


def is_not_published(place: Place, _: int) -> None:
    place.fake.runs = [one for one in place.fake.runs if one["event"] != "push"]


def does_not_ring(place: Place, _: int) -> None:
    for one in place.fake.runs:
        one["event"] = "schedule" if one["event"] == "workflow_run" else one["event"]


def tells_no_edits(place: Place, _: int) -> None:
    place.fake.edits_told = False
    place.fake.edits = {n: [(STRANGER[0], place.now())] for n in place.fake.issues}


def deploys(place: Place, _: int) -> None:
    place.fake.deployments = [{"id": 1, "created_at": stamp(place.now())}]


def is_merged_by_nothing(place: Place, _: int) -> None:
    for pull in place.fake.pulls.values():
        pull.merge_commit = "" if pull.branch.startswith("issue/") else pull.merge_commit


def is_asked_twice(place: Place, decision: int) -> None:
    twice = copy.deepcopy(place.fake.pulls[decision])
    twice.number = place.fake.number()
    place.fake.pulls[twice.number] = twice


def makes_no_labels(place: Place, _: int) -> None:
    place.fake.labels = {}
    ran(place, "command", "issue_comment", place.main())


def pins_nothing(place: Place, _: int) -> None:
    place.fake.pinned = []


def signs_nothing(place: Place, _: int) -> None:
    place.fake.unsigned = True


OTHERWISE = (
    *(gates, is_not_published, does_not_ring, tells_no_edits, deploys),
    *(is_merged_by_nothing, is_asked_twice, makes_no_labels, pins_nothing, signs_nothing),
)


@pytest.mark.slow
@pytest.mark.state("awaiting_head")
@pytest.mark.parametrize(("number", "change"), list(enumerate(OTHERWISE, start=1)))
def test_what_is_otherwise_is_told(job: Place, number: int, change: Any) -> None:
    filed(job, 40)
    decision = decided_upon(job)
    edited(job)
    job.at = 90
    change(job, decision)
    code, found, said = signs(job)
    assert code == 1, said
    assert found[number] == "✗", said
    assert list(found.values()).count("✗") == 1, said


def test_an_office_for_good_is_not_played_in(
    job: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UBAH_MANAGER_TOKEN", "rahasia-1")
    (tmp_path / "kepala").write_text("rahasia-2\n")
    result = run(job, "rehearse", "--play", "--head-token", str(tmp_path / "kepala"), key="")
    assert isinstance(result.exception, CannotRun)
    assert "rehearsal" in str(result.exception.message)
    assert "UBAH_MANAGER_TOKEN" not in os.environ, "a secret was left to child processes"
    assert [verb for verb, _ in job.fake.requests if verb != "GET"] == []


def test_the_document_lists_them_by_the_same_numbers() -> None:
    text = (ROOT / "docs/assumptions.md").read_text().partition("\n## ")[0]
    listed = re.findall(r"^(\d+)\. ", text, re.MULTILINE)
    assert listed == [str(one.number) for one in ASSUMPTIONS]

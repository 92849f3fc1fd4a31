"""A merge queue: its groups are judged like landings, and what it lands is attested afterwards."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from attacks.kit import RECORD
from forge.filing import ACCEPT, REQUEST, file, step
from forge.job import proposed, run
from forge.scene import HEAD, MANAGER, OTHER, REQUESTER, STRANGER, Place
from support.office import verdict
from ubah.core.diagnostics import CannotRun, Verdict

EVENT = json.loads((Path(__file__).parent / "events/merge_group.json").read_text())


def queued(place: Place, *numbers: int, tree: str = "") -> tuple[str, str]:
    """Put pull requests into the queue; return the group's head and what it goes on from.

    GitHub makes the merges itself, unsigned by anybody whom we know, on a branch of its own.
    """
    base = tip = place.main()
    for number in numbers:
        head = place.fake.pulls[number].head
        merged = tree or place.office.git("merge-tree", "--write-tree", tip, head).split("\n")[0]
        tip = place.office.commit(None, place.at, parents=(tip, head), tree=merged)
    place.send(tip, f"gh-readonly-queue/main/pr-{numbers[-1]}-{base}")
    return tip, base


def payload(head: str, base: str, number: int) -> dict[str, Any]:
    """Return GitHub's own example of the event with this group in it."""
    ref = f"refs/heads/gh-readonly-queue/main/pr-{number}-{base}"
    group = {**EVENT["merge_group"], "head_sha": head, "base_sha": base, "head_ref": ref}
    assert group.keys() == EVENT["merge_group"].keys()
    return {**EVENT, "merge_group": group}


def judged(place: Place, event: dict[str, Any], code: int) -> Any:
    group = event["merge_group"]
    result = run(
        place,
        *("check", "--group", group["head_sha"], "--onto", group["base_sha"]),
        *("--format", "github"),
        key="",
    )
    assert result.exit_code == code, result.output
    return result


@pytest.mark.state("submitted")
def test_a_group_is_judged_with_the_reviews_of_its_pull_request(job: Place, tmp_path: Path) -> None:
    number = proposed(job)
    event = payload(*queued(job, number), number)
    refused = judged(job, event, 1)
    assert f"::error file={RECORD}" in refused.output
    assert number not in job.fake.comments
    job.fake.approve(number, MANAGER)
    judged(job, event, 0)
    summary = (tmp_path / "summary.md").read_text()
    assert f"pull request {number} dalam antrean" in summary.replace("\\", "")
    assert job.main() == event["merge_group"]["base_sha"]


@pytest.mark.state("submitted")
def test_two_pull_requests_in_one_group_each_by_its_own_proofs(job: Place) -> None:
    first = proposed(job)
    job.fake.approve(first, MANAGER)
    job.write(STRANGER, "HALO.md", b"# Halo\n", "halo")
    second = job.fake.open("halo", STRANGER, "Halo")
    event = payload(*queued(job, first, second), second)
    judged(job, event, 1)  # an approval of the first says nothing of the second
    job.fake.approve(second, REQUESTER)
    judged(job, event, 0)


@pytest.mark.state("submitted")
def test_a_group_that_holds_something_else_than_its_branches(job: Place) -> None:
    number = proposed(job)
    job.fake.approve(number, MANAGER)
    tree = job.office.git("rev-parse", f"{job.office.milestones['submitted']}^{{tree}}")
    judged(job, payload(*queued(job, number, tree=tree), number), 1)
    head, _ = queued(job, number)
    stray = job.office.commit("pengelola-1", 20, {RECORD: b""}, (job.office.root,))
    job.send(stray, "lain")
    judged(job, payload(head, stray, number), 1)


@pytest.mark.state("submitted")
@pytest.mark.parametrize("name", ["main", "--upload-pack=x", "$(touch kena)", "a" * 39, "refs/x"])
def test_51_only_whole_commit_ids_are_taken_from_an_event(job: Place, name: str) -> None:
    result = run(job, "check", "--group", name, "--onto", job.main(), key="")
    assert isinstance(result.exception, CannotRun)
    assert job.fake.requests == []


@pytest.mark.state("submitted")
def test_55_what_a_queue_landed_is_attested_by_the_next_run(job: Place) -> None:
    number = proposed(job)
    job.fake.approve(number, MANAGER)
    head, _ = queued(job, number)
    job.send(head, "main")
    job.fake.follow(number)
    assert verdict(job.audit()) is Verdict.INDETERMINATE
    job.at = 22
    assert run(job, "attest").exit_code == 0
    result = job.audit()
    assert verdict(result) is Verdict.PASS, result.findings
    tip = job.main()
    assert "tidak ada yang perlu" in run(job, "attest", "--lang", "id").output
    assert job.main() == tip


@pytest.mark.state("awaiting_head")
def test_a_merge_by_hand_that_nobody_approved_stays_unproved(job: Place) -> None:
    job.at = 30
    job.main()
    data = job.office.append(job.office.read(RECORD), "approve", "kepala", 30)
    job.write(OTHER, RECORD, data, "danu-setuju")
    number = job.fake.open("danu-setuju", OTHER, "Setuju")
    head, _ = queued(job, number)
    job.send(head, "main")
    job.at = 31
    job.fake.approve(number, HEAD)  # too late: it had landed
    job.at = 32
    assert run(job, "attest").exit_code in (1, 3)
    assert job.main() == head
    assert verdict(job.audit()) is Verdict.INDETERMINATE


def test_a_form_in_a_queue_is_judged_and_attested_with_its_issue(job: Place) -> None:
    """The request that was filed is its author's in a group, too, and once the queue has landed it."""
    job.at = 10
    issue, done = file(job, REQUESTER, 10, "submit", **REQUEST)
    assert done.pull is not None, done.findings
    job.office.git("fetch", "-q", str(job.bare), done.pull.head_branch)
    job.at = 12
    event = payload(*queued(job, done.pull.number), done.pull.number)
    judged(job, event, 0)
    job.send(event["merge_group"]["head_sha"], "main")
    assert verdict(job.audit()) is not Verdict.PASS
    job.at = 14
    assert run(job, "attest").exit_code == 0
    result = job.audit()
    assert verdict(result) is Verdict.PASS, result.findings
    assert result.steps[-1].proof.evidence == f"issue {issue}"
    step(job, MANAGER, 20, "accept", **ACCEPT)
    assert verdict(job.audit()) is Verdict.PASS

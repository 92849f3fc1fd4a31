"""How many requests a run of the recorder makes: GitHub gives a job's own token 1,000 an hour."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from forge.job import run
from forge.scene import OTHER, REQUESTER, Place

COMMANDS = ("attest", "land", "decide", "board")
"""What one run of land.yml calls, each a process of its own."""


def asked(place: Place) -> Counter[str]:
    """Return how often a run of the recorder asks which kind of thing."""
    place.fake.requests.clear()
    for command in COMMANDS:
        result = run(place, command)
        assert result.exit_code == 0, result.output
    return Counter(
        f"{verb} {re.sub(r'[0-9a-f]{40}|[0-9]+', 'N', path.partition('/perubahan')[2] or path)}"
        for verb, path in place.fake.requests
    )


@pytest.mark.slow
@pytest.mark.state("submitted")
def test_a_run_that_lands_one_of_ten(job: Place) -> None:
    """Six for each that waits: itself, reviews, edits, commits, whose button made one, comments."""
    job.at = 20
    numbers = []
    for number in range(2, 12):
        rfc = f"RFC-2026-{number:04}"
        request, branch = job.office.submitted(20, rfc), f"danu-{number}"
        job.write(OTHER, f"changes/2026/{rfc}.yaml", request, branch)
        numbers.append(job.fake.open(branch, OTHER, rfc))
    assert asked(job).total() <= 108  # each is told, labelled, and assigned
    idle = asked(job)
    assert idle.total() <= 5 + 6 * 10, idle
    assert {name.partition(" ")[0] for name in idle} == {"GET", "POST"}
    assert idle["POST /graphql"] == 11, "POST is for queries alone"
    assert sum(count for name, count in idle.items() if name.startswith("POST")) == 11
    before = job.main()
    for number in numbers[:2]:
        job.fake.approve(number, REQUESTER)
    job.at = 21
    landing = asked(job)
    assert job.main() != before
    assert landing.total() <= idle.total() + 2 * 5, landing
    job.at = 22
    later = asked(job)
    assert later.total() <= 5 + 6 * 8 + 1, later
    assert later["GET /issues/comments"] == 1, "one look at whether all that landed lately was told"

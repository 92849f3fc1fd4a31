"""Whoever approves what is not theirs to approve is told so: each of them, by name."""

from __future__ import annotations

import pytest

from forge.job import proposed, run
from forge.scene import HEAD, MANAGER, OTHER, REQUESTER, Place, approved_in


def said(job: Place, number: int) -> list[str]:
    """Return the lines of the one comment of the tool's on a pull request, as a reader sees them."""
    own = [one for one in job.fake.comments[number] if one.body.startswith("<!-- ubah: comment")]
    [comment] = own
    return str(comment.body).replace("\\", "").splitlines()


@pytest.mark.state("awaiting_head")
def test_two_who_may_not_decide(job: Place) -> None:
    job.at = 30
    assert run(job, "decide").exit_code == 0
    [number] = job.fake.pulls
    main, job.at = job.main(), 31
    for who in (REQUESTER, OTHER):
        job.fake.approve(number, who, "Ya.")
    for _ in range(2):
        assert run(job, "decide").exit_code == 0
    lines = [line for line in said(job, number) if line.startswith("- ")]
    assert len(lines) == 2, lines
    for line, name in zip(lines, ("Pemohon-1 Contoh", "Pengelola-2 Contoh"), strict=True):
        assert f"{name} tidak memegang jabatan" in line
    assert "pemohon-1" not in "".join(lines)
    assert job.fake.pulls[number].open
    assert job.main() == main


@pytest.mark.state("submitted")
def test_two_whose_step_it_is_not(job: Place) -> None:
    number = proposed(job)
    where = approved_in(job, number)
    main = job.main()
    for who in (REQUESTER, HEAD):
        job.fake.approve(where, who)
    assert run(job, "land").exit_code == 0
    lines = said(job, where)
    for name in ("Pemohon-1 Contoh", "Kepala Contoh"):
        assert f"- {name}: hanya Pengelola-1 Contoh yang dapat menyetujui ini" in lines
    assert job.main() == main
    job.fake.approve(where, MANAGER)
    job.at = 21
    assert run(job, "land").exit_code == 0
    assert job.main() != main
    assert not [line for line in said(job, where) if "hanya" in line]

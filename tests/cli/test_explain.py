import json

import pytest
from clerk import Kantor, git, run


def test_explain_a_branch_then_its_landing(kantor: Kantor) -> None:
    number = kantor.new()
    branch = git(kantor.repo, "branch", "--show-current")
    proposed = run(kantor.repo, "explain", branch, "--lang", "en").out
    assert "Proposed landing of" in proposed
    assert f"{number} #1 [2] Submit the request (submit)" in proposed
    assert f"ubah land {branch}" in proposed
    kantor.land()
    landed = run(kantor.repo, "explain", "main", "--lang", "en").out
    assert f"Landing {git(kantor.repo, 'rev-parse', 'main')}" in landed
    assert f"ubah advance {number} accept" in landed
    assert run(kantor.repo, "explain", "main^2", "--lang", "en").out == landed
    value = json.loads(run(kantor.repo, "explain", "main", "--format", "json").out)
    assert value["verdict"] == "pass"
    assert value["language"] == "id"


def test_explain_a_rule_still(kantor: Kantor) -> None:
    assert run(kantor.repo, "explain", "ub401").out == run(kantor.repo, "explain", "UB401").out


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("UB9999", "there is no rule UB9999"),
        ("tidak-ada", "there is no commit tidak-ada here"),
        ("main", "is the trust root or lies before it"),
    ],
)
def test_what_cannot_be_explained(kantor: Kantor, what: str, said: str) -> None:
    assert said in run(kantor.repo, "explain", what, "--lang", "en", code=2).err


def test_explain_a_branch_that_brings_nothing(busy: tuple[Kantor, str]) -> None:
    repo = busy[0].repo
    git(repo, "branch", "kosong", "main")
    landed = run(repo, "explain", "kosong", "--lang", "en").out
    assert landed.startswith("Landing ")

"""`ubah doctor` on a GitLab: who may push where, who may change that, and where the key lies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from forge.gitlab.fake import FakeGitLab
from forge.gitlab.shapes import ANSWERS
from forge.kinds import HOST
from forge.scene import HEAD, MANAGER, STRANGER, Place
from forge.standin import Token
from ubah.core.health.checks import Setting
from ubah.core.health.symptoms import Condition, Symptom
from ubah.edge.forges.gitlab.facts import GitLabFacts, ask_gitlab
from ubah.edge.forges.gitlab.health import examine
from ubah.edge.forges.gitlab.http import GitLabHttp

SETTING = Setting("a" * 40, False, "elok", "1", ("1", "b"), (), (), (), {})
PROJECT = {
    "visibility": "private",
    "default_branch": "main",
    "issues_access_level": "enabled",
    "merge_method": "merge",
    "squash_option": "never",
}
VARIABLE = {"key": "UBAH_RECORDER_KEY", "value": "x", "protected": True, "masked": True}


def asked(place: Place) -> GitLabFacts:
    http = GitLabHttp("rahasia-token", f"{place.fake.url}/api/v4", sleep=lambda _seconds: None)
    return ask_gitlab(http, place.kind.settings["repository"])


def well(place: Place) -> None:
    """Set the project up as the guide says."""
    place.fake.logins[77] = "ubah-pencatat"
    place.fake.settings |= {"": {**ANSWERS["project"], **PROJECT}, "/variables": []}
    place.fake.version = "18.5.1-ce.0"


def found(place: Place) -> list[Symptom]:
    authority, day = place.office.authority, place.office.authority.office.day(place.now())
    return list(examine(lambda: asked(place), place.kind.settings["host"], authority, SETTING, day))


def lacking(place: Place) -> list[str]:
    return [one.message.text for one in found(place) if one.state is Condition.LACKING]


def test_nothing_is_amiss_where_the_guide_was_followed(place: Place) -> None:
    well(place)
    assert [one for one in found(place) if one.state is not Condition.GOOD] == []


def maintained_by_a_person(fake: FakeGitLab) -> None:
    fake.levels[HEAD[0]] = 40


def main_takes_force(fake: FakeGitLab) -> None:
    fake.protected[0]["allow_force_push"] = True


def main_is_open(fake: FakeGitLab) -> None:
    fake.protected[0]["merge_access_levels"] = [{"id": 1, "access_level": 30}]


def a_branch_is_open(fake: FakeGitLab) -> None:
    del fake.protected[-1]


def key_is_gone(fake: FakeGitLab) -> None:
    fake.keys[0]["can_push"] = False


def key_for_every_job(fake: FakeGitLab) -> None:
    fake.settings["/variables"] = [{**VARIABLE, "protected": False}]


def its_branches_stay(fake: FakeGitLab) -> None:
    fake.protected[-1]["allow_force_push"] = False


def a_persons_token(fake: FakeGitLab) -> None:
    fake.tokens["rahasia-token"] = Token(MANAGER)


def too_small_a_role(fake: FakeGitLab) -> None:
    fake.levels[MANAGER[0]] = 20


def squashes(fake: FakeGitLab) -> None:
    fake.settings[""] = {**fake.settings[""], "squash_option": "default_on"}


def too_old(fake: FakeGitLab) -> None:
    fake.version = "15.11.2"


AMISS: dict[Callable[[FakeGitLab], None], str] = {
    maintained_by_a_person: "may change the protection of branches",
    main_takes_force: "main may be pushed to by force",
    main_is_open: "somebody else than the recorder may push to main",
    a_branch_is_open: "others may push to branches of the recorder",
    key_is_gone: "the recorder's key is no deploy key that may write",
    key_for_every_job: "the jobs of every branch can read",
    its_branches_stay: "the recorder may not make its own branches anew",
    a_persons_token: "the token belongs to the account of",
    too_small_a_role: "GitLab takes no approval from their role",
    squashes: "the forge offers more than merge commits",
    too_old: "does not tell which key may push",
}


@pytest.mark.parametrize("how", AMISS, ids=lambda how: how.__name__)
def test_what_is_amiss_is_told(place: Place, how: Callable[[FakeGitLab], None]) -> None:
    well(place)
    how(place.fake)
    assert any(AMISS[how] in one for one in lacking(place)), lacking(place)


def test_whom_to_let_in_is_said_in_gitlabs_words(place: Place) -> None:
    well(place)
    facts = replace(asked(place), members=())
    authority, day = place.office.authority, place.office.authority.office.day(place.now())
    said = examine(lambda: facts, place.kind.settings["host"], authority, SETTING, day)
    hints = [one.hint.text for one in said if one.hint]
    assert "Manage > Members: invite them as Developers" in hints
    assert not any("Collaborators" in hint for hint in hints)


def test_what_else_than_merging_is_offered_is_named(place: Place) -> None:
    well(place)
    squashes(place.fake)
    (said,) = [one.message for one in found(place) if one.state is Condition.LACKING]
    assert str(said).endswith(": squash")


@pytest.mark.parametrize("answer", [(403, {}, {}), (502, {}, {}), (200, [{"id": 1}], {})])
@pytest.mark.parametrize(
    "hidden", ["/protected_branches", "/deploy_keys", "/members/all", "/variables"]
)
def test_what_is_not_told_is_unknown_and_never_fine(place: Place, hidden: str, answer: Any) -> None:
    well(place)
    good = {one.message for one in found(place)}
    place.fake.settings[hidden] = answer
    told = found(place)
    assert [one for one in told if one.state is Condition.UNKNOWN]
    assert {one.message for one in told if one.state is Condition.GOOD} < good


def test_without_a_token_nothing_is_asked(place: Place) -> None:
    authority, day = place.office.authority, place.office.authority.office.day(place.now())
    [symptom] = examine(lambda: None, "forge.example", authority, SETTING, day)
    assert symptom.state is Condition.UNKNOWN


def test_a_stranger_who_may_write_is_named(place: Place) -> None:
    well(place)
    place.fake.logins[STRANGER[0]] = STRANGER[1]
    told = [one.message.text for one in found(place) if one.state is Condition.ADVICE]
    assert any("may write, but are nobody in roles.yaml" in one for one in told)


@pytest.mark.parametrize(
    ("visibility", "said"),
    [
        ("public", "the repository is public and"),
        ("internal", "whoever has an account on the server reads the repository"),
        ("private", ""),
        (None, "which a public repository would show"),
    ],
)
def test_restricted_fields_are_for_the_office_alone(
    place: Place, visibility: str | None, said: str
) -> None:
    well(place)
    place.fake.settings[""]["visibility"] = visibility or "private"
    setting = replace(SETTING, restricted={"app-spse": ("addresses",)})
    authority, day = place.office.authority, place.office.authority.office.day(place.now())
    told = examine(lambda: asked(place) if visibility else None, HOST, authority, setting, day)
    wrong = [one for one in told if "restricted fields" in one.message.text]
    assert [said in one.message.text for one in wrong] == [True] * bool(said)
    states = {Condition.LACKING if visibility else Condition.UNKNOWN}
    assert {one.state for one in wrong} <= states

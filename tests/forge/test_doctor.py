"""`ubah doctor` asks the forge: what it says of each thing, seen, lacking, or not to be seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from forge.fake import REPOSITORY, Answer
from forge.fake_settings import PATH, filled, well_set_up
from forge.scene import HEAD, HOST, MANAGER, OTHER, REQUESTER, Place
from ubah.core.health.checks import Setting
from ubah.core.health.symptoms import Condition
from ubah.core.render import render
from ubah.edge.forges import ForgeRefused, ForgeUnreachable
from ubah.edge.forges.github.asking import ask_github
from ubah.edge.forges.github.facts import ForgeFacts
from ubah.edge.forges.github.health.people import People
from ubah.edge.forges.github.health.repository import examine_forge
from ubah.edge.forges.github.http import GitHubHttp
from ubah.edge.recorder.recorder import read_key

SETTING = Setting("a" * 40, False, "elok", "1", ("1", "b"), (), (), (), {})
ALL = (REQUESTER, (102, "bayu"), MANAGER, OTHER, HEAD, (302, "fajar"), (401, "gita"))
UPGRADE = "Upgrade to GitHub Pro or make this repository public to enable this feature."


@pytest.fixture
def settings(place: Place) -> dict[str, Any]:
    roles = place.office.authority.roles
    people = tuple(
        (own.id, own.login)
        for person in roles.persons.values()
        for own in person.accounts
        if own.forge == HOST
    )
    place.fake.settings = well_set_up(key(place), people)
    return place.fake.settings


def key(place: Place) -> str:
    return read_key(place.office.key("pencatat")).public


def asked(place: Place, url: str = "") -> ForgeFacts:
    http = GitHubHttp("rahasia-token", url or place.fake.url, sleep=lambda _seconds: None)
    return ask_github(http, REPOSITORY, "main")


def told(place: Place, facts: ForgeFacts) -> dict[Condition, list[str]]:
    authority = place.office.authority
    people = People(authority.roles, HOST, authority.office.day(place.now()))
    found = examine_forge(facts, SETTING, (key(place),), people)
    assert all(one.hint or one.state is Condition.GOOD for one in found)
    return {
        state: [render(one.message, str, "en") for one in found if one.state is state]
        for state in Condition
    }


def test_what_is_set_up_as_the_guide_says_is_good(place: Place, settings: dict[str, Any]) -> None:
    said = told(place, asked(place))
    assert said[Condition.LACKING] == said[Condition.UNKNOWN] == said[Condition.ADVICE] == []
    assert len(said[Condition.GOOD]) > 14
    assert {verb for verb, _ in place.fake.requests} == {"GET"}


def without(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


def changed(path: str, **values: Any) -> Callable[[dict[str, Any]], None]:
    def change(settings: dict[str, Any]) -> None:
        settings[f"{PATH}{path}"] = {**settings[f"{PATH}{path}"], **values}

    return change


def listed(path: str, change: Callable[[list[Any]], list[Any]]) -> Callable[..., None]:
    def apply(settings: dict[str, Any]) -> None:
        settings[f"{PATH}{path}"] = change(settings[f"{PATH}{path}"])

    return apply


def gone(path: str) -> Callable[[dict[str, Any]], None]:
    return lambda settings: settings.pop(f"{PATH}{path}")


SECRET_ROW = {"name": "UBAH_RECORDER_KEY", "created_at": "2026-01-01T00:00:00Z"}
ENVIRONMENT = "/environments/recorder"
LACKS: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "no rules": (listed("/rules/branches/main", lambda _rows: []), "main lacks the rules"),
    "one rule missing": (
        listed(
            "/rules/branches/main",
            lambda rows: [r for r in rows if r["type"] != "non_fast_forward"],
        ),
        "main lacks the rules: non_fast_forward",
    ),
    "an administrator may pass": (
        changed(
            "/rulesets/42",
            bypass_actors=[
                {"actor_id": None, "actor_type": "DeployKey", "bypass_mode": "always"},
                {"actor_id": 5, "actor_type": "RepositoryRole", "bypass_mode": "always"},
            ],
        ),
        "DeployKey, RepositoryRole",
    ),
    "the recorder may rewrite main": (
        changed(
            "/rulesets/43",
            bypass_actors=[{"actor_id": None, "actor_type": "DeployKey", "bypass_mode": "always"}],
        ),
        "who may delete main or rewrite its history: DeployKey",
    ),
    "one ruleset for all, as it was": (
        listed("/rules/branches/main", lambda rows: [{**r, "ruleset_id": 42} for r in rows]),
        "who may delete main or rewrite its history: DeployKey",
    ),
    "a second ruleset keeps what the first lets pass": (
        listed(
            "/rules/branches/main",
            lambda rows: [*rows, *({**r, "ruleset_id": 42} for r in rows if r["ruleset_id"] == 43)],
        ),
        "",
    ),
    "the key reads only": (
        listed("/keys", lambda rows: [{**rows[0], "read_only": True}]),
        "no deploy key that may write",
    ),
    "another key writes": (
        listed("/keys", lambda rows: [*rows, {**rows[0], "key": "ssh-rsa AAAA lain"}]),
        "1 other deploy keys",
    ),
    "no environment": (gone(ENVIRONMENT), "there is no environment recorder"),
    "open to all branches": (
        changed(ENVIRONMENT, deployment_branch_policy=None),
        "environment recorder is open to: *",
    ),
    "open to another branch": (
        changed(
            f"{ENVIRONMENT}/deployment-branch-policies",
            total_count=2,
            branch_policies=[{"name": "main"}, {"name": "release/*"}],
        ),
        "open to: main, release/*",
    ),
    "no secret": (
        changed(f"{ENVIRONMENT}/secrets", total_count=0, secrets=[]),
        "lacks the secret UBAH_RECORDER_KEY",
    ),
    "a secret for all": (
        changed("/actions/secrets", total_count=1, secrets=[SECRET_ROW]),
        "also a secret of the repository",
    ),
    "Actions are off": (changed("/actions/permissions", enabled=False), "may not run: none"),
    "only local Actions": (
        changed("/actions/permissions", allowed_actions="local_only"),
        "may not run: local_only",
    ),
    "workflows may write": (
        changed("/actions/permissions/workflow", default_workflow_permissions="write"),
        "every workflow may write unasked",
    ),
    "workflows may not open": (
        changed("/actions/permissions/workflow", can_approve_pull_request_reviews=False),
        "may not open pull requests",
    ),
    "a sleeping workflow": (
        changed(
            "/actions/workflows",
            total_count=1,
            workflows=[{"path": ".github/workflows/land.yml", "state": "disabled_inactivity"}],
        ),
        "land.yml (disabled_inactivity)",
    ),
    "squash": (changed("", allow_squash_merge=True), ""),  # the ruleset forbids it all the same
    "no Pages": (changed("", has_pages=False), "Pages is not built by the workflow"),
    "old Pages": (changed("/pages", build_type="legacy"), "Pages is not built by the workflow"),
    "no issues": (changed("", has_issues=False), "takes no issues"),
    "another branch": (changed("", default_branch="master"), "the default branch is master"),
    "the head is not let in": (
        listed("/collaborators", lambda rows: [r for r in rows if r["id"] != HEAD[0]]),
        "cannot be asked for a review",
    ),
}


@pytest.mark.parametrize("what", LACKS)
def test_what_is_lacking_is_told(place: Place, settings: dict[str, Any], what: str) -> None:
    change, wanted = LACKS[what]
    change(settings)
    said = told(place, asked(place))
    if wanted:
        assert any(wanted in one for one in said[Condition.LACKING]), said
    else:
        assert said[Condition.LACKING] == []


def test_a_private_repository_on_a_free_plan(place: Place, settings: dict[str, Any]) -> None:
    changed("", private=True)(settings)
    no = (403, {"message": UPGRADE}, {})
    place.fake.fault = lambda _verb, target: no if "/rules" in target else None
    said = told(place, asked(place))
    [one] = [text for text in said[Condition.LACKING] if "free plan" in text]
    assert "enforcement is after the fact" in one


@pytest.mark.parametrize(("plan", "state"), [("team", Condition.GOOD), (None, Condition.UNKNOWN)])
def test_the_plan_of_a_private_repository(
    place: Place, settings: dict[str, Any], plan: str | None, state: Condition
) -> None:
    owner = {**settings[PATH]["owner"], "type": "Organization", "login": "lpse"}
    changed("", private=True, owner=owner)(settings)
    settings["/orgs/lpse"] = {"login": "lpse", **({"plan": {"name": plan}} if plan else {})}
    settings[f"{PATH}/actions/organization-secrets"] = {"total_count": 0, "secrets": []}
    facts = asked(place)
    assert facts.plan == plan
    assert any("private" in one for one in told(place, facts)[state])


@pytest.mark.parametrize("allowed", [True, False, None])
def test_an_organisation_that_allows_no_deploy_keys(
    place: Place, settings: dict[str, Any], allowed: bool | None
) -> None:
    """New ones don't; what its members are not told is no fault."""
    owner = {**settings[PATH]["owner"], "type": "Organization", "login": "lpse"}
    changed("", owner=owner)(settings)
    told_ = {} if allowed is None else {"deploy_keys_enabled_for_repositories": allowed}
    settings["/orgs/lpse"] = {"login": "lpse", **told_}
    settings[f"{PATH}/actions/organization-secrets"] = {"total_count": 0, "secrets": []}
    facts = asked(place)
    assert facts.deploy_keys_allowed is allowed
    said = told(place, facts)[Condition.LACKING]
    assert [one for one in said if "no deploy keys" in one] == said
    assert bool(said) is (allowed is False)


def test_a_token_that_may_see_little(place: Place, settings: dict[str, Any]) -> None:
    """As of the GITHUB_TOKEN of a workflow: what only an owner sees is not taken for well."""
    settings[PATH] = without(settings[PATH], *[k for k in settings[PATH] if "allow_" in k])
    for number in (42, 43):
        path = f"{PATH}/rulesets/{number}"
        settings[path] = without(settings[path], "bypass_actors")
    no = (403, {"message": "Resource not accessible by integration"}, {})
    hidden = ("/keys", "/secrets", "/permissions", "/permissions/workflow", "/collaborators")
    place.fake.fault = lambda _verb, target: no if target.split("?")[0].endswith(hidden) else None
    said = told(place, asked(place))
    assert said[Condition.LACKING] == []
    for part in ("deploy key", "UBAH_RECORDER_KEY", "may open pull requests", "let into"):
        assert any(part in one and "needs" in one for one in said[Condition.UNKNOWN]), (part, said)
    assert not any("deploy key" in one for one in said[Condition.GOOD])


def test_a_forge_that_answers_in_part(place: Place, settings: dict[str, Any]) -> None:
    broken: Answer = (200, b'{"total_count": 3, "secrets": []}', {})
    down: Answer = (503, {"message": "x"}, {})

    def wrong(_verb: str, target: str) -> Answer | None:
        if "/environments/recorder/secrets" in target:
            return broken
        return down if "/keys" in target else None

    place.fake.fault = wrong
    facts = asked(place)
    assert facts.unanswered == {"secrets", "deploy_keys"}
    said = told(place, facts)
    assert len([one for one in said[Condition.UNKNOWN] if "did not answer" in one]) == 2
    assert said[Condition.LACKING] == []


def test_a_forge_that_does_not_answer_or_does_not_know_us(place: Place) -> None:
    with pytest.raises(ForgeRefused):
        asked(place)
    place.fake.fault = lambda _verb, _target: (503, {"message": "x"}, {})
    with pytest.raises(ForgeUnreachable):
        asked(place)


def test_more_deploy_keys_than_a_page_holds(place: Place, settings: dict[str, Any]) -> None:
    row = settings[f"{PATH}/keys"][0]
    place.fake.page = 2
    settings[f"{PATH}/keys"] = [
        *(filled("deploy_key", key=f"ssh-rsa AAAA{n}", read_only=True) for n in range(5)),
        row,
    ]
    facts = asked(place)
    assert facts.deploy_keys == (key(place),)

"""`ubah doctor` asks the forge: what it says of each thing, seen, lacking, or not to be seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from forge.github.fake_settings import PATH, filled, well_set_up
from forge.kinds import HOST
from forge.scene import HEAD, MANAGER, OTHER, REQUESTER, Place
from forge.standin import REPOSITORY, Answer
from ubah.core.health.checks import Setting
from ubah.core.health.symptoms import Condition
from ubah.core.render import render
from ubah.edge.forges import ForgeRefused, ForgeUnreachable
from ubah.edge.forges.github.asking import ask_github
from ubah.edge.forges.github.facts import ForgeFacts
from ubah.edge.forges.github.health.repository import examine_forge
from ubah.edge.forges.github.http import GitHubHttp
from ubah.edge.forges.health.people import People
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
    place.fake.settings = well_set_up(key(place), people, place.now().date().isoformat())
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


def runs(*days: str) -> Callable[[dict[str, Any]], None]:
    """Have the nightly workflow have run by the clock on these days."""
    rows = [{"created_at": f"{day}T20:13:00Z"} for day in days]
    return changed("/actions/workflows/nightly.yml/runs", total_count=99, workflow_runs=rows)


def app(settings: dict[str, Any]) -> None:
    settings[f"{PATH}/actions/variables/UBAH_APP_ID"] = {
        "name": "UBAH_APP_ID",
        "value": "Iv23contoh",
        "created_at": "2026-01-01T00:00:00Z",
        "updated_at": "2026-01-01T00:00:00Z",
    }


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
    "open to a tag of that name": (
        changed(
            f"{ENVIRONMENT}/deployment-branch-policies",
            total_count=1,
            branch_policies=[{"name": "main", "type": "tag"}],
        ),
        "open to: tag main",
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
    "the clock stands still": (runs("2025-12-01"), "the last timed run came on 2025-12-01"),
    "an App without its key": (app, "lacks its key UBAH_APP_KEY"),
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


ADVICE: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "branches stay": (
        changed("", delete_branch_on_merge=False),
        "branches of merged pull requests",
    ),
    "no timed run yet": (runs(), "no timed run has come yet"),
    "who added the key has left": (
        listed("/keys", lambda rows: [{**rows[0], "added_by": "pergi"}]),
        "goes to whoever added the deploy key: @pergi; that is nobody in office",
    ),
    "nobody known added it": (
        listed("/keys", lambda rows: [{**rows[0], "added_by": None}]),
        "added the deploy key: –; that is nobody in office",
    ),
}


@pytest.mark.parametrize("what", ADVICE)
def test_what_works_but_should_be_known(place: Place, settings: dict[str, Any], what: str) -> None:
    change, wanted = ADVICE[what]
    change(settings)
    said = told(place, asked(place))
    assert [wanted in one for one in said[Condition.ADVICE]] == [True], said
    assert said[Condition.LACKING] == said[Condition.UNKNOWN] == []


def test_who_is_mailed_of_failed_runs_is_named(place: Place, settings: dict[str, Any]) -> None:
    login = settings[f"{PATH}/keys"][0]["added_by"]
    said = told(place, asked(place))[Condition.GOOD]
    assert [one for one in said if f"added the deploy key: @{login}" in one]


def test_a_github_app_is_offered_and_never_required(place: Place, settings: dict[str, Any]) -> None:
    [offered] = [one for one in told(place, asked(place))[Condition.GOOD] if "GitHub App" in one]
    assert "can take its place" in offered
    app(settings)
    secrets = [{**SECRET_ROW, "name": name} for name in ("UBAH_APP_KEY", "UBAH_RECORDER_KEY")]
    changed(f"{ENVIRONMENT}/secrets", total_count=2, secrets=secrets)(settings)
    said = told(place, asked(place))
    assert any("as the GitHub App Iv23contoh" in one for one in said[Condition.GOOD])
    assert said[Condition.LACKING] == []


@pytest.mark.parametrize("private", [True, False])
def test_limits_to_reviews_are_spoken_of_where_they_would_keep_somebody_out(
    place: Place, settings: dict[str, Any], private: bool
) -> None:
    """They hold in public repositories alone, and no interface tells of them."""
    LACKS["the head is not let in"][0](settings)
    changed("", private=private)(settings)
    said = [one for one in told(place, asked(place))[Condition.UNKNOWN] if "limited" in one]
    assert [("@kepala" in one) for one in said] == [True] * (not private)


def test_an_organisation_that_lets_no_workflow_open_pull_requests(
    place: Place, settings: dict[str, Any]
) -> None:
    owner = {**settings[PATH]["owner"], "type": "Organization", "login": "lpse"}
    changed("", owner=owner)(settings)
    settings["/orgs/lpse"] = {"login": "lpse"}
    settings[f"{PATH}/actions/organization-secrets"] = {"total_count": 0, "secrets": []}
    assert told(place, asked(place))[Condition.LACKING] == [], "what only owners are told"
    for allowed in (True, False):
        settings["/orgs/lpse/actions/permissions/workflow"] = filled(
            "token_rights", can_approve_pull_request_reviews=allowed
        )
        said = told(place, asked(place))[Condition.LACKING]
        assert ["the organisation lets no workflow" in one for one in said] == [True] * (
            not allowed
        )


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
    assert facts.unanswered == {"secrets", "deploy_keys", "key_adders"}
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

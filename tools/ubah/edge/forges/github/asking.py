"""What GitHub tells of a repository's settings; reading only, and each part for itself.

What the token may not see stays None, what was not answered in full is named, and neither is ever
taken for well (rule 10).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from ubah.core.diagnostics import msg
from ubah.edge.forges import ForgeRefused, ForgeUnreachable
from ubah.edge.forges.github.answers import (
    adder_of,
    allowed_actions,
    branch_rule_of,
    build_type,
    bypass_of,
    collaborator_of,
    environment_of,
    keys_allowed,
    name_of,
    passing,
    plan_of,
    repository_facts,
    rules_of,
    run_times,
    selected_actions,
    token_rights,
    variable_of,
    workflow_state,
    wrapped,
    writing_key,
)
from ubah.edge.forges.github.facts import APP, FREE, ForgeFacts
from ubah.edge.forges.github.http import PAGE, GitHubHttp
from ubah.edge.forges.health.look import ask_each
from ubah.edge.forges.reading import AnswerPart

ENVIRONMENT = "recorder"
TIMED = "nightly.yml"
"""The workflow that runs by the clock everywhere."""
HISTORY = frozenset({"deletion", "non_fast_forward"})
"""The rules that nobody may pass over: the recorder has no use for it either."""
KEYS_MAY_PASS = "DeployKey"  # noqa: S105 - a kind of actor
_UPGRADE = "upgrade to github"


def ask_github(http: GitHubHttp, repository: str, main: str) -> ForgeFacts:
    """Return what the token may see of the settings of ``repository`` (owner/name).

    Raises:
        ForgeUnreachable: if the forge does not answer at all.
        ForgeRefused: if the token is not accepted, or sees no such repository.
    """
    return _Asking(http, repository, main).facts()


class _Asking:
    def __init__(self, http: GitHubHttp, repository: str, main: str) -> None:
        self._http = http
        self._owner = repository.partition("/")[0]
        self._path = f"/repos/{repository}"
        self._main = main

    def facts(self) -> ForgeFacts:
        known = repository_facts(self._http.get(self._path))
        owned_by_many = known.pop("owned_by_many")
        parts: dict[str, Callable[[], AnswerPart]] = {
            "rules": self._rules,
            "deploy_keys": self._deploy_keys,
            **({"organisation": self._organisation} if owned_by_many else {}),
            "environment": self._environment,
            "secrets": self._secrets,
            "repository_secrets": lambda: self._repository_secrets(owned_by_many),
            "actions": self._actions,
            "workflow_token": self._workflow_token,
            **({"organisation_token": self._organisation_token} if owned_by_many else {}),
            "app": self._app,
            "workflows": self._workflows,
            "timed": self._timed,
            "collaborators": self._collaborators,
        }
        if known.get("pages") is None:
            parts["pages"] = self._pages
        if known["private"]:
            parts["plan"] = lambda: self._plan(owned_by_many)
        told, silent = ask_each(parts, _upgrade)
        known |= told
        unanswered = {fact for name in silent for fact in _TOGETHER.get(name, (name,))}
        own = known.pop("own_methods", None)
        ruled = known.pop("ruled_methods", None)
        known["merge_methods"] = own if ruled is None else ruled if own is None else own & ruled
        names = {field.name for field in fields(ForgeFacts)}
        assert known.keys() <= names, known  # noqa: S101 - each part names its facts
        open_still = frozenset(name for name in unanswered if known.get(name) is None)
        return ForgeFacts(**known, unanswered=open_still)

    def _rules(self) -> AnswerPart:
        rows = self._http.pages(f"{self._path}/rules/branches/{self._main}")
        rulesets, ruled = rules_of({"rows": rows})
        facts: dict[str, Any] = {"rules": frozenset().union(*rulesets.values())}
        if ruled is not None:
            facts["ruled_methods"] = ruled
        told = {number: self._bypass(number) for number in rulesets}
        writing = [told[n] for n, kinds in rulesets.items() if kinds - HISTORY]
        lists = [one for one in writing if one is not None]
        if len(lists) == len(writing):
            everywhere = all(KEYS_MAY_PASS in one for one in lists)
            some = dict.fromkeys(kind for one in lists for kind in one)
            facts["bypass"] = tuple(k for k in some if k != KEYS_MAY_PASS or everywhere)
        found = [passing(rulesets, told, kind) for kind in HISTORY if kind in facts["rules"]]
        if None not in found:
            facts["history_bypass"] = tuple(sorted(set().union(*filter(None, found))))
        return facts

    def _bypass(self, ruleset: int) -> tuple[str, ...] | None:
        try:
            return bypass_of(self._http.get(f"{self._path}/rulesets/{ruleset}"))
        except ForgeRefused:  # a ruleset of an organisation that the token does not see
            return None

    def _deploy_keys(self) -> AnswerPart:
        rows = self._http.pages(f"{self._path}/keys")
        adders = {key: adder_of(row) for row in rows if (key := writing_key(row))}
        return {"deploy_keys": tuple(adders), "key_adders": adders}

    def _organisation(self) -> AnswerPart:
        """GitHub tells its owners and members; new ones have deploy keys turned off."""
        allowed = keys_allowed(self._http.get(f"/orgs/{self._owner}"))
        return {} if allowed is None else {"deploy_keys_allowed": allowed}

    def _environment(self) -> AnswerPart:
        path = f"{self._path}/environments/{ENVIRONMENT}"
        try:
            policy, waits = environment_of(self._http.get(path))
        except ForgeRefused as problem:
            if problem.status != 404:
                raise
            return {"environment": False}
        if policy == "custom":
            rows = self._object(f"{path}/deployment-branch-policies", "branch_policies")
            branches = tuple(branch_rule_of(row) for row in rows)
        else:
            branches = (policy,)
        return {
            "environment": True,
            "environment_branches": branches,
            "environment_waits": waits,
        }

    def _secrets(self) -> AnswerPart:
        rows = self._object(f"{self._path}/environments/{ENVIRONMENT}/secrets", "secrets")
        return {"secrets": tuple(name_of(row) for row in rows)}

    def _repository_secrets(self, owned_by_many: bool) -> AnswerPart:
        rows = self._object(f"{self._path}/actions/secrets", "secrets")
        if owned_by_many:
            rows += self._object(f"{self._path}/actions/organization-secrets", "secrets")
        return {"repository_secrets": tuple(name_of(row) for row in rows)}

    def _actions(self) -> AnswerPart:
        allowed = allowed_actions(self._http.get(f"{self._path}/actions/permissions"))
        if allowed == "selected":
            path = f"{self._path}/actions/permissions/selected-actions"
            allowed = selected_actions(self._http.get(path))
        return {"actions": allowed}

    def _workflow_token(self) -> AnswerPart:
        return token_rights(self._http.get(f"{self._path}/actions/permissions/workflow"))

    def _organisation_token(self) -> AnswerPart:
        """GitHub tells its owners alone."""
        rights = token_rights(self._http.get(f"/orgs/{self._owner}/actions/permissions/workflow"))
        return {"organisation_makes_pull_requests": rights["makes_pull_requests"]}

    def _app(self) -> AnswerPart:
        try:
            return {"app": variable_of(self._http.get(f"{self._path}/actions/variables/{APP}"))}
        except ForgeRefused as problem:
            if problem.status != 404:
                raise
            return {"app": ""}

    def _timed(self) -> AnswerPart:
        wanted = {"event": "schedule", "per_page": "1"}
        path = f"{self._path}/actions/workflows/{TIMED}/runs"
        return {"timed": run_times(self._http.get(path, wanted))}

    def _workflows(self) -> AnswerPart:
        rows = self._object(f"{self._path}/actions/workflows", "workflows")
        return {"workflows": dict(workflow_state(row) for row in rows)}

    def _pages(self) -> AnswerPart:
        return {"pages": build_type(self._http.get(f"{self._path}/pages"))}

    def _collaborators(self) -> AnswerPart:
        rows = self._http.pages(f"{self._path}/collaborators")
        return {"collaborators": tuple(collaborator_of(row) for row in rows)}

    def _plan(self, owned_by_many: bool) -> AnswerPart:
        """GitHub tells the plan to the owner alone."""
        path = f"/orgs/{self._owner}" if owned_by_many else f"/users/{self._owner}"
        plan = plan_of(self._http.get(path))
        return {"plan": plan} if plan else {}

    def _object(self, path: str, name: str) -> list[Any]:
        """Return a list that GitHub wraps in an object with its length."""
        answer = self._http.get(path, {"per_page": str(PAGE)})
        rows, total = wrapped({"answer": answer, "name": name})
        if len(rows) != total:
            raise ForgeUnreachable(msg("its list is shorter than it says"))
        return rows


_TOGETHER: Mapping[str, tuple[str, ...]] = {
    "rules": ("rules", "bypass", "history_bypass", "merge_methods"),
    "deploy_keys": ("deploy_keys", "key_adders"),
    "organisation": ("deploy_keys_allowed",),
    "organisation_token": ("organisation_makes_pull_requests",),
    "environment": ("environment", "environment_branches", "environment_waits"),
    "workflow_token": ("workflow_token", "makes_pull_requests"),
}
"""AnswerPart that come out of one question."""


def _upgrade(problem: ForgeRefused) -> AnswerPart:
    """Return what a refusal tells of the plan: where it says upgrade, GitHub enforces nothing."""
    return {"plan": FREE} if _UPGRADE in problem.said.casefold() else {}

"""What GitHub tells of a repository's settings; reading only, and each part for itself.

What the token may not see stays None, what was not answered in full is named, and neither is ever
taken for well (rule 10).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from ubah.core.diagnostics import msg
from ubah.core.people.roles import plain_key
from ubah.edge.forges import ForgeRefused, ForgeUnreachable
from ubah.edge.forges.github.facts import FREE, Collaborator, ForgeFacts
from ubah.edge.forges.github.http import PAGE, GitHubHttp
from ubah.edge.forges.github.values import whole

ENVIRONMENT = "recorder"
KEYS_MAY_PASS = "DeployKey"  # noqa: S105 - a kind of actor
_UPGRADE = "upgrade to github"
_METHODS = {
    "merge": "allow_merge_commit",
    "squash": "allow_squash_merge",
    "rebase": "allow_rebase_merge",
}
Facts = Mapping[str, Any]


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
        known = _repository(self._http.get(self._path))
        owned_by_many = known.pop("owned_by_many")
        parts: dict[str, Callable[[], Facts]] = {
            "rules": self._rules,
            "deploy_keys": self._deploy_keys,
            "environment": self._environment,
            "secrets": self._secrets,
            "repository_secrets": lambda: self._repository_secrets(owned_by_many),
            "actions": self._actions,
            "workflow_token": self._workflow_token,
            "workflows": self._workflows,
            "collaborators": self._collaborators,
        }
        if known.get("pages") is None:
            parts["pages"] = self._pages
        if known["private"]:
            parts["plan"] = lambda: self._plan(owned_by_many)
        unanswered: set[str] = set()
        for name, ask in parts.items():
            try:
                known |= ask()
            except ForgeRefused as problem:
                if _UPGRADE in problem.said.casefold():  # it enforces nothing here, and says so
                    known["plan"] = FREE
            except ForgeUnreachable:
                unanswered |= set(_TOGETHER.get(name, (name,)))
        own = known.pop("own_methods", None)
        ruled = known.pop("ruled_methods", None)
        known["merge_methods"] = own if ruled is None else ruled if own is None else own & ruled
        names = {field.name for field in fields(ForgeFacts)}
        assert known.keys() <= names, known  # noqa: S101 - each part names its facts
        open_still = frozenset(name for name in unanswered if known.get(name) is None)
        return ForgeFacts(**known, unanswered=open_still)

    def _rules(self) -> Facts:
        rows = self._http.pages(f"{self._path}/rules/branches/{self._main}")
        kinds, rulesets, ruled = _rules_of({"rows": rows})
        lists = [self._bypass(number) for number in rulesets]
        facts: dict[str, Any] = {"rules": kinds}
        if ruled is not None:
            facts["ruled_methods"] = ruled
        told = [one for one in lists if one is not None]
        if len(told) == len(lists):
            everywhere = all(KEYS_MAY_PASS in one for one in told)
            some = dict.fromkeys(kind for one in told for kind in one)
            facts["bypass"] = tuple(k for k in some if k != KEYS_MAY_PASS or everywhere)
        return facts

    def _bypass(self, ruleset: int) -> tuple[str, ...] | None:
        try:
            return _bypass_of(self._http.get(f"{self._path}/rulesets/{ruleset}"))
        except ForgeRefused:  # a ruleset of an organisation that the token does not see
            return None

    def _deploy_keys(self) -> Facts:
        rows = self._http.pages(f"{self._path}/keys")
        return {"deploy_keys": tuple(key for row in rows if (key := _writing_key(row)))}

    def _environment(self) -> Facts:
        path = f"{self._path}/environments/{ENVIRONMENT}"
        try:
            policy, waits = _environment_of(self._http.get(path))
        except ForgeRefused as problem:
            if problem.status != 404:
                raise
            return {"environment": False}
        if policy == "custom":
            rows = self._object(f"{path}/deployment-branch-policies", "branch_policies")
            branches = tuple(_name(row) for row in rows)
        else:
            branches = (policy,)
        return {
            "environment": True,
            "environment_branches": branches,
            "environment_waits": waits,
        }

    def _secrets(self) -> Facts:
        rows = self._object(f"{self._path}/environments/{ENVIRONMENT}/secrets", "secrets")
        return {"secrets": tuple(_name(row) for row in rows)}

    def _repository_secrets(self, owned_by_many: bool) -> Facts:
        rows = self._object(f"{self._path}/actions/secrets", "secrets")
        if owned_by_many:
            rows += self._object(f"{self._path}/actions/organization-secrets", "secrets")
        return {"repository_secrets": tuple(_name(row) for row in rows)}

    def _actions(self) -> Facts:
        allowed = _allowed_actions(self._http.get(f"{self._path}/actions/permissions"))
        if allowed == "selected":
            path = f"{self._path}/actions/permissions/selected-actions"
            allowed = _selected_actions(self._http.get(path))
        return {"actions": allowed}

    def _workflow_token(self) -> Facts:
        return _token_rights(self._http.get(f"{self._path}/actions/permissions/workflow"))

    def _workflows(self) -> Facts:
        rows = self._object(f"{self._path}/actions/workflows", "workflows")
        return {"workflows": dict(_workflow(row) for row in rows)}

    def _pages(self) -> Facts:
        return {"pages": _build_type(self._http.get(f"{self._path}/pages"))}

    def _collaborators(self) -> Facts:
        rows = self._http.pages(f"{self._path}/collaborators")
        return {"collaborators": tuple(_collaborator(row) for row in rows)}

    def _plan(self, owned_by_many: bool) -> Facts:
        """GitHub tells the plan to the owner alone."""
        path = f"/orgs/{self._owner}" if owned_by_many else f"/users/{self._owner}"
        plan = _plan_of(self._http.get(path))
        return {"plan": plan} if plan else {}

    def _object(self, path: str, name: str) -> list[Any]:
        """Return a list that GitHub wraps in an object with its length."""
        answer = self._http.get(path, {"per_page": str(PAGE)})
        rows, total = _wrapped({"answer": answer, "name": name})
        if len(rows) != total:
            raise ForgeUnreachable(msg("its list is shorter than it says"))
        return rows


_TOGETHER: Mapping[str, tuple[str, ...]] = {
    "rules": ("rules", "bypass", "merge_methods"),
    "environment": ("environment", "environment_branches", "environment_waits"),
    "workflow_token": ("workflow_token", "makes_pull_requests"),
}
"""Facts that come out of one question."""


@whole
def _repository(data: Facts) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "private": _flag(data["private"]),
        "default_branch": str(data["default_branch"]),
        "takes_issues": _flag(data["has_issues"]),
        "owned_by_many": data["owner"]["type"] == "Organization",
        "own_methods": None,
    }
    if data.get("has_pages") is False:
        facts["pages"] = ""
    if all(name in data for name in _METHODS.values()):  # only told to who may push
        facts["own_methods"] = frozenset(m for m, name in _METHODS.items() if _flag(data[name]))
    return facts


@whole
def _rules_of(data: Facts) -> tuple[frozenset[str], tuple[int, ...], frozenset[str] | None]:
    """Return the kinds of rule, the rulesets that they come from, and the merge methods they leave."""
    kinds: set[str] = set()
    methods: frozenset[str] | None = None
    for row in data["rows"]:
        kinds.add(str(row["type"]))
        allowed = (row.get("parameters") or {}).get("allowed_merge_methods")
        if row["type"] == "pull_request" and allowed:
            methods = frozenset(allowed) if methods is None else methods & frozenset(allowed)
    rulesets = dict.fromkeys(int(row["ruleset_id"]) for row in data["rows"])
    return frozenset(kinds), tuple(rulesets), methods


@whole
def _bypass_of(data: Facts) -> tuple[str, ...] | None:
    """Return who may pass over a ruleset; None where that is not told, as to all but its owners."""
    if "bypass_actors" not in data:
        return None
    return tuple(dict.fromkeys(str(row["actor_type"]) for row in data["bypass_actors"] or ()))


@whole
def _writing_key(data: Facts) -> str:
    return "" if _flag(data["read_only"]) else plain_key(str(data["key"]))


@whole
def _environment_of(data: Facts) -> tuple[str, bool]:
    """Return whether its branches are listed ("custom") or else which they are, and if it waits."""
    policy = data["deployment_branch_policy"]
    waits = any(
        row["type"] in ("required_reviewers", "wait_timer") for row in data["protection_rules"]
    )
    if policy is None:
        return "*", waits
    return ("custom" if policy["custom_branch_policies"] else "protected branches"), waits


@whole
def _allowed_actions(data: Facts) -> str:
    return str(data["allowed_actions"]) if _flag(data["enabled"]) else "none"


@whole
def _selected_actions(data: Facts) -> str:
    return "github" if _flag(data["github_owned_allowed"]) else "selected"


@whole
def _token_rights(data: Facts) -> Facts:
    return {
        "workflow_token": str(data["default_workflow_permissions"]),
        # GitHub's one switch "create and approve pull requests" bears only its second half's name.
        "makes_pull_requests": _flag(data["can_approve_pull_request_reviews"]),
    }


@whole
def _workflow(data: Facts) -> tuple[str, str]:
    return str(data["path"]).rpartition("/")[2], str(data["state"])


@whole
def _build_type(data: Facts) -> str:
    return str(data.get("build_type") or "legacy")


@whole
def _collaborator(data: Facts) -> Collaborator:
    rights = data["permissions"]
    return Collaborator(
        int(data["id"]), str(data["login"]), _flag(rights["push"]), _flag(rights["admin"])
    )


@whole
def _plan_of(data: Facts) -> str:
    plan = data.get("plan")
    return str(plan["name"]) if plan else ""


@whole
def _wrapped(data: Facts) -> tuple[list[Any], int]:
    answer = data["answer"]
    rows = answer[data["name"]]
    if not isinstance(rows, list):
        raise TypeError(rows)
    return list(rows), int(answer["total_count"])


@whole
def _name(data: Facts) -> str:
    return str(data["name"])


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value

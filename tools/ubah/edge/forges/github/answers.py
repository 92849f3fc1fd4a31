"""What GitHub tells of a repository's settings, read part by part; what lacks a part is half an answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ubah.core.people.roles import plain_key
from ubah.edge.forges.health.people import Collaborator
from ubah.edge.forges.reading import AnswerPart, flag, time_of, whole

_METHODS = {
    "merge": "allow_merge_commit",
    "squash": "allow_squash_merge",
    "rebase": "allow_rebase_merge",
}


@whole
def repository_facts(data: AnswerPart) -> dict[str, Any]:
    """Read what a repository says of itself; who may not push is not told the merge methods."""
    facts: dict[str, Any] = {
        "private": flag(data["private"]),
        "default_branch": str(data["default_branch"]),
        "takes_issues": flag(data["has_issues"]),
        "owned_by_many": data["owner"]["type"] == "Organization",
        "own_methods": None,
    }
    if "delete_branch_on_merge" in data:  # to who may push, as what follows
        facts["deletes_branches"] = flag(data["delete_branch_on_merge"])
    if data.get("has_pages") is False:
        facts["pages"] = ""
    if all(name in data for name in _METHODS.values()):  # only told to who may push
        facts["own_methods"] = frozenset(m for m, name in _METHODS.items() if flag(data[name]))
    return facts


@whole
def rules_of(data: AnswerPart) -> tuple[dict[int, frozenset[str]], frozenset[str] | None]:
    """Return the rulesets with the kinds of rule in each, and the merge methods that they leave."""
    rulesets: dict[int, frozenset[str]] = {}
    methods: frozenset[str] | None = None
    for row in data["rows"]:
        number, kind = int(row["ruleset_id"]), str(row["type"])
        rulesets[number] = rulesets.get(number, frozenset()) | {kind}
        allowed = (row.get("parameters") or {}).get("allowed_merge_methods")
        if kind == "pull_request" and allowed:
            methods = frozenset(allowed) if methods is None else methods & frozenset(allowed)
    return rulesets, methods


def passing(
    rulesets: Mapping[int, frozenset[str]], told: Mapping[int, tuple[str, ...] | None], kind: str
) -> frozenset[str] | None:
    """Return who may pass over every ruleset with a kind of rule, None where that is not told."""
    lists = [told[number] for number, kinds in rulesets.items() if kind in kinds]
    known = [frozenset(one) for one in lists if one is not None]
    if any(not one for one in known):
        return frozenset()
    return frozenset.intersection(*known) if len(known) == len(lists) else None


@whole
def bypass_of(data: AnswerPart) -> tuple[str, ...] | None:
    """Return who may pass over a ruleset; None where that is not told, as to all but its owners."""
    if "bypass_actors" not in data:
        return None
    return tuple(dict.fromkeys(str(row["actor_type"]) for row in data["bypass_actors"] or ()))


@whole
def writing_key(data: AnswerPart) -> str:
    """Read a deploy key as ``type base64``, "" where it may only read."""
    return "" if flag(data["read_only"]) else plain_key(str(data["key"]))


@whole
def adder_of(data: AnswerPart) -> str:
    """Read the login of who added a deploy key, "" where it is nobody any more."""
    return str(data.get("added_by") or "")


@whole
def run_times(data: AnswerPart) -> tuple[datetime, ...]:
    """Read when the runs in a list of a workflow's began."""
    return tuple(time_of(row["created_at"]) for row in data["workflow_runs"])


@whole
def variable_of(data: AnswerPart) -> str:
    """Read the value of a variable."""
    return str(data["value"])


@whole
def environment_of(data: AnswerPart) -> tuple[str, bool]:
    """Return whether its branches are listed ("custom") or else which they are, and if it waits."""
    policy = data["deployment_branch_policy"]
    waits = any(
        row["type"] in ("required_reviewers", "wait_timer") for row in data["protection_rules"]
    )
    if policy is None:
        return "*", waits
    return ("custom" if policy["custom_branch_policies"] else "protected branches"), waits


@whole
def allowed_actions(data: AnswerPart) -> str:
    """Read which Actions may run; "none" where they are turned off."""
    return str(data["allowed_actions"]) if flag(data["enabled"]) else "none"


@whole
def selected_actions(data: AnswerPart) -> str:
    """Read whether those that are selected include GitHub's own."""
    return "github" if flag(data["github_owned_allowed"]) else "selected"


@whole
def token_rights(data: AnswerPart) -> AnswerPart:
    """Read what a job's token may do unasked, and whether it may open pull requests."""
    return {
        "workflow_token": str(data["default_workflow_permissions"]),
        # GitHub's one switch "create and approve pull requests" bears only its second half's name.
        "makes_pull_requests": flag(data["can_approve_pull_request_reviews"]),
    }


@whole
def workflow_state(data: AnswerPart) -> tuple[str, str]:
    """Read a workflow's file name and state."""
    return str(data["path"]).rpartition("/")[2], str(data["state"])


@whole
def keys_allowed(data: AnswerPart) -> bool | None:
    """Read whether an organisation allows deploy keys, None where that is not told."""
    told = data.get("deploy_keys_enabled_for_repositories")
    return None if told is None else flag(told)


@whole
def build_type(data: AnswerPart) -> str:
    """Read how Pages is built."""
    return str(data.get("build_type") or "legacy")


@whole
def collaborator_of(data: AnswerPart) -> Collaborator:
    """Read an account with its rights."""
    rights = data["permissions"]
    return Collaborator(
        int(data["id"]), str(data["login"]), flag(rights["push"]), flag(rights["admin"])
    )


@whole
def plan_of(data: AnswerPart) -> str:
    """Read the plan, "" where it is not told."""
    plan = data.get("plan")
    return str(plan["name"]) if plan else ""


@whole
def wrapped(data: AnswerPart) -> tuple[list[Any], int]:
    """Read a list that GitHub wraps in an object, and the length that it says."""
    answer = data["answer"]
    rows = answer[data["name"]]
    if not isinstance(rows, list):
        raise TypeError(rows)
    return list(rows), int(answer["total_count"])


@whole
def branch_rule_of(data: AnswerPart) -> str:
    """Read which branches an environment is open to; a rule for tags is told as such, and opens to none."""
    name, kind = str(data["name"]), str(data.get("type") or "branch")
    return name if kind == "branch" else f"{kind} {name}"


@whole
def name_of(data: AnswerPart) -> str:
    """Read a name."""
    return str(data["name"])

"""What a Forgejo or Gitea tells of a repository's settings, read part by part, for `ubah doctor`.

What the token may not see stays None, what was not answered in full is named, and neither is ever
taken for well (rule 10).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ubah.core.people.roles import plain_key
from ubah.edge.forges.forgejo.access import Access, own_account
from ubah.edge.forges.forgejo.http import ForgejoHttp
from ubah.edge.forges.health.look import ask_each
from ubah.edge.forges.health.people import Collaborator
from ubah.edge.forges.reading import AnswerPart, flag, text_of, whole

_WRITES = ("write", "admin", "owner")
_RULES = ("admin", "owner")


@dataclass(frozen=True)
class BranchRule:
    """What a rule for main lets through. ``pushers``: accounts and teams that may push past it.

    ``by_keys``: deploy keys may; ``for_admins``: it holds for administrators too, None where the
    server is too old to say. ``excepted``: patterns of files that whoever may write can push all the
    same, or that nobody can, the recorder included.
    """

    takes_pushes: bool
    only_listed: bool
    pushers: tuple[str, ...]
    by_keys: bool
    for_admins: bool | None
    excepted: tuple[str, ...] = ()


@dataclass(frozen=True)
class ForgejoFacts:
    """What it says of the office's repository; None: it would not tell."""

    me: int | None = None
    private: bool | None = None
    default_branch: str | None = None
    takes_issues: bool | None = None
    marks_merged: bool | None = None
    runs_jobs: bool | None = None
    rule: BranchRule | None = None
    unprotected: bool | None = None  # no rule holds for main
    deploy_keys: tuple[str, ...] | None = None  # "type base64" of those that may write
    secrets: tuple[str, ...] | None = None  # names, open to every job here
    writers: tuple[tuple[int, str], ...] | None = None
    collaborators: tuple[Collaborator, ...] | None = None
    unanswered: frozenset[str] = frozenset()


def ask_forgejo(http: ForgejoHttp, repository: str, main: str) -> ForgejoFacts:
    """Return what the token may see of the settings of ``repository`` (owner/name).

    Raises:
        ForgeUnreachable: if the forge does not answer at all.
        ForgeRefused: if the token is not accepted, or sees no such repository.
    """
    path = f"/repos/{repository}"
    access = Access(http, path)
    known: dict[str, Any] = {"me": own_account(http), **_repository(http.get(path))}
    parts: dict[str, Callable[[], dict[str, Any]]] = {
        "rule": lambda: _rules(http.rows(f"{path}/branch_protections").data, main),
        "deploy_keys": lambda: {"deploy_keys": tuple(map(plain_key, access.writing_keys()))},
        "secrets": lambda: {"secrets": tuple(map(_name, http.pages(f"{path}/actions/secrets")))},
        "writers": lambda: {"writers": tuple(dict.fromkeys(access.writers()))},
        "collaborators": lambda: {"collaborators": tuple(_collaborators(access))},
    }
    told, unanswered = ask_each(parts)
    return ForgejoFacts(**known, **told, unanswered=frozenset(unanswered))


def _collaborators(access: Access) -> Iterator[Collaborator]:
    for number, login in access.collaborators():
        right = access.permission(login)
        yield Collaborator(number, login, right in _WRITES, right in _RULES)


@whole
def _repository(data: AnswerPart) -> dict[str, Any]:
    return {
        "private": flag(data["private"]),
        "default_branch": text_of(data["default_branch"]),
        "takes_issues": flag(data["has_issues"]) and flag(data["has_pull_requests"]),
        "runs_jobs": flag(data["has_actions"]) if "has_actions" in data else None,
    }


def _rules(rows: list[Any], main: str) -> dict[str, Any]:
    """Read the rule for main; of several the one that names it is taken, as the forge does."""
    for row in rows:
        name, rule = _rule(row)
        if name == main:
            return {"rule": rule, "unprotected": False}
    return {"rule": None, "unprotected": True}


@whole
def _rule(data: AnswerPart) -> tuple[str, BranchRule]:
    people = tuple(map(text_of, data["push_whitelist_usernames"] or ()))
    teams = tuple(map(text_of, data["push_whitelist_teams"] or ()))
    files = (data.get(f"{kind}protected_file_patterns") or "" for kind in ("", "un"))
    told = data.get("apply_to_admins", data.get("block_admin_merge_override"))
    rule = BranchRule(
        takes_pushes=flag(data["enable_push"]),
        only_listed=flag(data["enable_push_whitelist"]),
        pushers=(*people, *teams),
        by_keys=flag(data["push_whitelist_deploy_keys"]),
        for_admins=None if told is None else flag(told),
        excepted=tuple(text for text in map(text_of, files) if text),
    )
    return text_of(data["rule_name"]), rule


@whole
def _name(data: AnswerPart) -> str:
    return text_of(data["name"])

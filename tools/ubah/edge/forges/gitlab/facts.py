"""What a GitLab says of the office's project and its settings, for `ubah doctor`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from ubah.core.forge.model import ForgeAccount
from ubah.edge.forges.environment import KEY
from ubah.edge.forges.gitlab.guarded import (
    DeployKey,
    Member,
    Protection,
    deploy_key_of,
    member_of,
    protection_of,
)
from ubah.edge.forges.gitlab.http import GitLabHttp
from ubah.edge.forges.gitlab.values import account_of
from ubah.edge.forges.health.look import ask_each
from ubah.edge.forges.health.restricted import Readers
from ubah.edge.forges.reading import AnswerPart, flag, text_of, whole

_READERS = {
    "private": Readers.OFFICE,
    "internal": Readers.SERVER,
    "public": Readers.ANYBODY,
}


@dataclass(frozen=True)
class KeptKey:
    """The recorder's key as a variable of the project's jobs: whether it is protected, and masked."""

    protected: bool
    masked: bool


@dataclass(frozen=True)
class GitLabFacts:
    """What a GitLab says; None: it would not tell. ``unanswered``: for which it gave no answer in full."""

    me: int = 0
    version: tuple[int, int] | None = None
    readers: Readers | None = None
    default_branch: str | None = None
    takes_issues: bool | None = None
    merge_method: str | None = None
    squashes: bool | None = None
    protections: tuple[Protection, ...] | None = None
    deploy_keys: tuple[DeployKey, ...] | None = None
    members: tuple[Member, ...] | None = None
    kept_keys: tuple[KeptKey, ...] | None = None
    unanswered: frozenset[str] = frozenset()


def ask_gitlab(http: GitLabHttp, path: str) -> GitLabFacts:
    """Return what the token may see of the settings of the project at ``path``.

    Raises:
        ForgeUnreachable: if the forge does not answer at all.
        ForgeRefused: if the token is not accepted, or sees no such project.
    """
    project = f"/projects/{quote(path, safe='')}"
    known = project_facts(http.get(project))
    me: ForgeAccount | None = account_of(http.get("/user"))
    known["me"] = me.id if me else 0

    def rows(below: str, read: Callable[[AnswerPart], Any]) -> tuple[Any, ...]:
        found = (read(row) for row in http.pages(f"{project}{below}"))
        return tuple(one for one in found if one is not None)

    parts: dict[str, Callable[[], dict[str, Any]]] = {
        "version": lambda: {"version": version_of(http.get("/version"))},
        "protections": lambda: {"protections": rows("/protected_branches", protection_of)},
        "deploy_keys": lambda: {"deploy_keys": rows("/deploy_keys", deploy_key_of)},
        "members": lambda: {"members": rows("/members/all", member_of)},
        "kept_keys": lambda: {"kept_keys": rows("/variables", kept_key_of)},
    }
    told, unanswered = ask_each(parts)
    return GitLabFacts(**known, **told, unanswered=frozenset(unanswered))


@whole
def project_facts(data: AnswerPart) -> dict[str, Any]:
    """Read a project's own settings (docs: api/projects)."""
    issues = data.get("issues_access_level")
    squash = data.get("squash_option")
    return {
        "readers": _READERS[text_of(data["visibility"])],
        "default_branch": data.get("default_branch"),
        "takes_issues": None if issues is None else issues != "disabled",
        "merge_method": data.get("merge_method"),
        "squashes": None if squash is None else squash != "never",
    }


@whole
def version_of(data: AnswerPart) -> tuple[int, int]:
    """Read which release runs there (docs: api/version)."""
    major, minor = text_of(data["version"]).split(".")[:2]
    return int(major), int(minor)


@whole
def kept_key_of(data: AnswerPart) -> KeptKey | None:
    """Read a variable of the jobs, if it is the recorder's key (docs: api/project_level_variables)."""
    if text_of(data["key"]) != KEY:
        return None
    return KeptKey(flag(data["protected"]), flag(data["masked"]))

"""Which branches of a project nobody but the recorder can push to, by the project's own settings.

GitLab keeps no commit with an approval. What was approved is certain only where nothing else can ever
have stood there: on a branch that people can neither push to nor merge into (docs: api/protected_branches,
user/project/repository/branches/protected).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from ubah.edge.forges import ForgeRefused
from ubah.edge.forges.gitlab.http import GitLabHttp
from ubah.edge.forges.reading import AnswerPart, flag, number_of, whole

NO_ONE, DEVELOPER, MAINTAINER, ADMINISTRATOR = 0, 30, 40, 60


@dataclass(frozen=True)
class Allowed:
    """Who a protected branch lets in: a role's level, or a deploy key, or one that is neither.

    ``other``: a person or a group by its own, as paid editions have it.
    """

    level: int | None
    key: int | None
    other: bool = False


@dataclass(frozen=True)
class Protection:
    """What protects the branches whose name is ``pattern``, in which a star stands for anything."""

    pattern: str
    push: tuple[Allowed, ...]
    merge: tuple[Allowed, ...]
    force: bool

    def covers(self, branch: str) -> bool:
        """Whether a branch falls under it."""
        return fnmatchcase(branch, self.pattern.replace("[", "[[]").replace("?", "[?]"))


@dataclass(frozen=True)
class DeployKey:
    """A key that may reach the project; ``public`` is "type base64"."""

    id: int
    public: str
    may_push: bool


@dataclass(frozen=True)
class Member:
    """An account with a role in the project, its own or from a group above it."""

    account: int
    login: str
    level: int


@dataclass(frozen=True)
class Guards:
    """What was read of the settings, and whose key and account the recorder's are."""

    protections: tuple[Protection, ...]
    keys: tuple[DeployKey, ...]
    maintainers: tuple[Member, ...]
    own_key: str
    own_account: int

    def holds(self, branch: str) -> bool:
        """Whether nobody but the recorder, and who runs the server, can change a branch or make it.

        Several that cover a branch let in whomever one of them lets in.
        """
        mine = [one for one in self.protections if one.covers(branch)]
        return bool(mine) and all(
            self._closed(one.push) and self._closed(one.merge, keys=False) for one in mine
        )

    def _closed(self, allowed: tuple[Allowed, ...], *, keys: bool = True) -> bool:
        return all(self._is_own(one, keys=keys) for one in allowed)

    def _is_own(self, one: Allowed, *, keys: bool) -> bool:
        if one.other:
            return False
        if one.key is not None:
            own = [key for key in self.keys if key.id == one.key]
            return keys and bool(self.own_key) and [key.public for key in own] == [self.own_key]
        if one.level in (NO_ONE, ADMINISTRATOR):
            return True  # an administrator runs the server
        return one.level == MAINTAINER and all(
            member.account == self.own_account for member in self.maintainers
        )


def read_guards(http: GitLabHttp, project: str, own_key: str, own_account: int) -> Guards | None:
    """Return what protects the project's branches, None where the token may not see it."""

    def rows(path: str) -> list[Any]:
        return http.pages(f"{project}{path}")

    try:
        return Guards(
            tuple(protection_of(row) for row in rows("/protected_branches")),
            tuple(deploy_key_of(row) for row in rows("/deploy_keys")),
            tuple(one for one in map(member_of, rows("/members/all")) if one.level >= MAINTAINER),
            own_key,
            own_account,
        )
    except ForgeRefused as problem:
        if problem.status not in (401, 403, 404):
            raise
        return None


@whole
def protection_of(data: AnswerPart) -> Protection:
    """Read what protects a branch, or all whose names are like its own."""
    return Protection(
        str(data["name"]),
        tuple(_allowed(one) for one in data["push_access_levels"]),
        tuple(_allowed(one) for one in data["merge_access_levels"]),
        flag(data["allow_force_push"]),
    )


def _allowed(data: Mapping[str, Any]) -> Allowed:
    """Read who is let in; a deploy key comes with a level beside it that lets nobody else in."""
    named = [data.get(name) for name in ("user_id", "group_id", "member_role_id")]
    key, level = data.get("deploy_key_id"), data["access_level"]
    if key is not None:
        return Allowed(None, number_of(key))
    if isinstance(level, bool) or not isinstance(level, int | None):
        raise TypeError(level)
    return Allowed(level, None, other=level is None or any(one is not None for one in named))


@whole
def deploy_key_of(data: AnswerPart) -> DeployKey:
    """Read a deploy key of the project."""
    public = " ".join(str(data["key"]).split()[:2])
    return DeployKey(number_of(data["id"]), public, flag(data["can_push"]))


@whole
def member_of(data: AnswerPart) -> Member:
    """Read a member; the list names the highest role that each has (docs: api/project_members)."""
    level = data["access_level"]
    if isinstance(level, bool) or not isinstance(level, int):
        raise TypeError(level)
    return Member(number_of(data["id"]), str(data["username"]), level)

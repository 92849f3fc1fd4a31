"""Who may edit other people's texts in a repository, by its settings (rule 4b).

No interface for programs tells who edited a text. Its author may, whoever may write issues or pull
requests, and whoever administers the server. So it is known that a text is its author's only where
nobody may write but the recorder's own account.
"""

from __future__ import annotations

from collections.abc import Iterator

from ubah.core.diagnostics import msg
from ubah.core.voucher import Untouched
from ubah.edge.forges import ForgeRefused, ForgeUnreachable
from ubah.edge.forges.forgejo.http import ForgejoHttp
from ubah.edge.forges.forgejo.values import login_of, me_of
from ubah.edge.forges.reading import AnswerPart, flag, number_of, text_of, whole

_READS = ("read", "none")
_GONE = 404
_UNITS = ("repo.issues", "repo.pulls", "repo.code")


class Access:
    """The rights in one repository; ``path`` is the repository's, below the interface's address."""

    def __init__(self, http: ForgejoHttp, path: str) -> None:
        self._http = http
        self._path = path

    def untouched(self, me: int) -> Untouched:
        """Return by what it is known that texts are their authors' here.

        Raises:
            ForgeUnreachable: if the forge does not answer.
        """
        try:
            alone = all(account == me for account, _ in self.writers())
            alone = alone and len(self.writing_keys()) <= 1
        except ForgeRefused:  # the token may not see it
            return Untouched.UNKNOWN
        return Untouched.SETTINGS if alone else Untouched.UNKNOWN

    def writers(self) -> Iterator[tuple[int, str]]:
        """Yield number and login of each account that may write: owner, collaborators, teams' members."""
        owner = _owner(self._http.get(self._path))
        organisation = self._organisation(owner[1])
        if not organisation:
            yield owner
        for row in self.collaborators():
            if self.permission(row[1]) not in _READS:
                yield row
        if organisation:
            yield from self._members(owner[1])

    def collaborators(self) -> tuple[tuple[int, str], ...]:
        """Return number and login of whoever was let in one by one."""
        return tuple(map(_account, self._http.pages(f"{self._path}/collaborators")))

    def permission(self, login: str) -> str:
        """Return what an account may: none, read, write, admin or owner."""
        return _permission(self._http.get(f"{self._path}/collaborators/{login}/permission"))

    def writing_keys(self) -> tuple[str, ...]:
        """Return the deploy keys that may write."""
        rows = self._http.pages(f"{self._path}/keys")
        return tuple(key for key, reads in map(_key, rows) if not reads)

    def _organisation(self, owner: str) -> bool:
        try:
            self._http.get(f"/orgs/{owner}")
        except ForgeRefused as problem:
            if problem.status != _GONE:
                raise
            return False
        return True

    def _members(self, organisation: str) -> Iterator[tuple[int, str]]:
        """Yield who is in a team that may write here; its owners may everywhere."""
        here = {number for number, _ in map(_team, self._http.rows(f"{self._path}/teams").data)}
        for row in self._http.pages(f"/orgs/{organisation}/teams"):
            number, writes = _team(row)
            if writes and (number in here or _everywhere(row)):
                members = self._http.pages(f"/teams/{number}/members")
                yield from map(_account, members)


def own_account(http: ForgejoHttp) -> int:
    """Return the number of the account that the token belongs to."""
    return me_of(http.get("/user"))


@whole
def _account(data: AnswerPart) -> tuple[int, str]:
    return number_of(data["id"]), login_of(data)


@whole
def _owner(data: AnswerPart) -> tuple[int, str]:
    return _account(data["owner"])


@whole
def _permission(data: AnswerPart) -> str:
    return text_of(data["permission"])


@whole
def _key(data: AnswerPart) -> tuple[str, bool]:
    return text_of(data["key"]), flag(data["read_only"])


@whole
def _team(data: AnswerPart) -> tuple[int, bool]:
    """Read a team's number, and whether it may write anything that people edit."""
    units = data["units_map"] or {}
    mode = text_of(data["permission"])
    if mode == "none" and not units:  # by units, and they are not told
        raise ForgeUnreachable(msg("its answer lacks a part"))
    writes = mode not in _READS or any(units.get(unit, "none") not in _READS for unit in _UNITS)
    return number_of(data["id"]), writes


@whole
def _everywhere(data: AnswerPart) -> bool:
    return flag(data["includes_all_repositories"]) or data["permission"] == "owner"

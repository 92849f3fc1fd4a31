"""What GitLab's stand-in answers of accounts, members, keys, protected branches, pushes and its release."""

from __future__ import annotations

from typing import Any

from forge.gitlab.lists import MISSING, Asked, Given
from forge.gitlab.project import RECORDER, GitLabProject
from forge.gitlab.shapes import ANSWERS, account_answer
from forge.standin import Account, stamp

DEVELOPER, MAINTAINER = 30, 40


def version(there: GitLabProject, _: Asked) -> Given:
    return 200, {"version": there.version, "revision": "4e963fe"}


def me(there: GitLabProject, _: Asked) -> Given:
    return 200, account_answer(there, there.asker)


def user(there: GitLabProject, number: str, _: Asked) -> Given:
    login = there.logins.get(int(number), there.seen.get(int(number)))
    if not login:
        return MISSING
    bot = there.seen.get(int(number), login).endswith("[bot]")
    return 200, {**(account_answer(there, (int(number), login)) or {}), "bot": bot}


def users(there: GitLabProject, wanted: Asked) -> Given:
    found = there.by_login(wanted["username"])
    return 200, [account_answer(there, found)] if found else []


def events(there: GitLabProject, wanted: Asked) -> Given:
    assert wanted["action"] == "pushed"
    rows = []
    for at, old, new in there.pushes:
        push = {"ref": "main", "ref_type": "branch", "commit_from": old, "commit_to": new}
        row = {**ANSWERS["event"], "created_at": stamp(at)}
        rows.append({**row, "push_data": {**row["push_data"], **push}})
    return 200, rows[::-1]


def protected(there: GitLabProject, _: Asked) -> Given:
    return 200, there.protected


def keys(there: GitLabProject, _: Asked) -> Given:
    own = {"key": there.recorder_key}
    return 200, [{**one, **({} if one["key"] else own)} for one in there.keys]


def members(there: GitLabProject, _: Asked) -> Given:
    inside = [one for one in there.logins.items() if one == RECORDER or there.may_enter(one[1])]
    return 200, [_member(there, one) for one in inside]


def one_member(there: GitLabProject, number: str, _: Asked) -> Given:
    login = there.logins.get(int(number), "")
    inside = login and there.may_enter(login)
    return (200, _member(there, (int(number), login))) if inside else MISSING


def _member(there: GitLabProject, who: Account) -> dict[str, Any]:
    level = there.levels.get(who[0], MAINTAINER if who == RECORDER else DEVELOPER)
    return {**ANSWERS["member"], **(account_answer(there, who) or {}), "access_level": level}

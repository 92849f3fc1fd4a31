"""GitHub's CODEOWNERS out of roles.yaml: whom the forge asks for a review (rule 6).

It only asks. Whose approval counts is decided by the judge, from roles.yaml and by the number of
the account.
"""

from __future__ import annotations

import re
from datetime import date

from ubah.core.meanings import OfficeMeaning, usual_offices
from ubah.core.people.roles import Roles

PATH = ".github/CODEOWNERS"
DEFAULT_HOST = "github.com"

_HEADER = """\
# Made by `ubah github` out of roles.yaml; change it there. It only says whom GitHub asks for a
# review. Whose approval counts is decided by the judge, by the number of the account.
"""
MANAGERS = usual_offices(OfficeMeaning.MANAGES)
_ROWS = (
    ("/roles.yaml", ("head", "superior")),
    ("/office.yaml", ("head", "superior")),
    ("/schemas/", ("head", "superior")),
    ("/.*", ("head", "superior")),
    ("/.github/", ("head", "superior")),
    ("/site/", ("head", "superior")),
    ("/mkdocs.yml", ("head", "superior")),
)
_LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,38})\Z")


def codeowners(roles: Roles, host: str, day: date, managers: tuple[str, ...] = MANAGERS) -> bytes:
    """Return the file for the accounts on ``host`` of who is in office on ``day``.

    A line without owners is what GitHub wants where nobody has an account yet.
    """
    rows = (
        ("*", (*managers, "head")),
        ("/changes/", managers),
        ("/assets/", managers),
        *_ROWS,
    )
    width = max(len(pattern) for pattern, _ in rows)
    lines = []
    for pattern, offices in rows:
        logins = dict.fromkeys(
            login for office in offices for login in _logins(roles, office, host, day)
        )
        owners = " ".join(f"@{login}" for login in logins)
        lines.append(f"{pattern:<{width}} {owners}".rstrip())
    return f"{_HEADER}{chr(10).join(lines)}\n".encode()


def _logins(roles: Roles, office: str, host: str, day: date) -> list[str]:
    return [
        account.login
        for person in roles.holders(office, day)
        for account in roles.persons[person].accounts
        if account.forge == host and account.period.covers(day) and _LOGIN.match(account.login)
    ]

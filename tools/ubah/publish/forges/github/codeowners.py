"""GitHub's CODEOWNERS out of roles.yaml: whom the forge asks for a review (rule 6).

It only asks. Whose approval counts is decided by the judge, from roles.yaml and by the number of
the account.
"""

from __future__ import annotations

import re
from datetime import date

from ubah.core.people.roles import Roles
from ubah.publish.forges.owners import APPROVERS, MANAGERS, owners

PATH = ".github/CODEOWNERS"
DEFAULT_HOST = "github.com"

_HEADER = """\
# Made by `ubah github` out of roles.yaml; change it there. It only says whom GitHub asks for a
# review. Whose approval counts is decided by the judge, by the number of the account.
"""
_ROWS = (
    ("/roles.yaml", APPROVERS),
    ("/office.yaml", APPROVERS),
    ("/schemas/", APPROVERS),
    ("/.*", APPROVERS),
    ("/.github/", APPROVERS),
    ("/site/", APPROVERS),
    ("/mkdocs.yml", APPROVERS),
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
        named = owners(roles, offices, host, day, _LOGIN)
        lines.append(f"{pattern:<{width}} {named}".rstrip())
    return f"{_HEADER}{chr(10).join(lines)}\n".encode()

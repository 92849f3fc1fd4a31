"""Forgejo's and Gitea's CODEOWNERS out of roles.yaml: whom the server asks for a review (rule 6).

Both read it at the top, in docs/ and in .gitea/, not where GitHub does. What stands before the owners is
an expression of Go's that the whole path has to match, or must not where it begins with "!"; all rows that
fit count, not the last one alone. Whoever is named is asked, also who may only read.
"""

from __future__ import annotations

import re
from datetime import date

from ubah.core.people.roles import Roles
from ubah.publish.forges.owners import APPROVERS, owners

PATH = ".gitea/CODEOWNERS"
_HEADER = """\
# Made by `ubah forge files` out of roles.yaml; change it there. It only says whom the server asks for a
# review. Whose approval counts is decided by the judge, by the number of the account.
"""
_AUTHORITY = r"(roles[.]yaml|office[.]yaml|mkdocs[.]yml|(schemas|site)/.*|[.].*)"
_ELSE = r"!((changes|assets|schemas|site)/.*|roles[.]yaml|office[.]yaml|mkdocs[.]yml|[.].*)"
"""Not what is in changes/ and assets/: the recorder opens a pull request for each form, and tells who must act."""
_LOGIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,39}\Z")


def codeowners(roles: Roles, host: str, day: date, managers: tuple[str, ...]) -> bytes:
    """Return the file for the accounts on ``host`` of who is in office on ``day``.

    A row without owners would be one that the server warns of; it is left out.
    """
    rows = ((_AUTHORITY, APPROVERS), (_ELSE, (*managers, "head")))
    named = ((pattern, owners(roles, offices, host, day, _LOGIN)) for pattern, offices in rows)
    lines = [f"{pattern} {who}\n" for pattern, who in named if who]
    return f"{_HEADER}{''.join(lines)}".encode()

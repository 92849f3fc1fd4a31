"""Whom a forge asks for a review of which files, by what they are called there (rule 6).

It only asks. Whose approval counts is decided by the judge, from roles.yaml and by the number of
the account.
"""

from __future__ import annotations

import re
from datetime import date

from ubah.core.meanings import OfficeMeaning, usual_offices
from ubah.core.people.roles import Roles

MANAGERS = usual_offices(OfficeMeaning.MANAGES)
APPROVERS = ("head", "superior")
"""Who approves what the office is judged by."""


def owners(
    roles: Roles, offices: tuple[str, ...], host: str, day: date, login: re.Pattern[str]
) -> str:
    """Return who holds any of the ``offices`` on ``day``, each as @ and what they are called on ``host``.

    Left out is what does not look like a ``login`` there: the file would say something else.
    """
    found = dict.fromkeys(
        account.login
        for office in offices
        for person in roles.holders(office, day)
        for account in roles.persons[person].accounts
        if account.forge == host and account.period.covers(day) and login.match(account.login)
    )
    return " ".join(f"@{one}" for one in found)

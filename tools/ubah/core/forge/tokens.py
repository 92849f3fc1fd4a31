"""Whose token the recorder may speak by: nobody's who is in office."""

from __future__ import annotations

from ubah.core.diagnostics import CannotRun, msg
from ubah.core.people.roles import Roles


def token_refused(account: int | None, forge: str, roles: Roles) -> CannotRun | None:
    """Return why the token of ``account`` on ``forge`` is not the recorder's, None where nothing says so.

    What the recorder says would bear that person's name, and where texts count since nobody but the
    recorder's account may edit them, they might (rule 4b). ``account`` None: it is no person's.
    """
    owner = roles.owner_of_account(forge, account) if account else None
    if owner is None or roles.ever_held(owner[0].id, "recorder"):
        return None
    return CannotRun(
        msg("the token belongs to the account of {person}", person=owner[0].name),
        msg("make a token of the account that only the recorder uses, and put it in its place"),
    )

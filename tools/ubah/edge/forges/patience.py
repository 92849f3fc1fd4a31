"""How often and how long a forge is asked again, and what its refusals are told as."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from ubah.core.diagnostics import Message, msg
from ubah.edge.forges import ForgeRefused
from ubah.edge.forges.environment import TOKEN, JobVariables

TIMEOUT = 20
TRIES = 3
LONGEST_WAIT = 60
MAX_PAGES = 200
_LATER = (429, 500, 502, 503, 504)


def wait_for(
    status: int, headers: Mapping[str, str], said: str, attempt: int, *, remaining: str, reset: str
) -> float | None:
    """Return how many seconds the forge wants us to wait, None if waiting is no use.

    ``remaining`` and ``reset`` are what it calls the headers that tell of its limit of requests.
    """
    lower = {name.lower(): value for name, value in headers.items()}
    if "retry-after" in lower:
        return _seconds(lower["retry-after"])
    if status in (403, 429) and lower.get(remaining) == "0":
        return max(1.0, _seconds(lower.get(reset, "")) - datetime.now(UTC).timestamp())
    # A secondary limit comes as 403 without Retry-After at times; only the sentence says so.
    if status in _LATER or "rate limit" in said.lower():
        return float(2**attempt)
    return None


def _seconds(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float(LONGEST_WAIT + 1)


def answered_with(status: int) -> Message:
    """Return what is said of a status after which nothing is known."""
    return msg("it answers with the status {status}", status=status)


def refusal(status: int, said: str, names: JobVariables) -> ForgeRefused:
    """Return what a forge's no is told as; ``names``: what it calls its variables."""
    match status:
        case 401:
            message = msg("the forge does not accept the token")
            hint = msg(
                "put a valid token into the file of --token, or into {neutral} or {own}",
                neutral=TOKEN,
                own=names.token,
            )
        case 403:
            message = msg("the token lacks a right on the forge")
            hint = msg("see the permissions in the workflow, or of the token; ubah doctor helps")
        case 404 | 410:
            message = msg("the forge has no such pull request, issue or repository")
            hint = msg(
                "see the number, and forge.repository in office.yaml, unless {variable} says which repository; an account that may not see it is answered the same",
                variable=names.repository,
            )
        case _:
            message = msg("the forge refuses with the status {status}", status=status)
            hint = msg("see the forge's status page, then try again")
    return ForgeRefused(message, hint, status, said)

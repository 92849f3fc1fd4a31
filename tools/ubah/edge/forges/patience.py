"""How often and how long a forge is asked again, and what its refusals are told as."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from ubah.core.diagnostics import Message, msg
from ubah.edge.forges import ForgeRefused, ForgeUnreachable
from ubah.edge.forges.environment import TOKEN, JobVariables

TIMEOUT = 20
TRIES = 3
LONGEST_WAIT = 60
MAX_PAGES = 200
_UNTRUSTED = re.compile(r"certificate verify failed: (.{1,150}?) ?\(_ssl")
"""What Python says of a certificate; no later try would find it otherwise."""
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


def is_untrusted(problem: Exception) -> bool:
    """Whether there was no connection for want of trust in the forge's certificate."""
    return _UNTRUSTED.search(str(problem)) is not None


def no_connection(problem: Exception) -> ForgeUnreachable:
    """Return what is said where the forge was not reached at all."""
    untrusted = _UNTRUSTED.search(str(problem))
    if untrusted is None:
        return ForgeUnreachable(msg("no connection ({kind})", kind=type(problem).__name__))
    # requests trusts its own list of authorities, not the system's.
    return ForgeUnreachable(
        msg("its certificate is not trusted here ({why})", why=untrusted[1]),
        msg(
            "if a certificate authority of your own issued it, set the variable {variable} to a file of certificates that holds it, on Debian /etc/ssl/certs/ca-certificates.crt",
            variable="REQUESTS_CA_BUNDLE",
        ),
    )


def answered_with(status: int) -> Message:
    """Return what is said of a status after which nothing is known."""
    return msg("it answers with the status {status}", status=status)


def refusal(status: int, said: str, names: JobVariables) -> ForgeRefused:
    """Return what a forge's no is told as; ``names``: what it calls its variables."""
    match status:
        case 401:
            message = msg("the forge does not accept the token")
            hint = msg(
                "put a valid token into {neutral} or {own}, or into the file that --token names",
                neutral=TOKEN,
                own=names.token,
            )
        case 403:
            message = msg("the token lacks a right on the forge")
            hint = msg(
                "give the token the rights that the guide names, or the job those in its workflow; ubah doctor helps"
            )
        case 404 | 410:
            message = msg("the forge has no such pull request, issue or repository")
            hint = msg(
                "see the number, forge.repository in office.yaml or {variable} (owner/name), and whether the token's account may see it",
                variable=names.repository,
            )
        case _:
            message = msg("the forge refuses with the status {status}", status=status)
            hint = msg("see the forge's status page, then try again")
    return ForgeRefused(message, hint, status, said)

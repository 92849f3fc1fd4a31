"""ssh-keygen's ALLOWED SIGNERS, by which git itself shows whose signatures are good, and when.

For display alone: what a signature is worth is said by roles.yaml, as it stood before each landing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from ubah.core.diagnostics import Message, msg
from ubah.core.people.roles import Period, Roles

_KINDS = {
    "ssh-ed25519": "ED25519",
    "ssh-rsa": "RSA",
    "ecdsa-sha2-nistp256": "ECDSA",
    "ecdsa-sha2-nistp384": "ECDSA",
    "ecdsa-sha2-nistp521": "ECDSA",
    "sk-ssh-ed25519@openssh.com": "ED25519-SK",
    "sk-ecdsa-sha2-nistp256@openssh.com": "ECDSA-SK",
}
"""How ssh-keygen names the types of keys."""


@dataclass(frozen=True)
class Signer:
    """A person's key ("type base64") and the days on which it is theirs."""

    person: str
    key: str
    period: Period


def signers_of(roles: Roles) -> Iterator[Signer]:
    """Yield every key that ever was anybody's, ended ones too: keys are never deleted (rule 6)."""
    for person in roles.persons.values():
        for key in person.keys:
            yield Signer(person.id, key.key, key.period)


def address_of(person: str) -> str:
    """Return the address by which git shows a signer; no mail goes there."""
    return f"{person}@localhost"


def allowed_signers(signers: Iterable[Signer], zone: tzinfo) -> str:
    """Return the lines of the ALLOWED SIGNERS format (ssh-keygen(1)), with each key's validity.

    ``zone`` is the office's, in which the days of roles.yaml begin and end; the file has them in UTC.
    """
    return "".join(
        f"{address_of(signer.person)} {','.join(_options(signer.period, zone))} {signer.key}\n"
        for signer in signers
    )


def names_keys(path: str, count: int) -> Message:
    """Return what is said once the file stands at ``path``."""
    return msg("{path} names {count} keys", path=path, count=count)


def good_signature(person: str, key: str, fingerprint: str) -> str:
    """Return the line by which git (ssh-keygen) calls a person's signature good.

    ``key`` is "type base64"; where it is not known, "", the line is that of the usual type.
    """
    kind = _KINDS.get(key.partition(" ")[0], "ED25519")
    return f'Good "git" signature for {address_of(person)} with {kind} key {fingerprint}'


def _options(period: Period, zone: tzinfo) -> Iterator[str]:
    yield 'namespaces="git"'
    yield f'valid-after="{_moment(period.start, zone)}"'
    if period.until is not None:
        yield f'valid-before="{_moment(period.until + timedelta(days=1), zone)}"'


def _moment(day: date, zone: tzinfo) -> str:
    return f"{datetime.combine(day, time(), zone).astimezone(UTC):%Y%m%d%H%M%S}Z"

"""OpenSSH public keys in their one canonical form (RFC 4253 section 6.6, RFC 5656, RFC 8709).

A key belongs to one person for ever (rule 6), so a second encoding of it must not pass for another
key: bytes behind it, zeros before a number, a compressed point.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from types import MappingProxyType

MIN_RSA_BITS = 2048
"""Signatures by shorter RSA keys are not believed."""

_POINT_BYTES = {b"nistp256": 65, b"nistp384": 97, b"nistp521": 133}


def is_canonical_key(kind: str, blob: bytes) -> bool:
    """Whether ``blob`` is a key of the type ``kind``, encoded as ssh-keygen encodes it."""
    check = _TYPES.get(kind)
    parts = _strings(blob)
    return (
        check is not None
        and parts is not None
        and parts[:1] == [kind.encode()]
        and check(parts[1:])
    )


def rsa_bits(text: str) -> int:
    """Return the length in bits of an RSA key as a public key's line has it, in base64; 0 for none."""
    parts = _strings(base64.b64decode(text)) or []
    return int.from_bytes(parts[2], "big").bit_length() if len(parts) > 2 else 0


def _strings(blob: bytes) -> list[bytes] | None:
    """Return the length-prefixed strings that ``blob`` consists of, to its very end."""
    parts = []
    while blob:
        length = int.from_bytes(blob[:4], "big")
        if len(blob) < 4 + length:
            return None
        parts.append(blob[4 : 4 + length])
        blob = blob[4 + length :]
    return parts


def _is_number(part: bytes) -> bool:
    """Whether an mpint is positive and has no byte more than it needs (RFC 4251 section 5)."""
    if not part or part[0] & 0x80:
        return False
    return part[0] != 0 or (len(part) > 1 and bool(part[1] & 0x80))


def _ed25519(parts: list[bytes]) -> bool:
    return [len(part) for part in parts] == [32]


def _sk_ed25519(parts: list[bytes]) -> bool:
    return len(parts) == 2 and len(parts[0]) == 32 and bool(parts[1])


def _rsa(parts: list[bytes]) -> bool:
    return len(parts) == 2 and all(map(_is_number, parts))


def _ecdsa(parts: list[bytes]) -> bool:
    if len(parts) != 2:
        return False
    curve, point = parts
    return len(point) == _POINT_BYTES.get(curve) and point[0] == 4


def _ecdsa_on(curve: bytes) -> Callable[[list[bytes]], bool]:
    return lambda parts: parts[:1] == [curve] and _ecdsa(parts)


def _sk_ecdsa(parts: list[bytes]) -> bool:
    return len(parts) == 3 and parts[0] == b"nistp256" and _ecdsa(parts[:2]) and bool(parts[2])


_TYPES: Mapping[str, Callable[[list[bytes]], bool]] = MappingProxyType(
    {
        "ssh-ed25519": _ed25519,
        "sk-ssh-ed25519@openssh.com": _sk_ed25519,
        "ssh-rsa": _rsa,
        "ecdsa-sha2-nistp256": _ecdsa_on(b"nistp256"),
        "ecdsa-sha2-nistp384": _ecdsa_on(b"nistp384"),
        "ecdsa-sha2-nistp521": _ecdsa_on(b"nistp521"),
        "sk-ecdsa-sha2-nistp256@openssh.com": _sk_ecdsa,
    }
)

"""Making SSH key pairs (ed25519), for a new office and for the demonstration."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ubah.core.diagnostics import CannotRun, msg
from ubah.core.people.roles import plain_key


@dataclass(frozen=True)
class KeyPair:
    """A new key, nowhere written yet: the private file's content, and the public key line."""

    secret: bytes = field(repr=False)
    public: str


def new_key(comment: str) -> KeyPair:
    """Return a new key without a passphrase, whose public line ends in ``comment``."""
    private = Ed25519PrivateKey.generate()
    secret = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.OpenSSH,
        serialization.NoEncryption(),
    )
    public = private.public_key().public_bytes(
        serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH
    )
    return KeyPair(secret, f"{public.decode()} {comment}")


def public_of(secret: bytes) -> str:
    """Return "type base64" of a private key.

    Raises:
        ValueError: if it is no OpenSSH private key without a passphrase.
    """
    try:
        private = serialization.load_ssh_private_key(secret, password=None)
    except TypeError as problem:  # it has a passphrase
        raise ValueError(str(problem)) from None
    public = private.public_key().public_bytes(
        serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH
    )
    return plain_key(public.decode())


def write_key(path: Path, pair: KeyPair) -> None:
    """Write a private key to ``path`` (mode 600) and its public one beside it.

    Raises:
        CannotRun: if there is a file at ``path`` already.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        path.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        raise CannotRun(
            msg("{path} exists already; a private key is never written over", path=str(path)),
            msg("move the file away, or use the key: its public half lies beside it"),
        ) from None
    path.write_bytes(pair.secret)
    path.with_name(f"{path.name}.pub").write_bytes(f"{pair.public}\n".encode())


def make_key(path: Path, comment: str) -> str:
    """Write a new key to ``path`` and its public one beside it; return the latter.

    The key has no passphrase: it is for throw-away demonstrations and for a robot's secret store.

    Raises:
        CannotRun: if there is a file at ``path`` already.
    """
    pair = new_key(comment)
    write_key(path, pair)
    return pair.public

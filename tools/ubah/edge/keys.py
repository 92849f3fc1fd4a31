"""Making SSH key pairs (ed25519), for a new office and for the demonstration."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def make_key(path: Path, comment: str) -> str:
    """Write a private key to ``path`` (mode 600) and its public one beside it; return the latter.

    The key has no passphrase: it is for throw-away demonstrations and for a robot's secret store.
    """
    private = Ed25519PrivateKey.generate()
    secret = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.OpenSSH,
        serialization.NoEncryption(),
    )
    public = private.public_key().public_bytes(
        serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH
    )
    line = f"{public.decode()} {comment}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(secret)
    path.with_name(f"{path.name}.pub").write_text(f"{line}\n")
    return line

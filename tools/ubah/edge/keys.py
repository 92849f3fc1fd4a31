"""Making SSH key pairs (ed25519), for a new office and for the demonstration."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ubah.core.diagnostics import CannotRun, msg


def make_key(path: Path, comment: str) -> str:
    """Write a private key to ``path`` (mode 600) and its public one beside it; return the latter.

    The key has no passphrase: it is for throw-away demonstrations and for a robot's secret store.

    Raises:
        CannotRun: if there is a file at ``path`` already.
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
    try:
        path.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        raise CannotRun(
            msg("{path} exists already; a private key is never written over", path=str(path)),
            msg("move the file away, or use the key: its public half lies beside it"),
        ) from None
    path.write_bytes(secret)
    path.with_name(f"{path.name}.pub").write_text(f"{line}\n")
    return line

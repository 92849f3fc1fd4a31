"""Verifying SSH signatures on commits (PROTOCOL.sshsig, namespace "git").

In process by `sshsig`; key types that it lacks go to ``ssh-keygen -Y check-novalidate``. Whose key
it is, is not asked here: roles.yaml says that, in the core.
"""

from __future__ import annotations

import base64
import shutil
import subprocess
import tempfile
from pathlib import Path

from sshsig.sshsig import InvalidSignature, SshsigSignature, check_signature

from ubah.core.authority import fingerprint
from ubah.core.model import Signature, SignatureState

NAMESPACE = "git"
MIN_RSA_BITS = 2048
_HASHES = (b"sha256", b"sha512")


def verify(payload: bytes, armored: str) -> Signature:
    """Verify a commit's signature against the key that it carries.

    ``payload`` is the commit object without its gpgsig header.
    """
    if not armored:
        return Signature()
    if not armored.startswith("-----BEGIN SSH SIGNATURE-----"):
        return Signature(SignatureState.UNSUPPORTED, reason="not an SSH signature")
    try:
        outer = SshsigSignature.from_armored(armored)
        key = _key_line(bytes(outer.public_key))
    except Exception as problem:  # the parser's own errors vary with what was mangled
        return Signature(SignatureState.INVALID, reason=f"unreadable ({type(problem).__name__})")
    if bytes(outer.namespace) != NAMESPACE.encode():
        return Signature(SignatureState.INVALID, key, reason="made for another namespace")
    if bytes(outer.hash_algo) not in _HASHES:
        return Signature(SignatureState.INVALID, key, reason="hash algorithm is not sha256 or sha512")
    state, reason = _check(payload, armored, key)
    return Signature(state, key, _fingerprint(key), reason)


def _check(payload: bytes, armored: str, key: str) -> tuple[SignatureState, str]:
    try:
        check_signature(payload, armored, NAMESPACE)
    except NotImplementedError:
        return _check_with_ssh_keygen(payload, armored, key)
    except InvalidSignature:
        return SignatureState.INVALID, "does not fit the commit"
    except Exception as problem:  # see above; whatever goes wrong is no valid signature
        return SignatureState.INVALID, f"unreadable ({type(problem).__name__})"
    if key.startswith("ssh-rsa ") and _rsa_bits(key) < MIN_RSA_BITS:
        return SignatureState.INVALID, f"RSA key shorter than {MIN_RSA_BITS} bits"
    return SignatureState.VALID, ""


def _check_with_ssh_keygen(payload: bytes, armored: str, key: str) -> tuple[SignatureState, str]:
    kind = key.split(" ")[0]
    program = shutil.which("ssh-keygen")
    if program is None:
        return SignatureState.UNSUPPORTED, f"key type {kind} needs ssh-keygen"
    with tempfile.TemporaryDirectory(prefix="ubah-") as folder:
        path = Path(folder) / "signature"
        path.write_text(armored)
        command = [program, "-Y", "check-novalidate", "-n", NAMESPACE, "-s", str(path)]
        done = subprocess.run(command, input=payload, capture_output=True, check=False)  # noqa: S603 - no shell, own arguments
    if done.returncode == 0:
        return SignatureState.VALID, ""
    said = done.stderr.decode(errors="replace")
    if any(word in said for word in ("unsupported", "unknown key", "invalid format", "not implemented")):
        return SignatureState.UNSUPPORTED, f"key type {kind}"
    return SignatureState.INVALID, "does not fit the commit"


def _key_line(blob: bytes) -> str:
    length = int.from_bytes(blob[:4], "big")
    kind = blob[4 : 4 + length].decode("ascii")
    return f"{kind} {base64.b64encode(blob).decode()}"


def _rsa_bits(key: str) -> int:
    blob = base64.b64decode(key.split(" ")[1])
    parts = []
    while blob:
        length = int.from_bytes(blob[:4], "big")
        parts.append(blob[4 : 4 + length])
        blob = blob[4 + length :]
    return int.from_bytes(parts[2], "big").bit_length() if len(parts) > 2 else 0


def _fingerprint(key: str) -> str:
    try:
        return fingerprint(key)
    except ValueError:
        return ""

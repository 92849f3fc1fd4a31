"""Verifying SSH signatures on commits (PROTOCOL.sshsig, namespace "git").

In process by `sshsig`; key types that it lacks go to ``ssh-keygen -Y check-novalidate``. Whose key
it is, is not asked here: roles.yaml says that, in the core.
"""

from __future__ import annotations

import base64
import shutil
import subprocess

from sshsig.sshsig import InvalidSignature, SshsigSignature, check_signature

from ubah.core.diagnostics import Message, msg
from ubah.core.model import Signature, SignatureState
from ubah.core.people.public_keys import MIN_RSA_BITS, rsa_bits
from ubah.core.people.roles import fingerprint
from ubah.edge.system.scratch import scratch_folder

NAMESPACE = "git"
_HASHES = (b"sha256", b"sha512")  # no others are allowed (PROTOCOL.sshsig)


SEVERAL = "several"
"""Given to `verify` in place of a signature where a commit has more than one."""


def verify(payload: bytes, armored: str) -> Signature:
    """Verify a commit's signature against the key that it carries.

    ``payload`` is the commit object without its gpgsig header.
    """
    if not armored:
        return Signature()
    if armored == SEVERAL:
        several = msg("it has more than one signature, and git makes one")
        return Signature(SignatureState.UNSUPPORTED, reason=several)
    if not armored.startswith("-----BEGIN SSH SIGNATURE-----"):
        return Signature(SignatureState.UNSUPPORTED, reason=msg("it is no SSH signature"))
    try:
        outer = SshsigSignature.from_armored(armored)
        key = _key_line(bytes(outer.public_key))
    except Exception:  # the parser's own errors vary with what was mangled
        return Signature(SignatureState.INVALID, reason=msg("it is unreadable"))
    if bytes(outer.namespace) != NAMESPACE.encode():
        return Signature(
            SignatureState.INVALID, key, reason=msg("it was made for another namespace than git")
        )
    if bytes(outer.hash_algo) not in _HASHES:
        return Signature(
            SignatureState.INVALID,
            key,
            reason=msg("its hash algorithm is neither sha256 nor sha512"),
        )
    state, reason = _check(payload, armored, key)
    return Signature(state, key, _fingerprint(key), reason)


def _check(payload: bytes, armored: str, key: str) -> tuple[SignatureState, Message | None]:
    try:
        check_signature(payload, armored, NAMESPACE)
    except NotImplementedError:
        return _check_with_ssh_keygen(payload, armored, key)
    except InvalidSignature:
        return SignatureState.INVALID, msg("it does not fit the commit")
    except Exception:  # see above; whatever goes wrong is no valid signature
        return SignatureState.INVALID, msg("it is unreadable")
    if key.startswith("ssh-rsa ") and rsa_bits(key.split(" ")[1]) < MIN_RSA_BITS:
        return SignatureState.INVALID, msg(
            "its RSA key is shorter than {bits} bits", bits=MIN_RSA_BITS
        )
    return SignatureState.VALID, None


def _check_with_ssh_keygen(
    payload: bytes, armored: str, key: str
) -> tuple[SignatureState, Message | None]:
    kind = key.split(" ")[0]
    program = shutil.which("ssh-keygen")
    if program is None:
        return SignatureState.UNSUPPORTED, msg("the key type {kind} needs ssh-keygen", kind=kind)
    with scratch_folder() as folder:
        path = folder / "signature"
        path.write_bytes(armored.encode())
        command = [program, "-Y", "check-novalidate", "-n", NAMESPACE, "-s", str(path)]
        done = subprocess.run(command, input=payload, capture_output=True, check=False)  # noqa: S603 - no shell, own arguments
    # A bad signature and an unknown kind of key end alike, with 255; only the words tell which.
    if done.returncode == 0:
        return SignatureState.VALID, None
    said = done.stderr.decode(errors="replace")
    if any(
        word in said for word in ("unsupported", "unknown key", "invalid format", "not implemented")
    ):
        return SignatureState.UNSUPPORTED, msg("the key type {kind} is not known here", kind=kind)
    return SignatureState.INVALID, msg("it does not fit the commit")


def _key_line(blob: bytes) -> str:
    length = int.from_bytes(blob[:4], "big")
    kind = blob[4 : 4 + length].decode("ascii")
    return f"{kind} {base64.b64encode(blob).decode()}"


def _fingerprint(key: str) -> str:
    try:
        return fingerprint(key)
    except ValueError:
        return ""

"""Signatures of hardware keys (FIDO2), made in software as OpenSSH's PROTOCOL.u2f has them.

The authenticator signs SHA-256 of the application, a byte of flags, its counter, and SHA-256 of what
PROTOCOL.sshsig has signed. The keys are fixed, so the ed25519 signatures are the same in each run.
"""

from __future__ import annotations

import base64
import copy
import hashlib
import shutil
import struct
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from support.office import Office, rules
from support.plain_git import string
from ubah.core.model import SignatureState
from ubah.core.people.roles import fingerprint
from ubah.core.reading.writing import dump
from ubah.edge.git import signatures
from ubah.edge.git.signatures import verify

ED25519, ECDSA = "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com"
TOUCHED, TOUCHED_AND_PIN, UNTOUCHED = 0x01, 0x05, 0x00
PAYLOAD = b"tree 0\n\nLangkah\n"


@dataclass(frozen=True)
class HardwareKey:
    """A security key in software; ``seed`` makes another one."""

    kind: str = ED25519
    seed: int = 1
    application: bytes = b"ssh:"

    @property
    def blob(self) -> bytes:
        if self.kind == ED25519:
            raw = self._ed25519.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
            return string(self.kind.encode()) + string(raw) + string(self.application)
        point = self._ecdsa.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return (
            string(self.kind.encode()) + string(b"nistp256") + string(point)
            + string(self.application)
        )  # fmt: skip

    @property
    def line(self) -> str:
        return f"{self.kind} {base64.b64encode(self.blob).decode()} kunci-fisik"

    @property
    def _ed25519(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(bytes([self.seed]) * 32)

    @property
    def _ecdsa(self) -> ec.EllipticCurvePrivateKey:
        return ec.derive_private_key(self.seed + 10**20, ec.SECP256R1())

    def sign(self, payload: bytes, flags: int = TOUCHED, counter: int = 7, told: int = -1) -> str:
        """Return an armored signature; ``told`` are flags that it claims in place of the signed ones."""
        parts = string(b"git") + string(b"") + string(b"sha512")
        message = b"SSHSIG" + parts + string(hashlib.sha512(payload).digest())
        signed = (
            hashlib.sha256(self.application).digest()
            + bytes([flags])
            + struct.pack(">I", counter)
            + hashlib.sha256(message).digest()
        )
        tail = bytes([flags if told < 0 else told]) + struct.pack(">I", counter)
        whole = string(self.kind.encode()) + string(self._raw(signed)) + tail
        text = base64.b64encode(
            b"SSHSIG" + struct.pack(">I", 1) + string(self.blob) + parts + string(whole)
        ).decode()
        lines = [text[i : i + 70] for i in range(0, len(text), 70)]
        return "\n".join(
            ["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""]
        )

    def _raw(self, signed: bytes) -> bytes:
        if self.kind == ED25519:
            return self._ed25519.sign(signed)
        der = self._ecdsa.sign(signed, ec.ECDSA(hashes.SHA256()))
        return b"".join(string(_mpint(number)) for number in utils.decode_dss_signature(der))


def _mpint(number: int) -> bytes:
    return number.to_bytes(number.bit_length() // 8 + 1, "big")


@pytest.mark.parametrize("kind", [ED25519, ECDSA])
@pytest.mark.parametrize("flags", [TOUCHED, TOUCHED_AND_PIN, UNTOUCHED])
@pytest.mark.parametrize("application", [b"ssh:", b"ssh:kantor"])
def test_a_signature_of_a_hardware_key_is_verified(
    kind: str, flags: int, application: bytes
) -> None:
    key = HardwareKey(kind, application=application)
    found = verify(PAYLOAD, key.sign(PAYLOAD, flags))
    assert found.state is SignatureState.VALID, found
    assert found.fingerprint == fingerprint(key.line)
    assert key.line.startswith(found.key)


@pytest.mark.parametrize("kind", [ED25519, ECDSA])
def test_what_the_key_did_not_sign_is_not_believed(kind: str) -> None:
    key = HardwareKey(kind)
    assert verify(b"lain", key.sign(PAYLOAD)).state is SignatureState.INVALID
    untouched = key.sign(PAYLOAD, UNTOUCHED, told=TOUCHED)
    assert verify(PAYLOAD, untouched).state is SignatureState.INVALID
    other = HardwareKey(kind, application=b"ssh:lain").sign(PAYLOAD)
    assert verify(PAYLOAD, _with_blob(other, key)).state is SignatureState.INVALID


def _with_blob(armored: str, key: HardwareKey) -> str:
    """Return a signature that another key made, as if it were ``key``'s."""
    raw = base64.b64decode("".join(armored.splitlines()[1:-1]))
    length = int.from_bytes(raw[10:14], "big")
    text = base64.b64encode(raw[:10] + string(key.blob) + raw[14 + length :]).decode()
    lines = [text[i : i + 70] for i in range(0, len(text), 70)]
    return "\n".join(["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""])


def test_without_ssh_keygen_it_stays_open_and_is_not_passed() -> None:
    with patch.object(shutil, "which", lambda _: None):
        found = signatures.verify(PAYLOAD, HardwareKey().sign(PAYLOAD))
    assert found.state is SignatureState.UNSUPPORTED
    assert found.reason is not None
    assert "needs ssh-keygen" in found.reason.text


def signed(office: Office, unsigned: str, key: HardwareKey) -> str:
    """Return a commit like ``unsigned``, with a signature of the hardware key."""
    raw = office.git_bytes("cat-file", "commit", unsigned)
    head, _, message = raw.partition(b"\n\n")
    armored = key.sign(raw).rstrip("\n").replace("\n", "\n ")
    whole = head + b"\ngpgsig " + armored.encode() + b"\n\n" + message
    return office.git("hash-object", "-t", "commit", "-w", "--stdin", stdin=whole)


@pytest.mark.parametrize("kind", [ED25519, ECDSA])
def test_an_office_whose_head_signs_with_one(tmp_path: Path, kind: str) -> None:
    office = Office.found(tmp_path)
    key, other = HardwareKey(kind), HardwareKey(kind, seed=2)
    raw = copy.deepcopy(office.roles)
    raw["persons"]["kepala"]["keys"].append({"key": key.line, "from": "2026-02-02"})
    office.land(office.commit("kepala", 0, {"roles.yaml": dump(raw).encode()}), 1)
    raw["persons"]["baru"] = {"name": "Baru Contoh", "title": "Staf"}
    unsigned = office.commit(None, 20, {"roles.yaml": dump(raw).encode()})
    assert rules(office.propose(unsigned, 21)) == {"UB508"}
    assert rules(office.propose(signed(office, unsigned, other), 21)) == {"UB508"}
    head = signed(office, unsigned, key)
    assert rules(office.propose(head, 21)) == set()
    office.land(head, 22)
    assert rules(office.audit()) == set()

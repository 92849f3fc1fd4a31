"""Letters to whoever is waited for, handed in at a real SMTP server."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from clerk import ACCEPT, Kantor

from ubah.core.diagnostics import CannotRun
from ubah.edge.system import clock
from ubah.edge.system.mail import Mail, MailServer, message_of, send


@dataclass
class Box:
    """What a server has taken; ``refuses`` answers to the recipient instead."""

    letters: list[EmailMessage] = field(default_factory=list)
    refuses: str = ""

    async def handle_RCPT(
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if self.refuses and self.refuses in address:
            return "550 tidak dikenal"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        letter = message_from_bytes(content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 OK"


@pytest.fixture
def box() -> Iterator[tuple[Box, int]]:
    own = Box()
    port = free_port()
    controller = Controller(own, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield own, port
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as own:
        own.bind(("127.0.0.1", 0))
        return int(own.getsockname()[1])


def settings(kantor: Kantor, port: int, **more: Any) -> Path:
    people = {"kepala": "ani@lpse.example", "pengelola-1": "cici@lpse.example"}
    server = {"host": "127.0.0.1", "port": port, "security": "none"}
    return kantor.yaml(
        "surat", {"from": "ubah@lpse.example", "server": server, "people": people, **more}
    )


def told(box: Box) -> list[tuple[str, str]]:
    return [(str(letter["To"]), str(letter["Subject"])) for letter in box.letters]


def test_who_is_waited_for_is_told_once(busy: tuple[Kantor, str], box: tuple[Box, int]) -> None:
    kantor, number = busy
    own, port = box
    path = settings(kantor, port)
    words = ("notify", "--settings", path)
    assert "cici@lpse.example" in kantor.ubah(*words, "--dry-run").out
    assert own.letters == []
    kantor.ubah(*words)
    [letter] = own.letters
    assert told(own) == [
        ("Cici Pengelola <cici@lpse.example>", "LPSE Contoh: 1 pekerjaan menunggu Anda")
    ]
    body = letter.get_content()
    assert "Yth. Cici Pengelola," in body
    assert f"{number}  Pembaruan aplikasi SPSE" in body
    assert "Diajukan, sejak" in body
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["From"].addresses[0].addr_spec == "ubah@lpse.example"

    assert "tidak ada yang perlu dikirim" in kantor.ubah(*words).out
    assert len(own.letters) == 1
    kantor.ubah(*words, "--all")
    assert len(own.letters) == 2

    kantor.step(number, "accept", by="pengelola-1", **ACCEPT)
    kantor.step(number, "escalate", by="pengelola-1", criterion="security", rationale="Celah.")
    kantor.ubah(*words)
    assert [to for to, _ in told(own)[2:]] == ["Ani Kepala <ani@lpse.example>"]


def test_a_letter_that_was_refused_is_sent_again(
    busy: tuple[Kantor, str], box: tuple[Box, int]
) -> None:
    kantor, _ = busy
    own, port = box
    own.refuses = "cici"
    words = ("notify", "--settings", settings(kantor, port))
    said = kantor.ubah(*words, code=2).err
    assert "127.0.0.1" in said
    assert "550" in said or "tidak dikenal" in said
    own.refuses = ""
    kantor.ubah(*words)
    assert len(own.letters) == 1


def test_nothing_is_sent_where_it_could_not_be_remembered(
    busy: tuple[Kantor, str], box: tuple[Box, int]
) -> None:
    """A timer would tell the same people the same again, every quarter of an hour."""
    kantor, _ = busy
    own, port = box
    path = settings(kantor, port)
    path.with_name(f"{path.name}.sent.json").mkdir()
    kantor.ubah("notify", "--settings", path, code=2)
    assert own.letters == []


@pytest.mark.parametrize(
    ("spoilt", "says"),
    [
        ({"server": {"host": "x", "security": "entah"}}, "starttls"),
        ({"server": {"host": "x", "user": "a", "security": "none"}}, "password_file"),
        ({"server": {"host": "x", "kata_sandi": "a"}}, "kata_sandi"),
        ({"people": "cici@lpse.example"}, "people"),
        ({"orang": {}}, "orang"),
        ({"people": {"pengelola-1": "bukan alamat"}}, "bukan alamat"),
        ({"people": {"pengelola-1": "a@b.example\nBcc: c@d.example"}}, "Bcc"),
    ],
)
def test_settings_that_cannot_be_used_are_told(
    busy: tuple[Kantor, str], spoilt: dict[str, Any], says: str
) -> None:
    kantor, _ = busy
    said = kantor.ubah("notify", "--settings", settings(kantor, 1, **spoilt), code=2).err
    assert says in said


def test_addresses_stay_out_of_the_repository(busy: tuple[Kantor, str]) -> None:
    kantor, _ = busy
    path = settings(kantor, 1)
    (kantor.repo / "surat.yaml").write_bytes(path.read_bytes())
    said = kantor.ubah("notify", "--settings", "surat.yaml", code=2).err
    assert "repositori" in said
    assert (
        "tidak mempunyai alamat"
        in kantor.ubah("notify", "--dry-run", "--settings", settings(kantor, 1, people={})).err
    )


def test_a_password_goes_over_tls_alone(tmp_path: Path) -> None:
    """The server's certificate is one of its own making, so it is refused before any word is said."""
    heard: list[str] = []

    def authenticate(
        _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        heard.append(data.password.decode())
        return AuthResult(success=True)

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*own_certificate(tmp_path))
    port = free_port()
    controller = Controller(
        Box(),
        hostname="127.0.0.1",
        port=port,
        tls_context=context,
        authenticator=authenticate,
        auth_required=True,
        auth_require_tls=True,
    )
    controller.start()
    try:
        server = MailServer("127.0.0.1", port, "starttls", "ubah", "rahasia")
        mail = Mail("a@b.example", "Ani", "x", "y")
        message = message_of(mail, "ubah@b.example", "LPSE", clock.now())
        with pytest.raises(CannotRun):
            send(server, [message], lambda _message: None)
    finally:
        controller.stop()
    assert heard == []


def own_certificate(folder: Path) -> tuple[Path, Path]:
    import datetime

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "c.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "k.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return folder / "c.pem", folder / "k.pem"

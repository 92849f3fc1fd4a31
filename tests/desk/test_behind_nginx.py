"""Behind a real nginx, set up by the guide's own lines: whom it lets in, and whom nobody can pretend to be."""

from __future__ import annotations

import datetime
import getpass
import os
import re
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from httpx2 import Client

from cli.clerk import environment
from desk.meja import ADDRESS, HOST, RFC, Meja, seal_in
from desk.serving import free_port, secret_file, served, waited_until

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
GUIDE = Path(__file__).resolve().parents[2] / "docs/guides/desk.md"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed"),
]


def certificate(folder: Path) -> None:
    """Write a certificate of our own making for the desk's name."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "meja.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (folder / "meja.key").write_bytes(private)


def configured(folder: Path, port: int, where: Path) -> Path:
    """Write the guide's configuration, with this machine's places put in."""
    found = re.search(r"```nginx\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    assert found is not None
    snippet, _, site = found[1].partition("# /etc/nginx/conf.d/desk.conf\n")
    (folder / "snippets").mkdir()
    (folder / "snippets/desk.conf").write_text(snippet.replace("/run/ubah/desk.sock", str(where)))
    (folder / "users").write_text("kepala:{PLAIN}rahasia\npengelola-1:{PLAIN}rahasia\n")
    certificate(folder)
    places = {
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "/etc/ssl/meja": str(folder / "meja"),
        "/var/log/nginx/desk.log": str(folder / "desk.log"),
        "/var/log/nginx/desk-error.log": str(folder / "desk-error.log"),
        "/etc/nginx/desk.users": str(folder / "users"),
    }
    for old, new in places.items():
        assert old in site
        site = site.replace(old, new)
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    path = folder / "nginx.conf"
    path.write_text(
        f"user {getpass.getuser()};\ndaemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{\n{temporary}{site}}}\n"
    )
    return path


@pytest.fixture
def web(meja: Meja, tmp_path: Path) -> Iterator[Client]:
    """A client of nginx, in front of the desk."""
    where = Path(f"/tmp/ubah-meja-{os.getpid()}-{free_port()}.sock")  # noqa: S108 - a short name
    port = free_port()
    config = configured(tmp_path, port, where)
    words = ("--listen", str(where), "--user-header", "X-Remote-User")
    key, secret = meja.office.key("pencatat"), secret_file(tmp_path)
    with served(meja.clone, key, secret, *words, env=environment(tmp_path)):
        assert NGINX is not None
        nginx = subprocess.Popen(
            [NGINX, "-p", str(tmp_path), "-c", str(config), "-e", str(tmp_path / "error.log")]
        )
        trusted = ssl.create_default_context(cafile=str(tmp_path / "meja.pem"))
        trusted.check_hostname = False
        try:
            waited_until((tmp_path / "pid").exists)
            address = f"https://127.0.0.1:{port}"
            with Client(
                base_url=address, headers={"host": HOST}, verify=trusted, timeout=60
            ) as own:
                yield own
        finally:
            nginx.terminate()
            nginx.wait(timeout=30)
            where.unlink(missing_ok=True)


def test_who_logs_in_decides_and_nobody_pretends(web: Client, meja: Meja, tmp_path: Path) -> None:
    head, forged = ("kepala", "rahasia"), {"x-remote-user": "kepala"}
    link = meja.link("kepala", hours=24 * 3650)
    assert web.get("/").status_code == 401
    assert web.get("/", headers=forged).status_code == 401
    assert web.get("/", auth=("kepala", "salah")).status_code == 401
    assert web.get("/l/x", headers=forged).status_code == 403
    assert web.get("/l/../", headers=forged).status_code == 401
    assert web.get("/l/%2e%2e/r/x", headers=forged).status_code in (401, 403)
    manager = web.get("/", auth=("pengelola-1", "rahasia"), headers=forged)
    assert "(pengelola-1)" in manager.text
    twice = web.get(f"/r/{RFC}", auth=head, headers={"x-remote-user": "sekda"})
    assert "(kepala)" in twice.text
    assert web.get("/desk.css").status_code == 200

    assert "(kepala)" in web.get(link).text
    before = meja.main
    seal = seal_in(twice.text, f"/r/{RFC}/approve")
    foreign = web.post(f"/r/{RFC}/approve", data={"seal": seal}, auth=head, headers={"origin": "https://evil.example"})  # fmt: skip
    assert foreign.status_code == 403
    assert meja.main == before
    done = web.post(
        f"/r/{RFC}/approve", data={"seal": seal}, auth=head, headers={"origin": ADDRESS}
    )
    assert done.status_code == 200, done.text
    assert meja.main != before
    logged = (tmp_path / "desk.log").read_text()
    assert "POST 200" in logged
    assert link.removeprefix("/l/") not in logged

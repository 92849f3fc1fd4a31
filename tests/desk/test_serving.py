"""The desk as a process: where it does not start, by whom its socket is opened, and how it may be killed."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
from httpx2 import Client, TransportError

from cli.clerk import environment, run
from desk.meja import ADDRESS, DESK, HOST, RFC, Meja, seal_in
from desk.serving import Proxy, free_port, secret_file, served
from support.office import verdict
from ubah.core.diagnostics import Verdict
from ubah.core.reading.writing import dump
from ubah.core.strict_yaml.source import parse

KEPALA = {"x-remote-user": "kepala"}
BEHIND = ("--user-header", "X-Remote-User")


@pytest.fixture
def here(meja: Meja, tmp_path: Path) -> tuple[Meja, list[str]]:
    """An office, and the words by which its desk is started."""
    secret = secret_file(tmp_path)
    key = meja.office.key("pencatat")
    return meja, ["desk", "serve", "--key", str(key), "--secret-file", str(secret)]


def refused(meja: Meja, *words: str) -> str:
    return run(meja.clone, *words, "--lang", "en", code=2).err


@pytest.mark.parametrize("listen", ["0.0.0.0:8642", "192.0.2.7:8642", "[::]:8642"])
def test_it_does_not_stand_open_to_everybody(here: tuple[Meja, list[str]], listen: str) -> None:
    meja, words = here
    said = refused(meja, *words, *BEHIND, "--listen", listen)
    assert "--trusted-proxy" in said


def test_what_is_no_address_is_said_to_be_none(here: tuple[Meja, list[str]]) -> None:
    meja, words = here
    for listen in ("meja.lpse.example:80", "8642", "127.0.0.1:x"):
        assert listen in refused(meja, *words, *BEHIND, "--listen", listen)


def test_a_secret_is_a_secret(here: tuple[Meja, list[str]]) -> None:
    meja, words = here
    secret = Path(words[-1])
    secret.chmod(0o640)
    assert "chmod 600" in refused(meja, *words, *BEHIND)
    secret.chmod(0o600)
    secret.write_text("pendek\n")
    assert "openssl rand" in refused(meja, *words, *BEHIND)
    inside = secret_file(meja.clone)
    assert "/etc/ubah" in refused(meja, *words[:-1], str(inside), *BEHIND)


def test_it_needs_the_recorder_s_own_key(here: tuple[Meja, list[str]]) -> None:
    meja, words = here
    words[3] = str(meja.office.key("kepala"))
    assert "recorder in office" in refused(meja, *words, *BEHIND)


def test_how_people_are_known_is_the_office_s_to_say(here: tuple[Meja, list[str]]) -> None:
    meja, words = here
    assert "--user-header" in refused(meja, *words)
    settle(meja, {**DESK, "known_by": ["link"]})
    assert "known_by" in refused(meja, *words, *BEHIND)


def test_an_office_without_a_desk_has_none(here: tuple[Meja, list[str]]) -> None:
    meja, words = here
    settle(meja, None)
    assert "ubah settings desk" in refused(meja, *words, *BEHIND)


def settle(meja: Meja, desk: object) -> None:
    """Change the office's desk, by the head."""
    office = meja.office
    office.set_branch("main", meja.main)
    document, _ = parse(meja.read("office.yaml"), "")
    assert document is not None
    assert isinstance(document.value, dict)
    settings = {key: value for key, value in document.value.items() if key != "desk"}
    files = {"office.yaml": dump({**settings, **({"desk": desk} if desk else {})}).encode()}
    landed = office.commit("kepala", 29, files, parents=(office.main,), message="Meja\n")
    meja.push(landed)


# --- as it runs -----------------------------------------------------------------------------------


def client(port: int) -> Client:
    """Return who speaks to the desk as its web server does."""
    return Client(base_url=f"http://127.0.0.1:{port}", headers={"host": HOST}, timeout=60)


def test_owner_and_group_alone_open_the_socket(meja: Meja, tmp_path: Path) -> None:
    where = Path("/tmp") / f"ubah-meja-{os.getpid()}-{free_port()}.sock"  # noqa: S108 - a short name
    words = ("--listen", str(where), *BEHIND)
    key, secret = meja.office.key("pencatat"), secret_file(tmp_path)
    try:
        with served(meja.clone, key, secret, *words, env=environment(tmp_path)):
            assert stat.S_IMODE(where.stat().st_mode) == 0o660
            proxy = Proxy(where, "kepala")
            with proxy.running():
                with client(proxy.port) as web:
                    page = web.get("/")
                assert page.status_code == 200, page.text
                assert RFC in page.text
    finally:
        where.unlink(missing_ok=True)


def test_a_server_tells_nothing_of_itself(meja: Meja, tmp_path: Path) -> None:
    """No name of a server, no interface of its framework; what is no request is turned away."""
    port = free_port()
    key, secret = meja.office.key("pencatat"), secret_file(tmp_path)
    words = ("--listen", f"127.0.0.1:{port}", *BEHIND)
    running = served(meja.clone, key, secret, *words, env=environment(tmp_path))
    with running, client(port) as web:
        page = web.get("/")
        assert page.status_code == 403
        assert "server" not in page.headers
        assert str(meja.clone) not in page.text
        for path in (
            "/docs",
            "/openapi.json",
            "/.git/config",
            "/%2e%2e/etc/passwd",
            "/desk.css/x",
        ):
            page = web.get(path)
            assert "root:" not in page.text
            assert page.status_code in (403, 404), path
        with suppress(TransportError):  # or the connection is closed at once
            assert web.get("/", headers={"x-big": "x" * 400_000}).status_code == 400


@pytest.mark.slow
def test_killed_while_it_lands_nothing_is_half_done(meja: Meja, tmp_path: Path) -> None:
    """At moments spread over the whole of a landing: main is as before, or holds all of it."""
    key, secret = meja.office.key("pencatat"), secret_file(tmp_path)
    before = meja.main
    landed = 0
    for delay in (0.02, 0.1, 0.2, 0.3, 0.45, 5.0):
        port = free_port()
        words = ("--listen", f"127.0.0.1:{port}", *BEHIND)
        with served(meja.clone, key, secret, *words, env=environment(tmp_path)) as process:
            with client(port) as web:
                page = web.get(f"/r/{RFC}", headers=KEPALA)
            assert page.status_code == 200, page.text
            seal = seal_in(page.text, f"/r/{RFC}/approve")
            sender = threading.Thread(target=send, args=(port, seal), daemon=True)
            sender.start()
            sender.join(delay)
            process.kill()
            process.wait(timeout=30)
            sender.join(30)
        time.sleep(0.3)  # what git had begun comes to its end
        if meja.main != before:
            landed += 1
            assert b"status: authorised" in meja.read(f"changes/2026/{RFC}.yaml")
            meja.git("update-ref", "refs/heads/main", before)
        assert verdict(meja.audit()) is Verdict.PASS
    assert landed  # the last one was left in peace


def send(port: int, seal: str) -> None:
    """Send an approval; whether it is answered is not asked."""
    with client(port) as web, suppress(TransportError):
        web.post(f"/r/{RFC}/approve", data={"seal": seal}, headers={**KEPALA, "origin": ADDRESS})


def test_two_desks_beside_each_other_land_one_decision(meja: Meja, tmp_path: Path) -> None:
    """As while one is exchanged for the next: each has a clone of its own."""
    other = tmp_path / "desk-2"
    subprocess.run(["git", "clone", "-q", str(meja.server), str(other)], check=True)
    first, second = meja.browser("kepala"), meja.browser("kepala")
    seal = first.seal(f"/r/{RFC}", f"/r/{RFC}/approve")
    clone, meja.clone = meja.clone, other
    twin = meja.browser("kepala")
    meja.clone = clone
    answers: list[int] = []
    start = threading.Barrier(2)

    def answer(who: object, key: str, page: str) -> None:
        start.wait()
        said = {"seal": page, "f-code": "not_emergency", "f-reason": "Tidak mendesak."}
        answers.append(who.post(f"/r/{RFC}/{key}", said).status_code)  # type: ignore[attr-defined]

    refusal = second.seal(f"/r/{RFC}", f"/r/{RFC}/return")
    threads = [
        threading.Thread(target=answer, args=(first, "approve", seal)),
        threading.Thread(target=answer, args=(twin, "return", refusal)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 409]
    assert verdict(meja.audit()) is Verdict.PASS
    shutil.rmtree(other)

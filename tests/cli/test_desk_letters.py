"""Links to the desk in letters, and accounts there: what brings somebody without git to a request."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiosmtpd.controller import Controller
from clerk import PLAN, Kantor
from test_notify import Box, free_port, settings

from ubah.core.proof.binding import blob_id
from ubah.core.reading.writing import dump
from ubah.edge.desk.sealing import Seals

SECRET = "rahasia-meja-kantor-contoh-0123456789"  # noqa: S105 - of tests
DESK: dict[str, Any] = {"address": "https://meja.lpse.example", "known_by": ["link"]}


@pytest.fixture
def letters() -> Iterator[tuple[Box, int]]:
    own, port = Box(), free_port()
    controller = Controller(own, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield own, port
    finally:
        controller.stop()


@pytest.fixture
def with_desk(kantor: Kantor) -> Kantor:
    """An office with a desk and a recorder, whose first request waits for the change manager."""
    roles = kantor.people()
    kantor.add_person(roles, "pencatat", "recorder")
    row = {"forge": "meja.lpse.example", "id": 1, "login": "cici", "from": kantor.today()}
    roles["persons"]["pengelola-1"]["accounts"] = [row]
    office = yaml.load((kantor.repo / "office.yaml").read_text(), yaml.CSafeLoader)
    kantor.root(roles, {"office.yaml": dump({**office, "desk": DESK})})
    kantor.new(plan=PLAN)
    kantor.land()
    return kantor


def secret(kantor: Kantor) -> Path:
    path = kantor.folder / "rahasia-meja"
    path.write_text(f"{SECRET}\n")
    path.chmod(0o600)
    return path


def links_in(text: str) -> list[str]:
    return re.findall(r"https://meja\.lpse\.example/l/(\S+)", text)


def test_a_letter_holds_a_link_for_its_reader(with_desk: Kantor, letters: tuple[Box, int]) -> None:
    own, port = letters
    path = settings(with_desk, port, desk={"secret_file": str(secret(with_desk))})
    with_desk.ubah("notify", "--settings", path)
    [letter] = own.letters
    [token] = links_in(letter.get_content())
    assert "berlaku satu kali" in letter.get_content()
    ticket = Seals([SECRET]).opened(token)
    assert ticket is not None
    number = ticket.record
    data = (with_desk.repo / f"changes/{number[4:8]}/{number}.yaml").read_bytes()
    assert (ticket.person, ticket.before) == ("pengelola-1", blob_id(data))


def test_a_link_is_sent_at_once(with_desk: Kantor, letters: tuple[Box, int]) -> None:
    own, port = letters
    number = sorted((with_desk.repo / "changes").rglob("RFC-*.yaml"))[0].stem
    path = settings(with_desk, port, desk={"secret_file": str(secret(with_desk))})
    words = ("desk", "link", number, "--settings", path)
    assert "pengelola-1" in with_desk.ubah(*words, "--dry-run").out
    assert own.letters == []
    with_desk.ubah(*words)
    [letter] = own.letters
    assert len(links_in(letter.get_content())) == 1
    assert str(letter["Subject"]) == f"LPSE Contoh: {number} menunggu Anda"
    # Who has no account at the desk gets none, whoever asks for it.
    said = with_desk.ubah(*words, "--to", "kepala", code=2).err
    assert "Ani Kepala" in said
    assert len(own.letters) == 1


def test_without_a_secret_letters_are_as_before(
    with_desk: Kantor, letters: tuple[Box, int]
) -> None:
    own, port = letters
    with_desk.ubah("notify", "--settings", settings(with_desk, port))
    [letter] = own.letters
    assert links_in(letter.get_content()) == []
    number = sorted((with_desk.repo / "changes").rglob("RFC-*.yaml"))[0].stem
    path = settings(with_desk, port)
    assert "secret_file" in with_desk.ubah("desk", "link", number, "--settings", path, code=2).err


def test_a_desk_in_the_settings_is_what_it_has_to_be(with_desk: Kantor) -> None:
    path = settings(with_desk, 1, desk={"rahasia": "x"})
    assert "desk.rahasia" in with_desk.ubah("notify", "--settings", path, code=2).err


def test_accounts_at_the_desk_are_numbered_by_the_office(with_desk: Kantor) -> None:
    with_desk.ubah("account", "add", "kepala", "--desk", "--login", "ani", by="kepala")
    row = with_desk.people()["persons"]["kepala"]["accounts"][0]
    assert row == {
        "forge": "meja.lpse.example",
        "id": 2,
        "login": "ani",
        "from": with_desk.today(),
    }
    said = with_desk.ubah(
        "account", "add", "kepala", "--desk", "--number", "9", "--login", "x", by="kepala", code=2
    ).err
    assert "--number" in said
    # Further ones on the branch that nobody has landed yet go on from it.
    with_desk.ubah("account", "add", "atasan", "--desk", "--login", "bambang", by="kepala")
    assert with_desk.people()["persons"]["atasan"]["accounts"][0]["id"] == 3


def test_an_office_without_a_desk_has_no_accounts_there(kantor: Kantor) -> None:
    said = kantor.ubah("account", "add", "kepala", "--desk", "--login", "ani", by="kepala", code=2)
    assert "ubah settings desk" in said.err

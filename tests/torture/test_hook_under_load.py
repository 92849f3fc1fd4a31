"""Many clients push to one bare repository at once, and pushes are killed half-way."""

from __future__ import annotations

import os
import random
import re
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from torture.server import Client, Server
from ubah.core.diagnostics import Verdict, verdict_of

Say = Callable[[str], None]


def _crowd(folder: Path, count: int) -> tuple[Server, list[Client]]:
    server = Server.start(folder)
    return server, [Client(server, number) for number in range(count)]


def _audited(server: Server) -> None:
    """The server's own history, as an auditor judges it from a clone."""
    office = server.office
    office.git("fetch", "-q", str(server.git_dir), "refs/heads/main:refs/server/main")
    office.set_branch("main", server.main)
    result = office.audit()
    assert verdict_of(result.findings) is Verdict.PASS, result.findings
    assert result.landings == len(server.landings())


def requests_at_once(folder: Path, count: int, say: Say) -> None:
    """Everyone takes the same number on the same base and pushes; who loses renumbers and retries."""
    server, clients = _crowd(folder, count)
    first = {client.number: client.request() for client in clients}
    begun = time.monotonic()
    with ThreadPoolExecutor(count) as pool:
        landed = list(pool.map(lambda c: c.land_request(first[c.number]), clients))
    taken = time.monotonic() - begun
    assert landed == [True] * count, [client.refused for client in clients if client.refused]
    records = server.records()
    titles = [re.search(rb"title: (.*)", data)[1].decode() for data in records.values()]  # type: ignore[index]
    assert sorted(titles) == sorted(client.title for client in clients)
    assert sorted(records) == [f"changes/2026/RFC-2026-{n:04d}.yaml" for n in range(1, count + 1)]
    assert len(server.landings()) == count
    server.check()
    _audited(server)
    pushes, raced = sum(c.pushes for c in clients), sum(c.raced for c in clients)
    assert pushes == count + raced
    say(
        f"{count} clients at once: {count} requests landed, {len(set(records))} numbers, "
        f"{pushes} pushes, {raced} lost a race, {taken:.0f} s"
    )


def one_step_at_once(folder: Path, count: int, say: Say) -> None:
    """Everyone accepts the same request: one of them did, and nobody can once it is done."""
    server, clients = _crowd(folder, count)
    assert clients[0].push(clients[0].request())
    managers = ("pengelola-1", "pengelola-2")
    landings = {}
    for client in clients:
        client.update()
        landings[client.number] = client.accept("RFC-2026-0001", managers[client.number % 2])
    with ThreadPoolExecutor(count) as pool:
        won = list(pool.map(lambda c: c.push(landings[c.number]), clients))
    assert sum(won) == 1
    losers = [client for client, mine in zip(clients, won, strict=True) if not mine]
    assert not any(client.refused for client in losers)

    def again(client: Client) -> bool:
        client.update()
        return client.push(client.accept("RFC-2026-0001", managers[client.number % 2]))

    with ThreadPoolExecutor(count) as pool:
        assert not any(pool.map(again, losers))
    assert all("UB401" in client.refused[-1] for client in losers)
    assert len(server.landings()) == 2
    (data,) = server.records().values()
    assert data.count(b"action: accept") == 1
    server.check()
    _audited(server)
    say(f"{count} clients took one step at once: 1 landed, {len(losers)} lost, none twice")


def killed_pushes(folder: Path, count: int, say: Say) -> None:
    """A push is killed at a random moment, client, server process and hook alike."""
    server = Server.start(folder)
    pick = random.Random(count)
    client = Client(server, 0)
    whole = _seconds_of_a_push(client)
    died = survived = locks = 0
    for number in range(count):
        client.update()
        before, landing = server.state(), client.request()
        process = client.pushing(landing)
        time.sleep(pick.uniform(0, whole))
        how = (signal.SIGKILL, signal.SIGTERM)[number % 2]
        os.killpg(process.pid, how)
        process.communicate(timeout=60)
        _wait_for_the_group(process.pid)
        if server.main == landing:
            survived += 1
        else:
            died += 1
            assert server.state() == before
        server.check()
        left = server.locks()
        assert how is signal.SIGKILL or not left
        locks += len(left)
        for lock in left:
            lock.unlink()  # what git itself asks the administrator to do
    client.update()
    assert client.push(client.request())
    assert len(server.landings()) == survived + 2
    _audited(server)
    assert died > 0
    say(
        f"{count} pushes killed: {died} left main as it was, {survived} had landed already; "
        f"{locks} of git's own lock files were left by SIGKILL"
    )


def _wait_for_the_group(group: int) -> None:
    """Wait until git's server process and the hook have ended too."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.01)
    raise AssertionError("a killed push is still running")


def _seconds_of_a_push(client: Client) -> float:
    begun = time.monotonic()
    assert client.push(client.request())
    return time.monotonic() - begun


@pytest.mark.slow
def test_a_few_clients_file_requests_at_once(tmp_path: Path) -> None:
    requests_at_once(tmp_path, 4, print)


@pytest.mark.slow
def test_a_few_clients_take_one_step_at_once(tmp_path: Path) -> None:
    one_step_at_once(tmp_path, 4, print)


@pytest.mark.slow
def test_a_few_pushes_are_killed(tmp_path: Path) -> None:
    killed_pushes(tmp_path, 4, print)


@pytest.mark.torture
def test_fifty_clients_file_requests_at_once(tmp_path: Path, say: Say) -> None:
    requests_at_once(tmp_path, 50, say)


@pytest.mark.torture
def test_fifty_clients_take_one_step_at_once(tmp_path: Path, say: Say) -> None:
    one_step_at_once(tmp_path, 50, say)


@pytest.mark.torture
def test_forty_pushes_are_killed(tmp_path: Path, say: Say) -> None:
    killed_pushes(tmp_path, 40, say)

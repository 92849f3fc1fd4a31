"""Commits read on other cores: the same to the last field, whatever is wrong with them or the processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pytest
from benchmarks.history import make_history

from support.cores import other_cores
from ubah.edge.git import MissingObject, ObjectStore
from ubah.edge.git import commit_pool as pools
from ubah.edge.git.commit_pool import CommitPool
from ubah.edge.git.commits import read_commit
from ubah.edge.history import landings
from ubah.edge.history.audit import HistoryResult, audit
from ubah.edge.history.landings import LandingReader

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("history")
    return folder, make_history(folder, 40).tip


@pytest.fixture(scope="module")
def alone(history: tuple[Path, str]) -> HistoryResult:
    """What an audit in this process alone says."""
    return audited(history, None)


def audited(history: tuple[Path, str], pool: CommitPool | None) -> HistoryResult:
    folder, tip = history
    with ObjectStore(folder / ".git") as store:
        return audit(LandingReader(store, pool), tip)


def test_an_audit_says_the_same_on_one_core_and_on_many(history: tuple[Path, str]) -> None:
    here: list[str] = []

    def noted(oid: str, data: bytes) -> object:
        here.append(oid)
        return read_commit(oid, data)

    alone = audited(history, None)
    with patch.object(landings, "read_commit", noted):
        assert audited(history, other_cores()) == alone
    assert alone.commits > 2 * landings.AHEAD
    assert len(here) < 1.5 * landings.AHEAD  # the first of them, before anything was handed out


def test_what_no_process_could_read_is_told_where_it_is_asked_for() -> None:
    pool = other_cores()
    for data in (b"", b"tree x\n", b"tree " + b"0" * 40 + b"\n\n", b"x" * (1 << 20)):
        pool.read({"0" * 40: data})
        assert pool.take("0" * 40) is None
        with pytest.raises(MissingObject):
            read_commit("0" * 40, data)


def test_a_commit_is_handed_out_once() -> None:
    assert other_cores().take("1" * 40) is None


def ended(pool: CommitPool) -> None:
    for process in list(pool._pool._processes.values()):  # type: ignore[union-attr] # it is open
        os.kill(process.pid or 0, signal.SIGKILL)


@pytest.mark.parametrize("spoil", [ended, CommitPool.close], ids=["killed", "closed"])
def test_processes_that_end_cost_nothing_but_time(
    history: tuple[Path, str], alone: HistoryResult, spoil: Callable[[CommitPool], None]
) -> None:
    pool = CommitPool(1)
    data = b"tree " + b"0" * 40 + b"\nauthor a <a> 1 +0000\ncommitter a <a> 1 +0000\n\nx"
    pool.read({"2" * 40: data})
    assert pool.take("2" * 40) == read_commit("2" * 40, data)
    spoil(pool)
    assert audited(history, pool) == alone
    pool.close()


def test_no_process_looks_into_the_clone_for_what_it_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python searches first where a command was typed, and that is the clone that is judged (rule 9)."""
    for name in ("multiprocessing", "signal", "ubah", "concurrent", "pickle", "random"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text(
            f"open({str(tmp_path / 'ran')!r}, 'a').write({name!r})\n"
        )
    monkeypatch.chdir(tmp_path)
    pool = CommitPool(1)
    data = b"tree " + b"0" * 40 + b"\nauthor a <a> 1 +0000\ncommitter a <a> 1 +0000\n\nx"
    pool.read({"3" * 40: data})
    assert pool.take("3" * 40) == read_commit("3" * 40, data)
    pool.close()
    assert not (tmp_path / "ran").exists()
    assert "PYTHONSAFEPATH" not in os.environ


def test_a_process_does_not_outlive_the_audit_that_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "audit.py"
    script.write_text(
        "import os, sys, time\n"
        "from ubah.edge.git.commit_pool import CommitPool\n"
        "if __name__ == '__main__':\n"
        "    pool = CommitPool(1)\n"
        "    pool.read({'4' * 40: b'x'})\n"
        "    pool.take('4' * 40)\n"
        "    print(*pool._pool._processes, flush=True)\n"
        "    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        parent.kill()
    for _ in range(100):
        if not Path(f"/proc/{child}").exists() or "Z" in _state(child):
            return
        time.sleep(0.1)
    raise AssertionError("it lives on")


def _state(process: int) -> str:
    try:
        return Path(f"/proc/{process}/stat").read_text().split()[2]
    except OSError:
        return "Z"


@pytest.mark.parametrize("problem", [OSError, NotImplementedError, ImportError])
def test_where_no_process_can_be_had_everything_is_read_here(
    history: tuple[Path, str], alone: HistoryResult, problem: type[Exception]
) -> None:
    with patch.object(pools, "ProcessPoolExecutor", side_effect=problem("no semaphores")):
        pool = CommitPool(2)
    assert audited(history, pool) == alone


def test_a_large_history_starts_processes_and_ends_them(
    history: tuple[Path, str], alone: HistoryResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[CommitPool] = []

    class Noted(CommitPool):
        def __init__(self, processes: int) -> None:
            super().__init__(processes)
            made.append(self)

    monkeypatch.setattr(landings, "CommitPool", Noted)
    monkeypatch.setattr(landings, "cores_to_spare", lambda: 1)
    assert audited(history, None) == alone
    assert made == []
    monkeypatch.setattr(landings, "WORTH_STARTING", 100)
    assert audited(history, None) == alone
    assert [pool._pool for pool in made] == [None]

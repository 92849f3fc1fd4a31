"""How much of a history is read: no time is measured here, but what must not grow is counted."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from benchmarks.history import History, make_history

from ubah.core.diagnostics import Verdict, verdict_of
from ubah.edge.git import READ_HERE, ObjectStore
from ubah.edge.history.audit import HistoryResult, audit
from ubah.edge.history.landings import LandingReader
from ubah.edge.history.proposals import judge_proposed
from ubah.edge.history.pushes import judge_push
from ubah.edge.history.spent_issues import issues_since

SIZES = (12, 60)


@pytest.fixture(scope="module")
def histories(tmp_path_factory: pytest.TempPathFactory) -> dict[int, tuple[Path, History]]:
    made = {}
    for size in SIZES:
        folder = tmp_path_factory.mktemp(f"of-{size}")
        made[size] = folder, make_history(folder, size)
    return made


def counted(folder: Path, judge: Any) -> tuple[HistoryResult, Counter[str]]:
    """Judge, and count the objects that were read of each kind, and the commits that git listed."""
    read: Counter[str] = Counter()
    plain, listed = ObjectStore.read, ObjectStore.first_parents

    def noted(store: ObjectStore, oid: str, kind: str) -> bytes:
        read[kind] += 1
        return plain(store, oid, kind)

    def noted_list(store: ObjectStore, tip: str, most: int = 0) -> list[str]:
        found = listed(store, tip, most)
        read["listed"] += len(found)
        return found

    with (
        patch.object(ObjectStore, "read", noted),
        patch.object(ObjectStore, "first_parents", noted_list),
        ObjectStore(folder / ".git") as store,
    ):
        return judge(LandingReader(store)), read


def of_last_landing(reader: LandingReader, history: History) -> tuple[str, str]:
    """Return main before the last landing, and the branch that it brought."""
    old, branch = reader.commit(history.tip).parents
    return old, branch


@pytest.mark.parametrize("way", ["hook", "check"])
def test_what_lands_is_judged_without_the_history_before_it(
    way: str, histories: dict[int, tuple[Path, History]]
) -> None:
    found = []
    for size in SIZES:
        folder, history = histories[size]
        now = history.now + timedelta(minutes=1)

        def judge(
            reader: LandingReader, history: History = history, now: Any = now
        ) -> HistoryResult:
            old, branch = of_last_landing(reader, history)
            if way == "hook":
                return judge_push(reader, old, history.tip, now, "")
            return judge_proposed(reader, old, branch, now)

        result, read = counted(folder, judge)
        assert verdict_of(result.findings) is Verdict.PASS, result.findings
        assert result.landings == 1
        found.append(read)
    small, large = found
    # A record's own landings lie as far back as others went on meanwhile, twelve at a time.
    assert large["commit"] <= small["commit"] * 1.3 + 20
    assert large["blob"] <= small["blob"] * 1.3 + 10
    assert large["listed"] < histories[SIZES[1]][1].landings / 2


@pytest.mark.parametrize("age", [timedelta(minutes=1), timedelta(days=1)])
def test_a_used_issue_is_looked_for_no_farther_back_than_it_is_old(
    age: timedelta, histories: dict[int, tuple[Path, History]]
) -> None:
    """How long the history is makes no difference; how long the issue lay does."""
    found = []
    for size in SIZES:
        folder, history = histories[size]

        def look(reader: LandingReader, history: History = history) -> HistoryResult:
            since = reader.commit(history.tip).committed - age
            assert not list(issues_since(reader, history.tip, since))
            return HistoryResult(())

        found.append(counted(folder, look)[1])
    small, large = found
    assert large["commit"] <= small["commit"] * 1.3 + 5
    assert large["commit"] < histories[SIZES[1]][1].landings / 2


def test_an_audit_reads_each_object_once(histories: dict[int, tuple[Path, History]]) -> None:
    folder, history = histories[SIZES[1]]
    result, read = counted(folder, lambda reader: audit(reader, history.tip))
    assert verdict_of(result.findings) is Verdict.PASS, result.findings
    assert result.commits == history.commits
    assert (
        read["commit"] <= history.commits + READ_HERE
    )  # the newest are looked at for the chain, too
    assert read["tree"] <= 3.2 * history.commits

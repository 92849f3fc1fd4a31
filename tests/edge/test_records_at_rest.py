"""Finished records are read once: a list shows the same with what is kept of them and without."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from ubah.core.paths import AUTHORITY_FILES
from ubah.edge.clone import at_rest
from ubah.edge.clone.work_files import WorkFiles
from ubah.edge.clone.work_register import WorkRegister, read_work_register

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 6, 1, tzinfo=UTC)
FINISHED = {"closed", "rejected", "withdrawn"}


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sample office in a clone, whose files count as old."""
    for folder in ("changes", "assets"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    for name in AUTHORITY_FILES:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    monkeypatch.setattr(at_rest, "SETTLED_NS", -(10**18))
    return tmp_path


def listed(office: Path) -> tuple[WorkRegister, set[str]]:
    """Return the records as they are listed, and which of their files were read for it."""
    read: set[str] = set()
    plain = WorkFiles.read

    def noted(work: WorkFiles, paths: set[str]) -> dict[str, bytes]:
        read.update(path for path in paths if path.startswith("changes/"))
        return plain(work, paths)

    with patch.object(WorkFiles, "read", noted):
        return read_work_register(office, NOW), read


def records(office: Path) -> set[str]:
    return {path.relative_to(office).as_posix() for path in (office / "changes").rglob("*.yaml")}


def kept(office: Path) -> Path:
    return office / ".git/ubah/records-at-rest.json"


def finished(office: Path) -> Path:
    """Return the file of a record that is finished."""
    return next(
        path
        for path in sorted((office / "changes").rglob("*.yaml"))
        if b"\nstatus: closed\n" in path.read_bytes()
    )


def test_what_is_finished_is_read_once(office: Path) -> None:
    first, read = listed(office)
    assert read == records(office)
    again, reread = listed(office)
    assert again == first
    moving = {view.path for view in first.moving.records}
    assert reread == moving
    states = {line.number: line.state for line in first.summaries}
    assert {state for state in states.values() if state in FINISHED} == FINISHED
    assert not {states[view.record.id] for view in first.moving.records} & FINISHED
    assert 0 < len(moving) < len(first.summaries) == len(records(office))


def test_what_was_changed_is_read_again_though_it_looks_as_before(office: Path) -> None:
    first, _ = listed(office)
    path = finished(office)
    before, text = path.stat(), path.read_text()
    title = next(line for line in text.splitlines() if line.strip().startswith("title: "))
    changed = title[:-1] + ("x" if title[-1] != "x" else "y")
    path.write_text(text.replace(title, changed))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    again, read = listed(office)
    assert path.relative_to(office).as_posix() in read
    assert {line.title for line in again.summaries} - {line.title for line in first.summaries}


def test_other_authority_files_have_all_read_again(office: Path) -> None:
    listed(office)
    with (office / "office.yaml").open("a") as file:
        file.write("# lain\n")
    assert listed(office)[1] == records(office)


def test_what_is_gone_is_not_listed(office: Path) -> None:
    first, _ = listed(office)
    path = finished(office)
    path.unlink()
    again, _ = listed(office)
    assert {line.number for line in first.summaries} - {
        line.number for line in again.summaries
    } == {path.stem}
    assert not again.unreadable


def test_what_became_unreadable_is_said_to_be(office: Path) -> None:
    listed(office)
    path = finished(office)
    path.write_text("id: [\n")
    again, _ = listed(office)
    assert again.unreadable == (path.relative_to(office).as_posix(),)
    assert path.stem not in {line.number for line in again.summaries}


@pytest.mark.parametrize(
    "odd",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"for": 1}',
        b"\xff\xfe",
        b"[" * 200_000,
        pytest.param(b"rows", id="rows of another form"),
        pytest.param(b"numbers", id="numbers for texts"),
        pytest.param(b"nothing", id="nothing for a row"),
    ],
)
def test_an_odd_file_costs_nothing_but_time(office: Path, odd: bytes) -> None:
    first, _ = listed(office)
    spoilt: Any = {
        b"rows": lambda row: [row[0], ["x"]],
        b"numbers": lambda row: [row[0], [1] * len(row[1])],
        b"nothing": lambda row: [],
    }
    if odd in spoilt:
        value = json.loads(kept(office).read_bytes())
        rows = value["records"].items()
        value["records"] = {path: spoilt[odd](row) for path, row in rows}
        odd = json.dumps(value).encode()
    kept(office).write_bytes(odd)
    assert listed(office) == (first, records(office))
    assert listed(office)[1] < records(office)


def test_a_record_that_is_not_on_the_disk_is_never_known_from_there(office: Path) -> None:
    """A sparse checkout leaves files out; whoever hands over a clone may have written down anything."""
    listed(office)
    path = finished(office)
    name = path.relative_to(office).as_posix()
    for words in (["add", "-A"], ["sparse-checkout", "set", "--no-cone", "/*", f"!/{name}"]):
        subprocess.run(["git", *words], cwd=office, check=True, capture_output=True)
    path.unlink(missing_ok=True)
    value = json.loads(kept(office).read_bytes())
    value["records"][name] = [[], [path.stem, "Palsu", *["x"] * 7]]
    kept(office).write_text(json.dumps(value))
    assert "Palsu" not in {line.title for line in listed(office)[0].summaries}


def test_where_nothing_can_be_kept_all_is_read(office: Path) -> None:
    (office / ".git/ubah").write_text("in the way")
    first, _ = listed(office)
    assert listed(office) == (first, records(office))


def test_what_was_written_just_now_is_not_kept(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(at_rest, "SETTLED_NS", 10**18)
    listed(office)
    assert listed(office)[1] == records(office)


def test_outside_of_git_nothing_is_kept(office: Path) -> None:
    shutil.rmtree(office / ".git")
    first, _ = listed(office)
    assert listed(office) == (first, records(office))

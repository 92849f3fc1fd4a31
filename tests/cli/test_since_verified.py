"""Audits that go on from an earlier one: the same bytes, and nothing taken on trust from elsewhere."""

from __future__ import annotations

import json
import stat
from dataclasses import dataclass
from pathlib import Path

import pytest
from clerk import Ran, environment, run

from support.office import Office
from ubah.edge.history.earlier.file import VerifiedFiles
from ubah.edge.history.earlier.verified import Verified

RECORD = "RFC-2026-0001"


@dataclass
class Auditor:
    """Somebody with an account of his own, and a clone of an office's history."""

    home: Path
    office: Office

    def audit(self, *words: str, code: int | None = 0) -> Ran:
        env = environment(self.home)
        return run(self.office.repo, "audit", *words, "--format", "json", code=code, env=env)

    @property
    def kept(self) -> list[Path]:
        return sorted((self.home / ".local/state/ubah/verified").glob("*.json"))


@pytest.fixture
def auditor(tmp_path: Path) -> Auditor:
    office = Office.found(tmp_path / "office")
    office.step("submit", "pemohon-1", 0)
    office.step("accept", "pengelola-1", 10)
    return Auditor(tmp_path / "home", office)


def test_going_on_says_what_the_whole_says_byte_for_byte(auditor: Auditor) -> None:
    first = auditor.audit("--since-verified")
    assert first.out == auditor.audit().out
    (kept,) = auditor.kept
    for at, action in ((20, "classify_normal"), (30, "implement"), (40, "fail_test")):
        auditor.office.step(action, "pengelola-1", at)
        since = auditor.audit("--since-verified")
        assert since.out == auditor.audit().out
        assert json.loads(since.out)["tip"] == auditor.office.main
    assert auditor.kept == [kept]


def test_a_history_that_fails_is_gone_on_from_too(auditor: Auditor) -> None:
    office = auditor.office
    path = f"changes/2026/{RECORD}.yaml"
    altered = office.read(path).replace(b"judul", b"Judul").replace(b"Layak", b"Tak layak")
    office.land(office.commit("pengelola-1", 20, {path: altered + b"#\n"}), 21)
    assert auditor.audit("--since-verified", code=1).out == auditor.audit(code=1).out
    office.step("submit", "pemohon-1", 30, "RFC-2026-0002")
    office.step("accept", "pengelola-1", 40, "RFC-2026-0002")
    since, whole = auditor.audit("--since-verified", code=1), auditor.audit(code=1)
    assert since.out == whole.out
    carried = [found["carried_on"] for found in json.loads(whole.out)["findings"]]
    assert 2 in carried


def test_only_its_owner_may_read_the_key_and_no_plain_audit_keeps_anything(
    auditor: Auditor,
) -> None:
    auditor.audit()
    assert not (auditor.home / ".local").exists()
    auditor.audit("--since-verified")
    key = auditor.kept[0].parent / "key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


@pytest.mark.parametrize("how", ["another count", "no finding", "another tip", "cut", "empty"])
def test_a_file_that_was_changed_is_refused(auditor: Auditor, how: str) -> None:
    auditor.audit("--since-verified")
    (path,) = auditor.kept
    code, _, body = path.read_bytes().partition(b"\n")
    value = json.loads(body)
    if how == "another count":
        value["steps"] = 1
    elif how == "no finding":
        value["carried"] = None
    elif how == "another tip":
        value["tip"] = auditor.office.git("rev-parse", "main^1")
    forged = b"%s\n%s" % (code, json.dumps(value, separators=(",", ":")).encode())
    path.write_bytes({"cut": path.read_bytes()[:-9], "empty": b""}.get(how, forged))
    ran = auditor.audit("--since-verified", code=3)
    assert str(path) in ran.err
    assert "ubah audit --since-verified" in ran.err
    path.unlink()
    auditor.audit("--since-verified")


def test_another_account_s_file_is_refused(auditor: Auditor, tmp_path: Path) -> None:
    auditor.audit("--since-verified")
    other = Auditor(tmp_path / "other", auditor.office)
    other.audit("--since-verified")
    other.kept[0].write_bytes(auditor.kept[0].read_bytes())
    assert str(other.kept[0]) in other.audit("--since-verified", code=3).err


def test_a_file_of_another_history_is_not_gone_on_from(auditor: Auditor, tmp_path: Path) -> None:
    auditor.audit("--since-verified")
    other = Office.found(tmp_path / "elsewhere")
    other.step("submit", "pemohon-1", 0)
    elsewhere = Auditor(auditor.home, other)
    elsewhere.audit("--since-verified")
    paths = {path.name[:40]: path for path in auditor.kept}
    assert set(paths) == {auditor.office.root, other.root}
    paths[other.root].write_bytes(paths[auditor.office.root].read_bytes())
    auditor.audit("--since-verified")
    assert str(paths[other.root]) in elsewhere.audit("--since-verified", code=3).err


def test_a_file_from_another_trust_root_says_nothing_of_the_oldest_office(auditor: Auditor) -> None:
    later = auditor.office.git("rev-parse", "main^1")
    auditor.audit("--since-verified", "--trust-root", later)
    assert json.loads(auditor.audit("--since-verified").out)["trust_root"] == auditor.office.root
    auditor.office.step("classify_normal", "pengelola-1", 20)
    assert auditor.audit("--since-verified").out == auditor.audit().out
    assert len(auditor.kept) == 2


def test_the_oldest_office_is_known_from_what_was_verified_on_the_way_to_main(
    tmp_path: Path,
) -> None:
    files = VerifiedFiles(tmp_path)
    root, tip = "a" * 40, "b" * 40
    files.write(Verified(root, tip, 3, 4, 5), oldest_office=True)
    files.write(Verified("c" * 40, tip, 3, 4, 5), oldest_office=False)
    assert files.of_the_oldest_office({tip}) == Verified(root, tip, 3, 4, 5)
    assert files.of_the_oldest_office({root}) is None
    path = next(tmp_path.glob(f"{root}-*.json"))
    sound = path.read_bytes()
    path.write_bytes(sound.replace(b'"landings":3', b'"landings":2'))
    assert files.of_the_oldest_office({tip}) is None
    path.write_bytes(sound)
    path.rename(path.with_name(path.name.replace(root, "d" * 40)))
    assert files.of_the_oldest_office({tip}) is None


def test_main_that_was_rewritten_is_not_gone_on_from(auditor: Auditor) -> None:
    auditor.audit("--since-verified")
    verified = auditor.office.main
    auditor.office.set_branch("main", auditor.office.git("rev-parse", "main^1"))
    auditor.office.step("accept", "pengelola-1", 15)
    ran = auditor.audit("--since-verified", code=3)
    assert f"ubah audit --seen {verified}" in ran.err
    assert auditor.audit("--seen", verified, code=1).code == 1


def test_it_says_nothing_of_every_step(auditor: Auditor) -> None:
    assert "--since-verified" in auditor.audit("--since-verified", "--conformance", code=2).err

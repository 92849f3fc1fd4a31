"""Freezes and clashes of the release calendar (UB801 to UB803)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from ubah.core.diagnostics import Severity, Verdict, verdict_of
from ubah.core.judge.calendar import clash
from ubah.core.judge.contents import judge_contents
from ubah.core.model import Booking, Judgement
from ubah.core.office.authority import Authority, build_authority
from ubah.core.paths import asset_id, record_id
from ubah.core.people.office import FreezeWindow

ROOT = Path(__file__).resolve().parents[2]
TEN = datetime.fromisoformat("2026-05-04T10:00:00+08:00")
HOUR = timedelta(hours=1)


def booking(
    record: str = "RFC-2026-0001", start: datetime = TEN, release: str = "", asset: str = "SRV-0001"
) -> Booking:
    return Booking(record, start, start + HOUR, release, frozenset({asset}))


def test_two_releases_meet_at_the_same_time_on_the_same_asset() -> None:
    other = booking("RFC-2026-0002", TEN + HOUR / 2)
    assert clash(booking(), other) == {"SRV-0001"}
    assert clash(other, booking()) == {"SRV-0001"}


@pytest.mark.parametrize(
    "other",
    [
        booking(),
        booking("RFC-2026-0002", TEN + HOUR),
        booking("RFC-2026-0002", TEN - HOUR),
        booking("RFC-2026-0002", asset="SRV-0002"),
        booking("RFC-2026-0002", release="Mei"),
    ],
    ids=["itself", "after it", "before it", "another asset", "parts of one release"],
)
def test_what_does_not_meet(other: Booking) -> None:
    assert clash(booking(release="Mei"), other) == frozenset()


def test_a_release_without_a_name_is_no_part_of_another() -> None:
    assert clash(booking(), booking("RFC-2026-0002")) == {"SRV-0001"}


def _authority() -> Authority:
    names = ["roles.yaml", "office.yaml"]
    names += [path.relative_to(ROOT).as_posix() for path in (ROOT / "schemas").glob("*")]
    authority, _ = build_authority({name: (ROOT / name).read_bytes() for name in names})
    assert authority is not None
    return authority


def _judged(authority: Authority, *, moved: bytes = b"") -> Judgement:
    """Judge the sample; ``moved`` is put into a second record like RFC-2026-0001."""
    files = {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for folder in ("changes", "assets")
        for path in (ROOT / folder).rglob("*.yaml")
    }
    if moved:
        twin = files["changes/2026/RFC-2026-0001.yaml"]
        twin = twin.replace(b"RFC-2026-0001", b"RFC-2026-0032").replace(b"SPSE 4.5u20260119", moved)
        files["changes/2026/RFC-2026-0032.yaml"] = twin
    records = {path: data for path, data in files.items() if record_id(path)}
    assets = {path: data for path, data in files.items() if asset_id(path)}
    return judge_contents(records, assets, authority)


def _rules(judgement: Judgement) -> list[tuple[str, str]]:
    return [
        (finding.rule, finding.place.record)
        for finding in judgement.findings
        if finding.rule.startswith("UB8")
    ]


def test_the_sample_breaks_no_freeze_and_has_no_clash() -> None:
    assert _rules(_judged(_authority())) == []


def test_a_window_in_a_freeze_is_a_deviation_and_fails_nothing() -> None:
    authority = _authority()
    start = datetime.fromisoformat("2026-01-01T00:00:00+08:00")
    freeze = FreezeWindow(start, start + timedelta(days=400), "Tutup tahun")
    frozen = replace(authority, office=replace(authority.office, freeze_windows=(freeze,)))
    judged = _judged(frozen)
    rules = {rule for rule, _ in _rules(judged)}
    assert rules == {"UB801", "UB802"}
    assert all(f.severity is Severity.DEVIATION for f in judged.findings if f.rule[:3] == "UB8")
    assert verdict_of(judged.findings) is Verdict.PASS


def test_the_later_of_two_clashing_windows_is_named() -> None:
    clashes = [row for row in _rules(_judged(_authority(), moved=b"Lain")) if row[0] == "UB803"]
    assert clashes == [("UB803", "RFC-2026-0032")]


def test_equal_release_names_do_not_clash() -> None:
    assert _rules(_judged(_authority(), moved=b"SPSE 4.5u20260119")) == []

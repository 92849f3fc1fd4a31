"""A change that is filed and handled by forms alone, judged by the one judge."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import yaml
from test_forms import OFFICE, REQUEST, ROOT, TEST, body, read

from ubah.core.diagnostics import CannotRun, Severity
from ubah.core.forms.body import Filled, record_as_seen
from ubah.core.forms.files import files_from_form
from ubah.core.judge.contents import judge_contents
from ubah.core.paths import record_path

NUMBER = "RFC-2026-0001"
PATH = record_path(NUMBER)
START = datetime.fromisoformat("2026-02-02T01:00:00+00:00")
SERVER = (ROOT / "assets/SRV-0001.yaml").read_text()
PLAN = {"plan-implementation": "Pasang.", "plan-test": "Uji.", "plan-rollback": "Pulihkan."}


def said(action: str, **values: str) -> Filled:
    filled, findings = read(body(action, record=NUMBER, **values))
    assert filled is not None, findings
    return filled


STEPS: list[tuple[str, str, dict[str, str]]] = [
    ("submit", "pemohon-1", {**REQUEST, **PLAN}),
    (
        "revise",
        "pemohon-1",
        {"what": "Judul.", "why": "Diperjelas.", "title": "Pembaruan SPSE 4.5"},
    ),
    (
        "accept",
        "pengelola-1",
        {
            "assessment": "Layak.",
            "category": "Aplikasi (application)",
            "impact": "low",
            "risk": "low",
        },
    ),
    ("classify_normal", "pengelola-1", {"rationale": "Dapat dijadwalkan."}),
    (
        "implement",
        "pengelola-1",
        {
            "started_at": "2026-02-02 09:32",
            "ended_at": "2026-02-02 09:38",
            "completed": "Ya",
            "implementers": "pengelola-1\nCV Contoh; Penyedia",
            "work_log": "Terpasang.",
        },
    ),
    ("pass_test", "pengelola-1", {"documentation": "Ada.", "tests": TEST}),
    ("report", "pengelola-1", {"number": "LP/001/2026", "summary": "Selesai."}),
    ("review", "kepala", {"notes": "Baik."}),
    (
        "schedule_release",
        "pengelola-1",
        {
            "window-start": "2026-02-03 20:00",
            "window-end": "2026-02-03 22:00",
            "window-notice": "Diumumkan.",
        },
    ),
    (
        "flag_assets",
        "pengelola-1",
        {
            "release-outcome": "Dibatalkan (cancelled)",
            "release-reason": "Ditunda.",
            "assets": "Id aset: SRV-0001\nJenis perubahan: Ubah (update)\nPerubahan yang dimaksud: Keterangan.",
        },
    ),
    (
        "update_assets",
        "pengelola-1",
        {"assets": f"```yaml\n{SERVER.rstrip()}\n```"},
    ),
]


def handled(count: int) -> dict[str, bytes]:
    """Return the files after so many forms, filed ten minutes apart."""
    files: dict[str, bytes] = {}
    for index, (action, person, values) in enumerate(STEPS[:count]):
        at = START + timedelta(minutes=10 * index)
        new = files_from_form(said(action, **values), person, at, OFFICE, NUMBER, files.get(PATH))
        assert new == files_from_form(
            said(action, **values), person, at, OFFICE, NUMBER, files.get(PATH)
        )
        files |= new
    return files


@pytest.mark.parametrize("count", range(1, len(STEPS) + 1))
def test_each_form_leads_to_what_the_judge_accepts(count: int) -> None:
    files = handled(count)
    assets = {"assets/SRV-0001.yaml": SERVER.encode()}
    judged = judge_contents({PATH: files[PATH]}, assets, OFFICE)
    grave = [f for f in judged.findings if f.severity is not Severity.DEVIATION]
    assert grave == [], grave
    record = yaml.load(files[PATH], yaml.CSafeLoader)
    assert [entry["action"] for entry in record["journal"]] == [step[0] for step in STEPS[:count]]


def test_a_new_request_is_completed_by_the_tool() -> None:
    record = yaml.load(handled(1)[PATH], yaml.CSafeLoader)
    assert record["request"]["requester"] == "pemohon-1"
    assert record["request"]["addressee"] == "pengelola-1"
    assert record["request"]["date"] == "2026-02-02"
    assert record["journal"][0]["at"] == "2026-02-02T09:00:00+08:00"


def test_a_manager_addresses_the_own_request_to_the_other_one() -> None:
    files = files_from_form(said("submit", **REQUEST), "pengelola-1", START, OFFICE, NUMBER, None)
    assert yaml.load(files[PATH], yaml.CSafeLoader)["request"]["addressee"] == "pengelola-2"


def test_a_revision_keeps_what_stays_empty() -> None:
    record = yaml.load(handled(2)[PATH], yaml.CSafeLoader)
    assert record["request"]["title"] == "Pembaruan SPSE 4.5"
    assert record["request"]["reason"] == REQUEST["reason"]
    assert record["request"]["plan"]["test"] == "Uji."


def test_asset_files_come_with_the_step_that_updates_them() -> None:
    assert handled(len(STEPS))["assets/SRV-0001.yaml"] == SERVER.encode()


def test_an_acting_head_acts_by_the_letter_of_that_day() -> None:
    files = handled(7)
    day = datetime.fromisoformat("2026-03-10T10:00:00+08:00")
    new = files_from_form(said("review"), "plh-kepala", day, OFFICE, NUMBER, files[PATH])
    entry = yaml.load(new[PATH], yaml.CSafeLoader)["journal"][-1]
    assert (entry["capacity"], entry["appointment"]) == ("plh", "800/012/Plh/2026")


def test_a_form_opened_where_the_record_had_fewer_steps_is_refused() -> None:
    """What was looked at is what is decided on: the number of its entries comes with the link."""
    files = handled(2)
    accept, who = STEPS[2][2], STEPS[2][1]
    at = START + timedelta(minutes=60)
    for seen in (1, 3):
        filled, findings = read(body("accept", record_as_seen(NUMBER, seen), **accept))
        assert filled is not None, findings
        with pytest.raises(CannotRun, match="has gone on since"):
            files_from_form(filled, who, at, OFFICE, NUMBER, files[PATH])
    filled, findings = read(body("accept", record_as_seen(NUMBER, 2), **accept))
    assert filled is not None, findings
    plain, _ = read(body("accept", NUMBER, **accept))
    assert plain is not None
    told, untold = (
        files_from_form(f, who, at, OFFICE, NUMBER, files[PATH]) for f in (filled, plain)
    )
    assert told == untold


@pytest.mark.parametrize(
    "said", ["/ 2", "RFC-2026-0001 / 0", "RFC-2026-0001 / x", "RFC-2026-0001 2"]
)
def test_a_record_that_is_named_otherwise(said: str) -> None:
    filled, findings = read(body("accept", said, **STEPS[2][2]))
    assert filled is None
    assert findings


def test_a_record_that_is_not_there_or_broken_is_refused() -> None:
    filled = said("review")
    with pytest.raises(CannotRun, match="there is no record"):
        files_from_form(filled, "kepala", START, OFFICE, NUMBER, None)
    with pytest.raises(CannotRun):
        files_from_form(filled, "kepala", START, OFFICE, NUMBER, b"id: [\n")

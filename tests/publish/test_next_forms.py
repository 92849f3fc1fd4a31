"""The forms of a record's next steps: which there are, and what is filled in when they open."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from ubah.core.model import Entry, Record
from ubah.core.office.authority import Authority, build_authority
from ubah.core.paths import AUTHORITY_FILES
from ubah.publish.addresses.next_forms import NextForms

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime.fromisoformat("2026-02-02T09:00:00+08:00")
FORGE = {"kind": "github", "host": "github.com", "repository": "lpse-contoh/perubahan"}
ACCEPTED = {"assessment": "Layak.", "category": "application", "impact": "low", "risk": "high"}


@pytest.fixture(scope="module")
def office() -> Authority:
    files = {path: (ROOT / path).read_bytes() for path in AUTHORITY_FILES}
    authority, findings = build_authority(files)
    assert authority is not None, findings
    return replace(authority, raw_office={**authority.raw_office, "forge": FORGE})


def record(request: dict[str, Any], *steps: tuple[str, dict[str, Any]]) -> Record:
    entries = enumerate(steps, 1)
    journal = tuple(Entry(n, action, "pengelola-1", NOW, said) for n, (action, said) in entries)
    return Record(
        "RFC-2026-0007", "", {"title": "Judul", "requester": "pemohon-1", **request}, journal
    )


def opened(address: str) -> dict[str, str]:
    """Return what GitHub finds in an address, after looking that the form has fields for it."""
    query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    form = yaml.load(
        (ROOT / ".github/ISSUE_TEMPLATE" / query["template"]).read_text(), yaml.CSafeLoader
    )
    fields = {field["id"]: field for field in form["body"] if "id" in field}
    for name, value in query.items():
        if name not in ("template", "title"):
            options = fields[name]["attributes"].get("options", [value])
            assert value in options, (name, value)
    return query


def test_what_the_request_said_is_filled_in(office: Authority) -> None:
    asked = record({"category": "security", "plan": {"downtime": "1 jam"}})
    both, urgent, alone = NextForms(office).links(asked, "accept")
    assert [both.together, urgent.together, alone.together] == [True, True, False]
    for link in (both, urgent, alone):
        found = opened(link.address)
        assert found["rfc"] == "RFC-2026-0007 / 0"
        assert found["isi-category"] == "Keamanan (security)"
        assert not any("plan" in name for name in found)


def test_the_newest_word_counts(office: Authority) -> None:
    again = record({"category": "security"}, ("accept", ACCEPTED), ("return", {"reason": "x"}))
    found = opened(NextForms(office).links(again, "accept")[-1].address)
    assert found["isi-category"] == "Aplikasi (application)"
    assert (found["isi-impact"], found["isi-risk"]) == ("Rendah (low)", "Tinggi (high)")
    assert "isi-assessment" not in found


def test_a_later_step_of_a_form_is_filled_in_under_its_own_name(office: Authority) -> None:
    failed = record({}, ("escalate", {"incident": "INS-7"}), ("fail_test", {"documentation": "x"}))
    both, _ = NextForms(office).links(failed, "fail_test")
    assert opened(both.address)["isi-roll_back-incident"] == "INS-7"


def test_a_revision_is_left_empty(office: Authority) -> None:
    [link] = NextForms(office).links(record({"category": "security"}), "revise")
    assert set(opened(link.address)) == {"template", "title", "rfc"}


@pytest.mark.parametrize("action", ["approve", "return", "review", "return_report"])
def test_a_decision_has_its_own_pull_request(office: Authority, action: str) -> None:
    assert NextForms(office).links(record({}), action) == ()


def test_an_office_without_a_forge_has_no_forms(office: Authority) -> None:
    raw = {name: value for name, value in office.raw_office.items() if name != "forge"}
    assert NextForms(replace(office, raw_office=raw)).links(record({}), "accept") == ()


def test_what_would_not_go_through_the_sign_in_page_is_left_out(office: Authority) -> None:
    long = record({}, ("escalate", {"incident": "é" * 2000}))
    address = NextForms(office).links(long, "roll_back")[-1].address
    assert len(address) < 4000
    assert opened(address)["rfc"] == "RFC-2026-0007 / 1"


FILES = {"SRV-0001": "id: SRV-0001\nname: Satu\n", "SRV-0002": "id: SRV-0002\nname: Dua\n"}


@pytest.mark.parametrize(
    ("flagged", "filled_in"),
    [
        (("SRV-0001",), "id: SRV-0001\nname: Satu"),
        (("SRV-0002", "SRV-0001"), "id: SRV-0002\nname: Dua\n---\nid: SRV-0001\nname: Satu"),
        (("SRV-0001", "SRV-0009"), None),  # one that is new
    ],
)
def test_assets_stand_there_to_be_changed(
    office: Authority, flagged: tuple[str, ...], filled_in: str | None
) -> None:
    rows = [{"id": asset, "change": "update", "intended": "x"} for asset in flagged]
    waiting = record({}, ("flag_assets", {"assets": rows}))
    forms = NextForms(office)
    [link] = forms.links(waiting, "update_assets", lambda asset: FILES.get(asset, ""))
    assert opened(link.address).get("isi-assets") == filled_in
    [public] = forms.links(waiting, "update_assets")
    assert "isi-assets" not in opened(public.address)


def test_51_what_people_wrote_stays_inside_its_value(office: Authority) -> None:
    """No word of theirs ends the address, a link in Markdown, or an attribute in HTML."""
    evil = 'x](https://contoh.example) <img src=x> "&rfc=RFC-2026-0001&isi-steps=y#z @kepala\n## a'
    failed = record({}, ("escalate", {"incident": evil}), ("fail_test", {"documentation": "x"}))
    for link in NextForms(office).links(failed, "fail_test")[:1]:
        assert re.fullmatch(r"https://github\.com/[A-Za-z0-9%+_.=&/?-]*", link.address)
        found = opened(link.address)
        assert found["rfc"] == "RFC-2026-0007 / 2"
        assert found["isi-roll_back-incident"] == evil
        assert "isi-steps" not in found

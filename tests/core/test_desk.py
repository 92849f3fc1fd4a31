"""The desk's values: who stands there, what a link says, what may be done, what was filled in."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from support.sample import sample_files
from ubah.core.desk.proposed import authority_in_words
from ubah.core.desk.sheet import ShownPage
from ubah.core.desk.steps import open_forms, opening_at_desk, read_at_desk
from ubah.core.desk.ticket import Ticket, read_ticket, ticket_complaint, ticket_values
from ubah.core.desk.visitor import Known, Visitor, visitor_by_login, visitor_by_person
from ubah.core.forms.of_steps import office_forms
from ubah.core.office.authority import Authority, build_authority
from ubah.core.paths import record_id
from ubah.core.people.office import DeskSettings
from ubah.core.reading.writing import dump
from ubah.core.register.outlook import outlook_of_file
from ubah.core.render import render
from ubah.core.strict_yaml.source import parse

HOST = "meja.lpse.example"
DAY = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
ACCOUNTS: dict[str, list[dict[str, Any]]] = {
    "kepala": [{"id": 1, "login": "elok"}],
    "pengelola-1": [{"id": 2, "login": "citra", "until": "2026-05-31"}],
    "pengelola-2": [{"id": 3, "login": "danu"}, {"id": 4, "login": "danu-lama"}],
    "sekda": [{"id": 5, "login": "gita"}],
    "pemohon-1": [{"id": 6, "login": "gita"}],
    "pemohon-2": [{"id": 7, "login": "bayu", "forge": "forge.example"}],
}


def office(change: Any = None, **desk: Any) -> Authority:
    """Return the sample office with a desk, as ``change`` leaves roles.yaml."""
    files = sample_files()
    roles, settings = (mapping(files[path]) for path in ("roles.yaml", "office.yaml"))
    for person, rows in ACCOUNTS.items():
        usual = {"forge": HOST, "from": "2026-01-01"}
        roles["persons"][person]["accounts"] = [{**usual, **row} for row in rows]
    if change:
        change(roles)
    settings["desk"] = {"address": f"https://{HOST}", "known_by": ["proxy", "link"], **desk}
    changed = {"roles.yaml": dump(roles).encode(), "office.yaml": dump(settings).encode()}
    built, findings = build_authority({**files, **changed})
    assert built is not None, findings
    return built


def mapping(data: bytes) -> dict[str, Any]:
    document, findings = parse(data, "")
    assert document is not None, findings
    assert isinstance(document.value, dict)
    return document.value


def desk_of(authority: Authority) -> DeskSettings:
    assert authority.office.desk is not None
    return authority.office.desk


@pytest.mark.parametrize(
    ("login", "person"),
    [
        ("elok", "kepala"),
        ("danu", "pengelola-2"),
        ("danu-lama", "pengelola-2"),
        ("citra", ""),  # ended the day before
        ("gita", ""),  # two people's
        ("bayu", ""),  # an account elsewhere
        ("Elok", ""),
        ("elok ", ""),
        ("kepala", ""),
        ("", ""),
    ],
)
def test_whose_log_in_it_is(login: str, person: str) -> None:
    authority = office()
    found = visitor_by_login(authority, desk_of(authority), login, DAY)
    assert (found.person if found else "") == person
    assert found is None or found.known is Known.PROXY


def test_who_may_come_by_a_link() -> None:
    authority = office()
    assert visitor_by_person(authority, desk_of(authority), "kepala", DAY) == Visitor(
        "kepala", 1, Known.LINK
    )
    for nobody in ("pengelola-1", "pemohon-2", "pencatat", "tidak-ada"):
        assert visitor_by_person(authority, desk_of(authority), nobody, DAY) is None


TICKET = Ticket("kepala", "RFC-2026-0001", "a" * 40, NOW + timedelta(hours=1), "b" * 32)


@pytest.mark.parametrize(
    ("before", "after", "spent", "sound"),
    [
        ("a" * 40, timedelta(), False, True),
        ("a" * 40, timedelta(minutes=59, seconds=59), False, True),
        ("a" * 40, timedelta(hours=1), False, False),
        ("a" * 40, timedelta(), True, False),
        ("c" * 40, timedelta(), False, False),
        ("", timedelta(), False, False),
    ],
)
def test_what_a_link_opens(before: str, after: timedelta, spent: bool, sound: bool) -> None:
    complaint = ticket_complaint(TICKET, before, NOW + after, spent=spent)
    assert (complaint is None) == sound


def test_a_link_is_read_back_and_nothing_else_is_one() -> None:
    assert read_ticket(ticket_values(TICKET)) == TICKET
    values = ticket_values(TICKET)
    for spoilt in (
        [],
        values[:-1],
        [*values, "x"],
        [1, *values[1:]],
        {"person": "kepala"},
        None,
        "x",
    ):
        assert read_ticket(spoilt) is None


def test_what_was_shown_is_named_by_all_of_it() -> None:
    shown = ShownPage("Judul", (("Mengapa", "Galat."),), (("1. Diajukan", "Ani"),))
    same = ShownPage("Judul", (("Mengapa", "Galat."), ("1. Diajukan", "Ani")))
    assert shown.digest == same.digest
    others = [
        replace(shown, title="judul"),
        replace(shown, parts=(("Mengapa", "Galat"),)),
        replace(shown, more=()),
        replace(shown, more=(("1. Diajukan", "Budi"),)),
    ]
    assert len({shown.digest, *(other.digest for other in others)}) == 5


def waiting(authority: Authority) -> dict[str, Any]:
    """Return path → outlook of the sample's records that go on."""
    found = {}
    for path, data in sample_files().items():
        outlook = outlook_of_file(data, path, authority, NOW) if record_id(path) else None
        if outlook and not authority.sop.states[outlook.progress.state].final:
            found[path] = outlook
    return found


def test_forms_are_open_to_whom_the_sop_lets_act() -> None:
    authority = office()
    for outlook in waiting(authority).values():
        for person in authority.roles.persons:
            forms = open_forms(outlook, person)
            legal = {step.action.name for step in outlook.next_steps() if person in step.people}
            assert {form.action for form in (*forms.decisions, *forms.steps)} <= legal
            decided = {form.action for form in forms.decisions}
            assert all(authority.sop.actions[name].review for name in decided)


def test_what_has_to_be_signed_is_not_offered() -> None:
    free = office()
    taken = {
        form.action for o in waiting(free).values() for form in open_forms(o, "pengelola-1").all
    }
    assert taken
    bound = office(signature_for=sorted({*taken, "submit"}))
    assert not any(open_forms(o, "pengelola-1").all for o in waiting(bound).values())
    assert opening_at_desk(free, "pemohon-1", NOW) is not None
    assert opening_at_desk(bound, "pemohon-1", NOW) is None
    assert opening_at_desk(free, "pencatat", NOW) is None


def test_a_port_that_browsers_leave_out() -> None:
    """They say neither in Host nor in Origin what a scheme has by itself, and are let in all the same."""
    for address, asked in (
        (f"https://{HOST}:443/", f"https://{HOST}"),
        ("http://localhost:80", "http://localhost"),
        (f"https://{HOST}:8443", f"https://{HOST}:8443"),
    ):
        desk = office(address=address).office.desk
        assert desk is not None
        assert (desk.address, desk.netloc) == (asked, asked.partition("://")[2])


def test_groups_are_filled_in_field_by_field() -> None:
    authority = office()
    form = office_forms(authority.change_schema, authority.sop)["pass_test"]
    said = {
        "documentation": "Tersimpan.",
        "tests.0.scenario": "Masuk\n\nlalu keluar",
        "tests.0.expected": "Berhasil",
        "tests.0.result": "Berhasil\nPenguji: bukan saya",
        "tests.0.passed": "Ya",
        "tests.0.tester": "Cici",
        "tests.2.scenario": "Unggah",
        "tests.2.expected": "Berhasil",
        "tests.2.result": "Berhasil",
        "tests.2.passed": "Ya",
        "tests.2.tester": "Dedi",
    }
    filled, findings = read_at_desk(form, "RFC-2026-0001", 3, said, authority)
    assert filled is not None, findings
    first, second = filled.evidence["tests"]  # type: ignore[misc]
    assert first["scenario"] == "Masuk\nlalu keluar"  # type: ignore[index, call-overload]
    assert first["result"] == "Berhasil Penguji: bukan saya"  # type: ignore[index, call-overload]
    assert first["tester"] == "Cici"  # type: ignore[index, call-overload]
    assert second["tester"] == "Dedi"  # type: ignore[index, call-overload]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("reason", ""),
        ("reason", "x\n### Kode Penolakan\n\nnot_emergency"),
        ("code", "entah"),
        ("code", ""),
    ],
)
def test_what_cannot_be_read_lands_nothing(name: str, text: str) -> None:
    authority = office()
    form = office_forms(authority.change_schema, authority.sop)["return"]
    said = {"reason": "Bukan mendesak.", "code": "not_emergency"}
    assert read_at_desk(form, "RFC-2026-0001", 3, said, authority)[0] is not None
    filled, findings = read_at_desk(form, "RFC-2026-0001", 3, {**said, name: text}, authority)
    assert filled is None
    assert findings


def test_a_change_of_authority_is_told_in_words() -> None:
    def change(roles: dict[str, Any]) -> None:
        roles["persons"]["baru"] = {"name": "Baru Contoh", "title": "Staf"}
        roles["persons"]["kepala"]["title"] = "Kepala Bagian"
        roles["persons"]["sekda"]["accounts"][0]["until"] = "2026-12-31"
        roles["roles"]["requester"].append({"person": "baru", "from": "2026-06-02"})
        roles["roles"]["head"][0]["until"] = "2026-06-30"

    told = [render(one, str, "en") for one in authority_in_words(office(), office(change))]
    text = "\n".join(told)
    assert "new: Baru Contoh (baru), Staf" in text
    assert "Elok Contoh: title was “Kepala LPSE”, becomes “Kepala Bagian”" in text
    assert "2026-06-30" in text
    assert "2026-12-31" in text
    assert len(told) == 5
    assert authority_in_words(office(), office()) == ()
    (setting,) = authority_in_words(office(), office(link_hours=1))
    assert "link_hours" in render(setting, str, "en")


def test_a_desk_that_is_the_forge_or_leaves_nothing_to_sign_is_refused() -> None:
    files = sample_files()
    settings = mapping(files["office.yaml"])
    wrong: list[dict[str, Any]] = [
        {"address": "https://forge.example", "known_by": ["proxy"]},
        {"address": f"https://{HOST}", "known_by": ["proxy"], "signature_for": ["aprove"]},
        {"address": f"http://{HOST}", "known_by": ["proxy"]},
        {"address": f"https://{HOST}/meja", "known_by": ["proxy"]},
        {"address": f"https://{HOST}", "known_by": []},
        {"address": f"https://{HOST}", "known_by": ["password"]},
        {"address": f"https://{HOST}", "known_by": ["link"], "link_hours": 1000},
    ]
    for desk in wrong:
        forge = {"kind": "github", "host": "forge.example"}
        data = dump({**settings, "forge": forge, "desk": desk}).encode()
        built, findings = build_authority({**files, "office.yaml": data})
        assert built is None, desk
        assert findings


def test_another_thing_of_that_name_is_no_desk() -> None:
    """An office may have had a `desk` of its own in its own schema; its verdicts stay as they were."""
    files = sample_files()
    schema = json.loads(files["schemas/office.schema.json"])
    schema["properties"]["desk"] = {"title": "Meja / Desk"}
    others: tuple[Any, ...] = (
        "lantai 2",
        {"room": 4},
        ["a"],
        {"address": 1, "known_by": ["proxy"]},
    )
    for value in others:
        data = dump({**mapping(files["office.yaml"]), "desk": value}).encode()
        changed = {"schemas/office.schema.json": json.dumps(schema).encode(), "office.yaml": data}
        built, findings = build_authority({**files, **changed})
        assert built is not None, findings
        assert built.office.desk is None

"""Record files: the layout that appending depends on, rule 2 between versions, and writing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sop.journals import NUMBER, PATH, Journal, arrived, base_authority
from support.office import CHECKOUT, START
from ubah.core.diagnostics import CannotRun, Position
from ubah.core.model import Record
from ubah.core.paths import record_path
from ubah.core.reading.continuity import break_in_continuity
from ubah.core.reading.records import MAX_ENTRIES, build_record, entry_of, read_file
from ubah.core.reading.writing import (
    append_entry,
    dump,
    entry_data,
    new_record,
    renumbered,
    versions,
    with_status,
)

BASE = arrived("authorised").data
Edit = Callable[[bytes], bytes]


def swap(old: str, new: str, count: int = 1) -> Edit:
    """Return an edit that replaces text; the text must be there."""

    def edit(data: bytes) -> bytes:
        assert old.encode() in data, old
        return data.replace(old.encode(), new.encode(), count)

    return edit


# --- layout --------------------------------------------------------------------------------------


def test_a_sound_record_is_parted() -> None:
    file = read_file(BASE, PATH)
    assert file.findings == ()
    assert file.layout is not None
    assert file.layout.head.endswith(f"id: {NUMBER}\n".encode())
    assert file.layout.request.startswith(b"request:\n")
    assert file.layout.journal.startswith(b"journal:\n")
    line = b"status: authorised\n"
    assert file.layout.head + line + file.layout.request + file.layout.journal == BASE
    assert [entry["action"] for entry in file.entries] == ["submit", "accept", "classify_normal"]  # type: ignore[index,call-overload]
    assert file.request["title"] == "Pembaruan aplikasi SPSE"


ID, STATUS = f"id: {NUMBER}\n", "status: authorised\n"
BAD_LAYOUTS: dict[str, tuple[Edit, str]] = {
    "a list": (lambda data: b"- a\n", "UB107"),
    "a text": (lambda data: b"a\n", "UB107"),
    "flow style": (lambda data: b"{id: a, status: b, request: {}, journal: []}\n", "UB107"),
    "status first": (swap(ID + STATUS, STATUS + ID), "UB107"),
    "journal before request": (lambda data: b"id: a\nstatus: b\njournal: []\nrequest: {}\n", "UB107"),
    "no id": (swap(ID, ""), "UB107"),
    "no status": (swap(STATUS, ""), "UB107"),
    "another part": (lambda data: data + b"catatan: x\n", "UB107"),
    "another part before": (swap(ID, "catatan: x\n" + ID), "UB107"),
    "indented": (
        lambda data: b"".join(b"  " + line for line in data.splitlines(keepends=True)), "UB107",
    ),
    "no final line feed": (lambda data: data[:-1], "UB107"),
    "status in quotes": (swap(STATUS, 'status: "authorised"\n'), "UB107"),
    "status with a comment": (swap(STATUS, "status: authorised # ya\n"), "UB107"),
    "status with two spaces": (swap(STATUS, "status:  authorised\n"), "UB107"),
    "status with a space after it": (swap(STATUS, "status: authorised \n"), "UB107"),
    "status on the next line": (swap(STATUS, "status:\n  authorised\n"), "UB107"),
    "status in capitals": (swap(STATUS, "status: AUTHORISED\n"), "UB107"),
    "no YAML": (swap(ID, "id: a: b\n"), "UB103"),
    "status twice": (swap(STATUS, STATUS + STATUS), "UB105"),
    "Windows line endings": (lambda data: data.replace(b"\n", b"\r\n"), "UB102"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_LAYOUTS)
def test_a_record_that_cannot_be_appended_to_is_refused(name: str) -> None:
    edit, rule = BAD_LAYOUTS[name]
    data = edit(BASE)
    file = read_file(data, PATH)
    assert file.layout is None
    assert file.findings[0].rule == rule
    assert build_record(file, base_authority().records)[0] is None
    with pytest.raises(CannotRun):
        append_entry(data, PATH, {"action": "implement"}, "implemented")


def test_a_journal_has_a_largest_length() -> None:
    entry = b"  - action: submit\n"
    head = b"id: a\nstatus: b\nrequest: {}\njournal:\n"
    assert read_file(head + entry * MAX_ENTRIES, PATH).findings == ()
    assert [f.rule for f in read_file(head + entry * (MAX_ENTRIES + 1), PATH).findings] == ["UB106"]


def test_a_record_is_built_from_a_valid_file() -> None:
    record, findings = build_record(read_file(BASE, PATH), base_authority().records)
    assert findings == ()
    assert isinstance(record, Record)
    assert (record.id, record.status, record.title) == (
        NUMBER,
        "authorised",
        "Pembaruan aplikasi SPSE",
    )
    assert record.requester == "pemohon-1"
    assert [entry.number for entry in record.journal] == [1, 2, 3]
    assert record.journal[2].evidence == {"rationale": "Dapat dijadwalkan."}


@pytest.mark.parametrize(
    ("edit", "rule", "line"),
    [
        (swap("title: Pembaruan aplikasi SPSE", "title: 12"), "UB201", 5),
        (swap("  reason: Perbaikan unggah.\n", ""), "UB201", 5),
        (swap("action: classify_normal", "action: terserah"), "UB203", 32),
        (swap("rationale: Dapat", "rational: Dapat"), "UB203", 36),
        (swap("impact: low", "impact: sedikit"), "UB203", 30),
        (swap('at: "2026-02-02T08:30:00+08:00"', "at: 2026-02-02"), "UB203", 34),
        (swap(STATUS, "status: selesai\n"), "UB201", 3),
    ],
)
def test_what_is_not_valid_is_told_where_it_stands(edit: Edit, rule: str, line: int) -> None:
    record, findings = build_record(read_file(edit(BASE), PATH), base_authority().records)
    assert record is None
    assert (findings[0].rule, findings[0].place.position.line) == (rule, line)
    assert {finding.rule for finding in findings} == {rule}


# --- rule 2 --------------------------------------------------------------------------------------

APPENDED = arrived("implemented").data
IMPLEMENT = APPENDED[APPENDED.index(b"  - action: implement") :].decode()
LAST = "      rationale: Dapat dijadwalkan.\n"
REVISABLE = arrived("submitted")
REVISED = REVISABLE.then("revise", request={"reason": "Lain."})


def grown(text: str) -> Edit:
    """Return an edit that appends text to the last entry, and a new entry after it."""
    return lambda data: data + text.encode() + IMPLEMENT.encode()


CONTINUITY: dict[str, tuple[bytes, Edit, str]] = {
    "the same": (BASE, lambda data: data, ""),
    "one more entry": (BASE, lambda data: APPENDED, ""),
    "another status": (BASE, swap(STATUS, "status: closed\n"), ""),
    "a comment after the journal": (BASE, lambda data: data + b"# catatan\n", ""),
    "a comment before the new entry": (BASE, grown("# catatan\n"), ""),
    "an empty line before the new entry": (BASE, grown("\n"), ""),
    "an entry edited": (BASE, swap("Layak.", "Tidak layak."), "UB703"),
    "an entry removed": (BASE, lambda data: data[: data.index(b"  - action: classify")], "UB703"),
    "the first entry removed": (
        BASE,
        lambda data: data.replace(data[data.index(b"  - action: submit") : data.index(b"  - action: accept")], b""),
        "UB703",
    ),
    "an entry put in between": (BASE, swap("  - action: classify", IMPLEMENT + "  - action: classify"), "UB703"),
    "an entry put first": (BASE, swap("journal:\n", "journal:\n" + IMPLEMENT), "UB703"),
    "an entry edited, another added": (APPENDED, lambda data: swap("Layak.", "X.")(data) + IMPLEMENT.encode(), "UB703"),
    "another time": (BASE, swap("08:20:00", "08:21:00"), "UB703"),
    "another person": (BASE, swap("by: pengelola-1", "by: pengelola-2"), "UB703"),
    "the same time in another zone": (BASE, swap("2026-02-02T08:30:00+08:00", "2026-02-02T07:30:00+07:00"), "UB703"),
    "the last entry grown by a field": (BASE, grown("      tambahan: x\n"), "UB703"),
    "the last entry grown by a line": (BASE, grown("        dan lagi.\n"), "UB703"),
    "the last entry grown by a capacity": (BASE, grown("    capacity: substitute\n"), "UB703"),
    "the last entry grown alone": (BASE, lambda data: data + b"        dan lagi.\n", "UB703"),
    "the same text in quotes": (BASE, swap("Layak.", '"Layak."'), "UB702"),
    "the same fields in another order": (
        BASE, swap("      impact: low\n      risk: low\n", "      risk: low\n      impact: low\n"), "UB702",
    ),
    "an entry in flow style": (BASE, swap("evidence:\n" + LAST, "evidence: {rationale: Dapat dijadwalkan.}\n"), "UB702"),
    "a comment in the journal": (BASE, swap("  - action: accept", "  # ya\n  - action: accept"), "UB702"),
    "a comment beside the journal": (BASE, swap("journal:\n", "journal: # ya\n"), "UB702"),
    "an empty line in the journal": (BASE, swap("  - action: accept", "\n  - action: accept"), "UB702"),
    "a comment removed": (BASE, lambda data: data[data.index(b"id:") :], "UB702"),
    "a comment put first": (BASE, lambda data: b"# ya\n" + data, "UB702"),
    "another id": (BASE, swap(ID, "id: RFC-2026-0002\n"), "UB702"),
    "the request edited": (BASE, swap("Perbaikan unggah.", "Lain."), "UB704"),
    "a comment in the request": (BASE, swap("request:\n", "request:\n  # ya\n"), "UB704"),
    "a comment above the request": (BASE, swap("request:\n", "# ya\nrequest:\n"), "UB704"),
    "the request edited beside another step": (
        BASE, lambda data: swap("Perbaikan unggah.", "Lain.")(APPENDED), "UB704",
    ),
    "revised": (REVISABLE.data, lambda data: REVISED.data, ""),
    "revised twice": (
        REVISABLE.data, lambda data: REVISED.then("revise", request={"reason": "Lagi."}).data, "",
    ),
    "revised long ago": (REVISED.data, swap("reason: Lain.", "reason: Lagi."), "UB704"),
    "revised, with an entry edited": (
        REVISABLE.data, lambda data: swap("by: pemohon-1", "by: pemohon-2")(REVISED.data), "UB703",
    ),
    "revised, with a comment above removed": (
        REVISABLE.data, lambda data: REVISED.data[REVISED.data.index(b"id:") :], "UB702",
    ),
    **{
        f"revised, with another {key}": (
            REVISABLE.data, lambda data, key=key, value=value: REVISED.asking(**{key: value}).data, "UB704",
        )
        for key, value in {
            "requester": "pemohon-2",
            "date": "2026-02-01",
            "retrospective": {"performed_at": "2026-02-01T08:00:00+08:00", "reason": "Gangguan."},
        }.items()
    },
    "cannot be read any more": (BASE, lambda data: data + b"a\n", "UB702"),
    "could not be read before": (b"a: [\n", lambda data: BASE, "UB702"),
}  # fmt: skip


@pytest.mark.parametrize("name", CONTINUITY)
def test_a_record_goes_on_from_what_stood(name: str) -> None:
    older, edit, rule = CONTINUITY[name]
    broken = break_in_continuity(read_file(older, PATH), read_file(edit(older), PATH))
    assert (broken[0].id if broken else "") == rule


@pytest.mark.parametrize("state", ["submitted", "returned", "rolled_back", "closed", "rejected"])
def test_every_journal_goes_on_from_each_of_its_beginnings(state: str) -> None:
    journal = arrived(state)
    whole = read_file(journal.data, PATH)
    for count in range(1, len(journal.entries)):
        part = read_file(Journal(journal.request, journal.entries[:count]).data, PATH)
        assert break_in_continuity(part, whole) is None
        assert break_in_continuity(whole, part) is not None


# --- writing -------------------------------------------------------------------------------------

RECORDS = sorted((CHECKOUT / "changes").glob("*/RFC-*.yaml"))


def plain(path: Path) -> dict[str, Any]:
    value = read_file(path.read_bytes(), record_path(path.stem)).document
    assert value is not None
    assert isinstance(value.value, dict)
    return value.value


def test_there_are_records_to_try() -> None:
    assert len(RECORDS) > 20


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: str(path.stem))
def test_every_record_can_be_taken_apart_and_put_together(path: Path) -> None:
    data, where = path.read_bytes(), record_path(path.stem)
    value = plain(path)
    earlier = (
        [dump({**value["request"], "reason": "Dahulu."}).encode()] if _is_revised(value) else []
    )
    parts = versions(data, where, earlier)
    assert len(parts) == len(value["journal"])
    assert with_status(parts[-1], value["status"]) == data
    for number, version in enumerate(parts, 1):
        file = read_file(with_status(version, "submitted"), where)
        assert file.findings == ()
        assert list(file.entries) == value["journal"][:number]
        revised = _is_revised({"journal": value["journal"][:number]})
        assert (file.request == value["request"]) == (revised or not earlier)
        if number < len(parts):
            following = read_file(with_status(parts[number], "closed"), where)
            assert break_in_continuity(file, following) is None


def _is_revised(value: dict[str, Any]) -> bool:
    return any(entry["action"] == "revise" for entry in value["journal"])


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: str(path.stem))
def test_every_record_can_be_written_entry_by_entry(path: Path) -> None:
    where, value = record_path(path.stem), plain(path)
    data = new_record(path.stem, value["request"], value["journal"][0])
    for number, entry in enumerate(value["journal"][1:], 2):
        after = append_entry(data, where, entry, "closed")
        assert break_in_continuity(read_file(data, where), read_file(after, where)) is None
        assert list(read_file(after, where).entries) == value["journal"][:number]
        data = after
    file = read_file(data, where)
    assert file.findings == ()
    assert file.request == value["request"]


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: str(path.stem))
def test_every_entry_is_the_data_it_is_made_of(path: Path) -> None:
    for number, data in enumerate(plain(path)["journal"], 1):
        entry = entry_of(number, data)
        again = entry_data(
            entry.action, entry.by, entry.at, entry.evidence, entry.capacity, entry.appointment
        )
        assert again == data
        assert list(again) == list(data)


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: str(path.stem))
def test_every_record_can_be_renumbered(path: Path) -> None:
    data, where = path.read_bytes(), record_path(path.stem)
    moved = renumbered(data, where, path.stem, "RFC-2026-9999")
    assert moved.split(b"\n").count(b"id: RFC-2026-9999") == 1
    changed = [
        pair
        for pair in zip(data.split(b"\n"), moved.split(b"\n"), strict=True)
        if len(set(pair)) > 1
    ]
    assert changed == [(f"id: {path.stem}".encode(), b"id: RFC-2026-9999")]
    assert renumbered(moved, where, "RFC-2026-9999", path.stem) == data


TEXTS = [
    "satu baris",
    "dua\nbaris",
    "baris\n",
    "  menjorok\nlalu tidak",
    "a: b # c",
    "- butir\n- butir",
    "kata " * 80,
    "1e5",
    "2026-02-02",
    "baris \nlain",
    "satu\n\ndua",
    "\nmulai kosong",
    "akhir kosong\n\n",
    "“kutip” – Ω 🙂",
]


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_may_stand_in_an_entry(text: str) -> None:
    entry = entry_data(
        "implement", "pengelola-1", START, {"work_log": text, "list": [text, {"a": text}]}
    )
    data = append_entry(BASE, PATH, entry, "implemented")
    file = read_file(data, PATH)
    assert file.findings == ()
    assert file.entries[-1] == entry
    assert break_in_continuity(read_file(BASE, PATH), file) is None
    again = append_entry(data, PATH, entry, "closed")
    assert break_in_continuity(file, read_file(again, PATH)) is None


def test_a_revision_writes_the_new_request() -> None:
    request = {**REVISABLE.request, "reason": "Lain.", "description": "Satu\ndua\n"}
    entry = entry_data("revise", "pemohon-1", START, {"what": "a", "why": "b"})
    data = append_entry(REVISABLE.data, PATH, entry, "submitted", request)
    file = read_file(data, PATH)
    assert file.request == request
    assert break_in_continuity(read_file(REVISABLE.data, PATH), file) is None


def test_a_comment_and_the_hand_of_a_person_stay_as_they_are() -> None:
    data = swap("request:\n", "request:   # ditulis tangan\n")(BASE)
    data += b"# akhir\n"
    after = append_entry(data, PATH, entry_data("implement", "x", START, {}), "implemented")
    status = (b"status: authorised\n", b"status: implemented\n")
    assert after.startswith(data.replace(*status))


def test_what_cannot_be_appended_to_is_told_with_its_place() -> None:
    with pytest.raises(CannotRun) as caught:
        append_entry(b"id: a: b\n", PATH, {}, "submitted")
    values = dict(caught.value.message.values)
    assert (values["path"], values["line"]) == (PATH, Position(1, 6).line)


# --- records written by hand ---------------------------------------------------------------------

BY_HAND: dict[str, Edit] = {
    "a list that is not indented": lambda data: (
        data[: data.index(b"journal:\n")]
        + b"journal:\n"
        + b"".join(
            line[2:] for line in data[data.index(b"journal:\n") + 9 :].splitlines(keepends=True)
        )
    ),
    "a list that is indented by four": lambda data: (
        data[: data.index(b"journal:\n")]
        + b"journal:\n"
        + b"".join(
            b"  " + line for line in data[data.index(b"journal:\n") + 9 :].splitlines(keepends=True)
        )
    ),
    "a list in flow style": lambda data: (
        data[: data.index(b"journal:\n")]
        + b'journal: [{action: submit, by: pemohon-1, at: "2026-02-02T08:10:00+08:00"}]\n'
    ),
}


@pytest.mark.parametrize("name", BY_HAND)
def test_a_journal_in_another_hand_is_appended_to_or_refused(name: str) -> None:
    """What `append_entry` returns can always be read, or it says why it cannot write."""
    data = BY_HAND[name](BASE)
    before = read_file(data, PATH)
    entry = entry_data("implement", "pengelola-1", START, {})
    try:
        after = read_file(append_entry(data, PATH, entry, "implemented"), PATH)
    except CannotRun:
        return
    assert after.findings == ()
    assert after.entries == (*before.entries, entry)


@pytest.mark.parametrize("line", ['id: "RFC-2026-0001"\n', "id: RFC-2026-0001  # nomor\n"])
def test_a_number_in_another_hand_is_renumbered_or_refused(line: str) -> None:
    data = swap(ID, line)(BASE)
    try:
        moved = renumbered(data, PATH, NUMBER, "RFC-2026-0002")
    except CannotRun:
        return
    value = read_file(moved, PATH).document
    assert value is not None
    assert isinstance(value.value, dict)
    assert value.value["id"] == "RFC-2026-0002"


def test_a_value_that_stands_twice_is_written_twice() -> None:
    shared = {"a": ["b"]}
    text = dump({"satu": shared, "dua": shared})
    assert "&" not in text
    assert "*" not in text

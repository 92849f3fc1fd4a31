"""What main holds wrongly is told once, where it happened; who did not touch it is not held up (rule 2)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from attacks.kit import HEAD, MANAGER, RECORD, Scene, accepted, rejected
from ubah.core.diagnostics import Severity
from ubah.edge.history.audit import HistoryResult

SECOND = "RFC-2026-0002"
SLIPS: dict[str, tuple[Callable[[bytes], bytes | None], set[str]]] = {
    "a status in quotation marks": (
        lambda data: data.replace(b"status: awaiting_head", b'status: "awaiting_head"'),
        {"UB107"},
    ),
    "a status that is none": (
        lambda data: data.replace(b"status: awaiting_head", b"status: menunggu"),
        {"UB201", "UB705"},
    ),
    "a space in an old entry": (
        lambda data: data.replace(b"action: accept", b"action: accept "),
        {"UB702"},
    ),
    "another title": (lambda data: data.replace(b"title: ", b"title: Lain "), {"UB704"}),
    "a field too many": (
        lambda data: data.replace(b"request:\n", b"request:\n  lain: x\n"),
        {"UB201", "UB704"},
    ),
    "no line feed at the end": (lambda data: data[:-1], {"UB107"}),
    "the record deleted": (lambda _data: None, {"UB701"}),
}


def errors(result: HistoryResult) -> list[tuple[str, str, int]]:
    return [
        (f.place.commit, f.rule, f.carried_on)
        for f in result.findings
        if f.severity is Severity.ERROR
    ]


@pytest.mark.parametrize("name", SLIPS)
def test_one_slip_is_told_once(office: Scene, name: str) -> None:
    spoil, rules = SLIPS[name]
    office.back_to("awaiting_head")
    prose = office.put({"docs/a.md": b"a\n"}, MANAGER, 31)
    other = office.draft("submit", "pemohon-1", 31, number=SECOND)
    updated = office.draft("submit", "pemohon-2", 31, number="RFC-2026-0003")
    slip = office.land(office.put({RECORD: spoil(office.read(RECORD))}, MANAGER, 32), 33)
    for number, head in enumerate((prose, other)):
        accepted({"check": office.propose(head, 35 + number)})
        before = office.main
        landing = office.land(head, 35 + number)
        accepted({"hook": office.push(landing, 35 + number, before)})
    head = office.merge(updated, office.main, "pemohon-2", 38)  # brought up to date in between
    before = office.main
    landing = office.land(head, 39)
    accepted({"hook": office.push(landing, 39, before)})
    found = errors(office.audit())
    assert {rule for _, rule, _ in found} == rules
    assert {(commit, carried) for commit, _, carried in found} == {(slip, 3)}


def test_a_mended_status_line_is_accepted(office: Scene) -> None:
    office.back_to("awaiting_head")
    good = office.read(RECORD)
    bad = good.replace(b"status: awaiting_head", b'status: "awaiting_head"')
    slip = office.land(office.put({RECORD: bad}, MANAGER, 32), 33)
    head = office.put({RECORD: office.append(good, "approve", HEAD, 40)}, HEAD, 40)
    before = office.main
    landing = office.land(head, 41)
    accepted({"hook": office.push(landing, 41, before)})
    assert errors(office.audit()) == [(slip, "UB107", 0)]


def test_a_slip_that_the_branch_made_is_told_of_the_branch(office: Scene) -> None:
    """Only what main itself has done since the branch left it is passed over."""
    office.back_to("awaiting_head")
    data = office.read(RECORD)
    branch = office.draft("approve", HEAD, 32)
    office.land(office.put({"docs/a.md": b"a\n"}, MANAGER, 33), 34)
    dropped = office.merge(branch, office.main, MANAGER, 35, office.git("rev-parse", "main^{tree}"))
    assert office.read(RECORD, dropped) == data
    tree = office.git("rev-parse", f"{dropped}^{{tree}}")
    rejected(office.verdicts(branch, 36, MANAGER, tree), "UB703", "UB705")


def test_34_a_refusal_taken_out_in_a_draft_that_landed_with_something_else(office: Scene) -> None:
    """The merge base is a draft: main never held what the branch holds, so main did not drop it."""
    office.back_to("awaiting_head")
    before = office.read(RECORD)
    refusal = office.draft("return", HEAD, 31)
    taken_out = office.put({RECORD: before, "docs/x.md": b"x\n"}, MANAGER, 32, on=refusal)
    accepted({"audit": office.verdicts(taken_out, 33)["audit"]})
    office.land(taken_out, 33)
    on_top = office.put({"docs/y.md": b"y\n"}, HEAD, 34, on=refusal)
    rejected(office.verdicts(on_top, 35), "UB703", "UB705")
    bare = office.verdicts(refusal, 35)
    del bare["check"]  # it brings nothing that main has not
    rejected(bare, "UB703", "UB705")


@pytest.mark.parametrize(
    "data", [b"status: submitted\n", b"status: submitted\nid: x\n", b"status: x\nrequest: {}\n"]
)
def test_48_a_record_of_a_few_words(office: Scene, data: bytes) -> None:
    office.back_to("awaiting_head")
    head = office.put({"changes/2026/RFC-2026-0009.yaml": data}, MANAGER, 31)
    rejected(office.verdicts(head, 32), "UB107")
    head = office.put({RECORD: data}, MANAGER, 31)
    rejected(office.verdicts(head, 32), "UB107")

"""What main holds wrongly is told once, where it happened; who did not touch it is not held up (rule 2)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from attacks.kit import HEAD, MANAGER, RECORD, Scene, accepted, rejected
from ubah.core.diagnostics import Severity
from ubah.edge.git import ObjectStore
from ubah.edge.history.audit import HistoryResult
from ubah.edge.history.landings import LandingReader

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


BROKEN = {
    "roles.yaml": lambda data: data + b"roles: again\n",
    "office.yaml": lambda data: data + b"unknown: field\n",
    "schemas/sop.yaml": lambda data: data + b": no YAML: [\n",
    "schemas/change.schema.json": lambda data: data[:-20],
}


@pytest.mark.parametrize("by", [HEAD, MANAGER])
@pytest.mark.parametrize("path", BROKEN)
def test_what_cannot_be_used_takes_no_effect_and_is_told_where_it_landed(
    office: Scene, path: str, by: str
) -> None:
    """Those after it are judged by what was in force before; who mends it is, too."""
    office.back_to("awaiting_head")
    sound = office.read(path)
    other = office.draft("submit", "pemohon-1", 31, number=SECOND)
    spoiled = office.put({path: BROKEN[path](sound)}, by, 32)
    assert office.propose(spoiled, 33).findings
    slip = office.land(spoiled, 33)
    accepted({"check": office.propose(other, 35)})
    before, landing = office.main, office.land(other, 35)
    accepted({"hook": office.push(landing, 35, before)})
    asset_change = office.put({"assets/SRV-0001.yaml": b"x\n"}, MANAGER, 36)
    rejected({"check": office.propose(asset_change, 37)}, "UB601")
    assert {commit for commit, *_ in errors(office.audit())} == {slip}
    assert {carried for *_, carried in errors(office.audit())} == {1}
    forged = office.put({path: sound.replace(b"a", b"b")}, MANAGER, 38)
    assert office.propose(forged, 39).findings
    mended = office.put({path: sound}, HEAD, 38)
    accepted({"check": office.propose(mended, 39)})
    before, landing = office.main, office.land(mended, 39)
    accepted({"hook": office.push(landing, 39, before)})
    assert {commit for commit, *_ in errors(office.audit())} == {slip}


def test_an_office_whose_root_cannot_be_used_has_nothing_in_force(office: Scene) -> None:
    """What stood before the trust root never comes into force again."""
    office.back_to("root")
    broken = office.land(office.put({"roles.yaml": b"a: [\n"}, HEAD, 1), 2)
    other = office.put({"docs/a.md": b"a\n"}, MANAGER, 3)
    later = office.land(other, 4)
    with ObjectStore(office.repo / ".git") as store:
        reader = LandingReader(store)
        assert reader.in_force(later, broken) is None
        assert reader.in_force(later, office.root) is not None
        assert reader.in_force(later) is not None


OTHER_FILES: dict[str, tuple[dict[str, bytes | None], str]] = {
    "an asset without a request": ({"assets/SRV-0001.yaml": b"id: SRV-0001\n"}, "UB601"),
    "a stray file": ({"changes/lain.txt": b"x\n"}, "UB305"),
    "machinery": ({"Makefile": b"all:\n"}, "UB516"),
    "an unproved authority": ({"mkdocs.yml": b"site_name: x\n"}, "UB516"),
}


@pytest.mark.parametrize("name", OTHER_FILES)
def test_what_is_wrong_in_other_files_is_carried_on_too(office: Scene, name: str) -> None:
    files, rule = OTHER_FILES[name]
    office.back_to("awaiting_head")
    slip = office.land(office.put(files, "pemohon-1", 32), 33)
    for number in (1, 2):
        head = office.put({f"docs/{number}.md": b"a\n"}, MANAGER, 34 + number)
        accepted({"check": office.propose(head, 34 + number)})
        office.land(head, 34 + number)
    found = errors(office.audit())
    assert (slip, rule, 2) in found, found
    assert {(commit, carried) for commit, _, carried in found} == {(slip, 2)}


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

"""What hides behind authority files that cannot be used: it is asked about when they are mended (rules 1, 6, 13)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from attacks.kit import DAY, HEAD, RECORD, Scene, accepted, rejected, unverifiable
from support.office import HistoryResult

SOP = "schemas/sop.yaml"


def landed(scene: Scene, head: str, at: float) -> dict[str, HistoryResult]:
    """Land ``head`` for good; return what check and the hook say of it."""
    before, check = scene.main, scene.propose(head, at)
    landing = scene.land(head, at)
    return {"check": check, "hook": scene.push(landing, at, before)}


def a_superior(roles: dict[str, Any]) -> None:
    roles["roles"]["superior"].append({"person": "pemohon-2", "from": "2026-02-02"})


def a_managers_key(roles: dict[str, Any]) -> None:
    rows = roles["persons"]["pengelola-1"]["keys"]
    rows[0]["until"] = "2026-02-02"


def a_holding_gone(roles: dict[str, Any]) -> None:
    del roles["roles"]["requester"][0]


CHANGES: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "a superior made by the head alone": (a_superior, "UB512"),
    "a colleague's key ended by the head alone": (a_managers_key, "UB511"),
    "a holding deleted": (a_holding_gone, "UB510"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_roles_behind_a_broken_sop(office: Scene, name: str) -> None:
    """The slip is all that is told where it lands; the roles take effect where the SOP is mended."""
    change, rule = CHANGES[name]
    office.back_to("awaiting_head")
    roles = office.roles_changed(change)
    sop = office.read(SOP)
    rejected(office.verdicts(office.put({"roles.yaml": roles}, HEAD, 32), 33), rule)
    office.land(office.put({"roles.yaml": roles, SOP: sop + b": no YAML: [\n"}, HEAD, 32), 33)
    rejected(landed(office, office.put({SOP: sop}, HEAD, 34), 35), rule)


def test_rules_lowered_behind_a_broken_sop(office: Scene) -> None:
    office.back_to("awaiting_head")
    settings, sop = office.read("office.yaml"), office.read(SOP)
    raised = settings.replace(b"rules: 1", b"rules: 2")
    accepted(landed(office, office.put({"office.yaml": raised}, HEAD, 32), 33))
    files = {"office.yaml": settings, SOP: sop + b": no YAML: [\n"}
    office.land(office.put(files, HEAD, 34), 35)
    rejected(landed(office, office.put({SOP: sop}, HEAD, 36), 37), "UB521")


def test_an_sop_that_lets_an_emergency_pass_the_head_behind_broken_roles(office: Scene) -> None:
    office.back_to("awaiting_head")
    sop, roles = office.read(SOP), office.read("roles.yaml")
    old = b"    from: [authorised]\n    to: implemented\n"
    assert sop.count(old) == 1
    weak = sop.replace(old, b"    from: [authorised, awaiting_head]\n    to: implemented\n")
    office.land(office.put({SOP: weak, "roles.yaml": roles + b"roles: x\n"}, HEAD, 32), 33)
    rejected(landed(office, office.put({"roles.yaml": roles}, HEAD, 34), 35), "UB207")


def test_who_mends_both_files_is_accepted(office: Scene) -> None:
    office.back_to("awaiting_head")
    sop, roles = office.read(SOP), office.read("roles.yaml")
    files = {"roles.yaml": office.roles_changed(a_superior), SOP: sop + b": no YAML: [\n"}
    office.land(office.put(files, HEAD, 32), 33)
    accepted(landed(office, office.put({SOP: sop, "roles.yaml": roles}, HEAD, 34), 35))


def test_who_mends_one_file_with_whom_the_other_needs_is_accepted(office: Scene) -> None:
    office.back_to("awaiting_head")
    sop = office.read(SOP)
    files = {"roles.yaml": office.roles_changed(a_superior), SOP: sop + b": no YAML: [\n"}
    office.land(office.put(files, HEAD, 32), 33)
    head = office.put({SOP: sop}, HEAD, 34)
    accepted(landed(office, office.assent("sekda", head, 34), 35))


def test_an_edition_that_this_tool_does_not_know(office: Scene) -> None:
    """It is no slip: a newer tool goes by it, so by which rules a step is judged is not known here."""
    office.back_to("awaiting_head")
    settings = office.read("office.yaml")
    approved = office.append(office.read(RECORD), "approve", HEAD, 36)
    newer = settings.replace(b"rules: 1", b"rules: 99")
    unverifiable(landed(office, office.put({"office.yaml": newer}, HEAD, 32), 33), "UB522")
    unverifiable(landed(office, office.put({RECORD: approved}, HEAD, 36), 37), "UB522")
    unverifiable(landed(office, office.put({"office.yaml": settings}, HEAD, 38), 39), "UB522")
    unverifiable(office.audit(), "UB522")


def test_sample_put_in_makes_no_sample_of_an_office(office: Scene) -> None:
    """Check goes by the same files as the hook and the audit: by what landed, wrongly or not."""
    office.back_to("awaiting_head")

    def ends(roles: dict[str, Any]) -> None:
        roles["roles"]["head"][0]["until"] = "2026-02-02"
        roles["roles"]["head"].append({"person": "pemohon-2", "from": "2026-02-02"})

    settings = office.read("office.yaml")
    files = {"office.yaml": settings + b"sample: true\n", "roles.yaml": office.roles_changed(ends)}
    rejected(landed(office, office.put(files, HEAD, 32), 33), "UB521")
    late = office.put({RECORD: office.append(office.read(RECORD), "approve", HEAD, DAY)}, HEAD, DAY)
    rejected(office.verdicts(late, DAY + 1), "UB502")
    accepted(landed(office, office.put({"office.yaml": settings}, HEAD, 34), 35))

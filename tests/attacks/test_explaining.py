"""What `ubah explain COMMIT` says of landings: needs, what was found, what was discarded, who acts."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from attacks.kit import AT, HEAD, MANAGER, OTHER_MANAGER, RFC, SUPERIOR, Scene
from attacks.test_vouchers import attest, by_hand, decision
from support.office import minutes
from ubah.core.diagnostics import Verdict
from ubah.core.explain.landing import Explanation
from ubah.core.json_schema.validator import validator_for
from ubah.edge.git import ObjectStore
from ubah.edge.history.explaining import explain_revision
from ubah.edge.history.landings import LandingReader
from ubah.report.explanation import as_json, as_text

SCHEMAS = Path(__file__).parents[2] / "schemas"
SCHEMA = validator_for(json.loads((SCHEMAS / "explanation.schema.json").read_text()))


def explained(office: Scene, revision: str, at: float, branch: str = "usulan") -> Explanation:
    now: datetime = minutes(at)
    with ObjectStore(office.repo / ".git") as store:
        commit = office.git("rev-parse", revision)
        found = explain_revision(LandingReader(store), office.main, commit, branch, now)
    for language in ("id", "en"):
        value = json.loads(as_json(found, language, lambda text: text))
        assert [problem.message for problem in SCHEMA.errors(value)] == []
    return found


def in_english(explanation: Explanation) -> str:
    return as_text(explanation, "en", lambda text: text)


def test_a_landing_that_conforms(office: Scene) -> None:
    office.back_to("authorised")
    found = explained(office, "main", 60)
    assert found.verdict is Verdict.PASS
    (step,) = found.steps
    assert step.step.entry.action == "approve"
    assert {need.rule.id for need in step.needs} == {
        "UB401",
        "UB502",
        "UB503",
        "UB419",
        "UB501",
        "UB721",
    }
    assert all(need.verdict is Verdict.PASS for need in step.needs)
    ((record, remedies),) = found.onward
    assert record == RFC
    assert {r.command: r.people for r in remedies}[f"ubah advance {RFC} implement"] == (
        MANAGER,
        OTHER_MANAGER,
    )


def test_a_landing_that_main_has_gone_on_from(office: Scene) -> None:
    office.back_to("tested")
    found = explained(office, office.milestones["authorised"], 60)
    assert [reasons.step.entry.action for reasons in found.steps] == ["approve"]
    assert found.onward == ()


def test_the_landing_that_a_commit_came_with(office: Scene) -> None:
    office.back_to("tested")
    brought = office.git("rev-parse", f"{office.milestones['authorised']}^2")
    found = explained(office, brought, 60)
    assert found.landing.commit.oid == office.milestones["authorised"]


def test_a_step_prepared_by_another(office: Scene) -> None:
    """What was found is discarded with the reason; the head can still act, and how is said."""
    office.back_to("awaiting_head")
    head = office.draft("approve", HEAD, 40, signer=MANAGER)
    found = explained(office, head, 41)
    assert found.verdict is Verdict.FAIL
    (step,) = found.steps
    unmet = [need.rule.id for need in step.needs if need.verdict is not Verdict.PASS]
    assert unmet == ["UB501"]
    (discarded,) = step.step.discarded
    assert discarded.commit == head
    assert [(r.people, r.command) for r in step.remedies] == [((HEAD,), "ubah assent usulan")]
    text = in_english(found)
    assert f"[NOT MET] UB501 (local rule) a proof of {HEAD}'s own; found: none" in text
    assert f"discarded: {head[:12]}: signed by {MANAGER}; that only says who prepared it" in text
    assert f"→ Kepala Contoh ({HEAD}): ubah assent usulan" in text


def test_the_same_once_the_head_has_assented(office: Scene) -> None:
    office.back_to("awaiting_head")
    head = office.assent(HEAD, office.draft("approve", HEAD, 40, signer=MANAGER), 41)
    found = explained(office, head, 42)
    assert found.verdict is Verdict.PASS
    assert found.steps[0].step.proof is not None
    assert [remedy.command for _, remedies in found.onward for remedy in remedies] == [
        "ubah land usulan"
    ]


def test_a_step_by_somebody_barred(office: Scene) -> None:
    office.back_to("root")
    office.step("submit", MANAGER, AT["submitted"])
    found = explained(office, office.draft("accept", MANAGER, 10), 11)
    (step,) = found.steps
    assert [n.rule.id for n in step.needs if n.verdict is not Verdict.PASS] == ["UB503"]
    (remedy,) = step.remedies
    assert remedy.people == (OTHER_MANAGER,)
    assert remedy.command == f"ubah advance {RFC} accept"


def test_two_conditions_unmet_are_both_named(office: Scene) -> None:
    office.back_to("submitted")
    found = explained(office, office.draft("approve", MANAGER, 10), 11)
    (step,) = found.steps
    assert [n.rule.id for n in step.needs if n.verdict is not Verdict.PASS] == ["UB401", "UB502"]


def test_a_colleagues_key(office: Scene) -> None:
    """The head signed, so UB508 is met; the colleague, or the superior, has yet to sign."""

    def end(roles: dict[str, Any]) -> None:
        roles["persons"][OTHER_MANAGER]["keys"][0]["until"] = "2026-02-02"

    found = explained(office, office.amend(end, HEAD, 10), 11)
    (path,) = found.paths
    assert [(n.rule.id, n.verdict) for n in path.needs] == [
        ("UB508", Verdict.PASS),
        ("UB511", Verdict.FAIL),
    ]
    (remedy,) = path.remedies
    assert remedy.people == (OTHER_MANAGER, SUPERIOR)
    assert remedy.command == "ubah assent usulan"


def test_machinery_and_prose(office: Scene) -> None:
    files: dict[str, bytes | None] = {"lib/x.py": b"x = 1\n", "docs/x.md": b"x\n"}
    found = explained(office, office.put(files, None, 10), 11)
    assert [(p.path, [n.rule.id for n in p.needs]) for p in found.paths] == [
        ("docs/x.md", ["UB518"]),
        ("lib/x.py", ["UB515"]),
    ]
    assert all(p.discarded for p in found.paths)
    assert set(found.paths[1].remedies[0].people) == {MANAGER, OTHER_MANAGER, HEAD, SUPERIOR}


def test_what_no_step_and_no_path_answers_for(office: Scene) -> None:
    office.back_to("submitted")
    path = "changes/2026/RFC-2026-0001.yaml"
    edited = office.read(path).replace(b"Perbaikan unggah.", b"Alasan lain.")
    found = explained(office, office.put({path: edited}, MANAGER, 20), 21)
    assert found.verdict is Verdict.FAIL
    assert found.steps == ()
    assert {need.rule.id for need in found.others} >= {"UB704"}
    assert "Besides" in in_english(found)


def test_unproved_in_an_office_with_a_forge(office: Scene) -> None:
    """A landed step can still be attested; the command names the landing."""
    settings = office.read("office.yaml") + b"forge: {kind: github, host: forge.example}\n"
    office.land(office.put({"office.yaml": settings}, HEAD, 2), 3)
    for action, by, at in (("submit", "pemohon-1", 10), ("accept", MANAGER, 20)):
        office.step(action, by, at)
    head = office.draft("classify_normal", OTHER_MANAGER, 30, signer=MANAGER)
    proposed = explained(office, head, 31)
    assert proposed.verdict is Verdict.FAIL
    landing = office.land(head, 31)
    landed = explained(office, landing, 32)
    assert landed.verdict is Verdict.INDETERMINATE
    (remedy,) = landed.steps[0].remedies
    assert remedy.command == f"ubah forge attest {landing}"


def test_unproved_and_landed_on_plain_git(office: Scene) -> None:
    office.back_to("awaiting_head")
    landing = office.land(office.draft("approve", HEAD, 40, signer=MANAGER), 41)
    (remedy,) = explained(office, landing, 42).steps[0].remedies
    assert remedy.command == ""
    assert remedy.note is not None
    assert "new trust root" in remedy.note.text


def test_json_says_the_same_as_the_text(office: Scene) -> None:
    office.back_to("awaiting_head")
    head = office.draft("approve", HEAD, 40, signer=MANAGER)
    found = explained(office, head, 41)
    written = as_json(found, "en", lambda text: text)
    assert written == as_json(explained(office, head, 41), "en", lambda text: text)
    value = json.loads(written)
    assert (value["verdict"], value["proposed"], value["landing"]) == ("fail", True, None)
    (step,) = value["steps"]
    proof = next(need for need in step["needs"] if need["rule"] == "UB501")
    assert proof["met"] is False
    assert proof["messages"]
    assert step["discarded"][0]["commit"] == head
    assert step["remedies"] == [{"people": [HEAD], "command": "ubah assent usulan", "note": None}]


# --- offices on a forge ----------------------------------------------------------------------------


def test_a_landing_by_hand_before_it_is_attested(forge_office: Scene) -> None:
    """Who prepared it is discarded by name; the recorder can still add the head's review."""
    landing, _ = by_hand(forge_office)
    found = explained(forge_office, landing, 55)
    assert found.verdict is Verdict.INDETERMINATE
    (step,) = found.steps
    unmet = {need.rule.id: need for need in step.needs if need.verdict is not Verdict.PASS}
    assert list(unmet) == ["UB501"]
    assert unmet["UB501"].verdict is Verdict.INDETERMINATE
    (discarded,) = step.step.discarded
    assert "only says who prepared it" in discarded.reason.text
    (remedy,) = step.remedies
    assert (remedy.people, remedy.command) == ((HEAD,), f"ubah forge attest {landing}")


def test_an_attested_landing(forge_office: Scene) -> None:
    """The proof is the review, by number, account and time; nothing is left to do but the next step."""
    landing, voucher = by_hand(forge_office)
    attest(forge_office, landing, 60, voucher)
    found = explained(forge_office, landing, 70)
    assert found.verdict is Verdict.PASS
    (step,) = found.steps
    assert {need.rule.id for need in step.needs} == {
        *("UB401", "UB419", "UB501", "UB502", "UB503", "UB721"),
    }
    assert all(need.verdict is Verdict.PASS for need in step.needs)
    proof = step.step.proof
    assert proof is not None
    assert (proof.person, proof.account, proof.evidence) == (HEAD, "forge.example:301", "review 1")
    assert step.step.effective == minutes(45)
    (discarded,) = step.step.discarded
    assert "only says who prepared it" in discarded.reason.text
    assert step.remedies == ()
    commands = {r.command: r.people for _, remedies in found.onward for r in remedies}
    assert commands[f"ubah advance {RFC} implement"] == (MANAGER, OTHER_MANAGER)
    text = in_english(found)
    assert "review 1" in text
    assert f"discarded: {proof.commit[:12]}" in text


def test_an_attestation_that_does_not_hold(forge_office: Scene) -> None:
    """A voucher for other content is discarded with that reason, and the landing stays open."""
    landing, voucher = by_hand(forge_office)
    attest(forge_office, landing, 60, replace(voucher, digest="sha256:" + "0" * 64))
    found = explained(forge_office, landing, 70)
    assert found.verdict is Verdict.INDETERMINATE
    (step,) = found.steps
    assert step.step.proof is None
    assert [remedy.command for remedy in step.remedies] == [f"ubah forge attest {landing}"]


def test_a_decision_by_review(forge_office: Scene) -> None:
    """The review is the step: the landing has one parent and no branch, and the head is its proof."""
    forge_office.back_to("awaiting_head")
    landing = decision(forge_office, "approve", text="Setuju.", analysis="Setuju.")
    forge_office.set_branch("main", landing)
    found = explained(forge_office, landing, 110)
    assert found.verdict is Verdict.PASS
    (step,) = found.steps
    assert [need.rule.id for need in step.needs if need.verdict is not Verdict.PASS] == []
    proof = step.step.proof
    assert proof is not None
    assert (proof.person, proof.evidence) == (HEAD, "decision 77")
    assert step.step.effective == minutes(100)


def test_a_decision_that_says_something_else_than_the_review(forge_office: Scene) -> None:
    forge_office.back_to("awaiting_head")
    landing = decision(forge_office, "approve", text="Setuju.", said="Tidak.", analysis="Setuju.")
    forge_office.set_branch("main", landing)
    found = explained(forge_office, landing, 110)
    assert found.verdict is Verdict.INDETERMINATE
    (step,) = found.steps
    reasons = [item.reason.text for item in step.step.discarded]
    assert "the step does not say exactly what the decision says" in reasons
    assert [r.command for r in step.remedies] == [f"ubah forge attest {landing}"]

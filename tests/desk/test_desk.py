"""The desk as people use it: the real application on a real bare repository."""

from __future__ import annotations

import html
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from attacks.kit import STORY
from cli.clerk import run
from desk.meja import HOST, RFC, Meja, seal_in
from support.office import load, verdict
from ubah.core.diagnostics import Verdict
from ubah.core.model import ProofKind
from ubah.core.reading.writing import dump
from ubah.core.strict_yaml.source import parse
from ubah.edge.desk.sealing import SealedPage

ROOT = Path(__file__).resolve().parents[2]
REQUEST = {
    "title": "Ganti sertifikat",
    "description": "Sertifikat baru.",
    "reason": "Berakhir.",
    "services": "SPSE",
    "proposed_urgency": "normal",
    "wanted_by": "2026-02-20",
    "impact_if_not_done": "Situs tidak terbuka.",
    "plan-implementation": "Pasang.",
    "plan-test": "Buka.",
    "plan-rollback": "Pasang yang lama.",
}
PATH = f"changes/2026/{RFC}.yaml"


def record(meja: Meja, number: str = RFC) -> dict[str, Any]:
    document, findings = parse(meja.read(f"changes/2026/{number}.yaml"), "")
    assert document is not None, findings
    value = document.value
    assert isinstance(value, dict)
    return value


def passes(meja: Meja) -> None:
    result = meja.audit()
    assert verdict(result) is Verdict.PASS, result.findings


def test_the_head_decides_behind_the_office_s_own_log_in(meja: Meja) -> None:
    head = meja.browser("kepala")
    assert RFC in head.get("/").text
    answer = head.answer(f"/r/{RFC}", "approve", analysis="Mendesak.")
    assert answer.status_code == 200, answer.text
    entry = record(meja)["journal"][-1]
    assert (entry["action"], entry["by"], entry["evidence"]) == (
        "approve",
        "kepala",
        {"analysis": "Mendesak."},
    )
    passes(meja)
    proof = meja.audit().steps[-1].proof
    assert proof is not None
    assert (proof.kind, proof.account) == (ProofKind.DESK, f"{HOST}:31")
    assert proof.evidence.endswith(" proxy")
    assert f" kepala (proxy): approve {RFC} landed as {meja.main[:12]}" in f" {meja.told[-1]}"


def test_a_refusal_says_its_code_and_its_reason(meja: Meja) -> None:
    head = meja.browser("kepala")
    unsaid = head.answer(f"/r/{RFC}", "return", reason="Bukan keadaan mendesak.")
    assert unsaid.status_code == 422
    assert "Bukan keadaan mendesak." in unsaid.text  # what was typed stands there still
    said = head.answer(
        f"/r/{RFC}", "return", code="not_emergency", reason="Bukan keadaan mendesak."
    )
    assert said.status_code == 200, said.text
    assert record(meja)["status"] == "returned"
    passes(meja)


def test_the_head_is_shown_what_a_decision_pull_request_shows(meja: Meja) -> None:
    page = html.unescape(meja.browser("kepala").get(f"/r/{RFC}").text)
    request = record(meja)["request"]
    for name in ("title", "description", "reason", "impact_if_not_done"):
        assert request[name] in page
    assert "Celah terbuka." in page  # why it is urgent


def test_a_voucher_bears_the_digest_of_what_was_shown(meja: Meja) -> None:
    head = meja.browser("kepala")
    seal = head.seal(f"/r/{RFC}", f"/r/{RFC}/approve")
    page = meja.seals.answered(seal, meja.now())
    assert page is not None
    assert head.post(f"/r/{RFC}/approve", {"seal": seal}).status_code == 200
    message = meja.git("log", "-1", "--format=%B", "main")
    assert f"shown={page.shown}" in message
    assert page.shown.startswith("sha256:")


def test_a_whole_request_without_git(meja: Meja) -> None:
    """Every step of a normal change, by whose it is, from the request to the closing."""
    asked = meja.browser("pemohon-1").answer("/new", "submit", **REQUEST)
    assert asked.status_code == 200, asked.text
    number = "RFC-2026-0002"
    assert record(meja, number)["request"]["requester"] == "pemohon-1"
    manager = meja.browser("pengelola-1")
    steps = {
        "accept+classify_normal": {
            "assessment": "Layak.",
            "category": "application",
            "impact": "low",
            "risk": "low",
            "classify_normal-rationale": "Dapat dijadwalkan.",
        },
    }
    meja.at += 10
    for key, said in steps.items():
        answer = manager.answer(f"/r/{number}", key, **said)
        assert answer.status_code == 200, (key, answer.text)
    assert [entry["action"] for entry in record(meja, number)["journal"]] == [
        "submit",
        "accept",
        "classify_normal",
    ]
    passes(meja)


def test_who_has_nothing_to_do_here_is_shown_no_form(meja: Meja) -> None:
    page = meja.browser("pemohon-2").get(f"/r/{RFC}")
    assert page.status_code == 200
    assert "<form" not in page.text
    assert meja.browser("pemohon-2").get(f"/r/{RFC}/approve").status_code == 404


@pytest.mark.slow
def test_reports_and_pages_say_whose_word_it_is(meja: Meja, tmp_path: Path) -> None:
    """A step by signature and one at the desk are told apart wherever a proof is told."""
    meja.browser("kepala").answer(f"/r/{RFC}", "approve")
    subprocess.run(["git", "clone", "-q", str(meja.server), str(tmp_path / "klona")], check=True)
    clone = tmp_path / "klona"
    report = json.loads(run(clone, "audit", "--conformance", "--format", "json").out)
    schema = json.loads((ROOT / "schemas/report.schema.json").read_text())
    jsonschema.validate(report, schema)
    kinds = [step["proof"]["kind"] for step in report["conformance"][0]["steps"]]
    assert kinds == ["signature", "signature", "signature", "desk"]
    counted = [
        (one["kind"], one["voucher"], one["known"], one["steps"]) for one in report["proofs"]
    ]
    assert counted == [("signature", None, None, 3), ("desk", "desk", "proxy", 1)]
    text = run(clone, "audit", "--conformance").out
    assert (
        "  tanda tangan: 3\n  dinyatakan di meja kantor, langkah; dikenali lewat login: 1\n" in text
    )
    assert "dinyatakan di meja kantor" in run(clone, "show", RFC).out
    run(clone, "site", "--out", tmp_path / "situs")
    page = (tmp_path / f"situs/rfc/{RFC}/index.html").read_text()
    assert "Dinyatakan di meja kantor dan dijamin Pencatat Otomatis" in page
    assert "dikenali lewat login" in page


def test_what_has_changed_meanwhile_is_shown_anew(meja: Meja) -> None:
    """The page lay open while the record went on; nothing is decided by it."""
    head, other = meja.browser("kepala"), meja.browser("pemohon-1")
    seal = head.seal(f"/r/{RFC}", f"/r/{RFC}/approve")
    withdrawn = other.answer(f"/r/{RFC}", "withdraw", reason="Tidak jadi.")
    assert withdrawn.status_code == 200, withdrawn.text
    before = meja.main
    late = head.post(f"/r/{RFC}/approve", {"seal": seal})
    assert late.status_code == 409
    assert meja.main == before


def test_a_text_that_reads_otherwise_is_shown_anew(meja: Meja) -> None:
    """The record is the same, but the requester is called otherwise by now."""
    head, office = meja.browser("kepala"), meja.office
    seal = head.seal(f"/r/{RFC}", f"/r/{RFC}/approve")
    office.set_branch("main", meja.main)
    renamed = office.read("roles.yaml").replace(b"Pemohon-1 Contoh", b"Pemohon Lain Contoh")
    landed = office.commit("pemohon-1", 29, {"roles.yaml": renamed}, parents=(office.main,))
    meja.push(landed)
    before = meja.main
    anew = head.post(f"/r/{RFC}/approve", {"seal": seal})
    assert anew.status_code == 409
    assert "Pemohon Lain Contoh" in anew.text
    assert meja.main == before
    again = seal_in(anew.text, f"/r/{RFC}/approve")
    assert head.post(f"/r/{RFC}/approve", {"seal": again}).status_code == 200


def test_what_others_do_elsewhere_does_not_matter(meja: Meja) -> None:
    head = meja.browser("kepala")
    seal = head.seal(f"/r/{RFC}", f"/r/{RFC}/approve")
    office = meja.office
    office.set_branch("main", meja.main)
    office.step("submit", "pemohon-2", 29, number="RFC-2026-0002", requester="pemohon-2")
    meja.push()
    assert head.post(f"/r/{RFC}/approve", {"seal": seal}).status_code == 200
    passes(meja)


def test_what_the_judge_refuses_is_told_and_lands_nothing(meja: Meja) -> None:
    """Work cannot have begun before it was authorised (UB420)."""
    assert meja.browser("kepala").answer(f"/r/{RFC}", "approve").status_code == 200
    meja.at += 10
    before = meja.main
    said = {
        "started_at": "2026-02-02T07:00",
        "ended_at": "2026-02-02T07:30",
        "completed": "Ya",
        "implementers": "pengelola-1",
        "work_log": "Terpasang.",
    }
    answer = meja.browser("pengelola-1").answer(f"/r/{RFC}", "implement", **said)
    assert answer.status_code == 409, answer.text
    assert "UB420" in answer.text
    assert meja.main == before


def test_pages_need_no_script_and_nothing_from_elsewhere(meja: Meja) -> None:
    head = meja.browser("kepala")
    for address in ("/", f"/r/{RFC}", "/desk.css"):
        page = head.get(address)
        assert page.status_code == 200
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "<script" not in page.text
        assert not re.search(r"""(src|href|url)\s*[=(]\s*["']?(https?:)?//""", page.text)
        assert page.headers["cache-control"] == "no-store"


def test_a_page_is_answered_within_a_day(meja: Meja) -> None:
    head = meja.browser("kepala")
    seal = head.seal(f"/r/{RFC}", f"/r/{RFC}/approve")
    meja.at += 13 * 60
    assert head.post(f"/r/{RFC}/approve", {"seal": seal}).status_code == 403
    made = int(meja.now().timestamp())
    page = SealedPage("kepala", "proxy", "approve", "x", "y", made, "z")
    assert meja.seals.answered(meja.seals.page(page), meja.now()) == page


def test_a_server_whose_key_is_not_the_recorder_s_lands_nothing(meja: Meja) -> None:
    before = meja.main
    head = meja.browser("kepala", meja.app(key="pengelola-1"))
    assert head.answer(f"/r/{RFC}", "approve").status_code == 503
    assert meja.main == before


def test_an_unreachable_repository_is_no_mystery(meja: Meja) -> None:
    meja.server.rename(meja.server.with_name("pindah.git"))
    page = meja.browser("kepala").get("/")
    assert page.status_code == 503
    assert str(meja.server) not in page.text


def test_a_request_that_is_sent_twice_stands_there_once(meja: Meja) -> None:
    """Whoever taps twice files one request; who means two opens the form twice."""
    requester = meja.browser("pemohon-1")
    fields = {f"f-{name}": text for name, text in REQUEST.items()}
    said = {"seal": requester.seal("/new", "/new/submit"), **fields}
    assert requester.post("/new/submit", {**said, "f-title": ""}).status_code == 422
    assert requester.post("/new/submit", said).status_code == 200
    before = meja.main
    assert requester.post("/new/submit", said).status_code == 409
    assert meja.main == before
    assert requester.answer("/new", "submit", **REQUEST).status_code == 200
    assert meja.main != before


def test_the_sop_says_something_else_meanwhile(meja: Meja) -> None:
    """What a button says that it does is shown, too: it is decided on as it reads now, or not at all."""
    head, office = meja.browser("kepala"), meja.office
    seal = head.seal(f"/r/{RFC}", f"/r/{RFC}/approve")
    office.set_branch("main", meja.main)
    sop = load(office.read("schemas/sop.yaml"))
    sop["actions"]["approve"]["label"]["id"] = "Setujui tanpa uji"
    files = {"schemas/sop.yaml": dump(sop).encode()}
    meja.push(office.commit("kepala", 29, files, parents=(office.main,)))
    before = meja.main
    answer = head.post(f"/r/{RFC}/approve", {"seal": seal})
    assert answer.status_code == 409
    assert "Setujui tanpa uji" in answer.text
    assert meja.main == before


def test_an_asset_changes_meanwhile(meja: Meja) -> None:
    """The form holds the file as it stood; sent on, it would undo what somebody else has landed since."""
    office = meja.office
    for number, (_, action, by, evidence) in enumerate(STORY[3:], 3):
        office.step(action, by, number * 10, **evidence)
    meja.push()
    meja.at = 100
    manager, address = meja.browser("pengelola-1"), f"/r/{RFC}/update_assets"
    old = office.read("assets/SRV-0001.yaml")
    seal = manager.seal(address, address)
    landed = office.commit("pengelola-2", 99, {"assets/SRV-0001.yaml": old + b"# lain\n"})
    meja.push(landed)
    said = {"seal": seal, "f-assets": old.decode()}
    assert manager.post(address, said).status_code == 409
    assert meja.main == landed

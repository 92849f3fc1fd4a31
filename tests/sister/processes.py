"""Three processes that offices have made of the SOP: one step more, one less, and another one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Data = dict[str, Any]


def label(indonesian: str, english: str) -> dict[str, str]:
    return {"id": indonesian, "en": english}


def told(name: str, *, required: bool = False, decisive: bool = False) -> Data:
    """Return a field of evidence that is a text."""
    return {
        "required": required,
        "decisive": decisive,
        "basis": "local",
        "label": label(name.capitalize(), name.capitalize()),
        "schema": {"$ref": "#/$defs/text"},
    }


@dataclass(frozen=True)
class Step:
    """One step of a story: who takes it, with which evidence; ``at`` fields are minutes before it."""

    action: str
    by: str
    evidence: Mapping[str, Any] = field(default_factory=dict)
    times: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Process:
    """An adapted SOP, who holds which office in it, and a change that goes through the whole of it.

    ``offices`` are those that roles.yaml may hold besides the tool's own; ``decided`` says in which
    states a pull request asks somebody for a decision, and who is asked.
    """

    name: str
    adapt: Callable[[Data], object]
    offices: tuple[str, ...]
    holders: Mapping[str, tuple[str, ...]]
    story: tuple[Step, ...]
    end: str
    decided: Mapping[str, str]
    lacks: frozenset[str] = frozenset()
    questions: frozenset[int] = frozenset(range(1, 21))


OFFICE = {
    "head": ("kepala",),
    "superior": ("sekda",),
    "change_manager": ("pengelola-1", "pengelola-2"),
    "requester": ("pemohon-1", "pemohon-2"),
    "recorder": ("pencatat",),
}
TESTED = {
    "documentation": "Tersimpan.",
    "tests": [
        {
            "scenario": "Masuk",
            "expected": "Berhasil",
            "result": "Berhasil",
            "passed": True,
            "tester": "Pengelola",
        }
    ],
}
ACCEPT = {"assessment": "Layak.", "category": "application", "impact": "low", "risk": "low"}
WORK = {"completed": True, "implementers": ["pengelola-1"], "work_log": "Terpasang."}
LIVE = {"already_live": {"at": None, "reason": "Langsung berjalan."}}
CLOSE = {"release": {"outcome": "released", "at": None}, "reason": "Tidak ada aset yang berubah."}
WORKED = {"started_at": 1, "ended_at": 0}


def clearance(data: Data) -> None:
    """Put a security clearance between steps 4 and 6, by an office of its own."""
    data["states"]["awaiting_clearance"] = {
        "label": label("Menunggu Izin Keamanan", "Awaiting security clearance"),
        "basis": "local",
    }
    data["roles"]["security_officer"] = {
        "label": label("Pejabat Keamanan", "Security officer"),
        "basis": "local",
    }
    for action in ("approve", "classify_normal"):
        data["actions"][action]["to"] = "awaiting_clearance"
    row = {
        "steps": [],
        "basis": "local",
        "from": ["awaiting_clearance"],
        "by": ["security_officer"],
        "barred": ["requester", "evaluator"],
        "guards": [],
    }
    data["actions"]["clear"] = {
        **row,
        "label": label("Beri Izin Keamanan", "Give security clearance"),
        "to": "authorised",
        "review": {"state": "approved", "text": "notes"},
        "evidence": {"notes": told("notes")},
    }
    data["actions"]["withhold"] = {
        **row,
        "label": label("Tahan", "Withhold clearance"),
        "to": "rejected",
        "review": {"state": "changes_requested", "text": "reason"},
        "evidence": {
            "reason": {**told("reason", required=True), "label": label("Catatan", "Notes")}
        },
    }
    data["actions"]["withdraw"]["from"].append("awaiting_clearance")


def merged(data: Data) -> None:
    """Make one step of the report (9) and its examination (10): the head closes them together."""
    for state in ("reported", "report_returned"):
        del data["states"][state]
    number = data["actions"]["report"]["evidence"]["number"]
    for action in ("report", "review", "return_report"):
        del data["actions"][action]
    data["steps"] = [row for row in data["steps"] if row["number"] != 10]
    data["steps"][8]["label"] = label("Kepala LPSE menerima laporan", "The head takes the report")
    data["actions"]["conclude"] = {
        "steps": [9],
        "label": label("Terima Laporan", "Take the report"),
        "done": label("Laporan Diterima", "Report taken"),
        "basis": "local",
        "from": ["tested", "rolled_back"],
        "to": "reviewed",
        "by": ["head", "acting_head"],
        "barred": ["requester", "evaluator", "implementer"],
        "means": ["reports", "examines"],
        "review": {"state": "approved", "text": "summary"},
        "guards": [],
        "evidence": {
            "number": {**number, "required": False},
            "summary": told("summary"),
        },
    }
    data["substitution"]["head"]["actions"] = ["approve", "return", "conclude"]


def proposal(data: Data) -> None:
    """Replace the whole process by that of enhancement proposals, with names of its own."""
    data["edition"]["title"] = label("Usulan Peningkatan", "Enhancement proposals")
    data["steps"] = [
        {"number": 1, "label": label("Penulis mengusulkan", "The author proposes")},
        {"number": 2, "label": label("Dewan memutuskan", "The board decides")},
        {"number": 3, "label": label("Pemelihara mewujudkan", "The maintainer delivers")},
    ]
    roles = data["roles"]
    data["roles"] = {
        "author": {"label": label("Penulis", "Author"), "basis": "local", "means": ["requests"]},
        "maintainer": {
            "label": label("Pemelihara", "Maintainer"),
            "basis": "local",
            "means": ["manages"],
        },
        "board": {"label": label("Dewan", "Board"), "basis": "local"},
        **{name: roles[name] for name in ("head", "superior", "recorder")},
    }
    data["four_eyes"] = {
        "proposer": {
            "label": label("pengusul", "proposer"),
            "actions": ["propose", "amend"],
            "parts": ["request.requester"],
        }
    }
    data["substitution"] = {}
    data["categories"] = {"api": label("Antarmuka", "Interface"), "docs": label("Dok.", "Docs")}

    def state(name: str, english: str, row: int, column: int, **more: Any) -> Data:
        place = {"row": row, "column": column}
        return {"label": label(name, english), "basis": "local", "place": place, **more}

    data["states"] = {
        "provisional": state("Sementara", "Provisional", 1, 1),
        "implementable": state("Siap Diwujudkan", "Implementable", 2, 1),
        "implemented": state(
            "Terwujud", "Implemented", 3, 1, final=True, means=["completes"]
        ),
        "declined": state("Tidak Diterima", "Declined", 2, 2, final=True),
        "shelved": state("Disimpan", "Shelved", 3, 0, final=True),
    }  # fmt: skip

    def row(steps: list[int], names: tuple[str, str], **more: Any) -> Data:
        usual = {"guards": [], "evidence": {}}
        return {"steps": steps, "label": label(*names), "basis": "local", **usual, **more}

    reason = {"reason": told("reason", required=True)}
    data["actions"] = {
        "propose": row(
            [1], ("Usulkan", "Propose"), means=["submits"], to="provisional", by=["author"],
            guards=[
                {"name": "submitter_is_requester", "basis": "local"},
                {"name": "request_not_dated_ahead", "basis": "local"},
            ],
            **{"from": []},
        ),
        "amend": row(
            [], ("Sunting", "Amend"), means=["revises"], to="provisional", by=["own_requester"],
            guards=[{"name": "request_changes_only_by_revision", "basis": "local"}],
            evidence={"what": told("what", required=True)},
            **{"from": ["provisional"]},
        ),
        "endorse": row(
            [2], ("Dukung", "Endorse"), means=["accepts"], to="implementable", by=["board"],
            barred=["proposer"], review={"state": "approved", "text": "remark"},
            evidence={"remark": told("remark")}, **{"from": ["provisional"]},
        ),
        "decline": row(
            [2], ("Tolak Usulan", "Decline"), means=["rejects"], to="declined", by=["board"],
            barred=["proposer"], review={"state": "changes_requested", "text": "reason"},
            evidence=reason, **{"from": ["provisional"]},
        ),
        "deliver": row(
            [3], ("Wujudkan", "Deliver"), means=["carries_out"], to="implemented",
            by=["maintainer"], evidence={"summary": told("summary", required=True)},
            **{"from": ["implementable"]},
        ),
        "shelve": row(
            [], ("Simpan", "Shelve"), means=["withdraws"], to="shelved",
            by=["own_requester", "maintainer"], evidence=reason,
            **{"from": ["provisional", "implementable"]},
        ),
        "amend_text": row(
            [], ("Perbaiki Teks", "Mend the text"), means=["corrects"], to="same",
            by=["entry_author"],
            guards=[{"name": "correction_touches_no_decision", "basis": "local"}],
            evidence={
                name: {**told(name, required=True, decisive=True), "schema": schema}
                for name, schema in (
                    ("entry", {"type": "integer", "minimum": 1}),
                    ("field", {"$ref": "#/$defs/line"}),
                    ("was", {}),
                    ("is", {}),
                    ("reason", {"$ref": "#/$defs/text"}),
                )
            },
            **{"from": "any"},
        ),
    }  # fmt: skip


SECURED = Process(
    name="an added security clearance",
    adapt=clearance,
    offices=("security_officer",),
    holders={**OFFICE, "security_officer": ("petugas-keamanan",)},
    story=(
        Step("submit", "pemohon-1"),
        Step("accept", "pengelola-1", ACCEPT),
        Step("classify_normal", "pengelola-1", {"rationale": "Dapat dijadwalkan."}),
        Step("clear", "petugas-keamanan", {"notes": "Tidak ada celah."}),
        Step("implement", "pengelola-1", WORK, WORKED),
        Step("pass_test", "pengelola-1", TESTED),
        Step("report", "pengelola-1", {"number": "LP/1", "summary": "Selesai."}),
        Step("review", "kepala"),
        Step("schedule_release", "pengelola-1", LIVE, {"already_live.at": 1}),
        Step("keep_assets", "pengelola-1", CLOSE, {"release.at": 1}),
    ),
    end="closed",
    decided={"awaiting_clearance": "petugas-keamanan", "reported": "kepala"},
)
MERGED = Process(
    name="steps 9 and 10 in one",
    adapt=merged,
    offices=(),
    holders=OFFICE,
    story=(
        Step("submit", "pemohon-1"),
        Step("accept", "pengelola-1", ACCEPT),
        Step("classify_normal", "pengelola-1", {"rationale": "Dapat dijadwalkan."}),
        Step("implement", "pengelola-1", WORK, WORKED),
        Step("pass_test", "pengelola-1", TESTED),
        Step("conclude", "kepala", {"number": "LP/1", "summary": "Selesai."}),
        Step("schedule_release", "pengelola-1", LIVE, {"already_live.at": 1}),
        Step("keep_assets", "pengelola-1", CLOSE, {"release.at": 1}),
    ),
    end="closed",
    decided={"tested": "kepala"},
)
PROPOSAL = Process(
    name="enhancement proposals",
    adapt=proposal,
    offices=("author", "maintainer", "board"),
    holders={
        "head": ("kepala",),
        "superior": ("sekda",),
        "author": ("pemohon-1", "pemohon-2"),
        "maintainer": ("pengelola-1",),
        "board": ("pengelola-2",),
        "recorder": ("pencatat",),
    },
    story=(
        Step("propose", "pemohon-1"),
        Step("endorse", "pengelola-2", {"remark": "Berguna."}),
        Step("deliver", "pengelola-1", {"summary": "Tersedia."}),
    ),
    end="implemented",
    decided={"provisional": "pengelola-2"},
    lacks=frozenset(
        {"success", "back_out", "restored", "emergency", "criterion", "acting", "schedule"}
    ),
    questions=frozenset({1, 2, 3, 4, 6, 9, 12, 16, 18, 19, 20}),
)
PROCESSES = {process.name: process for process in (SECURED, MERGED, PROPOSAL)}

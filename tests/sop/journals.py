"""Records built entry by entry in memory, without git, as the judge of contents reads them."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache, cached_property
from typing import Any

from sop.table import HEADS_ACTIONS, TABLE
from support.office import (
    CHECKOUT,
    EVIDENCE,
    HOLDINGS,
    PEOPLE,
    REQUEST,
    START,
    Office,
    asset,
    evidence_at,
)
from ubah.core.diagnostics import Finding, Severity
from ubah.core.judge.contents import judge_contents
from ubah.core.judge.steps import judge_steps
from ubah.core.model import JudgedStep
from ubah.core.office.authority import Authority, build_authority
from ubah.core.paths import record_path
from ubah.core.people.office import build_office
from ubah.core.people.roles import build_roles
from ubah.core.proof.judging import Judging, RecordLanding
from ubah.core.reading.records import build_record, read_file, standing
from ubah.core.reading.writing import HEADER, dump
from ubah.edge.git import ObjectStore
from ubah.edge.history.audit import HistoryResult
from ubah.edge.history.landings import LandingReader
from ubah.edge.history.proposals import judge_proposed

NUMBER = "RFC-2026-0001"
PATH = record_path(NUMBER)
USUAL = {
    **dict.fromkeys(TABLE, "pengelola-1"),
    **dict.fromkeys(("submit", "revise", "withdraw"), "pemohon-1"),
    **dict.fromkeys(HEADS_ACTIONS, "kepala"),
}
"""Who takes an action where nothing bars them."""

ROUTES: dict[str, tuple[str, ...]] = {
    "": (),
    "submitted": ("submit",),
    "accepted": ("submit", "accept"),
    "rejected": ("submit", "reject"),
    "awaiting_head": ("submit", "accept", "escalate"),
    "returned": ("submit", "accept", "escalate", "return"),
    "authorised": ("submit", "accept", "classify_normal"),
    "implemented": ("submit", "accept", "classify_normal", "implement"),
    "tested": ("submit", "accept", "classify_normal", "implement", "pass_test"),
    "test_failed": ("submit", "accept", "classify_normal", "implement", "fail_test"),
    "withdrawn": ("submit", "withdraw"),
}
ROUTES["rolled_back"] = (*ROUTES["test_failed"], "roll_back")
ROUTES["reported"] = (*ROUTES["tested"], "report")
ROUTES["report_returned"] = (*ROUTES["reported"], "return_report")
ROUTES["reviewed"] = (*ROUTES["reported"], "review")
ROUTES["release_planned"] = (*ROUTES["reviewed"], "schedule_release")
ROUTES["asset_update"] = (*ROUTES["release_planned"], "flag_assets")
ROUTES["closed"] = (*ROUTES["release_planned"], "keep_assets")

CANCELLED = {"outcome": "cancelled", "reason": "Dibatalkan."}
NONE = {"outcome": "none"}
UPDATE = {"id": "SRV-0001", "change": "update", "intended": "Memori ditambah."}
ASSETS = {"assets/SRV-0001.yaml": asset("SRV-0001")}
LETTER = "800/1/Plh/2026"


def base_files() -> dict[str, bytes]:
    """Return the authority files of an office without keys."""
    persons = {
        person: {"name": f"{person.title()} Contoh", "title": "Pegawai"} for person in PEOPLE
    }
    office = {"name": "LPSE Contoh", "language": "id", "time_zone": "Asia/Makassar", "rules": 1}
    files = {f"schemas/{path.name}": path.read_bytes() for path in (CHECKOUT / "schemas").iterdir()}
    files["roles.yaml"] = dump({"persons": persons, "roles": copy.deepcopy(HOLDINGS)}).encode()
    files["office.yaml"] = dump(office).encode()
    return files


@cache
def base_authority() -> Authority:
    """Return the authority of the usual office, built once."""
    built, findings = build_authority(base_files())
    assert built is not None, findings
    return built


def authority_with(**roles: list[dict[str, str]]) -> Authority:
    """Return the usual authority with other holdings of the roles that are named."""
    base = base_authority()
    raw = {**base.raw_roles, "roles": {**base.raw_roles["roles"], **roles}}
    return replace(base, roles=build_roles(raw), raw_roles=raw)


def office_with(**settings: Any) -> Authority:
    """Return the usual authority with other settings of the office."""
    base = base_authority()
    raw = {**base.raw_office, **settings}
    return replace(base, office=build_office(raw), raw_office=raw)


def holding(person: str, start: str = "2026-01-01", until: str = "", **more: str) -> dict[str, str]:
    """Return a row of roles.yaml."""
    return {"person": person, "from": start, **({"until": until} if until else {}), **more}


def at_minute(after: float) -> datetime:
    """Return the moment that many minutes after the start."""
    return START + timedelta(minutes=after)


def text_of(moment: datetime) -> str:
    """Return a moment as records write it."""
    return moment.isoformat()


def sound(action: str, at: datetime) -> dict[str, Any]:
    """Return sound evidence for an action on a request that has its plan, with a release window."""
    if action == "flag_assets":
        return {"release": dict(CANCELLED), "assets": [dict(UPDATE)]}
    if action == "keep_assets":
        return {"release": dict(CANCELLED), "reason": "Tidak ada aset yang berubah."}
    if action == "correct":
        return {
            "entry": 1,
            "field": "request.description",
            "was": REQUEST["description"],
            "is": "Memperbarui SPSE.",
            "reason": "Salah tik.",
        }
    if action in EVIDENCE or action in ("implement", "schedule_release", "reschedule"):
        return copy.deepcopy(evidence_at(action, at))
    return {}


@dataclass(frozen=True)
class Journal:
    """A record that grows by `then`; each call returns a new one, ten minutes on."""

    request: dict[str, Any] = field(default_factory=lambda: copy.deepcopy(REQUEST))
    entries: tuple[dict[str, Any], ...] = ()
    status: str = ""  # "" follows from the table
    minute: float = 0

    def then(
        self,
        action: str,
        by: str = "",
        *,
        minute: float | None = None,
        capacity: str = "",
        appointment: str = "",
        request: dict[str, Any] | None = None,
        **evidence: Any,
    ) -> Journal:
        """Append an entry; ``evidence`` replaces fields of the sound one, None leaves one out."""
        when = self.minute + 10 if minute is None else minute
        at = at_minute(when)
        merged = {**sound(action, at), **evidence}
        entry: dict[str, Any] = {"action": action, "by": by or USUAL[action], "at": text_of(at)}
        if capacity:
            entry["capacity"] = capacity
        if appointment:
            entry["appointment"] = appointment
        kept = {key: value for key, value in merged.items() if value is not None}
        if kept:
            entry["evidence"] = kept
        return replace(
            self,
            entries=(*self.entries, entry),
            minute=when,
            request={**self.request, **(request or {})},
        )

    def through(self, *actions: str) -> Journal:
        """Append entries with sound evidence by the usual people."""
        journal = self
        for action in actions:
            journal = journal.then(action)
        return journal

    def asking(self, **request: Any) -> Journal:
        """Return the record with other parts of the request; None leaves one out."""
        merged = {**self.request, **request}
        return replace(self, request={k: v for k, v in merged.items() if v is not None})

    @property
    def state(self) -> str:
        """The state that the entries lead to by the table above."""
        state = ""
        for entry in self.entries:
            target = TABLE[entry["action"]][1]
            state = state if target == "same" else target
        return state

    @property
    def value(self) -> dict[str, Any]:
        """The whole record as plain values."""
        return {
            "id": NUMBER,
            "status": self.status or self.state,
            "request": self.request,
            "journal": list(self.entries),
        }

    @property
    def data(self) -> bytes:
        """The record's file."""
        plain = json.loads(json.dumps(self.value))  # no object stands there twice
        return (HEADER + dump(plain)).encode()


def arrived(state: str) -> Journal:
    """Return a record that a legal journal has brought into ``state``."""
    return Journal().through(*ROUTES[state])


def other_record() -> bytes:
    """Return another sound record, for links to lead to."""
    return Journal().through("submit").data.replace(NUMBER.encode(), b"RFC-2026-0002")


def judged(journal: Journal, authority: Authority | None = None) -> tuple[Finding, ...]:
    """Return all findings of the judge of contents on the record."""
    records = {PATH: journal.data}
    if b"RFC-2026-0002" in records[PATH]:
        records[record_path("RFC-2026-0002")] = other_record()
    return judge_contents(records, ASSETS, authority or base_authority()).findings


def errors(journal: Journal, authority: Authority | None = None) -> list[Finding]:
    """Return the errors among the findings on the record."""
    return [f for f in judged(journal, authority) if f.severity is Severity.ERROR]


def rules(journal: Journal, authority: Authority | None = None) -> list[str]:
    """Return the rules of the errors, each once, sorted."""
    return sorted({finding.rule for finding in errors(journal, authority)})


def landed_steps(
    journal: Journal,
    known: int,
    authority: Authority | None = None,
    effective: tuple[datetime, ...] = (),
    earlier: Journal | None = None,
    asset_changes: dict[str, str] | None = None,
) -> list[JudgedStep]:
    """Judge the entries after the first ``known`` ones as a landing brings them, without proofs.

    ``effective`` are the times of the known ones, ``earlier`` the record as main held it.
    """
    authority = authority or base_authority()
    file = read_file(journal.data, PATH)
    record, findings = build_record(file, authority.records)
    assert record is not None, findings
    held = earlier or replace(journal, entries=journal.entries[:known])
    before = read_file(held.data, PATH) if known else None
    times = effective or tuple(entry.at for entry in record.journal[:known])
    start = standing(before, record, authority.sop)
    start = replace(start, effective=times[: len(start.entries)])
    part = RecordLanding(PATH, record, file, before, start, asset_changes)
    return list(judge_steps(part, Judging(authority)))


class QuickOffice(Office):
    """An office that reads each version of its authority files once, for many proposals."""

    @cached_property
    def reader(self) -> LandingReader:
        """One reader for all proposals; its store ends with the process."""
        return LandingReader(ObjectStore(self.repo / ".git"))

    @property
    def authority(self) -> Authority:
        """The authority at main's tip."""
        built, findings = self.reader.authority(self.git("rev-parse", "main^{tree}"))
        assert built is not None, findings
        return built

    def propose(self, head: str, at: float, base: str = "main") -> HistoryResult:
        """Judge what merging ``head`` into main would land, with the clock at ``at`` minutes."""
        return judge_proposed(self.reader, self.git("rev-parse", base), head, at_minute(at))

    def close(self) -> None:
        """End git's reading process."""
        self.reader.store.close()

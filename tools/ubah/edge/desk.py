"""What the writing commands do: append steps, sign them, have them judged, move the branch.

Everything that can fail comes before anything is moved: the commit is made beside the branch and
judged by the one judge; only then files and branch follow, each atomically.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from ubah.core.diagnostics import CannotRun, Finding, Severity, msg
from ubah.core.guards import StepContext
from ubah.core.journal import Progress, replay
from ubah.core.offices import office_complaints
from ubah.core.paths import asset_id, record_path
from ubah.core.records import build_record, entry_of, read_file
from ubah.core.settings import Authority
from ubah.core.sop import SAME
from ubah.core.writing import append_entry, entry_data
from ubah.edge import disk
from ubah.edge.gitrepo import WorkingRepository
from ubah.edge.history import HistoryResult
from ubah.edge.landings import LandingReader
from ubah.edge.proposals import judge_proposed
from ubah.edge.workspace import Signer


@dataclass(frozen=True)
class Desk:
    """What a writing command works with."""

    repository: WorkingRepository
    reader: LandingReader
    authority: Authority
    signer: Signer
    now: datetime

    @property
    def root(self) -> Path:
        """The work tree."""
        return self.repository.work_tree

    def commit(self, base: str, files: Mapping[str, bytes], message: str) -> str:
        """Make a signed commit on ``base`` with ``files`` replaced; nothing moves yet."""
        tree = self.repository.write_tree(base, files)
        return self.commit_tree(tree, (base,) if base else (), message)

    def commit_tree(self, tree: str, parents: tuple[str, ...], message: str) -> str:
        """Make a commit signed by whoever is typing; nothing moves yet.

        Git wants a name and an address, which prove nothing: those of roles.yaml will do.
        """
        usual = {
            "NAME": self.repository.config("user.name") or self.signer.person.name,
            "EMAIL": self.repository.config("user.email") or f"{self.signer.person.id}@localhost",
        }
        environment = {
            f"GIT_{who}_{part}": value
            for who in ("AUTHOR", "COMMITTER")
            for part, value in usual.items()
        }
        return self.repository.commit_tree(tree, parents, message, self.signer.key, environment)

    def judge(self, commit: str) -> HistoryResult | None:
        """Judge what merging ``commit`` into main would land; None where there is no main."""
        main = self.repository.find(f"refs/heads/{self.repository.main}")
        return judge_proposed(self.reader, main, commit, self.now) if main else None


def errors_of(result: HistoryResult | None, record: str = "") -> tuple[Finding, ...]:
    """Return the findings that keep a landing out: errors and what cannot be verified."""
    findings = result.findings if result else ()
    grave = (Severity.ERROR, Severity.INDETERMINATE)
    return tuple(
        f
        for f in findings
        if f.severity in grave and (not record or f.place.record in (record, ""))
    )


EvidenceFor = Callable[[str], Mapping[str, Any]]


def append_steps(
    desk: Desk,
    number: str,
    actions: tuple[str, ...],
    evidence_for: EvidenceFor,
    revised: Mapping[str, Any] | None = None,
) -> bytes:
    """Return the record with one step after another appended, by the person at the desk.

    ``revised`` is the request part that a ``revise`` among the actions puts in place.

    Raises:
        CannotRun: if the record cannot be read, or an action is unknown.
    """
    path = record_path(number)
    data = disk.read(desk.root / path)
    for action in actions:
        data = _append(desk, path, data, action, evidence_for(action), revised)
    return data


def _append(
    desk: Desk,
    path: str,
    data: bytes,
    action: str,
    evidence: Mapping[str, Any],
    revised: Mapping[str, Any] | None,
) -> bytes:
    sop = desk.authority.sop
    if action not in sop.actions:
        known = ", ".join(sop.actions)
        raise CannotRun(
            msg("{action} is no action of the SOP", action=action),
            msg("possible here: {known}", known=known),
        )
    file = read_file(data, path)
    record, findings = build_record(file, desk.authority.records)
    if record is None:
        first = findings[0]
        raise CannotRun(
            msg(
                "{path}, line {line}: {problem}",
                path=path,
                line=first.place.position.line,
                problem=first.message,
            ),
            msg("type: ubah check {path}", path=path),
        )
    progress = replay(record, [entry.at for entry in record.journal], sop)
    at = desk.now.astimezone(desk.authority.office.zone)
    entry = entry_data(action, desk.signer.person.id, at, evidence)
    step = StepContext(
        record=record,
        entry=entry_of(len(record.journal) + 1, entry),
        progress=progress,
        effective=desk.now,
        office=desk.authority.office,
        sop=sop,
    )
    capacity, appointment = capacity_for(step, desk.authority, desk.now)
    entry = entry_data(action, desk.signer.person.id, at, evidence, capacity, appointment)
    target = sop.actions[action].target
    status = progress.state if target == SAME else target
    return append_entry(data, path, entry, status, revised if action == "revise" else None)


def capacity_for(step: StepContext, authority: Authority, moment: datetime) -> tuple[str, str]:
    """Return the capacity in which the step's person may act: own, by letter, or as a substitute."""
    roles, day = authority.roles, authority.office.day(moment)
    letters = roles.holdings_of(step.entry.by, "acting_head", day)
    choices = [("", ""), *((letter.kind, letter.letter) for letter in letters), ("substitute", "")]
    for capacity, appointment in choices:
        entry = replace(step.entry, capacity=capacity, appointment=appointment)
        if not list(office_complaints(replace(step, entry=entry), roles, day)):
            return capacity, appointment
    return "", ""


def changed_assets(desk: Desk) -> dict[str, bytes]:
    """Return the asset files that are changed in the work tree but not committed."""
    paths = [path for path in desk.repository.dirty_paths() if asset_id(path)]
    return {path: disk.read(desk.root / path) for path in paths if (desk.root / path).is_file()}


def progress_of(authority: Authority, path: str, data: bytes) -> Progress:
    """Return how far a record of the work tree is; an unreadable one has no progress."""
    record, _ = build_record(read_file(data, path), authority.records)
    if record is None:
        return Progress()
    return replay(record, [entry.at for entry in record.journal], authority.sop)

"""The register as the site, the exports and `list`/`show` see it: judged records and assets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from ubah.core.attachments import KeptFile
from ubah.core.diagnostics import Finding, Rule, Severity, Verdict, verdict_of
from ubah.core.meanings import Meaning
from ubah.core.model import JudgedStep, Progress, Record
from ubah.core.office.authority import Authority
from ubah.core.paths import asset_id, asset_path, record_id
from ubah.core.reading.archived import ArchivedChange
from ubah.core.reading.assets import Asset, read_asset
from ubah.core.reading.journal import replay
from ubah.core.reading.records import landed_record, read_file
from ubah.core.reading.relied_on import lacking
from ubah.core.register.outlook import Outlook


@dataclass(frozen=True)
class AuditSummary:
    """What the audit of the whole history came to; ``trust_root`` "" where there is none."""

    findings: tuple[Finding, ...]
    trust_root: str = ""
    tip: str = ""
    landings: int = 0
    commits: int = 0
    steps: int = 0

    @property
    def verdict(self) -> Verdict:
        """The verdict over all findings; a history of which nothing was read passes nothing."""
        verdict = verdict_of(self.findings)
        if verdict is Verdict.PASS and not self.trust_root:
            return Verdict.INDETERMINATE
        return verdict

    @property
    def whole(self) -> bool:
        """Whether the history was read from a trust root on, with nothing left unverified."""
        return bool(self.trust_root) and all(
            finding.severity is not Severity.INDETERMINATE for finding in self.findings
        )


@dataclass(frozen=True)
class RecordView:
    """A record with its judged steps (proof, effective time, findings) and where it stands.

    ``digest`` is the SHA-256 of its file, "" where it was not read from one.
    """

    path: str
    record: Record
    steps: tuple[JudgedStep, ...]
    progress: Progress
    digest: str = ""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of its steps."""
        return tuple(finding for step in self.steps for finding in step.findings)

    @property
    def deviations(self) -> tuple[Finding, ...]:
        """What was legal but has to be seen."""
        return tuple(f for f in self.findings if f.severity is Severity.DEVIATION)


Version = bytes | None
Versions = Mapping[tuple[str, str], tuple[Version, Version]]
"""(landing, asset id) → the asset's file before and after it, None where it is absent."""


@dataclass(frozen=True)
class AssetEvent:
    """One change of an asset: by which record's update_assets, how, and what was intended.

    ``before`` and ``after`` are its content, None where it was absent or the history is not known.
    """

    record: str
    kind: str  # add, update, retire
    intended: str
    at: datetime
    landing: str
    asset: str = ""
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class AssetView:
    """An asset with the changes that requests made to it, oldest first."""

    path: str
    asset: Asset
    history: tuple[AssetEvent, ...]


@dataclass(frozen=True)
class Register:
    """Everything that is published; ``authority`` is the newest one."""

    authority: Authority
    records: tuple[RecordView, ...]
    assets: tuple[AssetView, ...]
    audit: AuditSummary
    rules: tuple[Rule, ...] = ()
    archive: tuple[ArchivedChange, ...] = ()
    """Requests from before the register, taken over and not proved: they stand apart, and count nowhere."""
    kept: Mapping[str, KeptFile] = field(default_factory=dict)
    """The attachments that lie in the records' folders, by path, as far as anybody looked."""

    def record(self, number: str) -> RecordView | None:
        """Return the record with that RFC number."""
        return next((view for view in self.records if view.record.id == number), None)

    def outlook(self, view: RecordView, now: datetime) -> Outlook:
        """Return what may come next for a record, by the newest authority."""
        return Outlook(view.record, view.progress, self.authority, now)


def build_register(
    files: Mapping[str, bytes],
    authority: Authority,
    steps: Iterable[JudgedStep],
    audit: AuditSummary,
    versions: Versions = MappingProxyType({}),
    rules: Iterable[Rule] = (),
) -> Register:
    """Build the register from the newest tree's ``files`` and the steps judged in its history.

    ``versions`` holds what the landings of `update_assets` steps did to asset files, ``rules`` what
    is told of the judge's rules.
    Files that cannot be read are left out; the audit's findings say why.
    """
    by_record: dict[str, list[JudgedStep]] = {}
    for step in steps:
        by_record.setdefault(step.record, []).append(step)
    records = []
    assets = []
    for path in sorted(files):
        if record_id(path):
            record = landed_record(read_file(files[path], path))
            view = record and view_of(path, record, by_record.get(record.id, []), authority)
            if view:
                records.append(replace(view, digest=sha256(files[path]).hexdigest()))
        elif asset_id(path):
            asset, _ = read_asset(files[path], path, authority.assets)
            if asset:
                assets.append((path, asset))
    events = _events(records, authority, versions)
    views = tuple(AssetView(path, asset, tuple(events.get(asset.id, ()))) for path, asset in assets)
    return Register(authority, tuple(records), views, audit, tuple(rules))


def view_of(
    path: str, record: Record, steps: Iterable[JudgedStep], authority: Authority
) -> RecordView | None:
    """Return a record as it stands; None where its landing could not be judged either."""
    sop = authority.sop
    if any(entry.action not in sop.actions for entry in record.journal) or any(
        lacking(record, sop)
    ):
        return None
    judged = {step.entry.number: step for step in steps}
    ordered = tuple(judged[entry.number] for entry in record.journal if entry.number in judged)
    times = [judged[e.number].effective if e.number in judged else e.at for e in record.journal]
    return RecordView(path, record, ordered, replay(record, times, sop))


def _events(
    records: Iterable[RecordView], authority: Authority, versions: Versions
) -> dict[str, list[AssetEvent]]:
    events: dict[str, list[AssetEvent]] = {}
    for view in records:
        done = view.progress.last_that(Meaning.UPDATES_ASSETS)
        flagged = view.progress.last_that(Meaning.DECLARES_ASSETS)
        if done is None or flagged is None:
            continue
        landing = next((s.landing for s in view.steps if s.entry.number == done.number), "")
        for row in flagged.evidence.get("assets", ()):
            before, after = versions.get((landing, row["id"]), (None, None))
            event = AssetEvent(
                record=view.record.id,
                kind=row["change"],
                intended=row["intended"],
                at=done.at,
                landing=landing,
                asset=row["id"],
                before=_content(before, row["id"], authority),
                after=_content(after, row["id"], authority),
            )
            events.setdefault(row["id"], []).append(event)
    for history in events.values():
        history.sort(key=lambda event: event.at)
    return events


def _content(data: Version, asset: str, authority: Authority) -> Mapping[str, Any] | None:
    if data is None:
        return None
    found, _ = read_asset(data, asset_path(asset), authority.assets)
    return found.data if found else None

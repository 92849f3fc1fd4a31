"""The one judge of a landing.

Given what a landing's parents held, what it changes, who signed what it brings and who vouches for
it: which findings?

`check`, `audit`, the pre-receive hook and the site all call `judge_landing`; there is no other.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace

from ubah.core.diagnostics import CannotRun, Finding, Place, Severity, error, msg
from ubah.core.judge.archive import adoption_findings, archive_findings
from ubah.core.judge.attachments import (
    FilesOfRecords,
    attachment_findings,
    files_that_land,
    unclaimed,
)
from ubah.core.judge.calendar import bookings_after
from ubah.core.judge.editions import judgement
from ubah.core.judge.going_on import goes_on
from ubah.core.judge.links import broken_links
from ubah.core.judge.ownership import consequence_findings, ownership_findings
from ubah.core.judge.steps import judge_steps, progress_after, unproved_before
from ubah.core.judge.tree_rules import kind, tree_findings
from ubah.core.judge.whole_record import record_findings
from ubah.core.meanings import Meaning
from ubah.core.model import (
    SKEW,
    Booking,
    Change,
    JudgedStep,
    Judgement,
    Landing,
    Progress,
)
from ubah.core.office.authority import Authority
from ubah.core.office.sop_names import further_name_findings
from ubah.core.paths import SCHEMAS, SOP, PathKind, asset_id, record_id
from ubah.core.proof.judging import Judging, RecordLanding
from ubah.core.proof.voucher_proofs import own_vouchers
from ubah.core.reading.assets import kinds_of_change, read_asset, undeclared
from ubah.core.reading.failing import judge_failed, unasked
from ubah.core.reading.journal import begin, declared_assets
from ubah.core.reading.records import RecordFile, build_record, standing
from ubah.core.reading.relied_on import lacking
from ubah.core.reading.versions import RecordVersions
from ubah.core.rules.assets import ASSET_WITHOUT_RFC
from ubah.core.rules.history import (
    LANDING_DATED_BACK,
    TOO_MANY_PARENTS,
)
from ubah.core.sop_proof.laws import sop_findings
from ubah.core.voucher import Voucher


@dataclass(frozen=True)
class Bench:
    """What a landing is judged by.

    ``after`` builds the authority that the landing leaves behind (None: unusable) and says why it
    cannot be used; it is asked only once its schemas are proved. ``progress`` says the effective times of entries that landed before, by record path.
    """

    authority: Authority
    after: Callable[[], tuple[Authority | None, tuple[Finding, ...]]] = lambda: (None, ())
    progress: Mapping[str, Progress] = field(default_factory=dict)
    pending: Container[str] = frozenset()  # records with an unproved step (rule 8)
    bookings: Mapping[str, Booking] = field(default_factory=dict)  # release windows that stand
    vouchers: tuple[Voucher, ...] = ()
    unproved: Severity = Severity.ERROR
    versions: RecordVersions = field(default_factory=RecordVersions, compare=False)


def judge_landing(landing: Landing, bench: Bench) -> Judgement:
    """Judge one landing against its first parent (rules 1 to 8)."""
    vouchers, broken = own_vouchers(landing, bench.authority)
    bench = replace(bench, vouchers=(*bench.vouchers, *vouchers))
    owned = tuple(ownership_findings(landing, bench.authority, bench.vouchers))
    after, after_findings = left_behind(landing, bench, owned)
    findings = [
        *broken,
        *_shape_findings(landing),
        *tree_findings(landing),
        *archive_findings(landing, bench.authority, bench.vouchers),
        *after_findings,
        *owned,
    ]
    if after is not None:
        findings += consequence_findings(landing, bench.authority, after, bench.vouchers)
        findings += _sop_findings(landing, bench.authority, after)
        findings += adoption_findings(landing, bench.authority, after)
    reader = _Reader(landing, bench.versions, bench.authority.sop.names(Meaning.REVISES))
    for number in range(1, len(landing.changes)):
        findings += _continuity_with_parent(landing, number, reader)
    kinds = kinds_of_change(landing.changed, landing.contents, bench.authority.assets)
    files = files_that_land(landing)
    findings += unclaimed(landing, files)
    steps: list[JudgedStep] = []
    declared: list[str] = []
    for change in landing.changed:
        if kind(change) is PathKind.RECORD and change.after is not None:
            booked = replace(bench, bookings=bookings_after(bench.bookings, steps))
            part_findings, part_steps, part_assets = _judge_record(
                change, landing, booked, reader, kinds, files
            )
            findings += part_findings
            steps += part_steps
            declared += part_assets
    findings += _asset_findings(landing, bench, declared)
    findings += [finding for step in steps for finding in step.findings]
    commit = landing.commit.oid
    located = (
        replace(f, place=replace(f.place, commit=f.place.commit or commit)) for f in findings
    )
    return judgement(located, steps, bench.authority.office.rules)


def left_behind(
    landing: Landing, bench: Bench, owned: Iterable[Finding] | None = None
) -> tuple[Authority | None, tuple[Finding, ...]]:
    """Return the authority that a landing leaves behind, if it changes it, and what is wrong with it.

    A schema is a program of sorts: nobody's unproved one is ever run (rule 9).
    """
    kinds = {kind(change) for change in landing.changed}
    if PathKind.AUTHORITY not in kinds:
        return None, ()
    if owned is None:
        owned = ownership_findings(landing, bench.authority, bench.vouchers)
    if any(finding.place.path.startswith(SCHEMAS) for finding in owned):
        return None, ()
    return bench.after()


def _shape_findings(landing: Landing) -> Iterator[Finding]:
    place = Place(commit=landing.commit.oid)
    if len(landing.commit.parents) > 2:
        message = msg(
            "the landing has {count} parents; at most two are allowed",
            count=len(landing.commit.parents),
        )
        yield error(TOO_MANY_PARENTS, place, message, msg("merge one branch at a time"))
    if landing.commit.committed < landing.previous - SKEW:
        yield error(
            LANDING_DATED_BACK,
            place,
            msg("the landing is dated before the one it follows"),
            msg("set the computer's clock right, then land it again"),
        )


def _sop_findings(landing: Landing, before: Authority, after: Authority) -> tuple[Finding, ...]:
    """A landing that changes the SOP in force leaves one that keeps what every SOP must keep."""
    if all(change.path != SOP for change in landing.changed) and after.sop == before.sop:
        return ()
    return (
        *further_name_findings(after.sop, after.roles_schema, after.change_schema),
        *sop_findings(after.sop, after.change_schema),
    )


class _PathsAfter:
    """The paths that are there once a landing is; none that it removes is asked for."""

    def __init__(self, landing: Landing) -> None:
        self._before = landing.paths
        self._added = {change.path for change in landing.changed if change.after is not None}

    def __contains__(self, path: object) -> bool:
        return path in self._added or path in self._before


class _Reader:
    """Parses record versions once each; the bytes come with the landing."""

    def __init__(self, landing: Landing, versions: RecordVersions, revising: Set[str]) -> None:
        self.revising = revising  # what may bring another request
        self._versions = versions
        self._contents = landing.contents
        self._files: dict[tuple[str, str], RecordFile] = {}

    def __call__(self, path: str, oid: str) -> RecordFile | None:
        if oid not in self._contents:
            return None
        known = self._files.get((path, oid))
        if known is None:
            known = self._files[path, oid] = self._versions.read(self._contents[oid], path)
        return known

    def before(self, change: Change) -> RecordFile | None:
        return self(change.path, change.before.oid) if change.before else None

    def after(self, change: Change) -> RecordFile | None:
        return self(change.path, change.after.oid) if change.after else None


def _continuity_with_parent(landing: Landing, number: int, reader: _Reader) -> Iterator[Finding]:
    """Rule 2 for the other parent: what its records held goes on too."""
    for change in landing.changes[number]:
        if change.path in landing.inherited:
            continue
        if kind(change) is PathKind.RECORD and change.before and change.after:
            yield from _continuity(change, landing, reader)


def _continuity(change: Change, landing: Landing, reader: _Reader) -> Iterator[Finding]:
    older, newer = reader.before(change), reader.after(change)
    if older is not None and newer is not None:
        place = Place(change.path, record=record_id(change.path), commit=landing.commit.oid)
        source = landing.commit.parents[0][:12]
        yield from goes_on(
            older, newer, place, source, reader.revising, landed=not landing.proposed
        )


def _judge_record(
    change: Change,
    landing: Landing,
    bench: Bench,
    reader: _Reader,
    kinds: Mapping[str, str],
    files: FilesOfRecords,
) -> tuple[list[Finding], list[JudgedStep], list[str]]:
    file = reader.after(change)
    if file is None:
        return [], [], []
    findings: list[Finding] = []
    if change.before:
        findings += _continuity(change, landing, reader)
    before = reader.before(change)
    record, problems = build_record(file, bench.authority.records, before)
    findings += problems
    if record is None:
        return findings, [], []
    place = Place(change.path, record=record_id(change.path), commit=landing.commit.oid)
    lacks = ", ".join(lacking(record, bench.authority.sop))
    if lacks:
        return [*findings, unasked(place, lacks)], [], []
    if change.path in bench.pending:
        findings.append(unproved_before(place))
    progress = bench.progress.get(change.path)
    part = RecordLanding(change.path, record, file, before, progress or begin(record), kinds)
    judging = Judging(
        bench.authority, landing, bench.vouchers, bench.unproved, bench.bookings, reader
    )
    after = _PathsAfter(landing)
    try:
        if not progress:
            part = replace(part, progress=standing(before, record, bench.authority.sop))
        steps = list(judge_steps(part, judging))
        findings += record_findings(part, steps)
        findings += broken_links(part, bench.authority, landing.paths, after)
        limit = bench.authority.office.attachment_limit
        findings += attachment_findings(part, files.get(record.id, {}), limit)
    except CannotRun:
        raise
    except Exception as problem:
        return [*findings, judge_failed(place, problem)], [], []
    return findings, steps, _assets_of(part, steps)


def _assets_of(part: RecordLanding, steps: list[JudgedStep]) -> list[str]:
    """Return the assets that the record's new update_assets entries may change."""
    if not any(step.action and Meaning.UPDATES_ASSETS in step.action.means for step in steps):
        return []
    return list(declared_assets(progress_after(part, steps)))


def _asset_findings(landing: Landing, bench: Bench, declared: list[str]) -> Iterator[Finding]:
    yield from undeclared(landing.changed, declared, bench.authority.sop)
    for asset in sorted({asset for asset in declared if declared.count(asset) > 1}):
        message = msg("two requests that land together both declare the asset {asset}", asset=asset)
        yield error(
            ASSET_WITHOUT_RFC,
            Place(f"assets/{asset}.yaml"),
            message,
            msg("land them one after the other"),
        )
    for change in landing.changed:
        if asset_id(change.path) and change.after and change.after.oid in landing.contents:
            yield from read_asset(
                landing.contents[change.after.oid], change.path, bench.authority.assets
            )[1]

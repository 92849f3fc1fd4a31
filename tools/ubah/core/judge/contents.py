"""Judging files as they stand: the work tree's check, and the baseline of a history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ubah.core.attachments import KeptFile
from ubah.core.diagnostics import CannotRun, Finding, Place, msg
from ubah.core.judge.attachments import FilesOfRecords, by_record, folder_findings, orphaned
from ubah.core.judge.calendar import with_clashes
from ubah.core.judge.editions import judgement
from ubah.core.judge.going_on import goes_on
from ubah.core.judge.links import broken_links
from ubah.core.judge.steps import judge_steps
from ubah.core.judge.tree_rules import deleted
from ubah.core.judge.whole_record import record_findings
from ubah.core.meanings import Meaning
from ubah.core.model import JudgedStep, Judgement, Record
from ubah.core.names import MAIN
from ubah.core.office.authority import Authority
from ubah.core.paths import record_id
from ubah.core.proof.judging import Judging, RecordLanding
from ubah.core.reading.assets import read_asset
from ubah.core.reading.failing import judge_failed, unasked
from ubah.core.reading.journal import begin
from ubah.core.reading.records import RecordFile, build_record, despite_status, standing
from ubah.core.reading.relied_on import lacking
from ubah.core.reading.versions import RecordVersions
from ubah.core.sop import Sop
from ubah.core.strict_yaml.cut_texts import cut_texts


@dataclass(frozen=True)
class ReadRecord:
    """A record's file and what landed of it before; ``record`` is None where it cannot be judged."""

    path: str
    file: RecordFile
    before: RecordFile | None
    record: Record | None
    findings: tuple[Finding, ...]


def judge_contents(
    records: Mapping[str, bytes],
    assets: Mapping[str, bytes],
    authority: Authority,
    landed: Mapping[str, bytes] | None = None,
    source: str = MAIN,
    attachments: Mapping[str, KeptFile] | None = None,
    *,
    baseline: bool = False,
) -> Judgement:
    """Judge files as they stand, by content and transitions; identity needs a history.

    This is the work tree's check and the baseline's: the same steps, without a landing. Of the
    records among ``landed`` (as the commit ``source`` holds them) only what goes on from there is
    judged, and none of them may be missing. ``attachments`` are all that lie in the records' folders;
    None: nobody looked. A ``baseline`` may hold what landed under another limit of their size.
    """
    landed = landed or {}
    findings: list[Finding] = []
    steps: list[JudgedStep] = []
    paths = frozenset((*records, *assets))
    kept = None if attachments is None else by_record(attachments)
    findings += () if kept is None else orphaned(kept, records)
    for read in read_contents(records, authority, landed, source):
        findings += read.findings
        if read.record is None:
            continue
        part = RecordLanding(
            read.path, read.record, read.file, read.before, begin(read.record), None
        )
        own, whole = _judge_content(part, authority, paths, kept, baseline=baseline)
        findings += whole
        steps += own
    steps = list(with_clashes(steps))
    findings += [finding for step in steps for finding in step.findings]
    for path in sorted(assets):
        findings += read_asset(assets[path], path, authority.assets)[1]
        findings += cut_texts(assets[path], path, landed.get(path, b""))
    findings += (_missing(path, source) for path in landed if path not in paths)
    return judgement(findings, steps, authority.office.rules)


def read_contents(
    records: Mapping[str, bytes],
    authority: Authority,
    landed: Mapping[str, bytes],
    source: str = MAIN,
) -> Iterator[ReadRecord]:
    """Yield each record as it reads, with what the schemas say of it; see `judge_contents`."""
    versions = RecordVersions()
    revising = authority.sop.names(Meaning.REVISES)
    for path in sorted(records):
        before = versions.read(landed[path], path) if path in landed else None
        file = versions.read(records[path], path)
        record, problems = build_record(file, authority.records, before)
        findings = [*problems, *cut_texts(records[path], path, landed.get(path, b""))]
        if before is not None and records[path] != landed[path]:
            place = Place(path, record=record_id(path))
            findings += goes_on(before, file, place, source, revising)
        read = record or despite_status(file, problems)
        yield ReadRecord(path, file, before, read, tuple(findings))


def _missing(path: str, source: str) -> Finding:
    hint = msg(
        "put it back: git checkout {source} -- {path}; a request that is given up is withdrawn "
        "(ubah advance), an asset that is out of use is retired by a request",
        source=source,
        path=path,
    )
    return deleted(path, hint)


def _judge_content(
    part: RecordLanding,
    authority: Authority,
    paths: frozenset[str],
    kept: FilesOfRecords | None,
    *,
    baseline: bool,
) -> tuple[list[JudgedStep], list[Finding]]:
    place = Place(part.path, record=record_id(part.path))
    lacks = ", ".join(lacking(part.record, authority.sop))
    if lacks:
        return [], [unasked(place, lacks)]
    try:
        part = replace(part, progress=standing(part.before, part.record, authority.sop))
        steps = list(judge_steps(part, Judging(authority)))
        findings = [*record_findings(part, steps)]
        findings += broken_links(part, authority, _without_added(paths, part, authority.sop), paths)
        if kept is not None:
            own, limit = kept.get(part.record.id, {}), authority.office.attachment_limit
            findings += folder_findings(part, own, None if baseline else limit)
    except CannotRun:
        raise
    except Exception as problem:
        return [], [judge_failed(place, problem)]
    return steps, findings


def _without_added(paths: frozenset[str], part: RecordLanding, sop: Sop) -> frozenset[str]:
    """In a finished register an added asset exists by now; leave it out for its own declaration."""
    added = {
        f"assets/{row['id']}.yaml"
        for entry in part.record.journal
        if sop.means(entry.action, Meaning.DECLARES_ASSETS)
        for row in entry.evidence.get("assets", ())
        if row["change"] == "add"
    }
    return paths - added if added else paths

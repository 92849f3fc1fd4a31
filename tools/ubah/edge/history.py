"""Walking a history and having each landing judged: audit, what a branch would land, a push."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise

from ubah.core.diagnostics import Finding, Place, Severity, error, indeterminate, msg
from ubah.core.judge import Bench, judge_contents, judge_landing
from ubah.core.ledger import Ledger
from ubah.core.model import SKEW, Commit, JudgedStep, Judgement, Landing
from ubah.core.paths import Kind, kind_of, record_id, record_path, split_register
from ubah.core.settings import Authority
from ubah.edge.gitrepo import MissingObject
from ubah.edge.landings import LandingReader
from ubah.edge.lineage import Lineage, default_root, first_parent_chain

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class HistoryResult:
    """What walking a history came to."""

    findings: tuple[Finding, ...]
    steps: tuple[JudgedStep, ...] = ()
    trust_root: str = ""
    tip: str = ""
    landings: int = 0
    commits: int = 0
    authority: Authority | None = None


@dataclass
class _Walk:
    """State of one walk along the first-parent chain: the only mutable thing here."""

    reader: LandingReader
    lineage: Lineage
    paths: set[str]
    ledger: Ledger = field(default_factory=Ledger)
    findings: list[Finding] = field(default_factory=list)
    steps: list[JudgedStep] = field(default_factory=list)
    whole: bool = True  # everything before the next landing has been placed in the lineage


def audit(
    reader: LandingReader,
    tip: str,
    trust_root: str = "",
    seen: str = "",
    progress: Progress = lambda _done, _all: None,
) -> HistoryResult:
    """Judge the whole history from the trust root to ``tip``; no clock is looked at (rule 7)."""
    try:
        chain = first_parent_chain(reader, tip)
        return _audit(reader, chain, trust_root, seen, progress)
    except MissingObject as missing:
        return HistoryResult((missing_finding(missing),), tip=tip)


def missing_finding(missing: MissingObject) -> Finding:
    """Return the finding for a history that is not all here (rule 10)."""
    message = msg(
        "the object {oid} cannot be read: {reason}", oid=missing.oid, reason=missing.reason
    )
    hint = msg(
        "this clone is shallow, partial or damaged; type: git fetch --unshallow, or clone anew"
    )
    return indeterminate("UB709", Place(commit=missing.oid), message, hint)


def _audit(
    reader: LandingReader, chain: list[str], trust_root: str, seen: str, progress: Progress
) -> HistoryResult:
    tip = chain[0]
    findings: list[Finding] = []
    if reader.store.shallow:
        message = msg("this clone is shallow: older history is not here")
        findings.append(
            indeterminate("UB709", Place(), message, msg("type: git fetch --unshallow"))
        )
    root = trust_root or default_root(reader, chain)
    if not root:
        message = msg(
            "there is no trust root: no commit holds roles.yaml and an office.yaml without sample: true"
        )
        hint = msg("this is the sample office; for one with keys and history type: ubah demo DIR")
        return HistoryResult((*findings, indeterminate("UB710", Place(), message, hint)), tip=tip)
    if root not in chain:
        message = msg("the trust root is not on the first-parent chain of what is audited")
        findings.append(error("UB707", Place(commit=root), message))
        return HistoryResult(tuple(findings), trust_root=root, tip=tip)
    if seen and seen not in chain:
        message = msg("the commit that was seen before is no longer on main's first-parent chain")
        hint = msg("somebody rewrote main; ask for the history that you saw")
        findings.append(error("UB708", Place(commit=seen), message, hint))
    walk, authority = begin_walk(reader, root)
    findings += walk.findings
    walk.findings.clear()
    if authority is None:
        return HistoryResult(tuple(findings), trust_root=root, tip=tip)
    steps = chain[: chain.index(root)][::-1]
    for number, oid in enumerate(steps, 1):
        judge_next(walk, oid)
        progress(number, len(steps))
    newest, _ = reader.authority(reader.commit(tip).tree)
    return HistoryResult(
        findings=(*findings, *walk.findings),
        steps=tuple(walk.steps),
        trust_root=root,
        tip=tip,
        landings=len(steps),
        commits=len(walk.lineage),
        authority=newest,
    )


def begin_walk(reader: LandingReader, root: str) -> tuple[_Walk, Authority | None]:
    """Start a walk at the trust root; its content is the baseline (rule 11)."""
    commit = reader.commit(root)
    paths = {path for path, _ in reader.store.files(commit.tree)}
    walk = _Walk(reader, Lineage(reader, root), paths)
    authority, findings = reader.authority(commit.tree)
    walk.findings += [_in_commit(finding, root) for finding in findings]
    if authority is not None:
        _judge_baseline(walk, commit, authority)
    return walk, authority


def _in_commit(finding: Finding, commit: str) -> Finding:
    return replace(finding, place=replace(finding.place, commit=finding.place.commit or commit))


def _judge_baseline(
    walk: _Walk, commit: Commit, authority: Authority, only: set[str] | None = None
) -> None:
    files = walk.reader.register_files(commit.tree, only)
    judged = judge_contents(*split_register(files), authority)
    walk.findings += [_in_commit(finding, commit.oid) for finding in judged.findings]
    steps = tuple(replace(step, landing=commit.oid, findings=()) for step in judged.steps)
    walk.steps += steps
    walk.ledger = walk.ledger.after(Judgement(steps=steps))
    for path, blob in walk.reader.store.files(commit.tree):
        if kind_of(path, blob) is Kind.STRAY:
            hint = msg(
                "records are changes/YYYY/RFC-YYYY-NNNN.yaml, assets are assets/ID-NNNN.yaml"
            )
            place = Place(path, commit=commit.oid)
            walk.findings.append(error("UB305", place, msg("no such file belongs here"), hint))


def judge_next(walk: _Walk, oid: str) -> Judgement:
    """Judge the landing ``oid``, which follows the last one of the walk."""
    reader = walk.reader
    commit = reader.commit(oid)
    base = reader.commit(commit.parents[0])
    brought = walk.lineage.brought(oid, base.oid, all_placed=walk.whole)
    landing = reader.landing(commit, brought, walk.paths)
    judgement = _judge(walk, landing, base)
    for each, _ in brought:
        if not walk.lineage.descends(each.oid):
            walk.findings.append(_foreign(each.oid))
    walk.lineage.mark_landings([oid])
    walk.findings += judgement.findings
    walk.steps += judgement.steps
    walk.ledger = walk.ledger.after(judgement)
    for change in landing.changed:
        walk.paths.add(change.path) if change.after else walk.paths.discard(change.path)
    return judgement


def _judge(walk: _Walk, landing: Landing, base: Commit) -> Judgement:
    authority, findings = walk.reader.authority(base.tree)
    if authority is None:
        return Judgement(tuple(_in_commit(finding, landing.commit.oid) for finding in findings))
    after, after_findings = walk.reader.authority(landing.commit.tree)
    changed = any(kind_of(change.path) is Kind.AUTHORITY for change in landing.changed)
    bench = Bench(
        authority=authority,
        after=after,
        after_findings=after_findings if changed else (),
        effective=walk.ledger.effective,
        pending=walk.ledger.pending,
        unproved=Severity.INDETERMINATE if authority.office.forge else Severity.ERROR,
    )
    return judge_landing(landing, bench)


# --- one landing, or a few, on top of a history that is taken as judged ---------------------------


def judge_proposed(reader: LandingReader, base: str, head: str, now: datetime) -> HistoryResult:
    """Judge the landing that a merge of ``head`` into ``base`` would be (``check --base --head``)."""
    try:
        return _judge_proposed(reader, base, head, now)
    except MissingObject as missing:
        return HistoryResult((missing_finding(missing),), tip=head)


def _judge_proposed(reader: LandingReader, base: str, head: str, now: datetime) -> HistoryResult:
    base_commit, head_commit = reader.commit(base), reader.commit(head)
    tree, conflicts = reader.store.merged_tree(base, head)
    if conflicts:
        return HistoryResult(
            tuple(_conflict_findings(reader, base_commit, head_commit, conflicts)), tip=head
        )
    touched = [change.path for change in reader.store.changes(base_commit.tree, tree)]
    chain = first_parent_chain(reader, base)
    root = default_root(reader, chain) or base
    walk, findings = _stand_on(reader, chain, root, touched)
    authority, _ = reader.authority(base_commit.tree)
    if authority is None:
        return HistoryResult(findings, tip=head)
    brought = walk.lineage.brought(head, base, all_placed=False)
    if not brought:
        return HistoryResult((), tip=head, authority=authority)
    merge = Commit(oid="", parents=(base, head), tree=tree, committed=now, message="")
    landing = reader.landing(merge, brought, walk.paths, proposed=True)
    judgement = _judge_strictly(walk, landing, base_commit)
    own = [*judgement.findings]
    for commit, _ in brought:
        place = Place(commit=commit.oid)
        if commit.committed > now + SKEW:
            message = msg("the commit is dated in the future")
            own.append(error("UB727", place, message, msg("set the clock of that computer")))
        if not walk.lineage.descends(commit.oid):
            own.append(_foreign(commit.oid))
    return HistoryResult(tuple(own), judgement.steps, tip=head, landings=1, authority=authority)


def _foreign(oid: str) -> Finding:
    message = msg("the commit does not descend from the trust root")
    return error("UB707", Place(commit=oid), message, msg("start branches from main"))


def _judge_strictly(walk: _Walk, landing: Landing, base: Commit) -> Judgement:
    """Unproved is rejected here, forge or not (rule 10)."""
    judgement = _judge(walk, landing, base)
    strict = tuple(
        replace(f, severity=Severity.ERROR) if f.rule == "UB501" else f for f in judgement.findings
    )
    return replace(judgement, findings=strict)


def _stand_on(
    reader: LandingReader,
    chain: list[str],
    root: str,
    touched: Iterable[str],
    *,
    keep_steps: bool = False,
) -> tuple[_Walk, tuple[Finding, ...]]:
    """Stand on the newest commit of ``chain`` as if the history below had been walked.

    Only landings that touched the records among ``touched`` are judged again, for the effective
    times of their steps; what was wrong with them is the audit's business.
    """
    base = reader.commit(chain[0])
    lineage = Lineage(reader, root)
    lineage.mark_landings(reversed(chain[: chain.index(root) + 1]))
    walk = _Walk(reader, lineage, set(), whole=False)
    records = {path for path in touched if record_id(path) and reader.store.lookup(base.tree, path)}
    start, landings = _landings_of(reader, chain, root, records)
    if records:
        authority, _ = reader.authority(reader.commit(start).tree)
        if authority is not None:
            _judge_baseline(walk, reader.commit(start), authority, records)
        for oid in landings:
            judge_next(walk, oid)
    walk.paths = {path for path, _ in reader.store.files(base.tree)}
    walk.findings, walk.steps = [], walk.steps if keep_steps else []
    _, findings = reader.authority(base.tree)
    return walk, findings


def _landings_of(
    reader: LandingReader, chain: list[str], root: str, records: set[str]
) -> tuple[str, list[str]]:
    """Return where to start, and the landings after it that touch ``records``, oldest first."""
    found: list[str] = []
    for oid, parent in pairwise(chain):
        if oid == root:
            return root, found[::-1]
        trees = reader.commit(oid).tree, reader.commit(parent).tree
        versions = [
            (reader.store.lookup(trees[0], p), reader.store.lookup(trees[1], p)) for p in records
        ]
        if any(after != before for after, before in versions):
            found.append(oid)
        if all(before is None for _, before in versions):
            return parent, found[::-1]
    return root, found[::-1]


def _conflict_findings(
    reader: LandingReader, base: Commit, head: Commit, conflicts: tuple[str, ...]
) -> Iterator[Finding]:
    for path in conflicts:
        place = Place(path, record=record_id(path))
        if record_id(path) and _both_new(reader, base, head, path):
            message = msg("the number {record} is already taken on main", record=record_id(path))
            hint = msg("type: ubah renumber {record}", record=record_id(path))
            yield error("UB302", place, message, hint)
        else:
            message = msg("the branch does not merge: main has changed this file as well")
            yield error("UB713", place, message, msg("bring the branch up to date: git merge main"))


def _both_new(reader: LandingReader, base: Commit, head: Commit, path: str) -> bool:
    """Whether the two records at ``path`` are different ones: their first bytes of journal differ."""
    store = reader.store
    blobs = [store.lookup(commit.tree, path) for commit in (base, head)]
    if not all(blobs):
        return False
    first = [store.read(blob.oid, "blob") for blob in blobs if blob]
    heads = [data.split(b"\nrequest:", 1)[-1].split(b"\n  - action: ", 2)[:2] for data in first]
    return heads[0] != heads[1]


def record_steps(reader: LandingReader, tip: str, path: str) -> tuple[JudgedStep, ...]:
    """Return one record's steps as they were judged when they landed, from its own landings only."""
    try:
        chain = first_parent_chain(reader, tip)
        root = default_root(reader, chain)
        if not root or reader.store.lookup(reader.commit(tip).tree, path) is None:
            return ()
        walk, _ = _stand_on(reader, chain, root, [path], keep_steps=True)
    except MissingObject:
        return ()
    return tuple(step for step in walk.steps if record_path(step.record) == path)


def judge_push(
    reader: LandingReader, old: str, new: str, now: datetime, root: str = ""
) -> HistoryResult:
    """Judge an update of main from ``old`` to ``new``, landing by landing (the hook).

    ``old`` "" is a first push, whose root must be ``root``.
    """
    try:
        return _judge_push(reader, old, new, now, root)
    except MissingObject as missing:
        return HistoryResult((missing_finding(missing),), tip=new)


def _judge_push(
    reader: LandingReader, old: str, new: str, now: datetime, root: str
) -> HistoryResult:
    chain = first_parent_chain(reader, new)
    start = old or root
    if start not in chain:
        message = msg("main must go on from {commit} on its first-parent chain", commit=start[:12])
        hint = msg("never push with --force; type git pull --no-rebase, or land with: ubah land")
        if not old:
            message = msg(
                "the first push does not hold the trust root {commit} that is pinned here",
                commit=start[:12],
            )
            hint = msg(
                "push the history of this office, or pin another root: git config ubah.root COMMIT"
            )
        return HistoryResult((error("UB712", Place(commit=new), message, hint),), tip=new)
    if old:
        known = chain[chain.index(start) :]
        anchor = root if root in known else default_root(reader, known) or start
        trees = reader.commit(old).tree, reader.commit(new).tree
        touched = [change.path for change in reader.store.changes(*trees)]
        walk, findings = _stand_on(reader, known, anchor, touched)
        if reader.authority(trees[0])[0] is None:
            return HistoryResult(findings, tip=new)
    else:
        walk, authority = begin_walk(reader, start)
        if authority is None:
            return HistoryResult(tuple(walk.findings), tip=new)
    steps = chain[: chain.index(start)][::-1]
    already = len(walk.steps)
    for oid in steps:
        before, _ = reader.authority(reader.commit(reader.commit(oid).parents[0]).tree)
        judgement = judge_next(walk, oid)
        walk.findings += [_strict(f) for f in judgement.findings if f.rule == "UB501"]
        if before is not None:
            walk.findings += _clock_findings(walk, oid, now, before)
    return HistoryResult(
        tuple(dict.fromkeys(walk.findings)), tuple(walk.steps[already:]), start, new, len(steps)
    )


def _strict(finding: Finding) -> Finding:
    return replace(finding, severity=Severity.ERROR)


def _clock_findings(
    walk: _Walk, oid: str, now: datetime, authority: Authority
) -> Iterator[Finding]:
    committed = walk.reader.commit(oid).committed
    late = authority.office.late_entry
    if committed > now + SKEW or committed < now - late - SKEW:
        message = msg(
            "the landing is dated {time}, but the server's clock says {now}",
            time=committed.astimezone(authority.office.zone).isoformat(),
            now=now.astimezone(authority.office.zone).isoformat(),
        )
        yield error(
            "UB727", Place(commit=oid), message, msg("set the clock, and land again: ubah land")
        )

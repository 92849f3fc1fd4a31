"""Landing what was assessed: the signed commit, its own verdict, the push (rules 5, 9 and 10)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ubah.core.diagnostics import CannotRun, Finding, Message, msg
from ubah.core.forge.model import PullRequest, Thread
from ubah.core.paths import attachment_of, record_path, under_number
from ubah.core.proof.vouchers import RENUMBERED
from ubah.core.reading.writing import renumbered
from ubah.edge.forges import ForgeUnreachable
from ubah.edge.history.lineage import grown_on
from ubah.edge.history.proposals import errors_of
from ubah.edge.history.pushes import judge_push
from ubah.edge.recorder.assess import (
    Assessment,
    assess,
    brings_authority,
    is_decision,
    mark_of,
    original_of,
)
from ubah.edge.recorder.copies import close_stale, keep_copy, refuse_stale
from ubah.edge.recorder.keep import with_reviewed
from ubah.edge.recorder.recorder import ATTEMPTS, Recorder, landing_message
from ubah.edge.recorder.request import CLOSED, close_filed, issue_of_branch


@dataclass(frozen=True)
class LandingOutcome:
    """What came of trying to land a pull request; ``commit`` "" if it was not landed.

    ``ended``: why the recorder closed its own, which lands no more; None where it did not.
    """

    assessment: Assessment
    commit: str = ""
    findings: tuple[Finding, ...] = ()
    again: bool = False  # it had landed before
    ended: Message | None = None


def land(recorder: Recorder, number: int, listed: PullRequest | None = None) -> LandingOutcome:
    """Land a pull request if the judge accepts it; harmless if it has landed already.

    ``listed``: how it stood in a list that was read just now.

    Raises:
        ForgeUnreachable: if the forge does not tell all, or main keeps moving.
        CannotRun: if the recorder lacks its key or a right.
    """
    for attempt in range(ATTEMPTS):
        assessment = assess(recorder, number, None if attempt else listed)
        if assessment.landed:
            _close(recorder, assessment, assessment.landed)
            return LandingOutcome(assessment, assessment.landed, again=True)
        pull = assessment.pull
        elsewhere = pull.base_branch != recorder.main
        if refuse_stale(recorder, pull):
            return LandingOutcome(assessment, findings=assessment.findings)
        if (
            not assessment.may_land
            or elsewhere
            or is_decision(pull.head_branch, pull.same_repository)
        ):
            why = None if elsewhere else _ended(recorder, assessment)
            if why is not None:
                recorder.forge.close_pull(pull.number)
                return LandingOutcome(assessment, findings=assessment.findings, ended=why)
            keep_copy(recorder, assessment)
            return LandingOutcome(assessment, findings=assessment.findings)
        commit = _make(recorder, assessment)
        judged = judge_push(recorder.reader, assessment.base, commit, recorder.clock())
        findings = errors_of(judged)
        if findings:
            return LandingOutcome(assessment, findings=judged.findings)
        if recorder.push_main(commit, assessment.base):
            _close(recorder, assessment, commit)
            return LandingOutcome(assessment, commit, judged.findings)
    raise ForgeUnreachable(msg("main keeps moving"))


def _ended(recorder: Recorder, found: Assessment) -> Message | None:
    """Return why a pull request of the recorder's own is over without a landing, None if it is not.

    Whoever may only read cannot close what was made of their form. A branch's name alone says nothing:
    people may call their own so.
    """
    pull, number = found.pull, issue_of_branch(found.pull)
    own = (number or original_of(pull)) and recorder.is_mine(pull.opener, found.authority)
    if not own or not pull.is_open or found.may_land:
        return None
    if not found.changes:
        return msg("Closed: main holds already what this would bring.")
    if number and found.filed is not None and found.filed.reason == CLOSED:
        form = recorder.forge.reference(Thread(number))
        return msg(
            "Closed: the form {form} was closed before this landed. If it is wanted still, file a new form.",
            form=form,
        )
    return None


def land_ready(recorder: Recorder) -> Iterable[tuple[int, LandingOutcome | CannotRun]]:
    """Land all open pull requests that are ready; one that fails does not hold up the others.

    What changes authority comes first: its proof is bound to main's newest landing (rule 6), and lost
    by whatever lands before it.
    """
    ready = [
        pull
        for pull in close_stale(recorder, recorder.forge.open_pulls(recorder.main))
        if not pull.is_draft and not is_decision(pull.head_branch, pull.same_repository)
    ]
    for pull in _authority_first(recorder, ready):
        try:
            yield pull.number, land(recorder, pull.number, pull)
        except CannotRun as problem:
            yield pull.number, problem


def _authority_first(recorder: Recorder, pulls: list[PullRequest]) -> list[PullRequest]:
    """Return pull requests with what changes authority before the others, else as they were opened.

    It decides on the order alone: whatever cannot be read keeps its place, and is told when its turn comes.
    """
    if len(pulls) < 2 or all(issue_of_branch(pull) for pull in pulls):  # no form changes authority
        return pulls
    try:
        main = recorder.fetch_main()
        return sorted(pulls, key=lambda pull: not _seems_of_authority(recorder, main, pull))
    except CannotRun:
        return pulls


def _seems_of_authority(recorder: Recorder, main: str, pull: PullRequest) -> bool:
    if issue_of_branch(pull):
        return False
    exchange, head = recorder.exchange, pull.head
    there = exchange.has(head) or exchange.fetch(recorder.forge.pull_refspec(pull.number)) == head
    return there and brings_authority(recorder, main, head)


def _written(recorder: Recorder, base: str, head: str) -> str:
    """Return the tree that the landing has, written here; what grew on main has brought its own."""
    if grown_on(recorder.reader, base, head):
        return recorder.reader.commit(head).tree
    return recorder.repository.merged_tree(base, head)[0]


def _make(recorder: Recorder, assessment: Assessment) -> str:
    pull, base, authority = assessment.pull, assessment.base, assessment.authority
    marks = [mark_of(pull)]
    if assessment.renumber is None:
        tree = _written(recorder, base, pull.head)
        head = with_reviewed(recorder, base, pull.head, assessment.vouchers, authority)
        parents: tuple[str, ...] = (base, head)
    else:
        old, new = assessment.renumber
        marks.append((RENUMBERED, f"{old} {new}"))
        tree, parents = _renumbered_tree(recorder, assessment, old, new), (base,)
    named = Thread(original_of(pull) or pull.number, is_pull=True)
    subject = f"Gabungkan {recorder.forge.reference(named)} / Land: {pull.title}"
    message = landing_message(subject, assessment.vouchers, authority, marks)
    return recorder.commit(tree, parents, message, authority)


def _renumbered_tree(recorder: Recorder, assessment: Assessment, old: str, new: str) -> str:
    """Return main's tree with the new record under the next free number (design: renumbering)."""
    store, path = recorder.reader.store, record_path(old)
    tree = recorder.reader.commit(assessment.pull.head).tree
    blob = store.lookup(tree, path)
    assert blob is not None  # noqa: S101 - the assessment found the record in the branch
    data = renumbered(store.read(blob.oid, "blob"), path, old, new)
    kept = {
        under_number(change.path, new): change.after.oid
        for change in assessment.changes
        if attachment_of(change.path)[0] and change.after
    }
    return recorder.repository.write_tree(assessment.base, {record_path(new): data}, blobs=kept)


def _close(recorder: Recorder, assessment: Assessment, landing: str) -> None:
    """Close what landed, also where it came under another number, which no forge sees as merged."""
    copied = original_of(assessment.pull)
    originals = (recorder.forge.pull(copied),) if copied else ()
    for pull in (assessment.pull, *originals):
        close_filed(recorder, pull)
        if pull.is_open:
            _end(recorder, assessment, pull, landing)


def _end(recorder: Recorder, assessment: Assessment, pull: PullRequest, landing: str) -> None:
    if assessment.renumber or not recorder.repository.is_ancestor(pull.head, landing):
        recorder.forge.close_pull(pull.number)
    else:
        recorder.forge.landed(pull.number, landing)

"""A decision landed: the review of its pull request, as the step that it is (rule 5)."""

from __future__ import annotations

from dataclasses import dataclass

from ubah.core.diagnostics import Finding, Message, msg
from ubah.core.forge.model import PullRequest, Review
from ubah.core.plain import plain_text
from ubah.core.proof.decision import DecidedStep
from ubah.core.proof.evidence import landing_digest
from ubah.core.proof.vouchers import text_digest
from ubah.core.voucher import Voucher, VoucherKind
from ubah.edge.forges import ForgeUnreachable
from ubah.edge.git import MissingObject
from ubah.edge.history.proposals import errors_of
from ubah.edge.history.pushes import judge_push
from ubah.edge.recorder.pending_decisions import PendingDecision, case_of
from ubah.edge.recorder.recorder import ATTEMPTS, PULL, Recorder, landing_message


@dataclass(frozen=True)
class Decided:
    """What came of one record that waits, or of a decision that has become moot.

    ``pull`` None: nobody in office can be asked. ``commit``: the landing, "" if there is none yet.
    ``unclear``: refusals that leave their code open, with who gave them; they are asked again.
    ``unasked``: who may decide, but whom the forge does not let be asked for a review. ``altered``: the
    pull request that it was asked in before, which is closed since somebody changed its words.
    """

    number: str
    pull: PullRequest | None
    commit: str = ""
    notes: tuple[Message, ...] = ()
    findings: tuple[Finding, ...] = ()
    moot: bool = False
    unclear: tuple[tuple[str, Review], ...] = ()
    unasked: tuple[str, ...] = ()
    altered: PullRequest | None = None
    case: PendingDecision | None = None


def land_decision(
    recorder: Recorder, case: PendingDecision, pull: PullRequest, person: str, review: Review
) -> Decided:
    """Land the step that a review is, as often as main moves meanwhile, or say what stands against it.

    Raises:
        ForgeUnreachable: if the draft cannot be fetched, or main keeps moving.
    """
    decided = case.decided(review.state)
    assert decided is not None  # noqa: S101 - _unfit leaves two states
    for _ in range(ATTEMPTS):
        try:
            commit = _step_commit(recorder, case, pull, person, review, decided)
        except MissingObject:
            raise ForgeUnreachable(msg("{branch} cannot be fetched", branch=case.branch)) from None
        judged = judge_push(recorder.reader, case.base, commit, recorder.clock())
        if errors_of(judged):
            return Decided(case.record.id, pull, findings=judged.findings)
        if recorder.push_main(commit, case.base):
            return Decided(case.record.id, pull, commit, findings=judged.findings)
        base = recorder.fetch_main()
        again = case_of(base, recorder.authority(base), case.path, _read(recorder, base, case.path))
        if again is None or again.data != case.data:
            return Decided(case.record.id, pull, moot=True)
        case = again
    raise ForgeUnreachable(msg("main keeps moving"))


def _read(recorder: Recorder, commit: str, path: str) -> bytes:
    blob = recorder.reader.store.lookup(recorder.reader.commit(commit).tree, path)
    return recorder.reader.store.read(blob.oid, "blob") if blob else b""


def _step_commit(
    recorder: Recorder,
    case: PendingDecision,
    pull: PullRequest,
    person: str,
    review: Review,
    decided: DecidedStep,
) -> str:
    assert review.submitted is not None  # noqa: S101 - review_complaint has seen to it
    assert review.author is not None  # noqa: S101 - its account is somebody's
    text = plain_text(review.body)
    data = case.with_step(decided, person, review.submitted, text)
    tree = recorder.repository.write_tree(case.base, {case.path: data})
    before = recorder.reader.commit(case.base).tree
    voucher = Voucher(
        forge=recorder.forge.host,
        account=review.author.id,
        kind=VoucherKind.DECISION,
        evidence_id=str(review.id),
        commit=review.commit,
        base=recorder.reader.commit(review.commit).parents[0],
        time=review.submitted,
        digest=landing_digest(recorder.reader.store.changes(before, tree)),
        state=review.state.value,
        text=text_digest(text),
        before=case.blob,
        binding=review.binding,
        untouched=review.untouched,
    )
    label = case.authority.sop.actions[decided.action].label
    subject = f"{case.record.id}: {label.id} / {label.en}"
    marks = [(PULL, f"{pull.number} {pull.head}")]
    message = landing_message(subject, (voucher,), case.authority, marks)
    return recorder.commit(tree, (case.base,), message, case.authority)

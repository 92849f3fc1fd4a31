"""Filed forms: made into pull requests, and vouched for when they land (rules 4b and 9)."""

from __future__ import annotations

import re
from bisect import bisect_left
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from ubah.core.diagnostics import Finding, Message, Place, Position, Severity, error, msg
from ubah.core.forge.evidence import Content, DiscardedApproval
from ubah.core.forge.model import Issue, PullRequest, Thread
from ubah.core.forms.body import is_form
from ubah.core.forms.issue_steps import IssueStep, filed_at, step_of_issue
from ubah.core.model import Change
from ubah.core.office.authority import Authority
from ubah.core.paths import record_id
from ubah.core.plain import plain_text
from ubah.core.proof.vouchers import text_digest
from ubah.core.rules.proofs import STEP_UNPROVED
from ubah.core.rules.times import PROOF_BEFORE_BASE
from ubah.core.voucher import Voucher, VoucherKind
from ubah.edge.clone.free_numbers import free_number
from ubah.edge.forges import ForgeRefused, ForgeUnreachable
from ubah.edge.history.lineage import brought_by, first_parent_chain
from ubah.edge.history.spent_issues import issues_of, landing_that_spent
from ubah.edge.recorder.recorder import Recorder, without_runs

ISSUES_IN = "issue/"
UNDATED = msg("the forge does not tell when this text was last edited, and it was touched since")
"""A text that was edited long after it was filed would be dated back to when it was filed (rule 7)."""
ANEW = msg("close this form, file a new one with these words, and leave that as it is")
CLOSED = msg("the issue is closed; its author files it anew")
_GONE = (404, 410)
_BRANCH = re.compile(r"issue/([1-9][0-9]{0,8})\Z")


@dataclass(frozen=True)
class Requested:
    """What came of a filed form: its pull request, or what is wrong with it; neither if it is none.

    ``landed``: where it landed already, which is where it ends (rule 4b: an issue proves once).
    """

    step: IssueStep | None = None
    pull: PullRequest | None = None
    findings: tuple[Finding, ...] = ()
    landed: str = ""


def issue_of_branch(pull: PullRequest) -> int:
    """Return the issue that a pull request was made from, 0 if none; a fork's name says nothing."""
    found = _BRANCH.match(pull.head_branch)
    return int(found[1]) if found and pull.same_repository else 0


def request(recorder: Recorder, number: int) -> Requested:
    """Make the pull request for a filed form; harmless if it is there already.

    Raises:
        ForgeUnreachable: if the forge does not tell all, or the branch moves meanwhile.
    """
    issue = recorder.forge.issue(number)
    base = recorder.fetch_main()
    authority = recorder.authority(base)
    if not issue.is_open or not is_form(
        issue.body, authority.office.language, recorder.forge.form_text
    ):
        return Requested()
    landed = _landed_before(recorder, base, issue)
    if landed:
        return Requested(landed=landed)
    year = str(filed_at(issue).astimezone(authority.office.zone).year)
    step, findings = _step(
        recorder, base, authority, issue, free_number(recorder.reader, base, year)
    )
    if step is None:
        return Requested(findings=findings)
    # Who approves it afterwards sees it as it stands now; who filed it saw it as it stood then.
    then = main_when(recorder, base, step.at) if step.proved else base
    gone_on = _gone_on(recorder, then, base, step) or _unseen(recorder, then, step)
    if gone_on:
        return Requested(findings=gone_on)
    branch = f"{ISSUES_IN}{number}"
    tree = recorder.repository.write_tree(then, step.files)
    there = _tip_of(recorder, branch)
    if not _is_made(recorder, branch, there, tree):
        if issue.may_be_said_after(issue.created):
            undated = error(STEP_UNPROVED, Place(f"#{number}", Position(1, 1)), UNDATED, ANEW)
            return Requested(findings=(undated,))
        _push(recorder, then, branch, there, tree, step)
    form = recorder.forge.reference(issue.thread)
    title = f"{step.record}: {_label(step, authority)} ({form})"
    mine = [p for p in recorder.forge.open_pulls(recorder.main) if issue_of_branch(p) == number]
    pull = mine[0] if mine else recorder.forge.open_pull(title, form, branch, recorder.main)
    if not mine and not step.proved and issue.author is not None:
        with suppress(ForgeRefused):  # who has no access is told on the issue all the same
            recorder.forge.request_review(pull.number, issue.author.login)
    return Requested(step, pull)


def _label(step: IssueStep, authority: Authority) -> str:
    language, actions = authority.office.language, authority.sop.actions
    return ", ".join(actions[name].label.in_language(language) for name in step.actions)


def _landed_before(recorder: Recorder, main: str, issue: Issue) -> str:
    """Return the landing that the recorder has vouched for an issue in, "" if there is none."""
    return landing_that_spent(recorder.reader, main, (recorder.forge.host, str(issue.number)))


def issue_that_opened(recorder: Recorder, main: str, path: str) -> int:
    """Return the issue by which a record was filed that main holds, 0 if it came otherwise.

    No record ever goes, so its first landing is found by halving.
    """
    reader = recorder.reader
    chain = first_parent_chain(reader, main)

    def lacks(oid: str) -> bool:
        return reader.store.lookup(reader.commit(oid).tree, path) is None

    landed = bisect_left(chain, True, key=lacks)
    made = reader.commit(chain[landed - 1])
    if not landed or not made.parents:
        return 0
    found = issues_of(made, reader.in_force(made.parents[0]))
    mine = [one.evidence_id for one in found if one.forge == recorder.forge.host]
    return int(mine[0]) if mine else 0


def _gone_on(recorder: Recorder, then: str, base: str, step: IssueStep) -> tuple[Finding, ...]:
    """Return the finding on a record that is no longer as who filed the form could see it (rule 5)."""
    trees = [recorder.reader.commit(oid).tree for oid in (then, base)]
    lookup = recorder.reader.store.lookup
    if step.opens or all(lookup(trees[0], p) == lookup(trees[1], p) for p in step.files):
        return ()
    message = msg("{record} has gone on since this form was filed", record=step.record)
    hint = msg("look at the record as it stands now, then file the form anew")
    return (error(PROOF_BEFORE_BASE, Place(record=step.record), message, hint),)


def _unseen(recorder: Recorder, then: str, step: IssueStep) -> tuple[Finding, ...]:
    """Return the finding on a record that main shows since later than its landing is dated.

    A landing is pushed some seconds after it was made, and an administrator's may bear any date; the forge
    keeps when it was pushed, by the clock that dates the form, too.
    """
    moved = recorder.forge.moved_since(recorder.main, step.at, recorder.clock())
    if not step.proved or moved is None:
        return ()
    if not recorder.exchange.has(moved) and recorder.exchange.fetch(moved) != moved:
        raise ForgeUnreachable(msg("the commit {commit} cannot be fetched", commit=moved[:12]))
    return _gone_on(recorder, moved, then, step)


def main_when(recorder: Recorder, tip: str, moment: datetime) -> str:
    """Return where main stood at ``moment``, going back from ``tip``.

    What is made of a form stands on no landing that came after the form was filed (rule 7).
    """
    commit = recorder.reader.commit(tip)
    while commit.committed > moment and commit.parents:
        older = recorder.reader.commit(commit.parents[0])
        if not recorder.reader.has_office(older.oid):
            break  # before the trust root there is no office
        commit = older
    return commit.oid


def _step(
    recorder: Recorder, base: str, authority: Authority, issue: Issue, number: str
) -> tuple[IssueStep | None, tuple[Finding, ...]]:
    reader = recorder.reader
    tree = reader.commit(base).tree

    def read(path: str) -> bytes | None:
        blob = reader.store.lookup(tree, path)
        return reader.store.read(blob.oid, "blob") if blob else None

    return step_of_issue(
        issue, recorder.forge.host, authority, number, read, recorder.forge.form_text
    )


def _tip_of(recorder: Recorder, branch: str) -> str:
    """Return where a branch of the forge is, "" if it is not there."""
    there = recorder.exchange.tip(branch)
    if there is None:
        raise ForgeUnreachable(msg("{branch} cannot be fetched", branch=branch))
    return there


def _is_made(recorder: Recorder, branch: str, there: str, tree: str) -> bool:
    """Whether the branch, which is at ``there``, holds the step already, as ``tree``."""
    fetched = there and recorder.exchange.fetch(f"refs/heads/{branch}")
    return bool(fetched) and recorder.reader.commit(str(fetched)).tree == tree


def _push(
    recorder: Recorder, base: str, branch: str, there: str, tree: str, step: IssueStep
) -> None:
    """Put the step on its branch, if that is at ``there`` still; unsigned, so it proves nothing by itself."""
    commit = recorder.exchange.unsigned_commit(
        tree,
        base,
        without_runs(f"{step.record}: {', '.join(step.actions)}\n"),
        recorder.clock(),
    )
    if not recorder.exchange.move(branch, commit, there):
        raise ForgeUnreachable(msg("{branch} cannot be pushed", branch=branch))


def vouch_for_issue(
    recorder: Recorder,
    authority: Authority,
    pull: PullRequest,
    changes: tuple[Change, ...],
    target: Content,
    main: str,
) -> Voucher | DiscardedApproval | None:
    """Return the voucher for the steps that were filed as an issue, or why it does not stand.

    The record is made again from the issue as it is now, and must be the one that lands. None: the
    pull request was not made from an issue, or holds a step that is taken by a review.
    """
    number = issue_of_branch(pull)
    records = [record_id(change.path) for change in changes if record_id(change.path)]
    if not number or len(records) != 1:
        return None
    try:
        issue = recorder.forge.issue(number)
    except ForgeRefused as problem:
        if problem.status not in _GONE:
            raise
        return DiscardedApproval(
            recorder.forge.reference(Thread(number)), msg("the issue is not there any more")
        )
    shown = issue.author.login if issue.author else "?"
    reason = _unfit(recorder, main, issue)
    if reason is not None:
        return DiscardedApproval(shown, reason)
    step, findings = _step(recorder, target.base, authority, issue, records[0])
    if step is None:
        unknown = findings[0].severity is Severity.INDETERMINATE
        return DiscardedApproval(shown, findings[0].message, unknown, findings[0].hint)
    if not step.proved:
        return None
    if unseen := _unseen(recorder, target.base, step):
        return DiscardedApproval(shown, unseen[0].message)
    made = _introducing(recorder, pull.head, main, changes)
    # Only the recorder makes this branch, out of a form that nobody had touched by then.
    if issue.may_be_said_after(recorder.reader.commit(made).committed):
        return DiscardedApproval(step.person, UNDATED, hint=ANEW)
    if step.files != _contents(recorder, changes) or issue.author is None:
        return DiscardedApproval(
            step.person, msg("the pull request does not say what the issue says")
        )
    return Voucher(
        forge=recorder.forge.host,
        account=issue.author.id,
        kind=VoucherKind.ISSUE,
        evidence_id=str(number),
        commit=made,
        base=recorder.repository.merge_base(main, made),
        time=step.at,
        digest=target.digest,
        text=text_digest(plain_text(issue.body)),
        untouched=issue.untouched,
    )


def _unfit(recorder: Recorder, main: str, issue: Issue) -> Message | None:
    """Return why an issue proves nothing now, whatever it says."""
    if not issue.is_open:
        return CLOSED
    landed = _landed_before(recorder, main, issue)
    if landed:
        return msg("the issue has landed already, in {commit}; it proves once", commit=landed[:12])
    return None


def _contents(recorder: Recorder, changes: tuple[Change, ...]) -> dict[str, bytes]:
    read = recorder.reader.store.read
    return {c.path: read(c.after.oid, "blob") if c.after else b"" for c in changes}


def _introducing(recorder: Recorder, head: str, base: str, changes: tuple[Change, ...]) -> str:
    """Return the first commit of a branch that holds what lands; main may have been merged in since."""
    reader = recorder.reader
    for oid in brought_by(reader, head, base):
        tree = reader.commit(oid).tree
        if all(reader.store.lookup(tree, change.path) == change.after for change in changes):
            return oid
    return head


def close_filed(recorder: Recorder, pull: PullRequest) -> None:
    """Close the issue that a landed pull request was made from, if it is still there."""
    number = issue_of_branch(pull)
    if number:
        try:
            recorder.forge.close_issue(number)
        except ForgeRefused as problem:
            if problem.status not in _GONE:
                raise

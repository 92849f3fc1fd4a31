"""Filed forms: made into pull requests, and vouched for when they land (rules 4b and 9)."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from ubah.core.diagnostics import Finding, msg
from ubah.core.forge.evidence import Content, DiscardedApproval
from ubah.core.forge.model import Issue, PullRequest
from ubah.core.forms.body import is_form
from ubah.core.forms.issue_steps import IssueStep, filed_at, step_of_issue
from ubah.core.meanings import Meaning
from ubah.core.model import Change
from ubah.core.office.authority import Authority
from ubah.core.paths import record_id
from ubah.core.plain import plain_text
from ubah.core.proof.vouchers import text_digest
from ubah.core.voucher import Voucher, VoucherKind
from ubah.edge.clone.free_numbers import free_number
from ubah.edge.forges import ForgeRefused, ForgeUnreachable
from ubah.edge.recorder.recorder import Recorder, without_runs

ISSUES_IN = "issue/"
_BRANCH = re.compile(r"issue/([1-9][0-9]{0,8})\Z")


@dataclass(frozen=True)
class Requested:
    """What came of a filed form: its pull request, or what is wrong with it; neither if it is none."""

    step: IssueStep | None = None
    pull: PullRequest | None = None
    findings: tuple[Finding, ...] = ()


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
    branch = f"{ISSUES_IN}{number}"
    year = str(filed_at(issue).astimezone(authority.office.zone).year)
    step, findings = _step(
        recorder, base, authority, issue, free_number(recorder.reader, base, year)
    )
    if step is None:
        return Requested(findings=findings)
    opens = authority.sop.means(step.action, Meaning.SUBMITS)
    onto = main_when(recorder, base, step.at) if opens else base
    _push(recorder, onto, branch, step)
    label = authority.sop.actions[step.action].label.in_language(authority.office.language)
    title = f"{step.record}: {label} (#{number})"
    mine = [p for p in recorder.forge.open_pulls(recorder.main) if issue_of_branch(p) == number]
    pull = mine[0] if mine else recorder.forge.open_pull(title, f"#{number}", branch, recorder.main)
    if not mine and not opens and issue.author is not None:
        with suppress(ForgeRefused):  # who has no access is told on the issue all the same
            recorder.forge.request_review(pull.number, issue.author.login)
    return Requested(step, pull)


def main_when(recorder: Recorder, tip: str, moment: datetime) -> str:
    """Return where main stood at ``moment``, going back from ``tip``.

    What is made of a form stands on no landing that came after the form was filed (rule 7).
    """
    commit = recorder.reader.commit(tip)
    while commit.committed > moment and commit.parents:
        older = recorder.reader.commit(commit.parents[0])
        if not recorder.reader.is_office(older.tree):
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


def _push(recorder: Recorder, base: str, branch: str, step: IssueStep) -> None:
    """Put the step on its branch, unsigned: it proves nothing by itself."""
    there = recorder.exchange.tip(branch)
    if there is None:
        raise ForgeUnreachable(msg("{branch} cannot be fetched", branch=branch))
    tree = recorder.repository.write_tree(base, step.files)
    fetched = there and recorder.exchange.fetch(f"refs/heads/{branch}")
    if fetched and recorder.reader.commit(fetched).tree == tree:
        return
    commit = recorder.exchange.unsigned_commit(
        tree, base, without_runs(f"{step.record}: {step.action}\n"), recorder.clock()
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
    """Return the voucher for a submission that was filed as an issue, or why it does not stand.

    The record is made again from the issue as it is now, and must be the one that lands. None: the
    pull request was not made from an issue, or holds another step, which its actor approves.
    """
    number = issue_of_branch(pull)
    if not number or len(changes) != 1 or changes[0].before or not record_id(changes[0].path):
        return None
    issue = recorder.forge.issue(number)
    change = changes[0]
    step, findings = _step(recorder, target.base, authority, issue, record_id(change.path))
    shown = issue.author.login if issue.author else "?"
    if step is None:
        return DiscardedApproval(shown, findings[0].message)
    landed = change.after
    data = recorder.reader.store.read(landed.oid, "blob") if landed else b""
    opens = authority.sop.means(step.action, Meaning.SUBMITS)
    if not opens or step.files != {change.path: data} or issue.author is None:
        return DiscardedApproval(
            step.person, msg("the pull request does not say what the issue says")
        )
    made = _introducing(recorder, pull.head, main, change)
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
    )


def _introducing(recorder: Recorder, head: str, base: str, change: Change) -> str:
    """Return the first commit of a branch that holds what lands; main may have been merged in since."""
    reader = recorder.reader
    for oid in reader.store.reachable(head, base):
        if reader.store.lookup(reader.commit(oid).tree, change.path) == change.after:
            return oid
    return head


def close_filed(recorder: Recorder, pull: PullRequest) -> None:
    """Close the issue that a landed pull request was made from."""
    number = issue_of_branch(pull)
    if number:
        recorder.forge.close_issue(number)

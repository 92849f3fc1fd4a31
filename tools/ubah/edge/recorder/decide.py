"""The head's desk: decision pull requests are opened, and a review of one lands as the step.

SOP steps 5 and 10. The draft in the pull request is only there to be reviewed; what lands says what
the review says, dated as the review, and nothing more (rule 5).
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, replace

from ubah.core.diagnostics import CannotRun, Finding, Message, msg
from ubah.core.forge.evidence import latest_reviews, review_complaint
from ubah.core.forge.model import PullEvidence, PullRequest, Review
from ubah.core.paths import record_id
from ubah.core.plain import plain_text, says_something
from ubah.core.proof.decision import decided_evidence
from ubah.core.voucher import Untouched
from ubah.edge.forges import ForgeRefused, ForgeUnreachable
from ubah.edge.recorder.assess import DECISIONS_IN, is_decision
from ubah.edge.recorder.decision_landing import Decided, land_decision
from ubah.edge.recorder.pending_decisions import PendingDecision, case_of
from ubah.edge.recorder.recorder import Recorder, landing_message, without_runs


@dataclass(frozen=True)
class DecisionText:
    """The title and the summary of a decision pull request; the words are the caller's."""

    title: str
    body: str

    def stands_in(self, pull: PullRequest) -> bool:
        """Whether a pull request says this, and nothing else."""
        return pull.title.split() == self.title.split() and pull.body.split() == self.body.split()


WriteDecision = Callable[[PendingDecision, tuple[str, ...]], DecisionText]
"""Gives the text of a decision pull request: the case, and who may decide."""


def decide(recorder: Recorder, words: WriteDecision) -> Iterator[Decided | CannotRun]:
    """Open the decision pull requests that are missing, land what was decided, close what is moot.

    Harmless if it runs twice or at once: branches are made and main is moved by compare-and-swap.
    """
    base = recorder.fetch_main()
    pulls = [
        pull
        for pull in recorder.forge.open_pulls(recorder.main)
        if is_decision(pull.head_branch, pull.same_repository)
    ]
    cases = list(_cases(recorder, base))
    for case in cases:
        mine = [pull for pull in pulls if pull.head_branch == case.branch]
        try:
            yield replace(_decide(recorder, case, mine, words), case=case)
        except CannotRun as problem:
            yield problem
    live = {case.branch for case in cases}
    for pull in pulls:
        if pull.head_branch not in live:
            try:
                recorder.forge.close_pull(pull.number)
                yield Decided(pull.head_branch.removeprefix(DECISIONS_IN)[:13], pull, moot=True)
            except CannotRun as problem:
                yield problem


def _cases(recorder: Recorder, base: str) -> Iterator[PendingDecision]:
    authority = recorder.authority(base)
    files = recorder.reader.register_files(recorder.reader.commit(base).tree)
    for path in sorted(files):
        case = case_of(base, authority, path, files[path]) if record_id(path) else None
        if case is not None:
            yield case


def _decide(
    recorder: Recorder, case: PendingDecision, pulls: list[PullRequest], words: WriteDecision
) -> Decided:
    altered = None
    for pull in pulls:
        if _is_own_draft(recorder, case, pull):
            decided = _land_decision(recorder, case, pull, words)
            if decided is not None:
                return decided
            altered = pull
        recorder.forge.close_pull(pull.number)
    return replace(_open(recorder, case, words), altered=altered)


def _is_own_draft(recorder: Recorder, case: PendingDecision, pull: PullRequest) -> bool:
    """Whether a pull request shows the draft that the recorder made of the record as it stands."""
    head = recorder.exchange.fetch(recorder.forge.pull_refspec(pull.number))
    if head != pull.head:
        return False
    return case.mark in recorder.own_trailers(head, case.authority)


def _open(recorder: Recorder, case: PendingDecision, words: WriteDecision) -> Decided:
    now = recorder.clock()
    people = case.deciders(now)
    if not people:
        note = msg("nobody in office may decide; it waits for an appointment in roles.yaml")
        return Decided(case.record.id, None, notes=(note,))
    draft = case.with_step(case.approval, people[0], now, "")
    tree = recorder.repository.write_tree(case.base, {case.path: draft})
    subject = f"{case.record.id}: rancangan keputusan / draft of a decision"
    mark = case.mark
    message = without_runs(landing_message(subject, (), case.authority, [mark]))
    commit = recorder.commit(tree, (case.base,), message, case.authority)
    there = recorder.exchange.tip(case.branch)
    if there is None or not recorder.exchange.move(case.branch, commit, there):
        raise ForgeUnreachable(msg("{branch} cannot be pushed", branch=case.branch))
    text = words(case, people)
    pull = recorder.forge.open_pull(text.title, text.body, case.branch, recorder.main)
    return Decided(case.record.id, pull, unasked=_ask(recorder, case, pull))


def _ask(
    recorder: Recorder, case: PendingDecision, pull: PullRequest, reviewed: Container[str] = ()
) -> tuple[str, ...]:
    """Ask whoever may decide and was not asked yet, one by one; return who cannot be asked.

    Somebody without access to the repository is refused, may be let in later, and must not keep
    the others from being asked; so this is tried again as long as the draft waits.
    """
    now = recorder.clock()
    day, roles = case.authority.office.day(now), case.authority.roles
    unasked = []
    for person in case.deciders(now):
        mine = [
            account.id
            for account in roles.persons[person].accounts
            if account.forge == recorder.forge.host and account.period.covers(day)
        ]
        if person in reviewed or pull.asked.intersection(mine):
            continue
        logins = [login for account in mine if (login := recorder.forge.login(account))]
        if not any(_is_asked(recorder, pull, login) for login in logins):
            unasked.append(person)
    return tuple(unasked)


def _is_asked(recorder: Recorder, pull: PullRequest, login: str) -> bool:
    try:
        recorder.forge.request_review(pull.number, login)
    except ForgeRefused:
        return False
    return True


def _land_decision(
    recorder: Recorder, case: PendingDecision, pull: PullRequest, words: WriteDecision
) -> Decided | None:
    """Land what was decided; None where the head may have been shown something else than the case.

    Whoever may write to the repository may also edit a pull request's title and text, before the
    head reads them on a phone, and put them right afterwards.
    """
    evidence = recorder.forge.evidence(pull)
    text = words(case, case.deciders(recorder.clock()))
    if evidence.altered or not text.stands_in(evidence.pull):
        return None
    reviews = _untouched(evidence)
    notes: list[Message] = []
    unclear: list[tuple[str, Review]] = []
    findings: tuple[Finding, ...] = ()
    host, roles = recorder.forge.host, case.authority.roles
    for person, review in latest_reviews(reviews, host, roles):
        complaint = _unfit(case, pull, review)
        if complaint is not None:
            notes.append(msg("{person}: {reason}", person=person, reason=complaint))
            continue
        if _is_unclear(case, review):
            unclear.append((person, review))
            continue
        landed = land_decision(recorder, case, pull, person, review)
        if landed.commit:
            recorder.forge.close_pull(pull.number)
            return landed
        said = {finding.message for finding in findings}
        findings += tuple(one for one in landed.findings if one.message not in said)
    reviewed = {person for person, _ in latest_reviews(reviews, host, roles)}
    unasked = _ask(recorder, case, evidence.pull, reviewed)
    return Decided(
        case.record.id, pull, "", tuple(notes), findings, unclear=tuple(unclear), unasked=unasked
    )


def _untouched(evidence: PullEvidence) -> tuple[Review, ...]:
    """Return the reviews, each with how well it is known that nobody else wrote what it answers (rule 10).

    Raises:
        CannotRun: indeterminate, if it is not known at all.
    """
    known = {evidence.untouched, *(review.untouched for review in evidence.reviews)}
    if Untouched.UNKNOWN in known:
        raise CannotRun(
            msg("the forge does not tell whether somebody edited the words of this decision"),
            msg("let nobody but the recorder write to the repository; ubah doctor says who may"),
            indeterminate=True,
        )
    if evidence.untouched is Untouched.TOLD:
        return evidence.reviews
    return tuple(replace(review, untouched=evidence.untouched) for review in evidence.reviews)


def _unfit(case: PendingDecision, pull: PullRequest, review: Review) -> Message | None:
    """Return why a review of the decision pull request is no decision (rules 4b and 5)."""
    complaint = review_complaint(review)
    if complaint is not None:
        return complaint
    if not review.commit:
        raise ForgeUnreachable(
            msg("the forge lists the review without saying of which commit it is")
        )
    if review.commit != pull.head:
        return msg("the content has changed since it was reviewed; review what is there now")
    decided = case.decided(review.state)
    if decided is not None and decided.text_required and not says_something(review.body):
        return msg("the reason is missing; refuse it again, with the reason as the text")
    return None


def _is_unclear(case: PendingDecision, review: Review) -> bool:
    """Whether a refusal leaves open which of its codes the head means (SOP step 5)."""
    decided = case.decided(review.state)
    return decided is not None and decided_evidence(decided, plain_text(review.body)) is None

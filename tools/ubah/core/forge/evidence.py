"""From what a forge tells to vouchers, and what is discarded with the reason (rules 4b, 5, 8).

Pure: the digests of what was reviewed are computed by the edge and passed in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from ubah.core.diagnostics import Message, msg
from ubah.core.forge.model import (
    DECISIVE,
    ForgeAccount,
    ForgeCommit,
    PullEvidence,
    Review,
    ReviewState,
)
from ubah.core.people.roles import Roles
from ubah.core.voucher import Binding, Voucher, VoucherKind


@dataclass(frozen=True)
class Content:
    """What a commit of a branch would bring to main: main where it left it, and the digest."""

    base: str
    digest: str


@dataclass(frozen=True)
class Target:
    """What lands: its digest, the forge's host as in roles.yaml, and when, if it has landed."""

    forge: str
    digest: str
    landed: datetime | None = None


@dataclass(frozen=True)
class DiscardedApproval:
    """A review or commit that looks like a proof and is none: whose it is, what, and why.

    ``unverifiable``: the forge did not tell enough, so that a later try may find it good (rule 10).
    ``hint``: what helps instead, where something else does than the like once more.
    """

    person: str  # an id of roles.yaml, or the account's login
    reason: Message
    unverifiable: bool = False
    hint: Message | None = None


@dataclass(frozen=True)
class Gathered:
    """What a pull request's evidence comes to."""

    vouchers: tuple[Voucher, ...]
    discarded: tuple[DiscardedApproval, ...]

    @property
    def unverifiable(self) -> bool:
        """Whether something may be good that could not be verified."""
        return any(item.unverifiable for item in self.discarded)

    def and_filed(self, filed: Voucher | DiscardedApproval | None) -> Gathered:
        """Return it with what the issue comes to that a pull request was made from."""
        if isinstance(filed, Voucher):
            return replace(self, vouchers=(*self.vouchers, filed))
        return replace(self, discarded=(*self.discarded, filed)) if filed else self


def gather(
    evidence: PullEvidence, target: Target, roles: Roles, contents: Mapping[str, Content]
) -> Gathered:
    """Return the vouchers for what lands, and what was discarded.

    ``contents`` says of commits that were reviewed or written what they would bring; one that the
    forge no longer has is missing there.
    """
    found = [
        *_from_reviews(evidence.reviews, target, roles, contents),
        *_from_commits(evidence, target, roles, contents),
    ]
    return Gathered(
        tuple(item for item in found if isinstance(item, Voucher)),
        tuple(item for item in found if isinstance(item, DiscardedApproval)),
    )


def owner_of(account: ForgeAccount | None, forge: str, roles: Roles) -> str:
    """Return whose account it is in roles.yaml, or "" (rule 4: by number, never by name)."""
    owner = roles.owner_of_account(forge, account.id) if account else None
    return owner[0].id if owner else ""


def latest_reviews(
    reviews: Iterable[Review], forge: str, roles: Roles
) -> tuple[tuple[str, Review], ...]:
    """Return each person's latest decisive review, oldest first; people are known by roles.yaml."""
    latest: dict[str, Review] = {}
    for review in sorted(reviews, key=_order):
        person = owner_of(review.author, forge, roles)
        if person and review.state in DECISIVE:
            latest.pop(person, None)
            latest[person] = review
    return tuple(latest.items())


def _order(review: Review) -> tuple[datetime, int]:
    return review.submitted or datetime.max.replace(tzinfo=UTC), review.id


def review_complaint(review: Review, landed: datetime | None = None) -> Message | None:
    """Return why a person's latest review cannot stand, None if it may (rules 4b and 8)."""
    if review.author is not None and review.author.is_robot:
        return msg("a robot's review proves nothing")
    if review.state is ReviewState.DISMISSED:
        return msg("the review was dismissed; give it again")
    if review.edited:
        return msg("the review's text was edited afterwards; give the review again")
    if review.submitted is None:
        return msg("the review was not handed in yet")
    if review.binding is Binding.UNBOUND:
        return msg("nothing on the forge says which content was approved, so it proves nothing")
    if landed is not None and review.submitted > landed:
        return msg("it was given after the content had landed")
    return None


def _from_reviews(
    reviews: tuple[Review, ...],
    target: Target,
    roles: Roles,
    contents: Mapping[str, Content],
) -> Iterable[Voucher | DiscardedApproval]:
    latest = dict(latest_reviews(reviews, target.forge, roles))
    for review in sorted(reviews, key=_order):
        person = owner_of(review.author, target.forge, roles)
        shown = person or (review.author.login if review.author else "?")
        if review.state is ReviewState.COMMENTED:
            continue
        if not person:
            if review.state is ReviewState.APPROVED:
                reason = msg("this account is nobody's in roles.yaml")
                yield DiscardedApproval(shown, reason)
        elif latest.get(person) is not review:
            if review.state is ReviewState.APPROVED:
                reason = msg("a later review by the same person replaces it")
                yield DiscardedApproval(shown, reason)
        else:
            yield _from_review(review, person, target, contents)


def _from_review(
    review: Review, person: str, target: Target, contents: Mapping[str, Content]
) -> Voucher | DiscardedApproval:
    complaint = review_complaint(review, target.landed)
    if complaint is not None:
        return DiscardedApproval(person, complaint)
    if review.state is not ReviewState.APPROVED:
        return DiscardedApproval(person, msg("the review asks for changes"))
    if not review.commit:
        reason = msg("the forge lists the review without saying of which commit it is")
        return DiscardedApproval(person, reason, unverifiable=True)
    content = contents.get(review.commit)
    if content is None:
        reason = msg("what was reviewed is no longer there; review what is there now")
        return DiscardedApproval(person, reason)
    if content.digest != target.digest:
        reason = msg("the content has changed since it was reviewed; review what is there now")
        return DiscardedApproval(person, reason)
    return _approved(review, target, content)


def _from_commits(
    evidence: PullEvidence, target: Target, roles: Roles, contents: Mapping[str, Content]
) -> Iterable[Voucher | DiscardedApproval]:
    opener = evidence.pull.opener
    for commit in evidence.commits:
        if not commit.by_editor:
            continue
        complaint = _authorship_complaint(commit, opener, target.landed)
        person = owner_of(commit.author, target.forge, roles)
        content = contents.get(commit.oid)
        if complaint is not None:
            shown = person or (commit.author.login if commit.author else "?")
            yield DiscardedApproval(shown, complaint)
        elif not person:
            shown = commit.author.login if commit.author else "?"
            yield DiscardedApproval(shown, msg("this account is nobody's in roles.yaml"))
        elif content is not None:
            yield _written(commit, str(evidence.pull.number), target, content)


def _authorship_complaint(
    commit: ForgeCommit, opener: ForgeAccount | None, landed: datetime | None
) -> Message | None:
    """Return why a commit signed by the forge is nobody's word (rule 4b: the editor's only)."""
    if commit.parents != 1 or commit.by_button:
        return msg("the forge made this commit for a button; that is no approval")
    if commit.author is None or commit.author.is_robot:
        return msg("a robot's commit proves nothing")
    if opener is None or commit.author.id != opener.id:
        return msg("it was written in the forge's editor, but not by who opened the pull request")
    if landed is not None and commit.committed > landed:
        return msg("it was given after the content had landed")
    return None


def _written(commit: ForgeCommit, number: str, target: Target, content: Content) -> Voucher:
    assert commit.author is not None  # noqa: S101 - an authorship without author was discarded
    return Voucher(
        forge=target.forge,
        account=commit.author.id,
        kind=VoucherKind.AUTHORSHIP,
        evidence_id=number,
        commit=commit.oid,
        base=content.base,
        time=commit.committed,
        digest=target.digest,
    )


def _approved(review: Review, target: Target, content: Content) -> Voucher:
    assert review.author is not None  # noqa: S101 - a review without account has no owner
    assert review.submitted is not None  # noqa: S101 - review_complaint has seen to it
    return Voucher(
        forge=target.forge,
        account=review.author.id,
        kind=VoucherKind.REVIEW,
        evidence_id=str(review.id),
        commit=review.commit,
        base=content.base,
        time=review.submitted,
        digest=target.digest,
        binding=review.binding,
    )

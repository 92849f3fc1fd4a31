"""Copies of pull requests on branches that only the recorder may push (rule 5; decision 45).

Where a forge keeps no commit with an approval, one that is given to somebody's own branch is bound to
nothing: the branch may have held something else before, or will. So the recorder shows the very same
commit on a branch of its own, in a pull request of its own, and that one is approved and lands. It adds
no commit, so that what lands is what was proposed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ubah.core.diagnostics import Finding, Severity, Trait, msg
from ubah.core.forge.model import PullRequest
from ubah.core.rules.authority import CREDENTIAL_BELONGS_TO_PERSON, SUPERIOR_AND_RECORDER
from ubah.core.rules.proofs import AUTHORITY_UNPROVED
from ubah.core.voucher import Binding
from ubah.edge.forges import ForgeUnreachable
from ubah.edge.recorder.assess import COPIES_IN, Assessment, is_decision, original_of
from ubah.edge.recorder.recorder import Recorder

OF_AUTHORITY = (AUTHORITY_UNPROVED, CREDENTIAL_BELONGS_TO_PERSON, SUPERIOR_AND_RECORDER)
"""What an approval of the right person mends in a change of authority."""


def branch_for(pull: PullRequest) -> str:
    """Return the branch of a pull request's copy, which each of its heads has of its own."""
    return f"{COPIES_IN}{pull.number}-{pull.head[:12]}"


def open_copy(recorder: Recorder, pull: PullRequest) -> PullRequest | None:
    """Return the open copy of a pull request as it stands, None if there is none."""
    found = recorder.forge.pulls_of_branch(branch_for(pull))
    mine = (one for one in found if one.base_branch == recorder.main and one.head == pull.head)
    return next((one for one in mine if one.is_open), None)


def needs_copy(recorder: Recorder, found: Assessment) -> bool:
    """Whether nothing but an approval is missing, and none that is given there would be bound to anything."""
    pull = found.pull
    unbound = found.binding is Binding.UNBOUND
    if not unbound or recorder.forge.capabilities.approvals is not Binding.VERSION:
        return False
    if not pull.is_open or pull.is_draft or found.landed or pull.base_branch != recorder.main:
        return False
    if original_of(pull) or is_decision(pull.head_branch, pull.same_repository):
        return False
    errors = [one for one in found.findings if one.severity is Severity.ERROR]
    return bool(errors) and all(_is_mended_by_approval(one) for one in errors)


def _is_mended_by_approval(finding: Finding) -> bool:
    return Trait.WANT_OF_PROOF in finding.under.traits or finding.under in OF_AUTHORITY


def keep_copy(recorder: Recorder, found: Assessment) -> None:
    """Open the copy of a pull request if it needs one that is not there.

    Raises:
        ForgeUnreachable: if the branch cannot be pushed.
    """
    pull = found.pull
    if not needs_copy(recorder, found):
        return
    if open_copy(recorder, pull):
        return
    branch = branch_for(pull)
    there = recorder.exchange.tip(branch)
    if there is None or (
        there != pull.head and not recorder.exchange.move(branch, pull.head, there)
    ):
        raise ForgeUnreachable(msg("{branch} cannot be pushed", branch=branch))
    name = recorder.forge.reference(pull.thread)
    recorder.forge.open_pull(f"{pull.title} ({name})", name, branch, recorder.main)


def is_stale(copy: PullRequest, original: PullRequest | None) -> bool:
    """Whether a copy shows no longer what its original does: closed, moved on, or not ready any more."""
    if original is None or not original.is_open or original.is_draft:
        return True
    return (original.number, original.head) != (original_of(copy), copy.head)


def close_stale(recorder: Recorder, pulls: Iterable[PullRequest]) -> Iterator[PullRequest]:
    """Close the copies among the open ``pulls`` whose original is not there as it was; yield the other pulls."""
    known = {pull.number: pull for pull in pulls}
    for pull in known.values():
        number = original_of(pull)
        if number and is_stale(pull, known.get(number)):
            recorder.forge.close_pull(pull.number)
        else:
            yield pull


def refuse_stale(recorder: Recorder, copy: PullRequest) -> bool:
    """Close a copy whose original is not there as it was, and say whether it was one.

    Raises:
        ForgeUnreachable: if the original is not answered in full.
    """
    number = original_of(copy)
    if not number or not is_stale(copy, recorder.forge.pull(number)):
        return False
    recorder.forge.close_pull(copy.number)
    return True

"""The values that flow through the judge: records, commits, landings, proofs.

Everything here is frozen; the edge builds the git side, the core the rest.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any

from ubah.core.attachments import KeptFile
from ubah.core.blobs import Blob
from ubah.core.diagnostics import Finding, Message
from ubah.core.meanings import Meaning
from ubah.core.sop import Action, Sop
from ubah.core.voucher import Binding, Untouched

SKEW = timedelta(minutes=5)
"""How far two clocks may disagree in any comparison between them (rule 7)."""


def told_time(at: datetime, effective: datetime) -> datetime:
    """Return the time to tell of a step: that of its entry, unless its proof tells another one."""
    return at if abs(effective - at) <= SKEW else effective


@dataclass(frozen=True)
class Entry:
    """One step in a record's journal; ``number`` counts from 1 as people do."""

    number: int
    action: str
    by: str
    at: datetime
    evidence: Mapping[str, Any]
    capacity: str = ""
    appointment: str = ""


@dataclass(frozen=True)
class Record:
    """A request for change, valid against the schema."""

    id: str
    status: str
    request: Mapping[str, Any]
    journal: tuple[Entry, ...]

    @property
    def title(self) -> str:
        """The title that the requester gave."""
        return str(self.request["title"])

    @property
    def requester(self) -> str:
        """The requester's person id, or "" for somebody from outside the office."""
        requester = self.request["requester"]
        return requester if isinstance(requester, str) else ""


@dataclass(frozen=True)
class Progress:
    """Where a record stands after some of its entries, and what guards want to know of them."""

    state: str = ""
    entries: tuple[Entry, ...] = ()
    effective: tuple[datetime, ...] = ()
    groups: Mapping[str, frozenset[str]] = field(default_factory=dict)  # four eyes
    refusals: int = 0
    rows: tuple[Action | None, ...] = ()  # of the action table, by which each entry was taken

    def last_that(self, *meanings: Meaning) -> Entry | None:
        """Return the newest entry whose action means one of ``meanings``."""
        index = max((self._last.get(meaning, -1) for meaning in meanings), default=-1)
        return self.entries[index] if index >= 0 else None

    @cached_property
    def _last(self) -> Mapping[Meaning, int]:
        """Where the newest entry of each meaning stands; guards ask for it over and over."""
        pairs = enumerate(zip(self.entries, self.rows, strict=False))
        return {meaning: index for index, (_, row) in pairs if row for meaning in row.means}

    def newest(self, *meanings: Meaning) -> Iterator[Entry]:
        """Yield the entries whose action means one of ``meanings``, newest first, in one pass."""
        for entry, row in reversed(tuple(zip(self.entries, self.rows, strict=False))):
            if row is not None and not row.means.isdisjoint(meanings):
                yield entry

    def means(self, entry: Entry, *meanings: Meaning) -> bool:
        """Whether an entry of this journal was taken by an action that means one of ``meanings``."""
        row = self.row_of(entry)
        return row is not None and not row.means.isdisjoint(meanings)

    def row_of(self, entry: Entry) -> Action | None:
        """Return the row of the action table by which an entry of this journal was taken."""
        pairs = zip(self.entries, self.rows, strict=False)
        return next((row for own, row in pairs if own.number == entry.number), None)

    def those_that(self, *meanings: Meaning) -> Iterator[Entry]:
        """Yield the entries whose action means one of ``meanings``, oldest first, in one pass."""
        for entry, row in zip(self.entries, self.rows, strict=False):
            if row is not None and not row.means.isdisjoint(meanings):
                yield entry

    def since(self, entry: Entry) -> tuple[Entry, ...]:
        """Return what came after ``entry``."""
        return self.entries[entry.number :]

    def effective_time(self, entry: Entry) -> datetime:
        """Return the effective time of an entry of this journal."""
        return self.effective[entry.number - 1]

    def told_time(self, entry: Entry) -> datetime:
        """Return the time to tell of an entry of this journal."""
        return told_time(entry.at, self.effective_time(entry))

    def barred(self, groups: Iterable[str]) -> frozenset[str]:
        """Return everyone in any of the four-eyes ``groups``."""
        return frozenset().union(*(self.groups.get(group, frozenset()) for group in groups))


@dataclass(frozen=True)
class Change:
    """What a commit does to one path against one parent; None where the path is absent."""

    path: str
    before: Blob | None
    after: Blob | None


class SignatureState(StrEnum):
    """What verifying a commit's signature came to."""

    NONE = "none"
    VALID = "valid"
    INVALID = "invalid"
    UNSUPPORTED = "unsupported"  # a key type that could not be verified here (rule 10)


@dataclass(frozen=True)
class Signature:
    """A commit's SSH signature, verified against the key that it carries itself."""

    state: SignatureState = SignatureState.NONE
    key: str = ""  # "type base64", as in an authorized_keys line
    fingerprint: str = ""  # "SHA256:..."
    reason: Message | None = None


@dataclass(frozen=True)
class Commit:
    """A commit as the judge sees it. Names and e-mail prove nothing, so they are left out."""

    oid: str
    parents: tuple[str, ...]
    tree: str
    committed: datetime
    message: str
    signature: Signature = Signature()


@dataclass(frozen=True)
class Brought:
    """A commit that a landing brings, reduced to the paths that the landing changes."""

    commit: Commit
    holds: Mapping[str, Blob]
    parents_hold: tuple[Mapping[str, Blob], ...]
    empty: bool  # its tree is its parent's
    follows_base: bool  # the landing's first parent is its ancestor
    newest_landing: datetime | None  # committer date of the newest landing it descends from
    authority_as_landed: bool  # all its authority files, changed or not, are those that land

    def introduces(self, path: str, landed: Blob | None) -> bool:
        """Whether it is where ``path`` came to hold ``landed`` (None: came to be absent)."""
        if self.holds.get(path) != landed:
            return False
        return all(parent.get(path) != landed for parent in self.parents_hold)


@dataclass(frozen=True)
class VouchedCommit:
    """What a voucher's ``commit`` and ``base`` are, as the history at hand has them (rule 5).

    ``own_changes`` is what the commit changes against each place where it left main; there are
    several after merges to and fro.
    """

    here: bool  # the commit is there at all
    base_holds: Mapping[str, Blob] | None  # None: no ancestor of the landing's first parent
    base_landing: datetime | None = None  # committer date of main's newest landing at ``base``
    own_changes: Mapping[str, tuple[Change, ...]] = field(default_factory=dict)
    committed: datetime | None = None
    newest_landing: datetime | None = None  # of the newest landing that the commit descends from
    base_is_main: bool = False  # main once stood at ``base``, which did not come in a branch


@dataclass(frozen=True)
class Landing:
    """One commit on main's first-parent chain, with all that judging it needs (rule 1)."""

    commit: Commit
    changes: tuple[tuple[Change, ...], ...]  # against each parent, first parent first
    brought: tuple[Brought, ...]  # the landing's own commit included, unless only proposed
    previous: datetime  # newest committer date on main up to the first parent
    paths: Container[str]  # every path of the first parent's tree; a folder's ends in a slash
    contents: Mapping[str, bytes]  # the blobs that judging needs, by object id
    inherited: Set[str] = frozenset()
    """Paths that stand as main had them, and that the branch left as main had them when it left it:
    what main did to them since was judged where it landed (rule 2)."""
    proposed: bool = False  # a merge that has not been made: `check --base --head`
    vouched: Mapping[tuple[str, str], VouchedCommit] = field(default_factory=dict)
    """By a voucher's commit and base."""
    spent: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """Issues, by forge and id, that the recorder vouched for in an earlier landing: in which one."""
    kept: Mapping[str, KeptFile] = field(default_factory=dict)
    """The attachments that it adds, by object id."""

    @property
    def changed(self) -> tuple[Change, ...]:
        """What the landing changes against its first parent."""
        return self.changes[0]


class ProofKind(StrEnum):
    """How a step was proved for its person."""

    SIGNATURE = "signature"
    ASSENT = "assent"
    FORGE = "forge"
    DESK = "desk"  # by the recorder's word: weaker than a signature


class BoundBy(StrEnum):
    """What ties a proof to the content that lands (rule 5)."""

    COMMIT = "commit"  # the commit that was signed or reviewed is there
    DIGEST = "digest"  # what was reviewed is gone: the recorder's word for the digest


@dataclass(frozen=True)
class Proof:
    """One way in which a person stands behind a step or a changed path."""

    person: str
    kind: ProofKind
    time: datetime
    commit: str
    key: str = ""  # fingerprint
    account: str = ""
    evidence: str = ""  # "review 4711": what the account gave, and its number on the forge
    follows_base: bool = True
    newest_landing: datetime | None = None
    reviewed: datetime | None = None  # committer date of what was reviewed, if it is there
    bound_by: BoundBy = BoundBy.COMMIT
    binding: Binding = Binding.COMMIT  # these two: how well the forge could prove it
    untouched: Untouched = Untouched.TOLD
    authority_as_landed: bool = True  # what was proved holds all authority files as they land

    @property
    def by_recorder(self) -> bool:
        """Whether its time is the recorder's and not the person's own clock."""
        return self.kind in (ProofKind.FORGE, ProofKind.DESK)


@dataclass(frozen=True)
class Booking:
    """A release window that stands: on which assets, from when to when, under which name."""

    record: str
    start: datetime
    end: datetime
    release: str
    assets: frozenset[str]


@dataclass(frozen=True)
class Discarded:
    """A commit or voucher that looked like a proof and is none, with the reason."""

    commit: str
    reason: Message
    unverifiable: bool = False


@dataclass(frozen=True)
class JudgedStep:
    """A step as it was judged, by ``sop`` as it stood then: what the site shows and the audit counts."""

    record: str
    entry: Entry
    state: str  # after the step
    landing: str
    effective: datetime
    proof: Proof | None
    findings: tuple[Finding, ...] = ()
    booking: Booking | None = None  # the release window that stands after the step
    before: str = ""  # the state that it was taken in
    progress: Progress = Progress()  # after the step
    sop: Sop | None = None
    discarded: tuple[Discarded, ...] = ()

    @property
    def action(self) -> Action | None:
        """The row of the action table that it was judged by."""
        return self.sop.actions.get(self.entry.action) if self.sop else None


@dataclass(frozen=True)
class Judgement:
    """What judging one landing came to."""

    findings: tuple[Finding, ...] = ()
    steps: tuple[JudgedStep, ...] = field(default=())

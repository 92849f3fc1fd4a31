"""Branches that somebody pushed beside main: shown as they would land, and approved as a whole."""

from __future__ import annotations

import difflib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from ubah.core.desk.proposed import authority_in_words
from ubah.core.desk.sheet import BranchSheet
from ubah.core.desk.visitor import Visitor
from ubah.core.diagnostics import Finding, Message, msg
from ubah.core.judge.needed_proofs import WANT_PROOF
from ubah.core.model import Change
from ubah.core.office.authority import Authority
from ubah.core.proof.evidence import landing_digest, trailers
from ubah.core.proof.vouchers import BrokenVoucher, read_vouchers
from ubah.core.voucher import Voucher, VoucherKind
from ubah.edge.desk.desk import Desk, desk_of
from ubah.edge.desk.pages import Pages
from ubah.edge.desk.sealing import SealedPage
from ubah.edge.forges import ForgeUnreachable
from ubah.edge.history.proposals import errors_of, judge_proposed
from ubah.edge.history.pushes import judge_push
from ubah.edge.recorder.recorder import ATTEMPTS, landing_message
from ubah.edge.recorder.request import ISSUES_IN

LARGEST_SHOWN, MOST_SHOWN = 400_000, 100
"""So many bytes and files of a branch are shown, before and after; larger ones are approved by signature."""
PLAIN = ("100644", "100755")
NO_NEWLINE = "\\ No newline at end of file"
"""What git says below a last line that no line feed ends."""
_BRANCHES = 50
_APPROVALS = 20


def proposed_branches(desk: Desk, base: str) -> Iterator[str]:
    """Yield the branches beside main that hold what main does not, in the order of their names."""
    for name, oid in sorted(desk.exchange.branches("").items())[:_BRANCHES]:
        own = name in (desk.main,) or name.startswith(("decision/", ISSUES_IN))
        if own or not _is_shown(name):
            continue
        if not (desk.exchange.has(oid) and desk.repository.is_ancestor(oid, base)):
            yield name


def _is_shown(name: str) -> bool:
    """Whether a name is text: git takes any bytes, and no address leads to these."""
    return not any("\ud800" <= sign <= "\udfff" for sign in name)


@dataclass(frozen=True)
class _Proposed:
    """A branch as it would land: the changes, and the approvals that the desk has put on it."""

    head: str
    base: str
    changes: tuple[Change, ...]
    digest: str
    conflicts: bool
    approvals: tuple[Voucher, ...]


def branch_sheet(
    desk: Desk, base: str, authority: Authority, visitor: Visitor, branch: str
) -> BranchSheet | None:
    """Return a branch as a person has it before them, None where there is none."""
    found = _proposed(desk, base, authority, branch)
    return _sheet(desk, base, authority, visitor, branch, found) if found else None


def _proposed(desk: Desk, base: str, authority: Authority, branch: str) -> _Proposed | None:
    if branch not in set(proposed_branches(desk, base)):
        return None
    head = desk.exchange.fetch(f"refs/heads/{branch}")
    if not head or desk.repository.is_ancestor(head, base):
        return None
    if not desk.repository.merge_base(base, head):
        return None
    tree, conflicts = desk.reader.store.merged_tree(base, head)
    changes = tuple(desk.reader.store.changes(desk.reader.commit(base).tree, tree))
    digest = landing_digest(changes)
    approvals = tuple(_approvals(desk, authority, head, digest))
    return _Proposed(head, base, changes, digest, bool(conflicts), approvals)


def _approvals(desk: Desk, authority: Authority, head: str, digest: str) -> Iterator[Voucher]:
    """Yield what the desk wrote on top of a branch; what lands by it is judged as ever."""
    oid = head
    for _ in range(_APPROVALS):
        commit = desk.reader.commit(oid)
        own = desk.own_trailers(oid, authority)
        if not own or len(commit.parents) != 1:
            return
        for item in read_vouchers(trailers(commit.message)):
            if not isinstance(item, BrokenVoucher) and item[0].kind is VoucherKind.DESK_REVIEW:
                yield from [item[0]] if item[0].digest == digest else []
        oid = commit.parents[0]


def _sheet(
    desk: Desk,
    base: str,
    authority: Authority,
    visitor: Visitor,
    branch: str,
    found: _Proposed,
) -> BranchSheet:
    barred = _not_to_be_shown(desk, found)
    if barred is not None:
        after = _against(desk, base, found, found.approvals)
        return BranchSheet(
            visitor, authority, branch, base, found.head, found.digest, (), (), (), after, False, barred
        )  # fmt: skip
    before = _against(desk, base, found, found.approvals)
    mine = _voucher(desk, authority, visitor, found, "")
    after = _against(desk, base, found, (*found.approvals, mine))
    after_authority, _ = desk.reader.authority(desk.reader.store.merged_tree(base, found.head)[0])
    people = {authority.roles.owner_of_account(v.forge, v.account) for v in found.approvals}
    return BranchSheet(
        visitor,
        authority,
        branch,
        base,
        found.head,
        found.digest,
        authority_in_words(authority, after_authority) if after_authority else (),
        tuple((_named(change), _diff(desk, change)) for change in found.changes),
        tuple(sorted(owner[0].id for owner in people if owner)),
        after,
        may_approve=len(after) < len(before) and all(f.rule in WANT_PROOF for f in after),
    )


def _not_to_be_shown(desk: Desk, found: _Proposed) -> Message | None:
    """Return why a branch cannot be shown whole: nobody approves here what nobody could read here."""
    size = 0
    for change in found.changes:
        for blob in (change.before, change.after):
            readable = blob is None or blob.mode in PLAIN  # what a submodule names is not here
            data = desk.reader.store.read(blob.oid, "blob") if blob and readable else b""
            size += len(data)
            if not readable or not _is_text(data):
                return msg("{path} is no text, and cannot be read here", path=change.path)
    if size > LARGEST_SHOWN or len(found.changes) > MOST_SHOWN:
        return msg("it is too large to be read here")
    return None


def _is_text(data: bytes) -> bool:
    try:
        return "\0" not in data.decode()
    except UnicodeDecodeError:
        return False


def _against(
    desk: Desk, base: str, found: _Proposed, vouchers: tuple[Voucher, ...]
) -> tuple[Finding, ...]:
    return errors_of(judge_proposed(desk.reader, base, found.head, desk.clock(), vouchers))


def _named(change: Change) -> str:
    """Return a file's name, with what its lines do not show: that it comes or goes, or may be run from now on."""
    modes = [blob.mode if blob else "–" for blob in (change.before, change.after)]
    return f"{change.path} ({' → '.join(modes)})" if len(set(modes)) > 1 else change.path


def _diff(desk: Desk, change: Change) -> str:
    def lines(oid: str | None) -> list[str]:
        data = desk.reader.store.read(oid, "blob") if oid else b""
        text = data.decode(errors="replace")
        *rows, last = text.split("\n")
        return [*rows, f"{last}\n{NO_NEWLINE}"] if last else rows

    before = lines(change.before.oid if change.before else None)
    after = lines(change.after.oid if change.after else None)
    rows = list(difflib.unified_diff(before, after, lineterm="", n=3))[2:]
    return "\n".join(rows)


def _voucher(
    desk: Desk, authority: Authority, visitor: Visitor, found: _Proposed, shown: str
) -> Voucher:
    return Voucher(
        forge=desk_of(authority).host,
        account=visitor.account,
        kind=VoucherKind.DESK_REVIEW,
        evidence_id=secrets.token_hex(16),
        commit=found.head,
        base=found.base,
        time=desk.clock().replace(microsecond=0),
        digest=found.digest,
        known=visitor.known.value,
        shown=shown,
    )


@dataclass(frozen=True)
class Approved:
    """What came of an approval: the landing, or that others have to approve it, too; or why not."""

    commit: str = ""
    waits: bool = False
    anew: bool = False
    nobody: bool = False
    judged: tuple[Finding, ...] = ()


def approve(desk: Desk, visitor: Visitor, branch: str, page: SealedPage, pages: Pages) -> Approved:
    """Approve a branch as it was shown; land it if nobody else has to approve it.

    An approval that is not enough by itself is kept on the branch, in a commit of the recorder's that
    changes nothing: nothing is kept anywhere else.
    """
    for _ in range(ATTEMPTS):
        base = desk.fetch_main()
        authority = desk.authority(base)
        still = desk.still(visitor, authority)
        if still is None:
            return Approved(nobody=True)
        found = _proposed(desk, base, authority, branch)
        if found is None or found.head != page.before:
            return Approved(anew=True)
        sheet = _sheet(desk, base, authority, still, branch, found)
        if pages.shown_branch(sheet).digest != page.shown:
            return Approved(anew=True)
        if not sheet.may_approve:
            return Approved(judged=sheet.findings)
        mine = _voucher(desk, authority, still, found, page.shown)
        if sheet.findings:
            return _kept(desk, authority, branch, found, mine)
        commit = _merge(desk, base, authority, branch, found, mine)
        judged = judge_push(desk.reader, base, commit, desk.clock())
        if errors_of(judged):
            return Approved(judged=judged.findings)
        if desk.push_main(commit, base):
            desk.exchange.remove(branch, found.head)
            return Approved(commit)
    raise ForgeUnreachable(msg("main keeps moving"))


def _kept(
    desk: Desk, authority: Authority, branch: str, found: _Proposed, mine: Voucher
) -> Approved:
    tree = desk.reader.commit(found.head).tree
    message = landing_message(
        f"Setujui di meja / Approve at the desk: {branch}", (mine,), authority
    )
    commit = desk.commit(tree, (found.head,), message, authority)
    return (
        Approved(waits=True)
        if desk.exchange.move(branch, commit, found.head)
        else Approved(anew=True)
    )


def _merge(
    desk: Desk, base: str, authority: Authority, branch: str, found: _Proposed, mine: Voucher
) -> str:
    tree, _ = desk.repository.merged_tree(base, found.head)
    vouchers = (*found.approvals, mine)
    message = landing_message(f"Gabungkan / Land: {branch}", vouchers, authority)
    return desk.commit(tree, (base, found.head), message, authority)

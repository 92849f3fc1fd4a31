"""A change of roles.yaml or office.yaml: judged before anything moves, committed on a branch of its own, and what then."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import click

from ubah.cli.changes.branches import say_how_to_land
from ubah.cli.changes.drafting import open_drafting, refuse
from ubah.cli.language import say
from ubah.cli.people.rows import Asking
from ubah.core.diagnostics import CannotRun, Finding, Message, Place, Value, error, msg
from ubah.core.forge.words import is_proposed_by_fork, pull_called
from ubah.core.judge.needed_proofs import WANT_PROOF, NeededProofs, needed_proofs
from ubah.core.office.authority import Authority, build_authority
from ubah.core.paths import READ_AS_AUTHORITY, ROLES
from ubah.core.reading.inserting import Edit, with_edits
from ubah.edge.clone.drafting import Drafting
from ubah.edge.history.proposals import errors_of
from ubah.edge.system import clock


@dataclass(frozen=True)
class StaffChange:
    """Edits of one file, the ``message`` of their commit, and the name of their ``branch``.

    ``said`` tells what was done; ``lost`` are fingerprints of keys that nobody should be asked to
    prove anything with.
    """

    edits: tuple[Edit, ...]
    message: str
    branch: str
    said: tuple[Message, ...]
    lost: tuple[str, ...] = ()
    path: str = ROLES


@dataclass(frozen=True)
class StaffDraft:
    """An office whose roles.yaml is about to change.

    ``main`` is the authority that the change will be judged by; ``drafting.authority`` is what the
    branch holds so far, on which the change builds. ``asking`` knows the people of the branch.
    """

    drafting: Drafting
    main: Authority
    lang: str | None
    asking: Asking

    @property
    def today(self) -> date:
        """This day in office time."""
        return self.drafting.authority.office.day(clock.now())

    def name(self, person: str) -> str:
        """Return a person's name and id."""
        return self.drafting.authority.roles.named(person)

    def signs_with(self, mark: str) -> bool:
        """Whether the key with this fingerprint is the one that would sign the change."""
        return self.drafting.signer.fingerprint == mark

    def write(self, change: StaffChange) -> None:
        """Commit a change on a branch of its own, if nothing but proofs is lacking."""
        repository = self.drafting.repository
        head = repository.resolve("HEAD")
        files = self._files_of(head)
        path = change.path
        files[path] = with_edits(files[path], path, change.edits)
        after, findings = build_authority(files)
        if after is None:
            refuse(findings, self.lang, ())
            return
        needed = needed_proofs(self.main, after, self.today, change.lost)
        forbidden = tuple(
            error(each.rule, Place(path), each.what, each.hint) for each in needed.forbidden
        )
        if forbidden:
            refuse(forbidden, self.lang, ())
        commit = self.drafting.commit(head, {path: files[path]}, change.message)
        refused = self._refused(commit)
        if refused:
            refuse(refused, self.lang, ())
        with repository.own_branch(change.branch, head) as current:
            repository.move_branch(current, commit, head, f"ubah: {change.message.splitlines()[0]}")
        for each in change.said:
            say(each, self.lang)
        say(msg("recorded in commit {commit} on the branch {branch}", commit=commit[:12],
                branch=current), self.lang)  # fmt: skip
        self._say_what_next(needed, current, _counts_from_today(change.edits, self.today))

    def _files_of(self, commit: str) -> dict[str, bytes]:
        """Return the authority files as they are committed: what nobody sees is not signed along."""
        reader = self.drafting.reader
        tree = reader.commit(commit).tree
        found = ((path, reader.store.lookup(tree, path)) for path in READ_AS_AUTHORITY)
        return {path: reader.store.read(blob.oid, "blob") for path, blob in found if blob}

    def _refused(self, commit: str) -> tuple[Finding, ...]:
        drafting = replace(self.drafting, now=clock.now())  # signing may have waited
        return tuple(f for f in errors_of(drafting.judge(commit)) if f.rule not in WANT_PROOF)

    def _say_what_next(self, needed: NeededProofs, branch: str, urgent: bool) -> None:
        me = self.drafting.signer.person.id
        rest = needed.beside(me)
        has_server = bool(self.drafting.repository.config("remote.origin.url"))
        if not needed.ways:
            say(msg("nobody in office has a key or an account to prove it with: only a new trust "
                    "root helps"), self.lang)  # fmt: skip
            return
        if rest == (frozenset(),):
            say(msg("your signature is all the proof that it needs"), self.lang)
            say_how_to_land(branch, self.lang, self.main)
            return
        heads = set(self.main.roles.holders("head", self.today))
        rest = tuple(sorted(rest, key=lambda way: (len(way), not way & heads)))
        ways: tuple[Value, ...] = tuple(
            msg("{people} together", people=tuple(self.name(each) for each in sorted(way)))
            if len(way) > 1
            else self.name(*way)
            for way in rest
        )
        whom = msg("it still needs the proof of {people}", people=ways[0])
        for way in ways[1:]:
            whom = msg("{people}; or of {others}", people=whom, others=way)
        say(whom, self.lang)
        if urgent:
            say(msg("that must happen today, {day}: nothing begins or ends before the day of the "
                    "proof", day=self.today.isoformat()), self.lang)  # fmt: skip
        for step in _steps(branch, self.main.office.forge, has_server):
            say(step, self.lang)


def _steps(branch: str, forge: str, has_server: bool) -> Iterator[Message]:
    """Yield what is to be typed next, the one way of this office."""
    if is_proposed_by_fork(forge):
        yield msg(
            "1. push the branch {branch} to your own fork of the repository (Fork, on its page), and open a pull request from there",
            branch=branch,
        )
    elif forge:
        yield msg(
            "1. type: git push -u origin {branch}, and open a {pull}",
            branch=branch,
            pull=pull_called(forge),
        )
    if forge:
        yield msg(
            "2. whoever proves it approves that {pull}; the recorder then lands it",
            pull=pull_called(forge),
        )
        yield msg("3. once it has landed, bring the files that follow from it: ubah forge files")
    elif has_server:
        yield msg("1. type: git push -u origin {branch}", branch=branch)
        yield msg(
            "2. whoever proves it types: git fetch; git switch {branch}; ubah assent; git push",
            branch=branch,
        )
        yield msg("3. then type: git pull; ubah land {branch}; git push origin main", branch=branch)
    else:
        yield msg("1. whoever proves it types: ubah assent {branch}", branch=branch)
        yield msg("2. then type: ubah land {branch}", branch=branch)


def _counts_from_today(edits: tuple[Edit, ...], today: date) -> bool:
    """Whether something begins or ends on this very day."""
    rows = (edit.value for edit in edits)
    days = [
        row.get(field) if isinstance(row, dict) else row
        for row in rows
        for field in ("from", "until")
    ]
    return today.isoformat() in days


@contextmanager
def open_staff(
    key: Path | None, person: str, lang: str | None, path: str = ROLES
) -> Iterator[StaffDraft]:
    """Open the office for a change of ``path``, on main or on a branch that is about nothing else.

    Raises:
        CannotRun: if there is no office or key, or something else is under way here.
    """
    with open_drafting(key, person) as drafting:
        main = _main_authority(drafting, path)
        asking = Asking(drafting.authority, lang)
        try:
            yield StaffDraft(drafting, main, lang, asking)
        except BaseException as leaving:
            if asking.typed_so_far and not (isinstance(leaving, SystemExit) and not leaving.code):
                _tell_again(asking.typed_so_far, lang, in_a_line=isinstance(leaving, click.Abort))
            raise


def _tell_again(typed: list[str], lang: str | None, *, in_a_line: bool) -> None:
    """Say the command with what was typed, so that nobody types it twice."""
    if in_a_line:
        click.echo(err=True)  # the cursor stands behind a question
    command = shlex.join(["ubah", *sys.argv[1:], *typed])
    if "PRIVATE KEY" in command:
        return  # a secret that was handed in by mistake is not shown again
    say(msg("to go on from there: {command}", command=command), lang, error=True)


def _main_authority(drafting: Drafting, own: str) -> Authority:
    repository = drafting.repository
    dirty = [path for path in repository.dirty_paths() if path in READ_AS_AUTHORITY]
    if dirty:
        raise CannotRun(
            msg("{path} has changes that are not committed", path=dirty[0]),
            msg("type git diff {path} to see them, git restore {path} to drop them", path=dirty[0]),
        )
    main = repository.find(f"refs/heads/{repository.main}")
    if main is None:
        raise CannotRun(
            msg("there is no branch {branch} here", branch=repository.main),
            msg("type: git fetch origin {branch}:{branch}", branch=repository.main),
        )
    head = drafting.reader.commit(repository.resolve("HEAD"))
    ours = drafting.reader.commit(repository.merge_base(main, head.oid) or main)
    changed = [change.path for change in drafting.reader.store.changes(ours.tree, head.tree)]
    if head.oid != main and any(path not in READ_AS_AUTHORITY for path in changed):
        raise CannotRun(
            msg(
                "the branch {branch} is about something else, and a change of {path} lands alone",
                path=own,
                branch=repository.current_branch() or "HEAD",
            ),
            msg("type: git switch {main}, then this command again", main=repository.main),
        )
    if not repository.is_ancestor(main, head.oid):
        raise CannotRun(
            msg(
                "{main} has moved on since the branch {branch} left it, and a change of {path} must be "
                "up to date",
                path=own,
                main=repository.main,
                branch=repository.current_branch() or "HEAD",
            ),
            msg(
                "type: git switch {main}, and what the branch changes once more there; or: git merge "
                "{main}",
                main=repository.main,
            ),
        )
    authority = drafting.reader.in_force(main)
    if authority is None:
        raise CannotRun(
            msg("the authority files of {commit} cannot be used", commit=main[:12]),
            msg("type: ubah audit"),
        )
    return authority

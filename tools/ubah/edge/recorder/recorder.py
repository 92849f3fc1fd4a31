"""The recorder: lands an accepted pull request as evidence that outlives the forge (rules 4b–10).

Everything is read again from the forge and judged by the one judge; the very commit that was judged
is pushed, by comparing and swapping, so that running twice or at once makes no second landing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from ubah.core.diagnostics import CannotRun, Message, msg
from ubah.core.forge.model import ForgeAccount
from ubah.core.office.authority import Authority
from ubah.core.people.roles import Person
from ubah.core.plain import plain_text
from ubah.core.proof.binding import is_recorders
from ubah.core.proof.evidence import trailers
from ubah.core.proof.vouchers import voucher_line
from ubah.core.voucher import Voucher
from ubah.edge.forges import Forge, ForgeUnreachable
from ubah.edge.git import Exchange, WorkingRepository
from ubah.edge.git.keys import public_of
from ubah.edge.history.landings import LandingReader


class SampleOffice(CannotRun):
    """Main is the sample office: nothing in it is proved, and nothing is landed."""


SKIPPED = "[skip ci]"
"""In the message of a draft that the recorder makes: the forge starts no run for it.

A pull request made with a job's own token starts runs that wait for *Approve workflows to run*, a
second button of that name beside the review's (docs: actions/concepts/security/github_token,
actions/how-tos/manage-workflow-runs/skip-workflow-runs). The recorder judges such a one itself.
"""
_SKIPS = re.compile(r"\[(skip[ -]ci|ci[ -]skip|no[ -]ci|skip[ -]actions|actions[ -]skip)\]", re.I)
PULL = "Ubah-Pull-Request"
ATTEMPTS = 4
_SUBJECT = 100


@dataclass(frozen=True)
class RecorderKey:
    """The recorder's key: the file that holds it, and its public part."""

    path: Path
    public: str


@dataclass(frozen=True)
class Registrar:
    """What signs landings with the recorder's key and moves main, whoever asks for it.

    ``clock`` gives the present; ``key`` is None where it only looks.
    """

    repository: WorkingRepository
    exchange: Exchange
    reader: LandingReader
    clock: Callable[[], datetime]
    key: RecorderKey | None

    may_push: ClassVar[Message] = msg("let the account that pushes here push to main")

    @property
    def main(self) -> str:
        """The name of the protected branch."""
        return self.repository.main

    def fetch_main(self) -> str:
        """Return where main is on the forge now.

        Raises:
            ForgeUnreachable: if it cannot be fetched.
        """
        return fetch_main(self.repository, self.exchange)

    def fetch_main_and(self, ref: str) -> tuple[str, str]:
        """Return where main is on the forge now, and the commit of ``ref`` there, "" if it cannot be had.

        Raises:
            ForgeUnreachable: if main cannot be fetched.
        """
        main, commit = self.exchange.fetch_both(f"refs/heads/{self.main}", ref)
        return _there(main, self.repository, self.exchange), commit

    def authority(self, base: str) -> Authority:
        """Return the authority at a commit of main.

        Raises:
            CannotRun: if it cannot be used.
        """
        return authority_at(self.reader, base)

    def myself(self, authority: Authority, moment: datetime) -> Person:
        """Return the recorder as roles.yaml knows it by the key.

        Raises:
            CannotRun: if there is no key, or it is not the recorder's in office.
        """
        if self.key is None:
            raise CannotRun(
                msg("the recorder's key is missing"),
                msg("put the private key's content into UBAH_RECORDER_KEY"),
            )
        owner = authority.roles.owner_of_key(self.key.public)
        day = authority.office.day(moment)
        if owner is None or not authority.roles.holds(owner[0].id, "recorder", day):
            raise CannotRun(
                msg(
                    "this key is not the key of the recorder in office: {key}", key=self.key.public
                ),
                msg("roles.yaml says who is recorder, with which key; ubah roles shows it"),
            )
        return owner[0]

    def commit(
        self, tree: str, parents: tuple[str, ...], message: str, authority: Authority
    ) -> str:
        """Make a commit signed by the recorder, dated now; nothing moves yet."""
        now = self.clock()
        me = self.myself(authority, now)
        who = {"NAME": me.name, "EMAIL": f"{me.id}@localhost"}
        when = f"{int(now.timestamp())} {now.astimezone(authority.office.zone):%z}"
        environment = {
            f"GIT_{role}_{part}": value
            for role in ("AUTHOR", "COMMITTER")
            for part, value in {**who, "DATE": when}.items()
        }
        key = self.key.path if self.key else None
        return self.repository.commit_tree(tree, parents, message, key, environment)

    def push_main(self, new: str, old: str) -> bool:
        """Move main from ``old`` to ``new``; False if somebody else was faster.

        Raises:
            CannotRun: if the forge refuses, though nobody has moved main.
            ForgeUnreachable: if it cannot be told whether it has moved.
        """
        if self.exchange.move(self.main, new, old):
            return True
        said = self.exchange.said
        now = self.exchange.tip(self.main)
        if now is None:
            raise ForgeUnreachable(msg("whether the push arrived is not known"))
        if now == old:
            raise CannotRun(
                msg("the forge refuses the push: {reason}", reason=plain_text(said)[-300:]),
                self.may_push,
            )
        return now == new

    def own_trailers(self, oid: str, authority: Authority) -> tuple[tuple[str, str], ...]:
        """Return the trailers of a commit that a recorder signed; none of anybody else's commit."""
        commit = self.reader.commit(oid)
        return trailers(commit.message) if is_recorders(commit, authority) else ()


@dataclass(frozen=True)
class Recorder(Registrar):
    """What the recorder works with on a forge."""

    forge: Forge

    may_push: ClassVar[Message] = msg(
        "let the recorder push to main by the rules of the forge; ubah doctor says whom they let through"
    )

    def is_mine(self, author: ForgeAccount | None, authority: Authority) -> bool:
        """Whether what an account wrote or opened is the tool's own: a robot's, or the recorder's account's."""
        if author is None:
            return False
        owner = authority.roles.owner_of_account(self.forge.host, author.id)
        recorder = owner is not None and authority.roles.ever_held(owner[0].id, "recorder")
        return author.is_robot or recorder


def fetch_main(repository: WorkingRepository, exchange: Exchange) -> str:
    """Fetch main from the forge and return its commit.

    Raises:
        ForgeUnreachable: if it cannot be fetched.
    """
    return _there(exchange.fetch(f"refs/heads/{repository.main}"), repository, exchange)


def _there(commit: str, repository: WorkingRepository, exchange: Exchange) -> str:
    if not commit:
        raise ForgeUnreachable(
            msg(
                "{branch} cannot be fetched: {said}",
                branch=repository.main,
                said=exchange.reason or "–",
            )
        )
    return commit


def authority_at(reader: LandingReader, base: str) -> Authority:
    """Return the authority at a commit of main.

    Raises:
        SampleOffice: if it is the sample office.
        CannotRun: if it cannot be used.
    """
    tree = reader.commit(base).tree
    authority, _ = reader.authority(tree)
    if authority is not None and authority.office.sample and not reader.has_office(base):
        raise SampleOffice(
            msg("main is the sample office; nothing in it is proved, and nothing is landed"),
            msg("make your own office: ubah init DIR"),
        )
    authority = reader.in_force(base)
    if authority is None:
        raise CannotRun(
            msg("main is no office of its own that can be judged"),
            msg("type: ubah check, and ubah audit, on main"),
        )
    return authority


def read_key(path: Path) -> RecorderKey:
    """Return the key in a file.

    Raises:
        CannotRun: if it is no OpenSSH private key without a passphrase.
    """
    try:
        return RecorderKey(path, public_of(path.read_bytes()))
    except ValueError:
        raise CannotRun(
            msg("the recorder's key cannot be read"),
            msg(
                "put a whole OpenSSH private key without a passphrase into UBAH_RECORDER_KEY, or into the file that --key names"
            ),
        ) from None


def without_runs(message: str) -> str:
    """Return the message of a draft for whose sake the forge shall start no run."""
    subject, _, rest = message.partition("\n")
    return f"{subject} {SKIPPED}\n{rest}"


def landing_message(
    subject: str,
    vouchers: Iterable[Voucher],
    authority: Authority,
    more: Iterable[tuple[str, str]] = (),
) -> str:
    """Return a landing's message: a subject of one plain line, then the trailers.

    ``subject`` may come from anybody; no line of it can be taken for a trailer, and no words in it
    keep the forge from publishing what lands.
    """
    lines = [f"{key}: {value}" for key, value in more]
    for voucher in vouchers:
        owner = authority.roles.owner_of_account(voucher.forge, voucher.account)
        if owner is not None:
            lines.append(voucher_line(voucher, owner[0].id))
    line = " ".join(plain_text(subject).split())[:_SUBJECT]
    line = _SKIPS.sub(r"(\1)", line)
    return "\n".join([line, "", *lines, ""])

"""What the desk works with: a clone beside the server's repository, and the recorder's key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from ubah.core.desk.visitor import Known, Visitor, visitor_by_login, visitor_by_person
from ubah.core.diagnostics import CannotRun, msg
from ubah.core.office.authority import Authority
from ubah.core.people.office import DeskSettings
from ubah.edge.clone.workspace import object_reader
from ubah.edge.git import Exchange, WorkingRepository
from ubah.edge.git.revisions import Claims
from ubah.edge.recorder.recorder import RecorderKey, Registrar


@dataclass(frozen=True)
class Desk(Registrar):
    """The recorder at the desk: as on a forge it signs landings, here for whom it has let in."""

    claims: Claims
    at_rest: set[tuple[str, str]]
    """The SOP's blob and a record's, for records that are finished by it; only grows, and is only a cache."""

    def settings(self, authority: Authority) -> DeskSettings:
        """Return the office's desk.

        Raises:
            CannotRun: if office.yaml has none.
        """
        return desk_of(authority)

    def day(self, authority: Authority) -> date:
        """Return today's day in office time."""
        return authority.office.day(self.clock())

    def still(self, visitor: Visitor, authority: Authority) -> Visitor | None:
        """Return the visitor as main knows them now; None where the account is theirs no more."""
        desk, day = desk_of(authority), self.day(authority)
        if visitor.known.value not in desk.known_by:
            return None
        person = authority.roles.persons.get(visitor.person)
        held = person is not None and person.has_account(desk.host, visitor.account, day)
        return visitor if held else None


def desk_of(authority: Authority) -> DeskSettings:
    """Return the office's desk.

    Raises:
        CannotRun: if office.yaml has none.
    """
    desk = authority.office.desk
    if desk is None:
        raise CannotRun(
            msg("the office has no desk: nothing that is done there would count"),
            msg("set one, and land that first: ubah settings desk (docs/guides/desk.md)"),
        )
    return desk


def known_by_login(desk: Desk, authority: Authority, login: str) -> Visitor | None:
    """Return whom the office's own log-in has let in."""
    settings = desk_of(authority)
    if Known.PROXY.value not in settings.known_by:
        return None
    return visitor_by_login(authority, settings, login, desk.day(authority))


def known_by_link(desk: Desk, authority: Authority, person: str) -> Visitor | None:
    """Return who comes by a link."""
    settings = desk_of(authority)
    if Known.LINK.value not in settings.known_by:
        return None
    found = visitor_by_person(authority, settings, person, desk.day(authority))
    return replace(found, known=Known.LINK) if found else None


@dataclass(frozen=True)
class DeskPlace:
    """Where the desk works, so that each visit opens it anew: what others pushed is seen."""

    folder: Path
    remote: str
    clock: Callable[[], datetime]
    key: RecorderKey | None
    at_rest: set[tuple[str, str]] = field(default_factory=set)

    @contextmanager
    def opened(self) -> Iterator[Desk]:
        """Open the clone.

        Raises:
            CannotRun: if it cannot be used.
        """
        with WorkingRepository(self.folder) as repository:
            reader = object_reader(repository)
            with reader.store:
                yield Desk(
                    repository,
                    Exchange(repository, self.remote),
                    reader,
                    self.clock,
                    self.key,
                    Claims(repository.git_dir),
                    self.at_rest,
                )

"""The forges that the tool works with: a package and a line here make another."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from types import MappingProxyType

from ubah.core.diagnostics import CannotRun, msg
from ubah.core.office.authority import Authority
from ubah.edge.forges import Forge, Player
from ubah.edge.forges.environment import ForgeEnvironment, take_environment
from ubah.edge.forges.forgejo import FORGEJO
from ubah.edge.forges.github import GITHUB
from ubah.edge.forges.gitlab import GITLAB
from ubah.edge.forges.kind import ForgeKind, RepositoryAddress, repository_address

FORGES: Mapping[str, ForgeKind] = MappingProxyType(
    {kind.name: kind for kind in (GITHUB, FORGEJO, GITLAB)}
)


def job_environment(environment: MutableMapping[str, str]) -> ForgeEnvironment:
    """Take what a job of any of the forges is told by its environment; the secrets leave it."""
    return take_environment(environment, (kind.variables for kind in FORGES.values()))


def forge_kind(authority: Authority) -> ForgeKind:
    """Return the kind of the office's forge.

    Raises:
        CannotRun: if the office has none, or one of a kind not known yet.
    """
    settings = authority.raw_office.get("forge")
    if not settings:
        raise CannotRun(
            msg("the office has no forge"),
            msg("write forge (kind, host, repository) into office.yaml, or use: ubah land"),
        )
    if settings["kind"] not in FORGES:
        raise CannotRun(
            msg("{kind} is not supported yet", kind=settings["kind"]),
            msg("possible here: {known}", known=", ".join(FORGES)),
        )
    return FORGES[settings["kind"]]


class Connections:
    """The forges that one run works with: each is connected to once, so that it tells its settings once.

    What a client keeps, such as who may write, holds for the run; the next one asks anew.
    """

    def __init__(self) -> None:
        self._made: dict[tuple[str, RepositoryAddress, ForgeEnvironment], Forge] = {}

    def connect(self, environment: ForgeEnvironment, authority: Authority) -> Forge:
        """Return the office's forge, the same as before unless office.yaml names another by now.

        Raises:
            CannotRun: if the office has none, one of a kind not known yet, or something is missing.
        """
        kind, address = _connecting(environment, authority)
        key = (kind.name, address, environment)
        if key not in self._made:
            self._made[key] = kind.connect(address, environment)
        return self._made[key]


def play(environment: ForgeEnvironment, authority: Authority) -> Player:
    """Return the account on the office's forge that the environment's token belongs to.

    Raises:
        CannotRun: as `Connections.connect` does.
    """
    kind, address = _connecting(environment, authority)
    return kind.play(address, environment)


def _connecting(
    environment: ForgeEnvironment, authority: Authority
) -> tuple[ForgeKind, RepositoryAddress]:
    kind = forge_kind(authority)
    address = repository_address(environment, authority, kind.variables)
    if not environment.token:
        raise CannotRun(
            msg("the token for the forge is missing"),
            msg(
                "put a valid token into {neutral} or {own}",
                neutral="UBAH_FORGE_TOKEN",
                own=kind.variables.token,
            ),
        )
    return kind, address

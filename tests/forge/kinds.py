"""The kinds of forges that the stories and attacks are played on: one line makes them all played on another.

What a kind cannot prove, `proves` does not hold: a test that is about it alone is marked `proves` and is
not played there; every other test finds the other way (`Place.submit`, `Place.step`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from forge.forgejo.fake import FakeForgejo
from forge.github.fake import FakeGitHub
from forge.standin import REPOSITORY, StandIn
from ubah.core.forge.capabilities import Capabilities
from ubah.core.voucher import Untouched
from ubah.edge.forges import Forge
from ubah.edge.forges.environment import JobVariables
from ubah.edge.forges.forgejo import FORGEJO
from ubah.edge.forges.forgejo.client import Forgejo
from ubah.edge.forges.forgejo.http import ForgejoHttp
from ubah.edge.forges.github import GITHUB
from ubah.edge.forges.github.client import GitHub
from ubah.edge.forges.github.http import GitHubHttp

HOST = "forge.example"


@dataclass(frozen=True)
class Kind:
    """A kind of forge, and how a test works with it.

    ``connect``: the recorder's client of a stand-in, which waits for nothing. ``http``: the module whose
    TIMEOUT and TRIES hold there. ``ends``: what the path ends in where reviews and commits are read.
    ``more``: what it can do beyond its `Capabilities`.
    """

    name: str
    stand_in: Callable[..., StandIn]
    connect: Callable[[str], Forge]
    asks: type  # what the client talks by; the last argument of its `__init__` waits
    variables: JobVariables
    http: str
    ends: dict[str, str]
    more: frozenset[str] = frozenset()
    api: str = ""  # what its interface's address ends in

    @property
    def capabilities(self) -> Capabilities:
        """What its client says that it can prove at its best."""
        return self.connect("http://127.0.0.1:9").capabilities

    @property
    def proves(self) -> frozenset[str]:
        """What tests may ask of it with the mark `proves`.

            "editor": whose a commit of the editor is. "edits": who edited a text, and when. "refusals": a
            review can refuse. "moved": when main was pushed. "transfers": where an issue came from.
        "reopens": who reopened an issue, and when. "robots": which accounts are no person's.
        """
        able = self.capabilities
        own = {
            "editor": able.editor,
            "edits": able.texts is Untouched.TOLD,
            "refusals": able.refusals,
        }
        return self.more | {name for name, has in own.items() if has}

    @property
    def settings(self) -> dict[str, Any]:
        """Return what office.yaml says of it."""
        return {"kind": self.name, "host": HOST, "repository": REPOSITORY}


def _github(url: str) -> Forge:
    http = GitHubHttp("rahasia-token", url, sleep=lambda _seconds: None)
    return GitHub(http, HOST, REPOSITORY)


ON_GITHUB = Kind(
    "github",
    FakeGitHub,
    _github,
    GitHubHttp,
    GITHUB.variables,
    "ubah.edge.forges.github.http",
    {"reviews": "/reviews", "commits": "/commits", "moved": "/activity"},
    frozenset({"moved", "transfers", "reopens", "robots"}),
)


def _forgejo(url: str) -> Forge:
    http = ForgejoHttp("rahasia-token", f"{url}/api/v1", sleep=lambda _seconds: None)
    return Forgejo(http, HOST, REPOSITORY)


ON_FORGEJO = Kind(
    "forgejo",
    FakeForgejo,
    _forgejo,
    ForgejoHttp,
    FORGEJO.variables,
    "ubah.edge.forges.rest",
    {"reviews": "/reviews", "commits": "/reviews", "moved": "/activities/feeds"},
    frozenset({"moved"}),
    "/api/v1",
)
KINDS = (ON_GITHUB, ON_FORGEJO)


def kinds_for(wanted: frozenset[str]) -> tuple[Kind, ...]:
    """Return the kinds that can do all that a test is about."""
    return tuple(kind for kind in KINDS if wanted <= kind.proves)

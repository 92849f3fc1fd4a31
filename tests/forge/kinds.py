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
from forge.gitlab.fake import FakeGitLab
from forge.standin import REPOSITORY, StandIn
from support.forms import filled_in
from ubah.core.forge.capabilities import Capabilities
from ubah.core.forms.of_steps import Form
from ubah.core.voucher import Binding, Untouched
from ubah.edge.forges import Forge
from ubah.edge.forges.environment import JobVariables
from ubah.edge.forges.forgejo import FORGEJO
from ubah.edge.forges.forgejo.client import Forgejo
from ubah.edge.forges.forgejo.http import ForgejoHttp
from ubah.edge.forges.github import GITHUB
from ubah.edge.forges.github.client import GitHub
from ubah.edge.forges.github.http import GitHubHttp
from ubah.edge.forges.gitlab import GITLAB
from ubah.edge.forges.gitlab.client import GitLab
from ubah.edge.forges.gitlab.http import GitLabHttp
from ubah.publish.forges.gitlab.templates import template_text

HOST = "forge.example"


@dataclass(frozen=True)
class Kind:
    """A kind of forge, and how a test works with it.

    ``connect``: the recorder's client of a stand-in, with the recorder's public key; it waits for nothing. ``http``: the module whose
    TIMEOUT and TRIES hold there. ``ends``: what the path ends in where reviews and commits are read.
    ``more``: what it can do beyond its `Capabilities`.
    """

    name: str
    stand_in: Callable[..., StandIn]
    connect: Callable[[str, str], Forge]
    asks: type  # what the client talks by; the last argument of its `__init__` waits
    variables: JobVariables
    http: str
    ends: dict[str, str]
    more: frozenset[str] = frozenset()
    api: str = ""  # what its interface's address ends in
    mark: str = "#"  # what stands before the number of a pull request
    fill: Callable[[Form, str, dict[str, str]], str] = filled_in  # as people do on its page

    @property
    def capabilities(self) -> Capabilities:
        """What its client says that it can prove at its best."""
        return self.connect("http://127.0.0.1:9", "").capabilities

    @property
    def proves(self) -> frozenset[str]:
        """What tests may ask of it with the mark `proves`.

        "editor": whose a commit of the editor is. "edits": who edited a text, and when. "refusals": a
        review can refuse, with a text. "commits": which commit was approved. "moved": when main was
        pushed. "transfers": where an issue came from. "reopens": who reopened an issue, and when.
        "robots": which accounts are no person's. "pins": an issue stays above the others. "forms": it
        knows forms by their names. "assigns": who may only read can be assigned.
        """
        able = self.capabilities
        own = {
            "editor": able.editor,
            "edits": able.texts is Untouched.TOLD,
            "refusals": able.refusals,
            "commits": able.approvals is Binding.COMMIT,
        }
        return self.more | {name for name, has in own.items() if has}

    def leads_to(self, form: str) -> str:
        """Return what a link to a form of that name ends in, or holds where none are known by their names."""
        return f"{form}.yml&" if "forms" in self.proves else "/-/issues/new?"

    @property
    def settings(self) -> dict[str, Any]:
        """Return what office.yaml says of it."""
        return {"kind": self.name, "host": HOST, "repository": REPOSITORY}


def _github(url: str, _key: str) -> Forge:
    http = GitHubHttp("rahasia-token", url, sleep=lambda _seconds: None)
    return GitHub(http, HOST, REPOSITORY)


ON_GITHUB = Kind(
    "github",
    FakeGitHub,
    _github,
    GitHubHttp,
    GITHUB.variables,
    "ubah.edge.forges.github.http",
    {"reviews": "/reviews", "commits": "/commits", "moved": "/activity", "comments": "/comments"},
    frozenset({"moved", "transfers", "reopens", "robots", "pins", "forms", "assigns"}),
)


def _forgejo(url: str, _key: str) -> Forge:
    http = ForgejoHttp("rahasia-token", f"{url}/api/v1", sleep=lambda _seconds: None)
    return Forgejo(http, HOST, REPOSITORY)


ON_FORGEJO = Kind(
    "forgejo",
    FakeForgejo,
    _forgejo,
    ForgejoHttp,
    FORGEJO.variables,
    "ubah.edge.forges.rest",
    {
        "reviews": "/reviews",
        "commits": "/reviews",
        "moved": "/activities/feeds",
        "comments": "/comments",
    },
    frozenset({"moved", "pins", "forms"}),
    "/api/v1",
)


def _gitlab(url: str, key: str) -> Forge:
    http = GitLabHttp("rahasia-token", f"{url}/api/v4", sleep=lambda _seconds: None)
    return GitLab(http, HOST, REPOSITORY, key)


def filled_template(form: Form, record: str, values: dict[str, str]) -> str:
    """Return a description template as somebody leaves it: hints and all boxes still there."""
    assert values.keys() <= {field.id for field in form.fields}, values
    ticked = {
        field.id: choice.option("id")
        for field in form.fields
        for choice in field.choices
        if values.get(field.id) in (choice.value, choice.option("id"))
    }
    hint = "Petunjuk, yang boleh dibiarkan."
    return template_text(form, "id", record, {**values, **ticked}, lambda _message: hint)


ON_GITLAB = Kind(
    "gitlab",
    FakeGitLab,
    _gitlab,
    GitLabHttp,
    GITLAB.variables,
    "ubah.edge.forges.rest",
    {"reviews": "/approvals", "commits": "/versions", "moved": "/events", "comments": "/notes"},
    frozenset({"moved", "transfers", "reopens", "robots", "assigns"}),
    "/api/v4",
    "!",
    filled_template,
)

KINDS = (ON_GITHUB, ON_FORGEJO, ON_GITLAB)


def kinds_for(wanted: frozenset[str]) -> tuple[Kind, ...]:
    """Return the kinds that can do all that a test is about."""
    return tuple(kind for kind in KINDS if wanted <= kind.proves)

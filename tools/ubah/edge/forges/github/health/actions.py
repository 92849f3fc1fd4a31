"""What `ubah doctor` says of the recorder's environment and of what the workflows may do."""

from __future__ import annotations

from collections.abc import Iterator

from ubah.core.diagnostics import msg
from ubah.core.health.symptoms import Condition, Symptom
from ubah.core.names import MAIN
from ubah.edge.forges.github.facts import APP, ForgeFacts
from ubah.edge.forges.health.look import Look

SECRET = "UBAH_RECORDER_KEY"  # noqa: S105 - the secret's name
APP_KEY = "UBAH_APP_KEY"
WORKFLOWS = ("check.yml", "command.yml", "land.yml", "nightly.yml", "publish.yml", "request.yml")


def examine_actions(look: Look[ForgeFacts]) -> Iterator[Symptom]:
    """Yield what is to be said of the environment, the Actions and the workflows' rights."""
    yield from _environment(look)
    yield from _app(look)
    yield from _actions(look)
    yield from _workflows(look)


def _environment(look: Look[ForgeFacts]) -> Iterator[Symptom]:
    facts = look.facts
    if facts.environment is False:
        yield Symptom(
            Condition.LACKING,
            msg("there is no environment recorder, so the recorder's key is nowhere"),
            msg(
                "Settings > Environments > New environment: recorder; Selected branches and tags, of type Branch: main; the secret {name}",
                name=SECRET,
            ),
        )
    else:
        branches = facts.environment_branches
        yield look.judge(
            "environment_branches",
            None if branches is None else branches == (MAIN,),
            msg("the environment recorder is open to main alone"),
            msg("the environment recorder is open to: {branches}", branches=branches or ("–",)),
            msg(
                "Settings > Environments > recorder > Deployment branches: Selected branches and tags, of type Branch: main"
            ),
            "Actions: read",
        )
        yield look.judge(
            "secrets",
            None if facts.secrets is None else SECRET in facts.secrets,
            msg("the environment recorder holds the secret {name}", name=SECRET),
            msg("the environment recorder lacks the secret {name}", name=SECRET),
            msg(
                "Settings > Environments > recorder > Environment secrets: add {name}", name=SECRET
            ),
            "Environments: read",
        )
    if facts.environment_waits:
        yield Symptom(
            Condition.ADVICE,
            msg(
                "each run of the recorder waits for a person or a timer, and lands nothing till then"
            ),
            msg("Settings > Environments > recorder: no Required reviewers, no Wait timer"),
        )
    yield look.judge(
        "repository_secrets",
        None if facts.repository_secrets is None else SECRET not in facts.repository_secrets,
        msg("{name} is no secret of the repository", name=SECRET),
        msg(
            "{name} is also a secret of the repository, open to the workflows of every branch",
            name=SECRET,
        ),
        msg(
            "Settings > Secrets and variables > Actions: delete it there, and make the recorder a new key"
        ),
        "Secrets: read",
    )


def _app(look: Look[ForgeFacts]) -> Iterator[Symptom]:
    """A GitHub App is offered and never required: what nobody asked for lacks nothing."""
    facts = look.facts
    if facts.app == "":
        yield Symptom(
            Condition.GOOD,
            msg(
                "the recorder asks the forge with its job's own token; a GitHub App can take its place, see docs/guides/adopting.md"
            ),
        )
    elif facts.app:
        yield look.judge(
            "secrets",
            None if facts.secrets is None else APP_KEY in facts.secrets,
            msg("the recorder asks the forge as the GitHub App {app}", app=facts.app),
            msg(
                "the variable {variable} names a GitHub App, but the environment recorder lacks its key {name}, so each run of the recorder ends in red",
                variable=APP,
                name=APP_KEY,
            ),
            msg(
                "Settings > Environments > recorder > Environment secrets: add {name}, or delete the variable",
                name=APP_KEY,
            ),
            "Environments: read",
        )


def _actions(look: Look[ForgeFacts]) -> Iterator[Symptom]:
    allowed = look.facts.actions
    yield look.judge(
        "actions",
        None if allowed is None else allowed in ("all", "github"),
        msg("the Actions that the workflows use may run"),
        msg("the Actions that the workflows use may not run: {allowed}", allowed=allowed or "–"),
        msg("Settings > Actions > General: allow Actions, at least those made by GitHub"),
        "Administration: read",
    )
    known = look.facts.workflows
    still = tuple(
        f"{name} ({state})"
        for name in WORKFLOWS
        if known is not None and (state := known.get(name, "–")) != "active"
    )
    yield look.judge(
        "workflows",
        None if known is None else not still,
        msg("the workflows are active"),
        msg("workflows that do not run: {names}", names=still),
        msg(
            "push main with .github/workflows; under Actions, open the workflow > Enable workflow (the forge disables timed ones after 60 days without a change)"
        ),
        "Actions: read",
    )


def _workflows(look: Look[ForgeFacts]) -> Iterator[Symptom]:
    facts = look.facts
    where = msg("Settings > Actions > General > Workflow permissions")
    yield look.judge(
        "workflow_token",
        None if facts.workflow_token is None else facts.workflow_token == "read",  # noqa: S105 - no password
        msg("workflows may only read unless they say more"),
        msg("every workflow may write unasked"),
        msg("{where}: Read repository contents and packages permissions", where=where),
        "Administration: read",
    )
    yield look.judge(
        "makes_pull_requests",
        facts.makes_pull_requests,
        msg("workflows may open pull requests"),
        msg("workflows may not open pull requests, so forms and decisions go nowhere"),
        msg(
            "{where}: Allow GitHub Actions to create and approve pull requests; in an organisation, first in its own settings under the same name",
            where=where,
        ),
        "Administration: read",
    )
    if facts.organisation_makes_pull_requests is False:
        yield Symptom(
            Condition.LACKING,
            msg(
                "the organisation lets no workflow open pull requests, whatever the repository says"
            ),
            msg(
                "Organization settings > Actions > General > Workflow permissions: tick Allow GitHub Actions to create and approve pull requests"
            ),
        )
    yield look.judge(
        "pages",
        None if facts.pages is None else facts.pages == "workflow",
        msg("Pages is built by the workflow"),
        msg("Pages is not built by the workflow"),
        msg("Settings > Pages > Source: GitHub Actions"),
        "Pages: read",
    )

"""What `ubah doctor` makes of what a forge says about itself. Facts in, symptoms out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ubah.core.diagnostics import Message, msg
from ubah.core.health import Setting, State, Symptom

FREE = "free"
SECRET = "UBAH_RECORDER_KEY"  # noqa: S105 - the secret's name
ENVIRONMENT = "recorder"
RULES = ("deletion", "non_fast_forward", "update", "pull_request")


@dataclass(frozen=True)
class ForgeFacts:
    """What a forge says of the office's repository; None: it was not asked, or would not tell."""

    private: bool | None = None
    plan: str | None = None
    rules: frozenset[str] | None = None  # kinds of rule in force on main
    bypass: tuple[str, ...] | None = None  # kinds of actor that may pass over them
    deploy_keys: tuple[str, ...] | None = None  # "type base64" of those that may write
    environment_branches: tuple[str, ...] | None = None  # which the environment is open to
    secrets: tuple[str, ...] | None = None  # names, in the environment
    repository_secrets: tuple[str, ...] | None = None  # names, open to every workflow
    workflow_token: str | None = None  # what a workflow's token may do unasked: read or write
    makes_pull_requests: bool | None = None
    merge_methods: frozenset[str] | None = None
    pages: str | None = None  # how Pages is built: workflow or legacy


def examine_forge(
    facts: ForgeFacts | None, setting: Setting, recorder_keys: tuple[str, ...]
) -> tuple[Symptom, ...]:
    """Return what is to be said of the forge's settings.

    ``recorder_keys``: the recorder's keys that are valid today, as roles.yaml has them.
    """
    if facts is None:
        return (
            Symptom(
                State.UNKNOWN,
                msg(
                    "the forge was not asked: rules, secrets, deploy keys, permissions and plan are unknown"
                ),
                msg(
                    "set GITHUB_TOKEN to a token that may read the repository's administration, and type: ubah doctor"
                ),
            ),
            *_restricted(None, setting),
        )
    return (
        *_plan(facts),
        *_rules(facts),
        *_key(facts, recorder_keys),
        *_environment(facts),
        *_workflows(facts),
        *_restricted(facts.private, setting),
    )


def _judge(known: bool | None, good: Message, bad: Message, hint: Message) -> Symptom:
    """Return the symptom for a fact that is True (good), False (bad) or not known."""
    if known is None:
        return Symptom(
            State.UNKNOWN, msg("the forge does not tell whether: {what}", what=good), hint
        )
    return Symptom(State.GOOD, good) if known else Symptom(State.LACKING, bad, hint)


def _plan(facts: ForgeFacts) -> Iterator[Symptom]:
    if facts.private and facts.plan == FREE:
        yield Symptom(
            State.LACKING,
            msg(
                "a private repository on a free plan: the forge enforces no rules on main and no environment, so mistakes are found by the nightly audit, after the fact"
            ),
            msg(
                "make the repository public, or take a plan that has rulesets and environments for private ones, or use a plain git server with the hook"
            ),
        )
    elif facts.private and facts.plan is None:
        yield Symptom(
            State.UNKNOWN,
            msg(
                "the repository is private and the forge does not tell the plan; a free one enforces no rules"
            ),
            msg("look at the account's Billing and plans"),
        )


def _rules(facts: ForgeFacts) -> Iterator[Symptom]:
    hint = msg("import .github/rulesets/main.json under Settings > Rules > Rulesets")
    missing = tuple(rule for rule in RULES if facts.rules is not None and rule not in facts.rules)
    yield _judge(
        None if facts.rules is None else not missing,
        msg("main is protected by the ruleset"),
        msg("main lacks the rules: {rules}", rules=missing),
        hint,
    )
    alone = None if facts.bypass is None else set(facts.bypass) == {"DeployKey"}
    yield _judge(
        alone,
        msg("only a deploy key may pass over the rules of main"),
        msg("who may pass over the rules of main: {who}", who=facts.bypass or ("–",)),
        msg("in the ruleset, under Bypass list: deploy keys, and nobody else"),
    )
    if facts.merge_methods is not None:
        yield _judge(
            facts.merge_methods <= {"merge"},
            msg("squash and rebase are turned off"),
            msg(
                "the forge offers more than merge commits: {methods}",
                methods=tuple(sorted(facts.merge_methods - {"merge"})),
            ),
            msg(
                "Settings > General > Pull Requests: leave only Allow merge commits; a squash drops signatures"
            ),
        )


def _key(facts: ForgeFacts, recorder_keys: tuple[str, ...]) -> Iterator[Symptom]:
    writing = facts.deploy_keys
    yield _judge(
        None if writing is None else any(key in writing for key in recorder_keys),
        msg("the recorder's key is a deploy key that may write"),
        msg("the recorder's key is no deploy key that may write"),
        msg("Settings > Deploy keys: add the recorder's public key with Allow write access"),
    )
    others = tuple(key for key in writing or () if key not in recorder_keys)
    if others:
        yield Symptom(
            State.LACKING,
            msg(
                "{count} other deploy keys may write, and so pass over the rules", count=len(others)
            ),
            msg("Settings > Deploy keys: delete them, or take away their write access"),
        )


def _environment(facts: ForgeFacts) -> Iterator[Symptom]:
    branches = facts.environment_branches
    yield _judge(
        None if branches is None else branches == ("main",),
        msg("the environment recorder is open to main alone"),
        msg("the environment recorder is open to: {branches}", branches=branches or ("–",)),
        msg("Settings > Environments > recorder > Deployment branches: Selected branches, main"),
    )
    yield _judge(
        None if facts.secrets is None else SECRET in facts.secrets,
        msg("the environment recorder holds the secret {name}", name=SECRET),
        msg("the environment recorder lacks the secret {name}", name=SECRET),
        msg("Settings > Environments > recorder > Environment secrets: add {name}", name=SECRET),
    )
    if facts.repository_secrets and SECRET in facts.repository_secrets:
        yield Symptom(
            State.LACKING,
            msg(
                "{name} is also a secret of the repository, open to the workflows of every branch",
                name=SECRET,
            ),
            msg(
                "Settings > Secrets and variables > Actions: delete it there, and make the recorder a new key"
            ),
        )


def _workflows(facts: ForgeFacts) -> Iterator[Symptom]:
    where = msg("Settings > Actions > General > Workflow permissions")
    yield _judge(
        None if facts.workflow_token is None else facts.workflow_token == "read",  # noqa: S105 - no password
        msg("workflows may only read unless they say more"),
        msg("every workflow may write unasked"),
        msg("{where}: Read repository contents", where=where),
    )
    yield _judge(
        facts.makes_pull_requests,
        msg("workflows may open pull requests"),
        msg("workflows may not open pull requests, so forms and decisions go nowhere"),
        msg("{where}: Allow GitHub Actions to create and approve pull requests", where=where),
    )
    yield _judge(
        None if facts.pages is None else facts.pages == "workflow",
        msg("Pages is built by the workflow"),
        msg("Pages is not built by the workflow"),
        msg("Settings > Pages > Source: GitHub Actions"),
    )


def _restricted(private: bool | None, setting: Setting) -> Iterator[Symptom]:
    """The site hides restricted fields; the files of a public repository don't."""
    if not setting.restricted or private:
        return
    listed = tuple(
        f"{name} ({', '.join(fields)})" for name, fields in sorted(setting.restricted.items())
    )
    shown = (*listed[:5], *(["…"] if len(listed) > 5 else []))
    hint = msg(
        "leave the fields out, in a request that updates these assets, or move the repository to where only the office reads it; what has been published once stays in the history"
    )
    if private is None:
        yield Symptom(
            State.UNKNOWN,
            msg(
                "{count} files hold restricted fields, which a public repository would show: {files}",
                count=len(listed),
                files=shown,
            ),
            hint,
        )
    else:
        yield Symptom(
            State.LACKING,
            msg(
                "the repository is public and {count} files hold restricted fields: {files}",
                count=len(listed),
                files=shown,
            ),
            hint,
        )

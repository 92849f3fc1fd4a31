"""What `ubah doctor` makes of what a forge says about itself. Facts in, symptoms out."""

from __future__ import annotations

from collections.abc import Iterator

from ubah.core.diagnostics import msg
from ubah.core.health.checks import Setting
from ubah.core.health.symptoms import Condition, Symptom
from ubah.core.names import MAIN
from ubah.edge.forges.github.facts import FREE, ForgeFacts
from ubah.edge.forges.github.health.actions import examine_actions
from ubah.edge.forges.github.health.by_itself import examine_branches, examine_by_itself
from ubah.edge.forges.health.look import Look
from ubah.edge.forges.health.people import People, examine_people
from ubah.edge.forges.health.restricted import examine_restricted, readers_of

RULES = ("deletion", "non_fast_forward", "update", "pull_request")


def examine_forge(
    facts: ForgeFacts | None,
    setting: Setting,
    recorder_keys: tuple[str, ...],
    office: People | None = None,
) -> tuple[Symptom, ...]:
    """Return what is to be said of the forge's settings.

    ``recorder_keys``: the recorder's keys that are valid today, as roles.yaml has them; ``office``:
    who holds an office there today.
    """
    if facts is None:
        return (
            Symptom(
                Condition.UNKNOWN,
                msg(
                    "the forge was not asked: rules, secrets, deploy keys, permissions and plan are unknown"
                ),
                msg(
                    "set GITHUB_TOKEN to a token that may read the repository's administration, and type: ubah doctor"
                ),
            ),
            *examine_restricted(None, setting),
        )
    look = Look(facts)
    return (
        *_plan(facts),
        *_repository(look),
        *_rules(look),
        examine_branches(look),
        *_key(look, recorder_keys),
        *examine_actions(look),
        *(examine_by_itself(look, recorder_keys, office) if office else ()),
        *(
            examine_people(
                facts.collaborators, office, unanswered="collaborators" in facts.unanswered
            )
            if office
            else ()
        ),
        *examine_restricted(readers_of(facts.private), setting),
    )


def _plan(facts: ForgeFacts) -> Iterator[Symptom]:
    if facts.private and facts.plan == FREE:
        yield Symptom(
            Condition.LACKING,
            msg(
                "a private repository on a free plan: the forge enforces no rules on main and no environment, so enforcement is after the fact: mistakes are found by the nightly audit"
            ),
            msg(
                "make the repository public, or take a plan that has rulesets and environments for private ones, or use a plain git server with the hook"
            ),
        )
    elif facts.private and facts.plan is None:
        yield Symptom(
            Condition.UNKNOWN,
            msg(
                "the repository is private and the forge tells the plan to its owner alone; a free one enforces no rules, so enforcement may be after the fact"
            ),
            msg("look at the account's Billing and plans"),
        )
    elif facts.private is not None:
        yield Symptom(
            Condition.GOOD,
            msg(
                "the repository is private, on a plan that can enforce rules ({plan})",
                plan=facts.plan or "–",
            )
            if facts.private
            else msg("the repository is public, and the forge can enforce its rules"),
        )


def _repository(look: Look[ForgeFacts]) -> Iterator[Symptom]:
    facts = look.facts
    yield look.judge(
        "default_branch",
        None if facts.default_branch is None else facts.default_branch == MAIN,
        msg("the default branch is main"),
        msg("the default branch is {branch}, not main", branch=facts.default_branch or "–"),
        msg("Settings > General > Default branch: main"),
        "Metadata: read",
    )
    yield look.judge(
        "takes_issues",
        facts.takes_issues,
        msg("the repository takes issues"),
        msg("the repository takes no issues, so no form can be filed"),
        msg("Settings > General > Features: tick Issues"),
        "Metadata: read",
    )


def _rules(look: Look[ForgeFacts]) -> Iterator[Symptom]:
    facts = look.facts
    hint = msg(
        "import .github/rulesets/main.json and history.json under Settings > Rules > Rulesets"
    )
    missing = tuple(rule for rule in RULES if facts.rules is not None and rule not in facts.rules)
    yield look.judge(
        "rules",
        None if facts.rules is None else not missing,
        msg("main is protected by the ruleset"),
        msg("main lacks the rules: {rules}", rules=missing),
        hint,
        "Metadata: read",
    )
    if facts.rules != frozenset():
        alone = None if facts.bypass is None else set(facts.bypass) == {"DeployKey"}
        yield look.judge(
            "bypass",
            alone,
            msg("only a deploy key may write to main past the rules"),
            msg("who may pass over the rules of main: {who}", who=facts.bypass or ("–",)),
            msg("in the ruleset, under Bypass list: deploy keys, and nobody else"),
            "Administration: write",
        )
        kept = None if facts.history_bypass is None else not facts.history_bypass
        yield look.judge(
            "history_bypass",
            kept,
            msg("nobody may delete main or rewrite its history"),
            msg(
                "who may delete main or rewrite its history: {who}",
                who=facts.history_bypass or ("–",),
            ),
            msg(
                "import .github/rulesets/history.json, whose Bypass list is empty, and .github/rulesets/main.json in the old one's place"
            ),
            "Administration: write",
        )
    methods = facts.merge_methods
    yield look.judge(
        "merge_methods",
        None if methods is None else methods <= {"merge"},
        msg("squash and rebase are turned off"),
        msg(
            "the forge offers more than merge commits: {methods}",
            methods=tuple(sorted((methods or frozenset()) - {"merge"})),
        ),
        msg(
            "Settings > General > Pull Requests: leave only Allow merge commits; a squash drops signatures"
        ),
        "Contents: write",
    )


def _key(look: Look[ForgeFacts], recorder_keys: tuple[str, ...]) -> Iterator[Symptom]:
    writing = look.facts.deploy_keys
    if look.facts.deploy_keys_allowed is False:
        yield Symptom(
            Condition.LACKING,
            msg("the organisation allows no deploy keys, so the recorder can't write to main"),
            msg("Organization settings > Member privileges > Deploy keys: Enabled"),
        )
    yield look.judge(
        "deploy_keys",
        None if writing is None else any(key in writing for key in recorder_keys),
        msg("the recorder's key is a deploy key that may write"),
        msg("the recorder's key is no deploy key that may write"),
        msg("Settings > Deploy keys: add the recorder's public key with Allow write access"),
        "Administration: read",
    )
    others = tuple(key for key in writing or () if key not in recorder_keys)
    if others:
        yield Symptom(
            Condition.LACKING,
            msg(
                "{count} other deploy keys may write, and so pass over the rules", count=len(others)
            ),
            msg("Settings > Deploy keys: delete them; one that may only read is added anew"),
        )

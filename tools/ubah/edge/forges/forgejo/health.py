"""What `ubah doctor` says of a repository on a Forgejo or Gitea. Facts in, symptoms out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from ubah.core.diagnostics import msg
from ubah.core.health.checks import Setting
from ubah.core.health.symptoms import Condition, Symptom
from ubah.core.names import MAIN
from ubah.core.office.authority import Authority
from ubah.edge.forges.forgejo.facts import ForgejoFacts
from ubah.edge.forges.health.look import Look, looked, recorder_keys
from ubah.edge.forges.health.people import People, examine_people, examine_token
from ubah.edge.forges.health.restricted import examine_restricted, readers_of

KEY_SECRET = "UBAH_RECORDER_KEY"  # noqa: S105 - the secret's name
_ADMIN = "read:repository, of an administrator of the repository"


def examine(
    ask: Callable[[], ForgejoFacts | None],
    host: str,
    authority: Authority,
    setting: Setting,
    day: date,
) -> tuple[Symptom, ...]:
    """Return what is to be said of the repository; what ``ask`` cannot tell is unknown (rule 10)."""
    keys = recorder_keys(authority, day)
    look = looked(ask)
    if isinstance(look, Symptom):
        return (look, *examine_restricted(None, setting))
    facts = look.facts
    people = People(authority.roles, host, day)
    return (
        *_repository(look),
        *examine_restricted(readers_of(facts.private), setting),
        *_rules(look),
        *_writers(look),
        *_keys(look, keys),
        *_jobs(look),
        *examine_token(facts.me, people),
        *examine_people(
            facts.collaborators, people, unanswered="collaborators" in facts.unanswered
        ),
    )


def _repository(look: Look[ForgejoFacts]) -> Iterator[Symptom]:
    facts = look.facts
    yield look.judge(
        "default_branch",
        None if facts.default_branch is None else facts.default_branch == MAIN,
        msg("the default branch is main"),
        msg("the default branch is {branch}, not main", branch=facts.default_branch or "–"),
        msg("Settings > Branches > Default branch: main"),
        "read:repository",
    )
    yield look.judge(
        "takes_issues",
        facts.takes_issues,
        msg("the repository takes issues and pull requests"),
        msg("the repository takes no issues or no pull requests, so nothing can be filed"),
        msg("Settings > Units: tick Issues and Pull requests"),
        "read:repository",
    )


def _rules(look: Look[ForgejoFacts]) -> Iterator[Symptom]:
    facts = look.facts
    rule = facts.rule
    hint = msg(
        "Settings > Branches > Add new rule: main; Push: Whitelist restricted push (newer Gitea: Allowlist), with the recorder's account or deploy keys with write access alone; tick Enforce this rule for repository admins"
    )
    yield look.judge(
        "rule",
        None if facts.unprotected is None else not facts.unprotected,
        msg("main is protected by a rule"),
        msg("main is protected by no rule of its name"),
        hint,
        _ADMIN,
    )
    if rule is None:
        return
    yield look.judge(
        "rule",
        not rule.takes_pushes or rule.only_listed,
        msg("only who is listed may push to main"),
        msg("whoever may write can push to main"),
        hint,
        _ADMIN,
    )
    lists = len(rule.pushers) + rule.by_keys if rule.takes_pushes else 0
    yield look.judge(
        "rule",
        lists == 1,
        msg("one account, or deploy keys alone, may push to main"),
        msg(
            "who may push to main: {who}",
            who=(*rule.pushers, *(["deploy keys"] if rule.by_keys else [])) or ("–",),
        ),
        hint,
        _ADMIN,
    )
    yield look.judge(
        "rule",
        not rule.excepted,
        msg("the rule for main excepts no files"),
        msg(
            "the rule for main excepts files: {patterns}; whoever may write can push the unprotected ones, and nobody the protected ones, the recorder included",
            patterns=rule.excepted or ("–",),
        ),
        msg(
            "Settings > Branches > main: leave Protected file patterns and Unprotected file patterns empty"
        ),
        _ADMIN,
    )
    yield look.judge(
        "rule",
        rule.for_admins,
        msg("the rule holds for administrators of the repository, too"),
        msg("the rule does not hold for administrators of the repository"),
        msg("Settings > Branches > main: tick Enforce this rule for repository admins"),
        "a server that tells it (Forgejo 7, Gitea 1.23, or newer)",
    )


def _writers(look: Look[ForgejoFacts]) -> Iterator[Symptom]:
    """Whoever may write can edit others' texts, and the forge tells nobody: so none of them proves."""
    facts = look.facts
    others = tuple(f"@{login}" for account, login in facts.writers or () if account != facts.me)
    yield look.judge(
        "writers",
        None if facts.writers is None else not others,
        msg("nobody but the account of this token may write, so that texts are their authors' own"),
        msg(
            "may write, and so edit other people's forms unseen, besides the account of this token: {people}; no form and no decision is taken as long as they may",
            people=others or ("–",),
        ),
        msg(
            "Settings > Collaborators: let them only read; they file forms, review, and propose changes from a fork. The repository belongs to the recorder's account, or to an organisation whose only owner it is"
        ),
        "read:repository, read:organization",
    )


def _keys(look: Look[ForgejoFacts], recorder_keys: tuple[str, ...]) -> Iterator[Symptom]:
    writing = look.facts.deploy_keys
    others = tuple(key for key in writing or () if key not in recorder_keys)
    yield look.judge(
        "deploy_keys",
        None if writing is None else not others,
        msg("no deploy key but the recorder's may write"),
        msg("{count} other deploy keys may write, and so pass over the rules", count=len(others)),
        msg("Settings > Deploy keys: delete them; one that may only read is added anew"),
        _ADMIN,
    )


def _jobs(look: Look[ForgejoFacts]) -> Iterator[Symptom]:
    secrets = look.facts.secrets
    if look.facts.runs_jobs is False:
        yield Symptom(Condition.GOOD, msg("no jobs run here, and none needs to"))
        return
    kept = None if secrets is None else KEY_SECRET not in secrets
    yield look.judge(
        "secrets",
        kept,
        msg("the recorder's key is no secret of the repository"),
        msg(
            "the recorder's key is a secret of the repository, where every branch's job can read it"
        ),
        msg(
            "run the recorder as a timer on a server, with the key there, and delete the secret; docs/guides/forgejo.md says how"
        ),
        _ADMIN,
        Condition.ADVICE,
    )

"""What `ubah doctor` says of a project on GitLab. Facts in, symptoms out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from ubah.core.diagnostics import Message, msg
from ubah.core.health.checks import Setting
from ubah.core.health.symptoms import Condition, Symptom
from ubah.core.names import MAIN
from ubah.core.office.authority import Authority
from ubah.edge.forges.gitlab.facts import GitLabFacts
from ubah.edge.forges.gitlab.guarded import DEVELOPER, MAINTAINER, Guards, Member, Protection
from ubah.edge.forges.health.look import Look, looked, recorder_keys
from ubah.edge.forges.health.people import (
    Collaborator,
    Doors,
    People,
    examine_people,
    examine_token,
)
from ubah.edge.forges.health.restricted import examine_restricted

OLDEST = (16, 0)
"""The first release that tells which deploy key may push to a protected branch."""
BRANCHES = ("decision/x", "issue/1", "review/1-x")
"""One name of each kind of branch that is the recorder's alone."""
OWNER = 50
_MAINTAINER = "api, of a Maintainer"
_PROTECT = msg(
    "Settings > Repository > Protected branches: main, decision/*, issue/*, review/*; Allowed to merge: No one; Allowed to push and merge: the recorder's deploy key alone"
)

_DOORS = Doors(
    msg("or look yourself: Manage > Members"),
    msg("Manage > Members: invite them as Developers"),
    msg("Manage > Members: remove them, or make them Reporters"),
)


def examine(
    ask: Callable[[], GitLabFacts | None],
    host: str,
    authority: Authority,
    setting: Setting,
    day: date,
) -> tuple[Symptom, ...]:
    """Return what is to be said of the project; what ``ask`` cannot tell is unknown (rule 10)."""
    keys = recorder_keys(authority, day)
    look = looked(ask)
    if isinstance(look, Symptom):
        return (look, *examine_restricted(None, setting))
    return (
        *_project(look),
        *examine_restricted(look.facts.readers, setting),
        *_branches(look, keys),
        *_keys(look, keys),
        *_people(look, People(authority.roles, host, day)),
    )


def _project(look: Look[GitLabFacts]) -> Iterator[Symptom]:
    facts = look.facts
    yield look.judge(
        "version",
        None if facts.version is None else facts.version >= OLDEST,
        msg("the release of GitLab tells all that the recorder asks"),
        msg(
            "GitLab {release} does not tell which key may push to a protected branch",
            release=".".join(map(str, facts.version or ())) or "–",
        ),
        msg("upgrade the server to 16.0 or newer"),
        "read_api",
    )
    yield look.judge(
        "default_branch",
        None if facts.default_branch is None else facts.default_branch == MAIN,
        msg("the default branch is main"),
        msg("the default branch is {branch}, not main", branch=facts.default_branch or "–"),
        msg("Settings > Repository > Branch defaults: main"),
        "read_api",
    )
    yield look.judge(
        "takes_issues",
        facts.takes_issues,
        msg("the repository takes issues"),
        msg("the repository takes no issues, so no form can be filed"),
        msg("Settings > General > Visibility, project features, permissions: turn Issues on"),
        _MAINTAINER,
    )
    merges = facts.merge_method
    known = None if merges is None or facts.squashes is None else merges == "merge"
    yield look.judge(
        "merge_method",
        None if known is None else known and not facts.squashes,
        msg("squash and rebase are turned off"),
        msg("the forge offers more than merge commits: {methods}", methods=_offered(facts)),
        msg("Settings > Merge requests: Merge commit; Squash commits: Do not allow"),
        _MAINTAINER,
    )


def _offered(facts: GitLabFacts) -> tuple[str, ...]:
    method = () if facts.merge_method == "merge" else (facts.merge_method or "–",)
    return (*method, *(("squash",) if facts.squashes else ()))


def _branches(look: Look[GitLabFacts], recorder_keys: tuple[str, ...]) -> Iterator[Symptom]:
    """Main takes the recorder's pushes alone; so do its own branches, else no approval is bound to anything."""
    facts = look.facts
    guards = _guards(facts, recorder_keys)
    yield look.judge(
        "protections",
        None if guards is None else guards.holds(MAIN),
        msg("main takes pushes of the recorder alone"),
        msg("somebody else than the recorder may push to main, or merge into it"),
        _PROTECT,
        _MAINTAINER,
    )
    forced = [one for one in facts.protections or () if one.covers(MAIN) and one.force]
    yield look.judge(
        "protections",
        None if facts.protections is None else not forced,
        msg("nobody may rewrite the history of main"),
        msg("main may be pushed to by force"),
        msg("Settings > Repository > Protected branches > main: Allowed to force push: off"),
        _MAINTAINER,
    )
    kept = [name for name in BRANCHES if not _may_be_made_anew(name, facts.protections or ())]
    yield look.judge(
        "protections",
        None if facts.protections is None else not kept,
        msg("the recorder may make its own branches anew"),
        msg(
            "the recorder may not make its own branches anew, so that what is filed again goes no further: {branches}",
            branches=_below(kept),
        ),
        msg(
            "Settings > Repository > Protected branches > decision/*, issue/*, review/*: Allowed to force push: on"
        ),
        _MAINTAINER,
    )
    open_ = [name for name in BRANCHES if guards and not guards.holds(name)]
    yield look.judge(
        "protections",
        None if guards is None else not open_,
        msg("the recorder's own branches are the recorder's alone, so that approvals there count"),
        msg(
            "others may push to branches of the recorder, so that no approval there counts: {branches}",
            branches=_below(open_),
        ),
        _PROTECT,
        _MAINTAINER,
    )


def _may_be_made_anew(branch: str, protections: tuple[Protection, ...]) -> bool:
    """Whether a branch may be forced: each protection that covers it must allow that."""
    return all(one.force for one in protections if one.covers(branch))


def _below(branches: list[str]) -> tuple[str, ...]:
    return tuple(f"{name.partition('/')[0]}/*" for name in branches) or ("–",)


def _guards(facts: GitLabFacts, recorder_keys: tuple[str, ...]) -> Guards | None:
    if facts.protections is None or facts.deploy_keys is None or facts.members is None:
        return None
    own = [one.public for one in facts.deploy_keys if one.public in recorder_keys]
    ruling = tuple(one for one in facts.members if one.level >= MAINTAINER)
    key = own[0] if own else ""
    return Guards(facts.protections, facts.deploy_keys, ruling, key, facts.me)


def _keys(look: Look[GitLabFacts], recorder_keys: tuple[str, ...]) -> Iterator[Symptom]:
    keys = look.facts.deploy_keys
    writing = [one.public for one in keys or () if one.may_push]
    yield look.judge(
        "deploy_keys",
        None if keys is None else any(one in recorder_keys for one in writing),
        msg("the recorder's key is a deploy key that may write"),
        msg("the recorder's key is no deploy key that may write"),
        msg(
            "Settings > Repository > Deploy keys: add the recorder's public key, with Grant write permissions to this key"
        ),
        _MAINTAINER,
    )
    others = [one for one in writing if one not in recorder_keys]
    if others:
        yield Symptom(
            Condition.ADVICE,
            msg("{count} other deploy keys may write to branches of people", count=len(others)),
            msg("Settings > Repository > Deploy keys: remove what nobody needs"),
        )
    kept = look.facts.kept_keys
    open_ = [one for one in kept or () if not one.protected]
    yield look.judge(
        "kept_keys",
        None if kept is None else not open_,
        msg("no job of a branch can read the recorder's key"),
        msg("the recorder's key is a variable that the jobs of every branch can read"),
        msg(
            "Settings > CI/CD > Variables: delete UBAH_RECORDER_KEY, and run the recorder as a timer on the server; else tick Protect variable, and Masked"
        ),
        _MAINTAINER,
    )


def _people(look: Look[GitLabFacts], people: People) -> Iterator[Symptom]:
    members, me = look.facts.members, look.facts.me
    yield from examine_token(me, people)
    let_in = None if members is None else tuple(_collaborator(one, me) for one in members)
    yield from examine_people(
        let_in, people, unanswered="members" in look.facts.unanswered, doors=_DOORS
    )
    ruling = [one for one in members or () if one.level >= MAINTAINER and one.account != me]
    if ruling:
        yield Symptom(
            Condition.LACKING,
            msg(
                "may change the protection of branches, and so what an approval is bound to: {accounts}",
                accounts=_named(ruling),
            ),
            msg(
                "Manage > Members: make them Developers; the recorder's account alone owns the project"
            ),
        )
    levels = {one.account: one.level for one in members or ()}
    weak = tuple(
        people.roles.name(person)
        for person, own in people.in_office()
        if levels.get(own.id, DEVELOPER) < DEVELOPER
    )
    if weak:
        yield Symptom(
            Condition.LACKING,
            msg("in office, but GitLab takes no approval from their role: {people}", people=weak),
            msg("Manage > Members: make them Developers"),
        )


def _collaborator(member: Member, me: int) -> Collaborator:
    """Return a member as all forges' are told; who administers is told apart here, as it matters more."""
    writes = member.level >= DEVELOPER and member.account != me
    return Collaborator(member.account, member.login, writes, False)


def _named(members: list[Member]) -> tuple[Message | str, ...]:
    return tuple(
        msg("@{login} (Owner)", login=one.login) if one.level >= OWNER else f"@{one.login}"
        for one in members
    )

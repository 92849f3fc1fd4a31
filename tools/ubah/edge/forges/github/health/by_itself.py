"""What `ubah doctor` says of what happens by itself: mails, timed runs, branches that go, reviews let in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from ubah.core.diagnostics import msg
from ubah.core.health.symptoms import Condition, Symptom
from ubah.edge.forges.github.facts import ForgeFacts
from ubah.edge.forges.health.look import Look
from ubah.edge.forges.health.people import People

LATE = timedelta(days=2)
"""A daily run comes late by hours at busy times; after so long it does not come."""


def examine_branches(look: Look[ForgeFacts]) -> Symptom:
    """Return what is to be said of the branches of merged pull requests."""
    return look.judge(
        "deletes_branches",
        look.facts.deletes_branches,
        msg("branches of merged pull requests are deleted"),
        msg("branches of merged pull requests stay, and nobody sees which are done with"),
        msg("Settings > General > Pull Requests: tick Automatically delete head branches"),
        "Contents: write",
        Condition.ADVICE,
    )


def examine_by_itself(
    look: Look[ForgeFacts], recorder_keys: tuple[str, ...], office: People
) -> Iterator[Symptom]:
    """Yield what is to be said of failure mails, of timed runs, and of limits to reviews."""
    yield from _mails(look, recorder_keys, office)
    yield _timed(look, office)
    yield from _limits(look, office)


def _mails(
    look: Look[ForgeFacts], recorder_keys: tuple[str, ...], office: People
) -> Iterator[Symptom]:
    """The forge tells of a failed run to whoever started it, and a key's push is its adder's."""
    logins = {own.login.casefold() for _, own in office.in_office()}
    numbers = {own.id for _, own in office.in_office()}
    logins |= {c.login.casefold() for c in look.facts.collaborators or () if c.account in numbers}
    for key, login in (look.facts.key_adders or {}).items():
        if key not in recorder_keys:
            continue
        said = msg(
            "when a run fails that a landing started, the mail goes to whoever added the deploy key: {who}",
            who=f"@{login}" if login else "–",
        )
        if login.casefold() in logins:
            yield Symptom(Condition.GOOD, said)
        else:
            yield Symptom(
                Condition.ADVICE,
                msg("{said}; that is nobody in office", said=said),
                msg(
                    "Settings > Deploy keys: have somebody in office who reads it delete the key and add it again"
                ),
            )


def _timed(look: Look[ForgeFacts], office: People) -> Symptom:
    times = look.facts.timed
    last = max(times).date() if times else None
    late = last is None or office.day - last > LATE
    hint = msg(
        "Actions > nightly > Enable workflow, or Run workflow; the forge starts timed runs late, and turns them off in a public repository after 60 days in which nobody pushed"
    )
    return look.judge(
        "timed",
        None if times is None else not late,
        msg("timed runs come: the last one on {day}", day=last.isoformat() if last else "–"),
        msg("the last timed run came on {day}", day=last.isoformat())
        if last
        else msg("no timed run has come yet: no nightly audit, and no reminder"),
        hint,
        "Actions: read",
        Condition.LACKING if last else Condition.ADVICE,
    )


def _limits(look: Look[ForgeFacts], office: People) -> Iterator[Symptom]:
    """No interface tells of code review limits; they keep out only who has no access of their own."""
    let_in = look.facts.collaborators
    if look.facts.private is not False or let_in is None:
        return
    known = {one.account for one in let_in}
    outside = tuple(f"@{own.login}" for _, own in office.in_office() if own.id not in known)
    if outside:
        yield Symptom(
            Condition.UNKNOWN,
            msg(
                "whether reviews are limited to who has access is told by the forge's pages alone; if so, these approve nothing: {accounts}",
                accounts=outside,
            ),
            msg(
                "Settings > Moderation options > Code review limits; an organisation has its own: Settings > Moderation > Code review limits"
            ),
        )

"""What `ubah doctor` says of a repository on GitHub: its settings, its jobs, its people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from ubah.core.diagnostics import CannotRun
from ubah.core.health.checks import Setting
from ubah.core.health.symptoms import Condition, Symptom
from ubah.core.office.authority import Authority
from ubah.edge.forges.github.facts import ForgeFacts
from ubah.edge.forges.github.health.repository import examine_forge
from ubah.edge.forges.health.look import recorder_keys
from ubah.edge.forges.health.people import People


def examine(
    ask: Callable[[], ForgeFacts | None],
    host: str,
    authority: Authority,
    setting: Setting,
    day: date,
) -> tuple[Symptom, ...]:
    """Return what is to be said of the repository; what ``ask`` cannot tell is unknown (rule 10).

    ``ask`` returns None where there is no token to ask with, and raises as the client does.
    """
    keys = recorder_keys(authority, day)
    try:
        facts = ask()
    except CannotRun as problem:
        unknown = Symptom(Condition.UNKNOWN, problem.message, problem.hint)
        return (unknown, *examine_forge(None, setting, keys)[1:])
    return examine_forge(facts, setting, keys, People(authority.roles, host, day))

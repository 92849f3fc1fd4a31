"""Removing what the recorder needs no more: the branches of what has landed, or is closed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from ubah.core.forge.model import PullRequest
from ubah.edge.git import MissingObject
from ubah.edge.recorder.assess import COPIES_IN, DECISIONS_IN
from ubah.edge.recorder.recorder import Recorder
from ubah.edge.recorder.request import ISSUES_IN

YOUNG = timedelta(hours=1)
"""So long a branch without a pull request is left alone: another job may be about to open it."""


def tidy(recorder: Recorder, pulls: Iterable[PullRequest]) -> Iterator[str]:
    """Remove the recorder's own branches that none of the open ``pulls`` shows; yield their names.

    Nothing is lost by it: what landed is reachable from main, and the forge keeps what a pull
    request showed under a ref of its own. People's branches are theirs.
    """
    branches = {
        name: oid
        for below in (ISSUES_IN, DECISIONS_IN, COPIES_IN)
        for name, oid in recorder.exchange.branches(below).items()
    }
    shown = {pull.head_branch for pull in pulls if pull.same_repository}
    for name, oid in branches.items():
        if name in shown or not _is_old(recorder, name):
            continue
        if recorder.exchange.remove(name, oid) or recorder.forge.remove_branch(name):
            yield name


def _is_old(recorder: Recorder, name: str) -> bool:
    oid = recorder.exchange.fetch(f"refs/heads/{name}")
    try:
        made = recorder.reader.commit(oid).committed if oid else recorder.clock()
    except MissingObject:
        return False
    return recorder.clock() - made > YOUNG

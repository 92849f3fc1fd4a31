"""Which runs an event starts, which of them wait, and which take another's place.

Docs: actions/reference/workflows-and-actions/events-that-trigger-workflows,
actions/concepts/security/github_token, actions/concepts/workflows-and-actions/concurrency,
actions/how-tos/manage-workflow-runs/{skip-workflow-runs,approve-runs-from-forks}.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from forge.github.actions import Actions
from forge.github.fake import (
    ANSWERS,
    ROBOT,
    WORKFLOWS,
    FakeGitHub,
    account,
    comment_answer,
    issue_answer,
    review_answer,
)
from forge.github.unkind import SKIPS
from forge.standin import REPOSITORY, Account, Comment, Review, stamp

MAIN = "refs/heads/main"
EVENTS = {
    path.stem: json.loads(path.read_text()) for path in (Path(__file__).parent / "events").iterdir()
}
USUAL_TYPES = {"pull_request": ("opened", "synchronize", "reopened")}
OF_PULLS = ("pull_request", "pull_request_review")
"""Events whose runs take the workflow from the pull request, and run for its merge."""
CHAIN = 3
"""So many runs `workflow_run` may start one after the other."""


@dataclass
class Run:
    """A run of a workflow; ``conclusion`` is "" as long as it waits or goes on."""

    number: int
    name: str  # the file's, without its ending
    workflow: dict[str, Any]
    event_name: str
    contexts: dict[str, Any]  # what a group and a job's condition may name
    actor: Account
    sha: str
    from_fork: bool = False
    depth: int = 0  # of a chain of workflow_run
    group: str = ""
    conclusion: str = ""
    log: str = ""

    @property
    def ref(self) -> str:
        return str(self.contexts["github"]["ref"])


@dataclass
class Schedule:
    """What is to run: ``active`` are carried out one after the other, ``pending`` wait for a group.

    A person may still approve what is ``gated``; a run that nobody approves has ended as
    "action_required".
    """

    fake: FakeGitHub
    actions: Actions
    active: list[Run] = field(default_factory=list)
    pending: dict[str, Run] = field(default_factory=dict)
    gated: list[Run] = field(default_factory=list)
    ended: list[Run] = field(default_factory=list)
    known: set[int] = field(default_factory=set)  # whose change was taken here before
    variables: dict[str, str] = field(default_factory=dict)
    made: int = 0
    parsed: dict[str, dict[str, Any]] = field(default_factory=dict)

    # --- what happens -----------------------------------------------------------------------------

    def notice(self) -> None:
        """Start the runs of all that has happened on the forge since the last time."""
        while self.fake.happened:
            one = self.fake.happened.pop(0)
            by_job = one.actor == ROBOT
            if by_job and one.event != "pull_request":
                continue  # what a job's token does starts no run
            event = copy.deepcopy(EVENTS.get(one.event, {"repository": {}}))
            event |= {"action": one.action, "sender": account(one.actor)}
            if one.about in self.fake.pulls:
                self._about_pull(event, one.about)
            else:
                event["issue"] = issue_answer(self.fake.issues[one.about])
            if isinstance(one.detail, Review):
                event["review"] = review_answer(one.detail)
            if isinstance(one.detail, Comment):
                belongs = one.actor[0] in self.fake.logins
                association = "COLLABORATOR" if belongs else "NONE"
                event["comment"] = {**comment_answer(one.detail), "author_association": association}
            self.happens(one.event, event, one.actor, pull=one.about)

    def _about_pull(self, event: dict[str, Any], number: int) -> None:
        answer = self.fake.pull_answer(number)
        for side in ("head", "base"):
            answer[side]["repo"]["full_name"] = REPOSITORY
        if self.fake.pulls[number].fork:
            answer["head"]["repo"]["full_name"] = "orang/perubahan"
        event["pull_request"] = answer
        event["issue"] = {**event.get("issue", {}), "number": number, "state": answer["state"]}
        event["issue"]["pull_request"] = {"url": answer["url"]}

    def pushed(self, branch: str, new: str, actor: Account) -> None:
        """Start the runs of a push that was not made with a job's token."""
        self.happens("push", {"ref": branch, "after": new}, actor, ref=branch)

    def happens(
        self,
        event_name: str,
        event: Mapping[str, Any],
        actor: Account,
        *,
        ref: str = MAIN,
        pull: int = 0,
        depth: int = 0,
        only: str = "",
    ) -> None:
        """Start a run of each workflow that listens, or of ``only`` one: by its clock, or by hand."""
        is_pulls = event_name in OF_PULLS
        sha = self.fake.pulls[pull].head if is_pulls else self.fake.git("rev-parse", ref)
        if event_name in ("push", *OF_PULLS[:1]) and SKIPS.search(self._message(sha)):
            return
        if is_pulls and not self._merges(sha):
            return
        github = {
            "event_name": event_name,
            "event": dict(event),
            "ref": f"refs/pull/{pull}/merge" if is_pulls else ref,
            "repository": REPOSITORY,
            "actor": actor[1],
            "sha": sha,
        }
        # Of what is not a push, a pull request or started by hand, main's own files are meant.
        place = sha if is_pulls or event_name in ("push", "workflow_dispatch") else MAIN
        for name in self.fake.git("ls-tree", "--name-only", f"{place}:{WORKFLOWS}").split():
            workflow = self._read(place, name)
            if only not in ("", name.removesuffix(".yml")):
                continue
            if not listens(workflow["on"], event_name, event, ref):
                continue
            contexts = {"github": github, "inputs": {}, "vars": self.variables}
            run = Run(
                *(self._number(), name.removesuffix(".yml"), workflow, event_name),
                *(contexts, actor, sha),
                from_fork=is_pulls and self.fake.pulls[pull].fork,
                depth=depth,
            )
            self._start(run, gated=is_pulls and self._waits(run, pull))

    def _waits(self, run: Run, pull: int) -> bool:
        """Whether somebody who may write has to let the run start.

        For a job's own pull request, and for a fork's of somebody whose change was never taken here.
        """
        if run.event_name != "pull_request":
            return False
        opener = self.fake.pulls[pull].opener
        return opener == ROBOT or (self.fake.pulls[pull].fork and opener[0] not in self.known)

    def _number(self) -> int:
        self.made += 1
        return self.made

    def _message(self, sha: str) -> str:
        return self.fake.git("show", "-s", "--format=%B", sha)

    def _merges(self, sha: str) -> bool:
        """Whether there is a merge that a run for a pull request could be made for."""
        done = self.fake.git("merge-tree", "--write-tree", "--name-only", MAIN, sha)
        return len(done.split("\n")) == 1

    def _read(self, place: str, name: str) -> dict[str, Any]:
        text = self.fake.git("show", f"{place}:{WORKFLOWS}/{name}")
        if text not in self.parsed:
            self.parsed[text] = self.actions.read(name, text)
        return self.parsed[text]

    # --- who waits for whom -----------------------------------------------------------------------

    def approve(self, run: Run) -> None:
        """Press *Approve workflows to run*."""
        self.gated.remove(run)
        run.conclusion = ""
        self._queue(run)

    def _start(self, run: Run, *, gated: bool) -> None:
        # The parser keeps the indentation of a folded text; names of groups have no case.
        group = self.actions.texts(_concurrency(run)["group"], run.contexts)
        run.group = group.strip().casefold() or f"run-{run.number}"
        self.fake.runs.append(self._row(run))
        if gated:
            run.conclusion = "action_required"
            self.gated.append(run)
            self.tell(run)
        else:
            self._queue(run)

    def _queue(self, run: Run) -> None:
        busy = [one for one in self.active if one.group == run.group]
        cancels = _concurrency(run).get("cancel-in-progress", False)
        if isinstance(cancels, dict):
            cancels = self.actions.holds(cancels, run.contexts)
        if cancels:
            for one in [*busy, *filter(None, [self.pending.pop(run.group, None)])]:
                self._ends(one, "cancelled")
            busy = []
        if not busy:
            self.active.append(run)
            return
        waiting = self.pending.pop(run.group, None)
        self.pending[run.group] = run
        if waiting:
            self._ends(waiting, "cancelled")

    def finish(self, run: Run, conclusion: str) -> None:
        """End a run that was carried out, and let what waited for its group begin."""
        self._ends(run, conclusion)
        following = self.pending.pop(run.group, None)
        if following:
            self.active.append(following)

    def _ends(self, run: Run, conclusion: str) -> None:
        if run in self.active:
            self.active.remove(run)
        run.conclusion = conclusion
        self.ended.append(run)
        self.tell(run)
        if run.depth < CHAIN:
            event = copy.deepcopy(EVENTS["workflow_run"])
            event["workflow_run"] |= {"conclusion": conclusion, "event": run.event_name}
            event["workflow"] |= {"name": run.workflow["name"]}
            event["workflow_run"]["name"] = run.workflow["name"]
            self.happens("workflow_run", event, run.actor, depth=run.depth + 1)

    # --- how they are shown -----------------------------------------------------------------------

    def _row(self, run: Run) -> dict[str, Any]:
        row = copy.deepcopy(ANSWERS["run"]["workflow_runs"][0])
        row.update(
            id=9_000_000_000 + run.number,
            name=run.workflow["name"],
            path=f"{WORKFLOWS}/{run.name}.yml",
            event=run.event_name,
            head_sha=run.sha,
            created_at=stamp(self.fake.clock()),
            status="queued",
            conclusion=None,
        )
        return row

    def tell(self, run: Run) -> None:
        """Show on the forge how a run has ended."""
        [row] = [one for one in self.fake.runs if one["id"] == 9_000_000_000 + run.number]
        row.update(status="completed", conclusion=run.conclusion)


def _concurrency(run: Run) -> dict[str, Any]:
    """Return what a workflow says of its group; the group alone may stand there."""
    said = run.workflow.get("concurrency", "")
    whole = isinstance(said, dict) and "group" in said
    return said if whole else {"group": said}


def listens(on: Mapping[str, Any], event_name: str, event: Mapping[str, Any], ref: str) -> bool:
    """Whether a workflow listens to an event: its kind of activity, its branch, whose run ended."""
    wanted = on.get(event_name)
    if wanted is None:
        return False
    filters = wanted if isinstance(wanted, dict) else {}
    types = filters.get("types") or USUAL_TYPES.get(event_name)
    if types and event.get("action") not in types:
        return False
    if "workflows" in filters and event["workflow"]["name"] not in filters["workflows"]:
        return False
    if "branches" in filters and event_name in ("push", "pull_request", "merge_group"):
        based = "pull_request" in event
        branch = event["pull_request"]["base"]["ref"] if based else ref.removeprefix("refs/heads/")
        return any(fnmatchcase(branch, pattern) for pattern in filters["branches"])
    return True

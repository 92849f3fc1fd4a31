"""What a repository on GitHub shows of the assumptions that no document of GitHub's settles.

Only reading, over what people and the recorder have played before. Each answer is as whole as its first
page: a rehearsal is played in a repository that is thrown away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from ubah.core.diagnostics import Message, msg
from ubah.core.forge.assumptions import Sighting
from ubah.core.forge.model import BOARDS, DECISIVE, ForgeAccount, Issue, Review, Thread
from ubah.edge.forges import ForgeUnreachable
from ubah.edge.forges.github.assumed import (
    AS_WRITTEN,
    BY_EDITOR,
    BY_EYE,
    EDITS_TOLD,
    LABELLED,
    MERGED,
    NO_DEPLOYMENT,
    NO_RUN,
    PINNED,
    PUBLISHED,
    RUNG,
)
from ubah.edge.forges.github.http import PAGE, GitHubHttp
from ubah.edge.forges.github.queries import PINNED_ISSUES
from ubah.edge.forges.github.values import WEB_KEY, account_of, commit_of, pull_of, review_of
from ubah.edge.forges.reading import AnswerPart, whole

SETTLED = timedelta(minutes=10)
"""So long after a landing its publication may still be waiting to be started."""


class Rehearsal:
    """Looks at one repository; ``issue`` reads an issue as the recorder does.

    ``name`` holds what GraphQL calls it by.
    """

    def __init__(
        self,
        http: GitHubHttp,
        path: str,
        now: datetime,
        issue: Callable[[int], Issue],
        name: Mapping[str, str],
    ) -> None:
        self._http = http
        self._path = path
        self._now = now
        self._issue = issue
        self._name = name

    def sightings(self) -> Iterator[Sighting]:
        """Yield what is seen of each assumption, in their order.

        Raises:
            ForgeUnreachable: if the forge does not answer.
            ForgeRefused: if the token may not see it.
        """
        for one in self._looks():
            yield replace(one, request=self._http.last_request)
        yield from (Sighting(one, None) for one in BY_EYE)

    def _looks(self) -> Iterator[Sighting]:
        pulls = self._rows("pulls", "", {"state": "all", "sort": "created", "direction": "desc"})
        decisions = [row for row in pulls if _is_own(row, "decision/")]
        filed = [row for row in pulls if _is_own(row, "issue/")]
        yield self._no_run(decisions)
        yield self._published(filed)
        yield self._rung(decisions)
        yield self._edits_told()
        yield self._no_deployment()
        yield self._merged(filed)
        yield _as_written(decisions)
        yield self._labelled()
        yield self._pinned()
        yield self._by_editor([row for row in pulls if not _is_own(row, "decision/", "issue/")])

    def _no_run(self, decisions: list[AnswerPart]) -> Sighting:
        if not decisions:
            return Sighting(NO_RUN, None)
        pull = pull_of(decisions[0])
        runs = self._runs("", head_sha=pull.head, event="pull_request")
        seen = msg("#{number}: {count} runs", number=pull.number, count=len(runs))
        return Sighting(NO_RUN, not runs, seen, pull.thread)

    def _published(self, filed: list[AnswerPart]) -> Sighting:
        recent: Message | None = None
        for row in filed:
            pull = pull_of(row)
            if not pull.merge_commit:
                continue
            if self._now - _time(row, "merged_at") < SETTLED:
                recent = msg("#{number}: landed less than ten minutes ago", number=pull.number)
                continue
            runs = self._runs("/workflows/publish.yml", head_sha=pull.merge_commit, event="push")
            seen = msg("#{number}: {count} runs", number=pull.number, count=len(runs))
            return Sighting(PUBLISHED, bool(runs), seen, pull.thread)
        return Sighting(PUBLISHED, None, recent)

    def _rung(self, decisions: list[AnswerPart]) -> Sighting:
        for row in decisions:
            pull = pull_of(row)
            given = self._reviewed(pull.number)
            if pull.is_open or given is None:
                continue
            closed = _time(row, "closed_at")
            bells = self._runs("/workflows/land.yml", event="workflow_run")
            rung = [one for one in bells if given <= _time(one, "created_at") <= closed]
            minutes = max(0, (closed - given) // timedelta(minutes=1))
            seen = msg("#{number}: {minutes} minutes", number=pull.number, minutes=minutes)
            return Sighting(RUNG, bool(rung), seen, pull.thread)
        return Sighting(RUNG, None)

    def _reviewed(self, number: int) -> datetime | None:
        reviews: list[Review] = [
            review_of(row) for row in self._http.pages(f"{self._path}/pulls/{number}/reviews")
        ]
        times = [one.submitted for one in reviews if one.submitted and one.state in DECISIVE]
        return max(times, default=None)

    def _edits_told(self) -> Sighting:
        rows = self._rows("issues", "", {"state": "all", "sort": "created", "direction": "desc"})
        forms = [
            row
            for row in rows
            if "pull_request" not in row and str(row.get("body") or "").startswith("### ")
        ]
        for row in forms:
            number = int(row["number"])
            try:
                issue = self._issue(number)
            except ForgeUnreachable as problem:
                return Sighting(EDITS_TOLD, False, problem.message, Thread(number))
            if not issue.editors:
                seen = msg("#{number}: not edited", number=number)
                return Sighting(EDITS_TOLD, True, seen, issue.thread)
        return Sighting(EDITS_TOLD, None)

    def _no_deployment(self) -> Sighting:
        landed = [
            one for one in self._runs("/workflows/land.yml") if one.get("conclusion") == "success"
        ]
        if not landed:
            return Sighting(NO_DEPLOYMENT, None)
        last = max(_time(one, "created_at") for one in landed)
        made = self._rows("deployments", "", {"environment": "recorder"})
        since = [one for one in made if _time(one, "created_at") >= last]
        seen: Message = msg("{count} since the last run", count=len(since))
        return Sighting(NO_DEPLOYMENT, not since, seen)

    def _merged(self, filed: list[AnswerPart]) -> Sighting:
        """A form that has landed is closed; whether it counts as merged, and by what, is the forge's word."""
        for row in filed:
            pull = pull_of(row)
            if pull.is_open:
                continue
            if not pull.merge_commit:
                return Sighting(MERGED, False, None, pull.thread)
            landing = self._http.get(f"{self._path}/git/commits/{pull.merge_commit}")
            brought = pull.head in _parents(landing)[1:]
            return Sighting(MERGED, brought, None, pull.thread)
        return Sighting(MERGED, None)

    def _labelled(self) -> Sighting:
        """The recorder takes a label away again where nobody is waited for; that it was made is seen."""
        made = [name for name in map(_name, self._rows("labels", "", {})) if ": " in name]
        if made:
            return Sighting(LABELLED, True, msg("such as {label}", label=made[0]))
        rung = self._runs("/workflows/command.yml")
        heard = any(one.get("conclusion") == "success" for one in rung)
        return Sighting(LABELLED, False if heard else None)

    def _pinned(self) -> Sighting:
        rows = self._rows("issues", "", {"state": "open", "labels": BOARDS})
        boards = [row for row in rows if "pull_request" not in row]
        if not boards:
            return Sighting(PINNED, None)
        number = int(boards[0]["number"])
        pinned = _pinned_numbers(self._http.graphql(PINNED_ISSUES, self._name))
        return Sighting(PINNED, number in pinned, None, Thread(number))

    def _by_editor(self, pulls: list[AnswerPart]) -> Sighting:
        for row in pulls:
            number = int(row["number"])
            for commit in self._rows(f"pulls/{number}/commits", "", {}):
                committer: ForgeAccount | None = account_of(commit["committer"])
                if committer and committer.login == WEB_KEY:
                    where = Thread(number, is_pull=True)
                    return Sighting(BY_EDITOR, commit_of(commit).by_editor, None, where)
        return Sighting(BY_EDITOR, None)

    def _runs(self, workflow: str, **wanted: str) -> list[AnswerPart]:
        return self._rows(f"actions{workflow}/runs", "workflow_runs", wanted)

    def _rows(self, path: str, inside: str, wanted: Mapping[str, str]) -> list[AnswerPart]:
        answer = self._http.get(f"{self._path}/{path}", {**wanted, "per_page": str(PAGE)})
        return _first_page({"answer": answer, "inside": inside})


@whole
def _first_page(parts: AnswerPart) -> list[AnswerPart]:
    rows = parts["answer"][parts["inside"]] if parts["inside"] else parts["answer"]
    if not isinstance(rows, list):
        raise TypeError(rows)
    return rows


def _is_own(row: AnswerPart, *branches: str) -> bool:
    pull = pull_of(row)
    return pull.same_repository and pull.head_branch.startswith(branches)


def _as_written(decisions: list[AnswerPart]) -> Sighting:
    """A draft whose text is not what the recorder wrote is closed, and asked anew on the same branch."""
    drafts = Counter(pull_of(row).head_branch for row in decisions)
    closed = [pull for pull in map(pull_of, decisions) if not pull.is_open]
    if not closed:
        return Sighting(AS_WRITTEN, None)
    count = drafts[closed[0].head_branch]
    return Sighting(AS_WRITTEN, count == 1, msg("{count} drafts", count=count), closed[0].thread)


@whole
def _name(label: AnswerPart) -> str:
    return str(label["name"])


@whole
def _parents(commit: AnswerPart) -> list[str]:
    return [one["sha"] for one in commit["parents"]]


@whole
def _pinned_numbers(data: AnswerPart) -> set[int]:
    return {node["issue"]["number"] for node in data["repository"]["pinnedIssues"]["nodes"]}


def _time(row: AnswerPart, name: str) -> datetime:
    return _moment({"value": row.get(name)})


@whole
def _moment(parts: AnswerPart) -> datetime:
    return datetime.fromisoformat(parts["value"])

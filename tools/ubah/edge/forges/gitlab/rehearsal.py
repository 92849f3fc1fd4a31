"""What a real GitLab shows of what the recorder takes for granted (docs/assumptions.md)."""

from __future__ import annotations

from collections.abc import Iterator

from ubah.core.diagnostics import msg
from ubah.core.forge.assumptions import Assumption, Sighting
from ubah.core.forge.model import PullRequest
from ubah.edge.forges import ForgeRefused
from ubah.edge.forges.gitlab.http import GitLabHttp
from ubah.edge.forges.gitlab.values import (
    SystemNote,
    approvals_of,
    note_of,
    pull_of,
    pushed_of,
    version_of,
)

NOTED = Assumption(
    41,
    msg("GitLab notes an approval in the words by which the recorder knows it"),
    msg("as the head press Approve on the decision"),
)
ONE_VERSION = Assumption(
    42,
    msg("a merge request of the recorder's own has one version, whatever main gets meanwhile"),
    msg("file a form, and let its merge request land"),
)
MERGED = Assumption(
    43,
    msg("the deploy key passes the protection of main, and what it brings counts as merged"),
    msg("file a form, and let its merge request land"),
)
TOLD = Assumption(
    44,
    msg("the project's events tell each push to main, and where it stood before"),
    msg("let a form land"),
)
BY_EYE = (
    Assumption(
        45,
        msg("the deploy key may force a branch whose protection allows it"),
        msg("edit a form that has not landed yet, and see that its merge request follows"),
        by_eye=True,
    ),
    Assumption(
        46,
        msg("nobody but the recorder can make a branch of a protected name, on the page either"),
        msg("as a Developer try to make the branch review/1-x"),
        by_eye=True,
    ),
    Assumption(
        47,
        msg("who is mentioned in a comment finds it on the to-do list"),
        msg("look at the to-do list of who was asked second"),
        by_eye=True,
    ),
)


class GitLabRehearsal:
    """Looks at one project; ``project`` is where the API has it. It only reads."""

    def __init__(self, http: GitLabHttp, project: str) -> None:
        self._http = http
        self._project = project

    def sightings(self) -> Iterator[Sighting]:
        """Yield what is seen of each assumption."""
        wanted = {"state": "all", "scope": "all", "order_by": "created_at", "sort": "desc"}
        rows = self._http.pages(f"{self._project}/merge_requests", wanted)
        pulls = [pull_of(row) for row in rows]
        own = [one for one in pulls if one.head_branch.startswith(("issue/", "decision/"))]
        yield self._noted([one for one in own if one.head_branch.startswith("decision/")])
        yield self._versions(own)
        yield _merged([one for one in own if one.head_branch.startswith("issue/")])
        yield self._told()
        yield from (Sighting(one, None) for one in BY_EYE)

    def _noted(self, decisions: list[PullRequest]) -> Sighting:
        for pull in decisions:
            path = f"{self._project}/merge_requests/{pull.number}"
            if approvals_of(self._http.get(f"{path}/approvals")):
                notes = [note_of(row) for row in self._http.pages(f"{path}/notes")]
                said = any(isinstance(one, SystemNote) and one.approves for one in notes)
                return Sighting(NOTED, said, None, pull.thread)
        return Sighting(NOTED, None)

    def _versions(self, pulls: list[PullRequest]) -> Sighting:
        for pull in pulls:
            if not pull.is_open:
                path = f"{self._project}/merge_requests/{pull.number}/versions"
                count = len([version_of(row) for row in self._http.pages(path)])
                seen = msg("{count} versions", count=count)
                return Sighting(ONE_VERSION, count == 1, seen, pull.thread)
        return Sighting(ONE_VERSION, None)

    def _told(self) -> Sighting:
        try:
            rows = self._http.pages(f"{self._project}/events", {"action": "pushed"})
        except ForgeRefused:
            return Sighting(TOLD, False)
        pushes = [row for row in map(pushed_of, rows) if row[1] == "main"]
        return Sighting(TOLD, True if pushes else None)


def _merged(filed: list[PullRequest]) -> Sighting:
    for pull in filed:
        if not pull.is_open:
            return Sighting(MERGED, bool(pull.merge_commit), None, pull.thread)
    return Sighting(MERGED, None)

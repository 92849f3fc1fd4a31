"""GitLab behind the `Forge` interface: REST, and GraphQL for when a text was last edited."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from urllib.parse import quote

from ubah.core.diagnostics import msg
from ubah.core.forge.assumptions import Sighting
from ubah.core.forge.capabilities import Capabilities
from ubah.core.forge.model import (
    ForgeAccount,
    Issue,
    PullEvidence,
    PullRequest,
    Review,
    ReviewState,
    Thread,
)
from ubah.core.forms.text import FormText
from ubah.core.voucher import Binding, Untouched
from ubah.edge.forges import ForgeRefused, ForgeUnreachable
from ubah.edge.forges.gitlab.guarded import Guards, read_guards
from ubah.edge.forges.gitlab.http import GitLabHttp
from ubah.edge.forges.gitlab.queries import LAST_EDIT
from ubah.edge.forges.gitlab.rehearsal import GitLabRehearsal
from ubah.edge.forges.gitlab.shown import GitLabShown
from ubah.edge.forges.gitlab.texts import harmless
from ubah.edge.forges.gitlab.values import (
    Approval,
    PullVersion,
    SystemNote,
    approvals_of,
    edit_of,
    is_bot,
    issue_of,
    pull_of,
    pushed_of,
    reopened_of,
    version_of,
)
from ubah.edge.forges.reading import AnswerPart

FORM_TEXT = FormText("### ", frozenset({"", "-"}), 1_048_576, hints=True, boxes=True)
"""What people leave of a description template; 1,048,576 characters is what a description may hold."""

APART = timedelta(seconds=5)
"""How far apart GitLab may tell the time of one thing in two places."""


class GitLab(GitLabShown):
    """One project on a GitLab; ``path`` is its path with all groups, ``own_key`` the recorder's, if it is here."""

    def __init__(self, http: GitLabHttp, host: str, path: str, own_key: str = "") -> None:
        super().__init__(http, f"/projects/{quote(path, safe='')}", path)
        self._host = host
        self._own_key = own_key
        self._bots: dict[int, bool] = {}

    @property
    def host(self) -> str:
        """The forge's host, as accounts in roles.yaml name it."""
        return self._host

    @property
    def capabilities(self) -> Capabilities:
        """GitLab keeps no commit with an approval, and nobody refuses there with a reason bound to it."""
        return Capabilities(Binding.VERSION, Untouched.TOLD, refusals=False, editor=False)

    @property
    def form_text(self) -> FormText:
        """How people fill in a description template."""
        return FORM_TEXT

    def pull_refspec(self, number: int) -> str:
        """Return the ref under which a merge request's head can be fetched."""
        return f"refs/merge-requests/{number}/head"

    def pull(self, number: int) -> PullRequest:
        """Return a merge request."""
        return self._pull_of(self._http.get(f"{self._project}/merge_requests/{number}"))

    def open_pulls(self, base: str) -> tuple[PullRequest, ...]:
        """Return the open merge requests into the branch ``base``, oldest first."""
        return self._pulls(state="opened", target_branch=base)

    def pulls_of_branch(self, branch: str) -> tuple[PullRequest, ...]:
        """Return the merge requests of one of the office's own branches, open or not."""
        found = self._pulls(state="all", source_branch=branch)
        return tuple(one for one in found if one.same_repository)

    def _pull_of(self, row: AnswerPart) -> PullRequest:
        """Read a merge request, with whether the recorder's own account opened it."""
        pull = pull_of(row)
        return replace(pull, opener=self._marked(pull.opener))

    def _pulls(self, **wanted: str) -> tuple[PullRequest, ...]:
        asked = {**wanted, "scope": "all", "order_by": "created_at", "sort": "asc"}
        rows = self._http.pages(f"{self._project}/merge_requests", asked)
        return tuple(self._pull_of(row) for row in rows)

    def pulls_of_commit(self, oid: str) -> tuple[PullRequest, ...]:
        """Return the merge requests that a commit belongs to or came out of."""
        path = f"{self._project}/repository/commits/{oid}/merge_requests"
        return tuple(self._pull_of(row) for row in self._http.pages(path))

    # --- what may prove something -------------------------------------------------------------------

    def evidence(self, pull: PullRequest) -> PullEvidence:
        """Return the approvals of a merge request, each with what it is bound to.

        Raises:
            ForgeUnreachable: also if somebody pushed or approved while it was being read.
        """
        path = f"{self._project}/merge_requests/{pull.number}"
        approvals = approvals_of(self._http.get(f"{path}/approvals"))
        approvals = tuple(replace(one, who=self._person(one.who)) for one in approvals)
        notes = self._system_notes(pull.thread)
        versions = tuple(version_of(row) for row in self._http.pages(f"{path}/versions"))
        if approvals and not versions:
            raise ForgeUnreachable(msg("its list of versions is not whole"))
        now = self._pull_of(self._http.get(path))
        if now.head != pull.head:
            raise ForgeUnreachable(msg("the pull request changed while it was being read"))
        binding, commit = self._bound(now, versions)
        reviews = tuple(_review(one, notes, versions, binding, commit) for one in approvals)
        given = frozenset(one.who.id for one in approvals)
        return PullEvidence(
            replace(now, asked=now.asked - given),
            reviews,
            (),
            altered=any(note.edits for note in notes),
            binding=binding,
        )

    def _bound(self, pull: PullRequest, versions: tuple[PullVersion, ...]) -> tuple[Binding, str]:
        """Return what binds an approval there, and the commit; "" where the settings cannot be seen.

        One version, on a branch that nobody but the recorder can push to: nothing else can ever have
        been looked at. Whether the branch may be forced makes no difference to that.
        """
        if not pull.same_repository or [one.head for one in versions] != [pull.head]:
            return Binding.UNBOUND, ""
        if self.guards is None:
            return Binding.VERSION, ""
        if not self.guards.holds(pull.head_branch):
            return Binding.UNBOUND, ""
        return Binding.VERSION, pull.head

    @cached_property
    def guards(self) -> Guards | None:
        """What protects the project's branches, read once; None where the token may not see it."""
        return read_guards(self._http, self._project, self._own_key, self.own_account)

    def _person(self, who: ForgeAccount) -> ForgeAccount:
        """Return an account with whether it is a robot's, which the list of approvals does not tell."""
        if who.id not in self._bots:
            self._bots[who.id] = is_bot(self._http.get(f"/users/{who.id}"))
        return replace(who, is_robot=self._bots[who.id])

    def _system_notes(self, thread: Thread) -> tuple[SystemNote, ...]:
        return tuple(one for one in self._notes(thread) if isinstance(one, SystemNote))

    def issue(self, number: int) -> Issue:
        """Return an issue with who edited its description, who reopened it, and whether it was moved here.

        GitLab notes each change of a description with who made it, and nobody can take such a note away;
        it keeps the last one besides, together with the text. Where these differ, the notes lag behind.
        What it notes of projects that the recorder may not see is kept from it, a move from there as well.

        Raises:
            ForgeUnreachable: also if its description changed meanwhile, or the notes lag behind it.
        """
        path = f"{self._project}/issues/{number}"
        issue = issue_of(self._http.get(path))
        told, withheld = self._notes_told(issue.thread)
        notes = [one for one in told if isinstance(one, SystemNote)]
        states = [reopened_of(row) for row in self._http.pages(f"{path}/resource_state_events")]
        wanted = {"path": self._path, "number": str(number)}
        last = edit_of(self._http.graphql(LAST_EDIT, wanted))
        edits = [note for note in notes if note.edits]
        texts = [note for note in edits if not note.text.startswith("changed title")]
        newest = max((note.at for note in texts), default=None)
        lags = last.at is not None and (newest is None or last.at > newest + APART)
        if last.description != issue.body or lags:
            raise ForgeUnreachable(msg("the issue changed while it was being read"))
        editors = tuple(note.who.id if note.who else None for note in texts)
        again = [(who, when) for reopened, who, when in states if reopened]
        return replace(
            issue,
            editors=(*editors, last.by) if last.at is not None else editors,
            edited=max((at for at in (newest, last.at) if at), default=None),
            reopeners=tuple(who for who, _ in again),
            reopened=max((when for _, when in again), default=None),
            moved=any(note.brings for note in notes),
            withheld=withheld,
        )

    def moved_since(self, branch: str, moment: datetime, now: datetime) -> str | None:
        """Return where a branch stood at ``moment``, by the project's events (docs: api/events).

        None where it has not moved since, or GitLab keeps no such event any more.
        """
        day = (moment.astimezone(UTC) - timedelta(days=2)).date().isoformat()
        wanted = {"action": "pushed", "after": day}
        try:
            rows = [pushed_of(row) for row in self._http.pages(f"{self._project}/events", wanted)]
        except ForgeRefused as problem:
            if problem.status not in (403, 404):
                raise
            return None
        later = [(at, before) for at, ref, before in rows if ref == branch and at > moment]
        return min(later, default=(moment, ""))[1] or None

    # --- what the recorder does ---------------------------------------------------------------------

    def open_pull(self, title: str, body: str, branch: str, base: str) -> PullRequest:
        """Open a merge request for a branch that is there."""
        content = {
            "title": title,
            "description": harmless(body),
            "source_branch": branch,
            "target_branch": base,
        }
        return self._pull_of(self._http.write("POST", f"{self._project}/merge_requests", content))

    def close_pull(self, number: int) -> None:
        """Close a merge request; nothing happens where it is closed."""
        path = f"{self._project}/merge_requests/{number}"
        self._http.write("PUT", path, {"state_event": "close"})

    def close_issue(self, number: int) -> None:
        """Close an issue; nothing happens where it is closed."""
        self._http.write("PUT", f"{self._project}/issues/{number}", {"state_event": "close"})

    def landed(self, number: int, commit: str) -> None:
        """Do nothing: GitLab sees by itself what a push to main has merged."""

    def remove_branch(self, name: str) -> bool:
        """Remove a branch: git may not remove a protected one (docs: api/branches)."""
        path = f"{self._project}/repository/branches/{quote(name, safe='')}"
        try:
            self._http.write("DELETE", path)
        except ForgeRefused as problem:
            if problem.status not in (400, 403, 404, 405):  # 400: a hook of the server's says no
                raise
            return False
        return True

    def address(self, thread: Thread) -> str:
        """Return where an issue or a merge request is looked at."""
        kind = "merge_requests" if thread.is_pull else "issues"
        return f"https://{self._host}/{self._path}/-/{kind}/{thread.number}"

    def reference(self, thread: Thread) -> str:
        """Return how texts on GitLab name an issue (#7) or a merge request (!7)."""
        return f"{'!' if thread.is_pull else '#'}{thread.number}"

    def rehearsed(self, now: datetime) -> Iterator[Sighting]:
        """Yield what the project shows of each assumption about GitLab, by ``now``."""
        return GitLabRehearsal(self._http, self._project).sightings()


def _review(
    approval: Approval,
    notes: tuple[SystemNote, ...],
    versions: tuple[PullVersion, ...],
    binding: Binding,
    commit: str,
) -> Review:
    """Return an approval as a review; its number is that of GitLab's own note about it.

    Raises:
        ForgeUnreachable: if GitLab has not noted it yet, which it does a moment later.
    """
    own = [one for one in notes if one.approves and one.who and one.who.id == approval.who.id]
    last = max(own, key=lambda note: (note.at, note.id), default=None)
    if last is None or (approval.since and last.at < approval.since - APART):
        raise ForgeUnreachable(msg("its two lists of reviews differ"))
    since = approval.since or last.at
    if any(since < one.made for one in versions):
        binding, commit = Binding.UNBOUND, ""
    return Review(last.id, approval.who, ReviewState.APPROVED, commit, since, binding=binding)

"""What a repository on a Forgejo or Gitea shows of what no document of theirs settles.

Only reading, over what people and the recorder have played before.
"""

from __future__ import annotations

from collections.abc import Iterator

from ubah.core.diagnostics import msg
from ubah.core.forge.assumptions import Assumption, Sighting
from ubah.core.forge.model import BOARDS, PullRequest, Thread
from ubah.core.voucher import Untouched
from ubah.edge.forges import ForgeRefused
from ubah.edge.forges.forgejo.http import ForgejoHttp
from ubah.edge.forges.forgejo.values import AnswerReading, labels_of, pin_of, pushed_from

ALONE = Assumption(
    31,
    msg("the settings tell that nobody but the recorder may edit other people's texts"),
    msg("let everybody but the recorder's account only read, and give the recorder an own token"),
)
FORM = Assumption(
    32,
    msg("a filled-in form's text begins with its first field"),
    msg("file a form"),
)
MARKED = Assumption(
    33,
    msg("the recorder may mark what it landed as merged"),
    msg("tick Manually merged in Settings > Units, under Pull requests, and let a form land"),
)
PUSHES = Assumption(
    34,
    msg("the list of activities tells when main was pushed, and from where"),
    msg("let a form land"),
)
PINNED = Assumption(35, msg("the recorder pins the board"), msg("let the recorder run"))
BY_EYE = (
    Assumption(
        36,
        msg("who may only read can be asked for a review, approve and request changes"),
        msg("as the head open the decision, under Files changed > Review"),
        by_eye=True,
    ),
    Assumption(
        37,
        msg("a review's text that its author edits afterwards stays what it was for programs"),
        msg("edit the text of a review on its page, and see what the recorder lands"),
        by_eye=True,
    ),
)
ASSUMPTIONS = (ALONE, FORM, MARKED, PUSHES, PINNED, *BY_EYE)
_HEADING = "### "


class ForgejoRehearsal:
    """Looks at one repository; ``untouched`` is what its settings tell of other people's texts."""

    def __init__(
        self, http: ForgejoHttp, path: str, reading: AnswerReading, untouched: Untouched
    ) -> None:
        self._http = http
        self._path = path
        self._reading = reading
        self._untouched = untouched

    def sightings(self) -> Iterator[Sighting]:
        """Yield what is seen of each assumption, in their order.

        Raises:
            ForgeUnreachable: if the forge does not answer.
        """
        yield Sighting(ALONE, self._untouched is Untouched.SETTINGS)
        yield self._form()
        yield self._marked()
        yield self._pushes()
        yield self._pinned()
        yield from (Sighting(one, None) for one in BY_EYE)

    def _form(self) -> Sighting:
        wanted = {"state": "all", "type": "issues"}
        issues = [self._reading.issue(row) for row in self._rows("issues", wanted)]
        filed = [one for one in issues if one.body.startswith(_HEADING)]
        if not filed:
            return Sighting(FORM, None)
        return Sighting(FORM, True, None, filed[0].thread)

    def _marked(self) -> Sighting:
        pulls = map(self._reading.pull, self._rows("pulls", {"state": "closed"}))
        filed = [pull for pull in pulls if _is_filed(pull)]
        if not filed:
            return Sighting(MARKED, None)
        merged = [pull for pull in filed if pull.merge_commit]
        count = msg("{count} of {all} are", count=len(merged), all=len(filed))
        return Sighting(MARKED, bool(merged), count, (merged or filed)[0].thread)

    def _pushes(self) -> Sighting:
        try:
            rows = self._rows("activities/feeds", {})
        except ForgeRefused:
            return Sighting(PUSHES, False, msg("there is no such list here"))
        found = [ref for ref, _ in map(pushed_from, rows) if ref == "refs/heads/main"]
        return Sighting(PUSHES, True if found else None)

    def _pinned(self) -> Sighting:
        wanted = {"state": "open", "type": "issues", "labels": BOARDS}
        boards = [row for row in self._rows("issues", wanted) if BOARDS in labels_of(row)]
        if not boards:
            return Sighting(PINNED, None)
        number = self._reading.issue(boards[0]).number
        return Sighting(PINNED, pin_of(boards[0]) > 0, None, Thread(number))

    def _rows(self, path: str, wanted: dict[str, str]) -> list[dict[str, object]]:
        return list(self._http.rows(f"{self._path}/{path}", wanted).data)


def _is_filed(pull: PullRequest) -> bool:
    return pull.same_repository and pull.head_branch.startswith("issue/")

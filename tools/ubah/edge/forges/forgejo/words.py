"""What the pages of Forgejo and Gitea call what people press there."""

from __future__ import annotations

from ubah.core.diagnostics import msg
from ubah.core.forge.words import ForgeWords

WORDS = ForgeWords(
    approve="Approve",
    refuse="Request changes",
    buttons=msg("These buttons are under Files changed > Review, in the upper right corner."),
    waits=msg("waits for the decision: Files changed > Review"),
    approving=msg("To approve: Files changed > Review > Approve."),
    no_merging=msg("Do not merge: the recorder lands your review and closes this by itself."),
    unclear_refusal=msg(
        "From the text of your refusal it cannot be told which of the two is meant, so nothing is recorded. Press Request changes again, with one of these on the first line, nothing else on that line, and the reason below it:"
    ),
    altered=msg(
        "The title or the text of this pull request is not as the recorder wrote it, so no review of it counts; it is closed, and the decision is asked for again in a new one."
    ),
    let_in=msg(
        "{person} may decide, but the forge does not let them be asked for a review: let the account in to read (Settings > Collaborators)",
        person="",
    ),
)

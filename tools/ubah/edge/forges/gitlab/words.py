"""What GitLab's pages call what people press there."""

from __future__ import annotations

from ubah.core.diagnostics import msg
from ubah.core.forge.words import ForgeWords, pull_called

WORDS = ForgeWords(
    approve="Approve",
    refuse="",
    buttons=msg(
        "The button Approve is on this page, below the description. A comment decides nothing, nor does Request changes under Your review."
    ),
    waits=msg("waits for the decision: Approve, below the description"),
    approving=msg("To approve, press Approve here, below the description."),
    no_merging=msg("Do not merge: the recorder lands your approval and closes this by itself."),
    unclear_refusal=msg(
        "From the text of your refusal it cannot be told which of the two is meant, so nothing is recorded. File the form again, with one of these as its code:"
    ),
    altered=msg(
        "The title or the text of this merge request is not as the recorder wrote it, so no approval of it counts; it is closed, and the decision is asked for again in a new one."
    ),
    let_in=msg(
        "{person} may decide, but the forge does not let them be asked for a review: invite the account, as Developer (Manage > Members)",
        person="",
    ),
    pull=pull_called("gitlab"),
)

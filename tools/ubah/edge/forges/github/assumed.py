"""What is assumed of GitHub, by the numbers of docs/assumptions.md."""

from __future__ import annotations

from ubah.core.diagnostics import msg
from ubah.core.forge.assumptions import Assumption

NO_RUN = Assumption(
    1,
    msg("no run waits for a click on the draft of a decision, whose commit says [skip ci]"),
    msg("bring a request to the head: file the forms to submit, accept and escalate it"),
)
PUBLISHED = Assumption(
    2,
    msg("what lands of a form is published, though the commit of its branch says [skip ci]"),
    msg("file a form, and let ten minutes pass after it has landed"),
)
RUNG = Assumption(
    3,
    msg("a review of a decision rings for the recorder"),
    msg("as the head press Approve on the decision, under Files changed > Review changes"),
)
EDITS_TOLD = Assumption(
    4,
    msg("of a form's issue that nobody edited, the forge says that nobody did"),
    msg("file a form, and do not edit it"),
)
NO_DEPLOYMENT = Assumption(
    5,
    msg("the recorder's environment gives its key without a deployment being made"),
    msg("let the recorder run: Actions > land > Run workflow"),
)
MERGED = Assumption(
    6,
    msg(
        "the recorder's push to main passes the rulesets, and the form's pull request counts as merged by it"
    ),
    msg("file a form, and let its pull request land"),
)
AS_WRITTEN = Assumption(
    7,
    msg(
        "a decision's text stands on the forge as the recorder wrote it, so that one draft is enough"
    ),
    msg("as the head press Approve on the decision, under Files changed > Review changes"),
)
LABELLED = Assumption(
    8,
    msg("a job's token makes the labels that it sets"),
    msg("while a decision waits write /ubah periksa under it, as the change manager"),
)
PINNED = Assumption(
    9,
    msg("a job's token pins the board"),
    msg("let the recorder run: Actions > land > Run workflow"),
)
BY_EDITOR = Assumption(
    10,
    msg("what is written in the forge's editor is signed in the name of web-flow, and verified"),
    msg("in the forge's editor add a line to a .md file, on a new branch, and open a pull request"),
)
BY_EYE = (
    Assumption(
        11,
        msg("a new comment tells whom it mentions, and one that is edited does not"),
        msg("in each account look at its notifications"),
        by_eye=True,
    ),
    Assumption(
        12,
        msg("whoever has no access is left out of an assignment, and the others are assigned"),
        msg(
            "take somebody's access away while a request waits for them, and look at the next pull request"
        ),
        by_eye=True,
    ),
    Assumption(
        13,
        msg("the pinned board stands above the list of issues, also on a phone"),
        msg("look at the issues"),
        by_eye=True,
    ),
    Assumption(
        14,
        msg("a timed run knows that its repository is private, and so does nothing there"),
        msg(
            "in a private repository look under Actions > land at a run by the clock: it has to be skipped"
        ),
        by_eye=True,
    ),
    Assumption(
        15,
        msg("the ruleset lets deploy keys pass, and its page says so"),
        msg("as the owner look at the bypass list of the ruleset main"),
        by_eye=True,
    ),
    Assumption(
        16,
        msg("when a publication fails after a landing, whoever added the deploy key is mailed"),
        msg("switch Pages off, let something land, and see who is mailed"),
        by_eye=True,
    ),
    Assumption(
        17,
        msg("whoever may only read can be a code owner"),
        msg("open .github/CODEOWNERS on GitHub: it shows errors above the file"),
        by_eye=True,
    ),
)
ASSUMPTIONS = (
    *(NO_RUN, PUBLISHED, RUNG, EDITS_TOLD, NO_DEPLOYMENT),
    *(MERGED, AS_WRITTEN, LABELLED, PINNED, BY_EDITOR),
    *BY_EYE,
)

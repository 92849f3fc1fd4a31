"""What cannot be judged: what the SOP does not ask for, and what the tool itself stumbles over."""

from __future__ import annotations

from ubah.core.diagnostics import Finding, Place, error, indeterminate, msg
from ubah.core.rules.contents import AUTHORITY_UNUSABLE, JUDGE_FAILED


def unasked(place: Place, problem: str) -> Finding:
    """Return the finding on what the office's own schemas let in without what the judge relies on."""
    message = msg(
        "this cannot be judged: sop.yaml or a schema asks for less than the tool needs ({problem})",
        problem=problem,
    )
    hint = msg("put schemas/ back as they came with the tool, or write the missing field")
    return error(AUTHORITY_UNUSABLE, place, message, hint)


def judge_failed(place: Place, problem: Exception) -> Finding:
    """Return the finding on what the judge itself stumbled over: nothing is passed (rule 10)."""
    finding = indeterminate(
        JUDGE_FAILED,
        place,
        msg(
            "the tool itself failed here, so this is not judged: {reason}",
            reason=f"{type(problem).__name__}: {problem}"[:120],
        ),
        msg("report this with what UBAH_DEBUG=1 prints"),
    )
    return finding.because_of(problem)

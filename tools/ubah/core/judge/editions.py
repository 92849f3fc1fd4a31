"""What an office is held to: no rule that came into the tool after its edition of the rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ubah.core.diagnostics import Finding, in_force
from ubah.core.model import JudgedStep, Judgement


def judgement(findings: Iterable[Finding], steps: Iterable[JudgedStep], edition: int) -> Judgement:
    """Return what was found, in order, as far as ``edition`` of the rules knows it (rule 13).

    This is the one place where the edition of a rule is asked for: whoever finds something does so
    in every office, and what is newer than the office's edition yields nothing.
    """
    held = sorted(in_force(set(findings), edition), key=lambda finding: finding.order)
    judged = (replace(step, findings=tuple(in_force(step.findings, edition))) for step in steps)
    return Judgement(tuple(held), tuple(judged))

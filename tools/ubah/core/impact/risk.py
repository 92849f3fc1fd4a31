"""The risk that follows from impact and likelihood, by the matrix that the office has set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

IMPACT, LIKELIHOOD, RISK = "impact", "likelihood", "risk"
"""The evidence fields of sop.yaml that a matrix reads, and the one that it gives."""

RiskMatrix = Mapping[str, Mapping[str, str]]
"""Impact → likelihood → risk; {} in an office that has none."""


def risk_that_follows(matrix: RiskMatrix, evidence: Mapping[str, Any]) -> str:
    """Return the risk that a matrix gives for what a step says, "" where it gives none."""
    impact, likelihood = (str(evidence.get(name, "")) for name in (IMPACT, LIKELIHOOD))
    return matrix.get(impact, {}).get(likelihood, "")

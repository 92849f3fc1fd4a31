"""What is told of a rule of the judge."""

from __future__ import annotations

from dataclasses import dataclass

from ubah.core.diagnostics import Basis, Label


@dataclass(frozen=True)
class Rule:
    """A rule of the judge: ``what`` it means, ``why`` it is there, how to ``mend`` a finding."""

    id: str
    name: str
    basis: Basis
    title: Label
    what: Label
    why: Label
    mend: Label

"""The rules of the judge. A rule is one object, declared once, with all that is told of it.

Where something is found, the module that finds it names the rule: ``error(STEP_UNPROVED, ...)``. The
rule book that people read, the ids in reports, and every choice of rules derive from what stands
here; of which edition of an office's rules a rule is, see `ubah.core.diagnostics.Rule.since`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType, ModuleType

from ubah.core.diagnostics import Rule
from ubah.core.rules import (
    assets,
    authority,
    calendar,
    contents,
    files,
    guards_amendment,
    guards_release,
    guards_request,
    guards_work,
    history,
    offices,
    process,
    proofs,
    references,
    seen,
    times,
)

RULE_MODULES: tuple[ModuleType, ...] = (
    files,
    contents,
    process,
    references,
    guards_request,
    guards_work,
    guards_release,
    guards_amendment,
    offices,
    proofs,
    authority,
    assets,
    history,
    times,
    calendar,
    seen,
)

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (
            each
            for module in RULE_MODULES
            for each in vars(module).values()
            if isinstance(each, Rule)
        ),
        key=lambda rule: rule.id,
    )
)
"""Every rule, in the order of the ids: the rule book."""

BY_ID: Mapping[str, Rule] = MappingProxyType({rule.id: rule for rule in RULES})
"""The rules by their ids, for what a person types and for what sop.yaml names."""

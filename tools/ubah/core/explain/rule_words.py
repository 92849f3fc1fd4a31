"""The rule book's texts with the names that an office's own SOP has for its actions."""

from __future__ import annotations

import re
from dataclasses import replace

from ubah.core.diagnostics import Label, Rule
from ubah.core.meanings import NAME_OF, Meaning
from ubah.core.sop import Sop

_NAMED = re.compile(r"\{([a-z_]+)\}")


def named_as_in(sop: Sop | None, rule: Rule) -> Rule:
    """Return a rule whose texts name actions as ``sop`` does; None: as the tool's own sop.yaml."""

    def named(found: re.Match[str]) -> str:
        meaning = Meaning(found[1])
        return sop.named(meaning) if sop is not None else NAME_OF[meaning]

    def told(text: Label) -> Label:
        return Label(_NAMED.sub(named, text.id), _NAMED.sub(named, text.en))

    return replace(rule, what=told(rule.what), why=told(rule.why), mend=told(rule.mend))

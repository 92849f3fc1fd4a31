"""Proofs, needs and discarded proofs as JSON has them, for every report that shows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from ubah.core.diagnostics import Label, Message, Value, Verdict
from ubah.core.model import Discarded, Proof
from ubah.core.people.roles import Roles
from ubah.core.register.needs import Need
from ubah.report.markdown import inline

InWords = Callable[[Value], str]
"""From whatever a message holds to text in the reader's language."""
Forms = Mapping[str, tuple[tuple[Label, str], ...]]
"""Record → title and address of each form for its next step."""
Say = Callable[[Message | Label], str]
"""From a sentence or a label to text in the reader's language."""


def with_names(message: Message, roles: Roles) -> Message:
    """Return a message that calls people by their names instead of their ids, for whoever reads no roles.yaml.

    Not for hints: what is typed takes the ids.
    """

    def named(value: Value) -> Value:
        if isinstance(value, Message):
            return with_names(value, roles)
        if isinstance(value, tuple):
            return tuple(named(one) for one in value)
        return roles.name(value) if isinstance(value, str) else value

    return replace(message, values=tuple((key, named(value)) for key, value in message.values))


def inlined(say: Say) -> Say:
    """Return what says the same as text that can stand inside a line of Markdown."""
    return lambda message: inline(say(message))


def need_value(need: Need, words: InWords) -> dict[str, Any]:
    """Return a need as JSON has it."""
    return {
        "rule": need.rule.id,
        "basis": need.basis.value,
        "needed": words(need.what),
        "found": words(need.found) or None,
        "met": {Verdict.PASS: True, Verdict.FAIL: False}.get(need.verdict),
        "messages": [words(finding.message) for finding in need.findings],
    }


def proof_value(proof: Proof | None) -> dict[str, Any] | None:
    """Return a proof as JSON has it; its time is that of its commit, or the recorder's."""
    if proof is None:
        return None
    return {
        "kind": proof.kind.value,
        "person": proof.person,
        "commit": proof.commit,
        "key": proof.key or None,
        "account": proof.account or None,
        "evidence": proof.evidence or None,
        "bound_by": proof.bound_by.value,
        "binding": proof.binding.value,
        "untouched": proof.untouched.value,
    }


def discarded_value(item: Discarded, words: InWords) -> dict[str, Any]:
    """Return what was no proof, and why, as JSON has it."""
    return {"commit": item.commit, "reason": words(item.reason)}

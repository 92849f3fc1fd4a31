"""Why a landing was judged as it was, as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ubah.core.diagnostics import Value, msg
from ubah.core.explain.landing import Explanation, PathReasons, Remedy, StepReasons
from ubah.core.model import Discarded
from ubah.core.names import BASES, MET, VERDICTS
from ubah.core.paths import KIND_LABELS
from ubah.core.people.roles import Roles
from ubah.core.register.needs import Need
from ubah.core.render import Translate
from ubah.core.render import render as in_words
from ubah.report.escape import as_printed, encodable, line, visible
from ubah.report.model import SHORT
from ubah.report.parts import InWords, discarded_value, need_value, proof_value
from ubah.report.text import finding_lines


def as_text(explanation: Explanation, language: str, translate: Translate) -> str:
    """Return the explanation for people: a block for each step and path, then what may be done."""

    def words(value: Value) -> str:
        return visible(in_words(value, translate, language))

    lines = _lines(explanation, words, language, translate)
    return "".join(f"{each}\n" for each in lines)


def _lines(
    explanation: Explanation, words: InWords, language: str, translate: Translate
) -> Iterator[str]:
    landing, roles = explanation.landing, explanation.roles
    if landing.proposed:
        head = landing.commit.parents[1][:SHORT]
        yield line(words(msg("Proposed landing of {commit}", commit=head)))
    else:
        yield line(words(msg("Landing {commit}", commit=landing.commit.oid)))
    base = landing.commit.parents[0][:SHORT]
    yield line(words(msg("judged by the authority files of its first parent, {base}", base=base)))
    yield line(words(VERDICTS[explanation.verdict]))
    for reasons in explanation.steps:
        yield ""
        yield from _step_lines(reasons, roles, words)
        yield from _remedy_lines(reasons.remedies, roles, words)
    for path in explanation.paths:
        yield ""
        yield line(f"{visible(path.path)} ({words(KIND_LABELS[path.kind])})")
        yield from _need_lines(path.needs, words)
        yield from _discarded_lines(path.discarded, words)
        yield from _remedy_lines(path.remedies, roles, words)
    if explanation.others:
        yield ""
        yield line(words(msg("Besides")))
        for need in explanation.others:
            for finding in need.findings:
                yield from (f"  {each}" for each in finding_lines(finding, language, translate))
    for record, remedies in explanation.onward:
        yield ""
        heading = msg("What may follow: {record}", record=record) if record else msg("Next")
        yield line(words(heading))
        yield from _remedy_lines(remedies, roles, words)


def _step_lines(reasons: StepReasons, roles: Roles, words: InWords) -> Iterator[str]:
    step, action = reasons.step, reasons.step.action
    if action is None:
        return
    numbers = "/".join(str(number) for number in action.steps) or "–"
    head = f"{step.record} #{step.entry.number} [{numbers}] {words(action.label)} ({action.name})"
    yield line(f"{head} — {visible(roles.named(step.entry.by))}")
    yield from _need_lines(reasons.needs, words)
    yield from _discarded_lines(step.discarded, words)


def _need_lines(needs: tuple[Need, ...], words: InWords) -> Iterator[str]:
    for need in needs:
        found = words(need.found)
        shown = words(msg("found: {found}", found=found)) if found else ""
        parts = [f"{need.rule.id} ({words(BASES[need.basis])}) {words(need.what)}", shown]
        yield f"  [{words(MET[need.verdict])}] {'; '.join(part for part in parts if part)}"
        for finding in need.findings:
            yield f"      {words(finding.message)}"
            if finding.hint:
                yield f"      → {words(finding.hint)}"


def _discarded_lines(discarded: tuple[Discarded, ...], words: InWords) -> Iterator[str]:
    for item in discarded:
        said = msg("discarded: {commit}: {reason}", commit=item.commit[:SHORT], reason=item.reason)
        yield f"    {words(said)}"


def _remedy_lines(remedies: tuple[Remedy, ...], roles: Roles, words: InWords) -> Iterator[str]:
    for remedy in remedies:
        if remedy.note:
            yield f"  → {words(remedy.note)}"
            continue
        people = ", ".join(visible(roles.named(person)) for person in remedy.people)
        who = people or words(msg("nobody in office"))
        yield f"  → {who}: {visible(remedy.command)}" if remedy.command else f"  → {who}"


def as_json(explanation: Explanation, language: str, translate: Translate) -> str:
    """Return the explanation as one JSON object; the same explanation gives the same bytes."""

    def words(value: Value) -> str:
        return encodable(in_words(value, translate, language))

    landing = explanation.landing
    value = {
        "landing": landing.commit.oid or None,
        "proposed": landing.proposed,
        "base": landing.commit.parents[0],
        "head": landing.commit.parents[1] if landing.proposed else landing.commit.oid,
        "language": language,
        "verdict": explanation.verdict.value,
        "steps": [_step_value(reasons, words) for reasons in explanation.steps],
        "paths": [_path_value(path, words) for path in explanation.paths],
        "others": [need_value(need, words) for need in explanation.others],
        "next": [
            {"record": record or None, **remedy_value(remedy, words)}
            for record, remedies in explanation.onward
            for remedy in remedies
        ],
    }
    return as_printed(json.dumps(value, ensure_ascii=False, indent=2))


def _step_value(reasons: StepReasons, words: InWords) -> dict[str, Any]:
    step = reasons.step
    return {
        "record": step.record,
        "number": step.entry.number,
        "action": step.entry.action,
        "by": step.entry.by,
        "effective": step.effective.astimezone(step.entry.at.tzinfo).isoformat(),
        "needs": [need_value(need, words) for need in reasons.needs],
        "proof": proof_value(step.proof),
        "discarded": [discarded_value(item, words) for item in step.discarded],
        "remedies": [remedy_value(remedy, words) for remedy in reasons.remedies],
    }


def _path_value(path: PathReasons, words: InWords) -> dict[str, Any]:
    return {
        "path": encodable(path.path),
        "kind": path.kind.value,
        "needs": [need_value(need, words) for need in path.needs],
        "proofs": [proof_value(proof) for proof in path.proofs],
        "discarded": [discarded_value(item, words) for item in path.discarded],
        "remedies": [remedy_value(remedy, words) for remedy in path.remedies],
    }


def remedy_value(remedy: Remedy, words: InWords) -> dict[str, Any]:
    """Return what could still be done as JSON has it."""
    return {
        "people": list(remedy.people),
        "command": remedy.command or None,
        "note": words(remedy.note) if remedy.note else None,
    }

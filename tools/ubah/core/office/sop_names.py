"""Every name in sop.yaml leads somewhere: a misspelt one would quietly weaken what it stands in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from ubah.core.diagnostics import Finding, Place, error, msg
from ubah.core.guards import GUARDS
from ubah.core.meanings import SINGLE
from ubah.core.paths import SOP
from ubah.core.rules.contents import AUTHORITY_UNUSABLE
from ubah.core.sop import ANY, SAME, Action, Sop

SPECIAL_OFFICES = frozenset({"own_requester", "change_manager_for_outsider", "entry_author"})
PARTS = ("request.requester", "evidence.implementers")
"""Places other than an entry's `by` that put somebody into a four-eyes group."""

Used = tuple[str, Collection[str], Collection[str], str]  # where, names, known ones, what they are


def name_findings(sop: Sop) -> Iterator[Finding]:
    """Yield the names without which nothing can be judged: states, offices, groups, guards."""
    yield from _told(each for action in sop.actions.values() for each in _of_action(action, sop))


def further_name_findings(
    sop: Sop, roles_schema: Mapping[str, Any], change_schema: Mapping[str, Any]
) -> Iterator[Finding]:
    """Yield the other names that lead nowhere, for whoever changes the file.

    What has landed with one of them goes on being judged (rule 1), so that it can be mended.
    ``roles_schema`` and ``change_schema`` are those that the office has.
    """
    request = change_schema["$defs"]["request"]["properties"]
    yield from _told(
        [
            *(each for action in sop.actions.values() for each in _further(action, sop)),
            *_of_groups(sop),
            ("decisive_request", sop.decisive_request, request, "request"),
            ("roles", sop.roles, _holdable(roles_schema, sop), "roles.schema.json"),
        ]
    )
    yield from _single(sop)


def _told(used: Iterable[Used]) -> Iterator[Finding]:
    for where, names, known, what in used:
        for name in sorted(set(names) - set(known)):
            message = msg(
                "{action}: {name} is not among the {what} of the file",
                action=where,
                what=what,
                name=name,
            )
            hint = msg("possible here: {known}", known=", ".join(sorted(known)) or "–")
            yield error(AUTHORITY_UNUSABLE, Place(SOP), message, hint)


def _of_action(action: Action, sop: Sop) -> Iterator[Used]:
    name = action.name
    yield name, set(action.sources) - {ANY}, sop.states, "states"
    yield name, {action.target} - {SAME}, sop.states, "states"
    yield name, action.by, {*sop.roles, *SPECIAL_OFFICES}, "roles"
    yield name, action.barred, sop.four_eyes, "four_eyes"
    yield name, {guard.name for guard in action.guards}, GUARDS, "guards"


def _further(action: Action, sop: Sop) -> Iterator[Used]:
    name = action.name
    yield name, {"recorder"} & set(action.by), (), "roles"
    if action.review is not None:
        yield f"{name}.review.text", {action.review.text}, action.evidence, "evidence"
    numbers = {str(step.number) for step in sop.steps}
    yield name, {str(number) for number in action.steps}, numbers, "steps"


def _of_groups(sop: Sop) -> Iterator[Used]:
    for group in sop.four_eyes.values():
        yield f"four_eyes.{group.name}", group.actions, sop.actions, "actions"
        yield f"four_eyes.{group.name}.parts", group.parts, PARTS, "parts"
    for each in sop.substitutions:
        yield "substitution", {each.office}, sop.roles, "roles"
        yield f"substitution.{each.office}.by", {each.by}, sop.roles, "roles"
        yield f"substitution.{each.office}", each.actions, sop.actions, "actions"


def _holdable(roles_schema: Mapping[str, Any], sop: Sop) -> Collection[str]:
    """Return the offices that roles.yaml may have holders of, by its schema."""
    roles: Mapping[str, Any] = roles_schema["properties"]["roles"]
    return sop.roles if roles.get("additionalProperties", True) else roles["properties"]


def _single(sop: Sop) -> Iterator[Finding]:
    """What the form of a record rests on is the meaning of one action, whatever its name."""
    for meaning in sorted(SINGLE):
        first, *others = sop.taking(meaning) or (None,)
        for action in others:
            message = msg(
                "{action}: only one action can mean {meaning}, and that is {first} already",
                action=action.name,
                meaning=meaning.value,
                first=first.name if first else "",
            )
            hint = msg("take the mark away from one of the two")
            yield error(AUTHORITY_UNUSABLE, Place(SOP), message, hint)

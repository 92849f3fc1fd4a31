"""What was verified, as plain data for JSON and back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ubah.core.diagnostics import (
    Basis,
    Finding,
    Label,
    Message,
    Place,
    Position,
    Severity,
    Value,
)
from ubah.core.model import Booking
from ubah.core.rules import BY_ID
from ubah.edge.history.earlier.verified import CarriedFinding, Verified


def plain(verified: Verified) -> dict[str, Any]:
    """Return what JSON can hold of what was verified; `verified_of` undoes it."""
    return {
        "trust_root": verified.trust_root,
        "tip": verified.tip,
        "landings": verified.landings,
        "commits": verified.commits,
        "steps": verified.steps,
        "at_root": [_plain_finding(finding) for finding in verified.at_root],
        "carried": [[_plain_finding(each.finding), each.stands] for each in verified.carried],
        "bookings": [
            [b.record, b.start.isoformat(), b.end.isoformat(), b.release, sorted(b.assets)]
            for b in verified.bookings
        ],
        "removed": sorted(verified.removed),
        "spent": verified.spent,
    }


def verified_of(value: dict[str, Any]) -> Verified:
    """Return what `plain` was given."""
    return Verified(
        trust_root=value["trust_root"],
        tip=value["tip"],
        landings=value["landings"],
        commits=value["commits"],
        steps=value["steps"],
        at_root=tuple(_finding(each) for each in value["at_root"]),
        carried=tuple(
            CarriedFinding(_finding(found), stands) for found, stands in value["carried"]
        ),
        bookings=tuple(
            Booking(
                record,
                datetime.fromisoformat(start),
                datetime.fromisoformat(end),
                release,
                frozenset(assets),
            )
            for record, start, end, release, assets in value["bookings"]
        ),
        removed=frozenset(value["removed"]),
        spent=tuple((host, number, oid) for host, number, oid in value["spent"]),
    )


def _plain_finding(finding: Finding) -> list[Any]:
    place = finding.place
    return [
        finding.rule,
        finding.severity,
        finding.basis,
        [place.path, place.position.line, place.position.column, place.record, place.commit],
        _plain_value(finding.message),
        None if finding.hint is None else _plain_value(finding.hint),
        finding.carried_on,
    ]


def _finding(value: list[Any]) -> Finding:
    rule, severity, basis, (path, line, column, record, commit), message, hint, carried_on = value
    return Finding(
        BY_ID[rule],
        Severity(severity),
        Basis(basis),
        Place(path, Position(line, column), record, commit),
        _message(message),
        None if hint is None else _message(hint),
        carried_on,
    )


def _plain_value(value: Value) -> Any:
    match value:
        case Message():
            return {
                "message": value.text,
                "values": [[n, _plain_value(v)] for n, v in value.values],
            }
        case Label():
            return {"label": [value.id, value.en]}
        case tuple():
            return [_plain_value(each) for each in value]
        case _:
            return value


def _message(value: dict[str, Any]) -> Message:
    return Message(
        value["message"], tuple((name, _value(inner)) for name, inner in value["values"])
    )


def _value(value: Any) -> Value:
    match value:
        case {"message": _}:
            return _message(value)
        case {"label": [id_, en]}:
            return Label(id_, en)
        case list():
            return tuple(_value(each) for each in value)
        case str() | int():
            return value
    raise TypeError(value)

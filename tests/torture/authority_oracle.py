"""What a change of roles.yaml or office.yaml needs, once more and naively (rule 6).

Nothing is taken from ubah.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

Roles = Mapping[str, Any]
Provers = Mapping[str, frozenset[str]]  # who proves the change → the offices held in person
GUARDED = ("superior", "recorder")


def office_may_change(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether office.yaml may become so: the tool knows two editions of the rules, the office keeps the first."""
    sample = new.get("sample", False) and not old.get("sample", False)
    return not sample and new["rules"] == old["rules"] == 1


def is_consistent(roles: Roles) -> bool:
    """Whether roles.yaml contradicts itself nowhere."""
    people, offices = roles["persons"], roles["roles"]
    recorders = {row["person"] for row in offices.get("recorder", [])}
    appointing = {row["person"] for role in ("head", "superior") for row in offices.get(role, [])}
    for role, rows in offices.items():
        for row in rows:
            if row["person"] not in people or _backwards(row):
                return False
            if role != "recorder" and row["person"] in recorders:
                return False
            signatory = row.get("signatory")
            if role == "acting_head" and (
                signatory == row["person"] or signatory not in appointing
            ):
                return False
    known: set[object] = set()
    for person in people.values():
        for row in (*person.get("keys", []), *person.get("accounts", [])):
            name = tuple(row["key"].split()[:2]) if "key" in row else (row["forge"], row["id"])
            if name in known or _backwards(row):
                return False
            known.add(name)
    return True


def _backwards(row: Mapping[str, Any]) -> bool:
    return "until" in row and row["until"] < row["from"]


def roles_may_change(old: Roles, new: Roles, provers: Provers, day: date) -> bool:
    """Whether these people may change roles.yaml so, on the day on which they prove it."""
    both = _two_of(provers)
    superior = any("superior" in offices for offices in provers.values())
    for name in old["persons"]:
        if name not in new["persons"]:
            return False
    for name, person in new["persons"].items():
        before = old["persons"].get(name, {})
        had = bool(before.get("keys") or before.get("accounts"))
        own = name in provers or superior
        if before and before["name"] != person["name"]:
            if _guarded(name, old) and not both:
                return False
            if had and not _guarded(name, old) and not own:
                return False
        for kind in ("keys", "accounts"):
            rows = before.get(kind, []), person.get(kind, [])
            if rows[0] == rows[1]:
                continue
            if not _grows(*rows, day, free=("login",)):
                return False
            if had and not own:
                return False
            if (_guarded(name, old) or _guarded(name, new)) and not both:
                return False
    for role in {*old["roles"], *new["roles"]}:
        rows = old["roles"].get(role, []), new["roles"].get(role, [])
        if rows[0] != rows[1] and role in GUARDED and not both:
            return False
        if not _grows(*rows, day):
            return False
    return True


def _guarded(name: str, roles: Roles) -> bool:
    return any(row["person"] == name for role in GUARDED for row in roles["roles"].get(role, []))


def _two_of(provers: Provers) -> bool:
    heads = {name for name, offices in provers.items() if "head" in offices}
    superiors = {name for name, offices in provers.items() if "superior" in offices}
    return any(head != superior for head in heads for superior in superiors)


def _grows(old: list[Any], new: list[Any], day: date, free: tuple[str, ...] = ()) -> bool:
    """Old rows stay, but for days that have not come yet; new ones begin and end from today on."""
    if len(new) < len(old):
        return False
    for before, after in zip(old, new, strict=False):
        for name in {*before, *after} - set(free):
            values = [row.get(name) for row in (before, after)]
            if values[0] == values[1]:
                continue
            if name not in ("from", "until") or any(_past(value, day) for value in values):
                return False
    return not any(_past(row.get(n), day) for row in new[len(old) :] for n in ("from", "until"))


def _past(text: str | None, day: date) -> bool:
    return text is not None and date.fromisoformat(text) < day

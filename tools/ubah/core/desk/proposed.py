"""What a change of the authority files does, in words: what the head reads before approving it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ubah.core.diagnostics import Label, Message, msg
from ubah.core.office.authority import Authority
from ubah.core.office.staffing import StaffRow, rows_of

_TOLD = {
    "name": Label("nama", "name"),
    "title": Label("jabatan", "title"),
    "unit": Label("unit kerja", "unit"),
}


def authority_in_words(before: Authority, after: Authority) -> tuple[Message, ...]:
    """Return what the step from ``before`` to ``after`` does to people, offices and settings."""
    return (*_people(before, after), *_settings(before.raw_office, after.raw_office))


def _people(before: Authority, after: Authority) -> Iterator[Message]:
    old = before.raw_roles["persons"]
    for person, told in after.raw_roles["persons"].items():
        name, known = told["name"], old.get(person)
        if known is None:
            yield msg(
                "new: {name} ({person}), {title}", name=name, person=person, title=told["title"]
            )
        for field, label in _TOLD.items() if known else ():
            if known.get(field) != told.get(field):
                yield msg(
                    "{name}: {field} was “{before}”, becomes “{after}”",
                    name=name,
                    field=label,
                    before=known.get(field, "–"),
                    after=told.get(field, "–"),
                )
        rows = {row.pointer: row for row in rows_of(before, person)} if known else {}
        for row in rows_of(after, person):
            yield from _row(name, rows.get(row.pointer), row)
    for person in old:
        if person not in after.raw_roles["persons"]:
            yield msg("{person} was deleted; persons are never deleted", person=person)


def _row(name: str, before: StaffRow | None, after: StaffRow) -> Iterator[Message]:
    start, until = after.period.start.isoformat(), after.period.until
    if before is None:
        if until is None:
            yield msg("{name} gets, from {day} on: {what}", name=name, day=start, what=after.what)
            return
        yield msg(
            "{name} gets, from {day} to {until}: {what}",
            name=name,
            day=start,
            until=until.isoformat(),
            what=after.what,
        )
    elif before != after:
        last = until.isoformat() if until else "–"
        yield msg("{name}, from {day}, now until {until}: {what}", name=name, day=start, until=last, what=after.what)  # fmt: skip


def _settings(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Message]:
    for name in dict.fromkeys((*old, *new)):
        if old.get(name) != new.get(name):
            yield msg(
                "office.yaml: {name} was “{before}”, becomes “{after}”",
                name=name,
                before=_value(old.get(name)),
                after=_value(new.get(name)),
            )


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_value(part)}" for name, part in value.items())
    if isinstance(value, list):
        return "; ".join(_value(part) for part in value)
    return "–" if value is None else str(value)

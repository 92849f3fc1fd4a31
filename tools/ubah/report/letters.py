"""Letters to the people who are waited for: what waits, until when, and what of theirs ends soon."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ubah.core.diagnostics import Label, Message, msg
from ubah.core.register.outlook import Outlook
from ubah.core.register.reminders import EndingReminder, WaitingRecord, endings, waiting_record
from ubah.core.register.views import Register

Wording = Callable[[Message | Label], str]

Linking = Callable[[str, str], str]
"""From a person and a record's path to a link to the desk for them alone, "" for none."""
ONLY_YOURS = msg(
    "decide here, without signing in; the link is yours alone, works once, and must not be passed on:"
)
AGAIN_IF_LATE = timedelta(days=1)
AGAIN_IF_ENDING = timedelta(days=7)
"""How long nobody is told the same thing again; of what waits in time only once."""


@dataclass(frozen=True)
class LetterItem:
    """One thing to tell: ``key`` is what it is known by later, ``again`` when it may be told again."""

    key: str
    lines: tuple[str, ...]
    late: bool = False
    again: timedelta | None = None


@dataclass(frozen=True)
class Letter:
    """A letter to one person, and the keys of what it tells."""

    person: str
    subject: str
    body: str
    keys: tuple[str, ...]


def letters(
    register: Register,
    now: datetime,
    told: Mapping[str, date],
    say: Wording,
    site: str = "",
    links: Linking | None = None,
) -> tuple[Letter, ...]:
    """Return a letter for everybody whom something new is to be told.

    Args:
        register: The records that are not finished.
        now: The moment that limits are held against.
        told: Key → the day on which an earlier letter told it.
        say: From a message to words of the office's language.
        site: Where the register is published, with a slash at its end; "" if nowhere.
        links: From a person and a record's path to a one-time link to the desk, "" for none.
    """
    day = register.authority.office.day(now)
    items: dict[str, list[LetterItem]] = {}
    for person, item in (*_waiting(register, now, say, site, links), *_ending(register, day, say)):
        items.setdefault(person, []).append(item)
    found = []
    for person, own in sorted(items.items()):
        if any(_is_due(f"{person} {item.key}", item, told, day) for item in own):
            found.append(_letter(register, person, own, say))
    return tuple(found)


def _is_due(key: str, item: LetterItem, told: Mapping[str, date], day: date) -> bool:
    if key not in told:
        return True
    return item.again is not None and day - told[key] >= item.again


def _letter(register: Register, person: str, items: list[LetterItem], say: Wording) -> Letter:
    office, name = register.authority.office.name, register.authority.roles.name(person)
    late = sum(item.late for item in items)
    subject = msg("{office}: {count} waiting for you", office=office, count=len(items))
    if late:
        subject = msg(
            "{office}: {count} waiting for you, {late} overdue",
            office=office,
            count=len(items),
            late=late,
        )
    ordered = sorted(items, key=lambda item: not item.late)
    paragraphs = [
        say(msg("Dear {name},", name=name)),
        say(msg("this waits for you at {office}:", office=office)),
        *("\n".join(item.lines) for item in ordered),
        say(msg("Sent by ubah on the office's behalf; nobody reads answers to this letter.")),
    ]
    keys = tuple(f"{person} {item.key}" for item in ordered)
    return Letter(person, _one_line(say(subject)), "\n\n".join(paragraphs) + "\n", keys)


def _waiting(
    register: Register, now: datetime, say: Wording, site: str, links: Linking | None
) -> Iterator[tuple[str, LetterItem]]:
    for view in register.records:
        outlook = register.outlook(view, now)
        waiting = waiting_record(outlook)
        if waiting is None:
            continue
        for person in waiting.people:
            link = links(person, view.path) if links else ""
            item = LetterItem(
                f"{waiting.record} {outlook.progress.state}{' late' if waiting.overdue else ''}",
                (*_lines(waiting, outlook, say, site), *_link_lines(link, say)),
                late=waiting.overdue,
                again=AGAIN_IF_LATE if waiting.overdue else None,
            )
            yield person, item


def _lines(waiting: WaitingRecord, outlook: Outlook, say: Wording, site: str) -> Iterator[str]:
    yield f"{waiting.record}  {_one_line(waiting.title)}"
    standing = say(msg("{state}, since {day}", state=waiting.state, day=waiting.since.isoformat()))
    if outlook.due is not None:
        due = outlook.authority.office.day(outlook.due).isoformat()
        limit = (
            msg("overdue since {day}", day=due) if waiting.overdue else msg("due on {day}", day=due)
        )
        standing = f"{standing}; {say(limit)}"
    yield f"  {standing}"
    steps = msg("now: {actions}", actions=waiting.actions)
    yield f"  {say(steps)}"
    if site:
        yield f"  {site}rfc/{waiting.record}/"


def _link_lines(link: str, say: Wording) -> Iterator[str]:
    if link:
        yield f"  {say(ONLY_YOURS)}"
        yield f"  {link}"


def link_letter(
    register: Register, person: str, record: str, link: str, until: str, say: Wording
) -> Letter:
    """Return the letter that brings one link to the desk, asked for by somebody."""
    office, name = register.authority.office.name, register.authority.roles.name(person)
    subject = msg("{office}: {record} waits for you", office=office, record=record)
    paragraphs = [
        say(msg("Dear {name},", name=name)),
        say(ONLY_YOURS),
        link,
        say(msg("It opens {record} as it stands now, until {time}.", record=record, time=until)),
        say(msg("Sent by ubah on the office's behalf; nobody reads answers to this letter.")),
    ]
    return Letter(person, _one_line(say(subject)), "\n\n".join(paragraphs) + "\n", ())


def _ending(register: Register, day: date, say: Wording) -> Iterator[tuple[str, LetterItem]]:
    authority = register.authority
    for one in endings(authority.roles, authority.sop, day):
        yield one.person, _of_ending(one, say)


def _of_ending(one: EndingReminder, say: Wording) -> LetterItem:
    text = say(one.message)
    return LetterItem(
        f"ends {one.until}", (text[:1].upper() + text[1:] + ".",), again=AGAIN_IF_ENDING
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def told_after(told: Mapping[str, date], sent: Iterable[Letter], day: date) -> dict[str, date]:
    """Return what is told after letters were sent on a day; what is long past is forgotten."""
    recent = {key: when for key, when in told.items() if day - when < timedelta(days=400)}
    return {**recent, **{key: day for letter in sent for key in letter.keys}}

"""What `ubah init` must know: read from a file, asked at a terminal, and checked before it is used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timezone
from typing import Any

from ubah.cli.language import is_interactive, print_problem, say
from ubah.cli.office.init_people import (
    FORGE,
    OFFICERS,
    PersonAnswer,
    as_answer,
    ask,
    ask_person,
    not_empty,
    refuse_unknown,
    text_of,
)
from ubah.core.diagnostics import CannotRun, Label, Message, msg
from ubah.core.people.office import ZONES, zone_of
from ubah.core.strict_yaml.document import Json

OFFICE_NAME = Label("Nama LPSE", "Name of the office")
ZONE = Label("Zona waktu (WIB, WITA, WIT)", "Time zone (WIB, WITA, WIT)")
DEFAULT_ZONE = "Asia/Makassar"

_SHORT_ZONES = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}
FORGE_FIELD = "repository"
_TOP = ("name", "time_zone", *(role for role, _, _ in OFFICERS), FORGE_FIELD)


@dataclass(frozen=True)
class InitAnswers:
    """Every answer, each of them sound."""

    name: str
    zone: str
    people: tuple[PersonAnswer, ...]
    repository: str


@dataclass
class Told:
    """What has been said so far, as the fields of a file of answers; ``typed`` counts the answers."""

    fields: dict[str, Any] = field(default_factory=dict)
    typed: int = 0
    save: Callable[[], None] = lambda: None

    def add(self, name: str, value: Json) -> None:
        """Take an answer that was typed."""
        self.fields[name] = value
        self.typed += 1
        self.save()

    def kept(self) -> dict[str, Any]:
        """Return what to keep: nothing if nothing was typed; the forge is asked for when it is empty."""
        if not self.typed:
            return {}
        return {name: self.fields.get(name) for name in _TOP if name in (*self.fields, FORGE_FIELD)}


def collect(
    given: Mapping[str, Json], zone: str | None, language: str, told: Told, *, ask_forge: bool
) -> InitAnswers:
    """Return every answer: from ``given``, the rest from whoever is at the terminal.

    What is typed is added to ``told`` answer by answer.

    Raises:
        CannotRun: if one is missing and nobody is there, or one that was given cannot be.
    """
    refuse_unknown(given, _TOP, "")
    _refuse_lacking(given)
    told.fields |= given
    if given.get("name") is None:
        name = ask(OFFICE_NAME.in_language(language), not_empty, language)
        told.add("name", name)
    else:
        name = not_empty(text_of(given, "name"))
    usual = text_of(given, "time_zone") or DEFAULT_ZONE
    chosen = _zone_told(usual if zone is None else zone, language)
    told.fields["time_zone"] = chosen
    if is_interactive():
        say(zone_taken(chosen), language)
    people: list[PersonAnswer] = []
    for role, who, label in OFFICERS:
        people.append(ask_person(role, who, label, given, language, people))
        if given.get(role) is None:
            told.add(role, as_answer(people[-1]))
    unasked = given.get(FORGE_FIELD, "") is None and is_interactive()
    if unasked or (ask_forge and FORGE_FIELD not in given):
        repository = ask(
            FORGE.questions.repository.in_language(language),
            FORGE.questions.read_repository,
            language,
        )
        told.add(FORGE_FIELD, repository)
    else:
        repository = FORGE.questions.read_repository(text_of(given, FORGE_FIELD))
    return InitAnswers(name, chosen, tuple(people), repository)


def zone_taken(zone: str) -> Message:
    """Say which time zone the office has, and how to choose another one."""
    short = next((word for word, name in _SHORT_ZONES.items() if name == zone), zone)
    others = ", ".join(word for word in _SHORT_ZONES if word != short)
    return msg(
        "time zone of the office: {zone} ({short}); for another one ({others}): ubah init DIR --time-zone {other}",
        zone=zone,
        short=short,
        others=others,
        other=others.partition(",")[0],
    )


def _refuse_lacking(given: Mapping[str, Json]) -> None:
    """Name at once, by their full paths, all answers that nobody is there to give."""
    lacking = [] if given.get("name") is not None else ["name"]
    for role, _, _ in OFFICERS:
        part = given.get(role)
        if part is None or (isinstance(part, dict) and not str(part.get("name") or "").strip()):
            lacking.append(f"{role}.name")
    if lacking and not is_interactive():
        raise CannotRun(
            msg("the answers lack: {fields}", fields=", ".join(lacking)),
            msg("what may stand in the file of answers is told by: ubah init --help"),
        )


def _zone_told(zone: str, language: str) -> str:
    try:
        return zone_named(zone)
    except CannotRun as problem:
        if not is_interactive():
            raise
        print_problem(problem, language)
        return ask(ZONE.in_language(language), zone_named, language)


def zone_named(said: str) -> str:
    """Return the time zone that a name or a short name such as WIB means.

    Raises:
        CannotRun: if none is known by it.
    """
    zone = _SHORT_ZONES.get(said.upper(), said)
    if zone_of(zone) is None:
        known = ", ".join((*ZONES, "+05:30", "-03:30"))
        raise CannotRun(
            msg("{zone} is no time zone that is known here", zone=said or "–"),
            msg("possible here: {known}", known=known),
        )
    return zone


def zone_chosen(zone: str) -> timezone:
    """Return the time zone of an answer that was taken."""
    found = zone_of(zone)
    assert found is not None  # noqa: S101 - only such an answer is taken
    return found

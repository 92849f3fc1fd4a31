"""What `ubah init` must know: read from a file, asked at a terminal, and checked before it is used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timezone
from typing import Any

from ubah.cli.language import is_interactive, print_problem, say
from ubah.cli.office.init_people import (
    OFFICERS,
    PersonAnswer,
    Questioning,
    not_empty,
    refuse_unknown,
    text_of,
)
from ubah.cli.office.init_questions import ask, ask_person
from ubah.core.diagnostics import CannotRun, Label, Message, msg
from ubah.core.people.office import ZONES, zone_of
from ubah.core.strict_yaml.document import Json
from ubah.edge.forges.kind import ForgeKind, RepositoryAddress

OFFICE_NAME = Label("Nama LPSE", "Name of the office")
ZONE = Label("Zona waktu (WIB, WITA, WIT)", "Time zone (WIB, WITA, WIT)")
DEFAULT_ZONE = "Asia/Makassar"

_SHORT_ZONES = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}
FORGE_FIELD = "repository"
_TOP = (FORGE_FIELD, "name", "time_zone", *(role for role, _, _ in OFFICERS))


@dataclass(frozen=True)
class InitAnswers:
    """Every answer, each of them sound."""

    name: str
    zone: str
    people: tuple[PersonAnswer, ...]
    repository: RepositoryAddress | None


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
        """Return what to keep: nothing if nothing was typed."""
        return (
            {name: self.fields[name] for name in _TOP if name in self.fields} if self.typed else {}
        )


def collect(
    given: Mapping[str, Json],
    zone: str | None,
    language: str,
    told: Told,
    *,
    forge: ForgeKind,
    ask_forge: bool,
    makes_keys: bool,
) -> InitAnswers:
    """Return every answer: from ``given``, the rest from whoever is at the terminal.

    What is typed is added to ``told`` answer by answer.

    Raises:
        CannotRun: if one is missing and nobody is there, or one that was given cannot be.
    """
    refuse_unknown(given, _TOP, "")
    _refuse_lacking(given)
    told.fields |= given
    repository = _repository(given, language, told, forge, ask_forge=ask_forge)
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
    around = Questioning(forge, bool(repository), makes_keys, language)
    people: list[PersonAnswer] = []
    for officer in OFFICERS:
        role = officer[0]

        def keep(part: dict[str, Json], role: str = role) -> None:
            told.add(role, dict(part))

        people.append(ask_person(officer, given, around, people, keep))
    return InitAnswers(name, chosen, tuple(people), repository)


def _repository(
    given: Mapping[str, Json], language: str, told: Told, forge: ForgeKind, *, ask_forge: bool
) -> RepositoryAddress | None:
    """Return where it is on the forge, None for plain git: it decides what else is asked."""
    unasked = given.get(FORGE_FIELD, "") is None and is_interactive()
    if not (unasked or (ask_forge and FORGE_FIELD not in given)):
        return forge.questions.read_repository(text_of(given, FORGE_FIELD))
    words = forge.questions.repository.in_language(language)
    typed: list[str] = []

    def read(said: str) -> RepositoryAddress | None:
        typed.append(said)
        return forge.questions.read_repository(said)

    repository = ask(words, read, language)
    told.add(FORGE_FIELD, typed[-1])
    return repository


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
        if isinstance(part, dict) and not str(part.get("title") or "").strip():
            lacking.append(f"{role}.title")
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

"""Asking a person at a terminal for what a request or a step needs; labels come from the SOP."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import click

from ubah.core.diagnostics import Label, Message, msg
from ubah.core.forms.fields import Choice, FieldKind, choices_of, label_of
from ubah.core.forms.reader import read_words_of
from ubah.core.forms.typed import (
    MAX_LISTED,
    NO,
    YES,
    Misread,
    kind_of,
    known_choices,
    read_choice,
    read_words,
    read_workers,
    read_yes_no,
)
from ubah.core.forms.words import HELP
from ubah.core.json_schema.parts import dereference
from ubah.core.json_schema.validator import unchecked_validator_for
from ubah.core.office.authority import Authority
from ubah.core.render import render
from ubah.core.strict_yaml.document import Json
from ubah.edge.system import catalogues, clock

EXAMPLES = {"date": "2026-02-23", "date-time": "2026-02-23 09:00"}

ReadAnswer = Callable[[str], Json | Misread]


@dataclass(frozen=True)
class Named:
    """What answers may name: people in office (and others), assets, records."""

    people: tuple[Choice, ...] = ()
    others: tuple[Choice, ...] = ()
    assets: tuple[Choice, ...] = ()
    records: tuple[Choice, ...] = ()
    managers: tuple[Choice, ...] = ()  # those in office
    services: tuple[str, ...] = ()  # as requests of late have named them


@dataclass(frozen=True)
class Prompts:
    """Asks for values that fit a schema, again until they do: nobody should type it all twice."""

    authority: Authority
    named: Named
    language: str
    defs: Mapping[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "defs", self.authority.change_schema["$defs"])

    def ask(
        self, schema: Mapping[str, Any], *, optional: bool = False, empty: Message | None = None
    ) -> Any:
        """Ask for a value; None where an optional one is left out.

        ``empty`` says what it then is, of a line or a choice; else only that it may stay empty.
        """
        resolved = dereference(schema, self.defs)
        items = dereference(resolved.get("items", {}), self.defs)
        choices = choices_of(resolved, self.authority.sop)
        label = label_of(resolved, listing=bool(choices)).in_language(self.language)
        if choices:
            return self.ask_choice(label, choices, optional, empty=empty)
        now = self._words(msg("fill it in now?"))
        match resolved.get("type"):
            case "boolean":
                return self._ask_yes_no(label, optional)
            case "array" if "string" in items.get("type", ()):
                return self._ask_items(label, resolved, items, optional)
            case "array" | "object" if optional and not self._ask_yes_no(f"{label}: {now}", True):
                return None
            case "object":
                return self._ask_group(resolved)
            case "array":
                return self._ask_list(label, resolved)
            case _ if kind_of(resolved) in ("person", "requester"):
                return self.ask_choice(label, self.named.people, optional, self.named.others)
            case _:
                return self._ask_line(label, resolved, optional, empty)

    def ask_until_read(
        self,
        label: str,
        optional: bool,
        read: ReadAnswer,
        *how: Message,
        empty: Message | None = None,
    ) -> Any:
        """Ask until it can be read; ``how`` to write it stands in brackets behind the label.

        ``empty`` says what an optional one is that is left empty.
        """
        notes = (*how, empty or msg("may stay empty")) if optional else how
        if notes:
            label = f"{label} ({'; '.join(self._words(note) for note in notes)})"
        while True:
            said = str(click.prompt(label, default="", show_default=False))
            value = read(said) if said.strip() else None
            if value is None and not optional:
                value = Misread(msg("this answer is required"))
            if not isinstance(value, Misread):
                return value
            click.echo(f"  {self._words(value.message)}")
            if value.hint:
                click.echo(f"  → {self._words(value.hint)}")

    def ask_choice(
        self,
        label: str,
        choices: tuple[Choice, ...],
        optional: bool,
        others: tuple[Choice, ...] = (),
        empty: Message | None = None,
    ) -> Any:
        """Ask for one of ``choices``, which are listed; ``others`` are understood as well."""
        self._list(label, choices)

        def read(said: str) -> Json | Misread:
            found = read_choice(said, choices)
            other = read_choice(said, others, numbered=False)
            return found if isinstance(other, Misread) else other

        return self.ask_until_read(label, optional, read, empty=empty)

    def ask_with_default(self, schema: Mapping[str, Any], choices: tuple[Choice, ...]) -> Any:
        """Ask for one of ``choices``, the first of which is taken where nothing is typed."""
        label = label_of(dereference(schema, self.defs)).in_language(self.language)
        others = (*self.named.people, *self.named.others)
        self._list(label, choices)

        def read(said: str) -> Json | Misread:
            found = read_choice(said, choices)
            other = read_choice(said, others, numbered=False)
            return found if isinstance(other, Misread) else other

        usual = choices[0]
        empty = msg("empty: {value}", value=usual.label)
        return self.ask_until_read(label, True, read, empty=empty) or usual.value

    def ask_services(self, schema: Mapping[str, Any]) -> Any:
        """Ask for services: by name, or by number where some are known; say what was taken."""
        resolved = dereference(schema, self.defs)
        label = label_of(resolved).in_language(self.language)
        known = tuple(Choice(name, Label(name, name)) for name in self.named.services)
        if known:
            self._list(label, known)

        def read(said: str) -> Json | Misread:
            values: list[Json] = []
            for word in read_words(said):
                found = read_choice(word, known)
                if isinstance(found, Misread):
                    if word.rstrip(".").isdecimal():
                        return Misread(
                            msg("{number} is no number of a service here", number=word),
                            msg("write the service's name, such as SPSE"),
                        )
                    found = word
                if found not in values:
                    values.append(found)
            return self._fitting(list(values), resolved)

        how = msg("numbers or names, separated by commas") if known else msg("separate with commas")
        taken = self.ask_until_read(label, False, read, how)
        click.echo(f"  → {', '.join(map(str, taken))}")
        return taken

    def _list(self, label: str, choices: tuple[Choice, ...]) -> None:
        click.echo(f"{label}:")
        for number, choice in enumerate(choices[:MAX_LISTED], 1):
            click.echo(f"  {number}. {choice.option(self.language)}")

    def _ask_yes_no(self, label: str, optional: bool) -> bool | None:
        yes, no = YES.in_language(self.language), NO.in_language(self.language)

        def read(said: str) -> Json | Misread:
            answer = read_yes_no(said)
            hint = msg("type {yes} or {no}", yes=YES, no=NO)
            return Misread(msg("that does not fit here"), hint) if answer is None else answer

        answer: bool | None = self.ask_until_read(f"{label} [{yes}/{no}]", optional, read)
        return answer

    def _ask_items(
        self, label: str, schema: Mapping[str, Any], items: Mapping[str, Any], optional: bool
    ) -> Any:
        people = "object" in items.get("type", ())
        listed = self.named.people if people else ()
        others = self.named.others if people else ()
        if kind_of(items) == "asset_id":
            listed = self.named.assets

        def read(said: str) -> Json | Misread:
            given = read_workers(said) if people else list[Json](read_words(said))
            values: list[Json] = []
            for word in given:
                found = self._named_in(word, listed, others) if isinstance(word, str) else word
                if isinstance(found, Misread):
                    return found
                values.append(found)
            return self._fitting(values, schema)

        if listed and not optional:
            self._list(label, listed)
        how = msg("separate with commas")
        if people:
            how = msg("separate with commas; a supplier: name; organisation")
        return self.ask_until_read(label, optional, read, how)

    def _named_in(
        self, word: str, listed: tuple[Choice, ...], others: tuple[Choice, ...]
    ) -> Json | Misread:
        found = read_choice(word, listed) if listed else word
        other = read_choice(word, others, numbered=False)
        return found if isinstance(other, Misread) else other

    def _ask_line(
        self, label: str, schema: Mapping[str, Any], optional: bool, empty: Message | None
    ) -> Any:
        example = EXAMPLES.get(schema.get("format", ""))
        how = (msg("such as {example}", example=example),) if example else ()
        asks_now = schema.get("format") == "date-time" and not optional
        found = self.ask_until_read(
            label,
            optional or asks_now,
            lambda said: self.read(schema, said),
            *how,
            empty=msg("empty: now") if asks_now else empty,
        )
        if found is None and asks_now:
            return clock.now().astimezone(self.authority.office.zone).isoformat()
        return found

    def read(self, schema: Mapping[str, Any], said: str) -> Json | Misread:
        """Return what was typed for a value that fits a schema whose reference has been followed."""
        known = {"rfc_id": self.named.records}.get(kind_of(schema))
        if known is not None:
            return read_choice(said, known, numbered=False)
        found = read_words_of(self.authority, schema, said)
        return found if isinstance(found, Misread) else self._fitting(found, schema)

    def _fitting(self, value: Json, schema: Mapping[str, Any]) -> Json | Misread:
        validator = unchecked_validator_for({**schema, "$defs": self.defs})
        if validator.is_valid(value):
            return value
        kind = {"date": FieldKind.DAY, "date-time": FieldKind.TIME}.get(schema.get("format", ""))
        indonesian, _, english = str(schema.get("description", "")).partition(" / ")
        hint = msg("{form}", form=Label(indonesian, english or indonesian)) if indonesian else None
        return Misread(msg("that does not fit here"), HELP[kind] if kind else hint)

    def _ask_group(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        wanted = schema.get("required", ())
        while True:
            answers = {
                name: self.ask(part, optional=name not in wanted)
                for name, part in schema["properties"].items()
            }
            group = {name: answer for name, answer in answers.items() if answer is not None}
            problem = self._unknown_asset(schema, group)
            if problem is None:
                return group
            click.echo(f"  {self._words(problem)}")

    def _unknown_asset(self, schema: Mapping[str, Any], group: Mapping[str, Any]) -> Message | None:
        """A declared asset exists, or is to be added: only the whole group tells."""
        asset = group.get("id", "")
        if "change" not in schema["properties"] or not asset:
            return None
        there = any(choice.value == asset for choice in self.named.assets)
        if there and group["change"] == "add":
            return msg("{name} exists already, so it cannot be added", name=asset)
        if not there and group["change"] != "add":
            known = known_choices(self.named.assets, asset)
            return msg("there is no asset {name}; there are: {known}", name=asset, known=known)
        return None

    def _ask_list(self, label: str, schema: Mapping[str, Any]) -> list[Any]:
        another = self._words(msg("another one?"))
        items: list[Any] = []
        while not items or self._ask_yes_no(f"{label}: {another}", True):
            click.echo(f"{label} {len(items) + 1}:")
            items.append(self.ask(schema["items"]))
        return items

    def _words(self, message: Message) -> str:
        return render(message, catalogues.load(self.language), self.language)

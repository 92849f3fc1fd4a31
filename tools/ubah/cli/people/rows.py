"""Asking for what a row of roles.yaml holds: options answer in advance, the schema says what fits."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ubah.cli.asking.prompts import Named, Prompts
from ubah.cli.language import is_interactive, language_of
from ubah.core.diagnostics import CannotRun, Label, Message, Value, msg
from ubah.core.forms.fields import Choice, label_of
from ubah.core.forms.typed import Misread, read_choice
from ubah.core.json_schema.parts import Schema, dereference
from ubah.core.office.authority import Authority
from ubah.core.office.staffing import ACCOUNTS, KEYS, StaffRow, read_key_line, rows_of
from ubah.core.sop import RECORDER
from ubah.core.strict_yaml.document import Json

PERSON_LABEL = Label("Orang", "Person")
ROLE_LABEL = Label("Peran dalam SOP", "Office under the SOP")
OPTIONS: Mapping[str, str] = {"forge": "--forge", "id": "--number"}
"""The options that are not called as the field is."""


def forge_of(authority: Authority) -> str:
    """Return which forge accounts are on if nothing else is said: the office's, by its host; "" for none.

    By the host, not the kind: two forges of one kind are two, and proofs name the host.
    """
    return str(authority.raw_office.get("forge", {}).get("host", ""))


@dataclass(frozen=True)
class Asking:
    """Asks whoever types about people of an office; without a terminal the options must say it all.

    ``typed_so_far`` are answers as the words of a command that would give them in advance.
    """

    authority: Authority
    lang: str | None
    typed_so_far: list[str] = field(default_factory=list)

    @property
    def form(self) -> Prompts:
        """The prompts."""
        return Prompts(self.authority, Named(), language_of(self.lang))

    def schema(self, *names: str) -> Schema:
        """Return the part of roles.schema.json that names lead to; lists and maps by what is in them."""
        definitions = self.authority.roles_schema.get("$defs", {})
        found: Schema = self.authority.roles_schema
        for name in names:
            found = dereference(found.get("properties", {}).get(name, {}), definitions)
            inner = found.get("items") or found.get("additionalProperties")
            if isinstance(inner, Mapping):
                found = dereference(inner, definitions)
        return found

    def fields(
        self,
        schema: Schema,
        given: Mapping[str, str],
        names: Collection[str],
        usual: Mapping[str, Json],
        choices: Mapping[str, tuple[Choice, ...]] | None = None,
        *,
        told: bool = False,
    ) -> dict[str, Json]:
        """Return the fields ``names`` of a row, as given or as typed; empty ones are left out.

        ``usual`` is what a field is that nobody says anything about. Optional fields are asked for
        only where nothing was given, neither here nor (``told``) for what the row is about: whoever
        types options knows what they want.

        Raises:
            CannotRun: if something given cannot be read, or is lacking with nobody there to be asked.
        """
        form, listed = self.form, choices or {}
        definitions = self.authority.roles_schema.get("$defs", {})
        parts = {
            name: dereference(part, definitions)
            for name, part in schema["properties"].items()
            if name in names
        }
        found = {
            name: _read(form, name, parts[name], said, listed.get(name))
            for name, said in given.items()
            if said and name in parts
        }
        wanted = [name for name in parts if name in schema.get("required", ())]
        lacking = [name for name in wanted if name not in found and name not in usual]
        if lacking and not is_interactive():
            raise _lacks(parts, lacking)
        asks_all = is_interactive() and not found and not told
        for name, part in parts.items():
            optional = name not in wanted or name in usual
            if name in found or (optional and not asks_all):
                continue
            answer = self._ask(form, part, optional, usual.get(name), listed.get(name))
            if answer is not None:
                found[name] = answer
                self.typed_so_far.extend([_option(name), str(answer)])
        whole = {**usual, **found}
        return {name: whole[name] for name in parts if name in whole}

    def _ask(
        self,
        form: Prompts,
        part: Schema,
        optional: bool,
        usual: Json,
        choices: tuple[Choice, ...] | None,
    ) -> Any:
        if choices is not None:
            label = label_of(part).in_language(form.language)
            return form.ask_choice(label, choices, optional)
        if part.get("type") == "integer":
            label = label_of(part).in_language(form.language)
            return form.ask_until_read(label, optional, _number)
        empty = msg("empty: {value}", value=str(usual)) if usual is not None else None
        return form.ask(part, optional=optional, empty=empty)

    def person(self, said: str) -> str:
        """Return the id of somebody in roles.yaml: as named, or as chosen from the list."""
        people = tuple(
            Choice(each.id, Label(each.name, each.name))
            for each in self.authority.roles.persons.values()
        )
        return self.one_of(PERSON_LABEL, people, said, "PERSON")

    def role(self, said: str, *, optional: bool = False, option: str = "ROLE") -> str:
        """Return an office of the SOP; "" where it may and does stay empty."""
        known = self.authority.roles_schema["properties"]["roles"]["properties"]
        words = self.authority.sop.roles
        offices = [name for name in known if name != RECORDER] + [RECORDER]
        listed = tuple(Choice(n, words.get(n, Label(n, n))) for n in offices if n in known)
        return self.one_of(ROLE_LABEL, listed, said, option, optional=optional)

    def one_of(
        self,
        label: Label,
        choices: tuple[Choice, ...],
        said: str,
        option: str,
        *,
        optional: bool = False,
    ) -> str:
        """Return the choice that was named in advance, or is named now."""
        if said:
            found = read_choice(said, choices, numbered=False)
            if isinstance(found, Misread):
                raise CannotRun(found.message, found.hint)
            return found
        if not is_interactive():
            if optional:
                return ""
            raise CannotRun(
                msg("this is lacking: {fields}", fields=label),
                msg("add: {options}", options=option),
            )
        form = self.form
        answer = form.ask_choice(label.in_language(form.language), choices, optional=optional)
        if not answer:
            return ""
        self.typed_so_far.extend(
            [*([option.split()[0]] if option.startswith("--") else []), answer]
        )
        return str(answer)

    def key_line(self, said: str, person: str, *, optional: bool = False) -> str:
        """Return a public key's line, as given or as pasted."""
        if said or (optional and not is_interactive()):
            return read_key_line(said, person) if said else ""
        if not is_interactive():
            raise CannotRun(
                msg("the line of the public key is lacking"),
                msg("let its owner make it: ubah key request; then add: --line 'LINE'"),
            )

        def read(typed: str) -> Json | Misread:
            try:
                return read_key_line(typed, person)
            except CannotRun as problem:
                return Misread(problem.message, problem.hint)

        form = self.form
        label = Label("Baris kunci publik", "Line of the public key").in_language(form.language)
        how = msg("as it stands in the .pub file")
        empty = msg("empty: the key comes later")
        line = str(form.ask_until_read(label, optional, read, how, empty=empty) or "")
        self.typed_so_far.extend(["--line", line] if line else [])
        return line

    def typed(
        self, label: Label, read: Callable[[str], Json | Misread], usual: str, how: Message
    ) -> Json:
        """Return what is typed for a value that ``usual`` stands for where nothing is typed."""
        form = self.form
        words = label.in_language(form.language)
        if not is_interactive():
            if usual:
                return usual
            raise CannotRun(msg("this is lacking: {fields}", fields=label))
        empty = msg("empty: {value}", value=usual)
        found: Json = form.ask_until_read(words, bool(usual), read, how, empty=empty)
        self.typed_so_far.append(str(usual if found is None else found))
        return usual if found is None else found

    def day(self, field: str, said: str, today: date) -> date:
        """Return the first (``from``) or last day (``until``) of a row; today if nothing is said."""
        schema, usual = self.schema("persons", KEYS), {field: today.isoformat()}
        return date.fromisoformat(str(self.fields(schema, {field: said}, (field,), usual)[field]))

    def account(self, forge: str, number: str, login: str, begins: str) -> dict[str, Json] | None:
        """Return the row of a new person's account; None where nothing is typed for its number."""
        part = dereference(self.schema("persons", ACCOUNTS)["properties"]["id"], {})
        if not number:
            form = self.form
            label = label_of(part).in_language(form.language)
            asks = is_interactive() and not login
            found = form.ask_until_read(label, True, _number) if asks else None
            if found is None and not login:
                return None
            number = str(found or "")
            self.typed_so_far.extend(["--number", number] if number else [])
        given = {"forge": forge, "id": number, "login": login}
        schema = self.schema("persons", ACCOUNTS)
        return self.fields(schema, given, ("forge", "id", "login", "from"), {"from": begins})

    def row(self, person: str, kind: str, said: str, day: date, option: str) -> StaffRow:
        """Return one of a person's rows that goes on after ``day``: the only one, or the one named."""
        rows = [
            row
            for row in rows_of(self.authority, person)
            if row.kind == kind and row.goes_on_after(day)
        ]
        if not rows:
            who = self.authority.roles.name(person)
            raise CannotRun(
                msg("{person} has nothing of this kind that could be ended", person=who),
                msg("type: ubah roles, to see who holds what"),
            )
        if len(rows) == 1 and not said:
            return rows[0]
        labels = {KEYS: Label("Kunci", "Key"), ACCOUNTS: Label("Akun", "Account")}
        listed = tuple(Choice(row.name, Label(row.name, row.name)) for row in rows)
        label = labels[kind]
        chosen = self.one_of(label, listed, said, option)
        return next(row for row in rows if row.name == chosen)


def _read(
    form: Prompts, name: str, part: Schema, said: str, choices: tuple[Choice, ...] | None
) -> Json:
    found: Json | Misread
    if choices is not None:
        found = read_choice(said, choices, numbered=False)
    elif part.get("type") == "integer":
        found = _number(said)
    else:
        found = form.read(part, said)
    if isinstance(found, Misread):
        raise CannotRun(
            msg("{option}: {problem}", option=_option(name), problem=found.message), found.hint
        )
    return found


def _number(said: str) -> Json | Misread:
    """Return the number of an account: more digits than the numbers of a record have."""
    digits = said.strip()
    if digits.isascii() and digits.isdecimal() and len(digits) < 19 and int(digits):
        return int(digits)
    return Misread(msg("that does not fit here"), msg("write the number's digits alone"))


def _lacks(parts: Mapping[str, Schema], names: list[str]) -> CannotRun:
    labels: tuple[Value, ...] = tuple(label_of(parts[name]) for name in names)
    options = " ".join(f"{_option(name)} …" for name in names)
    return CannotRun(
        msg("this is lacking: {fields}", fields=labels), msg("add: {options}", options=options)
    )


def _option(name: str) -> str:
    return OPTIONS.get(name, f"--{name}")


def signatories(authority: Authority) -> tuple[Choice, ...]:
    """Return who may sign the letter of an acting head: whoever is or was head or superior."""
    roles = authority.roles
    return tuple(
        Choice(person.id, Label(person.name, person.name))
        for person in roles.persons.values()
        if any(roles.ever_held(person.id, office) for office in ("head", "superior"))
    )


def kinds(authority: Authority, holding: Schema) -> tuple[Choice, ...]:
    """Return as what an acting head may be appointed, in the SOP's words; ``holding`` is its schema."""
    words = authority.sop.capacities
    values = holding["properties"].get("kind", {}).get("enum", ())
    return tuple(Choice(value, words.get(value, Label(value, value))) for value in values)

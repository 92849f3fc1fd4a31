"""The questions about people that `ubah init` asks, one at a time, each answer checked at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import click

from ubah.cli.language import is_interactive, print_problem
from ubah.cli.office.init_people import (
    NEVER_LATER,
    OF_A_PERSON,
    OFFICERS,
    PersonAnswer,
    Questioning,
    not_empty,
    person_of,
    refuse_same,
)
from ubah.core.diagnostics import CannotRun, Label, msg
from ubah.core.strict_yaml.document import Json

Answered = TypeVar("Answered")
Typed = Callable[[str], dict[str, Json]]
"""From what is typed to the fields of the file of answers that it tells."""

_NAME_AND_TITLE = Label("nama; jabatan", "name; title")
_TITLE = Label("Jabatan", "Title of")
_KEY = Label("Kunci publik", "Public key of")
_A_LINE = Label("barisnya atau berkas .pub", "its line or .pub file")
_OR_LATER = Label("kosong: menyusul", "empty: it comes later")
_ID_OF = {role: person for role, person, _ in OFFICERS}


def ask_person(
    officer: tuple[str, str, Label],
    given: Mapping[str, Json],
    around: Questioning,
    earlier: Sequence[PersonAnswer],
    keep: Callable[[dict[str, Json]], None],
) -> PersonAnswer:
    """Return what is said of an officer, in ``given`` or by whoever is asked.

    ``keep`` is given what is known so far after each answer that was typed; null stands there for
    what has not been asked yet.

    Raises:
        CannotRun: if the file's answer cannot be, such as a key or an account of one of ``earlier``.
    """
    role, person, label = officer
    said = given.get(role)
    if said is not None and not isinstance(said, dict):
        raise CannotRun(
            msg("the answer for {field} must be a group with name and title", field=role)
        )
    part = _unasked(around) if said is None else dict(said)

    def read(fields: Mapping[str, Json]) -> PersonAnswer:
        answer = person_of(role, person, {**part, **fields}, around)
        return refuse_same(answer, earlier)

    for field in OF_A_PERSON:
        if not is_interactive() or not _is_open(part, field):
            continue
        prompt, typed = _question(field, label, part, around, needed=role == NEVER_LATER)

        def taken(words: str, typed: Typed = typed) -> dict[str, Json]:
            fields = typed(words)
            read({"title": "…", **fields} if "name" in fields else fields)
            return fields

        part |= ask(prompt, taken, around.language)
        keep(part)
    answer = read({})
    if not (answer.title and (answer.key or role != NEVER_LATER or _may_lack_key(answer, around))):
        raise _lacks_title(role) if not answer.title else _lacks_key(role, person)
    return answer


def _unasked(around: Questioning) -> dict[str, Json]:
    asked = {"account": around.on_forge, "key": not around.makes_keys}
    return {field: None for field in OF_A_PERSON if asked.get(field, True)}


def _is_open(part: Mapping[str, Json], field: str) -> bool:
    """Whether a field still has to be asked for: null, or left out where somebody has to tell it."""
    if field in ("name", "title"):
        return not str(part.get(field) or "").strip()
    return field in part and part[field] is None


def _question(
    field: str,
    label: Label,
    part: Mapping[str, Json],
    around: Questioning,
    *,
    needed: bool,
) -> tuple[str, Typed]:
    """Return how a field is asked for, and what reads what is typed."""
    language, name = around.language, str(part.get("name") or "")
    if field == "name":
        return f"{label.in_language(language)} ({_NAME_AND_TITLE.in_language(language)})", _named
    if field == "title":
        return f"{_TITLE.in_language(language)} {name}", _titled
    if field == "account":
        account = around.forge.questions.account
        how = around.forge.questions.account_parts
        words = f"{account.in_language(language)} {name} ({how.in_language(language)})"
        return words, _account_typed(how)
    needed = needed and not part.get("account")
    how_typed = [_A_LINE, *([] if needed else [_OR_LATER])]
    parts = "; ".join(one.in_language(language) for one in how_typed)
    return f"{_KEY.in_language(language)} {name} ({parts})", _key_typed(needed)


def _named(said: str) -> dict[str, Json]:
    name, title, *more = [*(word.strip() for word in said.split(";")), ""]
    if any(more):
        raise CannotRun(
            msg("there are too many parts in: {said}", said=said),
            msg("write: {form}", form=_NAME_AND_TITLE),
        )
    return {"name": not_empty(name), **({"title": title} if title else {})}


def _titled(said: str) -> dict[str, Json]:
    return {"title": not_empty(said)}


def _account_typed(parts: Label) -> Typed:
    def read(said: str) -> dict[str, Json]:
        login, number, *more = [*(word.strip() for word in said.split(";")), ""]
        if any(more):
            raise CannotRun(
                msg("there are too many parts in: {said}", said=said),
                msg("write: {form}", form=parts),
            )
        return {"account": {"login": login, "id": number} if login or number else {}}

    return read


def _key_typed(needed: bool) -> Typed:
    def read(said: str) -> dict[str, Json]:
        if needed and not said:
            raise _lacks_key(NEVER_LATER, _ID_OF[NEVER_LATER])
        return {"key": said}

    return read


def _may_lack_key(answer: PersonAnswer, around: Questioning) -> bool:
    return around.makes_keys or (around.on_forge and answer.account is not None)


def _lacks_title(role: str) -> CannotRun:
    return CannotRun(msg("the answers lack: {fields}", fields=f"{role}.title"))


def _lacks_key(role: str, person: str) -> CannotRun:
    return CannotRun(
        msg(
            "{field}: this key cannot come later, since the superior's own proof would be needed to add it",
            field=f"{role}.key",
        ),
        msg(
            "what the superior types to make one is told by: ubah key request {person}; to try out on one computer: --make-keys",
            person=person,
        ),
    )


def ask(label: str, read: Callable[[str], Answered], language: str) -> Answered:
    """Ask until the answer can be read: nobody should type all the others twice."""
    while True:
        said: str = click.prompt(label, default="", show_default=False)
        try:
            return read(said.strip())
        except CannotRun as problem:
            print_problem(problem, language)

"""What the answers to an auditor's questions are made of."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from ubah.core.diagnostics import Rule, Verdict
from ubah.core.meanings import Meaning
from ubah.core.model import Entry
from ubah.core.register.assurance import Assurance
from ubah.core.register.views import RecordView
from ubah.publish.addresses.paths import CHANGELOG, record_url
from ubah.publish.gathered.context import Context

SHOWN = 12
"""So many records are named under a question; a link leads to the rest."""


@dataclass(frozen=True)
class Item:
    """A record or an asset under an answer, with what is to be said of it."""

    label: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Answer:
    """A question, its answer in a sentence, and what it rests on."""

    number: int
    question: str
    text: str
    items: tuple[Item, ...] = ()
    more: int = 0
    links: tuple[Item, ...] = ()


Found = tuple[RecordView, Entry]


def items(rows: Iterable[tuple[RecordView, str]]) -> tuple[tuple[Item, ...], int]:
    """Return the newest records as items, and how many more there are."""
    listed = list(rows)
    shown = tuple(
        Item(view.record.id, record_url(view.record.id), note) for view, note in listed[-SHOWN:]
    )
    return shown[::-1], max(0, len(listed) - SHOWN)


def entries(ctx: Context, *meanings: Meaning) -> list[Found]:
    """Return every entry whose action means one of ``meanings``."""
    return [
        (view, entry)
        for view in ctx.register.records
        for entry in view.progress.those_that(*meanings)
    ]


def untold(ctx: Context) -> str:
    """Return what is said where the history was not judged so that an answer could be given."""
    return ctx.words.verdict(Verdict.INDETERMINATE)


def told_of(assurance: Assurance, none: str, ctx: Context) -> str:
    """Return how many cases of a fault there are; ``none`` only where there can be no others."""
    _ = ctx.words.translate
    count = len(assurance.cases)
    if assurance.complete:
        return _("Cases found: {count}.").format(count=count) if count else none
    if not count:
        return f"{untold(ctx)}."
    told = _("Cases found: {count}; whether there are others cannot be determined yet.")
    return told.format(count=count)


def log(ctx: Context, text: str, chosen: str = "") -> Item:
    """Return a link to the change log, with a choice of records."""
    return Item(text, CHANGELOG + (f"#{chosen}" if chosen else ""))


def with_rules(ctx: Context, rules: tuple[Rule, ...]) -> list[tuple[RecordView, str]]:
    """Return the records with findings under ``rules``, with their messages."""
    return [
        (view, ctx.words.message(finding.message))
        for view in ctx.register.records
        for finding in view.findings
        if finding.under in rules
    ]


def standing_in(ctx: Context, states: Collection[str]) -> list[tuple[RecordView, str]]:
    """Return the records in one of ``states``, the one that waits longest last, with its age."""
    waiting = [v for v in ctx.register.records if ctx.standings[v.record.id].state.name in states]
    waiting.sort(key=lambda view: ctx.standings[view.record.id].since, reverse=True)
    return [(view, ctx.words.span(ctx.standings[view.record.id].age)) for view in waiting]

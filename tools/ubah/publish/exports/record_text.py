"""A record as plain text: all that a person would look for who holds it on paper."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping

from ubah.core.register.standing import PossibleStep, Standing
from ubah.core.register.views import RecordView
from ubah.publish.gathered.context import Context
from ubah.publish.show.fields import DisplayedField, Node, fields_of
from ubah.publish.show.impact import ShownImpact, record_impact
from ubah.publish.show.late import late_words
from ubah.publish.show.release import release_fields
from ubah.publish.show.timeline import Correction, StepView, request_corrections, timeline_of

STEP = "  "
LONG = 60
"""A value that is longer than this gets lines of its own below its label."""


def record_text(
    view: RecordView, ctx: Context, proofs: Mapping[int, str], width: int = 0
) -> Iterator[str]:
    """Yield the lines of a record: the request, each step with its proof, where it stands.

    ``proofs`` says of each entry, by its number, how it is proved. Lines are wrapped at ``width``,
    0 for never. A line that does not begin with a space is a heading.
    """
    _ = ctx.words.translate
    standing = ctx.standings[view.record.id]
    yield f"{view.record.id}  {view.record.title}"
    yield f"  {_state(standing, ctx)}"
    if standing.retrospective is not None:
        yield f"  {ctx.words.label(standing.retrospective.label)}: {late_words(standing.retrospective, ctx)}"
    yield ""
    yield _("Request")
    yield from _wrapped(_request(view, ctx), width)
    yield ""
    yield _("Steps")
    steps = timeline_of(view, ctx)
    told = [proofs.get(step.entry.number, "") or step.proof.note for step in steps]
    same = len(steps) > 1 and len(set(told)) == 1
    if same:
        yield from _wrapped(iter((f"{STEP}{told[0]}",)), width)
    for step, proof in zip(steps, told, strict=True):
        yield from _wrapped(_step(step, ctx, "" if same else proof), width)
    impact = record_impact(view, ctx)
    if impact.direct:
        yield ""
        yield _("Impact on assets")
        yield from _wrapped(_impact(impact, ctx), width)
    release = tuple(release_fields(view, ctx))
    if release:
        yield ""
        yield _("Release")
        for field in release:
            yield from _wrapped(_field(field, STEP, ctx), width)
    yield ""
    yield _("Where it stands")
    yield from _wrapped(_standing(standing, view, ctx), width)


def _state(standing: Standing, ctx: Context) -> str:
    _ = ctx.words.translate
    overdue = _("overdue")
    late = f" ({overdue})" if standing.overdue else ""
    label = ctx.words.label(standing.label)
    return _("State: {state}{late}, since {time}").format(
        state=label, late=late, time=ctx.words.time(standing.since)
    )


def _request(view: RecordView, ctx: Context) -> Iterator[str]:
    defs = ctx.register.authority.change_schema["$defs"]
    corrections = request_corrections(view, ctx)
    for field in fields_of(view.record.request, defs["request"], defs, ctx):
        if field.name == "requester" and view.record.requester:
            who = Node("text", ctx.register.authority.roles.named(view.record.requester))
            field = DisplayedField(field.name, field.label, who)
        yield from _field(field, STEP, ctx)
        for row in corrections.get(field.name, ()):
            yield from _correction(row, STEP * 2, ctx)


def _step(step: StepView, ctx: Context, proof: str) -> Iterator[str]:
    _ = ctx.words.translate
    entry, inner = step.entry, " " * 6
    as_what, counts_from = _("Capacity"), _("Counts from")
    numbers = "/".join(str(number) for number in step.action.steps)
    where = _("SOP step {numbers}").format(numbers=numbers) if numbers else _("outside the steps")
    yield f"{entry.number:4}. {ctx.words.label(step.action.done)} [{where}]"
    who = ctx.register.authority.roles.named(entry.by)
    title = f", {step.actor.title}" if step.actor.title else ""
    part = f"{step.actor.part}: " if step.actor.part else ""
    yield f"{inner}{part}{who}{title} – {ctx.words.time(entry.at)}"
    if step.actor.capacity:
        letter = ", ".join(part for part in (step.actor.letter, step.actor.letter_note) if part)
        capacity = ctx.words.label(step.actor.capacity)
        by_letter = f" ({letter})" if letter else ""
        yield f"{inner}{as_what}: {capacity}{by_letter}"
    if step.effective:
        yield f"{inner}{counts_from}: {ctx.words.time(step.effective)}"
    for shown in step.fields:
        yield from _field(shown.field, inner, ctx)
        for row in shown.corrections:
            yield from _correction(row, f"{inner}{STEP}", ctx)
    for finding in step.findings:
        severity, said = ctx.words.severity(finding.severity), ctx.words.message(finding.message)
        yield f"{inner}{severity}: {said} ({finding.rule})"
    if proof:
        yield f"{inner}{proof}"


def _correction(row: Correction, indent: str, ctx: Context) -> Iterator[str]:
    _ = ctx.words.translate
    label = _("Corrected by entry {number}").format(number=row.number)
    yield from _field(DisplayedField(row.field, label, row.now), indent, ctx)


def _impact(impact: ShownImpact, ctx: Context) -> Iterator[str]:
    _ = ctx.words.translate
    direct, through = _("Direct"), _("Through dependence")
    met = _("Release windows that meet through dependence")
    yield f"{STEP}{direct}:"
    for row in impact.direct:
        yield f"{STEP * 2}{row.id} – {row.name}" if row.name else f"{STEP * 2}{row.id}"
    if impact.through:
        yield f"{STEP}{through} ({ctx.words.number(impact.count)}):"
    for row in impact.through:
        yield f"{STEP * 2}{row.path}: {row.name}" if row.name else f"{STEP * 2}{row.path}"
    if impact.more:
        more = _("{count} more, further away, are not listed.")
        yield f"{STEP * 2}{more.format(count=ctx.words.number(impact.more))}"
    if impact.met:
        yield f"{STEP}{met}:"
    for release in impact.met:
        yield f"{STEP * 2}{release.number} ({release.path})"


def _standing(standing: Standing, view: RecordView, ctx: Context) -> Iterator[str]:
    _ = ctx.words.translate
    yield f"{STEP}{_state(standing, ctx)}"
    if not standing.open:
        finished = _("Nothing follows: the request is finished.")
        yield f"{STEP}{finished}"
        return
    if standing.limit_days is not None:
        said = _("Time limit here, in days: {days}; waiting for {age}")
        days = ctx.words.number(standing.limit_days)
        yield f"{STEP}{said.format(days=days, age=ctx.words.span(standing.age))}"
    following = _("Next")
    yield f"{STEP}{following}:"
    for choice in (*standing.choices, *standing.others):
        yield from _choice(choice, view, ctx)


def _choice(choice: PossibleStep, view: RecordView, ctx: Context) -> Iterator[str]:
    _ = ctx.words.translate
    named = map(ctx.register.authority.roles.named, choice.people)
    people = ", ".join(named) or _("nobody in office")
    yield f"{STEP}→ {ctx.words.label(choice.action.label)}: {people}"
    yield f"{STEP}    ubah advance {view.record.id} {choice.action.name}"


def _field(field: DisplayedField, indent: str, ctx: Context) -> Iterator[str]:
    """Yield a labelled value: short ones beside the label, the others below it."""
    node, below = field.value, f"{indent}{STEP}"
    if node.kind == "group":
        yield f"{indent}{field.label}:"
        for part in node.fields:
            yield from _field(part, below, ctx)
    elif node.kind == "table":
        yield f"{indent}{field.label}:"
        yield from _rows(node, below, ctx)
    elif node.kind == "list" and not all(item.kind in ("text", "link") for item in node.items):
        yield f"{indent}{field.label}:"
        for number, item in enumerate(node.items, 1):
            yield from _item(item, number, below, ctx)
    else:
        yield from _text(field.label, _words(node), indent)


def _item(item: Node, number: int, indent: str, ctx: Context) -> Iterator[str]:
    if item.kind == "group":
        yield f"{indent}{number}) {'; '.join(f'{f.label}: {_words(f.value)}' for f in item.fields)}"
    else:
        yield f"{indent}{number}) {_words(item)}"


def _rows(node: Node, indent: str, ctx: Context) -> Iterator[str]:
    for number, row in enumerate(node.rows, 1):
        head = f"{number}) "
        for label, cell in zip(node.columns, row, strict=True):
            yield from _field(DisplayedField("", label, cell), f"{indent}{head}", ctx)
            head = " " * len(head)


def _text(label: str, text: str, indent: str) -> Iterator[str]:
    if len(text) <= LONG and "\n" not in text:
        yield f"{indent}{label}: {text}"
        return
    yield f"{indent}{label}:"
    blank = " " * len(indent)
    for line in text.rstrip("\n").split("\n"):
        yield f"{blank}{STEP}{line}".rstrip()


def _words(node: Node) -> str:
    if node.kind == "list":
        return ", ".join(_words(item) for item in node.items) or "–"
    if node.kind == "group":
        return "; ".join(f"{field.label}: {_words(field.value)}" for field in node.fields)
    return node.text


def _wrapped(lines: Iterator[str], width: int) -> Iterator[str]:
    for line in lines:
        if not width or len(line) <= width:
            yield line
            continue
        indent = " " * (len(line) - len(line.lstrip(" ")))
        yield from textwrap.wrap(
            line,
            width=max(width, len(indent) + 20),
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
            drop_whitespace=True,
        )

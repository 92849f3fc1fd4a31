"""A record's journal as it is shown: each step with actor, evidence, proof and corrections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from ubah.core.diagnostics import Finding, Label
from ubah.core.meanings import Meaning
from ubah.core.model import Entry, JudgedStep, Proof, ProofKind, told_time
from ubah.core.register.needs import weaknesses
from ubah.core.register.participants import PARTS
from ubah.core.register.views import RecordView
from ubah.core.sop import SAME, Action
from ubah.core.voucher import AT_DESK
from ubah.publish.gathered.context import Context
from ubah.publish.show.fields import DisplayedField, Node, describe, fields_of

REQUEST = "request."


@dataclass(frozen=True)
class Correction:
    """A correction (ralat) of one field, to be shown beside the original."""

    number: int
    field: str
    now: Node
    reason: str
    by: str
    at: datetime


class ShownField(NamedTuple):
    """A field of a step with the corrections made to it."""

    field: DisplayedField
    corrections: tuple[Correction, ...] = ()


class ShownProof(NamedTuple):
    """How the step was proved; ``kind`` is "" where there is no proof, and ``note`` says why."""

    kind: str
    note: str
    time: datetime | None = None
    commit: str = ""
    key: str = ""
    account: str = ""
    evidence: str = ""  # what on the git service, by its number there


class Actor(NamedTuple):
    """Who took a step, and in which capacity."""

    person: str
    name: str
    title: str
    capacity: Label | None
    letter: str
    letter_note: str
    part: str = ""  # what is said before the name of one who did not do what the step tells of


class StepView(NamedTuple):
    """One entry of the journal."""

    entry: Entry
    action: Action
    before: str
    after: str
    actor: Actor
    effective: datetime | None  # where it differs from what the entry says
    fields: tuple[ShownField, ...]
    proof: ShownProof
    landing: str
    findings: tuple[Finding, ...]


def timeline_of(view: RecordView, ctx: Context) -> tuple[StepView, ...]:
    """Return the journal's steps, oldest first."""
    sop = ctx.register.authority.sop
    judged = {step.entry.number: step for step in view.steps}
    corrections = _corrections(view, ctx)
    shown, state = [], ""
    for entry in view.record.journal:
        action = sop.actions[entry.action]
        after = action.leads_to(state)
        step = judged.get(entry.number)
        shown.append(
            StepView(
                entry=entry,
                action=action,
                before=state,
                after="" if action.target == SAME else after,
                actor=_actor(entry, view, ctx),
                effective=_other_time(entry, step),
                fields=_fields(entry, action, corrections.get(entry.number, ()), ctx),
                proof=_proof(step, ctx),
                landing=step.landing if step else "",
                findings=step.findings if step else (),
            )
        )
        state = after
    return tuple(shown)


def said_once(steps: tuple[StepView, ...]) -> str:
    """Return what there is to say of the proof of all steps alike, "" where they differ."""
    notes = {"" if step.proof.kind else step.proof.note for step in steps}
    return notes.pop() if len(notes) == 1 else ""


def request_corrections(view: RecordView, ctx: Context) -> Mapping[str, tuple[Correction, ...]]:
    """Return field of the request → its corrections."""
    found: dict[str, tuple[Correction, ...]] = {}
    for rows in _corrections(view, ctx).values():
        for row in rows:
            if row.field.startswith(REQUEST):
                name = row.field.removeprefix(REQUEST)
                found[name] = (*found.get(name, ()), row)
    return found


def _corrections(view: RecordView, ctx: Context) -> dict[int, tuple[Correction, ...]]:
    found: dict[int, tuple[Correction, ...]] = {}
    for entry in view.progress.those_that(Meaning.CORRECTS):
        number, name = entry.evidence["entry"], entry.evidence["field"]
        schema, defs = _schema_of(view, number, name, ctx)
        correction = Correction(
            number=entry.number,
            field=name,
            now=describe(entry.evidence["is"], schema, defs, ctx),
            reason=entry.evidence["reason"],
            by=ctx.person(entry.by),
            at=entry.at,
        )
        found[number] = (*found.get(number, ()), correction)
    return found


def _schema_of(
    view: RecordView, number: int, name: str, ctx: Context
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Return the schema of the field that a correction names, {} where there is none."""
    authority = ctx.register.authority
    defs: Mapping[str, Any] = authority.change_schema["$defs"]
    if name.startswith(REQUEST):
        parts: Mapping[str, Any] = defs["request"]["properties"]
        return parts.get(name.removeprefix(REQUEST), {}), defs
    journal = view.record.journal
    if not 0 < number <= len(journal):
        return {}, defs
    known = authority.sop.actions[journal[number - 1].action].evidence
    return (known[name].schema if name in known else {}), defs


def _fields(
    entry: Entry, action: Action, corrections: tuple[Correction, ...], ctx: Context
) -> tuple[ShownField, ...]:
    defs: Mapping[str, Any] = ctx.register.authority.change_schema["$defs"]
    schema = ctx.once("evidence", action, lambda: _evidence_schema(action))
    fields = fields_of(entry.evidence, schema, defs, ctx)
    if Meaning.CORRECTS in action.means:
        fields = tuple(_readable(field, entry, ctx) for field in fields)
    return tuple(
        ShownField(field, tuple(row for row in corrections if row.field == field.name))
        for field in fields
    )


def _evidence_schema(action: Action) -> Mapping[str, Any]:
    """Return the action's evidence as one schema, with the SOP's own labels."""
    return {
        "properties": {
            field.name: {**field.schema, "title": f"{field.label.id} / {field.label.en}"}
            for field in action.evidence.values()
        }
    }


def _readable(field: DisplayedField, entry: Entry, ctx: Context) -> DisplayedField:
    """Show the name of a corrected field by its label."""
    if field.name != "field":
        return field
    name, defs = entry.evidence["field"], ctx.register.authority.change_schema["$defs"]
    if name.startswith(REQUEST):
        title = defs["request"]["properties"].get(name.removeprefix(REQUEST), {}).get("title", name)
        return DisplayedField(
            field.name, field.label, Node("text", ctx.words.title(title, enumerated=True))
        )
    for action in ctx.register.authority.sop.actions.values():
        if name in action.evidence:
            text = ctx.words.label(action.evidence[name].label)
            return DisplayedField(field.name, field.label, Node("text", text))
    return field


def _actor(entry: Entry, view: RecordView, ctx: Context) -> Actor:
    _ = ctx.words.translate
    means = ctx.register.authority.sop.means
    part = _("Recorded by") if means(entry.action, *PARTS["recorder"]) else ""
    if means(entry.action, *PARTS["filer"]) and entry.by != view.record.requester:
        part = _("Filed by")
    authority = ctx.register.authority
    person = authority.roles.persons.get(entry.by)
    letters = ctx.once("letters", authority.roles, lambda: _letters(ctx))
    return Actor(
        person=entry.by,
        name=person.name if person else entry.by,
        title=person.title if person else "",
        capacity=authority.sop.capacities.get(entry.capacity),
        letter=entry.appointment,
        letter_note=letters.get((entry.appointment, entry.by), ""),
        part=part,
    )


def _letters(ctx: Context) -> Mapping[tuple[str, str], str]:
    """Return letter and person → what the letter says."""
    _ = ctx.words.translate
    told = _("{period}, signed by {signatory}")
    return {
        (holding.letter, holding.person): told.format(
            period=ctx.words.period(holding.period), signatory=ctx.person(holding.signatory)
        )
        for holding in ctx.register.authority.roles.holdings
        if holding.letter
    }


def _other_time(entry: Entry, step: JudgedStep | None) -> datetime | None:
    told = told_time(entry.at, step.effective) if step else entry.at
    return None if told == entry.at else told


def _proof(step: JudgedStep | None, ctx: Context) -> ShownProof:
    _ = ctx.words.translate
    if step is not None and step.proof is not None:
        return _proved(step.proof, ctx)
    if ctx.register.authority.office.sample:
        return ShownProof("", _("Sample data: nobody signed this step."))
    if not ctx.register.audit.trust_root:
        return ShownProof(
            "", _("The history was not read: whether this step is proved cannot be determined yet.")
        )
    if step is None:
        return ShownProof(
            "", _("Imported with the register's starting point, before the judged history.")
        )
    return ShownProof("", _("No proof of identity has been found for this step."))


def _proved(proof: Proof, ctx: Context) -> ShownProof:
    kind = ctx.once("proof", proof.kind, lambda: _kinds(ctx)[proof.kind])
    evidence = _on_git_service(proof.evidence, ctx) if proof.evidence else ""
    weak = map(ctx.words.message, weaknesses(proof.binding, proof.untouched))
    evidence = "; ".join(filter(None, [evidence, *weak]))
    return ShownProof(kind, "", proof.time, proof.commit, proof.key, proof.account, evidence)


def _kinds(ctx: Context) -> Mapping[ProofKind, str]:
    _ = ctx.words.translate
    return {
        ProofKind.SIGNATURE: _("Digital signature on the commit"),
        ProofKind.ASSENT: _("Signed assent"),
        ProofKind.FORGE: _("Approval on the git service, recorded by the recorder"),
        ProofKind.DESK: _(
            "Declared at the office’s desk, vouched for by the recorder; no signature"
        ),
    }


DESK_WORDS = tuple(kind.value for kind in AT_DESK)


def _on_git_service(evidence: str, ctx: Context) -> str:
    _ = ctx.words.translate
    what, _space, number = evidence.partition(" ")
    if what in DESK_WORDS:
        known = number.rpartition(" ")[2]
        return _("known by the log-in") if known == "proxy" else _("known by a link by mail")
    told = {
        "review": _("review {number}"),
        "decision": _("review {number} of the decision"),
        "issue": _("issue {number}"),
        "authorship": _("written in the editor, pull request {number}"),
    }
    return told[what].format(number=number) if what in told else ""

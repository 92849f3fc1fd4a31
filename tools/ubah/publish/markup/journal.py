"""A record's journal as HTML: the part of its page that ten thousand pages spend most time on.

What every step of one action, state or person has in common is written once and kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple

from markupsafe import Markup, escape

from ubah.core.diagnostics import Finding
from ubah.publish.gathered.context import Context
from ubah.publish.markup.html import Html, markup
from ubah.publish.show.timeline import Actor, Correction, ShownField, ShownProof, StepView
from ubah.publish.words.language import Words


class Parts(NamedTuple):
    """The pieces that `_parts.html` has for other pages, too."""

    corrections: Callable[[Iterable[Correction]], str]
    findings: Callable[[Iterable[Finding]], str]
    state_badge: Callable[[str, str], str]


class JournalHtml:
    """Writes the steps of a page's journal."""

    def __init__(self, ctx: Context, html: Html, parts: Parts) -> None:
        self._ctx = ctx
        self._html = html
        self._parts = parts
        self._labels: dict[str, str] = {}
        self._kinds: dict[str, str] = {}
        self._proof_labels = tuple(str(escape(label)) for label in _proof_labels(ctx.words))

    def steps(self, steps: Iterable[StepView], said: str = "") -> Markup:
        """Return the steps as the items of a list; ``said`` stands above them, of all proofs."""
        return markup("".join(self._step(step, said) for step in steps))

    def rows(self, rows: Iterable[ShownField], *, named: bool = False) -> Markup:
        """Return fields with their corrections; ``named``: each with a class of its own."""
        return markup("".join(self._row(row, named=named) for row in rows))

    def _step(self, step: StepView, said: str) -> str:
        number = step.entry.number
        fields = f'<dl class="ub-fields">{self.rows(step.fields)}</dl>' if step.fields else ""
        return (
            f'<li class="ub-step" id="langkah-{number}">\n'
            f'<div class="ub-step__marker" aria-hidden="true">#{number}</div>\n'
            f'<div class="ub-step__body">{self._head(step)}{self._actor(step.actor, named=bool(said))}{fields}'
            f"{self._parts.findings(step.findings) if step.findings else ''}"
            f"{'' if said else self._proof(step)}</div>\n</li>\n"
        )

    def _head(self, step: StepView) -> str:
        title, number = self._ctx.once("head", step.action, lambda: self._action(step))
        return (
            f'<header class="ub-step__head"><h3>{title}</h3>'
            f'<p class="ub-step__meta"><span>{number}</span> '
            f'<time datetime="{step.entry.at.isoformat()}">{self._time(step.entry.at)}'
            f"</time> {self._after(step)}</p></header>\n"
        )

    def _action(self, step: StepView) -> tuple[str, str]:
        _ = self._ctx.words.translate
        steps = ", ".join(str(number) for number in step.action.steps)
        told = _("SOP step {steps}").format(steps=steps)
        if not steps:
            told = _("Additional rule (outside the SOP)")
        return str(escape(self._ctx.words.label(step.action.done))), str(escape(told))

    def _after(self, step: StepView) -> str:
        name = step.after
        if not name:
            return ""
        state = self._ctx.register.authority.sop.states[name]
        label = state.label_after(step.entry.evidence)
        return self._ctx.once(
            f"badge {name}",
            label,
            lambda: self._parts.state_badge(name, self._ctx.words.label(label)),
        )

    def _actor(self, actor: Actor, *, named: bool) -> str:
        """Return who took a step; ``named``: with the id, which otherwise stands with the proof."""
        part = f"{escape(actor.part)}: " if actor.part else ""
        own = f" <code>{escape(actor.person)}</code>" if named else ""
        name = f"<strong>{escape(actor.name)}</strong>"
        title = f", {escape(actor.title)}" if actor.title else ""
        shown = f'<p class="ub-step__actor">{part}{name}{title}{own}</p>\n'
        if actor.capacity is None:
            return shown
        _ = self._ctx.words.translate
        letter = ""
        if actor.letter:
            letter = _("Letter {letter}").format(letter=actor.letter)
            letter += f" ({actor.letter_note})" if actor.letter_note else ""
        capacity = escape(self._ctx.words.label(actor.capacity))
        return (
            f'{shown}<p class="ub-step__capacity"><span class="ub-badge ub-badge--local">'
            f"{capacity}</span> {escape(letter)}</p>\n"
        )

    def _row(self, row: ShownField, *, named: bool) -> str:
        name = f' class="ub-field--{escape(row.field.name)}"' if named else ""
        wide = "" if named or row.field.value.kind != "table" else ' class="ub-field--wide"'
        corrections = self._parts.corrections(row.corrections) if row.corrections else ""
        value = self._html.node(row.field.value)
        return f"<div{name}{wide}><dt>{self._label(row.field.label)}</dt><dd>{value}{corrections}</dd></div>\n"

    def _proof(self, step: StepView) -> str:
        proof = step.proof
        note = f"<p>{escape(proof.note)}</p>" if proof.note else ""
        values = (
            step.actor.person and f"<code>{escape(step.actor.person)}</code>",
            step.effective and self._time(step.effective),
            proof.time and self._time(proof.time),
            proof.commit and _commit(proof.commit),
            proof.key and _key(proof.key),
            escape(proof.account),
            escape(proof.evidence),
            step.landing and _commit(step.landing),
        )
        shown = "".join(
            f"<div><dt>{label}</dt><dd>{value}</dd></div>"
            for label, value in zip(self._proof_labels, values, strict=True)
            if value
        )
        return (
            f'<details class="ub-proof"><summary>{self._kind(proof)}</summary>{note}'
            f'<dl class="ub-fields ub-fields--nested">{shown}</dl></details>\n'
        )

    def _kind(self, proof: ShownProof) -> str:
        if proof.kind not in self._kinds:
            _ = self._ctx.words.translate
            told = _("Proof: {kind}").format(kind=proof.kind) if proof.kind else _("Proof: none")
            self._kinds[proof.kind] = str(escape(told))
        return self._kinds[proof.kind]

    def _time(self, moment: datetime) -> str:
        return str(escape(self._ctx.words.time(moment)))

    def _label(self, text: str) -> str:
        if text not in self._labels:
            self._labels[text] = str(escape(text))
        return self._labels[text]


def _proof_labels(words: Words) -> tuple[str, ...]:
    _ = words.translate
    return (
        _("Id in the register"),
        _("Effective time"),
        _("Time of the proof"),
        _("Commit"),
        _("Key fingerprint"),
        _("Account"),
        _("On the git service"),
        _("Entered the register in commit"),
    )


def _commit(oid: str) -> str:
    shown = escape(oid)
    return f'<code title="{shown}">{escape(oid[:10])}</code>'


def _key(fingerprint: str) -> str:
    return f'<code class="ub-break">{escape(fingerprint)}</code>'

"""From what the recorder found to what it says on the forge."""

from __future__ import annotations

from ubah.core.diagnostics import Label, Message, msg
from ubah.core.paths import record_id
from ubah.core.render import Translate, render
from ubah.core.waiting import NextStep, next_steps
from ubah.edge.cases import Case
from ubah.edge.decisions import Decided, DecisionText, Words
from ubah.edge.pulls import Assessment
from ubah.edge.recorder import Recorder
from ubah.report.decision import decision_body, decision_title
from ubah.report.markdown import inline
from ubah.report.pull_request import MARKER, PullReport


def pull_report(recorder: Recorder, found: Assessment, landed: str = "") -> PullReport:
    """Return what there is to say of a pull request."""
    landed = landed or found.landed
    notes: list[Message] = []
    if found.pull.is_draft:
        notes.append(msg("this is a draft; it lands once it is marked as ready"))
    if found.pull.base_branch != recorder.main:
        notes.append(msg("it does not go into {branch}, so it is not landed", branch=recorder.main))
    if not found.changes and not landed:
        notes.append(msg("it brings nothing that main does not have"))
    return PullReport(
        verdict=found.verdict,
        forge=recorder.forge.host,
        roles=found.authority.roles,
        sop=found.authority.sop,
        findings=found.findings,
        steps=found.steps,
        other_paths=tuple(c.path for c in found.changes if not record_id(c.path)),
        discarded=found.gathered.discarded,
        waiting=tuple(_waiting(recorder, found)),
        landed=landed,
        renumber=found.renumber,
        notes=tuple(notes),
    )


def _waiting(
    recorder: Recorder, found: Assessment
) -> list[tuple[str, Label, tuple[NextStep, ...]]]:
    rows: list[tuple[str, Label, tuple[NextStep, ...]]] = []
    for change in found.changes:
        if not record_id(change.path) or change.after is None:
            continue
        data = recorder.reader.store.read(change.after.oid, "blob")
        state, steps = next_steps(data, change.path, found.authority, recorder.clock())
        if state is not None:
            rows.append((record_id(change.path), state, steps))
    return rows


def decision_words(language: str, translate: Translate) -> Words:
    """Return what writes the title and the summary of a decision pull request."""

    def words(case: Case, people: tuple[str, ...]) -> DecisionText:
        roles, sop = case.authority.roles, case.authority.sop
        return DecisionText(
            decision_title(case.record, language, translate),
            decision_body(case.record, case.progress, roles, sop, language, translate),
        )

    return words


def decision_note(found: Decided, language: str, translate: Translate) -> str:
    """Return the comment on a decision pull request: why a review did not land, "" if nothing is amiss."""

    def words(message: Message) -> str:
        return inline(render(message, translate, language))

    if found.commit:
        done = msg("the decision landed as {commit}", commit=found.commit[:12])
        return f"{MARKER}\n{words(done)}\n"
    lines = [f"- {words(note)}" for note in found.notes]
    lines += [f"- **{f.rule}**: {words(f.message)}" for f in found.findings]
    if not lines:
        return ""
    title = words(msg("The review could not be landed as a decision"))
    return "\n".join([MARKER, f"### {title}", "", *lines, ""])

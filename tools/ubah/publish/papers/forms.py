"""The forms that the SOP knows, each a paper made of the steps that it is about.

Which steps those are is said by what their actions mean, so an office that names them otherwise
has the same forms; a record has those whose steps it has reached.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from ubah.core.meanings import TESTING, Meaning, OfficeMeaning
from ubah.core.people.roles import HEADS
from ubah.core.register.participants import EVALUATING
from ubah.core.register.views import RecordView
from ubah.core.sop import Action, Sop
from ubah.publish.gathered.context import Context
from ubah.publish.papers.authenticity import authenticity_of
from ubah.publish.papers.paper import (
    Paper,
    PaperRow,
    PaperSection,
    plain_value,
    rows_of,
    table,
    text,
)
from ubah.publish.papers.steps import request_section, step_sections
from ubah.publish.show.asset_diff import event_row
from ubah.publish.show.late import late_words
from ubah.publish.show.release import release_fields
from ubah.publish.show.signatures import boxes_of
from ubah.publish.words.language import Words
from ubah.publish.words.standings import kind_word

REQUEST, RELEASE = "request", "release"
REQUESTER, MANAGER, HEAD = "requester", "manager", "head"
"""Who signs a form, whatever the office calls the role."""

DECIDING = (Meaning.APPROVES, Meaning.REFUSES)
EXAMINING = (Meaning.EXAMINES, Meaning.RETURNS_REPORT)
WORKING = (Meaning.CARRIES_OUT, *TESTING, Meaning.ROLLS_BACK)
RELEASING = (
    *(Meaning.PLANS_RELEASE, Meaning.MOVES_RELEASE),
    *(Meaning.SETTLES_ASSETS, Meaning.DECLARES_ASSETS, Meaning.UPDATES_ASSETS),
)


@dataclass(frozen=True)
class PaperForm:
    """A form: ``due`` once a step that means one of these is taken, with the steps of ``shown``.

    ``signed`` says who signs it, each for the newest step that means one of those beside.
    """

    due: tuple[Meaning, ...]
    shown: tuple[Meaning, ...]
    signed: tuple[tuple[str, tuple[Meaning, ...]], ...]


FORMS: Mapping[str, PaperForm] = {
    REQUEST: PaperForm(
        (Meaning.SUBMITS,),
        (Meaning.SUBMITS, Meaning.REVISES, Meaning.WITHDRAWS),
        ((REQUESTER, (Meaning.SUBMITS, Meaning.REVISES)), (MANAGER, EVALUATING[:2])),
    ),
    "evaluation": PaperForm(EVALUATING, EVALUATING, ((MANAGER, EVALUATING),)),
    "approval": PaperForm(
        DECIDING,
        (Meaning.ESCALATES, *DECIDING),
        ((MANAGER, (Meaning.ESCALATES,)), (HEAD, DECIDING)),
    ),
    "test": PaperForm(
        (Meaning.CARRIES_OUT, *TESTING), (Meaning.CARRIES_OUT, *TESTING), ((MANAGER, TESTING),)
    ),
    "rollback": PaperForm(
        (Meaning.ROLLS_BACK,),
        (Meaning.FAILS_TEST, Meaning.ROLLS_BACK),
        ((MANAGER, (Meaning.ROLLS_BACK,)),),
    ),
    "change-report": PaperForm(
        (Meaning.REPORTS,),
        (*WORKING, Meaning.REPORTS, *EXAMINING),
        ((MANAGER, (Meaning.REPORTS,)), (HEAD, EXAMINING)),
    ),
    RELEASE: PaperForm((Meaning.PLANS_RELEASE,), RELEASING, ((MANAGER, RELEASING),)),
}
"""Name → form, in the order of the SOP's steps."""


ON_SOME_FORM = frozenset(meaning for form in FORMS.values() for meaning in form.shown)


def form_words(words: Words) -> Mapping[str, str]:
    """Return form → its title."""
    _ = words.translate
    return {
        REQUEST: _("Request for Change"),
        "evaluation": _("Evaluation of the Request for Change"),
        "approval": _("Decision on the Emergency Change"),
        "test": _("Implementation and Test Report"),
        "rollback": _("Roll-back Report"),
        "change-report": _("Change Report"),
        RELEASE: _("Release Note"),
    }


def forms_reached(view: RecordView) -> tuple[str, ...]:
    """Return the forms that a record has come to."""
    return tuple(name for name, form in FORMS.items() if view.progress.last_that(*form.due))


def papers_of(view: RecordView, names: Iterable[str], ctx: Context) -> tuple[Paper, ...]:
    """Return the named forms of a record, of those that it has come to."""
    wanted = set(names)
    return tuple(_paper(view, name, ctx) for name in forms_reached(view) if name in wanted)


def _paper(view: RecordView, name: str, ctx: Context) -> Paper:
    form = FORMS[name]
    shown = partial(_belongs, name)
    sections = [*_before(view, name, ctx), *step_sections(view, shown, ctx)]
    if name == RELEASE:
        sections += _release(view, ctx)
    newest = view.progress.last_that(*form.shown)
    day = ctx.register.authority.office.day
    return Paper(
        name=form_words(ctx.words)[name],
        number=view.record.id,
        subject=view.record.title,
        day=day((newest or view.record.journal[0]).at),
        marks=tuple(marks_of(ctx)),
        sections=tuple(sections),
        boxes=tuple(boxes_of(view, _signing(form, ctx.register.authority.sop), ctx)),
        authenticity=authenticity_of(view, ctx),
    )


def _belongs(name: str, action: Action) -> bool:
    """Whether a form tells of an action's steps.

    The request's own also tells of those that an office has added and that no form is about, so that
    no step is lost; a correction stands with what it corrects.
    """
    if not action.means.isdisjoint(FORMS[name].shown):
        return True
    known = action.means & {*ON_SOME_FORM, Meaning.CORRECTS}
    return name == REQUEST and not known


def marks_of(ctx: Context) -> Iterable[str]:
    """Yield what nobody may overlook who holds a paper in hand."""
    _, office = ctx.words.translate, ctx.register.authority.office
    if ctx.internal:
        yield _("FOR THE OFFICE ONLY: holds information that is exempt from publication")
    if office.sample:
        yield _("SAMPLE: an office that is made up")
    if office.rehearsal:
        yield _("REHEARSAL: an office to be thrown away")


def _before(view: RecordView, name: str, ctx: Context) -> Iterable[PaperSection]:
    """Yield the whole request on its own form, and what has to be known of it on the others."""
    if name == REQUEST:
        yield request_section(view, ctx)
        return
    _, standing = ctx.words.translate, ctx.standings[view.record.id]
    rows = [
        PaperRow(_("Requester"), text(ctx.requester(view))),
        PaperRow(_("Services"), text(", ".join(view.record.request["services"]))),
        PaperRow(_("Kind"), text(kind_word(standing.kind, ctx.words))),
    ]
    if standing.retrospective is not None:
        label = ctx.words.label(standing.retrospective.label)
        rows.append(PaperRow(label, text(late_words(standing.retrospective, ctx))))
    yield PaperSection(_("The request"), rows=tuple(rows))


def _release(view: RecordView, ctx: Context) -> Iterable[PaperSection]:
    """Yield the window in force with what came of it, and what changed in the asset register."""
    _ = ctx.words.translate
    standing = tuple(rows_of(release_fields(view, ctx)))
    if standing:
        yield PaperSection(_("Release as it stands"), rows=standing)
    for event in ctx.asset_events.get(view.record.id, ()):
        row = event_row(event, ctx)
        rows = [PaperRow(row.change, text(row.intended))]
        if row.rows:
            columns = (_("Field"), _("Before"), _("After"))
            cells = ((text(r.label), plain_value(r.before), plain_value(r.after)) for r in row.rows)
            rows.append(PaperRow("", table(columns, cells)))
        elif row.hidden:
            told = _("What changed is restricted information; the internal edition shows it.")
            rows.append(PaperRow(_("Field"), text(told)))
        yield PaperSection(_("Asset {id}").format(id=row.asset), rows=tuple(rows))


def _signing(form: PaperForm, sop: Sop) -> Iterable[tuple[str, tuple[Meaning, ...]]]:
    """Yield each role that signs, with the steps it signs for; one that the process lacks is left out."""
    known = {
        REQUESTER: sop.offices(OfficeMeaning.REQUESTS),
        MANAGER: sop.offices(OfficeMeaning.MANAGES),
        HEAD: HEADS[:1],
    }
    for signer, meanings in form.signed:
        roles = known[signer]
        if roles and sop.taking(*meanings):
            yield roles[0], meanings

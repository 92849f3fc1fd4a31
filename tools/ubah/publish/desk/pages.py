"""The desk's pages as HTML, each from a sheet; the words of the office, in its language and time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from importlib.resources import files
from typing import Any

from jinja2 import Environment

from ubah.core.attachments import ALSO_CALLED, ENDINGS, attachments_in_record
from ubah.core.desk.case import effect
from ubah.core.desk.handed_in import MOST_FILES, is_for_files, takes_files
from ubah.core.desk.sheet import (
    BranchSheet,
    FormSheet,
    HomeSheet,
    RecordSheet,
    ShownPage,
    WaitingRow,
)
from ubah.core.desk.visitor import Known, Visitor
from ubah.core.diagnostics import Finding, Message, msg
from ubah.core.forms.of_steps import Form
from ubah.core.forms.words import REVISED
from ubah.core.office.authority import Authority
from ubah.core.proof.decision import APPROVED, DecidedStep, decided_steps
from ubah.core.render import Translate, render
from ubah.publish.desk.fields import drawn_field, unseen_marked
from ubah.publish.markup.translated import templates_in
from ubah.publish.words.language import Words

STYLE = "desk.css"


def _decided(form: Form, sheet: RecordSheet) -> tuple[str, DecidedStep] | None:
    """Return how a review ends that decides what a form does, None where none does."""
    decided = decided_steps(sheet.outlook.authority.sop, sheet.outlook.progress.state)
    return next((each for each in decided.items() if each[1].action == form.action), None)


class DeskPages:
    """Writes the desk's pages in one language."""

    def __init__(self, language: str, translate: Translate) -> None:
        self._language = language
        self._translate = translate
        self._templates: Environment = templates_in(translate)
        self._templates.filters["seen"] = unseen_marked
        self.style = files("ubah.publish.desk").joinpath(STYLE).read_bytes()

    # --- what is shown, whose digest a voucher bears --------------------------------------------------

    def shown_record(self, sheet: RecordSheet) -> ShownPage:
        """Return what the page of a record says of it, as it stands."""
        words = self._words(sheet.outlook.authority)
        parts = [(words.message(part.heading), part.text) for part in sheet.case]
        _ = self._translate
        parts.append((_("Where it stands"), words.label(sheet.outlook.label)))
        named = [
            f"{one.name} ({one.sha256})" for one in attachments_in_record(sheet.outlook.record)
        ]
        if named:
            parts.append((_("Attachments"), "\n".join(named)))
        return ShownPage(words.message(sheet.title), tuple(parts), tuple(self._told(sheet, words)))

    def shown_form(self, sheet: FormSheet) -> ShownPage:
        """Return what a form shows, with the record that it is about: a new request has none."""
        title = self._words(sheet.authority).label(sheet.form.title)
        page = self.shown_record(sheet.sheet) if sheet.sheet else ShownPage(title, ())
        return replace(page, asked=(title, *self._asked(sheet)))

    def _asked(self, sheet: FormSheet) -> Iterable[str]:
        """Yield what a form says that it does, what it asks for, and the files that it is to change."""
        words, form, step = self._words(sheet.authority), sheet.form, sheet.sheet
        decision = _decided(form, step) if step else None
        if decision:
            yield words.message(effect(decision[1], sheet.authority.sop))
        for field in form.fields:
            for part in (field, *field.parts):
                yield words.label(part.label)
                yield from (words.label(choice.label) for choice in part.choices)
        yield from (sheet.said.get(field.id, "") for field in form.assets)

    def shown_branch(self, sheet: BranchSheet) -> ShownPage:
        """Return what the page of a branch says: in words, then line by line."""
        words = self._words(sheet.authority)
        told = tuple((words.message(change), "") for change in sheet.changes)
        return ShownPage(sheet.branch, (*told, *sheet.files))

    def _told(self, sheet: RecordSheet, words: Words) -> Iterable[tuple[str, str]]:
        """Yield each step that was taken."""
        sop, roles = sheet.outlook.authority.sop, sheet.outlook.authority.roles
        for entry in sheet.outlook.progress.entries:
            done = words.label(sop.actions[entry.action].done)
            yield f"{entry.number}. {done}", f"{roles.name(entry.by)}, {words.time(entry.at)}"

    # --- pages ----------------------------------------------------------------------------------------

    def home(self, sheet: HomeSheet) -> str:
        """Return what waits for a person."""
        words, _ = self._words(sheet.authority), self._translate
        return self._page(
            "desk_home.html",
            sheet.authority,
            title=_("Waiting for you"),
            who=self._who(sheet.authority, sheet.visitor.person),
            waiting=[self._row(row, words) for row in sheet.waiting],
            others=[self._row(row, words) for row in sheet.others],
            branches=sheet.branches,
            opening=words.label(sheet.opening.title) if sheet.opening else "",
        )

    def record(
        self, sheet: RecordSheet, top: str, seals: dict[str, str], notice: Message | None = None
    ) -> str:
        """Return a record with what may be done about it; ``seals``: form key → what proves the page.

        ``top`` is the address that its forms lie below.
        """
        words = self._words(sheet.outlook.authority)
        return self._page(
            "desk_record.html",
            sheet.outlook.authority,
            title=sheet.outlook.record.id,
            who=self._who(sheet.outlook.authority, sheet.visitor.person),
            shown=self.shown_record(sheet),
            subject=sheet.outlook.record.title,
            decisions=[self._decision(form, sheet, seals, words) for form in sheet.forms.decisions],
            steps=[(form.key, words.label(form.title)) for form in sheet.forms.steps],
            others=[(form.key, words.label(form.title)) for form in sheet.forms.others],
            attached=self._attached(sheet),
            file=sheet.data.decode(errors="replace"),
            top=top,
            notice=words.message(notice) if notice else "",
        )

    def form(self, sheet: FormSheet, top: str, seal: str) -> str:
        """Return a form to be filled in, below what it is about."""
        words = self._words(sheet.authority)
        step = sheet.sheet
        return self._page(
            "desk_form.html",
            sheet.authority,
            title=words.label(sheet.form.title),
            who=self._who(sheet.authority, sheet.visitor.person),
            record=step.outlook.record.id if step else "",
            subject=step.outlook.record.title if step else "",
            shown=self.shown_record(step) if step else None,
            fields=self._fields(sheet.form, sheet.said, words),
            uploads=self._uploads(sheet.form, words),
            accepted=",".join(f".{ending}" for ending in (*ENDINGS, *ALSO_CALLED)),
            largest=words.number(sheet.authority.office.attachment_limit // 1024),
            problems=self._problems(sheet.findings, words),
            notice=words.message(REVISED) if sheet.form.revises else "",
            top=top,
            key=sheet.form.key,
            seal=seal,
            attached=self._attached(step) if step else [],
            file=step.data.decode(errors="replace") if step else "",
        )

    def branch(self, sheet: BranchSheet, seal: str, notice: Message | None = None) -> str:
        """Return a proposed branch: what it changes in words and line by line, and who approved it."""
        words = self._words(sheet.authority)
        return self._page(
            "desk_branch.html",
            sheet.authority,
            title=sheet.branch,
            who=self._who(sheet.authority, sheet.visitor.person),
            changes=[words.message(change) for change in sheet.changes],
            files=sheet.files,
            approved=[sheet.authority.roles.name(person) for person in sheet.approved],
            problems=self._problems(sheet.findings, words),
            may_approve=sheet.may_approve,
            barred=words.message(sheet.barred) if sheet.barred else "",
            branch=sheet.branch,
            seal=seal,
            notice=words.message(notice) if notice else "",
        )

    def done(self, authority: Authority, visitor: Visitor, title: Message, *said: Message) -> str:
        """Return what came of it."""
        return self._said(authority, visitor, title, said, ())

    def refused(
        self, authority: Authority, visitor: Visitor, title: Message, findings: Iterable[Finding]
    ) -> str:
        """Return why nothing was recorded."""
        return self._said(authority, visitor, title, (), findings)

    def _said(
        self,
        authority: Authority,
        visitor: Visitor,
        title: Message,
        said: Iterable[Message],
        findings: Iterable[Finding],
    ) -> str:
        words = self._words(authority)
        return self._page(
            "desk_said.html",
            authority,
            title=words.message(title),
            who=self._who(authority, visitor.person),
            home=visitor.known is Known.PROXY,
            said=[words.message(message) for message in said],
            problems=self._problems(findings, words),
        )

    def closed(self, title: Message, *said: Message) -> str:
        """Return a page for whoever is not let in: it says nothing of the office."""
        return self._render(
            "desk_said.html",
            title=self._say(title),
            said=[self._say(message) for message in said],
            problems=[],
            who="",
            home=False,
            office="",
            sample=False,
            language=self._language,
        )

    # --- parts ----------------------------------------------------------------------------------------

    def _decision(
        self, form: Form, sheet: RecordSheet, seals: dict[str, str], words: Words
    ) -> dict[str, Any]:
        sop, decided = sheet.outlook.authority.sop, _decided(form, sheet)
        assert decided is not None  # noqa: S101 - a sheet's decisions are what a review decides
        state, step = decided
        return {
            "quiet": state != APPROVED,
            "key": form.key,
            "label": words.label(form.title),
            "effect": words.message(effect(step, sop)),
            "fields": self._fields(form, {}, words),
            "seal": seals[form.key],
        }

    def _fields(self, form: Form, said: Any, words: Words) -> list[dict[str, Any]]:
        prefix = form.key.replace("+", "-")
        asked = (field for field in form.fields if not is_for_files(field))
        return [drawn_field(field, f"{prefix}-{field.id}", said, words) for field in asked]

    def _uploads(self, form: Form, words: Words) -> list[tuple[str, list[str]]]:
        """Return where files may be chosen: a step's heading, and a name for each that it may bring."""
        several = len(form.steps) > 1
        return [
            (
                words.label(step.label) if several else "",
                [f"{field.id}-{row}" for row in range(MOST_FILES)],
            )
            for step in form.steps
            for field in takes_files(step)
        ]

    def _attached(self, sheet: RecordSheet) -> list[tuple[str, str]]:
        """Return the attachments that are kept with a record, by file and name."""
        return [
            (one.file, one.name) for one in attachments_in_record(sheet.outlook.record) if one.file
        ]

    def _problems(self, findings: Iterable[Finding], words: Words) -> list[tuple[str, str]]:
        return [(words.message(finding.message), finding.rule) for finding in findings]

    def _row(self, row: WaitingRow, words: Words) -> dict[str, Any]:
        _ = self._translate
        late = _("overdue since {day}") if row.overdue else _("due on {day}")
        due = row.due.astimezone(words.zone).date() if row.due else None
        return {
            "record": row.record,
            "title": row.title,
            "state": words.label(row.state),
            "due": late.format(day=words.day(due)) if due else "",
            "overdue": row.overdue,
            "actions": ", ".join(words.label(action) for action in row.actions),
        }

    def _who(self, authority: Authority, person: str) -> str:
        name = authority.roles.name(person)
        return self._say(msg("You are {name} ({person})", name=name, person=person))

    def _say(self, message: Message) -> str:
        text = render(message, self._translate, self._language)
        return text[:1].upper() + text[1:]

    def _words(self, authority: Authority) -> Words:
        return Words(self._language, self._translate, authority.office.zone)

    def _page(self, template: str, authority: Authority, **values: Any) -> str:
        office = authority.office
        return self._render(
            template,
            office=office.name,
            sample=office.sample or office.rehearsal,
            language=self._language,
            **values,
        )

    def _render(self, template: str, **values: Any) -> str:
        values["_"] = self._translate
        return self._templates.get_template(template).render(values)

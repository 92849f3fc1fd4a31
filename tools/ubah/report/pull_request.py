"""What a pull request does, in the SOP's words, as a comment on it (Markdown)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ubah.core.diagnostics import Finding, Label, Message, Severity, Trait, Verdict, msg
from ubah.core.forge.evidence import DiscardedApproval
from ubah.core.forge.model import PullState
from ubah.core.judge.needed_proofs import WANT_PROOF
from ubah.core.model import JudgedStep
from ubah.core.names import SEVERITIES, VERDICTS
from ubah.core.people.roles import Roles
from ubah.core.register.outlook import NextStep
from ubah.core.render import Translate
from ubah.core.render import render as in_words
from ubah.core.rules.proofs import STEP_UNPROVED
from ubah.core.sop import Sop
from ubah.report.markdown import inline
from ubah.report.model import SHORT
from ubah.report.parts import Say, with_names

MARKER = "<!-- ubah: comment on a pull request -->"
"""By this the comment is found again and rewritten in place."""

SHOWN = 20
OPEN_FORM = msg("Open the form")
_LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})\Z")
_SIGNS = {
    Verdict.PASS: "✅",
    Verdict.FAIL: "❌",
    Verdict.INDETERMINATE: "❔",
}


@dataclass(frozen=True)
class PullReport:
    """What there is to say of a pull request.

    ``waiting``: each record's state, what comes next. ``forms``: by record and action, the title and the
    address of each form for it on the forge. ``provers``: who has to approve a change of authority, by
    their ids; none where no approval mends it. ``approving``: where it is approved, None where it is
    not. ``copied``: where it is approved instead, as the forge names it. ``is_copy``: it is the recorder's,
    and only an approval can be added to it.
    """

    verdict: Verdict
    forge: str
    roles: Roles
    sop: Sop
    findings: tuple[Finding, ...] = ()
    steps: tuple[JudgedStep, ...] = ()
    other_paths: tuple[str, ...] = ()
    discarded: tuple[DiscardedApproval, ...] = ()
    waiting: tuple[tuple[str, Label, tuple[NextStep, ...]], ...] = ()
    forms: Mapping[tuple[str, str], tuple[tuple[Label, str], ...]] = field(default_factory=dict)
    landed: str = ""
    renumber: tuple[str, str] | None = None
    notes: tuple[Message, ...] = ()
    provers: tuple[str, ...] = ()
    approving: Message | None = None
    copied: str = ""
    is_copy: bool = False

    @property
    def wrong(self) -> tuple[Finding, ...]:
        """The errors that no approval mends."""
        errors = (f for f in self.findings if f.severity is Severity.ERROR)
        return tuple(f for f in errors if not self.is_mended_by_approval(f))

    def is_mended_by_approval(self, finding: Finding) -> bool:
        """Whether nothing but the approval of somebody lacks."""
        of_authority = bool(self.provers) and finding.rule in WANT_PROOF
        return of_authority or Trait.WANT_OF_PROOF in finding.under.traits

    @property
    def standing(self) -> PullState:
        """Whether it has landed or is about to, waits for somebody, or is wrong."""
        if self.landed:
            return PullState.SUCCESS
        if self.wrong:
            return PullState.FAILURE
        waits = self.notes or self.verdict is not Verdict.PASS
        return PullState.PENDING if waits else PullState.SUCCESS

    @property
    def wants_approval(self) -> bool:
        """Whether it waits, and for nothing but the approval of somebody."""
        return self.standing is PullState.PENDING and self.verdict is Verdict.FAIL

    @property
    def unapproved(self) -> tuple[str, ...]:
        """Whose approval of a step of their own, or of a change of authority, is missing, by their ids."""
        return tuple(dict.fromkeys((*unapproved(self.steps), *self.provers)))


def unapproved(steps: Iterable[JudgedStep]) -> tuple[str, ...]:
    """Return whose approval of a step of their own is missing, by their ids."""
    lacking = (s for s in steps if any(f.under == STEP_UNPROVED for f in s.findings))
    return tuple(dict.fromkeys(step.entry.by for step in lacking))


def comment(report: PullReport, language: str, translate: Translate, *, whole: bool = False) -> str:
    """Return the comment; ``whole`` for the job's summary, which takes every finding."""

    def words(message: Message | Label) -> str:
        return inline(in_words(message, translate, language))

    parts = [
        _head(report, words),
        _section(words(msg("What it does")), _doings(report, words)),
        _section(words(msg("Approvals that are missing")), _missing(report, words)),
        _section(words(msg("Approvals that do not count")), _discarded(report, words)),
        _section(words(msg("Findings")), _findings(report, words, whole=whole)),
        _section(words(msg("What comes next")), _next(report, words)),
    ]
    text = "\n\n".join(part for part in parts if part)
    return f"{text}\n" if whole else f"{MARKER}\n{text}\n"


def mention(person: str, roles: Roles, forge: str) -> str:
    """Return a person's name, with the account that the forge tells of it."""
    known = roles.persons.get(person)
    name = inline(known.name if known else person)
    logins = [a.login for a in known.accounts if a.forge == forge] if known else []
    told = [f"@{login}" for login in logins if _LOGIN.match(login)]
    return f"{name} ({told[-1]})" if told else name


def addressed(name: str, login: str) -> str:
    """Return a person's name with the account's present one, so that the forge tells them."""
    return f"{inline(name)} (@{login})" if _LOGIN.match(login) else inline(name)


def _head(report: PullReport, words: Say) -> str:
    lines = [f"## {_SIGNS[report.verdict]} {words(VERDICTS[report.verdict])}"]
    if report.wants_approval:
        waits = words(msg("Waits for approval"))
        lines = [f"## ⏳ {waits}"]
    if report.landed:
        landed = msg("Landed as {commit}", commit=report.landed[:SHORT])
        lines = [f"## ✅ {words(landed)}"]
    lines += [words(note) for note in report.notes]
    if report.copied:
        there = msg(
            "Approve it in {pull}, which shows the very same: only there an approval is bound to what it is for.",
            pull=report.copied,
        )
        lines.append(words(there))
    elif report.approving and report.wants_approval:
        lines.append(words(report.approving))
    if report.renumber:
        old, new = report.renumber
        said = msg("the number {old} is taken; it lands as {new}", old=old, new=new)
        lines.append(words(said))
    return "\n\n".join(lines)


def _section(title: str, lines: Iterator[str]) -> str:
    found = list(lines)
    return "\n".join([f"### {title}", "", *found]) if found else ""


def _doings(report: PullReport, words: Say) -> Iterator[str]:
    for step in report.steps:
        action = words(report.sop.actions[step.entry.action].label)
        state = words(report.sop.states[step.state].label_after(step.entry.evidence))
        who = inline(report.roles.name(step.entry.by))
        capacity = report.sop.capacities.get(step.entry.capacity)
        acting = f", {words(capacity)}" if capacity else ""
        yield f"- **{inline(step.record)}**: {action} — {who}{acting} → *{state}*"
    for path in report.other_paths[:SHOWN]:
        yield f"- {inline(path)}"
    if len(report.other_paths) > SHOWN:
        more = msg("and {count} more", count=len(report.other_paths) - SHOWN)
        yield f"- {words(more)}"


def _missing(report: PullReport, words: Say) -> Iterator[str]:
    for step in report.steps:
        if any(finding.under == STEP_UNPROVED for finding in step.findings):
            action = words(report.sop.actions[step.entry.action].label)
            who = inline(report.roles.name(step.entry.by))  # an assignment tells them
            yield f"- {inline(step.record)}, {action}: {who}"
    paths = ", ".join(inline(path) for path in report.other_paths[:SHOWN])
    yield from (f"- {paths}: {inline(report.roles.name(one))}" for one in report.provers)


def _discarded(report: PullReport, words: Say) -> Iterator[str]:
    for item in report.discarded:
        name = inline(report.roles.name(item.person))
        yield f"- {name}: {words(item.reason)}"


def _findings(report: PullReport, words: Say, *, whole: bool) -> Iterator[str]:
    shown = report.findings if whole else report.findings[:SHOWN]
    for finding in shown:
        place = finding.place
        where = place.path or place.record or place.commit[:SHORT]
        line = f":{place.position.line}" if place.path and place.position.line else ""
        located = f" {inline(where + line)}" if where else ""
        yield (
            f"- **{finding.rule}** {words(SEVERITIES[finding.severity])}{located}: "
            f"{words(with_names(finding.message, report.roles))}"
        )
        by_git = report.is_copy and report.is_mended_by_approval(finding)
        if finding.hint and finding.severity is not Severity.NOTE and not by_git:
            yield f"  - → {words(finding.hint)}"
    if len(shown) < len(report.findings):
        count = len(report.findings) - len(shown)
        more = msg("and {count} more, in the job summary", count=count)
        yield f"- {words(more)}"


def coming(report: PullReport, language: str, translate: Translate) -> str:
    """Return who is next, and where the forms are, for whoever reads a comment; "" where nobody is."""

    def words(message: Message | Label) -> str:
        return inline(in_words(message, translate, language))

    return _section(words(msg("What comes next")), _next(report, words))


def _next(report: PullReport, words: Say) -> Iterator[str]:
    for record, state, steps in report.waiting:
        yield f"- **{inline(record)}**: *{words(state)}*"
        for step in steps:
            people = [inline(report.roles.name(person)) for person in step.people]
            names = ", ".join(people) or words(msg("nobody in office"))
            yield f"  - {words(step.action.label)}: {names}"
            forms = report.forms.get((record, step.action.name), ())
            yield from (f"    {row}" for row in form_rows(forms, words))


def form_rows(forms: Iterable[tuple[Label, str]], words: Say) -> list[str]:
    """Return a row of a list for each form, a link; an address of ours holds nothing that ends it.

    ``words`` gives text that can stand inside a line of Markdown.
    """
    return [f"- [{words(OPEN_FORM)}: {words(title)}]({address})" for title, address in forms]

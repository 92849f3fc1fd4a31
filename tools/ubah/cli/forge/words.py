"""From what the recorder found to what it says on the forge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from ubah.core.diagnostics import Finding, Label, Message, Verdict, msg
from ubah.core.forge.evidence import DiscardedApproval
from ubah.core.forge.model import CommitStatus, PullState, ReviewState
from ubah.core.forge.words import ForgeWords
from ubah.core.model import Change
from ubah.core.office.authority import Authority
from ubah.core.paths import asset_path, record_id, record_path
from ubah.core.people.roles import Roles
from ubah.core.register.outlook import NextStep, Outlook, outlook_of_file
from ubah.core.render import Translate, render
from ubah.core.rules.proofs import STEP_UNPROVED
from ubah.core.voucher import Binding, VoucherKind
from ubah.edge.forges.table import forge_kind
from ubah.edge.recorder.assess import Assessment, original_of
from ubah.edge.recorder.copies import needs_copy, open_copy
from ubah.edge.recorder.decide import DecisionText, WriteDecision
from ubah.edge.recorder.decision_landing import Decided
from ubah.edge.recorder.merge_queue import GroupedLanding
from ubah.edge.recorder.pending_decisions import PendingDecision
from ubah.edge.recorder.provers import missing_provers
from ubah.edge.recorder.recorder import Recorder
from ubah.publish.addresses.next_forms import NextForms
from ubah.report.decision import asked_again, decision_body, decision_title
from ubah.report.forge.pull_status import short_status
from ubah.report.markdown import inline
from ubah.report.parts import with_names
from ubah.report.pull_request import MARKER, PullReport, addressed, coming, unapproved


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
    changes: Iterable[Change] = found.changes
    if landed and found.renumber:  # under its old number another request stands on main
        made = recorder.reader.commit(landed)
        before = recorder.reader.commit(made.parents[0])
        changes = recorder.reader.store.changes(before.tree, made.tree)
    waiting = _waiting(recorder, changes, found.authority)
    bound = found.binding is not Binding.UNBOUND
    approving = forge_kind(found.authority).words.approving if bound else None
    return PullReport(
        verdict=found.verdict,
        forge=recorder.forge.host,
        roles=found.authority.roles,
        sop=found.authority.sop,
        findings=_hinted(found),
        steps=found.steps,
        other_paths=tuple(c.path for c in found.changes if not record_id(c.path)),
        discarded=(*found.gathered.discarded, *_approved_by_others(recorder, found)),
        waiting=tuple((outlook.record.id, outlook.label, steps) for outlook, steps in waiting),
        forms=_forms(recorder, landed, found.authority, waiting) if landed else {},
        landed=landed,
        renumber=found.renumber,
        notes=tuple(notes),
        provers=missing_provers(recorder, found),
        approving=approving,
        copied=_copied(recorder, found),
        is_copy=bool(original_of(found.pull)),
    )


def _hinted(found: Assessment) -> tuple[Finding, ...]:
    """Return the findings; what a form leaves unproved is mended by what helps with the form."""
    hint = found.filed.hint if found.filed else None
    return tuple(
        replace(one, hint=hint) if hint and one.under == STEP_UNPROVED else one
        for one in found.findings
    )


def _approved_by_others(recorder: Recorder, found: Assessment) -> Iterator[DiscardedApproval]:
    """Yield the approvals of people who cannot approve what lacks one: each is told, by name."""
    wanted = unapproved(found.steps)
    if not wanted or any(not record_id(change.path) for change in found.changes):
        return
    roles = found.authority.roles
    people = tuple(roles.name(person) for person in wanted)
    for voucher in found.vouchers:
        owner = roles.owner_of_account(recorder.forge.host, voucher.account)
        if voucher.kind is VoucherKind.REVIEW and owner and owner[0].id not in wanted:
            yield DiscardedApproval(
                owner[0].id, msg("only {people} can approve this", people=people)
            )


def _copied(recorder: Recorder, found: Assessment) -> str:
    """Return where a pull request is approved instead of there, "" where it is not copied."""
    copy = open_copy(recorder, found.pull) if needs_copy(recorder, found) else None
    return recorder.forge.reference(copy.thread) if copy else ""


def group_report(recorder: Recorder, found: GroupedLanding) -> PullReport:
    """Return what there is to say of one merge of a merge queue's group."""
    authority = recorder.authority(recorder.reader.commit(found.commit).parents[0])
    number = found.pull.number if found.pull else 0
    return PullReport(
        verdict=found.verdict,
        forge=recorder.forge.host,
        roles=authority.roles,
        sop=authority.sop,
        findings=found.findings,
        steps=found.steps,
        discarded=found.gathered.discarded,
        notes=(msg("pull request {number} in the merge queue", number=number),),
    )


WaitingSteps = list[tuple[Outlook, tuple[NextStep, ...]]]


def _waiting(recorder: Recorder, changes: Iterable[Change], authority: Authority) -> WaitingSteps:
    """Return how the changed records stand, and what leads them on."""
    rows: WaitingSteps = []
    for change in changes:
        if not record_id(change.path) or change.after is None:
            continue
        data = recorder.reader.store.read(change.after.oid, "blob")
        outlook = outlook_of_file(data, change.path, authority, recorder.clock())
        if outlook is not None:
            rows.append((outlook, tuple(outlook.onward_steps())))
    return rows


def _forms(
    recorder: Recorder, commit: str, authority: Authority, waiting: WaitingSteps
) -> Mapping[tuple[str, str], tuple[tuple[Label, str], ...]]:
    """Return the forms of the next steps by record and action, prefilled as things stand at ``commit``."""
    forms, store = NextForms(authority), recorder.reader.store
    tree = recorder.reader.commit(commit).tree

    def read_asset(asset: str) -> str:
        blob = store.lookup(tree, asset_path(asset))
        return store.read(blob.oid, "blob").decode(errors="replace") if blob else ""

    return {
        (outlook.record.id, step.action.name): forms.titled(
            outlook.record, (step.action.name,), read_asset
        )
        for outlook, steps in waiting
        for step in steps
    }


def coming_after(recorder: Recorder, landing: str, language: str, translate: Translate) -> str:
    """Return who is next once ``landing`` is on main, and the forms for it; "" where nobody is."""
    reader = recorder.reader
    before, made = reader.commit(reader.commit(landing).parents[0]), reader.commit(landing)
    changes = reader.store.changes(before.tree, made.tree)
    return _coming(recorder, landing, changes, landing, language, translate)


def coming_for(
    recorder: Recorder, findings: Iterable[Finding], language: str, translate: Translate
) -> str:
    """Return how the records that findings are about stand on main, and the forms for what is next."""
    main, store = recorder.fetch_main(), recorder.reader.store
    tree = recorder.reader.commit(main).tree
    paths = {record_path(finding.place.record) for finding in findings if finding.place.record}
    changes = [Change(path, None, store.lookup(tree, path)) for path in sorted(paths)]
    return _coming(recorder, main, changes, "", language, translate)


def _coming(
    recorder: Recorder,
    commit: str,
    changes: Iterable[Change],
    landed: str,
    language: str,
    translate: Translate,
) -> str:
    """Tell what is next; only of what has just ``landed`` are people told by name."""
    authority = recorder.authority(commit)
    waiting = _waiting(recorder, changes, authority)
    report = PullReport(
        Verdict.PASS,
        recorder.forge.host,
        authority.roles,
        authority.sop,
        waiting=tuple((outlook.record.id, outlook.label, steps) for outlook, steps in waiting),
        forms=_forms(recorder, commit, authority, waiting),
        landed=landed,
    )
    return coming(report, language, translate)


def decision_words(language: str, translate: Translate, forge: ForgeWords) -> WriteDecision:
    """Return what writes the title and the summary of a decision pull request."""

    def words(case: PendingDecision, people: tuple[str, ...]) -> DecisionText:
        roles, sop = case.authority.roles, case.authority.sop
        refused = case.decided(ReviewState.CHANGES_REQUESTED)
        forms = NextForms(case.authority).titled(case.record, (refused.action,) if refused else ())
        return DecisionText(
            decision_title(case.record, sop, language, translate),
            decision_body(
                case.record, case.progress, roles, sop, language, translate, forge, forms
            ),
        )

    return words


def decision_note(
    found: Decided,
    roles: Roles,
    language: str,
    translate: Translate,
    forge: ForgeWords,
    next_: str = "",
) -> str:
    """Return the comment on a decision pull request: what is amiss with it, "" if nothing is.

    ``next_``: what comes after a decision that has landed.
    """

    def words(message: Message) -> str:
        return inline(render(with_names(message, roles), translate, language))

    if found.commit:
        done = msg("the decision landed as {commit}", commit=found.commit[:12])
        return "\n\n".join([f"{MARKER}\n{words(done)}", *([next_] if next_ else []), ""])
    lines = [f"- {words(note)}" for note in found.notes]
    lines += [f"- **{f.rule}**: {words(f.message)}" for f in found.findings]
    parts = []
    if lines:
        title = words(msg("The review could not be landed as a decision"))
        parts.append("\n".join([f"### {title}", "", *lines]))
    for person in found.unasked:
        name = (("person", roles.name(person)),)
        parts.append(words(replace(forge.let_in, values=name)))
    return "\n\n".join([MARKER, *parts]) + "\n" if parts else ""


def altered_note(day: date, language: str, translate: Translate, forge: ForgeWords) -> str:
    """Return why a decision is asked for anew; its first line is the day's, by which it is known again."""
    return (
        f"<!-- ubah: asked anew {day} -->\n{inline(render(forge.altered, translate, language))}\n"
    )


def decision_status(
    found: Decided, language: str, translate: Translate, forge: ForgeWords
) -> CommitStatus:
    """Return what is shown beside the draft of a decision: nobody's silence is a failure."""
    if found.commit:
        done = msg("the decision landed as {commit}", commit=found.commit[:12])
        return short_status(PullState.SUCCESS, done, language, translate)
    if found.findings:
        failed = msg("The review could not be landed as a decision")
        return short_status(PullState.FAILURE, failed, language, translate)
    return short_status(PullState.PENDING, forge.waits, language, translate)


def refusals_to_ask_again(
    found: Decided, roles: Roles, translations: Mapping[str, Translate], forge: ForgeWords
) -> Iterator[str]:
    """Yield, for each refusal that leaves its code open, the comment that asks again."""
    for person, review in found.unclear:
        who = addressed(roles.name(person), review.author.login if review.author else "")
        yield asked_again(who, review.id, translations, forge)

"""The pages about the office itself: who holds which office, and what the audit says."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

from ubah.core.diagnostics import Severity, Verdict
from ubah.core.register.numbering import numbering
from ubah.core.register.retrospective import RetrospectiveClass
from ubah.publish.addresses.paths import record_url
from ubah.publish.gathered.context import Context
from ubah.publish.markup.rendering import render_template
from ubah.publish.questions.answers import answers
from ubah.publish.show.findings import all_deviations, finding_rows, is_local
from ubah.publish.show.late import late_words
from ubah.publish.show.verification import audit_verification

AUDIT = "audit/index.html"


def audit_body(ctx: Context) -> str:
    """Return the HTML of the audit's page."""
    _ = ctx.words.translate
    audit = ctx.register.audit
    deviations = all_deviations(ctx)
    under_sop = finding_rows((f for f in deviations if not is_local(f)), ctx)
    local = finding_rows((f for f in deviations if is_local(f)), ctx)
    steps = [step for view in ctx.register.records for step in view.steps]
    weighty = [finding for finding in audit.findings if finding.severity is not Severity.DEVIATION]
    values = {
        "audit": audit,
        "verdict": audit.verdict,
        "meaning": _meaning(ctx),
        "records": len(ctx.register.records),
        "steps": sum(len(view.record.journal) for view in ctx.register.records),
        "proved": sum(step.proof is not None for step in steps),
        "columns": (_("Where"), _("What"), _("Basis"), _("Rule"), _("Severity")),
        "deviations": len(under_sop) + len(local),
        "answers": tuple(answers(ctx)),
        "numbers": tuple(numbering(ctx.records)),
        "nonconformities": list(_retrospective(RetrospectiveClass.NONCONFORMITY, ctx)),
        "documented_late": list(_retrospective(RetrospectiveClass.LATE_DOCUMENTATION, ctx)),
        "findings": finding_rows(weighty, ctx),
        "sop_deviations": under_sop,
        "local_deviations": local,
        "verification": audit_verification(ctx),
    }
    return render_template("audit.html", AUDIT, ctx, values)


def verdict_word(ctx: Context) -> str:
    """Return the verdict in a word."""
    return ctx.words.verdict(ctx.register.audit.verdict)


def _retrospective(kind: RetrospectiveClass, ctx: Context) -> Iterator[SimpleNamespace]:
    """Yield the requests of a class that came after their work, with the approval they tell of."""
    for view in ctx.register.records:
        told = ctx.standings[view.record.id].retrospective
        if told is None or told.kind is not kind:
            continue
        yield SimpleNamespace(
            number=view.record.id,
            url=record_url(view.record.id),
            title=view.record.title,
            note=late_words(told, ctx),
        )


def _meaning(ctx: Context) -> str:
    _ = ctx.words.translate
    match ctx.register.audit.verdict:
        case Verdict.PASS:
            return _(
                "Since the trust root, every step on record was legal under the SOP, taken by an "
                "authorised person, and proved."
            )
        case Verdict.FAIL:
            return _(
                "At least one thing in the history breaks a rule; the findings below say which."
            ) + (
                ""
                if ctx.register.audit.whole
                else " "
                + _("Not all of it could be verified, so there may be more than was found.")
            )
        case Verdict.INDETERMINATE:
            return _(
                "Something could not be verified, so the history is not declared to conform; "
                "the findings below say what is missing."
            )

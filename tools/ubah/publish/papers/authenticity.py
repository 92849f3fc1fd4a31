"""How a paper is held against the register: digest, commit, state of proof, and the way to its page."""

from __future__ import annotations

from collections.abc import Iterator

from ubah.core.diagnostics import Severity
from ubah.core.register.views import RecordView
from ubah.publish.addresses.office import permanent_address
from ubah.publish.drawings.qr import qr_code
from ubah.publish.gathered.context import Context
from ubah.publish.papers.paper import Authenticity, PaperRow, code, text


def authenticity_of(view: RecordView, ctx: Context) -> Authenticity:
    """Return what proves the papers of a record; no clock is in it, so it stays what it is."""
    address = permanent_address(ctx.register.authority.raw_office, view.record.id)
    return Authenticity(
        rows=tuple(_rows(view, address, ctx)),
        code=str(qr_code(address)).replace("currentColor", "#000") if address else "",
        address=address,
    )


def _rows(view: RecordView, address: str, ctx: Context) -> Iterator[PaperRow]:
    _ = ctx.words.translate
    commit = landed_by(view)
    yield PaperRow(_("Record’s file"), code(view.path))
    yield PaperRow(_("Digest (SHA-256)"), code(view.digest))
    if commit:
        yield PaperRow(_("Landed by commit"), code(commit))
    if ctx.register.audit.trust_root:
        yield PaperRow(_("Trust root"), code(ctx.register.audit.trust_root))
    yield PaperRow(_("State of proof"), text(_state(view, ctx)))
    if address:
        yield PaperRow(_("Page of the request"), code(address))
    if commit:
        commands = f"git show {commit[:12]}:{view.path} | sha256sum\nubah show {view.record.id}"
        yield PaperRow(_("To verify, in a clone"), code(commands))


def landed_by(view: RecordView) -> str:
    """Return the landing that brought the record's newest step, "" where none was judged."""
    return next((step.landing for step in reversed(view.steps) if step.landing), "")


def _state(view: RecordView, ctx: Context) -> str:
    """Return what the judge found of the record: steps proved, and what is wrong with them."""
    _, audit = ctx.words.translate, ctx.register.audit
    if ctx.register.authority.office.sample:
        return _("Sample data: nobody signed these steps.")
    if not audit.trust_root:
        return _("The history was not judged; whether the steps are proved is not known.")
    proved = sum(step.proof is not None for step in view.steps)
    told = _("{proved} of {all} steps are proved")
    said = [told.format(proved=proved, all=len(view.record.journal))]
    for severity in (Severity.ERROR, Severity.INDETERMINATE, Severity.DEVIATION):
        found = sum(finding.severity is severity for finding in view.findings)
        if found:
            said.append(f"{ctx.words.severity(severity)}: {ctx.words.number(found)}")
    if len(said) == 1 and proved == len(view.record.journal):
        said.append(_("nothing was found against them"))
    return "; ".join(said)

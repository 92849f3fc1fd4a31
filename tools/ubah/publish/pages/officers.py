"""The officers' page: who holds which office, since when, by which letter, proved by what."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

from ubah.core.meanings import OfficeMeaning
from ubah.core.sop import RECORDER
from ubah.publish.gathered.context import Context
from ubah.publish.markup.rendering import render_template

ROLES = "pejabat/index.html"


def roles_body(ctx: Context) -> str:
    """Return the HTML of the officers' page."""
    _ = ctx.words.translate
    authority = ctx.register.authority
    values = {
        "offices": [
            SimpleNamespace(
                name=name, label=ctx.words.label(label), rows=list(_holdings(name, ctx))
            )
            for name, label in authority.sop.roles.items()
        ],
        "credentials": list(_credentials(ctx)),
        "columns": (_("Person"), _("Kind of proof"), _("Fingerprint or account"), _("Valid")),
        "sample": authority.office.sample,
    }
    return render_template("roles.html", ROLES, ctx, values)


def _holdings(role: str, ctx: Context) -> Iterator[SimpleNamespace]:
    authority = ctx.register.authority
    today = authority.office.day(ctx.now)
    rows = [holding for holding in authority.roles.holdings if holding.role == role]
    # Nobody is appointed as a requester, nor the account of a program.
    without_appointment = {*authority.sop.offices(OfficeMeaning.REQUESTS), RECORDER}
    for holding in sorted(rows, key=lambda row: row.period.start, reverse=True):
        person = authority.roles.persons.get(holding.person)
        capacity = authority.sop.capacities.get(holding.kind)
        yield SimpleNamespace(
            person=ctx.person(holding.person),
            title=person.title if person else "",
            period=_capital(ctx.words.period(holding.period)),
            now=holding.period.covers(today),
            office=role not in without_appointment,
            future=holding.period.start > today,
            capacity=ctx.words.label(capacity) if capacity else "",
            letter=holding.letter,
            signatory=ctx.person(holding.signatory) if holding.signatory else "",
        )


def _credentials(ctx: Context) -> Iterator[SimpleNamespace]:
    _ = ctx.words.translate
    for person in ctx.register.authority.roles.persons.values():
        for key in person.keys:
            yield SimpleNamespace(
                person=person.name,
                kind=_("SSH key"),
                identity=key.fingerprint,
                period=_capital(ctx.words.period(key.period)),
            )
        for account in person.accounts:
            yield SimpleNamespace(
                person=person.name,
                kind=_("Account"),
                identity=f"{account.login} ({account.forge}, {account.id})",
                period=_capital(ctx.words.period(account.period)),
            )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

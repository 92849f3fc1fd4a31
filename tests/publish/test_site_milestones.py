"""The five lines at the top of a record's page, told again from the journal by plain loops."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from html import unescape

import pytest
from site_support import context, pages_of

from ubah.core.register.views import Register
from ubah.publish.site.assembly import render_files

Translate = Callable[[str], str]
LINES = ("Requested", "Evaluated", "Approved", "Carried out", "Examined")
ACTIONS: Mapping[str, tuple[str, ...]] = {
    "Evaluated": ("accept", "reject", "classify_normal", "escalate"),
    "Approved": ("approve", "return"),
    "Examined": ("review", "return_report"),
}


def _lines(register: Register, number: str) -> dict[str, str]:
    body = pages_of(register)[f"rfc/{number}/index.html"].body
    top = body.split('class="ub-who"')[1].split("</section>")[0]
    rows = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", top, re.DOTALL)
    return {label: unescape(re.sub(r"<[^>]+>", "", text)).strip() for label, text in rows}


def test_each_line_names_who_did_it_last(register: Register) -> None:
    ctx = context(register)
    names = {person.id: person.name for person in register.authority.roles.persons.values()}
    bodies = pages_of(register)
    for view in register.records:
        body = bodies[f"rfc/{view.record.id}/index.html"].body
        top = body.split('class="ub-who"')[1].split("</section>")[0]
        rows = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", top, re.DOTALL))
        told = {k: unescape(re.sub(r"<[^>]+>", "", text)) for k, text in rows.items()}
        assert tuple(told) == LINES
        assert body.index('class="ub-who"') < body.index('id="permintaan"')
        asker = view.record.request["requester"]
        wanted = names[asker] if isinstance(asker, str) else asker["organisation"]
        assert wanted in told["Requested"]
        decided = [
            e.action for e in view.record.journal if e.action in ("escalate", "classify_normal")
        ]
        for line, actions in ACTIONS.items():
            taken = [entry for entry in view.record.journal if entry.action in actions]
            if line == "Approved" and decided[-1:] == ["classify_normal"]:
                assert told[line].startswith("not needed: a normal change"), view.record.id
                assert ("had refused it" in told[line]) == bool(taken)
            elif taken:
                assert told[line].startswith(names[taken[-1].by])
                assert ctx.words.time(taken[-1].at) in told[line]
                assert (taken[-1].appointment or "") in told[line]
            else:
                assert re.match("not yet|not done|awaited", told[line]), (view.record.id, line)
        work = [entry for entry in view.record.journal if entry.action == "implement"]
        for one in work[-1].evidence["implementers"] if work else ():
            name = names[one] if isinstance(one, str) else f"{one['name']} ({one['organisation']})"
            assert name in told["Carried out"]


def test_who_is_awaited_is_named(register: Register) -> None:
    waiting = _lines(register, "RFC-2026-0029")
    assert waiting["Approved"].startswith("awaited from Elok Contoh")
    assert waiting["Carried out"] == waiting["Examined"] == "not yet"
    rejected = _lines(register, "RFC-2026-0004")
    assert rejected["Carried out"] == "not done: the request ended as “Rejected”"


def test_the_letter_of_an_acting_head_stands_beside_the_approval(register: Register) -> None:
    approved = _lines(register, "RFC-2026-0010")["Approved"]
    assert approved.startswith("Fajar Contoh, ")
    assert "(letter 800/012/Plh/2026)" in approved


@pytest.mark.parametrize("address", ["https://lpse.contoh.go.id/perubahan", "https://a.id/"])
def test_a_form_leads_back_to_its_page(register: Register, address: str) -> None:
    raw = {**register.authority.raw_office, "site_url": address}
    placed = replace(register, authority=replace(register.authority, raw_office=raw))
    link = f"{address.rstrip('/')}/rfc/RFC-2026-0010/"
    body = pages_of(placed)["rfc/RFC-2026-0010/index.html"].body
    assert f'href="{link}"' in body
    assert 'class="ub-qr ub-print" role="img"' in body
    assert body.count("<svg") == 1


def test_without_an_address_only_the_number_is_told(register: Register) -> None:
    body = pages_of(register)["rfc/RFC-2026-0010/index.html"].body
    assert "Number in the register: RFC-2026-0010" in body
    assert "<svg" not in body


def test_each_record_has_a_feed_of_its_own(register: Register) -> None:
    files = render_files(context(register))
    for view in register.records:
        feed = files[f"rfc/{view.record.id}/umpan.atom"].decode()
        assert feed.count("<entry>") == len(view.record.journal)
        last = len(view.record.journal)
        assert f'href="../../rfc/{view.record.id}/index.html#langkah-{last}"' in feed
        assert feed.index(f'#langkah-{last}"') == feed.index("#langkah-")

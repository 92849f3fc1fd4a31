from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from markupsafe import escape
from site_support import CATALOGUE, NOW, ROOT, context, pages_of

from ubah.core.diagnostics import Basis, Label, Place, deviation, error, msg
from ubah.core.model import Proof, ProofKind
from ubah.core.reading.journal import replay, state_label
from ubah.core.register.latest import latest_steps
from ubah.core.register.views import AuditSummary, RecordView, Register
from ubah.core.rules import BY_ID
from ubah.publish.addresses.office import new_file_page
from ubah.publish.exports.feeds import to_atom
from ubah.publish.pages.more import MORE
from ubah.publish.pages.recap import RECAP
from ubah.publish.pages.rules import RULES
from ubah.publish.show.change_rows import change_row
from ubah.publish.show.signatures import signature_boxes
from ubah.publish.site.assembly import expected_pages, render_files
from ubah.publish.site.changelog_data import changelog_data
from ubah.publish.site.page import Page

Translate = Callable[[str], str]
HOSTILE = """"><script>alert(1)</script>' onmouseover=alert(2) {{ 7 * 7 }} {x} <img src=x>"""
KEPT = {
    "addressee",
    "affected_assets",
    "at",
    "availability",
    "by",
    "category",
    "change",
    "class",
    "code",
    "confidentiality",
    "criterion",
    "date",
    "depends_on",
    "end",
    "ended_at",
    "field",
    "id",
    "impact",
    "integrity",
    "likelihood",
    "notified_at",
    "outcome",
    "performed_at",
    "proposed_urgency",
    "retrospective_rfc",
    "risk",
    "sha256",
    "start",
    "started_at",
    "status",
    "supersedes",
    "valid_until",
    "wanted_by",
}


@pytest.fixture(scope="module")
def pages(register: Register, indonesian: Translate) -> Mapping[str, Page]:
    return pages_of(register, "id", indonesian)


def test_one_page_for_each_record_and_asset(register: Register, pages: Mapping[str, Page]) -> None:
    assert len(pages) == expected_pages(register)
    assert sum(path.startswith("rfc/") for path in pages) == len(register.records) > 20
    assert sum(path.startswith("aset/") for path in pages) == len(register.assets) + 1


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script" and re.fullmatch(
            r"(\.\./)*[a-z]+/data\.js", dict(attrs).get("src") or ""
        ):
            return  # the rows of a table, whose own test is below
        if tag == "img" and re.fullmatch(
            r"(\.\./)*jalur/[0-9a-f]+\.svg", dict(attrs).get("src") or ""
        ):
            return  # a way through the SOP, drawn by ourselves
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def _poisoned(value: Any, key: str = "") -> Any:
    if isinstance(value, str):
        return value if key in KEPT else HOSTILE
    if isinstance(value, Mapping):
        return {name: _poisoned(part, name) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_poisoned(part, key) for part in value]
    return value


def _poisoned_record(view: RecordView) -> RecordView:
    journal = tuple(
        replace(
            entry,
            by=HOSTILE,
            appointment=HOSTILE if entry.appointment else "",
            evidence=_poisoned(entry.evidence),
        )
        for entry in view.record.journal
    )
    record = replace(view.record, request=_poisoned(view.record.request), journal=journal)
    proof = Proof(HOSTILE, ProofKind.FORGE, NOW, HOSTILE, HOSTILE, HOSTILE)
    finding = deviation(
        BY_ID["UB902"], Place(HOSTILE, record=HOSTILE, commit=HOSTILE), msg(HOSTILE)
    )
    steps = tuple(
        replace(step, entry=journal[step.entry.number - 1], landing=HOSTILE, proof=proof)
        for step in view.steps
    )
    steps = tuple(replace(step, findings=(finding,)) for step in steps)
    return replace(
        view, record=record, steps=steps, progress=replace(view.progress, entries=journal)
    )


def _poisoned_register(register: Register) -> Register:
    old = register.authority
    persons = {
        name: replace(person, name=HOSTILE, title=HOSTILE)
        for name, person in old.roles.persons.items()
    }
    holdings = tuple(replace(row, letter=HOSTILE, signatory=HOSTILE) for row in old.roles.holdings)
    label = Label(HOSTILE, HOSTILE)
    sop = replace(
        old.sop,
        title=label,
        edition={**old.sop.edition, "number": HOSTILE, "issued_by": HOSTILE},
        steps=tuple(replace(step, label=label) for step in old.sop.steps),
        states={
            name: replace(state, label=label, nil_label=label, live_label=label)
            for name, state in old.sop.states.items()
        },
        actions={
            name: replace(
                action,
                label=label,
                done=label,
                evidence={key: replace(part, label=label) for key, part in action.evidence.items()},
            )
            for name, action in old.sop.actions.items()
        },
        roles=dict.fromkeys(old.sop.roles, label),
        capacities=dict.fromkeys(old.sop.capacities, label),
        categories=dict.fromkeys(old.sop.categories, label),
        levels=dict.fromkeys(old.sop.levels, label),
    )
    authority = replace(
        old,
        sop=sop,
        roles=replace(old.roles, persons=persons, holdings=holdings),
        office=replace(old.office, name=HOSTILE, government=HOSTILE, sample=False),
    )
    finding = error(BY_ID["UB101"], Place(HOSTILE, commit=HOSTILE), msg(HOSTILE), msg(HOSTILE))
    return Register(
        authority,
        tuple(_poisoned_record(view) for view in register.records),
        tuple(
            replace(
                view,
                asset=replace(view.asset, data=_poisoned(view.asset.data)),
                history=tuple(
                    replace(event, intended=HOSTILE, landing=HOSTILE) for event in view.history
                ),
            )
            for view in register.assets
        ),
        AuditSummary((finding,), HOSTILE, HOSTILE, 1, 1),
    )


@pytest.mark.parametrize("internal", [False, True])
def test_markup_in_any_field_stays_text(register: Register, internal: bool) -> None:
    pages = pages_of(_poisoned_register(register), internal=internal)
    for path, page in pages.items():
        tags = _Tags()
        tags.feed(page.body)
        assert not tags.tags & {"script", "img"}, path
        assert "onmouseover" not in tags.attributes, path
        if path not in ("unduhan/index.html", MORE, RECAP, RULES):  # nobody's words stand on these
            assert "&lt;script&gt;" in page.body, path
            assert "{{ 7 * 7 }}" in page.body, path


def test_markup_in_the_tables_rows_stays_text(register: Register) -> None:
    files = render_files(context(_poisoned_register(register)))
    for path in ("perubahan/data.js", "aset/data.js"):
        text = files[path].decode()
        assert "<" not in text, path
        rows = json.loads(text.removeprefix("window.ubahRegister = ").removesuffix(";\n"))["rows"]
        assert len(rows) == len(register.records if path[0] == "p" else register.assets)
        assert any(HOSTILE in str(row[1]) for row in rows)


def test_a_hostile_translation_stays_text(register: Register) -> None:
    pages = pages_of(register, "id", lambda text: f"{text}<script>")
    assert not any("<script>" in page.body for page in pages.values())


def _restricted_values(register: Register) -> set[str]:
    found: set[str] = set()
    for view in register.assets:
        data = view.asset.data
        found |= {str(address) for address in data.get("ip_addresses", ())}
        found |= {data.get("security_configuration", "")}
        found |= {data.get("state_property", {}).get("serial_number", "")}
    return found - {""}


def test_restricted_fields_are_only_in_the_internal_edition(
    register: Register, pages: Mapping[str, Page], indonesian: Translate
) -> None:
    restricted = _restricted_values(register)
    assert len(restricted) > 5
    internal = pages_of(register, "id", indonesian, internal=True)
    for value in restricted:
        assert not any(value in page.body + page.search_text for page in pages.values())
        assert any(value in page.body for page in internal.values())


def test_how_to_reach_an_outsider_is_not_published(
    register: Register, pages: Mapping[str, Page]
) -> None:
    outsiders = [
        view.record.request["requester"] for view in register.records if not view.record.requester
    ]
    assert outsiders
    for outsider in outsiders:
        assert not any(outsider["contact"] in page.body for page in pages.values())
        assert any(outsider["organisation"] in page.body for page in pages.values())


def test_a_finding_about_an_assets_content_does_not_quote_it(register: Register) -> None:
    message = msg("{value} does not have the right form", value="192.0.2.99")
    findings = (error(BY_ID["UB201"], Place("assets/SRV-0001.yaml"), message, msg("perbaiki")),)
    told = replace(register, audit=AuditSummary(findings))
    page = pages_of(told)["audit/index.html"]
    assert "192.0.2.99" not in page.body
    assert "192.0.2.99" in pages_of(told, internal=True)["audit/index.html"].body


def test_a_correction_stands_beside_the_original(
    register: Register, pages: Mapping[str, Page]
) -> None:
    corrected = [
        (view.record.id, entry)
        for view in register.records
        for entry in view.record.journal
        if entry.action == "correct"
    ]
    assert corrected
    for number, entry in corrected:
        body = pages[f"rfc/{number}/index.html"].body
        assert body.count(entry.evidence["was"].strip()) >= 2  # in its entry and in the correction
        assert body.count(entry.evidence["is"].strip()) >= 2
        assert f"Ralat (butir riwayat {entry.number})" in body


def test_history_is_told_as_what_was_done(register: Register) -> None:
    """An order in a heading reads like a button."""
    sop = register.authority.sop
    ctx = context(register)
    pages = pages_of(register)
    for view in register.records:
        body, journal = pages[f"rfc/{view.record.id}/index.html"].body, view.record.journal
        assert re.findall(r"<h3>([^<]*)</h3><p class=\"ub-step__meta\">", body) == [
            sop.actions[entry.action].done.en for entry in journal
        ]
        way = " → ".join(sop.actions[entry.action].done.en for entry in journal)
        assert f"The SOP with the way of this change: {way}" in body
        signed = {box.action for box in signature_boxes(view, ctx) if box.action}
        assert signed
        assert signed <= {action.done.en for action in sop.actions.values()}
        row = change_row(view, ctx)
        assert row.last_action == sop.actions[journal[-1].action].done.en
    data = changelog_data(ctx)
    assert '"Correction recorded"' in data
    assert '"Correct"' not in data
    newest, entry = latest_steps(register.records, 1)[0]
    told = sop.actions[entry.action]
    assert f"{told.done.en}, {ctx.person(entry.by)}" in pages["index.html"].body
    assert f"<title>{newest.record.id}: {told.done.en}</title>" in to_atom(ctx).decode()


@pytest.mark.parametrize(
    ("planned", "badge"),
    [
        ("nil_reason", "Tanpa Rilis"),
        ("already_live", "Sudah Berjalan"),
        ("window", "Rilis Dijadwalkan"),
    ],
)
def test_the_state_after_a_release_plan_is_what_it_came_to(
    register: Register, pages: Mapping[str, Page], planned: str, badge: str
) -> None:
    found = [
        (view, entry)
        for view in register.records
        for entry in view.record.journal
        if entry.action == "schedule_release" and planned in entry.evidence
    ]
    assert found
    for view, entry in found:
        body = pages[f"rfc/{view.record.id}/index.html"].body
        step = body.split(f'id="langkah-{entry.number}"')[1].split("</header>")[0]
        assert f"{badge}</span>" in step
        upto = replace(view.progress, entries=view.progress.entries[: entry.number])
        state = register.authority.sop.states["release_planned"]
        assert state_label(upto, state).id == badge


def test_an_acting_head_is_shown_with_letter_and_period(pages: Mapping[str, Page]) -> None:
    body = pages["rfc/RFC-2026-0010/index.html"].body
    assert "Plh. (Pelaksana Harian)" in body
    assert "800/012/Plh/2026" in body
    assert "9 Maret 2026 s.d. 13 Maret 2026, ditandatangani Gita Contoh" in body


def test_who_approved_signs_beside_who_examined_the_report(pages: Mapping[str, Page]) -> None:
    signed = pages["rfc/RFC-2026-0010/index.html"].body.split("ub-signatures__row")[1]
    assert signed.count("ub-signatures__box") == 4
    assert signed.index("Fajar Contoh") < signed.index("Elok Contoh")
    alone = pages["rfc/RFC-2026-0001/index.html"].body.split("ub-signatures__row")[1]
    assert alone.count("ub-signatures__box") == 3


def test_a_number_stays_on_one_line(pages: Mapping[str, Page]) -> None:
    body = pages["rfc/RFC-2026-0010/index.html"].body
    assert 'class="ub-nowrap">NET-0001</a>' in body


def test_the_strip_says_which_step_is_next(pages: Mapping[str, Page]) -> None:
    waiting, done = (pages[f"rfc/RFC-2026-{n}/index.html"].body for n in ("0029", "0010"))
    assert "Berikutnya: langkah 5 – " in waiting
    assert "Berikutnya" not in done
    assert "ub-key--next" not in done


def test_the_id_of_who_took_a_step_stands_with_the_proof(
    register: Register, pages: Mapping[str, Page], indonesian: Translate
) -> None:
    proof = Proof("plh-kepala", ProofKind.SIGNATURE, NOW, "a" * 40)
    view = context(register).records["RFC-2026-0010"]
    proved = replace(view, steps=tuple(replace(step, proof=proof) for step in view.steps))
    body = pages_of(replace(register, records=(proved,)), "id", indonesian)[
        "rfc/RFC-2026-0010/index.html"
    ].body
    assert "<dt>Id dalam register</dt><dd><code>plh-kepala</code></dd>" in body
    assert "<strong>Fajar Contoh</strong>, " in body
    unsigned = pages["rfc/RFC-2026-0010/index.html"].body
    assert re.search(r"<strong>Fajar Contoh</strong>, [^<]+ <code>plh-kepala</code>", unsigned)


def test_what_holds_of_every_step_is_said_once(pages: Mapping[str, Page]) -> None:
    for path, page in pages.items():
        if path.startswith("rfc/"):
            assert page.body.count("Data contoh: langkah ini") <= 1
            assert page.body.count("ub-proof") == 0


def test_who_is_next_is_named(register: Register, pages: Mapping[str, Page]) -> None:
    waiting = next(view for view in register.records if view.record.status == "awaiting_head")
    body = pages[f"rfc/{waiting.record.id}/index.html"].body
    assert "Setujui Perubahan Mendesak" in body
    assert "Elok Contoh" in body


def test_the_start_page_leads_with_what_is_to_be_done(
    register: Register, pages: Mapping[str, Page]
) -> None:
    body = pages["index.html"].body
    leading = body.split('class="ub-figures"')[1].split("</ul>")[0]
    numbers = [int(n) for n in re.findall(r"ub-figures__number\">(\d+)<", leading)]
    final = {"rejected", "withdrawn", "closed"}
    running = [view for view in register.records if view.record.status not in final]
    heads = [view for view in running if view.record.status in ("awaiting_head", "reported")]
    late = 0
    for view in running:
        moves = [e for e in view.record.journal if e.action not in ("correct", "reschedule")]
        limit = register.authority.office.limits_days[view.record.status]
        late += (NOW - moves[-1].at).total_seconds() > limit * 86400
    assert numbers == [len(running), late, len(heads)]
    assert 0 < late < len(running)
    assert body.index('id="ub-find"') < body.index("ajukan.html") < body.index("ub-figures")
    waiting = body.split('id="menunggu"')[1].split("</section>")[0]
    assert waiting.index("Mendesak</span>") < waiting.index("RFC-2026-0029")
    assert waiting.index("RFC-2026-0029") == waiting.index("RFC-")
    assert "Melewati Batas Waktu" not in waiting


def test_overdue_is_told_from_the_moment_that_is_passed_in(register: Register) -> None:
    early = NOW - timedelta(days=365)
    assert "over limit (" not in pages_of(register, now=early)["index.html"].body
    assert "days, over limit (1 day)" in pages_of(register)["index.html"].body


def test_the_change_log_names_gaps_in_the_numbers(register: Register) -> None:
    short = replace(register, records=register.records[:3] + register.records[4:])
    page = pages_of(short)["perubahan/index.html"]
    assert "unused numbers: RFC-2026-0004" in page.body


def test_deviations_under_local_rules_stand_apart(register: Register) -> None:
    findings = (
        replace(deviation(BY_ID["UB902"], Place(), msg("from the SOP")), basis=Basis.READING),
        deviation(BY_ID["UB903"], Place(), msg("of the office")),
    )
    told = replace(register, records=(), audit=AuditSummary(findings, "0" * 40))
    body = pages_of(told)["audit/index.html"].body
    assert (
        body.index("From the SOP") < body.index("ketentuan-tambahan") < body.index("Of the office")
    )
    assert "Conforms" in body


def test_an_empty_register_has_pages_too(register: Register) -> None:
    empty = replace(register, records=(), assets=())
    assert len(pages_of(empty)) == expected_pages(empty)


def test_every_string_has_an_indonesian_translation() -> None:
    rules = [("**.py", "python"), ("markup/templates/**.html", "jinja2")]
    found = extract_from_dir(
        ROOT / "tools/ubah/publish",
        rules,
        {"markup/templates/**.html": {"trimmed": "true"}},
        keywords={"_": None, "msg": None},
    )
    with CATALOGUE.open("rb") as stream:
        catalogue = read_po(stream, locale="id", domain="site")
    told = {str(entry.id): str(entry.string) for entry in catalogue if entry.id}
    assert {str(row[2]) for row in found} == set(told)
    for text, translation in told.items():
        assert translation, text
        assert _placeholders(text) == _placeholders(translation), text


def _placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{[a-z_]+\}", text))


def test_rendering_needs_neither_mkdocs_nor_git() -> None:
    code = "import sys, ubah.publish.site.assembly; print([m for m in ('mkdocs', 'git') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


FORGE = {"kind": "github", "host": "github.com", "repository": "lpse-contoh/perubahan"}


def test_a_record_leads_to_the_forms_of_its_next_steps(
    register: Register, indonesian: Translate, pages: Mapping[str, Page]
) -> None:
    authority = replace(
        register.authority, raw_office={**register.authority.raw_office, "forge": FORGE}
    )
    on_forge = pages_of(replace(register, authority=authority), "id", indonesian)
    waiting = {view.progress.state: view.record.id for view in register.records}
    link = "https://github.com/lpse-contoh/perubahan/issues/new?template=07-implement.yml&amp;"
    number = waiting["authorised"]
    body = on_forge[f"rfc/{number}/index.html"].body
    assert link in body
    assert f"rfc={number}" in body
    both = "07-implement--pass-test.yml"
    assert f"issues/new?template={both}&amp;" in body
    assert body.index(both) < body.index("template=07-implement.yml")
    asked = on_forge[f"rfc/{waiting['submitted']}/index.html"].body
    assert "template=01-accept--classify-normal.yml" in asked
    assert "issues/new" not in on_forge[f"rfc/{waiting['reported']}/index.html"].body
    assert not any("issues/new" in page.body for page in pages.values())
    for name in ("07-implement.yml", both):
        assert (ROOT / ".github/ISSUE_TEMPLATE" / name).is_file()


@pytest.mark.parametrize(
    "forge",
    [
        {},
        {**FORGE, "kind": "gitlab"},
        {**FORGE, "host": "github.com/x?"},
        {**FORGE, "host": 'a"onclick=1'},
        {**FORGE, "repository": "../lain"},
        {**FORGE, "repository": "a/b/c"},
        {**FORGE, "repository": "a/.."},
        {"kind": "github", "host": "github.com"},
    ],
)
def test_no_address_is_made_of_what_names_no_repository(forge: dict[str, str]) -> None:
    assert new_file_page({"forge": forge}) is None


def test_every_rule_can_be_pointed_to(register: Register, pages: Mapping[str, Page]) -> None:
    body = pages[RULES].body
    assert len(register.rules) > 100
    for rule in register.rules:
        assert f'<h3 id="{rule.id}">' in body
        start = rule.mend.id.split("{")[0]
        assert str(escape(start)) in body
    assert not re.search(r"\{[a-z_]+\}", body), "an action of which no name is told"
    assert "ubah advance RFC fail_test" in body
    assert 'href="../audit/aturan/index.html#UB901"' in pages["audit/index.html"].body


def test_a_time_is_told_alike_wherever_it_stands(register: Register) -> None:
    """A proof some seconds after the entry does not make two times of one step."""
    view = register.records[9]
    late = replace(
        view.progress,
        effective=tuple(time + timedelta(seconds=59) for time in view.progress.effective),
    )
    changed = replace(register, records=(replace(view, progress=late),))
    body = pages_of(changed)[f"rfc/{view.record.id}/index.html"].body
    told = context(changed).words.time(view.progress.entries[-1].at)
    assert f"on {told}" in body
    hours = timedelta(hours=3)
    moved = replace(late, effective=tuple(time + hours for time in late.effective))
    changed = replace(register, records=(replace(view, progress=moved),))
    assert f"on {told}" not in pages_of(changed)[f"rfc/{view.record.id}/index.html"].body


def test_a_change_that_is_not_finished_bears_no_mark_of_a_setback(register: Register) -> None:
    view = context(register).records["RFC-2026-0003"]
    number = next(e.number for e in view.record.journal if e.action == "roll_back")
    journal = view.record.journal[:number]
    record = replace(view.record, journal=journal, status="rolled_back")
    progress = replay(record, [entry.at for entry in journal], register.authority.sop)
    early = replace(view, record=record, steps=(), progress=progress)
    body = pages_of(replace(register, records=(early,)))["rfc/RFC-2026-0003/index.html"].body
    assert body.split("ub-now")[0].count("Rolled back</span>") == 1


def test_a_change_that_did_not_come_to_stay_says_so(register: Register) -> None:
    pages = pages_of(register)
    for view in register.records:
        badges = pages[f"rfc/{view.record.id}/index.html"].body.split("ub-now")[0]
        tests = [e.action for e in view.record.journal if e.action in ("roll_back", "pass_test")]
        assert ("Rolled back</span>" in badges) == (tests[-1:] == ["roll_back"])
    cancelled = pages["rfc/RFC-2026-0015/index.html"].body.split("ub-now")[0]
    assert "Release cancelled</span>" in cancelled

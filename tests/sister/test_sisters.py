"""What an office that has adapted its SOP can do: all that the tool's own can, by its own names."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import yaml

from publish.site_support import alone, context
from sister.kantor import FORGE, NUMBER, PATH, Sister
from ubah.core.diagnostics import Severity, Verdict, verdict_of
from ubah.core.figures.kpi import SHARES
from ubah.core.figures.process import classifies
from ubah.core.forge.model import ForgeAccount, Issue
from ubah.core.forms.issue_steps import step_of_issue
from ubah.core.forms.of_steps import office_forms
from ubah.core.judge.contents import judge_contents
from ubah.core.office.sop_names import further_name_findings
from ubah.core.sop_proof.laws import sop_findings
from ubah.core.voucher import Untouched
from ubah.edge.forges.github.client import FORM_TEXT
from ubah.edge.forges.github.words import WORDS
from ubah.edge.recorder.pending_decisions import case_of
from ubah.publish.drawings.diagram import diagram
from ubah.publish.forges.issue_forms import issue_forms
from ubah.publish.output.run import build_site
from ubah.publish.pages.changelog import changelog_body
from ubah.publish.pages.dashboard import dashboard_body
from ubah.publish.questions.answers import answers
from ubah.publish.show.milestones import milestones
from ubah.publish.show.signatures import signature_boxes
from ubah.publish.words.figures import share_words
from ubah.publish.words.language import Words
from ubah.report.decision import decision_body


def test_a_change_goes_through_the_whole_process(sister: Sister) -> None:
    record = yaml.load((sister.repo / PATH).read_text(), yaml.CSafeLoader)
    assert record["status"] == sister.process.end
    assert [entry["action"] for entry in record["journal"]] == [
        s.action for s in sister.process.story
    ]
    assert sister.states.keys() >= sister.process.decided.keys()


def test_check_and_audit_pass(sister: Sister) -> None:
    assert "UB" not in sister.ubah("check").output
    report = json.loads(sister.ubah("audit", "--format", "json").output)
    assert (report["verdict"], report["findings"]) == ("pass", [])
    assert report["counts"]["steps"] == len(sister.process.story)
    assert verdict_of(sister.register.audit.findings) is Verdict.PASS


def test_next_list_and_show_name_its_own_steps(sister: Sister) -> None:
    shown = sister.ubah("show", NUMBER, "--lang", "en").output
    sop = sister.authority.sop
    for step in sister.process.story:
        assert sop.actions[step.action].done.en in shown
    assert sop.states[sister.process.end].label.en in sister.ubah("list", "--lang", "en").output
    assert sister.ubah("next", "--lang", "en").output


def test_there_is_a_form_for_each_step_and_a_filled_in_one_is_read(sister: Sister) -> None:
    authority = sister.authority
    forms = office_forms(authority.change_schema, authority.sop)
    assert {key for key in forms if "+" not in key} == authority.sop.actions.keys()
    reviewed = {a.name for a in authority.sop.actions.values() if not a.by_form}
    assert not any(set(key.split("+")) & reviewed for key in forms if "+" in key)
    opening = forms[sister.process.story[0].action]
    assert [form.key for form in forms.values() if form.opens] == [opening.action]
    written = issue_forms(authority, str, ".github/ISSUE_TEMPLATE", "ubah github")
    assert len(written) == len(forms) + 1
    for path, data in written.items():
        assert yaml.load(data, yaml.CSafeLoader), path
    said = {
        "title": "Judul",
        "description": "Uraian.",
        "reason": "Alasan.",
        "services": "SPSE",
        "proposed_urgency": "normal",
        "wanted_by": "2026-03-01",
        "impact_if_not_done": "Tidak ada.",
    }
    body = [f"### Langkah\n\n{opening.option('id')}"]
    for field in opening.request:
        value = said.get(field.pointer[0], "_No response_")
        if value == "normal":
            value = next(c.option("id") for c in field.choices if c.value == value)
        body.append(f"### {field.label.id}\n\n{value}")
    by = sister.process.story[0].by
    account = authority.roles.persons[by].accounts[0]
    issue = Issue(7, "Usul", ForgeAccount(account.id, by), "\n\n".join(body), sister.now)
    step, findings = step_of_issue(
        issue, FORGE, authority, "RFC-2026-0002", lambda _path: None, FORM_TEXT
    )
    assert step is not None, findings
    [(path, data)] = step.files.items()
    judged = judge_contents({path: data}, {}, authority)
    assert judged.findings == ()
    written_record = yaml.load(data, yaml.CSafeLoader)
    assert written_record["status"] == authority.sop.actions[opening.action].target
    doubtful = replace(issue, untouched=Untouched.UNKNOWN)
    step, findings = step_of_issue(
        doubtful, FORGE, authority, "RFC-2026-0002", lambda _path: None, FORM_TEXT
    )
    assert step is None
    assert [finding.severity for finding in findings] == [Severity.INDETERMINATE]


def test_who_decides_is_asked_by_a_pull_request(sister: Sister) -> None:
    authority = sister.authority
    for state, person in sister.process.decided.items():
        data = sister.office.read(PATH, sister.states[state])
        case = case_of(sister.states[state], authority, PATH, data)
        assert case is not None
        assert case.deciders(sister.now) == (person,)
        text = decision_body(
            case.record, case.progress, authority.roles, authority.sop, "en", str, WORDS
        )
        assert authority.sop.actions[case.approval.action].steps is not None
        assert "**Approve**" in text
        decided = case.with_step(case.approval, person, sister.now, "Baik.")
        assert judge_contents({PATH: decided}, {}, authority).findings == ()
        status = yaml.load(decided, yaml.CSafeLoader)["status"]
        assert status == authority.sop.actions[case.approval.action].target
    ended = sister.office.read(PATH)
    assert case_of(sister.office.main, authority, PATH, ended) is None


def test_the_sop_is_proved_and_its_names_lead_somewhere(sister: Sister) -> None:
    authority = sister.authority
    assert sop_findings(authority.sop, authority.change_schema) == ()
    further = further_name_findings(authority.sop, authority.roles_schema, authority.change_schema)
    assert list(further) == []


def test_the_site_is_built_whole(sister: Sister, tmp_path: Path) -> None:
    """With every link leading somewhere: the build fails on any other."""
    assert build_site(sister.register, sister.now, False, alone("en"), tmp_path / "situs") == 1
    page = (tmp_path / f"situs/rfc/{NUMBER}/index.html").read_text()
    sop = sister.authority.sop
    for step in sister.process.story:
        assert sop.actions[step.action].done.en in page
    assert str(sister.authority.office.zone) in page
    made = json.loads((tmp_path / "situs/unduhan/register.json").read_text())
    [record] = made["records"]
    assert record["status"] == sister.process.end
    calendar = (tmp_path / "situs/kalender/index.html").exists()
    assert calendar == ("schedule" not in sister.process.lacks)
    assert (tmp_path / "situs/rilis.ics").exists() == calendar


def test_the_figures_are_those_that_the_process_can_have(sister: Sister) -> None:
    ctx = context(sister.register, now=sister.now)
    assert ctx.kpis.shares.keys() == set(SHARES) - sister.process.lacks
    assert ctx.kpis.lead_time.count == 1  # the change came to its end
    assert len(ctx.kpis.step_times) == sum(
        1 for s in sister.process.story[1:] if sister.authority.sop.actions[s.action].steps
    )
    assert {answer.number for answer in answers(ctx)} == sister.process.questions
    html = dashboard_body(ctx)
    for name, (title, _meaning) in share_words(ctx.words).items():
        assert (f">{title}<" in html) == (name not in sister.process.lacks), name
    kinds = classifies(sister.authority.sop)
    changelog = changelog_body(ctx)
    assert ('<select name="kind">' in changelog) == kinds
    assert ("Not decided yet" in changelog) is False
    assert (">Emergency<" in changelog) == kinds


def test_the_diagram_shows_every_state_and_action_once(sister: Sister) -> None:
    sop = sister.authority.sop
    drawn = str(diagram(sop, Words("en", str, sister.authority.office.zone)))
    assert sorted(re.findall(r'data-state="(\w+)"', drawn)) == sorted(sop.states)
    named = {n for names in re.findall(r'data-actions="([\w ]+)"', drawn) for n in names.split()}
    assert named == sop.actions.keys()
    boxes = re.findall(r'<rect x="([\d.]+)" y="([\d.]+)" width="192"', drawn)
    assert len(set(boxes)) == len(boxes) == len(sop.states)


def test_people_and_milestones_are_told_by_what_they_did(sister: Sister) -> None:
    ctx = context(sister.register, now=sister.now)
    [view] = sister.register.records
    people = ctx.people(view)
    assert [party.person for party in people["requester"]] == [sister.process.story[0].by]
    lines = milestones(view, ctx)
    assert all(line.who or "not needed" in line.note for line in lines)
    assert len(lines) == (3 if sister.process.lacks else 5)
    boxes = [box for box in signature_boxes(view, ctx) if box.action]
    assert boxes[0].name == ctx.person(sister.process.story[0].by)

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from site_support import context

from ubah.core.diagnostics import Place, error, msg
from ubah.core.meanings import Meaning
from ubah.core.register.classification import kind_of_change
from ubah.core.register.views import Register
from ubah.core.rules import BY_ID
from ubah.publish.questions.answers import answers
from ubah.publish.questions.common import Answer


def _answers(register: Register) -> dict[int, Answer]:
    return {answer.number: answer for answer in answers(context(register))}


def _count(register: Register, action: str) -> int:
    return sum(
        any(entry.action == action for entry in view.record.journal) for view in register.records
    )


def test_all_twenty_are_answered(register: Register) -> None:
    found = _answers(register)
    assert sorted(found) == list(range(1, 21))
    assert len({answer.question for answer in found.values()}) == 20
    assert all(answer.text for answer in found.values())


def test_an_empty_register_answers_them_too(register: Register) -> None:
    assert len(_answers(replace(register, records=(), assets=()))) == 20


def test_gaps_in_the_numbers_are_named(register: Register) -> None:
    short = replace(register, records=register.records[:3] + register.records[4:])
    assert "no gap" in _answers(register)[2].text
    assert "RFC-2026-0004" in _answers(short)[2].text


@pytest.mark.parametrize(
    ("number", "action"), [(5, "escalate"), (9, "reject"), (11, "fail_test"), (17, "keep_assets")]
)
def test_the_figures_are_the_journals(register: Register, number: int, action: str) -> None:
    count = _count(register, action)
    assert count > 0
    figures = re.findall(r"\d+", _answers(register)[number].text)
    assert figures[:1] == [str(count)]


def test_an_acting_decision_names_its_letter(register: Register) -> None:
    items = {item.label: item.note for item in _answers(register)[7].items}
    assert items["RFC-2026-0010"] == (
        "Emergency change approved on 10 March 2026, 09:25 WITA by Fajar Contoh, "
        "letter 800/012/Plh/2026"
    )


def test_approval_and_start_stand_side_by_side(register: Register) -> None:
    notes = {item.label: item.note for item in _answers(register)[6].items}
    assert notes["RFC-2026-0010"] == (
        "approved 10 March 2026, 09:25 WITA by Fajar Contoh, begun 10 March 2026, 09:35 WITA"
    )


def test_an_asset_changed_without_a_request_is_counted(audited: Register) -> None:
    finding = error(BY_ID["UB601"], Place("assets/SRV-0001.yaml"), msg("x"), msg("y"))
    told = replace(audited, audit=replace(audited.audit, findings=(finding,)))
    assert _answers(audited)[16].text.startswith("No.")
    assert _answers(told)[16].text.startswith("Cases found: 1.")


def test_work_before_its_approval_is_named_whatever_its_kind(register: Register) -> None:
    answer = _answers(register)[6]
    early = [item.label for item in answer.items if "; " in item.note]
    assert early == ["RFC-2026-0018", "RFC-2026-0016"]
    notes = {item.label: item.note for item in answer.items}
    assert notes["RFC-2026-0018"].endswith(
        "; late documentation: approved orally 22 April 2026, 21:28 WITA by Elok Contoh "
        "(Telepon kepada pengelola-1, disaksikan petugas piket)"
    )
    assert notes["RFC-2026-0016"].startswith("classified as normal 15 April 2026, 13:40 WITA")
    assert notes["RFC-2026-0016"].endswith("before its classification, and approved by nobody")
    kinds = [kind_of_change(context(register).records[number]) for number in early]
    assert kinds == ["emergency", "normal"]
    assert "Begun before that: 2." in answer.text


def test_emergencies_are_counted_alike_on_every_page(register: Register) -> None:
    kinds = [kind_of_change(view) for view in register.records]
    stayed = kinds.count("emergency")
    assert _answers(register)[5].text.endswith(f"to this day: {stayed}.")
    kpis = context(register).kpis
    assert kpis.shares["emergency"].part == stayed
    assert sum(month.emergencies.part for month in kpis.months) == stayed
    assert sum(month.emergencies.whole for month in kpis.months) == kinds.count("normal") + stayed


def test_releases_are_told_by_their_outcome(register: Register) -> None:
    outcomes = [event.outcome for event in context(register).releases]
    figures = [int(figure) for figure in re.findall(r"\d+", _answers(register)[14].text)]
    assert figures[:3] == [outcomes.count(name) for name in ("released", "cancelled", "planned")]
    assert sum(figures[:3]) == len(outcomes)


def test_every_refusal_is_listed(register: Register) -> None:
    answer = _answers(register)[8]
    refused = [view.record.id for view in register.records if view.progress.refusals]
    assert sorted(item.label for item in answer.items) == refused
    assert f"by the head: {len(refused)};" in answer.text


def test_work_is_judged_early_as_the_judge_does(audited: Register) -> None:
    """Two clocks may differ by some minutes; and an illegal history can have work without step 4."""
    view = context(audited).records["RFC-2026-0010"]
    approved = view.progress.last_that(Meaning.APPROVES)
    assert approved is not None

    def asked(minutes: int, *left_out: str) -> str:
        started = (approved.at - timedelta(minutes=minutes)).isoformat()
        journal = [
            replace(entry, evidence={**entry.evidence, "started_at": started})
            if entry.action == "implement"
            else entry
            for entry in view.progress.entries
            if entry.action not in left_out
        ]
        entries = tuple(replace(entry, number=n) for n, entry in enumerate(journal, 1))
        times = tuple(entry.at for entry in entries)
        rows = tuple(audited.authority.sop.actions[entry.action] for entry in entries)
        progress = replace(view.progress, entries=entries, effective=times, rows=rows)
        return _answers(replace(audited, records=(replace(view, progress=progress),)))[6].text

    assert asked(4).endswith("Begun before that: none.")
    assert asked(6).endswith("Begun before that: 1.")
    assert asked(6, "escalate").endswith("Begun before that: 1.")

"""What an auditor's answers list, row by row, found once more in the records as YAML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
import yaml
from recount import FINAL, Record, evidence, had, last, moment
from site_support import NOW, context
from test_recount import PASSED, Told, _random_register

from ubah.core.register.views import Register
from ubah.publish.questions.answers import answers

ENGLISH = {"security": "security", "major_incident": "major incident"}


@pytest.fixture(scope="module", params=["sample", 1, 2, 3])
def told(request: pytest.FixtureRequest, register: Register, files: Mapping[str, bytes]) -> Told:
    if request.param != "sample":
        return _random_register(request.param)
    paths = sorted(path for path in files if path.endswith(".yaml") and path.startswith("changes/"))
    return replace(register, audit=PASSED), [
        yaml.load(files[path], yaml.CSafeLoader) for path in paths
    ]


def when(text: str | datetime) -> str:
    """A moment as the English site writes it."""
    at = moment(text) if isinstance(text, str) else text
    return f"{at.day} {at:%B %Y, %H:%M}"


def name_of(register: Register, person: str) -> str:
    return str(
        yaml.load(yaml.safe_dump(dict(register.authority.raw_roles)), yaml.CSafeLoader)["persons"][
            person
        ]["name"]
    )


def rows(register: Register, number: int) -> tuple[list[tuple[str, str]], int]:
    """Return what an answer lists, and how many more there are of which it shows no row."""
    answer = next(a for a in answers(context(register)) if a.number == number)
    return [(item.label[:13], item.note) for item in answer.items], answer.more


def agree(register: Register, number: int, wanted: list[tuple[str, tuple[str, ...]]]) -> None:
    """Each row is one that is wanted, with all that it has to say; and as many are told of."""
    found, more = rows(register, number)
    assert len(found) + more == len(wanted)
    left = list(wanted)
    for label, note in found:
        own = [one for one in left if one[0] == label and all(word in note for word in one[1])]
        assert own, (label, note, [words for other, words in left if other == label])
        left.remove(own[0])


def taken(records: list[Record], *actions: str) -> list[tuple[Record, Any]]:
    return [(r, e) for r in records for e in r["journal"] if e["action"] in actions]


def test_question_5_emergencies_with_criterion_and_incident(told: Told) -> None:
    register, records = told
    wanted = []
    for record in records:
        if not had(record, "escalate"):
            continue
        entry = last(record, "escalate")
        words = [ENGLISH.get(evidence(entry)["criterion"], "")]
        words += [evidence(entry)["incident"]] if "incident" in evidence(entry) else []
        if last(record, "escalate", "classify_normal")["action"] == "classify_normal":
            words.append("now a normal change")
        wanted.append((record["id"], tuple(words)))
    agree(register, 5, wanted)


def test_question_6_what_was_approved_and_what_was_begun_when(told: Told) -> None:
    register, records = told
    found, more = rows(register, 6)
    numbers = [label for label, _ in found]
    assert len(numbers) == len(set(numbers))
    for label, note in found:
        record = next(r for r in records if r["id"] == label)
        work = [e for e in record["journal"] if e["action"] == "implement"]
        begun = {evidence(e)["started_at"] for e in work}
        begun |= {record["request"].get("retrospective", {}).get("performed_at", "")} - {""}
        assert any(f"begun {when(at)}" in note for at in begun), note
        for approval in (last(record, "approve"),) if note.startswith("approved") else ():
            assert f"approved {when(approval['at'])}" in note
            assert f"by {name_of(register, approval['by'])}" in note
    before = {
        r["id"]
        for r in records
        if had(r, "implement")
        and last(r, "approve", "classify_normal")
        and moment(evidence(last(r, "implement"))["started_at"])
        < moment(last(r, "approve", "classify_normal")["at"])
    }
    wanted = before | {r["id"] for r in records if had(r, "implement") and had(r, "approve")}
    assert set(numbers) <= wanted if more else wanted <= set(numbers)
    assert len(numbers) + more >= len(wanted)


def test_question_7_who_decided_for_the_head_by_which_letter(
    told: Told, files: Mapping[str, bytes]
) -> None:
    register, records = told
    wanted = []
    for record, entry in taken(records, "approve", "return", "review", "return_report"):
        if entry.get("capacity") in ("plh", "plt"):
            words = [
                when(entry["at"]),
                name_of(register, entry["by"]),
                entry["appointment"],
            ]
            wanted.append((record["id"], tuple(words)))
    agree(register, 7, wanted)


def test_question_8_what_came_of_a_refusal(told: Told) -> None:
    register, records = told
    wanted = []
    for record in records:
        journal = record["journal"]
        refusals = [n for n, e in enumerate(journal) if e["action"] == "return"]
        if not refusals:
            continue
        entry = journal[refusals[-1]]
        words = [when(entry["at"]), evidence(entry)["reason"].strip().rstrip(".")[:40]]
        later = next(
            (e for e in journal[refusals[-1] :] if e["action"] in ("escalate", "classify_normal")),
            None,
        )
        words += [when(later["at"])] if later else []
        wanted.append((record["id"], tuple(words)))
    agree(register, 8, wanted)


def test_question_9_why_it_was_rejected_and_how_the_requester_was_told(told: Told) -> None:
    register, records = told
    wanted = []
    for record, entry in taken(records, "reject"):
        own = evidence(entry)
        words = (
            own["reason"].strip().rstrip(".")[:40],
            when(own["notified_at"]),
            own["notified_via"],
        )
        wanted.append((record["id"], words))
    agree(register, 9, wanted)


def test_question_13_how_old_an_unexamined_report_is(told: Told) -> None:
    register, records = told
    wanted = []
    for record in records:
        if record["status"] == "reported":
            days = (NOW - moment(last(record, "report")["at"])).days
            wanted.append((record["id"], (f"{days} day",)))
    agree(register, 13, wanted)


def test_question_15_which_request_explains_an_assets_last_change(told: Told) -> None:
    register, records = told
    newest: dict[str, tuple[datetime, str]] = {}
    for record, entry in taken(records, "update_assets"):
        for asset in evidence(last(record, "flag_assets"))["assets"]:
            known = newest.get(asset["id"])
            newest[asset["id"]] = max(
                known or (moment(entry["at"]), ""), (moment(entry["at"]), record["id"])
            )
    answer = next(a for a in answers(context(register)) if a.number == 15)
    listed = {item.label.split(" ")[0]: item.note for item in answer.items}
    there = {view.path[7:-5] for view in register.assets}
    assert listed.keys() <= newest.keys() & there
    assert all(newest[asset][1] in note for asset, note in listed.items())
    assert len(listed) + answer.more == len(newest.keys() & there)


def test_question_17_why_no_asset_changed(told: Told) -> None:
    register, records = told
    wanted = [
        (record["id"], (str(evidence(entry)["reason"]).strip()[:40],))
        for record, entry in taken(records, "keep_assets")
    ]
    agree(register, 17, wanted)


def test_question_18_what_is_open_for_how_long_and_who_is_next(told: Told) -> None:
    register, records = told
    limits = register.authority.office.limits_days
    wanted = []
    for record in records:
        state = record["status"]
        if state in FINAL:
            continue
        moves = [
            e for e in record["journal"] if e["action"] not in ("correct", "reschedule_release")
        ]
        since = NOW - moment(moves[-1]["at"])
        words = [f"{since.days} day"] if since.days else []
        if state in limits and since.total_seconds() > limits[state] * 86400:
            words.append("overdue")
        wanted.append((record["id"], tuple(words)))
    agree(register, 18, wanted)
    assert all(re.search(r"step \d+.*: \w", note) for _, note in rows(register, 18)[0])

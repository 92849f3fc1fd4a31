"""The SOP's rules once more, over plain values, to judge the judge by.

Written from the action table and on purpose naive: one entry after the other, a yes or a no, no
positions, no messages, nothing taken from ubah. A record it finds illegal must get an error, and a
record it finds legal must get none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

from sop.table import HEADS_ACTIONS, TABLE

Entry = dict[str, Any]
WITA = timezone(timedelta(hours=8))
SKEW = timedelta(minutes=5)

# action → fields that must be there, fields that may be there
FIELDS: dict[str, tuple[str, str]] = {
    "submit": ("", ""),
    "accept": ("assessment category impact risk", "likelihood plan"),
    "reject": ("reason notified_at notified_via", ""),
    "classify_normal": ("rationale", ""),
    "escalate": ("criterion rationale", "incident"),
    "approve": ("", "analysis confirms_oral"),
    "return": ("reason code", ""),
    "implement": ("started_at ended_at completed implementers work_log", "reason deviations"),
    "pass_test": ("documentation tests", ""),
    "fail_test": ("documentation tests", ""),
    "roll_back": ("steps restored verification", "incident"),
    "report": ("number summary", ""),
    "review": ("", "notes"),
    "return_report": ("defects", ""),
    "schedule_release": ("", "window already_live nil_reason"),
    "reschedule": ("window reason", ""),
    "keep_assets": ("reason", "release"),
    "flag_assets": ("assets", "release"),
    "update_assets": ("", ""),
    "revise": ("what why", ""),
    "withdraw": ("reason", "notified_at notified_via not_started retrospective_rfc"),
    "correct": ("entry field was is reason", ""),
}
WORDS: dict[str, str] = {
    "accept": "assessment",
    "reject": "reason notified_via",
    "classify_normal": "rationale",
    "escalate": "rationale",
    "approve": "analysis",
    "return": "reason",
    "implement": "work_log deviations",
    "pass_test": "documentation",
    "fail_test": "documentation",
    "roll_back": "steps verification",
    "report": "number summary",
    "review": "notes",
    "return_report": "defects",
    "reschedule": "reason",
    "keep_assets": "reason",
    "revise": "what why",
    "withdraw": "reason",
}
"""Texts that may be corrected: no decision, actor, time or outcome."""
REQUEST_WORDS = ("title", "description", "reason", "impact_if_not_done")
EVALUATE = ("accept", "reject", "classify_normal", "escalate")
BARRED: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(EVALUATE, ("requester",)),
    **dict.fromkeys(("approve", "return"), ("requester", "evaluator")),
    **dict.fromkeys(("review", "return_report"), ("requester", "evaluator", "implementer")),
}


@dataclass(frozen=True)
class Held:
    """Who holds which office when: roles.yaml's part on offices."""

    roles: Mapping[str, list[dict[str, str]]]
    people: frozenset[str]

    def who(self, role: str, day: date) -> set[str]:
        return {
            row["person"]
            for row in self.roles.get(role, [])
            if date.fromisoformat(row["from"]) <= day
            and ("until" not in row or day <= date.fromisoformat(row["until"]))
        }

    def has(self, person: str, role: str, day: date) -> bool:
        return person in self.who(role, day)


@dataclass(frozen=True)
class Oracle:
    """A record so far: asks of one more entry whether it is legal."""

    request: Mapping[str, Any]
    held: Held
    state: str = ""
    entries: tuple[Entry, ...] = ()
    groups: Mapping[str, frozenset[str]] = field(default_factory=dict)
    request_known: bool = True  # no later revision has written over the request
    times: tuple[datetime, ...] = ()  # effective times, where they are not the entries' own

    def allows(self, entry: Entry) -> bool:
        return self.sound(entry) and self.may(entry, at(entry).astimezone(WITA).date())

    def sound(self, entry: Entry) -> bool:
        """Whether the entry may stand here, whoever takes it."""
        action = entry["action"]
        return (
            self.state in TABLE[action][0]
            and _well_formed(entry)
            and self._in_time(entry)
            and bool(getattr(self, f"_{action}", lambda _: True)(entry))
        )

    def after(self, entry: Entry, when: datetime | None = None) -> Oracle:
        action, evidence = entry["action"], entry.get("evidence", {})
        target = TABLE[action][1]
        groups = dict(self.groups)

        def join(group: str, *people: str) -> None:
            groups[group] = groups.get(group, frozenset()) | frozenset(people)

        if action in ("submit", "revise"):
            join("requester", entry["by"], *_person(self.request["requester"]))
        if action in EVALUATE:
            join("evaluator", entry["by"])
        if action in ("implement", "roll_back"):
            named = [name for name in evidence.get("implementers", []) if isinstance(name, str)]
            join("implementer", entry["by"], *named)
        state = self.state if target == "same" else target
        return replace(
            self,
            state=state,
            entries=(*self.entries, entry),
            groups=groups,
            times=(*self.times, when or at(entry)),
        )

    # --- who and when ----------------------------------------------------------------------------

    def _in_time(self, entry: Entry) -> bool:
        return not self.entries or at(entry) >= at(self.entries[-1])

    def _in(self, group: str) -> frozenset[str]:
        start = _person(self.request["requester"]) if group == "requester" else ()
        return self.groups.get(group, frozenset()) | frozenset(start)

    def _barred(self, action: str) -> frozenset[str]:
        return frozenset().union(*(self._in(group) for group in BARRED.get(action, ())))

    def may(self, entry: Entry, day: date) -> bool:
        """Whether the entry's person may take such a step on that day."""
        by, action = entry["by"], entry["action"]
        capacity, letter = entry.get("capacity"), entry.get("appointment")
        if by not in self.held.people or by in self._barred(action):
            return False
        if capacity == "substitute":
            return not letter and self._substitutes(by, action, day)
        if capacity:
            return action in HEADS_ACTIONS and any(
                (row["person"], row["letter"], row["kind"]) == (by, letter, capacity)
                and date.fromisoformat(row["from"]) <= day <= date.fromisoformat(row["until"])
                for row in self.held.roles["acting_head"]
            )
        return not letter and self._holds(entry, by, action, day)

    def _holds(self, entry: Entry, by: str, action: str, day: date) -> bool:
        manager = self.held.has(by, "change_manager", day)
        requester = self.held.has(by, "requester", day)
        own = by in self._in("requester") and (requester or manager)
        if action == "submit":
            outsider = not _person(self.request["requester"])
            return requester or (manager and outsider)
        if action == "revise":
            return requester or own
        if action == "withdraw":
            return manager or own
        if action == "correct":
            target = self._target(entry)
            author = target is not None and target["by"] == by
            return manager or (author and any(self.held.has(by, r, day) for r in self.held.roles))
        return self.held.has(by, "head", day) if action in HEADS_ACTIONS else manager

    def _substitutes(self, by: str, action: str, day: date) -> bool:
        if action in EVALUATE:
            officers, substitute = self.held.who("change_manager", day), "head"
        elif action in HEADS_ACTIONS:
            officers = self.held.who("head", day) | self.held.who("acting_head", day)
            substitute = "superior"
        else:
            return False
        barred = self._barred(action)
        return bool(officers) and officers <= barred and self.held.has(by, substitute, day)

    # --- what each action needs ------------------------------------------------------------------

    def _last(self, *actions: str) -> Entry | None:
        return next((e for e in reversed(self.entries) if e["action"] in actions), None)

    def _count_since(self, action: str, since: Entry) -> int:
        index = max(i for i, entry in enumerate(self.entries) if entry is since)
        return sum(entry["action"] == action for entry in self.entries[index + 1 :])

    def _submit(self, entry: Entry) -> bool:
        day = at(entry).astimezone(WITA).date()
        dated = date.fromisoformat(self.request["date"])
        late = self.request.get("retrospective", {})
        told = [late["performed_at"]] if late else []
        told += [late["oral_approval"]["at"]] if "oral_approval" in late else []
        if any(moment(text) > at(entry) for text in told):
            return False
        requester = _person(self.request["requester"]) or (entry["by"],)
        return bool(requester == (entry["by"],) and dated <= day)

    def _accept(self, entry: Entry) -> bool:
        if self.state == "returned" and _code(self._last("return")) != "not_emergency":
            return False
        if not self.request_known:
            return True
        planned = [e for e in (*self.entries, entry) if "plan" in e.get("evidence", {})]
        return bool(self.request.get("plan") or planned)

    def _reject(self, entry: Entry) -> bool:
        return moment(entry["evidence"]["notified_at"]) <= at(entry)

    def _classify_normal(self, entry: Entry) -> bool:
        decision = self._last("approve", "return")
        return decision is None or _code(decision) != "not_feasible"

    def _escalate(self, entry: Entry) -> bool:
        evidence, refusal = entry["evidence"], self._last("return")
        if evidence["criterion"] == "major_incident" and "incident" not in evidence:
            return False
        if refusal is None or _code(refusal) != "not_emergency":
            return True
        return self._count_since("revise", refusal) > 0

    def _approve(self, entry: Entry) -> bool:
        if not entry.get("evidence", {}).get("confirms_oral"):
            return True
        oral = self.request.get("retrospective", {}).get("oral_approval")
        return bool(oral and oral["by"] == entry["by"])

    def _implement(self, entry: Entry) -> bool:
        evidence = entry["evidence"]
        start, end = moment(evidence["started_at"]), moment(evidence["ended_at"])
        authorised = self._last("approve", "classify_normal")
        assert authorised is not None
        return (
            ("retrospective" in self.request or start >= self._time_of(authorised) - SKEW)
            and start <= end <= at(entry)
            and (evidence["completed"] or "reason" in evidence)
        )

    def _time_of(self, entry: Entry) -> datetime:
        return self.times[max(i for i, other in enumerate(self.entries) if other is entry)]

    def _completed(self) -> bool:
        work = self._last("implement")
        return work is not None and bool(work["evidence"]["completed"])

    def _pass_test(self, entry: Entry) -> bool:
        tests = entry["evidence"]["tests"]
        return self._completed() and bool(tests) and all(test["passed"] for test in tests)

    def _fail_test(self, entry: Entry) -> bool:
        failed = any(not test["passed"] for test in entry["evidence"]["tests"])
        return failed or not self._completed()

    def _roll_back(self, entry: Entry) -> bool:
        return entry["evidence"]["restored"] or "incident" in entry["evidence"]

    def _schedule_release(self, entry: Entry) -> bool:
        evidence = entry.get("evidence", {})
        given = set(evidence) & {"window", "already_live", "nil_reason"}
        outcome = self._last("pass_test", "fail_test")
        passed = outcome is not None and outcome["action"] == "pass_test"
        fitting = given in ({"window"}, {"already_live"}) if passed else given == {"nil_reason"}
        live = evidence.get("already_live")
        return fitting and _in_order(evidence) and not (live and moment(live["at"]) > at(entry))

    def _reschedule(self, entry: Entry) -> bool:
        planned = self._last("schedule_release")
        window = planned is not None and "window" in planned.get("evidence", {})
        return window and _in_order(entry["evidence"])

    def _release(self, entry: Entry) -> bool:
        release = entry["evidence"].get("release")
        for earlier in self.entries:
            if earlier["action"] in ("keep_assets", "flag_assets"):
                return release is None or release == earlier["evidence"]["release"]
        planned = self._last("schedule_release")
        if release is None or planned is None:
            return False
        outcome, plan = release["outcome"], planned.get("evidence", {})
        known = "at" not in release or moment(release["at"]) <= at(entry)
        if "nil_reason" in plan or outcome == "none":
            return "nil_reason" in plan and outcome == "none" and known
        if "already_live" in plan and outcome != "released":
            return False
        return known and ("at" in release if outcome == "released" else "reason" in release)

    _keep_assets = _release

    def _flag_assets(self, entry: Entry) -> bool:
        ids = [row["id"] for row in entry["evidence"]["assets"]]
        return self._release(entry) and len(ids) == len(set(ids))

    def _withdraw(self, entry: Entry) -> bool:
        evidence = entry["evidence"]
        told = {"notified_at", "notified_via"} <= set(evidence)
        if entry["by"] not in self._in("requester") and not told:
            return False
        if "notified_at" in evidence and moment(evidence["notified_at"]) > at(entry):
            return False
        begun = not evidence.get("not_started") and "retrospective_rfc" not in evidence
        return self.state != "authorised" or not begun

    def _target(self, entry: Entry) -> Entry | None:
        number = entry.get("evidence", {}).get("entry", 0)
        return self.entries[number - 1] if 0 < number <= len(self.entries) else None

    def _correct(self, entry: Entry) -> bool:
        evidence, target = entry["evidence"], self._target(entry)
        if target is None or evidence["field"] not in words_of(target):
            return False
        if evidence["field"].startswith("request.") and not self.request_known:
            return bool(evidence["is"])
        current = self.text_now(evidence["entry"], evidence["field"])
        return evidence["was"] == current and evidence["is"] not in (current, "")

    def text_now(self, number: int, name: str) -> str:
        """Return a text of an entry, or of the request, with the corrections made so far."""
        if name.startswith("request."):
            text = self.request[name.removeprefix("request.")]
        else:
            text = self.entries[number - 1]["evidence"][name]
        for entry in self.entries:
            evidence = entry.get("evidence", {})
            if entry["action"] == "revise" and name.startswith("request."):
                text = self.request[name.removeprefix("request.")]
            if entry["action"] == "correct" and (evidence["entry"], evidence["field"]) == (
                number,
                name,
            ):
                text = evidence["is"]
        return str(text)


def words_of(entry: Entry) -> list[str]:
    """Return the texts of an entry that may be corrected."""
    if entry["action"] == "submit":
        return [f"request.{name}" for name in REQUEST_WORDS]
    return [
        name for name in WORDS.get(entry["action"], "").split() if name in entry.get("evidence", {})
    ]


def _person(requester: Any) -> tuple[str, ...]:
    """Return the requester's id; nobody, where the requester is not of the office."""
    return (requester,) if isinstance(requester, str) else ()


def at(entry: Entry) -> datetime:
    return moment(entry["at"])


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _code(entry: Entry | None) -> str:
    return str(entry["evidence"].get("code", "")) if entry and "evidence" in entry else ""


def _in_order(evidence: Mapping[str, Any]) -> bool:
    window = evidence.get("window")
    return not window or moment(window["start"]) < moment(window["end"])


def _well_formed(entry: Entry) -> bool:
    must, may = (set(names.split()) for names in FIELDS[entry["action"]])
    given = set(entry.get("evidence", {}))
    return must <= given <= must | may


def is_legal(value: Mapping[str, Any], held: Held) -> bool:
    """Whether a whole record is legal: each entry, and the status it claims."""
    oracle = Oracle(value["request"], held)
    for number, entry in enumerate(value["journal"], 1):
        later = any(other["action"] == "revise" for other in value["journal"][number:])
        oracle = replace(oracle, request_known=not later)
        if not oracle.allows(entry):
            return False
        oracle = oracle.after(entry)
    return bool(value["journal"]) and value["status"] == oracle.state


def state_after(entries: Iterable[Entry]) -> str:
    """Return the state that entries lead to, legal or not."""
    state = ""
    for entry in entries:
        target = TABLE[entry["action"]][1]
        state = state if target == "same" else target
    return state

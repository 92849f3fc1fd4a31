"""Every figure of the site counted once more: plain loops over records as YAML, and nothing of ubah.

What a figure means is read off `sop.md` and the captions, not off the code that made it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

Record = dict[str, Any]
Pair = tuple[int, int]
SKEW = timedelta(minutes=5)
FINAL = ("rejected", "withdrawn", "closed")
EMERGENCY = {"escalate": "emergency", "classify_normal": "normal"}


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def day(text: str) -> date:
    """All records of the tests are written in office time."""
    return date.fromisoformat(text[:10])


def evidence(entry: Any) -> Any:
    return entry.get("evidence", {})


def kind(record: Record) -> str:
    found = "undecided"
    for entry in record["journal"]:
        found = EMERGENCY.get(entry["action"], found)
    return found


def had(record: Record, *actions: str) -> bool:
    return any(entry["action"] in actions for entry in record["journal"])


def last(record: Record, *actions: str) -> Any:
    found = None
    for entry in record["journal"]:
        if entry["action"] in actions:
            found = entry
    return found


class Recount:
    """The records of a period; None: without that bound."""

    def __init__(
        self, records: list[Record], first: date | None = None, until: date | None = None
    ) -> None:
        self.records = records
        self.first, self.until = first, until

    def inside(self, text: str) -> bool:
        if self.first is not None and day(text) < self.first:
            return False
        return self.until is None or day(text) <= self.until

    def entries(self, *actions: str) -> list[tuple[Record, Any]]:
        found = []
        for record in self.records:
            for entry in record["journal"]:
                if entry["action"] in actions and self.inside(entry["at"]):
                    found.append((record, entry))
        return found

    # --- key figures ---

    def shares(self) -> dict[str, Pair]:
        tested = [e for _r, e in self.entries("pass_test", "fail_test")]
        backs = [e for _r, e in self.entries("roll_back")]
        declared = [e for _r, e in self.entries("escalate")]
        heads = [e for _r, e in self.entries("approve", "return", "review", "return_report")]
        rolled = judged = rejected = worked = decided = emergencies = 0
        made = kept = changed = 0
        for record in self.records:
            test = last(record, "pass_test", "fail_test")
            if test and self.inside(test["at"]):
                worked += 1
                rolled += had(record, "roll_back")
            verdict = last(record, "accept", "reject")
            if verdict and self.inside(verdict["at"]):
                judged += 1
                rejected += had(record, "reject")
            chosen = last(record, "classify_normal", "escalate")
            if chosen and self.inside(chosen["at"]):
                decided += 1
                emergencies += chosen["action"] == "escalate"
            release = self.release(record)
            if release and release["window"] and release["at"] and self.inside(release["at"]):
                made += 1
                window = release["window"]
                kept += moment(window["start"]) <= moment(release["at"]) <= moment(window["end"])
            done, flagged = last(record, "update_assets"), last(record, "flag_assets")
            if done and self.inside(done["at"]):
                changed += len(evidence(flagged)["assets"])
        return {
            "success": (sum(e["action"] == "pass_test" for e in tested), len(tested)),
            "back_out": (rolled, worked),
            "restored": (sum(evidence(e)["restored"] for e in backs), len(backs)),
            "emergency": (emergencies, decided),
            "criterion": (sum("incident" in evidence(e) for e in declared), len(declared)),
            "rejected": (rejected, judged),
            "acting": (sum(e.get("capacity") in ("plh", "plt") for e in heads), len(heads)),
            "schedule": (kept, made),
            "register": (changed, changed),
        }

    @staticmethod
    def release(record: Record) -> Any:
        plan = last(record, "schedule_release", "reschedule")
        if plan is None or "nil_reason" in evidence(plan):
            return None
        stated: Any = {}
        for entry in record["journal"]:
            stated = evidence(entry).get("release", stated)
        live = evidence(plan).get("already_live")
        outcome = stated.get("outcome", "released" if live else "planned")
        at = stated.get("at") or (live["at"] if live else None)
        return {"window": evidence(plan).get("window"), "at": at, "outcome": outcome}

    def moves(self) -> list[tuple[Record, Any, Any, timedelta]]:
        found = []
        for record in self.records:
            before = None
            for entry in record["journal"]:
                if entry["action"] in ("correct", "revise"):
                    continue
                if before is not None and self.inside(entry["at"]):
                    found.append(
                        (record, before, entry, moment(entry["at"]) - moment(before["at"]))
                    )
                before = entry
        return found

    def report_latency(self) -> tuple[timedelta | None, int]:
        return middle(
            length
            for _r, before, entry, length in self.moves()
            if entry["action"] == "report" and before["action"] in ("pass_test", "roll_back")
        )

    def lead_time(self) -> tuple[timedelta | None, int]:
        """From the submission to the end, of the changes that were closed."""
        return middle(
            moment(end["at"]) - moment(record["journal"][0]["at"])
            for record in self.records
            if record["status"] == "closed"
            and (end := last(record, "keep_assets", "update_assets"))
            and self.inside(end["at"])
        )

    def review_latency(self) -> tuple[timedelta | None, int]:
        return middle(
            length
            for _r, before, entry, length in self.moves()
            if entry["action"] in ("review", "return_report") and before["action"] == "report"
        )

    def step_times(self, numbered: set[str]) -> dict[tuple[str, str], tuple[Any, int]]:
        lengths: dict[tuple[str, str], list[timedelta]] = {}
        for record, _before, entry, length in self.moves():
            if kind(record) != "undecided" and entry["action"] in numbered:
                lengths.setdefault((entry["action"], kind(record)), []).append(length)
        return {key: middle(found) for key, found in lengths.items()}

    def ageing(self, now: datetime) -> dict[str, int]:
        bands = {"<1": 0, "1–5": 0, "6–30": 0, "31–90": 0, ">90": 0}
        for record in self.records:
            if record["status"] in FINAL or not self.inside(record["journal"][0]["at"]):
                continue
            days = (now - self.since(record)).days
            for name, most in (("<1", 0), ("1–5", 5), ("6–30", 30), ("31–90", 90)):
                if days <= most:
                    bands[name] += 1
                    break
            else:
                bands[">90"] += 1
        return bands

    @staticmethod
    def since(record: Record) -> datetime:
        for entry in reversed(record["journal"]):
            if entry["action"] not in ("correct", "reschedule"):
                return moment(entry["at"])
        raise AssertionError(record["id"])

    def months(self) -> dict[str, tuple[int, Pair, Pair]]:
        found: dict[str, list[int]] = {}

        def cell(text: str) -> list[int]:
            return found.setdefault(text[:7], [0, 0, 0, 0, 0])

        for record in self.records:
            chosen = last(record, "classify_normal", "escalate")
            if chosen and self.inside(chosen["at"]):
                cell(chosen["at"])[2] += 1
                cell(chosen["at"])[1] += chosen["action"] == "escalate"
            for entry in record["journal"]:
                if not self.inside(entry["at"]):
                    continue
                if entry["action"] == "submit":
                    cell(entry["at"])[0] += 1
                if entry["action"] in ("pass_test", "fail_test"):
                    cell(entry["at"])[4] += 1
                    cell(entry["at"])[3] += entry["action"] == "pass_test"
        return {m: (c[0], (c[1], c[2]), (c[3], c[4])) for m, c in found.items()}

    # --- the twenty questions ---

    def figures(self, now: datetime, assets: int, limits: dict[str, float]) -> dict[int, list[int]]:
        """The figures that stand in the answers, in the order in which they stand."""
        records = self.records
        states = [record["status"] for record in records]
        early = self.begun_early()
        late = [self.documented_late(r) for r in records if "retrospective" in r["request"]]
        carried = [r for r in records if had(r, "implement")]
        refused = [record for record in records if had(record, "return")]
        tests = [e for _r, e in self.entries("pass_test", "fail_test")]
        listed = [test for entry in tests for test in evidence(entry)["tests"]]
        waiting = [record for record in records if record["status"] not in FINAL]
        over = [
            record
            for record in waiting
            if record["status"] in limits
            and now - self.since(record) > timedelta(days=limits[record["status"]])
        ]
        deviations = [self.deviations(record) for record in records]
        changed: set[str] = set()
        for record in records:
            if had(record, "update_assets"):
                changed |= {a["id"] for a in evidence(last(record, "flag_assets"))["assets"]}
        return {
            2: [len(records), states.count("rejected"), states.count("withdrawn")],
            3: self.people(),
            4: [sum(e.get("capacity") == "substitute" for r in records for e in r["journal"])],
            5: [
                sum(had(record, "escalate") for record in records),
                len(self.entries("escalate")),
                sum(kind(record) == "emergency" for record in records),
            ],
            6: [
                sum(kind(record) == "emergency" for record in carried),
                sum(kind(record) == "normal" for record in carried),
                *([len(early)] if early else []),
                *([sum(late), len(late) - sum(late)] if late else []),
            ],
            7: [sum(e.get("capacity") in ("plh", "plt") for r in records for e in r["journal"])],
            8: [len(refused), sum(kind(record) == "normal" for record in refused)],
            9: [len(self.entries("reject"))],
            10: [len(tests), len(listed), sum(test["passed"] for test in listed)],
            11: [sum(had(record, "fail_test") for record in records)],
            12: [len(self.entries("correct"))],
            13: [states.count("reported")],
            14: self.releases(),
            15: [len(changed), assets],
            16: [],
            17: [len(self.entries("keep_assets"))],
            18: [len(waiting), len(over)],
            19: [sum(deviations), sum(count > 0 for count in deviations)],
            20: [],
        }

    def people(self) -> list[int]:
        """Requesters, evaluators, approvers, refusers, implementers, testers, examiners, recorders."""
        asked, found = set(), []
        for record in self.records:
            asked.add(str(record["request"]["requester"]))
            asked |= {e["by"] for e in record["journal"] if e["action"] == "revise"}
        found.append(len(asked))
        for actions in (("accept", "reject", "classify_normal", "escalate"), ("approve",)):
            found.append(len({e["by"] for _r, e in self.entries(*actions)}))
        found.append(len({e["by"] for _r, e in self.entries("return")}))
        doers = {
            str(doer) for _r, e in self.entries("implement") for doer in evidence(e)["implementers"]
        }
        testers = {
            test["tester"]
            for _r, e in self.entries("pass_test", "fail_test")
            for test in evidence(e)["tests"]
        }
        found += [len(doers), len(testers)]
        found.append(len({e["by"] for _r, e in self.entries("review", "return_report")}))
        recorded = self.entries("implement", "pass_test", "fail_test", "roll_back")
        found.append(len({e["by"] for _r, e in recorded}))
        return found

    def begun_early(self) -> list[str]:
        found = []
        for record in self.records:
            work, allowed = last(record, "implement"), last(record, "approve", "classify_normal")
            if work and moment(evidence(work)["started_at"]) < moment(allowed["at"]) - SKEW:
                found.append(record["id"])
        return found

    @staticmethod
    def documented_late(record: Record) -> bool:
        told = record["request"]["retrospective"]
        oral = told.get("oral_approval")
        if not oral:
            return False
        begun = [moment(told["performed_at"])]
        for entry in record["journal"]:
            if entry["action"] == "implement":
                begun.append(moment(evidence(entry)["started_at"]))
        return moment(oral["at"]) <= min(begun) and any(
            entry["action"] == "approve"
            and entry["by"] == oral["by"]
            and evidence(entry).get("confirms_oral")
            for entry in record["journal"]
        )

    def releases(self) -> list[int]:
        told = [r for record in self.records if (r := self.release(record))]
        outcomes = [release["outcome"] for release in told]
        part, whole = self.shares()["schedule"]
        counts = [outcomes.count(name) for name in ("released", "cancelled", "planned")]
        return [*counts, whole, part]

    def clashes(self) -> int:
        """How often a release is planned while another one stands on the same asset."""
        steps = [(moment(e["at"]), r["id"], n, e, r) for r in self.records for n, e in numbered(r)]
        standing: dict[str, Any] = {}
        count = 0
        for _, own, _, entry, record in sorted(steps, key=lambda step: step[:3]):
            told = evidence(entry)
            if entry["action"] in ("schedule_release", "reschedule"):
                standing.pop(own, None)
                if window := told.get("window"):
                    assets = set(record["request"].get("affected_assets", ()))
                    count += sum(
                        meets(window, other) and bool(assets & theirs)
                        for name, (other, theirs) in standing.items()
                        if name != own
                    )
                    standing[own] = window, assets
            if entry["action"] in ("keep_assets", "flag_assets") and "release" in told:
                standing.pop(own, None)
        return count

    def frozen(self, freezes: list[dict[str, str]]) -> int:
        """How often a release is planned or made in a freeze."""
        count = 0
        for record in self.records:
            for _, entry in numbered(record):
                told = evidence(entry)
                made = told.get("already_live") or told.get("release") or {}
                for freeze in freezes:
                    if entry["action"] in ("schedule_release", "reschedule") and "window" in told:
                        count += meets(freeze, told["window"])
                    if "at" in made:
                        at = moment(made["at"])
                        count += moment(freeze["start"]) <= at <= moment(freeze["end"])
        return count

    @staticmethod
    def deviations(record: Record) -> int:
        """Deviations without those that the release calendar tells."""
        count = int("retrospective" in record["request"])
        approver, refused = None, False
        for entry in record["journal"]:
            told = evidence(entry)
            count += bool(told.get("deviations")) + (told.get("restored") is False)
            count += entry["action"] == "classify_normal" and refused
            refused = refused or entry["action"] == "return"
            if entry["action"] == "approve":
                approver = entry["by"]
            if entry["action"] in ("implement", "roll_back") and approver:
                count += approver in (entry["by"], *told.get("implementers", ()))
        return count


def middle(lengths: Any) -> tuple[timedelta | None, int]:
    listed = sorted(lengths)
    if not listed:
        return None, 0
    return timedelta(seconds=median(length.total_seconds() for length in listed)), len(listed)


def numbered(record: Record) -> list[tuple[int, Any]]:
    return list(enumerate(record["journal"], 1))


def meets(one: Any, other: Any) -> bool:
    """Whether two windows have time in common; parts of one named release do not clash."""
    if one.get("release") and one.get("release") == other.get("release"):
        return False
    return moment(one["start"]) < moment(other["end"]) and moment(other["start"]) < moment(
        one["end"]
    )

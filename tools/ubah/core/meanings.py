"""What an action of the SOP means, whatever it is called: marks in sop.yaml (`means`).

The actions of the tool's own sop.yaml need no marks: their names are the defaults.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Meaning(StrEnum):
    """What the judge, and whoever tells of a change, needs to know of an action."""

    SUBMITS = "submits"
    ACCEPTS = "accepts"
    REJECTS = "rejects"
    CLASSIFIES_NORMAL = "classifies_normal"
    ESCALATES = "escalates"
    APPROVES = "approves"
    REFUSES = "refuses"
    AUTHORISES = "authorises"
    """Derived: it leads to where the work may begin. An added step that does so needs no mark."""
    CARRIES_OUT = "carries_out"
    PASSES_TEST = "passes_test"
    FAILS_TEST = "fails_test"
    ROLLS_BACK = "rolls_back"
    REPORTS = "reports"
    EXAMINES = "examines"
    RETURNS_REPORT = "returns_report"
    PLANS_RELEASE = "plans_release"
    MOVES_RELEASE = "moves_release"
    SETTLES_ASSETS = "settles_assets"
    DECLARES_ASSETS = "declares_assets"
    UPDATES_ASSETS = "updates_assets"
    REVISES = "revises"
    WITHDRAWS = "withdraws"
    CORRECTS = "corrects"


BY_NAME: Mapping[str, Meaning] = MappingProxyType(
    {
        "submit": Meaning.SUBMITS,
        "accept": Meaning.ACCEPTS,
        "reject": Meaning.REJECTS,
        "classify_normal": Meaning.CLASSIFIES_NORMAL,
        "escalate": Meaning.ESCALATES,
        "approve": Meaning.APPROVES,
        "return": Meaning.REFUSES,
        "implement": Meaning.CARRIES_OUT,
        "pass_test": Meaning.PASSES_TEST,
        "fail_test": Meaning.FAILS_TEST,
        "roll_back": Meaning.ROLLS_BACK,
        "report": Meaning.REPORTS,
        "review": Meaning.EXAMINES,
        "return_report": Meaning.RETURNS_REPORT,
        "schedule_release": Meaning.PLANS_RELEASE,
        "reschedule": Meaning.MOVES_RELEASE,
        "keep_assets": Meaning.SETTLES_ASSETS,
        "flag_assets": Meaning.DECLARES_ASSETS,
        "update_assets": Meaning.UPDATES_ASSETS,
        "revise": Meaning.REVISES,
        "withdraw": Meaning.WITHDRAWS,
        "correct": Meaning.CORRECTS,
    }
)
"""What an action without marks means, by the name that it has in the tool's own sop.yaml."""

FIXED = frozenset(
    {Meaning.SUBMITS, Meaning.REVISES, Meaning.CORRECTS, Meaning.UPDATES_ASSETS, Meaning.WITHDRAWS}
)
"""Meanings that are part of the record's format: only the action of that name has them."""

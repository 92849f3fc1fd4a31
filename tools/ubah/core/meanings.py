"""What an action, a state or an office of the SOP means, whatever it is called: marks in sop.yaml.

What has its name from the tool's own sop.yaml needs no marks: this module holds those names, and no
other one does.
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

NAME_OF: Mapping[Meaning, str] = MappingProxyType({m: name for name, m in BY_NAME.items()})
"""What the action that means so is called in the tool's own sop.yaml."""

TESTING = (Meaning.PASSES_TEST, Meaning.FAILS_TEST)
"""What records a test (step 7), whatever came of it."""

SINGLE = frozenset(
    {Meaning.SUBMITS, Meaning.REVISES, Meaning.CORRECTS, Meaning.UPDATES_ASSETS, Meaning.WITHDRAWS}
)
"""Meanings that no more than one action has: the form of a record rests on them."""


class StateMeaning(StrEnum):
    """What whoever tells of a change needs to know of a state beyond what leads to it."""

    COMPLETES = "completes"
    """A change that stands there has come to the end that its request asked for."""


STATE_BY_NAME: Mapping[str, StateMeaning] = MappingProxyType({"closed": StateMeaning.COMPLETES})
"""What a state without marks means, by the name that it has in the tool's own sop.yaml."""

OPENED = "submitted"
"""The state that a submission leads to in the tool's own sop.yaml."""

PLACE_BY_NAME: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "submitted": (1, 1),
        "rejected": (1, 2),
        "accepted": (2, 1),
        "returned": (2, 2),
        "withdrawn": (3, 0),
        "awaiting_head": (3, 2),
        "authorised": (4, 1),
        "implemented": (5, 1),
        "test_failed": (5, 2),
        "tested": (6, 1),
        "rolled_back": (6, 2),
        "reported": (7, 1),
        "report_returned": (7, 0),
        "reviewed": (8, 1),
        "release_planned": (9, 1),
        "asset_update": (10, 2),
        "closed": (11, 1),
    }
)
"""Row and column of a state in the diagram that says no place of its own."""


class OfficeMeaning(StrEnum):
    """What an office does for a change, beyond the actions that name it."""

    REQUESTS = "requests"
    MANAGES = "manages"
    """Requests are addressed to its holders, and they act for an outsider."""


OFFICE_BY_NAME: Mapping[str, OfficeMeaning] = MappingProxyType(
    {"requester": OfficeMeaning.REQUESTS, "change_manager": OfficeMeaning.MANAGES}
)
"""What an office without marks means, by the name that it has in the tool's own sop.yaml."""


def usual_offices(meaning: OfficeMeaning) -> tuple[str, ...]:
    """Return the offices that mean something in the tool's own sop.yaml."""
    return tuple(name for name, own in OFFICE_BY_NAME.items() if own is meaning)


def usual_names(meaning: Meaning) -> frozenset[str]:
    """Return the names of the actions that mean something in the tool's own sop.yaml."""
    return frozenset(name for name, own in BY_NAME.items() if own is meaning)

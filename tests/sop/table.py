"""The action table, written out once more by hand from the SOP and not from schemas/sop.yaml.

So a test can tell when the two drift apart; and nothing here or in what is built on it alone (the
oracles) comes from ubah.
"""

from __future__ import annotations

STATES = (
    *("submitted", "accepted", "rejected", "awaiting_head", "returned", "authorised"),
    *("implemented", "tested", "test_failed", "rolled_back", "reported", "report_returned"),
    *("reviewed", "release_planned", "asset_update", "closed", "withdrawn"),
)
FINAL = ("rejected", "closed", "withdrawn")
TABLE: dict[str, tuple[tuple[str, ...], str]] = {
    "submit": (("",), "submitted"),
    "accept": (("submitted", "returned"), "accepted"),
    "reject": (("submitted", "returned"), "rejected"),
    "classify_normal": (("accepted",), "authorised"),
    "escalate": (("accepted",), "awaiting_head"),
    "approve": (("awaiting_head",), "authorised"),
    "return": (("awaiting_head",), "returned"),
    "implement": (("authorised",), "implemented"),
    "pass_test": (("implemented",), "tested"),
    "fail_test": (("implemented",), "test_failed"),
    "roll_back": (("test_failed",), "rolled_back"),
    "report": (("tested", "rolled_back", "report_returned"), "reported"),
    "review": (("reported",), "reviewed"),
    "return_report": (("reported",), "report_returned"),
    "schedule_release": (("reviewed",), "release_planned"),
    "reschedule": (("release_planned",), "release_planned"),
    "keep_assets": (("release_planned", "asset_update"), "closed"),
    "flag_assets": (("release_planned", "asset_update"), "asset_update"),
    "update_assets": (("asset_update",), "closed"),
    "revise": (("submitted", "returned"), "submitted"),
    "withdraw": (("submitted", "accepted", "awaiting_head", "returned", "authorised"), "withdrawn"),
    "correct": (STATES, "same"),
}
HEADS_ACTIONS = ("approve", "return", "review", "return_report")

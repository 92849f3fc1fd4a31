"""The recorder's vouchers once more, naively: how a line reads, and what a decision must say.

Nothing is taken from ubah.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

FIELDS = {
    "forge": r"[a-z0-9.-]+",
    "account": r"[1-9]\d*",
    "person": r"[a-z0-9-]+",
    "id": r"[A-Za-z0-9_-]+",
    "commit": r"[0-9a-f]{40}",
    "base": r"[0-9a-f]{40}",
    "time": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d",
    "digest": r"sha256:[0-9a-f]{64}",
}
OF_A_DECISION = {"state": "approved|changes_requested", "before": r"[0-9a-f]{40}"}
TEXT = {"text": r"sha256:[0-9a-f]{64}"}
KINDS = {
    "review": FIELDS,
    "authorship": FIELDS,
    "issue": FIELDS | TEXT,
    "decision": FIELDS | TEXT | OF_A_DECISION,
}
SAYS = {
    ("awaiting_head", "approved"): ("approve", "analysis"),
    ("awaiting_head", "changes_requested"): ("return", "reason"),
    ("reported", "approved"): ("review", "notes"),
    ("reported", "changes_requested"): ("return_report", "defects"),
}


@dataclass(frozen=True)
class Vouched:
    """A line that the recorder wrote: the kind, and its fields as they stand there."""

    kind: str
    fields: dict[str, str]

    @property
    def time(self) -> datetime:
        """When it was given."""
        return datetime.fromisoformat(self.fields["time"])


def trailers(message: str) -> list[tuple[str, str]]:
    """Return the lines "Name: value" that a message ends with."""
    paragraphs = message.strip("\n").split("\n\n")
    lines = paragraphs[-1].split("\n") if len(paragraphs) > 1 else []
    if not all(re.fullmatch(r"[A-Za-z-]+: \S.*", line) for line in lines):
        return []
    return [(line.split(": ", 1)[0], line.split(": ", 1)[1]) for line in lines]


def read(line: str) -> Vouched | None:
    """Return what a line vouches for, None if it is not written as one."""
    kind, *words = line.split(" ")
    pairs = [word.split("=", 1) for word in words]
    if kind not in KINDS or [pair[0] for pair in pairs] != list(KINDS[kind]):
        return None
    if not all(len(p) == 2 and re.fullmatch(KINDS[kind][p[0]], p[1]) for p in pairs):
        return None
    return Vouched(kind, {pair[0]: pair[1] for pair in pairs})


def says(vouched: Vouched, state: str, entry: dict[str, Any]) -> bool:
    """Whether an entry says what a review of a decision pull request says, and nothing more."""
    action, name = SAYS.get((state, vouched.fields["state"]), ("", ""))
    evidence = entry.get("evidence", {})
    text = evidence.get(name, "")
    whole = {name: text} if text else {}
    if action == "return":
        first = text.split("\n")[0].strip("*> .").lower()
        old = "not_emergency" if text.lower().startswith("bukan mendesak") else "not_feasible"
        new = {"bukan mendesak": "not_emergency", "tidak layak": "not_feasible"}.get(first, old)
        whole["code"] = evidence.get("code") if evidence.get("code") in (old, new) else old
    return (
        entry["action"] == action
        and evidence == whole
        and digest_of(text) == vouched.fields["text"]
        and datetime.fromisoformat(entry["at"]) == vouched.time
    )


def issue(vouched: Vouched) -> tuple[str, str]:
    """Return which issue a line is about."""
    return vouched.fields["forge"], vouched.fields["id"]


def digest_of(text: str) -> str:
    """Return the digest by which a voucher names a text."""
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"

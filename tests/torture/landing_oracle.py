"""What must happen to a landing, once more and naively, over plain commits: the rules on records,
assets, prose, machinery and roles.yaml, on who signed what, and on time.

Nothing is taken from ubah; the legality of a single entry is `sop.oracle`'s. The answer is yes, no,
or None where a mutation has led outside of what is written here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import yaml

from sop.journals import TABLE
from sop.oracle import WITA, Held, Oracle, at
from torture.world import BROKEN, REGULAR, UNKNOWN_TYPE, UNSIGNED, File, Node, Tree, World, oid_of
from torture.world import public_key as key_line

SKEW, LATE = timedelta(minutes=5), timedelta(hours=24)
OFFICERS = ("requester", "change_manager", "head", "acting_head", "superior")
RECORD = re.compile(r"changes/2026/RFC-2026-\d{4}\.yaml")
ASSET = re.compile(r"assets/[A-Z]+-\d{4}\.yaml")
Times = Mapping[str, tuple[datetime, ...]]


@dataclass(frozen=True)
class Version:
    """A record's file, in the parts that may or may not change."""

    value: dict[str, Any]
    head: bytes
    request: bytes
    journal: bytes


@cache
def version(data: bytes) -> Version | None:
    """Take a record's file apart, None if it is none."""
    found = re.fullmatch(
        rb"(.*?)(?:\A|(?<=\n))status: ([a-z_]+)\n((?:#[^\n]*\n)*request:\n.*?\n)(journal:\n(?:.*\n)?)",
        data,
        re.S,
    )
    try:
        value = yaml.load(data, yaml.CSafeLoader)
    except yaml.YAMLError:
        return None
    if found is None or not isinstance(value, dict):
        return None
    if list(value) != ["id", "status", "request", "journal"] or not value["journal"]:
        return None
    return Version(value, found[1], found[3], found[4])


def goes_on(older: Version, newer: Version) -> bool:
    """Whether everything that stood in the older version stands in the newer one."""
    old, new = older.value["journal"], newer.value["journal"]
    if new[: len(old)] != old or not newer.journal.startswith(older.journal):
        return False
    if older.head != newer.head:
        return False
    if older.request != newer.request:
        if all(entry["action"] != "revise" for entry in new[len(old) :]):
            return False
        asked = older.value["request"], newer.value["request"]
        return all(asked[0].get(k) == asked[1].get(k) for k in ("requester", "date"))
    return True


@dataclass
class Court:
    """One landing, and what it is to be judged by."""

    world: World
    nodes: list[Node]
    times: Times
    new_times: dict[str, tuple[datetime, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Work out what the landing brings and changes."""
        self.every = {**self.world.nodes, **{node.oid: node for node in self.nodes}}
        self.top = self.nodes[-1]
        self.base = self.every[self.top.parents[0]]
        self.roles = yaml.load(self.base.tree["roles.yaml"][1], yaml.CSafeLoader)
        self.held = Held(self.roles["roles"], frozenset(self.roles["persons"]))
        old = set(self._reach(self.base.oid))
        self.brought = [self.every[oid] for oid in self._reach(self.top.oid) if oid not in old]
        self.changed = self._differs(self.base.tree, self.top.tree)
        self.digest = digest(self.base.tree, self.top.tree)

    def _reach(self, oid: str) -> list[str]:
        return self.world.reach(oid, self.every)

    def _differs(self, one: Tree, other: Tree) -> list[str]:
        return sorted(path for path in {*one, *other} if one.get(path) != other.get(path))

    # --- the whole --------------------------------------------------------------------------------

    def accepts(self) -> bool | None:
        """Whether the landing must be accepted."""
        if self.base.oid != self.world.chain[-1]:
            return None  # another first-parent chain than main's, which no single landing shows
        if len(self.top.parents) > 2:
            return False
        if self.top.date < max(self.world.nodes[oid].date for oid in self.world.chain) - SKEW:
            return False
        kinds = {path: self._kind(path) for path in self.changed}
        if "stray" in kinds.values():
            return False
        if "roles" in kinds.values() and len(kinds) > 1:
            return False
        if "machinery" in kinds.values() and {"record", "asset"} & set(kinds.values()):
            return False
        if not all(self._file_may(path) for path in self.changed):
            return False
        for other in self.top.parents[1:]:
            if not self._goes_on_from(self.every[other].tree):
                return False
        answers = [self._changed_rightly(path, kinds[path]) for path in self.changed]
        if False in answers:
            return False
        if None in answers:
            return None
        return self._assets_as_declared()

    def _kind(self, path: str) -> str:
        files = [tree.get(path) for tree in (self.base.tree, self.top.tree)]
        odd = any(file is not None and file[0] != REGULAR for file in files)
        return "machinery" if odd and kind(path) == "prose" else kind(path)

    def _file_may(self, path: str) -> bool:
        file = self.top.tree.get(path)
        if kind(path) in ("record", "asset", "roles"):
            return file is not None and file[0] == REGULAR
        return True

    def _goes_on_from(self, tree: Tree) -> bool:
        for path in self._differs(tree, self.top.tree):
            before, after = tree.get(path), self.top.tree.get(path)
            if kind(path) not in ("record", "asset", "roles"):
                continue
            if after is None:
                return False
            if after[0] != REGULAR and (before is None or before[0] == REGULAR):
                return False
            if kind(path) == "record" and before is not None:
                old, new = version(before[1]), version(after[1])
                if old is None or new is None or not goes_on(old, new):
                    return False
                if len(new.value["journal"]) <= len(old.value["journal"]):
                    return False
        return True

    def _changed_rightly(self, path: str, what: str) -> bool | None:
        if what == "record":
            return self._record(path)
        if what == "asset":
            return True  # together, by _assets_as_declared
        if what == "roles":
            return self._roles()
        offices = OFFICERS if what == "prose" else ("change_manager", "head", "superior")
        if path.startswith((".", "tools/")) and what == "machinery":
            offices = ("head", "superior")
        return any(self._in_office(node, who, offices) for who, node in self._path_proofs(path))

    # --- proofs -----------------------------------------------------------------------------------

    def _owner(self, signer: str) -> tuple[str, dict[str, Any]] | None:
        if signer in (UNSIGNED, BROKEN, UNKNOWN_TYPE):
            return None
        for name, person in self.roles["persons"].items():
            for row in person.get("keys", []):
                if row["key"].split()[:2] == key_line(signer).split()[:2]:
                    return name, row
        return None

    def _days(self, node: Node) -> list[date]:
        return [node.date.astimezone(WITA).date(), self.top.date.astimezone(WITA).date()]

    def _sound_signer(self, node: Node) -> str:
        """Return who signed, if with a key valid on both days, and in time; "" otherwise."""
        owner = self._owner(node.signer)
        if owner is None or not all(_covers(owner[1], day) for day in self._days(node)):
            return ""
        if node.date > self.top.date + SKEW:
            return ""
        landed = [oid for oid in self._reach(node.oid) if oid in self.world.chain]
        newest = max((self.every[oid].date for oid in landed), default=node.date)
        return owner[0] if node.date >= newest - SKEW else ""

    def _assents(self, node: Node) -> bool:
        paragraphs = node.message.strip("\n").split("\n\n")
        lines = paragraphs[-1].split("\n") if len(paragraphs) > 1 else []
        if not all(re.fullmatch(r"[A-Za-z-]+: \S.*", line) for line in lines):
            return False
        alone = len(node.parents) == 1
        empty = alone and node.tree == self.every[node.parents[0]].tree
        mine = f"Ubah-Assent: {self.digest}" in lines
        return mine and (empty or node.oid == self.top.oid)

    def _path_proofs(self, path: str) -> list[tuple[str, Node]]:
        found = []
        for node in self.brought:
            landed = self.top.tree.get(path)
            there = node.tree.get(path) == landed and all(
                self.every[parent].tree.get(path) != landed for parent in node.parents
            )
            if (there or self._assents(node)) and self._sound_signer(node):
                found.append((self._sound_signer(node), node))
        return found

    def _in_office(self, node: Node, who: str, offices: tuple[str, ...]) -> bool:
        return any(
            all(self.held.has(who, office, day) for day in self._days(node)) for office in offices
        )

    # --- records ----------------------------------------------------------------------------------

    def _record(self, path: str) -> bool | None:
        before, after = self.base.tree.get(path), self.top.tree[path]
        new = version(after[1])
        old = version(before[1]) if before else None
        if new is None or (before and old is None) or f"/{new.value['id']}.yaml" not in path:
            return False
        if old is not None and not goes_on(old, new):
            return False
        known = len(old.value["journal"]) if old else 0
        entries, request = new.value["journal"], new.value["request"]
        if len(entries) <= known or not all(_shaped(entry) for entry in entries):
            return False
        fresh = entries[known:]
        if any(entry["action"] == "revise" for entry in fresh[:-1]):
            return None  # what the request said in between is not written here
        oracle = Oracle(old.value["request"] if old else request, self.held)
        times = self.times.get(path, ())
        for entry, when in zip(entries[:known], times, strict=True):
            oracle = oracle.after(entry, when)
        for number, entry in enumerate(fresh, known):
            if entry["action"] == "revise":
                if old is None or old.value["request"] == request:
                    return False
                oracle = replace(oracle, request=request)
            if "retrospective_rfc" in entry.get("evidence", {}):
                return None
            when = self._proved(path, number, entry, oracle)
            if when is None or not oracle.sound(entry):
                return False
            oracle = oracle.after(entry, when)
        self.new_times[path] = oracle.times
        return bool(new.value["status"] == oracle.state)

    def _proved(self, path: str, number: int, entry: Any, oracle: Oracle) -> datetime | None:
        """Return the time of the oldest commit that proves the entry in every respect."""
        fitting = [
            node.date
            for node in self.brought
            if (self._assents(node) or self._introduces(node, path, number, entry))
            and self._sound_signer(node) == entry["by"]
            and all(oracle.may(entry, day) for day in self._days(node))
            and node.date - LATE - SKEW <= at(entry) <= node.date + SKEW
            and all(node.date >= time - SKEW for time in oracle.times)
        ]
        return min(fitting, default=None)

    def _introduces(self, node: Node, path: str, number: int, entry: Any) -> bool:
        own = _entries(node.tree.get(path))
        if own is None or own.value["journal"][number : number + 1] != [entry]:
            return False
        for parent in node.parents:
            if _journal(self.every[parent].tree.get(path))[number : number + 1] == [entry]:
                return False
        landed = version(self.top.tree[path][1])
        if landed is None or not goes_on(own, landed):
            return False
        if entry["action"] == "update_assets":
            flagged = landed.value["journal"][:number]
            declared = [_asset_path(row["id"]) for row in _declared(flagged)]
            return all(node.tree.get(asset) == self._landed(asset) for asset in declared)
        return True

    def _landed(self, path: str) -> File | None:
        return self.top.tree.get(path) if path in self.changed else None

    # --- assets and roles -------------------------------------------------------------------------

    def _assets_as_declared(self) -> bool:
        allowed: list[str] = []
        for path in self.changed:
            if kind(path) != "record":
                continue
            before = _entries(self.base.tree.get(path))
            known = len(before.value["journal"]) if before else 0
            landed = version(self.top.tree[path][1])
            entries = landed.value["journal"] if landed else []
            for number, entry in enumerate(entries):
                if number >= known and entry["action"] == "update_assets":
                    rows = _declared(entries[:number])
                    allowed += [_asset_path(row["id"]) for row in rows]
                    if any(row["change"] != "update" for row in rows):
                        return False
        return sorted(allowed) == [path for path in self.changed if kind(path) == "asset"]

    def _roles(self) -> bool | None:
        try:
            new = yaml.load(self.top.tree["roles.yaml"][1], yaml.CSafeLoader)
        except yaml.YAMLError:
            return False
        proofs = [
            (who, node)
            for who, node in self._path_proofs("roles.yaml")
            if self.base.oid in set(self._reach(node.oid)) - {node.oid}
        ]
        entitled = [n for who, n in proofs if self._in_office(n, who, ("head", "superior"))]
        if not entitled:
            return False
        superior = any(self._in_office(n, who, ("superior",)) for who, n in proofs)
        day = min(self._days(node)[0] for node in entitled)
        added = []
        for name, person in new["persons"].items():
            old = self.roles["persons"][name]["keys"]
            if person["keys"][: len(old)] != old:
                return None
            added += person["keys"][len(old) :]
            if person["keys"] != old and not superior and name not in {who for who, _ in proofs}:
                return False
        for role, rows in new["roles"].items():
            old = self.roles["roles"][role]
            guarded = role in ("superior", "recorder")
            if rows != old and (guarded or rows[: len(old)] != old):
                return None
            added += rows[len(old) :]
        return all(date.fromisoformat(row["from"]) >= day for row in added)


def kind(path: str) -> str:
    """Return what a path is, for the paths that the histories hold."""
    if RECORD.fullmatch(path):
        return "record"
    if ASSET.fullmatch(path):
        return "asset"
    if path in ("roles.yaml", "office.yaml"):
        return "roles"
    if path.startswith(("changes/", "assets/")):
        return "stray"
    return "prose" if path.endswith(".md") else "machinery"


def digest(before: Tree, after: Tree) -> str:
    """Return the digest of a landing, as the design writes it down."""
    whole = hashlib.sha256()
    for path in sorted({*before, *after}):
        sides = [tree.get(path) for tree in (before, after)]
        if sides[0] != sides[1]:
            shown = [f"{file[0]} {oid_of(file[1])}" if file else "absent" for file in sides]
            whole.update(f"{shown[0]}\0{shown[1]}\0{path}\0".encode())
    return f"sha256:{whole.hexdigest()}"


def _covers(row: Mapping[str, str], day: date) -> bool:
    start, end = date.fromisoformat(row["from"]), row.get("until")
    return start <= day and (end is None or day <= date.fromisoformat(end))


def _entries(file: File | None) -> Version | None:
    return version(file[1]) if file else None


def _journal(file: File | None) -> list[Any]:
    """Return the entries of a file, however badly it is laid out."""
    try:
        value = yaml.load(file[1], yaml.CSafeLoader) if file else None
    except yaml.YAMLError:
        return []
    journal = value.get("journal") if isinstance(value, dict) else None
    return journal if isinstance(journal, list) else []


def _declared(entries: list[Any]) -> list[Any]:
    flagged = [entry for entry in entries if entry["action"] == "flag_assets"]
    return list(flagged[-1]["evidence"]["assets"]) if flagged else []


def _asset_path(asset: str) -> str:
    return f"assets/{asset}.yaml"


def _shaped(entry: Any) -> bool:
    keys = ["action", "by", "capacity", "appointment", "at", "evidence"]
    return isinstance(entry, dict) and set(entry) <= set(keys) and entry.get("action") in TABLE

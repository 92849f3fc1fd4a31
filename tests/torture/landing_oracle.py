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

from sop.oracle import WITA, Held, Oracle, at
from sop.table import TABLE
from torture import voucher_oracle
from torture.authority_oracle import is_consistent, office_may_change, roles_may_change
from torture.commits import BROKEN, REGULAR, UNKNOWN_TYPE, UNSIGNED, File, Node, Tree, World, oid_of
from torture.commits import public_key as key_line
from torture.voucher_oracle import Vouched

SKEW = timedelta(minutes=5)
OFFICERS = ("requester", "change_manager", "head", "acting_head", "superior")
REVIEWED = frozenset(action for action, _ in voucher_oracle.SAYS.values())
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
def loaded(data: bytes) -> Any:
    """Read YAML; nobody changes what comes back."""
    return yaml.load(data, yaml.CSafeLoader)


@cache
def version(data: bytes) -> Version | None:
    """Take a record's file apart, None if it is none."""
    found = re.fullmatch(
        rb"(.*?)(?:\A|(?<=\n))status: ([a-z_]+)\n((?:#[^\n]*\n)*request:\n.*?\n)(journal:\n(?:.*\n)?)",
        data,
        re.S,
    )
    try:
        value = loaded(data)
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
        never = ("requester", "date", "retrospective")
        return all(asked[0].get(name) == asked[1].get(name) for name in never)
    return True


@dataclass(frozen=True)
class Proof:
    """Somebody who stands behind something, since when, and the days on which offices must hold."""

    who: str
    time: datetime
    days: tuple[date, ...]
    current: bool  # given on main as it stands
    whole: bool = True  # with all authority files before the eyes, as they land


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
        self.roles = loaded(self.base.tree["roles.yaml"][1])
        self.held = Held(self.roles["roles"], frozenset(self.roles["persons"]))
        self.office = loaded(self.base.tree["office.yaml"][1])
        self.late = timedelta(hours=self.office.get("late_entry_hours", 24))
        old = set(self._reach(self.base.oid))
        self.brought = [self.every[oid] for oid in self._reach(self.top.oid) if oid not in old]
        self.changed = self._differs(self.base.tree, self.top.tree)
        self.digest = digest(self.base.tree, self.top.tree)
        self.vouchers = self._vouchers()

    def _reach(self, oid: str) -> list[str]:
        return self.world.reach(oid, self.every)

    def _differs(self, one: Tree, other: Tree) -> list[str]:
        return sorted(path for path in {*one, *other} if one.get(path) != other.get(path))

    # --- the whole --------------------------------------------------------------------------------

    def accepts(self) -> bool | None:
        """Whether the landing must be accepted."""
        if self.base.oid != self.world.chain[-1]:
            return None  # another first-parent chain than main's, which no single landing shows
        if len(self.top.parents) > 2 or self.vouchers is None:
            return False
        if self.top.date < max(self.world.nodes[oid].date for oid in self.world.chain) - SKEW:
            return False
        kinds = {path: self._kind(path) for path in self.changed}
        if "stray" in kinds.values():
            return False
        if "authority" in kinds.values() and set(kinds.values()) != {"authority"}:
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
        if kind(path) in ("record", "asset", "authority"):
            return file is not None and file[0] == REGULAR
        return True

    def _goes_on_from(self, tree: Tree) -> bool:
        for path in self._differs(tree, self.top.tree):
            before, after = tree.get(path), self.top.tree.get(path)
            if kind(path) not in ("record", "asset", "authority"):
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
        if what == "authority":
            return self._authority(path)
        offices = OFFICERS if what == "prose" else ("change_manager", "head", "superior")
        if path.startswith((".", "tools/")) and what == "machinery":
            offices = ("head", "superior")
        return any(self._in_office(proof, offices) for proof in self._path_proofs(path))

    # --- proofs -----------------------------------------------------------------------------------

    def _owner(self, signer: str, roles: Any = None) -> tuple[str, dict[str, Any]] | None:
        if signer in (UNSIGNED, BROKEN, UNKNOWN_TYPE):
            return None
        for name, person in (roles or self.roles)["persons"].items():
            for row in person.get("keys", []):
                if row["key"].split()[:2] == key_line(signer).split()[:2]:
                    return name, row
        return None

    def _sign(self, node: Node) -> Proof | None:
        """Return whom a commit stands for, if its key is valid on both days, and it came in time."""
        owner = self._owner(node.signer)
        days = (_day(node.date), _day(self.top.date))
        if owner is None or not all(_covers(owner[1], day) for day in days):
            return None
        if node.date > self.top.date + SKEW:
            return None
        before = self._reach(node.oid)
        landed = [oid for oid in before if oid in self.world.chain]
        newest = max((self.every[oid].date for oid in landed), default=node.date)
        if node.date < newest - SKEW:
            return None
        current = node.oid != self.base.oid and self.base.oid in before
        return Proof(owner[0], node.date, days, current)

    def _assents(self, node: Node) -> bool:
        lines = voucher_oracle.trailers(node.message)
        alone = len(node.parents) == 1
        empty = alone and node.tree == self.every[node.parents[0]].tree
        mine = ("Ubah-Assent", self.digest) in lines
        return mine and (empty or node.oid == self.top.oid)

    def _path_proofs(self, path: str) -> list[Proof]:
        found = [self._sign(n) for n in self.brought if self._assents(n)]
        for node in self.brought:
            if self._puts(node, path) and not self._assents(node) and (proof := self._sign(node)):
                found.append(replace(proof, whole=self._holds_the_whole(node)))
        for vouched in self.vouchers or []:
            if vouched.kind == "review":
                found.append(self._vouch(vouched))
            elif vouched.kind == "authorship" and self._wrote(vouched, path):
                proof = self._vouch(vouched)
                whole = self._holds_the_whole(self.every[vouched.fields["commit"]])
                found.append(replace(proof, whole=whole) if proof else None)
        return [proof for proof in found if proof]

    def _holds_the_whole(self, node: Node) -> bool:
        paths = {path for path in (*node.tree, *self.top.tree) if kind(path) == "authority"}
        return all(node.tree.get(path) == self.top.tree.get(path) for path in paths)

    def _puts(self, node: Node, path: str) -> bool:
        landed = self.top.tree.get(path)
        return node.tree.get(path) == landed and all(
            self.every[parent].tree.get(path) != landed for parent in node.parents
        )

    def _in_office(self, proof: Proof, offices: tuple[str, ...]) -> bool:
        return any(
            all(self.held.has(proof.who, office, day) for day in proof.days) for office in offices
        )

    # --- vouchers ---------------------------------------------------------------------------------

    def _vouchers(self) -> list[Vouched] | None:
        """Return what the recorder vouches for in the landing; None if some of it does not hold."""
        if not self._is_recorded(self.top):
            return []
        used = self._used_issues()
        found = []
        for line in _proof_lines(self.top):
            vouched = voucher_oracle.read(line)
            if vouched is None or vouched.fields["digest"] != self.digest:
                return None
            if vouched.kind == "issue" and voucher_oracle.issue(vouched) in used:
                return None
            who, _ = self._account(vouched)
            if who != vouched.fields["person"] or not self._is_bound(vouched):
                return None
            found.append(vouched)
        return found

    def _is_recorded(self, node: Node) -> bool:
        """Whether the recorder in office signed a commit on main, or one that is to come there."""
        roles = loaded(self.every[node.parents[0]].tree["roles.yaml"][1])
        owner, day = self._owner(node.signer, roles), _day(node.date)
        if owner is None or not _covers(owner[1], day):
            return False
        return Held(roles["roles"], frozenset(roles["persons"])).has(owner[0], "recorder", day)

    def _used_issues(self) -> set[tuple[str, str]]:
        """Return the issues that the recorder has vouched for on main: none proves again."""
        recorded = [self.world.nodes[oid] for oid in self.world.chain[1:]]
        lines = [line for n in recorded if self._is_recorded(n) for line in _proof_lines(n)]
        found = [vouched for line in lines if (vouched := voucher_oracle.read(line))]
        return {voucher_oracle.issue(each) for each in found if each.kind == "issue"}

    def _is_bound(self, vouched: Vouched) -> bool:
        """Whether what a voucher names is what lands, or is gone where it may be (rule 5)."""
        commit = self.every.get(vouched.fields["commit"])
        base = vouched.fields["base"]
        mains = self._reach(self.base.oid)
        if base not in mains:
            return False
        if vouched.kind != "authorship" or commit is None:
            stood = self.every[base].tree
            if any(stood.get(path) != self.base.tree.get(path) for path in self.changed):
                return False
        if commit is None:
            return vouched.kind == "decision" or len(self.top.parents) == 1
        left = self._left_main(commit, mains)
        if vouched.kind == "authorship":
            return base in {node.oid for node in left} and commit.date == vouched.time
        if vouched.kind == "decision":
            return any(self._is_draft(node.tree, commit.tree) for node in left)
        return any(digest(node.tree, commit.tree) == self.digest for node in left)

    def _left_main(self, commit: Node, mains: list[str]) -> list[Node]:
        """Return the newest commits that a commit has in common with main."""
        common = [oid for oid in self._reach(commit.oid) if oid in mains]
        older = {each for oid in common for each in self._reach(oid) if each != oid}
        return [self.every[oid] for oid in common if oid not in older]

    def _is_draft(self, before: Tree, draft: Tree) -> bool:
        paths = self._differs(before, draft)
        return (
            len(paths) == 1
            and paths == self.changed
            and before.get(paths[0]) == self.base.tree.get(paths[0])
            and paths[0] in draft
        )

    def _stands_on(self, vouched: Vouched) -> datetime:
        """Return how old a voucher must at least be: main below it, and what was reviewed (rule 7)."""
        commit = self.every.get(vouched.fields["commit"])
        below = self._reach(vouched.fields["base"])
        if commit is not None:
            below = [*below, *(oid for oid in self._reach(commit.oid) if oid != self.top.oid)]
        dates = [self.world.nodes[oid].date for oid in below if oid in self.world.chain]
        if commit is not None and vouched.kind in ("review", "decision"):
            dates.append(commit.date)
        return max(dates)

    def _account(self, vouched: Vouched) -> tuple[str, Mapping[str, Any]]:
        for name, person in self.roles["persons"].items():
            for row in person.get("accounts", []):
                known = row["forge"], str(row["id"])
                if known == (vouched.fields["forge"], vouched.fields["account"]):
                    return name, row
        return "", {}

    def _vouch(self, vouched: Vouched) -> Proof | None:
        """Return whom a voucher stands for, if the account is valid on its day: the recorder's time."""
        who, row = self._account(vouched)
        day = _day(vouched.time)
        if not _covers(row, day) or vouched.time > self.top.date + SKEW:
            return None
        if vouched.time < self._stands_on(vouched) - SKEW:
            return None
        return Proof(who, vouched.time, (day,), vouched.fields["base"] == self.base.oid)

    def _wrote(self, vouched: Vouched, path: str) -> bool:
        node = self._named(vouched)
        return node is not None and self._puts(node, path)

    def _named(self, vouched: Vouched) -> Node | None:
        """Return the commit that was made in the forge's editor, if it comes along and is no merge."""
        for node in self.brought:
            if node.oid == vouched.fields["commit"] and len(node.parents) == 1:
                return node
        return None

    def _stands_for(
        self, vouched: Vouched, path: str, number: int, entry: Any, oracle: Oracle
    ) -> bool:
        if vouched.kind == "issue":
            return entry["action"] not in REVIEWED and self._is_filed(vouched, path, entry["by"])
        if vouched.kind == "authorship":
            node = self._named(vouched)
            return node is not None and self._introduces(node, path, number, entry)
        if vouched.kind == "decision":
            before = self.base.tree.get(path)
            entries = _journal(self.top.tree.get(path))
            return (
                self.changed == [path]
                and len(self.top.parents) == 1
                and before is not None
                and oid_of(before[1]) == vouched.fields["before"]
                and len(_journal(before)) + 1 == len(entries)
                and voucher_oracle.says(vouched, oracle.state, entry)
            )
        return True

    def _is_filed(self, vouched: Vouched, path: str, who: str) -> bool:
        """Whether all that lands is one person's at one moment, on main as it was seen then."""
        before = self.base.tree.get(path)
        fresh = _journal(self.top.tree.get(path))[len(_journal(before)) :]
        if any(entry["by"] != who or at(entry) != vouched.time for entry in fresh):
            return False
        assets = any(entry["action"] == "update_assets" for entry in fresh)
        if any(p != path and not (assets and kind(p) == "asset") for p in self.changed):
            return False
        if before is not None and vouched.fields["base"] not in self.world.chain:
            return False  # somebody's branch held it so, main did not yet
        below = self._reach(vouched.fields["base"])
        main = max(self.world.nodes[oid].date for oid in below if oid in self.world.chain)
        return before is None or main <= vouched.time

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
        oral = request.get("retrospective", {}).get("oral_approval", {})
        if oral and oral["by"] not in self.roles["persons"]:
            return False
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
        """Return the time of the oldest proof of the entry that holds in every respect."""
        found = [
            self._sign(node)
            for node in self.brought
            if self._assents(node) or self._introduces(node, path, number, entry)
        ]
        for vouched in self.vouchers or []:
            if self._stands_for(vouched, path, number, entry, oracle):
                found.append(self._vouch(vouched))
        fitting = [
            proof.time
            for proof in found
            if proof is not None
            and proof.who == entry["by"]
            and all(oracle.may(entry, day) for day in proof.days)
            and proof.time - self.late - SKEW <= at(entry) <= proof.time + SKEW
            and all(proof.time >= time - SKEW for time in oracle.times)
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

    def _authority(self, path: str) -> bool | None:
        saw = {
            proof.who
            for other in self.changed
            for proof in self._path_proofs(other)
            if proof.current and proof.whole
        }
        proofs = [p for p in self._path_proofs(path) if p.current and p.who in saw]
        entitled = [proof for proof in proofs if self._in_office(proof, ("head", "superior"))]
        if not entitled:
            return False
        if path.startswith("schemas/") or len(self.changed) > 1:
            return None  # what a schema may become is not written here
        try:
            new = loaded(self.top.tree[path][1])
        except yaml.YAMLError:
            return False
        if path == "office.yaml":
            return office_may_change(self.office, new)
        provers = {
            who: frozenset(
                office
                for office in ("head", "superior")
                for proof in proofs
                if proof.who == who and self._in_office(proof, (office,))
            )
            for who in {proof.who for proof in proofs}
        }
        day = _day(min(proof.time for proof in entitled))
        return is_consistent(new) and roles_may_change(self.roles, new, provers, day)


def kind(path: str) -> str:
    """Return what a path is, for the paths that the histories hold."""
    if RECORD.fullmatch(path):
        return "record"
    if ASSET.fullmatch(path):
        return "asset"
    if path in ("roles.yaml", "office.yaml") or path.startswith("schemas/"):
        return "authority"
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


def _day(moment: datetime) -> date:
    return moment.astimezone(WITA).date()


def _covers(row: Mapping[str, str], day: date) -> bool:
    start, end = date.fromisoformat(row["from"]), row.get("until")
    return start <= day and (end is None or day <= date.fromisoformat(end))


def _entries(file: File | None) -> Version | None:
    return version(file[1]) if file else None


def _journal(file: File | None) -> list[Any]:
    """Return the entries of a file, however badly it is laid out."""
    try:
        value = loaded(file[1]) if file else None
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


def _proof_lines(node: Node) -> list[str]:
    return [v for k, v in voucher_oracle.trailers(node.message) if k == "Ubah-Proof"]

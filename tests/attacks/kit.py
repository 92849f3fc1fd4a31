"""What the attacks share: an office with milestones, raw commits, and one verdict from three judges."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from support.objects import objects_of
from support.office import Office, load, minutes, roles_data, rules, verdict
from support.plain_git import sshsig
from ubah.core.diagnostics import Severity, Verdict
from ubah.core.proof.evidence import landing_digest
from ubah.core.proof.vouchers import voucher_line
from ubah.core.reading.writing import dump
from ubah.core.voucher import Voucher, VoucherKind
from ubah.edge.history.audit import HistoryResult

RFC = "RFC-2026-0001"
RECORD = "changes/2026/RFC-2026-0001.yaml"
DAY = 24 * 60
MANAGER, OTHER_MANAGER, HEAD, ACTING, SUPERIOR = (
    "pengelola-1",
    "pengelola-2",
    "kepala",
    "plh-kepala",
    "sekda",
)
FORGE = "forge.example"
ACCOUNTS = {
    "pemohon-1": 101,
    "pengelola-1": 201,
    "pengelola-2": 202,
    "kepala": 301,
    "plh-kepala": 302,
    "sekda": 401,
}

FLAGGED = {
    "release": {"outcome": "cancelled", "reason": "Ditunda."},
    "assets": [{"id": "SRV-0001", "change": "update", "intended": "Memori 128 GB"}],
}
STORY: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("submitted", "submit", "pemohon-1", {}),
    ("accepted", "accept", MANAGER, {}),
    ("awaiting_head", "escalate", MANAGER, {}),
    ("authorised", "approve", HEAD, {}),
    ("implemented", "implement", MANAGER, {}),
    ("tested", "pass_test", MANAGER, {}),
    ("reported", "report", MANAGER, {}),
    ("reviewed", "review", HEAD, {}),
    ("release_planned", "schedule_release", MANAGER, {}),
    ("asset_update", "flag_assets", MANAGER, FLAGGED),
)
AT = {state: number * 10.0 for number, (state, *_) in enumerate(STORY)}
"""When each state is reached; its landing is a minute later."""


@dataclass
class Scene(Office):
    """An office whose first record's states can be gone back to, so that tests share history."""

    milestones: dict[str, str] = field(default_factory=dict)

    @classmethod
    def make(
        cls,
        folder: Path,
        change: Callable[[dict[str, Any]], None] | None = None,
        settings: dict[str, Any] | None = None,
    ) -> Scene:
        """Found an office whose roles.yaml ``change`` has had a hand in."""

        def data(where: Path) -> dict[str, Any]:
            roles = roles_data(where)
            if change:
                change(roles)
            return roles

        with patch("support.office.roles_data", data):
            scene = cls.found(folder, settings)
        scene.milestones["root"] = scene.root
        return scene

    def tell(self, until: str = "asset_update") -> None:
        """Walk the first record through an emergency change, remembering each state."""
        for state, action, by, evidence in STORY:
            self.step(action, by, AT[state], **evidence)
            self.milestones[state] = self.main
            if state == until:
                return

    def back_to(self, state: str) -> None:
        """Set main to where the first record reached ``state`` ("root": before it)."""
        self.set_branch("main", self.milestones[state])

    # --- branches ---------------------------------------------------------------------------------

    def draft(
        self,
        action: str,
        by: str,
        at: float,
        *,
        signer: str | None = "",
        on: str | None = None,
        number: str = RFC,
        files: dict[str, bytes | None] | None = None,
        **more: Any,
    ) -> str:
        """Commit one more step on top of ``on`` (default main) without landing it."""
        base = on or self.main
        path = f"changes/{number[4:8]}/{number}.yaml"
        if action == "submit":
            data = self.submitted(at, number, by, **more)
        else:
            data = self.append(self.read(path, base), action, by, at, number, **more)
        who = by if signer == "" else signer
        return self.commit(who, at, {path: data, **(files or {})}, parents=(base,))

    def put(
        self,
        files: dict[str, bytes | None],
        signer: str | None,
        at: float,
        on: str | None = None,
        modes: dict[str, str] | None = None,
        message: str = "Ubah\n",
    ) -> str:
        """Commit files on top of ``on`` (default main)."""
        return self.commit(
            signer, at, files, parents=(on or self.main,), modes=modes, message=message
        )

    def roles_changed(self, change: Callable[[dict[str, Any]], None], on: str = "main") -> bytes:
        """Return roles.yaml as it stands at ``on``, changed."""
        roles = load(self.read("roles.yaml", on))
        change(roles)
        return dump(roles).encode()

    def amend(
        self,
        change: Callable[[dict[str, Any]], None],
        signer: str | None,
        at: float,
        assents: tuple[str, ...] = (),
        on: str | None = None,
    ) -> str:
        """Commit a change of roles.yaml, with others' assents on top."""
        base = on or self.main
        data = self.roles_changed(change, base)
        head = self.put({"roles.yaml": data}, signer, at, base)
        for person in assents:
            head = self.assent(person, head, at)
        return head

    def digest(self, head: str) -> str:
        """Return the digest of the landing that merging ``head`` into main would be."""
        tree = self.git("merge-tree", "--write-tree", "main", head).split("\n")[0]
        with objects_of(self.repo) as store:
            base = self.git("rev-parse", "main^{tree}")
            return landing_digest(list(store.changes(base, tree)))

    def assent(self, by: str, head: str, at: float, digest: str = "") -> str:
        """Commit nothing on top of ``head`` but a person's assent to what it would land."""
        message = f"Setuju\n\nUbah-Assent: {digest or self.digest(head)}\n"
        return self.commit(by, at, parents=(head,), message=message)

    def merge(
        self, onto: str, other: str, signer: str | None, at: float, tree: str | None = None
    ) -> str:
        """Merge ``other`` into ``onto`` (a branch brought up to date)."""
        tree = tree or self.git("merge-tree", "--write-tree", onto, other).split("\n")[0]
        return self.commit(signer, at, parents=(onto, other), tree=tree, message="Gabung\n")

    def commit_tree(
        self, base: str, files: dict[str, bytes | None], modes: dict[str, str] | None = None
    ) -> str:
        """Return the tree of ``base`` with files replaced."""
        return self.tree(base, files, modes)

    # --- judging ----------------------------------------------------------------------------------

    @contextmanager
    def landed(self, head: str, at: float, signer: str | None = MANAGER, tree: str | None = None):
        """Have ``head`` on main for as long as the block runs; yield (main before, the landing)."""
        before = self.main
        try:
            yield before, self.land(head, at, signer, tree)
        finally:
            self.set_branch("main", before)

    def verdicts(
        self, head: str, at: float, signer: str | None = MANAGER, tree: str | None = None
    ) -> dict[str, HistoryResult]:
        """Return what check, the hook and the audit say of landing ``head`` at ``at``."""
        results = {} if tree else {"check": self.propose(head, at)}
        with self.landed(head, at, signer, tree) as (before, landing):
            results["hook"] = self.push(landing, at, before)
            results["audit"] = self.audit()
        return results

    def pushed(self, tip: str, at: float) -> dict[str, HistoryResult]:
        """Return what the hook and the audit say of main being moved to ``tip``."""
        before = self.main
        try:
            self.set_branch("main", tip)
            return {"hook": self.push(tip, at, before), "audit": self.audit()}
        finally:
            self.set_branch("main", before)

    def with_vouchers(
        self, head: str, at: float, *vouchers: Voucher, signer: str | None = "pencatat"
    ) -> HistoryResult:
        """Judge the landing of ``head`` with ``vouchers`` in the message of its merge."""
        before = self.main
        try:
            self.land(head, at, signer, message=vouched(*vouchers))
            return self.audit()
        finally:
            self.set_branch("main", before)

    def voucher(self, head: str, person: str, at: float, **more: Any) -> Voucher:
        """Return a sound voucher: ``person`` approved ``head`` on the forge at ``at``."""
        data = {
            "forge": FORGE,
            "account": ACCOUNTS[person],
            "kind": VoucherKind.REVIEW,
            "evidence_id": "1",
            "commit": head,
            "base": self.git("merge-base", "main", head),
            "time": minutes(at),
            "digest": self.digest(head),
        }
        return Voucher(**{**data, **more})

    # --- raw objects ------------------------------------------------------------------------------

    def raw(
        self,
        signer: str,
        at: float,
        tree: str,
        parents: tuple[str, ...],
        message: bytes = b"Langkah\n",
        *,
        namespace: bytes = b"git",
        hash_name: str = "sha512",
        date: str = "",
        payload_change: Callable[[bytes], bytes] = lambda payload: payload,
        object_change: Callable[[bytes], bytes] = lambda data: data,
        signature_change: Callable[[str], str] = lambda armored: armored,
    ) -> str:
        """Write a commit byte by byte; the three changes mangle what is signed, the signature, the whole."""
        when = date or f"{int(minutes(at).timestamp())} +0800"
        who = f"Contoh <contoh@lpse.example> {when}"
        lines = [
            f"tree {tree}",
            *(f"parent {p}" for p in parents),
            f"author {who}",
            f"committer {who}",
        ]
        head = "\n".join(lines).encode()
        signed = payload_change(head + b"\n\n" + message)
        armored = signature_change(sshsig(self.key(signer), signed, namespace, hash_name))
        header = ("gpgsig " + armored.rstrip("\n").replace("\n", "\n ")).encode()
        return self.write_object(object_change(head + b"\n" + header + b"\n\n" + message))

    def write_object(self, data: bytes) -> str:
        """Write a commit object however odd it is."""
        return self.git("hash-object", "-t", "commit", "-w", "--stdin", "--literally", stdin=data)


def vouched(*vouchers: Voucher, more: str = "") -> str:
    """Return a landing's message with vouchers, each for whom the account belongs to."""
    owners = {account: who for who, account in ACCOUNTS.items()}
    lines = [voucher_line(v, owners.get(v.account, HEAD)) for v in vouchers]
    return "Gabungkan\n\n" + "".join(f"{line}\n" for line in lines) + more


Results = HistoryResult | dict[str, HistoryResult]


def rejected(results: Results, *any_of: str) -> None:
    """Assert that every judge rejects, for one of the rules named, and says how to mend it."""
    for judge, result in _each(results):
        shown = (judge, explained(result))
        assert verdict(result) is Verdict.FAIL, shown
        errors = [f for f in result.findings if f.severity is Severity.ERROR]
        named = [f for f in errors if f.rule in any_of]
        assert named, shown
        assert all(f.hint is not None for f in errors), shown


def accepted(results: Results, *deviations: str) -> None:
    """Assert that every judge accepts; the audit (or the only judge) shows these deviations."""
    for judge, result in _each(results):
        shown = (judge, explained(result))
        assert verdict(result) is Verdict.PASS, shown
        found = {f.rule for f in result.findings if f.severity is Severity.DEVIATION}
        assert found >= set(deviations) or judge in ("check", "hook"), shown


def unverifiable(results: Results, *any_of: str) -> None:
    """Assert that every judge says indeterminate, for one of the rules named."""
    for judge, result in _each(results):
        shown = (judge, explained(result))
        assert verdict(result) is Verdict.INDETERMINATE, shown
        assert rules(result) & set(any_of), shown
        named = [f for f in result.findings if f.rule in any_of]
        assert any(f.hint is not None for f in named), shown


def never_passed(results: Results) -> None:
    """Assert that no judge passes."""
    for judge, result in _each(results):
        assert verdict(result) is not Verdict.PASS, (judge, explained(result))


def explained(result: HistoryResult) -> list[tuple[str, str, str]]:
    """Return the findings in short, for a failing test's message."""
    return [(f.rule, f.severity.value, repr(f.message)) for f in result.findings]


def _each(results: Results) -> list[tuple[str, HistoryResult]]:
    return list(results.items()) if isinstance(results, dict) else [("judge", results)]


def person(roles: dict[str, Any], who: str) -> dict[str, Any]:
    """Return a person's part of roles.yaml."""
    found: dict[str, Any] = roles["persons"][who]
    return found


def copy_of(value: Any) -> Any:
    """Return a copy that can be changed."""
    return deepcopy(value)

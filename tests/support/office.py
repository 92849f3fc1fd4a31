"""A small real office for tests: real git, real ed25519 keys, commits at chosen times.

Times are minutes after `START`; every commit is what git itself would write, to the byte
(`support.plain_git`).
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import yaml

from support.cores import other_cores
from support.objects import objects_of
from support.plain_git import Beyond, PlainGit
from ubah.core.diagnostics import Severity, Verdict, verdict_of
from ubah.core.office.authority import Authority, build_authority
from ubah.core.paths import AUTHORITY_FILES, record_path
from ubah.core.reading.journal import replay
from ubah.core.reading.records import build_record, read_file
from ubah.core.reading.writing import append_entry, dump, entry_data, new_record
from ubah.edge.git.keys import make_key
from ubah.edge.history.audit import HistoryResult, audit
from ubah.edge.history.earlier.data import plain, verified_of
from ubah.edge.history.earlier.going_on import audit_since
from ubah.edge.history.earlier.verified import Verified
from ubah.edge.history.landings import LandingReader
from ubah.edge.history.proposals import judge_proposed
from ubah.edge.history.pushes import judge_push

ON_OTHER_CORES = os.environ.get("UBAH_TEST_CORES") == "many"
CHECKOUT = Path(__file__).parents[2]
WITA = timezone(timedelta(hours=8))
START = datetime(2026, 2, 2, 8, 0, tzinfo=WITA)

PEOPLE = (
    "pemohon-1",
    "pemohon-2",
    "pengelola-1",
    "pengelola-2",
    "kepala",
    "plh-kepala",
    "sekda",
    "pencatat",
)
HOLDINGS: dict[str, list[dict[str, str]]] = {
    "requester": [
        {"person": "pemohon-1", "from": "2026-01-01"},
        {"person": "pemohon-2", "from": "2026-01-01"},
    ],
    "change_manager": [
        {"person": "pengelola-1", "from": "2026-01-01"},
        {"person": "pengelola-2", "from": "2026-01-01"},
    ],
    "head": [{"person": "kepala", "from": "2026-01-01"}],
    "acting_head": [
        {
            "person": "plh-kepala",
            "from": "2026-02-10",
            "until": "2026-02-12",
            "letter": "800/1/Plh/2026",
            "kind": "plh",
            "signatory": "sekda",
        }
    ],
    "superior": [{"person": "sekda", "from": "2026-01-01"}],
    "recorder": [{"person": "pencatat", "from": "2026-01-01"}],
}
PLAN = {
    "implementation": "Pasang pembaruan.",
    "test": "Masuk dan unggah.",
    "rollback": "Pulihkan cadangan.",
}
REQUEST: dict[str, Any] = {
    "title": "Pembaruan aplikasi SPSE",
    "requester": "pemohon-1",
    "addressee": "pengelola-1",
    "date": "2026-02-02",
    "description": "Memperbarui aplikasi SPSE.",
    "reason": "Perbaikan unggah.",
    "services": ["SPSE"],
    "proposed_urgency": "normal",
    "wanted_by": "2026-02-20",
    "impact_if_not_done": "Unggah gagal.",
    "plan": PLAN,
}
TEST = {
    "scenario": "Masuk",
    "expected": "Berhasil",
    "result": "Berhasil",
    "passed": True,
    "tester": "Pengelola",
}
EVIDENCE: dict[str, dict[str, Any]] = {
    "submit": {},
    "accept": {"assessment": "Layak.", "category": "application", "impact": "low", "risk": "low"},
    "reject": {"reason": "Tidak perlu.", "notified_at": START.isoformat(), "notified_via": "surel"},
    "classify_normal": {"rationale": "Dapat dijadwalkan."},
    "escalate": {"criterion": "security", "rationale": "Celah terbuka."},
    "approve": {},
    "return": {"reason": "Bukan keadaan mendesak.", "code": "not_emergency"},
    "pass_test": {"documentation": "Tersimpan.", "tests": [TEST]},
    "fail_test": {
        "documentation": "Tersimpan.",
        "tests": [{**TEST, "passed": False, "result": "Gagal"}],
    },
    "roll_back": {"steps": "Pulihkan.", "restored": True, "verification": "Layanan berjalan."},
    "report": {"number": "LP/001/2026", "summary": "Selesai."},
    "review": {},
    "return_report": {"defects": "Lampirkan hasil uji."},
    "keep_assets": {
        "release": {"outcome": "cancelled", "reason": "Dibatalkan."},
        "reason": "Tidak ada aset.",
    },
    "withdraw": {"reason": "Tidak jadi."},
    "revise": {"what": "Uraian.", "why": "Diperjelas."},
    "update_assets": {},
}


def minutes(after: float) -> datetime:
    """Return the moment that many minutes after `START`."""
    return START + timedelta(minutes=after)


def evidence_at(action: str, at: datetime) -> dict[str, Any]:
    """Return sound evidence for an action taken at ``at``."""
    earlier = (at - timedelta(minutes=1)).isoformat()
    if action == "implement":
        return {
            "started_at": earlier,
            "ended_at": earlier,
            "completed": True,
            "implementers": ["pengelola-1"],
            "work_log": "Terpasang.",
        }
    if action in ("schedule_release", "reschedule"):
        window = {
            "start": (at + timedelta(days=1)).isoformat(),
            "end": (at + timedelta(days=1, hours=2)).isoformat(),
            "notice": "Diumumkan di beranda.",
        }
        return {"window": window, **({"reason": "Digeser."} if action == "reschedule" else {})}
    return dict(EVIDENCE[action])


def roles_data(office_folder: Path) -> dict[str, Any]:
    """Return roles.yaml's content with a fresh key for each person."""
    persons = {
        person: {
            "name": f"{person.title()} Contoh",
            "title": "Pegawai",
            "keys": [
                {"key": make_key(office_folder / "keys" / person, person), "from": "2026-01-01"}
            ],
        }
        for person in PEOPLE
    }
    return {
        "persons": persons,
        "roles": {role: [dict(row) for row in rows] for role, rows in HOLDINGS.items()},
    }


@dataclass
class Office:
    """A repository in ``folder/repo`` whose root commit founds the office at `START` less a day."""

    folder: Path
    roles: dict[str, Any] = field(default_factory=dict)
    root: str = ""
    records: dict[str, bytes] = field(default_factory=dict)
    verified: dict[tuple[str, str], Verified] = field(default_factory=dict)

    @classmethod
    def found(cls, folder: Path, settings: dict[str, Any] | None = None) -> Office:
        """Make the repository with its root; ``settings`` go to office.yaml, on top of the usual."""
        office = cls(folder)
        office.roles = roles_data(folder)
        office.repo.mkdir(parents=True)
        office.git("init", "-q", "-b", "main")
        files = {
            "roles.yaml": dump(office.roles).encode(),
            "office.yaml": dump(
                {
                    "name": "LPSE Contoh",
                    "language": "id",
                    "time_zone": "Asia/Makassar",
                    "rules": 1,
                    **(settings or {}),
                }
            ).encode(),
            "assets/SRV-0001.yaml": asset("SRV-0001"),
        }
        for path in (CHECKOUT / "schemas").iterdir():
            files[f"schemas/{path.name}"] = path.read_bytes()
        office.root = office.commit(
            "kepala", -24 * 60, files, parents=(), message="Dirikan kantor\n"
        )
        office.set_branch("main", office.root)
        return office

    @property
    def repo(self) -> Path:
        """The work repository."""
        return self.folder / "repo"

    @property
    def _plain(self) -> PlainGit:
        return PlainGit(self.repo / ".git")

    @property
    def main(self) -> str:
        """The commit that main points at."""
        return self.git("rev-parse", "main")

    @property
    def authority(self) -> Authority:
        """The authority at main's tip."""
        files = {path: self.git_bytes("show", f"main:{path}") for path in AUTHORITY_FILES}
        built, findings = build_authority(files)
        assert built is not None, findings
        return built

    def key(self, person: str) -> Path:
        """Return a person's private key file."""
        return self.folder / "keys" / person

    def git(
        self,
        *words: str,
        at: float | None = None,
        stdin: bytes | None = None,
        env: dict[str, str] | None = None,
    ) -> str:
        """Run git and return what it printed."""
        return self.git_bytes(*words, at=at, stdin=stdin, env=env).decode().strip()

    def git_bytes(
        self,
        *words: str,
        at: float | None = None,
        stdin: bytes | None = None,
        env: dict[str, str] | None = None,
    ) -> bytes:
        """Run git and return the bytes that it printed."""
        if env is None:
            with contextlib.suppress(Beyond):
                return self._plain.answer(words, stdin)
        when = f"{int(minutes(at or 0).timestamp())} +0800"
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": "Contoh",
            "GIT_AUTHOR_EMAIL": "contoh@lpse.example",
            "GIT_COMMITTER_NAME": "Contoh",
            "GIT_COMMITTER_EMAIL": "contoh@lpse.example",
            "GIT_AUTHOR_DATE": when,
            "GIT_COMMITTER_DATE": when,
            **(env or {}),
        }
        done = subprocess.run(
            ["git", *words],
            cwd=self.repo,
            env=environment,
            input=stdin,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, (words, done.stderr.decode())
        return done.stdout

    def tree(
        self, base: str | None, files: dict[str, bytes | None], modes: dict[str, str] | None = None
    ) -> str:
        """Write a tree: ``base``'s with files replaced; None deletes; ``modes`` override 100644."""
        with contextlib.suppress(Beyond):
            return self._plain.tree(base, files, modes or {})
        index = {"GIT_INDEX_FILE": str(self.folder / "index")}
        (self.folder / "index").unlink(missing_ok=True)
        self.git("read-tree", base or "--empty", env=index)
        for path, data in files.items():
            if data is None:
                self.git("update-index", "--force-remove", path, env=index)
            else:
                oid = self.git("hash-object", "-w", "--stdin", stdin=data)
                mode = (modes or {}).get(path, "100644")
                self.git("update-index", "--add", "--cacheinfo", f"{mode},{oid},{path}", env=index)
        return self.git("write-tree", env=index)

    def commit(
        self,
        signer: str | None,
        at: float,
        files: dict[str, bytes | None] | dict[str, bytes] | None = None,
        parents: tuple[str, ...] | None = None,
        message: str = "Langkah\n",
        tree: str | None = None,
        env: dict[str, str] | None = None,
        modes: dict[str, str] | None = None,
    ) -> str:
        """Make a commit ``at`` minutes, signed by ``signer`` (None: unsigned); default parent: main."""
        if parents is None:
            parents = (self.main,)
        if tree is None:
            tree = self.tree(parents[0] if parents else None, dict(files or {}), modes)
        if env is None:
            with contextlib.suppress(Beyond):
                who = f"Contoh <contoh@lpse.example> {int(minutes(at).timestamp())} +0800"
                key = self.key(signer) if signer else None
                return self._plain.commit(tree, parents, who, message.encode(), key)
        words = ["-c", "gpg.format=ssh"]
        if signer:
            words += ["-c", f"user.signingKey={self.key(signer)}"]
        words += ["commit-tree", *(["-S"] if signer else []), tree]
        for parent in parents:
            words += ["-p", parent]
        return self.git(*words, at=at, stdin=message.encode(), env=env)

    def set_branch(self, branch: str, commit: str) -> None:
        """Point a branch at a commit."""
        self.git("update-ref", f"refs/heads/{branch}", commit)

    def land(
        self,
        head: str,
        at: float,
        signer: str | None = "pengelola-1",
        tree: str | None = None,
        message: str = "Gabungkan\n",
    ) -> str:
        """Merge ``head`` into main without judging; return the landing."""
        tree = tree or self.git("merge-tree", "--write-tree", "main", head).split("\n")[0]
        landing = self.commit(signer, at, parents=(self.main, head), tree=tree, message=message)
        self.set_branch("main", landing)
        return landing

    def read(self, path: str, revision: str = "main") -> bytes:
        """Return a file's bytes at a revision."""
        return self.git_bytes("show", f"{revision}:{path}")

    # --- records ---------------------------------------------------------------------------------

    def submitted(
        self, at: float, number: str = "RFC-2026-0001", by: str = "pemohon-1", **request: Any
    ) -> bytes:
        """Return a new record's bytes, submitted at ``at``."""
        data = {**REQUEST, "requester": by, "date": minutes(at).date().isoformat(), **request}
        return new_record(number, data, entry_data("submit", by, minutes(at), {}))

    def append(
        self,
        data: bytes,
        action: str,
        by: str,
        at: float,
        number: str = "RFC-2026-0001",
        status: str | None = None,
        capacity: str = "",
        appointment: str = "",
        request: dict[str, Any] | None = None,
        **evidence: Any,
    ) -> bytes:
        """Return ``data`` with one more entry; the status follows from the SOP unless given.

        ``evidence`` replaces fields of the sound one; a field set to None is left out.
        """
        authority = self.authority
        record, findings = build_record(read_file(data, record_path(number)), authority.records)
        assert record is not None, findings
        state = replay(record, [entry.at for entry in record.journal], authority.sop).state
        merged = (
            {**evidence_at(action, minutes(at)), **evidence}
            if action in (*EVIDENCE, "implement", "schedule_release", "reschedule")
            else dict(evidence)
        )
        merged = {key: value for key, value in merged.items() if value is not None}
        entry = entry_data(action, by, minutes(at), merged, capacity, appointment)
        new_state = status or authority.sop.actions[action].leads_to(state)
        return append_entry(data, record_path(number), entry, new_state, request)

    def step(
        self,
        action: str,
        by: str,
        at: float,
        number: str = "RFC-2026-0001",
        signer: str | None = "",
        files: dict[str, bytes | None] | None = None,
        **more: Any,
    ) -> str:
        """Take one step on a branch, signed by ``by`` (or ``signer``), and land it a minute later."""
        path = record_path(number)
        if action == "submit":
            data = self.submitted(at, number, by, **more)
        else:
            data = self.append(self.read(path), action, by, at, number, **more)
        head = self.commit(by if signer == "" else signer, at, {path: data, **(files or {})})
        return self.land(head, at + 1)

    def walk(
        self,
        *steps: tuple[str, str] | tuple[str, str, dict[str, Any]],
        start: float = 0,
        number: str = "RFC-2026-0001",
    ) -> float:
        """Take steps ten minutes apart; each is (action, by) or (action, by, more). Return the time after."""
        at = start
        for action, by, *more in steps:
            self.step(action, by, at, number, **(more[0] if more else {}))
            at += 10
        return at

    # --- judging ---------------------------------------------------------------------------------

    def audit(self, revision: str = "main", trust_root: str = "", seen: str = "") -> HistoryResult:
        """Audit the history; going on from an audit of its first parent must say the same.

        So must an audit whose commits are read on other cores, with UBAH_TEST_CORES=many.
        """
        tip = self.git("rev-parse", revision)
        with objects_of(self.repo) as store:
            whole = audit(LandingReader(store), tip, trust_root, seen)
            if ON_OTHER_CORES:
                assert audit(LandingReader(store, other_cores()), tip, trust_root, seen) == whole
            if whole.verified is not None and whole.landings:
                earlier = self._verified(whole.verified.trust_root, tip)
                since = audit_since(LandingReader(store), tip, earlier, seen)
                assert replace(since, steps=()) == replace(whole, steps=())
                assert since.steps in (whole.steps, whole.steps[earlier.steps :])
            return whole

    def _verified(self, root: str, tip: str) -> Verified:
        """Return what was verified up to a commit's first parent, as a file has it."""
        parent = self.git("rev-parse", f"{tip}^1")
        if (root, parent) not in self.verified:
            with objects_of(self.repo) as store:
                result = audit(LandingReader(store), parent, root)
            assert result.verified is not None
            kept = verified_of(json.loads(json.dumps(plain(result.verified))))
            assert kept == result.verified
            self.verified[root, parent] = kept
        return self.verified[root, parent]

    def propose(self, head: str, at: float, base: str = "main") -> HistoryResult:
        """Judge what merging ``head`` into main would land, with the clock at ``at`` minutes."""
        with objects_of(self.repo) as store:
            return judge_proposed(
                LandingReader(store), self.git("rev-parse", base), head, minutes(at)
            )

    def push(self, new: str, at: float, old: str | None = None) -> HistoryResult:
        """Judge an update of main as the hook does."""
        with objects_of(self.repo) as store:
            before = self.main if old is None else old
            return judge_push(LandingReader(store), before, new, minutes(at), self.root)


def asset(number: str, **more: Any) -> bytes:
    """Return a sound asset file."""
    data = {
        "id": number,
        "name": "Peladen SPSE",
        "class": "physical",
        "status": "active",
        "specification": "16 inti, 64 GB",
        "owner": "LPSE",
        "custodian": "Pengelola",
        "location": "Ruang peladen",
        "confidentiality": 2,
        "integrity": 3,
        "availability": 3,
        **more,
    }
    return dump(data).encode()


def rules(result: HistoryResult) -> set[str]:
    """Return the rules of the findings that are errors or indeterminate."""
    return {
        f.rule for f in result.findings if f.severity in (Severity.ERROR, Severity.INDETERMINATE)
    }


def verdict(result: HistoryResult) -> Verdict:
    """Return the verdict of a result."""
    return verdict_of(result.findings)


def load(data: bytes) -> Any:
    """Read YAML for changing it in a test."""
    return yaml.load(data, yaml.CSafeLoader)

"""Realistic histories of any size: requests by several people at once, branches, merges, keys.

What is made is an ordinary office: its audit finds nothing. The same size gives the same history,
byte for byte.
"""

from __future__ import annotations

import base64
import hashlib
import heapq
import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benchmarks.pack import Folders, PackWriter
from ubah.core.blobs import Blob
from ubah.core.model import Change
from ubah.core.proof.evidence import landing_digest
from ubah.core.proof.vouchers import voucher_line
from ubah.core.reading.writing import _entry, dump, entry_data, new_record
from ubah.core.voucher import Voucher, VoucherKind

TEMPLATE = Path(__file__).parents[1]
ZONE = timezone(timedelta(hours=8))
FOUNDED = datetime(2014, 1, 1, 8, 0, tzinfo=ZONE)
PER_YEAR = 1000
OPEN_AT_ONCE = 12
STAFF = 12
ROLES_CHANGE_AFTER = 150
"""How many landings pass before the head lets somebody else into the office."""

FORGE, RECORDER, HEADS_ACCOUNT = "forge.example", "pencatat", 101
"""The head decides on the forge; the recorder vouches for his reviews in what it lands."""

Evidence = dict[str, Any]


@cache
def _key(person: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(person.encode()).digest())


@cache
def _public(person: str) -> bytes:
    raw = _key(person).public_key().public_bytes_raw()
    return _string(b"ssh-ed25519") + _string(raw)


def _string(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def public_key(person: str) -> str:
    """Return a person's public key as a line of OpenSSH's."""
    return f"ssh-ed25519 {base64.b64encode(_public(person)).decode()}"


def signature(person: str, payload: bytes) -> str:
    """Return an armored signature, as ``ssh-keygen -Y sign`` makes it (PROTOCOL.sshsig)."""
    digest = hashlib.sha512(payload).digest()
    frame = _string(b"git") + _string(b"") + _string(b"sha512")
    signed = _key(person).sign(b"SSHSIG" + frame + _string(digest))
    blob = _string(b"ssh-ed25519") + _string(signed)
    whole = b"SSHSIG" + struct.pack(">I", 1) + _string(_public(person)) + frame + _string(blob)
    text = base64.b64encode(whole).decode()
    lines = [text[start : start + 70] for start in range(0, len(text), 70)]
    return "\n".join(("-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----"))


def private_key(person: str) -> bytes:
    """Return a person's private key as OpenSSH keeps it."""
    form = serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH
    return _key(person).private_bytes(*form, serialization.NoEncryption())


@dataclass(frozen=True)
class Planned:
    """What one landing brings: steps by (action, person, evidence), and an asset's new version."""

    steps: tuple[tuple[str, str, Evidence], ...]
    asset: int = -1


PLAN = {
    "implementation": "Cadangkan basis data, pasang pembaruan pada node kedua, lalu node pertama.",
    "test": "Masuk sebagai penyedia dan PPK, unggah dokumen 40 MB, cetak tanda terima.",
    "rollback": "Pulihkan cadangan pukul 20.00 dan kembalikan versi sebelumnya.",
    "downtime": "30 menit",
}


def _submission(number: str, day: date, pick: random.Random) -> Evidence:
    return {
        "title": f"Pembaruan layanan {pick.randint(1, 400)} untuk {number}",
        "requester": "pemohon-1",
        "addressee": "pengelola-1",
        "date": day.isoformat(),
        "description": "Memperbarui komponen unggah agar berkas besar tidak putus di tengah jalan.",
        "reason": f"Dilaporkan {pick.randint(2, 90)} penyedia selama dua pekan terakhir.",
        "services": ["SPSE"],
        "affected_assets": [f"SRV-{pick.randint(1, 20):04}"],
        "proposed_urgency": "normal",
        "wanted_by": (day + timedelta(days=30)).isoformat(),
        "impact_if_not_done": "Unggah penawaran gagal menjelang batas waktu.",
        "plan": PLAN,
    }


def _stages(pick: random.Random) -> Iterator[Planned]:
    """Yield the landings of one request after its submission; times are filled in later."""
    manager = f"pengelola-{pick.randint(1, 2)}"
    accept = {
        "assessment": "Layak: perubahan kecil pada satu komponen, sudah dicoba di peladen latihan.",
        "category": "application",
        "impact": "low",
        "risk": "low",
    }
    if pick.random() < 0.8:
        normal = ("classify_normal", manager, {"rationale": "Dapat dijadwalkan."})
        yield Planned((("accept", manager, accept), normal))
    else:
        urgent = {"criterion": "security", "rationale": "Celah terbuka dan sudah dipakai orang."}
        yield Planned((("accept", manager, accept), ("escalate", manager, urgent)))
        yield Planned((("approve", "kepala", {}),))
    test = {
        "scenario": "Unggah dokumen 40 MB",
        "expected": "Selesai tanpa putus",
        "result": "Selesai dalam 52 detik",
        "passed": True,
        "tester": "Petugas Loket",
    }
    log = {"completed": True, "implementers": [manager], "work_log": "Terpasang pada dua node."}
    tests = {"documentation": "Hasil uji disimpan pada berkas perubahan.", "tests": [test]}
    yield Planned((("implement", manager, log), ("pass_test", manager, tests)))
    number = {"number": f"LP/{pick.randint(1, 999):03}/2026", "summary": "Unggah stabil kembali."}
    yield Planned((("report", manager, number),))
    yield Planned((("review", "kepala", {}), ("schedule_release", manager, {})))
    if pick.random() < 0.85:
        reason = {"reason": "Tidak ada aset yang berubah."}
        yield Planned((("keep_assets", manager, reason),))
        return
    asset = pick.randint(1, 20)
    rows = [{"id": f"SRV-{asset:04}", "change": "update", "intended": "Versi baru dicatat."}]
    flagged = ("flag_assets", manager, {"assets": rows})
    yield Planned((flagged,))
    yield Planned((("update_assets", manager, {}),), asset)


@dataclass
class Request:
    """A request on its way: its bytes so far, and the landings still to come."""

    number: str
    stages: list[Planned]
    data: bytes = b""
    blob: str = ""

    @property
    def path(self) -> tuple[str, str]:
        """The record's folder under changes/, and its file's name."""
        return self.number[4:8], f"{self.number}.yaml"


@dataclass
class History:
    """A history in the making; ``tip`` is main's newest commit."""

    pack: PackWriter
    records: int
    pick: random.Random
    folders: Folders
    now: datetime = FOUNDED
    tip: str = ""
    commits: int = 0
    landings: int = 0
    vouchers: int = 0
    years: dict[str, bytes] = field(default_factory=dict)  # changes/YEAR as a tree's bytes
    year_ids: dict[str, str] = field(default_factory=dict)
    top: dict[str, tuple[str, str]] = field(default_factory=dict)
    assets: dict[str, tuple[str, str]] = field(default_factory=dict)
    roles: dict[str, Any] = field(default_factory=dict)
    earlier: list[tuple[str, dict[str, tuple[str, str]], dict[str, bytes], dict[str, str]]] = field(
        default_factory=list
    )

    def found(self) -> None:
        """Make the trust root."""
        for name in ("schemas",):
            rows = {}
            for path in sorted((TEMPLATE / name).iterdir()):
                rows[path.name] = ("100644", self.pack.add("blob", path.read_bytes()))
            self.top[name] = ("40000", self.folders.write(name, rows))
        for number in range(1, 21):
            self._write_asset(number, 1)
        settings = yaml.safe_load((TEMPLATE / "office.yaml").read_bytes())
        for name in ("sample", "freeze_windows"):
            settings.pop(name)
        settings["forge"] = {"kind": "github", "host": FORGE}
        self._write("office.yaml", dump(settings).encode())
        people = ["kepala", "pengelola-1", "pengelola-2", "sekda", RECORDER]
        people += [f"pemohon-{number}" for number in range(1, STAFF + 1)]
        self.roles = {"persons": {}, "roles": {}}
        for person in people:
            self.roles["persons"][person] = {
                "name": f"{person.title()} Contoh",
                "title": "Pegawai",
                "keys": [{"key": public_key(person), "from": "2014-01-01"}],
            }
        account = {"forge": FORGE, "id": HEADS_ACCOUNT, "login": "kepala", "from": "2014-01-01"}
        self.roles["persons"]["kepala"]["accounts"] = [account]
        staff = [p for p in people if p.startswith("pemohon")]
        managers = ["pengelola-1", "pengelola-2"]
        for role, holders in (
            ("requester", staff),
            ("change_manager", managers),
            ("head", ["kepala"]),
            ("superior", ["sekda"]),
            ("recorder", [RECORDER]),
        ):
            self.roles["roles"][role] = [{"person": p, "from": "2014-01-01"} for p in holders]
        self._write("roles.yaml", dump(self.roles).encode())
        self.tip = self._commit("kepala", (), self._tree(), "Dirikan kantor\n")
        self._remember()

    def _write(self, name: str, data: bytes) -> None:
        self.top[name] = ("100644", self.pack.add("blob", data))

    def _write_asset(self, number: int, version: int) -> None:
        data = {
            "id": f"SRV-{number:04}",
            "name": f"Peladen {number}",
            "class": "physical",
            "status": "active",
            "specification": f"16 inti, 64 GB, versi {version}",
            "owner": "LPSE",
            "custodian": "Pengelola",
            "location": "Ruang peladen",
            "confidentiality": 2,
            "integrity": 3,
            "availability": 3,
        }
        blob = self.pack.add("blob", dump(data).encode())
        self.assets[f"SRV-{number:04}.yaml"] = ("100644", blob)
        self.top["assets"] = ("40000", self.folders.write("assets", self.assets))

    def _tree(self) -> str:
        return _root_tree(self.folders, self.top, self.year_ids)

    def _remember(self) -> None:
        self.earlier.append((self.tip, dict(self.top), dict(self.years), dict(self.year_ids)))
        del self.earlier[:-4]

    def _commit(self, person: str, parents: tuple[str, ...], tree: str, message: str) -> str:
        self.commits += 1
        who = f"{person.title()} Contoh <{person}@lpse.example>"
        when = f"{int(self.now.timestamp())} +0800"
        lines = [f"tree {tree}", *(f"parent {parent}" for parent in parents)]
        lines += [f"author {who} {when}", f"committer {who} {when}"]
        head = "\n".join(lines).encode()
        payload = head + b"\n\n" + message.encode()
        signed = signature(person, payload).replace("\n", "\n ")
        return self.pack.add(
            "commit", head + b"\ngpgsig " + signed.encode() + b"\n\n" + message.encode()
        )

    def land(self, request: Request, planned: Planned) -> None:
        """Take steps on a branch off a recent main, and land it."""
        held = bytes.fromhex(request.blob)
        was = request.blob
        known = [each for each in self.earlier[-3:] if held in each[2].get(request.path[0], held)]
        base = self.pick.choice(known[-1:] if planned.asset >= 0 else known)
        head, top, years, ids = base[0], dict(base[1]), dict(base[2]), dict(base[3])
        for action, person, evidence in planned.steps:
            self.now += timedelta(minutes=self.pick.randint(3, 40))
            self._step(request, action, person, evidence)
            self._put(request, years, ids)
            if action == "update_assets":
                self._write_asset(planned.asset, self.landings)
                top["assets"] = self.top["assets"]
            tree = _root_tree(self.folders, top, ids)
            drafter = "pengelola-1" if person == "kepala" else person
            head = self._commit(drafter, (head,), tree, f"{request.number}: {action}\n")
        reviewed = any(person == "kepala" for _, person, _ in planned.steps)
        proof = self._voucher(request, was, base[0], head) if reviewed else ""
        self.now += timedelta(minutes=self.pick.randint(1, 5))
        self._put(request, self.years, self.year_ids)
        merged = f"Gabungkan {request.number}\n{proof}"
        self.tip = self._commit(RECORDER, (self.tip, head), self._tree(), merged)
        self.landings += 1
        self._remember()

    def _voucher(self, request: Request, was: str, base: str, head: str) -> str:
        """Return the recorder's line on the head's review of what lands."""
        before = Blob("100644", was) if was else None
        path = "/".join(("changes", *request.path))
        voucher = Voucher(
            forge=FORGE,
            account=HEADS_ACCOUNT,
            kind=VoucherKind.REVIEW,
            evidence_id=str(self.landings),
            commit=head,
            base=base,
            time=self.now,
            digest=landing_digest([Change(path, before, Blob("100644", request.blob))]),
        )
        self.vouchers += 1
        return f"\n{voucher_line(voucher, 'kepala')}\n"

    def _put(self, request: Request, years: dict[str, bytes], ids: dict[str, str]) -> None:
        year, name = request.path
        row = b"100644 %b\0%b" % (name.encode(), bytes.fromhex(request.blob))
        data = years.get(year, b"")
        at = data.find(row[:-20])
        years[year] = data + row if at < 0 else data[:at] + row + data[at + len(row) :]
        if at < 0 and data and data[-len(row) : -20] > row[:-20]:
            rows = [data[start : start + len(row)] for start in range(0, len(data), len(row))]
            years[year] = b"".join(sorted([*rows, row]))
        ids[year] = self.folders.write_bytes(year, years[year])

    def _step(self, request: Request, action: str, person: str, evidence: Evidence) -> None:
        evidence = self._dated(action, evidence)
        entry = entry_data(action, person, self.now, evidence)
        last = request.blob, request.data
        if not request.data:
            asked = _submission(request.number, self.now.date(), self.pick)
            request.data = new_record(request.number, {**asked, "requester": person}, entry)
        else:
            head, rest = request.data.split(b"\nstatus: ", 1)
            body = rest.split(b"\n", 1)[1]
            status = STATES[action].encode()
            request.data = head + b"\nstatus: " + status + b"\n" + body + _entry(entry).encode()
        request.blob = self.pack.add("blob", request.data, last if last[0] else None)

    def _dated(self, action: str, evidence: Evidence) -> Evidence:
        before = (self.now - timedelta(minutes=2)).isoformat()
        match action:
            case "implement":
                return {"started_at": before, "ended_at": before, **evidence}
            case "schedule_release":
                return {"already_live": {"at": before, "reason": "Dipasang langsung di produksi."}}
            case "keep_assets" | "flag_assets":
                return {"release": {"outcome": "released", "at": before}, **evidence}
        return evidence

    def let_in(self) -> None:
        """Have the head let one more person into the office."""
        number = len(self.roles["roles"]["requester"]) + 1
        self.now += timedelta(minutes=5)
        person, today = f"pemohon-{number}", self.now.date().isoformat()
        self.roles["persons"][person] = {
            "name": f"{person.title()} Contoh",
            "title": "Pegawai",
            "keys": [{"key": public_key(person), "from": today}],
        }
        self.roles["roles"]["requester"].append({"person": person, "from": today})
        self._write("roles.yaml", dump(self.roles).encode())
        tree = self._tree()
        head = self._commit("kepala", (self.tip,), tree, f"{person}: mulai bertugas\n")
        self.tip = self._commit(RECORDER, (self.tip, head), tree, "Gabungkan\n")
        self.landings += 1
        self.earlier.clear()
        self._remember()


STATES = {
    "accept": "accepted",
    "classify_normal": "authorised",
    "escalate": "awaiting_head",
    "approve": "authorised",
    "implement": "implemented",
    "pass_test": "tested",
    "report": "reported",
    "review": "reviewed",
    "schedule_release": "release_planned",
    "keep_assets": "closed",
    "flag_assets": "asset_update",
    "update_assets": "closed",
}


def _root_tree(folders: Folders, top: dict[str, tuple[str, str]], years: dict[str, str]) -> str:
    rows = {year: ("40000", oid) for year, oid in years.items()}
    changes = {"changes": ("40000", folders.write("changes", rows))} if rows else {}
    return folders.write("", {**top, **changes})


def make_history(folder: Path, records: int) -> History:
    """Make a repository in ``folder`` whose main holds ``records`` requests, and return its figures."""
    git_dir = folder / ".git"
    for part in ("objects", "refs/heads"):
        (git_dir / part).mkdir(parents=True, exist_ok=True)
    (git_dir / "HEAD").write_text("ref: refs/heads/main\n")
    (git_dir / "config").write_text("[core]\n\trepositoryformatversion = 0\n\tbare = false\n")
    pick = random.Random(records)  # noqa: S311 - the same history every time
    with PackWriter(git_dir) as pack:
        history = History(pack, records, pick, Folders(pack))
        history.found()
        for request, planned in _landings(history):
            history.land(request, planned)
            if history.landings % ROLES_CHANGE_AFTER == 0:
                history.let_in()
    (git_dir / "refs/heads/main").write_text(f"{history.tip}\n")
    return history


def _landings(history: History) -> Iterator[tuple[Request, Planned]]:
    """Yield landings: many requests are on their way at once, each at its own pace."""
    begun = 0
    waiting: list[tuple[float, int, Request]] = []
    clock = 0.0
    while begun < history.records or waiting:
        if begun < history.records and (len(waiting) < OPEN_AT_ONCE):
            year = FOUNDED.year + begun // PER_YEAR
            history.now = max(history.now, datetime(year, 1, 2, 8, 0, tzinfo=ZONE))
            number = f"RFC-{history.now.year}-{_next(history, begun):04}"
            by = f"pemohon-{history.pick.randint(1, STAFF)}"
            request = Request(number, [*_stages(history.pick)])
            yield request, Planned((("submit", by, {}),))
            begun += 1
            heapq.heappush(waiting, (clock + history.pick.uniform(1, 20), begun, request))
            continue
        clock, order, request = heapq.heappop(waiting)
        yield request, request.stages.pop(0)
        if request.stages:
            heapq.heappush(waiting, (clock + history.pick.uniform(1, 20), order, request))


def _next(history: History, begun: int) -> int:
    year = str(history.now.year)
    return len(history.years.get(year, b"")) // 46 + 1


def at_end(history: History) -> datetime:
    """Return a moment soon after the newest landing."""
    return history.now.astimezone(UTC) + timedelta(minutes=10)

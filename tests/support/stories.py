"""The stories of scripts/rule_stories.yaml: commits and landings in a small office, judged as they are told.

Of what no file alone can show, such a story is the example: docs/reference tells it in the order in which
it is played here, with what the judge finds in the tool's own words.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, replace
from difflib import unified_diff
from functools import cache, cached_property
from pathlib import Path
from subprocess import run
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import yaml

from attacks.kit import AT, FORGE, Scene, vouched
from support.office import START, asset, minutes
from ubah.core.diagnostics import Finding, Label
from ubah.core.guards import GUARDS
from ubah.core.office.authority import build_authority
from ubah.core.paths import record_path
from ubah.core.reading.writing import dump
from ubah.edge.git import ObjectStore
from ubah.edge.git.keys import make_key
from ubah.edge.history.audit import audit
from ubah.edge.history.landings import LandingReader

STORIES = Path(__file__).resolve().parents[2] / "scripts/rule_stories.yaml"
RFC = "RFC-2026-0001"
LANDER = "pengelola-2"
LINES_SHOWN = 22
LINES_OF_DELETED = 4
MASKED = re.compile(r"\b[0-9a-f]{12}(?:[0-9a-f]{28})?\b|(?<=SHA256:)\S{43}")
KEY = re.compile(r"(?<=ssh-ed25519 )\S+(?: \S+)?")


@dataclass(frozen=True)
class Happening:
    """One thing that happens in a story: a sentence, and the lines of files that it changes."""

    said: Label
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Told:
    """A story that was played: what happened, and what was found."""

    happened: tuple[Happening, ...]
    findings: tuple[Finding, ...]


@cache
def stories() -> Mapping[str, Mapping[str, Any]]:
    """Return the stories by rule."""
    found: dict[str, dict[str, Any]] = yaml.load(
        STORIES.read_text(encoding="utf-8"), yaml.CSafeLoader
    )
    return found


def masked(text: str) -> str:
    """Return a text without the ids and keys that are other ones each time."""
    return KEY.sub("…", MASKED.sub("…", text))


class StoryOffices:
    """The offices in which stories are played: one by git alone, one on a forge."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def _plain(self) -> Scene:
        scene = Scene.make(self._folder / "plain", _with_accounts)
        scene.tell()
        return scene

    @cached_property
    def _forge(self) -> Scene:
        settings = {"forge": {"kind": "github", "host": FORGE}}
        scene = Scene.make(self._folder / "forge", _with_accounts, settings)
        scene.tell("awaiting_head")
        return scene

    def play(self, rule: str, which: str) -> Told:
        """Play a rule's good or bad story."""
        story = deepcopy(stories()[rule])  # a play takes it apart
        office = self._forge if story.get("forge") else self._plain
        return _Play(office, story, self._folder / f"{rule}-{which}").told(story[which])


@contextmanager
def story_offices() -> Iterator[StoryOffices]:
    """Found the offices when they are first needed, in a folder that is thrown away."""
    known: dict[Any, Any] = {}

    def build(files: Any) -> Any:
        key = tuple(sorted(files.items()))
        if key not in known:
            known[key] = build_authority(files)
        return known[key]

    with (
        TemporaryDirectory() as folder,
        patch("ubah.edge.history.landings.build_authority", build),
        patch("support.office.build_authority", build),
    ):
        yield StoryOffices(Path(folder))


def _with_accounts(roles: dict[str, Any]) -> None:
    for number, who in enumerate(("pengelola-1", "kepala"), 1):
        number = {"pengelola-1": 201, "kepala": 301}[who]
        roles["persons"][who]["accounts"] = [
            {"forge": FORGE, "id": number, "login": who, "from": "2026-01-01"}
        ]


class _Play:
    def __init__(self, office: Scene, story: Mapping[str, Any], folder: Path) -> None:
        self.office, self.story, self.folder = office, story, folder
        self.state = str(story.get("state", "root"))
        office.back_to(self.state)
        self.now = float(AT.get(self.state, -10)) + 10
        self.head = ""
        self.happened: list[Happening] = []

    def told(self, events: list[dict[str, Any]]) -> Told:
        before = self.office.main
        findings: tuple[Finding, ...] = ()
        for number, event in enumerate(events):
            last = number == len(events) - 1
            self.now = float(event.get("at", self.now))
            if "push" in event:
                findings = self._push(event)
            elif "clone" in event:
                findings = self._clone(event)
            elif "land" in event:
                self._land(event["land"] or {})
            elif "fault" in event:
                findings = self._fault(event)
            else:
                self._commit(event)
            if last and self.head and not findings:
                findings = self._judged(before)
            self.now += 10
        if not findings and not self.head:
            findings = self._judged(before)
        return Told(tuple(self.happened), findings)

    def _judged(self, before: str) -> tuple[Finding, ...]:
        """Land what is left, and have it judged: by an audit, or before it lands by check."""
        how = self.story.get("judge", "audit")
        if how == "check":
            self._say("pull request diperiksa ke {main}", "the pull request to {main} is checked")
            return self.office.propose(self.head, self.now).findings
        if how == "tip":
            self._say("ubah audit pada komit itu", "ubah audit of that commit")
            return self._audit(tip=self.head)
        if self.head:
            self._land({})
        if how == "hook":
            self._say("cabang utama didorong ke server", "main is pushed to the server")
            return self.office.push(self.office.main, self.now, before).findings
        return self._audit(before if self.story.get("seen") else "")

    def _audit(self, seen: str = "", tip: str = "") -> tuple[Finding, ...]:
        with ObjectStore(self.office.repo / ".git") as store:
            return audit(LandingReader(store), tip or self.office.main, "", seen).findings

    # --- what happens -----------------------------------------------------------------------------

    def _commit(self, event: Mapping[str, Any]) -> None:
        office = self.office
        parent = self.head or office.main
        if "from" in event:
            parent = office.milestones[event["from"]]
        files, modes = self._files(event, parent)
        signer = str(event.get("signed", event.get("by", "")))
        at = float(event.get("signed_at", self.now))
        parents = () if event.get("orphan") else (parent,)
        shown = tuple(self._diff(files, parent if parents else None))
        tree = office.tree(parent if parents else None, dict(files), modes)
        if signer == "pgp":
            armor = "-----BEGIN PGP SIGNATURE-----\n\niQ==\n-----END PGP SIGNATURE-----\n"
            self.head = office.raw(
                str(event["by"]), at, tree, parents, signature_change=lambda _: armor
            )
        else:
            self.head = office.commit(
                None if signer == "nobody" else signer, at, parents=parents, tree=tree
            )
        self._say_commit(event, signer, shown)
        for person in event.get("assents", ()):
            self.head = office.assent(person, self.head, at)
            self._say(f"{person} menyetujuinya dengan ubah assent", f"{person} assents to it")
        if event.get("lands"):
            self._land({})

    def _files(
        self, event: Mapping[str, Any], parent: str
    ) -> tuple[dict[str, bytes | None], dict[str, str]]:
        office, files = self.office, dict[str, bytes | None]()
        number = str(event.get("record", RFC))
        claims = float(event.get("claims", self.now))
        more = dict(event.get("with", {}))
        for row in more.get("attachments", ()):
            row["sha256"] = hashlib.sha256(str(row.pop("of")).encode()).hexdigest()
        if event.get("step") == "submit":
            request = event.get("request", {})
            files[record_path(number)] = office.submitted(claims, number, event["by"], **request)
        elif "step" in event:
            data = office.read(record_path(number), parent)
            added = {"request": event["request"]} if "request" in event else {}
            files[record_path(number)] = office.append(
                data, event["step"], event["by"], claims, number, **added, **more
            )
        for path, text in event.get("write", {}).items():
            files[path] = asset(Path(path).stem) if text is None else str(text).encode()
        for path, (old, new) in event.get("replace", {}).items():
            data = files.get(path) or office.read(path, parent)
            assert data.count(old.encode()) >= 1, (path, old)
            files[path] = data.replace(old.encode(), new.encode(), 1)
        for path, changes in event.get("set", {}).items():
            value = yaml.load(files.get(path) or office.read(path, parent), yaml.CSafeLoader)
            for dotted, new in changes.items():
                _put(value, dotted.split("."), self._filled(new))
            files[path] = dump(value).encode()
        files |= dict.fromkeys(event.get("delete", ()))
        links = {path: str(target).encode() for path, target in event.get("link", {}).items()}
        return {**files, **links}, dict.fromkeys(links, "120000")

    def _filled(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._filled(part) for key, part in value.items()}
        if value == "a new key":
            self.folder.mkdir(parents=True, exist_ok=True)
            return make_key(self.folder / "baru", "baru")
        return value

    def _land(self, how: Mapping[str, Any]) -> None:
        office, at = self.office, float(how.get("at", self.now + 1))
        signer = str(how.get("by", LANDER))
        message, parents = "Gabungkan\n", (office.main, self.head)
        said = ("", "")
        if "voucher" in how:
            voucher = office.voucher(self.head, how["voucher"], float(how.get("given", at)))
            message = vouched(voucher)
            said = (
                f", dengan catatan bahwa {how['voucher']} menyetujuinya pada layanan git pukul {_time(float(how.get('given', at)))}",
                f", with a voucher that {how['voucher']} approved it on the forge at {_time(float(how.get('given', at)))}",
            )
        if "owner" in how:
            message = message.replace(f"person={how['voucher']}", f"person={how['owner']}")
            said = (
                f"{said[0]}, tetapi menyebut akun itu milik {how['owner']}",
                f"{said[1]}, but says that the account is {how['owner']}'s",
            )
        if how.get("as_it_is"):
            tree = office.git("rev-parse", "main^{tree}")
        elif "third" not in how:
            tree = office.git("merge-tree", "--write-tree", "main", self.head).split("\n")[0]
        if "third" in how:
            other = office.commit("pengelola-1", at - 1, {"docs/catatan.md": b"# Catatan\n"})
            parents = (*parents, other)
            tree = office.tree(self.head, {"docs/catatan.md": b"# Catatan\n"})
            said = (", bersama cabang ketiga", ", together with a third branch")
        landing = office.commit(signer, at, parents=parents, tree=tree, message=message)
        office.set_branch("main", landing)
        self.head = ""
        self._say(
            f"{_time(at)}: {signer} menggabungkannya ke cabang utama{said[0]}",
            f"{_time(at)}: {signer} merges it into main{said[1]}",
        )

    def _push(self, event: Mapping[str, Any]) -> tuple[Finding, ...]:
        target = self.office.milestones[event["push"]]
        before = self.office.main
        state = event["push"]
        self._say(
            f"cabang utama diganti dengan keadaan saat {RFC} berstatus {state}",
            f"main is set to where {RFC} was {state}",
        )
        if self.story.get("seen"):
            self.office.set_branch("main", target)
            self._say(
                "ubah audit --seen menyebut ujung sebelumnya",
                "ubah audit --seen names the tip of before",
            )
            return self._audit(before)
        return self.office.push(target, self.now, before).findings

    def _clone(self, event: Mapping[str, Any]) -> tuple[Finding, ...]:
        depth = int(event["clone"])
        words = ["--depth", str(depth)] if depth else []
        where = self.folder / "klon"
        source = f"file://{self.office.repo}"
        run(["git", "clone", "-q", "-b", "main", *words, source, str(where)], check=True)
        typed = f"git clone {' '.join([*words, 'URL'])}"
        self._say(f"{typed}; ubah audit", f"{typed}; ubah audit")
        with ObjectStore(where / ".git") as store:
            return audit(LandingReader(store), self.office.main).findings

    def _fault(self, event: Mapping[str, Any]) -> tuple[Finding, ...]:
        name = event["fault"]
        self._say(
            f"pemeriksaan {name} di dalam alat rusak", f"the tool's own check {name} is broken"
        )
        sound = GUARDS[name]

        def broken(_step: Any) -> Iterator[Any]:
            raise KeyError("started_at")
            yield

        GUARDS[name] = replace(sound, check=broken)  # type: ignore[index]
        try:
            return self.office.propose(self.head, self.now).findings
        finally:
            GUARDS[name] = sound  # type: ignore[index]

    # --- how it is told ---------------------------------------------------------------------------

    def _say(self, indonesian: str, english: str, lines: tuple[str, ...] = ()) -> None:
        both = (said.replace("{main}", "main") for said in (indonesian, english))
        self.happened.append(Happening(Label(*both), lines))

    def _say_commit(self, event: Mapping[str, Any], signer: str, lines: tuple[str, ...]) -> None:
        number, when = event.get("record", RFC), _time(float(event.get("signed_at", self.now)))
        what = ("komit", "a commit")
        if "step" in event:
            by, step = event["by"], event["step"]
            what = (f"{step} pada {number} oleh {by}", f"{step} on {number} by {by}")
            if "claims" in event:
                told = _time(float(event["claims"]))
                what = (f"{what[0]}, bertulis pukul {told}", f"{what[1]}, saying {told}")
            if set(event) <= {
                "step",
                "by",
                "signed",
                "at",
                "claims",
                "signed_at",
                "record",
                "lands",
                "from",
                "assents",
            }:
                lines = ()
        proof = {
            "nobody": ("tanpa tanda tangan", "unsigned"),
            "pgp": ("ditandatangani dengan PGP", "signed by PGP"),
        }.get(signer, (f"ditandatangani {signer}", f"signed by {signer}"))
        base = ("", "")
        if "from" in event:
            state = event["from"]
            base = (f", dari keadaan {state} pada main", f", from where main was {state}")
            if state == "root":
                base = (", dari awal riwayat", ", from the beginning of the history")
        if event.get("orphan"):
            base = (", tanpa induk", ", without a parent")
        self._say(
            f"{when}: {what[0]}, {proof[0]}{base[0]}",
            f"{when}: {what[1]}, {proof[1]}{base[1]}",
            lines,
        )

    def _diff(self, files: Mapping[str, bytes | None], parent: str | None) -> Iterator[str]:
        there = (
            set(self.office.git("ls-tree", "-r", "--name-only", parent).split("\n"))
            if parent
            else set()
        )
        for path, data in files.items():
            old = self.office.read(path, parent).decode() if parent and path in there else ""
            new = (data or b"").decode()
            names = path if old else "/dev/null", path if data is not None else "/dev/null"
            lines = [
                each for each in unified_diff(old.split("\n"), new.split("\n"), *names, "", "", 0, "")
                if not each.startswith("@@") and each not in ("+", "-")
            ]  # fmt: skip
            room = LINES_SHOWN if data is not None else LINES_OF_DELETED
            yield from (masked(each) for each in lines[:room])
            if len(lines) > room:
                yield "…"


def _put(value: Any, path: list[str], new: Any) -> None:
    *way, last = path
    for part in way:
        value = value[int(part)] if isinstance(value, list) else value.setdefault(part, {})
    if isinstance(value, list):
        if last == "+":
            value.append(new)
        elif new is None:
            del value[int(last)]
        else:
            value[int(last)] = new
    elif new is None:
        del value[last]
    else:
        value[last] = new


def _time(after: float) -> str:
    at = minutes(after)
    return f"{at:%H:%M}" if at.date() == START.date() else f"{at:%Y-%m-%d %H:%M}"

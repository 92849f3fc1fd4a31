"""A sister office: founded with its own SOP, and a change taken through it by the commands themselves."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from sister.processes import Process, Step
from support.office import CHECKOUT, REQUEST, START, Office, asset
from ubah.cli import commands
from ubah.cli.publication.site import load_judged_register
from ubah.core.office.authority import Authority, build_authority
from ubah.core.paths import record_path
from ubah.core.reading.writing import dump
from ubah.core.register.views import Register
from ubah.edge.git.keys import make_key

NUMBER = "RFC-2026-0001"
PATH = record_path(NUMBER)
FORGE = "forge.example"


def authority_files(process: Process, persons: dict[str, Any], zone: str) -> dict[str, bytes]:
    """Return an office's authority files with the process in place of the tool's own."""
    files = {f"schemas/{path.name}": path.read_bytes() for path in (CHECKOUT / "schemas").iterdir()}
    data = yaml.load(files["schemas/sop.yaml"], yaml.CSafeLoader)
    process.adapt(data)
    plain = json.loads(json.dumps(data))  # no object stands there twice
    files["schemas/sop.yaml"] = yaml.safe_dump(plain, sort_keys=False, allow_unicode=True).encode()
    schema = json.loads(files["schemas/roles.schema.json"])
    offices = schema["properties"]["roles"]["properties"]
    for office in process.offices:
        offices[office] = {**offices["requester"], "title": f"{office} / {office}"}
    files["schemas/roles.schema.json"] = json.dumps(schema).encode()
    held = {
        office: [{"person": person, "from": "2026-01-01"} for person in people]
        for office, people in process.holders.items()
    }
    files["roles.yaml"] = dump({"persons": persons, "roles": held}).encode()
    settings = {
        "name": "Kantor Saudara",
        "language": "id",
        "time_zone": zone,
        "rules": 2,
        "site_url": "https://kantor.example/",
        "forge": {"kind": "github", "host": FORGE, "repository": "lpse/perubahan"},
    }
    files["office.yaml"] = dump(settings).encode()
    authority, findings = build_authority(files)
    assert authority is not None, findings
    derived = json.dumps(authority.change_schema, ensure_ascii=False, indent=2)  # as `ubah schemas`
    files["schemas/change.schema.json"] = f"{derived}\n".encode()
    return files


@dataclass
class Sister:
    """An office whose ``process`` has a change that stands where ``taken`` steps lead."""

    office: Office
    process: Process
    at: float = 0
    states: dict[str, str] = field(default_factory=dict)  # state → main's commit there

    @classmethod
    def found(cls, folder: Path, process: Process, zone: str = "Asia/Makassar") -> Sister:
        office = Office(folder)
        people = sorted({person for held in process.holders.values() for person in held})
        persons = {
            person: {
                "name": f"{person.title()} Contoh",
                "title": "Pegawai",
                "keys": [{"key": make_key(folder / "keys" / person, person), "from": "2026-01-01"}],
                "accounts": [{"forge": FORGE, "id": number, "login": person, "from": "2026-01-01"}],
            }
            for number, person in enumerate(people, 101)
        }
        office.repo.mkdir(parents=True)
        office.git("init", "-q", "-b", "main")
        files = {
            **authority_files(process, persons, zone),
            "assets/SRV-0001.yaml": asset("SRV-0001"),
        }
        office.root = office.commit("kepala", -24 * 60, files, parents=(), message="Dirikan\n")
        office.set_branch("main", office.root)
        office.git("reset", "-q", "--hard")
        for name, value in (
            ("user.name", "Contoh"),
            ("user.email", "contoh@kantor.example"),
            ("gpg.format", "ssh"),
        ):
            office.git("config", name, value)
        return cls(office, process)

    @property
    def repo(self) -> Path:
        return self.office.repo

    @property
    def authority(self) -> Authority:
        return self.office.authority

    @property
    def now(self) -> datetime:
        return START + timedelta(minutes=self.at)

    @contextmanager
    def here(self) -> Iterator[None]:
        """Work in the office, at its time."""
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(self.repo)
            patch.setenv("HOME", str(self.office.folder))
            patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
            for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
                patch.setenv(name, f"{int(self.now.timestamp())} +0800")
            patch.setattr("ubah.edge.system.clock.now", lambda: self.now)
            yield

    def ubah(self, *words: str | Path, by: str = "", code: int = 0) -> Result:
        """Run a command in this process."""
        signing = ["--key", str(self.office.key(by))] if by else []
        with self.here():
            result = CliRunner().invoke(commands, [*map(str, words), *signing])
        told = getattr(result.exception, "message", result.exception)
        assert result.exit_code == code, (words, result.output, told)
        return result

    def input(self, name: str, data: Any) -> Path:
        path = self.office.folder / f"{name}.yaml"
        path.write_text(dump(data))
        return path

    def take(self, steps: list[Step]) -> None:
        """Take steps of one person, on a branch of their own, and land them."""
        self.at += 10
        by, actions = steps[0].by, [step.action for step in steps]
        if not self.states:
            request = {k: v for k, v in REQUEST.items() if k not in ("date", "requester")}
            source = self.input("permintaan", {**request, "addressee": by})
            self.ubah("new", "--from", source, by=by)
        else:
            given = {step.action: self._evidence(step) for step in steps}
            told = given if len(steps) > 1 else given[actions[0]]
            words = ["--evidence", self.input("bukti", told)] if told else []
            self.ubah("advance", NUMBER, *actions, *words, by=by)
        self.at += 1
        self.ubah("land", by=by)
        record = yaml.load((self.repo / PATH).read_text(), yaml.CSafeLoader)
        self.states[record["status"]] = self.office.main

    def _evidence(self, step: Step) -> dict[str, Any]:
        evidence = copy.deepcopy(dict(step.evidence))
        for path, before in step.times.items():
            *groups, name = path.split(".")
            part = evidence
            for group in groups:
                part = part[group]
            part[name] = (self.now - timedelta(minutes=before)).isoformat()
        return evidence

    def tell(self) -> None:
        """Take the whole story; what one person does in a row lands together."""
        for _, steps in groupby(self.process.story, key=lambda step: step.by):
            self.take(list(steps))

    @cached_property
    def register(self) -> Register:
        """The register as the site shows it."""
        with self.here():
            return load_judged_register(self.repo, None)

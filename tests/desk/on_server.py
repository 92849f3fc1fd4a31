"""An office on a plain git server with a desk, as `ubah init` and the guide make it: real keys, hook and clock."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from cli.clerk import ANSWERS, Kantor, environment, git, run, serve
from desk.serving import Proxy, free_port, secret_file, served
from ubah.core.reading.writing import dump

Pushing = Callable[[Kantor, Path], tuple[Path, str, dict[str, str]]]


@dataclass
class OnServer:
    """The office, its bare repository, the desk's clone and secret, and the address of the desk."""

    kantor: Kantor
    server: Path
    clone: Path
    secret: Path
    port: int
    url: str
    door: dict[str, str]

    @property
    def address(self) -> str:
        """Where people come to the desk."""
        return f"http://localhost:{self.port}"

    @contextmanager
    def open(self, listen: str = "", **env: str) -> Iterator[tuple[Proxy, subprocess.Popen[bytes]]]:
        """Run the desk with a web server in front of it."""
        inner = free_port()
        where = listen or f"127.0.0.1:{inner}"
        words = ("--listen", where, "--user-header", "X-Remote-User")
        own = environment(self.kantor.folder, **self.door, **env)
        with served(
            self.clone, self.kantor.key("pencatat"), self.secret, *words, env=own
        ) as process:
            inside = Path(listen) if listen else ("127.0.0.1", inner)
            with Proxy(inside, port=self.port).running() as proxy:
                yield proxy, process

    def record(self, number: str) -> dict[str, Any]:
        """Return a record of main."""
        said = git(self.server, "show", f"main:changes/{number[4:8]}/{number}.yaml")
        data: dict[str, Any] = yaml.load(said, yaml.CSafeLoader)
        return data

    def audit(self) -> str:
        """Audit a stranger's clone, and return what is said."""
        folder = self.kantor.folder / f"klona-{free_port()}"
        git(self.kantor.folder, "clone", "-q", str(self.server), str(folder))
        return run(folder, "audit", "--conformance", "--lang", "en").out


def pushed(kantor: Kantor, folder: Path) -> tuple[Path, str, dict[str, str]]:
    """Push the office to a bare repository; return it, its address, and by what git comes there."""
    server = serve(kantor, folder)
    return server, str(server), {}


def found(folder: Path, push: Pushing = pushed) -> OnServer:
    """Found the office, and push it to a server."""
    (folder / "jawaban.yaml").write_text(dump(ANSWERS))
    run(folder, "init", "kantor", "--answers", "jawaban.yaml", "--make-keys")
    kantor, port = Kantor(folder), free_port()
    roles, day = kantor.people(), kantor.today()
    kantor.add_person(roles, "pencatat", "recorder")
    kantor.add_person(
        roles, "plh-kepala", "acting_head", until=day, letter="800/9/Plh/2026", kind="plh",
        signatory=next(iter(roles["roles"]["superior"]))["person"],
    )  # fmt: skip
    people = [person for person in roles["persons"] if person != "pencatat"]
    for number, person in enumerate(people, 1):
        row = {"forge": "localhost", "id": number, "login": person, "from": day}
        roles["persons"][person]["accounts"] = [row]
    office = yaml.load((kantor.repo / "office.yaml").read_text(), yaml.CSafeLoader)
    office["desk"] = {"address": f"http://localhost:{port}", "known_by": ["proxy", "link"]}
    kantor.root(roles, {"office.yaml": dump(office)})
    server, url, door = push(kantor, folder)
    clone = folder / "desk"
    git(folder, "clone", "-q", url, str(clone), **door)
    if door:  # the tool takes no command out of its environment
        git(clone, "config", "core.sshCommand", door["GIT_SSH_COMMAND"])
        git(clone, "config", "ssh.variant", door["GIT_SSH_VARIANT"])
    return OnServer(kantor, server, clone, secret_file(folder), port, url, door)

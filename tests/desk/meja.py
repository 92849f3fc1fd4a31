"""A desk for tests: a real office and its bare repository, the real application, a clock of its own."""

from __future__ import annotations

import html
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from httpx2 import Response
from starlette.testclient import TestClient

from support.office import Office, minutes, roles_data
from ubah.core.desk.ticket import Ticket
from ubah.core.proof.binding import blob_id
from ubah.edge.desk.app import desk_app, desk_rates
from ubah.edge.desk.desk import DeskPlace
from ubah.edge.desk.door import Door, DoorRules
from ubah.edge.desk.sealing import Seals, new_ticket
from ubah.edge.git import ObjectStore
from ubah.edge.history.audit import HistoryResult, audit
from ubah.edge.history.landings import LandingReader
from ubah.edge.recorder.recorder import read_key
from ubah.edge.system import catalogues
from ubah.publish.desk.pages import DeskPages

HOST = "meja.lpse.example"
ADDRESS = f"https://{HOST}"
SECRET = "rahasia-meja-kantor-contoh-0123456789"  # noqa: S105 - of tests
ACCOUNTS = {
    "pemohon-1": 11,
    "pemohon-2": 12,
    "pengelola-1": 21,
    "pengelola-2": 22,
    "kepala": 31,
    "plh-kepala": 32,
    "sekda": 41,
}
DESK: dict[str, Any] = {"address": ADDRESS, "known_by": ["proxy", "link"]}
RFC = "RFC-2026-0001"


def with_accounts(roles: dict[str, Any]) -> None:
    """Give everybody an account at the desk, whose name is the person's id."""
    for who, number in ACCOUNTS.items():
        row = {"forge": HOST, "id": number, "login": who, "from": "2026-01-01"}
        roles["persons"][who]["accounts"] = [row]


@dataclass
class Meja:
    """The desk of ``office``, whose main is on ``server``; ``at`` are minutes after the office's start."""

    office: Office
    server: Path
    clone: Path
    at: float = 0
    told: list[str] = field(default_factory=list)
    seals: Seals = field(default_factory=lambda: Seals([SECRET]))
    ticks: float = 0

    @classmethod
    def make(
        cls,
        folder: Path,
        settings: dict[str, Any] | None = None,
        change: Callable[[dict[str, Any]], None] = with_accounts,
    ) -> Meja:
        """Found an office with a desk."""

        def data(where: Path) -> dict[str, Any]:
            roles = roles_data(where)
            change(roles)
            return roles

        with patch("support.office.roles_data", data):
            office = Office.found(folder, {"rules": 2, "desk": DESK, **(settings or {})})
        server, clone = folder / "server.git", folder / "desk"
        for words in (
            ["git", "init", "-q", "--bare", "-b", "main", str(server)],
            ["git", "-C", str(office.repo), "push", "-q", str(server), "main"],
            ["git", "clone", "-q", str(server), str(clone)],
        ):
            subprocess.run(words, check=True, capture_output=True)
        return cls(office, server, clone)

    # --- the application ------------------------------------------------------------------------------

    def now(self) -> datetime:
        """Return what the desk's clock says."""
        return minutes(self.at)

    def place(self, key: str = "pencatat") -> DeskPlace:
        """Return where the desk works."""
        return DeskPlace(self.clone, "origin", self.now, read_key(self.office.key(key)))

    def app(self, header: str = "x-remote-user", key: str = "pencatat", **rules: Any) -> Door:
        """Return the application."""
        own = {"host": HOST, "origin": ADDRESS, "peers": frozenset({"127.0.0.1"})}
        return desk_app(
            self.place(key),
            DeskPages("id", catalogues.load("id")),
            self.seals,
            DoorRules(**{**own, "user_header": header, **rules}),
            desk_rates(lambda: self.ticks),
            self.told.append,
        )

    def browser(self, who: str = "", app: Door | None = None, peer: str = "127.0.0.1") -> Browser:
        """Return somebody's browser, let in by the proxy as ``who``."""
        client = TestClient(app or self.app(), ADDRESS, client=(peer, 1), follow_redirects=False)
        return Browser(client, {"x-remote-user": who} if who else {})

    # --- what stands on the server ----------------------------------------------------------------------

    @property
    def main(self) -> str:
        """The commit of main on the server."""
        return self.git("rev-parse", "main")

    def git(self, *words: str) -> str:
        """Run git on the server's repository."""
        done = subprocess.run(
            ["git", "-C", str(self.server), *words], check=True, capture_output=True
        )
        return done.stdout.decode().strip()

    def read(self, path: str) -> bytes:
        """Return a file of main."""
        return subprocess.run(
            ["git", "-C", str(self.server), "show", f"main:{path}"], check=True, capture_output=True
        ).stdout

    def push(self, commit: str = "main", branch: str = "main") -> None:
        """Push what the office's own repository holds."""
        words = ["push", "-q", str(self.server), f"{commit}:refs/heads/{branch}"]
        self.office.git_bytes(*words, env={})

    def pull(self) -> None:
        """Bring what the desk has landed into the office's own repository."""
        self.office.git_bytes("fetch", "-q", str(self.server), "+main:refs/heads/main", env={})

    def audit(self) -> HistoryResult:
        """Audit what stands on the server."""
        with ObjectStore(self.server) as store:
            return audit(LandingReader(store), self.main)

    def link(self, who: str, number: str = RFC, hours: float = 48) -> str:
        """Return the address of a link for a record as it stands."""
        return f"/l/{self.seals.link(self.ticket(who, number, hours))}"

    def ticket(self, who: str, number: str = RFC, hours: float = 48) -> Ticket:
        """Return a link's content."""
        before = blob_id(self.read(f"changes/{number[4:8]}/{number}.yaml"))
        return new_ticket(who, number, before, self.now(), timedelta(hours=hours))


@dataclass
class Browser:
    """Somebody's browser: gets pages, and sends the forms that stand on them."""

    client: TestClient
    headers: dict[str, str]

    def get(self, address: str, **headers: str) -> Response:
        """Return a page."""
        return self.client.get(address, headers={**self.headers, **headers})

    def seal(self, address: str, action: str = "") -> str:
        """Return the seal of the form for ``action`` on a page."""
        return seal_in(self.get(address).text, action)

    def post(
        self,
        address: str,
        said: dict[str, str],
        files: dict[str, tuple[str, bytes]] | None = None,
        **headers: str,
    ) -> Response:
        """Send a form as a browser does; ``files``: field → name and content."""
        own = {"origin": ADDRESS, "sec-fetch-site": "same-origin"}
        sent = {**self.headers, **own, **headers}
        return self.client.post(address, data=said, files=files, headers=sent)

    def answer(
        self,
        page: str,
        key: str,
        files: dict[str, tuple[str, bytes]] | None = None,
        **said: str,
    ) -> Response:
        """Open a record's page or a form, fill in the form for ``key``, and send it."""
        shown = self.get(page)
        action = f"{page}/{key}"
        if f'action="{html.escape(action)}"' not in shown.text:
            shown = self.get(action)
        fields = {f"f-{name}": text for name, text in said.items()}
        secret = {
            name.replace("u-", "r-"): "1" for name in files or () if "rahasia" in files[name][0]
        }
        return self.post(action, {"seal": seal_in(shown.text, action), **fields, **secret}, files)


def seal_in(page: str, action: str = "") -> str:
    """Return the seal of a page's form."""
    pattern = rf'action="{re.escape(html.escape(action))}"' if action else ""
    found = re.search(rf'{pattern}.*?name="seal" value="([^"]*)"', page, re.DOTALL)
    assert found is not None, page
    return html.unescape(found[1])

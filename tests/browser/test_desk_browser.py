"""The desk in a real browser without any script: the office's stories on a plain server, with its hook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal
from zoneinfo import ZoneInfo

import pytest
import yaml
from accessibility import violations
from playwright.sync_api import Browser, FilePayload, Page

from cli.clerk import Kantor, git, run
from desk.on_server import OnServer, found
from desk.serving import Proxy
from support import gitolite
from ubah.core.reading.writing import dump

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
YEAR = datetime.now(ZoneInfo("Asia/Makassar")).year
FIRST = f"RFC-{YEAR}-0001"
REQUEST = {
    "title": "Pembaruan aplikasi SPSE",
    "description": "Memperbarui SPSE.",
    "reason": "Galat unggah.",
    "services": "SPSE",
    "proposed_urgency": "normal",
    "wanted_by": "2099-12-31",
    "impact_if_not_done": "Unggah gagal.",
    "plan-implementation": "Pasang.",
    "plan-test": "Masuk.",
    "plan-rollback": "Pulihkan.",
}
ACCEPT = {"assessment": "Layak.", "category": "application", "impact": "low", "risk": "low"}
TEST = {
    "tests.0.scenario": "Masuk",
    "tests.0.expected": "Berhasil",
    "tests.0.result": "Berhasil",
    "tests.0.passed": "Ya",
    "tests.0.tester": "Cici",
}


@dataclass
class Walk:
    """Somebody's phone at the desk; ``who`` the log-in lets in changes from step to step."""

    office: OnServer
    proxy: Proxy
    page: Page

    def open(self, who: str, path: str) -> None:
        """Open a page as somebody."""
        self.proxy.who = who
        self.page.goto(f"{self.office.address}{path}")

    def act(
        self,
        who: str,
        number: str,
        key: str,
        /,
        attach: Mapping[str, bytes] = MappingProxyType({}),
        **said: str,
    ) -> None:
        """Take a step by the forms that stand on the pages, found by their words alone."""
        self.open(who, f"/r/{number}" if number else "/new")
        form = self.page.locator(f'form[action$="/{key}"]')
        if form.count() == 0:
            self.page.locator(f'a[href$="/{key}"]').first.click()
        for row, (name, data) in enumerate(attach.items()):
            self.page.get_by_text("Lampirkan berkas").click()
            chosen: FilePayload = {"name": name, "mimeType": "image/png", "buffer": data}
            self.page.locator('input[type="file"]').nth(row).set_input_files(chosen)
        self.fill(key, **said)
        assert self.page.locator("h1").inner_text() == "Tercatat", self.page.content()

    def fill(self, key: str, /, **said: str) -> None:
        """Fill in the form for ``key`` and send it."""
        form = self.page.locator(f'form[action$="/{key}"]')
        for name, text in said.items():
            field = form.locator(f'[name="f-{name}"]')
            if field.evaluate("element => element.tagName") == "SELECT":
                field.select_option(text)
            else:
                field.fill(text)
        form.locator("button").click()

    def now(self) -> str:
        """Return the present moment in office time, as the browser's calendar has it."""
        return datetime.now(ZoneInfo("Asia/Makassar")).strftime("%Y-%m-%dT%H:%M:%S")


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> OnServer:
    return found(tmp_path_factory.mktemp("meja"))


@pytest.fixture
def walk(founded: OnServer, browser: Browser) -> Iterator[Walk]:
    with walking(founded, browser) as own:
        yield own


@contextmanager
def walking(office: OnServer, browser: Browser) -> Iterator[Walk]:
    """A phone at the desk of ``office``; it asks nothing from anywhere else."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=False, locale="id-ID")
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    with office.open() as (proxy, _process):
        yield Walk(office, proxy, page)
    context.close()
    assert {url for url in asked if not url.startswith(office.address)} == set()


def newest(office: OnServer) -> str:
    return max(
        Path(path).stem for path in git(office.server, "ls-tree", "-r", "--name-only", "main").split()
        if path.startswith("changes/") and path.endswith(".yaml")
    )  # fmt: skip


def conforms(office: OnServer) -> str:
    said = office.audit()
    assert "CONFORMS" in said or "conforms" in said.lower(), said
    return said


def test_a_normal_change_from_request_to_closing(walk: Walk) -> None:
    walk.act("pemohon-1", "", "submit", **REQUEST)
    number = newest(walk.office)
    walk.act(
        "pengelola-1",
        number,
        "accept+classify_normal",
        **ACCEPT,
        **{"classify_normal-rationale": "Dapat dijadwalkan."},
    )
    start = walk.now()
    walk.act(
        "pengelola-1", number, "implement", started_at=start, ended_at=walk.now(), completed="Ya",
        implementers="pengelola-1", work_log="Terpasang.",
    )  # fmt: skip
    shot = walk.page.screenshot(full_page=True)
    walk.act(
        "pengelola-1", number, "pass_test", documentation="Tersimpan.", attach={"Hasil Uji.png": shot},
        **TEST,
    )  # fmt: skip
    walk.act("pengelola-1", number, "report", number="LP/001", summary="Selesai.")
    walk.open("kepala", f"/r/{number}")
    assert (
        walk.page.request.get(f"{walk.office.address}/r/{number}/lampiran/hasil-uji.png").body()
        == shot
    )
    walk.page.get_by_role("link", name="Hasil Uji.png").click()
    assert walk.page.locator("img").evaluate("image => image.naturalWidth") >= PHONE["width"]
    walk.act("kepala", number, "review")
    live = {"already_live-at": walk.now(), "already_live-reason": "Langsung dipakai."}
    walk.act("pengelola-1", number, "schedule_release", **live)
    released = {"release-outcome": "released", "release-at": live["already_live-at"]}
    walk.act(
        "pengelola-1", number, "keep_assets", reason="Tidak ada aset yang berubah.", **released
    )
    record = walk.office.record(number)
    assert record["status"] == "closed"
    assert {entry["by"] for entry in record["journal"]} == {"pemohon-1", "pengelola-1", "kepala"}
    said = conforms(walk.office)
    assert "declared at the office's desk" in said


def escalated(walk: Walk) -> str:
    walk.act("pemohon-1", "", "submit", **{**REQUEST, "proposed_urgency": "emergency"})
    number = newest(walk.office)
    walk.act("pengelola-1", number, "accept", **ACCEPT)
    walk.act("pengelola-1", number, "escalate", criterion="security", rationale="Celah terbuka.")
    return number


def test_an_emergency_that_the_head_approves(walk: Walk) -> None:
    number = escalated(walk)
    walk.open("kepala", "/")
    walk.page.get_by_text(number).click()
    assert "Celah terbuka." in walk.page.locator("main").inner_text()
    walk.fill("approve", analysis="Segera.")
    assert walk.page.locator("h1").inner_text() == "Tercatat"
    assert walk.office.record(number)["status"] == "authorised"
    conforms(walk.office)


def test_an_acting_head_decides_by_letter(walk: Walk) -> None:
    number = escalated(walk)
    walk.act("plh-kepala", number, "approve")
    entry = walk.office.record(number)["journal"][-1]
    assert (entry["capacity"], entry["appointment"]) == ("plh", "800/9/Plh/2026")
    conforms(walk.office)


def test_a_refusal_and_a_slip_before_it(walk: Walk) -> None:
    number = escalated(walk)
    walk.open("kepala", f"/r/{number}")
    form = walk.page.locator('form[action$="/return"]')
    form.locator('[name="f-reason"]').fill("   ")
    form.locator('[name="f-code"]').select_option("not_emergency")
    form.locator("button").click()
    assert walk.page.locator(".bad").count() == 1
    walk.fill("return", reason="Bukan keadaan mendesak.")
    assert walk.page.locator("h1").inner_text() == "Tercatat"
    assert walk.office.record(number)["status"] == "returned"
    conforms(walk.office)


def test_a_colleague_is_let_in(walk: Walk) -> None:
    kantor = walk.office.kantor
    kantor.git("fetch", "-q", walk.office.url, "main", **walk.office.door)
    kantor.git("switch", "-q", "-C", "orang-baru", "FETCH_HEAD")
    roles: dict[str, Any] = yaml.load((kantor.repo / "roles.yaml").read_text(), yaml.CSafeLoader)
    day = kantor.today()
    roles["persons"]["pegawai-baru"] = {
        "name": "Baru Contoh",
        "title": "Staf",
        "accounts": [{"forge": "localhost", "id": 9, "login": "baru", "from": day}],
    }
    roles["roles"]["requester"].append({"person": "pegawai-baru", "from": day})
    (kantor.repo / "roles.yaml").write_text(dump(roles))
    kantor.git(
        "-c", f"user.signingKey={kantor.key('pengelola-1')}", "commit", "-qaS", "-m", "Orang baru"
    )
    kantor.git("push", "-q", walk.office.url, "orang-baru", **walk.office.door)
    walk.open("kepala", "/")
    walk.page.get_by_role("link", name="orang-baru").click()
    assert "Baru Contoh" in walk.page.locator(".changes").inner_text()
    walk.page.get_by_role("button").click()
    assert walk.page.locator("h1").inner_text() == "Tercatat"
    walk.open("baru", "/new")
    assert walk.page.locator("form").count() == 1
    conforms(walk.office)


GITOLITE = """\
repo gitolite-admin
    RW+ = admin

repo perubahan
    RW+ = petugas meja
"""


def under_gitolite(kantor: Kantor, folder: Path) -> tuple[Path, str, dict[str, str]]:
    """Push the office to gitolite, which lets the desk in as one of its users."""
    home = gitolite.set_up(folder, GITOLITE, ("petugas", "meja"))
    bare = home / "repositories/perubahan.git"
    git(bare, "symbolic-ref", "HEAD", "refs/heads/main")
    run(home, "hook", "install", bare, "--root", kantor.git("rev-list", "--max-parents=0", "main"))
    kantor.git("push", "-q", gitolite.REPOSITORY, "main", **gitolite.door(folder, home, "petugas"))
    return bare, gitolite.REPOSITORY, gitolite.door(folder, home, "meja")


@pytest.mark.slow
@pytest.mark.skipif(not gitolite.INSTALLED, reason="gitolite3 is not installed")
def test_the_stories_under_a_real_gitolite(tmp_path: Path, browser: Browser) -> None:
    with walking(found(tmp_path, under_gitolite), browser) as walk:
        test_a_normal_change_from_request_to_closing(walk)
        test_an_emergency_that_the_head_approves(walk)
        test_an_acting_head_decides_by_letter(walk)
        test_a_refusal_and_a_slip_before_it(walk)
        test_a_colleague_is_let_in(walk)


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (360, "dark"), (1280, "light")])
def test_pages_fit_and_can_be_read_by_everybody(
    founded: OnServer, browser: Browser, width: int, scheme: Literal["light", "dark"]
) -> None:
    """Nothing sticks out, and axe, which is a script of ours and not of the pages, finds nothing."""
    context = browser.new_context(
        viewport={"width": width, "height": 740}, color_scheme=scheme, locale="id-ID"
    )
    page = context.new_page()
    with founded.open() as (proxy, _process):
        walk = Walk(founded, proxy, page)
        number = escalated(walk)
        for who, path in (
            ("kepala", "/"),
            ("kepala", f"/r/{number}"),
            ("kepala", f"/r/{number}/return"),
            ("pemohon-1", "/new"),
            ("pengelola-1", f"/r/{number}"),
            ("", "/"),
        ):
            walk.open(who, path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert violations(page, "body") == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert page.evaluate("document.scripts.length") == 0
    context.close()

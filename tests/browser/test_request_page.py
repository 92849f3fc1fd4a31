"""The request page in a real browser: what a person types becomes a file that the judge accepts."""

from __future__ import annotations

import functools
import hashlib
import http.server
import json
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, BrowserContext, Page

from support.sample import sample_files
from ubah.core.diagnostics import Place, indeterminate, msg
from ubah.core.judge.contents import judge_contents
from ubah.core.office.authority import build_authority
from ubah.core.paths import asset_id, record_id
from ubah.core.plain import plain_text
from ubah.core.reading.writing import HEADER, entry_data, new_record
from ubah.core.register.views import AuditSummary, Register, build_register
from ubah.core.rules import BY_ID, RULES
from ubah.core.strict_yaml.source import parse
from ubah.edge.system import catalogues
from ubah.publish.forges.github.addresses import ADDRESS_LIMIT
from ubah.publish.output.edition import Edition
from ubah.publish.output.run import build_site

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime.fromisoformat("2026-07-03T09:00:00+08:00")
EDITION = Edition("id", catalogues.load("id"), ROOT / "mkdocs.yml")
REPOSITORY = "lpse-contoh/perubahan"
FILLED = {
    "title": "Pembaruan aplikasi SPSE: versi 4.5",
    "description": "Memperbarui SPSE.\n\n- cadangkan dulu\n- lalu pasang",
    "reason": "Galat unggah pada berkas > 2 MB; keluhan penyedia sejak Januari # penting.",
    "services": "SPSE, LPSE Kabupaten Contoh",
    "wanted_by": "2026-12-01",
    "impact_if_not_done": "Unggah dokumen gagal.",
}

pytestmark = pytest.mark.browser


def sample_register() -> Register:
    """Return the sample office's register, as if the office worked on GitHub."""
    found = sample_files()
    found["office.yaml"] += (
        f"forge:\n  kind: github\n  host: github.com\n  repository: {REPOSITORY}\n".encode()
    )
    authority, problems = build_authority(found)
    assert authority is not None, problems
    records = {path: data for path, data in found.items() if record_id(path)}
    assets = {path: data for path, data in found.items() if asset_id(path)}
    steps = judge_contents(records, assets, authority).steps
    nothing = indeterminate(
        BY_ID["UB701"], Place(), msg("there is no history to audit"), msg("ubah demo")
    )
    return build_register(found, authority, steps, AuditSummary((nothing,)), rules=RULES)


@pytest.fixture(scope="module")
def register() -> Register:
    return sample_register()


@pytest.fixture(scope="module")
def site(register: Register, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site") / "out"
    build_site(register, NOW, False, (EDITION,), out)
    return out


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    handler = functools.partial(_Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/ajukan.html"
        server.shutdown()
        thread.join()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="id-ID", viewport={"width": 390, "height": 800})
    context.route(re.compile("^https:"), lambda route: route.fulfill(body="GitHub"))
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.on("pageerror", lambda problem: pytest.fail(str(problem)))
    page.goto(address)
    return page


def fill(page: Page, **changed: str) -> None:
    for name, value in {**FILLED, **changed}.items():
        page.fill(f"#isi-{name}", value)
    page.select_option("#isi-proposed_urgency", "normal")
    page.select_option("#isi-requester", "pemohon-2")


def opened(page: Page) -> tuple[str, str, str]:
    """Press the button; return the address without its query, the file's path and its text."""
    with page.context.expect_page() as new:
        page.click("#ub-open")
    new.value.wait_for_load_state()
    link = urlsplit(new.value.url)
    query = parse_qs(link.query, strict_parsing=True)
    assert set(query) == {"filename", "value"}
    return f"{link.scheme}://{link.netloc}{link.path}", query["filename"][0], query["value"][0]


def test_a_request_opens_the_forges_new_file_page_with_a_record_that_check_accepts(
    page: Page,
) -> None:
    fill(page)
    link, path, text = opened(page)
    assert link == f"https://github.com/{REPOSITORY}/new/main"
    year = datetime.now(NOW.tzinfo).year
    number = "RFC-2026-0032" if year == 2026 else f"RFC-{year}-0001"
    assert path == f"changes/{year}/{number}.yaml"
    authority, _ = build_authority(sample_files())
    assert authority is not None
    judged = judge_contents({path: text.encode()}, {}, authority)
    assert judged.findings == ()
    document, _ = parse(text.encode(), path)
    assert document is not None
    data: Any = document.value
    assert list(data["request"]) == [
        "title", "requester", "addressee", "date", "description", "reason", "services",
        "proposed_urgency", "wanted_by", "impact_if_not_done",
    ]  # fmt: skip
    assert data["request"]["services"] == ["SPSE", "LPSE Kabupaten Contoh"]
    entry = data["journal"][0]
    at = datetime.fromisoformat(entry["at"])
    assert at.utcoffset() == timedelta(hours=8)
    assert abs(datetime.now(at.tzinfo) - at) < timedelta(minutes=2)
    assert text.encode() == new_record(
        number, data["request"], entry_data("submit", "pemohon-2", at, {})
    )
    assert str(page.text_content("#ub-preview")).strip() == text.strip()


def test_optional_parts_go_where_the_schema_has_them(page: Page) -> None:
    fill(page)
    page.click("summary")
    page.fill("#isi-affected_assets", "SRV-0001, APP-0001")
    page.fill("#isi-plan-implementation", "Pasang.")
    page.click("#ub-open")
    assert "bagian dari rencana" in page.inner_text("#galat-plan-test")
    page.fill("#isi-plan-test", "Uji.")
    page.fill("#isi-plan-rollback", "Pulihkan.\nPeriksa.")
    page.select_option("#isi-category", "application")
    _, path, text = opened(page)
    document, _ = parse(text.encode(), path)
    assert document is not None
    request: Any = document.value["request"]  # type: ignore[index,call-overload] # a mapping
    assert request["plan"] == {
        "implementation": "Pasang.",
        "test": "Uji.",
        "rollback": "Pulihkan.\nPeriksa.",
    }
    assert request["affected_assets"] == ["SRV-0001", "APP-0001"]
    assert list(request)[6:9] == ["category", "services", "affected_assets"]


def test_an_attachment_is_named_by_what_the_browser_computes(
    page: Page, address: str, tmp_path: Path
) -> None:
    """Nothing of the file leaves the browser; the record says its name, its digest and its place."""
    sent: list[str] = []
    fill(page)
    page.click("summary")
    letter = tmp_path / "Surat Permohonan.pdf"
    letter.write_bytes(b"%PDF-1.7\n" + b"surat\n" * 1000)
    page.on("request", lambda request: sent.append(request.url))
    page.click("#ub-attach")
    page.set_input_files("#berkas-attachments-0", letter)
    page.wait_for_function("document.getElementById('isi-attachments-0-sha256').value")
    assert sent == []
    page.click("#ub-open")
    assert "hapus lampirannya" in page.inner_text("#galat-attachments-0-location")
    page.fill("#isi-attachments-0-location", "Lemari arsip 3: map #7")
    page.click("#ub-attach")
    page.fill("#isi-attachments-1-name", "Foto")
    page.fill("#isi-attachments-1-sha256", "0" * 63)
    page.fill("#isi-attachments-1-location", "NAS")
    assert "salah bentuk" in page.inner_text("#galat-attachments-1-sha256")
    page.goto(address)
    assert page.input_value("#isi-attachments-1-name") == "Foto"
    page.click("[data-row=attachments-1] button")
    _, path, text = opened(page)
    authority, _ = build_authority(sample_files())
    assert authority is not None
    assert judge_contents({path: text.encode()}, {}, authority).findings == ()
    document, _ = parse(text.encode(), path)
    assert document is not None
    data: Any = document.value
    (named,) = data["request"]["attachments"]
    assert named == {
        "name": "Surat Permohonan.pdf",
        "sha256": hashlib.sha256(letter.read_bytes()).hexdigest(),
        "location": "Lemari arsip 3: map #7",
    }
    entry = data["journal"][0]
    at = datetime.fromisoformat(entry["at"])
    opening = entry_data("submit", "pemohon-2", at, {})
    assert text.encode() == new_record(data["id"], data["request"], opening)


def test_an_asset_is_offered_behind_what_stands_there_already(page: Page) -> None:
    page.evaluate("document.querySelector('details').open = true")
    page.fill("#isi-affected_assets", "SRV-0001, ")
    offered = page.eval_on_selector_all("#ub-assets option", "all => all.map(one => one.value)")
    assert "SRV-0001, APP-0001" in offered
    page.fill("#isi-affected_assets", "APP")
    offered = page.eval_on_selector_all("#ub-assets option", "all => all.map(one => one.value)")
    assert "APP-0001" in offered


def test_what_must_be_filled_in_is_marked(page: Page) -> None:
    marked = page.eval_on_selector_all(
        "label:has(.ub-required)", "all => all.map(one => one.htmlFor)"
    )
    required = page.eval_on_selector_all("[aria-required]", "all => all.map(one => one.id)")
    assert marked == required
    assert "bertanda *" in page.inner_text("#ub-request")
    page.click("#ub-open")
    assert page.inner_text("#galat-requester") == "Nama Anda: kolom ini belum diisi."


def test_what_is_missing_is_told_in_indonesian_and_nothing_opens(page: Page) -> None:
    page.click("#ub-open")
    assert page.context.pages == [page]
    assert page.inner_text("#galat-title") == "Judul Perubahan: kolom ini belum diisi."
    assert "Masih ada 8 kolom" in page.inner_text("#ub-state")
    assert page.evaluate("document.activeElement.id") == "isi-title"
    assert page.get_attribute("#isi-title", "aria-invalid") == "true"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("title", "a" * 301, "kelebihan 1 karakter"),
        ("services", "SPSE, SPSE", "tercantum dua kali"),
        ("services", ", ,", "belum diisi"),
        ("affected_assets", "server utama", "salah bentuk"),
        ("supersedes", "RFC 12", "salah bentuk"),
    ],
)
def test_mistakes_are_told_while_one_types(page: Page, name: str, value: str, told: str) -> None:
    page.evaluate("document.querySelector('details').open = true")
    page.fill(f"#isi-{name}", value)
    assert told in page.inner_text(f"#galat-{name}")
    page.fill(f"#isi-{name}", "RFC-2026-0001" if name == "supersedes" else "APP-0001")
    assert page.inner_text(f"#galat-{name}") == ""


def test_a_draft_outlives_the_page_and_can_be_deleted(page: Page, address: str) -> None:
    fill(page)
    page.goto(address)
    assert page.input_value("#isi-title") == FILLED["title"]
    assert page.input_value("#isi-requester") == "pemohon-2"
    assert "ditampilkan kembali" in page.inner_text("#ub-draft")
    page.click("#ub-clear")
    page.goto(address)
    assert page.input_value("#isi-title") == ""


def test_where_the_address_would_be_too_long_there_is_copy_and_download(page: Page) -> None:
    fill(page, description="panjang sekali " * 600)
    page.click("#ub-open")
    assert page.context.pages == [page]
    assert re.search(r"kelebihan \d+ karakter", page.inner_text("#ub-state"))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.click("#ub-copy")
    page.wait_for_function("document.getElementById('ub-state').textContent.startsWith('Tersalin')")
    copied = page.evaluate("navigator.clipboard.readText()")
    with page.expect_download() as download:
        page.click("#ub-save")
    saved = Path(download.value.path()).read_text()
    assert download.value.suggested_filename.startswith("RFC-")
    strip = functools.partial(re.sub, r'at: ".*"', "at")
    assert strip(saved) == strip(copied)
    assert "panjang sekali panjang" in saved


def test_the_longest_address_that_is_opened_fits_through_the_sign_in_page(page: Page) -> None:
    fill(page)
    low, high = 0, 8000  # how many more letters still open
    while high - low > 1:
        middle = (low + high) // 2
        page.fill("#isi-description", "x" * middle or "x")
        page.evaluate("document.getElementById('ub-state').textContent = ''")
        page.eval_on_selector(
            "#ub-open",
            "a => a.addEventListener('click', e => { window.seen = a.href; if (!e.defaultPrevented) { window.went = true; e.preventDefault(); } }, { once: true })",
        )
        page.evaluate("window.went = false")
        page.click("#ub-open")
        low, high = (middle, high) if page.evaluate("window.went") else (low, middle)
    page.fill("#isi-description", "x" * low)
    link = page.evaluate(
        "new Promise(done => { const a = document.getElementById('ub-open'); a.addEventListener('click', e => { e.preventDefault(); done(a.href); }, { once: true }); a.click(); })"
    )
    travelled = page.evaluate(
        "link => ('https://github.com/login?return_to=' + encodeURIComponent(link)).length", link
    )
    assert ADDRESS_LIMIT - 2 <= travelled <= ADDRESS_LIMIT


def test_what_is_typed_is_never_run(page: Page) -> None:
    hostile = "<img src=x onerror=\"document.title='run'\"> </textarea><script>document.title='run'</script>"
    fill(page, title=hostile)
    _, path, text = opened(page)
    document, _ = parse(text.encode(), path)
    assert document is not None
    assert document.value["request"]["title"] == hostile  # type: ignore[index,call-overload] # a mapping
    assert page.title() != "run"


def test_without_a_forge_there_is_only_copy_and_download(
    browser: Browser, register: Register, tmp_path: Path
) -> None:
    raw = {key: value for key, value in register.authority.raw_office.items() if key != "forge"}
    plain = replace(register, authority=replace(register.authority, raw_office=raw))
    out = tmp_path / "out"
    build_site(plain, NOW, False, (EDITION,), out)
    page = browser.new_page()
    page.goto((out / "ajukan.html").as_uri())
    fill(page)
    assert page.query_selector("#ub-open") is None
    with page.expect_download():
        page.click("#ub-save")


TEXTS = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=60),
    st.text(
        st.sampled_from("ab:#-?'\"\\,[]{}&*!|>%@` \n0123456789.eE+~=<_TZ\u00a0é😀"), max_size=260
    ),
    st.lists(
        st.sampled_from(["kata", "panjang-sekali", "'", '"', "😀", "  ", ": ", " #", "\n"]),
        max_size=60,
    ).map(" ".join),
    st.sampled_from(
        [
            "yes",
            "No",
            "true",
            "null",
            "~",
            "=",
            "<<",
            "0x1F",
            "0b1",
            "017",
            "1_000",
            "1:30",
            "1.5",
            ".inf",
            "2026-02-02",
            "2026-2-2",
            "1e3",
            "-0",
            "---",
            "...",
            "-",
            "?",
            ":",
            "a:",
            ":a",
            "#a",
            "a#",
            "2026-2027",
            "on",
            "Off",
            "NaN",
            ".nan",
            "190:20:30",
            "+1",
            "0o7",
            "'",
        ]
    ),
)


@pytest.fixture(scope="module")
def writer(browser: Browser, address: str) -> Callable[..., Any]:
    page = browser.new_page()
    page.goto(address)
    return page.evaluate


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(texts=st.lists(TEXTS, min_size=20, max_size=40))
def test_the_file_is_byte_for_byte_what_ubah_new_writes(
    writer: Callable[..., Any], texts: list[str]
) -> None:
    cleaned = [plain_text(text) for text in texts]
    assert writer("texts => texts.map(window.ubahRecord.plainText)", texts) == cleaned
    kept = [text for text in cleaned if text]
    request = {
        "title": kept[0] if kept else "x",
        "services": [text for text in kept if "\n" not in text] or ["x"],
        **{f"k{index}": text for index, text in enumerate(kept)},
        "plan": {f"k{index}": text for index, text in enumerate(kept)} or {"a": "b"},
    }
    at = "2026-02-02T09:00:00+08:00"
    made = writer(
        "([header, request, at]) => window.ubahRecord.newRecord(header, 'RFC-2026-0001', request, 'pemohon-1', at)",
        [HEADER, request, at],
    )
    entry = entry_data("submit", "pemohon-1", datetime.fromisoformat(at), {})
    assert made.encode() == new_record("RFC-2026-0001", request, entry), json.dumps(request)

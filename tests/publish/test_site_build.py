from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from markupsafe import escape
from site_support import NOW, ROOT, alone, both, context

from ubah.core.diagnostics import CannotRun
from ubah.core.register.views import Register
from ubah.publish.drawings.picture import Picture
from ubah.publish.output import run, writing
from ubah.publish.output.frame import Frame
from ubah.publish.output.linkcheck import check_site, read, scan
from ubah.publish.output.run import build_site
from ubah.publish.site.assembly import expected_pages, render_pages
from ubah.publish.site.page import Page

Translate = Callable[[str], str]


@pytest.fixture(scope="module")
def built(
    register: Register, indonesian: Translate, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    out = tmp_path_factory.mktemp("site") / "out"
    count = build_site(register, NOW, False, both(indonesian), out)
    assert count == len(register.records)
    return out


def test_every_page_is_written_and_no_shell_is(built: Path, register: Register) -> None:
    assert len(list(built.glob("rfc/*/index.html"))) == len(register.records)
    assert len(list(built.glob("aset/*/index.html"))) == len(register.assets)
    names = ("404", "ancaman", "bantuan", "data-pribadi", "istilah", "serangan", "tentang")
    hand_written = {f"{name}.html" for name in names}
    written = {path.relative_to(built).as_posix() for path in built.rglob("*.html")}
    english = {path.removeprefix("en/") for path in written if path.startswith("en/")}
    indonesian = {path for path in written if not path.startswith("en/")}
    assert english == indonesian
    assert len(indonesian - hand_written) == expected_pages(register)
    assert not any("ubah-mark" in path.read_text("utf-8") for path in built.rglob("*.html"))


def test_each_page_has_its_own_title_and_one_heading(built: Path) -> None:
    html = (built / "rfc/RFC-2026-0010/index.html").read_text("utf-8")
    assert "<title>RFC-2026-0010 – Pembaruan firmware" in html
    assert "RFC-2026-0001" not in html.split("<h1")[0]
    for page in built.rglob("*.html"):
        if page.name != "404.html":
            assert page.read_text("utf-8").count("<h1") == 1, page


def test_every_page_says_as_of_when_it_is_true(built: Path) -> None:
    for path in ("rfc/RFC-2026-0001/index.html", "audit/index.html", "bantuan.html"):
        assert "as of 3 July 2026, 09:00\u00a0WITA" in (built / "en" / path).read_text("utf-8")
        assert "keadaan per 3 Juli 2026, 09.00\u00a0WITA" in (built / path).read_text("utf-8")


def test_links_resolve_and_nothing_is_fetched_from_outside(built: Path) -> None:
    assert check_site(built) == ()


def test_the_quick_scan_of_a_filled_page_misses_nothing(
    register: Register, indonesian: Translate
) -> None:
    for ctx in (context(register, "id", indonesian), context(register, internal=True)):
        for path, page in render_pages(ctx).items():
            quick, thorough = scan(page.body), read(page.body)
            assert sorted(quick.links) == sorted(thorough.links), path
            assert sorted(quick.resources) == sorted(thorough.resources), path
            assert quick.anchors == thorough.anchors, path


def test_a_time_stays_on_one_line_with_its_zone(built: Path) -> None:
    page = (built / "rfc/RFC-2026-0010/index.html").read_text("utf-8")
    assert "09.25\u00a0WITA" in page
    assert "09.25 WITA" not in page
    assert "\u00a0" not in (built / "umpan.atom").read_text("utf-8")
    assert "\u00a0" not in (built / "unduhan/perubahan.csv").read_text("utf-8")


def test_a_broken_link_on_a_record_fails_the_build(
    register: Register, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(
        "ubah.publish.gathered.context.picture", lambda *_: Picture("jalur/x y.svg", b"", 0.5)
    )
    monkeypatch.setattr("ubah.publish.site.assembly.files_beside", lambda ctx: {})
    monkeypatch.setattr(run, "files_beside", lambda ctx: {})
    with pytest.raises(CannotRun) as caught:
        build_site(register, NOW, False, alone("id"), tmp_path / "out")
    assert "jalur/x y.svg leads nowhere" in str(caught.value.message)


@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_several_processes_write_what_one_does(
    register: Register, built: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(writing, "WORTH_FORKING", 1)
    monkeypatch.setattr(writing, "_processes", lambda: 3)
    build_site(register, NOW, False, alone("en"), tmp_path / "out")
    for page in (built / "en").rglob("*"):
        own = tmp_path / "out" / page.relative_to(built / "en")
        if page.parent == built / "en" and page.suffix == ".html" and page.stem != "ajukan":
            continue  # written by hand, in the language of the settings
        if page.suffix in (".html", ".csv", ".ics", ".svg"):
            main = [path.read_bytes().split(b"<article")[-1] for path in (page, own)]
            assert main[0].split(b"</article>")[0] == main[1].split(b"</article>")[0], page


@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_a_process_that_dies_is_told(
    register: Register, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(writing, "WORTH_FORKING", 1)
    monkeypatch.setattr(writing, "_processes", lambda: 2)
    monkeypatch.setattr(writing, "write_file", lambda *_: os._exit(9))
    with pytest.raises(CannotRun, match="ended from outside"):
        build_site(register, NOW, False, alone("en"), tmp_path / "out")


def test_own_style_and_script_name_no_host() -> None:
    for path in (ROOT / "site/overrides/assets").rglob("*"):
        if path.is_file():
            assert "://" not in path.read_text("utf-8"), path


def test_the_search_has_one_entry_a_record(built: Path, register: Register) -> None:
    docs = json.loads((built / "search/search_index.json").read_text("utf-8"))["docs"]
    found = [entry["location"] for entry in docs if entry["location"].startswith("rfc/")]
    assert sorted(found) == [f"rfc/{view.record.id}/index.html" for view in register.records]
    assert not any("shell" in entry["location"] for entry in docs)


def test_the_internal_edition_says_so(
    register: Register, indonesian: Translate, tmp_path: Path
) -> None:
    build_site(register, NOW, True, alone("id", indonesian), tmp_path / "out")
    html = (tmp_path / "out/index.html").read_text("utf-8")
    assert "Edisi internal" in html
    assert "Data contoh" in html


def test_the_theme_speaks_the_language_asked_for(register: Register, tmp_path: Path) -> None:
    build_site(register, NOW, False, alone("en"), tmp_path / "out")
    html = (tmp_path / "out/audit/index.html").read_text("utf-8")
    assert '<html lang="en"' in html
    assert "Cannot be determined yet" in html


def test_a_missing_page_fails_the_build(
    register: Register, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(run, "expected_pages", lambda register: 1000)
    with pytest.raises(CannotRun, match="pages instead of"):
        build_site(register, NOW, False, alone("id"), tmp_path / "out")


@pytest.mark.parametrize("out", [ROOT, ROOT.parent, ROOT / "site", ROOT / "site/pages"])
def test_the_sources_are_never_built_over(register: Register, out: Path) -> None:
    with pytest.raises(CannotRun, match="holds its sources"):
        build_site(register, NOW, False, alone("id"), out)


def test_a_broken_link_fails_the_build(register: Register, tmp_path: Path) -> None:
    office = tmp_path / "office"
    (office / "pages").mkdir(parents=True)
    (office / "pages/index.md").write_text("# Beranda\n\n[hilang](rfc/RFC-1999-0001/index.html)\n")
    (office / "mkdocs.yml").write_text(
        "site_name: x\ndocs_dir: pages\nuse_directory_urls: false\nnav: [index.md]\n"
        "theme: {name: material, font: false}\nextra: {generator: false}\n"
        "validation: {links: {not_found: info, unrecognized_links: info}}\n"
    )
    with pytest.raises(CannotRun) as caught:
        build_site(register, NOW, False, alone("id", str, office / "mkdocs.yml"), tmp_path / "out")
    assert "RFC-1999-0001" in str(caught.value.message)


def test_marks_in_a_page_are_text() -> None:
    shell = "<title>ubah-mark-title</title><!-- <h1 ubah-mark-content> -->"
    page = Page("a < ubah-mark-title", lambda: "<p>ubah-mark-title</p>", "")
    assert (
        Frame(shell).fill(page, "rfc/x/index.html", page.body)
        == "<title>a &lt; ubah-mark-title</title><p>ubah-mark-title</p>"
    )


def _site(tmp_path: Path, **pages: str) -> tuple[str, ...]:
    for name, html in pages.items():
        (tmp_path / f"{name}.html").write_text(html)
    return check_site(tmp_path)


def test_the_link_check_finds_what_leads_nowhere(tmp_path: Path) -> None:
    problems = _site(
        tmp_path,
        index='<a href="b.html#x">good</a> <a href="b.html#y">bad</a> <a href="c.html">bad</a>',
        b='<p id="x">there</p><a href="?status=open">good</a><a href="https://example.org">out</a>',
    )
    assert problems == (
        "index.html: b.html#y names no place on that page",
        "index.html: c.html leads nowhere",
    )


@pytest.mark.parametrize(
    "html",
    [
        '<script src="https://cdn.example/x.js"></script>',
        '<link rel="stylesheet" href="//cdn.example/x.css">',
        '<img srcset="http://cdn.example/x.png 2x" alt="">',
        "<p style=\"background: url('https://cdn.example/x.png')\">",
    ],
)
def test_the_link_check_finds_what_is_fetched_from_outside(tmp_path: Path, html: str) -> None:
    assert any("from another host" in problem for problem in _site(tmp_path, index=html))


def test_the_link_check_reads_style_sheets(tmp_path: Path) -> None:
    (tmp_path / "x.css").write_text("@import 'https://cdn.example/y.css';")
    assert check_site(tmp_path) == ("x.css: fetches https://cdn.example/y.css from another host",)


@pytest.fixture(scope="module")
def internal(
    register: Register, indonesian: Translate, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    out = tmp_path_factory.mktemp("internal") / "out"
    build_site(register, NOW, True, alone("id", indonesian), out)
    return out


def _restricted(register: Register) -> set[str]:
    found: set[str] = set()
    for view in register.assets:
        data = view.asset.data
        found |= {str(address) for address in data.get("ip_addresses", ())}
        found |= {data.get("security_configuration", "")}
        found |= {data.get("state_property", {}).get("serial_number", "")}
    for view in register.records:
        if not view.record.requester:
            found.add(view.record.request["requester"].get("contact", ""))
    return {" ".join(value.split()[:6]) for value in found if value}


def test_no_file_of_the_public_site_holds_what_is_restricted(
    register: Register, built: Path, internal: Path
) -> None:
    wanted = _restricted(register)
    assert len(wanted) > 8
    public = {path: path.read_bytes() for path in built.rglob("*") if path.is_file()}
    assert len(public) > 2 * len(register.records)
    leaks = [
        (path.relative_to(built).as_posix(), value)
        for path, data in public.items()
        for value in wanted
        if value.encode() in data
    ]
    assert leaks == []
    shown = b"".join(path.read_bytes() for path in internal.rglob("*") if path.suffix == ".html")
    assert [value for value in wanted if escape(value).encode() not in shown] == []


def test_every_page_links_to_its_twin(built: Path) -> None:
    page = (built / "rfc/RFC-2026-0010/index.html").read_text("utf-8")
    twin = (built / "en/rfc/RFC-2026-0010/index.html").read_text("utf-8")
    assert 'href="../../en/rfc/RFC-2026-0010/index.html" hreflang="en"' in page
    assert 'href="../../../rfc/RFC-2026-0010/index.html" hreflang="id"' in twin


@pytest.mark.parametrize("config", ["mkdocs.yml", "site/mkdocs.en.yml"])
def test_mkdocs_alone_builds_the_hand_written_pages_strictly(config: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", str(ROOT / config)]
    quiet = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(
        [*command, "-d", str(tmp_path / "out")], env=quiet, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    assert (tmp_path / "out/bantuan.html").is_file()


def test_hand_written_pages_come_in_both_languages() -> None:
    indonesian = {path.name for path in (ROOT / "site/pages").rglob("*.md")}
    assert indonesian == {path.name for path in (ROOT / "site/pages-en").rglob("*.md")}

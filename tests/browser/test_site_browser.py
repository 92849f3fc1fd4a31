"""The site in a real browser: tables, keyboard, phone, dark, print, both languages, axe."""

from __future__ import annotations

import json
import re
from itertools import cycle, islice
from pathlib import Path

import pytest
from accessibility import violations
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
DARK_PHONE = {**PHONE, "color_scheme": "dark"}
WIDTHS = [pytest.param({}, id="desktop"), pytest.param(PHONE, id="phone")]
KINDS = (
    "index",
    "perubahan/index",
    "perubahan/2026/index",
    "rfc/RFC-2026-0010/index",
    "rfc/RFC-2026-0029/index",
    "aset/index",
    "aset/APP-0001/index",
    "kalender/index",
    "kinerja/index",
    "rekap/index",
    "rekap/2026-03/index",
    "sop/index",
    "pejabat/index",
    "audit/index",
    "unduhan/index",
    "lainnya/index",
    "ajukan",
    "bantuan",
    "istilah",
    "tentang",
    "serangan",
    "ancaman",
    "data-pribadi",
)
LANGUAGES = [pytest.param("", id="indonesian"), pytest.param("en/", id="english")]


TIMED = """() => {
    const time = work => { const start = performance.now(); work(); return performance.now() - start; };
    const search = document.querySelector("input[name=q]");
    const typed = text => () => {
        search.value = text;
        search.dispatchEvent(new Event("input", { bubbles: true }));
    };
    const heading = number => () => document.querySelectorAll("th button")[number].click();
    return [heading(1), heading(5), typed("a"), typed("7"), typed("rfc-2020-0123")].map(time);
}"""


def visit(page: Page, site: Path, path: str, chosen: str = "") -> None:
    page.goto((site / f"{path}.html").as_uri() + chosen)


def shown(page: Page) -> list[str]:
    return page.locator(".ub-register tbody .ub-id a").all_inner_texts()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "page",
    [pytest.param({}, id="light desktop"), pytest.param(DARK_PHONE, id="dark phone")],
    indirect=True,
)
def test_a_page_fits_and_axe_finds_nothing(
    page: Page, site: Path, kind: str, language: str
) -> None:
    visit(page, site, f"{language}{kind}")
    dark = page.locator("body").get_attribute("data-md-color-scheme") == "slate"
    assert dark == page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    assert page.viewport_size is not None
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    if dark:
        cut = "[...document.querySelectorAll('.md-typeset__scrollwrap')]"
        cut = f"{cut}.filter(part => part.scrollWidth > part.clientWidth).length"
        assert page.evaluate(cut) == 0
    assert violations(page, "article") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_a_chart_is_cut(page: Page, site: Path, language: str) -> None:
    visit(page, site, f"{language}kinerja/index")
    cut = page.locator(".ub-chart text").evaluate_all(
        """texts => texts.filter(text => {
            const box = text.getBBox(), view = text.ownerSVGElement.viewBox.baseVal;
            return box.x < 0 || box.x + box.width > view.width;
        }).map(text => text.textContent)"""
    )
    assert page.locator(".ub-chart text").count() > 20
    assert cut == []


@pytest.mark.parametrize("path", ["rfc/RFC-2026-0010/index", "aset/NET-0001/index"])
@pytest.mark.parametrize("page", [pytest.param(PHONE, id="phone")], indirect=True)
def test_no_text_is_squeezed_on_a_phone(page: Page, site: Path, path: str) -> None:
    visit(page, site, path)
    narrow = page.evaluate(
        """[...document.querySelectorAll(".ub-prose")]
        .filter(part => part.textContent.length > 12 && part.getClientRects().length > 1)
        .map(part => [part.textContent, part.getBoundingClientRect().width])
        .filter(([, width]) => width < 60)"""
    )
    assert narrow == []


@pytest.mark.parametrize("kind", KINDS)
def test_each_page_has_a_twin_in_the_other_language(page: Page, site: Path, kind: str) -> None:
    visit(page, site, kind)
    page.locator("a.ub-language").click()
    expect(page).to_have_url((site / "en" / f"{kind}.html").as_uri())
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator("a.ub-language").click()
    expect(page).to_have_url((site / f"{kind}.html").as_uri())


def test_filters_narrow_the_table_and_count(page: Page, site: Path) -> None:
    visit(page, site, "perubahan/index")
    everything = len(shown(page))
    assert everything == len(list(site.glob("rfc/*/index.html")))
    page.get_by_label("Jenis").select_option("emergency")
    urgent = shown(page)
    assert 0 < len(urgent) < everything
    expect(page.get_by_role("status")).to_have_text(
        f"{len(urgent)} dari {everything} permintaan ditampilkan"
    )
    expect(page).to_have_url(re.compile("#kind=emergency$"))
    page.get_by_text("Hapus saringan").click()
    expect(page.get_by_role("status")).to_contain_text(f"{everything} dari {everything}")


def test_a_link_keeps_the_filter(page: Page, site: Path) -> None:
    visit(page, site, "perubahan/index", "#kind=emergency&person=plh-kepala&part=approver&sort=0")
    assert shown(page) == ["RFC-2026-0010"]
    assert page.get_by_label("Orang").input_value() == "plh-kepala"
    header = page.locator("th[aria-sort]")
    assert header.get_attribute("aria-sort") == "ascending"


@pytest.mark.parametrize(
    ("chosen", "number"),
    [
        ("#q=firmware", "RFC-2026-0010"),
        ("#asset=NET-0001&kind=emergency", "RFC-2026-0010"),
        ("#from=2026-03-10&until=2026-03-10", "RFC-2026-0010"),
        ("#status=awaiting_head", "RFC-2026-0029"),
        ("#period=2026-03", "RFC-2026-0010"),
        ("#period=2026&kind=emergency", "RFC-2026-0010"),
        ("#status=overdue", "RFC-2026-0029"),
        ("#category=security&deviations=yes", "RFC-2026-0010"),
        ("#waiting=Kepala+LPSE&status=open", "RFC-2026-0029"),
        ("#retrospective=late_documentation", "RFC-2026-0018"),
        ("#retrospective=nonconformity", "RFC-2026-0016"),
        ("#person=Petugas+Jaringan+(Pusat+Data+Provinsi+Contoh)&part=implementer", "RFC-2026-0024"),
        ("#figure=restored&counted=no", "RFC-2026-0007"),
        ("#figure=success&counted=no&from=2026-05-01", "RFC-2026-0020"),
    ],
)
def test_each_filter_finds(page: Page, site: Path, chosen: str, number: str) -> None:
    visit(page, site, "perubahan/index", chosen)
    found = shown(page)
    assert number in found
    assert len(found) < 31


def test_a_recap_leads_to_the_list_of_its_period(page: Page, site: Path) -> None:
    visit(page, site, "rekap/2026-03/index")
    listed = page.locator("article .ub-id a").all_inner_texts()
    page.locator(".ub-ended a").first.click()
    expect(page.get_by_role("status")).to_contain_text(f"{len(listed)} dari 31")
    assert shown(page) == listed


def test_a_recap_is_whole_without_scripts(browser, site: Path) -> None:  # type: ignore[no-untyped-def]
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    visit(page, site, "rekap/2026/index")
    assert page.locator("article .ub-id a").count() == 31
    expect(page.locator("#pertanyaan-11")).to_be_visible()
    context.close()


def test_a_figure_leads_to_the_requests_behind_it(page: Page, site: Path) -> None:
    for title, part, whole in (("Tingkat keberhasilan", 20, 23), ("kriteria dan insiden", 2, 6)):
        for place, count in ((0, part), (1, whole)):
            visit(page, site, "kinerja/index")
            card = page.locator(".ub-kpis:not(.ub-kpis--leading) li", has_text=title)
            card.get_by_role("link").nth(place).click()
            expect(page.get_by_role("status")).to_have_text(
                f"{count} dari 31 permintaan ditampilkan"
            )
            assert len(shown(page)) == count


def test_what_did_not_come_to_stay_is_marked(page: Page, site: Path) -> None:
    visit(page, site, "perubahan/index", "#status=setback&sort=0")
    marked = ["RFC-2026-0003", "RFC-2026-0007", "RFC-2026-0015", "RFC-2026-0020"]
    assert shown(page) == marked
    words = ["Di-rollback", "Di-rollback", "Rilis dibatalkan", "Di-rollback"]
    assert page.locator(".ub-register tbody .ub-badge--warn").all_inner_texts() == words


def test_a_hostile_address_chooses_nothing(page: Page, site: Path) -> None:
    visit(page, site, "perubahan/index", "#sort=99&page=-3&status=%3Cscript%3E&x=y")
    assert len(shown(page)) == 31


@pytest.mark.parametrize("page", [pytest.param(PHONE, id="phone")], indirect=True)
def test_ten_thousand_rows_are_quick_on_a_slow_phone(page: Page, site: Path) -> None:
    before, _equals, text = (site / "perubahan/data.js").read_text("utf-8").partition(" = ")
    data = json.loads(text.rstrip(";\n"))
    data["rows"] = [
        [f"RFC-{2016 + n // 1000}-{n % 1000 + 1:04}", f"{title} {n}", *rest]
        for n, (_number, title, *rest) in enumerate(islice(cycle(data["rows"]), 10_000))
    ]
    script = f"{before} = {json.dumps(data)};"
    page.route("**/perubahan/data.js", lambda route: route.fulfill(body=script))
    devtools = page.context.new_cdp_session(page)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    visit(page, site, "perubahan/index")
    expect(page.get_by_role("status")).to_contain_text("10000 dari 10000")
    taken = page.evaluate(TIMED)
    expect(page.get_by_role("status")).to_have_text("1 dari 10000 permintaan ditampilkan")
    assert max(taken) < 2000, taken  # milliseconds; about 50 and 110 with nothing else running


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["perubahan/index", "perubahan/2026/index"])
@pytest.mark.parametrize(
    "page", [pytest.param({"viewport": {"width": 1440, "height": 900}}, id="wide")], indirect=True
)
def test_a_row_of_the_log_is_two_lines_high(
    page: Page, site: Path, path: str, language: str
) -> None:
    visit(page, site, f"{language}{path}")
    tall = page.locator(".ub-table--log tbody tr").evaluate_all(
        """rows => rows.filter(row => {
            const cell = row.cells[1], style = getComputedStyle(cell);
            const line = parseFloat(style.lineHeight);
            const inner = row.getBoundingClientRect().height
                - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom);
            return inner > 2.3 * line;
        }).map(row => row.innerText)"""
    )
    assert tall == []


def test_sorting_by_keyboard_alone(page: Page, site: Path) -> None:
    visit(page, site, "perubahan/index")
    button = page.locator("th button").first
    button.focus()
    page.keyboard.press("Enter")
    numbers = shown(page)
    assert numbers == sorted(numbers)
    page.keyboard.press("Enter")
    assert shown(page) == numbers[::-1]
    assert page.locator("th").first.get_attribute("aria-sort") == "descending"


def test_a_record_is_reached_by_keyboard(page: Page, site: Path) -> None:
    visit(page, site, "perubahan/index", "#q=RFC-2026-0010")
    page.locator(".ub-register tbody .ub-id a").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("RFC-2026-0010")


@pytest.mark.parametrize("typed", ["RFC-2026-0029", "rfc 2026 29", "2026/0029"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_on_the_start_page_leads_to_its_record(
    page: Page, site: Path, typed: str, language: str
) -> None:
    visit(page, site, f"{language}index")
    page.locator("#ub-find").fill(typed)
    page.keyboard.press("Enter")
    page.wait_for_url("**/rfc/RFC-2026-0029/index.html")


def test_words_on_the_start_page_search_the_change_log(page: Page, site: Path) -> None:
    visit(page, site, "index")
    page.get_by_role("searchbox", name="Di mana permintaan saya?").fill("firmware & firewall")
    page.get_by_role("button", name="Cari", exact=True).click()
    expect(page.locator("form.ub-filter [name=q]")).to_have_value("firmware & firewall")
    page.locator("form.ub-filter [name=q]").fill("firmware")
    assert "RFC-2026-0010" in shown(page)
    expect(page).to_have_url(re.compile("perubahan/index.html#q=firmware$"))


def test_the_head_finds_what_waits_for_the_head(page: Page, site: Path) -> None:
    visit(page, site, "index")
    page.locator(".ub-figures a", has_text="menunggu Kepala LPSE").click()
    expect(page.get_by_label("Status")).to_have_value("head")
    assert sorted(shown(page)) == ["RFC-2026-0026", "RFC-2026-0029"]


def test_there_are_few_tabs_and_the_rest_is_under_the_last(page: Page, site: Path) -> None:
    visit(page, site, "index")
    tabs = page.locator(".md-tabs__item")
    assert tabs.count() == 7
    tabs.last.click()
    expect(page).to_have_url((site / "lainnya/index.html").as_uri())
    for place in ("sop", "pejabat", "unduhan", "bantuan", "istilah", "tentang"):
        expect(page.locator(f"article a[href*='{place}']")).to_have_count(1)
        expect(page.locator(f".ub-foot a[href*='{place}']")).to_have_count(1)


def test_the_start_page_leads_to_a_choice(page: Page, site: Path) -> None:
    visit(page, site, "index")
    page.get_by_text("perubahan mendesak").first.click()
    expect(page.get_by_label("Jenis")).to_have_value("emergency")


@pytest.mark.parametrize("kind", ["index", "rfc/RFC-2026-0010/index", "sop/index"])
@pytest.mark.parametrize("page", WIDTHS, indirect=True)
def test_asking_for_a_change_is_one_click_away(page: Page, site: Path, kind: str) -> None:
    visit(page, site, kind)
    page.locator("a.ub-ask").click()
    expect(page).to_have_url((site / "ajukan.html").as_uri())


def test_the_asset_table_filters(page: Page, site: Path) -> None:
    visit(page, site, "aset/index")
    page.locator("form [name=q]").fill("firewall")
    assert "NET-0001" in shown(page)
    assert len(shown(page)) < len(list(site.glob("aset/*/index.html")))


def test_the_register_is_whole_without_scripts(browser, site: Path) -> None:  # type: ignore[no-untyped-def]
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    visit(page, site, "perubahan/index")
    assert len(shown(page)) == 31
    expect(page.locator("form.ub-filter")).to_be_hidden()
    context.close()


def test_a_record_prints_as_the_form(page: Page, site: Path) -> None:
    visit(page, site, "rfc/RFC-2026-0010/index")
    block = page.locator(".ub-signatures")
    expect(block).to_be_hidden()
    page.emulate_media(media="print")
    expect(block).to_be_visible()
    expect(block).to_contain_text("Elok Contoh")
    expect(page.locator(".ub-letterhead")).to_be_visible()
    expect(page.locator(".md-header")).to_be_hidden()
    pdf = page.pdf(format="A4", tagged=True)
    assert 2 <= len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) <= 12


def test_the_log_prints_every_chosen_row(page: Page, site: Path) -> None:
    visit(page, site, "perubahan/index")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert len(shown(page)) == 31


@pytest.mark.parametrize("path", ["rfc/RFC-2026-0010/index", "en/rfc/RFC-2026-0029/index"])
@pytest.mark.parametrize("media", ["screen", "print"])
def test_the_way_through_the_sop_is_drawn(page: Page, site: Path, path: str, media: str) -> None:
    visit(page, site, path)
    page.emulate_media(media=media)
    if media == "screen":
        page.locator(".ub-path summary").click()
    picture = page.locator("img.ub-diagram")
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("complete", value=True)
    assert picture.evaluate("part => part.naturalWidth") > 0
    assert "→" in str(picture.get_attribute("alt"))


@pytest.mark.parametrize("path", ["rfc/RFC-2026-0010/index", "sop/index"])
def test_on_a_phone_the_diagram_opens_at_its_main_column(page: Page, site: Path, path: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    visit(page, site, path)
    if path != "sop/index":
        page.locator(".ub-path summary").click()
    middle = "[data-ub-middle]"
    page.wait_for_function(
        f"document.querySelector('{middle}').closest('.ub-scroll').scrollLeft > 0"
    )
    offset = page.locator(middle).evaluate(
        """drawing => {
          const frame = drawing.closest('.ub-scroll').getBoundingClientRect();
          const own = drawing.getBoundingClientRect();
          return own.left + own.width * drawing.dataset.ubMiddle - frame.left - frame.width / 2;
        }"""
    )
    assert abs(offset) < 2


def test_on_a_phone_hand_written_tables_are_cards(page: Page, site: Path) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    visit(page, site, "serangan")
    table = page.locator("article table").first
    assert (
        table.locator("tbody tr").first.evaluate("row => getComputedStyle(row).display") == "block"
    )
    assert all(
        cell.get_attribute("data-label")
        for cell in table.locator("tbody tr").first.locator("td").all()
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    visit(page, site, "istilah")  # two columns fit
    assert page.locator("article table.ub-table--cards").count() == 0


def test_dark_is_dark(page: Page, site: Path) -> None:
    visit(page, site, "index")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.locator("label.md-header__button[title='Gunakan tampilan gelap']").click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    expect(page.locator("body")).not_to_have_css("background-color", light)


def test_each_command_of_the_proof_is_copied_as_it_stands(browser, site: Path) -> None:  # type: ignore[no-untyped-def]
    context = browser.new_context(viewport={"width": 390, "height": 844}, offline=True)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    visit(page, site, "audit/index")
    rows = page.locator(".ub-command")
    assert rows.count() > 6
    for row in rows.all()[:3]:
        row.get_by_role("button", name="Salin").click()
        row.get_by_role("button", name="Tersalin").wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == row.locator("code").text_content()
        assert "\n" not in copied
    context.close()

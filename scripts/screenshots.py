"""Take a picture of each kind of page at phone and desktop width: screenshots.py SITE OUT.

In Indonesian and English, light and dark, into a folder each; details are open.
"""

from __future__ import annotations

import sys
from itertools import product
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
WIDTHS = {"phone": 390, "desktop": 1440}
TALLEST = 16_000
"""Chromium draws no picture that is taller than 16,384 pixels."""
PAGES = (
    "index",
    "perubahan/index",
    "aset/index",
    "kalender/index",
    "kinerja/index",
    "rekap/index",
    "rekap/2026-03/index",
    "lainnya/index",
    "sop/index",
    "pejabat/index",
    "audit/index",
    "unduhan/index",
    "ajukan",
    "bantuan",
    "istilah",
    "tentang",
    "ancaman",
    "serangan",
    "data-pribadi",
    "perubahan/2026/index",
)
FOLDERS = {"id": "", "en": "en"}
SCHEMES = ("light", "dark")


def main() -> None:
    """Take the pictures of the site that stands in a folder; nothing is fetched from elsewhere."""
    site, out = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
    taken = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for language, scheme, (name, width) in product(FOLDERS, SCHEMES, WIDTHS.items()):
            folder, target = site / FOLDERS[language], out / f"{language}-{scheme}"
            target.mkdir(parents=True, exist_ok=True)
            context = browser.new_context(
                viewport={"width": width, "height": 900},
                offline=True,
                locale="id-ID",
                color_scheme=scheme,
            )
            page = context.new_page()
            for path in (*PAGES, *_examples(folder)):
                page.goto((folder / f"{path}.html").as_uri())
                for details in page.locator("article details").all():
                    details.evaluate("part => { part.open = true; }")
                picture = f"{path.replace('/', '-').removesuffix('-index')}.{name}.png"
                _take(page, target / picture, width)
                taken += 1
            context.close()
        page = browser.new_page(viewport={"width": 794, "height": 1123})
        page.goto((site / f"{_examples(site)[0]}.html").as_uri())
        page.emulate_media(media="print")
        _take(page, out / "rfc.print.png", 794)
        page.pdf(path=out / "rfc.pdf", format="A4", tagged=True, outline=True)
        browser.close()
    print(f"{taken} pictures and a printed form in {out}")


def _examples(folder: Path) -> tuple[str, ...]:
    """An emergency that an acting head approved, a request that waits, an asset with a history."""
    records = sorted(path.name for path in (folder / "rfc").iterdir())
    assets = sorted(path.name for path in (folder / "aset").iterdir() if path.is_dir())
    return (f"rfc/{records[9]}/index", f"rfc/{records[-3]}/index", f"aset/{assets[0]}/index")


def _take(page: Page, target: Path, width: int) -> None:
    height = page.evaluate("document.documentElement.scrollHeight")
    page.screenshot(
        path=target,
        full_page=True,
        clip={"x": 0, "y": 0, "width": width, "height": min(height, TALLEST)},
    )


if __name__ == "__main__":
    main()

"""Take a picture of each kind of page at phone and desktop width: screenshots.py SITE OUT [LANGUAGE]."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
WIDTHS = {"phone": 390, "desktop": 1280}
TALLEST = 2200
PAGES = (
    "index",
    "perubahan/index",
    "aset/index",
    "kalender/index",
    "kinerja/index",
    "sop/index",
    "pejabat/index",
    "audit/index",
    "unduhan/index",
    "ajukan",
    "bantuan",
    "istilah",
    "tentang",
)


def main() -> None:
    """Take the pictures of the site that stands in a folder; nothing is fetched from elsewhere."""
    site, out = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
    folder = site / "en" if sys.argv[3:] == ["en"] else site
    out.mkdir(parents=True, exist_ok=True)
    record = sorted((folder / "rfc").iterdir())[9].name
    asset = sorted(path.name for path in (folder / "aset").iterdir() if path.is_dir())[0]
    pages = (*PAGES, f"rfc/{record}/index", f"aset/{asset}/index")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name, width in WIDTHS.items():
            context = browser.new_context(
                viewport={"width": width, "height": 900}, offline=True, locale="id-ID"
            )
            page = context.new_page()
            for path in pages:
                page.goto((folder / f"{path}.html").as_uri())
                _take(
                    page, out / f"{path.replace('/', '-').removesuffix('-index')}.{name}.png", width
                )
        page = browser.new_page()
        page.goto((folder / f"rfc/{record}/index.html").as_uri())
        page.set_viewport_size({"width": 794, "height": 1123})
        page.emulate_media(media="print")
        _take(page, out / "rfc.print.png", 794)
        page.pdf(path=out / "rfc.pdf", format="A4", tagged=True, outline=True)
        browser.close()
    print(f"{len(pages) * len(WIDTHS)} pictures and a printed form in {out}")


def _take(page: Page, target: Path, width: int) -> None:
    height = page.evaluate("document.documentElement.scrollHeight")
    page.screenshot(
        path=target,
        full_page=True,
        clip={"x": 0, "y": 0, "width": width, "height": min(height, TALLEST)},
    )


if __name__ == "__main__":
    main()

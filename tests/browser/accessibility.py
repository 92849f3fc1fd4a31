"""What axe has against a page."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# To tell all that passes as well takes as long again as looking.
_RUN = """() => axe.run({ preload: false, resultTypes: ["violations"] }).then(
    found => found.violations.map(rule => [rule.id, rule.nodes.map(node => node.html.slice(0, 140))])
)"""


def violations(page: Page, within: str) -> list[tuple[str, list[str]]]:
    """Return each rule that is broken with what breaks it, once all that is folded ``within`` is open."""
    page.locator(f"{within} details").evaluate_all(
        "all => all.forEach(one => { one.open = true; })"
    )
    page.evaluate(AXE_SCRIPT)
    found: list[tuple[str, list[str]]] = page.evaluate(_RUN)
    return found

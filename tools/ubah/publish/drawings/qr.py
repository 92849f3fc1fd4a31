"""A QR code, drawn into the page: from a printed form back to the record's page."""

from __future__ import annotations

import segno
from markupsafe import Markup


def qr_code(address: str) -> Markup:
    """Return the code of an address as inline SVG in the colour of the text around it.

    A quarter of it may be soiled or under a stamp and it still reads (error correction Q).
    """
    code = segno.make_qr(address, error="q", boost_error=False)
    drawn = code.svg_inline(border=0, omitsize=True, svgclass=None, lineclass=None)
    return Markup(drawn.replace("#000", "currentColor"))  # noqa: S704 - segno writes shapes only

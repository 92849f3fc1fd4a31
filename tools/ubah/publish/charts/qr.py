"""A QR code, drawn into the page: from a printed form back to the record's page."""

from __future__ import annotations

import segno
from markupsafe import Markup

from ubah.publish.markup import markup


def qr_code(address: str) -> Markup:
    """Return the code of an address as inline SVG in the colour of the text around it.

    A quarter of it may be soiled or under a stamp and it still reads (error correction Q).
    """
    code = segno.make_qr(address, error="q", boost_error=False)
    return markup(
        code.svg_inline(border=0, omitsize=True, svgclass=None, lineclass=None).replace(
            "#000", "currentColor"
        )
    )

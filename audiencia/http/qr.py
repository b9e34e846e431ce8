"""QR codes for pages and papers."""

import segno
from markupsafe import Markup

QUIET_ZONE = 4  # Modules around the symbol, as readers need it (ISO/IEC 18004, 6.3.8).


def svg(text: str) -> Markup:
    """The code as an SVG for a page, without any style of its own."""
    made = segno.make(text, error="m", micro=False)
    # Only our own address and a code or a folio are in it, and the library writes numbers alone into the drawing.
    return Markup(made.svg_inline(scale=4, border=QUIET_ZONE, omitsize=True, svgclass="qr", lineclass=None))  # noqa: S704


def data_uri(text: str, error: str = "m") -> str:
    """The code as the address of an image, for a paper. `error`: level of correction, "m" (15 %) or "q" (25 %)."""
    return segno.make(text, error=error, micro=False).svg_data_uri(border=QUIET_ZONE)

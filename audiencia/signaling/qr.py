"""A QR code as one path of an SVG, which the page draws by itself: no picture has to be made or allowed. Pure."""

from itertools import groupby

import segno

from audiencia.signaling.messages_out import QrOut

QUIET = 4
"""Empty modules around it, as ISO/IEC 18004 asks for."""


def draw(text: str) -> QrOut:
    """The code of `text`: each run of dark modules is a rectangle of the path, in units of one module."""
    rows = segno.make(text, error="m", micro=False).matrix
    path = []
    for y, row in enumerate(rows):
        x = 0
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                path.append(f"M{x + QUIET} {y + QUIET}h{length}v1h-{length}z")
            x += length
    return QrOut(size=len(rows) + 2 * QUIET, path="".join(path))

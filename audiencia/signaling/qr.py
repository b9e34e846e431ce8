"""A QR code as one path of an SVG, which the page draws by itself: no picture has to be made or allowed. Pure."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

import segno

from audiencia.http.qr import QUIET_ZONE
from audiencia.signaling.messages_out import DeviceCodeOut, QrOut


def draw(text: str) -> QrOut:
    """The code of `text`: each run of dark modules is a rectangle of the path, in units of one module."""
    rows = segno.make(text, error="m", micro=False).matrix
    path = []
    for y, row in enumerate(rows):
        x = 0
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                path.append(f"M{x + QUIET_ZONE} {y + QUIET_ZONE}h{length}v1h-{length}z")
            x += length
    return QrOut(size=len(rows) + 2 * QUIET_ZONE, path="".join(path))


def device_code(origin: str, made: Mapping[str, Any]) -> dict[str, Any]:
    """A code for another device, with the link to the page that takes it. It stands in the fragment, which no server sees."""
    link = f"{origin}{made['path']}"
    answer = DeviceCodeOut(code=made["code"], link=link, qr=draw(link), expires_at=made["expires_at"])
    return answer.model_dump(mode="json")

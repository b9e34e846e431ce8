"""Makes the PDF or the picture of what is whole in itself: style and drawings inside, nothing fetched."""

import asyncio
from weakref import WeakValueDictionary

import structlog

from audiencia.core.errors import Unavailable
from audiencia.http.confined.run import Failed, Gate, run

CHILD, PICTURES = "audiencia.http.papers.child", "audiencia.http.papers.pictures"
SECONDS = 45.0
"""Of waiting, below the minute that proxies give: a busy machine takes long over the little processor time that the child may use."""
MOST_BYTES = 8 * 1024 * 1024
AT_ONCE = 2
WAITING = 20
log = structlog.get_logger()


class Press:
    """Made once in each process."""

    def __init__(self) -> None:
        self._gate = Gate(AT_ONCE, WAITING)
        self._turns: WeakValueDictionary[bytes, asyncio.Lock] = WeakValueDictionary()

    def turn(self, mark: bytes) -> asyncio.Lock:
        """Whoever asks for the same paper meanwhile waits, and then finds it made."""
        return self._turns.setdefault(mark, asyncio.Lock())

    async def pdf(self, html: str) -> bytes:
        """The PDF. Raises `Unavailable` when too many wait or it cannot be made, such as without the library Pango."""
        return await self._made(CHILD, html)

    async def png(self, svg: str, width: int, height: int) -> bytes:
        """The picture of an SVG, so many pixels wide and high. Raises `Unavailable` as `pdf` does."""
        page = (
            f"<!doctype html><html><head><title>.</title><style>@page {{ size: {width}px {height}px; margin: 0 }}"
            f" body {{ margin: 0 }} svg {{ display: block }}</style></head><body>{svg}</body></html>"
        )
        return await self._made(PICTURES, page)

    async def _made(self, child: str, html: str) -> bytes:
        async with self._gate.enter():
            try:
                return await run(child, html.encode(), seconds=SECONDS, most=MOST_BYTES)
            except Failed as error:
                log.warning("paper_failed", child=child, error=type(error).__name__, code=error.code)
                raise Unavailable from error

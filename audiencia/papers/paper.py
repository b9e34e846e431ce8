"""Makes the PDF of a page that is whole in itself: style and drawings inside, nothing fetched."""

from audiencia.confined.run import Failed, Gate, run
from audiencia.errors import Unavailable

CHILD = "audiencia.papers.child"
SECONDS = 25.0
MOST_BYTES = 8 * 1024 * 1024
AT_ONCE = 2
WAITING = 20


class Press:
    """Made once in each process."""

    def __init__(self) -> None:
        self._gate = Gate(AT_ONCE, WAITING)

    async def pdf(self, html: str) -> bytes:
        """The PDF. Raises `Unavailable` when too many wait or it cannot be made, such as without the library Pango."""
        async with self._gate.enter():
            try:
                return await run(CHILD, html.encode(), seconds=SECONDS, most=MOST_BYTES)
            except Failed as error:
                raise Unavailable from error

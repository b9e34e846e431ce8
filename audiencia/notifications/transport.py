"""What all ways of sending have in common."""

from email.utils import parsedate_to_datetime
from typing import Protocol
from uuid import UUID

from audiencia.notifications.rules import Failure, NotTaken
from audiencia.notifications.words import Said

LONGEST_ASKED = 6 * 3600.0  # Who asks us to come back later than this is asked earlier.


class Transport(Protocol):
    """One way of sending. `at_once`: how many notices may be on it at the same time."""

    at_once: int

    async def send(self, notice_id: UUID, address: str, said: Said, lasts: float) -> None:
        """Gives the notice to who carries it on; `lasts`: for how many seconds it is worth being told.
        Comes back within `SLOWEST_SECONDS` of its module. Raises `NotTaken`."""


def refused(status: int, retry_after: str | None, now: float) -> NotTaken | None:
    """What an HTTP status says about a message: `None` when it was taken, else why not, and whether for good.
    What is wrong with our own settings (RFC 9110, 15.5.2, 15.5.4) is mended by a person, and the message is not lost by it."""
    if status < 300:
        return None
    if status in (401, 403):
        return NotTaken(Failure.SETTINGS)
    if status == 413:
        return NotTaken(Failure.TOO_LARGE, final=True)
    if status in (408, 425, 429) or status >= 500:
        return NotTaken(Failure.BUSY, wait=_asked(retry_after, now))
    if status < 400:
        return NotTaken(Failure.SETTINGS)
    return NotTaken(Failure.REFUSED, final=True)


def _asked(retry_after: str | None, now: float) -> float | None:
    """Seconds of a `Retry-After` header (RFC 9110, 10.2.3), in either of its forms; `now` is Unix time."""
    if not retry_after:
        return None
    try:
        wait = float(retry_after) if retry_after.isdigit() else parsedate_to_datetime(retry_after).timestamp() - now
    except ValueError:
        return None
    return min(max(wait, 0.0), LONGEST_ASKED)

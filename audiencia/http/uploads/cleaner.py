"""Cleans what people send, in children with limits; nothing of it touches a disk."""

import json
from dataclasses import dataclass, field

from audiencia.http.confined.run import Failed, Gate, TooSlow, run
from audiencia.http.uploads import clamd
from audiencia.http.uploads.kinds import EXTENSIONS, BadFile, MediaType, Reason, kind_of

CHILD = "audiencia.http.uploads.child"
SECONDS = 30.0
AT_ONCE = 2
WAITING = 24
_HEAD = 200


@dataclass(frozen=True, slots=True)
class Clean:
    """A file that is safe to keep."""

    media_type: MediaType
    content: bytes = field(repr=False)


class Cleaner:
    """Made once in each process. `clamd`: where a virus scanner listens, if there is one."""

    def __init__(self, clamd_address: str | None = None) -> None:
        self._clamd = clamd_address
        self._gate = Gate(AT_ONCE, WAITING)

    async def clean(self, content: bytes, most: int) -> Clean:
        """The file written anew, at most `most` bytes of it. Raises `BadFile`, and `Unavailable` when too many wait."""
        kind_of(content)
        if len(content) > most:
            raise BadFile(Reason.TOO_LARGE)
        async with self._gate.enter():
            if self._clamd is not None:
                await clamd.check(self._clamd, content)
            try:
                made = await run(CHILD, content, seconds=SECONDS, most=most + _HEAD)
            except TooSlow as error:
                raise BadFile(Reason.TOO_SLOW) from error
            except Failed as error:  # a limit of the child, most likely of memory or processor time
                raise BadFile(Reason.TOO_MUCH_INSIDE) from error
        return _read(made)


def _read(made: bytes) -> Clean:
    line, _, content = made.partition(b"\n")
    head = json.loads(line)
    if "refused" in head:
        raise BadFile(Reason(head["refused"]))
    media_type: MediaType = next(one for one in EXTENSIONS if one == head["type"])
    return Clean(media_type, content)

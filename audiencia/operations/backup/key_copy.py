"""Keeps the copy of the keys as the keys are: whoever was suppressed since an older one could still be read with it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import structlog

from audiencia.core.cli_text import Stop
from audiencia.core.paths import DataFolder
from audiencia.operations.backup import make

LOOK_SECONDS = 60.0
log = structlog.get_logger()
Stamps = frozenset[tuple[str, int, int]]


class KeyCopy:
    """What one process has copied so far."""

    def __init__(self, data: DataFolder, to: Path, recipients: Sequence[str]) -> None:
        self._data, self._to, self._recipients = data, to, recipients
        self._copied: Stamps | None = None

    async def turn(self) -> bool:
        """Copies them where a file changed since the last turn, and at the first one. Raises `Stop`, `OSError`."""
        there = await asyncio.to_thread(_stamps, self._data.keys)
        if there == self._copied:
            return False
        await make.keys(self._data, self._to, self._recipients)
        self._copied = there
        return True

    async def keep(self, note: Callable[[str], Awaitable[None]]) -> None:
        """Until cancelled. `note` is told after each turn what it failed with."""
        while True:
            problem = ""
            try:
                if await self.turn():
                    log.info("keys_copied")
            except (OSError, Stop) as error:  # a disk that is away ends nothing else
                problem = str(error)
                log.error("keys_copy_failed", reason=problem)
            await note(problem)
            await asyncio.sleep(LOOK_SECONDS)


def _stamps(keys: Path) -> Stamps:
    """Name, time and size of the files that are copied."""
    found = (file for file in keys.rglob("*") if file.relative_to(keys).parts[0] not in make.LEFT_OUT)
    return frozenset((str(file), (stat := file.stat()).st_mtime_ns, stat.st_size) for file in found if file.is_file())

"""Keeps log files small while they are being written to."""

import asyncio
import os
import shutil
from pathlib import Path

import structlog

LIMIT = 20_000_000  # Bytes of one file; beside it lies at most one earlier part of about that size.
EVERY_SECONDS = 10.0
log = structlog.get_logger()


async def keep_small(folder: Path, *, limit: int = LIMIT, every: float = EVERY_SECONDS) -> None:
    """Looks after all `*.log` files of the folder until cancelled."""
    while True:
        for file in folder.glob("*.log"):
            try:
                await asyncio.to_thread(shorten, file, limit)
            except OSError as error:
                log.warning("log_rotation_failed", file=file.name, kind=type(error).__name__)
        await asyncio.sleep(every)


def shorten(file: Path, limit: int) -> None:
    """Moves what a file over `limit` bytes holds to `<file>.1`; whoever writes into it goes on in the emptied file.
    The process that writes cannot be told to open another file, so this one is copied and emptied: all writers append
    (O_APPEND). A line that is written between the two is lost."""
    if file.stat().st_size <= limit:
        return
    descriptor = os.open(file.with_name(f"{file.name}.1"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with file.open("rb") as source, os.fdopen(descriptor, "wb") as target:
        shutil.copyfileobj(source, target)
    os.truncate(file, 0)

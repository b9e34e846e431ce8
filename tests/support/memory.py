"""Where servers of tests keep their files."""

from pathlib import Path
from shutil import disk_usage

MEMORY = Path("/dev/shm")
ROOM_NEEDED = 2 * 1024**3


def in_memory() -> Path | None:
    """A place in memory, if there is one with room enough: nothing waits for a disk there."""
    return MEMORY if MEMORY.is_dir() and disk_usage(MEMORY).free > ROOM_NEEDED else None

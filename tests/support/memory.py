"""Where servers of tests keep their files."""

import os
from pathlib import Path
from shutil import disk_usage

MEMORY = Path("/dev/shm")
ROOM_NEEDED = 2 * 1024**3


def in_memory(*, programs: bool = False) -> Path | None:
    """A place in memory, if there is one with room enough: nothing waits for a disk there. `programs`: one from which programs may
    be run, as from a container's `/dev/shm` none may."""
    if not MEMORY.is_dir() or disk_usage(MEMORY).free <= ROOM_NEEDED:
        return None
    return None if programs and os.statvfs(MEMORY).f_flag & os.ST_NOEXEC else MEMORY

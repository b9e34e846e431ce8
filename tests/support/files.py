"""Reading the files of a service that goes on."""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path


def files_below(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """All regular files, each with what it holds; without those that vanish meanwhile, and the folders that do."""
    for below, _folders, names in os.walk(folder):
        for file in sorted(Path(below, name) for name in names):
            with suppress(FileNotFoundError):
                text = file.read_bytes() if stat.S_ISREG(file.lstat().st_mode) else None
                if text is not None:
                    yield file, text

"""Where a drill restores to: a passing folder on the disk of the database, of which nothing stays."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from audiencia.core.cli_text import Stop, _
from audiencia.core.paths import DataFolder
from audiencia.operations.postgres import Postgres
from audiencia.privacy import keyfiles


@contextmanager
def place(data: DataFolder) -> Iterator[Path]:
    """A data folder that is not there yet. What a drill left that was killed goes first. Raises `Stop` while another one runs."""
    folder = Postgres.open(data).place.data.parent / "drill"
    data.run.mkdir(mode=0o711, exist_ok=True)
    with (data.run / "drill.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Stop(_("Another drill is running; wait until it is done.")) from error
        _remove(folder)
        folder.mkdir()
        folder.chmod(0o711)  # the database's account passes through
        try:
            yield folder / "data"
        finally:
            _remove(folder)


def _remove(folder: Path) -> None:
    keyfiles.destroy_below(DataFolder(folder / "data").keys)
    shutil.rmtree(folder, ignore_errors=True)

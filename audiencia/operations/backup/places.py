"""Opens the place that somebody named."""

from pathlib import Path

from audiencia.core.cli_text import Stop
from audiencia.operations.backup.folder import Folder
from audiencia.operations.backup.place import Place
from audiencia.settings import backup_place
from audiencia.settings.backup_place import BackupPlace, S3Address
from audiencia.settings.config import Settings


def named(text: str) -> BackupPlace:
    """What somebody typed. Raises `Stop`."""
    try:
        found = backup_place.parse(text)
    except ValueError as error:
        raise Stop(str(error)) from None  # the text may hold a key
    assert isinstance(found, Path | S3Address)
    return found


def open_place(where: BackupPlace, settings: Settings) -> Place:
    """Raises `Stop` where keys of the bucket are missing."""
    if isinstance(where, S3Address):
        from audiencia.operations.backup.bucket import Bucket  # 0.3 s and 20 MB that a folder does without

        return Bucket.of(where, settings)
    return Folder(where)

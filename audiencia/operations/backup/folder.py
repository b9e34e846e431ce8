"""Files of backups on a disk of this machine."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from audiencia.core.cli_text import Stop, _
from audiencia.privacy import keyfiles

BLOCK = 1 << 20


@dataclass(frozen=True, slots=True, order=True)
class Folder:
    """A `Place`."""

    path: Path

    def __str__(self) -> str:
        return str(self.path)

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def above(self) -> "Folder":
        return Folder(self.path.parent)

    def below(self, name: str) -> "Folder":
        return Folder(self.path / name)

    def at(self, name: str) -> str:
        return str(self.path / name)

    def make(self) -> None:
        """In one that is there: what is above may be a disk that is away."""
        try:
            self.path.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise Stop(_("%(file)s cannot be written: %(why)s.", file=self, why=error.strerror)) from error

    def folders(self) -> list[str]:
        return sorted(one.name for one in self._shown() if one.is_dir())

    def files(self) -> list[str]:
        return sorted(one.name for one in self._shown() if one.is_file())

    def _shown(self) -> Iterator[Path]:
        there = self.path.iterdir() if self.path.is_dir() else ()
        return (one for one in there if not one.name.startswith("."))

    def has(self, name: str) -> bool:
        return (self.path / name).exists()

    def modified(self, name: str) -> float:
        return (self.path / name).stat().st_mtime

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        try:
            file = (self.path / name).open("rb")
        except OSError as error:
            raise Stop(_("%(file)s cannot be read: %(why)s.", file=self.at(name), why=error.strerror)) from error
        with file:
            yield file

    @contextmanager
    def writing(self, name: str) -> Iterator[IO[bytes]]:
        target, draft = self.path / name, self.path / f".{name}.part"
        try:
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb", buffering=BLOCK) as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            draft.replace(target)
            keyfiles.sync_folder(self.path)
        except OSError as error:
            raise Stop(_("%(file)s cannot be written: %(why)s.", file=target, why=error.strerror)) from error
        finally:
            draft.unlink(missing_ok=True)

    def remove(self, name: str) -> None:
        (self.path / name).unlink(missing_ok=True)

    def clear(self) -> None:
        """As much of it as can be. Raises `Stop` where something stays."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self.path.exists():
            try:
                shutil.rmtree(self.path)
            except OSError as error:
                why = error.strerror or error
                raise Stop(_("%(file)s cannot be removed: %(why)s.", file=self, why=why)) from error

    def drop_unfinished(self) -> None:
        """Removes unfinished files of the folder itself, not of those below."""
        for left in self.path.glob(".*.part"):
            left.unlink() if left.is_file() else shutil.rmtree(left, ignore_errors=True)

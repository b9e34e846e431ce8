"""The keys of the epochs as files of a folder, each a tree (`keytree`) from which single persons' keys are destroyed."""

import fcntl
import os
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from audiencia.privacy import keyfiles
from audiencia.privacy.keytree import KeyTree

_EPOCH_FILE = re.compile(r"epoch-(\d{6})\.key")


class Epochs:
    """Which epochs there are, and what is left of the key of each. Other processes may change the same folder."""

    def __init__(self, folder: Path, trees: dict[int, KeyTree]) -> None:
        self._folder = folder
        self._trees = trees

    @classmethod
    def open(cls, folder: Path) -> "Epochs":
        """Reads all, and makes the first where there is none. Raises `keyfiles.KeyFileError`."""
        with _held(folder):
            if not _files(folder):
                keyfiles.read_or_make(_path(folder, 1))
            return cls(folder, _read_all(folder))

    @staticmethod
    def any_in(folder: Path) -> bool:
        """Whether the folder holds the key of at least one epoch."""
        return bool(_files(folder))

    def __contains__(self, epoch: int) -> bool:
        return epoch in self._trees

    def __iter__(self) -> Iterator[int]:
        return iter(sorted(self._trees))

    @property
    def newest(self) -> int:
        """The newest whose key is there."""
        return max(self._trees)

    def tree(self, epoch: int) -> KeyTree:
        """What is left of the key of this epoch. Raises `keyfiles.KeyFileError` when it is not there."""
        if epoch not in self._trees:
            with _held(self._folder):
                self._trees[epoch] = _read(_path(self._folder, epoch))
        return self._trees[epoch]

    def in_place(self, epoch: int) -> bool:
        """Whether the file of this epoch is still there, and not only in the memory of this process."""
        return _path(self._folder, epoch).exists()

    def refresh(self) -> None:
        """Learns of epochs that were made meanwhile, and of keys that were destroyed, by another process."""
        with _held(self._folder):
            self._trees |= _read_all(self._folder)

    def add(self) -> int:
        """Makes the key of the next epoch."""
        with _held(self._folder):
            self._trees = _read_all(self._folder)
            epoch = self.newest + 1
            keyfiles.read_or_make(_path(self._folder, epoch))
            self._trees[epoch] = _read(_path(self._folder, epoch))
        return epoch

    def forget(self, before: int) -> list[int]:
        """Destroys the keys of the epochs before this one; gives which there were."""
        with _held(self._folder):
            gone = sorted(epoch for epoch in _files(self._folder) if epoch < before)
            for epoch in gone:
                keyfiles.destroy_drafts(_path(self._folder, epoch))
                keyfiles.destroy(_path(self._folder, epoch))
                self._trees.pop(epoch, None)
        return gone

    def destroy(self, leaves: Collection[int]) -> int:
        """Takes these leaves out of every epoch, in the files, their drafts and in memory; gives how many were still there in one.
        A file is replaced whole or not at all: stopped in between, the same call does the rest."""
        found: set[int] = set()
        with _held(self._folder):
            for epoch, tree in _read_all(self._folder).items():
                keyfiles.destroy_drafts(_path(self._folder, epoch))
                here = {leaf for leaf in leaves if tree.has(leaf)}
                if here:
                    tree = tree.without(here)
                    keyfiles.replace(_path(self._folder, epoch), tree.text())
                self._trees[epoch] = tree
                found |= here
        return len(found)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """One process at a time reads or changes the files of epochs."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise keyfiles.KeyFileError(f"The folder for keys {folder} cannot be read: {error.strerror}.") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _path(folder: Path, epoch: int) -> Path:
    return folder / f"epoch-{epoch:06d}.key"


def _files(folder: Path) -> list[int]:
    return [int(match[1]) for path in folder.iterdir() if (match := _EPOCH_FILE.fullmatch(path.name))]


def _read_all(folder: Path) -> dict[int, KeyTree]:
    return {epoch: _read(_path(folder, epoch)) for epoch in _files(folder)}


def _read(path: Path) -> KeyTree:
    try:
        return KeyTree.parse(keyfiles.read_text(path))
    except ValueError as error:
        raise keyfiles.KeyFileError(f"The key {path} is damaged; restore it from your copy.") from error

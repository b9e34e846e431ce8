"""Where files of backups lie, whatever keeps them: a folder of this machine, or names in a bucket that begin alike."""

from contextlib import AbstractContextManager
from typing import Protocol


class Readable(Protocol):
    """A stream."""

    def read(self, size: int = -1, /) -> bytes:
        """Empty at the end."""


class Writable(Protocol):
    """A file that is being written."""

    def write(self, data: bytes, /) -> object:
        """Writes all of `data`."""


class Place(Protocol):
    """A folder of such files. Each is there whole or not at all. What cannot be reached raises `Stop`, or `OSError` of a disk."""

    @property
    def name(self) -> str:
        """The last part of its address."""

    @property
    def above(self) -> "Place":
        """The folder that it is in."""

    def below(self, name: str) -> "Place":
        """A folder in it, which need not be there."""

    def at(self, name: str) -> str:
        """The address of a file, for people."""

    def make(self) -> None:
        """It is there afterwards, closed to others. Raises `Stop`."""

    def folders(self) -> list[str]:
        """Names of the folders in it, sorted; none where it is not there."""

    def files(self) -> list[str]:
        """Names of the files in it, sorted, without those that are being written."""

    def has(self, name: str) -> bool:
        """Whether this file is there."""

    def modified(self, name: str) -> float:
        """When it was written, in seconds of Unix time."""

    def open(self, name: str) -> AbstractContextManager[Readable]:
        """Raises `Stop` where there is none."""

    def writing(self, name: str) -> AbstractContextManager[Writable]:
        """The file takes the place of one of its name when the block ends well; else nothing of it stays. Raises `Stop`."""

    def remove(self, name: str) -> None:
        """Idempotent."""

    def clear(self) -> None:
        """Removes the folder with everything in it. Raises `Stop` where something stays."""

    def drop_unfinished(self) -> None:
        """Removes what a backup that was killed began to write and never ended."""

"""Sealed files in the format of age (C2SP, age-encryption.org/v1): to public keys whose private parts lie elsewhere.
Streams: whatever the size, a few hundred kilobytes of memory. A file is there whole or not at all."""

import hashlib
import os
import threading
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tarfile import TarError
from typing import IO

import pyrage
from pydantic import BaseModel
from pyrage import x25519

from audiencia.core.cli_text import Stop, _
from audiencia.operations.backup.place import Place, Readable, Writable

Progress = Callable[[int], None]
BLOCK = 1 << 20
NO_KEY = "No matching keys found"  # What age says of a private key that is none of those a file was sealed to.


class Part(BaseModel, frozen=True, extra="forbid"):
    """A sealed file, as it was written."""

    size: int
    sha256: str


def silent(_written: int) -> None:
    """Reports no progress."""


def new_pair() -> tuple[str, str]:
    """A public key and its private part."""
    made = x25519.Identity.generate()
    return str(made.to_public()), str(made)


def recipients(keys: Sequence[str]) -> list[x25519.Recipient]:
    """Whom it is sealed to. Raises `Stop`."""
    if not keys:
        raise Stop(
            _("Name whom backups are sealed to in AUDIENCIA_BACKUP_RECIPIENTS; `audiencia backup key` makes a pair.")
        )
    found = []
    for key in keys:
        try:
            found.append(x25519.Recipient.from_str(key))
        except pyrage.RecipientError as error:
            raise Stop(_("«%(key)s» is no public key of backups (age1…).", key=key)) from error
    return found


def identity(file: Path) -> x25519.Identity:
    """The private key in a file, as `audiencia backup key` or `age-keygen` wrote it. Raises `Stop`."""
    try:
        lines = [line.strip() for line in file.read_text("utf-8").splitlines()]
        return x25519.Identity.from_str(next(line for line in lines if line and not line.startswith("#")))
    except OSError as error:
        raise Stop(_("%(path)s cannot be read (%(why)s).", path=file, why=error.strerror)) from error
    except (UnicodeDecodeError, StopIteration, pyrage.IdentityError) as error:
        raise Stop(_("%(file)s holds no private key of backups (AGE-SECRET-KEY-…).", file=file)) from error


class _Sink:
    """Counts and hashes what is written. `error`: the library turns it into one of its own, or says nothing of it."""

    def __init__(self, file: Writable, progress: Progress) -> None:
        self._file, self._progress, self.hash, self.size = file, progress, hashlib.sha256(), 0
        self.error: OSError | Stop | None = None

    def write(self, data: bytes) -> int:
        """Writes all of `data`."""
        try:
            self._file.write(data)
        except (OSError, Stop) as error:
            self.error = error
            raise
        self.hash.update(data)
        self.size += len(data)
        self._progress(self.size)
        return len(data)

    def flush(self) -> None:
        """Done once, at the end, with the disk's own."""


class _Source:
    """Counts and hashes what is read. `error`: as of `_Sink`."""

    def __init__(self, file: Readable) -> None:
        self._file, self.hash, self.size = file, hashlib.sha256(), 0
        self.error: OSError | Stop | None = None

    def read(self, size: int = -1) -> bytes:
        """Empty at the end."""
        try:
            data = self._file.read(size)
        except (OSError, Stop) as error:
            self.error = error
            raise
        self.hash.update(data)
        self.size += len(data)
        return data

    def is_as(self, part: Part) -> bool:
        """Whether all of it was that."""
        return (self.size, self.hash.hexdigest()) == (part.size, part.sha256)


def seal(source: Readable, to: Place, name: str, whom: Sequence[x25519.Recipient], progress: Progress = silent) -> Part:
    """Writes what `source` gives, sealed, in place of what had this name. Raises `Stop`."""
    with to.writing(name) as file:
        sink = _Sink(file, progress)
        try:
            pyrage.encrypt_io(source, sink, list(whom))
        finally:
            if sink.error is not None:
                raise sink.error
    return Part(size=sink.size, sha256=sink.hash.hexdigest())


@contextmanager
def opened(place: Place, name: str, key: x25519.Identity, part: Part | None = None) -> Iterator[IO[bytes]]:
    """What was sealed, as a stream. Raises `Stop`, at the end too, where it is not as `part` says it was written: nothing of
    it counts before."""
    reading, writing = os.pipe()
    failed: list[Exception] = []

    def unseal() -> None:
        source: _Source | None = None
        try:
            with os.fdopen(writing, "wb", buffering=BLOCK) as sink, place.open(name) as file:
                source = _Source(file)
                pyrage.decrypt_io(source, sink, [key])
            if part is not None and not source.is_as(part):
                failed.append(Stop(_broken(place.at(name))))
        except (pyrage.DecryptError, OSError, Stop) as error:
            failed.append((source and source.error) or error)

    thread = threading.Thread(target=unseal, name="unseal")
    thread.start()
    try:
        with os.fdopen(reading, "rb", buffering=BLOCK) as stream:
            yield stream
            while stream.read(BLOCK):
                pass
    except (TarError, EOFError, zlib.error) as error:
        thread.join()
        raise _cause(place.at(name), failed) from error
    finally:
        thread.join()
    if failed:
        raise _cause(place.at(name), failed) from failed[0]


def _cause(file: str, failed: Sequence[Exception]) -> Stop:
    for error in failed:
        if isinstance(error, Stop):
            return error
        if isinstance(error, OSError) and error.strerror:
            return Stop(_("%(file)s cannot be read: %(why)s.", file=file, why=error.strerror))
        if NO_KEY in str(error):
            return Stop(_("%(file)s was sealed to another key; use the private part that belongs to it.", file=file))
    return Stop(_broken(file))


def _broken(file: str) -> str:
    return _("%(file)s is cut off or was changed; use another backup.", file=file)

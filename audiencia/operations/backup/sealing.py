"""Sealed files in the format of age (C2SP, age-encryption.org/v1): to public keys whose private parts lie elsewhere.

Streams: whatever the size, a few hundred kilobytes of memory. A file is there whole or not at all.
"""

import hashlib
import os
import threading
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tarfile import TarError
from typing import IO, Protocol

import pyrage
from pydantic import BaseModel
from pyrage import x25519

from audiencia.core.cli_text import Stop, _
from audiencia.privacy import keyfiles

Progress = Callable[[int], None]
BLOCK = 1 << 20
NO_KEY = "No matching keys found"
"""What age says of a private key that is none of those a file was sealed to."""


class Readable(Protocol):
    """What is sealed."""

    def read(self, size: int = -1, /) -> bytes:
        """Empty at the end."""


class Part(BaseModel, frozen=True, extra="forbid"):
    """A sealed file, as it was written."""

    size: int
    sha256: str


def silent(_written: int) -> None:
    """Nobody watches."""


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
    except (OSError, UnicodeDecodeError, StopIteration, pyrage.IdentityError) as error:
        raise Stop(_("%(file)s holds no private key of backups (AGE-SECRET-KEY-…).", file=file)) from error


class _Sink:
    """Counts and hashes what is written. `error`: the library says nothing of one that comes while it ends."""

    def __init__(self, file: IO[bytes], progress: Progress) -> None:
        self._file, self._progress, self.hash, self.size = file, progress, hashlib.sha256(), 0
        self.error: OSError | None = None

    def write(self, data: bytes) -> int:
        """All of it."""
        try:
            self._file.write(data)
        except OSError as error:
            self.error = error
            raise
        self.hash.update(data)
        self.size += len(data)
        self._progress(self.size)
        return len(data)

    def flush(self) -> None:
        """Done once, at the end, with the disk's own."""


def seal(source: Readable, target: Path, to: Sequence[x25519.Recipient], progress: Progress = silent) -> Part:
    """Writes what `source` gives, sealed; what stood in `target` before is written over. Raises `Stop`."""
    draft = target.with_name(f".{target.name}.part")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb", buffering=BLOCK) as file:
            sink = _Sink(file, progress)
            try:
                pyrage.encrypt_io(source, sink, list(to))
            finally:
                if sink.error is not None:
                    raise sink.error
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
        keyfiles.sync_folder(target.parent)
    except OSError as error:
        raise Stop(_("%(file)s cannot be written: %(why)s.", file=target, why=error.strerror)) from error
    finally:
        draft.unlink(missing_ok=True)
    return Part(size=sink.size, sha256=sink.hash.hexdigest())


def refuse_changed(file: Path, part: Part) -> None:
    """Raises `Stop` for a file that is not as it was written."""
    try:
        with file.open("rb") as stream:
            same = os.fstat(stream.fileno()).st_size == part.size
            same = same and hashlib.file_digest(stream, "sha256").hexdigest() == part.sha256
    except OSError as error:
        raise Stop(_("%(file)s cannot be read: %(why)s.", file=file, why=error.strerror)) from error
    if not same:
        raise Stop(_broken(file))


@contextmanager
def opened(file: Path, key: x25519.Identity) -> Iterator[IO[bytes]]:
    """What was sealed, as a stream. Raises `Stop`, at the end too: nothing of it counts before."""
    reading, writing = os.pipe()
    failed: list[Exception] = []

    def unseal() -> None:
        try:
            with os.fdopen(writing, "wb", buffering=BLOCK) as sink, file.open("rb") as source:
                pyrage.decrypt_io(source, sink, [key])
        except (pyrage.DecryptError, OSError) as error:
            failed.append(error)

    thread = threading.Thread(target=unseal, name="unseal")
    thread.start()
    try:
        with os.fdopen(reading, "rb", buffering=BLOCK) as stream:
            yield stream
            while stream.read(BLOCK):
                pass
    except (TarError, EOFError, zlib.error) as error:
        thread.join()
        raise Stop(_cause(file, failed)) from error
    finally:
        thread.join()
    if failed:
        raise Stop(_cause(file, failed)) from failed[0]


def _cause(file: Path, failed: Sequence[Exception]) -> str:
    if failed and NO_KEY in str(failed[0]):
        return _("%(file)s was sealed to another key; use the private part that belongs to it.", file=file)
    return _broken(file)


def _broken(file: Path) -> str:
    return _("%(file)s is cut off or was changed; use another backup.", file=file)

"""Secret keys as files: made on first start, readable by the owner alone."""

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

KEY_BYTES = 32


class KeyFileError(Exception):
    """A key file cannot be used; the text says in plain words what to do."""


def open_folder(folder: Path) -> None:
    """Makes the folder if needed. Raises `KeyFileError` when others may enter it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise KeyFileError(f"The folder for keys {folder} cannot be made: {error.strerror}.") from error
    refuse_if_open_to_others(folder)


def read_or_make(path: Path) -> bytes:
    """The key in `path`; a new random one when there is none. Processes that start together all get the same."""
    if not path.exists():
        _make(path)
    return read(path)


def read(path: Path) -> bytes:
    """The key in `path`: 32 bytes, written as hexadecimal."""
    try:
        key = bytes.fromhex(read_text(path).strip())
    except ValueError as error:
        raise KeyFileError(f"The key {path} is damaged; restore it from your copy.") from error
    if len(key) != KEY_BYTES:
        raise KeyFileError(f"The key {path} has a wrong length; restore it from your copy.")
    return key


def read_text(path: Path) -> str:
    """What the file says. Raises `KeyFileError`."""
    refuse_if_open_to_others(path)
    try:
        return path.read_text("ascii")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise KeyFileError(f"The key {path} cannot be read: {why}.") from error


def _make(path: Path) -> None:
    """Writes beside and links into place: a link never replaces another process' key, and no reader sees half of one."""
    write(path, secrets.token_bytes(KEY_BYTES).hex() + "\n")


def write(path: Path, text: str) -> None:
    """A file for the owner alone, whole or not at all; one that is there stays. Raises `KeyFileError`."""
    with _draft(path, text) as draft, suppress(FileExistsError):
        os.link(draft, path)
    sync_folder(path.parent)


def replace(path: Path, text: str) -> None:
    """Puts another content in place of the file's, whole or not at all, and writes over what it was. Raises `KeyFileError`."""
    with _draft(path, text) as draft, open(path, "r+b") as before:
        os.replace(draft, path)
        sync_folder(path.parent)
        write_over(before)


def destroy(path: Path) -> None:
    """Writes over what the file is, and removes it."""
    with open(path, "r+b") as file:
        write_over(file)
    path.unlink()
    sync_folder(path.parent)


def destroy_drafts(path: Path) -> None:
    """What a writing of this file that was cut off left beside it. Nobody may write the file meanwhile."""
    for draft in path.parent.glob(f".{path.name}.*"):
        if draft.stat().st_nlink > 1:  # the file itself by another name: its content stays
            draft.unlink()
        else:
            destroy(draft)


def destroy_below(folder: Path) -> None:
    """All files of a folder that is to be removed."""
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            destroy(path)


def write_over(file: BinaryIO) -> None:
    """Overwrites the file's blocks with zeros. Where a disk or file system writes elsewhere instead, it has to be encrypted."""
    file.write(bytes(os.fstat(file.fileno()).st_size))
    file.flush()
    os.fsync(file.fileno())


@contextmanager
def _draft(path: Path, text: str) -> Iterator[Path]:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            _as_its_folder(file.fileno(), path.parent)
            os.fsync(file.fileno())
        yield draft
    except OSError as error:
        raise KeyFileError(f"The key {path} cannot be written: {error.strerror}.") from error
    finally:
        draft.unlink(missing_ok=True)


def _as_its_folder(descriptor: int, folder: Path) -> None:
    """What root makes in a folder of the service's account is that account's."""
    if os.geteuid() == 0:
        owner = folder.stat()
        os.fchown(descriptor, owner.st_uid, owner.st_gid)


def sync_folder(folder: Path) -> None:
    """fsync(2) of a folder: the names in it survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def refuse_if_open_to_others(path: Path) -> None:
    """Raises `KeyFileError`, with what to do, when other users of this machine may read or enter it."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise KeyFileError(f"{path} cannot be read: {error.strerror}.") from error
    if stat.S_IMODE(mode) & 0o077:
        wanted = "700" if stat.S_ISDIR(mode) else "600"
        raise KeyFileError(f"{path} is open to other users of this machine; run: chmod {wanted} {path}")

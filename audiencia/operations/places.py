"""Where the embedded servers keep their files, so that their own accounts can reach them."""

import hashlib
import importlib.util
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from audiencia.core.cli_text import Stop, _
from audiencia.operations.accounts import Account, can_enter, give, give_sockets

SOCKET_PATH_LIMIT = 107  # Longest path of a Unix socket (unix(7), sun_path), without the closing zero.
SOCKET_NAME = "/.s.PGSQL.5432"
SYSTEM_FOLDER = Path("/var/lib/audiencia")


@dataclass(frozen=True, slots=True)
class Place:
    """One embedded server's folders, owned by its account and closed to others. `binaries`: what runs it."""

    data: Path
    socket: Path
    binaries: Path


def place_for(name: str, owner: Account, root: Path, packages: tuple[Path, ...]) -> Place:
    """Folders for the server `name`: in the data folder `root`, else where its account can reach them.
    `packages` are the installed folders that belong together; the first one is given back as `binaries`, copied when the
    account cannot read it where it is. Raises `Stop` when there is no way."""
    base = _base(name, owner, root)
    data = base / name
    give(data, owner)
    return Place(data, _socket_folder(base, name, owner), _readable(packages, root, owner))


def folder_of_sockets(name: str, owner: Account, root: Path) -> Path:
    """A folder for Unix sockets that processes of `owner` make, closed to others."""
    folder = _socket_folder(root, name, owner)
    give(folder, owner)
    return folder


def _base(name: str, owner: Account, root: Path) -> Path:
    """Never another folder than the one that already holds data: a changed mode must not look like an empty database."""
    elsewhere = SYSTEM_FOLDER / _hash(root)
    if (elsewhere / name).is_dir() or not can_enter(root, owner):
        if (root / name).is_dir():
            raise Stop(_unreachable(root))
        return _system_folder(root, owner)
    return root


def package_folder(name: str) -> Path:
    """Where an installed package lies, without running its code. Raises `Stop`."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise Stop(_("The Python package «%(name)s» is missing; run: make install", name=name))
    return Path(next(iter(spec.submodule_search_locations)))


def _hash(path: Path) -> str:
    return hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:12]


def _system_folder(root: Path, owner: Account) -> Path:
    folder = SYSTEM_FOLDER / _hash(root)
    try:
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    except OSError as error:
        raise Stop(_unreachable(root)) from error
    if not can_enter(folder, owner):
        raise Stop(_unreachable(root))
    return folder


def _unreachable(root: Path) -> str:
    return _(
        "The database does not run as root and its account cannot enter %(root)s; choose another folder with "
        "AUDIENCIA_DATA.",
        root=root,
    )


def _socket_folder(base: Path, name: str, owner: Account) -> Path:
    folder = base.resolve() / "run" / name
    if len(str(folder) + SOCKET_NAME) > SOCKET_PATH_LIMIT:
        folder = Path(tempfile.gettempdir()) / f"audiencia-{os.geteuid()}-{_hash(base)}-{name}"
        if folder.is_symlink() or (folder.exists() and folder.stat().st_uid not in (owner.uid, os.geteuid())):
            raise Stop(_("%(folder)s belongs to another account; remove it.", folder=folder))
    else:
        folder.parent.mkdir(mode=0o755, exist_ok=True)
    give_sockets(folder, owner)
    return folder


def _readable(packages: tuple[Path, ...], root: Path, owner: Account) -> Path:
    if all(can_enter(package, owner) for package in packages):
        return packages[0]
    target = _system_folder(root, owner) / "binaries"
    for package in packages:
        copy = target / package.name
        if _stamp(copy) != _stamp(package):
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(package, copy, symlinks=True)
            for folder in (copy, *(path for path in copy.rglob("*") if path.is_dir())):
                folder.chmod(0o755)
    return target / packages[0].name


def _stamp(package: Path) -> tuple[tuple[str, int], ...]:
    return tuple(sorted((str(file.relative_to(package)), file.stat().st_size)
                        for file in package.rglob("*") if file.is_file()))  # fmt: skip

"""Accounts of the machine under which everything runs but the supervisor: never root (PostgreSQL refuses it, and rightly so)."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audiencia.core.cli_text import Stop, _

SERVICE = "audiencia-service"
"""Pages and media; it reaches the sockets of the embedded servers, and they nothing of its."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account to run a process as."""

    uid: int
    gid: int
    home: str = "/"

    @property
    def is_us(self) -> bool:
        """Whether we are this account already."""
        return self.uid == os.geteuid()

    @property
    def as_user(self) -> dict[str, Any]:
        """With which arguments a process is started as this account."""
        return {} if self.is_us else {"user": self.uid, "group": self.gid, "extra_groups": []}


def account(name: str) -> Account:
    """The account called `name`, made when we are root and there is none; ourselves when we are not root."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    try:
        return _known(name)
    except KeyError:
        _make(name)
    try:
        return _known(name)
    except KeyError as error:
        raise Stop(_cannot(name)) from error


def _known(name: str) -> Account:
    entry = pwd.getpwnam(name)
    return Account(entry.pw_uid, entry.pw_gid)


def _make(name: str) -> None:
    if (useradd := shutil.which("useradd", path="/usr/sbin:/sbin:" + os.environ.get("PATH", ""))) is None:
        raise Stop(_cannot(name))
    command = [
        useradd,
        "--system",
        "--user-group",
        "--no-create-home",
        "--home-dir",
        "/",
        "--shell",
        "/bin/false",
        name,
    ]
    # It fails when another start makes the same account just now: then the account is there, which is all we want.
    subprocess.run(command, check=False, capture_output=True, timeout=30)


def _cannot(name: str) -> str:
    return _(
        "The system account «%(name)s» could not be made; make it, or start the service without being root.", name=name
    )


def give(path: Path, owner: Account) -> None:
    """Makes the folder if needed: owned by `owner`, closed to everybody else."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)
    if not owner.is_us:
        os.chown(path, owner.uid, owner.gid)


def give_sockets(path: Path, owner: Account) -> None:
    """As `give`; the service's account may enter, and has what is made inside, but makes nothing there."""
    give(path, owner)
    if not owner.is_us:
        os.chown(path, owner.uid, account(SERVICE).gid)
        path.chmod(0o2750)


def can_enter(path: Path, who: Account) -> bool:
    """Whether `who` may pass through all folders above, and into, `path`."""
    if who.is_us:
        return os.access(path, os.X_OK)
    tried = subprocess.run(
        ["/bin/sh", "-c", 'cd -- "$1"', "sh", str(path)],
        cwd="/", check=False, capture_output=True, **who.as_user,
    )  # fmt: skip
    return tried.returncode == 0

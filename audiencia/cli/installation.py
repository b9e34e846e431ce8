"""A whole installation of its own, in a folder that is removed afterwards: `audiencia serve` with the demo profile and free ports."""

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import asyncpg
import redis.asyncio

from audiencia.core.cli_text import Stop, _
from audiencia.core.paths import DataFolder
from audiencia.operations import processes
from audiencia.operations.free_ports import free_port
from audiencia.operations.postgres import ROLE, Postgres
from audiencia.operations.serve import environment
from audiencia.operations.valkey import Valkey
from audiencia.settings.config import Settings

PROGRAM = "audiencia"
START_SECONDS, STOP_SECONDS, ANSWER_SECONDS = 180.0, 120.0, 3.0
ACCOUNT = re.compile(r"(direccion-[a-z-]+|moderacion|ventanilla)[\s│|:]+([a-z]+\d(?:-[a-z]+\d)+)")
STARTED = "Ctrl-C"  # Stands in the last line that `serve` prints when everything is up.


@dataclass
class Installation:
    """Where it is, who may sign in (`passwords` by login), and its processes by name: web, media, valkey, postgres."""

    settings: Settings
    passwords: Mapping[str, str]
    _died: dict[str, int] = field(default_factory=dict)
    _stopped: list[int] = field(default_factory=list)

    @property
    def processes(self) -> Sequence[str]:
        """The names of all."""
        webs = ["web", *(f"web-{number}" for number in range(2, self.settings.web_processes + 1))]
        medias = ["media", *(f"media-{number}" for number in range(2, self.settings.media_processes + 1))]
        return [*webs, *medias, "valkey", "postgres"]

    def pid(self, name: str) -> int:
        """The process as the supervisor wrote it down; 0 while there is none."""
        found = processes.read_pid_file(self._data.run / f"{name}.pid")
        return found.pid if found else 0

    def kill(self, name: str) -> None:
        """SIGKILL."""
        self._end(name, signal.SIGKILL)

    def restart_database(self) -> None:
        """PostgreSQL's fast shutdown; the supervisor starts it again."""
        self._end("postgres", signal.SIGINT)

    def _end(self, name: str, number: signal.Signals) -> None:
        pid = self.pid(name)
        if pid:  # else it is being started
            self._died[name] = pid
            os.kill(pid, number)

    def stop(self, name: str) -> None:
        """SIGSTOP, to its own processes too: those of PostgreSQL's connections."""
        pid = self.pid(name)
        self._stopped = [pid, *_children(pid)] if pid else []
        _send(signal.SIGSTOP, self._stopped)

    def go_on(self) -> None:
        """SIGCONT to what was stopped last."""
        _send(signal.SIGCONT, self._stopped)

    async def replaced(self, name: str) -> bool:
        """Whether another process has taken the place of one that was ended."""
        return self.pid(name) not in (0, self._died.get(name))

    async def works(self) -> bool:
        """Whether all parts are there. Asked in a thread: whoever waits for it has clients in the same loop."""
        return await asyncio.to_thread(self.health) == "ok"

    def health(self) -> str:
        """What `/salud` says, `away` without an answer."""
        try:
            return str(json.loads(self._page("/salud"))["status"])
        except (OSError, ValueError):
            return "away"

    async def metrics(self) -> str:
        """What `/metrics` says."""
        return await asyncio.to_thread(self._page, "/metrics")

    def _page(self, path: str) -> str:
        with urllib.request.urlopen(f"{self.settings.address}{path}", timeout=ANSWER_SECONDS) as answer:  # noqa: S310
            return str(answer.read(), "utf-8")

    async def flush(self) -> None:
        """Valkey forgets everything."""
        async with redis.asyncio.Redis.from_url(Valkey.open(self._data).url) as valkey:
            await valkey.flushall()

    async def end_connections(self) -> None:
        """PostgreSQL ends all connections of the service."""
        conn = await asyncpg.connect(Postgres.open(self._data).admin_url)
        try:
            await conn.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1", ROLE)
        finally:
            await conn.close()

    async def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        """Reads the database beside the service."""
        conn = await asyncpg.connect(self.settings.database_url)
        try:
            return [dict(row) for row in await conn.fetch(query, *values)]
        finally:
            await conn.close()

    def memory(self) -> Mapping[str, int]:
        """Kilobytes of each process that runs, shared pages divided among those who share them (proc_pid_smaps(5), Pss)."""
        found = {name: _own_kilobytes(pid) for name in self.processes if (pid := self.pid(name))}
        return {name: size for name, size in found.items() if size is not None}

    @property
    def _data(self) -> DataFolder:
        return DataFolder(self.settings.data)


def _children(pid: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]
    except OSError:
        return []


def _send(number: signal.Signals, pids: Sequence[int]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def _own_kilobytes(pid: int) -> int | None:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
    except OSError:
        return None
    found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
    return None if found is None else int(found[1])


@contextmanager
def installation(
    config: Path, web_root: Path, *, folder: Path | None = None, program: str = PROGRAM, **more: object
) -> Iterator[Installation]:
    """Runs until the end, on a data folder of its own below `folder`. `more`: other settings. Raises `Stop`."""
    with TemporaryDirectory(prefix="audiencia-", dir=folder) as made:
        place = Path(made)
        place.chmod(0o711)
        settings = Settings.model_validate({
            "profile": "demo", "data": place / "data", "config": config, "web_root": web_root, "port": free_port(),
            "media_port": free_port(socket.SOCK_DGRAM, socket.SOCK_STREAM), "media_control_port": free_port(),
            "media_processes": 1, "web_processes": 1, **more,
        })  # fmt: skip
        terminal = place / "serve.log"
        with terminal.open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", program, "serve"], stdout=log, stderr=log, start_new_session=True,
                preexec_fn=processes.end_with_parent(signal.SIGTERM),
                env={**_without_ours(os.environ), **environment(settings), "COLUMNS": "200"},
            )  # fmt: skip
        try:
            passwords = _passwords(process, terminal)
            url = Postgres.open(DataFolder(settings.data)).url
            yield Installation(Settings.model_validate(settings.model_dump() | {"database_url": url}), passwords)
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(STOP_SECONDS)
            process.kill()


def _without_ours(environ: Mapping[str, str]) -> dict[str, str]:
    """Whatever this machine's own service is told by its environment is none of this one's matter."""
    return {name: value for name, value in environ.items() if not name.startswith("AUDIENCIA_")}


def _passwords(process: "subprocess.Popen[bytes]", terminal: Path) -> dict[str, str]:
    """From what the terminal shows once."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        text = terminal.read_text("utf-8", errors="replace")
        if STARTED in text and (found := dict(ACCOUNT.findall(text))):
            return found
        time.sleep(0.1)
    last = terminal.read_text("utf-8", errors="replace")[-2000:]
    raise Stop(_("The installation did not start: %(last)s", last=last))

"""The real supervisor with everything below it, whose processes are killed here."""

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
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from audiencia.core.paths import DataFolder
from audiencia.operations.postgres import Postgres
from audiencia.operations.serve import environment
from audiencia.settings.config import Settings
from tests.support import invariants, quick_hashing
from tests.support.audience import ROOT, Audience, People
from tests.support.memory import in_memory
from tests.support.ports import free_port

START_SECONDS = 180.0


class Served(Audience):
    """`audiencia serve`, and its children by name: web, media, valkey, postgres."""

    def pid(self, name: str) -> int:
        """The process of a child as the supervisor wrote it down; 0 while there is none."""
        try:
            return int(json.loads((self.settings.data / "run" / f"{name}.pid").read_text("ascii"))["pid"])
        except (OSError, ValueError):
            return 0

    def kill(self, name: str) -> int:
        """`kill -9`; gives the id of what died."""
        pid = self.pid(name)
        os.kill(pid, signal.SIGKILL)
        return pid

    async def back(self, name: str, died: int) -> bool:
        """Whether another process has taken the place of the one that died, and all parts are there.

        Asked in a thread: everybody's media come in the loop that would wait for the answer.
        """
        return self.pid(name) not in (0, died) and await asyncio.to_thread(self.health) == "ok"

    def faults(self) -> str:
        """What the web process, in all its lives, logged as errors: the last ones."""
        lines = (self.log_folder / "web.log").read_text("utf-8", errors="replace").splitlines()
        return "\n".join([one for one in lines if '"level": "error"' in one][-5:])

    def health(self) -> str:
        """What `/salud` says, `away` without an answer."""
        try:
            with urllib.request.urlopen(f"{self.url}/salud", timeout=3) as answer:
                return str(json.load(answer)["status"])
        except (OSError, ValueError):
            return "away"


@pytest.fixture(scope="session")
def served() -> Iterator[Served]:
    """Everything from one command, on a data folder of its own. Each test uses other departments."""
    with serving(quick_hashing.NAME) as running:
        yield running


@contextmanager
def serving(program: str, **more: object) -> Iterator[Served]:
    """`python -m <program> serve` until the end, on a data folder of its own, with one web process unless `more` says otherwise."""
    with TemporaryDirectory(prefix="audiencia-kills-", dir=in_memory()) as folder:
        Path(folder).chmod(0o711)
        data = Path(folder) / "data"
        settings = Settings.model_validate({
            "profile": "demo", "data": data, "config": ROOT / "config", "web_root": ROOT / "web", "port": free_port(),
            "media_port": free_port(socket.SOCK_DGRAM), "media_control_port": free_port(),
            "media_processes": 1, "web_processes": 1, **more,
        })  # fmt: skip
        with (Path(folder) / "serve.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", program, "serve"], cwd=ROOT, stdout=log, stderr=log,
                env={**os.environ, **environment(settings), "COLUMNS": "200", "PYTHONPATH": str(ROOT)},
            )  # fmt: skip
        try:
            known = _passwords(process, Path(folder) / "serve.log")
            addresses = {"database_url": Postgres.open(DataFolder(data)).url}
            yield Served(Settings.model_validate(settings.model_dump() | addresses), known, data / "logs")
        finally:
            process.terminate()
            process.wait(120)


def _passwords(process: "subprocess.Popen[bytes]", log: Path) -> dict[str, str]:
    """From what the terminal shows once."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        text = log.read_text("utf-8", errors="replace")
        found = dict(re.findall(r"(direccion-[a-z-]+|moderacion)[\s│|:]+([a-z]+\d(?:-[a-z]+\d)+)", text))
        if len(found) >= 9 and "Ctrl-C" in text:
            return found
        time.sleep(0.1)
    raise RuntimeError(f"it did not start: {log.read_text('utf-8', errors='replace')[-4000:]}")


@pytest.fixture
async def crowd(served: Served) -> AsyncIterator[People]:
    """Makes clients; at the end all invariants hold."""
    async with AsyncExitStack() as stack:
        yield People(served.url, served.passwords, stack)
        await invariants.check(served.rows)

"""The supervisor with real servers: what is killed comes back, what is left behind hinders nobody, and mistakes are told."""

import asyncio
import grp
import json
import os
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from audiencia.operations import processes, running
from audiencia.operations.accounts import SERVICE
from audiencia.operations.free_ports import free_port
from audiencia.settings.config import Settings
from tests.support.memory import in_memory

PROGRAM = Path(__file__).with_name("machine_program.py")
ROOT = Path(__file__).parents[3]


async def until(condition: Callable[[], bool]) -> None:
    """Waits for something that nobody announces."""
    async with asyncio.timeout(180):
        while not condition():
            await asyncio.sleep(0.02)


class Machine:
    """One data folder with its ports; starts of it come one after the other."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.port = free_port()
        self.media_port = free_port(socket.SOCK_DGRAM, socket.SOCK_STREAM)
        self.control_port = free_port()
        self.process: asyncio.subprocess.Process | None = None

    async def start(self, *arguments: str, **more: object) -> None:
        ports = {"PORT": self.port, "MEDIA_PORT": self.media_port, "MEDIA_CONTROL_PORT": self.control_port, **more}
        clean = {name: value for name, value in os.environ.items() if not name.startswith("AUDIENCIA_")}
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, str(PROGRAM), *arguments, cwd=ROOT, stdout=asyncio.subprocess.PIPE,
            env=clean | {f"AUDIENCIA_{name}": str(port) for name, port in ports.items()}
            | {"AUDIENCIA_DATA": str(self.data), "LC_ALL": "es_MX.UTF-8", "PYTHONPATH": str(ROOT)},
        )  # fmt: skip

    async def next(self, event: str) -> dict[str, Any]:
        """Reads on to this event."""
        assert self.process is not None
        assert self.process.stdout is not None
        before = []
        async with asyncio.timeout(180):
            async for line in self.process.stdout:
                told: dict[str, Any] = json.loads(line)
                if told["event"] == event:
                    return told
                before.append(told)
        raise AssertionError(f"it ended before «{event}», after {before}")

    async def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(number)
        return await self.ended()

    async def ended(self) -> int:
        """The exit code."""
        assert self.process is not None
        async with asyncio.timeout(180):
            return await self.process.wait()

    def as_asked_beside(self, **said: object) -> Settings:
        """As a command finds it that was started without its variables."""
        return running.with_own_servers(Settings.model_validate({"data": self.data} | said))

    def running(self, name: str) -> processes.Identity | None:
        return processes.read_pid_file(self.data / "run" / f"{name}.pid")

    async def kill(self, name: str) -> None:
        """Kills a child for good and waits for the one that takes its place."""
        before = self.running(name)
        assert before is not None
        os.kill(before.pid, signal.SIGKILL)
        assert (await self.next("restarted"))["process"] == name
        await until(lambda: self.running(name) not in (None, before))


@pytest.fixture
async def machine() -> AsyncIterator[Machine]:
    # Not below pytest's own folder: the servers' accounts may not pass through that.
    with tempfile.TemporaryDirectory(prefix="audiencia-ops-", dir=in_memory(), ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        made = Machine(Path(folder))
        yield made
        if made.process is not None:
            await made.stop()
            await until(lambda: not any(made.running(name) for name in ("postgres", "valkey", "child")))


async def query(url: str, sql: str) -> Any:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def query_when_back(url: str, sql: str) -> Any:
    async with asyncio.timeout(180):
        while True:
            try:
                return await query(url, sql)
            except (OSError, asyncpg.PostgresError):
                await asyncio.sleep(0.02)


async def test_a_second_start_finds_the_data_of_the_first(machine: Machine) -> None:
    await machine.start()
    assert (await machine.next("prepared"))["starts"] == 1
    await machine.next("started")
    assert await machine.stop(signal.SIGINT) == 0
    assert [name for name in ("postgres", "valkey", "child") if machine.running(name)] == []
    await machine.start()
    assert (await machine.next("prepared"))["starts"] == 2


async def test_a_command_beside_it_finds_where_it_is_reached_while_it_runs(machine: Machine) -> None:
    await machine.start()
    url = (await machine.next("prepared"))["url"]
    await machine.next("started")
    found = machine.as_asked_beside()
    assert (found.port, found.media_port, found.profile) == (machine.port, machine.media_port, "demo")
    assert found.database_url == url
    other = free_port()
    assert machine.as_asked_beside(port=other).port == other, "who names another one means it"
    await machine.stop()
    assert machine.as_asked_beside().port == Settings.model_fields["port"].default


async def test_the_database_is_closed_to_everybody_without_the_password(machine: Machine) -> None:
    await machine.start()
    url = (await machine.next("prepared"))["url"]
    await machine.next("started")
    sockets = machine.data / "run" / "postgres"
    for folder in (sockets, machine.data / "run" / "valkey"):
        mode = stat.S_IMODE(folder.stat().st_mode)
        # Where root started it, whoever serves pages may enter as well, and make nothing there.
        assert mode == (0o2750 if os.geteuid() == 0 else 0o700)
        assert os.geteuid() != 0 or grp.getgrgid(folder.stat().st_gid).gr_name == SERVICE
    hba = (machine.data / "postgres" / "18" / "pg_hba.conf").read_text()
    rules = [line.split() for line in hba.splitlines() if line and not line.startswith("#")]
    assert {rule[0] for rule in rules} == {"local"}
    assert {rule[-1] for rule in rules} == {"scram-sha-256"}
    assert await query(url, "SHOW listen_addresses") == ""
    assert await query(url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
    wrong = url.replace(url.split(":")[2].split("@")[0], "0" * 64)
    with pytest.raises(asyncpg.InvalidPasswordError):
        await query(wrong, "SELECT 1")
    for key in (machine.data / "keys" / "services").iterdir():
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
    if os.geteuid() == 0:
        assert sockets.stat().st_uid != 0


async def test_systemd_hears_that_all_serve_and_that_the_supervisor_goes_on(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.setblocking(False)
        systemd.bind("")  # at an abstract address that the kernel chooses (unix(7))
        monkeypatch.setenv("NOTIFY_SOCKET", f"@{systemd.getsockname()[1:].decode()}")
        monkeypatch.setenv("WATCHDOG_USEC", "1500000")
        await machine.start()
        await machine.next("started")
        async with asyncio.timeout(180):
            told = [await asyncio.get_running_loop().sock_recv(systemd, 100) for _ in range(3)]
        assert told == [b"READY=1", b"WATCHDOG=1", b"WATCHDOG=1"]


async def test_whatever_is_killed_comes_back(machine: Machine) -> None:
    await machine.start()
    url = (await machine.next("prepared"))["url"]
    redis = (await machine.next("started"))["redis"].removeprefix("unix://")
    await machine.kill("postgres")
    assert await query_when_back(url, "SELECT count(*) FROM starts") == 1
    await machine.kill("valkey")
    await until(lambda: answers_ping(redis))
    await machine.kill("child")
    await until(lambda: answers_http(machine.port))


def answers_ping(path: str) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(path)
            client.sendall(b"PING\r\n")
            return client.recv(16) == b"+PONG\r\n"
        except OSError:
            return False


def answers_http(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
            client.sendall(b"GET / HTTP/1.0\r\n\r\n")
            return b" 200 " in client.recv(64)
    except OSError:
        return False


async def test_a_killed_supervisor_leaves_nothing_that_hinders_the_next(machine: Machine) -> None:
    await machine.start()
    await machine.next("started")
    await machine.stop(signal.SIGKILL)
    await machine.start()
    assert (await machine.next("prepared"))["starts"] == 2
    await machine.next("started")


async def test_orphans_that_survive_are_ended_by_the_next_start(machine: Machine) -> None:
    """As when the signal for orphans was lost: a server of the killed start still runs on the same files."""
    await machine.start()
    await machine.next("started")
    names = ("postgres", "valkey", "child")
    running = {name: machine.running(name) for name in names}
    for one in running.values():
        assert one is not None
        os.kill(one.pid, signal.SIGSTOP)  # a stopped process takes no notice of the signal for orphans
    await machine.stop(signal.SIGKILL)
    try:
        await machine.start()
        assert (await machine.next("prepared"))["starts"] == 2
        await machine.next("started")
    finally:
        assert all(processes.identity(one.pid) != one for one in running.values() if one)


async def test_a_second_service_on_the_same_data_is_refused_in_one_sentence(machine: Machine) -> None:
    await machine.start()
    await machine.next("started")
    second = Machine(machine.data.parent)
    await second.start()
    why = (await second.next("refused"))["why"]
    assert await second.ended() == 2
    assert "Ya hay un servicio con los datos de" in why
    assert "\n" not in why


@pytest.mark.parametrize(("kind", "name"), [(socket.SOCK_STREAM, "port"), (socket.SOCK_DGRAM, "media_port")])
async def test_a_used_port_is_told_before_anything_starts(machine: Machine, kind: socket.SocketKind, name: str) -> None:
    with socket.socket(socket.AF_INET, kind) as taken:
        taken.bind(("127.0.0.1", getattr(machine, name)))
        if kind is socket.SOCK_STREAM:
            taken.listen()
        await machine.start()
        why = (await machine.next("refused"))["why"]
        assert await machine.ended() == 2
    assert f"127.0.0.1:{getattr(machine, name)} ya está en uso" in why
    assert not (machine.data / "postgres").exists()


async def test_a_child_that_never_comes_up_ends_the_start_with_its_last_words(machine: Machine) -> None:
    await machine.start("broken")
    why = (await machine.next("refused"))["why"]
    assert await machine.ended() == 2
    assert "«child» no arranca: the child is broken" in why


async def test_a_data_folder_that_cannot_be_written_is_told(machine: Machine) -> None:
    machine.data.write_text("a file where the folder should be")
    await machine.start()
    assert "No se puede escribir en la carpeta de datos" in (await machine.next("refused"))["why"]
    assert await machine.ended() == 2


async def test_lost_keys_are_told_and_nothing_is_made_anew(machine: Machine) -> None:
    await machine.start()
    await machine.next("started")
    await machine.stop()
    (machine.data / "keys" / "services" / "audiencia_admin.key").unlink()
    await machine.start()
    assert "Las claves no son las de la base de datos" in (await machine.next("refused"))["why"]
    assert await machine.ended() == 2


async def test_a_process_that_stands_still_is_killed_and_started_again(machine: Machine) -> None:
    await machine.start(SILENT_SECONDS=4)  # which a busy machine does not make of a process that runs
    await machine.next("started")
    before = machine.running("child")
    assert before is not None
    os.kill(before.pid, signal.SIGSTOP)
    assert (await machine.next("restarted"))["process"] == "child"
    await until(lambda: answers_http(machine.port))
    assert processes.identity(before.pid) != before


async def test_a_database_that_does_not_start_ends_nothing_else_and_comes_back_when_it_can(machine: Machine) -> None:
    await machine.start()
    url = (await machine.next("prepared"))["url"]
    await machine.next("started")
    child, own = machine.running("child"), machine.data / "postgres" / "18" / "postgresql.auto.conf"
    good = own.read_text()
    own.write_text("no_such_setting = 1\n")
    server = machine.running("postgres")
    assert server is not None
    os.kill(server.pid, signal.SIGKILL)
    assert (await machine.next("restarted"))["why"] == ""
    told = await machine.next("restarted")
    assert "«postgres» no arranca" in told["why"] and "\n" not in told["why"]
    assert machine.running("child") == child and answers_http(machine.port)
    own.write_text(good)
    assert await query_when_back(url, "SELECT count(*) FROM starts") == 1
    assert machine.running("child") == child


FILLED = "320m"
"""Little more than a fresh cluster needs."""


@pytest.fixture
async def small_machine() -> AsyncIterator[Machine]:
    """On a disk of its own."""
    with tempfile.TemporaryDirectory(prefix="audiencia-ops-") as folder:
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={FILLED},mode=711", "tmpfs", folder],
                                 check=False, capture_output=True)  # fmt: skip
        if mounted.returncode:
            pytest.skip("no file system can be mounted here")
        made = Machine(Path(folder))
        try:
            yield made
            await made.stop()
        finally:
            subprocess.run(["umount", "-l", folder], check=True)


@contextmanager
def no_room(file: Path) -> Iterator[None]:
    """Fills the disk to its last page, and takes each page that somebody gives up meanwhile."""
    over = threading.Event()

    def fill() -> None:
        with file.open("ab", buffering=0) as ballast:
            while not over.wait(0.001):
                for size in (1 << 20, 4096):
                    with suppress(OSError):
                        while not over.is_set():
                            ballast.write(bytes(size))

    filling = threading.Thread(target=fill)
    filling.start()
    try:
        yield
    finally:
        over.set()
        filling.join()
        file.unlink()


def free_pages(folder: Path) -> int:
    return os.statvfs(folder).f_bavail


WRITE_LOG = "SELECT count(pg_logical_emit_message(false, 'full', repeat('x', 1000000))) FROM generate_series(1, 400)"
"""Writes more of PostgreSQL's log than the files hold that it made beforehand."""


async def test_a_full_disk_ends_the_database_alone_and_is_told(small_machine: Machine) -> None:
    """The server ends by itself: it cannot write its log, and is told not to begin anew within itself."""
    machine = small_machine
    await machine.start()
    url = (await machine.next("prepared"))["url"]
    await machine.next("started")
    child, server = machine.running("child"), machine.running("postgres")
    assert server is not None
    cluster = machine.data / "postgres" / "18"
    with (cluster / "postgresql.auto.conf").open("a") as own:
        own.write("restart_after_crash = off\n")
    os.kill(server.pid, signal.SIGHUP)
    while await query(url, "SHOW restart_after_crash") != "off":
        await asyncio.sleep(0.02)
    written = (cluster / "pg_hba.conf").stat().st_mtime_ns
    with no_room(machine.data / "ballast"):
        await until(lambda: free_pages(machine.data) == 0)
        with pytest.raises((OSError, asyncpg.PostgresError)):
            await query(url, WRITE_LOG)
        await until(lambda: processes.identity(server.pid) != server)
        told = await machine.next("restarted")
        while not told["why"]:
            told = await machine.next("restarted")
        assert f"el disco de {machine.data / 'postgres'} está lleno" in told["why"]
        assert machine.running("child") == child and answers_http(machine.port)
        # What is written anew on a full disk is empty afterwards.
        assert (cluster / "pg_hba.conf").stat().st_mtime_ns == written
    assert await query_when_back(url, "SELECT count(*) FROM starts") == 1
    assert machine.running("child") == child

"""One process of the machine: how it is started, known to be ready, stopped, and started again when it dies."""

import asyncio
import os
import shutil
import signal
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import structlog

from audiencia.core.cli_text import Stop, _
from audiencia.operations import privileges, processes
from audiencia.operations.accounts import Account
from audiencia.operations.backoff import Backoff

log = structlog.get_logger()
OnRestart = Callable[[str, str], None]
GIVE_UP_AFTER = 4  # Deaths in a row before it was ever ready: then something is wrong that a person must mend.
POLL = 0.03
ALIVE_EVERY = 2.0
ALIVE_TRIES = 3
"""At least so many questions in a row must have been in vain: a machine that stood still for a while is no reason to kill anybody."""
FULL_DISK = 16_000_000  # Bytes free; below, nothing that keeps data starts.


async def _nothing() -> None:
    return None


@dataclass(frozen=True, slots=True)
class Spec:
    """What to run. `ready` is asked until it says yes, or raises `Stop`; `before` runs ahead of each start."""

    name: str
    command: Sequence[str]
    ready: Callable[[], Awaitable[bool]]
    before: Callable[[], Awaitable[None]] = _nothing
    environment: Mapping[str, str] = field(default_factory=dict)
    account: Account | None = None
    capabilities: Sequence[str] = ()  # Rights of root that it needs under another account (`privileges.CAPABILITIES`).
    cwd: Path | None = None
    descriptors: Sequence[int] = ()  # Open files of ours that it goes on with.
    together: str = ""  # Services of the same name here are stopped side by side.
    stop_signal: signal.Signals = signal.SIGTERM
    orphan_signal: signal.Signals = signal.SIGTERM  # What the process gets when the supervisor itself is killed.
    patience: float = 10.0  # Seconds to stop by itself before it is killed.
    ready_within: float = 60.0
    """Seconds to become ready, or at least to answer `alive` where it `recovers`. Those in which no processor was free for it do not
    count: a machine with too much to do would never start it."""
    recovers: bool = False
    """Getting ready takes as long as what it lost last time: it is given that, as long as it answers at all."""
    alive: Callable[[], Awaitable[bool]] | None = None
    """Asked for as long as it runs: whether it answers at all, however unwell it is."""
    silent_for: float = 10.0  # Seconds without an answer after which it is killed, and started again.


class Service:
    """Runs one `Spec` until `stop`. `ready` is set while it is up; `deaths` counts how often it died.
    `on_restart` is told its name and why it does not come up again; nothing, when it merely died."""

    def __init__(
        self, spec: Spec, run_folder: Path, log_folder: Path, *, verbose: bool = False,
        on_restart: OnRestart = lambda _name, _why: None,
    ) -> None:  # fmt: skip
        self.spec = spec
        self.ready = asyncio.Event()
        self.deaths = 0
        self.process: asyncio.subprocess.Process | None = None
        self._pid_file = run_folder / f"{spec.name}.pid"
        self._log_file = log_folder / f"{spec.name}.log"
        self._verbose = verbose
        self._on_restart = on_restart
        self._stopping = asyncio.Event()
        self._hopeless: Stop | None = None

    async def run(self) -> None:
        """Keeps the process running; returns after `stop`. Raises `Stop` when it never came up.
        Once it was up it is tried again for ever: whatever keeps it down, the other services go on."""
        await self.end_orphan()
        backoff, was_ready, told = Backoff(), False, None
        while not self._stopping.is_set():
            started = time.monotonic()
            trouble = await self._live()
            came_up, was_ready = self.ready.is_set(), was_ready or self.ready.is_set()
            self.ready.clear()
            if self._stopping.is_set():
                return
            if trouble is not None and not was_ready:
                raise trouble
            self.deaths += 1
            wait = backoff.after(time.monotonic() - started if came_up else 0.0)
            log.warning("process_died", process=self.spec.name, deaths=self.deaths, restart_in=wait)
            if not was_ready and backoff.failures >= GIVE_UP_AFTER:
                raise Stop(self._never_came_up())
            now = (came_up, self._full_disk() is not None)
            if was_ready and (came_up or now != told):  # once, not at each try
                self._on_restart(self.spec.name, "" if came_up else str(trouble or self._never_came_up()))
            told = now
            await self._pause(wait)

    async def end_orphan(self) -> None:
        """Ends what an earlier, killed start left running."""
        orphan = processes.read_pid_file(self._pid_file)
        if orphan is not None:
            log.info("orphan_ended", process=self.spec.name, pid=orphan.pid)
            await processes.end(orphan, self.spec.stop_signal)
        self._pid_file.unlink(missing_ok=True)

    async def stop(self) -> None:
        """Asks the process to stop, and kills it when it does not within its patience."""
        self._stopping.set()
        process = self.process
        if process is None or process.returncode is not None:
            return
        _send(process, self.spec.stop_signal)
        try:
            async with asyncio.timeout(self.spec.patience):
                await process.wait()
        except TimeoutError:
            log.warning("process_killed", process=self.spec.name)
            _send(process, signal.SIGKILL)
            await process.wait()

    async def _live(self) -> Stop | None:
        """One life: start, get ready, end. Gives what only a person can mend, if that ended it."""
        self._hopeless = None
        try:
            await self.spec.before()
            if self._stopping.is_set():
                return None
            with self._open_log() as output:
                self.process = await self._start(output)
        except Stop as error:
            return error
        except OSError as error:
            return Stop(self._cannot_start(error))
        self._note_pid(self.process.pid)
        if self._stopping.is_set():  # `stop` came while it was being started, and saw no process
            _send(self.process, self.spec.stop_signal)
        watch = asyncio.create_task(self._watch(self.process))
        try:
            code = await self.process.wait()
        finally:
            watch.cancel()
        self._pid_file.unlink(missing_ok=True)
        log.info("process_ended", process=self.spec.name, code=code)
        return self._hopeless

    def _note_pid(self, pid: int) -> None:
        """For the next start, if this one is killed; a full disk keeps nothing from running."""
        try:
            processes.write_pid_file(self._pid_file, pid)
        except OSError as error:
            log.warning("pid_file_write_failed", process=self.spec.name, kind=type(error).__name__)

    async def _start(self, output: IO[bytes] | int | None) -> asyncio.subprocess.Process:
        spec, command = self.spec, self.spec.command
        who: dict[str, Any] = {}
        if spec.account is not None and not spec.account.is_us:
            with_rights = privileges.under(spec.account, command, spec.capabilities, spec.orphan_signal)
            who = spec.account.as_user if with_rights is None else {}
            command = with_rights or command
        return await asyncio.create_subprocess_exec(
            *command,
            env={**processes.inherited(), **spec.environment},
            cwd=spec.cwd,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            pass_fds=self.spec.descriptors,
            start_new_session=True,  # Ctrl-C in the terminal is for us; we stop the others in order
            preexec_fn=processes.end_with_parent(spec.orphan_signal),
            **who,
        )

    async def _watch(self, process: asyncio.subprocess.Process) -> None:
        """Says when it is ready; kills it when it does not become so, or answers no more."""
        if await self._becomes_ready(process):
            self.ready.set()
            await self._goes_silent(process)

    async def _becomes_ready(self, process: asyncio.subprocess.Process) -> bool:
        def age() -> float:
            return time.monotonic() - processes.waited(process.pid)

        since = age()
        while process.returncode is None and not self._stopping.is_set():
            try:
                if await self.spec.ready():
                    return True
            except Stop as error:
                self._hopeless = error
                _send(process, self.spec.stop_signal)
                return False
            if age() - since > self.spec.ready_within:
                if (
                    self.spec.recovers
                    and self.spec.alive is not None
                    and await self._answers(self.spec.alive, self.spec.silent_for)
                ):
                    since = age()
                    continue
                log.warning("process_not_ready", process=self.spec.name)
                _send(process, signal.SIGKILL)
                return False
            await asyncio.sleep(POLL)
        return False

    async def _goes_silent(self, process: asyncio.subprocess.Process) -> None:
        """A process that stands still ends by nothing but this."""
        answered, in_vain = time.monotonic(), 0
        rests = min(ALIVE_EVERY, self.spec.silent_for / ALIVE_TRIES)
        patience = (self.spec.silent_for - rests) / ALIVE_TRIES
        while self.spec.alive is not None and process.returncode is None and not self._stopping.is_set():
            await self._pause(POLL if in_vain else rests)
            if await self._answers(self.spec.alive, patience):
                answered, in_vain = time.monotonic(), 0
                continue
            in_vain += 1
            if in_vain >= ALIVE_TRIES and time.monotonic() - answered >= self.spec.silent_for:
                log.warning("process_silent", process=self.spec.name, seconds=round(time.monotonic() - answered))
                _send(process, signal.SIGKILL)
                return

    async def _answers(self, ask: Callable[[], Awaitable[bool]], patience: float) -> bool:
        """Whoever refuses at once is given as long as whoever says nothing."""
        deadline = time.monotonic() + patience
        try:
            async with asyncio.timeout(patience):
                if await ask():
                    return True
        except TimeoutError:
            return False
        await self._pause(deadline - time.monotonic())
        return False

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopping.wait()

    def _open_log(self) -> IO[bytes]:
        if self._verbose:
            return os.fdopen(os.dup(2), "ab", buffering=0)
        descriptor = os.open(self._log_file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return os.fdopen(descriptor, "ab", buffering=0)

    def _cannot_start(self, error: OSError) -> str:
        return self._full_disk() or _("«%(name)s» does not start: %(why)s.", name=self.spec.name, why=error.strerror)

    def _never_came_up(self) -> str:
        reason = "" if self._verbose else _last_line(self._log_file)
        return self._full_disk() or _(
            "«%(name)s» does not start: %(reason)s See %(log_file)s.",
            name=self.spec.name,
            reason=reason,
            log_file=self._log_file,
        )

    def _full_disk(self) -> str | None:
        folder, name = self.spec.cwd or self._log_file.parent, self.spec.name
        try:
            free = shutil.disk_usage(folder).free
        except OSError:
            return None
        if free >= FULL_DISK:
            return None
        left = free // 1_000_000
        return _(
            "«%(name)s» does not start: the disk of %(folder)s is full (%(left)s MB left). Free space.",
            name=name,
            folder=folder,
            left=left,
        )


def _send(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    try:
        process.send_signal(number)
    except ProcessLookupError:
        return


def _last_line(file: Path) -> str:
    try:
        lines = file.read_text("utf-8", errors="replace").strip().splitlines()
    except OSError:
        return ""
    return lines[-1].strip()[:300] if lines else ""

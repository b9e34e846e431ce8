"""Facts about processes that are not our children: is it still the one that was written down, and how to end it.
Linux only: a process is known by its id and its start time, since ids are given out again."""

import asyncio
import ctypes
import json
import os
import select
import signal
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from audiencia.core import systemd

PR_SET_PDEATHSIG = 1
OF_THE_BUCKET = "AUDIENCIA_BACKUP_S3_"
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Identity:
    """A process for good: `started` in clock ticks since the machine's boot, which `boot` names."""

    pid: int
    started: int
    boot: str


def identity(pid: int) -> Identity | None:
    """None when there is no such process, or only its remains that nobody has collected."""
    try:
        # The name in brackets may hold anything; the state is the first field behind it (proc(5), /proc/pid/stat).
        fields = Path(f"/proc/{pid}/stat").read_text("ascii", errors="replace").rpartition(")")[2].split()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return None
    return None if fields[0] in "ZX" else Identity(pid, int(fields[19]), boot)


def waited(pid: int) -> float:
    """Seconds for which it could have run and no processor was free (Linux, Documentation/scheduler/sched-stats: the second field);
    0 where the kernel does not count them."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text("ascii").split()[1]) / 1e9
    except (OSError, IndexError):
        return 0.0


def write_pid_file(file: Path, pid: int) -> None:
    """Notes the process, so that the next start can find it if this one is killed."""
    known = identity(pid)
    if known is not None:
        draft = file.with_suffix(".new")
        draft.write_text(json.dumps(asdict(known)), "ascii")
        draft.replace(file)


def read_pid_file(file: Path) -> Identity | None:
    """The process of this file when it still runs."""
    try:
        noted = Identity(**json.loads(file.read_text("ascii")))
    except (OSError, ValueError, TypeError):
        return None
    return noted if identity(noted.pid) == noted else None


def working_in(folder: Path) -> list[Identity]:
    """Processes whose working directory this is, oldest first."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            here = entry.name.isdigit() and os.readlink(entry / "cwd") == str(folder)
        except OSError:
            continue
        if here and (known := identity(int(entry.name))) is not None:
            found.append(known)
    return sorted(found, key=lambda one: (one.started, one.pid))


async def end(process: Identity, *signals: signal.Signals, patience: float = 5.0) -> None:
    """Ends a foreign process: the signals in turn, each with `patience` seconds, then SIGKILL."""
    try:
        descriptor = os.pidfd_open(process.pid)
    except ProcessLookupError:
        return
    try:
        for number in (*signals, signal.SIGKILL):
            if identity(process.pid) != process:
                return
            try:
                signal.pidfd_send_signal(descriptor, number)
                signal.pidfd_send_signal(descriptor, signal.SIGCONT)  # one that was stopped hears of it only then
            except ProcessLookupError:
                return
            if await asyncio.to_thread(_ended, descriptor, patience):
                return
    finally:
        os.close(descriptor)


def _ended(descriptor: int, patience: float) -> bool:
    return bool(select.select([descriptor], [], [], patience)[0])


def end_with_parent(number: signal.Signals) -> Callable[[], None]:
    """For `preexec_fn`: the child gets this signal when we die, however hard (prctl(2), PR_SET_PDEATHSIG)."""
    parent = os.getpid()

    def in_child() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, int(number))
        if os.getppid() != parent:  # we died before the call above
            os._exit(1)

    return in_child


def inherited() -> dict[str, str]:
    """Our environment for another process, without the keys of the bucket, which `serve` and `audiencia backup` alone need, and without
    what systemd wants to hear from us alone."""
    ours = {name for name in os.environ if name.upper().startswith(OF_THE_BUCKET) or name in systemd.VARIABLES}
    return {name: value for name, value in os.environ.items() if name not in ours}

"""Processes of the service, forked from one that has imported it: importing takes a new process longer than all else it does.

Each is a process of its own with a log, variables and privileges as `python -m tests.support.quick_hashing` would have. It is
killed when the process that started it ends, however hard that one does.
"""

import asyncio
import faulthandler
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import chdir
from multiprocessing import forkserver
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from threading import Lock, Thread

ROOT = Path(__file__).parents[2]
PRELOADED = (
    __name__, "tests.support.quick_hashing", "audiencia.cli.main", "audiencia.app", "audiencia.media.worker.worker",
    "tests.support.set_aside",
)  # fmt: skip
WHERE = signal.SIGUSR2
"""Has a process of `start` write into its log what each of its threads and of its tasks is at."""
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(list(PRELOADED))
_in_root = Lock()


def start(arguments: Sequence[str], variables: Mapping[str, str], log: Path) -> ForkServerProcess:
    """Runs `audiencia` with these arguments."""
    return fork(_run, list(arguments), dict(variables), log)


def fork(work: Callable[..., object], *arguments: object) -> ForkServerProcess:
    """Runs `work` where `PRELOADED` are imported.

    The fork server starts in the repository's root: before Python 3.13 it leaves `sys_path` aside, imports from its working
    directory, and says nothing of modules that it does not find.
    """
    with _in_root, chdir(ROOT):
        forkserver.ensure_running()
    process = _CONTEXT.Process(target=_alone, args=(work, *arguments), daemon=True)
    process.start()
    return process


def with_constants(constants: Mapping[str, float], work: Callable[..., object], *arguments: object) -> None:
    """Runs `work` in a forked process with constants that differ from production."""
    from tests.support import quick_hashing

    quick_hashing.set_constants(constants)
    work(*arguments)


def _alone(work: Callable[..., object], *arguments: object) -> None:
    Thread(target=_end_with_parent, name="end-with-parent", daemon=True).start()
    work(*arguments)


def _run(arguments: list[str], variables: dict[str, str], log: Path) -> None:
    with log.open("ab") as written:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(written.fileno(), stream.fileno())
    signal.signal(WHERE, lambda *_: _write_tasks())
    faulthandler.register(WHERE, file=2, chain=True)
    from audiencia.cli.main import main
    from tests.support import quick_hashing

    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(variables)
    sys.argv = ["audiencia", *arguments]
    quick_hashing.prepare(arguments[0])
    main()


def _write_tasks() -> None:
    """Which task awaits what, down to the future that wakes it; where the loop runs, which a signal wakes too."""
    for task in asyncio.all_tasks():
        waiter = getattr(task, "_fut_waiter", None)
        print(f"{task.get_name()}, told to end {task.cancelling()} times, awaits {waiter!r}:", file=sys.stderr)
        awaited: object = task.get_coro()
        while awaited is not None:
            kind = next((one for one in ("cr", "gi", "ag") if hasattr(awaited, f"{one}_frame")), None)
            frame = None if kind is None else getattr(awaited, f"{kind}_frame")
            if frame is not None:
                print(f"  {frame.f_code.co_filename}:{frame.f_lineno} {frame.f_code.co_qualname}", file=sys.stderr)
            awaited = (
                None if kind is None else getattr(awaited, f"{kind}_yieldfrom" if kind == "gi" else f"{kind}_await")
            )
    sys.stderr.flush()


def _end_with_parent() -> None:
    """The fork server is no parent to die with (`end_with_parent` of processes.py): it lives as long as what it forked."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os.kill(os.getpid(), signal.SIGKILL)

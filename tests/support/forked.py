"""Processes of the service, forked from one that has imported it: importing takes a new process longer than all else it does.

Each is a process of its own with a log, variables and privileges as `python -m tests.support.quick_hashing` would have.
"""

import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.context import ForkServerProcess
from pathlib import Path

ROOT = Path(__file__).parents[2]
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(
    [__name__, "tests.support.quick_hashing", "audiencia.cli.main", "audiencia.app", "audiencia.media.worker.worker"]
)


def start(arguments: Sequence[str], variables: Mapping[str, str], log: Path) -> ForkServerProcess:
    """Runs `audiencia` with these arguments."""
    process = _CONTEXT.Process(target=_run, args=(list(arguments), dict(variables), log), daemon=True)
    process.start()
    return process


def _run(arguments: list[str], variables: dict[str, str], log: Path) -> None:
    from audiencia.cli.main import main
    from tests.support import quick_hashing

    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(variables)
    with log.open("ab") as written:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(written.fileno(), stream.fileno())
    sys.argv = ["audiencia", *arguments]
    quick_hashing.prepare(arguments[0])
    main()

"""What is forked has imported the service from this repository, wherever pytest was started, and leaves nothing running behind it."""

import os
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.forked import PRELOADED, ROOT

LOADED = "import sys; print(*(getattr(sys.modules.get(name), '__file__', None) for name in NAMES), sep='\\n')"
HEAD = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from tests.support import forked"
WORKER = f"""{HEAD}
forked.fork(exec, {LOADED.replace("NAMES", repr(PRELOADED))!r}).join()
from pathlib import Path
from tests.support.audience import Audience, audience_settings
settings = audience_settings("postgresql://nobody@127.0.0.1/none", "redis://127.0.0.1:1", Path.cwd() / "data")
audience = Audience(settings, {{}}, Path.cwd())
audience.start("media")
print(audience.processes["media"].pid, flush=True)
sys.stdin.read()
"""


@contextmanager
def elsewhere(program: str, folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """A Python process in another folder, which knows the repository by its `sys.path` alone."""
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    with subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=folder,
        env=variables,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def test_what_is_forked_has_imported_the_service_and_is_killed_with_the_one_that_started_it(tmp_path: Path) -> None:
    with elsewhere(WORKER, tmp_path) as process:
        assert process.stdout is not None
        loaded = [process.stdout.readline().rstrip() for _ in PRELOADED]
        assert loaded == [str(ROOT / f"{name.replace('.', '/')}.py") for name in PRELOADED]
        worker = os.pidfd_open(int(process.stdout.readline()))
        try:
            assert not select.select([worker], [], [], 0)[0]
            process.kill()
            process.stdout.read()  # until the fork server has ended too, which has it open
            select.select([worker], [], [])
        finally:
            os.close(worker)

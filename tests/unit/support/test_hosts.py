"""Hosts as network namespaces: a run that was killed hinders no later one."""

import os
import select
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import hosts

TRIED = f"t{os.getpid()}"
NAMES = {"SWITCH": f"audiencia-{TRIED}-switch", "PEOPLE": f"{TRIED}-people"}
"""So that a run of `make soak-hosts` beside it keeps its own, and another run of this test."""
SECONDS = 30
KILLED = """
import os, signal, sys
from pathlib import Path
from tests.support import hosts
for name, value in {names}.items():
    setattr(hosts, name, value)
hosts.ALONE = Path({alone!r})
with hosts.network({tried!r}) as by_name:
    left = by_name[{tried!r}].start(["sleep", "600"], Path(os.devnull)).pid
    while not Path(f"/proc/{{left}}/cmdline").read_bytes().startswith(b"sleep"):
        os.sched_yield()  # until it is there: a command enters the namespace before it becomes this one
    print(left, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(bool(hosts.lacking()), reason=f"needs {', '.join(hosts.lacking())}")
def test_what_a_killed_run_left_is_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in NAMES.items():
        monkeypatch.setattr(hosts, name, value)
    monkeypatch.setattr(hosts, "ALONE", tmp_path / "alone")
    code = KILLED.format(names=NAMES, tried=TRIED, alone=str(hosts.ALONE))
    killed = subprocess.run([sys.executable, "-c", code], cwd=hosts.ROOT, capture_output=True, text=True, check=False)
    left = os.pidfd_open(int(killed.stdout))
    assert select.select([left], [], [], 0)[0] == []
    with hosts.network(TRIED) as by_name:
        assert select.select([left], [], [], SECONDS)[0] == [left]
        subprocess.run([*by_name[TRIED].enter, "true"], check=True)
        with pytest.raises(BlockingIOError), hosts.network(TRIED):
            pass
    os.close(left)
    assert not Path("/run/netns", by_name[TRIED].namespace).exists()

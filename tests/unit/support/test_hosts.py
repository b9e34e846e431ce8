"""Hosts as network namespaces: a run that was killed hinders no later one."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import hosts

NAMES = {"SWITCH": "audiencia-tried-switch", "PEOPLE": "tried-people"}
"""So that a run of `make soak-hosts` beside it keeps its own."""
KILLED = """
import os, signal, sys
from pathlib import Path
from tests.support import hosts
for name, value in {names}.items():
    setattr(hosts, name, value)
hosts.ALONE = Path({alone!r})
with hosts.network("tried") as by_name:
    print(by_name["tried"].start(["sleep", "600"], Path(os.devnull)).pid, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(bool(hosts.lacking()), reason=f"needs {', '.join(hosts.lacking())}")
def test_what_a_killed_run_left_is_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in NAMES.items():
        monkeypatch.setattr(hosts, name, value)
    monkeypatch.setattr(hosts, "ALONE", tmp_path / "alone")
    code = KILLED.format(names=NAMES, alone=str(hosts.ALONE))
    killed = subprocess.run([sys.executable, "-c", code], cwd=hosts.ROOT, capture_output=True, text=True, check=False)
    left = int(killed.stdout)
    assert b"sleep" in Path(f"/proc/{left}/cmdline").read_bytes()
    with hosts.network("tried") as by_name:
        assert not Path(f"/proc/{left}").exists() or not Path(f"/proc/{left}/cmdline").read_bytes()
        subprocess.run([*by_name["tried"].enter, "true"], check=True)
        with pytest.raises(BlockingIOError), hosts.network("tried"):
            pass
    assert not Path("/run/netns", by_name["tried"].namespace).exists()

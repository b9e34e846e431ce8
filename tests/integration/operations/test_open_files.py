"""How many files may be open: the limit is raised, and some are left for what connections need."""

import resource
import subprocess
import sys

from audiencia.operations import open_files

RAISE = """
import resource
from audiencia.operations import open_files
print(open_files.raise_limit(), *resource.getrlimit(resource.RLIMIT_NOFILE))
"""


def test_a_process_may_open_as_many_files_as_the_system_lets_it() -> None:
    def lowered() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, 2048))

    made = subprocess.run([sys.executable, "-c", RAISE], preexec_fn=lowered, capture_output=True, text=True, check=True)
    assert made.stdout.split() == ["2048", "2048", "2048"]


def test_some_files_are_always_left_for_what_connections_need() -> None:
    assert [open_files.for_connections(limit) for limit in (200, 1024, 65_536)] == [100, 768, 65_280]

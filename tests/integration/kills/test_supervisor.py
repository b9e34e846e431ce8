"""The supervisor holds nothing of what it runs: it stays for months beside the processes that it starts again."""

from pathlib import Path

from audiencia.core.paths import DataFolder
from audiencia.operations import processes
from tests.integration.kills.conftest import Served


def compiled(pid: int) -> set[str]:
    """The packages whose compiled parts this process has loaded."""
    mapped = Path(f"/proc/{pid}/maps").read_text().splitlines()
    return {one.partition("/site-packages/")[2].partition("/")[0] for one in mapped if "/site-packages/" in one}


def test_it_loads_neither_pages_nor_media(served: Served) -> None:
    supervisor = processes.read_pid_file(DataFolder(served.settings.data).serving_pid)
    assert supervisor is not None
    assert "aiohttp" in compiled(served.pid("web")) and {"aiohttp", "av"} <= compiled(served.pid("media"))
    held = compiled(supervisor.pid)
    assert "asyncpg" in held and not held & {"aiohttp", "av"}

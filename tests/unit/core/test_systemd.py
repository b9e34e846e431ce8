"""systemd learns when everything is up, at either kind of address, and from then on that the loop goes on."""

import asyncio
import socket
import time
from contextlib import suppress
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from audiencia.core import systemd

OFTEN = 30_000
"""Microseconds."""


@pytest.mark.parametrize("abstract", [False, True])
async def test_systemd_hears_that_it_serves_and_goes_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, abstract: bool
) -> None:
    name, loop = f"{tmp_path}/notify", asyncio.get_running_loop()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.setblocking(False)
        listening.bind(f"\0{name}" if abstract else name)
        async with systemd.notified() as ready:
            ready()  # nobody listens, and nothing happens
        monkeypatch.setenv("NOTIFY_SOCKET", f"@{name}" if abstract else name)
        monkeypatch.setenv("WATCHDOG_USEC", str(OFTEN))
        async with systemd.notified() as ready:
            await asyncio.sleep(2 * OFTEN / 1e6)
            ready()
            async with asyncio.timeout(60):
                assert await loop.sock_recv(listening, 100) == b"READY=1", "nothing before"
                for _ in range(2 * systemd.TIMES):
                    assert await loop.sock_recv(listening, 100) == b"WATCHDOG=1"
            with suppress(BlockingIOError):
                while listening.recv(100):  # what a busy machine left unread
                    pass
            time.sleep(2 * OFTEN / 1e6)  # the loop stands still
            with pytest.raises(BlockingIOError):
                listening.recv(100)
        monkeypatch.delenv("WATCHDOG_USEC")
        async with systemd.notified() as ready:
            ready()
            assert await loop.sock_recv(listening, 100) == b"READY=1"
            await asyncio.sleep(OFTEN / 1e6)
        with pytest.raises(BlockingIOError):
            listening.recv(100)


async def test_a_process_that_serves_goes_on_where_nobody_listens(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "gone"))
    with capture_logs() as logged:
        async with systemd.notified() as ready:
            ready()
    assert logged == [{"event": "systemd_not_told", "kind": "FileNotFoundError", "log_level": "warning"}]

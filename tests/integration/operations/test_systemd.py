"""Web nodes and media workers that systemd starts tell it that they serve, and that they go on."""

import socket
from pathlib import Path

import pytest

from tests.support.audience import Audience, Prepared

PATIENCE = 180.0


def test_each_main_process_tells_systemd_that_it_serves_and_goes_on(
    prepared: Prepared, valkey_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", "1500000")
    audience = Audience(prepared.settings(valkey_url, tmp_path), prepared.passwords, tmp_path)
    try:
        for name in ("media", "web"):
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
                systemd.bind(f"\0{tmp_path}/{name}")
                systemd.settimeout(PATIENCE)
                monkeypatch.setenv("NOTIFY_SOCKET", f"@{tmp_path}/{name}")
                audience.start(name)
                assert [systemd.recv(100) for _ in range(3)] == [b"READY=1", b"WATCHDOG=1", b"WATCHDOG=1"]
    finally:
        audience.stop()
        prepared.remove(audience.settings)

"""systemd learns when everything is up, at either kind of address."""

import socket
from pathlib import Path

import pytest

from audiencia.core import systemd


@pytest.mark.parametrize("abstract", [False, True])
def test_systemd_is_told_where_it_listens(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, abstract: bool) -> None:
    systemd.ready()  # nobody listens, and nothing happens
    name = f"{tmp_path}/notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(f"\0{name}" if abstract else name)
        monkeypatch.setenv("NOTIFY_SOCKET", f"@{name}" if abstract else name)
        systemd.ready()
        assert listening.recv(100) == b"READY=1"

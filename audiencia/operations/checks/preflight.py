"""Looks, before anything is started, for what would make the start fail; says it in one sentence."""

import errno
import fcntl
import os
import shutil
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from audiencia.core.cli_text import Stop, _
from audiencia.core.paths import DataFolder
from audiencia.operations.checks.result import Check, State, in_a_sentence
from audiencia.operations.checks.rules import machine
from audiencia.settings.config import Settings

NEEDED_SPACE = 300 * 1024 * 1024  # Bytes: PostgreSQL's fresh cluster with its write-ahead log, and room to work.


def make_folders(data: DataFolder) -> None:
    """The data folder, which other accounts may pass through but not list; logs and keys are closed. Raises `Stop`."""
    try:
        if not data.root.exists():
            data.root.mkdir(parents=True)
            data.root.chmod(0o711)
        data.logs.mkdir(mode=0o700, exist_ok=True)
        data.run.mkdir(mode=0o711, exist_ok=True)
    except OSError as error:
        raise Stop(_cannot_write(data.root, error)) from error
    if not os.access(data.root, os.W_OK | os.X_OK):
        raise Stop(_cannot_write(data.root, OSError(errno.EACCES, os.strerror(errno.EACCES))))


def refuse(found: Iterable[Check]) -> None:
    """Raises `Stop` at the first that is red."""
    for one in found:
        if one.state is State.RED:
            raise Stop(in_a_sentence(one, _))


def space(data: DataFolder) -> Iterator[Check]:
    """Whether there is room to start."""
    free = shutil.disk_usage(data.root).free
    yield machine.space(free, str(data.root), enough=free >= NEEDED_SPACE)


@contextmanager
def only_one(data: DataFolder) -> Iterator[None]:
    """Holds the data folder for this process; the lock goes with it, however it ends. Raises `Stop`."""
    descriptor = os.open(data.run / "serve.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            other = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip()
            raise Stop(
                _(
                    "A service already runs with the data in %(folder)s (process %(other)s); stop it, or set another AUDIENCIA_DATA.",
                    folder=data.root,
                    other=other,
                )
            ) from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def ports(settings: Settings) -> Iterator[Check]:
    """Whether each port is free, and ours to take."""
    yield _port(settings.host, settings.port, socket.SOCK_STREAM, "AUDIENCIA_PORT", "make run PORT=8090")
    control = "AUDIENCIA_MEDIA_CONTROL_PORT"
    for port, control_port in settings.own_workers:
        yield _port(settings.media_control_host, control_port, socket.SOCK_STREAM, control, f"{control}=7993")
        for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
            yield _port(settings.media_host, port, kind, "AUDIENCIA_MEDIA_PORT", "AUDIENCIA_MEDIA_PORT=7992")
    for port in settings.media_tcp_ports:
        further = "AUDIENCIA_MEDIA_TCP_PORTS"
        yield _port(settings.media_host, port, socket.SOCK_STREAM, further, f"{further}=7990")


def _port(host: str, port: int, kind: socket.SocketKind, variable: str, instead: str) -> Check:
    refusal = None
    try:
        family = socket.getaddrinfo(host, port, type=kind)[0][0]
        with socket.socket(family, kind) as trial:
            if kind is socket.SOCK_STREAM:
                # As the servers do: connections of an earlier run that still fade away are no obstacle.
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((host, port))
            if kind is socket.SOCK_STREAM:
                trial.listen(1)
    except OSError as error:
        refusal = error
    transport = "UDP" if kind is socket.SOCK_DGRAM else "TCP"
    return machine.port(f"{transport} {host}:{port}", refusal, variable, instead)


def _cannot_write(root: Path, error: OSError) -> str:
    return _(
        "The data folder %(root)s cannot be written (%(why)s); give permission or choose another by AUDIENCIA_DATA.",
        root=root,
        why=error.strerror,
    )

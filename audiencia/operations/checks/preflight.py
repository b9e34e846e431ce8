"""Looks, before anything is started, for what would make the start fail; says it in one sentence."""

import errno
import fcntl
import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from audiencia.core.cli_text import Stop, say
from audiencia.core.paths import DataFolder
from audiencia.settings.config import Settings

NEEDED_SPACE = 300 * 1024 * 1024
"""Bytes: PostgreSQL's fresh cluster with its write-ahead log, and room to work."""


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


def check_space(data: DataFolder) -> None:
    """Raises `Stop` when the disk is nearly full."""
    free = shutil.disk_usage(data.root).free
    if free < NEEDED_SPACE:
        megabytes = free // 1_000_000
        raise Stop(say(
            f"En el disco de {data.root} solo quedan {megabytes} MB; libere al menos 300 MB, o elija otro con AUDIENCIA_DATA.",
            f"The disk of {data.root} has only {megabytes} MB left; free at least 300 MB, or choose another by AUDIENCIA_DATA.",
        ))  # fmt: skip


@contextmanager
def only_one(data: DataFolder) -> Iterator[None]:
    """Holds the data folder for this process; the lock goes with it, however it ends. Raises `Stop`."""
    descriptor = os.open(data.run / "serve.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            other = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip()
            raise Stop(say(
                f"Ya hay un servicio con los datos de {data.root} (proceso {other}); deténgalo, o elija otra con AUDIENCIA_DATA.",
                f"A service already runs with the data in {data.root} (process {other}); stop it, or set another AUDIENCIA_DATA.",
            )) from error  # fmt: skip
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def check_ports(settings: Settings) -> None:
    """Raises `Stop` when one of the ports is taken, or is not ours to take."""
    _check(
        settings.host,
        settings.port,
        socket.SOCK_STREAM,
        "AUDIENCIA_PORT",
        "make run PORT=8090",
    )
    for port, control_port in settings.own_workers:
        _check(
            settings.media_control_host,
            control_port,
            socket.SOCK_STREAM,
            "AUDIENCIA_MEDIA_CONTROL_PORT",
            "AUDIENCIA_MEDIA_CONTROL_PORT=7993",
        )
        _check(settings.media_host, port, socket.SOCK_DGRAM, "AUDIENCIA_MEDIA_PORT", "AUDIENCIA_MEDIA_PORT=7992")


def _check(host: str, port: int, kind: socket.SocketKind, name: str, instead: str) -> None:
    transport = "UDP" if kind is socket.SOCK_DGRAM else "TCP"
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
        raise Stop(_port_sentence(error, f"{transport} {host}:{port}", name, instead)) from error


def _port_sentence(error: OSError, where: str, name: str, instead: str) -> str:
    if error.errno == errno.EADDRINUSE:
        return say(
            f"El puerto {where} ya está en uso; cierre el otro programa o elija otro puerto, por ejemplo: {instead}",
            f"The port {where} is in use already; close the other program or choose another port, for example: {instead}",
        )
    if error.errno == errno.EACCES:
        return say(
            f"No hay permiso para usar el puerto {where}; elija uno mayor que 1023, por ejemplo: {instead}",
            f"There is no permission to use the port {where}; choose one above 1023, for example: {instead}",
        )
    return say(f"No se puede usar {where} ({error.strerror}); revise {name}.",
               f"{where} cannot be used ({error.strerror}); check {name}.")  # fmt: skip


def _cannot_write(root: Path, error: OSError) -> str:
    return say(
        f"No se puede escribir en la carpeta de datos {root} ({error.strerror}); dé permiso o elija otra con AUDIENCIA_DATA.",
        f"The data folder {root} cannot be written ({error.strerror}); give permission or choose another by AUDIENCIA_DATA.",
    )

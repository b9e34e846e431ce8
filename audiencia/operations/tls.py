"""HTTPS of the web node: the certificate from its file, and the next one when that file changes."""

import asyncio
import os
import ssl
from datetime import datetime
from pathlib import Path

import structlog
from cryptography import x509

from audiencia.core import logs
from audiencia.core.cli_text import Stop, _
from audiencia.core.paths import DataFolder
from audiencia.operations.accounts import Account, give
from audiencia.settings.config import Settings

log = structlog.get_logger()
LOOKED_AT_EVERY = 60.0


def context(certificate: Path) -> ssl.SSLContext:
    """With the key and the chain of this PEM file. Raises `Stop` when it cannot be used."""
    made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        made.load_cert_chain(certificate)
    except (OSError, ssl.SSLError) as error:
        raise Stop(
            _(
                "AUDIENCIA_TLS_CERTIFICATE: %(certificate)s cannot be used (%(why)s).",
                certificate=certificate,
                why=error.strerror or error,
            )
        ) from error
    return made


def expired(certificate: Path, now: datetime) -> datetime | None:
    """Since when it holds no more; `None` while it holds."""
    until = x509.load_pem_x509_certificates(certificate.read_bytes())[0].not_valid_after_utc
    return until if until <= now else None


async def follow(made: ssl.SSLContext, certificate: Path, every: float = LOOKED_AT_EVERY) -> None:
    """Takes a new certificate up for the connections that come after it; until cancelled."""
    known = certificate.stat().st_mtime_ns
    while True:
        await asyncio.sleep(every)
        try:
            changed = certificate.stat().st_mtime_ns
            if changed != known:
                made.load_cert_chain(certificate)
                known = changed
                log.info("certificate_reloaded")
        except OSError as error:
            # The one in use stays; the next look may find a good one.
            logs.failure(log, "certificate_unusable", error)


def shared(settings: Settings, data: DataFolder, reader: Account) -> Settings:
    """With copies of the certificate's files that the web node's account can read; root's own stay closed to it."""
    if reader.is_us:
        return settings
    found = {name: _copy(file, data.web_keys / f"{name}.pem", reader) for name, file in _files(settings).items()}
    return settings.model_copy(update=found)


async def keep_shared(settings: Settings, data: DataFolder, reader: Account, every: float = LOOKED_AT_EVERY) -> None:
    """Renews the copies when the files change, until cancelled."""
    known = {file: file.stat().st_mtime_ns for file in _files(settings).values()}
    while known and not reader.is_us:
        await asyncio.sleep(every)
        try:
            now = {file: file.stat().st_mtime_ns for file in known}
            if now != known:
                shared(settings, data, reader)
                known = now
        except OSError as error:
            logs.failure(log, "certificate_unusable", error)


def _files(settings: Settings) -> dict[str, Path]:
    files = {"tls_certificate": settings.tls_certificate, "tls_authority": settings.tls_authority}
    return {name: file for name, file in files.items() if file is not None}


def _copy(source: Path, target: Path, reader: Account) -> Path:
    give(target.parent, reader)
    draft = target.with_suffix(".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(source.read_bytes())
        os.fchown(file.fileno(), reader.uid, reader.gid)
    draft.replace(target)
    return target

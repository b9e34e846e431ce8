"""HTTPS of the web node: the certificate from its file, and the next one when that file changes."""

import asyncio
import ssl
from pathlib import Path

import structlog

from audiencia import logs
from audiencia.say import Stop, say

log = structlog.get_logger()

LOOKED_AT_EVERY = 60.0


def context(certificate: Path) -> ssl.SSLContext:
    """With the key and the chain of this PEM file. Raises `Stop` when it cannot be used."""
    made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        made.load_cert_chain(certificate)
    except (OSError, ssl.SSLError) as error:
        raise Stop(say(f"AUDIENCIA_TLS_CERTIFICATE: {certificate} no se puede usar ({error.strerror or error}).",
                       f"AUDIENCIA_TLS_CERTIFICATE: {certificate} cannot be used ({error.strerror or error}).",
                       )) from error  # fmt: skip
    return made


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
                log.info("certificate_taken_up")
        except OSError as error:
            # The one in use stays; the next look may find a good one.
            logs.failure(log, "certificate_unusable", error)

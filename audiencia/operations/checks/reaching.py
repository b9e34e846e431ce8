"""Asks servers whether they are there: the pages' health, the days of a certificate, whether a port takes connections."""

import asyncio
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import aiohttp
from cryptography import x509
from pydantic import SecretStr

from audiencia.operations.checks.health import reachable
from audiencia.settings.config import Settings

ANSWER_SECONDS = 5.0


def own_address(settings: Settings) -> str:
    """The address of the pages on this machine."""
    scheme = "https" if settings.tls_certificate else "http"
    return f"{scheme}://{reachable(settings.host)}:{settings.port}"


async def status(address: str, *, check_name: bool = True) -> str | None:
    found = await health_at(address, check_name=check_name)
    return None if found is None else str(found.get("status"))


async def health_at(
    address: str, *, check_name: bool = True, token: SecretStr | None = None
) -> Mapping[str, Any] | None:
    """What `/salud` answers there; `None`: nothing. `token`: of the metrics, where another machine may be asked."""
    headers = {} if token is None else {"Authorization": f"Bearer {token.get_secret_value()}"}
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ANSWER_SECONDS)) as session,
            session.get(f"{address}/salud", ssl=check_name, headers=headers) as response,
        ):
            found: Any = await response.json(content_type=None)
            return found if isinstance(found, dict) else None
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
        return None


def days_left(certificate: x509.Certificate) -> float:
    return (certificate.not_valid_after_utc - datetime.now(UTC)).total_seconds() / 86_400


async def days_of_server(host: str, port: int) -> float:
    """Also of one that holds no more: that is what is asked about, and nothing is sent over this connection."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    async with asyncio.timeout(ANSWER_SECONDS):
        _, writer = await asyncio.open_connection(host, port, ssl=context, server_hostname=host)
        try:
            found = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
        finally:
            writer.close()
    return days_left(x509.load_der_x509_certificate(found))


async def connects(host: str | None, port: int) -> bool:
    """Whether the server takes a connection; nothing is said to it."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            _, writer = await asyncio.open_connection(host, port)
            writer.close()
    except (OSError, TimeoutError):
        return False
    return True

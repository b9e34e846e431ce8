"""Tries each TURN server that is configured, as browsers use it, for the list of what is ready."""

import asyncio
import secrets
import ssl
import time

from audiencia.core import relay_addresses
from audiencia.core.relay_addresses import Server
from audiencia.operations.checks.relay.attempt import attempt
from audiencia.operations.checks.relay.outcome import Problem
from audiencia.operations.checks.rules import relay as rules
from audiencia.operations.checks.rules.readiness import Row
from audiencia.settings.config import Settings

YEARS_SECONDS = 10 * 365 * 86_400


async def rows(settings: Settings, context: ssl.SSLContext | None = None) -> list[Row]:
    """One for each address; `context`: see `attempt`."""
    relay = settings.relay
    if relay is None:
        return [rules.none_configured()]
    servers = relay_addresses.servers(relay.urls)
    return list(await asyncio.gather(*(_row(settings, relay.secret, one, context) for one in servers)))


async def _row(settings: Settings, secret: str, server: Server, context: ssl.SSLContext | None) -> Row:
    """coturn says the same of a wrong secret and of a time that is over: what would hold for years tells them apart."""
    name = secrets.token_hex(4)
    now = int(time.time())
    found = await attempt(
        server, relay_addresses.credentials(secret, now + relay_addresses.HOLDS_SECONDS, name), context
    )
    differs = False
    if found.problem is Problem.CREDENTIALS:
        later = await attempt(server, relay_addresses.credentials(secret, now + YEARS_SECONDS, name), context)
        differs = later.problem is not Problem.CREDENTIALS
    return rules.relay(server, found, settings.announced, clock_differs=differs)

"""Opens what use cases run in: the database, its keys and the configuration that settings name."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from audiencia.administration import catalogue
from audiencia.notifications import configured
from audiencia.operations.opening import open_keys
from audiencia.runtime.context import AppContext, CallBatcher
from audiencia.settings.config import Settings, load_municipality


@asynccontextmanager
async def open_context(settings: Settings, *, node: bool = False) -> AsyncIterator[AppContext]:
    """Database, keys and configuration. Waits for a database that is just starting: a node longer than a command."""
    municipality = load_municipality(settings.config)
    async with open_keys(settings, node=node, older=False) as (database, keyring):
        in_force = await catalogue.at_start(database, municipality)
        channels = configured.channels(settings, municipality)
        yield AppContext(
            database,
            keyring,
            in_force,
            settings.origin,
            channels=channels,
            call_batcher=CallBatcher(),
            demo=settings.demo,
        )

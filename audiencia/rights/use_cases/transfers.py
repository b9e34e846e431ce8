"""The record of transfers: what was read of blocked data for a court or an authority, from the record of accesses."""

from typing import TYPE_CHECKING

from audiencia.db.queries import load
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from audiencia.rights.store.transfers_sql import HandedOver

SQL = load("audiencia.rights.store", "transfers.sql")


async def made(context: AppContext) -> "list[HandedOver]":
    """The newest first."""
    async with context.database.read() as conn:
        return [row async for row in SQL.handed_over(conn)]

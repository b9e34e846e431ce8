"""The record of transfers: what was read of blocked data for a court or an authority, from the record of accesses."""

from dataclasses import dataclass
from datetime import datetime

from audiencia.db.queries import load
from audiencia.runtime.context import AppContext

SQL = load("audiencia.rights.store", "transfers.sql")


@dataclass(frozen=True, slots=True)
class Transfer:
    """`why`: to whom, as a code of the record; `about`: the visit or case, by its pseudonym; `by`: who of staff."""

    at: datetime
    why: str
    about: str
    by: str


async def made(context: AppContext) -> list[Transfer]:
    """The newest first."""
    async with context.database.read() as conn:
        return [
            Transfer(row.at, row.why, f"{row.object_kind} {row.object_id}", row.name)
            async for row in SQL.handed_over(conn)
        ]

"""Rows of the outbox and of the ways in which people asked to be told."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from audiencia.core.ids import PersonId
from audiencia.db.database import Connection
from audiencia.db.queries import load
from audiencia.runtime.channels import ChannelName

SQL = load("audiencia.notifications", "notify.sql")
Reason = Literal["turn", "case"]
"""What somebody asked to be told of: their turn, until it is over, or how their case goes on."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which a person asked to be told; its address is sealed."""

    id: UUID
    channel: ChannelName
    language: str


async def ways(conn: Connection, person_id: PersonId, reason: Reason) -> list[Way]:
    """How this person asked to be told."""
    rows = SQL.ways_of_person(conn, person_id=person_id, reason=reason)
    return [Way(row.id, row.channel, row.language) async for row in rows]

"""Rows of the outbox and of the ways in which people asked to be told."""

from typing import TYPE_CHECKING, Literal

from audiencia.core.ids import PersonId
from audiencia.db.connection import Connection
from audiencia.db.queries import load

if TYPE_CHECKING:
    from audiencia.notifications.notify_sql import WaysOfPerson

SQL = load("audiencia.notifications", "notify.sql")
Reason = Literal["turn", "case"]
"""What somebody asked to be told of: their turn, until it is over, or how their case goes on."""


async def ways(conn: Connection, person_id: PersonId, reason: Reason) -> "list[WaysOfPerson]":
    """How this person asked to be told; the addresses are sealed."""
    return [row async for row in SQL.ways_of_person(conn, person_id=person_id, reason=reason)]

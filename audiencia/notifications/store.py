"""Rows of the outbox and of the ways in which people asked to be told."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from audiencia.core.ids import PersonId
from audiencia.db.database import Connection
from audiencia.db.queries import load
from audiencia.notifications.kinds import TEMPLATES, Kind
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


@dataclass(frozen=True, slots=True)
class Notice:
    """What goes into the outbox. `person_id` or else `office`; `sealed` or else `plain`; see `audiencia/db/schema/notifications.sql`."""

    id: UUID
    kind: Kind
    channel: ChannelName
    about: UUID
    occasion: str
    target: bytes
    language: str
    now: datetime
    due_at: datetime
    expires_at: datetime
    person_id: PersonId | None = None
    way_id: UUID | None = None
    office: str | None = None
    sealed: bytes | None = None
    plain: Mapping[str, Any] | None = None


async def ways(conn: Connection, person_id: PersonId, reason: Reason) -> list[Way]:
    """How this person asked to be told."""
    rows = SQL.ways_of_person(conn, person_id=person_id, reason=reason)
    return [Way(row.id, row.channel, row.language) async for row in rows]


async def insert(conn: Connection, notice: Notice) -> bool:
    """Whether it is new: of one occasion each is told once."""
    made = await SQL.insert_notice(
        conn,
        id=notice.id,
        kind=notice.kind,
        channel=notice.channel,
        person_id=notice.person_id,
        way_id=notice.way_id,
        office=notice.office,
        about=notice.about,
        occasion=notice.occasion,
        target=notice.target,
        language=notice.language,
        sealed=notice.sealed,
        plain=None if notice.plain is None else json.dumps(notice.plain),
        urgent=TEMPLATES[notice.kind].urgent,
        now=notice.now,
        due_at=notice.due_at,
        expires_at=notice.expires_at,
    )
    return made is not None

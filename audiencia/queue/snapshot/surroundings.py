"""All of a queue but its tickets: the jornada, rooms, roster, offers, and what else stands in the views of its people.
A reading in which tickets alone changed goes on with what an earlier one found (docs/decisions/076)."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from audiencia.core.ids import QueueId, RoomId, SessionId, StaffId, TicketId
from audiencia.core.texts import text_or_none
from audiencia.db.connection import Connection
from audiencia.db.queries import load
from audiencia.queue.call import commitments
from audiencia.queue.domain.assist import AssistKind
from audiencia.queue.domain.kinds import devices_of
from audiencia.queue.moderation import announce, roster
from audiencia.queue.sessions import clock
from audiencia.queue.snapshot import relatives
from audiencia.queue.snapshot.facts import Around, InterpreterFacts, TargetFacts
from audiencia.queue.snapshot.room_facts import AssistantFacts, AssistFacts, RoomFacts, in_order, with_assistants
from audiencia.queue.store import store
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Text

if TYPE_CHECKING:
    from audiencia.queue.store import look_sql

SQL = load("audiencia.queue.store", "look.sql")
KEPT = timedelta(seconds=5)
"""So long what changes without this queue holds: how many wait in other queues, and whether an interpreter is free."""


@dataclass(frozen=True, kw_only=True)
class Surroundings(Around):
    """As one reading found them. `of`: the queue's version then, without those in which tickets alone changed."""

    of: int
    read_at: datetime

    @property
    def held(self) -> frozenset[TicketId]:
        """Tickets of calls in these rooms."""
        called = {room.ticket_id for room in self.rooms if room.ticket_id is not None}
        return frozenset(called | {room.assist.ticket_id for room in self.rooms if room.assist is not None})

    def hold(self, queue: "look_sql.QueueFacts") -> bool:
        """Whether they still are those of the queue as it was just read."""
        fresh = timedelta() <= queue.now - self.read_at < KEPT
        return fresh and self.of == _of(queue) and all(one.until > queue.now for one in self.announcements)


def _of(queue: "look_sql.QueueFacts") -> int:
    return queue.version - queue.ticket_versions


async def read(context: AppContext, conn: Connection, queue: "look_sql.QueueFacts") -> Surroundings:
    """Reads them all, within the transaction of `conn`."""
    there = await SQL.queue_surroundings(conn, queue_id=queue.id)
    session = store.session_of(await SQL.session_by_id(conn, id=queue.session_id))
    return Surroundings(
        of=_of(queue),
        read_at=queue.now,
        attended=there.attended,
        session=session,
        rooms=await _rooms(
            context, conn, queue.id, session.id, any_assist=there.any_assist, any_relative=there.any_relative
        ),
        owed=tuple([row.id async for row in SQL.owed_tickets(conn, queue_id=queue.id)]),
        targets={row.id: _target(row) async for row in SQL.target_facts(conn, session_id=session.id)},
        announcements=await announce.live_of(conn, session.id, queue.id),
        roster=await roster.members(conn, queue.id),
        offers=await roster.offers(conn, queue.id) if there.any_offer else {},
        interpreters=tuple([_interpreter(row) async for row in SQL.interpreter_facts(conn)]),
        commitments=await commitments.owned_in(context, conn, queue.id) if there.any_commitment else (),
        clock_noted_at=there.clock_noted_at,
        lapses_from=there.lapses_from,
        clock_doubted=there.clock_noted_at is not None and await clock.is_doubted(conn, session.id),
    )


def _target(row: "look_sql.TargetFacts") -> TargetFacts:
    name = Text(es=row.name_es, en=row.name_en)
    return TargetFacts(
        queue_id=row.id, slug=row.slug, department=name, state=row.state, rooms_free=row.free, waiting=row.waiting
    )


def _interpreter(row: "look_sql.InterpreterFacts") -> InterpreterFacts:
    name = Text(es=row.name_es, en=row.name_en)
    return InterpreterFacts(code=row.code, helps_with=row.helps_with, name=name, present=row.present, busy=row.busy)


async def _assists(conn: Connection, rooms: list[RoomId]) -> list[AssistFacts]:
    return [
        AssistFacts(
            host_room_id=row.host_room_id,
            guest_room_id=row.guest_room_id,
            ticket_id=row.ticket_id,
            expires_at=row.expires_at,
            joined_at=row.joined_at,
            epoch=row.epoch,
            host_director=row.host_director,
            guest_director=row.guest_director,
            host_department=Text(es=row.host_es, en=row.host_en),
            guest_department=Text(es=row.guest_es, en=row.guest_en),
            id=row.id,
            kind=AssistKind(row.kind),
            host_agrees=row.host_agrees,
            citizen_agrees=row.citizen_agrees,
            guest_company=with_assistants(json.loads(row.guest_company or "{}"), row.guest_assistants),
            worker=row.worker,
            host_shares=row.host_shares,
            guest_shares=row.guest_shares,
            host_turned_off=devices_of(row.host_turned_off),
            guest_turned_off=devices_of(row.guest_turned_off),
            call_id=row.call_id,
            host_encrypts=row.host_encrypts,
            guest_encrypts=row.guest_encrypts,
        )
        async for row in SQL.assist_facts(conn, rooms=rooms)
    ]


async def _rooms(
    context: AppContext,
    conn: Connection,
    queue_id: QueueId,
    session_id: SessionId,
    *,
    any_assist: bool,
    any_relative: bool,
) -> tuple[RoomFacts, ...]:
    rows = [row async for row in SQL.room_facts(conn, queue_id=queue_id)]
    directors = [row.director_id for row in rows]
    counts: dict[StaffId, dict[str, int]] = {}
    async for row in SQL.director_counts(conn, session_id=session_id, ids=directors):
        counts.setdefault(row.outcome_by, {})[row.outcome] = row.attentions
    assists = await _assists(conn, [row.id for row in rows]) if any_assist else []
    as_guest = {one.guest_room_id: one for one in assists if one.guest_room_id is not None}
    hosts = [*(row.id for row in rows), *(one.host_room_id for one in assists)]
    there, asked = await relatives.of_rooms(context, conn, hosts) if any_relative else ([], {})
    of_host: dict[RoomId | None, tuple[AssistFacts, ...]] = {}
    for one in in_order([*assists, *there]):
        of_host[one.host_room_id] = (*of_host.get(one.host_room_id, ()), one)
    return tuple(
        RoomFacts(
            room=store.room_of(row),
            director=row.display_name,
            ticket_id=row.ticket_id,
            answer_until=None if row.answered_at else row.answer_until,
            counts=counts.get(row.director_id, {}),
            minute_taken=row.extended,
            interpreter=text_or_none(row.interpreter_es, row.interpreter_en),
            assist=as_guest.get(row.id),
            guests=of_host.get(row.id, ()),
            fellows=of_host.get(as_guest[row.id].host_room_id, ()) if row.id in as_guest else (),
            relative=asked.get(row.id),
            console=row.console,
            company=None if row.company is None else json.loads(row.company),
            turned_off=devices_of(row.turned_off),
            encrypts=row.encrypts,
            shares_screen=row.shares_screen,
            assistants=tuple(_assistant(*one) for one in json.loads(row.seats or "[]")),
            help=_help(row.help),
            emergency_at=row.emergency_at,
            picture=row.picture,
            own=row.own_slug,
            helps_with=row.helps_with,
            media_home=row.media_home,
            call_id=row.call_id,
        )
        for row in rows
    )


def _assistant(staff_id: StaffId, name: str, connected: bool, announced: bool) -> AssistantFacts:
    return AssistantFacts(staff_id=staff_id, name=name, connected=connected, announced=announced)


def _help(found: str | None) -> Literal["asked", "coming"] | None:
    if found is None:
        return None
    return "coming" if found == "coming" else "asked"

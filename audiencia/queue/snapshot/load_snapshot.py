"""One moment of a queue, read whole: what the views of citizens, directors and moderators are made of."""

import json
from collections.abc import Collection
from typing import TYPE_CHECKING, Literal

from audiencia.core.errors import Code, NotFound
from audiencia.core.ids import QueueId, RoomId, SessionId, StaffId, TicketId
from audiencia.core.texts import text_or_none
from audiencia.db.database import Connection
from audiencia.db.queries import load
from audiencia.queue.call import commitments
from audiencia.queue.domain.assist import AssistKind
from audiencia.queue.domain.kinds import devices_of
from audiencia.queue.moderation import announce, roster
from audiencia.queue.snapshot import load_tickets
from audiencia.queue.snapshot.decrypted_fields import Opened
from audiencia.queue.snapshot.facts import InterpreterFacts, Snapshot, TargetFacts
from audiencia.queue.snapshot.load_tickets import Asked, Known
from audiencia.queue.snapshot.room_facts import AssistantFacts, AssistFacts, RoomFacts, with_assistants
from audiencia.queue.store import store
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Text

if TYPE_CHECKING:
    from audiencia.queue.store import look_sql

SQL = load("audiencia.queue.store", "look.sql")


async def snapshot(context: AppContext, opened: Opened, queue_id: QueueId, watched: Collection[TicketId]) -> Snapshot:
    """The queue now, read whole; as `read`."""
    return (await read(context, opened, queue_id, watched, None))[0]


async def read(
    context: AppContext, opened: Opened, queue_id: QueueId, watched: Collection[TicketId], known: Known | None
) -> tuple[Snapshot, Known]:
    """The queue now, and what is known of its tickets by that: of those `known` before, only what changed is read again.
    `watched`: tickets that somebody looks at, with history and steps, wherever they are.

    Raises `NotFound` for a queue that does not exist.
    """
    async with context.database.read() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
        queue = await SQL.queue_facts(conn, queue_id=queue_id)
        if queue is None:
            raise NotFound(Code.NOT_FOUND)
        session = store.session_of(await SQL.session_by_id(conn, id=queue.session_id))
        rooms = await _rooms(conn, queue_id, session.id, any_assist=queue.any_assist)
        held = {room.ticket_id for room in rooms if room.ticket_id is not None}
        joined = {room.assist.ticket_id for room in rooms if room.assist is not None}
        owed = [row.id async for row in SQL.owed_tickets(conn, queue_id=queue_id)]
        asked = Asked(queue_id, frozenset(watched), frozenset(held | joined), frozenset(owed))
        known = await load_tickets.read(context, opened, conn, asked, queue.horizon, known)
        targets = {row.id: _target(row) async for row in SQL.target_facts(conn, session_id=session.id)}
        announcements = await announce.live_of(conn, session.id, queue_id)
        members = await roster.members(conn, queue_id)
        offers = await roster.offers(conn, queue_id) if queue.any_offer else {}
        interpreters = tuple([_interpreter(row) async for row in SQL.interpreter_facts(conn)])
        owned = await commitments.owned_in(context, conn, queue_id) if queue.any_commitment else ()
    found = Snapshot(
        queue_id=queue_id,
        version=queue.version,
        state=queue.state,
        queue=store.queue_of(queue),
        preference=context.preference,
        slug=queue.slug,
        prefix=queue.prefix,
        department=Text(es=queue.name_es, en=queue.name_en),
        attended=queue.attended,
        now=queue.now,
        session=session,
        tickets=known.tickets,
        rooms=rooms,
        targets=targets,
        interpreters=interpreters,
        owed=tuple(owed),
        announcements=announcements,
        roster=members,
        offers=offers,
        commitments=owned,
        media_home=queue.media_home,
        whole=known.whole,
    )
    return found, known


def _target(row: "look_sql.TargetFacts") -> TargetFacts:
    name = Text(es=row.name_es, en=row.name_en)
    return TargetFacts(
        queue_id=row.id,
        slug=row.slug,
        department=name,
        state=row.state,
        rooms_free=row.free,
        waiting=row.waiting,
    )


def _interpreter(row: "look_sql.InterpreterFacts") -> InterpreterFacts:
    name = Text(es=row.name_es, en=row.name_en)
    return InterpreterFacts(code=row.code, helps_with=row.helps_with, name=name, present=row.present, busy=row.busy)


async def _assists(conn: Connection, rooms: list[RoomId]) -> dict[RoomId, AssistFacts]:
    found: dict[RoomId, AssistFacts] = {}
    async for row in SQL.assist_facts(conn, rooms=rooms):
        facts = AssistFacts(
            host_room_id=row.host_room_id,
            guest_room_id=row.guest_room_id,
            ticket_id=row.ticket_id,
            expires_at=row.expires_at,
            joined=row.joined,
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
        )
        found[facts.host_room_id] = found[facts.guest_room_id] = facts
    return found


async def _rooms(
    conn: Connection, queue_id: QueueId, session_id: SessionId, *, any_assist: bool
) -> tuple[RoomFacts, ...]:
    rows = [row async for row in SQL.room_facts(conn, queue_id=queue_id)]
    directors = [row.director_id for row in rows]
    counts: dict[StaffId, dict[str, int]] = {}
    async for row in SQL.director_counts(conn, session_id=session_id, ids=directors):
        counts.setdefault(row.outcome_by, {})[row.outcome] = row.attentions
    assists = await _assists(conn, [row.id for row in rows]) if any_assist else {}
    return tuple(
        RoomFacts(
            room=store.room_of(row),
            director=row.display_name,
            ticket_id=row.ticket_id,
            answer_until=None if row.answered_at else row.answer_until,
            counts=counts.get(row.director_id, {}),
            minute_taken=row.extended,
            interpreter=text_or_none(row.interpreter_es, row.interpreter_en),
            assist=assists.get(row.id),
            console=row.console,
            company=None if row.company is None else json.loads(row.company),
            turned_off=devices_of(row.turned_off),
            shares_screen=row.shares_screen,
            assistants=tuple(_assistant(*one) for one in json.loads(row.seats or "[]")),
            help=_help(row.help),
            emergency_at=row.emergency_at,
            own=row.own_slug,
            helps_with=row.helps_with,
            media_home=row.media_home,
        )
        for row in rows
    )


def _assistant(staff_id: StaffId, name: str, connected: bool, announced: bool) -> AssistantFacts:
    return AssistantFacts(staff_id=staff_id, name=name, connected=connected, announced=announced)


def _help(found: str | None) -> Literal["asked", "coming"] | None:
    if found is None:
        return None
    return "coming" if found == "coming" else "asked"


async def queue_versions(context: AppContext) -> dict[QueueId, int]:
    """The version of every queue of a jornada that goes on or has just ended."""
    async with context.database.read() as conn:
        return {QueueId(row.id): row.version async for row in store.SQL.queue_versions(conn)}

"""One moment of a queue, read whole: what the views of citizens, directors and moderators are made of."""

import json
from collections.abc import Collection
from dataclasses import replace
from typing import Literal

from audiencia.core.errors import Code, NotFound
from audiencia.core.ids import QueueId, RoomId, SessionId, StaffId, TicketId
from audiencia.db.database import Connection
from audiencia.db.queries import load
from audiencia.queue.booking import calling_off
from audiencia.queue.call import chat, commitments
from audiencia.queue.domain.assist import AssistKind
from audiencia.queue.domain.ticket import UNFINISHED
from audiencia.queue.joining.status import OUT_OF_LINE
from audiencia.queue.moderation import announce, roster
from audiencia.queue.snapshot.decrypted_fields import Opened, Sealed
from audiencia.queue.snapshot.facts import InterpreterFacts, Snapshot, TargetFacts
from audiencia.queue.snapshot.room_facts import AssistantFacts, AssistFacts, RoomFacts, with_assistants
from audiencia.queue.snapshot.ticket_facts import (
    BookingFacts,
    HistoryFacts,
    MatterFacts,
    Private,
    Safety,
    TicketFacts,
    WorkingNote,
)
from audiencia.queue.store import store
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Text

SQL = load("audiencia.queue.store", "look.sql")
HISTORY_MOST = 200
"""So many entries of a ticket's history are read, the newest: more than a day brings."""


async def snapshot(context: AppContext, opened: Opened, queue_id: QueueId, watched: Collection[TicketId]) -> Snapshot:
    """The queue now. `watched`: tickets that somebody looks at, with history and steps, wherever they are.

    Raises `NotFound` for a queue that does not exist.
    """
    async with context.database.read() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
        queue = await SQL.queue_facts(conn, queue_id=queue_id)
        if queue is None:
            raise NotFound(Code.NOT_FOUND)
        session = store.session_of(await SQL.session_by_id(conn, id=queue.session_id))
        rooms = await _rooms(conn, queue_id, session.id)
        held = {room.ticket_id for room in rooms if room.ticket_id is not None}
        joined = {room.assist.ticket_id for room in rooms if room.assist is not None}
        owed = [row.id async for row in SQL.owed_tickets(conn, queue_id=queue_id)]
        tickets = await _tickets(context, opened, conn, queue_id, {*watched, *held, *joined}, owed)
        targets = {row.id: _target(row) async for row in SQL.target_facts(conn, session_id=session.id)}
        announcements = await announce.live_of(conn, session.id, queue_id)
        members, offers = await roster.members(conn, queue_id), await roster.offers(conn, queue_id)
        interpreters = tuple([_interpreter(row) async for row in SQL.interpreter_facts(conn)])
        owned = await commitments.owned_in(context, conn, queue_id)
    return Snapshot(
        queue_id=queue_id,
        version=queue.version,
        state=queue["state"],
        queue=store.queue_of(queue),
        preference=context.preference,
        slug=queue.slug,
        prefix=queue.prefix,
        department=Text(es=queue.name_es, en=queue.name_en),
        attended=queue.attended,
        now=queue.now,
        session=session,
        tickets=tickets,
        rooms=rooms,
        targets=targets,
        interpreters=interpreters,
        owed=tuple(owed),
        announcements=announcements,
        roster=members,
        offers=offers,
        commitments=owned,
        media_home=queue.media_home,
    )


def _target(row: store.Row) -> TargetFacts:
    name = Text(es=row["name_es"], en=row["name_en"])
    return TargetFacts(
        queue_id=row["id"],
        slug=row["slug"],
        department=name,
        state=row["state"],
        rooms_free=row["free"],
        waiting=row["waiting"],
    )


def _interpreter(row: store.Row) -> InterpreterFacts:
    name = Text(es=row["name_es"], en=row["name_en"])
    return InterpreterFacts(
        code=row["code"], helps_with=row["helps_with"], name=name, present=row["present"], busy=row["busy"]
    )


async def _tickets(
    context: AppContext,
    opened: Opened,
    conn: Connection,
    queue_id: QueueId,
    looked_at: set[TicketId],
    others: Collection[TicketId],
) -> dict[TicketId, TicketFacts]:
    ids = list(looked_at)
    rows = [row async for row in SQL.ticket_facts(conn, queue_id=queue_id, ids=[*ids, *others])]
    begun = await Sealed(context, {row.attention_id: row for row in rows}).begun(conn)
    sealed = Sealed(context, {row.attention_id: row for row in rows if row.id in looked_at})
    steps, matters, notes = await sealed.steps(conn), await sealed.matters(conn), await sealed.notes(conn)
    written, told = await sealed.chat(conn), await sealed.announcements(conn)
    unread = await chat.unread(conn, queue_id)
    promised = await commitments.of_attentions(context, conn, [row.attention_id for row in rows if row.id in looked_at])
    unfinished = {row.attention_id: row for row in rows if row.state in UNFINISHED}
    working = await Sealed(context, unfinished).working(conn) if unfinished else {}
    safety = {row.id: _safety(row) async for row in SQL.safety_facts(conn, ids=ids)} if ids else {}
    twins = _same_contact(rows, queue_id)
    history: dict[TicketId, list[HistoryFacts]] = {}
    async for row in SQL.history_facts(conn, ids=ids, most=HISTORY_MOST):
        happened = HistoryFacts(at=row.at, kind=row.kind, reason=row.reason, detail=json.loads(row.detail))
        history.setdefault(row["ticket_id"], []).append(happened)
    return {
        row.id: replace(
            _ticket(row, opened.of(context, row), *begun.get(row.attention_id, (None, 0))),
            steps=tuple(steps.get(row.attention_id, ())),
            history=tuple(history.get(row.id, ())),
            matters=tuple(matters.get(row.attention_id, ())),
            notes=tuple(notes.get(row.attention_id, ())),
            chat=written.get(row.id, ()),
            unread=unread.get(row.id, 0),
            announcements=tuple(told.get(row.id, ())),
            commitments=tuple(promised.get(row.attention_id, ())),
            working=working.get(row.attention_id, WorkingNote()),
            safety=safety.get(row.id, Safety()),
            same_contact=tuple(one for one in twins.get(row["contact_index"], ()) if one != row["number"]),
        )
        for row in rows
    }


def _same_contact(rows: Collection[store.Row], queue_id: QueueId) -> dict[bytes, list[str]]:
    """The numbers that go on in this queue, by the contact they were taken with."""
    found: dict[bytes, list[str]] = {}
    for row in rows:
        if row["contact_index"] is not None and row["queue_id"] == queue_id and row["state"] not in OUT_OF_LINE:
            found.setdefault(row["contact_index"], []).append(row["number"])
    return {index: sorted(numbers) for index, numbers in found.items()}


def _ticket(row: store.Row, private: Private, now: MatterFacts | None, begun: int) -> TicketFacts:
    """One ticket; topic and matter are those that it is about now."""
    topic = Text(es=row["topic_es"], en=row["topic_en"]) if now is None else now.topic
    return TicketFacts(
        ticket=store.ticket_of(row),
        folio=row["folio"],
        generation=row["secret_generation"],
        language=row["language"],
        devices=row["devices"],
        topic=topic,
        private=private if now is None else replace(private, matter=now.matter),
        outcome=row["outcome"],
        disposition=row["disposition"],
        outcome_at=row["outcome_at"],
        says_resolved=row["citizen_says_resolved"],
        reopened=row["reopened"],
        begun=begun,
        token_generation=row["token_generation"],
        about_folio=row["about_folio"] or "",
        data_mode=row["data_mode"],
        camera_paused=row["camera_paused"],
        booking=_booking(row),
    )


def _booking(row: store.Row) -> BookingFacts | None:
    if row["booked_from"] is None:
        return None
    called_off = calling_off.reason_of(row) if row["called_off_at"] and not row["held_at"] else None
    return BookingFacts(
        starts_at=row["booked_from"],
        ends_at=row["booked_until"],
        checked_in_at=row["checked_in_at"],
        called_off=called_off,
    )


def _safety(row: store.Row) -> Safety:
    ended = None if row["ending_reason"] is None else (row["ending_reason"], row["ended_at"])
    return Safety(
        help=row["help_reason"],
        help_answered=row["help_answered"],
        ended=ended,
        review=row["review"],
        used=row["used"],
        called=row["called"],
        reports=row["reports"],
    )


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
        )
        found[facts.host_room_id] = found[facts.guest_room_id] = facts
    return found


async def _rooms(conn: Connection, queue_id: QueueId, session_id: SessionId) -> tuple[RoomFacts, ...]:
    rows = [row async for row in SQL.room_facts(conn, queue_id=queue_id)]
    directors = [row.director_id for row in rows]
    counts: dict[StaffId, dict[str, int]] = {}
    async for row in SQL.director_counts(conn, session_id=session_id, ids=directors):
        counts.setdefault(row["outcome_by"], {})[row["outcome"]] = row["attentions"]
    assists = await _assists(conn, [row.id for row in rows])
    return tuple(
        RoomFacts(
            room=store.room_of(row),
            director=row.display_name,
            ticket_id=row.ticket_id,
            answer_until=None if row.answered_at else row.answer_until,
            counts=counts.get(row.director_id, {}),
            minute_taken=row.extended,
            interpreter=Text(es=row["interpreter_es"], en=row["interpreter_en"]) if row["interpreter_es"] else None,
            assist=assists.get(row.id),
            console=row.console,
            company=None if row.company is None else json.loads(row.company),
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

"""What moderators tell everybody who waits or is attended, or those of one line: for a while, and taken back at any moment."""

from dataclasses import dataclass
from datetime import timedelta

from audiencia.actor import staff_actor
from audiencia.config import Text
from audiencia.db.database import Connection, Tx
from audiencia.db.queries import load
from audiencia.errors import Code, NotFound, Refused
from audiencia.flows.commands import Result, once
from audiencia.flows.facts import AnnouncementFacts
from audiencia.flows.house import House
from audiencia.ids import CommandId, QueueId, SessionId, StaffId
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.queue import store
from audiencia.queue.session import SessionState

SQL = load("audiencia.flows", "announce.sql")
AT_ONCE = 5
"""More than this nobody reads."""


@dataclass(frozen=True, slots=True)
class Announced:
    """One that is shown now, as moderators see it. `department`: whose line; `None` for all of them."""

    announcement: AnnouncementFacts
    slug: str | None
    department: Text | None
    by: str


async def announce(
    house: House, staff_id: StaffId, command_id: CommandId, department: str | None, text: str, minutes: int
) -> Result:
    """Shows it to who waits or is attended in the line of this department, or in all lines, for so many minutes.

    Raises `NotFound(unknown_department)`, `Refused` (session_closed, too_many_announcements).
    """

    async def act(tx: Tx) -> Result:
        session_id, queues, target = await _hold(tx, department)
        if await SQL.live_count(tx.conn, session_id=session_id) >= AT_ONCE:
            raise Refused(Code.TOO_MANY_ANNOUNCEMENTS, limit=AT_ONCE)
        announcement_id = await SQL.insert_announcement(
            tx.conn,
            session_id=session_id,
            queue_id=target,
            text=text,
            made_by=staff_id,
            made_at=tx.now,
            until=tx.now + timedelta(minutes=minutes),
        )
        await _note(tx, staff_id, "announced", session_id, target, announcement_id)
        tx.changed(*queues)
        return {"announcement_id": announcement_id}

    return await once(house, f"staff:{staff_id}", command_id, act)


async def withdraw(house: House, staff_id: StaffId, command_id: CommandId, announcement_id: int) -> Result:
    """Nobody is shown it any more; of one that is over already, nothing changes. Raises `NotFound`."""

    async def act(tx: Tx) -> Result:
        where = await SQL.announcement_where(tx.conn, id=announcement_id)
        if where is None:
            raise NotFound(Code.NOT_FOUND)
        await store.hold_session(tx, where["session_id"])
        queues = await _lock(tx, where["session_id"], where["queue_id"])
        row = await SQL.announcement_for_update(tx.conn, id=announcement_id)
        if row["withdrawn_at"] is not None or row["over"]:
            return {}
        await SQL.withdraw_announcement(tx.conn, id=announcement_id, at=tx.now)
        await _note(tx, staff_id, "announcement_withdrawn", row["session_id"], row["queue_id"], announcement_id)
        tx.changed(*queues)
        return {}

    return await once(house, f"staff:{staff_id}", command_id, act)


async def live(house: House, session_id: SessionId) -> list[Announced]:
    """All that are shown now, the newest first."""
    async with house.database.read() as conn:
        rows = [row async for row in SQL.live_of_session(conn, session_id=session_id)]
    return [
        Announced(
            _facts(row),
            row["slug"],
            Text(es=row["name_es"], en=row["name_en"]) if row["slug"] else None,
            row["display_name"],
        )
        for row in rows
    ]


async def live_of(conn: Connection, session_id: SessionId, queue_id: QueueId) -> tuple[AnnouncementFacts, ...]:
    """Those that who waits in this queue is shown, the newest first."""
    rows = SQL.live_of_queue(conn, session_id=session_id, queue_id=queue_id)
    return tuple([_facts(row) async for row in rows])


def _facts(row: store.Row) -> AnnouncementFacts:
    return AnnouncementFacts(row["id"], row["text"], row["made_at"], row["until"])


async def _hold(tx: Tx, department: str | None) -> tuple[SessionId, list[QueueId], QueueId | None]:
    """The jornada that goes on, locked with the queues that are told, and the one queue that it is for."""
    found = await store.live_session(tx.conn)
    session = None if found is None else await store.hold_session(tx, found.id)
    if session is None or session.state in (SessionState.PLANNED, SessionState.CLOSED):
        raise Refused(Code.SESSION_CLOSED)
    target: QueueId | None = None
    if department is not None:
        row = await store.SQL.queue_of_department(tx.conn, session_id=session.id, slug=department)
        if row is None:
            raise NotFound(Code.UNKNOWN_DEPARTMENT)
        target = QueueId(row["id"])
    return session.id, await _lock(tx, session.id, target), target


async def _lock(tx: Tx, session_id: SessionId, target: QueueId | None) -> list[QueueId]:
    """Locks all queues, so that two announcements are counted one after the other; gives those that are told."""
    queues = list(await store.lock_all_queues(tx, session_id))
    return queues if target is None else [target]


async def _note(
    tx: Tx, staff_id: StaffId, kind: str, session_id: SessionId, queue_id: QueueId | None, announcement_id: int
) -> None:
    actor = staff_actor(staff_id)
    detail = {"announcement_id": announcement_id}
    await store.append(tx, kind, actor, session_id=session_id, queue_id=queue_id, detail=detail)
    await audit.record(
        tx.conn, actor=actor, action=Action.ANNOUNCED, object_kind="announcement", object_id=announcement_id, why=kind
    )

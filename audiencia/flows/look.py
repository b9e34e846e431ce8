"""One moment of a queue, read whole: what the views of citizens, directors and moderators are made of."""

import json
from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog

from audiencia.config import Text
from audiencia.db.database import Connection
from audiencia.db.queries import load
from audiencia.errors import Code, NotFound
from audiencia.flows.house import House
from audiencia.flows.next_steps import NextStep, unseal
from audiencia.ids import AttentionId, QueueId, RoomId, SessionId, StaffId, TicketId, party_of_room, party_of_ticket
from audiencia.media.routing_table import DesiredRoom, Route
from audiencia.privacy.crypto import PersonKey, SealBroken, place
from audiencia.queue import store
from audiencia.queue.kinds import DeviceChoice, OutcomeName, QueueState
from audiencia.queue.line import Line
from audiencia.queue.room import Room
from audiencia.queue.routing import Preference, call_order
from audiencia.queue.session import Session
from audiencia.queue.ticket import Ticket

SQL = load("audiencia.queue", "look.sql")
log = structlog.get_logger()
KEPT_OPEN = 4000
"""How many attentions' opened fields one node keeps in memory, so that a change in a long line decrypts only what is new."""


@dataclass(frozen=True, slots=True)
class Private:
    """What is sealed at rest."""

    name: str
    matter: str
    contact: str
    adjustments: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class StepFacts:
    """A next step, opened, and its row."""

    id: UUID
    content: NextStep


@dataclass(frozen=True, slots=True)
class HistoryFacts:
    """Something that happened to a ticket; `detail` holds codes and ids."""

    at: datetime
    kind: str
    reason: str | None
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """A ticket with its attention. `steps` and `history` are there for those who are looked at."""

    ticket: Ticket
    folio: str
    generation: int
    language: str
    devices: DeviceChoice
    topic: Text
    private: Private
    outcome: OutcomeName | None
    disposition: str | None
    outcome_at: datetime | None
    steps: tuple[StepFacts, ...] = ()
    history: tuple[HistoryFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """A room with its director and whom it holds."""

    room: Room
    director: str
    ticket_id: TicketId | None
    answer_until: datetime | None
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A queue at one version."""

    queue_id: QueueId
    version: int
    state: QueueState
    line: Line
    preference: Preference
    slug: str
    prefix: str
    department: Text
    attended: int
    now: datetime
    session: Session
    tickets: Mapping[TicketId, TicketFacts]
    rooms: tuple[RoomFacts, ...]
    departments: Mapping[QueueId, Text]

    def order(self) -> list[Ticket]:
        """Those in the line, in the projected order of calls."""
        return call_order(self.in_line(), self.preference, self.line.since_jump)

    def in_line(self) -> list[Ticket]:
        """The tickets that are in this queue now (those that are only looked at may be elsewhere)."""
        return [facts.ticket for facts in self.tickets.values() if facts.ticket.queue_id == self.queue_id]


UNREADABLE = Private("", "", "", (), "")


class Opened:
    """Opened fields of attentions, the most recently used ones. They never change but for the note, which comes last."""

    def __init__(self, kept: int = KEPT_OPEN) -> None:
        self._kept = kept
        self._known: OrderedDict[tuple[AttentionId, bool], Private] = OrderedDict()

    def of(self, house: House, row: store.Row) -> Private:
        """The opened fields of a row of `ticket_facts`."""
        at = (row["attention_id"], row["outcome"] is not None)
        if at in self._known:
            self._known.move_to_end(at)
            return self._known[at]
        try:
            private = _open(house.keyring.unwrap(row["key_wrapped"], row["key_epoch"], row["person_id"]), row)
        except SealBroken:
            # Erased, or damaged: the ticket keeps its place, and everybody else their views.
            log.warning("an attention does not open", attention_id=str(row["attention_id"]))
            return UNREADABLE
        self._known[at] = private
        while len(self._known) > self._kept:
            self._known.popitem(last=False)
        return private


def _open(key: PersonKey, row: store.Row) -> Private:
    def text(column: str) -> str:
        sealed = row[f"{column}_sealed"]
        return key.open(sealed, place(f"attention.{column}", row["attention_id"])) if sealed else ""

    adjustments = text("adjustments")
    return Private(
        text("name"),
        text("matter"),
        text("contact"),
        tuple(adjustments.split(",")) if adjustments else (),
        text("note_citizen"),
    )


async def snapshot(house: House, opened: Opened, queue_id: QueueId, watched: Collection[TicketId]) -> Snapshot:
    """The queue now. `watched`: tickets that somebody looks at, with history and steps, wherever they are.

    Raises `NotFound` for a queue that does not exist.
    """
    async with house.database.read() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
        queue = await SQL.queue_facts(conn, queue_id=queue_id)
        if queue is None:
            raise NotFound(Code.NOT_FOUND)
        session = store.session_of(await SQL.session_by_id(conn, id=queue["session_id"]))
        rooms = await _rooms(conn, queue_id, session.id)
        held = {room.ticket_id for room in rooms if room.ticket_id is not None}
        tickets = await _tickets(house, opened, conn, queue_id, {*watched, *held})
        names = {
            QueueId(row["queue_id"]): Text(es=row["name_es"], en=row["name_en"])
            async for row in SQL.department_names(conn, session_id=session.id)
        }
    return Snapshot(
        queue_id,
        queue["version"],
        queue["state"],
        store.line_of(queue),
        house.preference,
        queue["slug"],
        queue["prefix"],
        Text(es=queue["name_es"], en=queue["name_en"]),
        queue["attended"],
        queue["now"],
        session,
        tickets,
        rooms,
        names,
    )


async def _tickets(
    house: House, opened: Opened, conn: Connection, queue_id: QueueId, looked_at: set[TicketId]
) -> dict[TicketId, TicketFacts]:
    ids = list(looked_at)
    rows = [row async for row in SQL.ticket_facts(conn, queue_id=queue_id, ids=ids)]
    steps = await _steps(house, conn, [row for row in rows if row["id"] in looked_at])
    history: dict[TicketId, list[HistoryFacts]] = {}
    async for row in SQL.history_facts(conn, ids=ids):
        happened = HistoryFacts(row["at"], row["kind"], row["reason"], json.loads(row["detail"]))
        history.setdefault(row["ticket_id"], []).append(happened)
    return {
        row["id"]: TicketFacts(
            store.ticket_of(row),
            row["folio"],
            row["secret_generation"],
            row["language"],
            row["devices"],
            Text(es=row["topic_es"], en=row["topic_en"]),
            opened.of(house, row),
            row["outcome"],
            row["disposition"],
            row["outcome_at"],
            tuple(steps.get(row["attention_id"], ())),
            tuple(history.get(row["id"], ())),
        )
        for row in rows
    }


async def _steps(house: House, conn: Connection, rows: list[store.Row]) -> dict[AttentionId, list[StepFacts]]:
    owners = {row["attention_id"]: row for row in rows}
    found: dict[AttentionId, list[StepFacts]] = {}
    async for row in SQL.step_facts(conn, ids=list(owners)):
        owner = owners[row["attention_id"]]
        try:
            key = house.keyring.unwrap(owner["key_wrapped"], owner["key_epoch"], owner["person_id"])
            step = unseal(key, row["id"], row["content_sealed"], row["due"])
        except SealBroken:
            continue
        found.setdefault(row["attention_id"], []).append(StepFacts(row["id"], step))
    return found


async def _rooms(conn: Connection, queue_id: QueueId, session_id: SessionId) -> tuple[RoomFacts, ...]:
    rows = [row async for row in SQL.room_facts(conn, queue_id=queue_id)]
    directors = [row["director_id"] for row in rows]
    counts: dict[StaffId, dict[str, int]] = {}
    async for row in SQL.director_counts(conn, session_id=session_id, ids=directors):
        counts.setdefault(row["outcome_by"], {})[row["outcome"]] = row["attentions"]
    return tuple(
        RoomFacts(
            store.room_of(row),
            row["display_name"],
            row["ticket_id"],
            None if row["answered_at"] else row["answer_until"],
            counts.get(row["director_id"], {}),
        )
        for row in rows
    )


async def queue_versions(house: House) -> dict[QueueId, int]:
    """The version of every queue of a jornada that goes on or has just ended."""
    async with house.database.read() as conn:
        return {QueueId(row["id"]): row["version"] async for row in store.SQL.queue_versions(conn)}


async def desired_rooms(house: House) -> dict[RoomId, DesiredRoom]:
    """Who is in which slot of every room, for the media workers: citizen and director see and hear each other."""
    async with house.database.read() as conn:
        return {
            RoomId(row["id"]): DesiredRoom(row["media_epoch"], _pair(RoomId(row["id"]), row["ticket_id"]))
            async for row in SQL.desired_rooms(conn)
        }


def _pair(room_id: RoomId, ticket_id: TicketId | None) -> tuple[Route, ...]:
    if ticket_id is None:
        return ()
    director, citizen = party_of_room(room_id), party_of_ticket(ticket_id)
    return (
        Route(citizen, "audio0", director, "microphone"),
        Route(citizen, "video0", director, "camera"),
        Route(director, "audio0", citizen, "microphone"),
        Route(director, "video0", citizen, "camera"),
    )

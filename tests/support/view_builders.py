"""Facts of a queue in few words, for the tests of what each person sees."""

from datetime import timedelta
from typing import Any

from audiencia.core.ids import QueueId, RoomId, SessionId
from audiencia.queue.domain.queue import Queue, QueueState
from audiencia.queue.domain.room import RoomState
from audiencia.queue.domain.ticket import TicketState
from audiencia.queue.snapshot.facts import Snapshot, TargetFacts
from audiencia.queue.snapshot.room_facts import AssistFacts, RoomFacts
from audiencia.queue.snapshot.ticket_facts import Private, TicketFacts
from audiencia.runtime.context import InForce
from audiencia.settings.config import Text
from audiencia.settings.preference import Preference
from audiencia.signaling.words import Words
from tests.support.configuration import configured
from tests.support.queue_builders import OPENS, room, session, ticket

MUNICIPALITY = configured()
WORDS = Words(InForce(MUNICIPALITY), lambda lang, message: message, lambda error, lang, role: error.code.value)
WORKS = Text(es="Obras Públicas", en="Public Works")
WATER = Text(es="Agua", en="Water")
LINE = Queue(QueueId(1), SessionId(1), QueueState.OPEN, 7, 0, 0, 0, None, None, None)
TARGETS = {
    QueueId(1): TargetFacts(
        queue_id=QueueId(1), slug="obras-publicas", department=WORKS, state="open", rooms_free=0, waiting=2
    ),
    QueueId(2): TargetFacts(queue_id=QueueId(2), slug="agua", department=WATER, state="open", rooms_free=1, waiting=5),
}


def facts(number: int, **changed: Any) -> TicketFacts:
    """A ticket with an attention; `private` tells whose it is."""
    private = Private(
        name=f"Persona {number}", matter=f"Asunto {number}", contact=f"Contacto {number}", adjustments=(), note=""
    )
    held = ticket(number=f"OP-{number:03d}", joined_at=OPENS + timedelta(minutes=number), **changed.pop("held", {}))
    values: dict[str, Any] = {
        "ticket": held,
        "folio": f"MTP-{number}",
        "generation": 1,
        "language": "es-MX",
        "devices": "camera_and_microphone",
        "topic": Text(es="Baches", en="Potholes"),
        "private": private,
        "outcome": None,
        "disposition": None,
        "outcome_at": None,
    }
    return TicketFacts(**(values | changed))


def snapshot(*tickets: TicketFacts, rooms: tuple[RoomFacts, ...] = ()) -> Snapshot:
    """Queue 1 with these tickets and rooms."""
    return Snapshot(
        queue_id=QueueId(1),
        version=7,
        state="open",
        queue=LINE,
        preference=Preference(3, 3),
        slug="obras-publicas",
        prefix="OP",
        department=WORKS,
        attended=0,
        now=OPENS,
        session=session(),
        tickets={one.ticket.id: one for one in tickets},
        rooms=rooms,
        targets=TARGETS,
        owed=tuple(one.ticket.id for one in tickets if one.ticket.state is TicketState.OUTCOME_PENDING),
    )


def holding(held: TicketFacts | None, state: RoomState, **changed: Any) -> RoomFacts:
    """A room in this state with this ticket."""
    return RoomFacts(
        room=room(state=state, **changed),
        director="Ing. Marta Ríos",
        ticket_id=held.ticket.id if held else None,
        answer_until=None,
        counts={},
    )


def assisted(held: TicketFacts, *, joined: bool) -> AssistFacts:
    """Room 1 asks room 2 into the call with this ticket."""
    until = OPENS + timedelta(minutes=1)
    return AssistFacts(
        host_room_id=RoomId(1),
        guest_room_id=RoomId(2),
        ticket_id=held.ticket.id,
        expires_at=until,
        joined_at=OPENS if joined else None,
        epoch=9,
        host_director="Host",
        guest_director="Guest",
        host_department=WORKS,
        guest_department=WATER,
    )

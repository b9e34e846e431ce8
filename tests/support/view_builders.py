"""Facts of a queue in few words, for the tests of what each person sees."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from audiencia.core.ids import QueueId, RoomId, SessionId
from audiencia.queue.domain.queue import Queue, QueueState
from audiencia.queue.domain.room import RoomState
from audiencia.queue.domain.ticket import TicketState
from audiencia.queue.snapshot.facts import Snapshot, TargetFacts
from audiencia.queue.snapshot.room_facts import AssistFacts, RoomFacts
from audiencia.queue.snapshot.ticket_facts import Private, TicketFacts
from audiencia.runtime.context import InForce
from audiencia.settings.config import Text, load_municipality
from audiencia.settings.preference import Preference
from audiencia.signaling.words import Words
from tests.support.queue_builders import OPENS, room, session, ticket

MUNICIPALITY = load_municipality(Path("config"))
WORDS = Words(InForce(MUNICIPALITY), lambda lang, message: message, lambda error, lang: error.code.value)
WORKS = Text(es="Obras Públicas", en="Public Works")
WATER = Text(es="Agua", en="Water")
LINE = Queue(QueueId(1), SessionId(1), QueueState.OPEN, 7, 0, 0, 0, None, None, None)
TARGETS = {
    QueueId(1): TargetFacts(QueueId(1), "obras-publicas", WORKS, "open", 0, 2),
    QueueId(2): TargetFacts(QueueId(2), "agua", WATER, "open", 1, 5),
}


def facts(number: int, **changed: Any) -> TicketFacts:
    """A ticket with an attention; `private` tells whose it is."""
    private = Private(f"Persona {number}", f"Asunto {number}", f"Contacto {number}", (), "")
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
        QueueId(1),
        7,
        "open",
        LINE,
        Preference(3, 3),
        "obras-publicas",
        "OP",
        WORKS,
        0,
        OPENS,
        session(),
        {one.ticket.id: one for one in tickets},
        rooms,
        TARGETS,
        owed=tuple(one.ticket.id for one in tickets if one.ticket.state is TicketState.OUTCOME_PENDING),
    )


def holding(held: TicketFacts | None, state: RoomState, **changed: Any) -> RoomFacts:
    """A room in this state with this ticket."""
    return RoomFacts(room(state=state, **changed), "Ing. Marta Ríos", held.ticket.id if held else None, None, {})


def assisted(held: TicketFacts, *, joined: bool) -> AssistFacts:
    """Room 1 asks room 2 into the call with this ticket."""
    until = OPENS + timedelta(minutes=1)
    return AssistFacts(RoomId(1), RoomId(2), held.ticket.id, until, joined, 9, "Host", "Guest", WORKS, WATER)

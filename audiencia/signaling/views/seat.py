"""From the moments of the queues that a room serves to what an assistant who sits there sees. Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from audiencia.core.ids import TicketId
from audiencia.queue.domain.ticket import ATTENDED
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.queue.snapshot.room_facts import RoomFacts
from audiencia.settings.config import Text
from audiencia.signaling import messages_out as out
from audiencia.signaling.views import director
from audiencia.signaling.words import Words

if TYPE_CHECKING:
    from audiencia.queue.joining.seat_sql import RoomsToAssist


def seat(
    version: int,
    now: datetime,
    name: str,
    desks: "Sequence[RoomsToAssist]",
    room: out.AssistedOut | None,
    lang: str,
    words: Words,
) -> out.SeatView:
    """All that an assistant's page shows."""
    return out.SeatView(
        version=version,
        now=now,
        name=name,
        desks=[
            out.DeskOut(
                room_id=one.id,
                director=one.director,
                department=words.bilingual(Text(es=one.name_es, en=one.name_en), lang),
                state=one.state,
            )
            for one in desks
        ],
        room=room,
    )


def assisted(snapshots: Sequence[Snapshot], room: RoomFacts, lang: str, words: Words) -> out.AssistedOut:
    """The room. Whom it attends is shown once they have answered; how to reach them, and notes of others, never."""
    home = snapshots[0]
    held = home.tickets.get(room.ticket_id) if room.ticket_id is not None else None
    current = None
    if held is not None and held.ticket.state in ATTENDED:
        seen = director.current(held, room, lang, words)
        damaged = tuple(one for one in seen.damaged if one != "contact")
        current = seen.model_copy(update={"contact": "", "phone": "", "notes": [], "damaged": damaged})
    return out.AssistedOut(
        room_id=room.room.id,
        director=room.director,
        department=words.bilingual(home.department, lang),
        state=room.room.state.value,
        director_connected=room.room.connected,
        current=current,
        pending=director.pending(snapshots, lang, words),
        dispositions=director.dispositions(lang, words),
    )


def disclosed(room: out.AssistedOut) -> set[tuple[TicketId, str]]:
    """Whose matter and name the view shows, and as what: each is a disclosure that the audit notes once."""
    shown = {(TicketId(one.ticket_id), "outcome_pending") for one in room.pending}
    if room.current is not None:
        shown.add((TicketId(room.current.ticket_id), "assistance"))
    return shown

"""What a director sees of a call of three, and of the invitation or the knock that may lead to it, as host and as guest. Pure."""

from audiencia.queue.snapshot.facts import Snapshot
from audiencia.queue.snapshot.room_facts import AssistFacts, RoomFacts
from audiencia.queue.snapshot.ticket_facts import TicketFacts
from audiencia.signaling import messages_out as out
from audiencia.signaling.views import pieces
from audiencia.signaling.words import Words


def assisted(home: Snapshot, room: RoomFacts) -> TicketFacts | None:
    """Whose call this director joined."""
    assist = room.assist
    if assist is None or not assist.joined or assist.guest_room_id != room.room.id:
        return None
    return home.tickets.get(assist.ticket_id)


def of_room(home: Snapshot, room: RoomFacts, lang: str, words: Words) -> out.AssistOut | None:
    """The call of three, or the invitation to one, that this room takes part in."""
    assist = room.assist
    facts = home.tickets.get(assist.ticket_id) if assist is not None else None
    if assist is None or facts is None or assist.knocks:
        return None
    host = assist.host_room_id == room.room.id
    other = assist.guest_director if host else assist.host_director
    department = assist.guest_department if host else assist.host_department
    return out.AssistOut(
        ticket_id=assist.ticket_id,
        role="host" if host else "guest",
        kind=assist.kind.value,
        joined=assist.joined,
        director=other,
        department=words.bilingual(department, lang),
        expires_at=assist.expires_at,
        number=facts.ticket.number,
        topic=words.bilingual(facts.topic, lang),
        matter=facts.private.matter,
        name=facts.private.name if host or assist.joined else "",
        epoch=assist.epoch,
        slots=_guest_slots(assist, facts) if not host else {},
        turned_off=list(assist.guest_turned_off if host else assist.host_turned_off),
        citizen_turned_off=list(facts.turned_off),
    )


def knock(room: RoomFacts, lang: str, words: Words) -> out.KnockOut | None:
    """For who knocks it is the same whatever was answered; for the host it depends on the own answer alone."""
    assist = room.assist
    if assist is None or not assist.knocks:
        return None
    if assist.host_room_id == room.room.id:
        return pieces.asked_by(assist, assist.host_agrees, lang, words)
    return out.KnockOut(
        knock_id=assist.id,
        role="visitor",
        director=assist.host_director,
        department=words.bilingual(assist.host_department, lang),
        expires_at=assist.expires_at,
        answered=False,
    )


def _guest_slots(assist: AssistFacts, facts: TicketFacts) -> dict[str, str]:
    return (
        pieces.slots(facts, "citizen", "first", screen="first" if assist.host_shares else None) if assist.joined else {}
    )

"""What a director sees of the guests of a call, and of the invitation or the knock that may lead to it, as host and as guest. Pure."""

from audiencia.queue.domain.call_members import GUESTS
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.queue.snapshot.room_facts import AssistFacts, RoomFacts
from audiencia.queue.snapshot.ticket_facts import TicketFacts
from audiencia.signaling import messages_out as out
from audiencia.signaling.views import pieces
from audiencia.signaling.words import Words


def assisted(home: Snapshot, room: RoomFacts) -> TicketFacts | None:
    """Whose call this director joined."""
    return None if room.visits is None else home.tickets.get(room.visits.ticket_id)


def of_room(home: Snapshot, room: RoomFacts, lang: str, words: Words) -> out.AssistOut | None:
    """The call that this room is a guest of, or was asked into; else the first guest of its own call, or who was asked first."""
    host = _seen(room)
    assist = room.assist if room.assist is not None and not (room.assist.knocks or host) else next(iter(host), None)
    facts = home.tickets.get(assist.ticket_id) if assist is not None else None
    if assist is None or facts is None:
        return None
    named = bool(host) or assist.joined
    other = assist.guest_director if host else assist.host_director
    department = pieces.department(assist, lang, words) if host else words.bilingual(assist.host_department, lang)
    return out.AssistOut(
        assist_id=assist.id,
        ticket_id=assist.ticket_id,
        role="host" if host else "guest",
        kind=assist.kind.value,
        joined=assist.joined,
        director=other,
        department=department,
        expires_at=assist.expires_at,
        number=facts.ticket.number,
        topic=words.bilingual(facts.topic, lang),
        matter=words.readable(facts.private.matter, lang),
        name=facts.private.name if named else "",
        damaged=pieces.damaged(facts.private, "matter", *(("name",) if named else ())),
        epoch=assist.epoch,
        slots=_guest_slots(room, facts),
        turned_off=list(assist.guest_turned_off if host else assist.host_turned_off),
        signs=bool(host) and assist.signs,
        citizen_turned_off=list(facts.turned_off),
    )


def further(room: RoomFacts, lang: str, words: Words) -> list[out.GuestOut]:
    """The other guests: of the own call also those who were asked and have not answered."""
    others = _seen(room)[1:] or [one for one in room.fellows if room.visits is not None and _is_other(room, one)]
    return [
        out.GuestOut(
            assist_id=one.id,
            kind=one.kind.value,
            joined=one.joined,
            director=one.guest_director,
            department=pieces.department(one, lang, words),
            expires_at=one.expires_at,
            turned_off=list(one.guest_turned_off),
            signs=one.signs,
        )
        for one in others
    ]


def waits(room: RoomFacts) -> out.WaitsOut | None:
    """Whom the citizen of the own call asked into it and who waits to be let in."""
    one = room.relative
    if one is None or not one.waits:
        return None
    return out.WaitsOut(relative_id=one.id, name=one.name, signs=one.signs, expires_at=one.expires_at)


def knock(room: RoomFacts, lang: str, words: Words) -> out.KnockOut | None:
    """For who knocks it is the same whatever was answered; for the host it depends on the own answer alone."""
    knocks = next((one for one in room.guests if one.knocks), None)
    if knocks is not None:
        return pieces.asked_by(knocks, knocks.host_agrees, lang, words)
    assist = room.assist
    if assist is None or not assist.knocks:
        return None
    return out.KnockOut(
        knock_id=assist.id,
        role="visitor",
        director=assist.host_director,
        department=words.bilingual(assist.host_department, lang),
        expires_at=assist.expires_at,
        answered=False,
    )


def _seen(room: RoomFacts) -> list[AssistFacts]:
    """The guests of the own call. Who knocks is asked about in words of its own, and not seen after a no."""
    return [one for one in room.guests if not one.knocks]


def _is_other(room: RoomFacts, one: AssistFacts) -> bool:
    return one.joined and one.guest_room_id != room.room.id


def _guest_slots(room: RoomFacts, facts: TicketFacts) -> dict[str, str]:
    if room.visits is None:
        return {}
    fellows = [who for who, one in zip(GUESTS, room.present, strict=False) if _is_other(room, one)]
    theirs = pieces.sharing(room.present)
    screen = "first" if room.visits.host_shares else theirs if theirs in fellows else None
    return pieces.slots(facts, ["citizen", "first", *fellows], screen=screen)

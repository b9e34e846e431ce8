"""Who is in a call and at which page it can be encrypted, as one of them sees it. Pure."""

from uuid import UUID

from audiencia.queue.domain.call_members import HAS_MEMBERS, MemberRole, member_id
from audiencia.queue.snapshot.room_facts import RoomFacts
from audiencia.queue.snapshot.ticket_facts import TicketFacts
from audiencia.signaling import messages_out as out


def talk(facts: TicketFacts | None, room: RoomFacts, me: MemberRole) -> out.TalkOut | None:
    """The call with this ticket. `room`: that of the guest, where `me` is one ("second"), else that of the call."""
    if facts is None or facts.ticket.by_phone or facts.ticket.state not in HAS_MEMBERS:
        return None
    stay = room.visits if me == "second" else None
    call_id = room.call_id if stay is None else stay.call_id
    if call_id is None:
        return None
    return _as_seen_by(member_id(call_id, me, None if stay is None else stay.id), facts, room, call_id)


def talk_of_relative(facts: TicketFacts, room: RoomFacts, stay: int) -> out.TalkOut | None:
    """The call as a guest without a room sees it; `stay`: the guest's stay in it."""
    if facts.ticket.by_phone or facts.ticket.state not in HAS_MEMBERS or room.call_id is None:
        return None
    return _as_seen_by(member_id(room.call_id, "second", stay), facts, room, room.call_id)


def _as_seen_by(mine: UUID, facts: TicketFacts, room: RoomFacts, call_id: UUID) -> out.TalkOut:
    members = _members(facts, room, call_id)
    return out.TalkOut(
        call=call_id,
        me=mine,
        members=[one.model_copy(update={"name": ""}) if one.id == mine else one for one in members],
    )


def _members(facts: TicketFacts, room: RoomFacts, call_id: UUID) -> list[out.MemberOut]:
    stay = room.visits
    director = (room.director, room.encrypts) if stay is None else (stay.host_director, stay.host_encrypts)
    pair: tuple[tuple[MemberRole, tuple[str, bool]], ...] = (
        ("citizen", (facts.private.name, facts.encrypts)),
        ("director", director),
    )
    return [
        *(
            out.MemberOut(id=member_id(call_id, role), role=role, name=name, encrypts=encrypts)
            for role, (name, encrypts) in pair
        ),
        *(
            out.MemberOut(
                id=member_id(call_id, "second", one.id),
                role="second",
                name=one.guest_director,
                encrypts=one.guest_encrypts,
            )
            for one in room.present
        ),
    ]

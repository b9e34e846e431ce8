"""Who is in a call and at which page it can be encrypted, as one of them sees it. Pure."""

from audiencia.queue.domain.call_members import HAS_MEMBERS, MemberRole, member_id
from audiencia.queue.snapshot.room_facts import RoomFacts
from audiencia.queue.snapshot.ticket_facts import TicketFacts
from audiencia.signaling import messages_out as out


def talk(facts: TicketFacts | None, room: RoomFacts, me: MemberRole) -> out.TalkOut | None:
    """The call with this ticket. `room`: that of the second director, where `me` is one, else that of the call."""
    if facts is None or facts.ticket.by_phone or facts.ticket.state not in HAS_MEMBERS:
        return None
    assist = room.assist if room.assist is not None and room.assist.joined else None
    found: dict[MemberRole, tuple[str, bool]] = {"citizen": (facts.private.name, facts.encrypts)}
    call_id = room.call_id
    if assist is not None:
        found["director"] = (assist.host_director, assist.host_encrypts)
        found["second"] = (assist.guest_director, assist.guest_encrypts)
        call_id = assist.call_id
    else:
        found["director"] = (room.director, room.encrypts)
    if call_id is None:
        return None
    names = {role: member_id(call_id, role, assist.id if assist and role == "second" else None) for role in found}
    members = [
        out.MemberOut(id=names[role], role=role, name="" if role == me else name, encrypts=encrypts)
        for role, (name, encrypts) in found.items()
    ]
    return out.TalkOut(call=call_id, me=names[me], members=members)

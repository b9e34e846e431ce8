"""Who is in which slot of every room, as the media workers are told."""

from audiencia.db.queries import load
from audiencia.flows.house import House
from audiencia.ids import RoomId, TicketId, party_of_room, party_of_ticket
from audiencia.media.routing_table import DesiredRoom, Media, Route
from audiencia.queue.kinds import DataMode

SQL = load("audiencia.queue", "look.sql")
SOURCES: tuple[tuple[str, Media], ...] = (("audio", "microphone"), ("video", "camera"))


async def desired_rooms(house: House) -> dict[RoomId, DesiredRoom]:
    """Who is in which slot of every room, for the media workers: everybody in a call sees and hears the others."""
    async with house.database.read() as conn:
        return {
            RoomId(row["id"]): DesiredRoom(
                row["media_epoch"], _routes(RoomId(row["id"]), row["ticket_id"], row["guest"], row["data_mode"])
            )
            async for row in SQL.desired_rooms(conn)
        }


def _routes(
    room_id: RoomId, ticket_id: TicketId | None, guest: RoomId | None, data_mode: DataMode | None
) -> tuple[Route, ...]:
    """For each party the others, in its slots from 0 on: for the citizen the host first, for directors the citizen.

    A citizen who asked for voice only is sent no picture.
    """
    if ticket_id is None:
        return ()
    citizen = party_of_ticket(ticket_id)
    parties = [citizen, party_of_room(room_id)]
    if guest is not None:
        parties.append(party_of_room(guest))
    return tuple(
        Route(viewer, f"{kind}{slot}", other, source)
        for viewer in parties
        for slot, other in enumerate(one for one in parties if one != viewer)
        for kind, source in SOURCES
        if not (data_mode == "voice" and viewer == citizen and kind == "video")
    )

"""Who is in which slot of every room, and what each may send there, as the media workers are told."""

from typing import TYPE_CHECKING

from audiencia.core.ids import PartyId, RoomId, TicketId, ids_of, party_of_room, party_of_ticket
from audiencia.db.queries import load
from audiencia.media.worker.routing_table import SCREEN_SLOT, DesiredRoom, Limit, Media, Route, Whereabouts
from audiencia.queue.domain.kinds import DataMode
from audiencia.queue.moderation import caps
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Municipality

if TYPE_CHECKING:
    from audiencia.queue.store.look_sql import DesiredRooms

SQL = load("audiencia.queue.store", "look.sql")
SOURCES: tuple[tuple[str, Media], ...] = (("audio", "microphone"), ("video", "camera"))


async def desired_rooms(context: AppContext) -> dict[RoomId, DesiredRoom]:
    """Who is in which slot of every room, for the media workers: everybody in a call sees and hears the others."""
    return {room_id: found.room for room_id, found in (await desired_everywhere(context)).items()}


async def desired_everywhere(context: AppContext) -> dict[RoomId, Whereabouts]:
    """As `desired_rooms`, with the worker that each room is at."""
    async with context.database.read() as conn:
        return {
            RoomId(row.id): Whereabouts(row.media_worker, _room(context.municipality, row))
            async for row in SQL.desired_rooms(conn)
        }


def _room(municipality: Municipality, row: "DesiredRooms") -> DesiredRoom:
    """Without a call, nobody is in the slots."""
    if row.ticket_id is None or row.line is None or row.data_mode is None:
        return DesiredRoom(row.media_epoch)
    limits = _limits(municipality, row, row.ticket_id, row.line, row.data_mode)
    shares = [False, row.host_shares, *row.guests_share]
    screen = next((one.party for one, shared in zip(limits, shares, strict=True) if shared), None)
    return DesiredRoom(row.media_epoch, _routes(limits, row.data_mode, screen), limits)


def _limits(
    municipality: Municipality, row: "DesiredRooms", ticket_id: TicketId, line: str, mode: DataMode
) -> tuple[Limit, ...]:
    """Of the citizen first, then the host, then who joined them: for the sake of those, nobody sends less, but of who interprets in
    signs, by whom the call is understood."""
    screen = municipality.video.screen(mode)
    citizen = caps.citizen(municipality, line, mode)
    host = caps.director(municipality, row.host, mode, row.helps_with)
    limits = [Limit(party_of_ticket(ticket_id), citizen, screen=screen),
              Limit(party_of_room(row.id), host, screen=screen)]  # fmt: skip
    for party, own, signs in zip(map(PartyId, row.guests), row.guests_own, row.guests_sign, strict=True):
        relative = ids_of(party).relative is not None
        guest = (
            caps.citizen(municipality, line, mode, signs=signs) if relative else caps.director(municipality, own, mode)
        )
        limits.append(Limit(party, guest, secondary=not signs, screen=screen))
    return tuple(limits)


def _routes(limits: tuple[Limit, ...], data_mode: DataMode, screen: PartyId | None) -> tuple[Route, ...]:
    """For each party the others, in its slots from 0 on: for the citizen the host first, for directors the citizen; and the
    screen of who shows one.
    A citizen who asked for voice only is sent no picture, and nobody is sent theirs."""
    parties = [one.party for one in limits]
    faces = tuple(
        Route(viewer, f"{kind}{slot}", other, source)
        for viewer in parties
        for slot, other in enumerate(one for one in parties if one != viewer)
        for kind, source in SOURCES
        if not (data_mode == "voice" and parties[0] in (viewer, other) and kind == "video")
    )
    if screen is None:
        return faces
    viewers = parties[data_mode == "voice" :]
    return faces + tuple(Route(viewer, SCREEN_SLOT, screen, "screen") for viewer in viewers if viewer != screen)

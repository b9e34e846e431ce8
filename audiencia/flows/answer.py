"""What a citizen can do with the own ticket: name the devices, answer a call, come back, leave, hang up."""

from dataclasses import replace
from datetime import datetime

from audiencia.actor import CITIZEN
from audiencia.db.database import Tx
from audiencia.errors import Code, Refused
from audiencia.flows.calls import free_room, room_of_ticket
from audiencia.flows.commands import Result, TicketCommand, same_version, with_ticket
from audiencia.flows.house import House
from audiencia.queue import room as rooms
from audiencia.queue import store, ticket
from audiencia.queue.room import RoomAction
from audiencia.queue.ticket import Ticket, TicketAction, TicketState


async def name_devices(house: House, command: TicketCommand, devices: str) -> Result:
    """Keeps which devices the citizen granted, so that the director knows before calling."""

    async def act(tx: Tx, held: Ticket) -> Result:
        await store.SQL.write_devices(tx.conn, id=held.attention_id, devices=devices)
        tx.changed(held.queue_id)
        return {}

    return await with_ticket(house, command, act)


async def accept(house: House, command: TicketCommand) -> Result:
    """`called > connecting > in_call`: sound and picture go from the commit on.

    Raises `Refused(ANSWER_TOO_LATE)` when the time to answer is over, `Stale` for another version.
    """

    async def act(tx: Tx, held: Ticket) -> Result:
        if held.state is TicketState.ABSENT:
            raise Refused(Code.ANSWER_TOO_LATE)
        same_version(command.version, held.version)
        reservation, room = await room_of_ticket(tx, held)
        if reservation is None or room is None:
            raise Refused(Code.NOT_ALLOWED_NOW, state=held.state.value, action="answer")
        _in_time(reservation["answer_until"], tx.now)
        connecting = ticket.act(held, TicketAction.ANSWER, tx.now)
        talking = ticket.act(connecting, TicketAction.CONNECT, tx.now)
        await store.write_ticket(tx, held, connecting, "answered", CITIZEN, room_id=room.id)
        await store.write_ticket(tx, connecting, talking, "call_began", CITIZEN, room_id=room.id)
        busy = rooms.act(room, RoomAction.ANSWER)
        await store.write_room(tx, room, busy, "answered", CITIZEN)
        await store.SQL.answer_reservation(tx.conn, id=reservation["id"], now=tx.now)
        await store.SQL.leg_in_room(tx.conn, attention_id=held.attention_id, room_id=room.id, now=tx.now)
        return {"epoch": busy.media_epoch}

    # "Too late" says more than "it changed": the version is looked at only after that.
    return await with_ticket(house, replace(command, version=None), act)


def _in_time(answer_until: datetime, now: datetime) -> None:
    if now > answer_until:
        raise Refused(Code.ANSWER_TOO_LATE)


async def come_back(house: House, command: TicketCommand) -> Result:
    """`absent > waiting`, with the seniority that the ticket always had."""

    async def act(tx: Tx, held: Ticket) -> Result:
        await _step(tx, held, TicketAction.COME_BACK, "came_back")
        return {}

    return await with_ticket(house, command, act)


async def leave(house: House, command: TicketCommand) -> Result:
    """Gives the place up. Who is being called or was absent is put back into the line first, so that the log says both."""

    async def act(tx: Tx, held: Ticket) -> Result:
        if held.state is TicketState.CALLED:
            await free_room(tx, held, "left", CITIZEN)
            held = await _step(tx, held, TicketAction.GIVE_BACK, "declined")
        elif held.state is TicketState.ABSENT:
            held = await _step(tx, held, TicketAction.COME_BACK, "declined")
        await _step(tx, held, TicketAction.LEAVE, "left")
        await store.SQL.end_leg(tx.conn, attention_id=held.attention_id, now=tx.now, ending="left")
        return {}

    return await with_ticket(house, command, act)


async def hang_up(house: House, command: TicketCommand) -> Result:
    """`in_call > wrap_up` from the citizen's side; the director still records the outcome."""

    async def act(tx: Tx, held: Ticket) -> Result:
        _, room = await room_of_ticket(tx, held)
        if room is None:
            raise Refused(Code.NOT_ALLOWED_NOW, state=held.state.value, action="end_call")
        after = ticket.act(held, TicketAction.END_CALL, tx.now)
        await store.write_ticket(tx, held, after, "call_ended", CITIZEN, room_id=room.id)
        await store.write_room(tx, room, rooms.act(room, RoomAction.END_CALL), "call_ended", CITIZEN)
        await store.SQL.leg_call_over(tx.conn, attention_id=held.attention_id, now=tx.now)
        return {}

    return await with_ticket(house, command, act)


async def _step(tx: Tx, held: Ticket, action: TicketAction, kind: str) -> Ticket:
    after = ticket.act(held, action, tx.now)
    await store.write_ticket(tx, held, after, kind, CITIZEN)
    return after

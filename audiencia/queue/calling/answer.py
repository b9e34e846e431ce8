"""What a citizen can do when called and in the call: name the devices, answer, ask for a minute, come back, leave, hang up."""

from dataclasses import replace
from datetime import datetime, timedelta

from audiencia.core.actor import CITIZEN, Actor
from audiencia.core.errors import Code, Refused
from audiencia.core.ids import AttentionId, TicketId
from audiencia.db.commands import Moved, Result
from audiencia.db.unit_of_work import Tx
from audiencia.queue.call.locked_call import call_over, lock_call_of
from audiencia.queue.calling.calls import begin_talk, follow_legs, release_room, room_of_ticket
from audiencia.queue.domain import ticket
from audiencia.queue.domain.medium import check_video
from audiencia.queue.domain.ticket import ATTENDED, IN_QUEUE, Ticket, TicketAction, TicketState
from audiencia.queue.store import store
from audiencia.queue.unit.commands import (
    LockedTicket,
    TicketCommand,
    lock_ticket,
    same_version,
    with_own_locks,
    with_ticket,
    with_ticket_locked,
)
from audiencia.queue.unit.log import note_ticket
from audiencia.runtime.context import AppContext

_WAITS = IN_QUEUE | {TicketState.BOOKED, TicketState.POSTPONED, TicketState.CALLED, TicketState.ABSENT}
_TALKS = ATTENDED - {TicketState.WRAP_UP}


@with_ticket_locked
async def name_devices(context: AppContext, command: TicketCommand, tx: Tx, hold: LockedTicket, devices: str) -> None:
    """Keeps which devices the citizen granted, so that the director knows before calling."""
    if await store.SQL.write_devices(tx.conn, id=hold.ticket.attention_id, devices=devices):
        tx.changed(hold.ticket.queue_id)


async def accept(context: AppContext, command: TicketCommand) -> Result:
    """`called > connecting > in_call`: sound and picture go from the commit on.
    Raises `Refused` (answer_too_late, by_phone for who is called by telephone), `Stale` for another version."""

    async def act(tx: Tx, hold: LockedTicket) -> Result:
        held = hold.ticket
        if held.state in (TicketState.ABSENT, TicketState.NO_SHOW):
            raise Refused(Code.ANSWER_TOO_LATE)
        same_version(command.version, held.version)
        reservation, room = await room_of_ticket(tx, held)
        if reservation is None or room is None:
            raise Refused(Code.NOT_ALLOWED_NOW, state=held.state.value, action="answer")
        _in_time(reservation.answer_until, tx.now)
        check_video(held)
        busy = await begin_talk(tx, room, reservation, held, CITIZEN)
        return {"epoch": busy.media_epoch}

    # "Too late" says more than "it changed": the version is looked at only after that.
    return await with_ticket(context, replace(command, version=None), act)


def _in_time(answer_until: datetime, now: datetime) -> None:
    if now > answer_until:
        raise Refused(Code.ANSWER_TOO_LATE)


@with_ticket_locked
async def need_minute(context: AppContext, command: TicketCommand, tx: Tx, hold: LockedTicket) -> None:
    """The call rings a little longer, once. Raises `Refused` (minute_taken, answer_too_late, not_allowed_now)."""
    held = hold.ticket
    reservation, room = await room_of_ticket(tx, held)
    if held.state is not TicketState.CALLED or reservation is None or room is None:
        raise Refused(Code.NOT_ALLOWED_NOW, state=held.state.value, action="need_minute")
    _in_time(reservation.answer_until, tx.now)
    if reservation.extended:
        raise Refused(Code.MINUTE_TAKEN)
    until = reservation.answer_until + timedelta(seconds=context.municipality.limits.minute_seconds)
    await store.SQL.extend_reservation(tx.conn, id=reservation.id, answer_until=until)
    await note_ticket(tx, held, "minute_asked", CITIZEN, room_id=room.id)
    tx.changed(held.queue_id)


@with_ticket_locked
async def come_back(context: AppContext, command: TicketCommand, tx: Tx, hold: LockedTicket) -> None:
    """`absent > waiting`, with the seniority that the ticket always had."""
    after = ticket.act(hold.ticket, TicketAction.COME_BACK, tx.now)
    await store.enter_queue(tx, hold.queue, context.preference, hold.ticket, after, "came_back", CITIZEN)


async def leave(context: AppContext, command: TicketCommand) -> Result:
    """Gives the place up. Who is being called or was absent is put back into the queue first, so that the log says both."""

    return await with_ticket(context, command, lambda tx, hold: _leave(tx, hold.ticket, CITIZEN))


@with_own_locks
async def hang_up(context: AppContext, command: TicketCommand, tx: Tx) -> None:
    """`in_call | on_hold > wrap_up` from the citizen's side; the director still records the outcome."""
    found = await lock_call_of(tx, command.ticket_id)
    if found is None:
        state = (await store.look_at_ticket(tx, command.ticket_id)).state
        raise Refused(Code.NOT_ALLOWED_NOW, state=state.value, action="end_call")
    hold, reservation, held = found
    same_version(command.version, held.version)
    await call_over(tx, hold, reservation, held, CITIZEN)


async def end_visit(tx: Tx, attention_id: AttentionId, actor: Actor) -> None:
    """Who waits or has a place leaves, who talks hangs up, by this actor. Nothing happens after the call, to a no-show, or to a visit
    that is over.
    Raises `Moved` while they answer."""
    row = await store.SQL.ticket_of_attention(tx.conn, id=attention_id)
    if row is None:
        return
    found = await lock_call_of(tx, TicketId(row.id))
    held = (await lock_ticket(tx, TicketId(row.id))).ticket if found is None else found[2]
    if held.state in _WAITS:
        await _leave(tx, held, actor)
    elif held.state in _TALKS:
        if found is None:
            raise Moved
        await call_over(tx, found[0], found[1], held, actor)


async def _leave(tx: Tx, held: Ticket, actor: Actor) -> None:
    if held.state is TicketState.CALLED:
        await release_room(tx, held, "left", actor)
        held = await _step(tx, held, TicketAction.GIVE_BACK, "declined", actor)
    elif held.state is TicketState.ABSENT:
        held = await _step(tx, held, TicketAction.COME_BACK, "declined", actor)
    await _step(tx, held, TicketAction.LEAVE, "left", actor)
    await follow_legs(tx, held, TicketAction.LEAVE, held.queue_id)


async def _step(tx: Tx, held: Ticket, action: TicketAction, kind: str, actor: Actor) -> Ticket:
    after = ticket.act(held, action, tx.now)
    await store.write_ticket(tx, held, after, kind, actor)
    return after

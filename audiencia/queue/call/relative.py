"""Somebody of the citizen's trust in the call: they took up a link (`relative_links`) and consented to the notice, and the director
admits them. They hold no room, so they take nothing over; they stay through a hand-over, and go with the call."""

from typing import TYPE_CHECKING

from audiencia.core.actor import CITIZEN, SYSTEM, Actor
from audiencia.core.errors import Code, Refused
from audiencia.core.ids import CommandId, RelativeId, TicketId, party_of_relative
from audiencia.db.commands import Result, each_due, once
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.queue.call.locked_call import (
    LockedCall,
    end_relative,
    lock_call_of,
    note_relative,
    tell_call,
    with_call_locked,
)
from audiencia.queue.domain import room as rooms
from audiencia.queue.domain.assist import AssistEnding
from audiencia.queue.domain.kinds import Device, devices_of
from audiencia.queue.domain.relative import (
    Relative,
    check_admits,
    check_answers,
    present,
)
from audiencia.queue.domain.room import CALL_STATES
from audiencia.queue.media_routes.worker_assignment import check_admits_guest
from audiencia.queue.store import store
from audiencia.queue.unit.commands import RoomCommand
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection


SQL = load("audiencia.queue.call", "relative.sql")


@with_call_locked
async def answer(
    context: AppContext, command: RoomCommand, tx: Tx, hold: LockedCall, relative_id: RelativeId, admit: bool
) -> None:
    """The director lets in who waits, or does not.
    Raises `Refused` (invitation_over when they do not wait in this call any more, call_full, media_call_full)."""
    relative = check_answers(hold.relatives, relative_id, tx.now)
    if not admit:
        await end_relative(tx, hold, relative, AssistEnding.DECLINED, command.actor)
        return
    if hold.room.state not in CALL_STATES:
        raise Refused(Code.INVITATION_OVER)
    check_admits(len(hold.guests), hold.relatives)
    held = await store.lock_ticket(tx, relative.ticket_id)
    await check_admits_guest(tx, hold.room, present(len(hold.guests), hold.relatives))
    await SQL.join_relative(tx.conn, id=relative.id, now=tx.now)
    await note_relative(tx, hold, relative, "relative_joined", command.actor)
    await store.write_room(tx, hold.room, rooms.rerouted(hold.room), "rerouted", command.actor, reason="joined")
    await audit.record(tx.conn, command.actor, Action.RELATIVE_ADMITTED, ("attention", held.attention_id), why="call")


async def send_relative_away(
    tx: Tx, hold: LockedCall, relative: Relative, actor: Actor, ending: AssistEnding = AssistEnding.WITHDRAWN
) -> None:
    """Ends the link, the wait or the stay; the call goes on."""
    await end_relative(tx, hold, relative, ending, actor)
    if relative.joined:
        await store.write_room(tx, hold.room, rooms.rerouted(hold.room), "rerouted", actor, reason=ending)


async def leave(context: AppContext, relative_id: RelativeId, command_id: CommandId) -> Result:
    """The relative goes; the link leads nowhere any more. Raises `Refused(invitation_over)`."""

    async def act(tx: Tx, hold: LockedCall, relative: Relative) -> None:
        await send_relative_away(tx, hold, relative, CITIZEN, AssistEnding.LEFT)

    return await _by_relative(context, relative_id, command_id, act)


async def turn_off(
    context: AppContext, relative_id: RelativeId, command_id: CommandId, devices: "Collection[Device]"
) -> Result:
    """Keeps what is off on the relative's page now."""

    async def act(tx: Tx, hold: LockedCall, relative: Relative) -> None:
        if await SQL.write_turned_off(tx.conn, devices=list(devices_of(devices)), id=relative.id):
            tell_call(tx, hold)

    return await _by_relative(context, relative_id, command_id, act)


async def note_encrypts(tx: Tx, relative_id: RelativeId, encrypts: bool) -> None:
    """Keeps whether the page of this one can encrypt; whoever is in the call sees it."""
    hold, _ = await _call_of(tx, relative_id)
    await SQL.write_encrypts(tx.conn, encrypts=encrypts, id=relative_id)
    tell_call(tx, hold)


async def _by_relative(
    context: AppContext,
    relative_id: RelativeId,
    command_id: CommandId,
    act: "Callable[[Tx, LockedCall, Relative], Awaitable[None]]",
) -> Result:
    async def run(tx: Tx) -> None:
        await act(tx, *await _call_of(tx, relative_id))

    return await once(context, f"relative:{relative_id}", command_id, run)


async def _call_of(tx: Tx, relative_id: RelativeId) -> tuple[LockedCall, Relative]:
    row = await SQL.by_number(tx.conn, id=relative_id)
    found = None if row is None else await lock_call_of(tx, row.ticket_id)
    relative = None if found is None else next((one for one in found[0].relatives if one.id == relative_id), None)
    if found is None or relative is None:
        raise Refused(Code.INVITATION_OVER)
    return found[0], relative


@each_due(lambda _, conn: (row.ticket_id async for row in SQL.due_relatives(conn)), retries=True)
async def expire(context: AppContext, tx: Tx, ticket_id: TicketId) -> None:
    """Links and waits whose time is over, and whatever is left of calls that are over; gives of how many tickets."""
    found = await lock_call_of(tx, ticket_id)
    if found is None:
        await _end_without_a_room(tx, ticket_id)
        return
    hold = found[0]
    over = hold.room.state not in CALL_STATES
    for one in hold.relatives:
        if over:
            await end_relative(tx, hold, one, AssistEnding.CALL_OVER, SYSTEM)
        elif not one.joined and tx.now >= one.expires_at:
            await end_relative(tx, hold, one, AssistEnding.EXPIRED, SYSTEM)


async def _end_without_a_room(tx: Tx, ticket_id: TicketId) -> None:
    held = await store.look_at_ticket(tx, ticket_id)
    ended = [row async for row in SQL.end_all(tx.conn, ticket_id=ticket_id, now=tx.now, ending=AssistEnding.CALL_OVER)]
    for row in ended:
        tx.cut_off(party_of_relative(RelativeId(row.id)))
        await store.append(
            tx,
            "relative_ended",
            SYSTEM,
            session_id=held.session_id,
            ticket_id=ticket_id,
            reason=AssistEnding.CALL_OVER,
            detail={"relative": row.id},
        )
    tx.changed(held.queue_id)

"""A picture of what the citizen holds up: the director asks, the citizen allows it, the director's page takes it from what it shows."""

from typing import TYPE_CHECKING

from audiencia.cases.api import keep_picture
from audiencia.core.actor import CITIZEN, Actor
from audiencia.core.errors import Code, Refused
from audiencia.core.ids import TicketId
from audiencia.db.unit_of_work import Tx
from audiencia.http.uploads.cleaned import Cleaned
from audiencia.privacy import audit
from audiencia.privacy import store as persons
from audiencia.privacy.audit import Action
from audiencia.privacy.consent import CALL_PICTURE, Accepted
from audiencia.queue.call.locked_call import lock_call_of, tell_call
from audiencia.queue.calling.calls import key_of
from audiencia.queue.domain.kinds import PictureState
from audiencia.queue.domain.room import RoomState
from audiencia.queue.domain.ticket import Ticket
from audiencia.queue.store import store
from audiencia.queue.unit.commands import (
    LockedRoom,
    RoomCommand,
    TicketCommand,
    attended_in_room,
    with_own_locks,
    with_room_locked,
)
from audiencia.queue.unit.log import note_ticket
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from audiencia.queue.store.queue_sql import LiveReservationOfRoom

WHY = "call_picture"
TALKING = frozenset({RoomState.IN_CALL})


@with_room_locked
async def ask(context: AppContext, command: RoomCommand, tx: Tx, hold: LockedRoom, ticket_id: TicketId) -> None:
    """The citizen is asked; asked again, the former answer counts no more.
    Raises `Stale` when the room holds another ticket by now, `Refused(not_allowed_now)` outside of a call by video."""
    reservation, held = await attended_in_room(tx, hold.room, ticket_id, TALKING, "ask_picture")
    if held.by_phone:
        raise Refused(Code.BY_PHONE)
    await _write(tx, reservation, held, "asked", command.actor)


@with_own_locks
async def answer(context: AppContext, command: TicketCommand, tx: Tx, *, agree: bool) -> None:
    """Allows the one picture that is asked for, which is kept as a consent, or refuses it. Raises `Refused(not_allowed_now)`."""
    found = await lock_call_of(tx, command.ticket_id)
    if found is None or found[1].picture != "asked":
        state = (await store.look_at_ticket(tx, command.ticket_id)).state
        raise Refused(Code.NOT_ALLOWED_NOW, state=state.value, action="answer_picture")
    hold, reservation, held = found
    await _write(tx, reservation, held, "allowed" if agree else "refused", CITIZEN)
    tell_call(tx, hold)
    if agree:
        notice = context.municipality.notice
        accepted = [Accepted(CALL_PICTURE, notice.version, notice.hash)]
        row = await store.SQL.person_key_of_attention(tx.conn, id=held.attention_id)
        await persons.add_consents(tx.conn, row.person_id, accepted, tx.now)
        await audit.record(tx.conn, CITIZEN, Action.CONSENT_GIVEN, ("attention", held.attention_id), why=WHY)


@with_room_locked
async def keep(
    context: AppContext, command: RoomCommand, tx: Tx, hold: LockedRoom, ticket_id: TicketId, file: Cleaned
) -> None:
    """The picture that was allowed goes with the visit into its case. Raises as `ask`, and `Refused(not_allowed_now)` where none is."""
    reservation, held = await attended_in_room(tx, hold.room, ticket_id, TALKING, "keep_picture")
    # Taken back under the folio meanwhile, or while this waits for it: then what is kept here is seen there, and deleted.
    agreed = await store.SQL.hold_consent(tx.conn, attention_id=held.attention_id, purpose=CALL_PICTURE)
    if reservation.picture != "allowed" or not agreed:
        raise Refused(Code.NOT_ALLOWED_NOW, state=hold.room.state.value, action="keep_picture")
    key = await key_of(context, tx, held.attention_id)
    await keep_picture(context, tx, held.attention_id, key, file, command.director)
    await _write(tx, reservation, held, "kept", command.actor)


async def _write(
    tx: Tx, reservation: "LiveReservationOfRoom", held: Ticket, picture: PictureState, actor: Actor
) -> None:
    await store.SQL.write_picture(tx.conn, picture=picture, id=reservation.id)
    await note_ticket(tx, held, f"picture_{picture}", actor, room_id=reservation.room_id)
    tx.changed(held.queue_id)

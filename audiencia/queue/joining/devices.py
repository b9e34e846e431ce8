"""A ticket, or a director's room, goes on on another device: a one-time code made here and used there.
A code is derived from a random nonce and the pepper, so that a repeated command gives it again while the database holds only
what recognises it: a hash under a key, because 2^40 codes are few enough to try them all against a plain one. It is good for ten
minutes and once, and each ticket and room has one at a time.
Guessing: 8 letters are 2^40 codes. All addresses together may try 3,000 in 15 minutes (`http.limits.rates`), 48,000 in a session
of four hours. With 100 codes good at every moment of it, one of these guesses is right in one session of 229,000. A code of one
certain person is found in one of 183 million attacks, with 6,000 guesses in its ten minutes."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from audiencia.core.actor import CITIZEN, Actor, staff_actor
from audiencia.core.errors import Code, NotFound, Refused, existing
from audiencia.core.ids import CommandId, RoomId, StaffId, TicketId, party_of_room, party_of_ticket
from audiencia.core.one_time_code import is_spelt, spell, typed_code
from audiencia.db.commands import Result, once, settled
from audiencia.db.connection import Connection
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.privacy.crypto import token_hash
from audiencia.queue.domain.room import Room
from audiencia.queue.domain.ticket import TERMINAL, Ticket
from audiencia.queue.store import store
from audiencia.queue.unit import commands
from audiencia.runtime.context import AppContext
from audiencia.staff import store as staff
from audiencia.staff.devices import UNKNOWN, Device

if TYPE_CHECKING:
    from audiencia.queue.joining.devices_sql import UseCode

SQL = load("audiencia.queue.joining", "devices.sql")
LASTS = timedelta(minutes=10)
LENGTH = 8  # Letters of a code: 40 bits.
Kind = Literal["ticket", "room"]
LETTERS: dict[Kind, str] = {"ticket": "T", "room": "R"}
"""What stands before the code in a link, so that the page can say what will happen."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What goes on here now, and the cookie for it: the ticket's, or that of a signed-in director."""

    kind: Kind
    token: str


async def code_for_ticket(context: AppContext, command: commands.TicketCommand) -> Result:
    """A new code for this ticket, in place of the one before: `code`, `path` of the page that takes it, `expires_at`.
    Raises `Refused(not_allowed_now)`."""

    async def act(tx: Tx, hold: commands.LockedTicket) -> Result:
        return await _make(context, tx, hold.ticket, CITIZEN)

    return _with_code(context, "ticket", await commands.with_ticket(context, command, act))


async def code_at_the_desk(
    context: AppContext, staff_id: StaffId, command_id: CommandId, ticket_id: TicketId
) -> Result:
    """A code for the slip of somebody who has no page yet, made by the front desk."""

    async def run(tx: Tx) -> Result:
        return await _make(context, tx, (await commands.lock_ticket(tx, ticket_id)).ticket, staff_actor(staff_id))

    made = await once(context, f"desk:{staff_id}", command_id, run)
    return _with_code(context, "ticket", made)


async def _make(context: AppContext, tx: Tx, held: Ticket, actor: Actor) -> Result:
    if held.state in TERMINAL:
        raise Refused(Code.NOT_ALLOWED_NOW, state=held.state.value, action="continue_elsewhere")
    nonce, expires_at = secrets.token_hex(16), tx.now + LASTS
    await SQL.forget_ticket_code(tx.conn, ticket_id=held.id)
    code_hash = _kept(context, _code(context, "ticket", nonce))
    await SQL.insert_ticket_code(tx.conn, code_hash=code_hash, ticket_id=held.id, expires_at=expires_at)
    await store.append(
        tx, "device_code_made", actor, session_id=held.session_id, queue_id=held.queue_id, ticket_id=held.id
    )
    return {"nonce": nonce, "expires_at": expires_at.isoformat()}


async def code_for_room(context: AppContext, command: commands.RoomCommand, token: str) -> Result:
    """A code that moves a director's room to another device. `token`: of the staff session that goes with it."""

    async def act(tx: Tx, hold: commands.LockedRoom) -> Result:
        room = hold.room
        nonce, expires_at = secrets.token_hex(16), tx.now + LASTS
        await SQL.forget_room_code(tx.conn, room_id=room.id)
        await SQL.insert_room_code(
            tx.conn,
            code_hash=_kept(context, _code(context, "room", nonce)),
            room_id=room.id,
            token_hash=token_hash(token),
            expires_at=expires_at,
        )
        await store.append(
            tx, "device_code_made", command.actor, session_id=room.session_id, queue_id=room.queue_id, room_id=room.id
        )
        return {"nonce": nonce, "expires_at": expires_at.isoformat()}

    return _with_code(context, "room", await commands.in_room(context, command, act))


@commands.with_ticket_locked
async def withdraw_ticket_code(
    context: AppContext, command: commands.TicketCommand, tx: Tx, hold: commands.LockedTicket
) -> None:
    """The code is worth nothing any more; without one, nothing changes."""
    await SQL.forget_ticket_code(tx.conn, ticket_id=hold.ticket.id)


@commands.with_room_locked
async def withdraw_room_code(
    context: AppContext, command: commands.RoomCommand, tx: Tx, hold: commands.LockedRoom
) -> None:
    """Codes for the room are good no more."""
    await SQL.forget_room_code(tx.conn, room_id=hold.room.id)


async def take(context: AppContext, typed: str, device: Device = UNKNOWN) -> Taken:
    """Uses a code, as it was scanned or typed: from now on its ticket or room goes on here, and nowhere else.
    Raises `NotFound(device_code_unknown)` alike for one that is wrong, used, withdrawn or too old."""
    code = existing(parse(typed), Code.DEVICE_CODE_UNKNOWN)
    return await settled(lambda: _take(context, _kept(context, code), device))


async def _take(context: AppContext, code_hash: bytes, device: Device) -> Taken:
    async with context.database.begin() as tx:
        where = await SQL.code_where(tx.conn, code_hash=code_hash)
        if where is not None and where.ticket_id is not None:
            return await _take_ticket(context, tx, code_hash, where.ticket_id)
        if where is not None and where.room_id is not None:
            return await _take_room(context, tx, code_hash, where.room_id, device)
        raise NotFound(Code.DEVICE_CODE_UNKNOWN)


async def _take_ticket(context: AppContext, tx: Tx, code_hash: bytes, ticket_id: TicketId) -> Taken:
    held = (await commands.lock_ticket(tx, ticket_id)).ticket
    await _use(tx, code_hash)
    generation = await SQL.next_device(tx.conn, attention_id=held.attention_id)
    await store.append(
        tx, "device_changed", CITIZEN, session_id=held.session_id, queue_id=held.queue_id, ticket_id=held.id
    )
    await audit.record(tx.conn, CITIZEN, Action.DEVICE_CHANGED, ("attention", held.attention_id), why="device_code")
    tx.cut_off(party_of_ticket(held.id))
    tx.changed(held.queue_id)
    return Taken("ticket", context.keyring.ticket_token(held.attention_id, generation))


async def _take_room(context: AppContext, tx: Tx, code_hash: bytes, room_id: RoomId, device: Device) -> Taken:
    room: Room = (await commands.lock_room(tx, room_id)).room
    used = await _use(tx, code_hash)
    token = secrets.token_urlsafe(32)
    staff_id = existing(
        await staff.move_session(tx, used.token_hash or b"", token_hash(token), device), Code.DEVICE_CODE_UNKNOWN
    )
    identity = await staff.session_identity(tx.conn, token_hash(token), context.municipality.sign_in.idle)
    if identity is None or identity.id != room.director_id:
        raise NotFound(Code.DEVICE_CODE_UNKNOWN)
    actor = staff_actor(staff_id)
    await SQL.next_console(tx.conn, room_id=room_id)
    await store.note_room(tx, room, "room_device_changed", actor)
    await audit.record(tx.conn, actor, Action.DEVICE_CHANGED, ("room", room_id), why="device_code")
    tx.cut_off(party_of_room(room_id))
    return Taken("room", token)


async def _use(tx: Tx, code_hash: bytes) -> "UseCode":
    return existing(await SQL.use_code(tx.conn, code_hash=code_hash), Code.DEVICE_CODE_UNKNOWN)


def _with_code(context: AppContext, kind: Kind, kept: Result) -> Result:
    """What the client gets: the code is in no table, only what it is derived from."""
    code = _code(context, kind, kept["nonce"])
    return {"code": code, "path": f"/continuar#{LETTERS[kind]}{code}", "expires_at": kept["expires_at"]}


def _code(context: AppContext, kind: Kind, nonce: str) -> str:
    return spell(context.keyring.keyed_hash(f"device-code-{kind}", nonce), LENGTH)


def _kept(context: AppContext, code: str) -> bytes:
    """What recognises a code in the database."""
    return context.keyring.keyed_hash("device-code", code)


def parse(typed: str) -> str | None:
    """The code in what was typed or pasted, also with its letter, or at the end of a whole link; `None` when it can be none."""
    code = typed_code(typed)
    if len(code) == LENGTH + 1 and code[0] in LETTERS.values():
        code = code[1:]
    return code if is_spelt(code, LENGTH) else None


async def next_console(conn: Connection, room_id: RoomId) -> None:
    """The room's console is another one from now on: what was given to the earlier one holds no more."""
    await SQL.next_console(conn, room_id=room_id)

"""Somebody of the citizen's trust comes into the call: a one-time link, consent to the notice, and the director who admits them.
The link holds a number and 256 random bits, which are derived from a nonce so that a repeated command gives it again, while the database
holds a hash alone. It is good for ten minutes, once, and for this call; a new one replaces it. Whoever took it up is known by a cookie,
of which a hash is kept too. They hold no room, so they take nothing over; they stay through a hand-over, and go with the call."""

import base64
import hmac
import secrets
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from audiencia.core.actor import CITIZEN, SYSTEM, Actor
from audiencia.core.errors import BadInput, Code, NotFound, Refused, existing
from audiencia.core.ids import CommandId, QueueId, RelativeId, TicketId, party_of_relative
from audiencia.db.commands import Result, each_due, once, settled
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.privacy.consent import NoticeInfo, notice_info
from audiencia.privacy.crypto import SealBroken, aad, token_hash
from audiencia.queue.call.locked_call import (
    LockedCall,
    end_relative,
    lock_call_of,
    note_relative,
    tell_call,
    with_call_locked,
)
from audiencia.queue.calling.calls import key_of
from audiencia.queue.domain import room as rooms
from audiencia.queue.domain.assist import AssistEnding
from audiencia.queue.domain.call_members import MOST_GUESTS
from audiencia.queue.domain.kinds import Device, devices_of
from audiencia.queue.domain.medium import check_video
from audiencia.queue.domain.relative import (
    LASTS,
    Relative,
    check_admits,
    check_answers,
    check_gives,
    check_takes_up,
    present,
    unjoined,
)
from audiencia.queue.domain.room import CALL_STATES
from audiencia.queue.domain.ticket import Ticket
from audiencia.queue.media_routes.worker_assignment import check_admits_guest
from audiencia.queue.store import store
from audiencia.queue.unit.commands import RoomCommand, TicketCommand
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection

    from audiencia.queue.call.relative_sql import OfToken

SQL = load("audiencia.queue.call", "relative.sql")
PATH = "/acompanar"
_LONGEST_NUMBER = 10
_SECRET_LENGTH = 43


@dataclass(frozen=True, slots=True)
class Standing:
    """How a relative stands: whose call it is, where its ticket is now, and how it ended if it did; then nobody is named any more."""

    id: RelativeId
    ticket_id: TicketId
    queue_id: QueueId
    name: str
    joined: bool
    ending: AssistEnding | None


async def invite(context: AppContext, command: TicketCommand, name: str) -> Result:
    """A new link into the call, in place of one by which nobody has come in: `path` with its fragment, `relative_id`, `expires_at`.
    Raises `Refused` (not_allowed_now outside of a call, by_phone, media_call_full) and `TooMany`."""

    async def run(tx: Tx) -> Result:
        found = await lock_call_of(tx, command.ticket_id)
        if found is None or found[0].room.state not in CALL_STATES:
            state = (await store.look_at_ticket(tx, command.ticket_id)).state
            raise Refused(Code.NOT_ALLOWED_NOW, state=state.value, action="invite_relative")
        hold, _, held = found
        check_video(held)
        check_gives(await SQL.links_since(tx.conn, ticket_id=held.id, since=tx.now - LASTS))
        for one in unjoined(hold.relatives):
            await end_relative(tx, hold, one, AssistEnding.WITHDRAWN, CITIZEN)
        # A link holds no place, so this tells no more than that there is one now.
        guests = min(present(len(hold.guests), hold.relatives), MOST_GUESTS - 1)
        await check_admits_guest(tx, hold.room, guests)
        return await _write(context, tx, hold, held, name)

    made = await once(context, f"ticket:{command.ticket_id}", command.command_id, run)
    link = f"{PATH}#{made['relative_id']}.{_secret(context, made['nonce'])}"
    return {"path": link, "relative_id": made["relative_id"], "expires_at": made["expires_at"]}


async def _write(context: AppContext, tx: Tx, hold: LockedCall, held: Ticket, name: str) -> Result:
    nonce, sealed_as, expires_at = secrets.token_hex(32), uuid4(), tx.now + LASTS
    relative_id = RelativeId(await SQL.next_number(tx.conn))
    key = await key_of(context, tx, held.attention_id)
    await SQL.insert_relative(
        tx.conn,
        id=relative_id,
        sealed_as=sealed_as,
        ticket_id=held.id,
        name_sealed=key.seal(name, aad("relative.name", sealed_as)),
        secret_hash=token_hash(_secret(context, nonce)),
        asked_at=tx.now,
        expires_at=expires_at,
    )
    asked = Relative(relative_id, held.id, expires_at, None, None)
    await note_relative(tx, hold, asked, "relative_asked", CITIZEN)
    await audit.record(tx.conn, CITIZEN, Action.RELATIVE_INVITED, ("attention", held.attention_id), why="call")
    return {"relative_id": relative_id, "nonce": nonce, "expires_at": expires_at.isoformat()}


async def take_up(context: AppContext, link: str, visit: str, notice_hash: str, agrees: bool) -> str:
    """Takes the link up, once: gives the cookie by which this browser is known until the call ends. The same visit gets it again, so
    that a line that drops before the answer costs nobody the link.
    Raises `NotFound(relative_link_unknown)` alike for a link that is wrong, used, replaced, too old, or of a call that is over;
    `Refused(notice_changed)` and `BadInput(notice_not_accepted)` before anything is kept, and the link stays good."""
    notice = notice_info(context.municipality)
    number, secret = _read(link)
    async with context.database.read() as conn:
        row = await SQL.by_number(conn, id=number)
    kept = b"\0" * 32 if row is None else row.secret_hash
    if not hmac.compare_digest(kept, token_hash(secret)) or row is None:
        raise NotFound(Code.RELATIVE_LINK_UNKNOWN)
    _check_agrees(notice, notice_hash, agrees)
    ticket_id, token = row.ticket_id, _in_base64(context.keyring.keyed_hash("relative-cookie", f"{secret}\n{visit}"))

    async def run() -> str:
        async with context.database.begin() as tx:
            found = existing(await lock_call_of(tx, ticket_id), Code.RELATIVE_LINK_UNKNOWN)
            hold, _, held = found
            live = any(one.id == number for one in hold.relatives)
            if live and await SQL.token_of(tx.conn, id=number) == token_hash(token):
                return token
            relative = check_takes_up(hold.relatives, RelativeId(number), tx.now)
            await SQL.open_relative(
                tx.conn,
                id=relative.id,
                token_hash=token_hash(token),
                now=tx.now,
                expires_at=tx.now + LASTS,
                notice_version=notice.version,
                notice_hash=notice.hash,
            )
            await note_relative(tx, hold, relative, "relative_came", CITIZEN)
            await audit.record(tx.conn, CITIZEN, Action.RELATIVE_CAME, ("attention", held.attention_id), why="call")
            return token

    return await settled(run)


def _check_agrees(notice: NoticeInfo, notice_hash: str, agrees: bool) -> None:
    if notice_hash != notice.hash:
        raise Refused(Code.NOTICE_CHANGED)
    if not agrees:
        raise BadInput(Code.NOTICE_NOT_ACCEPTED, fields={"agree": Code.NOTICE_NOT_ACCEPTED.value})


def _read(link: str) -> tuple[int, str]:
    """Number and secret of a link, or of its fragment. Raises `NotFound(relative_link_unknown)`."""
    number, _, secret = link.rpartition("#")[2].partition(".")
    fits = number.isascii() and number.isdigit() and len(number) <= _LONGEST_NUMBER and len(secret) == _SECRET_LENGTH
    if not fits or int(number) >= 2**31:
        raise NotFound(Code.RELATIVE_LINK_UNKNOWN)
    return int(number), secret


def _secret(context: AppContext, nonce: str) -> str:
    return _in_base64(context.keyring.keyed_hash("relative-link", nonce))


def _in_base64(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


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


async def of_token(context: AppContext, token: str) -> Standing | None:
    """Who holds this cookie, whether the call goes on or not; `None` for one that is not ours."""
    if not token or len(token) > _SECRET_LENGTH:
        return None
    async with context.database.read() as conn:
        row = await SQL.of_token(conn, token_hash=token_hash(token))
    return None if row is None else _standing(context, row)


def _standing(context: AppContext, row: "OfToken") -> Standing:
    ending = None if row.ending is None else AssistEnding(row.ending)
    name = ""
    if row.name_sealed is not None:
        with suppress(SealBroken):  # erased
            key = context.keyring.unwrap(row.key_wrapped, row.key_epoch, row.person_id)
            name = key.open(row.name_sealed, aad("relative.name", row.sealed_as))
    return Standing(
        RelativeId(row.id), row.ticket_id, row.queue_id, name, row.joined_at is not None and ending is None, ending
    )

"""The one-time link by which somebody of the citizen's trust comes into the call, and the cookie by which they are known then.
The link holds a number and 256 random bits, which are derived from a nonce so that a repeated command gives it again, while the database
holds a hash alone. It is good for ten minutes, once, and for this call; a new one replaces it. Of the cookie a hash is kept too."""

import base64
import hmac
import secrets
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from audiencia.core.actor import CITIZEN
from audiencia.core.errors import BadInput, Code, NotFound, Refused, existing
from audiencia.core.ids import QueueId, RelativeId, TicketId
from audiencia.db.commands import Result, once, settled
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
)
from audiencia.queue.calling.calls import key_of
from audiencia.queue.domain.assist import AssistEnding
from audiencia.queue.domain.call_members import MOST_GUESTS
from audiencia.queue.domain.medium import check_video
from audiencia.queue.domain.relative import (
    LASTS,
    Relative,
    check_gives,
    check_takes_up,
    present,
    unjoined,
)
from audiencia.queue.domain.room import CALL_STATES
from audiencia.queue.domain.ticket import Ticket
from audiencia.queue.media_routes.worker_assignment import check_admits_guest
from audiencia.queue.store import store
from audiencia.queue.unit.commands import TicketCommand
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
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


async def invite(context: AppContext, command: TicketCommand, name: str, signs: bool = False) -> Result:
    """A new link into the call, in place of one by which nobody has come in: `path` with its fragment, `relative_id`, `expires_at`.
    `signs`: they interpret for the citizen in sign language.
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
        return await _write(context, tx, hold, held, name, signs)

    made = await once(context, f"ticket:{command.ticket_id}", command.command_id, run)
    link = f"{PATH}#{made['relative_id']}.{_secret(context, made['nonce'])}"
    return {"path": link, "relative_id": made["relative_id"], "expires_at": made["expires_at"]}


async def _write(context: AppContext, tx: Tx, hold: LockedCall, held: Ticket, name: str, signs: bool) -> Result:
    nonce, sealed_as, expires_at = secrets.token_hex(32), uuid4(), tx.now + LASTS
    relative_id = RelativeId(await SQL.next_number(tx.conn))
    key = await key_of(context, tx, held.attention_id)
    await SQL.insert_relative(
        tx.conn,
        id=relative_id,
        sealed_as=sealed_as,
        ticket_id=held.id,
        name_sealed=key.seal(name, aad("relative.name", sealed_as)),
        signs=signs,
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

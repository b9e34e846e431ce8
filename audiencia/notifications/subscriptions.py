"""How a citizen asks to be told of the own turn while the page is closed, and takes that back.
A browser's subscription is kept sealed under the person's key; of it and of addresses a keyed index tells whether it is there
already. All of it goes with the ticket."""

import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from audiencia.core.errors import BadInput, Code, Refused, Unreadable, existing
from audiencia.core.ids import AttentionId, PersonId, TicketId
from audiencia.db.connection import Connection
from audiencia.db.unit_of_work import Tx
from audiencia.notifications import store, webpush
from audiencia.notifications.guard import Guard
from audiencia.notifications.rules import NotTaken
from audiencia.privacy import contact, unreadable
from audiencia.privacy.crypto import aad
from audiencia.runtime.channels import ChannelName
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from audiencia.notifications.notify_sql import LockOwner

ADDRESS = "notice_way.address"
CONTACT = "attention.contact"
MOST_BROWSERS = 4  # Browsers that can be told of one ticket: a phone, a computer, and two of the family.
SHOWN_ENDS = 2


@dataclass(frozen=True, slots=True)
class TellMe:
    """What the waiting page offers. `mail`, `phone`: the address that the person gave, shortened to be known again; `None`:
    none was given, or this installation sends none. `asked`: the ways that are on, with push for any browser of theirs."""

    push_key: str | None
    mail: str | None
    phone: str | None
    asked: frozenset[ChannelName]


@dataclass(frozen=True, slots=True)
class _Owner:
    """`contact`: empty where none was given, `None` when it does not open. `reading`: `None` of a person who was erased."""

    person_id: PersonId
    contact: str | None
    reading: unreadable.Reading | None
    language: str
    row: "LockOwner"


async def offered(context: AppContext, attention_id: AttentionId) -> TellMe | None:
    """What this person can choose from; `None` when the ticket is over."""
    async with context.database.read() as conn:
        owner = await _owner(context, conn, attention_id)
        if owner is None or owner.row.over:
            return None
        asked = {way.channel for way in await store.ways(conn, owner.person_id, "turn")}
    mail, phone = addresses(owner.contact or "")
    channels = context.channels
    return TellMe(
        channels.push_key,
        shortened_mail(mail) if mail and channels.mail else None,
        f"… {phone[-SHOWN_ENDS:]}" if phone and channels.sms else None,
        frozenset(asked),
    )


def addresses(typed: str) -> tuple[str, str]:
    """E-mail and telephone in what somebody gave as contact, each empty when it is not there."""
    phone = contact.telephone(typed)
    return contact.email(typed), phone if phone.startswith("+") else ""


def shortened_mail(address: str) -> str:
    """`an…@example.org`: who wrote it knows it again."""
    name, _, domain = address.partition("@")
    return f"{name[:SHOWN_ENDS]}…@{domain}"


async def ask(
    context: AppContext, attention_id: AttentionId, channel: ChannelName, subscription: str = "", language: str = ""
) -> None:
    """From now on this person is told of the own turn on this way too; again is no change.
    Raises `NotFound(ticket_needed)`, `Refused(not_allowed_now)` when the ticket is over or this way is off or has no address,
    `Unreadable` where the contact or the key does not open, `BadInput` for what is no subscription or leads into a network of our own.
    Of too many browsers the first one is forgotten."""
    async with context.database.begin() as tx:
        owner = await _held(context, tx, attention_id)
        if channel not in context.channels.on:
            raise Refused(Code.NOT_ALLOWED_NOW, action="tell_me")
        if channel != "push" and owner.contact is None:
            raise Unreadable
        mail, phone = addresses(owner.contact or "")
        given: dict[ChannelName, str] = {"mail": mail, "sms": phone, "push": subscription}
        if not given[channel]:
            raise Refused(Code.NOT_ALLOWED_NOW, action="tell_me")
        address = checked(context, subscription) if channel == "push" else given[channel]
        ticket_id = owner.row.ticket_id
        await keep(context, tx, owner.person_id, channel, address, language or owner.language, ticket_id=ticket_id)


async def keep(
    context: AppContext,
    tx: Tx,
    person_id: PersonId,
    channel: ChannelName,
    address: str,
    language: str,
    *,
    ticket_id: TicketId | None = None,
) -> None:
    """The way, for as long as a ticket goes on, or for a case without one; again is no change. Of too many browsers the first
    one is forgotten. Raises as `unreadable.key_of`."""
    reason: store.Reason = "case" if ticket_id is None else "turn"
    known_by = index(context, channel, address)
    if await store.SQL.has_way(tx.conn, person_id=person_id, reason=reason, address_index=known_by):
        return
    if channel == "push":
        others = [way for way in await store.ways(tx.conn, person_id, reason) if way.channel == "push"]
        if len(others) >= MOST_BROWSERS:
            await store.SQL.forget_way(tx.conn, id=others[0].id)
    way_id = uuid4()
    key = await unreadable.key_of(tx, context.keyring, person_id)
    await store.SQL.insert_way(
        tx.conn,
        id=way_id,
        person_id=person_id,
        reason=reason,
        ticket_id=ticket_id,
        channel=channel,
        address_sealed=key.seal(address, aad(ADDRESS, way_id)),
        address_index=known_by,
        language=language,
        now=tx.now,
    )


async def readdress(context: AppContext, tx: Tx, person_id: PersonId, typed: str) -> None:
    """Who asked to be told of the turn at the contact they gave is told at this one, on the channels for which it has an address, also of
    what waits to be sent. The ticket is locked."""
    mail, phone = addresses(typed)
    given: dict[ChannelName, str] = {"mail": mail, "sms": phone}
    ways = [way for way in await store.ways(tx.conn, person_id, "turn") if way.channel in given]
    moved = {way.channel: way for way in reversed(ways) if given[way.channel]}
    for way in ways:
        if way is not moved.get(way.channel):
            await store.SQL.forget_way(tx.conn, id=way.id)
    for channel, way in moved.items():
        key = await unreadable.key_of(tx, context.keyring, person_id)
        await store.SQL.move_way(
            tx.conn,
            id=way.id,
            address_sealed=key.seal(given[channel], aad(ADDRESS, way.id)),
            address_index=index(context, channel, given[channel]),
        )


async def renew(context: AppContext, old: str, new: str) -> None:
    """A browser that got another subscription is told there, also what waits to be sent. That it is this browser its old subscription
    proves, with the secret of it, which only browser and server have; for one that nobody is told at nothing changes.
    Raises `BadInput` as `checked`, and as `unreadable.key_of`."""
    before, after = checked(context, old), checked(context, new)
    at = index(context, "push", after)
    async with context.database.begin() as tx:
        ways = [one async for one in store.SQL.lock_ways_at(tx.conn, address_index=index(context, "push", before))]
        for way in ways:
            key = await unreadable.key_of(tx, context.keyring, PersonId(way.person_id))
            known = key.open(way.address_sealed, aad(ADDRESS, way.id))
            if before == after or not hmac.compare_digest(known.encode(), before.encode()):
                continue
            if await store.SQL.has_way(tx.conn, person_id=way.person_id, reason=way.reason, address_index=at):
                await store.SQL.forget_way(tx.conn, id=way.id)
                continue
            sealed = key.seal(after, aad(ADDRESS, way.id))
            await store.SQL.move_way(tx.conn, id=way.id, address_sealed=sealed, address_index=at)


async def stop(context: AppContext, attention_id: AttentionId, channel: ChannelName, subscription: str = "") -> None:
    """No more on this way: of push, this browser, or all of them without a subscription. What waits to be sent goes with it."""
    async with context.database.begin() as tx:
        owner = await _held(context, tx, attention_id)
        which = None
        if channel == "push" and subscription:
            which = index(context, channel, checked(context, subscription))
        await store.SQL.forget_ways(
            tx.conn, person_id=owner.person_id, reason="turn", channel=channel, address_index=which
        )


def checked(context: AppContext, subscription: str) -> str:
    """A browser's subscription in one form. Raises `BadInput` for none, or one that leads into a network of our own."""
    try:
        found = webpush.parse(subscription)
        Guard(context.channels.loopback).check(found.endpoint)
    except (webpush.BadSubscription, NotTaken):
        raise BadInput(fields={"subscription": "malformed"}) from None
    return found.to_json()


def index(context: AppContext, channel: ChannelName, address: str) -> bytes:
    """A keyed hash by which the same way of notice is recognised."""
    what = webpush.parse(address).endpoint if channel == "push" else address.casefold()
    return context.keyring.keyed_hash("notice-way", f"{channel}:{what}")


async def _held(context: AppContext, tx: Tx, attention_id: AttentionId) -> _Owner:
    """The owner of a ticket that goes on, which stays so until the end of the transaction. A contact or key that does not open is noted."""
    owner = existing(await _owner(context, tx.conn, attention_id, lock=True), Code.TICKET_NEEDED)
    if owner.reading is not None and not owner.reading.whole:
        tx.afterwards(owner.reading.note)
    if owner.row.over:
        raise Refused(Code.NOT_ALLOWED_NOW, action="tell_me")
    return owner


async def _owner(
    context: AppContext, conn: Connection, attention_id: AttentionId, *, lock: bool = False
) -> _Owner | None:
    find = store.SQL.lock_owner if lock else store.SQL.owner
    row = await find(conn, attention_id=attention_id)
    if row is None:
        return None
    reading = await unreadable.reading(conn, context.keyring, row.person_id)
    text = "" if reading is None else reading.text(row.contact_sealed, CONTACT, attention_id)
    return _Owner(row.person_id, text, reading, row.language, row)

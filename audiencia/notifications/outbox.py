"""Puts notices into the outbox, inside the transaction that they tell of: what is rolled back is told to nobody.
They are sent at least once, by whichever node finds them first (`notifications.deliver`). The address and what the text says are
sealed under the key of the person whom they concern, and destroyed with it."""

import json
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from audiencia.core.ids import PersonId
from audiencia.db.unit_of_work import Tx
from audiencia.notifications import rules, store
from audiencia.notifications.kinds import TEMPLATES, Kind
from audiencia.notifications.values import Value, pack, unpack
from audiencia.privacy import store as persons
from audiencia.privacy import unreadable
from audiencia.privacy.contact import is_whole
from audiencia.privacy.crypto import PersonKey, aad
from audiencia.runtime.channels import ChannelName
from audiencia.runtime.context import AppContext

SEALED = "outbox.sealed"
OF_TURNS = frozenset({Kind.TURN_NEAR, Kind.TURN_CALLED})


@dataclass(frozen=True, slots=True)
class ToPerson:
    """A citizen. `mail` and `phone` are where this person wants to be told, empty for what they do not want.
    Browsers in which they asked to be told by push are known by the person alone (`notice_way`). `browsers`: subscriptions that
    were asked for a turn which ends in this transaction, and goes with them."""

    person_id: PersonId
    language: str
    mail: str = ""
    phone: str = ""
    browsers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ToOffice:
    """A department, at its own mailbox (`mail` in `config/departments.toml`); where it has none nobody is told."""

    department: str


Recipient = ToPerson | ToOffice


async def is_told(tx: Tx, kind: Kind, about: UUID, occasion: str) -> bool:
    """Whether `put` queued anything on this occasion, as far back as the outbox reaches."""
    return bool(await store.SQL.is_told(tx.conn, about=about, kind=kind, occasion=occasion))


async def recall(tx: Tx, about: UUID, kept: Collection[str]) -> None:
    """Takes back what waits to be sent about this to the contact that was given with it, but for these kinds."""
    await store.SQL.recall(tx.conn, about=about, kept=list(kept))


async def recall_kinds(tx: Tx, about: UUID, kinds: Collection[Kind]) -> None:
    """Takes back what waits to be sent about this, of these kinds, by any way and to anybody."""
    await store.SQL.recall_kinds(tx.conn, about=about, kinds=[one.value for one in kinds])


@dataclass(frozen=True, slots=True)
class _Waiting:
    """What was to be told, and until when."""

    kind: Kind
    occasion: str
    values: Mapping[str, Value]
    expires_at: datetime


async def readdress(
    tx: Tx, context: AppContext, about: UUID, person_id: PersonId, key: PersonKey, to: Callable[[Kind], ToPerson]
) -> None:
    """What waits to be sent about this to the contact that the person gave with it goes where `to` says. What cannot be opened is noted,
    and stays."""
    for one in await _take_back(tx, about, person_id, key):
        await put(
            tx, context, kind=one.kind, to=to(one.kind), about=about, values=one.values,
            occasion=one.occasion, expires_at=one.expires_at, by_contact_alone=True,
        )  # fmt: skip


async def _take_back(tx: Tx, about: UUID, person_id: PersonId, key: PersonKey) -> list[_Waiting]:
    """Takes waiting notices out of the outbox; gives each once, on however many channels it was to go."""
    found: dict[tuple[str, str, datetime], _Waiting] = {}
    taken: list[UUID] = []
    async for row in store.SQL.lock_waiting(tx.conn, about=about, person_id=person_id):
        content = unreadable.open_text(tx, key, row.sealed, SEALED, row.id)
        if content is not None:
            values = unpack(json.loads(content)["values"])
            found[row.kind, row.occasion, row.made_at] = _Waiting(Kind(row.kind), row.occasion, values, row.expires_at)
            taken.append(row.id)
    await store.SQL.remove(tx.conn, ids=taken)
    return [found[made] for made in sorted(found, key=lambda made: made[2])]


async def put(
    tx: Tx,
    context: AppContext,
    *,
    kind: Kind,
    to: Recipient,
    about: UUID,
    values: Mapping[str, Value],
    occasion: str = "",
    expires_at: datetime | None = None,
    by_contact_alone: bool = False,
) -> int:
    """Queues the notice on each way that the person gave and this installation has; gives on how many.
    `about`: the case, ticket or booking. `values`: the slots of `kinds.TEMPLATES[kind]`, days as `date`, hours as `datetime`.
    `occasion`: with the same one, the same is told once, however often it is put. `by_contact_alone`: the browsers in which the
    person asked for it were told already. Raises `ValueError` for other slots. A person who was erased is told nothing, and neither is one
    whose key cannot be used, which is noted."""
    template = TEMPLATES[kind]
    if values.keys() != template.slots:
        raise ValueError(f"{kind} needs the values {sorted(template.slots)}")
    until = expires_at or rules.expires(kind, tx.now)
    made = 0
    async for one in _notices(tx, context, kind, to, pack(values), until):
        target = one.target
        if by_contact_alone and target.way_id is not None:
            continue
        new = await store.SQL.insert_notice(
            tx.conn, id=one.id, kind=kind, channel=target.channel, person_id=one.person_id, way_id=target.way_id,
            office=one.office, about=about, occasion=occasion,
            target=target.way_id.bytes if target.way_id else _index(context, target.channel, target.address),
            language=target.language, sealed=one.sealed, plain=one.plain, urgent=template.urgent, now=tx.now,
            due_at=one.due_at, expires_at=until,
        )  # fmt: skip
        made += new is not None
    return made


@dataclass(frozen=True, slots=True)
class _Target:
    """Where one of them goes: an address, or a way whose address is kept sealed beside."""

    channel: ChannelName
    language: str
    address: str = ""
    way_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class _Notice:
    """One on one way: of a person sealed, of an office plain."""

    target: _Target
    due_at: datetime
    id: UUID
    person_id: PersonId | None = None
    sealed: bytes | None = None
    office: str | None = None
    plain: str | None = None


async def _notices(
    tx: Tx, context: AppContext, kind: Kind, to: Recipient, values: Mapping[str, Any], until: datetime
) -> AsyncIterator[_Notice]:
    if isinstance(to, ToOffice):
        department = context.municipality.department(to.department)
        if department is not None and department.mail is not None and "mail" in context.channels.on:
            target = _Target("mail", "es-MX", department.mail)
            yield _Notice(target, tx.now, uuid4(), office=to.department, plain=json.dumps(values))
        return
    key = (await persons.person_keys(tx.conn, context.keyring, [to.person_id])).get(to.person_id)
    if key is None:
        await unreadable.note_key(tx.conn, to.person_id)
        return
    for target in await _targets(tx, context, kind, to):
        notice_id = uuid4()
        sealed = key.seal(json.dumps({"address": target.address, "values": values}), aad(SEALED, notice_id))
        due_at = _due(context, kind, target.channel, tx.now, until)
        yield _Notice(target, due_at, notice_id, to.person_id, sealed)


async def _targets(tx: Tx, context: AppContext, kind: Kind, to: ToPerson) -> list[_Target]:
    """The ways in which the person asked to be told of this, and on the other channels the addresses that were given."""
    ways = await store.ways(tx.conn, to.person_id, "turn" if kind in OF_TURNS else "case")
    found = [_Target(way.channel, way.language, way_id=way.id) for way in ways]
    addresses: Mapping[ChannelName, str] = {"mail": to.mail, "sms": to.phone if is_whole(to.phone) else ""}
    asked = {target.channel for target in found}
    found += [_Target(name, to.language, one) for name, one in addresses.items() if one and name not in asked]
    found += [_Target("push", to.language, one) for one in to.browsers]
    told_by = rules.channels_for(kind, {target.channel for target in found}, context.channels)
    return [target for target in found if target.channel in told_by]


def _index(context: AppContext, channel: ChannelName, address: str) -> bytes:
    return context.keyring.keyed_hash("notice", f"{channel}:{address.casefold()}")


def _due(context: AppContext, kind: Kind, channel: ChannelName, now: datetime, until: datetime) -> datetime:
    """What would tell nothing any more in the morning goes at once: it was asked for."""
    rest = context.municipality.notices
    local = now.astimezone(context.municipality.zone)
    due = rules.earliest(kind, channel, local, rest.quiet_from, rest.quiet_until).astimezone(UTC)
    return due if due < until else now

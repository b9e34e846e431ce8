"""Sends what lies in the outbox, at least once. Every node looks; a claimed notice is due for nobody else until its lease is over.
Killed between sending and noting it, a node leaves a notice that is sent once more: an e-mail under the same Message-ID, a push
message in the place of the earlier one."""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from uuid import UUID

import structlog

from audiencia.core import metrics
from audiencia.core.cancellation import Loops, raise_if_cancelled
from audiencia.core.errors import DomainError, Unavailable
from audiencia.core.ids import PersonId
from audiencia.core.logs import failure
from audiencia.db.connection import Connection
from audiencia.db.unit_of_work import Tx
from audiencia.notifications import rules, store
from audiencia.notifications.kinds import Kind
from audiencia.notifications.outbox import SEALED
from audiencia.notifications.rules import Failure, NotTaken
from audiencia.notifications.subscriptions import ADDRESS
from audiencia.notifications.transport import Transport
from audiencia.notifications.values import Value, unpack
from audiencia.notifications.words import Composer
from audiencia.privacy import store as persons
from audiencia.privacy.crypto import PersonKey, SealBroken, aad
from audiencia.runtime.channels import ChannelName
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from audiencia.notifications.notify_sql import Claim

KINDS = [one.value for one in Kind]
LOOK_SECONDS = 1.0
LEASE_SECONDS = 120.0  # Longer than any transport takes, and the noting after it.
WANTED_SECONDS = 0.3
"""A server that keeps us waiting gets nothing that was taken back meanwhile: it must not leave a second later (law, arts. 18-20)."""
NOTE_TRIES, NOTE_SECONDS = 20, 1.0  # A database that is away for a moment must not make us send everything again.
_UNREADABLE = (SealBroken, ValueError, TypeError, LookupError, AttributeError)
"""What opening a damaged row, and reading what is in it, can raise."""
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Claimed:
    """A notice that this node is to send now. `address` is `None` when it cannot be read any more: its person was erased."""

    id: UUID
    kind: Kind
    language: str
    address: str | None
    values: Mapping[str, Value]
    urgent: bool
    attempts: int
    now: datetime
    expires_at: datetime
    made_at: datetime
    way_id: UUID | None


WhenOver = Mapping[Kind, Callable[[AppContext, Tx, UUID, bool], Awaitable[None]]]
"""What else is noted of a notice that was taken, or else given up, by its kind, in the same transaction."""


class Delivery:
    """Sends on each way that there is, until cancelled. `jitter` gives numbers from 0 to 1."""

    def __init__(
        self,
        context: AppContext,
        transports: Mapping[ChannelName, Transport],
        composer: Composer,
        *,
        when_over: WhenOver = MappingProxyType({}),
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._context, self._transports, self._composer = context, transports, composer
        self._when_over, self._jitter = when_over, jitter

    async def run(self) -> None:
        """One loop for each way, so that a slow one keeps no other waiting."""
        async with Loops() as group:
            for channel, transport in self._transports.items():
                group.create_task(self._serve(channel, transport))

    async def _serve(self, channel: ChannelName, transport: Transport) -> None:
        under_way: set[asyncio.Task[None]] = set()
        finished = asyncio.Event()

        def done(task: asyncio.Task[None]) -> None:
            under_way.discard(task)
            finished.set()

        async with Loops() as group:
            while True:
                finished.clear()
                free = transport.at_once - len(under_way)
                for claimed in await self._due(channel, free) if free else []:
                    task = group.create_task(self._deliver(channel, transport, claimed))
                    under_way.add(task)
                    task.add_done_callback(done)
                    free -= 1
                if free:  # there was no more due
                    await asyncio.sleep(LOOK_SECONDS)
                    continue
                with suppress(TimeoutError):  # whoever finishes makes room
                    async with asyncio.timeout(LEASE_SECONDS):
                        await finished.wait()

    async def _due(self, channel: ChannelName, at_most: int) -> list[Claimed]:
        """Whatever fails here is tried again at the next look."""
        claimed: list[Claimed] = []
        try:
            claimed = await self.claim(channel, at_most)
        except DomainError as error:
            log.info("notice_claim_postponed", code=error.code)
        except Exception as error:  # noqa: BLE001 -- a loop that repairs things goes on
            failure(log, "notice_claim_failed", error, channel=channel)
        raise_if_cancelled()
        return claimed

    async def claim(self, channel: ChannelName, at_most: int) -> list[Claimed]:
        """Takes what is due, the urgent ones first, and notes what came too late."""
        async with self._context.database.begin() as tx:
            for late in [one async for one in store.SQL.expire_late(tx.conn, channel=channel)]:
                metrics.notices.labels(late.kind, channel, "expired").inc()
                await self._over(tx, late.kind, late.id, taken=False)
            due = store.SQL.claim(tx.conn, channel=channel, kinds=KINDS, at_most=at_most, lease_seconds=LEASE_SECONDS)
            rows = [row async for row in due]
            keys, broken = await self._keys(tx.conn, rows)
            found: list[Claimed] = []
            for row in rows:
                try:
                    if row.person_id in broken:
                        raise SealBroken("the person's key cannot be used")
                    found.append(self._opened(row, keys.get(row.person_id) if row.person_id else None, tx.now))
                except _UNREADABLE as error:
                    await self._give_up(tx, channel, row, error)
            return found

    async def _keys(self, conn: Connection, rows: "list[Claim]") -> tuple[Mapping[PersonId, PersonKey], set[PersonId]]:
        wanted = {row.person_id for row in rows if row.person_id is not None}
        return await persons.keys_and_broken(conn, self._context.keyring, wanted)

    async def _give_up(self, tx: Tx, channel: ChannelName, row: "Claim", error: Exception) -> None:
        """One whose row is damaged is no reason to keep the others waiting."""
        await store.SQL.write_failed(tx.conn, id=row.id, failure=Failure.UNREADABLE)
        await self._over(tx, row.kind, row.id, taken=False)
        metrics.notices.labels(row.kind, channel, "failed").inc()
        failure(log, "notice_unreadable", error, notice_id=str(row.id), channel=channel)

    def _opened(self, row: "Claim", key: PersonKey | None, now: datetime) -> Claimed:
        address, values = self._read(row, key)
        if row.number is not None:
            values.setdefault("number", row.number)
        return Claimed(
            row.id, Kind(row.kind), row.language, address, unpack(values), row.urgent, row.attempts, now,
            row.expires_at, row.made_at, row.way_id,
        )  # fmt: skip

    def _read(self, row: "Claim", key: PersonKey | None) -> tuple[str | None, dict[str, Any]]:
        if row.office is not None:
            department = self._context.municipality.department(row.office)
            return (department.mail if department else None) or "", json.loads(row.plain or "")
        if key is None:
            return None, {}
        content: dict[str, Any] = {"address": "", "values": {}}
        if row.sealed is not None:
            content = json.loads(key.open(row.sealed, aad(SEALED, row.id)))
        if row.address_sealed is not None and row.way_id is not None:
            content["address"] = key.open(row.address_sealed, aad(ADDRESS, row.way_id))
        return content["address"], content["values"]

    async def _deliver(self, channel: ChannelName, transport: Transport, one: Claimed) -> None:
        """One notice; its failure is nobody else's."""
        problem = await self._send(channel, transport, one)
        wait = (
            0.0
            if problem is None
            else rules.retry_in(one.attempts, self._jitter(), urgent=one.urgent, asked=problem.wait)
        )
        final = problem is not None and (problem.final or not rules.tries_again(one.now, one.expires_at, wait))
        result = "sent" if problem is None else "failed" if final else "again"
        metrics.notices.labels(one.kind, channel, result).inc()
        if problem is not None:
            log.info("notice_rejected", kind=one.kind, channel=channel, why=problem.failure, final=final)
        for _ in range(NOTE_TRIES):
            try:
                await self._note(one, problem, final, wait)
            except Unavailable:
                await asyncio.sleep(NOTE_SECONDS)
            except Exception as error:  # noqa: BLE001 -- a boundary per notice; its lease will be over
                failure(log, "notice_record_failed", error, kind=one.kind, channel=channel)
                return
            else:
                return

    async def _send(self, channel: ChannelName, transport: Transport, one: Claimed) -> NotTaken | None:
        if one.address is None:
            return NotTaken(Failure.FORGOTTEN, final=True)
        try:
            said = self._composer.compose(one.kind, one.language, one.values)
            lasts = (one.expires_at - one.now) / timedelta(seconds=1)
            await self._while_wanted(one.id, transport.send(one.id, one.address, said, lasts))
        except NotTaken as problem:
            return problem
        except Exception as error:  # noqa: BLE001 -- a boundary per notice
            failure(log, "notice_send_failed", error, kind=one.kind, channel=channel)
            return NotTaken(Failure.BROKEN)
        metrics.notice_seconds.labels(channel).observe((one.now - one.made_at).total_seconds())
        return None

    async def _while_wanted(self, notice_id: UUID, sending: Coroutine[Any, Any, None]) -> None:
        """Gives the sending up once the notice was taken back. Raises `NotTaken`, then too."""
        task = asyncio.create_task(sending)
        try:
            while not (await asyncio.wait({task}, timeout=WANTED_SECONDS))[0]:
                if not await self._is_wanted(notice_id) and not task.done():
                    raise NotTaken(Failure.FORGOTTEN, final=True)
            await task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _is_wanted(self, notice_id: UUID) -> bool:
        """Without the database nobody can have taken it back."""
        try:
            async with self._context.database.read() as conn:
                wanted: bool = await store.SQL.is_waiting(conn, id=notice_id)
        except Unavailable:
            return True
        return wanted

    async def _note(self, one: Claimed, problem: NotTaken | None, final: bool, wait: float) -> None:
        async with self._context.database.begin(clock=final) as tx:
            if problem is None:
                await self._over(tx, one.kind, one.id, taken=True)
                await store.SQL.write_sent(tx.conn, id=one.id)
            elif final:
                # The notice before what it is about, as whoever takes a consent or a contact back locks them.
                await store.SQL.write_failed(tx.conn, id=one.id, failure=problem.failure)
                await self._over(tx, one.kind, one.id, taken=False)
                if problem.failure is Failure.GONE and one.way_id is not None:
                    await store.SQL.forget_way(tx.conn, id=one.way_id)
            else:
                await store.SQL.write_again(
                    tx.conn, id=one.id, attempts=one.attempts, failure=problem.failure, wait_seconds=wait
                )

    async def _over(self, tx: Tx, kind: str, notice_id: UUID, *, taken: bool) -> None:
        if kind in self._when_over:  # a newer node may have put kinds that are unknown here
            await self._when_over[Kind(kind)](self._context, tx, notice_id, taken)

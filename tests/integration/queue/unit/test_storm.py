"""Everybody at once: the locks are taken in one order, so that nothing deadlocks, and no two commands cross."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from audiencia.core.errors import DomainError
from audiencia.core.ids import CommandId, RoomId, StaffId, TicketId
from audiencia.db import database as databases
from audiencia.db.database import Database
from audiencia.privacy.crypto import Keyring
from audiencia.queue.call import conclude, presence
from audiencia.queue.calling import answer, call, expire
from audiencia.queue.joining.entering import JoinRequest
from audiencia.queue.joining.join import join
from audiencia.queue.moderation import rooms
from audiencia.queue.moderation.move import SeenTicket, move_tickets
from audiencia.queue.unit.commands import RoomCommand, TicketCommand
from audiencia.runtime.context import AppContext, InForce
from audiencia.staff import store
from audiencia.staff.roles import Role
from tests.support import invariants
from tests.support.audience import MATTER, NAME, TOPICS, until
from tests.support.configuration import configured
from tests.support.scenery import DONE

DEPARTMENTS = ("agua", "tesoreria", "bienestar")
COMMANDS = 1500
"""A storm goes on for at least so many."""
KINDS = {"called", "answered", "moved", "missed", "outcome_recorded", "connected"}
"""What happens in any storm that is worth the name; on a busy machine it takes longer until all of it did."""
DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
NODE = uuid4()


class Storm:
    """People who act at random, each in a task of their own. Codes of refusals are counted in `codes`."""

    away = 0
    """How many commands of others citizens stay away before they come again."""

    def __init__(self, context: AppContext, conn: "asyncpg.Connection[asyncpg.Record]") -> None:
        self.context, self.conn, self.codes = context, conn, Counter[str]()
        self.tickets: list[TicketId] = []
        self._asking = asyncio.Lock()
        self._done, self._moved = 0, asyncio.Event()

    async def ask(self, query: str, *values: object) -> list[dict[str, object]]:
        """Reads beside the flows."""
        async with self._asking:
            return [dict(row) for row in await self.conn.fetch(query, *values)]

    async def attempt(self, flow: Awaitable[object]) -> None:
        """Refusals are counted; anything else fails the test."""
        try:
            await flow
        except DomainError as error:
            self.codes[error.code] += 1
        self._done += 1
        self._moved.set()

    async def others(self, commands: int) -> None:
        """Until so many more were carried out or refused, whoever's they are."""
        enough = self._done + commands
        while self._done < enough:
            self._moved.clear()
            await self._moved.wait()

    async def version(self, table: str, of: object) -> int:
        """The version as somebody saw it a moment ago."""
        return int((await self.ask(f"SELECT version FROM {table} WHERE id = $1", of))[0]["version"])  # type: ignore[call-overload, no-any-return]

    async def account(self, login: str, role: Role, department: str | None) -> StaffId:
        """A member of staff."""
        async with self.context.database.begin() as tx:
            found = await tx.conn.fetchval("SELECT id FROM department WHERE slug = $1", department)
            made = await store.ensure_account(tx.conn, login, login, role, found, "no password")
        assert made is not None
        return made

    async def kinds(self) -> set[str]:
        """Of the events so far."""
        return {str(row["kind"]) for row in await self.ask("SELECT DISTINCT kind FROM event")}

    async def a_citizen(self) -> None:
        """One number after the other."""
        while True:
            await self.attempt(self._with_a_number())

    async def _with_a_number(self) -> None:
        """Joins, comes and goes, answers, leaves, over and over."""
        department = random.choice(DEPARTMENTS)
        request = JoinRequest(
            command_id=CommandId(uuid4()), department=department, topic=TOPICS[department], name=NAME, matter=MATTER, contact="",
            adjustments=(), read_notice=True, purposes=("attention",), notice_hash=self.context.municipality.notice.hash,
            language="es-MX",
        )  # fmt: skip
        ticket = (await join(self.context, request)).ticket_id
        self.tickets.append(ticket)
        socket = uuid4().hex
        for _ in range(40):
            version = await self.version("ticket", ticket)
            command = TicketCommand(ticket, CommandId(uuid4()), version)
            act = random.choices(
                [answer.accept, answer.come_back, answer.hang_up, answer.leave], weights=[12, 4, 3, 1]
            )[0]
            await self.attempt(presence.citizen_came(self.context, NODE, socket, ticket))
            await self.attempt(act(self.context, command))
            await self.attempt(presence.citizen_went(self.context, socket, ticket))
            await self.others(self.away)

    async def a_director(self, director: StaffId, room: RoomId) -> None:
        """Opens, calls, withdraws, ends and records, in any order."""
        acts: list[Callable[[AppContext, RoomCommand], Awaitable[object]]] = [
            rooms.open_room, call.call_next, call.call_next, call.withdraw_call, conclude.end_call,
            lambda context, command: conclude.record_outcome(context, command, DONE),
        ]  # fmt: skip
        while True:
            command = RoomCommand(director, room, CommandId(uuid4()), await self.version("room", room))
            await self.attempt(random.choice(acts)(self.context, command))

    async def a_moderator(self, moderator: StaffId) -> None:
        """Moves whomever wherever."""
        reason = self.context.municipality.move_reasons[0].code
        while True:
            await asyncio.sleep(0)
            if self.tickets:
                ticket = random.choice(self.tickets)
                seen, target = await self.version("ticket", ticket), random.choice(DEPARTMENTS)
                await self.attempt(
                    move_tickets(
                        self.context, moderator, CommandId(uuid4()), [SeenTicket(ticket, seen)], target, reason
                    )
                )

    async def the_clock(self) -> None:
        """Calls run out all the time, and most of those of who missed one before: else hardly anybody misses two."""
        while True:
            await self.ask(
                "UPDATE reservation SET answer_until = app_now() - interval '1 s' WHERE answered_at IS NULL AND ended_at IS NULL"
                " AND random() < (SELECT CASE WHEN calls > 1 THEN 0.7 ELSE 0.1 END FROM ticket WHERE id = ticket_id)"
            )
            await expire.miss_unanswered(self.context)
            await self.others(10)


@pytest.fixture
async def storm(
    make_jornada: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Storm]:
    """A context that is open. There are more people than connections: on a machine that pauses they wait, and are not refused."""
    for patience in ("ACQUIRE_SECONDS", "STATEMENT_SECONDS"):
        monkeypatch.setattr(databases, patience, 60.0)
    url = make_jornada()
    database, conn = Database(url), await asyncpg.connect(url)
    await database.open()
    context = AppContext(database, Keyring.open(tmp_path / "keys"), InForce(configured()))
    await presence.keep_lease(context, NODE)
    yield Storm(context, conn)
    await conn.close()
    await database.close()


async def test_a_storm_of_commands_leaves_everything_in_order(storm: Storm) -> None:
    await rage(storm, KINDS)


async def rage(storm: Storm, kinds: set[str], *more: Coroutine[Any, Any, None]) -> None:
    """Everybody at once, and `more`, until events of all these kinds have happened; then all rules hold."""
    before = await storm.ask(DEADLOCKS)  # other tests of this database make some
    staff = []
    for number, department in enumerate(DEPARTMENTS * 2):
        director = await storm.account(f"titular-{number}", Role.DIRECTOR, department)
        staff.append((director, await rooms.room_of(storm.context, director, department)))
    await storm.ask("UPDATE room SET company = '{}' RETURNING id")
    moderators = [await storm.account(f"moderadora-{number}", Role.MODERATOR, None) for number in range(2)]
    tasks = [
        *(asyncio.create_task(storm.a_director(*one)) for one in staff),
        *(asyncio.create_task(storm.a_moderator(one)) for one in moderators),
        *(asyncio.create_task(storm.a_citizen()) for _ in range(12)),
        *(asyncio.create_task(one) for one in (storm.the_clock(), *more)),
    ]
    tasks.append(asyncio.create_task(_rages(storm, kinds)))
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()
    assert not {"internal", "unavailable"} & set(storm.codes)
    await invariants.check(storm.ask)
    assert await storm.ask(DEADLOCKS) == before


async def _rages(storm: Storm, kinds: set[str]) -> None:
    """For many commands, and until everything has happened that is to happen."""
    await storm.others(COMMANDS)
    try:
        await until(lambda: _all_happened(storm, kinds), "every kind of event", 180)
    except TimeoutError as error:
        raise AssertionError(f"never happened: {sorted(kinds - await storm.kinds())}") from error


async def _all_happened(storm: Storm, kinds: set[str]) -> bool:
    return await storm.kinds() >= kinds

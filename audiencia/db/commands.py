"""Carrying out a command once: one transaction, and the same answer when it is repeated."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Coroutine, Mapping
from datetime import timedelta
from functools import partial, wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar
from uuid import UUID

import structlog

from audiencia.core.errors import Code, DomainError, Refused, Stale, Unavailable
from audiencia.core.ids import CommandId, StaffId
from audiencia.core.logs import failure
from audiencia.db.connection import Collided, Connection
from audiencia.db.database import Database
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx

SQL = load("audiencia.db", "commands.sql")
log = structlog.get_logger()
Item = TypeVar("Item")
T = TypeVar("T")
P = ParamSpec("P")
TRIES = 5  # How often a transaction is tried in all.
FORM = "form"  # The actor of whoever sends a form without signing in.
FORM_REPEATS = timedelta(minutes=15)  # How long the lost answer to a form is given again.
Result = Mapping[str, Any]
Act = Callable[[Tx], Awaitable[Result | None]]
"""What a command does, in its transaction; `None` is kept as an empty result."""


class HasDatabase(Protocol):
    """What use cases are given (`runtime.context`), as far as commands need it."""

    @property
    def database(self) -> Database:
        """Where commands are carried out."""


C = TypeVar("C", bound=HasDatabase)


class Moved(Stale):
    """Between finding and locking it, a ticket or the call it is in went to other rooms or queues."""

    def __init__(self, code: Code = Code.STALE_VERSION) -> None:
        super().__init__(code)


async def once(context: HasDatabase, actor: str, command_id: CommandId, act: Act, again: Act | None = None) -> Result:
    """Runs `act` in one transaction. A command that this actor gave before is not run again: the result is what `again` gives, or else
    the result of the first run.
    A repetition waits for a first run that is under way. An error rolls everything back, so that the command can be sent again;
    collisions with other transactions are retried here (`settled`)."""

    async def run() -> Result:
        async with context.database.begin(clock=False) as tx:
            begun = await SQL.begin_command(tx.conn, actor=actor, command_id=command_id)
            tx.now = begun.at
            if begun.done is not None:
                said = None if again is None else await again(tx)
                return read_result(begun.done) if said is None else said
            result = await act(tx) or {}
            tx.carried_out(actor, command_id, result)
            return result

    return await settled(run)


async def once_per_form(context: HasDatabase, command_id: CommandId, act: Act) -> Result:
    """Runs `act` in one transaction, unless the same form was carried out before, or is at this moment, in whichever queue: then
    `first_answer`. The result names what was made as `id`. Raises `Refused(form_used)`."""
    return await once(context, FORM, command_id, act, lambda tx: first_answer(tx.conn, command_id))


async def first_answer(conn: Connection, command_id: CommandId) -> Result | None:
    """What the form led to when it was sent before; `None` when it was not.
    Raises `Refused(form_used)` where that answer holds no more: it is old, or the ticket went to another device, or the PIN was
    renewed since. What the newer secrets open is not given to who only has the form."""
    row = await SQL.first_answer(conn, actor=FORM, command_id=command_id, repeats=FORM_REPEATS)
    if row is None:
        return None
    if not row.repeats:
        raise Refused(Code.FORM_USED)
    return read_result(row.result)


async def led_to(context: HasDatabase, command_id: CommandId) -> UUID | None:
    """The visit or petition that the form led to, whenever that was: for a browser that holds its secret anyway."""
    async with context.database.read() as conn:
        row = await SQL.first_answer(conn, actor=FORM, command_id=command_id, repeats=FORM_REPEATS)
    return None if row is None else row.id


def staff_command(
    act: Callable[Concatenate[C, StaffId, Tx, P], Awaitable[Result | None]],
) -> Callable[Concatenate[C, StaffId, CommandId, P], Coroutine[Any, Any, Result]]:
    """A decorator: makes a use case `(context, staff_id, command_id, ...)` of what is done `(context, staff_id, tx, ...)` once."""

    @wraps(act)
    async def use_case(context: C, by: StaffId, command_id: CommandId, /, *args: P.args, **kwargs: P.kwargs) -> Result:
        return await once(context, f"staff:{by}", command_id, lambda tx: act(context, by, tx, *args, **kwargs))

    return use_case


def read_result(kept: str) -> Result:
    """A result as it is kept."""
    done: dict[str, Any] = json.loads(kept)
    return done


async def each(items: Collection[Item], act: Callable[[Item], Awaitable[None]]) -> int:
    """Does `act` for all, and gives how many there were; a failure of one is logged, and the next goes on. Raises `Unavailable` at once.
    Domain refusals are skipped and retried on the next tick."""
    for item in items:
        try:
            await act(item)
        except Unavailable:
            raise
        except DomainError as refusal:
            log.info("due_item_skipped", code=refusal.code)
        except Exception as error:  # noqa: BLE001 -- a boundary per item
            failure(log, "due_item_failed", error)
    return len(items)


def each_due(
    find: Callable[[C, Connection], AsyncIterator[Item]], *, retries: bool = False
) -> Callable[[Callable[[C, Tx, Item], Awaitable[None]]], Callable[[C], Coroutine[Any, Any, int]]]:
    """A decorator: makes a use case `(context)` of what is done `(context, tx, item)`, in a transaction for each item that `find` reads;
    it gives how many there were. `retries`: as `settled`."""

    def use_case_of(
        act: Callable[[C, Tx, Item], Awaitable[None]],
    ) -> Callable[[C], Coroutine[Any, Any, int]]:
        @wraps(act)
        async def use_case(context: C) -> int:
            async with context.database.read() as conn:
                due = [item async for item in find(context, conn)]

            async def run(item: Item) -> None:
                async with context.database.begin() as tx:
                    await act(context, tx, item)

            return await each(due, (lambda item: settled(partial(run, item))) if retries else run)

        return use_case

    return use_case_of


async def unless_away(reading: Awaitable[T], otherwise: T, *, raises: bool = False) -> T:
    """What a reading gives; `otherwise` while the database is away, for what is shown all the same: a form comes back with what was typed.
    `raises`: then `Unavailable` as ever."""
    try:
        return await reading
    except Unavailable:
        if raises:
            raise
        return otherwise


async def settled(run: Callable[[], Awaitable[T]]) -> T:
    """Retries a transaction or a reading that failed with `Moved` or `Collided` (deadlock, tables just upgraded), `TRIES` times in all.
    Raises the last of these errors, a `Stale` or `Refused`."""
    for _ in range(TRIES - 1):
        try:
            return await run()
        except (Moved, Collided):
            continue
    return await run()

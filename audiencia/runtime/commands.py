"""Carrying out a command once: one transaction, and the same answer when it is repeated."""

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, TypeVar

import structlog

from audiencia.core.errors import Code, DomainError, Stale, Unavailable
from audiencia.core.ids import CommandId
from audiencia.core.logs import failure
from audiencia.db.database import Collided, Tx
from audiencia.db.queries import load
from audiencia.runtime.context import AppContext

SQL = load("audiencia.runtime", "commands.sql")
log = structlog.get_logger()
Item = TypeVar("Item")


T = TypeVar("T")


TRIES = 5
"""How often a transaction begins afresh, when what it had found was elsewhere once it had locked it."""


Result = Mapping[str, Any]


Act = Callable[[Tx], Awaitable[Result | None]]
"""What a command does, in its transaction; `None` is kept as an empty result."""


class Moved(Stale):
    """Between finding and locking it, a ticket or the call it is in went to other rooms or queues."""

    def __init__(self, code: Code = Code.STALE_VERSION) -> None:
        super().__init__(code)


async def once(context: AppContext, actor: str, command_id: CommandId, act: Act, again: Act | None = None) -> Result:
    """Runs `act` in one transaction, unless this actor's command was carried out before: then gives what `again` does, where that gives
    something, else that result.

    A repetition that arrives while the first is under way waits for it. An error leaves no trace, so that the command can
    be tried again; where others were only on the way to the same rows (`settled`), that is done here.
    """

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


def read_result(kept: str) -> Result:
    """A result as it is kept."""
    done: dict[str, Any] = json.loads(kept)
    return done


async def each(items: Iterable[Item], act: Callable[[Item], Awaitable[None]]) -> None:
    """Does `act` for all; what fails for one is logged and keeps nobody behind it waiting. Raises `Unavailable` at once.

    What is refused is no failure: it was due no more, or moves just now and is looked at again the next time.
    """
    for item in items:
        try:
            await act(item)
        except Unavailable:
            raise
        except DomainError as refusal:
            log.info("due_item_skipped", code=refusal.code)
        except Exception as error:  # noqa: BLE001 -- a boundary per item
            failure(log, "due_item_failed", error)


async def settled(run: Callable[[], Awaitable[T]]) -> T:
    """Runs a transaction or a reading again, afresh, while what it holds moves, others give way to each other with it, or its tables are
    just being upgraded.

    Nothing of that is a reason to refuse what a person asked for: a version that they did not see is. Raises `Stale` or
    `Refused` when it does not settle.
    """
    for _ in range(TRIES - 1):
        try:
            return await run()
        except (Moved, Collided):
            continue
    return await run()

"""The database refuses exactly the steps that the pure machines do not have."""

import re
from collections.abc import Iterable
from enum import StrEnum

import asyncpg
import pytest

from audiencia.core.errors import Refused
from audiencia.queue.domain import queue, room, session, ticket
from audiencia.queue.domain.room import RoomState
from tests.support import queue_builders as builders

Steps = set[tuple[str, str]]
DRAINS = set(RoomState) - {RoomState.AVAILABLE, RoomState.PAUSED, RoomState.CLOSED}
"""Where a room can be draining at all; the table of rooms has a constraint for that."""


def of(table: Iterable[dict[StrEnum, StrEnum]]) -> Steps:
    """The steps of a table of transitions that lead from one state to another."""
    return {(before.value, after.value) for steps in table for before, after in steps.items() if before != after}


def of_rooms() -> Steps:
    """The steps of rooms: a draining one goes other ways, which the table does not say."""
    found: Steps = set()
    for state in RoomState:
        for draining in {False, state in DRAINS}:
            for action in room.RoomAction:
                try:
                    after = room.act(builders.room(state=state, draining=draining), action).state
                except Refused:
                    continue
                found.add((state.value, after.value))
    return {(before, after) for before, after in found if before != after}


PURE = {
    "ticket": of(ticket.MACHINE.table.values()),  # type: ignore[arg-type]
    "queue": of(queue.MACHINE.table.values()),  # type: ignore[arg-type]
    "session": of(session.MACHINE.table.values()),  # type: ignore[arg-type]
    "room": of_rooms(),
}
DEFINITION = """SELECT pg_get_triggerdef(pg_trigger.oid) FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
                WHERE tgname = $1 AND relname = $2"""


@pytest.mark.parametrize("name", sorted(PURE))
async def test_the_trigger_has_the_steps_of_the_machine(postgres_url: str, name: str) -> None:
    connection = await asyncpg.connect(postgres_url)
    try:
        definition = await connection.fetchval(DEFINITION, f"{name}_transition", name)
    finally:
        await connection.close()
    begins, _, tells = definition.partition("(old.state <> new.state)")
    assert begins == f"CREATE TRIGGER {name}_transition BEFORE UPDATE OF state ON public.{name} FOR EACH ROW WHEN ("
    assert tells.startswith(") EXECUTE FUNCTION follow_transitions(")
    assert {tuple(step.split()) for step in re.findall(r"'([a-z_]+ [a-z_]+)'", definition)} == PURE[name]


async def test_another_step_is_refused(postgres_url: str) -> None:
    connection = await asyncpg.connect(postgres_url)
    try:
        made = """INSERT INTO session (day, lobby_at, opens_at, closes_at, demo)
                  VALUES ('2026-11-24', now(), now(), now() + interval '1 hour', true) RETURNING id"""
        jornada = await connection.fetchval(made)
        with pytest.raises(asyncpg.CheckViolationError, match="session goes not from planned to open"):
            await connection.execute("UPDATE session SET state = 'open' WHERE id = $1", jornada)
        await connection.execute("UPDATE session SET state = 'lobby' WHERE id = $1", jornada)
    finally:
        await connection.close()

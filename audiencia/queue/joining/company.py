"""Who is in a director's room beside the director: declared by the director, read by the citizen before and during the call."""

import json
from collections.abc import Mapping

from audiencia.core.actor import Actor
from audiencia.core.errors import BadInput, Code, Refused
from audiencia.db.commands import Result
from audiencia.db.unit_of_work import Tx
from audiencia.queue.domain.room import Room
from audiencia.queue.store import store
from audiencia.queue.unit.commands import LockedRoom, RoomCommand, in_room
from audiencia.runtime.context import AppContext


def check(context: AppContext, beside: Mapping[str, int]) -> None:
    """Raises `BadInput` for a code that the municipality does not have."""
    known = {one.code for one in context.municipality.company}
    if not known >= beside.keys():
        raise BadInput(Code.BAD_INPUT, {"company": Code.BAD_INPUT.value})


async def declare(context: AppContext, command: RoomCommand, beside: Mapping[str, int]) -> Result:
    """Who is in the room now, by code and number; nobody: alone. At any time, in a call too: the citizen is told at once.
    Raises `BadInput` for a code that is not configured."""
    check(context, beside)

    async def act(tx: Tx, hold: LockedRoom) -> Result:
        await _write(tx, hold.room, beside, command.actor)
        return {}

    return await in_room(context, command, act)


async def declare_to_open(tx: Tx, room: Room, beside: Mapping[str, int] | None, actor: Actor) -> None:
    """With the opening of the room, which is locked. Raises `Refused(company_needed)` when nobody ever said it."""
    if beside is not None:
        await _write(tx, room, beside, actor)
    elif await store.SQL.company_of(tx.conn, id=room.id) is None:
        raise Refused(Code.COMPANY_NEEDED)


async def _write(tx: Tx, room: Room, beside: Mapping[str, int], actor: Actor) -> None:
    before = await store.SQL.company_of(tx.conn, id=room.id)
    if before is not None and json.loads(before) == dict(beside):
        return
    await store.SQL.write_company(tx.conn, company=json.dumps(beside), id=room.id)
    await store.note_room(tx, room, "company_declared", actor, detail={"company": dict(beside)})

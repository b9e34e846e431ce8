"""What can be taken back: for a minute, by whoever did it, from the result that the command keeps anyway."""

import json
from typing import Any

from audiencia.core.errors import Code, Refused, existing
from audiencia.core.ids import CommandId
from audiencia.db.queries import load
from audiencia.db.unit_of_work import Tx

SQL = load("audiencia.queue.moderation", "undo.sql")
UNDO_SECONDS = 70.0  # A minute, and what the way there takes.


async def undoable(tx: Tx, by: str, undone: CommandId, key: str) -> dict[str, Any]:
    """The result of this actor's command, which must have `key` in it. Raises `NotFound`, `Refused(undo_too_late)`."""
    done = existing(await SQL.what_was_done(tx.conn, actor=by, command_id=undone, key=key))
    if done.seconds > UNDO_SECONDS:
        raise Refused(Code.UNDO_TOO_LATE)
    result: dict[str, Any] = json.loads(done.result)
    return result

"""A form that is sent again gives its first answer again: within minutes, to the visit that it was served to, and never more than that."""

from datetime import timedelta
from uuid import UUID

from audiencia.core.errors import Code, Refused
from audiencia.core.ids import CommandId
from audiencia.db.database import Connection
from audiencia.db.queries import load
from audiencia.privacy.crypto import Keyring
from audiencia.runtime.commands import Act, Result, once, read_result
from audiencia.runtime.context import AppContext

SQL = load("audiencia.runtime", "submissions.sql")
ACTOR = "form"
REPEATS = timedelta(minutes=15)  # How long a lost answer is given again.


def command_of(keyring: Keyring, visit: str, form_id: UUID) -> CommandId:
    """Under which id a form is carried out once: a keyed hash, so that the same `form_id` sent by another visit is another form."""
    return CommandId(UUID(bytes=keyring.keyed_hash("submission", f"{visit}:{form_id}")[:16]))


async def first_answer(conn: Connection, command_id: CommandId) -> Result | None:
    """What the form led to when it was sent before; `None` when it was not.
    Raises `Refused(form_used)` where that answer holds no more: it is old, or the ticket went to another device, or the PIN was
    renewed since. What the newer secrets open is not given to who only has the form."""
    row = await SQL.first_answer(conn, actor=ACTOR, command_id=command_id, repeats=REPEATS)
    if row is None:
        return None
    if not row.repeats:
        raise Refused(Code.FORM_USED)
    return read_result(row.result)


async def led_to(context: AppContext, command_id: CommandId) -> UUID | None:
    """The visit or petition that the form led to, whenever that was: for a browser that holds its secret anyway."""
    async with context.database.read() as conn:
        row = await SQL.first_answer(conn, actor=ACTOR, command_id=command_id, repeats=REPEATS)
    return None if row is None else row.id


async def once_per_form(context: AppContext, command_id: CommandId, act: Act) -> Result:
    """Runs `act` in one transaction, unless the same form was carried out before, or is at this moment, in whichever line: then
    `first_answer`.
    The result names what was made as `id`. Raises `Refused(form_used)`."""
    return await once(context, ACTOR, command_id, act, lambda tx: first_answer(tx.conn, command_id))

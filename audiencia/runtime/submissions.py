"""A form that is sent again gives its first answer again: within minutes, to the visit that it was served to, and never more than that."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from audiencia.core.actor import CITIZEN, Actor, staff_actor
from audiencia.core.errors import Code, Refused
from audiencia.core.ids import CommandId, StaffId
from audiencia.db.connection import Connection
from audiencia.db.queries import load
from audiencia.privacy.consent import Accepted, Minor, decide, notice_info
from audiencia.privacy.crypto import Keyring
from audiencia.runtime.commands import Act, Result, once, read_result
from audiencia.runtime.context import AppContext
from audiencia.settings.municipality import Municipality

SQL = load("audiencia.runtime", "submissions.sql")
ACTOR = "form"
REPEATS = timedelta(minutes=15)  # How long a lost answer is given again.


@dataclass(frozen=True, slots=True, kw_only=True)
class SentForm:
    """A form for a number, a place or a petition as sent, each field checked for its form. `command_id` makes a double submit one.
    `department` and `topic`: whom it is for. `minor`: of who asks and is under 18, who authorises it. `by`: the member of staff who wrote
    it down for somebody at the counter or on the telephone. `device`: the opaque id of the browser."""

    command_id: CommandId
    department: str
    topic: str
    name: str
    matter: str
    contact: str
    read_notice: bool
    purposes: tuple[str, ...]
    notice_hash: str
    language: str
    minor: Minor | None = None
    by: StaffId | None = None
    device: str = ""

    @property
    def actor(self) -> Actor:
        """Who goes into the log."""
        return CITIZEN if self.by is None else staff_actor(self.by)

    def accepted(self, municipality: Municipality) -> tuple[Accepted, ...]:
        """The consents that it gives. Raises as `privacy.consent.decide`."""
        return decide(notice_info(municipality), self.notice_hash, self.read_notice, self.purposes, self.minor)


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

"""A context with an open jornada, and attentions carried through it."""

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from uuid import uuid4

from audiencia.cases.use_cases.next_steps import NextStep
from audiencia.core.ids import AttentionId, CommandId, DepartmentId, StaffId, TicketId
from audiencia.privacy.crypto import Keyring
from audiencia.queue.call import commitments, conclude
from audiencia.queue.call.conclude import Outcome
from audiencia.queue.calling import answer, call
from audiencia.queue.joining import join as joining
from audiencia.queue.joining.entering import JoinRequest
from audiencia.queue.moderation import rooms
from audiencia.queue.unit.commands import RoomCommand, TicketCommand
from audiencia.runtime.context import AppContext, InForce
from audiencia.staff import passwords, store
from audiencia.staff.roles import Role
from tests.support.configuration import configured
from tests.support.resting import rested

ROOT = Path(__file__).parents[2]
DEPARTMENT, TOPIC = "obras-publicas", "baches"
CONTACTS = (f"722 123 {number:04d}" for number in itertools.count(4567))
"""One for each who joins: a line has one number for each contact."""
STEP = NextStep("Pase por su dictamen", "Identificación oficial", "Sin costo", "Ventanilla 3", date(2026, 12, 1))
PROMISE = commitments.Promise("Mandar una cuadrilla", date(2099, 12, 1), DEPARTMENT, None)


@asynccontextmanager
async def open_context(database_url: str, keys: Path) -> AsyncIterator[AppContext]:
    """Of a database that `make_jornada` made: departments from `config/`, and a jornada that is open now."""
    async with rested(database_url) as database:
        yield AppContext(database, Keyring.open(keys), InForce(configured()))


def join_request(**changes: object) -> JoinRequest:
    """A form filled in by Ana."""
    filled: dict[str, object] = {
        "command_id": uuid4(),
        "department": DEPARTMENT,
        "topic": TOPIC,
        "name": "Ana Núñez",
        "matter": "Hay un bache enorme",
        "contact": next(CONTACTS),
        "adjustments": ("captions",),
        "read_notice": True,
        "purposes": ("attention",),
        "language": "es-MX",
    }
    return JoinRequest(**(filled | changes))  # type: ignore[arg-type]


async def join(context: AppContext, **changes: object) -> AttentionId:
    """Somebody joins the line; gives the attention."""
    changes = {"notice_hash": context.municipality.notice.hash} | changes
    joined = await joining.join(context, join_request(**changes))
    attention_id = context.keyring.read_ticket_token(joined.token)
    assert attention_id is not None
    return attention_id


async def folio_and_pin(context: AppContext, attention_id: AttentionId) -> tuple[str, str]:
    """What the citizen writes down."""
    async with context.database.read() as conn:
        folio: str = await conn.fetchval("SELECT folio FROM attention WHERE id = $1", attention_id)
    return folio, context.keyring.pin(attention_id, 1)


async def account(context: AppContext, login: str, role: Role, password: str, department: str | None = None) -> StaffId:
    """An account with this password."""
    hashed = await passwords.hash_password(password)
    async with context.database.begin() as tx:
        found = await tx.conn.fetchval("SELECT id FROM department WHERE slug = $1", department)
        department_id = None if found is None else DepartmentId(found)
        made = await store.ensure_account(tx.conn, login, login.title(), role, department_id, hashed)
    assert made is not None
    return made


async def attend(
    context: AppContext, director: StaffId, outcome: Outcome, promise: commitments.Promise | None = None
) -> None:
    """The director calls the next one, hands a step over, commits to the `promise`, and records the outcome."""
    room_id = await rooms.room_of(context, director, DEPARTMENT)

    def command() -> RoomCommand:
        return RoomCommand(director, room_id, CommandId(uuid4()))

    async with context.database.read() as conn:
        closed = await conn.fetchval("SELECT state = 'closed' FROM room WHERE id = $1", room_id)
    if closed:
        await rooms.open_room(context, command(), {})
    await call.call_next(context, command())
    async with context.database.read() as conn:
        ticket_id = TicketId(await conn.fetchval("SELECT id FROM ticket WHERE state = 'called'"))
    await answer.accept(context, TicketCommand(ticket_id, CommandId(uuid4())))
    await conclude.add_next_step(context, command(), ticket_id, STEP)
    if promise is not None:
        await commitments.make(context, command(), ticket_id, promise)
    await conclude.end_call(context, command())
    await conclude.record_outcome(context, command(), outcome)

"""What the database says about being ready, directors' tests of their devices, and the list that is mailed before a jornada."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID, uuid5

from audiencia.core import cli_text
from audiencia.core.errors import DomainError
from audiencia.core.ids import StaffId
from audiencia.db import revisions
from audiencia.db.connection import now_of
from audiencia.db.database import Database
from audiencia.db.queries import load
from audiencia.notifications import outbox
from audiencia.notifications import store as notices
from audiencia.notifications.kinds import Kind
from audiencia.notifications.notice_health import LATE_SECONDS
from audiencia.notifications.outbox import ToOffice
from audiencia.operations.checks.result import Check, State
from audiencia.operations.checks.rules.backups import Backups
from audiencia.operations.checks.rules.directors import DirectorTest, due_occasion
from audiencia.runtime.channels import ChannelName
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Settings

if TYPE_CHECKING:
    from audiencia.operations.checks import readiness_sql as rows

SQL = load("audiencia.operations.checks", "readiness.sql")
ABOUT = UUID("5d0f6c52-2f0e-4c53-9b56-0a3a8d6f3c11")  # Namespace of the ids that stand for a jornada in the outbox.
MOST_NAMED = 12
ANSWER_SECONDS = 10.0
T = TypeVar("T")
Examine = Callable[[], Awaitable[Sequence[Check]]]


@dataclass(frozen=True, slots=True)
class DatabaseNow:
    """What it says of itself, and of the jornada to come, with the directors of its roster."""

    itself: "rows.DatabaseNow"
    coming: "rows.NextOpeningForPeople | None"
    directors: Sequence[DirectorTest]
    notices: Mapping[ChannelName, tuple[int, int]]  # How many are late, and how many failed within a day.
    kept: "rows.Kept | None" = None
    incident_due: datetime | None = None
    backups: Backups | None = None
    """The runs of retention, by when somebody is to be told of an incident, and backups; none is asked of tables that are not up to
    date."""


async def once(settings: Settings, ask: Callable[[Database], Awaitable[T]]) -> T | None:
    """What the database answers within `ANSWER_SECONDS`; `None` while it is away, and where none is named."""
    if settings.database_url is None:
        return None
    try:
        async with asyncio.timeout(ANSWER_SECONDS) as limit, Database.opened(settings.database_url) as database:
            found = await ask(database)
            limit.reschedule(None)  # closing has a limit of its own, and does not take back what was answered
            return found
    except (DomainError, TimeoutError, OSError):
        return None


async def ask(database: Database) -> DatabaseNow:
    """Raises `Unavailable` while it is away."""
    async with database.read() as conn:
        itself = await SQL.database_now(conn)
        coming = await SQL.next_opening_for_people(conn)
        tested = [] if coming is None else [
            DirectorTest(one.name, one.tested_at, one.camera)
            async for one in SQL.directors_tested(conn, session_id=coming.id)
        ]  # fmt: skip
        told = {
            one.channel: (one.late, one.failed)
            async for one in notices.SQL.channel_health(conn, late_seconds=LATE_SECONDS)
        }
        if revisions.is_older(itself.revision):
            return DatabaseNow(itself, coming, tested, told)
        backups = Backups(**dict((await SQL.backed_up(conn)).items()))
        return DatabaseNow(itself, coming, tested, told, await SQL.kept(conn), await SQL.incident_due(conn), backups)


async def note_device_test(context: AppContext, staff_id: StaffId, *, camera: bool) -> None:
    """Notes that this member of staff tested their devices with success. `camera`: with picture."""
    async with context.database.begin() as tx:
        await SQL.note_device_test(tx.conn, staff_id=staff_id, now=tx.now, camera=camera)


async def last_test(context: AppContext, staff_id: StaffId) -> "rows.DeviceTestOf | None":
    """When somebody last tried their devices, and whether a camera was among them. `None`: never."""
    async with context.database.read() as conn:
        return await SQL.device_test_of(conn, staff_id=staff_id)


async def tell(context: AppContext, examine: Examine) -> bool:
    """Mails the list when it is due; gives whether it was put on its way. Any node may do it, and it is told once.
    Without an office, or where that has no address, nobody is told."""
    office = context.municipality.notices.readiness_to
    if office is None:
        return False
    async with context.database.read() as conn:
        coming = await SQL.next_opening_for_people(conn)
        now = await now_of(conn)
        if coming is None:
            return False
        occasion = due_occasion(coming.opens_at.astimezone(context.municipality.zone), now)
        about = uuid5(ABOUT, str(coming.id))
        if occasion is None or await SQL.readiness_told(conn, about=about, occasion=occasion):
            return False
    return await _put(context, await examine(), office, about, occasion, coming.opens_at)


async def _put(
    context: AppContext, rows: Sequence[Check], office: str, about: UUID, occasion: str, opens_at: datetime
) -> bool:  # fmt: skip
    """The office reads Spanish, as all notices to offices are."""
    es = cli_text.spanish().gettext
    states = [one.state for one in rows]
    named = [f"{one.name.said(es)} ({one.sentence.said(es)})" for one in rows if one.state is State.RED]
    async with context.database.begin() as tx:
        made = await outbox.put(
            tx,
            context,
            kind=Kind.STAFF_READINESS,
            to=ToOffice(office),
            about=about,
            values={
                "day": context.municipality.day_of(opens_at),
                "opens": opens_at,
                "red": states.count(State.RED),
                "amber": states.count(State.AMBER),
                "green": states.count(State.GREEN),
                "list": "; ".join(named[:MOST_NAMED]) or "—",
            },
            occasion=occasion,
            expires_at=opens_at,
        )
    return made > 0

"""Warns the office that looks after incidents: once when 24 hours are left to tell of one, once at 6, and once when none is."""

from datetime import timedelta

from audiencia.db.connection import now_of
from audiencia.notifications import outbox
from audiencia.notifications.kinds import Kind
from audiencia.notifications.outbox import ToOffice
from audiencia.rights.domain import incident as domain
from audiencia.rights.domain.incident import Head
from audiencia.rights.store import incidents as store
from audiencia.runtime.context import AppContext


async def warn(context: AppContext) -> int:
    """Gives how many were put on their way. Any node may do it, and each is told once."""
    office, rules = context.municipality.notices.incidents_to, context.municipality.incidents
    if office is None:
        return 0
    async with context.database.read() as conn:
        now = await now_of(conn)
        until = now + timedelta(hours=rules.warn_hours)
        rows = [row async for row in store.SQL.owed(conn, until=until)]
    made = 0
    for row in rows:
        occasion = f"{domain.alarm(Head(row.due_at), rules, now)}-{row.due_at:%Y%m%d%H%M}"
        async with context.database.begin() as tx:
            made += await outbox.put(
                tx, context, kind=Kind.STAFF_INCIDENT, to=ToOffice(office), about=row.id,
                values={"incident": row.number, "day": context.municipality.day_of(row.due_at), "due": row.due_at},
                occasion=occasion, expires_at=now + timedelta(days=3),
            )  # fmt: skip
    return made

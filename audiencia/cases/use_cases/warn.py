"""Once a day, while the municipality is open, a department is told of each of its cases that is due soon, today, or over."""

from audiencia.cases.store import inbox as lists
from audiencia.cases.store import store
from audiencia.cases.use_cases.rules import calendar_of
from audiencia.notifications import outbox
from audiencia.notifications.kinds import Kind
from audiencia.notifications.outbox import ToOffice
from audiencia.runtime.context import AppContext


async def warn_staff(context: AppContext) -> int:
    """Gives how many were told of; any node may do it, and none twice."""
    calendar = calendar_of(context)
    async with context.database.begin() as tx:
        if not calendar.is_open(tx.now):
            return 0
        today = calendar.day_of(tx.now)
        days = lists.days_of(calendar, today, context.municipality.petitions.warn_days)
        found = store.SQL.due_for_warning(tx.conn, today=today, soon_until=days.soon_until)
        rows = [row async for row in found]
        for row in rows:
            await outbox.put(
                tx, context, kind=Kind.STAFF_CASE_DUE, to=ToOffice(row.department), about=row.id,
                values={"folio": row.folio, "due": row.due_on}, occasion=f"due-{today}",
            )  # fmt: skip
        await store.SQL.write_warned(tx.conn, ids=[row.id for row in rows], today=today)
    return len(rows)

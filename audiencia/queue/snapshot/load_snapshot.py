"""One moment of a queue: what the views of citizens, directors and moderators are made of."""

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from audiencia.core.errors import existing
from audiencia.core.ids import QueueId, TicketId
from audiencia.db.connection import Connection
from audiencia.db.queries import load
from audiencia.queue.snapshot import load_tickets, surroundings
from audiencia.queue.snapshot.decrypted_fields import Opened
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.queue.snapshot.load_tickets import Asked, Known
from audiencia.queue.snapshot.surroundings import Surroundings
from audiencia.queue.store import store
from audiencia.runtime.context import AppContext
from audiencia.settings.config import Text

if TYPE_CHECKING:
    from audiencia.queue.store import look_sql

SQL = load("audiencia.queue.store", "look.sql")


async def snapshot(context: AppContext, opened: Opened, queue_id: QueueId, watched: Collection[TicketId]) -> Snapshot:
    """The queue now, read whole; as `read`."""
    return (await read(context, opened, queue_id, watched, None))[0]


async def read(
    context: AppContext, opened: Opened, queue_id: QueueId, watched: Collection[TicketId], known: Known | None
) -> tuple[Snapshot, Known]:
    """The queue now, and what is known of it by that: what was `known` before is read again as far as it changed.
    `watched`: tickets that somebody looks at, with history and steps, wherever they are.
    Raises `NotFound` for a queue that does not exist."""
    async with context.database.read() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
        queue = existing(await SQL.queue_facts(conn, queue_id=queue_id, seen=None if known is None else known.seen))
        around, rule = (
            await _around(context, conn, queue, known),
            (context.preference, queue.calls - queue.preferred_call),
        )
        anew = known is None or around is not known.around
        asked = Asked(queue_id, frozenset(watched), around.held | frozenset(around.owed), around.held, anew, rule)
        known = replace(await load_tickets.read(context, opened, conn, asked, queue, known), around=around)
    found = Snapshot(
        queue_id=queue_id,
        version=queue.version,
        state=queue.state,
        queue=store.queue_of(queue),
        preference=context.preference,
        slug=queue.slug,
        prefix=queue.prefix,
        department=Text(es=queue.name_es, en=queue.name_en),
        now=queue.now,
        tickets=known.tickets,
        media_home=queue.media_home,
        attended=around.attended,
        session=around.session,
        rooms=around.rooms,
        targets=around.targets,
        interpreters=around.interpreters,
        owed=around.owed,
        announcements=around.announcements,
        roster=around.roster,
        offers=around.offers,
        commitments=around.commitments,
        clock_noted_at=around.clock_noted_at,
        lapses_from=around.lapses_from,
        clock_doubted=around.clock_doubted,
        whole=known.whole,
        around=around,
        kept_order=known.order,
    )
    return found, known


async def _around(
    context: AppContext, conn: Connection, queue: "look_sql.QueueFacts", known: Known | None
) -> Surroundings:
    """The surroundings read before, while they hold; else new ones."""
    if known is not None and known.around is not None and known.around.hold(queue):
        return known.around
    return await surroundings.read(context, conn, queue)


async def queue_versions(context: AppContext) -> dict[QueueId, int]:
    """The version of every queue of a jornada that goes on or has just ended."""
    async with context.database.read() as conn:
        return {QueueId(row.id): row.version async for row in store.SQL.queue_versions(conn)}

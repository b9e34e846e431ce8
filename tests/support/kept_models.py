"""What a node keeps of each queue, brought up to date by the changes alone, is what a whole reading finds."""

from dataclasses import replace
from typing import Any

from audiencia.core.ids import QueueId, TicketId
from audiencia.queue.snapshot import load_snapshot
from audiencia.queue.snapshot.decrypted_fields import Opened
from audiencia.queue.snapshot.facts import Snapshot
from audiencia.queue.snapshot.load_tickets import Known
from audiencia.runtime.context import AppContext


class KeptModels:
    """Every queue, and for each those tickets watched that were in it when it was read last, as their pages watch them."""

    def __init__(self, context: AppContext) -> None:
        self._context, self._opened = context, Opened()
        self._known: dict[QueueId, Known] = {}
        self._versions: dict[QueueId, int] = {}

    async def check(self) -> None:
        """Reads the changes of every queue that is at another version than the last time, and each whole beside it."""
        async with self._context.database.read() as conn:
            found = {QueueId(row["id"]): row["version"] for row in await conn.fetch("SELECT id, version FROM queue")}
            homes = {
                TicketId(row["id"]): row["queue_id"] for row in await conn.fetch("SELECT id, queue_id FROM ticket")
            }
        changed = [one for one, version in found.items() if self._versions.get(one) != version]
        self._versions = found
        for queue_id in changed:
            watched = [one for one, home in homes.items() if home == queue_id]
            before = self._known.get(queue_id)
            kept, known = await load_snapshot.read(self._context, self._opened, queue_id, watched, before)
            self._known[queue_id] = known
            whole = await load_snapshot.snapshot(self._context, self._opened, queue_id, watched)
            if before is not None and known.around is before.around:
                # What changes without this queue may be some seconds old.
                kept = replace(kept, targets=whole.targets, interpreters=whole.interpreters)
            assert _comparable(kept) == _comparable(whole)


def _comparable(found: Snapshot) -> Any:
    """Without the clock, and without announcements whose time is over: views leave them out."""
    tickets = {
        at: replace(one, announcements=tuple(told for told in one.announcements if told.until > found.now))
        for at, one in found.tickets.items()
    }
    return replace(found, now=found.session.opens_at, tickets=tickets)

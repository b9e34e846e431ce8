"""How notices go, for who looks after the installation: what waits too long, what failed within a day, and why. Nobody is named."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from audiencia.notifications import store
from audiencia.notifications.kinds import CHANNELS
from audiencia.privacy import unreadable
from audiencia.runtime.channels import ChannelName
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from audiencia.notifications.notify_sql import ChannelHealth

LATE_SECONDS = 120.0  # What has been due for longer is late: it is looked for each second.


@dataclass(frozen=True, slots=True)
class Health:
    """One way of telling people. `since`: when the first of those that are late was written."""

    channel: ChannelName
    on: bool
    sent: int = 0
    late: int = 0
    since: datetime | None = None
    failed: int = 0
    expired: int = 0
    failures: tuple[str, ...] = ()


async def unreadable_entries(context: AppContext) -> int:
    """How many sealed entries were met that do not open."""
    async with context.database.read() as conn:
        return sum((await unreadable.counts(conn)).values())


async def health(context: AppContext) -> list[Health]:
    """Every way, also those that are off: what was written for one that was turned off waits there."""
    async with context.database.read() as conn:
        rows = {row.channel: row async for row in store.SQL.channel_health(conn, late_seconds=LATE_SECONDS)}
    on = context.channels.on
    return [_health(channel, channel in on, rows.get(channel)) for channel in CHANNELS]


def _health(channel: ChannelName, on: bool, row: "ChannelHealth | None") -> Health:
    if row is None:
        return Health(channel, on)
    return Health(channel, on, row.sent, row.late, row.since, row.failed, row.expired, tuple(row.failures or ()))

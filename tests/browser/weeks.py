"""Weeks of the weekly window for an installation that runs as a demonstration: the clock is set, and jornadas follow it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from audiencia.db.database import Database
from audiencia.operations.postgres import Postgres
from audiencia.privacy.crypto import Keyring
from audiencia.queue.domain.session import next_day
from audiencia.queue.sessions import sessions
from audiencia.runtime.context import AppContext, InForce
from tests.browser.installation import Installation
from tests.support.configuration import configured

FOLLOWED_SECONDS = 180
BEHIND = """SELECT 1 FROM session WHERE state <> CASE WHEN app_now() < lobby_at THEN 'planned' WHEN app_now() < opens_at THEN 'lobby'
    WHEN app_now() < closes_at THEN 'open' WHEN app_now() < closes_at + interval '30 min' THEN 'closing' ELSE 'closed' END
    AND state <> 'closed'"""


@dataclass
class Week:
    """The installation's coming session, on `day`."""

    installation: Installation
    house: AppContext
    zone: ZoneInfo
    day: date

    async def comes(self, at: str, days_before: int = 0) -> None:
        """It is that time of that day, and the session has followed the clock."""
        moment = datetime.combine(self.day - timedelta(days=days_before), time.fromisoformat(at), self.zone)
        # Not by app_now(), which is volatile, and may find the clock set already.
        passed = "$1::timestamptz - clock_timestamp() - (SELECT shift FROM app_clock)"
        used = f"WITH used AS (UPDATE staff_session SET last_used_at = last_used_at + ({passed}))"
        clock = "UPDATE app_clock SET shift = $1 - clock_timestamp(), since = clock_timestamp() RETURNING one"
        await self.installation.rows(f"{used} {clock}", moment)
        await followed(self.installation)


async def followed(installation: Installation) -> None:
    """Waits until the service has brought every session to where the clock is."""
    async with asyncio.timeout(FOLLOWED_SECONDS):
        while await installation.rows(BEHIND):
            await asyncio.sleep(0.1)


@asynccontextmanager
async def week(installation: Installation) -> AsyncIterator[Week]:
    """From ten o'clock on the Wednesday before the next session; afterwards it is over, and the demonstration goes on."""
    municipality = configured()
    zone = ZoneInfo(municipality.timezone)
    with TemporaryDirectory(prefix="audiencia-keys-") as folder:
        house = AppContext(
            Database(Postgres.open(installation.data).url), Keyring.open(Path(folder) / "keys"), InForce(municipality)
        )
        await house.database.open()
        try:
            await installation.pass_time(timedelta(hours=13).total_seconds())
            await followed(installation)
            now = (await installation.rows("SELECT app_now() AS now"))[0]["now"].astimezone(zone).date()
            found = Week(installation, house, zone, next_day(now + timedelta(days=7), municipality.session.weekday))
            await found.comes("10:00", days_before=6)
            await sessions.plan_next(house)
            yield found
            await found.comes("20:00")
            await sessions.open_demo(house)
        finally:
            await house.database.close()

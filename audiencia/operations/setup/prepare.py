"""What a database holds before its service starts: what the configuration names, accounts, and sessions that are planned."""

from collections.abc import Sequence
from dataclasses import dataclass

from audiencia.operations.context import open_context
from audiencia.operations.opening import open_database
from audiencia.operations.setup import seed
from audiencia.operations.setup.seed import Credential
from audiencia.privacy import installation
from audiencia.queue.sessions import sessions
from audiencia.settings.config import Settings, load_municipality
from audiencia.staff import store as staff
from audiencia.staff.staff_list import load_staff


@dataclass(frozen=True, slots=True)
class Prepared:
    """The accounts that were made just now, with their passwords, whether an administrator can sign in, and the name of the
    installation."""

    accounts: Sequence[Credential]
    administered: bool
    installation: str


async def prepare(settings: Settings) -> Prepared:
    """What must be there before the first page: departments, the accounts of `accounts/staff.toml`, and in the demo an open
    jornada and accounts of its own; the jornada of the calendar in both."""
    async with open_context(settings, node=True) as context:
        await seed.seed(context.database, context.municipality)
        listed = await seed.listed_accounts(context, load_staff(settings.config, context.municipality))
        if settings.demo:
            await sessions.open_demo(context)
            # Before the plan: they are on the roster of the day that people book.
            listed = [*listed, *await seed.demo_accounts(context)]
        await sessions.plan_next(context)
        async with context.database.read() as conn:
            administered = await staff.has_administrator(conn)
        return Prepared(listed, administered, str(await installation.identity(context.database)))


async def fill(settings: Settings) -> None:
    """What the configuration has and the database lacks. Needs no keys."""
    async with open_database(settings) as database:
        await seed.seed(database, load_municipality(settings.config))

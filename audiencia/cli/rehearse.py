"""`audiencia rehearse`: plays jornadas in a demonstration that runs, by the protocol's own client. It composes both sides: the
accounts and the jornada are made as the server makes them, and everything else comes through pages and sockets."""

from collections.abc import Callable
from random import Random

from audiencia.core.cli_text import Stop, _
from audiencia.core.ids import SessionId
from audiencia.core.paths import DataFolder
from audiencia.operations.context import open_context
from audiencia.operations.postgres import Postgres
from audiencia.queue.sessions import rehearsal, sessions
from audiencia.settings.config import Settings
from audiencia.simulation.session import Session, Tally
from audiencia.simulation.visits import script, seats_of

Told = Callable[[SessionId, Tally], None]


def with_database(settings: Settings) -> Settings:
    """The settings with the address of the database that `audiencia serve` runs. Raises `Stop` outside of a demonstration."""
    if not settings.demo:
        raise Stop(_("Rehearsals are for demonstrations alone: use --profile demo."))
    if settings.database_url is not None:
        return settings
    data = DataFolder(settings.data.absolute())
    if not data.service_keys.is_dir():
        raise Stop(_("Start «audiencia serve --profile demo» with the same data folder first."))
    return Settings.model_validate({**settings.model_dump(), "database_url": Postgres.open(data).url})


async def rehearse(
    settings: Settings, *, jornadas: int, people: int, seconds: float, seed: int,
    tell: Callable[[Tally], None] = lambda _: None, played: Told = lambda *_: None,
) -> list[SessionId]:  # fmt: skip
    """Plays so many, one after the other, each closed at its end; gives them. A demonstration is open again afterwards."""
    random, done = Random(seed), []  # noqa: S311 -- a script, no secret
    async with open_context(settings) as context:
        # Topics that lead elsewhere by rule are left out: nobody of the rehearsal attends there.
        topics = {
            one.slug: [topic.slug for topic in one.topics if topic.to is None]
            for one in context.municipality.public_departments
        }
        seats = seats_of(topics, await rehearsal.open_accounts(context))
        try:
            for _session in range(jornadas):
                session_id = await rehearsal.open_jornada(context)
                played_one = Session(settings.address, seconds=seconds, tell=tell)
                tally = await played_one.rehearse(seats, script(seats, people, random))
                await sessions.end_demo(context)
                done.append(session_id)
                played(session_id, tally)
        finally:
            await rehearsal.close_accounts(context)
            await sessions.open_demo(context)
    return done

"""The catalogue and the files that it began with: how they differ, and the files' values put in again (`audiencia config apply`)."""

from dataclasses import dataclass

from audiencia.administration.catalogue import SQL, Edit, Origin, misfit, write
from audiencia.administration.catalogue_log import Catalogue, read
from audiencia.db.database import Database
from audiencia.settings.catalogue import Value, differences, entries_of
from audiencia.settings.config import Municipality
from audiencia.settings.service_places import as_known


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the files would make of an object that is different `now`."""

    edit: Edit
    now: Value | None


async def fits(database: Database, files: Municipality) -> str | None:
    """What `misfit` says of the database as it is now; a database that nothing was seeded into goes with any files."""
    async with database.read() as conn:
        found = await read(conn)
    return misfit(files, found) if found.objects else None


async def planned(database: Database, files: Municipality) -> list[Proposal]:
    """What `apply` would change now."""
    async with database.read() as conn:
        return _to_apply(await read(conn), files)


async def apply(database: Database, files: Municipality) -> list[Proposal]:
    """Puts the files' values in again. Gives what was changed. Raises `Refused` as `catalogue.change` does."""
    async with database.begin() as tx:
        await SQL.lock(tx.conn)
        found = await read(tx.conn)
        proposals = _to_apply(found, files)
        await write(tx, files, found, [one.edit for one in proposals], Origin("files"))
    return proposals


def _to_apply(found: Catalogue, files: Municipality) -> list[Proposal]:
    now = found.entries
    wanted = sorted(differences(now, as_known(now, entries_of(files))).items(), key=lambda one: one[0])
    return [Proposal(Edit(key, found.number(key), value), now.get(key)) for key, value in wanted]

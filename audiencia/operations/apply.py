"""`audiencia config apply`: the files' values count again, in place of what was changed in pages since."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg

from audiencia.administration import catalogue, catalogue_files
from audiencia.administration.catalogue import Edit
from audiencia.administration.catalogue_files import Proposal
from audiencia.core.cli_text import Stop, _
from audiencia.core.errors import Unavailable
from audiencia.core.gettext_mark import N_
from audiencia.core.paths import DataFolder
from audiencia.db.database import Database
from audiencia.operations.postgres import Postgres
from audiencia.settings.catalogue import AT, Kind
from audiencia.settings.config import Municipality, Settings, load_municipality

NAMES: Mapping[Kind, str] = {
    Kind.DEPARTMENT: N_("department"),
    Kind.TOPIC: N_("topic"),
    Kind.HOLIDAY: N_("day without work"),
    Kind.OPENING: N_("day unlike the others"),
    Kind.NOTE_TEMPLATE: N_("text for notes"),
    Kind.STEP_TEMPLATE: N_("next step"),
    Kind.SERVICE: N_("service"),
    Kind.ANNOUNCEMENT: N_("announcement"),
    Kind.DOCUMENT: N_("document"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """How the files stand to what is in force: `unfit` says why they do not go together, `differ` how many objects differ."""

    unfit: str | None
    differ: int

    @property
    def lines(self) -> list[str]:
        """In words, for whoever runs the service."""
        if self.unfit is not None:
            return [catalogue.does_not_fit(self.unfit)]
        if not self.differ:
            return []
        return [
            _(
                "In the pages %(differ)s things were changed that the files say otherwise (`audiencia config apply --dry-run`).",
                differ=self.differ,
            )
        ]


async def compare(settings: Settings) -> list[Proposal]:
    """What the files would change now; nothing is written. Raises `Unavailable` when no database answers."""
    async with _files_and_database(settings) as (files, database):
        return await catalogue_files.planned(database, files)


async def apply(settings: Settings) -> list[Proposal]:
    """Changes it, as one change that is on record; open pages follow within seconds. Raises what `administration.catalogue` raises."""
    async with _files_and_database(settings) as (files, database):
        return await catalogue_files.apply(database, files)


async def look(settings: Settings) -> Look | None:
    """What `audiencia check` says about an installation; `None` where none is running now."""
    try:
        async with _files_and_database(settings) as (files, database):
            return Look(
                await catalogue_files.fits(database, files), len(await catalogue_files.planned(database, files))
            )
    except (Stop, Unavailable, OSError, asyncpg.PostgresError):
        return None


@asynccontextmanager
async def _files_and_database(settings: Settings) -> AsyncIterator[tuple[Municipality, Database]]:
    files = load_municipality(settings.config)
    async with Database.opened(settings.database_url or _own(DataFolder(settings.data))) as database:
        yield files, database


def _own(data: DataFolder) -> str:
    """The database that `audiencia serve` runs on this machine. Raises `Stop` where it never ran."""
    if not data.service_keys.is_dir():
        raise Stop(
            _("There is no installation in %(folder)s; set AUDIENCIA_DATABASE_URL or AUDIENCIA_DATA.", folder=data.root)
        )
    return Postgres.open(data).url


def in_words(one: Proposal) -> str:
    """One line: which object, what it is now, and what it would be."""
    edit: Edit = one.edit
    name = f"{_(NAMES[edit.key.kind])} «{edit.key.name}»"
    if one.now is None:
        return _("Add: %(name)s: %(value)s", name=name, value=_shown(edit.value))
    if edit.value is None:
        return _("Remove: %(name)s", name=name)
    if edit.value.get("retired") and not one.now.get("retired"):
        return _("Retire: %(name)s", name=name)
    to = edit.value.get(AT, edit.key.name)
    if one.now.get(AT, edit.key.name) != to:
        return _("Move: %(name)s → «%(to)s»", name=name, to=to)
    before = {key: value for key, value in one.now.items() if edit.value.get(key) != value}
    after = {key: value for key, value in edit.value.items() if one.now.get(key) != value}
    return _("Change: %(name)s: %(before)s → %(after)s", name=name, before=_shown(before), after=_shown(after))


def _shown(value: Mapping[str, Any] | None) -> str:
    return json.dumps(value, ensure_ascii=False)

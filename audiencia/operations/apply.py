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
from audiencia.core.cli_text import Stop, say
from audiencia.core.errors import Unavailable
from audiencia.core.paths import DataFolder
from audiencia.db.database import Database
from audiencia.operations.postgres import Postgres
from audiencia.settings.config import Settings, load_municipality
from audiencia.settings.live.catalogue import AT, Kind

NAMES: Mapping[Kind, tuple[str, str]] = {
    Kind.DEPARTMENT: ("área", "department"),
    Kind.TOPIC: ("tema", "topic"),
    Kind.HOLIDAY: ("día inhábil", "day without work"),
    Kind.OPENING: ("día distinto", "day unlike the others"),
    Kind.NOTE_TEMPLATE: ("texto para notas", "text for notes"),
    Kind.STEP_TEMPLATE: ("paso a seguir", "next step"),
    Kind.SERVICE: ("servicio", "service"),
    Kind.ANNOUNCEMENT: ("anuncio", "announcement"),
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
            say(
                f"En las páginas se han cambiado {self.differ} cosas que los archivos dicen de otro modo "
                "(`audiencia config apply --dry-run`).",
                f"In the pages {self.differ} things were changed that the files say otherwise "
                "(`audiencia config apply --dry-run`).",
            )
        ]


async def compare(settings: Settings) -> list[Proposal]:
    """What the files would change now; nothing is written. Raises `Unavailable` when no database answers."""
    return await _with_database(settings, apply=False)


async def apply(settings: Settings) -> list[Proposal]:
    """Changes it, as one change that is on record; open pages follow within seconds. Raises what `administration.catalogue` raises."""
    return await _with_database(settings, apply=True)


async def look(settings: Settings) -> Look | None:
    """What `audiencia check` says about an installation; `None` where none is running now."""
    try:
        files, url = load_municipality(settings.config), settings.database_url or _own(DataFolder(settings.data))
        async with _open(url) as database:
            return Look(
                await catalogue_files.fits(database, files), len(await catalogue_files.planned(database, files))
            )
    except (Stop, Unavailable, OSError, asyncpg.PostgresError):
        return None


async def _with_database(settings: Settings, *, apply: bool) -> list[Proposal]:
    files = load_municipality(settings.config)
    async with _open(settings.database_url or _own(DataFolder(settings.data))) as database:
        act = catalogue_files.apply if apply else catalogue_files.planned
        return await act(database, files)


@asynccontextmanager
async def _open(url: str) -> AsyncIterator[Database]:
    database = Database(url, size=2)
    await database.open()
    try:
        yield database
    finally:
        await database.close()


def _own(data: DataFolder) -> str:
    """The database that `audiencia serve` runs on this machine. Raises `Stop` where it never ran."""
    if not data.service_keys.is_dir():
        raise Stop(
            say(
                f"En {data.root} no hay una instalación; indique AUDIENCIA_DATABASE_URL o AUDIENCIA_DATA.",
                f"There is no installation in {data.root}; set AUDIENCIA_DATABASE_URL or AUDIENCIA_DATA.",
            )
        )
    return Postgres.open(data).url


def in_words(one: Proposal) -> str:
    """One line: which object, what it is now, and what it would be."""
    edit: Edit = one.edit
    name = f"{say(*NAMES[edit.key.kind])} «{edit.key.name}»"
    if one.now is None:
        return say(f"Agregar: {name}: {_shown(edit.value)}", f"Add: {name}: {_shown(edit.value)}")
    if edit.value is None:
        return say(f"Quitar: {name}", f"Remove: {name}")
    if edit.value.get("retired") and not one.now.get("retired"):
        return say(f"Retirar: {name}", f"Retire: {name}")
    to = edit.value.get(AT, edit.key.name)
    if one.now.get(AT, edit.key.name) != to:
        return say(f"Mover: {name} → «{to}»", f"Move: {name} → «{to}»")
    before = {key: value for key, value in one.now.items() if edit.value.get(key) != value}
    after = {key: value for key, value in edit.value.items() if one.now.get(key) != value}
    return say(
        f"Cambiar: {name}: {_shown(before)} → {_shown(after)}", f"Change: {name}: {_shown(before)} → {_shown(after)}"
    )


def _shown(value: Mapping[str, Any] | None) -> str:
    return json.dumps(value, ensure_ascii=False)

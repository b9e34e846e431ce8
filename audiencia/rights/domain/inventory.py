"""The inventory of personal data (`inventory.toml`): which processing each table belongs to, of which kind each column is. Pure.
A test walks the schema and fails for a table with personal data that stands in none, and for a sealed column without a kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from audiencia.core import text_files
from audiencia.rights.domain.data_kinds import DataKind
from audiencia.settings.retention_rules import PersonKind, RowKind
from audiencia.staff.matrix import Matrix
from audiencia.staff.roles import STAFF_ROLES, Role


class Processing(StrEnum):
    """What is done with personal data."""

    AUDIENCE = "audience"
    PETITIONS = "petitions"
    NOTICES = "notices"
    RIGHTS = "rights"
    INCIDENTS = "incidents"
    RECORD = "record"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Described:
    """`kept`: terms of `config/retention.toml`; `otherwise`: what is kept by no term of it. `operations`: beginnings of rows of the
    authorisation matrix that show these data. `whose`, `origin`: from whom they are."""

    name: str
    purpose: str
    whose: str
    origin: str
    kept: tuple[PersonKind | RowKind, ...]
    operations: tuple[str, ...]
    otherwise: str = ""


_READ = text_files.load("audiencia.rights.domain", "inventory.toml")
_WORDS = text_files.load("audiencia.rights.domain", "inventory_words.toml")
PROCESSINGS: Mapping[Processing, Described] = {
    Processing(code): Described(**_WORDS[code], kept=tuple(one["kept"]), operations=tuple(one["operations"]))
    for code, one in _READ["processings"].items()
}
TABLES = {table: Processing(code) for code, one in _READ["processings"].items() for table in one["tables"]}
"""Each table with something of a person."""
COLUMNS = {column: DataKind(kind) for kind, columns in _READ["columns"].items() for column in columns}
"""Columns that are sealed, or a hash or key."""


def kinds_of(processing: Processing) -> tuple[DataKind, ...]:
    """Which kinds of data a processing has: those of its columns, and traces or accounts, which each of its tables has."""
    own = {table for table, one in TABLES.items() if one is processing}
    found = {kind for column, kind in COLUMNS.items() if column.split(".", 1)[0] in own}
    found.add(DataKind.STAFF if processing is Processing.STAFF else DataKind.TRACE)
    return tuple(one for one in DataKind if one in found)


def tables_of(processing: Processing) -> tuple[str, ...]:
    """Tables that hold data of this processing, by name."""
    return tuple(sorted(table for table, one in TABLES.items() if one is processing))


def readers_of(matrix: Matrix, processing: Processing) -> tuple[Role, ...]:
    """Which roles of staff may open what shows these data."""
    prefixes = PROCESSINGS[processing].operations
    found = (
        {role for operation, roles in matrix.rows.items() if operation.startswith(prefixes) for role in roles}
        if prefixes
        else set()
    )
    return tuple(one for one in Role if one in found & STAFF_ROLES)

"""Petitions by the name under which they were sent, of which a keyed index is kept."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from audiencia.cases.store.store import SQL
from audiencia.core.folio import Folio
from audiencia.core.ids import CaseId
from audiencia.db.connection import Connection

if TYPE_CHECKING:
    from audiencia.cases.store.cases_sql import CaseNamed, CasesOfName


def cases_of_name(
    conn: Connection, *, name_index: bytes, contact_index: bytes | None, folio: Folio | None
) -> "AsyncIterator[CasesOfName]":
    """What was sent under this name, the newest first; narrowed by a contact or a folio."""
    return SQL.cases_of_name(conn, name_index=name_index, contact_index=contact_index, folio=folio)


async def case_named(conn: Connection, *, id: CaseId, name_index: bytes) -> "CaseNamed | None":
    """The case, when it was sent under this name."""
    return await SQL.case_named(conn, id=id, name_index=name_index)


async def renew_case_secrets(conn: Connection, *, id: CaseId) -> int:
    """A petition has another PIN; gives the generation of the new secrets."""
    return await SQL.renew_case_secrets(conn, id=id)

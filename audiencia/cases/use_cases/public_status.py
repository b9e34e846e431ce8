"""How far petitions are, for whoever knows their folios alone: nothing of what they are about, or of whom they are."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from audiencia.cases.use_cases.read import SQL
from audiencia.core import folio
from audiencia.core.errors import BadInput
from audiencia.runtime.context import AppContext

if TYPE_CHECKING:
    from audiencia.cases.use_cases.read_sql import PublicStatus


async def look(context: AppContext, typed: Sequence[str]) -> "list[PublicStatus]":
    """Those that are petitions and not blocked; a complaint or a visit is as one that does not exist."""
    folios = []
    for one in typed:
        try:
            folios.append(folio.parse(one))
        except BadInput:
            continue
    async with context.database.read() as conn:
        return [row async for row in SQL.public_status(conn, folios=folios)]

"""What was allowed is taken back by somebody who is here, after an employee saw who they are (law, arts. 18-20)."""

from audiencia.core import folio as folios
from audiencia.core.actor import staff_actor
from audiencia.core.errors import Code, NotFound
from audiencia.core.ids import StaffId
from audiencia.followup import consents
from audiencia.rights.store import requests as store
from audiencia.runtime.context import AppContext


async def withdraw(context: AppContext, staff_id: StaffId, folio: str, code: str, identity: str) -> bool:
    """As under the folio, by the employee, and on record with the identification. `False`: it was not allowed, and nothing happened.
    Raises `NotFound(folio_unknown)`, `BadInput(folio_unknown)`, and `BadInput` for a purpose that cannot be taken back."""
    async with context.database.read() as conn:
        holder = await store.SQL.holder_of_folio(conn, folio=folios.parse(folio))
    if holder is None:
        raise NotFound(Code.FOLIO_UNKNOWN)
    return await consents.change(
        context, holder, code, allow=False, actor=staff_actor(staff_id), why=f"seen_{identity}"
    )

"""A department's cases found by folio, by what staff wrote, or by person: by blind index, with why it was looked for on record."""

from typing import Literal, get_args

from audiencia.cases.use_cases import access, inbox
from audiencia.cases.use_cases.access import Desk
from audiencia.cases.use_cases.inbox import SQL, Row
from audiencia.core import folio as folios
from audiencia.core.actor import staff_actor
from audiencia.core.errors import BadInput, NotFound
from audiencia.db.connection import Connection
from audiencia.privacy import audit
from audiencia.privacy.audit import Action
from audiencia.privacy.contact import canonical
from audiencia.privacy.names import canonical_name
from audiencia.runtime.context import AppContext

Why = Literal["person_is_here", "person_telephoned", "same_matter", "rights_request"]
"""Why somebody looks for a person: they are at the counter, on the telephone, wrote of it before, or asked about their data."""
WHYS: tuple[Why, ...] = get_args(Why)
BY_SUBJECT = "case_subject"


async def by_folio(context: AppContext, desk: Desk, typed: str) -> str | None:
    """The folio in its one form, where it is of a case that the desk may read; `None` alike for any other."""
    try:
        number = folios.parse(typed)
        async with context.database.read() as conn:
            await access.find(conn, desk, number)
    except (BadInput, NotFound):
        return None
    return number


async def by_subject(context: AppContext, desk: Desk, words: str) -> list[Row]:
    """Those whose subject holds these words, in whichever form: staff wrote it, so that it tells of nobody."""
    async with context.database.begin() as tx:
        found = [row.id async for row in SQL.with_subject(tx.conn, department_id=desk.department_id, words=words)]
        await _note(tx.conn, desk, BY_SUBJECT)
        return await inbox.chosen(context, tx.conn, desk, found, await inbox.today_of(context, tx.conn))


async def by_person(context: AppContext, desk: Desk, typed: str, why: Why) -> list[Row]:
    """Those of a telephone, an e-mail or a full name, in their one form: a part of one finds nothing.
    What was typed goes nowhere; that a person was looked for, and why, is on record, also when nothing is found."""
    contact, name = canonical(typed), canonical_name(typed)
    async with context.database.begin() as tx:
        rows = SQL.of_person(
            tx.conn,
            department_id=desk.department_id,
            contact=context.keyring.blind_index(contact) if contact else None,
            name=context.keyring.blind_index(f"name:{name}") if name else None,
        )
        found = [row.id async for row in rows]
        await _note(tx.conn, desk, why)
        await audit.disclosed(tx.conn, desk.staff_id, [("case", one) for one in found], why)
        return await inbox.chosen(context, tx.conn, desk, found, await inbox.today_of(context, tx.conn))


async def _note(conn: Connection, desk: Desk, why: str) -> None:
    await audit.record(
        conn, staff_actor(desk.staff_id), Action.CASE_SEARCHED, ("department", desk.department_id), why=why
    )

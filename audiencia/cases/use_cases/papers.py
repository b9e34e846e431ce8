"""Receipts as PDF are made once and kept with their case: laying one out takes half a second of processor."""

from audiencia.cases.store import store
from audiencia.core.ids import CaseId
from audiencia.db.connection import Connection
from audiencia.db.queries import load
from audiencia.privacy import store as persons
from audiencia.privacy.crypto import SealBroken, aad
from audiencia.runtime.context import AppContext

SQL = load("audiencia.cases.use_cases", "papers.sql")
MOST_OF_A_CASE = 4  # Two languages, with and without the PIN.
MOST_BYTES = 1024 * 1024  # A larger one is not kept.


def mark_of(context: AppContext, page: str) -> bytes:
    """By which the PDF of this page is found again. Keyed: a PIN stands on the page, and could be guessed from a plain hash."""
    return context.keyring.keyed_hash("paper", page)


async def kept(context: AppContext, case_id: CaseId, mark: bytes) -> bytes | None:
    """The PDF, where it was made already and still opens."""
    async with context.database.read() as conn:
        row = await SQL.paper(conn, case_id=case_id, mark=mark)
        if row is None:
            return None
        try:
            key = await persons.person_key(conn, context.keyring, row.person_id)
            return key.open_bytes(row.content_sealed, _place(case_id, mark))
        except SealBroken:
            return None


async def keep(context: AppContext, case_id: CaseId, mark: bytes, content: bytes) -> None:
    """Seals the PDF under the person's key and keeps it for some days (`config/retention.toml`)."""
    if len(content) > MOST_BYTES:
        return
    async with context.database.begin() as tx:
        person_id = await store.SQL.person_of_case(tx.conn, id=case_id)
        key = (await persons.person_keys(tx.conn, context.keyring, [person_id])).get(person_id)
        if key is None:
            return
        sealed = key.seal_bytes(content, _place(case_id, mark))
        await SQL.keep_paper(tx.conn, case_id=case_id, mark=mark, now=tx.now, content_sealed=sealed)
        await SQL.forget_older(tx.conn, case_id=case_id, most=MOST_OF_A_CASE)


def _place(case_id: CaseId, mark: bytes) -> str:
    return aad(f"case_paper.{mark.hex()}", case_id)


async def forget(conn: Connection, days: int) -> None:
    """Older papers go."""
    await SQL.forget_papers(conn, days=days)

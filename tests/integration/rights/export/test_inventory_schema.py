"""No table with personal data and no sealed column is missing from the inventory."""

from audiencia.rights.domain.inventory import COLUMNS, TABLES
from audiencia.rights.export.holdings import HOLDINGS, NOT_EXPORTED
from audiencia.runtime.context import AppContext

BYTES = """SELECT table_name || '.' || column_name AS name FROM information_schema.columns
JOIN information_schema.tables USING (table_schema, table_name)
WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND (data_type = 'bytea' OR column_name ~ '_(sealed|index|hash)$')"""
OF_STAFF = "SELECT DISTINCT conrelid::regclass::text AS place FROM pg_constraint WHERE contype = 'f' AND confrelid = 'staff'::regclass"
IMPERSONAL = {
    "audit_checkpoint.hash", "audit_checkpoint.signature", "challenge_used.challenge", "consent.notice_hash", "relative.notice_hash",
}  # fmt: skip
"""Columns with bytes or hashes that are of nobody."""


async def test_each_table_and_each_sealed_column_stands_in_the_inventory(context: AppContext) -> None:
    async with context.database.read() as conn:
        columns = {row["name"] for row in await conn.fetch(BYTES)}
        of_staff = {row["place"] for row in await conn.fetch(OF_STAFF)}
    assert columns - IMPERSONAL - COLUMNS.keys() == set()
    assert COLUMNS.keys() - columns == set()
    assert (HOLDINGS.keys() | NOT_EXPORTED.keys() | of_staff | {"staff"}) - TABLES.keys() == set()

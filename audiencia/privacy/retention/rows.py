"""Rows that are deleted by themselves, some at a time."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from audiencia.db.connection import Connection
from audiencia.db.database import Database
from audiencia.db.queries import load
from audiencia.settings.retention_rules import Retention, RowKind

SQL = load("audiencia.privacy.retention", "runs.sql")
AT_ONCE = 500
Ask = Callable[..., Awaitable[Any]]
KINDS: Mapping[RowKind, tuple[Ask, Ask]] = {
    "attachments": (SQL.attachments_due, SQL.delete_attachments),
    "notice_contacts": (SQL.notice_contacts_due, SQL.delete_notice_contacts),
    "notices_sent": (SQL.notices_sent_due, SQL.delete_notices_sent),
    "receipts": (SQL.receipts_due, SQL.delete_receipts),
    "call_list": (SQL.call_list_due, SQL.delete_call_list),
    "invitations": (SQL.invitations_due, SQL.delete_invitations),
}
"""How each is counted and deleted."""


def before(rules: Retention, kind: RowKind, now: datetime) -> datetime:
    """What ended earlier goes."""
    return now - timedelta(days=rules.of_rows()[kind].keep_days)


async def due(conn: Connection, rules: Retention, now: datetime) -> dict[RowKind, int]:
    """How many of each kind a run would delete now."""
    return {kind: int(await count(conn, before=before(rules, kind, now))) for kind, (count, _delete) in KINDS.items()}


async def delete(database: Database, rules: Retention, kind: RowKind) -> int:
    """Deletes all of a kind that are due, in transactions of `AT_ONCE`; gives how many."""
    total = 0
    while True:
        async with database.begin() as tx:
            told: str = await KINDS[kind][1](tx.conn, before=before(rules, kind, tx.now), at_most=AT_ONCE)
        gone = int(told.rsplit(" ", 1)[1])
        total += gone
        if gone < AT_ONCE:
            return total

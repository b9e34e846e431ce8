"""The run of a night: once, by one process, as the preview says; stopped at any place, the next one goes on."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from audiencia.core.errors import Unavailable
from audiencia.core.ids import PersonId
from audiencia.db.connection import Connection, now_of
from audiencia.privacy import crypto, installation, store
from audiencia.privacy.crypto import Keyring
from audiencia.privacy.retention import rows, suppression
from audiencia.privacy.retention.rows import SQL
from audiencia.privacy.retention.run import Report, Run, day_of, night_began, preview, run_when_due
from audiencia.privacy.shredding import Shredder
from audiencia.runtime.context import AppContext
from audiencia.settings.retention_rules import Retention
from tests.support.contexts import join
from tests.support.left_behind import leave_everything, still_there

RULES = Retention()
ZONE = "America/Mexico_City"
ROWS_THAT_ENDED = (
    "UPDATE outbox SET state = 'sent', done_at = app_now(), sealed = NULL, way_id = NULL",
    "UPDATE booking SET phoned = 'told', phoned_at = app_now(), phoned_by = (SELECT min(id) FROM staff), phoned_times = 1",
    "INSERT INTO invitation (staff_id, code_hash, expires_at) SELECT min(id), 'c', app_now() + interval '1 minute' FROM staff",
)
"""Besides what `leave_everything` leaves."""


@pytest.fixture(autouse=True)
async def keys(context: AppContext, tmp_path: Path) -> Path:
    """Of the context, noted in the database as a service notes them."""
    await installation.open_keyring(context.database, tmp_path / "keys")
    return tmp_path / "keys"


async def work(context: AppContext) -> Report:
    report = await Run(context.database, context.keyring, RULES, ZONE).work()
    assert report is not None
    return report


async def later(context: AppContext, days: int) -> None:
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE app_clock SET shift = shift + $1", timedelta(days=days))


async def leave(context: AppContext, count: int) -> list[PersonId]:
    """So many take a number, and go."""
    for _ in range(count):
        await join(context)
    async with context.database.begin() as tx:
        await tx.conn.execute(
            "UPDATE ticket SET state = 'left', contact_index = NULL, device_index = NULL, needs = NULL WHERE state = 'waiting'"
        )
        return [PersonId(row[0]) for row in await tx.conn.fetch("SELECT id FROM person ORDER BY id")]


async def states(context: AppContext) -> dict[str, int]:
    async with context.database.read() as conn:
        rows = await conn.fetch(
            """SELECT CASE WHEN suppressed_at IS NOT NULL THEN 'suppressed' WHEN blocked_at IS NOT NULL THEN 'blocked' ELSE 'kept' END,
               count(*) FROM person GROUP BY 1"""
        )
    return {row[0]: row[1] for row in rows}


async def test_it_does_what_the_preview_says_and_nothing_else(context: AppContext) -> None:
    await leave_everything(context, "Zenzontle")
    await leave(context, 3)
    await join(context)
    expected = await preview(context.database, context.keyring, RULES, ZONE)
    assert expected.rotated and expected.due == {
        "cases": {"block": 1},
        "attachments": {"delete": 1},
        "notice_contacts": {"delete": 1},
    }
    report = await work(context)
    assert report.done == expected.due and (report.failed, report.problem) == (0, None)
    assert await states(context) == {"blocked": 1, "kept": 4}
    await later(context, 31)
    expected = await preview(context.database, context.keyring, RULES, ZONE)
    assert expected.due["unattended"] == {"block": 3}
    assert expected.next_at["cases", "suppress"] > expected.at
    assert (await work(context)).done["unattended"] == {"block": 3}
    await later(context, 16)
    assert (await work(context)).done["unattended"] == {"suppress": 3}
    assert await states(context) == {"blocked": 1, "kept": 1, "suppressed": 3}
    await later(context, 366)
    report = await work(context)
    assert report.done["cases"] == {"suppress": 1} and report.keys_destroyed == 1
    async with context.database.read() as conn:
        left = {column: count for column, count in (await still_there(conn)).items() if count}
    assert set(left) <= {"attention.name_sealed", "attention.matter_sealed", "attention.contact_sealed",
                         "attention.adjustments_sealed", "ticket.contact_index"}, "of who still waits"  # fmt: skip


async def test_an_open_request_keeps_the_person_until_its_clarification_did_not_come(context: AppContext) -> None:
    left = await leave_everything(context, "Zenzontle")
    async with context.database.begin() as tx:
        today = day_of(ZONE, tx.now)
        await tx.conn.execute(
            """UPDATE rights_request SET state = 'asked', closed_at = NULL, stopped_on = $2, days_left = 10, clarify_by = $3
               WHERE person_id = $1""",
            left.person,
            today - timedelta(days=10),
            today,
        )
    assert "cases" not in (await preview(context.database, context.keyring, RULES, ZONE)).due
    assert "cases" not in (await work(context)).done, "the last day counts"
    await later(context, 1)
    assert (await preview(context.database, context.keyring, RULES, ZONE)).due["cases"] == {"block": 1}
    assert (await work(context)).done["cases"] == {"block": 1}


async def test_killed_in_between_it_goes_on_with_whoever_is_left(
    context: AppContext, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await leave(context, 5)
    await later(context, 31)
    await work(context)
    await later(context, 16)
    after, suppress = 2, suppression.suppress

    async def dies(conn: Connection, keyring: Keyring, person: PersonId, why: str) -> None:
        nonlocal after
        await suppress(conn, keyring, person, why)
        if not after:
            raise asyncio.CancelledError
        after -= 1

    monkeypatch.setattr(suppression, "suppress", dies)
    with pytest.raises(asyncio.CancelledError):
        await work(context)
    monkeypatch.undo()
    assert await states(context) == {"blocked": 3, "suppressed": 2}, "a person is suppressed whole, or not at all"
    report = await work(context)
    assert report.done["unattended"] == {"suppress": 3} and report.keys_destroyed == 5
    assert await states(context) == {"suppressed": 5}
    async with context.database.read() as conn:
        problems = [row[0] for row in await conn.fetch("SELECT problem FROM retention_run ORDER BY id")]
        leaves = [row[0] for row in await conn.fetch("SELECT key_leaf FROM person")]
    assert problems == [None, "interrupted", None]
    assert not any(Keyring.open(keys).has_leaf(leaf) for leaf in leaves)


async def test_one_person_who_cannot_be_done_keeps_nobody_else(
    context: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = await leave(context, 3)
    await later(context, 31)
    block = suppression.block

    async def refuses(conn: Connection, person: PersonId, *given: object) -> bool:
        if person == people[1]:
            raise Unavailable
        return await block(conn, person, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(suppression, "block", refuses)
    report = await work(context)
    assert report.failed == 1 and report.done["unattended"] == {"block": 2}
    monkeypatch.undo()
    assert (await work(context)).done["unattended"] == {"block": 1}


async def test_who_came_back_from_a_backup_and_fails_keeps_nobody_else(
    context: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = await leave(context, 3)
    async with context.database.read() as conn:
        kept = await conn.fetch("SELECT id, key_wrapped FROM person ORDER BY id")
    await later(context, 31)
    await work(context)
    await later(context, 16)
    await work(context)
    async with context.database.begin() as tx:
        for row in kept:
            await tx.conn.execute(
                """UPDATE person SET key_wrapped = $2, suppressed_at = NULL, key_leaf = NULL, blocked_at = NULL, blocked_for = NULL
                   WHERE id = $1""",
                row["id"],
                row["key_wrapped"][:-1] + bytes([row["key_wrapped"][-1] ^ (row["id"] == people[1])]),  # damaged
            )
    suppress = suppression.suppress

    async def refuses(conn: Connection, keyring: Keyring, person: PersonId, why: str) -> None:
        if person == people[0]:
            raise Unavailable
        await suppress(conn, keyring, person, why)

    monkeypatch.setattr(suppression, "suppress", refuses)
    report = await work(context)
    assert report.failed == 1 and report.done["restored"] == {"suppress": 2}
    monkeypatch.undo()
    assert (await work(context)).done["restored"] == {"suppress": 1}


async def test_what_was_done_before_a_failure_is_noted_and_the_run_counts_as_none(
    context: AppContext, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await leave(context, 2)
    await later(context, 31)

    async def fails(self: Shredder) -> int:
        raise Unavailable

    monkeypatch.setattr(Shredder, "turn", fails)
    assert (await work(context)).problem == "error"
    async with context.database.read() as conn:
        done = await conn.fetchval("SELECT done::text FROM retention_run WHERE problem = 'error'")
        assert json.loads(done) == {"unattended": {"block": 2}}
        assert not await SQL.last_good(conn, since=await now_of(conn)), "the next try is made"
    monkeypatch.undo()
    await later(context, 16)
    file = keys / "epoch-000001.key"
    key = file.read_text()
    file.write_text("damaged")
    report = await work(context)
    assert (report.problem, report.done) == ("error", {"unattended": {"suppress": 2}})
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT count(*) FROM retention_run WHERE problem = 'error'") == 2
    file.write_text(key)
    report = await work(context)
    assert report.problem is None and report.keys_destroyed == 2


async def test_each_kind_of_row_goes_when_its_time_is_over_and_not_before(context: AppContext) -> None:
    await leave_everything(context, "Zenzontle", timedelta())
    async with context.database.begin() as tx:
        for statement in ROWS_THAT_ENDED:
            await tx.conn.execute(statement)
    days = 0
    for kind, term in sorted(RULES.of_rows().items(), key=lambda one: one[1].keep_days):
        for at, gone in ((term.keep_days - 1, 0), (term.keep_days + 1, 1)):
            await later(context, at - days)
            days = at
            assert (kind, await rows.delete(context.database, RULES, kind)) == (kind, gone)
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT phoned IS NULL AND phoned_by IS NULL FROM booking"), "the appointment stays"


async def test_once_a_night(context: AppContext) -> None:
    noon = datetime(2026, 12, 1, 18, tzinfo=UTC)
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE app_clock SET shift = $1 - clock_timestamp(), since = clock_timestamp()", noon)
    for _ in range(3):
        await run_when_due(context.database, context.keyring, RULES, ZONE)
    await later(context, 1)
    await run_when_due(context.database, context.keyring, RULES, ZONE)
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT count(*) FROM retention_run WHERE ended_at IS NOT NULL") == 2
    assert night_began(RULES, ZONE, noon) == datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
    assert night_began(RULES, ZONE, noon - timedelta(hours=10)) == datetime(2026, 11, 30, 9, 30, tzinfo=UTC)


async def test_nobody_is_suppressed_while_keys_hang_on_a_root(context: AppContext, keys: Path) -> None:
    (person,) = await leave(context, 1)
    root = bytes.fromhex((keys / "epoch-000001.key").read_text())
    async with context.database.begin() as tx:
        key = await store.person_key(tx.conn, context.keyring, person)
        wrapped = crypto._encrypt(root, key._key, crypto._wrap_place(person, 1))
        await tx.conn.execute("UPDATE person SET key_wrapped = $1", wrapped)
    await later(context, 31)
    assert not (await preview(context.database, context.keyring, RULES, ZONE)).rotated
    assert (await work(context)).problem == "keys_not_rotated"
    await later(context, 16)
    report = await work(context)
    assert report.problem == "keys_not_rotated" and await states(context) == {"blocked": 1}

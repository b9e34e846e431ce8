"""A blocked person is in no list and is told nothing; of a suppressed one nothing is left in any column."""

import asyncio
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from audiencia.cases.api import rectify_case
from audiencia.cases.use_cases import access, search
from audiencia.cases.use_cases.access import Desk
from audiencia.core.actor import SYSTEM
from audiencia.core.errors import NotFound, Refused
from audiencia.core.ids import CaseId, PersonId
from audiencia.privacy import store as persons
from audiencia.privacy.crypto import SealBroken
from audiencia.privacy.retention import suppression
from audiencia.privacy.retention.due import Facts, next_step
from audiencia.privacy.unreadable import counts, note
from audiencia.runtime.context import AppContext
from audiencia.settings.retention_rules import Retention
from tests.support.contexts import join
from tests.support.left_behind import Left, leave_everything, official, still_there
from tests.support.races import BLOCKED

TODAY = date(2026, 11, 24)
KEPT = """SELECT attention.outcome, attention.disposition, attention.outcome_at, ticket.state, ticket.first_called_at, case_file.state,
          case_file.concluded_at FROM attention JOIN ticket ON attention_id = attention.id JOIN case_file ON case_file.id = attention.id
          WHERE attention.id = $1"""
NEVER = {"ticket.contact_index", "ticket.device_index", "rights_event.text_sealed"}
"""Gone when a ticket ends; and what can only be appended to, which the destroyed key closes."""


async def desk_of(context: AppContext, left: Left) -> Desk:
    async with context.database.read() as conn:
        row = await conn.fetchrow(
            "SELECT id, display_name, department_id FROM staff WHERE login = $1", official(left.word)
        )
    assert row is not None
    return Desk(row["id"], row["display_name"], row["department_id"])


async def test_nothing_is_left_in_any_column_and_what_was_counted_stays(context: AppContext) -> None:
    left = await leave_everything(context, "Zenzontle")
    async with context.database.begin() as tx:
        before = await still_there(tx.conn)
        assert {column for column, count in before.items() if not count} <= NEVER, "the test fills every column"
        counted = await tx.conn.fetch(KEPT, left.attention)
        await suppression.suppress(tx.conn, context.keyring, left.person, "retention")
    async with context.database.read() as conn:
        assert not {column: count for column, count in (await still_there(conn)).items() if count}
        assert await conn.fetch(KEPT, left.attention) == counted != []
        assert await conn.fetchval("SELECT count(*) FROM consent") == 0 and await counts(conn) == {}
        for table in ("attention", "case_file"):
            assert await conn.fetchval(f"SELECT count(*) FROM {table} WHERE folio = $1", left.folio) == 0
        noted = await conn.fetch("SELECT object_kind, object_id, why FROM audit WHERE action = 'suppressed'")
        assert [tuple(row) for row in noted] == [
            ("folio", suppression.folio_hash(context.keyring, left.folio), "retention")
        ]
        with pytest.raises(SealBroken):
            await persons.person_key(conn, context.keyring, left.person)
        row = await conn.fetchrow("SELECT suppressed_at, key_leaf FROM person WHERE id = $1", left.person)
        assert row and row["suppressed_at"] and row["key_leaf"] is not None


async def test_a_damaged_picture_of_a_visit_is_forgotten_with_its_person(context: AppContext) -> None:
    left = await leave_everything(context, "Zenzontle")
    async with context.database.begin() as tx:
        await tx.conn.execute(
            "INSERT INTO case_attachment (id, attention_id, at, author, media_type, bytes, digest, name_sealed, content_sealed) "
            "VALUES ($1, $2, app_now(), 'staff', 'image/jpeg', 1, 'd', 'x', 'x')",
            picture := uuid4(), left.attention,
        )  # fmt: skip
        await note(tx.conn, "attachment.content", picture)
        await suppression.suppress(tx.conn, context.keyring, left.person, "retention")
        assert await counts(tx.conn) == {}


async def test_who_is_blocked_is_in_no_list_and_told_nothing(context: AppContext) -> None:
    left = await leave_everything(context, "Cenzontli")
    desk = await desk_of(context, left)
    assert [row.folio for row in await search.by_subject(context, desk, "bache")] == [left.folio]
    async with context.database.begin() as tx:
        assert await suppression.block(tx.conn, left.person, "retention")
        assert not await suppression.block(tx.conn, left.person, "retention"), "idempotent"
    assert await search.by_subject(context, desk, "bache") == []
    async with context.database.read() as conn:
        with pytest.raises(NotFound):
            await access.find(conn, desk, left.folio)  # type: ignore[arg-type]
        assert await conn.fetchval("SELECT stage FROM case_file WHERE person_id = $1", left.person) == "blocked"
        there = await still_there(conn)
        assert (there["case_file.contact_index"], there["case_file.name_index"]) == (0, 0)
        assert await conn.fetchval("SELECT count(*) FROM outbox WHERE person_id = $1", left.person) == 0
        assert await conn.fetchval("SELECT count(*) FROM notice_way WHERE person_id = $1", left.person) == 0
        assert await persons.keys_and_broken(conn, context.keyring, [left.person]) == ({}, set())
        key = await suppression.blocked_key(conn, context.keyring, left.person)
        assert left.opened_with(key) == len(left.fields)
        said = await conn.fetch("SELECT object_kind, why FROM audit WHERE action = 'blocked'")
        assert [tuple(row) for row in said] == [("attention", "retention")]


async def test_a_blocked_case_that_is_corrected_stays_found_by_nothing(context: AppContext) -> None:
    left = await leave_everything(context, "Cenzontli")
    async with context.database.begin() as tx:
        await suppression.block(tx.conn, left.person, "retention")
        key = await suppression.blocked_key(tx.conn, context.keyring, left.person)
        case_id = CaseId(await tx.conn.fetchval("SELECT id FROM case_file WHERE person_id = $1", left.person))
        await rectify_case(tx, context, case_id, key, {"name": "Ana", "contact": "ana@example.mx"}, SYSTEM)
        there = await still_there(tx.conn)
    assert (there["case_file.contact_index"], there["case_file.name_index"]) == (0, 0)
    assert there["case_file.contact_sealed"] == 1


async def test_a_rotation_takes_the_blocked_along(context: AppContext, tmp_path: Path) -> None:
    left = await leave_everything(context, "Tzintzuntzan")
    async with context.database.begin() as tx:
        await suppression.block(tx.conn, left.person, "retention")
    context.keyring.use(context.keyring.add_epoch())
    async with context.database.begin() as tx:
        found = await persons.rewrap(tx.conn, context.keyring)
        assert found is not None and found.wrapped == 1
        assert await tx.conn.fetchval("SELECT key_wrapped FROM person WHERE id = $1", left.person) == b""
        key = await suppression.blocked_key(tx.conn, context.keyring, left.person)
    assert left.opened_with(key) == len(left.fields)


async def test_a_cancellation_waits_for_the_end_of_the_matter(context: AppContext) -> None:
    going_on = await join(context)
    async with context.database.begin() as tx:
        person = PersonId(await tx.conn.fetchval("SELECT person_id FROM attention WHERE id = $1", going_on))
        with pytest.raises(Refused):
            await suppression.grant_cancellation(tx.conn, Retention(), person, SYSTEM, TODAY)
        await tx.conn.execute(
            "UPDATE ticket SET state = 'left', contact_index = NULL, device_index = NULL, needs = NULL"
        )
        await suppression.grant_cancellation(tx.conn, Retention(), person, SYSTEM, TODAY)
        await suppression.grant_cancellation(tx.conn, Retention(), person, SYSTEM, TODAY)
        facts = await suppression.lock(tx.conn, person, TODAY)
        assert facts and facts.blocked_for == "cancellation"
        await suppression.suppress(tx.conn, context.keyring, person, "cancellation")
        with pytest.raises(NotFound):
            await suppression.grant_cancellation(tx.conn, Retention(), person, SYSTEM, TODAY)


@pytest.mark.parametrize(("days", "ground"), [(100, "cancellation"), (364, "retention")])
async def test_a_cancellation_shortens_the_time_of_blocked_data_and_never_lengthens_it(
    context: AppContext, days: int, ground: str
) -> None:
    left = await leave_everything(context, "Zenzontle")
    rules = Retention()
    async with context.database.begin() as tx:
        await suppression.block(tx.conn, left.person, "retention")
        await tx.conn.execute(
            "UPDATE person SET blocked_at = app_now() - make_interval(days => $2) WHERE id = $1", left.person, days
        )
        before = await suppression.lock(tx.conn, left.person, TODAY)
        await suppression.grant_cancellation(tx.conn, rules, left.person, SYSTEM, TODAY)
        facts = await suppression.lock(tx.conn, left.person, TODAY)
        assert before and facts and facts.blocked_for == ground
        was, step = next_step(rules, before), next_step(rules, facts)
        assert was and step and facts.blocked_at
        if ground == "cancellation":
            assert step.due_at == facts.blocked_at + timedelta(days=rules.cancellation.block_days) < was.due_at
        else:
            assert step.due_at == was.due_at < tx.now + timedelta(days=rules.cancellation.block_days)
        said = await tx.conn.fetch("SELECT why FROM audit WHERE action = 'blocked' ORDER BY id")
        assert [row["why"] for row in said] == ["retention"] + ["cancellation"] * (ground == "cancellation")


async def test_what_is_known_under_the_lock_is_as_it_was_when_the_lock_was_given(context: AppContext) -> None:
    left = await leave_everything(context, "Zenzontle")

    async def locked() -> Facts | None:
        async with context.database.begin() as tx:
            return await suppression.lock(tx.conn, left.person, TODAY)

    async with context.database.begin() as tx:
        await tx.conn.execute("SELECT FROM person WHERE id = $1 FOR KEY SHARE", left.person)
        waiting = asyncio.create_task(locked())
        async with context.database.read() as conn:
            while not await conn.fetchval(BLOCKED):
                assert not waiting.done(), "it did not want this lock"
                await asyncio.sleep(0.01)
        await tx.conn.execute(
            "UPDATE rights_request SET state = 'received', closed_at = NULL WHERE person_id = $1", left.person
        )
    facts = await waiting
    assert facts and facts.asked

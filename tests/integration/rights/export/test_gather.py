"""The export holds every table that leads to a person, every sealed column opened, and who saw it."""

import json
from collections import defaultdict
from uuid import UUID, uuid4

import pytest

from audiencia.core.actor import CITIZEN, staff_actor
from audiencia.core.errors import NotFound, Refused
from audiencia.core.ids import CommandId, PersonId
from audiencia.db.connection import Connection
from audiencia.privacy import store as persons
from audiencia.rights.domain.request import Capacity, Decision, Right
from audiencia.rights.export import gather
from audiencia.rights.export.holdings import HOLDINGS, NOT_EXPORTED
from audiencia.rights.use_cases import ask, work
from audiencia.rights.use_cases.ask import Asked
from audiencia.rights.use_cases.work import Act
from audiencia.runtime.context import AppContext
from audiencia.staff.roles import Role
from tests.support.contexts import account
from tests.support.left_behind import SEALED, leave_everything
from tests.support.page_cases import JPEG, MATTER, NAME, answered_case

PERSONAL = {"person", "attention", "ticket", "case_file", "rights_request", "leg", "case_message"}
"""Tables whose rows are a person's, with all that point to them."""
BESIDE = {"attachment.content", "case_paper"}
"""Files stand beside the rows, each once; papers are made of them."""
NOT_OPENED = {
    "case_attachment.content_sealed",
    "case_paper.content_sealed",
    "rights_event.text_sealed",
    "next_step.content_sealed",
}
"""Of the person of the test nobody asked anything; a step is no plain text."""
IDS = {"person_id", "attention_id", "ticket_id", "case_id", "leg_id"}
TABLES = """SELECT table_name AS place, column_name AS name, data_type AS kind FROM information_schema.columns
JOIN information_schema.tables USING (table_schema, table_name) WHERE table_schema = 'public'"""
KEYS = (
    "SELECT conrelid::regclass::text AS place, confrelid::regclass::text AS to FROM pg_constraint WHERE contype = 'f'"
)


async def columns(conn: Connection) -> dict[str, dict[str, str]]:
    """Of each table its columns with their types."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in await conn.fetch(TABLES):
        found[row["place"]][row["name"]] = row["kind"]
    return found


async def test_every_table_that_leads_to_a_person_is_exported_or_left_out_with_a_reason(context: AppContext) -> None:
    async with context.database.read() as conn:
        tables = await columns(conn)
        pointing = {row["place"] for row in await conn.fetch(KEYS) if row["to"] in PERSONAL}
    sealed = {
        place
        for place, names in tables.items()
        if any(name == "sealed" or name.endswith(("_sealed", "_index")) for name in names)
    }
    personal = {place for place, names in tables.items() if IDS & names.keys()} | pointing | sealed
    assert personal - HOLDINGS.keys() - NOT_EXPORTED.keys() == set()
    assert (HOLDINGS.keys() | NOT_EXPORTED.keys()) - tables.keys() == set()
    assert HOLDINGS.keys() & NOT_EXPORTED.keys() == set()


async def test_no_bytes_are_exported_sealed_and_none_is_forgotten(context: AppContext) -> None:
    async with context.database.read() as conn:
        tables = await columns(conn)
    for place, holding in HOLDINGS.items():
        secret = {name for name, kind in tables[place].items() if kind == "bytea"}
        assert secret - holding.sealed.keys() - holding.left_out.keys() == set(), place
        assert (holding.sealed.keys() | holding.left_out.keys() | {holding.by} if holding.sealed else set()) <= tables[
            place
        ].keys(), place


async def granted(
    context: AppContext, right: Right = Right.ACCESS, decision: Decision = Decision.GRANTED
) -> tuple[UUID, PersonId]:
    """A granted request about an answered petition with a file; gives its id and whose it is."""
    await answered_case(context)
    async with context.database.read() as conn:
        row = await conn.fetchrow("SELECT id, person_id FROM case_file")
    assert row is not None
    asked = Asked(CommandId(uuid4()), right, Capacity.SELF, "Todo")
    request_id = await ask.by_holder(context, row["id"], asked)
    officer = await account(context, "datos", Role.PRIVACY_OFFICER, "tapo7-rilu3-semi4-kado5")
    await work.decide(context, Act(officer, request_id, 1, "Se concede"), decision)
    return request_id, row["person_id"]


async def test_a_petition_with_its_answer_its_file_and_who_saw_it(context: AppContext) -> None:
    request_id, person_id = await granted(context)
    export = await gather.take(context, request_id, CITIZEN, person_id)
    read = json.loads(gather.to_json(export, "Municipio"))
    (matter,) = read["held"]["case_file"]
    assert (matter["name"], matter["matter"]) == (NAME, MATTER)
    assert [one["content"] for one in read["held"]["case_message"]] == ["Listo."]
    assert read["files"][0]["content_base64"] and len(JPEG) == read["held"]["case_attachment"][0]["bytes"]
    assert {"right_asked", "case_answered", "data_exported"} <= {one["action"] for one in read["held"]["audit"]}
    assert any(one["name"] == "Responde" for one in read["held"]["audit"])
    assert "\\\\x" not in gather.to_json(export, ""), "nothing stays sealed"
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT count(*) FROM audit WHERE action = 'data_exported'") == 1


async def test_all_that_was_sealed_of_a_person_is_opened_and_stands_in_its_column(context: AppContext) -> None:
    """Against the schema, and places that the test writes itself."""
    left = await leave_everything(context, "Xilotepec")
    said = f"Dicho por {left.word}"
    async with context.database.begin() as tx:
        key = await persons.person_key(tx.conn, context.keyring, left.person)
        held = await gather.gather(tx.conn, left.person, key)
        schema = {f"{row['table']}.{row['column']}" for row in await tx.conn.fetch(SEALED)}
    opened = [
        (place, name) for place, rows in held.items() for row in rows for name, text in row.items() if text == said
    ]
    assert len(opened) == sum(place.partition(":")[0] not in BESIDE for _, place in left.fields)
    columns = {f"{place}.{name}{'' if name == 'sealed' else '_sealed'}" for place, name in opened}
    assert {one for one in schema if one.endswith("sealed")} - columns == NOT_OPENED


async def test_what_is_granted_in_part_is_handed_out_by_the_office(context: AppContext) -> None:
    request_id, person_id = await granted(context, decision=Decision.PARTLY)
    with pytest.raises(Refused):
        await gather.take(context, request_id, CITIZEN, person_id)
    officer = staff_actor(await account(context, "otra", Role.PRIVACY_OFFICER, "tapo7-rilu3-semi4-kado5"))
    assert (await gather.take(context, request_id, officer)).held["case_file"]


async def test_nobody_else_and_nothing_that_was_not_granted(context: AppContext) -> None:
    request_id, _person_id = await granted(context, Right.OPPOSITION)
    with pytest.raises(NotFound):
        await gather.take(context, request_id, CITIZEN, PersonId(uuid4()))
    officer = staff_actor(await account(context, "otra", Role.PRIVACY_OFFICER, "tapo7-rilu3-semi4-kado5"))
    with pytest.raises(Refused):
        await gather.take(context, request_id, officer)
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT count(*) FROM audit WHERE action = 'data_exported'") == 0

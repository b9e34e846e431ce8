"""A rectification that was made effective is what everybody reads from then on, and by what the case is found."""

import asyncio
import json
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from audiencia.cases.api import correct_contact, open_case, tell_of_data
from audiencia.cases.use_cases import search
from audiencia.cases.use_cases.access import Desk
from audiencia.core.errors import BadInput, Code, Stale
from audiencia.core.ids import CaseId, CommandId, DepartmentId, PersonId, QueueId
from audiencia.notifications.kinds import Kind
from audiencia.notifications.outbox import SEALED
from audiencia.privacy import store as persons
from audiencia.privacy.crypto import aad
from audiencia.privacy.retention import suppression
from audiencia.queue.call.conclude import Outcome
from audiencia.queue.snapshot import load_snapshot
from audiencia.queue.snapshot.decrypted_fields import Opened
from audiencia.rights.domain.request import Capacity, Decision, Right
from audiencia.rights.use_cases import ask, work
from audiencia.rights.use_cases.ask import Asked
from audiencia.rights.use_cases.corrections import Corrected, mark
from audiencia.rights.use_cases.work import Act, Effect
from audiencia.runtime.channels import Channels
from audiencia.runtime.context import AppContext
from audiencia.staff.roles import Role
from tests.support.contexts import DEPARTMENT, account, attend, join
from tests.support.page_cases import MATTER, NAME, send
from tests.support.races import BLOCKED

RIGHT = "Guadalupe Núñez Íñiguez"


async def granted(
    context: AppContext, about: UUID, right: Right = Right.RECTIFICATION, decision: Decision = Decision.GRANTED
) -> tuple[Act, dict[str, str]]:
    """What somebody asked for and was granted: what makes it effective, and what the office's form holds."""
    officer = await account(context, "datos", Role.PRIVACY_OFFICER, "tapo7-rilu3-semi4-kado5")
    request_id = await ask.by_holder(context, about, Asked(CommandId(uuid4()), right, Capacity.SELF, "Está mal"))
    await work.decide(context, Act(officer, request_id, 1, "Se concede"), decision)
    kept = (await work.read(context, officer, request_id))[0].kept
    return Act(officer, request_id, 2, "Hecho"), await work.correctable(context, kept)


def form(context: AppContext, done: Act, held: dict[str, str], **right: str) -> Effect:
    """The form as the office was shown it, with these texts written otherwise."""
    shown = {name: mark(context, done.request_id, name, text) for name, text in held.items()}
    return Effect(corrected=Corrected(held | right, shown))


async def the_case(context: AppContext) -> CaseId:
    """The only one."""
    async with context.database.read() as conn:
        return CaseId(await conn.fetchval("SELECT id FROM case_file"))


async def found_by(context: AppContext, typed: str) -> int:
    """How many cases the department finds of a person."""
    async with context.database.read() as conn:
        row = await conn.fetchrow(
            "SELECT id, (SELECT id FROM staff LIMIT 1) AS staff FROM department WHERE slug = $1", DEPARTMENT
        )
    assert row is not None
    desk = Desk(row["staff"], "Obras", DepartmentId(row["id"]))
    return len(await search.by_person(context, desk, typed, "person_is_here"))


async def test_the_corrected_name_and_contact_are_read_and_find_the_case(context: AppContext) -> None:
    await send(context)
    case_id = await the_case(context)
    done, held = await granted(context, case_id)
    assert held == {"name": NAME, "contact": "722 123 45 67", "place": "Col. Centro", "matter": held["matter"]}
    await work.make_effective(context, done, form(context, done, held, name=RIGHT, contact="7227654321"))
    assert await found_by(context, RIGHT) == await found_by(context, "722 765 4321") == 1
    assert await found_by(context, NAME) == await found_by(context, "722 123 45 67") == 0
    _, now = await granted_again(context, done)
    assert now == held | {"name": RIGHT, "contact": "7227654321"}
    async with context.database.read() as conn:
        acts = await conn.fetch("SELECT actor_id, why FROM audit WHERE action = 'data_rectified'")
        event = await conn.fetchval("SELECT actor_id FROM case_event WHERE kind = 'rectified'")
    assert [tuple(one) for one in acts] == [(done.staff_id, "rectification")] and event == done.staff_id


async def test_a_subject_that_names_the_person_is_corrected_or_taken_out(context: AppContext) -> None:
    await send(context)
    case_id = await the_case(context)
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE case_file SET subject = 'Fuga de Guadalupe'")
    done, held = await granted(context, case_id)
    assert held["subject"] == "Fuga de Guadalupe"
    with pytest.raises(BadInput) as refused:
        await work.make_effective(context, done, form(context, done, held, subject="Llamar al 722 123 45 67"))
    assert refused.value.fields == {"subject": "personal"}
    await work.make_effective(context, done, form(context, done, held, subject="Fuga"))
    again, held = await granted_again(context, done)
    assert held["subject"] == "Fuga"
    await work.make_effective(context, again, form(context, again, held, subject=""))
    assert "subject" not in (await granted_again(context, again))[1]


async def granted_again(context: AppContext, done: Act) -> tuple[Act, dict[str, str]]:
    """Another request about the same."""
    async with context.database.read() as conn:
        about = await conn.fetchval("SELECT about FROM rights_request")
    asked = Asked(CommandId(uuid4()), Right.RECTIFICATION, Capacity.SELF, "Otra vez")
    request_id = await ask.by_holder(context, about, asked)
    await work.decide(context, Act(done.staff_id, request_id, 1, "Se concede"), Decision.GRANTED)
    kept = (await work.read(context, done.staff_id, request_id))[0].kept
    return Act(done.staff_id, request_id, 2, "Hecho"), await work.correctable(context, kept)


async def test_nothing_is_said_to_be_done_that_was_not(context: AppContext) -> None:
    await send(context, answer_by="telephone")
    done, held = await granted(context, await the_case(context))
    for wrong, field, reason in (
        ({}, "elsewhere", "nothing_changed"),
        ({"name": ""}, "name", "required"),
        ({"contact": "eva@example.org"}, "contact", Code.CONTACT_NEEDED.value),
    ):
        with pytest.raises(BadInput) as refused:
            await work.make_effective(context, done, form(context, done, held, **wrong))
        assert refused.value.fields == {field: reason}
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT state FROM rights_request") == "granted"
    await work.make_effective(context, done, replace(form(context, done, held), elsewhere=True))
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT state FROM rights_request") == "done"
        assert await conn.fetchval("SELECT count(*) FROM audit WHERE action = 'data_rectified'") == 0


async def test_a_cancellation_that_is_granted_in_part_takes_the_contact_out(context: AppContext) -> None:
    context = replace(context, channels=Channels(mail=True))
    await send(context, contact="ana@example.org", answer_by="email")
    case_id = await the_case(context)
    done, held = await granted(context, case_id, Right.CANCELLATION, Decision.PARTLY)
    await work.make_effective(context, done, form(context, done, held, contact="", place=""))
    async with context.database.begin() as tx:
        await tell_of_data(tx, context, case_id, Kind.DATA_RIGHT)
    async with context.database.read() as conn:
        row = await conn.fetchrow("SELECT contact_sealed, contact_index, place_sealed, answer_by FROM case_file")
        assert row is not None and tuple(row) == (None, None, None, "page")
        assert await conn.fetchval("SELECT count(*) FROM outbox WHERE channel = 'mail'") == 0
    assert await found_by(context, NAME) == 1 and await found_by(context, "ana@example.org") == 0


async def test_a_visit_is_corrected_for_those_who_look_at_its_line_and_with_it_its_case(context: AppContext) -> None:
    attention_id = await join(context)
    async with context.database.read() as conn:
        queue_id = QueueId(await conn.fetchval("SELECT queue_id FROM ticket"))
    opened = Opened()
    before, known = await load_snapshot.read(context, opened, queue_id, (), None)
    done, held = await granted(context, attention_id)
    assert held["name"] == "Ana Núñez" and "place" not in held
    await work.make_effective(context, done, form(context, done, held, name=RIGHT))
    after, _ = await load_snapshot.read(context, opened, queue_id, (), known)
    assert [one.private.name for one in before.tickets.values()] == ["Ana Núñez"]
    assert [one.private.name for one in after.tickets.values()] == [RIGHT]
    director = await account(context, "obras", Role.DIRECTOR, "x", DEPARTMENT)
    await attend(context, director, Outcome("in_process", "inspection", "", ""))
    assert await found_by(context, RIGHT) == 1
    again, held = await granted_again(context, done)
    await work.make_effective(context, again, form(context, again, held, name=NAME))
    assert await found_by(context, NAME) == 1 and await found_by(context, RIGHT) == 0
    async with context.database.read() as conn:
        sealed = await conn.fetchval("SELECT name_sealed FROM attention")
    assert sealed is not None


async def waiting(context: AppContext) -> list[tuple[str, str]]:
    """What is to be sent, and to which address."""
    found = []
    async with context.database.read() as conn:
        for row in await conn.fetch(
            "SELECT id, kind, person_id, sealed FROM outbox WHERE state = 'waiting' ORDER BY kind"
        ):
            key = await persons.person_key(conn, context.keyring, row["person_id"])
            found.append((row["kind"], json.loads(key.open(row["sealed"], aad(SEALED, row["id"])))["address"]))
    return found


@pytest.mark.parametrize("has_case", [True, False])
async def test_what_waits_about_a_visit_goes_to_the_corrected_contact_with_a_case_and_without(
    context: AppContext, has_case: bool
) -> None:
    context = replace(context, channels=Channels(mail=True))
    attention_id = await join(context, contact="ana@example.org", purposes=("attention", "follow_up"))
    if has_case:
        director = await account(context, "obras", Role.DIRECTOR, "x", DEPARTMENT)
        await attend(context, director, Outcome("in_process", "inspection", "", ""))
    done, held = await granted(context, attention_id)
    before = await waiting(context)
    assert ("data_right", "ana@example.org") in before
    await work.make_effective(context, done, form(context, done, held, contact="eva@example.org"))
    kinds = sorted([kind for kind, _ in before] + ["data_right"])
    assert await waiting(context) == [(kind, "eva@example.org") for kind in kinds]


async def test_what_the_person_corrected_since_the_form_was_shown_stays(context: AppContext) -> None:
    await send(context)
    case_id = await the_case(context)
    done, held = await granted(context, case_id)
    await correct_contact(context, case_id, "722 765 43 21")
    with pytest.raises(Stale):
        await work.make_effective(context, done, form(context, done, held, name=RIGHT, contact="722 111 22 33"))
    assert await found_by(context, NAME) == await found_by(context, "722 765 43 21") == 1
    await work.make_effective(context, done, form(context, done, held, name=RIGHT))
    assert await found_by(context, RIGHT) == await found_by(context, "722 765 43 21") == 1


async def until_blocked(context: AppContext, task: asyncio.Task[None]) -> None:
    """Returns once it waits for a lock."""
    blocked = 0
    while not blocked:
        assert not task.done(), "it did not want this lock"
        await asyncio.sleep(0.01)
        async with context.database.read() as conn:
            blocked = await conn.fetchval(BLOCKED)


async def test_a_visit_that_becomes_a_case_meanwhile_is_corrected_in_both(context: AppContext) -> None:
    attention_id = await join(context)
    done, held = await granted(context, attention_id)
    async with asyncio.timeout(30), context.database.begin() as tx:
        await tx.conn.execute("SELECT FROM ticket FOR UPDATE")
        effective = asyncio.create_task(work.make_effective(context, done, form(context, done, held, name=RIGHT)))
        await until_blocked(context, effective)
        await open_case(context, tx, attention_id, "reopened")
    await effective
    assert await found_by(context, RIGHT) == 1 and await found_by(context, "Ana Núñez") == 0


async def test_of_a_damaged_key_nothing_is_shown_to_correct(context: AppContext) -> None:
    await send(context)
    done, _held = await granted(context, await the_case(context))
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE person SET key_wrapped = '\\x01ff'")
    kept = (await work.read(context, done.staff_id, done.request_id))[0].kept
    assert await work.correctable(context, kept) == {}


async def test_blocked_data_are_corrected_for_the_office_alone(context: AppContext) -> None:
    context = replace(context, channels=Channels(mail=True))
    folio = await send(context, contact="ana@example.org")
    officer = await account(context, "datos", Role.PRIVACY_OFFICER, "tapo7-rilu3-semi4-kado5")
    await account(context, "obras", Role.DIRECTOR, "x", DEPARTMENT)
    async with context.database.begin() as tx:
        await suppression.block(
            tx.conn, PersonId(await tx.conn.fetchval("SELECT person_id FROM case_file")), "retention"
        )
    asked = Asked(CommandId(uuid4()), Right.RECTIFICATION, Capacity.SELF, "Está mal", identity="passport")
    request_id = await ask.before_staff(context, officer, folio, asked)
    await work.decide(context, Act(officer, request_id, 1, "Se concede"), Decision.GRANTED)
    kept, done = (await work.read(context, officer, request_id))[0].kept, Act(officer, request_id, 2, "Hecho")
    held = await work.correctable(context, kept)
    assert (held["name"], held["contact"], held["matter"]) == (NAME, "ana@example.org", MATTER)
    await work.make_effective(context, done, form(context, done, held, name=RIGHT, contact="eva@example.org"))
    assert await work.correctable(context, kept) == held | {"name": RIGHT, "contact": "eva@example.org"}
    for typed in (NAME, RIGHT, "ana@example.org", "eva@example.org"):
        assert await found_by(context, typed) == 0
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT count(*) FROM outbox") == 0
        assert await conn.fetchval("SELECT key_wrapped = '' FROM person")

"""Notices are put into the outbox with what they tell of, sealed, once for each occasion, and where a way is there."""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from audiencia.core.ids import PersonId
from audiencia.db.connection import now_of
from audiencia.db.database import Database
from audiencia.notifications import outbox
from audiencia.notifications.kinds import Kind
from audiencia.notifications.outbox import ToOffice, ToPerson
from audiencia.notifications.values import Value
from audiencia.privacy import store as persons
from audiencia.privacy.crypto import aad
from audiencia.runtime.channels import Channels
from audiencia.runtime.context import AppContext, InForce
from tests.support.contexts import open_context

MAIL, PHONE = "ana.perez@example.org", "+525512345678"
VALUES: dict[str, Value] = {"folio": "MTP-2026-AAAA-BBBB", "due": date(2026, 12, 16)}


@pytest.fixture
async def context(make_jornada: Callable[[], str], tmp_path: Path) -> AsyncIterator[AppContext]:
    async with open_context(make_jornada(), tmp_path / "keys") as context:
        yield replace(context, channels=Channels(mail=True, sms=True, push_key="key"))


@pytest.fixture
async def person(context: AppContext) -> PersonId:
    person_id = PersonId(uuid4())
    async with context.database.begin() as tx:
        await persons.create_person(tx.conn, context.keyring, person_id)
    return person_id


async def rows(database: Database) -> list[dict[str, object]]:
    async with database.read() as conn:
        return [dict(row) for row in await conn.fetch("SELECT * FROM outbox ORDER BY channel")]


async def tell(context: AppContext, to: outbox.Recipient, about: UUID, occasion: str = "") -> int:
    async with context.database.begin() as tx:
        kind = Kind.STAFF_CASE_DUE if isinstance(to, ToOffice) else Kind.CASE_RECEIVED
        return await outbox.put(tx, context, kind=kind, to=to, about=about, values=VALUES, occasion=occasion)


async def test_one_row_for_each_way_and_nothing_personal_in_clear(context: AppContext, person: PersonId) -> None:
    assert await tell(context, ToPerson(person, "es-MX", mail=MAIL, phone=PHONE), uuid4()) == 2
    found = await rows(context.database)
    assert [row["channel"] for row in found] == ["mail", "sms"]
    assert not any(secret in repr(found) for secret in (MAIL, PHONE, "MTP-2026", "2026-12-16"))
    async with context.database.read() as conn:
        key = await persons.person_key(conn, context.keyring, person)
    notice_id, sealed = found[0]["id"], found[0]["sealed"]
    assert isinstance(notice_id, UUID)
    assert isinstance(sealed, bytes)
    opened = json.loads(key.open(sealed, aad(outbox.SEALED, notice_id)))
    assert opened == {"address": MAIL, "values": {"folio": VALUES["folio"], "due": {"day": "2026-12-16"}}}


async def test_what_is_rolled_back_is_told_to_nobody(context: AppContext, person: PersonId) -> None:
    class Boom(Exception):
        pass

    with pytest.raises(Boom):
        async with context.database.begin() as tx:
            to = ToPerson(person, "en", mail=MAIL)
            await outbox.put(tx, context, kind=Kind.CASE_RECEIVED, to=to, about=uuid4(), values=VALUES)
            raise Boom
    assert await rows(context.database) == []


async def test_one_occasion_is_told_once_and_another_one_too(context: AppContext, person: PersonId) -> None:
    about, to = uuid4(), ToPerson(person, "es-MX", mail=MAIL)
    assert [await tell(context, to, about, occasion) for occasion in ("day-1", "day-1", "day-2", "", "")] == [
        1,
        0,
        1,
        1,
        1,
    ]


async def test_a_way_that_is_off_gets_nothing(context: AppContext, person: PersonId) -> None:
    nothing = replace(context, channels=Channels(push_key="key"))
    assert await tell(nothing, ToPerson(person, "es-MX", mail=MAIL, phone=PHONE), uuid4()) == 0


async def test_a_number_without_its_area_code_gets_no_sms(context: AppContext, person: PersonId) -> None:
    assert await tell(context, ToPerson(person, "es-MX", phone="2134567"), uuid4()) == 0


async def test_an_office_is_told_at_its_own_mailbox_or_not_at_all(context: AppContext) -> None:
    slug = context.municipality.departments[0].slug
    assert await tell(context, ToOffice(slug), uuid4()) == 0
    with_mail = context.municipality.departments[0].model_copy(update={"mail": "obras@example.org"})
    departments = (with_mail, *context.municipality.departments[1:])
    there = replace(context, in_force=InForce(context.municipality.model_copy(update={"departments": departments})))
    assert await tell(there, ToOffice(slug), uuid4()) == 1
    [row] = await rows(context.database)
    assert (row["office"], row["person_id"], row["sealed"]) == (slug, None, None)


@pytest.mark.parametrize(("lasts", "waits"), [(timedelta(seconds=1), False), (timedelta(days=2), True)])
async def test_what_would_be_over_before_the_morning_goes_at_once(
    context: AppContext, person: PersonId, lasts: timedelta, waits: bool
) -> None:
    """Quiet hours are all but one minute of the day; the rest of them is half a day, whatever time it is."""
    async with context.database.read() as conn:
        morning = (await now_of(conn)).astimezone(context.municipality.zone) + timedelta(hours=12)
    hours = {"quiet_from": (morning + timedelta(minutes=1)).time(), "quiet_until": morning.time()}
    notices = context.municipality.notices.model_copy(update=hours)
    quiet = replace(context, in_force=InForce(context.municipality.model_copy(update={"notices": notices})))
    async with quiet.database.begin() as tx:
        await outbox.put(
            tx, quiet, kind=Kind.CASE_RECEIVED, to=ToPerson(person, "es-MX", phone=PHONE), about=uuid4(), values=VALUES,
            expires_at=tx.now + lasts,
        )  # fmt: skip
    [row] = await rows(quiet.database)
    assert (row["due_at"] != row["made_at"]) is waits


async def test_who_was_erased_is_told_nothing(context: AppContext, person: PersonId) -> None:
    async with context.database.begin() as tx:
        await persons.erase_person(tx.conn, context.keyring, person)
    assert await tell(context, ToPerson(person, "es-MX", mail=MAIL), uuid4()) == 0
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT count(*) FROM unreadable") == 0


async def test_who_has_a_damaged_key_is_told_nothing_and_it_is_noted(context: AppContext, person: PersonId) -> None:
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE person SET key_wrapped = '\\x01ff' WHERE id = $1", person)
    assert await tell(context, ToPerson(person, "es-MX", mail=MAIL), uuid4()) == 0
    assert await rows(context.database) == []
    async with context.database.read() as conn:
        assert await conn.fetchval("SELECT object_id FROM unreadable WHERE place = 'person.key'") == person

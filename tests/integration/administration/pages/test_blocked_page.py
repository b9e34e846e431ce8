"""Blocked data are read by the office of personal data alone, with a reason that goes on record."""

import json
from dataclasses import asdict
from uuid import UUID, uuid4

import pytest

from audiencia.administration.pages.blocked import PLACES
from audiencia.notifications.webpush import Subscription
from audiencia.privacy.crypto import aad
from audiencia.privacy.retention import suppression
from audiencia.privacy.store import erase_person, person_key
from audiencia.queue.booking.calling_off import ToldAt
from audiencia.rights.export.holdings import HOLDINGS
from audiencia.runtime.context import AppContext
from audiencia.staff.roles import Role
from tests.support.contexts import STEP, account
from tests.support.left_behind import Left, leave_everything
from tests.support.page_browser import Browser, Seen
from tests.support.page_cases import JPEG

PASSWORD = "tapo7-rilu3-semi4-kado5"
PAGE = "/datos-personales/bloqueados"


@pytest.fixture
async def officer(context: AppContext, browser: Browser) -> Browser:
    await account(context, "datos-personales", Role.PRIVACY_OFFICER, PASSWORD)
    await browser.send("/entrar", {"username": "datos-personales", "password": PASSWORD})
    return browser


@pytest.fixture
async def left(context: AppContext) -> Left:
    return await leave_everything(context, "Zenzontle")


async def block(context: AppContext, left: Left) -> None:
    async with context.database.begin() as tx:
        await suppression.block(tx.conn, left.person, "retention")


async def read(officer: Browser, folio: str, why: str = "court") -> Seen:
    return await officer.send(PAGE, {"folio": folio, "why": why})


async def test_everything_that_was_said_is_read_and_that_it_was_is_on_record(
    context: AppContext, officer: Browser, left: Left
) -> None:
    await block(context, left)
    seen = await read(officer, left.folio)
    assert seen.status == 200 and 'data-testid="blocked-found"' in seen.text
    assert (
        seen.text.count(f'<dd class="pre">Dicho por {left.word}') >= 18
        and STEP.step in seen.text
        and "No se puede abrir" not in seen.text
    )
    async with context.database.read() as conn:
        noted = await conn.fetch("SELECT object_kind, why FROM audit WHERE action = 'blocked_read'")
    assert [tuple(row) for row in noted] == [("attention", "court")]


async def test_a_picture_of_a_visit_that_became_no_case_is_taken_too(
    context: AppContext, officer: Browser, left: Left
) -> None:
    picture = uuid4()
    async with context.database.begin() as tx:
        key = await person_key(tx.conn, context.keyring, left.person)
        await tx.conn.execute(
            """INSERT INTO case_attachment (id, attention_id, at, author, media_type, bytes, digest, name_sealed, content_sealed)
               VALUES ($1, $2, app_now(), 'staff', 'image/jpeg', 1, 'd', $3, $4)""",
            picture, left.attention, key.seal("mostrado.jpg", aad("attachment.name", picture)),
            key.seal_bytes(JPEG, aad("attachment.content", picture)),
        )  # fmt: skip
    await block(context, left)
    seen = await read(officer, left.folio)
    assert f'value="{picture}"' in seen.text and "mostrado.jpg" in seen.text
    taken = await officer.send(PAGE, {"folio": left.folio, "why": "court", "file": str(picture)})
    assert (taken.status, taken.text) == (200, JPEG.decode("utf-8", "replace"))


async def test_what_is_kept_by_name_is_read_as_words(context: AppContext, officer: Browser, left: Left) -> None:
    await block(context, left)
    browser = Subscription("https://push.example/una", bytes(65), bytes(16)).to_json()
    ways = asdict(ToldAt("ana@example.mx", "", (browser,)))
    notice = {"address": "+525500000000", "values": {"folio": left.folio, "day": {"day": "2027-01-04"}, "minutes": 5}}
    async with context.database.begin() as tx:
        key = await suppression.blocked_key(tx.conn, context.keyring, left.person)
        ticket, notice_id = await tx.conn.fetchval("SELECT ticket_id FROM booking"), uuid4()
        sealed = key.seal(json.dumps(ways), aad("booking.ways", ticket))
        await tx.conn.execute("UPDATE booking SET ways_sealed = $1", sealed)
        await tx.conn.execute(
            """INSERT INTO outbox (id, kind, channel, person_id, about, target, language, sealed, made_at, due_at, expires_at)
               VALUES ($1, 'booking_held', 'sms', $2, $3, 't', 'es-MX', $4, app_now(), app_now(), app_now())""",
            notice_id, left.person, ticket, key.seal(json.dumps(notice), aad("outbox.sealed", notice_id)),
        )  # fmt: skip
    seen = await read(officer, left.folio)
    assert '<dd class="pre">ana@example.mx · https://push.example/una</dd>' in seen.text
    assert f'<dd class="pre">+525500000000 · {left.folio} · 2027-01-04 · 5</dd>' in seen.text


def test_all_that_is_sealed_has_a_name_here() -> None:
    assert {column for one in HOLDINGS.values() for column in one.sealed.values()} == PLACES.keys()


async def test_what_is_not_blocked_is_not_read_here(context: AppContext, officer: Browser, left: Left) -> None:
    for folio in (left.folio, "no es un folio"):
        seen = await read(officer, folio)
        assert seen.status == 404 and left.word not in seen.text
    await block(context, left)
    seen = await read(officer, left.folio, why="")
    assert seen.status == 400 and left.word not in seen.text
    async with context.database.begin() as tx:
        await erase_person(tx.conn, context.keyring, left.person)
    assert (await read(officer, left.folio)).status == 404


async def noted(context: AppContext) -> set[tuple[str, UUID]]:
    """What did not open, as it is on record."""
    async with context.database.read() as conn:
        return {(row["place"], row["object_id"]) for row in await conn.fetch("SELECT place, object_id FROM unreadable")}


async def test_a_damaged_key_is_not_taken_for_nothing_blocked(
    context: AppContext, officer: Browser, left: Left
) -> None:
    await block(context, left)
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE person SET blocked_key = '\\x01ff' WHERE id = $1", left.person)
    before = await noted(context)
    seen = await read(officer, left.folio)
    assert seen.status == 409 and "se recupera de un respaldo" in seen.text and f'value="{left.folio}"' in seen.text
    assert await noted(context) - before == {("person.key", left.person)}


async def test_nobody_else_opens_it(context: AppContext, browser: Browser) -> None:
    await account(context, "administracion", Role.ADMINISTRATOR, PASSWORD)
    await browser.send("/entrar", {"username": "administracion", "password": PASSWORD})
    assert (await browser.get(PAGE)).status == 403


async def test_a_file_is_taken_with_its_content_and_that_it_was_is_on_record(
    context: AppContext, officer: Browser, left: Left
) -> None:
    async with context.database.begin() as tx:
        key = await person_key(tx.conn, context.keyring, left.person)
        file_id = await tx.conn.fetchval("SELECT id FROM case_attachment")
        content = key.seal_bytes(JPEG, aad("attachment.content", file_id))
        await tx.conn.execute("UPDATE case_attachment SET content_sealed = $1", content)
    await block(context, left)
    page = (await read(officer, left.folio)).text
    assert f'value="{file_id}"' in page and "image/jpeg" not in page
    asked = {"folio": left.folio, "why": "authority", "file": str(file_id)}
    taken = await officer.send(PAGE, asked)
    assert (taken.status, taken.text) == (200, JPEG.decode("utf-8", "replace"))
    assert taken.headers["Content-Type"] == "image/jpeg" and taken.headers["Content-Disposition"].startswith(
        "attachment;"
    )
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE case_attachment SET name_sealed = 'x'")
    unnamed = await officer.send(PAGE, asked)
    assert 'filename="archivo.jpg"' in unnamed.headers["Content-Disposition"]
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE case_attachment SET content_sealed = 'x'")
    before = await noted(context)
    damaged = await officer.send(PAGE, asked)
    assert damaged.status == 409 and "está dañado" in damaged.text
    assert await noted(context) - before == {("attachment.content", file_id)}
    for wrong in (str(uuid4()), "x"):
        assert (await officer.send(PAGE, asked | {"file": wrong})).status == 404
    async with context.database.read() as conn:
        read_by = await conn.fetch("SELECT action, why FROM audit WHERE action LIKE 'blocked_%' ORDER BY id")
    assert [tuple(row) for row in read_by] == [("blocked_read", "court"), *[("blocked_file_taken", "authority")] * 2]

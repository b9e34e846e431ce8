"""An interpreter: present or not, the call that they are booked for, and who waits for them; no name and no matter."""

from uuid import uuid4

import pytest

from audiencia.core.ids import CommandId, StaffId, TicketId
from audiencia.queue.calling import answer, call
from audiencia.queue.moderation import rooms
from audiencia.queue.unit.commands import RoomCommand, TicketCommand
from audiencia.runtime.context import AppContext
from audiencia.staff.roles import Role
from tests.support.contexts import account, join
from tests.support.page_browser import Browser

PASSWORD = "tapo7-rilu3-semi4-kado5"
PAGE = "/interpretacion"


@pytest.fixture
async def interpreter_id(context: AppContext) -> StaffId:
    made = await account(context, "interprete-lsm", Role.INTERPRETER, PASSWORD)
    async with context.database.begin() as tx:
        await tx.conn.execute(
            "UPDATE staff SET interpreter_id = (SELECT id FROM interpreter WHERE code = 'lsm_1') WHERE id = $1", made
        )
    return made


@pytest.fixture
async def interpreter(browser: Browser, interpreter_id: StaffId) -> Browser:
    assert (await browser.send("/entrar", {"username": "interprete-lsm", "password": PASSWORD})).path == PAGE
    return browser


async def present(context: AppContext) -> bool:
    async with context.database.read() as conn:
        return bool(await conn.fetchval("SELECT present FROM interpreter WHERE code = 'lsm_1'"))


async def test_they_say_themselves_whether_they_are_there(
    context: AppContext, interpreter: Browser, interpreter_id: StaffId
) -> None:
    page = await interpreter.get(PAGE)
    assert "Hoy está presente" in page.text
    form = page.hidden | {"present": "no"}
    for _ in range(2):  # sent twice it is one
        assert (await interpreter.post(f"{PAGE}/presencia", form)).path == PAGE
    assert not await present(context)
    assert "Hoy no está presente" in (await interpreter.get(PAGE)).text
    assert (
        await interpreter.post(f"{PAGE}/presencia", (await interpreter.get(PAGE)).hidden | {"present": "yes"})
    ).status == 200
    assert await present(context)
    async with context.database.read() as conn:
        rows = await conn.fetch("SELECT actor_id, why FROM audit WHERE action = 'interpreter_set' ORDER BY id")
    assert [tuple(row) for row in rows] == [
        (interpreter_id, "interpreter_went"),
        (interpreter_id, "interpreter_came"),
    ]
    for wrong in ({"present": "x"}, {"command_id": "x"}):
        assert (await interpreter.post(f"{PAGE}/presencia", page.hidden | {"present": "no"} | wrong)).status == 400
    assert (await interpreter.post(f"{PAGE}/presencia", form | {"csrf": "x"})).status == 403


async def test_who_waits_and_where_they_are_booked(context: AppContext, interpreter: Browser) -> None:
    assert 'data-testid="not-booked"' in (await interpreter.get(PAGE)).text
    await join(context, name="Zenaida", matter="El farol parpadea", adjustments=("sign_language",))
    await join(context, department="agua", topic="fugas", adjustments=("sign_language",))
    await join(context, adjustments=("indigenous_language",))
    seen = await interpreter.get(PAGE)
    assert 'data-testid="waiting-count">2<' in seen.text
    assert "OP-001" in seen.text and "OP-002" not in seen.text and "Agua" in seen.text
    director = await account(context, "obras", Role.DIRECTOR, PASSWORD, "obras-publicas")
    room_id = await rooms.room_of(context, director, "obras-publicas")
    await rooms.open_room(context, RoomCommand(director, room_id, CommandId(uuid4())), {})
    await call.call_next(context, RoomCommand(director, room_id, CommandId(uuid4())))
    seen = await interpreter.get(PAGE)
    booked = seen.text.split('data-testid="booked"')[1].split("</section>")[0]
    assert "OP-001" in booked and "Obras Públicas" in booked and "Obras" in booked and "Llamando desde" in booked
    assert 'data-testid="waiting-count">1<' in seen.text
    async with context.database.read() as conn:
        ticket_id = TicketId(await conn.fetchval("SELECT id FROM ticket WHERE state = 'called'"))
    await answer.accept(context, TicketCommand(ticket_id, CommandId(uuid4())))
    seen = await interpreter.get(PAGE)
    assert "En la llamada desde" in seen.text and "Zenaida" not in seen.text and "farol" not in seen.text


async def test_it_loads_itself_again_and_that_can_be_turned_off(interpreter: Browser) -> None:
    seen = await interpreter.get(PAGE)
    assert '<noscript><meta http-equiv="refresh" content="10"></noscript>' in seen.text and "Datos de las" in seen.text
    still = await interpreter.get(f"{PAGE}?quieta=si")
    assert "http-equiv" not in still.text and "data-reload" not in still.text
    kept = await interpreter.post(f"{PAGE}/presencia", still.hidden | {"present": "no"})
    assert kept.path == f"{PAGE}?quieta=si"


async def test_an_account_without_an_interpreter(context: AppContext, browser: Browser) -> None:
    await account(context, "otro", Role.INTERPRETER, PASSWORD)
    seen = await browser.send("/entrar", {"username": "otro", "password": PASSWORD})
    assert 'data-testid="no-interpreter"' in seen.text and "http-equiv" not in seen.text
    sent = {"csrf": seen.hidden.get("csrf", ""), "present": "no", "command_id": str(uuid4())}
    assert (await browser.post(f"{PAGE}/presencia", sent)).status == 404

"""A practice on an installation for people: it has a jornada of its own, says so everywhere, and lets nobody else in."""

import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from aiohttp.test_utils import TestServer

from audiencia.core.ids import CommandId
from audiencia.db.database import Database
from audiencia.operations.setup import seed
from audiencia.privacy.crypto import Keyring
from audiencia.queue.calling import call
from audiencia.queue.moderation import rooms
from audiencia.queue.sessions import practice, sessions
from audiencia.queue.unit.commands import RoomCommand
from audiencia.reporting import figures
from audiencia.runtime.context import AppContext, InForce
from audiencia.staff.roles import Role
from tests.support.configuration import configured
from tests.support.contexts import account, join
from tests.support.page_browser import Browser

PASSWORD = "tapo7-rilu3-semi4-kado5"
OpenSite = Callable[..., Awaitable[TestServer]]


@pytest.fixture
async def context(make_database: Callable[[], str], tmp_path: Path) -> AsyncIterator[AppContext]:
    """For people, two days before the jornada."""
    database = Database(make_database())
    await database.open()
    try:
        context = AppContext(database, Keyring.open(tmp_path / "keys"), InForce(configured()))
        await seed.seed(context.database, context.municipality)
        await sessions.plan_next(context)
        await before_lobby(context, timedelta(days=2))
        yield context
    finally:
        await database.close()


async def before_lobby(context: AppContext, ahead: timedelta) -> None:
    async with context.database.begin() as tx:
        await tx.conn.execute(
            "UPDATE app_clock SET shift = shift + ((SELECT min(lobby_at) FROM session WHERE NOT demo) - app_now()) - $1::interval",
            ahead,
        )


async def state_of_practice(context: AppContext) -> str:
    async with context.database.read() as conn:
        state: str = await conn.fetchval("SELECT state FROM session WHERE demo")
    return state


@pytest.fixture
async def moderator(open_site: OpenSite, context: AppContext) -> AsyncIterator[Browser]:
    server = await open_site(profile="production")
    await account(context, "moderacion", Role.MODERATOR, PASSWORD)
    async with Browser(server.make_url("/")) as browser:
        await sign_in(browser)
        yield browser


async def sign_in(browser: Browser) -> None:
    """For the first time, or again once days have gone by."""
    await browser.send("/entrar", {"username": "moderacion", "password": PASSWORD})


async def test_it_is_marked_shut_to_others_ended_and_never_counted(moderator: Browser, context: AppContext) -> None:
    page = await moderator.send("/practica", {"people": "3", "minutes": "30"})
    assert 'data-testid="practice-going-on"' in page.text and "Nadie más ve nada de ella" in page.text
    assert await state_of_practice(context) == "open"
    for path in ("/", "/practica", "/revision", "/moderacion"):
        shown = (await moderator.get(path)).text
        # After closing time there can be one on the day of an audience.
        assert 'data-testid="practice-banner"' in shown and "Práctica con personas simuladas" in shown, path
        assert "no es día de audiencia" not in shown, path

    async with Browser(moderator.origin) as stranger:
        assert 'data-testid="start"' not in (await stranger.get("/")).text
        assert (await stranger.get("/unirse/obras-publicas/baches")).status == 409
        key = practice.door_key(context)
        assert (await stranger.get("/unirse/obras-publicas/baches", {practice.DOOR: key})).status == 200
        assert json.loads((await stranger.get("/widget.json")).text)["state"] == "closed"
    assert json.loads((await moderator.get("/tablero.json")).text)["demo"] is True
    async with Browser(moderator.origin) as desk:
        await account(context, "ventanilla", Role.FRONT_DESK, PASSWORD)
        await desk.send("/entrar", {"username": "ventanilla", "password": PASSWORD})
        shown = (await desk.get("/ventanilla")).text
        assert 'data-testid="desk-closed"' in shown and "Hay una práctica con personas simuladas hasta las " in shown
        assert "%(until)s" not in shown

    node, other = uuid4(), uuid4()
    assert await practice.claim(context, node) == 3
    assert (await practice.claim(context, other), await practice.claim(context, node)) == (0, 3)
    await moderator.send("/practica/fin", {}, page="/practica")
    assert await practice.claim(context, node) == 0
    assert not await practice.end_over(context), "first its people leave"
    async with context.database.begin() as tx:
        await tx.conn.execute("UPDATE app_clock SET shift = shift + $1::interval", practice.LEAVING)
    assert await practice.end_over(context)
    assert await state_of_practice(context) == "closed"
    assert not await practice.practising(context)
    assert all(one.demo for one in await figures.jornadas(context))


async def test_it_is_refused_shortly_before_people_are_let_in(moderator: Browser, context: AppContext) -> None:
    await before_lobby(context, timedelta(minutes=59))
    await sign_in(moderator)
    page = await moderator.send("/practica", {"people": "3", "minutes": "30"})
    assert page.status == 409 and 'data-testid="practice-refused"' in page.text
    await before_lobby(context, timedelta(minutes=61))
    assert (await moderator.send("/practica", {"people": "3", "minutes": "30"})).status == 200


async def test_in_a_demonstration_it_is_open_to_everybody_and_the_page_says_so(
    open_site: OpenSite, context: AppContext
) -> None:
    await before_lobby(context, timedelta(minutes=20))
    demo = replace(context, demo=True)
    await sessions.open_demo(demo)
    server = await open_site(demo)
    await account(context, "moderacion", Role.MODERATOR, PASSWORD)
    async with Browser(server.make_url("/")) as browser, Browser(server.make_url("/")) as stranger:
        await sign_in(browser)
        page = await browser.send("/practica", {"people": "3", "minutes": "30"})
        assert page.status == 200 and 'data-testid="practice-going-on"' in page.text
        assert 'data-testid="practice-in-demo"' in page.text and "Nadie más ve nada de ella" not in page.text
        assert (await stranger.get("/unirse/obras-publicas/baches")).status == 200
        async with context.database.begin() as tx:
            await tx.conn.execute("UPDATE session SET state = 'closing' WHERE demo")
        # Also while the demonstration's jornada is closing: the next one is everybody's too.
        await browser.send("/practica/fin", {}, page="/practica")
        assert (await browser.send("/practica", {"people": "3", "minutes": "30"})).status == 200
        assert await practice.claim(demo, uuid4()) == 3
        assert not await practice.practising(demo)
        assert (await stranger.get("/unirse/obras-publicas/baches")).status == 200


PUBLIC = (
    "/",
    "/areas",
    "/areas/obras-publicas",
    "/unirse/obras-publicas/baches",
    "/citas/obras-publicas/baches",
    "/directorio",
    "/directorio/obras-publicas",
    "/peticiones",
    "/cifras",
    "/seguimiento",
    "/aviso",
    "/entrar",
    "/tablero",
    "/tablero.json",
    "/widget",
    "/widget.json",
)


def without_what_changes(text: str) -> str:
    """A page without its random values and times."""
    values = r'name="(csrf|submission_id)" value="[^"]*"|nonce="[^"]*"|\d\d:\d\d(:\d\d)?'
    return re.sub(values, "", text)


async def test_strangers_see_nothing_of_it(moderator: Browser, context: AppContext) -> None:
    async with Browser(moderator.origin) as stranger:
        before = {path: await stranger.get(path) for path in PUBLIC}
        await moderator.send("/practica", {"people": "3", "minutes": "30"})
        director = await account(context, "obras", Role.DIRECTOR, PASSWORD, "obras-publicas")
        for _ in range(2):
            await join(context, simulated=True)
        room_id = await rooms.room_of(context, director, "obras-publicas")
        await rooms.open_room(context, RoomCommand(director, room_id, CommandId(uuid4())), {})
        await call.call_next(context, RoomCommand(director, room_id, CommandId(uuid4())))
        for path, page in before.items():
            now = await stranger.get(path)
            assert now.status == page.status, path
            assert without_what_changes(now.text) == without_what_changes(page.text), path
            assert not re.search(r"personas? en espera|OP-0|practice-banner|simulad", now.text), path
        # A form that was open before is sent now: the same as without a practice.
        form = await stranger.send("/unirse/obras-publicas/baches", {}, page="/")
        assert form.status == 409 and 'data-code="session_not_open_yet"' in form.text
    # Those who practise see it, marked.
    wall = json.loads((await moderator.get("/tablero.json")).text)
    line = next(one for one in wall["lines"] if one["slug"] == "obras-publicas")
    assert (wall["state"], wall["demo"], line["waiting"], len(wall["calling"])) == ("open", True, 1, 1)
    assert json.loads((await moderator.get("/widget.json")).text)["waiting"] == 0

"""The wallboard and the widget: numbers and rooms as they are called, nobody's name, and whose pages may frame or read them."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from audiencia.core.ids import CommandId
from audiencia.queue.calling import call
from audiencia.queue.moderation import rooms
from audiencia.queue.unit.commands import RoomCommand
from audiencia.reporting.hall import Hall
from audiencia.runtime.context import AppContext, InForce
from audiencia.settings.municipality_parts import Embedding
from audiencia.staff.roles import Role
from tests.support.contexts import account, join
from tests.support.page_browser import Browser

SITE = "https://www.ejemplo.gob.mx"
PASSWORD = "tapo7-rilu3-semi4-kado5"
OpenSite = Callable[..., Awaitable[TestServer]]


async def fetched(server: TestServer, path: str, **headers: str) -> tuple[int, Any, str]:
    async with aiohttp.ClientSession() as session, session.get(server.make_url(path), headers=headers) as response:
        return response.status, response.headers, await response.text()


def framed(context: AppContext) -> AppContext:
    return replace(
        context, in_force=InForce(context.municipality.model_copy(update={"embedding": Embedding(origins=(SITE,))}))
    )


async def called(context: AppContext) -> str:
    """Two wait in one line and the first is called; gives their number."""
    director = await account(context, "obras", Role.DIRECTOR, PASSWORD, "obras-publicas")
    for _ in range(2):
        await join(context, name="Zenaida Quetzalcóatl", matter="El farol parpadea")
    room_id = await rooms.room_of(context, director, "obras-publicas")
    await rooms.open_room(context, RoomCommand(director, room_id, CommandId(uuid4())), {})
    await call.call_next(context, RoomCommand(director, room_id, CommandId(uuid4())))
    async with context.database.read() as conn:
        number: str = await conn.fetchval("SELECT number FROM ticket WHERE state = 'called'")
    return number


async def test_the_wall_shows_the_number_that_is_called_and_nobodys_name(context: AppContext, browser: Browser) -> None:
    number = await called(context)
    page = await browser.get("/tablero")
    assert f"<b>{number}</b> <span>Sala 1</span>" in page.text
    assert 'http-equiv="refresh" content="10"' in page.text
    assert "Zenaida" not in page.text and "farol" not in page.text
    assert browser.cookies == {}, "a television needs none"

    now = await browser.get("/tablero.json")
    told = json.loads(now.text)
    assert told["calling"] == [{"number": number, "room": "Sala 1", "ringing": True}]
    line = next(one for one in told["lines"] if one["slug"] == "obras-publicas")
    assert (line["waiting"], line["calls"]) == (1, told["calling"])
    again = await browser.get("/tablero.json", {"If-None-Match": now.headers["ETag"]})
    assert again.status == 304


async def test_a_reading_serves_everybody_for_two_seconds(context: AppContext) -> None:
    at = 100.0
    hall = Hall(context, lambda: at)
    first = await hall.now()
    at += 1.9
    assert await hall.now() is first
    at += 0.1
    assert await hall.now() is not first


async def test_only_the_configured_pages_frame_the_widget_and_read_it(context: AppContext, open_site: OpenSite) -> None:
    server = await open_site(framed(context))
    await called(context)
    status, headers, text = await fetched(server, "/widget")
    assert status == 200
    assert f"frame-ancestors {SITE};" in headers["Content-Security-Policy"]
    assert "Set-Cookie" not in headers and headers["Cache-Control"] == "public, max-age=15"
    assert "<script" not in text and "Zenaida" not in text and len(text.encode()) < 15_000
    for path in ("/", "/tablero", "/widget?lang=no", "/entrar"):
        _, other, _ = await fetched(server, path)
        assert "frame-ancestors 'none'" in other["Content-Security-Policy"], path

    _, headers, text = await fetched(server, "/widget.json?lang=en", Origin=SITE)
    assert headers["Access-Control-Allow-Origin"] == SITE
    assert "Origin" in headers["Vary"] and headers["Cache-Control"] == "public, max-age=15"
    told = json.loads(text)
    assert (told["state"], told["state_text"], told["waiting"]) == ("open", "Open now", 1)
    (line,) = [one for one in told["departments"] if one["slug"] == "obras-publicas"]
    assert line["open"] and line["waiting"] == 1
    _, headers, _ = await fetched(server, "/widget.json", Origin="https://otro.example")
    assert "Access-Control-Allow-Origin" not in headers


async def test_without_configured_origins_nobody_frames_it(site: TestServer) -> None:
    _, headers, _ = await fetched(site, "/widget")
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    _, headers, _ = await fetched(site, "/widget.json", Origin="null")
    assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize("origin", ["*", "https://ejemplo.gob.mx/", "https://*.gob.mx", "https://a.mx; script-src *"])
def test_an_origin_is_one_origin(origin: str) -> None:
    with pytest.raises(ValueError, match="origins"):
        Embedding(origins=(origin,))

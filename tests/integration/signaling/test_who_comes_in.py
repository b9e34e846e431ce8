"""A socket is for whoever holds the right cookie, in the right namespace, from our own pages; others get a coded refusal."""

import asyncio
import json
from collections.abc import Coroutine
from typing import Any
from uuid import uuid4

import pytest
import socketio
from socketio.exceptions import ConnectionError as NotConnected

from audiencia.runtime.identity import STAFF_COOKIE, TICKET_COOKIE
from audiencia.signaling.transport import JOINS
from audiencia.simulation.client import Client
from audiencia.simulation.trouble import Refused
from tests.integration.signaling.raw_socket import RawSocket
from tests.support.audience import Audience, People, until
from tests.support.director_client import DirectorClient
from tests.support.moderator_client import ModeratorClient


@pytest.fixture(scope="module")
def constants() -> dict[str, float]:
    """Open sockets are looked after more often."""
    return {"audiencia.signaling.server:CLOCK_SECONDS": 1.0}


async def refusal(client: Client) -> str:
    """The code with which this client is refused."""
    with pytest.raises(Refused) as caught:
        await client.line.open()
    assert caught.value.problem is not None
    assert caught.value.problem.message
    return caught.value.code


async def refused(client: Client, command: Coroutine[Any, Any, object]) -> str:
    """The code with which a command is refused; where its socket was ended before it was said, that of the way back."""
    saying = asyncio.create_task(command)
    try:
        await until(lambda: saying.done() or client.line.refusal is not None, "a refusal")
        if not saying.done():
            assert client.line.refusal is not None
            return client.line.refusal.code
        with pytest.raises(Refused) as caught:
            await saying
        return caught.value.code
    finally:
        saying.cancel()


async def test_nobody_comes_in_without_a_cookie(audience: Audience, people: People) -> None:
    assert await refusal(await people.visitor()) == "ticket_needed"
    for kind in (DirectorClient, ModeratorClient):
        async with kind(audience.url) as client:
            assert await refusal(client) == "sign_in_needed"


@pytest.mark.parametrize("value", ["x", "A" * 64, "ñ", "a" * 5000])
async def test_a_made_up_cookie_opens_nothing(audience: Audience, people: People, value: str) -> None:
    visitor = await people.visitor()
    visitor.browser.hold_cookie(TICKET_COOKIE, value)
    assert await refusal(visitor) == "ticket_needed"
    async with DirectorClient(audience.url) as director:
        director.browser.hold_cookie(STAFF_COOKIE, value)
        assert await refusal(director) == "sign_in_needed"


async def test_a_changed_cookie_opens_nothing(people: People) -> None:
    citizen = await people.citizen("agua", connect=False)
    token = citizen.browser.cookie(TICKET_COOKIE)
    assert token is not None
    thief = await people.visitor()
    thief.browser.hold_cookie(TICKET_COOKIE, token[:-1] + ("A" if token[-1] != "A" else "B"))
    assert await refusal(thief) == "ticket_needed"


async def test_a_replaced_cookie_ends_its_socket(audience: Audience, people: People) -> None:
    citizen = await people.citizen("agua")
    await audience.execute(
        "UPDATE attention SET secret_generation = secret_generation + 1 WHERE folio = $1", citizen.view.folio
    )
    assert await refused(citizen, citizen.leave()) == "ticket_needed"
    await until(lambda: citizen.line.refusal is not None, "the socket's end")
    assert citizen.line.refusal is not None
    assert citizen.line.refusal.code == "ticket_needed"


async def test_the_handshake_takes_a_replaced_cookie_and_the_namespace_refuses_it(
    audience: Audience, people: People
) -> None:
    citizen = await people.citizen("agua", connect=False)
    token = citizen.browser.cookie(TICKET_COOKIE)
    await audience.execute("UPDATE attention SET secret_generation = secret_generation + 1")
    async with RawSocket(audience.settings.port) as socket:
        head = await socket.open({"Cookie": f"{TICKET_COOKIE}={token}", "Origin": audience.url})
        assert head.startswith("HTTP/1.1 101")
        socket.say("40/citizen,")
        assert "ticket_needed" in await socket.heard("44/citizen,")


async def test_an_expired_session_of_staff_ends_its_socket(audience: Audience, people: People) -> None:
    director = await people.director("tesoreria")
    await audience.execute(
        "UPDATE staff_session SET expires_at = app_now() - interval '1 second' WHERE staff_id = "
        "(SELECT id FROM staff WHERE login = 'direccion-tesoreria')"
    )
    assert await refused(director, director.open_room()) == "sign_in_needed"


async def test_a_session_that_nobody_uses_ends_but_in_a_call_it_goes_on(audience: Audience, people: People) -> None:
    director, moderator, citizen = (
        await people.director("bienestar"), await people.moderator(), await people.citizen("bienestar")
    )  # fmt: skip

    async def unused(minutes: int, login: str) -> None:
        await audience.execute(
            "UPDATE staff_session SET last_used_at = app_now() - make_interval(mins => $1) WHERE staff_id = "
            "(SELECT id FROM staff WHERE login = $2)",
            minutes,
            login,
        )

    async def used(login: str) -> bool:
        (row,) = await audience.rows(
            "SELECT max(last_used_at) > app_now() - interval '5 minutes' AS used FROM staff_session "
            "JOIN staff ON staff.id = staff_id WHERE login = $1",
            login,
        )
        return bool(row["used"])

    await unused(50, "direccion-bienestar")
    await director.refresh()
    assert not await used("direccion-bienestar")
    await director.open_room()
    assert await used("direccion-bienestar")
    await director.call_next()
    await citizen.wait_state("called")
    await citizen.accept()
    await director.wait_room("in_call")
    await unused(59, "direccion-bienestar")
    await until(lambda: used("direccion-bienestar"), "the call as a use")
    await unused(31, "moderacion")
    assert await refused(moderator, moderator.withdraw_offers("agua")) == "sign_in_needed"
    await until(lambda: moderator.line.refusal, "the socket's end")
    await director.end_call()
    await director.record_outcome("resolved_immediately")
    assert director.line.refusal is None


async def test_signing_out_ends_the_right_to_come_in(people: People) -> None:
    moderator = await people.moderator()
    await moderator.line.close()
    await moderator.sign_out()
    assert await refusal(moderator) == "sign_in_needed"


async def test_each_role_is_refused_in_the_other_namespaces(audience: Audience, people: People) -> None:
    director = await people.director("agua", connect=False)
    moderator = await people.moderator()
    citizen = await people.citizen("agua", connect=False)
    for source, kind, code in (
        (director, ModeratorClient, "forbidden"),
        (moderator, DirectorClient, "forbidden"),
        (citizen, DirectorClient, "sign_in_needed"),
        (citizen, ModeratorClient, "sign_in_needed"),
    ):
        async with kind(audience.url) as other:
            for cookie in (STAFF_COOKIE, TICKET_COOKIE):
                value = source.browser.cookie(cookie)
                if value is not None:
                    other.browser.hold_cookie(cookie, value)
            assert await refusal(other) == code


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "http://127.0.0.1:1", ""])
async def test_a_page_of_another_origin_is_refused(people: People, origin: str) -> None:
    citizen = await people.citizen("agua", connect=False)
    citizen.browser.headers["Origin"] = origin
    assert await refusal(citizen) == "foreign_origin"


@pytest.mark.parametrize("namespace", ["/", "/other", "/citizen/x"])
async def test_other_namespaces_do_not_exist(audience: Audience, people: People, namespace: str) -> None:
    citizen = await people.citizen("agua", connect=False)
    client = socketio.AsyncClient(reconnection=False, http_session=citizen.browser.session)
    with pytest.raises(NotConnected):
        await client.connect(
            audience.url, headers=dict(citizen.browser.headers), transports=["websocket"], namespaces=[namespace]
        )


async def test_long_polling_is_refused(people: People) -> None:
    citizen = await people.citizen("agua", connect=False)
    page = await citizen.browser.get("/socket.io/?EIO=4&transport=polling")
    assert page.status == 400


async def test_a_closed_account_ends_its_sockets(audience: Audience, people: People) -> None:
    """At once; what is said before that is refused."""
    director, moderator = await people.director("bienestar"), await people.moderator()
    async with DirectorClient(audience.url) as administrator:
        await administrator.sign_in("administracion", audience.passwords["administracion"])
        for login in ("direccion-bienestar", "moderacion"):
            await _set_active(audience, administrator, login, "desactivar")
        try:
            assert await refused(moderator, moderator.announce("Hola", None, 5)) == "sign_in_needed"
            await until(lambda: director.line.refusal and moderator.line.refusal, "the sockets' end")
            for client in (director, moderator):
                assert client.line.refusal is not None and client.line.refusal.code == "sign_in_needed"
        finally:
            for login in ("direccion-bienestar", "moderacion"):
                await _set_active(audience, administrator, login, "activar")


async def test_a_session_ended_from_another_device_ends_its_sockets_there_alone(
    audience: Audience, people: People
) -> None:
    moderator, another = await people.moderator(), await people.moderator()
    ended = await another.browser.submit("/cuenta/sesiones", {}, form="/cuenta")
    assert ended.status == 200
    await until(lambda: moderator.line.refusal, "the socket's end")
    assert moderator.line.refusal is not None and moderator.line.refusal.code == "sign_in_needed"
    assert another.line.refusal is None


async def _set_active(audience: Audience, administrator: Client, login: str, action: str) -> None:
    (row,) = await audience.rows("SELECT id FROM staff WHERE login = $1", login)
    said = {"staff_id": str(row["id"]), "command_id": str(uuid4())}
    page = await administrator.browser.submit(f"/administracion/{action}", said, form="/administracion")
    assert page.status == 200


async def test_who_may_not_come_in_is_refused_before_the_upgrade(audience: Audience, people: People) -> None:
    citizen = await people.citizen("agua", connect=False)
    ticket = {"Cookie": f"{TICKET_COOKIE}={citizen.browser.cookie(TICKET_COOKIE)}"}
    for headers, code in (
        ({"Origin": "https://elsewhere.example", **ticket}, "foreign_origin"),
        (ticket, "foreign_origin"),
        ({"Origin": audience.url}, "ticket_needed"),
        ({"Origin": audience.url, "Cookie": f"{TICKET_COOKIE}={'A' * 64}; {STAFF_COOKIE}={'A' * 43}"}, "ticket_needed"),
    ):
        async with RawSocket(audience.settings.port) as socket:
            head = await socket.open(headers)
            assert head.startswith("HTTP/1.1 403") and "X-Content-Type-Options: nosniff" in head
            assert f'"{code}"' in await socket.body()
    async with RawSocket(audience.settings.port) as socket:
        head = await socket.open({"Origin": audience.url, **ticket})
        assert head.startswith("HTTP/1.1 101") and "Extensions" not in head


async def test_namespaces_are_joined_and_left_a_few_times_only(audience: Audience, people: People) -> None:
    citizen = await people.citizen("agua", connect=False)
    headers = {"Origin": audience.url, "Cookie": f"{TICKET_COOKIE}={citizen.browser.cookie(TICKET_COOKIE)}"}
    async with RawSocket(audience.settings.port) as socket:
        await socket.open(headers)
        for _ in range(JOINS):
            socket.say("40/citizen,")
            assert await socket.heard("40/citizen,")
            socket.say("41/citizen,")
        socket.say("40/citizen,")
        refused = json.loads((await socket.heard("44/citizen,")).removeprefix("44/citizen,"))
        assert refused["message"] == "too_many_requests" and refused["data"]["params"]["retry_after"] == 10
        # Another namespace counts as well, whoever may come in there.
        socket.say("40/director,")
        assert "too_many_requests" in await socket.heard("44/director,")
    await citizen.connect()


async def test_a_page_of_an_earlier_jornada_comes_to_the_one_that_opens(audience: Audience, people: People) -> None:
    director, assistant = await people.director("obras-publicas"), await people.assistant()
    # Put back in this order, too: one session is open at a time.
    kept = await audience.rows(
        "SELECT id, state, demo, lobby_at, opens_at, closes_at FROM session WHERE state <> 'closed' ORDER BY state = 'open'"
    )
    (tomorrow,) = [one["id"] for one in kept if one["state"] == "planned"][:1]
    far = "lobby_at = app_now() + interval '1 day', opens_at = app_now() + interval '2 days', closes_at = app_now() + interval '3 days'"
    try:
        await audience.force(
            "UPDATE queue SET state = 'closed' WHERE session_id IN (SELECT id FROM session WHERE state = 'open')",
            f"UPDATE session SET state = 'closing', {far} WHERE state = 'open'",
            f"UPDATE session SET state = 'lobby', demo = true, {far} WHERE id = {tomorrow}",
        )
        await audience.until_row(
            "SELECT FROM connection JOIN room ON room.id = connection.room_id WHERE session_id = $1", tomorrow
        )
        await director.open_room()
        await assistant.wait_for(lambda view: any(one.state == "available" for one in view.desks), "today's room")
    finally:
        for one in kept:
            await audience.force(f"UPDATE session SET state = '{one['state']}' WHERE id = {one['id']}")
            await audience.execute(
                "UPDATE session SET lobby_at = $1, opens_at = $2, closes_at = $3, demo = $4 WHERE id = $5",
                one["lobby_at"], one["opens_at"], one["closes_at"], one["demo"], one["id"],
            )  # fmt: skip
        await audience.force("UPDATE queue SET state = 'open'")

"""Simulated people of a practice: each kind of visit against a director, and a whole practice begun and ended from the page."""

import asyncio
import random

import pytest

from audiencia.signaling.messages_out import CitizenView
from audiencia.simulation.citizen import CitizenClient
from audiencia.simulation.session import Session
from audiencia.simulation.visits import Plan, practised
from tests.support.audience import Audience, People
from tests.support.director_client import DirectorClient

PLACE = ("obras-publicas", "baches")
WAITING = "SELECT 1 FROM ticket WHERE state IN ('waiting', 'ready_check') LIMIT 1"


def come(audience: Audience, what: Plan) -> "asyncio.Task[str]":
    return asyncio.create_task(Session(audience.url).visit(practised(PLACE, random.Random(7), what)))


async def attend(audience: Audience, director: DirectorClient, what: Plan) -> str:
    """Calls the one who comes; gives the ticket's last state."""
    visiting = come(audience, what)
    await audience.until_row(WAITING)
    await director.wait_for(lambda view: bool(view.waiting), "somebody who waits")
    await director.call_next()
    if what == "stay":
        await audience.until_row("SELECT 1 FROM chat_message HAVING count(*) >= 5")
        await director.end_call()
    state = await visiting
    await director.wait_room("wrap_up")
    await director.record_outcome("resolved_immediately")
    return state


async def test_they_stay_hang_up_or_leave(audience: Audience, people: People) -> None:
    assert PLACE in await Session(audience.url).places()
    director = await people.director(PLACE[0])
    await director.open_room()
    assert await attend(audience, director, "stay") in ("wrap_up", "served")
    assert await attend(audience, director, "hang_up") in ("wrap_up", "served")
    assert await come(audience, "leave") == "left"
    rows = await audience.rows("SELECT state, count(*) FROM ticket GROUP BY state ORDER BY state")
    assert [tuple(row.values()) for row in rows] == [("left", 1), ("served", 2)]


async def test_who_is_told_to_go_while_coming_gives_the_number_back(
    audience: Audience, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken, let_on, connect = asyncio.Event(), asyncio.Event(), CitizenClient.connect

    async def slowly(self: CitizenClient) -> CitizenView:
        taken.set()
        await let_on.wait()
        return await connect(self)

    monkeypatch.setattr(CitizenClient, "connect", slowly)
    visiting = come(audience, "stay")
    await taken.wait()
    visiting.cancel()
    let_on.set()
    with pytest.raises(asyncio.CancelledError):
        await visiting
    await audience.until_row("SELECT 1 FROM ticket HAVING bool_and(state IN ('left', 'served'))")


async def test_a_practice_begins_from_the_page_and_all_leave_when_it_ends(audience: Audience, people: People) -> None:
    moderator = await people.moderator()
    started = await moderator.browser.submit("/practica", {"people": "12", "minutes": "5"})
    assert started.status == 303
    await audience.until_row(WAITING)
    stopped = await moderator.browser.submit("/practica/fin", {}, form="/practica")
    assert stopped.status == 303
    await audience.until_row(
        "SELECT 1 WHERE NOT EXISTS (SELECT FROM connection JOIN ticket ON ticket.id = connection.ticket_id)"
        " AND NOT EXISTS (SELECT FROM ticket WHERE state IN ('waiting', 'ready_check', 'called'))"
    )
    kinds = await audience.rows("SELECT why FROM audit WHERE action = 'practice_set' ORDER BY id")
    assert [row["why"] for row in kinds] == ["practice_started", "practice_stopped"]

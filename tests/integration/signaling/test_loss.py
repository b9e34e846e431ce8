"""Losing and regaining a connection: a flag and a grace time, never a place; what a lost director means for the citizen."""

from pytest_asyncio import fixture

from audiencia.runtime.identity import TICKET_COOKIE
from tests.support.audience import Audience, People, until
from tests.support.citizen_client import CitizenClient
from tests.support.director_client import DirectorClient

HERE = "servicios-publicos"


async def connected(audience: Audience, citizen: CitizenClient) -> bool:
    """The ticket's flag."""
    found = await audience.rows("SELECT connected FROM ticket WHERE number = $1", citizen.view.ticket.number)
    return bool(found[0]["connected"])


async def grace_is_over(audience: Audience) -> None:
    """What a minute would bring about."""
    await until(
        lambda: audience.rows("SELECT 1 FROM room WHERE NOT connected AND grace_until IS NOT NULL"), "a lost director"
    )
    await audience.execute("UPDATE room SET grace_until = app_now() WHERE NOT connected AND grace_until IS NOT NULL")


@fixture
async def director(people: People) -> DirectorClient:
    """One whose room is open."""
    director = await people.director(HERE)
    await director.open_room()
    return director


async def begin_call(citizen: CitizenClient, director: DirectorClient) -> None:
    """The citizen is called and answers."""
    await director.call_next()
    await citizen.wait_state("called")
    await citizen.accept()
    await director.wait_room("in_call")
    await citizen.wait_state("in_call")


async def test_a_citizen_who_goes_keeps_the_place_and_is_seen_as_away(
    audience: Audience, people: People, director: DirectorClient
) -> None:
    first, second = await people.citizen(HERE), await people.citizen(HERE)
    await first.line.close()
    view = await director.wait_for(lambda view: [one.connected for one in view.waiting] == [False, True], "the flag")
    assert [one.number for one in view.waiting] == [first.view.ticket.number, second.view.ticket.number]
    assert second.view.line is not None
    assert second.view.line.place == 2
    again = await first.connect()
    await director.wait_for(lambda view: [one.connected for one in view.waiting] == [True, True], "the return")
    assert again.line is not None
    assert again.line.place == 1


async def test_a_second_device_keeps_the_flag_up_and_sees_the_same(audience: Audience, people: People) -> None:
    phone = await people.citizen(HERE)
    token = phone.browser.cookie(TICKET_COOKIE)
    assert token is not None
    tablet = await people.visitor()
    tablet.browser.hold_cookie(TICKET_COOKIE, token)
    view = await tablet.connect()
    assert (view.folio, view.pin, view.ticket) == (phone.view.folio, phone.view.pin, phone.view.ticket)
    await phone.line.close()
    await until(lambda: _one_socket(audience, tablet), "the telephone's end")
    assert await connected(audience, tablet)
    await tablet.line.close()
    await until(lambda: _away(audience, tablet), "the flag")


async def _one_socket(audience: Audience, citizen: CitizenClient) -> bool:
    found = await audience.rows(
        "SELECT 1 FROM connection JOIN ticket ON ticket.id = ticket_id WHERE number = $1", citizen.view.ticket.number
    )
    return len(found) == 1


async def _away(audience: Audience, citizen: CitizenClient) -> bool:
    return not await connected(audience, citizen)


async def test_a_broken_line_comes_back_by_itself(people: People) -> None:
    citizen = await people.citizen(HERE)
    for _ in range(3):
        seen = citizen.views.count
        before = citizen.line.connections
        await citizen.line.break_off()
        await until(lambda before=before: citizen.line.connections > before, "a reconnection")  # type: ignore[misc]
        view = await citizen.wait_for(lambda _, seen=seen: citizen.views.count > seen, "a view")  # type: ignore[misc]
        assert view.line is not None
        assert view.line.place == 1


async def test_a_director_back_in_time_finds_the_call_as_it_was(
    audience: Audience, people: People, director: DirectorClient
) -> None:
    citizen = await people.citizen(HERE)
    await begin_call(citizen, director)
    epoch = director.view.room.epoch
    await director.line.close()
    away = await citizen.wait_for(lambda view: view.call is not None and not view.call.director_connected, "the flag")
    assert away.ticket.state == "in_call"
    view = await director.connect()
    assert (view.room.state, view.room.epoch) == ("in_call", epoch)
    await citizen.wait_for(lambda view: view.call is not None and view.call.director_connected, "the return")


async def test_whoever_talked_with_a_lost_director_is_next_and_reads_why(
    audience: Audience, people: People, director: DirectorClient
) -> None:
    citizen, other = await people.citizen(HERE), await people.citizen(HERE)
    await begin_call(citizen, director)
    await director.line.close()
    await grace_is_over(audience)
    view = await citizen.wait_in_line()
    assert view.line is not None
    assert view.line.place == 1
    assert view.call is None
    assert [one.text for one in view.history[-2:]] == [
        "The call was cut off.", "The department lost its connection during your call. You are next.",
    ]  # fmt: skip
    behind = await other.wait_for(lambda view: view.line is not None and view.line.place == 2, "the place behind")
    assert [one.text for one in behind.history if citizen.view.ticket.number in one.text] == []
    assert behind.history[-1].text.startswith("A call was cut off"), "who was passed reads why"
    assert (await director.connect()).room.state == "available"
    assert await director.call_next() == citizen.view.ticket.number


async def test_whoever_was_called_by_a_lost_director_waits_as_before(
    audience: Audience, people: People, director: DirectorClient
) -> None:
    citizen = await people.citizen(HERE)
    await director.call_next()
    await citizen.wait_state("called")
    await director.line.close()
    await grace_is_over(audience)
    view = await citizen.wait_in_line()
    assert view.line is not None
    assert view.line.place == 1
    assert view.history[-1].text == "The call was taken back before you answered. You keep your place."


async def test_a_lost_director_still_owes_the_outcome_and_finds_it_among_those_left_for_later(
    audience: Audience, people: People, director: DirectorClient
) -> None:
    citizen = await people.citizen(HERE)
    await begin_call(citizen, director)
    ticket_id = director.attended
    await director.end_call()
    await director.line.close()
    await grace_is_over(audience)
    await citizen.wait_state("outcome_pending")
    view = await director.connect()
    assert (view.room.state, view.current) == ("available", None)
    assert [one.ticket_id for one in view.pending] == [ticket_id]
    await director.complete_outcome(ticket_id)
    await citizen.wait_state("served")


async def test_at_the_end_whoever_waits_is_carried_over_and_told_so(
    audience: Audience, people: People, director: DirectorClient
) -> None:
    talking, waiting = await people.citizen(HERE), await people.citizen(HERE)
    await begin_call(talking, director)
    kept = (await audience.rows("SELECT lobby_at, opens_at, closes_at FROM session WHERE demo"))[0]
    hours = "UPDATE session SET lobby_at = app_now() - interval '9 h', opens_at = app_now() - interval '8 h', "
    await audience.execute(hours + "closes_at = app_now() - interval '4 h' WHERE demo")
    try:
        await waiting.wait_for(lambda view: view.session.state == "closing", "closing")
        assert talking.view.ticket.state == "in_call"
        await director.end_call()
        await director.wait_room("wrap_up")
        await director.record_outcome()
        await talking.wait_state("served")
        view = await waiting.wait_state("carried_over")
        assert "you have priority" in view.history[-1].text
        await waiting.wait_for(lambda view: view.session.state == "closed", "the end of the day")
        await director.wait_room("closed")
    finally:
        await audience.execute(
            "UPDATE session SET lobby_at = $1, opens_at = $2, closes_at = $3 WHERE demo", *kept.values()
        )
        await audience.force("UPDATE session SET state = 'open' WHERE demo", "UPDATE queue SET state = 'open'")

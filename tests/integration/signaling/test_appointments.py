"""The day of an appointment over the socket: what its holder is shown, checking in, and what others see of it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from audiencia.simulation.trouble import Refused
from tests.support.audience import Audience, People
from tests.support.citizen_client import CitizenClient

DEPARTMENT = "agua"


async def booked(audience: Audience, people: People, minutes: int) -> CitizenClient:
    """Somebody whose window begins in so many minutes, as if they had booked it before the day began."""
    citizen = await people.citizen(DEPARTMENT, connect=False)
    number = (await audience.rows("SELECT id FROM ticket ORDER BY joined_at DESC LIMIT 1"))[0]["id"]
    await audience.force(
        f"UPDATE ticket SET state = 'booked' WHERE id = '{number}'",
        f"INSERT INTO booking SELECT id, queue_id, app_now() + interval '{minutes} min', "
        f"app_now() + interval '{minutes + 30} min' FROM ticket WHERE id = '{number}'",
        f"DELETE FROM leg USING ticket WHERE ticket.attention_id = leg.attention_id AND ticket.id = '{number}'",
    )
    await citizen.connect()
    return citizen


async def test_who_comes_early_is_held_and_is_before_who_came_today(audience: Audience, people: People) -> None:
    citizen = await booked(audience, people, 20)
    view = citizen.view
    assert (view.ticket.state, view.line) == ("booked", None)
    assert view.booking is not None
    assert view.booking.lapses_at - view.booking.starts_at == timedelta(minutes=10)
    walk_in = await people.citizen(DEPARTMENT)
    assert walk_in.view.line is not None and walk_in.view.line.place == 1
    await citizen.check_in()
    held = await citizen.wait_state("postponed")
    assert held.booking is not None and held.ticket.not_before == held.booking.starts_at
    with pytest.raises(Refused, match="not_allowed_now"):
        await citizen.resume()
    await audience.execute("UPDATE app_clock SET shift = shift + interval '20 min'")
    view = await citizen.wait_in_line()
    assert view.line is not None and view.line.place == 1
    passed = await walk_in.wait_for(lambda seen: seen.line is not None and seen.line.place == 2, "one more ahead")
    assert "booked before" in passed.history[-1].text


async def test_checking_in_twice_with_one_id_is_once(audience: Audience, people: People) -> None:
    citizen = await booked(audience, people, 0)
    command_id = uuid4()
    command = {"command_id": str(command_id), "version": citizen.view.ticket.version}
    for _ in range(2):
        assert await citizen.line.say_raw("check_in", command) == {}
    await citizen.wait_in_line()
    count = await audience.rows("SELECT count(*) AS n FROM command_done WHERE command_id = $1", command_id)
    assert count == [{"n": 1}]


async def test_what_the_moderator_sees_of_it_and_can_do(audience: Audience, people: People) -> None:
    citizen, moderator = await booked(audience, people, 20), await people.moderator()
    number = citizen.view.ticket.number
    ticket = await moderator.wait_ticket(number, DEPARTMENT)
    assert citizen.view.booking is not None
    assert (ticket.state, ticket.place, ticket.booked_for) == ("booked", None, citizen.view.booking.starts_at)
    with pytest.raises(Refused, match="not_allowed_now"):
        await moderator.move_ticket(ticket, "tesoreria")
    await moderator.cancel_ticket(ticket, "asked_by_person")
    await citizen.wait_state("cancelled")


async def test_a_place_that_nobody_came_to_is_free_by_itself(audience: Audience, people: People) -> None:
    citizen = await booked(audience, people, 5)
    await audience.execute("UPDATE app_clock SET shift = shift + interval '15 min'")
    view = await citizen.wait_state("lapsed")
    assert "take a number" in view.history[-1].text
    assert (await citizen.browser.get("/unirse/agua/fugas")).status == 200

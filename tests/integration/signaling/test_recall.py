"""A moderator calls one who did not answer into a room."""

import pytest

from audiencia.simulation.trouble import Refused
from tests.integration.signaling.scenes import no_answer, open_desk
from tests.support.audience import Audience, People

HERE = "bienestar"


async def test_who_did_not_answer_is_called_into_the_room_that_the_moderator_chose(
    audience: Audience, people: People
) -> None:
    citizen, moderator = await people.citizen(HERE), await people.moderator()
    director = await open_desk(people, HERE)
    await director.call_next()
    await citizen.wait_state("called")
    await no_answer(audience, citizen, director, "absent")
    number = citizen.view.ticket.number
    ticket = await moderator.wait_ticket(number, HERE, state="absent")
    room = await moderator.wait_room(director.view.director, "available", HERE)
    with pytest.raises(Refused, match="ticket_moved"):
        await moderator.recall(ticket.model_copy(update={"version": ticket.version - 1}), room)
    await moderator.recall(ticket, room)
    await citizen.wait_state("called")
    view = await director.wait_room("reserved")
    assert view.current is not None
    assert view.current.number == number
    shown = await audience.rows(
        "SELECT actor_id = (SELECT director_id FROM room WHERE id = $1) AS own FROM audit WHERE why = 'call'",
        room.room_id,
    )
    assert {row["own"] for row in shown} == {True}, "the matter is disclosed to the director, not to the moderator"
    with pytest.raises(Refused, match="room_busy"):
        await moderator.recall(ticket, room)

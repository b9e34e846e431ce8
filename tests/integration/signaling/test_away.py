"""A director falls ill while many wait: what the moderator does in one act, and what each citizen is asked and chooses."""

import asyncio
from uuid import uuid4

from audiencia.signaling.messages_out import BoardQueueOut, BoardView
from tests.integration.signaling.refusals import refused
from tests.integration.signaling.scenes import open_desk, talking
from tests.support.audience import NAME, Audience, People
from tests.support.moderator_client import ModeratorClient

HERE, THERE = "bienestar", "tesoreria"
SHARED = "servicios-publicos"
"""Two directors attend there."""


async def offers_are(moderator: ModeratorClient, **counts: int) -> BoardQueueOut:
    """Until the board counts the choices so."""

    def counted(board: BoardView) -> bool:
        offers = next(one.offers for one in board.queues if one.department_slug == HERE)
        return offers is not None and {name: getattr(offers, name) for name in counts} == counts

    await moderator.wait_for(counted, f"{counts}")
    return moderator.queue(HERE)


async def test_one_who_talks_and_several_who_wait_go_on_as_they_choose(audience: Audience, people: People) -> None:
    talks, director = await talking(people, HERE)
    waits, goes, later, silent = await asyncio.gather(*(people.citizen(HERE) for _ in range(4)))
    moderator = await people.moderator()
    room = await moderator.wait_room(director.view.director, "in_call", HERE)
    assert await moderator.director_away(room, "ill", departments=[THERE]) == 5
    cut_off = await talks.wait_for(lambda view: view.offer is not None, "the offer")
    assert cut_off.ticket.state == "waiting"
    assert cut_off.line is not None
    assert cut_off.line.place == 1
    assert cut_off.offer is not None
    assert [one.department_slug for one in cut_off.offer.departments] == [THERE]
    assert cut_off.offer.next_session > cut_off.session.day
    assert "had to leave" in cut_off.history[-1].text
    for one in (waits, goes, later, silent):
        await one.wait_for(lambda view: view.offer is not None, "the offer")
    await waits.answer_offer("wait")
    await goes.answer_offer("department", THERE)
    await later.answer_offer("next_session")
    assert (later.view.ticket.state, later.view.ticket.chose_next) == ("carried_over", True)
    assert "As you chose" in later.view.history[-1].text
    assert goes.view.ticket.department_slug == THERE
    shown = await offers_are(moderator, asked=5, open=2, wait=1, department=1, next_session=1)
    marks = {one.number: one.offer for one in shown.tickets if one.offer is not None}
    assert marks == {
        talks.view.ticket.number: "asked",
        waits.view.ticket.number: "wait",
        silent.view.ticket.number: "asked",
    }
    away = await director.wait_for(lambda view: view.part == "away", "the roster")
    assert away.room.state == "closed"
    assert NAME not in shown.model_dump_json()
    async with refused(audience, "stale_version"):
        assert silent.view.offer is not None
        said = {"offer_id": silent.view.offer.id, "choice": "wait", "version": silent.view.ticket.version - 1}
        await silent.line.say_raw("answer_offer", {"command_id": str(uuid4()), **said})
    await moderator.withdraw_offers(HERE)
    over = await silent.wait_for(lambda view: view.offer is None, "the end of the offer")
    assert "can attend again" in over.history[-1].text


async def test_a_substitute_sees_at_once_that_they_are_needed(audience: Audience, people: People) -> None:
    director = await open_desk(people, SHARED)
    other = await people.director(SHARED, f"direccion-{SHARED}-2")
    moderator = await people.moderator()
    second = next(one for one in moderator.queue(SHARED).roster if one.name == other.view.director)
    await moderator.set_roster(second, "substitute")
    await other.wait_for(lambda view: view.part == "substitute", "the part")
    async with refused(audience, "substitute_waits"):
        await other.open_room()
    # Not before: whoever waits while a director attends is soon asked whether they are ready, which changes tables too.
    await people.citizen(SHARED)
    room = await moderator.wait_room(director.view.director, "available", SHARED)
    await moderator.director_away(room, "no_connection", substitute=second.staff_id)
    await other.wait_for(lambda view: view.part == "director", "the seat")
    await other.open_room()
    await other.call_next()

    def noted() -> bool:
        member = next(one for one in moderator.queue(SHARED).roster if one.name == director.view.director)
        return (member.part, member.reason) == ("away", "Lost the connection")

    await moderator.wait_for(lambda _: noted(), "who is away")

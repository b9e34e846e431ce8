"""Two at once: one success, one clear refusal, and never one person twice."""

import asyncio
from collections.abc import Callable
from typing import Any

from audiencia.signaling.messages_out import CitizenView
from audiencia.simulation.trouble import Refused
from tests.support.audience import SECOND_DIRECTOR, Audience, People, until


async def both(*acts: Any) -> tuple[list[Any], list[str]]:
    """What succeeded, and the codes of what did not."""
    answers = await asyncio.gather(*acts, return_exceptions=True)
    for one in answers:
        assert not isinstance(one, BaseException) or isinstance(one, Refused), one
    return (
        [one for one in answers if not isinstance(one, BaseException)],
        [one.code for one in answers if isinstance(one, Refused)],
    )


async def version(audience: Audience, number: str) -> int:
    """The ticket's version in the database."""
    return int((await audience.rows("SELECT version FROM ticket WHERE number = $1", number))[0]["version"])


def newest(version: int) -> Callable[[CitizenView], bool]:
    """Whether a view shows this version of the ticket, or a later one."""
    return lambda view: view.ticket.version >= version


async def test_two_moderators_move_one_ticket_and_one_succeeds(audience: Audience, people: People) -> None:
    first, second = await people.moderator(), await people.moderator()
    for _ in range(5):
        citizen = await people.citizen("obras-publicas")
        number = citizen.view.ticket.number
        seen = await first.wait_ticket(number, "obras-publicas")
        await second.wait_ticket(number, "obras-publicas")
        done, refused = await both(first.move_ticket(seen, "agua"), second.move_ticket(seen, "tesoreria"))
        assert (len(done), refused) == (1, ["ticket_moved"])
        moved = await citizen.wait_for(lambda view: view.ticket.department_slug != "obras-publicas", "the move")
        assert moved.ticket.number == number
        assert moved.ticket.joined_at == seen.joined_at
        assert sum("You were moved" in one.text for one in moved.history) == 1
        legs = await audience.rows(
            "SELECT ending FROM leg JOIN attention ON attention.id = attention_id WHERE folio = $1 ORDER BY began_at",
            moved.folio,
        )
        assert [one["ending"] for one in legs] == ["transferred", None]
        assert (await first.wait_ticket(number, moved.ticket.department_slug)).moved_here


async def test_two_directors_who_call_at_once_get_one_person_each(people: People) -> None:
    one, other = await people.director("obras-publicas"), await people.director("obras-publicas", SECOND_DIRECTOR)
    await asyncio.gather(one.open_room(), other.open_room())
    citizens = [await people.citizen("obras-publicas") for _ in range(3)]
    done, refused = await both(one.call_next(), other.call_next())
    assert not refused
    assert sorted(done) == [citizens[0].view.ticket.number, citizens[1].view.ticket.number]
    await asyncio.gather(citizens[0].wait_state("called"), citizens[1].wait_state("called"))
    await citizens[2].wait_for(lambda view: view.line is not None and view.line.place == 1, "place 1")


async def test_two_directors_who_call_the_last_one_share_nobody(people: People) -> None:
    one, other = await people.director("obras-publicas"), await people.director("obras-publicas", SECOND_DIRECTOR)
    await asyncio.gather(one.open_room(), other.open_room())
    await people.citizen("obras-publicas")
    done, refused = await both(one.call_next(), other.call_next())
    assert len(done) == 1
    assert refused == ["nobody_waiting"]


async def test_an_answer_and_a_withdrawal_at_once_agree(audience: Audience, people: People) -> None:
    director = await people.director("agua")
    await director.open_room()
    for _ in range(4):
        citizen = await people.citizen("agua")
        await director.wait_for(lambda view: view.room.state == "available" and bool(view.waiting), "somebody")
        await director.call_next()
        await asyncio.gather(citizen.wait_state("called"), director.wait_room("reserved"))
        done, refused = await both(citizen.accept(), director.withdraw_call())
        assert len(done) == 1
        assert len(refused) == 1
        state = (await audience.rows("SELECT state FROM ticket WHERE number = $1", citizen.view.ticket.number))[0]
        if state["state"] == "in_call":
            await director.wait_room("in_call")
            await director.end_call()
            await director.wait_room("wrap_up")
            await director.record_outcome()
        else:
            await citizen.wait_state("ready_check")
            await citizen.leave()
            await citizen.wait_state("left")
        await director.wait_for(lambda view: view.room.state == "available" and not view.waiting, "an empty line")


async def test_a_move_and_a_call_at_once_agree(audience: Audience, people: People) -> None:
    moderator, director = await people.moderator(), await people.director("agua")
    await director.open_room()
    for _ in range(4):
        citizen = await people.citizen("agua")
        ticket = await moderator.wait_ticket(citizen.view.ticket.number, "agua")
        await director.wait_for(lambda view: view.room.state == "available" and bool(view.waiting), "somebody")
        done, refused = await both(moderator.move_ticket(ticket, "tesoreria"), director.call_next())
        assert len(done) == 1
        assert refused[0] in ("ticket_moved", "nobody_waiting")
        found = (await audience.rows("SELECT state FROM ticket WHERE number = $1", ticket.number))[0]["state"]
        if found == "called":
            await director.wait_room("reserved")
            await director.withdraw_call()
            await citizen.wait_state("ready_check")
        await citizen.wait_for(newest(await version(audience, ticket.number)), "the newest view")
        await citizen.leave()
        await director.wait_for(lambda view: view.room.state == "available" and not view.waiting, "an empty line")


async def test_many_who_join_at_once_get_numbers_and_places_of_their_own(people: People) -> None:
    citizens = await asyncio.gather(*(people.citizen("desarrollo-urbano") for _ in range(12)))
    assert len({one.view.ticket.number for one in citizens}) == 12

    def apart() -> bool:
        return sorted(one.view.line.place for one in citizens if one.view.line) == list(range(1, 13))

    await until(apart, "a place of their own for each")

"""What a moderator sets: queues that pause, drain and fill up, rooms that serve two, interpreters, and tickets that end."""

from uuid import uuid4

import pytest

from audiencia.signaling.messages_in import SetQueue
from audiencia.simulation.trouble import Refused
from tests.integration.signaling.refusals import refused
from tests.integration.signaling.scenes import all_asked, begin_call, open_desk, place, reads, talking, will_read
from tests.support.audience import Audience, People
from tests.support.director_client import DirectorClient

HERE, OTHER = "agua", "tesoreria"


async def test_in_a_paused_queue_people_join_and_read_why_and_nobody_is_called(
    audience: Audience, people: People
) -> None:
    citizen, director, moderator = await people.citizen(HERE), await people.director(HERE), await people.moderator()
    version = moderator.queue(HERE).state_version
    assert await moderator.set_queue(HERE, "pause", "break", 20) == version + 1
    view = await citizen.wait_for(lambda view: view.queue_pause is not None, "the pause")
    assert view.queue_pause is not None
    assert (view.queue_state, view.queue_pause.reason) == ("paused", "Break")
    assert view.queue_pause.until is not None
    assert view.queue_pause.until > view.now
    assert moderator.queue(HERE).paused_reason == "Break"
    await director.open_room()
    async with refused(audience, "queue_paused"):
        await director.call_next()
    late = await people.citizen(HERE)
    assert place(late) == 2
    await moderator.set_queue(HERE, "pause", "technical")
    view = await citizen.wait_for(lambda view: bool(view.queue_pause and view.queue_pause.until is None), "no end")
    assert view.queue_pause is not None
    assert view.queue_pause.reason == "Technical trouble"
    await moderator.set_queue(HERE, "resume")
    await citizen.wait_for(lambda view: (view.queue_state, view.queue_pause) == ("open", None), "the end of the pause")
    assert await director.call_next() == citizen.view.ticket.number


async def test_a_pause_ends_at_the_time_that_was_said(audience: Audience, people: People) -> None:
    citizen, moderator = await people.citizen(HERE), await people.moderator()
    await moderator.set_queue(HERE, "pause", "break", 20)
    await audience.execute("UPDATE queue SET paused_until = app_now() WHERE state = 'paused'")
    await citizen.wait_for(lambda view: view.queue_state == "open", "the end of the pause")


async def test_a_drained_queue_admits_nobody_and_closes_when_nobody_is_left(audience: Audience, people: People) -> None:
    citizen, director, moderator = await people.citizen(HERE), await people.director(HERE), await people.moderator()
    await moderator.set_queue(HERE, "drain")
    with pytest.raises(Refused, match="queue_closed"):
        await people.citizen(HERE)
    await director.open_room()
    await begin_call(citizen, director)
    assert citizen.view.queue_state == "draining"
    await director.end_call()
    await director.record_outcome()
    await moderator.wait_for(lambda _: moderator.queue(HERE).state == "closed", "the end of the line")
    async with refused(audience, "queue_closed"):
        await director.call_next()
    await moderator.set_queue(HERE, "open")
    assert place(await people.citizen(HERE)) == 1


async def test_a_full_queue_says_so_until_the_cap_is_another(audience: Audience, people: People) -> None:
    await people.citizen(HERE)
    moderator = await people.moderator()
    general = moderator.queue(HERE).cap
    await moderator.set_cap(HERE, 1)
    assert moderator.queue(HERE).cap == 1
    with pytest.raises(Refused, match="queue_full"):
        await people.citizen(HERE)
    await moderator.set_cap(HERE, None)
    assert moderator.queue(HERE).cap == general
    assert place(await people.citizen(HERE)) == 2


async def test_what_somebody_else_set_meanwhile_is_not_set_blindly(audience: Audience, people: People) -> None:
    first, second = await people.moderator(), await people.moderator()
    seen = second.queue(HERE).state_version
    await first.set_cap(HERE, 30)
    await second.wait_for(lambda _: second.queue(HERE).cap == 30, "the cap")
    stale = SetQueue(command_id=uuid4(), version=seen, department=HERE, action="pause", reason="break", minutes=None)
    async with refused(audience, "stale_version"):
        await second.line.say("set_queue", stale)
    await people.citizen(HERE)
    await second.set_queue(HERE, "pause", "break")
    for action, reason in (("pause", None), ("pause", "no-such"), ("resume", "break")):
        async with refused(audience, "bad_input"):
            await second.set_queue(HERE, action, reason)  # type: ignore[arg-type]
    async with refused(audience, "not_allowed_now"):
        await second.set_queue(HERE, "open")


async def test_a_room_that_serves_two_queues_calls_who_joined_first(audience: Audience, people: People) -> None:
    first, second, third = await people.citizen(OTHER), await people.citizen(HERE), await people.citizen(OTHER)
    director, moderator = await open_desk(people, HERE), await people.moderator()
    room = await moderator.wait_room(director.view.director, "available", HERE)
    await moderator.set_served(room, [HERE, OTHER])
    view = await director.wait_for(lambda view: len(view.waiting) == 3, "both lines")
    assert len(view.room.serves) == 2
    numbers = [one.view.ticket.number for one in (first, second, third)]
    assert [(one.number, one.place) for one in view.waiting] == [(numbers[0], 1), (numbers[1], 1), (numbers[2], 2)]
    assert view.next_ticket == view.waiting[0].ticket_id
    await all_asked([first, second])
    await begin_call(first, director)
    assert director.view.current is not None
    room = await moderator.wait_room(director.view.director, "in_call", OTHER)
    async with refused(audience, "room_busy"):
        await moderator.set_served(room, [HERE])
    await director.end_call()
    await director.record_outcome()
    assert await director.call_next() == numbers[1]
    await director.withdraw_call()
    # It was available before the call, too.
    room = await moderator.wait_room(director.view.director, "available", HERE, since=director.view.room.version)
    await moderator.set_served(room, [OTHER])
    await director.wait_for(lambda view: [one.number for one in view.waiting] == [numbers[2]], "the other line alone")
    assert await director.call_next() == numbers[2]


async def test_an_interpreter_is_in_one_call_and_who_waits_for_them_reads_it(
    audience: Audience, people: People
) -> None:
    talking_now = await people.citizen(HERE, adjustments=["sign_language"])
    waits, behind = await people.citizen(OTHER, adjustments=["sign_language"]), await people.citizen(OTHER)
    moderator = await people.moderator()
    director, other = await open_desk(people, HERE), await open_desk(people, OTHER)
    await begin_call(talking_now, director)
    assert director.view.current is not None
    assert director.view.current.interpreter == "LSM interpreter 1"
    await moderator.interpreting.wait_for(lambda _: moderator.interpreter("lsm_1").busy, "who is busy")
    assert not moderator.interpreter("lengua_1").busy
    assert next(one for one in other.view.waiting if one.number == waits.view.ticket.number).needs is not None
    assert await other.call_next() == behind.view.ticket.number
    await will_read(waits, "The interpreter you need is in another call. Your time of arrival is kept.")
    assert place(waits) == 1
    await other.withdraw_call()
    await behind.leave()
    await waits.wait_state("ready_check")
    async with refused(audience, "nobody_for_this_room"):
        await other.call_next()
    await director.end_call()
    await moderator.interpreting.wait_for(lambda _: not moderator.interpreter("lsm_1").busy, "who is free")
    await moderator.set_interpreter("lsm_1", False)
    async with refused(audience, "nobody_for_this_room"):
        await other.call_next()
    await moderator.set_interpreter("lsm_1", True)
    await begin_call(waits, other)


async def test_an_ended_ticket_reads_why_and_only_one_that_waits_can_be_ended(
    audience: Audience, people: People
) -> None:
    citizen, director = await talking(people, HERE)
    waiting, moderator = await people.citizen(OTHER), await people.moderator()
    attended = await moderator.wait_ticket(citizen.view.ticket.number, HERE, state="in_call")
    async with refused(audience, "not_allowed_now"):
        await moderator.cancel_ticket(attended, "duplicate")
    async with refused(audience, "not_allowed_now"):
        await moderator.undo_no_show(attended)
    await moderator.cancel_ticket(await moderator.wait_ticket(waiting.view.ticket.number, OTHER), "duplicate")
    await waiting.wait_state("cancelled")
    assert reads(waiting, "A moderator ended this number, because you have another one in this line.")
    assert waiting.view.line is None
    await finish(director)


async def finish(director: DirectorClient) -> None:
    """The call ends with a result."""
    await director.end_call()
    await director.record_outcome()


async def test_a_director_is_asked_for_by_who_joins_and_others_go_on(people: People) -> None:
    """Where the municipality does not offer it, the form takes no such wish."""
    with pytest.raises(Refused, match="bad_input"):
        await people.citizen(HERE, more={"wanted_director": "1"})

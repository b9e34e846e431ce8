"""What the rules do not allow now: a coded answer, and not one row is another than before."""

import asyncio
from contextlib import AsyncExitStack
from uuid import uuid4

import pytest

from audiencia.signaling import messages_in as say
from audiencia.signaling.namespaces.connections import MAX_SOCKETS
from audiencia.simulation.line import Line
from audiencia.simulation.trouble import Refused
from tests.integration.signaling.refusals import refused
from tests.support.audience import Audience, People, until
from tests.support.citizen_client import CitizenClient
from tests.support.director_client import DirectorClient

FIRST, OTHER = "bienestar", "seguridad"


async def in_call(people: People) -> tuple[CitizenClient, DirectorClient]:
    """Two who talk."""
    citizen, director = await people.citizen(FIRST), await people.director(FIRST)
    await director.open_room()
    await director.call_next()
    await citizen.wait_state("called")
    await citizen.accept()
    await director.wait_room("in_call")
    await citizen.wait_state("in_call")
    return citizen, director


async def test_a_room_without_an_outcome_calls_nobody(audience: Audience, people: People) -> None:
    _, director = await in_call(people)
    await (await people.citizen(FIRST)).wait_in_line()
    await director.end_call()
    view = await director.wait_room("wrap_up")
    for forbidden in (director.call_next, director.close_room, director.end_call, lambda: director.pause_room(5)):
        async with refused(audience, "outcome_needed"):
            await forbidden()
    assert view.current is not None
    async with refused(audience, "unknown_disposition"):
        await director.record_outcome("in_process", "information_given")
    async with refused(audience, "unknown_disposition"):
        await director.record_outcome("in_process", "no_such_thing")
    await director.record_outcome()
    await director.wait_room("available")
    await director.call_next()


async def test_whoever_attends_is_busy(audience: Audience, people: People) -> None:
    _, director = await in_call(people)
    for forbidden in (director.call_next, director.close_room, director.withdraw_call, director.record_outcome):
        async with refused(audience, "room_busy"):
            await forbidden()


async def test_a_closed_room_calls_nobody(audience: Audience, people: People) -> None:
    await people.citizen(FIRST)
    director = await people.director(FIRST)
    for forbidden in (director.call_next, director.end_call, director.record_outcome):
        async with refused(audience, "room_closed"):
            await forbidden()
    async with refused(audience, "room_closed"):
        await director.add_next_step("Pague en caja", ticket_id=uuid4())


async def test_an_answer_after_the_time_is_too_late_and_the_place_is_kept(audience: Audience, people: People) -> None:
    citizen, director = await people.citizen(FIRST), await people.director(FIRST)
    joined_at = citizen.view.ticket.joined_at
    await director.open_room()
    await director.call_next()
    await citizen.wait_state("called")
    accept = say.Accept(command_id=uuid4(), version=citizen.view.ticket.version)
    await audience.execute("UPDATE reservation SET answer_until = app_now() - interval '1 s' WHERE ended_at IS NULL")
    with pytest.raises(Refused, match="answer_too_late"):
        await citizen.line.say("accept", accept)
    await citizen.wait_state("absent")
    await director.wait_room("available")
    with pytest.raises(Refused, match="answer_too_late"):
        await citizen.line.say("accept", accept)
    later = await people.citizen(FIRST)
    await citizen.come_back()
    view = await citizen.wait_state("waiting")
    assert view.line is not None
    assert (view.line.place, view.ticket.joined_at) == (1, joined_at)
    await later.wait_for(lambda view: view.line is not None and view.line.place == 2, "the place behind")
    assert [one.text for one in view.history]


async def test_whoever_was_absent_may_be_called_again(audience: Audience, people: People) -> None:
    citizen, director = await people.citizen(FIRST), await people.director(FIRST)
    await director.open_room()
    await director.call_next()
    await citizen.wait_state("called")
    await audience.execute("UPDATE reservation SET answer_until = app_now() - interval '1 s' WHERE ended_at IS NULL")
    view = await director.wait_for(lambda view: bool(view.absent), "the absent one")
    async with refused(audience, "nobody_waiting"):
        await director.call_next()
    await director.call_again(view.absent[0].ticket_id)
    called = await citizen.wait_for(lambda view: view.ticket.calls == 2, "the second call")
    assert called.ticket.state == "called"
    await citizen.accept()
    await director.wait_room("in_call")


async def test_a_ticket_of_nobody_or_of_another_department_cannot_be_called(audience: Audience, people: People) -> None:
    elsewhere = await people.citizen(OTHER)
    row = await audience.rows("SELECT id FROM ticket WHERE number = $1", elsewhere.view.ticket.number)
    director = await people.director(FIRST)
    await director.open_room()
    for ticket_id in (row[0]["id"], uuid4()):
        async with refused(audience, "unknown_ticket"):
            await director.call_again(ticket_id)


async def test_what_was_seen_must_still_hold(audience: Audience, people: People) -> None:
    citizen, director = await people.citizen(FIRST), await people.director(FIRST)
    await director.open_room()
    await citizen.wait_state("ready_check")
    for version in (0, director.view.room.version - 1, director.view.room.version + 1):
        async with refused(audience, "stale_version"):
            await director.line.say("call_next", say.CallNext(command_id=uuid4(), version=version))
    for event, model in (("leave", say.Leave), ("come_back", say.ComeBack), ("say_ready", say.SayReady)):
        async with refused(audience, "stale_version"):
            await citizen.line.say(event, model(command_id=uuid4(), version=99))


async def test_a_citizen_does_only_what_the_state_allows(audience: Audience, people: People) -> None:
    citizen = await people.citizen(FIRST)
    for forbidden in (citizen.accept, citizen.come_back, citizen.hang_up):
        async with refused(audience, "not_allowed_now"):
            await forbidden()
    await citizen.leave()
    await citizen.wait_state("left")
    for forbidden in (citizen.accept, citizen.come_back, citizen.hang_up, citizen.leave):
        async with refused(audience, "not_allowed_now"):
            await forbidden()


async def test_a_step_of_somebody_else_is_not_found(audience: Audience, people: People) -> None:
    citizen, director = await in_call(people)
    step = await director.add_next_step("Pague en caja")
    async with refused(audience, "not_found"):
        await director.remove_next_step(uuid4())
    await director.remove_next_step(step)
    await citizen.wait_for(lambda view: not view.next_steps, "no step")
    async with refused(audience, "not_found"):
        await director.remove_next_step(step)
    for number in range(20):
        await director.add_next_step(f"Paso {number}")
    async with refused(audience, "too_many_steps"):
        await director.add_next_step("Uno más")


async def test_a_step_for_one_citizen_never_reaches_the_next(audience: Audience, people: People) -> None:
    _, director = await in_call(people)
    before = director.attended
    step = await director.add_next_step("Pague en caja")
    await director.end_call()
    await director.wait_room("wrap_up")
    await director.record_outcome()
    await director.wait_room("available")
    async with refused(audience, "not_allowed_now"):
        await director.add_next_step("Traiga su recibo", ticket_id=before)
    citizen = await people.citizen(FIRST)
    await director.call_next()
    await citizen.wait_state("called")
    await citizen.accept()
    await director.wait_room("in_call")
    async with refused(audience, "stale_version"):
        await director.add_next_step("Traiga su recibo", ticket_id=before)
    async with refused(audience, "stale_version"):
        await director.remove_next_step(step, ticket_id=before)


async def test_staff_hang_up_and_citizens_too(people: People) -> None:
    citizen, director = await in_call(people)
    await citizen.hang_up()
    await director.wait_room("wrap_up")
    with pytest.raises(Refused):
        await director.end_call()
    await director.record_outcome("in_process")
    await citizen.wait_state("served")


async def test_a_withdrawn_call_keeps_the_place(audience: Audience, people: People) -> None:
    first, second, director = await people.citizen(FIRST), await people.citizen(FIRST), await people.director(FIRST)
    await director.open_room()
    await director.call_next()
    await first.wait_state("called")
    await director.withdraw_call()
    view = await first.wait_in_line()
    assert view.line is not None
    assert view.line.place == 1
    await second.wait_for(lambda view: view.line is not None and view.line.place == 2, "place 2")
    await until(lambda: audience.rows("SELECT 1 FROM reservation WHERE ending = 'withdrawn'"), "the ending")


async def test_who_came_about_no_case_has_none_to_read(audience: Audience, people: People) -> None:
    _, director = await in_call(people)
    assert director.view.current is not None
    assert director.view.current.about_folio == ""
    async with refused(audience, "unknown_case"):
        await director.read_case()


async def test_a_flood_is_slowed_down_and_nobody_else_notices(people: People) -> None:
    flood, other = await people.citizen("agua"), await people.citizen("agua")
    answers = await asyncio.gather(*(flood.line.say_raw("refresh", {}) for _ in range(200)), return_exceptions=True)
    refused = [one for one in answers if isinstance(one, Refused)]
    # 30 at once and 6 more for each second that a busy machine takes for reading them.
    assert 80 <= len(refused) <= 195
    assert {one.code for one in refused} == {"too_many_requests"}
    assert all(one.problem is not None and one.problem.params["retry_after"] for one in refused)
    await other.devices("microphone")


async def test_many_windows_are_no_way_around_the_limit(people: People) -> None:
    citizen = await people.citizen("agua")
    async with AsyncExitStack() as stack:
        lines = [citizen.line]
        for _ in range(MAX_SOCKETS - 1):
            line = Line(citizen.browser, "/citizen", lambda *_: None)
            await line.open()
            stack.push_async_callback(line.close)
            lines.append(line)
        one_more = Line(citizen.browser, "/citizen", lambda *_: None)
        with pytest.raises(Refused, match="too_many_requests"):
            await one_more.open()
        said = [line.say_raw("refresh", {}) for line in lines for _ in range(10)]
        answers = await asyncio.gather(*said, return_exceptions=True)
        refused = [one for one in answers if isinstance(one, Refused)]
        assert len(refused) >= 60
        assert {one.code for one in refused} == {"too_many_requests"}

    async def opens() -> bool:
        line = Line(citizen.browser, "/citizen", lambda *_: None)
        try:
            await line.open()
        except Refused:
            return False
        await line.close()
        return True

    await until(opens, "a place among the windows, once others are closed")

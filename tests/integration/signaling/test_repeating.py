"""What is said twice happens once, however it came to be said twice."""

import asyncio
from uuid import uuid4

import pytest

from audiencia.flows.identity import TURN_COOKIE
from audiencia.signaling.messages_in import AddNextStep, CallNext, Leave, OpenRoom
from audiencia.simulate.citizen import CitizenClient
from audiencia.simulate.trouble import Refused
from tests.integration.audience import CONTACT, MATTER, NAME, Audience, People


async def joined(audience: Audience) -> int:
    """How many attentions there are."""
    return int((await audience.rows("SELECT count(*) AS n FROM attention"))[0]["n"])


async def test_the_same_form_sent_twice_is_one_ticket(audience: Audience, people: People) -> None:
    visitor, path = await people.visitor(), "/unirse/agua/fugas"
    before = await joined(audience)
    form = await visitor.browser.get(path)
    filled = {**dict.fromkeys(form.boxes, "yes"), **form.hidden, "name": NAME, "matter": MATTER, "contact": CONTACT}
    del filled["adjustment"]

    async def send() -> tuple[int, str | None, str | None]:
        page = await visitor.browser.post(path, filled)
        return page.status, page.location, visitor.browser.cookie(TURN_COOKIE)

    first = await send()
    assert first[:2] == (303, "/turno")
    assert await send() == first
    assert await joined(audience) == before + 1


async def test_the_same_form_sent_many_times_at_once_is_one_ticket(audience: Audience, people: People) -> None:
    visitor, submission = await people.visitor(), uuid4()
    await visitor.browser.get("/")
    before = await joined(audience)
    await asyncio.gather(
        *(visitor.join("agua", "fugas", name=NAME, matter=MATTER, submission_id=submission) for _ in range(6))
    )
    assert await joined(audience) == before + 1
    assert (await visitor.connect()).line is not None


async def test_the_same_command_again_gives_the_first_result(audience: Audience, people: People) -> None:
    await people.citizen("agua")
    director = await people.director("agua")
    await director.open_room()
    call = CallNext(command_id=uuid4(), version=director.view.room.version)
    first = await director.line.say("call_next", call)
    after = await audience.fingerprint()
    assert await director.line.say("call_next", call) == first
    await director.line.break_off()
    assert await director.line.command("call_next", call) == first
    assert {**await audience.fingerprint(), "event": "", "audit": "", "queue": "", "room": ""} == {
        **after, "event": "", "audit": "", "queue": "", "room": ""
    }  # fmt: skip
    assert len(await audience.rows("SELECT 1 FROM reservation WHERE ended_at IS NULL")) == 1


async def test_the_same_command_at_once_over_two_sockets_happens_once(audience: Audience, people: People) -> None:
    citizen = await people.citizen("agua")
    director, same_person = await people.director("agua"), await people.director("agua")
    await director.open_room()
    await director.call_next()
    await citizen.wait_state("called")
    await citizen.accept()
    view = await director.wait_room("in_call")
    assert view.current is not None
    step = AddNextStep(command_id=uuid4(), ticket_id=view.current.ticket_id, step="Pague en caja")
    results = await asyncio.gather(
        *(client.line.say("add_next_step", step) for client in (director, same_person) for _ in range(5))
    )
    assert len({one["step_id"] for one in results}) == 1
    seen = await citizen.wait_for(lambda view: bool(view.next_steps), "the step")
    assert [one.step for one in seen.next_steps] == ["Pague en caja"]


async def test_one_command_id_of_two_people_is_two_commands(people: People) -> None:
    first, second = await people.citizen("agua"), await people.citizen("agua")
    shared = uuid4()
    for one in (first, second):
        await one.line.say("leave", Leave(command_id=shared, version=one.view.ticket.version))
        await one.wait_state("left")


async def test_a_refused_command_may_be_tried_again_under_its_id(people: People) -> None:
    director = await people.director("agua")
    await director.open_room()
    call = CallNext(command_id=uuid4(), version=director.view.room.version)
    with pytest.raises(Refused, match="nobody_waiting"):
        await director.line.say("call_next", call)
    citizen: CitizenClient = await people.citizen("agua")
    assert (await director.line.say("call_next", call))["number"] == citizen.view.ticket.number


async def test_opening_twice_with_two_ids_is_refused_plainly(people: People) -> None:
    director = await people.director("agua")
    await director.open_room()
    with pytest.raises(Refused, match="not_allowed_now"):
        await director.line.say("open_room", OpenRoom(command_id=uuid4()))

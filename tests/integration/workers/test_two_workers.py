"""Two real media workers: departments are spread, calls go from one to the other, drain, and come back from the dead."""

import asyncio

import pytest

from tests.integration.signaling.scenes import begin_call, open_desk
from tests.integration.workers.pair import Pair, both_come, comes, follow, send
from tests.support.audience import People, until
from tests.support.stage import Stage


async def test_departments_are_spread_and_a_transfer_leads_from_one_worker_to_the_other(
    pair: Pair, crowd: People
) -> None:
    homes = await pair.homes()
    sizes = sorted(len(slugs) for slugs in homes.values())
    assert sizes[-1] - sizes[0] <= 1
    here, there = await pair.two_departments()
    first, second = pair.names
    citizen = await crowd.citizen(here)
    host, next_one = await open_desk(crowd, here), await open_desk(crowd, there)
    assert ((await pair.room(here))[0], (await pair.room(there))[0]) == (first, second)
    async with Stage(citizen) as person, Stage(host) as old, Stage(next_one) as new:
        await asyncio.gather(person.connect(), old.connect(), new.connect())
        assert person.boot == old.boot != new.boot
        await begin_call(citizen, host)
        send(person, b"citizen")
        send(old, b"director")
        send(new, b"next")
        await both_come(person, old)
        before = person.media
        await host.transfer_call(there)
        await follow(citizen, person)
        assert person.boot == new.boot
        assert person.media is not before
        send(person, b"citizen")
        await begin_call(citizen, next_one)
        await both_come(person, new, b"next")
        # Nothing of the first call is left at the first worker, and nothing of it came along.
        await until(lambda: _no_citizen_at(pair, first), "the citizen left the first worker", 60)
        assert not any((await pair.state(first)).live_routes.values())
        assert sum(slot.by_mark.get(b"director", 0) for slot in person.media.slots.values()) == 0
        assert (await pair.state(second)).load.calls == 1


async def _no_citizen_at(pair: Pair, name: str) -> bool:
    return not any(party.startswith("ticket:") for party in (await pair.state(name)).connected())


async def test_who_is_asked_into_a_call_comes_to_its_worker_and_goes_home_afterwards(pair: Pair, crowd: People) -> None:
    here, there = await pair.two_departments()
    first, second = pair.names
    citizen = await crowd.citizen(here)
    host, guest = await open_desk(crowd, here), await open_desk(crowd, there)
    async with Stage(citizen) as person, Stage(host) as old, Stage(guest) as new:
        await asyncio.gather(person.connect(), old.connect(), new.connect())
        await begin_call(citizen, host)
        send(person, b"citizen")
        send(old, b"director")
        await both_come(person, old)
        # Connected there while it is still asked: joining moves nobody.
        await host.invite_director(there)
        await follow(guest, new)
        send(new, b"guest")
        await guest.answer_invitation(join=True)
        await asyncio.gather(comes(person.media, 1, b"guest"), comes(new.media, 1, b"director"))
        await host.wait_for(lambda view: view.assist is not None and view.assist.joined, "the answer")
        media = person.media, new.media
        await host.hand_over()
        await guest.wait_room("in_call")
        # The call goes on where it is, without a new connection.
        await both_come(person, new, b"guest")
        assert (person.media, new.media) == media
        assert (await pair.room(there))[0] == first
        await guest.end_call()
        await guest.record_outcome()
        await pair.comes_to(there, second)
        await follow(guest, new)


async def test_a_drained_worker_keeps_its_calls_and_gets_no_other(pair: Pair, crowd: People) -> None:
    here, there = await pair.two_departments()
    first, second = pair.names
    citizen, behind = await crowd.citizen(here), await crowd.citizen(here)
    director = await open_desk(crowd, here)
    async with Stage(citizen) as person, Stage(director) as desk, Stage(behind) as waiting:
        await asyncio.gather(person.connect(), desk.connect(), waiting.connect())
        await begin_call(citizen, director)
        send(person, b"citizen")
        send(desk, b"director")
        await both_come(person, desk)
        _, epoch = await pair.room(here)
        await pair.drain(first)
        # Who waits is connected elsewhere at once; those who talk stay.
        await follow(behind, waiting)
        await until(lambda: pair.is_no_home(first), "the other departments going too")
        assert await pair.home(here) == second
        assert await pair.room(here) == (first, epoch)
        assert citizen.view.media.boot == person.boot
        await both_come(person, desk)
        await director.end_call()
        await director.record_outcome()
        await pair.comes_to(here, second)
        await follow(director, desk)
        send(waiting, b"citizen")
        send(desk, b"director")
        await begin_call(behind, director)
        await both_come(waiting, desk)
        await until(lambda: _is_empty(pair, first), "an empty worker")
        await open_desk(crowd, there)
        assert (await pair.room(there))[0] == second
    # Taken back, it gets rooms again; what is at home elsewhere stays there.
    await pair.drain(first, False)
    await until(lambda: _takes(pair, first), "the worker taking rooms")
    assert await pair.home(here) == second


async def _takes(pair: Pair, name: str) -> bool:
    return bool(await pair.audience.rows("SELECT 1 FROM media_worker WHERE name = $1 AND NOT draining", name))


async def _is_empty(pair: Pair, name: str) -> bool:
    state = await pair.state(name)
    return state.draining and state.load.calls == 0 and not state.rooms


@pytest.mark.usefixtures("soon_dead")
async def test_calls_of_a_dead_worker_come_back_at_the_other(pair: Pair, crowd: People) -> None:
    here, there = await pair.two_departments()
    first, second = pair.names
    citizen, beside = await crowd.citizen(here), await crowd.citizen(there)
    director, other = await open_desk(crowd, here), await open_desk(crowd, there)
    async with Stage(citizen) as person, Stage(director) as desk, Stage(beside) as third, Stage(other) as fourth:
        await asyncio.gather(*(stage.connect() for stage in (person, desk, third, fourth)))
        await begin_call(citizen, director)
        await begin_call(beside, other)
        for stage, mark in ((person, b"citizen"), (desk, b"director"), (third, b"citizen"), (fourth, b"director")):
            send(stage, mark)
        await asyncio.gather(both_come(person, desk), both_come(third, fourth))
        _, epoch = await pair.room(here)
        version = director.view.room.version
        pair.kill(first)
        await asyncio.gather(follow(citizen, person), follow(director, desk))
        send(person, b"citizen")
        send(desk, b"director")
        await both_come(person, desk)
        assert await pair.room(here) == (second, epoch + 1)
        # The other call went on all the time, and what the director is about to say about this one still holds.
        await both_come(third, fourth)
        assert director.view.room.version == version
        await until(lambda: pair.is_no_home(first), "the other departments going too")
        assert await pair.home(here) == second
        # Started again, it holds no rights to what it had.
        pair.audience.start(pair.process(first))
        await until(lambda: _takes_again(pair, first), "the worker being known again")
        await both_come(person, desk)
        assert not (await pair.state(first)).rooms
        await director.end_call()
        await director.record_outcome()
        await citizen.wait_state("served")


async def _takes_again(pair: Pair, name: str) -> bool:
    boot = (await pair.state(name)).boot
    return bool(await pair.audience.rows("SELECT 1 FROM media_worker WHERE name = $1 AND boot = $2", name, boot))


async def test_a_worker_that_is_back_soon_keeps_what_it_had(pair: Pair, crowd: People) -> None:
    here, _ = await pair.two_departments()
    citizen, director = await crowd.citizen(here), await open_desk(crowd, here)
    async with Stage(citizen) as person, Stage(director) as desk:
        await asyncio.gather(person.connect(), desk.connect())
        await begin_call(citizen, director)
        before = await pair.room(here)
        pair.kill(pair.names[0])
        pair.audience.start("media")
        await asyncio.gather(follow(citizen, person), follow(director, desk))
        send(person, b"citizen")
        send(desk, b"director")
        await both_come(person, desk)
        assert await pair.room(here) == before

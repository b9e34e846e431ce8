"""When no worker takes another room, it is refused in words before the calls that go on could suffer."""

import asyncio
import urllib.request

import pytest

from tests.integration.signaling.refusals import refused
from tests.integration.signaling.scenes import begin_call, open_desk
from tests.integration.workers.pair import Pair, both_come, send
from tests.support.audience import People, until
from tests.support.stage import Stage


def number(url: str, name: str) -> float:
    """What `/metrics` says of this."""
    with urllib.request.urlopen(f"{url}/metrics", timeout=30) as answer:
        lines = answer.read().decode().splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith((f"{name} ", f"{name}{{")))


@pytest.mark.parametrize("pair", [1], indirect=True)
async def test_a_room_is_refused_in_words_while_all_are_full_and_opens_once_one_is_free(
    pair: Pair, crowd: People
) -> None:
    here, there = await pair.two_departments()
    third = next(slug for slug in (await pair.homes())[pair.names[0]] if slug not in (here, "presidencia"))
    citizen = await crowd.citizen(here)
    director, other = await open_desk(crowd, here), await open_desk(crowd, there)
    late = await crowd.director(third)
    async with Stage(citizen) as person, Stage(director) as desk:
        await asyncio.gather(person.connect(), desk.connect())
        await begin_call(citizen, director)
        send(person, b"citizen")
        send(desk, b"director")
        await both_come(person, desk)
        async with refused(pair.audience, "media_full"):
            await late.open_room()
        assert late.view.room.state == "closed"
        url = pair.audience.url
        assert await asyncio.to_thread(number, url, "audiencia_rooms_refused_total") == 1
        await until(lambda: asyncio.to_thread(_left_is, url, 0), "no room left")
        await both_come(person, desk)
        await other.close_room()
        # Its own home is full: the room opens where there is a place.
        await late.open_room()
        assert await pair.room(third) == (pair.names[1], 1)
        await both_come(person, desk)
        await until(lambda: asyncio.to_thread(number, url, "audiencia_media_rooms"), "open rooms being told")


@pytest.mark.parametrize("pair", [4], indirect=True)
async def test_a_guest_is_refused_in_words_where_the_worker_carries_no_larger_call(pair: Pair, crowd: People) -> None:
    here, there = await pair.two_departments()
    third = next(slug for slug in (await pair.homes())[pair.names[1]] if slug not in (there, "presidencia"))
    citizen = await crowd.citizen(here)
    director, guest, late = await open_desk(crowd, here), await open_desk(crowd, there), await open_desk(crowd, third)
    url = pair.audience.url
    async with Stage(citizen) as person, Stage(director) as desk:
        await asyncio.gather(person.connect(), desk.connect())
        await begin_call(citizen, director)
        send(person, b"citizen")
        send(desk, b"director")
        await both_come(person, desk)
        await director.invite_director(there)
        await guest.wait_for(lambda view: view.assist is not None, "the invitation")
        await guest.answer_invitation(join=True)
        await until(lambda: asyncio.to_thread(_taken_is, url, pair.names[0], 3), "a call of three costing three")
        async with refused(pair.audience, "media_call_full"):
            await director.invite_director(third)
        async with refused(pair.audience, "media_call_full"):
            await citizen.invite_relative("Ana")
        assert await asyncio.to_thread(number, url, "audiencia_guests_refused_total") == 2
        await both_come(person, desk)
        await guest.leave_assist()
        await director.wait_for(lambda view: not view.further, "the guest being gone")
        await director.invite_director(third)
        await late.wait_for(lambda view: view.assist is not None, "the invitation")
        await both_come(person, desk)


def _taken_is(url: str, worker: str, calls: int) -> bool:
    return number(url, f'audiencia_media_taken_calls{{worker="{worker}"}}') == calls


def _left_is(url: str, left: int) -> bool:
    return number(url, "audiencia_media_rooms_left") == left


@pytest.mark.parametrize("pair", [1], indirect=True)
async def test_of_two_rooms_that_open_at_once_one_gets_the_last_place(pair: Pair, crowd: People) -> None:
    homes = await pair.homes()
    departments = [slug for name in pair.names for slug in homes[name] if slug != "presidencia"][:4]
    desks = [await crowd.director(slug) for slug in departments]
    opened = await asyncio.gather(*(desk.open_room() for desk in desks), return_exceptions=True)
    codes = sorted(getattr(one, "code", "opened") for one in opened)
    assert codes == ["media_full", "media_full", "opened", "opened"]
    rows = await pair.audience.rows("SELECT media_worker FROM room WHERE state <> 'closed' ORDER BY 1")
    assert [row["media_worker"] for row in rows] == sorted(pair.names)

"""Four guests in one call beside another call: everybody sees and hears the others of the own call, and nobody else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

from pytest_asyncio import fixture

from tests.integration.signaling.refusals import refused
from tests.integration.signaling.scenes import begin_call, open_desk
from tests.integration.signaling.test_call_keys import Ears, in_call
from tests.integration.signaling.test_three import apart, comes, had, released
from tests.support.audience import Audience, People
from tests.support.citizen_client import CitizenClient
from tests.support.director_client import DirectorClient
from tests.support.mayor_client import MayorClient
from tests.support.media_client import MediaClient
from tests.support.stage import Stage

HERE, GUESTS, ELSEWHERE = "seguridad", ("tesoreria", "agua", "bienestar"), "obras-publicas"
RATE = 12.0
"""Packets a second of each source: one process receives those of thirty."""
Person = CitizenClient | DirectorClient


@dataclass
class Six:
    """A call, three directors and the mayor who can come into it; and another call of two."""

    citizen: CitizenClient
    host: DirectorClient
    guests: list[DirectorClient]
    mayor: MayorClient
    others: tuple[CitizenClient, DirectorClient]

    @property
    def present(self) -> list[Person]:
        """Everybody in the call, in the order in which they come in."""
        return [self.citizen, self.host, *self.guests, self.mayor]

    async def gather(self) -> None:
        """All come in, one after the other; everybody sees it."""
        for department, guest in zip(GUESTS, self.guests, strict=True):
            await self.host.invite_director(department)
            await guest.wait_for(lambda view: view.assist is not None, "the invitation")
            await guest.answer_invitation(join=True)
        calls = (await self.mayor.wait_beyond(lambda view: len(view.calls) == 2, "both calls")).calls
        await self.mayor.knock(next(one.room_id for one in calls if one.director == self.host.view.director))
        await self.host.wait_for(lambda view: view.knock is not None, "the question")
        await self.citizen.wait_for(lambda view: view.knock is not None, "the question")
        await self.host.answer_knock(True)
        await self.citizen.answer_knock(True)
        await self.are(*self.present)

    async def are(self, *present: Person) -> None:
        """Everybody of these sees all the others, as members of one call."""
        for one in present:
            await one.wait_for(
                lambda view: view.talk is not None and len(view.talk.members) == len(present), f"{len(present)}"
            )


@fixture
async def six(people: People) -> Six:
    """Nobody is asked yet."""
    host, *guests = [await open_desk(people, one) for one in (HERE, *GUESTS)]
    mayor = await people.mayor()
    await mayor.open_room()
    citizen = await people.citizen(HERE)
    await begin_call(citizen, host)
    other, director = await people.citizen(ELSEWHERE), await open_desk(people, ELSEWHERE)
    await begin_call(other, director)
    return Six(citizen, host, guests, mayor, (other, director))


@fixture
async def media(six: Six) -> AsyncIterator[dict[Person, MediaClient]]:
    """All eight are connected and send, each marked with a number of its own."""
    async with AsyncExitStack() as stack:
        stages = {one: await stack.enter_async_context(Stage(one)) for one in (*six.present, *six.others)}
        # One after the other: all handshakes at once are too much for one process on a busy machine.
        for stage in stages.values():
            await stage.connect()
        found = {one: stage.media for one, stage in stages.items()}
        for one, client in found.items():
            client.send("microphone", mark(found, one), RATE)
            client.send("camera", mark(found, one), RATE)
        yield found


def mark(media: dict[Person, MediaClient], person: Person) -> bytes:
    """How packets of this one are marked."""
    return f"person-{list(media).index(person)}.".encode()


async def each_meets_the_others(media: dict[Person, MediaClient], present: list[Person]) -> None:
    """In the slots from 0 on, in one order."""
    await asyncio.gather(
        *(
            comes(media[viewer], slot, mark(media, other))
            for viewer in present
            for slot, other in enumerate(one for one in present if one is not viewer)
        )
    )


async def test_six_meet_each_other_and_nobody_of_another_call(
    audience: Audience, six: Six, media: dict[Person, MediaClient]
) -> None:
    await six.gather()
    await each_meets_the_others(media, six.present)
    gone, rest = six.guests[1], [one for one in six.present if one is not six.guests[1]]
    await gone.leave_assist()
    await six.are(*rest)
    await each_meets_the_others(media, rest)
    await released(audience, 7)
    await apart(media[gone], *(media[one] for one in rest), rate=RATE)
    for inside in six.present:
        for outside in six.others:
            assert had(media[inside], mark(media, outside)) == had(media[outside], mark(media, inside)) == 0
    await each_meets_the_others(media, list(six.others))


async def test_everybody_reads_who_is_there(six: Six) -> None:
    await six.gather()
    names = [one.view.director for one in (*six.guests, six.mayor)]
    call = six.citizen.view.call
    assert call is not None and call.second is not None
    assert [one.director for one in (call.second, *call.further)] == names
    assert [one.knock_id is not None for one in (call.second, *call.further)] == [False, False, False, True]
    assert six.host.view.assist is not None
    assert [six.host.view.assist.director, *(one.director for one in six.host.view.further)] == names
    for own, guest in enumerate((*six.guests, six.mayor)):
        assert guest.view.assist is not None and guest.view.assist.joined
        assert guest.view.assist.director == six.host.view.director
        assert guest.view.assist.name
        assert [one.director for one in guest.view.further] == [one for one in names if one != names[own]]
    for one in six.present:
        assert sum(member.name == "" for member in in_call(one).members) == 1


async def test_keys_are_said_among_the_six_alone_and_those_who_left_hear_nothing(six: Six) -> None:
    await six.gather()
    ears = Ears(*six.present, *six.others)
    await ears.say(six.guests[2], "Zmlyc3Q")
    assert [len(found) for found in ears.bodies()] == [1, 1, 1, 1, 0, 1, 0, 0]
    await six.guests[0].leave_assist()
    rest = [one for one in six.present if one is not six.guests[0]]
    await six.are(*rest)
    await ears.say(six.host, "c2Vjb25k")
    assert [len(found) for found in ears.bodies()] == [2, 1, 1, 2, 1, 2, 0, 0]


async def test_one_is_sent_away_and_another_takes_over_with_the_rest(audience: Audience, six: Six) -> None:
    await six.gather()
    first, second, third = six.guests
    async with refused(audience, "call_full"):
        await six.host.invite_director(ELSEWHERE)
    stays = {one.director: one.assist_id for one in six.host.view.further}
    await six.host.withdraw_invitation(stays[second.view.director])
    await second.wait_room("available")
    await six.are(six.citizen, six.host, first, third, six.mayor)
    await six.host.hand_over("Sigue con ustedes", stays[third.view.director])
    view = await third.wait_room("in_call")
    await six.are(six.citizen, third, first, six.mayor)
    assert view.current is not None
    seen = six.citizen.view.call
    assert seen is not None and seen.second is not None
    assert (seen.director, seen.second.director) == (third.view.director, first.view.director)
    assert [one.director for one in seen.further] == [six.mayor.view.director]
    assert first.view.assist is not None
    assert first.view.assist.director == third.view.director
    await third.end_call()
    for one in (first, six.mayor):
        await one.wait_room("available")

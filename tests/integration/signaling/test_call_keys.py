"""What pages of one call say to each other about its keys reaches those who are in it, and nobody else."""

import asyncio
from uuid import UUID, uuid4

import asyncpg

from audiencia.signaling.messages_out import CallKeysOut, TalkOut
from tests.integration.signaling.refusals import refused
from tests.integration.signaling.scenes import begin_call, open_desk, talking
from tests.integration.signaling.test_three import Three
from tests.integration.signaling.test_three import three as three
from tests.support.audience import Audience, People
from tests.support.citizen_client import CitizenClient
from tests.support.director_client import DirectorClient
from tests.support.media_client import MediaClient
from tests.support.relative_client import RelativeClient

Person = CitizenClient | DirectorClient | RelativeClient


def in_call(person: Person) -> TalkOut:
    """The call as this one sees it."""
    assert person.view.talk is not None
    return person.view.talk


async def members(person: Person, *roles: str) -> TalkOut:
    """The call, once these are in it."""
    found = lambda talk: talk is not None and [one.role for one in talk.members] == list(roles)  # noqa: E731
    await person.wait_for(lambda view: found(view.talk), f"{roles}")
    return in_call(person)


class Ears:
    """What each one has heard so far."""

    def __init__(self, *people: Person) -> None:
        self.heard: dict[Person, list[CallKeysOut]] = {one: [] for one in people}
        for one in people:
            one.keys.told = self.heard[one].append

    async def say(self, sender: Person, body: str, to: UUID | None = None) -> None:
        """Says it; afterwards it has reached whomever it was to reach."""
        await sender.say_keys(in_call(sender).call, body, to)
        for one in self.heard:
            await one.refresh()  # is answered after what was handed on before

    def bodies(self) -> list[list[str]]:
        """Of each, in order."""
        return [[one.body for one in found] for found in self.heard.values()]


async def offers(person: Person, *, encrypts: bool) -> None:
    """Connects anew, saying whether it can encrypt."""
    media = MediaClient()
    try:
        await person.offer(await media.offer(), encrypts=encrypts)
    finally:
        await media.close()


async def test_from_the_call_on_both_are_members_and_hear_each_other(audience: Audience, people: People) -> None:
    citizen, director = await people.citizen("agua"), await open_desk(people, "agua")
    await offers(citizen, encrypts=True)
    assert citizen.view.talk is None and director.view.talk is None
    await director.call_next()
    await citizen.wait_state("called")
    seen, other = in_call(citizen), in_call(director)
    assert seen.call == other.call and {seen.me, other.me} == {one.id for one in seen.members}
    assert [(one.role, one.name, one.encrypts) for one in seen.members] == [
        ("citizen", "", True), ("director", director.view.director, False)
    ]  # fmt: skip
    assert director.view.current is not None
    assert [(one.name, one.id) for one in other.members] == [
        (director.view.current.name, seen.me), ("", other.me)
    ]  # fmt: skip
    await offers(director, encrypts=True)
    await citizen.wait_for(lambda view: view.talk is not None and view.talk.members[1].encrypts, "both can")
    await offers(citizen, encrypts=False)
    await director.wait_for(lambda view: view.talk is not None and not view.talk.members[0].encrypts, "one cannot")
    ears = Ears(citizen, director)
    before = await audience.fingerprint()
    await ears.say(citizen, "Zmlyc3Q")
    await ears.say(director, "c2Vjb25k", seen.me)
    assert ears.bodies() == [["c2Vjb25k"], ["Zmlyc3Q"]]
    assert ears.heard[citizen] == [CallKeysOut(call=seen.call, sender=other.me, body="c2Vjb25k")]
    assert await audience.fingerprint() == before
    assert "Zmlyc3Q" not in audience.log("web")
    for call, to in ((uuid4(), None), (seen.call, uuid4()), (seen.call, seen.me)):
        async with refused(audience, "call_over"):
            await citizen.say_keys(call, "eA", to)
    await citizen.accept()
    assert in_call(citizen) == (await members(citizen, "citizen", "director"))
    assert in_call(citizen).call == seen.call
    assert ears.bodies() == [["c2Vjb25k"], ["Zmlyc3Q"]]


async def test_keys_do_not_wait_for_a_command_that_is_slow(audience: Audience, people: People) -> None:
    citizen, director = await people.citizen("agua"), await open_desk(people, "agua")
    await director.call_next()
    await citizen.wait_state("called")
    ears = Ears(citizen, director)
    conn = await asyncpg.connect(audience.settings.database_url)
    try:
        async with conn.transaction():
            await conn.execute("SELECT FROM session FOR UPDATE")
            accepting = asyncio.create_task(citizen.accept())
            while not await conn.fetchval("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)"):
                pass
            await citizen.say_keys(in_call(citizen).call, "Zmlyc3Q")
            assert not accepting.done()
    finally:
        await conn.close()
    await accepting
    await director.refresh()
    assert ears.bodies() == [[], ["Zmlyc3Q"]]
    await director.end_call()
    await director.record_outcome()


async def test_nobody_outside_of_the_call_says_or_hears_anything(audience: Audience, people: People) -> None:
    citizen, director = await talking(people, "agua")
    others = await talking(people, "seguridad")
    waits = await people.citizen("agua")
    # What the director is shown of them is on record by then.
    await director.wait_for(lambda view: len(view.waiting) == 1, "who waits")
    ears, call = Ears(citizen, director, *others, waits), in_call(citizen).call
    for one in (*others, waits):
        async with refused(audience, "call_over"):
            await one.say_keys(call, "eA")
    await ears.say(others[0], "eQ")
    assert ears.bodies() == [[], [], [], ["eQ"], []]
    await director.end_call()
    await citizen.wait_for(lambda view: view.talk is None, "no call")
    await director.wait_room("wrap_up")
    for one in (citizen, director):
        async with refused(audience, "call_over"):
            await one.say_keys(call, "eA")
    await director.record_outcome()
    await begin_call(waits, director)
    assert in_call(waits).call != call
    await ears.say(director, "eg")
    assert ears.bodies() == [[], [], [], ["eQ"], ["eg"]]


async def test_who_left_a_call_of_three_hears_nothing_more(audience: Audience, three: Three) -> None:
    people = citizen, host, guest = three.citizen, three.host, three.guest
    ears, call = Ears(*people), in_call(three.citizen).call
    await three.ask()
    assert guest.view.talk is None
    async with refused(audience, "call_over"):
        await guest.say_keys(call, "eA")
    await guest.answer_invitation(join=True)
    seen = [await members(one, "citizen", "director", "second") for one in people]
    assert {one.call for one in seen} == {call}
    assert [one.me for one in seen] == [one.id for one in seen[0].members]
    assert [one.name for one in seen[2].members][1:] == [host.view.director, ""]
    await ears.say(guest, "YQ")
    await ears.say(host, "Yg", seen[2].me)
    assert ears.bodies() == [["YQ"], ["YQ"], ["Yg"]]
    await guest.leave_assist()
    for one in (citizen, host):
        await members(one, "citizen", "director")
    await ears.say(citizen, "Yw")
    await ears.say(host, "ZA")
    async with refused(audience, "call_over"):
        await host.say_keys(call, "eA", seen[2].me)
    async with refused(audience, "call_over"):
        await guest.say_keys(call, "eA")
    assert ears.bodies() == [["YQ", "ZA"], ["YQ", "Yw"], ["Yg"]]
    await three.join()
    assert (await members(guest, "citizen", "director", "second")).me != seen[2].me
    await host.hand_over()
    await guest.wait_room("in_call")
    after = await members(guest, "citizen", "director")
    await citizen.wait_for(lambda view: view.talk is not None and view.talk.call == after.call, "the call handed over")
    assert after.call != call and host.view.talk is None
    await ears.say(citizen, "ZQ")
    assert ears.bodies() == [["YQ", "ZA"], ["YQ", "Yw"], ["Yg", "ZQ"]]

"""What an operator does before a restart: no further rooms, wait for the last call, end the process."""

import asyncio

import pytest

from audiencia.core.cli_text import Stop
from audiencia.media.control.control import MediaControl
from audiencia.operations import workers
from tests.integration.signaling.scenes import begin_call, open_desk
from tests.integration.workers.pair import Pair
from tests.support.audience import People, until
from tests.support.stage import Stage


async def test_a_worker_ends_when_its_last_call_has_ended_and_not_before(pair: Pair, crowd: People) -> None:
    settings, (first, second) = pair.audience.settings, pair.names
    _, there = await pair.two_departments()
    citizen, director = await crowd.citizen(there), await open_desk(crowd, there)
    async with Stage(citizen) as person, Stage(director) as desk:
        await asyncio.gather(person.connect(), desk.connect())
        await begin_call(citizen, director)
        with pytest.raises(Stop, match=second):
            await workers.end(settings, second)
        assert await workers.drain(settings, "2", True) == second
        told: list[int] = []
        waiting = asyncio.create_task(workers.until_empty(settings, second, told.append))
        await until(lambda: told == [1], "the number of calls")
        with pytest.raises(Stop):
            await workers.end(settings, second)
        await director.end_call()
        await asyncio.wait_for(waiting, 90)
        assert told == [1, 0]
    process = pair.audience.processes["media-2"]
    await workers.end(settings, second)
    await asyncio.to_thread(process.join, 90)
    assert process.exitcode == 0
    lines = [workers.in_words(one) for one in await workers.report(settings)]
    assert lines[0].startswith(f"1  {first}  ")
    assert lines[1] in (f"2  {second}  no responde", f"2  {second}  does not answer")
    with pytest.raises(Stop):
        await workers.drain(settings, second, True)
    await director.record_outcome()


async def test_one_that_takes_rooms_or_is_not_known_is_left_alone(pair: Pair) -> None:
    settings = pair.audience.settings
    for wrong in ("3", "0", "nobody:1"):
        with pytest.raises(Stop, match=pair.names[0]):
            workers.named(settings, wrong)
    with pytest.raises(Stop):
        await workers.end(settings, pair.names[0])
    assert settings.media_secret is not None
    async with MediaControl(f"http://{pair.names[0]}", "another secret") as control:
        with pytest.raises(Exception, match="media_unavailable"):
            await control.drain()
    assert not (await pair.state(pair.names[0])).draining

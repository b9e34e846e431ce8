"""Who connects to the media worker before the call: those whose call is near."""

from audiencia.queue.domain.connecting import NEAR_PLACES
from tests.support.audience import People
from tests.support.citizen_client import CitizenClient

HERE = "agua"


async def connects(citizen: CitizenClient) -> None:
    await citizen.wait_for(lambda view: view.media.boot is not None, "where to connect")


async def test_who_is_far_back_is_told_where_to_connect_once_the_call_is_near(people: People) -> None:
    first, *_, last = [await people.citizen(HERE) for _ in range(NEAR_PLACES + 1)]
    await connects(first)
    assert last.view.line is not None
    assert last.view.line.place == NEAR_PLACES + 1
    assert last.view.media.boot is None
    await first.leave()
    await connects(last)
    assert last.view.line.place == NEAR_PLACES

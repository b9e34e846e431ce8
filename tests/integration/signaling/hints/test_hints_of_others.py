"""Two installations on one Redis: neither hears the other."""

import asyncio

import pytest

from audiencia.core.ids import PartyId, QueueId, StaffId
from audiencia.signaling.hints import hints
from audiencia.signaling.hints.hints import Hints
from audiencia.signaling.hints.keys import Handed


async def test_hints_of_another_installation_are_not_heard(valkey_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hints, "TIMEOUT_SECONDS", 60)  # a message that is late is not sent again
    heard: asyncio.Queue[tuple[int, int]] = asyncio.Queue()
    ours, theirs = Hints(valkey_url, "ours"), Hints(valkey_url, "theirs")
    ended: list[StaffId] = []
    keys: list[Handed] = []
    running = [
        asyncio.create_task(
            ours.listen(lambda queue_id, version: heard.put_nowait((queue_id, version)), ended.extend, keys.append)
        ),
        asyncio.create_task(ours.run()),
        asyncio.create_task(theirs.run()),
    ]
    try:
        async with asyncio.timeout(90):
            version = 0
            while heard.empty():  # until it has subscribed
                version += 1
                theirs.publish({QueueId(1): version})
                ours.publish({QueueId(2): version})
                await asyncio.sleep(0.01)
        theirs.publish({QueueId(1): version + 1})
        await theirs.publish_signed_out([StaffId(3)])
        await ours.publish_signed_out([StaffId(4), StaffId(5)])
        said = Handed("here", (PartyId("room:1"),), {"body": "b2s"})
        assert await theirs.publish_keys(Handed("there", (PartyId("room:1"),), {"body": "bm8"}))
        assert await ours.publish_keys(said)
        ours.publish({QueueId(2): version + 1})
        async with asyncio.timeout(90):
            found = set()
            while (2, version + 1) not in found:
                found.add(await heard.get())
        assert {queue_id for queue_id, _ in found} == {2}
        assert ended == [4, 5]
        assert keys == [said]
    finally:
        for task in running:
            task.cancel()
        await ours.close()
        await theirs.close()

"""Firefox takes part: it writes other offers than Chromium, and sends its SSRC and MID in other ways."""

import asyncio

import pytest

from audiencia.core.ids import RoomId
from tests.integration.media.page import served_page
from tests.integration.media.workers import both_ways, connected_client, own_address, route, running_worker
from tests.support.firefox import running_firefox
from tests.support.media_client import OF_TWO

TWO = ["microphone", "camera", "screen", *OF_TWO]


@pytest.mark.long
async def test_firefox_sends_and_receives() -> None:
    # Firefox never pairs its own address with a loopback address: the worker has to be reached by the machine's own.
    async with (
        running_worker(host="0.0.0.0", announce=own_address()) as worker,
        served_page(worker) as address,
        running_firefox() as running,
        connected_client(worker, "third") as third,
    ):
        firefox, other = await running.window(), await running.window()
        for browser, party in ((firefox, "fox"), (other, "other")):
            await browser.open(address)
            took = await browser.evaluate(f"connectAs('{party}', {TWO})")
            print(f"{party}: connected {took:.0f} ms after the offer was sent")
            assert await browser.evaluate("openDevices()") == 2
            await browser.evaluate("send(true)")
        await worker.control.put_room(RoomId(1), 1, both_ways("fox", "other"))
        for browser in (firefox, other):
            async with asyncio.timeout(45):
                while not await browser.evaluate(
                    "(async () => (await stats('video0')).frames > 10 && (await stats('audio0')).packets > 20)()"
                ):
                    await asyncio.sleep(0.05)
        third.send("microphone", b"third")
        more = [route("fox", "audio1", "third", "microphone"), route("fox", "video1", "other", "camera")]
        await worker.control.put_room(RoomId(1), 2, [*both_ways("fox", "other")[:3], *more])
        first = await firefox.evaluate("stats('audio0')")
        # The worker sends in the new slots for a while before the page has applied its answer.
        await firefox.evaluate("addSlots(['video1'], 600)")
        async with asyncio.timeout(45):
            while not await firefox.evaluate(
                "(async () => (await stats('video1')).frames > 10 && (await stats('audio1')).packets > 20)()"
            ):
                await asyncio.sleep(0.05)
        # What flowed before was not begun anew: Firefox counts from then.
        after = await firefox.evaluate("stats('audio0')")
        assert (after["ssrc"], after["packets"] > first["packets"]) == (first["ssrc"], True)
        await worker.control.put_room(RoomId(1), 3, both_ways("fox", "third"))
        await third.wait(lambda: third.slots["video0"].packets > 10 and third.slots["audio0"].packets > 10)

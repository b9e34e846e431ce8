"""Firefox takes part: it writes other offers than Chromium, and sends its SSRC and MID in other ways."""

import asyncio

from audiencia.core.ids import RoomId
from tests.integration.media.page import served_page
from tests.integration.media.workers import both_ways, connected_client, own_address, running_worker
from tests.support.firefox import running_firefox


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
            took = await browser.evaluate(f"connectAs('{party}')")
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
        await worker.control.put_room(RoomId(1), 2, both_ways("fox", "third"))
        await third.wait(lambda: third.slots["video0"].packets > 10 and third.slots["audio0"].packets > 10)

"""Real browsers through a real worker: who sees and hears whom, and that it ends when it is to end."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, async_playwright

from audiencia.core.ids import PartyId, RoomId
from audiencia.media.control.control import WorkerState
from tests.integration.media.cameras import write_camera
from tests.integration.media.page import served_page
from tests.integration.media.workers import Worker, both_ways, route
from tests.support.media_client import OF_TWO
from tests.support.priorities import keep_priorities

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
]  # fmt: skip
STARTS_MS = 180_000
"""For a browser, and for its first page, on a machine that is busy with other things."""
COLOURS = {"red": (200, 30, 30), "blue": (30, 30, 200), "green": (30, 160, 30)}
ROOM = RoomId(1)
NOTHING = {"frames": 0, "packets": 0, "ssrc": None, "energy": 0, "clock": False}
TWO = ["microphone", "camera", "screen", *OF_TWO]
AGREED = """(() => {
  const sends = all.camera.sender.getParameters(), receives = all.video0.receiver.getParameters();
  return { sends: sends.headerExtensions.map(one => one.uri), receives: receives.headerExtensions.map(one => one.uri),
           codecs: [sends, receives].map(one => one.codecs.map(codec => codec.mimeType)) };
})()"""


@pytest.fixture
async def people(worker: Worker, tmp_path: Path) -> AsyncIterator[dict[str, Page]]:
    """One Chromium process a colour, each connected to the worker with its camera closed."""
    keep_priorities()
    async with served_page(worker) as address, async_playwright() as playwright:
        pages = {}
        for name, rgb in COLOURS.items():
            camera = write_camera(tmp_path / f"{name}.mjpeg", *rgb)
            browser = await playwright.chromium.launch(
                executable_path=CHROMIUM,
                args=[*FLAGS, f"--use-file-for-fake-video-capture={camera}"],
                timeout=STARTS_MS,
            )
            pages[name] = await browser.new_page()
            await pages[name].goto(address, timeout=STARTS_MS)
            took = await pages[name].evaluate(f"connectAs('{name}', {TWO})")
            print(f"{name}: connected {took:.0f} ms after the offer was sent")
        yield pages
        for page in pages.values():
            assert page.context.browser is not None
            await page.context.browser.close()


async def until(page: Page, expression: str, timeout: float = 90) -> Any:
    """Evaluates until it is true, and gives the value."""
    async with asyncio.timeout(timeout):
        while not (value := await page.evaluate(expression)):
            await asyncio.sleep(0.03)
        return value


async def sees(viewer: Page, colour: str, slot: str = "video0") -> None:
    """Waits until the slot shows a picture in which this colour rules."""
    place = {"red": 0, "green": 1, "blue": 2}[colour]
    await until(
        viewer, f"(c => c && c[{place}] > 100 && c.every((v, i) => i === {place} || v < 100))(colour('{slot}'))"
    )


@pytest.mark.long
async def test_two_see_and_hear_each_other_then_another_takes_the_slot(worker: Worker, people: dict[str, Page]) -> None:
    red, blue, green = people["red"], people["blue"], people["green"]
    for page in people.values():
        assert await page.evaluate("stats('video0')") == NOTHING

    began = time.time()
    await worker.control.put_room(ROOM, 1, both_ways("red", "blue"))
    for page in people.values():
        assert await page.evaluate("openDevices()") == 2
    opened = time.time()
    await asyncio.gather(*(page.evaluate("send(true)") for page in people.values()))
    await asyncio.gather(sees(red, "blue"), sees(blue, "red"))
    for name, page in (("red", red), ("blue", blue)):
        first = float(await page.evaluate("document.getElementById('video0').dataset.firstFrame")) / 1000
        print(
            f"{name}: first frame {1000 * (first - opened):.0f} ms after sending began, {first - began:.2f} s after the route"
        )
    for page in (red, blue):
        await until(page, "stats('audio0').then(s => s.packets > 20 && s.energy > 0)")
    assert (await green.evaluate("stats('video0')"))["packets"] == 0
    # Sender reports have come through: without them sound and picture would not be played in step.
    for slot in ("audio0", "video0"):
        await until(red, f"stats('{slot}').then(s => s.clock)")

    # What repairs losses and measures lines has been agreed on.
    for page in (red, blue):
        agreed = await page.evaluate(AGREED)
        assert any("transport-wide-cc" in uri for uri in agreed["sends"])
        assert any("abs-send-time" in uri for uri in agreed["receives"])
        assert all("video/rtx" in codecs for codecs in agreed["codecs"])

    await worker.control.put_room(ROOM, 2, [route("red", "video0", "green", "camera")])
    switched = time.time()
    await sees(red, "green")
    print(f"red: saw the other source {1000 * (time.time() - switched):.0f} ms after the switch")
    await until(red, "stats('video0').then(s => s.frames > 10)")

    await worker.control.put_room(ROOM, 3, [])
    # From then on the worker sends nothing, however much comes.
    before = await worker.control.state()
    after = await worker.until(partial(more_came, {peer.party: peer.packets_in for peer in before.peers}))
    assert {one.party: one.packets_out for one in after.peers} == {one.party: one.packets_out for one in before.peers}


async def test_slots_for_a_third_come_beside_the_picture_that_goes_on(worker: Worker, people: dict[str, Page]) -> None:
    red = people["red"]
    await asyncio.gather(*(page.evaluate("openDevices()") for page in people.values()))
    await asyncio.gather(*(page.evaluate("send(true)") for page in people.values()))
    await worker.control.put_room(ROOM, 1, both_ways("red", "blue"))
    await sees(red, "blue")
    third = [route("red", "audio1", "green", "microphone"), route("red", "video1", "green", "camera")]
    await worker.control.put_room(ROOM, 2, [*both_ways("red", "blue"), *third])
    before, first = await red.evaluate("transport()"), await red.evaluate("stats('audio0')")
    # The worker sends in the new slots for a while before the page has applied its answer.
    await red.evaluate("addSlots(['video1'], 600)")
    await sees(red, "green", "video1")
    await until(red, "stats('audio1').then(s => s.packets > 20 && s.energy > 0)")
    assert await red.evaluate("transport()") == before
    after = await red.evaluate("stats('audio0')")
    assert (after["ssrc"], after["packets"] > first["packets"]) == (first["ssrc"], True)
    await sees(red, "blue")


def more_came(sent: Mapping[PartyId, int], state: WorkerState) -> bool:
    """Whether everybody sent some more since."""
    return all(peer.packets_in > sent[peer.party] + 20 for peer in state.peers)

"""What other codecs than VP8 would bring and cost a call: the picture of somebody who talks, at 240 kbit/s.

    python -m benchmarks.picture [--quick] [--json FILE]

Chromium calls itself with the scene of `benchmarks.scene`, 640x480 at 24 pictures a second, over its own encoders as in a call of
the product (CBR, no scaling): VP8, VP9, AV1 and H.264 in turns, each for a camera without noise (`clean`), one by daylight
(`day`) and one in a room (`room`). The first six seconds, in which the estimate of the line grows, do not count.

- `{codec}_{camera}_psnr_db`, `_ssim`: of the brightness, each picture that arrived against its own source (SSIM: Wang et al. 2004,
  blocks of 8 pixels);
- `{codec}_{camera}_gain_db`: how much better than VP8's in the same round, median;
- `{codec}_{camera}_encode_ratio`: time that a picture is in the encoder (`totalEncodeTime`), to VP8's in the same round, median;
- `{codec}_{camera}_kbit`: what was sent, without headers.

H.264 is OpenH264 here; the encoder of a telephone's hardware is another, which no machine without one can say anything about.
"""

import asyncio
import shutil
import statistics
import sys
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
from aiohttp import web
from playwright.async_api import Page, async_playwright

from benchmarks.harness import options, report
from benchmarks.scene import HEIGHT, SECONDS, WIDTH, brightness
from tests.browser.chromium import FLAGS

CODECS = ("VP8", "VP9", "AV1", "H264")
CAMERAS = {"clean": 0.0, "day": 2.0, "room": 5.0}
"""Standard deviation of the sensor's noise, of 255."""
RATE = 24
"""Pictures a second, as the product asks of a camera (`web/src/devices.ts`)."""
SIZE = {"width": WIDTH, "height": HEIGHT, "rate": RATE, "bitrate": 240_000, "count": SECONDS * RATE}
CALL_SECONDS, LEFT_OUT_SECONDS = 14, 6
ROUNDS, QUICK_ROUNDS = 3, 1
PROGRAM = Path(__file__).with_suffix(".js")
Figures = dict[str, float]


async def main() -> int:
    """Measures all of it; gives the exit code."""
    given = options(__doc__ or "")
    if shutil.which("chromium") is None:
        print("Chromium is missing: apt-get install chromium", file=sys.stderr)
        return 1
    results: Figures = {}
    for camera, noise in {"day": CAMERAS["day"]}.items() if given.quick else CAMERAS.items():
        rounds = await _of_camera(noise, QUICK_ROUNDS if given.quick else ROUNDS)
        for codec in rounds[0]:
            for name, values in _compared(codec, rounds).items():
                results[f"{codec.lower()}_{camera}_{name}"] = round(statistics.median(values), 3)
    report(results, {}, given.json)
    return 0


async def _of_camera(noise: float, rounds: int) -> list[dict[str, Figures]]:
    """Each round: what was measured of each codec that this browser has."""
    pictures = b"".join(_i420(one) for one in brightness(1, RATE, noise))
    async with _page(pictures) as page:
        codecs = [one for one in CODECS if await page.evaluate("canEncode", one)]
        return [{one: await _call(page, one) for one in codecs} for _ in range(rounds)]


async def _call(page: Page, codec: str) -> Figures:
    figures: Figures = await page.evaluate(
        "([codec, size, seconds, leaves]) => call(codec, size, seconds, leaves)",
        [codec, SIZE, CALL_SECONDS, LEFT_OUT_SECONDS],
    )
    return figures


def _compared(codec: str, rounds: list[dict[str, Figures]]) -> dict[str, list[float]]:
    """The figures of one codec, and those beside VP8, one of each round."""
    found: dict[str, list[float]] = defaultdict(list)
    for one in rounds:
        ours, usual = one[codec], one["VP8"]
        for name in ("psnr_db", "ssim", "kbit"):
            found[name].append(ours[name])
        if codec != "VP8":
            found["gain_db"].append(ours["psnr_db"] - usual["psnr_db"])
            found["encode_ratio"].append(ours["encode_ms"] / usual["encode_ms"])
    return found


def _i420(picture: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> bytes:
    """In the range of video (16 to 235), without colour."""
    light = (picture * np.float32(219 / 255) + 16).astype(np.uint8)
    return light.tobytes() + bytes([128]) * (picture.size // 2)


@asynccontextmanager
async def _page(pictures: bytes) -> AsyncIterator[Page]:
    """A page that has them, of a server of this machine: browsers encode for secure origins alone."""

    async def give(_: web.Request) -> web.Response:
        return web.Response(body=pictures, content_type="application/octet-stream")

    async def start(_: web.Request) -> web.Response:
        return web.Response(
            text=f"<!doctype html><script>{PROGRAM.read_text('utf-8')}</script>", content_type="text/html"
        )

    app = web.Application()
    app.router.add_get("/", start)
    app.router.add_get("/pictures", give)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
            page = await browser.new_page()
            await page.goto(f"http://127.0.0.1:{runner.addresses[0][1]}/")
            await page.evaluate("prepare", SIZE)
            yield page
            await browser.close()
    finally:
        await runner.cleanup()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))

"""What an offer weighs, and how long a page takes to negotiate it: with the m-lines of a call of two, and with all 14.

    python -m benchmarks.offers [--quick] [--json FILE]

Chromium makes connections as the product's pages do (`web/src/rtc_layout.ts`), to a real worker, with 7 and 14 m-lines in turns.
Timed are `createOffer`, `setLocalDescription` and `setRemoteDescription` together, without the way to the server. Once more with
the page's processor time throttled to a sixth, as on a cheap telephone; threads of WebRTC itself are not throttled by that.
"""

import asyncio
import subprocess

from playwright.async_api import Page, async_playwright

from audiencia.core.ids import PartyId, PeerId
from audiencia.media.control.control import Layout
from benchmarks.harness import options, percentile, report, show_samples
from tests.integration.media.test_browsers import CHROMIUM, FLAGS
from tests.integration.media.workers import Worker, running_worker
from tools.build_web import WEB, node_binary

ROUNDS, QUICK = 20, 5
LINES = (7, 14)
THROTTLED = 6
STRIP = "console.log(require('module').stripTypeScriptTypes(require('fs').readFileSync(0, 'utf8')))"
SCRIPT = """
window.begin = async lines => {
  window.pc?.close();
  const pc = window.pc = new RTCPeerConnection({iceServers: [], bundlePolicy: 'max-bundle'});
  const began = performance.now();
  for (const {kind, direction} of LAYOUT.slice(0, lines)) {
    const wanted = kind === 'audio' ? ['audio/opus'] : ['video/vp8', 'video/rtx'];
    const {codecs} = RTCRtpReceiver.getCapabilities(kind);
    pc.addTransceiver(kind, {direction}).setCodecPreferences(codecs.filter(one => wanted.includes(one.mimeType.toLowerCase())));
  }
  await pc.setLocalDescription(await pc.createOffer());
  window.took = performance.now() - began;
  return [sparing(pc.localDescription.sdp), LAYOUT.slice(0, lines).map(({name}) => name)];
};
window.end = async sdp => {
  const began = performance.now();
  await pc.setRemoteDescription({type: 'answer', sdp});
  return took + performance.now() - began;
};
"""


async def negotiate(page: Page, worker: Worker, number: int, lines: int) -> tuple[int, int, float]:
    """Characters of the offer and of the answer, and milliseconds."""
    sdp, slots = await page.evaluate("begin", lines)
    answer = await worker.control.put_peer(PeerId(f"p-{number}"), PartyId(f"p-{number}"), sdp, layout=Layout(slots))
    took = await page.evaluate("end", answer.sdp)
    return len(sdp), len(answer.sdp), took


def layout_script() -> str:
    """The page's own layout and the way it writes offers, as a script."""
    source = (WEB / "src" / "rtc_layout.ts").read_text("utf-8")
    run = subprocess.run(
        [node_binary(), "-e", STRIP], input=source, text=True, capture_output=True, check=True
    )  # fmt: skip
    return run.stdout.replace("export ", "") + SCRIPT


async def measure(script: str, rounds: int) -> dict[str, list[float]]:
    """Samples by what was measured."""
    found: dict[str, list[float]] = {}
    async with running_worker() as worker, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page()
        await page.add_script_tag(content=script)
        devtools = await page.context.new_cdp_session(page)
        number = 0
        for rate in (1, THROTTLED):
            await devtools.send("Emulation.setCPUThrottlingRate", {"rate": rate})
            for turn in range(rounds + 1):
                for lines in LINES:
                    number += 1
                    offered, answered, took = await negotiate(page, worker, number, lines)
                    if turn:  # the first warms up
                        found.setdefault(f"{lines}_lines{'_throttled' if rate > 1 else ''}_ms", []).append(took)
                    found[f"{lines}_lines_offer_characters"] = [offered]
                    found[f"{lines}_lines_answer_characters"] = [answered]
        await browser.close()
    return found


def main() -> None:
    """Measures and reports."""
    given = options(__doc__ or "")
    samples = asyncio.run(measure(layout_script(), QUICK if given.quick else ROUNDS))
    show_samples(
        "Negotiating, without the way to the server", {name: of for name, of in samples.items() if "_ms" in name}
    )
    results = {name: percentile(values, 50) for name, values in samples.items()}
    report(results, {}, given.json)


if __name__ == "__main__":
    main()

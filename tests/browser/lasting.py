"""Keeps a call up for as long as a soak asks, and prints how its pictures, sound and memory went from its beginning to its end."""

import json
import os
import time
from collections.abc import Awaitable, Callable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.browser.probe import Page

CALL_SECONDS = int(os.environ.get("AUDIENCIA_CALL_SECONDS", "0"))
WATCH = """(() => {
    window.unsealed = 0;
    let was = true;
    new MutationObserver(() => {
        const is = document.querySelector("[data-testid=secrecy]")?.dataset.kind === "sealed";
        if (was && !is) window.unsealed++;
        was = is;
    }).observe(document.body, { subtree: true, childList: true, attributes: true });
})()"""
COUNTS = """(async () => {
    const streams = {};
    for (const stat of (await probe.live().getStats()).values()) {
        if (stat.type !== "inbound-rtp" || !stat.packetsReceived) continue;
        streams[stat.kind] = {
            at: performance.now(), packets: stat.packetsReceived, lost: stat.packetsLost,
            frames: stat.framesDecoded ?? 0, dropped: stat.framesDropped ?? 0,
            delay: stat.jitterBufferDelay ?? 0, emitted: stat.jitterBufferEmittedCount ?? 0,
        };
    }
    return { streams, unsealed: window.unsealed };
})()"""
Counts = dict[str, Any]


async def lasts(sealed: Callable[[], Awaitable[object]], pages: Mapping[str, Page]) -> None:
    """Asks `sealed` once, and in a soak again and again until its end."""
    await sealed()
    if not CALL_SECONDS:
        return
    for page in pages.values():
        await page.evaluate(WATCH)
    until, asked = time.monotonic() + CALL_SECONDS, 0
    told = [await _counts(pages)]
    try:
        while time.monotonic() < until:
            await sealed()
            asked += 1
            if time.monotonic() > until - CALL_SECONDS * (1 - len(told) / 10):
                told.append(await _counts(pages))
    finally:
        told.append(await _counts(pages))
        _print(asked, told)


async def _counts(pages: Mapping[str, Page]) -> Counts:
    return {"memory": _memory(), **{who: await page.evaluate(COUNTS) for who, page in pages.items()}}


def _memory() -> dict[str, int]:
    """Megabytes of the processes below this one, by program (proc_pid_status(5), VmRSS)."""
    status = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            lines = (folder / "status").read_text().splitlines()
        except OSError:
            continue
        status[int(folder.name)] = dict(line.split(":", 1) for line in lines if ":" in line)
    found: dict[str, int] = {}
    for pid, fields in status.items():
        above = pid
        while above in status and above != os.getpid():
            above = int(status[above]["PPid"])
        if above == os.getpid() and "VmRSS" in fields:
            name = fields["Name"].strip()
            found[name] = found.get(name, 0) + int(fields["VmRSS"].split()[0]) // 1024
    return found


def _print(asked: int, told: list[Counts]) -> None:
    """Each stream's frames and packets, and the milliseconds that they waited to be played, in each tenth."""
    print(json.dumps({"seconds": CALL_SECONDS, "asked": asked, "memory": [told[0]["memory"], told[-1]["memory"]]}))
    for who in told[0]:
        if who == "memory":
            continue
        print(who, "was not sealed", told[-1][who]["unsealed"])
        for kind in told[0][who]["streams"]:
            steps = [one[who]["streams"][kind] for one in told]
            print(" ", kind, _span(steps[0], steps[-1]), "waited", [_waited(*pair) for pair in pairwise(steps)])


def _span(first: Counts, last: Counts) -> Counts:
    seconds = (last["at"] - first["at"]) / 1000
    counts = {name: last[name] - first[name] for name in ("packets", "lost", "frames", "dropped")}
    return {**counts, "frames_per_second": round(counts["frames"] / seconds, 1)}


def _waited(first: Counts, last: Counts) -> int:
    """Mean milliseconds in the jitter buffer (W3C webrtc-stats, jitterBufferDelay)."""
    waited: float = last["delay"] - first["delay"]
    return round(1000 * waited / max(1, int(last["emitted"]) - int(first["emitted"])))

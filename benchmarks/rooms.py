"""What a room of several people costs the worker, and what one of them with a weak line costs the others.

    python -m benchmarks.rooms [--people N] [--quick] [--json FILE]

`people` (6: an offer has slots for five others) in one room of a real worker: each sends what a client of `benchmarks.forward` sends,
and sees and hears all others; then so many rooms that the worker is busy for half of its core.

Then a call with all whom the product lets in today, a citizen and two directors, in real browsers: the line of the second director is
good and at 256 kbit/s by turns, and what the other two decode of each other is counted. `people` says nothing about that part.
"""

import asyncio
from collections.abc import Sequence
from itertools import permutations

from playwright.async_api import expect

from audiencia.core.ids import PartyId, RoomId
from audiencia.media.worker.routing_table import Limit, Route
from benchmarks.forward_load import LINE, host_of, pin
from benchmarks.forward_stage import LOAD_CORE, Measured, WorkerStage, pinned_worker
from benchmarks.harness import options, percentile, report
from benchmarks.impairments import Line
from benchmarks.networks_plan import GOOD
from benchmarks.networks_stage import STEADY_SECONDS, Stage, stage
from tests.browser.chromium import DESK, visit
from tests.browser.people import Citizen, Director
from tests.integration.media.workers import route

MOST = 6
SECOND = "tesoreria"
WEAK = Line(rate=256_000, delay=0.03, queue=0.25)
BOUNDS = {"us_per_packet": 15, "added_latency_p99_ms": 5}
FLOORS = {"decoded_kept_pct": 95}
OF_THE_FIRST = """async () => {
  for (const one of (await probe.live()?.getStats())?.values() ?? [])
    if (one.type === "inbound-rtp" && one.mid === "4") return [one.framesDecoded ?? 0, one.timestamp];
  return [0, 0];
}"""
"""Pictures decoded so far in `video0`, which is m-line 4 of a page (`web/src/rtc_layout.ts`), and when by the page's clock."""


class RoomStage(WorkerStage):
    """Rooms in which each has all others."""

    async def _begin(self, call: int) -> None:
        parties = [PartyId(host_of(n)) for n in range(self.people * call, self.people * (call + 1))]
        limits = [Limit(party, LINE) for party in parties]
        await self._control.put_room(RoomId(call + 1), 1, all_ways(parties), limits)


def all_ways(parties: Sequence[PartyId]) -> list[Route]:
    """Each sees and hears all others."""
    places = {viewer: [one for one in parties if one != viewer] for viewer in parties}
    return [
        route(viewer, f"{kind}{places[viewer].index(source)}", source, media)
        for viewer, source in permutations(parties, 2)
        for kind, media in (("audio", "microphone"), ("video", "camera"))
    ]


async def rooms(people: int, seconds: float) -> tuple[Measured, Measured]:
    """One room, and as many as keep the worker busy for half of its core."""
    async with pinned_worker() as worker:
        played = RoomStage(worker, people)
        one = await played.play(1, seconds)
        count, half = 1, one
        while half.busy < 0.45 and half.valid and not half.lost:
            count = max(count + 1, round(count * min(2.0, 0.5 / half.busy)))
            half = await played.play(count, seconds)
    return one, half


async def company(played: Stage) -> Director:
    """The call of the stage's citizen, with a second director in it."""
    second = Director(await visit(played.citizens, played.house.url, screen=DESK))
    await second.sign_in(f"direccion-{SECOND}", played.house.passwords[f"direccion-{SECOND}"])
    await second.open_room()
    await played.arrive()
    await played.talk()
    await played.director.press("transfer")
    await played.director.see(f"target-{SECOND}").check()
    await played.director.press("invite")
    await second.press("invitation-join")
    for person in (played.citizen, played.director):
        await expect(person.see("second-video")).to_be_visible()
    return second


async def decoded(pair: Sequence[Citizen | Director], seconds: float) -> float:
    """Pictures a second that these two decode of each other."""
    await asyncio.sleep(STEADY_SECONDS)
    before = [await one.page.evaluate(OF_THE_FIRST) for one in pair]
    await asyncio.sleep(seconds)
    after = [await one.page.evaluate(OF_THE_FIRST) for one in pair]
    rates = [1000 * (late[0] - early[0]) / (late[1] - early[1]) for early, late in zip(before, after, strict=True)]
    return float(sum(rates))


async def beside_a_weak_line(rounds: int, seconds: float) -> tuple[list[float], list[float]]:
    """What the other two decode of each other with a good line of the third, and with a weak one, by turns."""
    good: list[float] = []
    weak: list[float] = []
    async with stage() as played:
        second = await company(played)
        pair, name = (played.citizen, played.director), await played.name(second)
        for _ in range(rounds):
            for line, found in ((GOOD, good), (WEAK, weak)):
                await played.proxy.set(line, line, name)
                found.append(await decoded(pair, seconds))
        await played.proxy.set(GOOD, GOOD, name)
        await second.visitor.close()
    return good, weak


def main() -> None:
    """Measures and reports; an exception, and so an exit code, only when it could not measure."""
    asked = options(
        "What a room of several people costs the worker, and a weak line in it the others.", sizes=["people"]
    )
    people = asked.sizes.get("people", MOST)
    good, weak = asyncio.run(beside_a_weak_line(1 if asked.quick else 5, 5 if asked.quick else 10))
    pin(LOAD_CORE)
    one, half = asyncio.run(rooms(people, 2 if asked.quick else 8))
    results = {
        "people": people,
        "us_per_packet": one.us_per_packet,
        "busy_pct": 100 * one.busy,
        "added_latency_p50_ms": 1000 * percentile(one.round.latencies, 50),
        "added_latency_p99_ms": 1000 * percentile(one.round.latencies, 99),
        "us_per_packet_half_busy": half.us_per_packet,
        "rooms_half_busy": half.calls,
        "added_latency_p99_half_busy_ms": 1000 * percentile(half.round.latencies, 99),
        "lost": one.lost + half.lost,
        "generator_pct": 100 * half.round.generator,
        "decoded_fps_good": sum(good) / len(good) / 2,
        "decoded_fps_weak": sum(weak) / len(weak) / 2,
        "decoded_kept_pct": 100 * sum(weak) / sum(good),
    }
    report({name: round(value, 2) for name, value in results.items()}, BOUNDS, asked.json, FLOORS)


if __name__ == "__main__":
    main()

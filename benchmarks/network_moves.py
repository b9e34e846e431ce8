"""How soon a call is back when a browser's network becomes another: `python -m benchmarks.network_moves [--quick] [--json FILE]`.

The citizen's Chromium lives in a network namespace with two links to this machine; one goes down and the other comes up, with
another address, as when a telephone leaves the house. Needs root and `ip`; everything else is real, with HTTPS.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import async_playwright, expect

from audiencia.operations.addresses import own_address
from benchmarks.harness import options, percentile, report, show_samples
from benchmarks.namespace import ip, launch_inside, namespace, trust, use
from tests.browser.chromium import DESK, PHONE, TIMEOUT_MS, Studio, launch, visit
from tests.browser.installation import Installation, installation
from tests.browser.people import Citizen, Director, Matter
from tests.browser.probe import sees, until

DEPARTMENT, TOPIC = "obras-publicas", "baches"
BOUNDS = {"moved_p50_ms": 2000}
ROUNDS, QUICK_ROUNDS = 10, 3
BETWEEN_SECONDS = 5.0
UNDER_WAY_MS = 80
"""Frames that were received sooner after the move were sent before it."""


@dataclass
class Links:
    """The two of the namespace; one is up."""

    up: int = 0

    def move(self) -> None:
        """From now on it is the other one."""
        before, self.up = self.up, 1 - self.up
        ip("link", "set", f"bench{before}i", "down", inside=True)
        use(self.up)


@asynccontextmanager
async def talking(house: Installation, folder: Path) -> AsyncIterator[tuple[Citizen, Director]]:
    """A call under way, the citizen's browser in the namespace."""
    trusted = trust([house.data.lan / "server.pem"])
    studio = Studio(folder)
    async with async_playwright() as playwright:
        office = await launch(playwright.chromium, studio, "blue", more=(trusted,))
        phone = await launch_inside(playwright.chromium, studio, "red", trusted)
        citizen = Citizen(await visit(phone, house.url, screen=PHONE))
        await citizen.join(Matter(DEPARTMENT, TOPIC))
        director = Director(await visit(office, house.url, screen=DESK))
        login = f"direccion-{DEPARTMENT}"
        await director.sign_in(login, house.passwords[login])
        await director.open_room()
        await until(citizen.page, "!!probe.live()")
        await director.call_next()
        await citizen.answer()
        await sees(citizen.page, "blue")
        await sees(director.page, "red")
        yield citizen, director
        await phone.close()
        await office.close()


async def measure(rounds: int) -> list[float]:
    """Milliseconds from each move until both paint a frame that was received after it."""
    expect.set_options(timeout=TIMEOUT_MS)
    took: list[float] = []
    with namespace(2), TemporaryDirectory(prefix="audiencia-moves-") as folder:
        pair = Links()
        use(pair.up)
        async with (
            installation(lan=own_address(), quick=True) as house,
            talking(house, Path(folder)) as (citizen, director),
        ):
            for _ in range(rounds):
                await asyncio.sleep(BETWEEN_SECONDS)
                for one in (citizen, director):
                    await one.page.evaluate("probe.watchPainted()")
                    await until(one.page, "probe.painted().length > 5")
                began = time.time() * 1000
                pair.move()
                wanted = f"probe.paintedSince({began + UNDER_WAY_MS})"
                back = await asyncio.gather(*(until(one.page, wanted) for one in (citizen, director)))
                took.append(max(back) - began)
    return took


def main() -> None:
    """Measures and reports."""
    asked = options("A call while the browser's network becomes another.")
    took = asyncio.run(measure(QUICK_ROUNDS if asked.quick else ROUNDS))
    show_samples("Until both see each other again", {"moved": took})
    report({f"moved_p{part}_ms": round(percentile(took, part)) for part in (50, 95)}, BOUNDS, asked.json)


if __name__ == "__main__":
    main()

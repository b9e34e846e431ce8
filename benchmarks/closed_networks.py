"""How soon a page is connected where no UDP gets through: `python -m benchmarks.closed_networks [--quick] [--profile] [--json FILE]`.

The citizen's Chromium is in a network namespace out of which only some packets get, and nothing says so. Needs root, `ip`, `nft` and
coturn. Three such networks: one that lets the worker's TCP through, one that lets nothing but pages and TURN over TLS through, and
one that lets nothing but pages through, where the telephone is offered.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import trustme
from playwright.async_api import Browser, async_playwright, expect

from audiencia.operations.addresses import own_address
from benchmarks.harness import options, percentile, report, show_samples
from benchmarks.namespace import launch_inside, let_through, namespace, trust, use
from tests.browser.chromium import PHONE, TIMEOUT_MS, Studio, visit
from tests.browser.installation import Installation, installation
from tests.browser.people import Citizen, Matter
from tests.browser.probe import until
from tests.support import coturn

BOUNDS = {"tcp_max_ms": 2500, "turns_max_ms": 4000, "telephone_max_ms": 15_000}
ROUNDS, QUICK_ROUNDS = 10, 2
LIMITS: dict[str, int | str] = {"joins_per_address_per_hour": 100_000}

# Milliseconds since the page began to load, of each step of each connection, and of the telephone's being offered.
STEPS = """
  const steps = (window.steps = {});
  const note = (name) => (steps[name] ??= performance.now());
  let made = 0;
  window.RTCPeerConnection = class extends window.RTCPeerConnection {
    constructor(given) {
      super(given);
      const name = `${++made}${given.iceServers.length ? " relayed" : " direct"}`;
      note(`${name}: made`);
      this.addEventListener("icecandidate", ({ candidate }) => candidate?.type === "relay" && note(`${name}: allocated`));
      this.addEventListener("iceconnectionstatechange", () => note(`${name}: ice ${this.iceConnectionState}`));
      this.addEventListener("connectionstatechange", () => {
        note(`${name}: ${this.connectionState}`);
        if (this.connectionState === "connected") note("done");
      });
    }
    async setRemoteDescription(given) {
      note(`${made}: answered`);
      return super.setRemoteDescription(given);
    }
  };
  new MutationObserver(() => document.querySelector("[data-testid=no-media]") && note("done"))
    .observe(document, { childList: true, subtree: true });
"""


async def one(browser: Browser, home: str) -> Mapping[str, float]:
    """The steps of one person's page until it is connected, or offers the telephone."""
    visitor = await visit(browser, home, screen=PHONE)
    await visitor.context.add_init_script(f"(() => {{ {STEPS} }})();")
    citizen = Citizen(visitor)
    try:
        await citizen.join(Matter())
        await until(citizen.page, "!!window.steps.done")
        steps: Mapping[str, float] = await citizen.page.evaluate("window.steps")
        await citizen.leave()
        return steps
    finally:
        await visitor.close()


async def measure(browser: Browser, house: Installation, relay: coturn.Coturn, rounds: int) -> dict[str, list[float]]:
    """Milliseconds by network, and of each step in it as `network, step`."""
    pages = urlsplit(house.url).port
    assert pages is not None
    networks = {"tcp": (pages, house.media_port), "turns": (pages, relay.tls_port), "telephone": (pages,)}
    took: dict[str, list[float]] = defaultdict(list)
    for name, ports in networks.items():
        let_through(*ports)
        for _ in range(rounds):
            steps = await one(browser, house.url)
            took[name].append(steps["done"])
            for step, at in steps.items():
                took[f"{name}, {step}"].append(at)
    return took


async def play(rounds: int) -> dict[str, list[float]]:
    """Starts everything and measures."""
    expect.set_options(timeout=TIMEOUT_MS)
    host = own_address()
    with namespace(1), TemporaryDirectory(prefix="audiencia-closed-") as name:
        use(0)
        folder = Path(name)
        async with coturn.running(folder, trustme.CA(), host=host) as relay, async_playwright() as playwright:
            turn = {"TURN_URLS": relay.tls, "TURN_SECRET": coturn.SECRET}
            settings = {**turn, "MEDIA_HOST": host, "MEDIA_ANNOUNCE": host}
            async with installation(LIMITS, lan=host, settings=settings, quick=True) as house:
                trusted = trust([house.data.lan / "server.pem", folder / "turn.pem"])
                browser = await launch_inside(playwright.chromium, Studio(folder), "red", trusted)
                took = await measure(browser, house, relay, rounds)
                await browser.close()
    return took


def main() -> None:
    """Measures and reports."""
    asked = options("Connecting where no UDP gets through.")
    took = asyncio.run(play(QUICK_ROUNDS if asked.quick else ROUNDS))
    show_samples(
        "Since the page began to load", {name: took[name] for name in took if asked.profile or "," not in name}
    )
    whole: dict[str, float] = {}
    for name in (one for one in took if "," not in one):
        whole |= {f"{name}_p50_ms": round(percentile(took[name], 50)), f"{name}_max_ms": round(max(took[name]))}
    report(whole, BOUNDS, asked.json)


if __name__ == "__main__":
    main()

"""How soon a call is back when a browser's network becomes another: `python -m benchmarks.network_moves [--quick] [--json FILE]`.

The citizen's Chromium lives in a network namespace with two links to this machine; one goes down and the other comes up, with
another address, as when a telephone leaves the house. Needs root and `ip`; everything else is real, with HTTPS.
"""

import asyncio
import base64
import hashlib
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.async_api import async_playwright, expect

from audiencia.operations.addresses import own_address
from benchmarks.harness import options, percentile, report, show_samples
from tests.browser.chromium import DESK, PHONE, TIMEOUT_MS, Studio, launch, visit
from tests.browser.installation import Installation, installation
from tests.browser.people import Citizen, Director, Matter
from tests.browser.probe import sees, until

DEPARTMENT, TOPIC = "obras-publicas", "baches"
NAMESPACE = "audiencia-moves"
BOUNDS = {"moved_p50_ms": 2000}
ROUNDS, QUICK_ROUNDS = 10, 3
BETWEEN_SECONDS = 5.0
UNDER_WAY_MS = 80
"""Frames that were received sooner after the move were sent before it."""


def _ip(*words: str, inside: bool = False) -> None:
    subprocess.run(["ip", *(["-n", NAMESPACE] if inside else []), *words], check=True)


@dataclass
class Links:
    """The two of the namespace, `10.77.0.0/24` and `10.77.1.0/24`; one is up."""

    up: int = 0

    def move(self) -> None:
        """From now on it is the other one."""
        before, self.up = self.up, 1 - self.up
        _ip("link", "set", f"moves{before}i", "down", inside=True)
        self.use()

    def use(self) -> None:
        """Everything goes by the one that is up."""
        _ip("link", "set", f"moves{self.up}i", "up", inside=True)
        _ip("route", "replace", "default", "via", f"10.77.{self.up}.1", inside=True)


@contextmanager
def links() -> Iterator[Links]:
    """Makes namespace and links; they are gone at the end."""
    _ip("netns", "add", NAMESPACE)
    try:
        _ip("link", "set", "lo", "up", inside=True)
        for number in (0, 1):
            outer, inner = f"moves{number}", f"moves{number}i"
            _ip("link", "add", outer, "type", "veth", "peer", "name", inner, "netns", NAMESPACE)
            _ip("addr", "add", f"10.77.{number}.1/24", "dev", outer)
            _ip("link", "set", outer, "up")
            _ip("addr", "add", f"10.77.{number}.2/24", "dev", inner, inside=True)
        made = Links()
        made.use()
        yield made
    finally:
        # A browser's last process may hold the namespace for a while, and with it the links' inner ends.
        for number in (0, 1):
            subprocess.run(["ip", "link", "del", f"moves{number}"], check=False, capture_output=True)
        _ip("netns", "del", NAMESPACE)


@asynccontextmanager
async def talking(house: Installation, folder: Path) -> AsyncIterator[tuple[Citizen, Director]]:
    """A call under way, the citizen's browser in the namespace."""
    key = x509.load_pem_x509_certificate((house.data.lan / "server.pem").read_bytes()).public_key()
    digest = hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()
    trust = f"--ignore-certificate-errors-spki-list={base64.b64encode(digest).decode()}"
    studio = Studio(folder)
    async with async_playwright() as playwright:
        office = await launch(playwright.chromium, studio, "blue", more=(trust,))
        program = folder / "chromium"
        program.write_text(f'#!/bin/sh\nexec ip netns exec {NAMESPACE} chromium "$@"\n')
        program.chmod(0o755)
        phone = await launch(playwright.chromium, studio, "red", more=(trust,), program=str(program))
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
    with links() as pair, TemporaryDirectory(prefix="audiencia-moves-") as folder:
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

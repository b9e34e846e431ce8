"""What a waiting person keeps in the server's memory, and what strangers' requests cost before anybody is signed in.

    python -m benchmarks.cheap_requests [--quick] [--json FILE]

`audiencia serve` as it is, seen from outside: memory and processor time are those of its web process. Clients offer
`permessage-deflate`, as browsers do.

- waiting_person_kb: private memory for each person who joined one line and has the waiting page's socket open, each with a
  browser of their own; the growth from the first people (`WARM`), who stay, to all of them;
- frame_before_sign_in_ms: processor time for a compressed frame of some 280 bytes that inflates to 244 KiB, on a socket that has
  joined no namespace: the most of three kinds of sender (foreign `Origin`, no cookie, a ticket's cookie). What the same
  connection costs without the frame is taken off; whoever is refused sends the frame behind the handshake;
- refused_*_ms: processor time for a handshake that is refused, the connection included;
- anonymous_ms, before_sign_in_ms: processor time for the dearest request that anybody may make, and for the dearest that is
  refused because nobody is signed in (`benchmarks.cheap_pages`).
"""

import asyncio
import base64
import os
import secrets
import statistics
import sys
import zlib
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

from yarl import URL

from audiencia.simulation.citizen import CitizenClient
from benchmarks import cheap_pages
from benchmarks.harness import options, report
from benchmarks.processor import cost
from tests.browser.installation import Installation, installation

BOUNDS = {"waiting_person_kb": 60.0, "frame_before_sign_in_ms": 0.2, "anonymous_ms": 50.0, "before_sign_in_ms": 5.0}
LIMITS = {"joins_per_address_per_hour": 100_000, "queue_cap": 2000}
DEPARTMENT, TOPIC = "agua", "fugas"
TICKET = "__Host-turno"
WARM, PEOPLE, QUICK_PEOPLE, AT_ONCE = 40, 300, 20, 8
SETTLE_SECONDS, LOOKS = 6.0, 8
ROUNDS, QUICK_ROUNDS, PER_ROUND = 8, 2, 25
TIMES, QUICK_TIMES = 20, 3
ANSWER_SECONDS = 20.0
INFLATED = 244 * 1024
PING = b"\x89\x80\x00\x00\x00\x00"


async def main() -> int:
    """Runs all of it; gives the exit code."""
    given = options(__doc__ or "")
    async with installation(LIMITS) as house, AsyncExitStack() as stack:
        results = await _strangers(house, stack, QUICK_ROUNDS if given.quick else ROUNDS)
        results |= await cheap_pages.measure(house, QUICK_TIMES if given.quick else TIMES)
        results |= {"waiting_person_kb": await _waiting(house, stack, QUICK_PEOPLE if given.quick else PEOPLE)}
    report({name: round(value, 3) for name, value in results.items()}, BOUNDS, given.json)
    return 0


async def _waiting(house: Installation, stack: AsyncExitStack, people: int) -> float:
    """Kilobytes (of 1000 bytes) of the web process for each person who came after the first."""
    pid = house.pid("web")
    await _come(house, stack, WARM)
    before = await _settled(pid)
    await _come(house, stack, people)
    return (await _settled(pid) - before) / people / 1000


async def _come(house: Installation, stack: AsyncExitStack, people: int) -> None:
    """So many join and open their socket, a few at once."""
    places = asyncio.Semaphore(AT_ONCE)

    async def one() -> None:
        async with places:
            client = await stack.enter_async_context(CitizenClient(house.url))
            await client.join(DEPARTMENT, TOPIC, name="Ana Núñez", matter="Una fuga de agua en la esquina")
            await client.connect()

    await asyncio.gather(*(one() for _ in range(people)))


async def _settled(pid: int) -> int:
    """Private bytes once nobody joins any more: the middle of some looks, because garbage comes and goes."""
    await asyncio.sleep(SETTLE_SECONDS)
    seen = []
    for _ in range(LOOKS):
        seen.append(private_bytes(pid))
        await asyncio.sleep(1)
    return int(statistics.median(seen))


def private_bytes(pid: int) -> int:
    """The memory that would be free if the process ended (USS)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8").splitlines()
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Private_"))


@dataclass
class Kind:
    """One kind of sender, and the processor time of each connection, by whether it sent the frame."""

    name: str
    headers: Mapping[str, str]
    refused: bool = False
    plain: list[float] = field(default_factory=list)
    framed: list[float] = field(default_factory=list)


async def _strangers(house: Installation, stack: AsyncExitStack, rounds: int) -> dict[str, float]:
    citizen = await stack.enter_async_context(CitizenClient(house.url))
    await citizen.join(DEPARTMENT, TOPIC, name="Ana Núñez", matter="Una fuga de agua en la esquina")
    ticket = {"Cookie": f"{TICKET}={citizen.browser.cookie(TICKET)}"}
    kinds = [
        Kind("foreign_origin", {"Origin": "https://elsewhere.example", **ticket}),
        Kind("no_cookie", {"Origin": house.url}),
        Kind("ticket", {"Origin": house.url, **ticket}),
    ]
    for _ in range(rounds + 1):  # the first one warms up
        for kind in kinds:
            await _round(house, kind)
    results = {}
    for kind in kinds:
        plain, framed = statistics.median(kind.plain[1:]), statistics.median(kind.framed[1:])
        results[f"frame_{kind.name}_ms"] = framed - plain
        results[f"{'refused' if kind.refused else 'opened'}_{kind.name}_ms"] = plain
    worst = max(value for name, value in results.items() if name.startswith("frame_"))
    return {"frame_before_sign_in_ms": worst, **results}


async def _round(house: Installation, kind: Kind) -> None:
    pid, url = house.pid("web"), URL(house.url)

    async def send(what: bytes) -> None:
        for _ in range(PER_ROUND):
            kind.refused = not await _connection(url, kind.headers, what)

    kind.plain.append(await cost(pid, lambda: send(PING), PER_ROUND))
    kind.framed.append(await cost(pid, lambda: send(COMPRESSED + PING), PER_ROUND))


async def _connection(url: URL, headers: Mapping[str, str], what: bytes) -> bool:
    """Opens a socket and sends `what` behind the handshake; whether it was upgraded. Returns when the server has seen all."""
    async with asyncio.timeout(ANSWER_SECONDS):
        reader, writer = await asyncio.open_connection(url.host, url.port)
        try:
            writer.write(_handshake(url, headers))
            head = await reader.readuntil(b"\r\n\r\n")
            upgraded = head.startswith(b"HTTP/1.1 101")
            writer.write(what)
            if upgraded:
                await _until_pong(reader)
            return upgraded
        finally:
            writer.close()


async def _until_pong(reader: asyncio.StreamReader) -> None:
    """Until the answer to our ping, which comes after all before it, or the end of the connection."""
    try:
        while True:
            kind, size = await reader.readexactly(2)
            long = {126: 2, 127: 8}.get(size, 0)
            await reader.readexactly(int.from_bytes(await reader.readexactly(long), "big") if long else size)
            if kind & 0x0F == 0x0A:
                return
    except (asyncio.IncompleteReadError, ConnectionError):
        return


def _handshake(url: URL, headers: Mapping[str, str]) -> bytes:
    lines = {
        "Host": f"{url.host}:{url.port}",
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits",
        **headers,
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n{head}\r\n".encode()


def _compressed() -> bytes:
    """A text frame with RSV1 (RFC 7692): an event of so many zeros."""
    text = "42[" + ",".join("0" * ((INFLATED - 4) // 2)) + "]"
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(text.encode()) + packer.flush(zlib.Z_SYNC_FLUSH)
    payload = packed.removesuffix(b"\x00\x00\xff\xff")
    mask = secrets.token_bytes(4)
    masked = bytes(one ^ mask[at % 4] for at, one in enumerate(payload))
    return b"\xc1" + bytes([0x80 | 126]) + len(payload).to_bytes(2, "big") + mask + masked


COMPRESSED = _compressed()

if __name__ == "__main__":
    sys.exit(asyncio.run(main()))

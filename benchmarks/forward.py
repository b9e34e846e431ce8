"""What forwarding costs: processor time for each packet, added latency, and how many calls one core holds.

    python -m benchmarks.forward [--quick] [--json FILE] [--peer janus [--janus PATH]]

A real worker process on one core; on the other one a process with many clients, connected by real ICE and DTLS-SRTP. In
each call two of them send each other 50 packets of sound and 100 packets of video (1.1 kB) a second, with reports,
feedback on each packet, requests for lost packets and the cache all at work. The load is chosen so that the worker is busy
for 10, 50 and 90 % of its core; then calls are added until packets are lost. A round in which the clients' process needed
more than 85 % of its own core says nothing and is left out. In the same run two floors are measured: a process that only
receives and sends the same packets, and one that also decrypts and encrypts them.
"""

import asyncio
import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

from rich.console import Console
from rich.table import Table

from audiencia.operations.free_ports import free_port
from benchmarks.forward_beside import beside, bounds, results
from benchmarks.forward_floor import fixed_keys
from benchmarks.forward_load import Client, Load, Wire, host_of, pin
from benchmarks.forward_stage import (
    LOAD_CORE,
    WORKER_CORE,
    Measured,
    Stage,
    WorkerStage,
    cpu_of,
    measure,
    pinned_worker,
)
from benchmarks.harness import Options, options, percentile, report
from benchmarks.peers.janus import janus_or_say
from tests.integration.media.raw_peer import new_ssrcs

STEPS = (10, 50, 90)
BOUNDS = {"us_per_packet": 15, "us_per_stranger": 5, "added_latency_p99_ms": 5}
FLOORS = {"calls_per_core": 100, "packets_per_second_out": 60_000}
MOST_CALLS = 400
TRIES = 3


def show(rounds: dict[str, Measured]) -> None:
    """All rounds, for people."""
    table = Table(title="Rounds", title_justify="left")
    columns = ("", "calls", "busy %", "us/packet", "packets/s", "lost", "p50 ms", "p99 ms", "generator %", "late ms")
    for heading in columns:
        table.add_column(heading, justify="left" if not heading else "right")
    for name, one in rounds.items():
        times = one.round.latencies or [0.0]
        table.add_row(
            name, str(one.calls), f"{100 * one.busy:.0f}", f"{one.us_per_packet:.1f}",
            f"{one.round.received / one.round.seconds:.0f}", str(one.lost), f"{1000 * percentile(times, 50):.2f}",
            f"{1000 * percentile(times, 99):.2f}", f"{100 * one.round.generator:.0f}{'' if one.valid else ' invalid'}",
            f"{1000 * one.round.lateness:.1f}",
        )  # fmt: skip
    Console(width=140).print(table)


@contextlib.contextmanager
def floor(kind: str) -> Iterator[tuple[int, int]]:
    """The process id and port of a floor."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.forward_floor", kind, str(port), str(WORKER_CORE)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        yield process.pid, port
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def measure_floor(kind: str, calls: int, seconds: float) -> Measured:
    """The same packets through a process that does the least."""
    with floor(kind) as (pid, port):
        wire = Wire()
        wire.tell_addresses(False)
        target = ("127.0.0.1", port)
        clients = [Client(host_of(n), target, fixed_keys(), new_ssrcs()) for n in range(2 * calls)]
        return measure(pid, Load(wire, clients), calls, seconds)


async def climb(stage: Stage, seconds: float, first: Measured) -> tuple[dict[str, Measured], Measured]:
    """The rounds at each step, and the last one without loss. Loads only grow: who is silent is sent away."""
    rounds, last = {}, first
    for percent in STEPS:
        for _ in range(TRIES):
            # A worker that is woken for each packet has more work with each of them: the load is approached in steps.
            calls = max(last.calls, round(last.calls * percent / 100 / max(last.busy, 0.001)))
            last = rounds[f"{percent} %"] = await stage.play(min(calls, MOST_CALLS), seconds)
            if last.busy > 0.9 * percent / 100:
                break
    best = max((one for one in rounds.values() if not one.lost and one.valid), key=lambda one: one.calls, default=first)
    calls = last.calls
    while calls < MOST_CALLS:
        calls = round(calls * 1.1)
        last = rounds[f"{calls} calls"] = await stage.play(calls, seconds)
        if last.lost or not last.valid:
            break
        best = last
    return rounds, best


def flood(pid: int, port: int, seconds: float) -> float:
    """Processor time of the worker for each datagram from an address that it does not know, in microseconds."""
    kinds = [
        b"\x80\x60" + bytes(1000), b"\x80\xc8" + bytes(100), b"\x16\xfe\xfd" + bytes(200),
        b"\0\1\0\x2c!\x12\xa4B" + bytes(12) + b"\0\6\0\x15" + b"f" * 16 + b":peer" + bytes(27),
    ]  # fmt: skip
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.connect(("127.0.0.1", port))
        begun, before, count = time.monotonic(), cpu_of(pid), 0
        while time.monotonic() - begun < seconds:
            for _ in range(25):
                for data in kinds:
                    stranger.send(data)
            count += 25 * len(kinds)
            time.sleep(0.004)
        time.sleep(0.1)
        return 1e6 * (cpu_of(pid) - before) / count


async def measure_all(seconds: float) -> tuple[dict[str, Measured], Measured, float]:
    """All rounds, the best of them, and what strangers cost. The floors have the load of the half-busy worker."""
    async with pinned_worker() as worker:
        strangers = flood(worker.pid, worker.port, seconds / 3)
        stage = WorkerStage(worker)
        first = await stage.play(6, seconds / 3)
        rounds, best = await climb(stage, seconds, first)
    for kind in ("bare", "srtp"):
        rounds[f"floor, {kind}"] = measure_floor(kind, rounds["50 %"].calls, seconds)
    return rounds, best, strangers


def measure_beside(asked: Options) -> None:
    """Our worker and Janus in turns."""
    program = janus_or_say(asked.program)
    rounds = asyncio.run(beside(program, 1 if asked.quick else 4))
    show({f"{name}, {load}, {n}": one for (name, load), of in rounds.items() for n, one in enumerate(of, start=1)})
    report({name: round(value, 2) for name, value in results(rounds).items()}, bounds(), asked.json)


def main() -> None:
    """Measures and reports; an exception, and so an exit code, only when it could not measure."""
    asked = options("Processor time for each forwarded packet, added latency, calls on one core.", peers=["janus"])
    pin(LOAD_CORE)
    if asked.peer:
        measure_beside(asked)
        return
    rounds, best, strangers = asyncio.run(measure_all(2 if asked.quick else 8))
    show(rounds)
    half, bare, srtp = rounds["50 %"], rounds["floor, bare"], rounds["floor, srtp"]
    results = {
        "us_per_packet": half.us_per_packet,
        "us_floor_bare": bare.us_per_packet,
        "us_floor_srtp": srtp.us_per_packet,
        "over_floor_srtp": half.us_per_packet / srtp.us_per_packet,
        "us_per_stranger": strangers,
        "added_latency_p50_ms": 1000 * percentile(half.round.latencies, 50),
        "added_latency_p99_ms": 1000 * percentile(half.round.latencies, 99),
        "calls_per_core": best.calls,
        "packets_per_second_out": best.round.received / best.round.seconds,
        "busy_pct_at_limit": 100 * best.busy,
        "generator_pct_at_half": 100 * half.round.generator,
    }
    report({name: round(value, 2) for name, value in results.items()}, BOUNDS, asked.json, FLOORS)


if __name__ == "__main__":
    main()

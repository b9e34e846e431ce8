"""From what one person and one change cost on this machine to what more people need: a simulation, held against measurements.

    python -m benchmarks.scale RUN.json [RUN.json ...] [--json FILE]

Each RUN is what `benchmarks.waiting_room --json` wrote. Costs are taken from the smallest run, and what the simulation makes of them for
the others is shown beside what was measured there. docs/scale.md says how to read it.

- join_p50_ms_N, join_p99_ms_N: predicted for N people; the same with `measured_` before it: measured;
- idle_core_pct_N: the same of the idle time;
- web_cores_100k, postgres_cores_100k, memory_gb_100k, sent_mbit_100k: what 100,000 people take who come within half an hour;
- update_cores_100k: what telling everybody of each call takes, where directors call every 5 s: at most, as the cost of one telling was
  measured with lines of some hundred people, where most of it is the call and the reading of its queue.
"""

import argparse
import heapq
import json
import random
import sys
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from benchmarks.harness import percentile, report
from benchmarks.waiting_directors import CALL_EVERY

ROUND_TRIPS = 95
"""Of a join with its socket and first view, between a web process and the database: 73 statements were counted, and the beginning and end
of some eleven transactions."""
SEED = 20261129
LARGE, LARGE_SECONDS = 100_000, 1800.0


@dataclass(frozen=True)
class Costs:
    """Processor milliseconds for each join at a web process and at PostgreSQL; of all processes each second for each who waits;
    kilobytes of memory for each, and sent to each in half an hour; microseconds of a web process for telling one of a change."""

    web_ms: float
    postgres_ms: float
    waiting_ms: float
    fixed_ms: float
    kilobytes: float
    sent_kb: float
    update_us: float


@dataclass(frozen=True)
class Run:
    """One measurement."""

    people: int
    rate: float
    results: Mapping[str, float]


class Station:
    """One processor that does one piece of work after the other, in the order in which they came."""

    def __init__(self) -> None:
        self.busy = False
        self.waiting: deque[tuple[int, float]] = deque()


def simulate(costs: Costs, people: int, rate: float, seed: int = SEED) -> list[float]:
    """Milliseconds of each join: `people` come at a steady rate to one web process and one database, each on a core of its own.

    A join is so many turns at both; each takes an exponential time. Whoever is there already slows the web process down.
    """
    dice = random.Random(seed)
    stations = (Station(), Station())
    means = (costs.web_ms / ROUND_TRIPS, costs.postgres_ms / ROUND_TRIPS)
    events: list[tuple[float, int, int, int]] = []
    order, there, took = count(), 0, list[float]()
    began, turns = dict[int, float](), dict[int, int]()

    def start(at: float, place: int, person: int, work: float) -> None:
        stations[place].busy = True
        heapq.heappush(events, (at + work, next(order), place, person))

    def come(at: float, place: int, person: int) -> None:
        slower = 1.0 / max(0.05, 1.0 - (costs.fixed_ms + costs.waiting_ms * there) / 1000) if place == 0 else 1.0
        work = dice.expovariate(1 / means[place]) * slower
        if stations[place].busy:
            stations[place].waiting.append((person, work))
        else:
            start(at, place, person, work)

    for person in range(people):
        heapq.heappush(events, (1000 * person / rate, next(order), -1, person))
    while events:
        at, _, place, person = heapq.heappop(events)
        if place < 0:
            began[person], turns[person] = at, 0
            come(at, 0, person)
            continue
        stations[place].busy = False
        if stations[place].waiting:
            start(at, place, *stations[place].waiting.popleft())
        turns[person] += place
        if turns[person] < ROUND_TRIPS:
            come(at, 1 - place, person)
        else:
            took.append(at - began.pop(person))
            there += 1
    return took


def costs_of(run: Run, other: Run | None) -> Costs:
    """What one person takes, by a run; what grows with people by a second one."""
    found = run.results
    idle = found["idle_core_pct"] * 10
    waiting = 0.0 if other is None else (other.results["idle_core_pct"] * 10 - idle) / (other.people - run.people)
    return Costs(
        web_ms=found["web_cpu_ms_per_join"], postgres_ms=found["postgres_cpu_ms_per_join"], waiting_ms=max(0.0, waiting),
        fixed_ms=max(0.0, idle - waiting * run.people), kilobytes=found["kb_per_waiting"], sent_kb=found["sent_kb_30min"],
        update_us=(other or run).results["update_us_per_event"],
    )  # fmt: skip


def needs(costs: Costs, people: int, seconds: float) -> dict[str, float]:
    """Cores, gigabytes and megabits a second for so many who come within that time and wait."""
    rate = people / seconds
    return {
        "web_cores": (rate * costs.web_ms + people * costs.waiting_ms) / 1000,
        "update_cores": people / CALL_EVERY * costs.update_us / 1e6,
        "postgres_cores": rate * costs.postgres_ms / 1000,
        "memory_gb": people * costs.kilobytes / 1e6,
        "sent_mbit": people * costs.sent_kb * 8 / 1000 / 1800,
    }


def _read(file: Path) -> Run:
    results = json.loads(file.read_text("utf-8"))["results"]
    return Run(int(results["joined"]), results["rate"], results)


def compare(runs: Sequence[Run]) -> dict[str, float]:
    """Predictions and measurements of each run, and what the large one needs."""
    costs = costs_of(runs[0], runs[-1] if len(runs) > 1 else None)
    found: dict[str, float] = {}
    for run in runs:
        predicted = simulate(costs, run.people, run.rate)
        idle = (costs.fixed_ms + costs.waiting_ms * run.people) / 10
        found |= {
            f"join_p50_ms_{run.people}": percentile(predicted, 50),
            f"measured_join_p50_ms_{run.people}": run.results["join_p50_ms"],
            f"join_p99_ms_{run.people}": percentile(predicted, 99),
            f"measured_join_p99_ms_{run.people}": run.results["join_p99_ms"],
            f"idle_core_pct_{run.people}": idle,
            f"measured_idle_core_pct_{run.people}": run.results["idle_core_pct"],
        }
    return found | {f"{name}_100k": value for name, value in needs(costs, LARGE, LARGE_SECONDS).items()}


def main() -> int:
    """Compares and reports."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", nargs="+", type=Path, metavar="RUN.json")
    parser.add_argument("--json", type=Path, metavar="FILE")
    given = parser.parse_args()
    runs = sorted((_read(file) for file in given.runs), key=lambda run: run.people)
    report({name: round(value, 2) for name, value in compare(runs).items()}, {}, given.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())

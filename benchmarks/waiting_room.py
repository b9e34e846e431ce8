"""Thousands of people come, wait, and are told of changes; seen from outside, with everything on this machine.

    python -m benchmarks.waiting_room [--quick] [--people N] [--rate N] [--json FILE]

`audiencia serve` as it is, with a client of its own (`benchmarks/waiting_client.py`) that knows docs/protocol.md alone. 18
departments; one line has a fifth of all people. Joins come at a steady rate, whether the service keeps up or not.

- joined, refused, errors: people who saw their first view; refused by the service; anything else;
- join_p50_ms, join_p99_ms: from asking for the form to the first view;
- web_cpu_ms_per_join_empty, ..._full, web_cpu_ratio: processor time of the web processes for each join, of the first and of the
  last tenth of all people;
- web_cpu_ms_per_join, postgres_cpu_ms_per_join: of all people; `rate`: how many came in a second;
- kb_per_waiting: growth of the private memory of web, media and PostgreSQL processes for each person;
- idle_core_pct: of one core, all server processes, with everybody waiting and nothing happening;
- front_update_p99_ms, update_p99_ms: from saying a call until the first ten of that line, and everybody else of it, have their
  next view;
- command_p99_ms: calls of all directors, each every 5 s, meanwhile, by a process of their own (`benchmarks/waiting_directors.py`);
- sent_kb_30min: what a waiting person receives in half an hour, from the time in which directors called;
- over_raw_sockets: processor time of the web process for each event of an update to a whole line, besides what it takes just before,
  in as long a time, when nothing happens (medians of nine each), over that of a server of raw aiohttp WebSockets which sends as many
  frames of that size (`benchmarks/waiting_floor.py`);
- storm_all_back_s, storm_not_back: from SIGKILL to the web process until the last of all has a view again
  (`benchmarks/waiting_storm.py`), or it is given up after 300 s; who had none by then;
- storm_floor_s: the same client, pauses and frames, at a server of raw aiohttp WebSockets that is there already and knows every view;
- storm_command_p99_ms: calls of all directors at another web process meanwhile;
- history_ratio: reading a queue and all that its estimate needs, with 200,000 past visits over none (`benchmarks/waiting_history.py`).
"""

import asyncio
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median

from yarl import URL

from audiencia.settings.config import load_municipality
from benchmarks import waiting_floor, waiting_history, waiting_storm
from benchmarks.cheap_requests import private_bytes
from benchmarks.harness import options, percentile, report, show_samples
from benchmarks.processor import processor_ms
from benchmarks.waiting_client import Person, Refused
from benchmarks.waiting_directors import CALL_EVERY, Directors, directors
from tests.browser.installation import ROOT, Installation, installation

BOUNDS = {
    "refused": 0, "errors": 0, "join_p99_ms": 500, "web_cpu_ms_per_join_empty": 8, "web_cpu_ms_per_join_full": 8,
    "web_cpu_ratio": 1.2, "kb_per_waiting": 45, "front_update_p99_ms": 300, "update_p99_ms": 2500, "command_p99_ms": 150,
    "storm_all_back_s": 30, "storm_not_back": 0, "storm_command_p99_ms": 500, "idle_core_pct": 15, "sent_kb_30min": 100,
    "history_ratio": 1.2, "over_raw_sockets": 4,
}  # fmt: skip
LIMITS = {"joins_per_address_per_hour": 100_000, "queue_cap": 2000}
DEPARTMENTS = 18
LONG_PART = 5
"""One person of so many joins the one long line."""
JOIN_SECONDS = 60.0
IDLE_SECONDS = 20.0
UPDATES, WINDOW_SECONDS = 9, 12.0
"""With each fifth batch of two seconds those are told of a call for whom it is a minor change."""
SETTLE_SECONDS = 5.0
FRONT = 10
SEED = 20261128


@dataclass(frozen=True)
class Plan:
    """How many people, how many of them in a second, how often each director calls; how long a past is read over, how often."""

    people: int = 10_000
    rate: int = 50
    calls: int = 6
    past_visits: int = 200_000
    readings: int = 200


QUICK = Plan(people=400, rate=20, calls=3, past_visits=10_000, readings=30)


@dataclass
class Found:
    """Milliseconds, and who is there."""

    joins: list[float] = field(default_factory=list)
    wrong: Counter[str] = field(default_factory=Counter)
    people: list[Person] = field(default_factory=list)
    front: list[float] = field(default_factory=list)
    rest: list[float] = field(default_factory=list)
    commands: list[float] = field(default_factory=list)
    storm: list[float] = field(default_factory=list)
    results: dict[str, float] = field(default_factory=dict)


def _processes(house: Installation, *names: str) -> list[int]:
    """Process ids of these parts, with those of all their children."""
    found, new = list[int](), [house.pid(name) for name in names]
    while new:
        found += new
        files = [file for pid in new for file in Path(f"/proc/{pid}/task").glob("*/children")]
        new = [int(pid) for file in files for pid in file.read_text("utf-8").split()]
    return found


def _cpu_ms(house: Installation, *names: str) -> float:
    return sum(processor_ms(pid) for pid in _processes(house, *names))


def _private_bytes(house: Installation) -> int:
    return sum(private_bytes(pid) for pid in _processes(house, "web", "media", "postgres"))


def _lines() -> list[tuple[str, str]]:
    """A department and a topic of each public line; the first is the long one."""
    municipality = load_municipality(ROOT / "config")
    found = [(one.slug, next(topic.slug for topic in one.topics if topic.to is None))
             for one in municipality.public_departments]  # fmt: skip
    return found[:DEPARTMENTS]


async def _come(house: Installation, plan: Plan, found: Found) -> None:
    """Everybody joins, at the plan's rate."""
    lines, dice = _lines(), random.Random(SEED)
    tenth = max(plan.people // 10, 1)
    marks: dict[int, tuple[float, float]] = {}
    postgres, began = _cpu_ms(house, "postgres"), time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number in range(1, plan.people + 1):
            if number in (1, tenth + 1, plan.people - tenth + 1):
                marks[number] = (_cpu_ms(house, "web"), len(found.joins))
            line = lines[0] if number % LONG_PART == 0 else dice.choice(lines[1:])
            person = Person(URL(house.url), number, *line)
            group.create_task(_one(person, found))
            await asyncio.sleep(max(0.0, began + number / plan.rate - time.perf_counter()))
    ends = (_cpu_ms(house, "web"), len(found.joins))
    everybody = max(1.0, ends[1] - marks[1][1])
    found.results |= {
        "rate": plan.rate, "web_cpu_ms_per_join": (ends[0] - marks[1][0]) / everybody,
        "postgres_cpu_ms_per_join": (_cpu_ms(house, "postgres") - postgres) / everybody,
    }  # fmt: skip
    for name, (start, end) in {
        "empty": (marks[1], marks[tenth + 1]),
        "full": (marks[plan.people - tenth + 1], ends),
    }.items():
        found.results[f"web_cpu_ms_per_join_{name}"] = (end[0] - start[0]) / max(1.0, end[1] - start[1])
    empty, full = (found.results[f"web_cpu_ms_per_join_{name}"] for name in ("empty", "full"))
    found.results["web_cpu_ratio"] = full / empty


async def _one(person: Person, found: Found) -> None:
    began = time.perf_counter()
    try:
        async with asyncio.timeout(JOIN_SECONDS):
            await person.arrive()
    except Refused as error:
        found.wrong[f"refused: {str(error)[:60]}"] += 1
    except (TimeoutError, OSError, asyncio.IncompleteReadError) as error:
        found.wrong[f"error: {type(error).__name__}"] += 1
    else:
        found.joins.append(1000 * (time.perf_counter() - began))
        found.people.append(person)


async def _idle(house: Installation, found: Found) -> None:
    names = ("web", "media", "postgres", "valkey")
    used, at = _cpu_ms(house, *names), time.perf_counter()
    await asyncio.sleep(IDLE_SECONDS)
    found.results["idle_core_pct"] = (_cpu_ms(house, *names) - used) / 10 / (time.perf_counter() - at)


async def _calls(house: Installation, plan: Plan, found: Found) -> None:
    """All directors call every few seconds; of the long line it is looked at who sees it when, and then what it takes."""
    lines = _lines()
    logins = [f"direccion-{slug}" for slug, _ in lines]
    async with directors(house.url, {one: house.passwords[one] for one in logins}) as staff:
        await asyncio.sleep(SETTLE_SECONDS)
        for person in found.people:
            person.leave_when_called()
        octets, at = sum(one.seen.octets for one in found.people), time.perf_counter()
        long = [one for one in found.people if one.department == lines[0][0]]
        await staff.begin(but_first=True)
        for _ in range(plan.calls):
            await _call(staff, long, found)
        await staff.rest()
        found.commands = await staff.commands()
        sent = sum(one.seen.octets for one in found.people) - octets
        found.results["sent_kb_30min"] = sent / 1000 / len(found.people) * 1800 / (time.perf_counter() - at)
        await _update(house, staff, long, found)


async def _call(staff: Directors, line: Sequence[Person], found: Found) -> None:
    places = {one.number: one.seen.place for one in line}
    for one in line:
        one.seen.next_at = 0.0
    began = await staff.call()
    await asyncio.sleep(max(0.0, began + CALL_EVERY - time.perf_counter()))
    for one in line:
        if one.seen.next_at and places[one.number] > 1:
            ms = 1000 * (one.seen.next_at - began)
            (found.front if places[one.number] <= FRONT + 1 else found.rest).append(ms)


async def _update(house: Installation, staff: Directors, line: Sequence[Person], found: Found) -> None:
    """Calls of which everybody in the line is told: what each event took of the web process, over the floor's. By turns with as much time
    without one, and the medians of both compared: what else falls into a few of them (a garbage collection, estimates made anew, a
    machine that stands still) may take more than an update."""
    await asyncio.sleep(SETTLE_SECONDS)
    idle, busy, events, octets = list[float](), list[float](), 0, 0
    for _ in range(UPDATES):
        idle.append((await _window(house, line))[0])
        used, new, size = await _window(house, line, staff)
        busy.append(used)
        events, octets = events + new, octets + size
    floor = await waiting_floor.frame_ms(len(line), max(1, round(events / UPDATES / len(line))), round(octets / events))
    spent = (median(busy) - median(idle)) * UPDATES / events
    found.results |= {
        "floor_us_per_event": 1000 * floor, "update_us_per_event": 1000 * spent, "over_raw_sockets": spent / floor,
    }  # fmt: skip


async def _window(
    house: Installation, line: Sequence[Person], staff: Directors | None = None
) -> tuple[float, int, int]:
    """What the web process takes in a while, which begins with a call where there is a `staff`, in milliseconds, and the events and
    octets that these people receive in it."""
    used, began = _cpu_ms(house, "web"), time.perf_counter()
    events, octets = sum(one.seen.events for one in line), sum(one.seen.octets for one in line)
    if staff is not None:
        await staff.call()
    await asyncio.sleep(began + WINDOW_SECONDS - time.perf_counter())
    used, took = _cpu_ms(house, "web") - used, time.perf_counter() - began
    events, octets = sum(one.seen.events for one in line) - events, sum(one.seen.octets for one in line) - octets
    return used * WINDOW_SECONDS / took, events, octets


async def measure(plan: Plan) -> Found:
    """Everything in turn."""
    found = Found()
    async with installation(LIMITS) as house:
        before = _private_bytes(house)
        await _come(house, plan, found)
        await asyncio.sleep(SETTLE_SECONDS)
        found.results["kb_per_waiting"] = (_private_bytes(house) - before) / 1000 / max(1, len(found.people))
        await _idle(house, found)
        await _calls(house, plan, found)
        storm = await waiting_storm.storm(house, found.people, [slug for slug, _ in _lines()], SEED)
        found.storm = storm.commands
        found.results |= {"storm_all_back_s": storm.all_back_s, "storm_not_back": storm.not_back}
        for person in found.people:
            if person.socket is not None:
                person.socket.close()
    found.results["storm_floor_s"] = await waiting_floor.return_s(found.people, SEED)
    found.results["history_ratio"] = await waiting_history.ratio(plan.past_visits, plan.readings)
    return found


def main() -> int:
    """Measures and reports; not 0 only when it could not."""
    given = options(__doc__ or "", sizes=("people", "rate"))
    plan = replace(QUICK if given.quick else Plan(), **given.sizes)
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    found = asyncio.run(measure(plan))
    for what, times in found.wrong.items():
        print(f"{times} x {what}")
    show_samples("Milliseconds", {"joins": found.joins, "first ten": found.front, "others": found.rest,
                                  "commands": found.commands, "commands in the storm": found.storm})  # fmt: skip
    refused = sum(times for what, times in found.wrong.items() if what.startswith("refused"))
    results = {
        "joined": float(len(found.people)), "refused": float(refused), "errors": float(found.wrong.total() - refused),
        "join_p50_ms": percentile(found.joins, 50), "join_p99_ms": percentile(found.joins, 99),
        "front_update_p99_ms": percentile(found.front, 99), "update_p99_ms": percentile(found.rest, 99),
        "command_p99_ms": percentile(found.commands, 99), "storm_command_p99_ms": percentile(found.storm, 99), **found.results,
    }  # fmt: skip
    report({name: round(value, 1) for name, value in results.items()}, BOUNDS, given.json, {"joined": plan.people})
    return 0


if __name__ == "__main__":
    sys.exit(main())

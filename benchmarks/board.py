"""How the moderator's board keeps up with a full house: 20 departments, 500 people waiting, 5 of them moved each second.

    python -m benchmarks.board [--quick] [--json FILE]

Everything is real: `audiencia serve`, a moderator's board in Chromium that is scrolled all the time, directors with open
rooms, citizens who are connected, and a second moderator who moves people by the live protocol, every other time one of those who are
connected. The clock is the machine's own, read on both sides of the browser. 480 of those who wait are put in by SQL, which is
not measured.

- board_fps: frames that the board's page made, by requestAnimationFrame;
- board_mb: the script heap after a garbage collection at the end;
- change_visible_p99_ms: from saying the move until the number stands in its new line in a painted frame, and until the view of
  whoever was moved says so, all pooled;
- curtain_ms: on a director's page in the call, from the key that draws the curtain until nothing personal is in the document and
  a frame without it was painted (99 of 100, of many tries).
- takeover_ms: the longest of a few takeovers of a ticket and of a room in the midst of a call: from pressing the button on the new
  device until the other side sees its camera (benchmarks/takeover.py).
- board_greeting_kb, board_change_kb: what a board is sent at its greeting, and at most for a change of that line, once 2,000 more
  people wait in one line (benchmarks/board_weight.py).
"""

import asyncio
import random
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.async_api import Browser, Page, async_playwright

from audiencia.signaling.messages_out import BoardTicketOut
from audiencia.simulation.citizen import CitizenClient
from audiencia.simulation.director import DirectorClient
from audiencia.simulation.moderator import ModeratorClient
from benchmarks.board_weight import weigh
from benchmarks.harness import Samples, options, percentile, report, show_samples
from benchmarks.takeover import takeovers
from tests.browser.chromium import DESK, Studio, launch, visit
from tests.browser.installation import Installation, installation
from tests.browser.people import Director, Moderator
from tests.browser.probe import until

BOUNDS = {
    "board_mb": 60.0, "change_visible_p99_ms": 300.0, "curtain_ms": 100.0, "takeover_ms": 10_000.0,
    "board_greeting_kb": 400.0, "board_change_kb": 60.0,
}  # fmt: skip
FLOORS = {"board_fps": 50.0}
DEPARTMENTS, WAITING, CONNECTED, PER_SECOND = 20, 500, 20, 5.0
LONG_LINE = "bienestar"
TOPICS = {"agua": "fugas", "tesoreria": "predial", "bienestar": "salud", "seguridad": "vigilancia"}
LIMITS = {"joins_per_address_per_hour": 100_000, "queue_cap": 200}
SHOWN = 35
"""Lines that are longer than this take nobody more: of a line of more than 40 the board shows a part."""
REST_SECONDS = 5.0
"""Who was moved is left alone for so long, so that the board has the version that the next move needs."""
SEED = 20261125

MORE_DEPARTMENTS = """
    INSERT INTO department (slug, prefix, name_es, name_en)
    SELECT 'bench-' || n, 'X' || chr(64 + n), 'Área de prueba ' || n, 'Trial department ' || n
    FROM generate_series(1, $1::int) AS n RETURNING id"""
MORE_TOPICS = """
    INSERT INTO topic (department_id, slug, name_es, name_en)
    SELECT id, 'all', 'Un trámite de todos los días', 'An everyday matter' FROM department WHERE slug LIKE 'bench-%' RETURNING id"""
MORE_QUEUES = """
    INSERT INTO queue (session_id, department_id, state) SELECT session.id, department.id, 'open' FROM department, session
    WHERE slug LIKE 'bench-%' AND session.state = 'open' RETURNING id"""
PEOPLE = """
    WITH place AS (
        SELECT queue.id AS queue_id, queue.session_id, department.prefix, row_number() OVER (ORDER BY queue.id) - 1 AS at,
               (SELECT min(topic.id) FROM topic WHERE topic.department_id = department.id AND topic.leads_to IS NULL) AS topic_id
        FROM queue JOIN department ON department.id = queue.department_id JOIN session ON session.id = queue.session_id
        WHERE session.state = 'open'
    ), new AS (
        SELECT n, gen_random_uuid() AS id, gen_random_uuid() AS person_id, place.*, app_now() - make_interval(secs => n * 5) AS joined_at
        FROM generate_series(1, $1::int) AS n JOIN place ON place.at = n % (SELECT count(*) FROM place)
    ), person AS (
        INSERT INTO person (id, key_wrapped, key_epoch) SELECT person_id, 'none', 1 FROM new
    ), attention AS (
        INSERT INTO attention (id, session_id, person_id, topic_id, folio, joined_at, language, name_sealed,
                               matter_sealed)
        SELECT id, session_id, person_id, topic_id, 'BENCH-' || n, joined_at, 'es-MX', 'none', 'none' FROM new
    ), leg AS (
        INSERT INTO leg (id, attention_id, queue_id, began_at) SELECT gen_random_uuid(), id, queue_id, joined_at FROM new
    )
    INSERT INTO ticket (id, attention_id, session_id, queue_id, number, state, joined_at, state_since, preferential, contact_index)
    SELECT gen_random_uuid(), id, session_id, queue_id, prefix || '-B' || n, 'waiting', joined_at, joined_at, n % 10 = 0,
           sha256(('bench' || n)::bytea) FROM new RETURNING id"""
FIRST = "UPDATE ticket SET to_front = true WHERE number = $1 RETURNING id"
CHANGED = "UPDATE queue SET version = version + 1 RETURNING id"

# Each number that comes into a line is noted when the frame that shows it begins.
WATCH = """() => {
  window.cameIn = {};
  window.frames = 0;
  const note = (row) => {
    const column = row.closest("section.queue");
    const button = row.querySelector(".ticket-row") ?? row;
    const key = `${column?.dataset.testid}/${button.dataset.testid}`;
    requestAnimationFrame(() => { (window.cameIn[key] ??= []).push(Date.now()); });
  };
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      for (const node of addedNodes)
        if (node instanceof Element)
          for (const row of node.matches("li.ticket-item") ? [node] : node.querySelectorAll("li.ticket-item")) note(row);
  }).observe(document.querySelector(".board"), { childList: true, subtree: true });
  const box = document.querySelector(".busy-lines");
  let step = 6;
  const frame = () => {
    window.frames++;
    if (box.scrollTop + box.clientHeight >= box.scrollHeight - 2) step = -6;
    if (box.scrollTop <= 0) step = 6;
    box.scrollBy(0, step);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}"""


# From the key, as the browser noted it, until the frame after the one in which nothing of it was in the document any more.
CURTAIN = """(names) => {
  window.drawn = [];
  const clean = () => {
    const all = [document.title, document.documentElement.outerHTML,
      ...[...document.querySelectorAll("input, textarea")].map((one) => one.value)].join();
    return !document.querySelector("video, canvas") && !names.some((name) => all.includes(name));
  };
  addEventListener("keydown", ({ key, timeStamp }) => {
    if (key !== "F9" || document.querySelector("[data-testid=curtain]")) return;
    const look = () => requestAnimationFrame(() => {
      if (!clean()) return look();
      requestAnimationFrame(() => window.drawn.push(performance.now() - timeStamp));
    });
    look();
  }, { capture: true });
}"""
TAKEOVERS = 3
TRIES, WHO, WHAT = 60, "Zenaida Quetzal", "El trato en la ventanilla catorce"


@dataclass
class Measured:
    """Milliseconds from saying a move; frames a second; megabytes."""

    on_board: list[float] = field(default_factory=list)
    for_people: list[float] = field(default_factory=list)
    fps: float = 0.0
    mb: float = 0.0
    rate: float = 0.0
    curtain: list[float] = field(default_factory=list)
    tickets: list[float] = field(default_factory=list)
    rooms: list[float] = field(default_factory=list)
    greeting_kb: float = 0.0
    change_kb: float = 0.0

    def results(self) -> dict[str, float]:
        """The metrics by name."""
        pooled = [*self.on_board, *self.for_people]
        found = {
            "board_fps": self.fps,
            "board_mb": self.mb,
            "change_visible_p50_ms": percentile(pooled, 50),
            "change_visible_p99_ms": percentile(pooled, 99),
            "changes_per_s": self.rate,
            "curtain_ms": percentile(self.curtain, 99),
            "takeover_ms": max(*self.tickets, *self.rooms),
            "board_greeting_kb": self.greeting_kb,
            "board_change_kb": self.change_kb,
        }
        return {name: round(value, 1) for name, value in found.items()}


@dataclass
class Hall:
    """A full house, and who looks at it."""

    house: Installation
    page: Page
    browser: Browser
    mover: ModeratorClient
    citizens: dict[str, CitizenClient]


@asynccontextmanager
async def full_hall(waiting: int) -> AsyncIterator[Hall]:
    """Everything started, everybody there."""
    async with AsyncExitStack() as stack:
        house = await stack.enter_async_context(installation(LIMITS))
        known = (await house.rows("SELECT count(*) AS n FROM department"))[0]["n"]
        for statement in (MORE_DEPARTMENTS, MORE_TOPICS, MORE_QUEUES):
            await house.rows(statement, *([DEPARTMENTS - known] if statement is MORE_DEPARTMENTS else []))
        await house.rows(PEOPLE, waiting - CONNECTED)
        for department in TOPICS:
            director = await stack.enter_async_context(DirectorClient(house.url))
            await director.sign_in(f"direccion-{department}", house.passwords[f"direccion-{department}"])
            await director.connect()
            await director.open_room()
        citizens = {}
        for at in range(CONNECTED):
            department = list(TOPICS)[at % len(TOPICS)]
            citizen = await stack.enter_async_context(CitizenClient(house.url))
            await citizen.join(department, TOPICS[department], name="Ana", matter="Un asunto")
            citizens[(await citizen.connect()).ticket.number] = citizen
        mover = await stack.enter_async_context(ModeratorClient(house.url))
        await mover.sign_in("moderacion", house.passwords["moderacion"])
        await house.rows(CHANGED)
        await mover.connect()
        playwright = await stack.enter_async_context(async_playwright())
        studio = Studio(Path(stack.enter_context(TemporaryDirectory(prefix="audiencia-board-"))), 640, 480)
        browser = await launch(playwright.chromium, studio, "green")
        stack.push_async_callback(browser.close)
        moderator = Moderator(await visit(browser, house.url, screen=DESK))
        await moderator.sign_in("moderacion", house.passwords["moderacion"])
        await until(moderator.page, f"document.querySelectorAll('.ticket-row').length >= {waiting - CONNECTED}")
        yield Hall(house, moderator.page, browser, mover, citizens)


async def measure(waiting: int, seconds: float) -> Measured:
    """Moves people for so long, and looks at who sees it when."""
    found = Measured()
    async with full_hall(waiting) as hall:
        await hall.page.evaluate(WATCH)
        begun, frames = time.perf_counter(), await hall.page.evaluate("frames")
        said = await _move_people(hall, seconds, found)
        took = time.perf_counter() - begun
        found.fps = (await hall.page.evaluate("frames") - frames) / took
        found.rate = len(said) / took
        await until(hall.page, f"(cameIn['{said[-1][0]}'] ?? []).at(-1) > {said[-1][1]}")
        came = await hall.page.evaluate("cameIn")
        # Somebody may come into the same line more than once: what was said is seen by the next time.
        found.on_board = [min(seen - at for seen in came[key] if seen >= int(at)) for key, at in said]
        found.mb = await _heap(hall.page)
        found.curtain = await _curtain(hall)
        found.tickets, found.rooms = await _takeovers(hall)
        found.greeting_kb, found.change_kb = await weigh(hall.house, LONG_LINE)
    return found


async def _takeovers(hall: Hall) -> tuple[list[float], list[float]]:
    """Ticket and room in turn go on on other devices, in the midst of a call."""
    async with AsyncExitStack() as stack:
        studio = Studio(Path(stack.enter_context(TemporaryDirectory(prefix="audiencia-devices-"))))
        browsers = {}
        for colour in ("red", "blue", "green"):
            browsers[colour] = await launch(hall.browser.browser_type, studio, colour)
            stack.push_async_callback(browsers[colour].close)
        return await takeovers(hall.house, browsers, FIRST, TAKEOVERS)


async def _move_people(hall: Hall, seconds: float, found: Measured) -> list[tuple[str, float]]:
    """Gives what should be seen where, and when it was said, in milliseconds of the clock."""
    dice, said, left_alone = random.Random(SEED), list[tuple[str, float]](), dict[str, float]()
    departments = [one.department_slug for one in hall.mover.board.queues]
    deadline = due = time.perf_counter()
    deadline += seconds
    async with asyncio.TaskGroup() as group:
        while due < deadline:
            due += 1 / PER_SECOND
            await asyncio.sleep(max(due - time.perf_counter(), 0))
            ticket, here = _somebody(hall, dice, left_alone, connected=len(said) % 2 == 0)
            there = dice.choice([one for one in departments if one != here and hall.mover.queue(one).waiting < SHOWN])
            left_alone[ticket.number] = due
            said.append((f"queue-{there}/ticket-{ticket.number}", time.time() * 1000))
            group.create_task(_move(hall, ticket, there, found))
    return said


async def _move(hall: Hall, ticket: BoardTicketOut, there: str, found: Measured) -> None:
    at, citizen = time.time() * 1000, hall.citizens.get(ticket.number)
    moving = asyncio.create_task(hall.mover.move_ticket(ticket, there))
    if citizen is not None:
        await citizen.wait_for(lambda view: view.ticket.department_slug == there, "the other line")
        found.for_people.append(time.time() * 1000 - at)
    await moving


def _somebody(
    hall: Hall, dice: random.Random, left_alone: dict[str, float], *, connected: bool
) -> tuple[BoardTicketOut, str]:
    """One who waits, and where; who was moved a moment ago is left alone."""
    now = time.perf_counter()
    who = [
        (ticket, queue.department_slug)
        for queue in hall.mover.board.queues
        for ticket in queue.tickets
        if ticket.state in ("waiting", "ready_check")
        and (ticket.number in hall.citizens) is connected
        and now - left_alone.get(ticket.number, 0) > REST_SECONDS
    ]
    return dice.choice(who)


async def _curtain(hall: Hall) -> list[float]:
    """Draws and opens the curtain again and again, on a director's page that shows a person, their matter and what is written."""
    async with CitizenClient(hall.house.url) as citizen:
        await citizen.join("obras-publicas", "baches", name=WHO, matter=WHAT)
        await citizen.connect()
        director = Director(await visit(hall.browser, hall.house.url, screen=DESK))
        await director.sign_in("direccion-obras-publicas", hall.house.passwords["direccion-obras-publicas"])
        # Noted before the page's own listeners, which keep the key to themselves.
        await director.page.add_init_script(f"({CURTAIN})({[WHO, WHAT]})")
        await director.page.reload()
        await director.open_room_at_once()
        await hall.house.rows(FIRST, citizen.view.ticket.number)
        await director.call_next()
        await citizen.wait_state("called")
        await citizen.accept()
        await director.sees("current", WHO)
        for at in range(1, TRIES + 1):
            await director.page.locator("#step").fill(WHAT)
            await director.page.keyboard.press("F9")
            await until(director.page, f"drawn.length === {at}")
            await director.page.keyboard.press("F9")
            await director.sees("current", WHO)
        found: list[float] = await director.page.evaluate("drawn")
        await director.visitor.close()
    return found


async def _heap(page: Page) -> float:
    """Megabytes of the script heap after a collection."""
    session = await page.context.new_cdp_session(page)
    await session.send("HeapProfiler.enable")
    await session.send("HeapProfiler.collectGarbage")
    usage: dict[str, Any] = await session.send("Runtime.getHeapUsage")
    return float(usage["usedSize"]) / 1_000_000


def main() -> int:
    """Measures and reports; not 0 only when it could not."""
    given = options(__doc__.partition("\n")[0])
    found = asyncio.run(measure(100, 4.0) if given.quick else measure(WAITING, 40.0))
    samples: Samples = {
        "on the board": found.on_board,
        "for whoever is moved": found.for_people,
        "curtain": found.curtain,
        "a ticket on another device": found.tickets,
        "a room on another device": found.rooms,
    }
    show_samples("From saying a move until it is seen", samples)
    report(found.results(), BOUNDS, given.json, FLOORS)
    return 0


if __name__ == "__main__":
    sys.exit(main())
